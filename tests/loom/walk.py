"""A walk through every page of one language mode: each is opened once, and everything asked there.

A page is opened as on a phone in the dark, and then seen in each of LAYOUTS. In 对照 axe asks every
page about its structure; that mode holds what the pages of both languages hold. Elsewhere, and on a
phone, it asks where a kind of element is seen, or hidden, that was not so before in the walk (see KINDS).
About its colours it asks every text of every page in each layout, but for those that are like one
asked before (see ALIKE). Whether all of a page shows is asked at four widths. With NNBOOK_PATIENT set, each page is
opened, and asked everything, anew in each layout.
"""

import json
from collections import defaultdict

from axe_playwright_python.base import AXE_SCRIPT
from conftest import PATIENT

SCHEMES = {"light": "default", "dark": "slate"}
# Neighbours differ in one thing, and the structure is asked in the first of each width in which axe is asked.
LAYOUTS = [(320, "dark"), (375, "dark"), (375, "light"), (768, "light"), (1280, "light"), (1280, "dark")]
STRUCTURE_IN = {375: "dark", 1280: "light"}
EACH = [(width, scheme) for width in (320, 375, 768, 1280) for scheme in SCHEMES]
MEASURE = 80  # characters of English in a line of prose


class Faults:
    """What is wrong, and in which places; the same fault of many pages is told once."""

    def __init__(self):
        self.places = defaultdict(list)

    def add(self, kind, what, cure, place):
        """Note a fault: its kind, the element or address, the cure, and the page and layout."""
        self.places[kind, what, cure].append(place)

    def __str__(self):
        return "\n\n".join(
            f"{kind}: {', '.join(places[:4])}{f' and {len(places) - 4} more' if places[4:] else ''}: {what}\n  {cure}"
            for (kind, what, cure), places in sorted(self.places.items())
        )

    def __bool__(self):
        return bool(self.places)


def walk(page, top, names, thorough):
    """Ask every page of these names below the address `top`; returns the Faults found.

    page      of page_of() in test_browser
    thorough  let axe ask every page about its structure
    """
    faults, kinds, alike = Faults(), set(), defaultdict(set)
    mode = top.rpartition("/")[2]
    for name in names:
        for layouts in [[layout] for layout in EACH] if PATIENT else [LAYOUTS]:
            page.place = f"{mode}/{name}"
            show(page, *layouts[0])
            page.goto(f"{top}/{name}")
            page.evaluate(AXE_SCRIPT)
            look(page, layouts, thorough or PATIENT, faults, kinds, defaultdict(set) if PATIENT else alike)
    page.wait_for_load_state("networkidle")
    for place, url in page.asked:
        if not url.startswith((top.rpartition("/")[0] + "/", "data:", "blob:")):
            faults.add("other host", url, "serve it from this site", place)
    for place, error in page.errors:
        faults.add("console", error, "correct the script, or what it asks for", place)
    return faults


def look(page, layouts, thorough, faults, kinds, alike):
    """Ask the open page everything; leaves it with no more of its article than the texts whose colours were asked."""
    new = {}
    for width, scheme in layouts:
        place = f"{page.place} at {width} px, {scheme}"
        show(page, width, scheme)
        if not at_rest(page, scheme):
            faults.add("scheme", "the page keeps its colours", "let it follow the reader's system", place)
        for element, over in page.evaluate(TOO_WIDE):
            faults.add("too wide", element, f"it stands out by {over} px: let the wide part scroll", place)
        for element in page.evaluate(STUCK):
            faults.add("keyboard", element, "it scrolls by mouse alone: give it tabindex=0", place)
        for element in page.evaluate(NO_SIGN):
            faults.add("cut", element, "nothing shows that it goes on: see what scrolls sideways in book.css", place)
        if width >= 375:
            for element, over in page.evaluate(CUT_OFF):
                faults.add("display", element, f"{over} px of it do not show: break it (CONTRIBUTING.md, Notation)", place)
        for line in page.evaluate(LONG_LINES, MEASURE) if width >= 768 else []:
            faults.add("long line", line, f"it has more than {MEASURE} characters: keep to --nn-measure", place)
        if scheme == STRUCTURE_IN.get(width):
            found = set(page.evaluate(KINDS))
            if PATIENT or (thorough and width == 1280) or not found <= kinds:
                note(faults, "axe", page.evaluate(STRUCTURE), place)
            kinds |= found
        if width in STRUCTURE_IN:
            new[width, scheme] = page.evaluate(ALIKE, [place, list(alike[width, scheme])])
            alike[width, scheme].update(new[width, scheme])
    if new:
        page.evaluate(LEAVE_THE_NEW)
    for width, scheme in reversed(new):
        if new[width, scheme]:
            place = f"{page.place} at {width} px, {scheme}"
            show(page, width, scheme)
            at_rest(page, scheme)
            note(faults, "colours", page.evaluate(COLOURS, place), place)


