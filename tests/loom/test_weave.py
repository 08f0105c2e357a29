"""A source becomes the page of one language: `weave(text, lang)`."""

import html
import re
import string
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markdown import Markdown
from markdown.extensions.toc import TocExtension

from loom import model as source
from loom.model import book
from loom.weave.mathml import MathsError, mathml
from loom.model import SourceError
from loom.weave.html import Extension, weave

PAIR = """\
<div lang="zh" markdown>

中文{zh}

</div>
<div lang="en" markdown>

English{en}

</div>
"""


def woven(text, lang="zh", **options):
    """The woven text as an element, to ask questions of."""
    return ElementTree.fromstring(f"<page>{weave(text, lang, **options)}</page>")


def text_of(element):
    return " ".join("".join(element.itertext()).split())


def test_each_language_keeps_its_own_blocks_and_both_keeps_pairs():
    text = PAIR.format(zh="", en="")
    assert text_of(woven(text, "zh")) == "中文"
    assert text_of(woven(text, "en")) == "English"
    (pair,) = woven(text, "both").findall("div[@class='pair']")
    assert [(side.get("lang"), text_of(side)) for side in pair] == [("zh-Hans", "中文"), ("en", "English")]


def test_both_sets_paragraphs_side_by_side_one_by_one_where_the_sides_are_built_alike():
    pairs = woven(PAIR.format(zh="一。\n\n- 二\n- 三\n\n四。", en=" one.\n\n- two\n- three\n\nFour."), "both").findall("div")
    assert [[text_of(side) for side in pair] for pair in pairs] == [["中文一。", "English one."], ["二 三", "two three"], ["四。", "Four."]]
    assert [pair.get("class") for pair in pairs] == ["pair"] * 3
    (pair,) = woven(PAIR.format(zh="一。\n\n二。", en=" one and two."), "both").findall("div")
    assert [len(side) for side in pair] == [2, 1]


def test_the_first_heading_says_the_number_of_its_chapter_and_permalinks_are_no_stops():
    for page, lang, wanted in (("07-m.md", "zh", "7 甲"), ("07-m.md", "both", "7 甲 A"), ("b-m.md", "en", "B A"), ("07a-m.md", "en", "A")):
        assert text_of(woven("# 甲 | A {#a}\n\n## 乙 | B {#b}", lang, page=page).find("h1")) == wanted
    md = Markdown(extensions=[Extension(lang="en", page="07-m.md"), TocExtension(permalink="#")])
    headings = ElementTree.fromstring(f"<page>{md.convert('# 甲 | A {#a}')}</page>")
    assert headings.find("h1/a").get("tabindex") == "-1" and md.toc_tokens[0]["name"] == "7 A"


def test_what_stands_between_the_blocks_stands_once_in_every_mode():
    text = PAIR.format(zh="一", en=" one") + "\n```python\nx = 1\n```\n\n" + PAIR.format(zh="二", en=" two")
    for lang in ("zh", "en", "both"):
        assert weave(text, lang).count('class="language-python highlight"') == 1
    page = woven(text, "both")
    assert [child.tag for child in page] == ["div", "div", "div"]
    assert [child.get("class") for child in page] == ["pair", "language-python highlight", "pair"]


def test_lists_tables_and_admonitions_inside_a_block_stay_in_it():
    text = PAIR.format(zh='\n\n- 一\n- 二\n\n!!! note "注意"\n    里面。\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |', en="")
    zh, en = woven(text, "both").find("div")
    assert zh.findall("ul/li") and zh.findall("div[@class='admonition note']") and zh.findall("table")
    assert text_of(en) == "English"


@pytest.mark.parametrize(
    ("lang", "title", "wanted"),
    [("zh", "甲 | A", "甲"), ("en", "甲 | A", "A"), ("zh", "`a | b` 与 $x \\mid y$ | both `a | b`", "a | b 与 x∣y")],
)
def test_headings_are_one_languages_and_keep_the_anchor(lang, title, wanted):
    (heading,) = woven(f"## {title} {{#name}}", lang)
    assert (heading.tag, heading.get("id"), text_of(heading)) == ("h2", "name", wanted)


def test_a_heading_of_both_says_which_words_are_which():
    (heading,) = woven("# 甲 | A {#a}", "both")
    assert [(span.get("lang"), span.text) for span in heading] == [("zh-Hans", "甲"), ("en", "A")]


