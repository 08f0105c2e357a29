"""The built site: three languages and a root page, each complete on its own."""

import gzip
import html.parser
import json
import os
import posixpath
import re
import socket
import subprocess
import sys
import time
import urllib.request
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from conftest import ROOT, SMALL, build, house, mkdocs, whole_book
from fontTools.ttLib import TTFont
from mkdocs.exceptions import Abort, PluginError

from loom.model import book
from loom.site import assets, font, wheel
from loom.site import plugin

MODES = ("zh", "en", "both")
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
INSIDE = re.compile(r"(<(math|code)\b[^>]*>)(.*?)(?=</\2>)", re.DOTALL)
TAG = re.compile(r"(<span lang=[^>]*>[^<]*</span>)|<[^>]*>")  # most tags of a page are in formulas and programs, and have neither an id nor a link
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Page(html.parser.HTMLParser):
    """What a page refers to, its ids, and its text with the language it is in."""

    def __init__(self, path):
        super().__init__()
        self.languages, self.tags, self.inside = [None], [], []
        self.ids, self.links, self.loads, self.texts, self.head = [], [], [], [], {}
        self.feed(INSIDE.sub(lambda match: match[1] + TAG.sub(lambda tag: tag[1] or "", match[3]), path.read_text(encoding="utf-8")))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        if tag == "link" and attributes.get("rel", "").strip() in ("stylesheet", "icon", "preload"):
            self.loads.append(attributes["href"])
        if tag in ("script", "img", "iframe") and attributes.get("src"):
            self.loads.append(attributes["src"])
        if tag == "meta" and "name" in attributes:
            self.head[attributes["name"]] = attributes.get("content")
        if tag == "link" and "hreflang" in attributes:
            self.head[f"hreflang {attributes['hreflang']}"] = attributes["href"]
        if tag not in VOID:
            self.tags.append(tag)
            self.languages.append(attributes.get("lang", self.languages[-1]))

    def handle_endtag(self, tag):
        while self.tags and tag in self.tags:
            self.languages.pop()
            if self.tags.pop() == tag:
                break

    def handle_data(self, data):
        if data.strip() and not {"script", "style"} & set(self.tags):
            self.texts.append((self.languages[-1], self.tags[-1:], data))

    def text_of(self, tag):
        return "".join(data for _, tags, data in self.texts if tag in tags)


@pytest.fixture(scope="module")
def pages(site):
    """Every HTML page of the site, parsed."""
    return {path.relative_to(site).as_posix(): Page(path) for path in site.rglob("*.html")}


def test_every_chapter_is_there_in_every_mode_beside_a_root_page_and_404s(site):
    chapters = {name.replace(".md", ".html") for name in whole_book().pages}
    for mode in MODES:
        found = {path.relative_to(site / mode).as_posix() for path in (site / mode).rglob("*.html")}
        assert found == chapters | {"404.html"}
    assert {path.name for path in site.iterdir()} == {*MODES, "index.html", "404.html"}


@pytest.mark.parametrize(("mode", "lang"), [("zh", "zh-Hans"), ("en", "en"), ("both", "zh-Hans")])
def test_each_page_says_its_language_and_names_the_others(site, pages, mode, lang):
    page = pages[f"{mode}/01-neuron.html"]
    html_tag = re.search(r"<html[^>]*>", (site / mode / "01-neuron.html").read_text("utf-8"))[0]
    assert f'lang="{lang}"' in html_tag
    assert page.head["hreflang en"].endswith("/en/01-neuron.html")
    assert page.head["hreflang zh-Hans"].endswith("/zh/01-neuron.html")


def test_titles_navigation_and_description_are_each_languages_own(pages):
    zh, en, both = (pages[f"{mode}/01-neuron.html"] for mode in MODES)
    assert zh.text_of("title") == "1 一个神经元 - nnbook" and en.text_of("title") == "1 One neuron - nnbook"
    assert both.text_of("title") == "1 一个神经元 · One neuron - nnbook", "the number stands once"
    assert HAN.search(zh.head["description"]) and not HAN.search(en.head["description"])
    assert "Appendices" in "".join(data for _, _, data in en.texts)
    assert "Appendices" not in "".join(data for _, _, data in zh.texts)
    assert "search" not in zh.head and "404.html" not in zh.links


