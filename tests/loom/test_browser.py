"""The site as a reader meets it, in headless Chromium."""

import contextlib
import re
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from conftest import sample, whole_book
from walk import SCHEMES, at_rest, show, violations, walk

pytestmark = pytest.mark.browser
PAGES = [name.replace(".md", ".html") for name in whole_book().pages]
MODES = ("zh", "en", "both")


@contextlib.contextmanager
def page_of(browser, width=1280, **options):
    """A page in a fresh context; `page.asked` and `page.errors` list what it asks for and logs, each after `page.place`."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    page.place, page.asked, page.errors = "", [], []
    page.on("request", lambda request: page.asked.append((page.place, request.url)))
    page.on("pageerror", lambda error: page.errors.append((page.place, str(error))))
    page.on("console", lambda line: page.errors.append((page.place, told(line))) if line.type == "error" else None)
    yield page
    context.close()


def told(line):
    """A line of the console and where it comes from."""
    return f"{line.text} ({line.location['url']})"


@pytest.mark.parametrize("mode", ["both", "zh", "en"])
def test_a_walk_through_every_page_finds_no_fault(browser, address, mode):
    with page_of(browser) as page:
        faults = walk(page, f"{address}/{mode}", [*PAGES, "404.html"], thorough=mode == "both")
    assert not faults, f"{faults}"


def test_mathematics_is_set_without_scripts_in_its_own_font(browser, address):
    with page_of(browser, java_script_enabled=False) as page:
        page.goto(f"{address}/zh/01-neuron.html", wait_until="networkidle")
        assert any(url.endswith(".woff2") for _, url in page.asked), "the font was not asked for"
        box = page.locator(".equation math mfrac").first.bounding_box()
        assert box["height"] > 30 and box["width"] > 15, "a fraction should have two storeys"


def test_marks_that_both_languages_share_are_wide_in_chinese_alone(browser, address):
    with page_of(browser) as page:
        for mode, lang, wide in (("zh", "zh-Hans", True), ("en", "en", False), ("both", "zh-Hans", True), ("both", "en", False)):
            page.goto(f"{address}/{mode}/01-neuron.html")
            widths = page.evaluate(
                """(lang) => [..."“”‘’…—"].map((mark) => {
                  const span = document.createElement("span");
                  span.append(mark);
                  document.querySelector(`article p:lang(${lang})`).append("字", span);
                  return span.getBoundingClientRect().width / parseFloat(getComputedStyle(span).fontSize);
                })""", lang,
            )
            full = [width > 0.95 for width in widths[:4 if lang == "en" else 6]]
            assert full == [wide] * len(full), f"{mode}, {lang}: {widths}"


def test_a_row_of_a_table_is_as_low_as_its_line(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/en/02-two-two-one.html")
        assert min(row.bounding_box()["height"] for row in page.locator("article table:not([class]) tr").all()) < 40


def test_both_sets_the_languages_side_by_side_and_one_above_the_other_on_a_phone(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/both/01-neuron.html")
        for width, beside in ((1280, True), (375, False)):
            page.set_viewport_size({"width": width, "height": 900})
            zh, en = (page.locator(f".pair > [lang={tag}]").first.bounding_box() for tag in ("zh-Hans", "en"))
            assert (zh["y"] == en["y"] and en["x"] >= zh["x"] + zh["width"]) is beside
            assert (en["y"] >= zh["y"] + zh["height"]) is not beside
            if beside:
                assert page.locator(".md-nav--secondary a:visible").count(), "a desktop shows the contents of the page"
            for heading in page.locator("h1:has([lang=en]), h2:has([lang=en])").all():
                words, link = heading.locator("[lang=en]").bounding_box(), heading.locator(".headerlink").bounding_box()
                assert link["y"] < words["y"] + words["height"], "the permalink has a line of its own"


def test_the_switcher_keeps_page_and_section_and_the_choice_is_remembered(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/zh/01-neuron.html#summary")
        page.locator(".nn-switch a[data-nn-mode=en]").click()
        page.wait_for_url("**/en/01-neuron.html#summary")
        page.goto(f"{address}/en/01-neuron.html")
        page.locator("h2").nth(3).evaluate("element => element.scrollIntoView()")
        wanted = page.locator("h2").nth(3).get_attribute("id")
        page.locator(".nn-switch a[data-nn-mode=both]").click()
        page.wait_for_url(f"**/both/01-neuron.html#{wanted}")
        page.goto(f"{address}/index.html")
        page.wait_for_url("**/both/index.html")


@pytest.mark.parametrize("start", ["server", "file"])
def test_the_switcher_keeps_light_and_dark(browser, address, site, start):
    top = {"server": address, "file": site.as_uri()}[start]
    with page_of(browser) as page:
        page.goto(f"{top}/zh/01-neuron.html")
        for _ in SCHEMES:
            page.locator(".md-header__option label:visible").click()
            chosen = page.evaluate("document.body.dataset.mdColorScheme")
            for mode in ("en", "both", "zh"):
                page.locator(f".nn-switch a[data-nn-mode={mode}]").click()
                page.wait_for_url(f"**/{mode}/01-neuron.html*")
                assert page.evaluate("document.body.dataset.mdColorScheme") == chosen
        assert chosen == "slate"


@pytest.mark.parametrize(("locale", "mode"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-GB", "en"), ("fr-FR", "en")])
def test_the_root_page_picks_by_the_browsers_language(browser, address, locale, mode):
    with page_of(browser, locale=locale) as page:
        page.goto(f"{address}/")
        page.wait_for_url(f"**/{mode}/index.html")


def test_the_root_page_offers_the_choice_without_scripts(browser, address):
    with page_of(browser, java_script_enabled=False) as page:
        page.goto(f"{address}/")
        assert page.locator("nav a").all_inner_texts() == ["中文", "English", "对照"]


def search(page, word):
    """Type a word into the search of the open page; returns a locator of the links found, none of an earlier word."""
    links = page.locator(".md-search-result__link")
    page.keyboard.press("/")
    for text in ("", word):
        page.locator(".md-search__input").fill(text)
        page.keyboard.press("End")
        if not text:
            links.first.wait_for(state="detached")
    return links


# Every word here is said in the book: the glossary alone holds most of them.
WORDS = {
    "zh": ["反向传播", "传播", "链式法则", "法则", "神经元", "权重", "sigmoid"],
    "en": ["backpropagation", "chain rule", "neuron", "weight", "sigmoid"],
    "both": ["反向传播", "法则", "神经元", "neuron", "sigmoid"],
}


@pytest.mark.parametrize("start", ["server", "file"])
@pytest.mark.parametrize("mode", MODES)
def test_search_finds_words_of_its_language_on_pages_that_say_them(browser, address, site, mode, start):
    top = {"server": address, "file": site.as_uri()}[start]
    with page_of(browser) as page:
        page.goto(f"{top}/{mode}/index.html")
        for word in WORDS[mode]:
            links = search(page, word)
            links.first.wait_for()
            for url in links.evaluate_all("links => links.map((link) => link.href)")[:3]:
                path = site / mode / unquote(urlsplit(url).path).rpartition("/")[2]
                text = re.sub("<[^>]*>|\\s", "", path.read_text("utf-8"))
                assert word.replace(" ", "").lower() in text.lower(), f"{word}: {url} does not say it"
        assert not page.errors, page.errors


@pytest.mark.parametrize(("mode", "word"), [("zh", "bookkeeping"), ("en", "反向传播")])
def test_search_does_not_find_the_words_of_the_other_language(browser, address, mode, word):
    with page_of(browser) as page:
        page.goto(f"{address}/{mode}/index.html")
        search(page, word)
        page.locator(".md-search-result__meta", has_text={"zh": "没有找到", "en": "No matching"}[mode]).wait_for()


@pytest.mark.parametrize(("mode", "word"), [("zh", "数据"), ("zh", "偏置"), ("both", "数据")])
def test_search_finds_no_section_without_the_word(browser, address, mode, word):
    with page_of(browser) as page:
        page.goto(f"{address}/{mode}/index.html")
        found = page.evaluate(
            """async (word) => {
              const worker = new Worker(JSON.parse(document.getElementById("__config").textContent).search);
              const answer = (message) => new Promise((resolve) => {
                worker.addEventListener("message", (event) => resolve(event.data.data), {once: true});
                worker.postMessage(message);
              });
              const index = await (await fetch("search/search_index.json")).json();
              await answer({type: 0, data: {...index, options: {}}});
              const {items} = await answer({type: 2, data: word});
              return items.flat().filter((item) => item.score > 0).map((item) => item.title + item.text);
            }""",
            word,
        )
    texts = [re.sub("<[^>]*>|\\s|\u200b", "", text) for text in found]
    assert len(texts) > 3 and all(word in text for text in texts), [text for text in texts if word not in text]


def test_the_index_of_the_search_is_asked_for_by_those_who_search(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/en/01-neuron.html", wait_until="networkidle")
        assert len(page.asked) <= 5 and not any("search" in url for _, url in page.asked), page.asked
        search(page, "sigmoid").first.wait_for()
        page.locator(".md-search-result__link[href*='h=sigmoid']:visible").first.click()
        page.locator("article mark:visible").first.wait_for()


@pytest.mark.parametrize("mode", MODES)
def test_badges_can_be_hit_explain_themselves_and_lead_to_a_table_that_fits_a_phone(browser, address, mode):
    with page_of(browser, width=375) as page:
        page.goto(f"{address}/{mode}/01-neuron.html")
        badge, note = page.locator("#eq-sigmoid .verdict"), page.locator("#eq-sigmoid .nn-note")
        box = badge.bounding_box()
        assert min(box["width"], box["height"]) >= 24, "a finger needs 24 px"
        assert badge.evaluate("element => getComputedStyle(element).color") != "rgba(0, 0, 0, 0)"
        badge.click()
        assert note.locator("span:visible").count() >= 2, "how it was checked, and what the mark means"
        note.locator("a").click()
        page.wait_for_url("**/how-equations-are-checked.html#verdict-sigmoid")
        cut = page.evaluate(
            "[...document.querySelectorAll('.verdict-table tr > *, .verdict-table code')]"
            ".filter(cell => cell.getBoundingClientRect().right > innerWidth).map(cell => cell.textContent)"
        )
        assert not cut, "these cells are wider than the phone"
        assert page.locator("#verdict-sigmoid").bounding_box()["y"] > 40, "the header covers the line"


def copied(page, selector):
    """What copying an element puts on the clipboard, as plain text and as HTML."""
    return page.locator(selector).first.evaluate(
        """(element) => {
          const data = new DataTransfer();
          getSelection().selectAllChildren(element);
          document.dispatchEvent(new ClipboardEvent("copy", {clipboardData: data, bubbles: true}));
          return [data.getData("text/plain"), data.getData("text/html")];
        }"""
    )


def test_copying_a_formula_gives_its_tex(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/zh/01-neuron.html")
        for selector in ("#eq-sigmoid", "#eq-sigmoid math"):
            plain, html = copied(page, selector)
            assert re.search(r"\$\$[^$]*\\frac\{1\}\{1 \+ e\^\{-z\}\}[^$]*\$\$", plain) and "<m" not in html, selector
        plain, _ = copied(page, "article p math")
        assert re.fullmatch(r"\$[^$]+\$", plain)


def test_a_copied_table_keeps_its_cells(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/en/02-two-two-one.html")
        table = page.locator("article table:has(math)").first
        rows = table.locator("tr").count()
        plain, html = copied(page, "article table:has(math)")
        assert html.count("<tr") == rows and html.count("<td") > rows
        assert "$" in html and "<math" not in html
        assert len([line for line in plain.split("\n") if "\t" in line]) >= rows - 1


@pytest.mark.parametrize("start", ["server", "file"])
def test_a_notebook_that_a_browser_would_show_says_how_to_save_it(browser, address, site, start):
    with page_of(browser) as page:
        page.goto(f"{({'server': address, 'file': site.as_uri()})[start]}/both/01-neuron.html")
        assert page.locator(".nn-save:visible").count() == (2 if start == "file" else 0)


def test_the_copy_button_leaves_out_prompts_and_answers(browser, address):
    with page_of(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{address}/en/01-neuron.html")
        block = page.locator(".language-pycon").first
        block.hover()
        block.locator("button.md-code__button, button.md-clipboard").first.click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.strip() and ">>>" not in copied, copied


# Keyboard and screen reader -------------------------------------------------


def test_terms_and_verdicts_can_be_reached_by_keyboard_and_what_has_the_focus_shows_it(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/en/01-neuron.html")
        reached = set()
        for _ in range(90):  # the pages of the book are links on each page
            page.keyboard.press("Tab")
            classes, element, shown = page.evaluate(
                """() => {
                  const element = document.activeElement, style = getComputedStyle(element);
                  const at = element.getBoundingClientRect();
                  return [[...element.classList], element.outerHTML, element.matches("input") || at.width > 0 &&
                    (style.outlineStyle !== "none" || style.backgroundColor !== "rgba(0, 0, 0, 0)")];
                }"""
            )
            assert shown, f"{element} does not show that it has the focus"
            reached.update(classes)
    assert {"md-skip", "term", "verdict"} <= reached, sorted(reached)


def test_the_keyboard_stops_where_there_is_something_to_do(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/en/05-partials.html")
        for stops in range(121):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement == document.body"):
                break
        else:
            pytest.fail("more than 120 stops from one end of the page to the other")
        for width, stops in ((1280, 0), (200, 1)):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(
                "stops => !!document.querySelectorAll('.equation-formula[tabindex]').length == stops", arg=bool(stops)
            )


def test_what_goes_on_beyond_the_edge_is_shaded_there_until_its_end_is_seen(browser, address):
    with page_of(browser, width=200) as page:
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.goto(f"{address}/en/05-partials.html")
            for wide in (page.locator(".equation-formula[tabindex]").first, page.locator("pre > code[tabindex]").first):
                wide.scroll_into_view_if_needed()
                box = wide.bounding_box()
                edge = {"x": box["x"] + box["width"] - 2, "y": box["y"] + 1, "width": 2, "height": 2}  # above its text
                start = page.screenshot(clip=edge)
                wide.evaluate("element => element.scrollTo(element.scrollWidth, 0)")
                assert start != page.screenshot(clip=edge), f"{scheme}: the edge is the same where it goes on and where it ends"


def test_axe_finds_nothing_wrong_with_the_root_pages(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/404.html")
        for scheme in SCHEMES:
            show(page, 1280, scheme)
            found = violations(page)
            assert not found, f"404.html, {scheme}: {found}"


def test_the_first_stop_of_the_keyboard_skips_to_the_text(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/en/01-neuron.html")
        page.keyboard.press("Tab")
        assert "md-skip" in page.evaluate("document.activeElement.className")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('article') !== null"), "the skip link skips nothing"


# The glossary in the text ------------------------------------------------------


# Opens every note in turn; says which do not show all of themselves in the window, and nothing else.
NOTES = """() => (document.querySelectorAll("details").forEach((box) => { box.open = true; }), [...document.querySelectorAll(".nn-note")]).filter((note) => {
  const link = note.previousElementSibling;
  link.scrollIntoView({block: ["start", "center", "end"][link.textContent.length % 3]});
  link.click();
  const at = note.getBoundingClientRect(), open = document.querySelectorAll(":popover-open");
  const shown = open.length == 1 && open[0] == note && at.width > 99 && at.height > 40 && note.scrollWidth <= note.clientWidth;
  const inside = at.left >= 0 && at.right <= innerWidth && at.top >= 0 && at.bottom <= innerHeight;
  const said = link.getAttribute("aria-expanded") == "true";
  note.hidePopover();
  return !(shown && inside && said && link.getAttribute("aria-expanded") == "false");
}).map((note) => note.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("mode", MODES)
def test_every_note_opens_whole_within_the_window(browser, address, mode):
    with page_of(browser) as page:
        for name in sample(PAGES, 5):
            page.goto(f"{address}/{mode}/{name}")
            for width in (1280, 768, 375, 320):
                page.set_viewport_size({"width": width, "height": 700})
                assert page.evaluate(NOTES) == [], f"{mode}/{name} at {width} px"


@pytest.mark.parametrize("mode", ["zh", "en"])
def test_a_note_opens_by_mouse_key_and_finger_and_closes_again(browser, address, mode):
    with page_of(browser, has_touch=True) as page:
        page.goto(f"{address}/{mode}/01-neuron.html")
        term, note = page.locator(".term").first, page.locator(".nn-note").first
        term.hover()
        note.wait_for(state="visible")
        note.hover()
        page.wait_for_timeout(400)
        assert note.is_visible(), "a mouse can go into the note"
        page.mouse.move(0, 0)
        note.wait_for(state="hidden")
        term.focus()
        page.keyboard.press("Enter")
        assert note.is_visible() and page.url.endswith("01-neuron.html")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.nn-note') !== null"), "the next stop is in the note"
        page.keyboard.press("Escape")
        assert note.is_hidden() and "term" in page.evaluate("document.activeElement.className").split()
        term.tap()
        assert note.is_visible()
        target = note.locator("a").get_attribute("href")
        note.locator("a").tap()
        page.wait_for_url(f"**/{mode}/{target}")


def test_without_scripts_a_term_leads_to_its_entry(browser, address):
    with page_of(browser, java_script_enabled=False) as page:
        page.goto(f"{address}/zh/01-neuron.html")
        target = page.locator(".term").first.get_attribute("href")
        page.locator(".term").first.click()
        page.wait_for_url(f"**/zh/{target}")


def test_copied_text_has_no_note_in_it(browser, address):
    with page_of(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{address}/zh/07-matrices.html")
        for paragraph in ("article p:has(.term):not(:has(math))", "article p:has(.term):has(math)"):
            page.locator(paragraph).first.evaluate("element => getSelection().selectAllChildren(element)")
            page.keyboard.press("Control+c")
            copied = page.evaluate("navigator.clipboard.readText()")
            note = page.locator(paragraph).first.locator(".nn-note > a").first.text_content()
            assert copied and note not in copied, copied


# Paper -----------------------------------------------------------------------


# What is no text of the page but printed, the colours of all texts, and of all grounds.
PAPER = """() => {
  const parts = document.querySelectorAll(".md-header, .md-sidebar, .md-footer, .headerlink, .nn-note, .md-code__nav");
  const printed = [...parts].filter((e) => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().width);
  const seen = [...document.querySelectorAll("body, article, article *")].filter((e) => e.checkVisibility());
  const texts = seen.filter((e) => [...e.childNodes].some((node) => node.nodeType == 3 && node.data.trim()));
  const inks = texts.map((e) => getComputedStyle(e)[e instanceof SVGElement ? "fill" : "color"]);
  const grounds = seen.map((e) => getComputedStyle(e).backgroundColor);
  return [printed.map((e) => e.className), inks, grounds].map((all) => [...new Set(all)]);
}"""


@pytest.mark.parametrize("mode", MODES)
def test_paper_is_black_on_white_and_shows_the_text_alone(browser, address, mode):
    with page_of(browser, color_scheme="dark") as page:
        for name in ("01-neuron.html", "index.html"):
            page.goto(f"{address}/{mode}/{name}")
            for scheme in reversed(SCHEMES):
                page.emulate_media(media="print", color_scheme=scheme)
                at_rest(page, scheme)
                printed, inks, grounds = page.evaluate(PAPER)
                assert not printed, f"{mode}/{name}, {scheme}: leave this out of what is printed"
                assert inks == ["rgb(0, 0, 0)"], f"{mode}/{name}, {scheme}: print this in black"
                coloured = set(grounds) - {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
                assert not coloured, f"{mode}/{name}, {scheme}: print this on white"
            page.emulate_media(media="screen", color_scheme="dark")


def test_a_printed_page_keeps_displays_whole_and_says_where_links_to_other_sites_lead(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/en/python.html")
        page.emulate_media(media="print")
        after = page.locator("a[href*='python.org']").first.evaluate("e => getComputedStyle(e, '::after').content")
        assert "https://www.python.org" in after
        page.goto(f"{address}/en/01-neuron.html")
        for whole in (".equation", "figure"):
            broken = page.locator(whole).first.evaluate("e => getComputedStyle(e).breakInside")
            assert broken == "avoid", f"{whole} may be broken between two sheets"
        sheet = page.pdf(format="A4")
    assert sheet.startswith(b"%PDF") and sheet.count(b"/Type /Page\n") > 3


# What stands out to the right of an A4 sheet between its margins, and programs in larger letters than the words.
OFF_PAPER = """() => [...document.querySelectorAll("article *:not(svg *)")].filter((element) => {
  const at = element.getBoundingClientRect(), size = (e) => parseFloat(getComputedStyle(e).fontSize);
  return at.width && at.right > innerWidth + 1 || element.matches("pre > code, .nn-output") && size(element) >= size(document.querySelector("article p"));
}).map((element) => element.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("mode", MODES)
def test_all_of_a_page_is_on_the_paper_and_programs_are_no_larger_than_words(browser, address, mode):
    with page_of(browser, width=673) as page:
        page.emulate_media(media="print")
        for name in sample(["02-two-two-one.html", "06a-train-first-net.html", *PAGES], 6):
            page.goto(f"{address}/{mode}/{name}")
            assert page.evaluate(OFF_PAPER) == [], f"{mode}/{name}"


# Notebooks ---------------------------------------------------------------------

INK = """() => [...document.querySelectorAll(".nn-plot svg")].map((svg) => {
  const box = svg.getBoundingClientRect(), styles = [...svg.querySelectorAll("path, use")].map((e) => getComputedStyle(e));
  return {width: box.width, height: box.height, left: box.left, right: box.right,
          text: getComputedStyle(svg).fill, lines: [...new Set(styles.map((style) => style.stroke))].sort(),
          name: svg.getAttribute("aria-label")};
})"""


@pytest.mark.parametrize("mode", MODES)
def test_both_figures_are_drawn_whole_and_in_the_colours_of_each_scheme(browser, address, mode):
    with page_of(browser) as page:
        page.goto(f"{address}/{mode}/06a-train-first-net.html")
        for width in (1280, 375):
            found = {}
            for scheme in SCHEMES:
                show(page, width, scheme)
                at_rest(page, scheme)
                found[scheme] = page.evaluate(INK)
            for light, dark in zip(found["light"], found["dark"], strict=True):
                assert 280 <= light["width"] <= 700 and light["height"] > 0.5 * light["width"]
                assert 0 <= light["left"] and light["right"] <= width, "the whole figure is on the screen"
                assert light["name"] and bool(re.search("[\u4e00-\u9fff]", light["name"])) is (mode != "en")
                assert light["text"] != dark["text"], "the labels take the colour of the page's text"
                assert not set(light["lines"]) & set(dark["lines"]) - {"none"}, "a line has one colour for both schemes"
            assert len(found["light"]) == 2


def test_a_notebook_downloads_under_a_name_that_says_what_it_is(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/zh/01-neuron.html")
        with page.expect_download() as download:
            page.get_by_role("link", name="下载本章笔记本").click()
        assert download.value.suggested_filename == "nnbook-01-neuron.zh.ipynb"
        nbformat.validate(nbformat.read(download.value.path(), 4))