TITLES = [
    "**粗** | **Bold**", "*斜* | *Slanted*", "甲 **粗** 乙 | A **bold** B", "[链接](#name) | [A link](#name)",
    "`__init__` | `__init__`", "`**k**` | `**k**`", "$a*b$ 与 $c*d$ | $a*b$ and $c*d$", "$a_1$ 与 $b_1$ | $a_1$ and $b_1$",
    "$\\hat y$ 是什么 | What $\\hat y$ is", '引号 "x" | "Quoted"', "`{a}` 与 `\"b\"` | `{a}` and `\"b\"`", "a \\$5 | A \\$5", "`a<b` &lt; | `a<b` & c",
    "甲 · 乙 | A · B", "**甲** *乙* | [A](#name) `b`", "$x$ | $x$",
]  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_any_title_keeps_its_anchor_and_is_named_without_latex_in_every_mode(title):
    for lang in ("zh", "en", "both"):
        md = Markdown(extensions=[Extension(lang=lang), TocExtension()])
        (heading,) = ElementTree.fromstring(f"<page>{md.convert(f'## {title} {{#name}}')}</page>")
        assert heading.get("id") == "name" and "{#" not in text_of(heading) and "data-toc" not in text_of(heading)
        (entry,) = md.toc_tokens
        named = html.unescape(entry["data-toc-label"] or entry["name"])
        assert entry["id"] == "name"
        shown = [text_of(span) for span in heading] if lang == "both" else [text_of(heading)]
        assert "".join(named.split()) == "".join(" · ".join(shown).split()), "the navigation says what the heading says"
        assert not re.search(r"\\|\x02|\$(?!5)", named)


@pytest.mark.parametrize("anchor", ["a-_b_", "a__b__c", "a_b_c-d", "A-1"])
def test_any_id_is_kept_to_the_letter(anchor):
    for lang in ("zh", "en", "both"):
        (heading,) = woven(f"# 甲 C# | A C# {{#{anchor}}}", lang)
        assert heading.get("id") == anchor and text_of(heading).endswith("C#")


def test_a_title_of_the_table_of_verdicts_is_read_as_its_heading_is():
    whole = book.load(Path(__file__).parents[2])
    first = next(iter(whole.pages["01-neuron.md"].headings))
    odd = first._replace(zh="**粗** $\\hat y$", en="*A* $\\hat y$ `b`")
    whole.pages["01-neuron.md"].headings[0] = odd
    page = woven("# 甲 | A {#a}\n\n<!-- verdicts -->\n", "both", page="how-equations-are-checked.md", book=whole)
    title = page.find(f".//h3[@id='verdicts-{first.anchor}']")
    assert title.find("span/strong").text == "粗" and title.find("span/em").text == "A" and title.find("span/code").text == "b"
    assert len(title.findall("span/math")) == 2 and "\\" not in text_of(title)


def test_a_formula_of_a_heading_that_no_browser_could_set_is_an_error_too():
    with pytest.raises(SourceError, match=r"docs/page\.md:2: this formula cannot be set"):
        weave("\n# 甲 | A $\\nosuch$ {#a}\n", "zh")


def test_titles_of_tabs_and_admonitions_outside_the_blocks_are_split():
    text = '=== "行 | Rows"\n\n    ```text\n    a\n    ```\n\n!!! tip "提示 | Hint"\n\n    ```text\n    b\n    ```\n'
    assert "行" in weave(text, "zh") and "Rows" not in weave(text, "zh")
    assert "Hint" in weave(text, "en") and "提示" not in weave(text, "en")
    assert weave(text, "zh").count("<pre>") == 2


def test_spans_inside_a_line_are_chosen_but_not_those_shown_as_code():
    text = '# 甲 | A {#a}\n\n<span lang="zh">一</span><span lang="en">one</span> `<span lang="zh">x</span>`'
    assert text_of(woven(text, "zh").find("p")) == '一 <span lang="zh">x</span>'
    assert text_of(woven(text, "en").find("p")) == 'one <span lang="zh">x</span>'
    assert '<span lang="zh-Hans">一</span> <span lang="en">one</span>' in weave(text, "both")