def test_a_page_has_one_name_in_the_menu_its_heading_and_the_title_of_the_window(pages):
    whole = whole_book()
    for mode, lang in (("zh", 0), ("en", 1)):
        menu = {"".join(data.split()) for _, tags, data in pages[f"{mode}/404.html"].texts if "span" in tags}
        for name, source in whole.pages.items():
            wanted = "".join(plugin.weave.spoken(book.title(source, name)[lang]).split())
            page = pages[f"{mode}/{name.replace('.md', '.html')}"]
            assert "".join(page.text_of("title").split()) == wanted + "-nnbook"
            assert wanted in menu or name == "index.md", f"{wanted} is not in the menu"
            if book.chapter_label(name):
                assert wanted.startswith(book.chapter_label(name))


def test_a_page_says_how_far_one_has_read(site):
    for mode, words in (("zh", "第 6 章，共 16 章"), ("en", "Chapter 6 of 16")):
        for name in ("06-first-net.html", "06a-train-first-net.html"):
            html = (site / mode / name).read_text("utf-8")
            assert words in html and '<progress value="6" max="16">' in html
        assert "<progress" not in (site / mode / "b-glossary.html").read_text("utf-8")


def test_a_link_to_a_page_shows_its_title_and_description_elsewhere(site):
    for mode, locale in (("zh", "zh_CN"), ("en", "en_GB"), ("both", "zh_CN")):
        for path in (site / mode).glob("*.html"):
            html = path.read_text("utf-8")
            told = dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]+)">', html))
            assert {"site_name", "type", "title", "description", "locale"} <= set(told), path
            assert told["locale"] == locale and f'<meta name="description" content="{told["description"]}">' in html
            assert told["type"] == ("website" if path.name == "index.html" else "article")
            assert not (mode == "en" and HAN.search(told["title"] + told["description"])), path


def test_english_pages_carry_no_chinese_outside_elements_that_say_so(pages):
    found = [
        (name, data.strip())
        for name, page in pages.items()
        if name.startswith("en/")
        for lang, _, data in page.texts
        if HAN.search(data) and not str(lang).startswith("zh")
    ]
    assert not found, "wrap these in an element with lang=\"zh-Hans\""


def test_chinese_pages_carry_no_english_sentences_outside_elements_that_say_so(pages):
    sentence = re.compile(r"[A-Za-z]+,?(?: [A-Za-z]+,?){4,}")
    found = [
        (name, data.strip())
        for name, page in pages.items()
        if name.startswith(("zh/", "both/"))
        for lang, tags, data in page.texts
        if sentence.search(data) and lang != "en" and not {"code", "title"} & set(tags) and "Material" not in data
    ]
    assert not found, "wrap these in an element with lang=\"en\""


def test_no_page_asks_another_host_for_anything(site, pages):
    foreign = [(name, url) for name, page in pages.items() for url in page.loads if urlsplit(url).netloc]
    styles = [(path.name, url) for path in site.rglob("*.css") for url in links_of(path, None) if urlsplit(url).netloc]
    assert not foreign + styles, "serve it from this site"


def test_every_link_of_every_page_leads_to_a_page_and_an_anchor_below_any_address(site, pages):
    known, broken, waiting, reached = set(files(site)), [], ["index.html"], set()
    while waiting:
        name = waiting.pop()
        reached.add(name)
        for url in links_of(site / name, pages.get(name)):
            parts = urlsplit(url)
            if parts.scheme or parts.netloc or name.endswith("404.html"):
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path))) if parts.path else name
            anchor = unquote(parts.fragment)
            if target not in known or (anchor and target in pages and anchor not in pages[target].ids):
                broken.append((name, url))
            elif target not in reached and target not in waiting:
                waiting.append(target)
    assert not broken, "correct these links: on a plain server nothing else is there"
    assert {name for name in pages if not name.endswith("404.html")} <= reached, "no link leads to these pages"


def files(site):
    return [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]


def links_of(path, page):
    """What a page or a style sheet refers to."""
    if page:
        return page.links + page.loads
    return re.findall(r"url\(\s*[\"']?([^\"')]+)", path.read_text("utf-8")) if path.suffix == ".css" else []


def test_nothing_in_a_formula_or_a_program_has_an_id_or_a_link_and_strings_alone_a_language(site):
    for path in site.rglob("*.html"):
        inside = "".join(match[3] for match in INSIDE.finditer(path.read_text("utf-8")))
        told = re.search(r"<[^>]* (?:id|href|src|lang)=.{,200}", TAG.sub(lambda tag: "" if tag[1] else tag[0], inside))
        assert not told, f"{path}: let Page look into {told[0]}"