def show(page, width, scheme):
    """Show the page in a layout."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)


def at_rest(page, scheme):
    """Let the page come to rest, with the note of its first term open; whether its colours are those of the scheme."""
    return page.evaluate(AT_REST, SCHEMES[scheme])


def violations(page):
    """All that axe finds wrong on the open page, a line each; the page may be one without a palette."""
    page.evaluate(AXE_SCRIPT)
    return "\n".join(": ".join(found) for found in page.evaluate(f"() => ({ASK})(document, {{}})"))


def note(faults, kind, violations, place):
    """Add what axe found."""
    for rule, element, cure in violations:
        faults.add(kind, f"{rule}: {element}", cure.replace("\n", "\n  "), place)


# The palette follows the system in its own time; then a note is shown.
AT_REST = """async (scheme) => {
  const end = performance.now() + 2000;
  while (document.body.dataset.mdColorScheme != scheme && performance.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 5));
  document.querySelector(".nn-note:has(> [lang])")?.showPopover();
  document.getAnimations().forEach((animation) => animation.finish());
  return document.body.dataset.mdColorScheme == scheme;
}"""

# The page itself, and in the article, which cuts off what stands out, whatever no box of its own scrolls.
TOO_WIDE = """() => {
  const found = [], over = (right) => Math.round(right - innerWidth);
  const kept = (element) => element.closest("article") != element &&
    (getComputedStyle(element).overflowX != "visible" || kept(element.parentElement));
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth) found.push([page.cloneNode(), over(page.scrollWidth)]);
  for (const element of document.querySelectorAll("article *")) {
    const at = element.getBoundingClientRect();
    const told = found.some(([outer]) => outer.contains(element));
    if (at.width && at.right > innerWidth + 1 && !kept(element.parentElement) && !told)
      found.push([element, over(at.right)]);
  }
  return found.map(([element, by]) => [element.outerHTML.slice(0, 200), by]);
}"""

# Displays have to show all of themselves, their results above all, without scrolling.
CUT_OFF = """() => [...document.querySelectorAll(".equation-formula")].filter((element) =>
  element.scrollWidth > element.clientWidth + 1
).map((element) => [element.parentElement.id, element.scrollWidth - element.clientWidth])"""

# A script of the page gives what scrolls its tabindex, once the browser has told it the sizes.
STUCK = """async () => {
  const stuck = () => [...document.querySelectorAll("article *")].filter((element) =>
    element.scrollWidth > element.clientWidth + 1 && element.tabIndex < 0 && element.checkVisibility() &&
    /auto|scroll/.test(getComputedStyle(element).overflowX));
  for (let wait = 0; wait < 50 && stuck().length; wait++) await new Promise((resolve) => setTimeout(resolve, 10));
  return stuck().map((element) => element.outerHTML.slice(0, 200));
}"""

# What scrolls is shaded at the edge where it goes on: the cover of the shade moves with what it covers.
NO_SIGN = """() => [...document.querySelectorAll("article *")].filter((element) =>
  element.scrollWidth > element.clientWidth + 1 && !element.closest("svg") && element.checkVisibility() &&
  !["visible", "clip"].includes(getComputedStyle(element).overflowX) &&
  !getComputedStyle(element).backgroundAttachment.includes("local")
).map((element) => element.outerHTML.slice(0, 200))"""

# The characters of a line are told from its width, the width of the text and its length.
LONG_LINES = """(measure) => [...document.querySelectorAll("article :is(p, li, dd):lang(en)")].flatMap((block) => {
  const lines = new Map(), texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (text.parentElement.closest("p, li, dd") != block || text.parentElement.closest("math, pre")) continue;
    range.selectNodeContents(text);
    const parts = [...range.getClientRects()], width = parts.reduce((sum, part) => sum + part.width, 0);
    for (const part of parts) {
      const at = Math.round(part.bottom / 9);
      lines.set(at, (lines.get(at) ?? 0) + text.length * part.width / width);
    }
  }
  const longest = Math.round(Math.max(...lines.values()));
  return longest > measure ? [`${longest} in ${block.textContent.slice(0, 100)}`] : [];
})"""

# What axe's rules about structure look at: tag, parent, class, attributes, whether it is shown. What
# is inside a formula, a drawing or a program is alike everywhere, and so is a formula among words.
KINDS = """() => [...new Set([...document.querySelectorAll(":not(math *, svg *, .highlight *)")].map((element) => [
  element.tagName, element.matches("math") || element.parentElement?.tagName, element.getAttribute("class"),
  element.getAttribute("role"), element.checkVisibility(), ...element.getAttributeNames()
].join()))]"""

ASK = """(context, options) => axe.run(context, {resultTypes: ["violations"], preload: {assets: ["media"]}, ...options})
  .then((results) => results.violations.flatMap((rule) =>
    rule.nodes.map((node) => [rule.id, node.html, node.failureSummary])))"""
ABOUT_COLOURS = ["color-contrast", "link-in-text-block"]
OTHERS = {rule: {"enabled": False} for rule in ABOUT_COLOURS}
STRUCTURE = f"() => ({ASK})(document, {{rules: {json.dumps(OTHERS)}}})"
COLOURS = f"(place) => ({ASK})({{include: window.texts[place]}}, {{runOnly: {ABOUT_COLOURS}}})"

# A text or link stands out as another one does that lies in elements of the same classes and grounds,
# has the same computed colours, is large as that one is (WCAG asks less of it), and is on the screen
# or off it. axe leaves open what is one sign or no letter, so these do not stand for others. Returns
# the keys of those that are new.
ALIKE = """([layout, seen]) => {
  const known = new Set(seen), before = known.size, above = new Map();
  const place = (element) => {
    if (!element) return "";
    if (!above.has(element)) {
      const {backgroundColor, backgroundImage, opacity} = getComputedStyle(element);
      const ground = [backgroundColor, backgroundImage, opacity].join().replace("rgba(0, 0, 0, 0),none,1", "");
      const own = (element.getAttribute("class") ?? "") + ground;
      above.set(element, place(element.parentElement) + (own && ">" + own));
    }
    return above.get(element);
  };
  (window.texts ??= {})[layout] = [...document.querySelectorAll("body, body *")].filter((element) => {
    const text = [...element.childNodes].map((node) => node.nodeType == 3 ? node.data.trim() : "").join("");
    if (!(text || element.matches("a[href]")) || !element.checkVisibility({visibilityProperty: true})) return false;
    const {color, fill, fontSize, fontWeight, textShadow, textDecorationLine} = getComputedStyle(element);
    const large = parseFloat(fontSize) >= (fontWeight < 700 ? 24 : 18.66), sure = /[\\p{L}\\p{N}].+/u.test(text);
    const at = element.getBoundingClientRect();
    const shown = at.right > 0 && at.left < innerWidth && at.width * at.height > 0;
    const own = [element.tagName, color, fill, large, textShadow, textDecorationLine, sure, shown];
    const key = place(element) + own.join();
    return !known.has(key) && known.add(key);
  });
  return [...known].slice(before);
}"""

# To lay out thousands of elements is most of the time that axe needs for colours. What holds no new
# text is emptied, and not removed, for it may decide how its neighbours look.
LEAVE_THE_NEW = """() => {
  const texts = Object.values(window.texts).flat(), kept = new Set();
  const blocks = new Set(texts.map((text) => text.closest("p, li, td, dd") ?? text));
  for (const block of blocks) for (let at = block; at && !kept.has(at); at = at.parentElement) kept.add(at);
  (function empty(element) {
    if (!kept.has(element)) element.replaceChildren();
    else if (!blocks.has(element)) [...element.children].forEach(empty);
  })(document.querySelector("article"));
}"""