@pytest.mark.parametrize(
    ("source_lines", "wanted"),
    [
        ("换\n行", "换行"),
        ("逗号，\n换行", "逗号，换行"),
        ("换行\n**粗**", "换行粗"),
        ("**粗**\n换行", "粗换行"),
        ("中文\nLatin", "中文 Latin"),
        ("逗号，\nLatin", "逗号，Latin"),
        ("**冒号：**\n`x`", "冒号：x"),
        ("句号。\n[link](#top)", "句号。link"),
        ("（括号）\n(x)", "（括号）(x)"),
        ("Latin,\nLatin", "Latin, Latin"),
        ("Latin\n中文", "Latin 中文"),
        ("“引号”\n中文", "“引号”中文"),
        ("[链接](#top)\n字", "链接字"),
        ('**[链接](#top "题")**\n字', "链接字"),
        ("[**链接**](#top)\n字", "链接字"),
        ("[link](#top)\n字", "link 字"),
        ("字\n[链接](#top)", "字链接"),
        ("<b>粗</b>\n字", "粗字"),
        ("“yes”\n“no”", "“yes” “no”"),
        ("a —\n— b", "a — — b"),
        ("word…\n“word”", "word… “word”"),
        ("他说——\n“好”", "他说——“好”"),
        ("他说：\n“yes”", "他说：“yes”"),
        ("“好”\n——他说", "“好”——他说"),
        ("yes”\n字", "yes”字"),
        ("- 一\n  换\n  行", "一换行"),
    ],
)
def test_a_line_break_between_chinese_characters_disappears_and_no_other(source_lines, wanted):
    text = PAIR.format(zh="：\n\n" + source_lines, en="")
    assert text_of(woven(text, "zh")).removeprefix("中文：").strip() == wanted


def test_nothing_is_put_between_a_formula_and_what_touches_it():
    html = weave("x$x$**y**$z$<b>b</b>`c`$d$[e](#f)\n", "zh")
    assert not re.search(r"</math>\s", html) and html.count("</math>") == 3


def test_code_keeps_its_line_breaks():
    text = PAIR.format(zh="\n\n```text\n换\n行\n```", en="")
    assert "换\n行" in weave(text, "zh")


def test_comments_and_declarations_are_not_in_the_page():
    text = "<!-- maths\nreal x\n-->\n\n# 甲 | A {#a}\n\n<!-- a note to authors -->\n\n<!-- eq one def -->\n```math\nx = 1\n```\n"
    for lang in ("zh", "en", "both"):
        assert "<!--" not in weave(text, lang) and "real x" not in weave(text, lang)


EQUATIONS = """\
# 甲 | A {#a}

<!-- eq first def -->
```math
a = b * c_1 * d < 2
```

<!-- eq second -->
```math
\\begin{aligned} a &= b \\\\ &= c \\end{aligned}
```

<div lang="zh" markdown>

由 [](#eq-second) 和 [](#eq-first) 可知 $a_1 * b * c$，对吗（$x<y$）？

</div>
<div lang="en" markdown>

By [](#eq-second) and [](#eq-first), $a_1 * b * c$; is it so ($x<y$)?

</div>
"""


def test_displays_are_numbered_by_chapter_and_links_are_filled():
    page = woven(EQUATIONS, "en", page="07-matrices.md")
    displays = page.findall("div[@class='equation']")
    assert [display.get("id") for display in displays] == ["eq-first", "eq-second"]
    assert [display.find("a").text for display in displays] == ["(7.1)", "(7.2)"]
    assert [(a.get("href"), a.text) for a in page.findall("p/a")] == [("#eq-second", "(7.2)"), ("#eq-first", "(7.1)")]
    assert woven(EQUATIONS, page="c-answers.md").find("div/a").text == "(C.1)"


def test_formulas_become_mathml_that_keeps_its_tex_and_that_markdown_leaves_alone():
    page = woven(EQUATIONS, "zh")
    first = page.find("div[@id='eq-first']//math")
    assert first.get("display") == "block" and first.get("alttext") == "a = b * c_1 * d < 2"
    assert page.find(".//em") is None, "an asterisk in a formula is not emphasis"
    inline = [math.get("alttext") for math in page.findall("p//math")]
    assert inline == ["a_1 * b * c", "x<y"]


def test_a_colour_in_a_formula_is_a_class_that_the_page_can_darken_or_lighten():
    page = woven(EQUATIONS.replace("a = b", r"\textcolor{teal}{a} = \textcolor{violet}{b}"), "zh")
    first = page.find("div[@id='eq-first']//math")
    assert {part.get("class"): text_of(part) for part in first.findall(".//*[@class]")} == {"teal": "a", "violet": "b"}
    assert first.find(".//*[@style]") is None and r"\textcolor{teal}{a}" in first.get("alttext")
    with pytest.raises(MathsError, match="the colours of the book are teal, orange, violet"):
        mathml(r"\textcolor{red}{a}")
    css = (Path(__file__).parents[2] / "docs/css/book.css").read_text(encoding="utf-8")
    for name, ink in (("teal", "accent"), ("orange", "warm"), ("violet", "violet")):
        assert f"math .{name} {{\n  color: var(--nn-{ink});\n}}" in css, f"give {name} its colour in docs/css/book.css"