def test_ids_are_unique_on_every_page_and_anchors_equal_in_every_mode(pages):
    for name, page in pages.items():
        twice = {i for i in page.ids if page.ids.count(i) > 1}
        assert not twice, f"{name} has two elements with the ids {twice}"
    for name in whole_book().pages:
        name = name.replace(".md", ".html")
        zh, en, both = (set(pages[f"{mode}/{name}"].ids) for mode in MODES)
        assert zh == en == both, f"{name} has other anchors in another language"


def test_each_search_index_speaks_its_own_language(site):
    texts = {}
    for mode in MODES:
        index = json.loads((site / mode / "search/search_index.json").read_text("utf-8"))
        texts[mode] = " ".join(entry["title"] + " " + entry["text"] for entry in index["docs"]).replace("\u200b", "")
    assert "先乘，再加" in texts["zh"] and "Multiply, then add" not in texts["zh"]
    assert "Multiply, then add" in texts["en"] and "先乘，再加" not in texts["en"]
    assert "先乘，再加" in texts["both"] and "Multiply, then add" in texts["both"]
    segmented = (site / "zh/search/search_index.json").read_text("utf-8")
    assert "\\u200b" in segmented or "\u200b" in segmented, "jieba did not segment: is it installed?"


def test_pages_carry_their_mathematics_without_a_script(site):
    html = (site / "zh/01-neuron.html").read_text("utf-8")
    assert "<mfrac>" in html and '<span class="gp">' in html, "what search is shown is not what readers get"
    assert "$" not in re.sub(r"<(script|style|pre|code).*?</\1>", "", html, flags=re.DOTALL)
    assert not re.search(r"katex|mathjax", html, re.IGNORECASE)


def test_the_font_has_every_character_of_the_formulas_and_is_small(site):
    whole = TTFont(metadata.distribution("ziamath").locate_file(font.STIX)).getBestCmap()
    for mode in MODES:
        path = site / mode / plugin.FONT
        assert path.stat().st_size < 60_000, "the font should be a subset"
        tables = TTFont(path)["cmap"].tables
        known = {code for table in tables for code in [*table.cmap, *getattr(table, "uvsDict", ())]}
        for page in (site / mode).glob("*.html"):
            missing = {code for code in map(ord, font.used(page.read_text("utf-8"))) if code in whole} - known
            assert not missing, f"{page.name}: its formulas and drawings use {missing}"
    assert set(map(ord, "𝑤ℎ𝜕𝜖√")) <= known, "a browser asks for these on its own"


def test_the_wheel_is_the_package_without_its_tools_and_installs_without_a_network(site, tmp_path):
    (path,) = (site / "en").glob("*.whl")
    assert path.name == wheel.name() and path.read_bytes() == wheel.build(ROOT) == (site / "zh" / path.name).read_bytes()
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", target, path]
    subprocess.run(pip, check=True)
    assert (target / "nnbook/neuron.py").read_bytes() == (ROOT / "nnbook/neuron.py").read_bytes()
    assert not (target / "loom").exists()
    told = metadata.Distribution.at(next(target.glob("*.dist-info")))
    assert told.version == "0.1.0" and told.requires == ["numpy>=1.26"], "what it needs to run, and no more"
    for name in told.files:
        if name.hash:
            assert name.hash.value == wheel._digest(name.locate().read_bytes()), f"{name} is not what RECORD says"
    program = f"import sys; sys.path.insert(0, {str(target)!r}); import nnbook.zh; print(nnbook.__file__)"
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert str(target) in ran.stdout


def test_a_first_view_is_five_files_of_at_most_220_kilobytes(site, pages):
    for name, page in pages.items():
        if "/" in name and not name.endswith("404.html"):
            folder = (site / name).parent
            assert sorted(page.loads) == ["css/nnbook.css", "drawings/favicon.svg", "js/nnbook.js"], name
            loads = [*page.loads, plugin.FONT, Path(name).name]
            sizes = [len(gzip.compress((folder / load).read_bytes())) for load in loads]
            assert sum(sizes) <= 220_000, f"{name}: {sizes}"


