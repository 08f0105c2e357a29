"""The site as a reader meets it, in headless Chromium."""

import contextlib

import pytest
from conftest import whole_book

pytestmark = pytest.mark.browser
PAGES = [name.replace(".md", ".html") for name in whole_book().pages]
MODES = ("zh", "en", "both")


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


@pytest.mark.parametrize(("mode", "words"), [("zh", "权重"), ("en", "weight"), ("both", "sigmoid")])
def test_search_finds_words_of_its_language_also_from_a_file(browser, address, site, mode, words):
    for start in (address, site.as_uri()):
        with page_of(browser) as page:
            page.goto(f"{start}/{mode}/index.html")
            page.keyboard.press("/")
            page.keyboard.insert_text(words)
            page.keyboard.press("End")
            page.locator(".md-search-result__item").first.wait_for()
            assert not page.errors, page.errors


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