def test_brackets_and_closing_punctuation_stay_on_the_line_of_their_formula():
    glued = [text_of(span) for span in woven(EQUATIONS, "zh").findall(".//span[@class='glue']")]
    assert glued == ["a1∗b∗c，", "（x<y）"]
    glued = [text_of(span) for span in woven(EQUATIONS, "en").findall(".//span[@class='glue']")]
    assert glued == ["a1∗b∗c;", "(x<y)"]


def test_a_long_formula_among_words_has_a_box_of_its_own():
    short, long = "a = 1", "a = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11"
    paragraph = woven(f"${short}$ and ${long}$, too", "en").find("p")
    assert [math.get("alttext") for math in paragraph.iterfind("math")] == [short]
    assert [math.get("alttext") for math in paragraph.iterfind("span[@class='glue']/span[@class='nn-long']/math")] == [long]


def test_a_display_says_its_number_and_its_own_address_is_no_stop_of_the_keyboard():
    display = woven(EQUATIONS, "en", page="07-m.md").find("div")
    assert (display[0].get("role"), display[0].get("aria-label")) == ("group", "Equation (7.1)")
    assert woven(EQUATIONS, "zh", page="07-m.md").find("div/div").get("aria-label") == "公式 (7.1)"
    assert display.find("a[@class='equation-number']").get("tabindex") == "-1"


def test_dollars_in_code_and_escaped_dollars_are_no_formulas():
    page = woven("# 甲 | A {#a}\n\n`$x$` \\$5 $y$", "zh")
    assert page.find("p/code").text == "$x$"
    assert [math.get("alttext") for math in page.findall(".//math")] == ["y"]
    assert text_of(page.find("p")).startswith("$x$ $5 "), "the backslash is not shown"


def test_a_backslash_before_any_punctuation_is_not_shown():
    marks = string.punctuation
    for lang in ("zh", "en", "both"):
        page = woven("# 甲 | A {#a}\n\nx " + " ".join("\\" + mark for mark in marks) + "\n", lang)
        assert text_of(page.find("p")) == "x " + " ".join(marks)
    assert text_of(woven("a \\“b\\c").find("p")) == "a \\“b\\c", "before anything else it is a backslash"


def test_code_inside_a_line_is_code_to_the_letter():
    (code,) = woven("`#!python x = 1` \n").find("p")
    assert (code.tag, code.text, len(code)) == ("code", "#!python x = 1", 0)


def test_a_display_in_a_tab_or_list_stays_there():
    text = '=== "行 | Rows"\n\n    <!-- eq rows def -->\n    ```math\n    a = b\n    ```\n\n- x\n\n    <!-- eq item def -->\n    ```math\n    c = d\n    ```\n'
    page = woven(text, "zh")
    assert page.find("div[@class='tabbed-set tabbed-alternate']//div[@id='eq-rows']") is not None
    assert page.find("ul/li/div[@id='eq-item']") is not None


def test_another_pages_equation_is_numbered_and_recalled_with_its_own_number():
    pages = {
        "01-a.md": source.read("# 甲 | A {#a}\n\n<!-- eq one def -->\n```math\na = 1\n```\n", "docs/01-a.md"),
        "02-b.md": source.read("# 乙 | B {#b}\n\n<!-- eq one recall -->\n```math\na = 1\n```\n\n[](01-a.md#eq-one)\n", "docs/02-b.md"),
    }
    text = "\n".join(pages["02-b.md"].lines)
    page = woven(text, "en", page="02-b.md", book=book.assemble(".", pages))
    display = page.find("div[@class='equation']")
    assert display.get("id") is None, "a recalled display is not a second anchor"
    assert (display.find("a").text, display.find("a").get("href")) == ("(1.1)", "01-a.md#eq-one")
    assert page.find("p/a").text == "(1.1)"


def test_exported_code_shows_its_module_and_sessions_are_coloured_as_such():
    html = weave('# 甲 | A {#a}\n\n```python title="nnbook/neuron.py"\nx = 1\n```\n\n```python\n>>> 1 + 1\n2\n```\n', "zh")
    assert '<span class="filename">nnbook/neuron.py</span>' in html
    assert 'class="language-pycon highlight"' in html and 'class="go"' in html
    assert html.count('lang="en" translate="no"') == 2, "code outside the blocks speaks English"