def test_the_site_holds_no_file_that_no_page_loads(site, pages):
    found = {path.relative_to(site / "zh") for path in (site / "zh").rglob("*") if path.is_file()}
    scripts = {path.as_posix() for path in found if path.suffix in {".js", ".css", ".map"}}
    worker = re.search(r'"search": "([^"]+)"', (site / "zh/index.html").read_text("utf-8"))[1]
    assert scripts == {"css/nnbook.css", "js/nnbook.js", "search/search_index.js", worker}
    index = json.loads((site / "zh/search/search_index.json").read_text("utf-8"))
    assert index["config"]["lang"] == ["en"], "the worker loads what assets.py leaves out"


@pytest.mark.parametrize("broken", assets.PATCHES)
def test_a_theme_without_the_places_that_are_mended_fails_the_build(small, monkeypatch, caplog, broken):
    monkeypatch.setitem(assets.PATCHES, broken, {"no such place": ""})
    with pytest.raises(Abort):
        strict_build(small)
    assert "no such place should be there once, and is there 0 times" in caplog.text


def test_the_root_page_leads_to_every_mode_without_a_script(pages):
    assert pages["index.html"].links == ["zh/index.html", "en/index.html", "both/index.html"]
    assert pages["404.html"].links == ["/zh/index.html", "/en/index.html", "/both/index.html"]


# Faults ---------------------------------------------------------------------


@pytest.fixture
def project(tmp_path):
    """A copy of the book to break."""
    return house(tmp_path)


@pytest.fixture
def small(tmp_path):
    """The same house with a book of two pages, which builds faster."""
    return house(tmp_path, SMALL)


def strict_build(project, languages="zh"):
    return build(project, project / "site", NNBOOK_LANGUAGES=languages)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("</div>\n", "", "this zh block is not closed before the next one opens"),
        ("(04-chain-rule.md#", "(04-chain.md#", "docs/04-chain.md does not exist (did you mean '04-chain-rule.md'?)"),
        ("(04-chain-rule.md#exponential-derivative)", "(04-chain-rule.md#exponential-derivate)", "(did you mean 'exponential-derivative'?)"),
        ("```math\n", "```maths\n", "unknown info string 'maths'"),
        ("```math\n", "```math\n\\nosuch ", "this formula cannot be set"),
        ("(drawings/", "(drawing/", "does not exist"),
    ],
)
def test_a_fault_of_a_source_or_a_link_fails_the_strict_build_with_file_and_line(
    project, caplog, old, new, wanted
):
    path = project / "docs/01-neuron.md"
    text = path.read_text("utf-8")
    broken = text[: text.index(old)]
    line = broken.count("\n") + 1 + new.count("\n", 0, -1)  # a formula starts below its fence
    if old == "</div>\n":
        line = broken[: broken.rindex('<div lang="zh"')].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Abort):
        strict_build(project)
    assert wanted in caplog.text
    named = re.findall(rf"docs/01-neuron\.md:(\d+): .*{re.escape(wanted)}", caplog.text)
    assert named == [str(line)], f"line {line} was broken, {named} are named"
    assert not (project / "site").exists(), "nothing may be built from a broken source"


def test_a_page_that_the_navigation_forgets_fails_the_strict_build(small, caplog):
    (small / "docs/77-lost.md").write_text("# 丢 | Lost {#lost}\n", encoding="utf-8")
    with pytest.raises(Abort):
        strict_build(small)
    assert "docs/77-lost.md:1: this page is not in the nav of mkdocs.yml" in caplog.text


def test_a_page_that_the_navigation_names_anew_fails_the_strict_build(small, caplog):
    config = small / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("- 01-one.md", "- 甲 | Another: 01-one.md"), "utf-8")
    with pytest.raises(Abort):
        strict_build(small)
    assert "docs/01-one.md:1: its heading names it in the menu: write `- 01-one.md`" in caplog.text


@pytest.fixture
def on_content(monkeypatch):
    """A function that makes something happen while a language is woven."""
    weave = plugin.Plugin.on_page_content

    def install(lang, happen):
        def on_page_content(self, html, **rest):
            if self.lang == lang:
                happen()
            return weave(self, html, **rest)

        monkeypatch.setattr(plugin.Plugin, "on_page_content", on_page_content)

    return install


