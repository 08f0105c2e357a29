"""The site as a reader meets it, in headless Chromium."""

import contextlib
import re
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import whole_book

pytestmark = pytest.mark.browser
PAGES = [name.replace(".md", ".html") for name in whole_book().pages]
MODES = ("zh", "en", "both")
SCHEMES = {"light": "default", "dark": "slate"}


@contextlib.contextmanager
def page_of(browser, width=1280, **options):
    """A page in a fresh context; `page.asked` lists what it requests."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    page.asked, page.errors = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda line: page.errors.append(line.text) if line.type == "error" else None)
    yield page
    context.close()


@pytest.mark.parametrize("mode", MODES)
def test_pages_ask_no_other_host_and_log_no_error(browser, address, mode):
    with page_of(browser) as page:
        for name in PAGES:
            page.goto(f"{address}/{mode}/{name}", wait_until="networkidle")
        foreign = [url for url in page.asked if not url.startswith((address, "data:", "blob:"))]
        missing = [error for error in page.errors]
    assert not foreign, "serve it from this site"
    assert not missing, "the console shows these errors"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("mode", MODES)
def test_no_page_is_wider_than_a_phone(browser, address, mode, scheme):
    with page_of(browser, width=375, color_scheme=scheme) as page:
        for name in PAGES:
            page.goto(f"{address}/{mode}/{name}")
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, f"{mode}/{name} is {over} px too wide at 375 px: let the wide part scroll"


def test_mathematics_is_set_without_scripts_in_its_own_font(browser, address):
    with page_of(browser, java_script_enabled=False) as page:
        page.goto(f"{address}/zh/01-neuron.html", wait_until="networkidle")
        assert any(url.endswith(".woff2") for url in page.asked), "the font was not asked for"
        box = page.locator(".equation math mfrac").first.bounding_box()
        assert box["height"] > 30 and box["width"] > 15, "a fraction should have two storeys"


def test_both_sets_the_languages_side_by_side_and_one_above_the_other_on_a_phone(browser, address):
    for width, beside in ((1280, True), (375, False)):
        with page_of(browser, width=width) as page:
            page.goto(f"{address}/both/01-neuron.html")
            zh, en = (page.locator(f".pair > [lang={tag}]").first.bounding_box() for tag in ("zh-Hans", "en"))
        assert (zh["y"] == en["y"] and en["x"] >= zh["x"] + zh["width"]) is beside
        assert (en["y"] >= zh["y"] + zh["height"]) is not beside


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


@pytest.mark.parametrize(("locale", "mode"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-GB", "en"), ("fr-FR", "en")])
def test_the_root_page_picks_by_the_browsers_language(browser, address, locale, mode):
    with page_of(browser, locale=locale) as page:
        page.goto(f"{address}/")
        page.wait_for_url(f"**/{mode}/index.html")


def test_the_root_page_offers_the_choice_without_scripts(browser, address):
    with page_of(browser, java_script_enabled=False) as page:
        page.goto(f"{address}/")
        assert page.locator("nav a").all_inner_texts() == ["中文", "English", "对照"]


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
        for word in WORDS[mode]:
            page.goto(f"{top}/{mode}/index.html")
            page.keyboard.press("/")
            page.keyboard.insert_text(word)
            page.keyboard.press("End")
            page.locator(".md-search-result__link").first.wait_for()
            found = page.locator(".md-search-result__link").evaluate_all("links => links.map((link) => link.href)")
            for url in found[:3]:
                path = site / mode / unquote(urlsplit(url).path).rpartition("/")[2]
                text = re.sub("<[^>]*>|\\s", "", path.read_text("utf-8"))
                assert word.replace(" ", "").lower() in text.lower(), f"{word}: {url} does not say it"
        assert not page.errors, page.errors


@pytest.mark.parametrize(("mode", "word"), [("zh", "bookkeeping"), ("en", "反向传播")])
def test_search_does_not_find_the_words_of_the_other_language(browser, address, mode, word):
    with page_of(browser) as page:
        page.goto(f"{address}/{mode}/index.html")
        page.keyboard.press("/")
        page.keyboard.insert_text(word)
        page.keyboard.press("End")
        page.locator(".md-search-result__meta", has_text={"zh": "没有找到", "en": "No matching"}[mode]).wait_for()


@pytest.mark.parametrize("mode", MODES)
def test_badges_can_be_hit_and_lead_to_a_table_that_fits_a_phone(browser, address, mode):
    with page_of(browser, width=375) as page:
        page.goto(f"{address}/{mode}/01-neuron.html")
        badge = page.locator("#eq-sigmoid .verdict")
        box = badge.bounding_box()
        assert min(box["width"], box["height"]) >= 24, "a finger needs 24 px"
        assert badge.evaluate("element => getComputedStyle(element).color") != "rgba(0, 0, 0, 0)"
        badge.click()
        page.wait_for_url("**/how-equations-are-checked.html#verdict-sigmoid")
        cut = page.evaluate(
            "[...document.querySelectorAll('.verdict-table tr > *, .verdict-table code')]"
            ".filter(cell => cell.getBoundingClientRect().right > innerWidth).map(cell => cell.textContent)"
        )
        assert not cut, "these cells are wider than the phone"
        assert page.locator("#verdict-sigmoid").bounding_box()["y"] > 40, "the header covers the line"


def test_copying_a_formula_gives_its_tex(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/zh/01-neuron.html")
        copied = page.evaluate(
            """() => {
              const data = new DataTransfer();
              getSelection().selectAllChildren(document.querySelector("#eq-sigmoid"));
              document.dispatchEvent(new ClipboardEvent("copy", {clipboardData: data, bubbles: true}));
              return data.getData("text/plain");
            }"""
        )
        assert r"\frac{1}{1 + e^{-z}}" in copied


def test_the_copy_button_leaves_out_prompts_and_answers(browser, address):
    with page_of(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{address}/en/01-neuron.html")
        block = page.locator(".language-pycon").first
        block.hover()
        block.locator("button.md-code__button, button.md-clipboard").first.click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.strip() and ">>>" not in copied, copied


def test_every_link_and_formula_can_be_reached_by_keyboard(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/zh/01-neuron.html")
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.update(page.evaluate("[...document.activeElement.classList]"))
    assert {"md-skip", "equation-formula", "equation-number", "headerlink"} <= reached, sorted(reached)


# Keyboard and screen reader -------------------------------------------------


def violations(page, **options):
    """What axe finds on the open page: rule, element and cure, a line each."""
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    results = Axe().run(page, options={"resultTypes": ["violations"], **options}).response
    return "\n".join(
        f"{page.url}: {rule['id']}: {node['html']}\n{node['failureSummary']}"
        for rule in results["violations"]
        for node in rule["nodes"]
    )


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing_wrong_with_any_page(browser, address, mode, width):
    with page_of(browser, width=width) as page:
        for name in [*PAGES, "404.html"]:
            page.goto(f"{address}/{mode}/{name}")
            found = violations(page, rules={"color-contrast": {"enabled": False}})
            assert not found, found


# Contrast is most of axe's time. No page of one language has a colour of its own, so what
# both languages hold is asked everywhere, the others on pages with every kind of element;
# and an element built like an earlier one, in a place like its place, has its colours.
ALIKE = """() => {
  const like = (element) => element.tagName + "." + element.getAttribute("class") + element.getAttribute("style");
  const seen = new Set();
  for (const element of document.querySelectorAll("article :is(math, tr, p, li, .equation, .highlight span)")) {
    const parts = [element, ...element.querySelectorAll("*")].map(like);
    for (let above = element.parentElement; above; above = above.parentElement) parts.push(like(above));
    const key = parts.join();
    if (seen.has(key)) element.remove();
    seen.add(key);
  }
}"""
CONTRAST = {"both": [*PAGES, "404.html"], "zh": ["01-neuron.html"], "en": ["index.html", "01-neuron.html"]}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("mode", "width"), [("both", 1280), ("zh", 1280), ("en", 1280), ("zh", 375), ("en", 375)])
def test_every_text_stands_out_from_its_background(browser, address, mode, width, scheme):
    with page_of(browser, width=width, color_scheme=scheme) as page:
        for name in CONTRAST[mode]:
            page.goto(f"{address}/{mode}/{name}")
            assert page.evaluate("document.body.dataset.mdColorScheme") == SCHEMES[scheme]
            page.evaluate(ALIKE)
            for term in page.locator(".term").all()[:1]:
                term.focus()
            found = violations(page, runOnly=["color-contrast"])
            assert not found, found


def test_axe_finds_nothing_wrong_with_the_root_pages(browser, address):
    for scheme in SCHEMES:
        with page_of(browser, color_scheme=scheme) as page:
            page.goto(f"{address}/404.html")
            assert not violations(page), violations(page)


def test_the_first_stop_of_the_keyboard_skips_to_the_text(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/en/01-neuron.html")
        page.keyboard.press("Tab")
        assert "md-skip" in page.evaluate("document.activeElement.className")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('article') !== null"), "the skip link skips nothing"


def test_what_has_the_focus_shows_it(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/en/01-neuron.html")
        for _ in range(60):
            page.keyboard.press("Tab")
            element, shown = page.evaluate(
                """() => {
                  const element = document.activeElement, style = getComputedStyle(element);
                  const at = element.getBoundingClientRect();
                  return [element.outerHTML, element.matches("input") || at.width > 0 &&
                    (style.outlineStyle !== "none" || style.backgroundColor !== "rgba(0, 0, 0, 0)")];
                }"""
            )
            assert shown, f"{element} does not show that it has the focus"


def test_what_scrolls_on_a_phone_can_be_scrolled_by_keyboard(browser, address):
    for mode in MODES:
        with page_of(browser, width=375) as page:
            for name in PAGES:
                page.goto(f"{address}/{mode}/{name}")
                stuck = page.evaluate(
                    """() => [...document.querySelectorAll("article *")].filter((element) =>
                      element.scrollWidth > element.clientWidth + 1 && element.tabIndex < 0 &&
                      /auto|scroll/.test(getComputedStyle(element).overflowX)
                    ).map((element) => element.outerHTML)"""
                )
                assert not stuck, f"{mode}/{name}: give it tabindex=0"


# The glossary in the text ------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 960, 375])
def test_a_term_shows_the_other_language_on_focus_and_hover_within_the_screen(browser, address, width):
    with page_of(browser, width=width) as page:
        for mode, lang in (("zh", "en"), ("en", "zh-Hans")):
            page.goto(f"{address}/{mode}/01-neuron.html")
            assert page.locator(".gloss:visible").count() == 0
            for i in range(page.locator(".term").count()):
                page.locator(".term").nth(i).focus()
                gloss = page.locator(".gloss:visible")
                box = gloss.bounding_box()
                assert gloss.get_attribute("lang") == lang
                assert box["x"] >= 0 and box["x"] + box["width"] <= width, gloss.inner_text()
            page.evaluate("document.activeElement.blur()")
            page.locator(".term").last.hover()
            assert page.locator(".gloss:visible").count() == 1


def test_a_tap_on_a_term_leads_to_its_entry(browser, address):
    with page_of(browser, width=375, has_touch=True) as page:
        page.goto(f"{address}/zh/01-neuron.html")
        target = page.locator(".term").first.get_attribute("href")
        page.locator(".term").first.tap()
        page.wait_for_url(f"**/zh/{target}")


def test_copied_text_has_no_gloss_in_it(browser, address):
    with page_of(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{address}/zh/01-neuron.html")
        for paragraph in ("article p:has(.term):not(:has(math))", "article p:has(.term):has(math)"):
            page.locator(paragraph).first.evaluate("element => getSelection().selectAllChildren(element)")
            page.locator(paragraph).first.locator(".term").first.focus()
            page.keyboard.press("Control+c")
            copied = page.evaluate("navigator.clipboard.readText()")
            gloss = page.locator(paragraph).first.locator(".gloss").first.text_content()
            assert copied and gloss not in copied, copied


# Paper -----------------------------------------------------------------------


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("mode", MODES)
def test_paper_is_black_on_white_and_shows_the_text_alone(browser, address, mode, scheme):
    with page_of(browser, color_scheme=scheme) as page:
        for name in ("01-neuron.html", "index.html"):
            page.goto(f"{address}/{mode}/{name}")
            page.emulate_media(media="print")
            page.evaluate("document.querySelector('.term')?.focus()")
            for part in (".md-header", ".md-sidebar", ".md-footer", ".headerlink", ".gloss", ".md-code__nav"):
                assert page.locator(f"{part}:visible").count() == 0, f"{part} is printed"
            colours, grounds = page.evaluate(
                """() => {
                  const seen = [...document.querySelectorAll("body, article, article *")].filter((e) => e.checkVisibility());
                  const texts = seen.filter((e) => [...e.childNodes].some((node) => node.nodeType == 3 && node.data.trim()));
                  const inks = texts.map((e) => getComputedStyle(e)).map((s) => s.fill == "rgb(0, 0, 0)" ? s.fill : s.color);
                  return [inks, seen.map((e) => getComputedStyle(e).backgroundColor)].map((all) => [...new Set(all)]);
                }"""
            )
            assert colours == ["rgb(0, 0, 0)"], "print this in black"
            assert set(grounds) <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}, "print this on white"


def test_a_printed_page_keeps_displays_whole_and_says_where_links_to_other_sites_lead(browser, address):
    with page_of(browser) as page:
        page.goto(f"{address}/en/index.html")
        page.emulate_media(media="print")
        after = page.locator("a[href*='python.org']").first.evaluate("e => getComputedStyle(e, '::after').content")
        assert "https://www.python.org" in after
        page.goto(f"{address}/en/01-neuron.html")
        for whole in (".equation", "figure", "pre"):
            broken = page.locator(whole).first.evaluate("e => getComputedStyle(e).breakInside")
            assert broken == "avoid", f"{whole} may be broken between two sheets"
        wide = page.evaluate(
            """() => [...document.querySelectorAll(".equation-formula, pre > code")]
              .filter((e) => getComputedStyle(e).overflowX != "visible").length"""
        )
        assert not wide, "paper does not scroll"
        sheet = page.pdf(format="A4")
    assert sheet.startswith(b"%PDF") and sheet.count(b"/Type /Page\n") > 3