def test_a_code_block_in_a_language_block_has_that_blocks_language():
    html = weave(PAIR.format(zh="\n\n```text\n文\n```", en=""), "both")
    assert 'lang="en" translate="no"' not in html


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" width="9"><marker id="tip"/><path marker-end="url(#tip)"/></svg>'


def test_a_figure_is_drawn_in_the_page_once_with_alt_and_caption_in_its_language(tmp_path):
    (tmp_path / "docs/drawings").mkdir(parents=True)
    (tmp_path / "docs/drawings/net.svg").write_text(SVG)
    text = '# 甲 | A {#a}\n\n![网 | A net](drawings/net.svg "图 $x$ | Figure $x$")\n'
    whole = book.Book(tmp_path, {}, {})
    figure = woven(text, "en", book=whole).find("figure")
    drawing = figure.find("svg")
    assert (drawing.get("role"), drawing.get("aria-label"), drawing.get("width")) == ("img", "A net", None)
    assert drawing.find("marker").get("id") == "net-tip"
    assert drawing.find("path").get("marker-end") == "url(#net-tip)"
    assert figure.find("figcaption/math").get("alttext") == "x"
    both = woven(text, "both", book=whole)
    assert len(both.findall("figure")) == 1
    assert [span.get("lang") for span in both.find("figure/figcaption")] == ["zh-Hans", "en"]


@pytest.fixture
def drawn(tmp_path):
    """A function: a page with one drawing, woven on its own from another folder."""

    def weaves(svg, target="drawings/net.svg", line="![网 | A net]({})", lang="zh"):
        (tmp_path / "docs/drawings").mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs/drawings/net.svg").write_text(svg, encoding="utf-8")
        return woven(f"# 甲 | A {{#a}}\n\n{line.format(target)}\n", lang, root=tmp_path)

    return weaves


def test_a_page_on_its_own_is_told_where_its_drawings_are(drawn):
    assert drawn(SVG).find("figure/svg").get("aria-label") == "网"


def test_a_drawing_shown_twice_has_its_own_ids_each_time(drawn):
    page = drawn(SVG, line="![网 | A net]({0})\n\n![网 | A net]({0})")
    assert [part.get("id") for part in page.findall("figure/svg/marker")] == ["net-tip", "net-2-tip"]
    assert [part.get("marker-end") for part in page.findall("figure/svg/path")] == ["url(#net-tip)", "url(#net-2-tip)"]


def test_a_formula_in_alternative_text_is_told_without_dollars(drawn):
    line = "![$\\hat y$ 和 `b` | $x \\mid y$ and `b`]({})"
    for lang, wanted in (("zh", "\\hat y 和 b"), ("en", "x \\mid y and b"), ("both", "\\hat y 和 b · x \\mid y and b")):
        assert drawn(SVG, line=line, lang=lang).find("figure/svg").get("aria-label") == wanted


@pytest.mark.parametrize(
    "target", ["https://a.b/x.svg", "//a.b/x.svg", "/x.svg", "drawings/no.svg", "../x.svg", "drawings/../../x.svg", "drawings/net.svg/x.svg", "%00.svg"]
)
def test_a_figure_whose_drawing_is_no_file_of_docs_is_refused_with_its_line(drawn, target):
    with pytest.raises(SourceError, match=r"^docs/page\.md:3: .*(file of docs/|correct the name)"):
        drawn(SVG, target)


SHAPES = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1">\n{}\n</svg>'


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ("<g>", "this is no SVG"),
        ("<text>&nbsp;</text>", "this is no SVG"),
        ("<script>alert(1)</script>", "<script> cannot stand in a page"),
        ("<style>p { color: red }</style>", "<style> cannot stand in a page"),
        ("<foreignObject/>", "<foreignObject> cannot stand"),
        ("<image href='x.png'/>", "<image> cannot stand"),
        ("<a href='#a'/>", "<a> cannot stand"),
        ("<use href='https://a.b/x.svg#c'/>", "refers to its own parts alone, not to 'https://a.b/x.svg#c'"),
        ("<use xlink:href='other.svg#c'/>", "not to 'other.svg#c'"),
        ("<path fill='url(https://a.b/x.svg#c)'/>", "asks nobody"),
        ("<path style='background: URL( x.png )'/>", "asks nobody"),
        ("<path onclick='alert(1)'/>", "delete onclick"),
        ("<b xmlns='http://www.w3.org/1999/xhtml'/>", "no element of SVG"),
        ("<metadata xmlns='http://www.inkscape.org/'/>", "no element of SVG"),
        ("<path xmlns:i='http://www.inkscape.org/' i:label='a'/>", "the attribute label is of another program"),
    ],
)
def test_a_drawing_that_cannot_stand_in_a_page_is_refused_with_its_own_line(drawn, shapes, words):
    with pytest.raises(SourceError) as told:
        drawn(SHAPES.format(shapes))
    assert re.match(r"docs/drawings/net\.svg:[23]: ", str(told.value)) and words in str(told.value)