@pytest.mark.parametrize("broken", ["en", pytest.param("zh", marks=pytest.mark.patient)])
def test_a_language_whose_build_fails_fails_the_whole(small, on_content, caplog, broken):
    def fail():
        raise PluginError("no ink")

    on_content(broken, fail)
    with pytest.raises(Abort):
        strict_build(small, "zh en both")
    assert "no ink" in caplog.text and (broken == "zh" or f"the build of {broken} failed" in caplog.text)
    assert not (small / "site/index.html").exists(), "a root page leads to what is not there"
    assert not (small / "site/both").exists(), "nobody will look at it"


@pytest.mark.patient
def test_a_warning_in_any_language_fails_the_strict_build(small, on_content, caplog):
    on_content("en", lambda: plugin.log.warning("thin ink"))
    with pytest.raises(Abort):
        strict_build(small, "zh en")
    assert "thin ink" in caplog.text


def test_an_unknown_language_is_refused_by_name(small, caplog):
    with pytest.raises(Abort):
        strict_build(small, "zh fr")
    assert "languages: some of zh, en, both, not 'zh fr'" in caplog.text


@pytest.mark.parametrize("address", ["", "https://example.org/source"])
def test_a_page_leads_to_the_source_where_its_address_is_known(small, address):
    site = build(small, small / "site", NNBOOK_LANGUAGES="zh both", NNBOOK_SOURCE_URL=address)
    for mode, words in (("zh", "源代码"), ("both", '<span lang="zh-Hans">源代码</span> · <span lang="en">Source code</span>')):
        html = (site / mode / "01-one.html").read_text("utf-8")
        assert html.count('<a href="https://example.org/source" class="md-source">') == (2 if address else 0)
        assert (words in html) is bool(address) and 'data-md-component="source"' not in html


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """One language of a book with a subfolder and a Chinese file name, built into a folder that is not empty."""
    small = house(tmp_path_factory.mktemp("alone"), SMALL)
    (small / "docs/更多").mkdir()
    page = "# 附 | More {#more}\n\n[1](../01-one.md#one) [](../01-one.md#eq-sum)\n"
    (small / "docs/更多/附录.md").write_text(page, encoding="utf-8")
    config, nav = small / "mkdocs.yml", "  - index.md\n"
    config.write_text(config.read_text("utf-8").replace(nav, nav + "  - 更多/附录.md\n"), "utf-8")
    (small / "site").mkdir()
    (small / "site/stale.html").write_text("old")
    return strict_build(small)


def test_one_language_alone_builds_with_a_root_page_into_a_clean_folder(alone):
    assert {path.name for path in alone.iterdir()} == {"zh", "index.html", "404.html"}
    assert "nn-switch" not in (alone / "zh/index.html").read_text("utf-8")


def test_a_chinese_file_name_and_a_subfolder_are_pages_like_any_other(alone):
    html = (alone / "zh/更多/附录.html").read_text("utf-8")
    assert re.search(r'href="\.\./01-one\.html#eq-sum">\(1\.1\)', html)


@pytest.mark.patient
def test_serve_shows_the_book_and_reloads_what_is_edited(small, unused_port):
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{unused_port}"]
    command += ["--config-file", str(small / "mkdocs.yml")]
    environment = {**os.environ, "NNBOOK_LANGUAGES": "en", "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{unused_port}/en/01-one.html"
        assert "livereload" in fetched(address, "One")
        path = small / "docs/01-one.md"
        path.write_text(path.read_text("utf-8").replace("| One {#", "| Another {#"), encoding="utf-8")
        fetched(address, "Another")
        assert "en/index.html" in fetched(f"http://127.0.0.1:{unused_port}/", "nnbook")
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def unused_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def fetched(address, wanted, seconds=30):
    """The page at an address once it contains what is wanted."""
    end, text = time.monotonic() + seconds, ""
    while time.monotonic() < end:
        try:
            text = urllib.request.urlopen(address, timeout=5).read().decode()
            if wanted in text:
                return text
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{address} did not show {wanted!r} in {seconds} s")


def test_mkdocs_from_the_command_line_names_the_fault_and_exits_with_1(project):
    (project / "docs/a-conventions.md").write_text("no heading, `fine`\n\n$$x$$\n", encoding="utf-8")
    run = mkdocs("build", "--strict", "--config-file", project / "mkdocs.yml")
    assert run.returncode == 1
    assert "docs/a-conventions.md:3: `$$` is not used in a source" in run.stderr
    assert "Traceback" not in run.stderr
    assert Path(project / "site").exists() is False