@pytest.mark.parametrize("svg", ["", "words", "<svg/>", '<!DOCTYPE svg [<!ENTITY a "b">]>\n' + SVG, "<svg xmlns='http://www.w3.org/1999/xhtml'/>"])
def test_a_file_that_is_no_drawing_is_refused(drawn, svg):
    with pytest.raises(SourceError, match=r"docs/drawings/net\.svg:1: .*: "):
        drawn(svg)


def test_titles_of_boxes_and_tabs_hold_formulas_and_say_their_languages():
    text = '=== "甲 $\\hat y$ **粗** | A $\\hat y$ `b`"\n\n    ```text\n    a\n    ```\n\n!!! tip "乙 $x$ | B $x$"\n\n    ```text\n    b\n    ```\n\n??? note "丙 $z$ | C $z$"\n\n    ```text\n    c\n    ```\n'
    for lang in ("zh", "en"):
        page = woven(text, lang)
        heads = [page.find(".//label"), page.find(".//p[@class='admonition-title']"), page.find(".//summary")]
        assert [head.find("math").get("alttext") for head in heads] == ["\\hat y", "x", "z"]
        assert "$" not in text_of(page) and "\\" not in text_of(page)
    page = woven(text, "both")
    heads = [page.find(".//label"), page.find(".//p[@class='admonition-title']"), page.find(".//summary")]
    assert [[(s.get("lang"), s.text.strip()) for s in head.findall("span")] for head in heads] == [
        [("zh-Hans", zh), ("en", en)] for zh, en in (("甲", "A"), ("乙", "B"), ("丙", "C"))
    ]
    assert [text_of(head) for head in heads] == ["甲 yˆ 粗 · A yˆ b", "乙 x · B x", "丙 z · C z"]


@pytest.mark.parametrize("tex", [r"\nosuchcommand", r"\frac{1}{2", r"\tag{3} x", r"\boxed{x}"])
def test_a_formula_that_no_browser_could_set_is_an_error_with_its_line(tex):
    for text, line in ((f"# 甲 | A {{#a}}\n\nx ${tex}$\n", 3), (f"# 甲 | A {{#a}}\n\n<!-- eq e -->\n```math\n{tex}\n```\n", 5)):
        with pytest.raises(SourceError, match=rf"docs/04-x\.md:{line}: this formula cannot be set"):
            weave(text, "zh", page="04-x.md")


def test_a_broken_source_is_refused_with_file_and_line():
    with pytest.raises(SourceError, match=r"docs/page\.md:3: .*never closed"):
        weave('# 甲 | A {#a}\n\n<div lang="zh" markdown>\n\n字\n', "zh")


def test_an_unknown_language_is_refused_by_name():
    with pytest.raises(ValueError, match="zh, en, both, not 'fr'"):
        weave("", "fr")


def test_front_matter_is_not_shown():
    assert weave("---\ntitle: 甲 | A\n---\n\n# 甲 | A {#a}\n", "zh") == '<h1 id="a">甲</h1>'


def test_weaving_needs_no_mkdocs_and_tangling_no_markdown():
    check = "import sys; import loom.{}; print([m for m in {} if m in sys.modules])"
    for module, banned in (("weave", ["mkdocs"]), ("__main__", ["mkdocs", "markdown", "numpy", "sybil"])):
        run = subprocess.run([sys.executable, "-c", check.format(module, banned)], capture_output=True, text=True)
        assert run.stdout.strip() == "[]", f"loom.{module} loads {run.stdout or run.stderr}: import it where it is used"


def test_weaving_twice_gives_the_same_page():
    assert weave(EQUATIONS, "both") == weave(EQUATIONS, "both")
    assert not re.search("[\x02\x03]", weave(EQUATIONS, "both")), "a mark was left in the page"
