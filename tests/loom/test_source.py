"""The source format: what `source.read` makes of right, odd and hostile sources."""

import html
import itertools
import random
import re
import time

import hostile
import pytest
import random_sources
from conftest import PATIENT

from loom import model as source
from loom.model import SourceError
from loom.weave.html import weave

PAIR = """\
<div lang="zh" markdown>

{zh}

</div>
<div lang="en" markdown>

{en}

</div>
"""
MATH = "```math\na = b\n```\n"


def read(text):
    return source.read(text, "docs/01-a.md")


def faults(text):
    """(line, message) of every fault; [] for a source that is right."""
    try:
        read(text)
    except SourceError as error:
        assert all(f"docs/01-a.md:{f.line}: {f.message}" in str(error) for f in error.faults)
        return [(fault.line, fault.message) for fault in error.faults]
    return []


def assert_fault(text, line, words):
    found = faults(text)
    assert any(at == line and words in message for at, message in found), (
        f"wanted a fault at line {line} that says {words!r}, got {found}: cure: see loom/model/"
    )


def codes(text):
    return [(fence.line, fence.info, fence.body) for fence in read(text).fences]


# Fences that are right ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("```python\nx = 1\n```\n", [(1, "python", "x = 1\n")]),
        ("~~~python\nx = 1\n~~~", [(1, "python", "x = 1\n")]),
        ("a\n\n````python\n'''\n```\n'''\n````\n", [(3, "python", "'''\n```\n'''\n")]),
        ("````text\n```python\nx = 1\n```\n````\n", [(1, "text", "```python\nx = 1\n```\n")]),
        ("```text\n~~~python\nx\n~~~\n```\n", [(1, "text", "~~~python\nx\n~~~\n")]),
        ("```text\n```\n", [(1, "text", "")]),
        ("```console\n> x >>> y\n\nwords\n```\n", [(1, "console", "> x >>> y\n\nwords\n")]),
        ("````text\n```python\n>>> x\n```\n````\n", [(1, "text", "```python\n>>> x\n```\n")]),
        ("```html\n>>> x\n```\n", [(1, "html", ">>> x\n")]),
        ("```text\n```a```\n```\n", [(1, "text", "```a```\n")]),
        ("```python\nx = 1\n```  \n", [(1, "python", "x = 1\n")]),
        ("- a\n\n    ```python\n    if x:\n        y\n\n    ```\n", [(3, "python", "if x:\n    y\n\n")]),
        ("- a\n- b\n    - c\n\n        ```python\n        x\n        ```\n", [(5, "python", "x\n")]),
        ("1. a\nlazy\n\n    ```python\n    x\n    ```\n", [(4, "python", "x\n")]),
        ("- a\n\n    b\n    c\n\n    ```python\n    x\n    ```\n\nd\n", [(6, "python", "x\n")]),
        ('=== "甲 | A"\n\n    ```python\n    x\n    ```\n', [(3, "python", "x\n")]),
        ('!!! note "甲 | A"\n    ```python\n    x\n    ```\n', [(2, "python", "x\n")]),
        ('!!! note "甲 | A"\n\n    - a\n\n        ```python\n        x\n        ```\n', [(5, "python", "x\n")]),
        ('??? tip "甲 | A"\n\n    a\n\n```python\nx\n```\n', [(5, "python", "x\n")]),
        ("\ufeff```python\r\nx = 1\r\n```\r\n", [(1, "python", "x = 1\n")]),
        ("```python\rx = 1\r```\r", [(1, "python", "x = 1\n")]),
        ("```python\n# 甲 </div> $$ | <!-- ` {#a}\n```", [(1, "python", "# 甲 </div> $$ | <!-- ` {#a}\n")]),
    ],
)  # fmt: skip
def test_a_fence_is_read_as_it_is_shown(text, wanted):
    assert codes(text) == wanted


def test_a_fence_knows_its_language_block_its_heading_and_its_module():
    pair = PAIR.format(zh="```python\nx\n```", en='```python title="nnbook/a_1.py"\ny\n```')
    zh, en = read("# 甲 | A {#top}\n\n" + pair).fences
    assert (zh.lang, zh.anchor, zh.stem, zh.language) == ("zh", "top", None, "python")
    assert (en.lang, en.anchor, en.stem, en.language) == ("en", "top", "a_1", "python")
    assert (zh.line, zh.end, zh.indent) == (5, 7, 0)


# Fences that are refused ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a\n\n```python\nx = 1\n", 3, "never closed: end it with a line ```"),
        ("````python\nx = 1\n```\n", 1, "never closed: end it with a line ````"),
        ("```python\nx\n~~~\n", 1, "never closed"),
        ("~~~python\nx\n```\n", 1, "never closed"),
        ("```python\nx\n````\n", 3, "does not match the one opened at line 1"),
        ("```python\nx\n ```\n", 3, "close it with ``` indented by 0"),
        ("- a\n\n    ```python\n    x\n```\n", 5, "close it with ``` indented by 4"),
        ("- a\n\n    ```python\n  x\n    ```\n", 4, "left of its fence"),
        ("```text\na\n\n```python\nx\n```\n", 4, "a fence inside the one opened at line 1"),
        ("```text\n    ```python\n```\n", 2, "a fence inside the one opened at line 1"),
        ("```text\n```python\nx\n```\n```\n", 2, "or open it with more marks"),
        (" ```python\nx\n ```\n", 1, "indent it by 0"),
        ("    ```python\n    x\n    ```\n", 1, "indent it by 0"),
        ("- a\n\n  ```python\n  x\n  ```\n", 3, "indented by 2"),
        ("- a\n\n     ```python\n     x\n     ```\n", 3, "indent it by 4"),
        ("- a\n\nb\n\n    ```python\n    x\n    ```\n", 5, "indent it by 0"),
        ("1) a\n\n    ```python\n    x\n    ```\n", 3, "indent it by 0"),
        ('!!! note "甲 | A"\n\n    a\nb\n\n    ```python\n    x\n    ```\n', 6, "indent it by 0"),
        ("> ```python\n> x\n> ```\n", 1, "in no block quote"),
        (">```python\n>x\n>```\n", 1, "in no block quote"),
        ("> > ~~~python\n", 1, "in no block quote"),
        ("- ```python\n  x\n  ```\n", 1, "lines of its own"),
        ("1. ~~~python\n", 1, "lines of its own"),
        ("\t```python\n\tx\n\t```\n", 1, "a tab"),
        ("- a\n\n\t```python\n\tx\n\t```\n", 3, "a tab"),
        ("\u3000```python\nx\n```\n", 1, "lines of its own"),
        ("\u00a0~~~python\n", 1, "lines of its own"),
        ("words ```python\nx = 1 ``` words\n", 1, "it would never run"),
        ("```python x```\n", 1, "lines of its own"),
        ("```{.python `}\nx\n```\n", 1, "lines of its own"),
        ("a\n```python\nx\n```\n", 2, "put an empty line before this fence"),
        ("```python\nx\n```\na\n", 4, "put an empty line after the fence above"),
        ("```python\nx\n```\n```python\ny\n```\n", 4, "put an empty line before this fence"),
        ("<!--\n```python\nx\n```\n-->\n", 2, "inside a comment"),
        ("<!-- ```python\nx\n``` -->\n", 1, "inside a comment"),
        ("<!--\n> ```python\n-->\n", 2, "inside a comment"),
        ("    >>> 1 + 1\n", 1, "indent it by 0"),
        ("a\n\n    x = 1\n", 3, "indent it by 0"),
        ("- a\n\n        x = 1\n", 3, "indent it by 4"),
        ("> a\n>\n>     x = 1\n", 3, "here it would never run"),
        (">>> 1 + 1\n2\n", 1, "here it would never run"),
        *((f"a\n\n{rule}\n\n    x = 1\n", 3, "write a rule as `---`") for rule in ("* * *", "- - -", "_ _ _", " *  * *", "-- - -", "- -")),
        ("a\n\n* * *\n\n    ```python\n    x\n    ```\n", 3, "write a rule as `---`"),
        *((f"```{info}\na\n{prompt}\n1\n```\n", 3, "never run") for info, prompt in zip(("text", "console", "toml", "yaml"), (">>> 1", ">>>", "  >>> 1", ">>> 1"))),
        ("````text\n```python\n```\n>>> x\n````\n", 4, "never run"),
        ("<pre>\n>>> 1\n</pre>\n", 1, "the page cannot show"),
        ("a <script>b\n", 1, "the page cannot show"),
        ("<![CDATA[\n```python\nx\n```\n]]>\n", 1, "the page cannot show"),
    ],
)  # fmt: skip
def test_a_fence_that_programs_would_read_differently_is_refused(text, line, words):
    assert_fault(text, line, words)


@pytest.mark.parametrize(
    "info",
    [
        "python ", " python", "Python", "PYTHON", "py", "python3", "pycon", "ipython", "python,", "python x", "{.python}", "{python}", "python {.a}",
        "python\u00a0", "", "sh", "bash", "json", "mermaid", "latex", "Math", "math ", "text title=\"a\"", "python title='nnbook/a.py'",
        'python  title="nnbook/a.py"', 'python title="nnbook/a.py" ', 'python title = "nnbook/a.py"', "python title=nnbook/a.py",
        'python title="nnbook/../x.py"', 'python title="../nnbook/x.py"', 'python title="/nnbook/x.py"', 'python title="nnbook/a/b.py"',
        'python title="nnbook//a.py"', 'python title="./nnbook/a.py"', 'python title="nnbook/A.py"', 'python title="nnbook/a.b.py"',
        'python title="nnbook/a.pyc"', 'python title="nnbook/a"', 'python title="nnbook/.py"', 'python title="nnbook/1a.py"',
        'python title="nnbook/a-b.py"', 'python title="nnbook/神.py"', 'python title="a.py"', 'python title=""', 'python Title="nnbook/a.py"',
        'python title="loom/a.py"', 'python title="nnbook\\a.py"', 'python title="nnbook/a.py" linenums="1"', 'title="nnbook/a.py"',
        'py title="nnbook/a.py"', 'python title="nnbook/a.py\u200b"',
    ],
)  # fmt: skip
def test_an_info_string_is_one_of_the_list_to_the_letter(info):
    assert_fault(f"a\n\n```{info}\nx = 1\n```\n", 3, "unknown info string")


@pytest.mark.parametrize("stem", ["class", "import", "lambda"])
def test_a_module_is_not_called_like_a_keyword(stem):
    assert_fault(f'```python title="nnbook/{stem}.py"\nx = 1\n```\n', 1, "choose another name")


def test_exported_code_may_stand_in_a_box():
    page = read('# 甲 | A {#a}\n\n??? note "甲 | A"\n\n    ```python title="nnbook/a.py"\n    def f():\n        pass\n    ```\n')
    assert [(fence.stem, fence.anchor, fence.body) for fence in page.fences] == [("a", "a", "def f():\n    pass\n")]


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("", 1, "an empty python block"),
        ("  \n\n", 1, "an empty python block"),
        ("x = 1\n>>> x\n1\n", 3, "a program or a session, not both"),
        ("if x:\n    >>> x\n", 3, "a program or a session"),
        (">>>x\n", 2, "a prompt is `>>> `"),
        (">>>\n", 2, "a prompt is `>>> `"),
        (">>> \n", 2, "a prompt is `>>> `"),
        ("  >>> x\n", 2, "a prompt is `>>> `"),
        (">>> x\n  >>> y\n", 3, "a prompt is `>>> `"),
        (">>> x\n1\n\n2\n", 5, "output follows its prompt directly"),
        (">>> x\n\nwords\n>>> y\n", 4, "output follows its prompt directly"),
        (">>> x\n1\n>>> # remark\n0.1234\n", 5, "a comment prints nothing"),
        (">>> x  # doctest: +SKIP\n1\n", 2, "delete the directive"),
        (">>> x\n1\n>>> y #doctest:+ELLIPSIS\n...\n", 4, "delete the directive"),
        ("if x:\n\ty = 1\n", 3, "a tab"),
    ],
)
def test_a_python_block_is_a_program_or_a_session_that_runs_whole(body, line, words):
    assert_fault(f"```python\n{body}```\n", line, words)


def test_a_session_may_print_continue_and_pause():
    body = "\n>>> for i in [1]:\n...     print(i)\n...\n1\n\n>>> 'a'\n'a'\n>>> # a remark\n"
    (fence,) = read(f"```python\n{body}```\n").fences
    assert fence.is_session
    assert_fault(f'# 甲 | A {{#a}}\n\n```python title="nnbook/a.py"\n{body}```\n', 4, "not exported")


# The characters of a file -----------------------------------------------------------


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\t", "a tab"), ("\x00", "U+0000"), ("\x0c", "U+000C"), ("\x1b", "U+001B"), ("\x7f", "U+007F"), ("\x85", "U+0085"),
        ("\u2028", "U+2028"), ("\u2029", "U+2029"), ("\u200b", "U+200B"), ("\u202e", "U+202E"), ("\u2066", "U+2066"), ("\ufeff", "U+FEFF"),
        ("\x02", "U+0002"), ("\u00ad", "U+00AD"),
    ],
)  # fmt: skip
def test_a_character_that_nobody_sees_is_refused_wherever_it_stands(character, name):
    for place in ("a\nb{}c\n", "a\n\n```text\nb{}\n```\n", "<!-- a\nb{}\n-->\n", "---\ntitle: 甲{} | A\n---\n"):
        text = place.format(character)
        assert_fault(text, text[: text.index(character)].count("\n") + 1, name)


@pytest.mark.parametrize("text", ["", "\n", "\n\n\n", "\ufeff", "\r\n", "   \n", "a", "---\ntitle: 甲 | A\n---"])
def test_an_empty_page_is_no_error(text):
    assert faults(text) == []


def test_line_numbers_are_the_files_own_with_any_line_ends():
    text = "---\ntitle: 甲 | A\n---\n\n# 甲 | A {#a}\n\nwords\n\n```python\nx\n```\n"
    for end in ("\n", "\r\n", "\r"):
        page = read("\ufeff" + text.replace("\n", end))
        assert (page.body_start, page.headings[0].line, page.fences[0].line) == (4, 5, 9)


# Front matter -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("meta", "line", "words"),
    [
        ("title: 甲", 2, "the title of a page reads"),
        ("a: b\ntitle: 甲 | A | B", 3, "the title of a page reads"),
        ("description: `甲 | A`", 2, "double quotes"),
        ("title: 甲: a | A: b", 2, "double quotes"),
        ("title: 甲 | A #1", 2, "double quotes"),
        ("title: [甲 | A]", 2, "double quotes"),
        ("title: 甲 | A:", 2, "double quotes"),
        ('title: "甲 | A', 2, "quotes"),
        ("title: '甲's | A'", 2, "quotes"),
        ("title 甲 | A", 2, "key: value"),
        ("title:甲 | A", 2, "key: value"),
        ('title: "甲 | "', 2, "the title of a page reads"),
        ("  title: 甲 | A", 2, "key: value"),
        ("title:", 2, "the title of a page reads"),
        ("# remark", 2, "key: value"),
        ("template: nope.html", 2, "unknown key 'template' of front matter: one of title, description"),
        ("title: 甲 | A\nicon: nope", 3, "unknown key 'icon'"),
        ("title: $甲 | A", 2, "without a partner"),
    ],
)
def test_front_matter_is_so_simple_that_every_reader_of_yaml_agrees(meta, line, words):
    assert_fault(f"---\n{meta}\n---\n", line, words)


@pytest.mark.parametrize(
    "meta", ["title: 甲 | A", 'title: "甲: b | A: b"', "title: '甲 | A'", "hide: [toc, nav]", "tags:\n  - a\n  - b", "", "notebook: executed\n\nhide: toc"]
)
def test_front_matter_that_is_right_is_read(meta):
    page = read(f"---\n{meta}\n---\n# 甲 | A {{#a}}\n")
    assert page.body_start == meta.count("\n") + 4 and page.headings[0].line == page.body_start
    assert read(f"---\n{meta}\n...\n").body_start == meta.count("\n") + 4


@pytest.mark.parametrize("text", ["---", "---\n", "---\ntitle: 甲 | A\n\n# 甲 | A {#a}\n", "--- \na: b\n----\n"])
def test_front_matter_has_an_end(text):
    assert faults(text) == [(1, "front matter without its closing `---`")]


# Language blocks ------------------------------------------------------------------------


def test_pairs_are_read_with_their_lines_and_languages():
    page = read("a\n\n" + PAIR.format(zh="中", en="b") + "\n" + PAIR.format(zh="文", en="c"))
    assert [(b.lang, b.line, b.end) for b in page.blocks] == [("zh", 3, 7), ("en", 8, 12), ("zh", 14, 18), ("en", 19, 23)]
    assert [(p.line, p.text, p.lang) for p in page.paragraphs[:3]] == [(1, "a", None), (5, "中", "zh"), (10, "b", "en")]


ZH, EN = '<div lang="zh" markdown>', '<div lang="en" markdown>'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (f"{ZH}\n\n甲\n\n</div>\n", 1, "no en block directly after"),
        (f"{ZH}\n\n甲\n\n</div>\n\nwords\n\n{EN}\n\na\n\n</div>\n", 1, "no en block directly after"),
        (f"{ZH}\n\n甲\n\n</div>\n\n```text\na\n```\n\n{EN}\n\na\n\n</div>\n", 1, "no en block directly after"),
        (f"{ZH}\n\n甲\n\n</div>\n\n## 甲 | A {{#a}}\n\n{EN}\n\na\n\n</div>\n", 1, "no en block directly after"),
        (f"{ZH}\n\n甲\n\n</div>\n\n<div>\n\n</div>\n\n{EN}\n\na\n\n</div>\n", 1, "no en block directly after"),
        (f"{ZH}\n\n甲\n\n</div>\n{ZH}\n\n甲\n\n</div>\n{EN}\n\na\n\n</div>\n", 1, "no en block directly after"),
        (f"{EN}\n\na\n\n</div>\n", 1, "no partner"),
        (f"{EN}\n\na\n\n</div>\n{ZH}\n\n甲\n\n</div>\n", 1, "no partner"),
        (f"{ZH}\n\n甲\n\n</div>\n{EN}\n\na\n\n</div>\n{EN}\n\na\n\n</div>\n", 11, "no partner"),
        (f"a\n\n{ZH}\n\n甲\n", 3, "never closed"),
        (f"{ZH}\n\n甲\n\n{EN}\n\na\n\n</div>\n", 1, "not closed before the next one opens at line 5"),
        (f"{ZH}\n\n{ZH}\n\n甲\n\n</div>\n</div>\n", 1, "not closed before"),
        ("a\n\n</div>\n", 3, "closes nothing"),
        (f"{ZH}\n\n甲\n\n</div>\n</div>\n", 6, "closes nothing"),
        (f" {ZH}\n\n甲\n\n</div>\n", 1, "at the left margin"),
        (f"- a\n\n    {ZH}\n\n    甲\n\n    </div>\n", 3, "at the left margin"),
        (f'!!! note "甲 | A"\n\n    {ZH}\n\n    甲\n\n    </div>\n', 3, "at the left margin"),
        (f"\u3000{ZH}\n", 1, "at the left margin"),
        (f"{ZH}\n\n甲\n\n  </div>\n", 5, "at the left margin"),
        (f"{ZH}\n\n甲\n\n</div> \n", 5, "nothing after it"),
        (f"{ZH}\n\n甲\n\n</div>words\n", 5, "stands alone on its line"),
        (f"{ZH}\n\n甲</div>\n", 3, "stands alone on its line"),
        (f"words {ZH}\n", 1, "stands alone on its line"),
        (f"{ZH} \n", 1, "not '"),
        (f"{ZH}甲\n", 1, "opens with"),
        ("<div lang=zh markdown>\n", 1, "opens with"),
        ("<div lang=zh>\n", 1, "opens with"),
        ("<div lang='zh' markdown>\n", 1, "opens with"),
        ('<div lang="zh">\n', 1, "opens with"),
        ('<div markdown lang="zh">\n', 1, "opens with"),
        ('<div  lang="zh" markdown>\n', 1, "opens with"),
        ('<div lang="zh" markdown="1">\n', 1, "opens with"),
        ('<div lang="zh" markdown class="a">\n', 1, "opens with"),
        ('<DIV lang="zh" markdown>\n', 1, "opens with"),
        ('<div LANG="zh" markdown>\n', 1, "opens with"),
        ('<div class="a" lang="zh" markdown>\n', 1, "opens with"),
        ('<div lang="zh-Hans" markdown>\n', 1, "opens with"),
        ('<div lang="fr" markdown>\n', 1, "unknown language 'fr': zh or en"),
        ('<div lang="ZH" markdown>\n', 1, "unknown language 'ZH': zh or en"),
        (f"{ZH}\n甲\n\n</div>\n{EN}\n\na\n\n</div>\n", 2, "an empty line after the tag"),
        (f"{ZH}\n\n甲\n\n</div>\n{EN}\n\na\n\n</div>\nwords\n", 11, "an empty line after the tag"),
        (f"{ZH}\n\n甲\n\n</div>\n{EN}\n\na\n\n</div>\n<!-- a -->\n```text\n```\n", 12, "an empty line before this fence"),
        (f"<div>\n\n{ZH}\n\n甲\n\n</div>\n", 1, "not closed before the block at line 3"),
        ("a\n\n<div class='a' markdown>\n", 3, "never closed"),
        ("<div class='a'>\n\n$x$\n\n</div>\n", 1, "write <div … markdown>"),
        (f"{ZH}\n\n<div markdown>\n\n</div>\n", 1, "never closed"),
        (f"{ZH}\n\n# 甲 | A {{#a}}\n\n</div>\n", 3, "outside the language blocks"),
        (f"{ZH}\n\n<!-- eq a -->\n{MATH}\n</div>\n", 4, "outside the language blocks"),
        ('a <span lang="zh">甲</span> b\n', 1, "come in pairs"),
        ('a\n<span lang="en">A</span><span lang="zh">甲</span>\n', 2, "come in pairs"),
        ('<span lang="zh">甲</span> <span lang="en">A</span>\n', 1, "come in pairs"),
        ('<span lang="zh">甲</span>\n<span lang="en">A</span>\n', 1, "come in pairs"),
        ("<span lang='zh'>甲</span><span lang='en'>A</span>\n", 1, "come in pairs"),
        ('<span class="a" lang="zh">甲</span>\n', 1, "come in pairs"),
        ('<span\nlang="zh">甲</span>\n', 1, "come in pairs"),
        ('# <span lang="zh">甲</span> | A {#a}\n', 1, "come in pairs"),
        ('<p lang="zh">甲</p>\n', 1, "the page cannot show"),
        ("a <stem> b\n", 1, "write &lt;"),
        ('a\n<abbr title="$x$">b</abbr>\n', 2, "no formula inside a tag"),
        ("*[ABC]: a `b`\n", 1, 'write <abbr title="…">'),
        (PAIR.format(zh="甲", en="A\n\n*[ABC]: a"), 10, 'write <abbr title="…">'),
        ("if a<b and c>d\n", 1, "no whole tag"),
        ("a\n1 <b then\n", 2, "no whole tag"),
        ("a <b class='c'>d</b>\n", 1, 'read name="…"'),
        ("a <b class=c>d</b>\n", 1, 'read name="…"'),
        ('a <b class="c"id="d">e</b>\n', 1, 'read name="…"'),
        ('a\n<b style="color: red">c</b>\n', 2, "no style in a tag"),
        ('<b style="background:url(https://a.example/)">c</b>\n', 1, "no style in a tag"),
        ('<b class="c" OnClick="d">c</b>\n', 1, "no OnClick in a tag"),
        ('<div class="a" style="color: red" markdown>\n\n</div>\n', 1, "no style in a tag"),
        ("<div onclick='a' markdown>\n\n</div>\n", 1, "no onclick in a tag"),
        ("**a**{style=color:red}\n", 1, "an attribute list names an id and classes alone"),
        ("**a**{b `}` =c}\n", 1, "an attribute list names an id and classes alone"),
        (PAIR.format(zh="![甲](a.svg){ src=https://a.example/x.svg }", en="A"), 3, "an attribute list names"),
        ("a\n<b>c\n", 2, "<b> is not closed in its paragraph"),
        ("a</b>\n", 1, "</b> closes nothing here"),
        ("<b>a\n\nb</b>\n", 1, "is not closed"),
        ("<b>a\n\nb</b>\n", 3, "closes nothing"),
        ("<b><i>a</b></i>\n", 1, "</b> closes nothing here"),
        ('<span lang="zh"><b>甲</span><span lang="en">A</b></span>\n', 1, "<b> is not closed"),
        ('<b><span lang="zh">甲</b></span><span lang="en">A</span>\n', 1, "closes nothing"),
        ("# <b>甲 | A</b> {#a}\n", 1, "<b> is not closed"),
        ("a ~~b~~\n", 1, "'~~' as it is"),
        ("- [ ] a\n", 1, "'- [ ]' as it is"),
        ("1. a\n2. [x] b\n", 2, "'2. [x]' as it is"),
        ("a[^1]\n", 1, "'[^1]' as it is"),
    ],
)  # fmt: skip
def test_a_language_block_that_is_not_one_of_a_pair_is_refused(text, line, words):
    assert_fault(text, line, words)


@pytest.mark.parametrize("block", [f"{ZH}\n\n甲\n\n</div>\n{EN}\n\n", "<div markdown>\n\n"])
@pytest.mark.parametrize(("open_end", "words"), [("```text\na\n", "this fence is never closed"), ("<!-- a\n", "this comment is never closed")])
def test_what_has_no_end_is_all_that_is_told_of_the_rest_of_the_page(block, open_end, words):
    ((line, message),) = faults(block + open_end)
    assert line == block.count("\n") + 1 and message.startswith(words)


def test_small_markup_inside_a_line_is_fine():
    text = 'a <i lang="zh-Hans">权重</i> <kbd>q</kbd><br> <https://a.b/c> <a@b.c> 1 < 2 `<stem>` $a<b$ '
    assert faults(text + '<span lang="zh">甲 `</span>`</span><span lang="en">A <b>b</b></span>\n') == []
    assert faults('<div class="a" markdown>\n\nwords\n\n</div>\n\n<div id="b"></div>\n') == []
    assert faults("a\n\n<!-- between -->\n\n" + PAIR.format(zh="甲", en="a").replace(EN, f"<!-- a -->\n{EN}")) == []


WORDS = "five words are too many"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (PAIR.format(zh="甲", en="a\nweight 权重 b"), 9, 'Chinese words in the en text: move them to the zh text, or write <i lang="zh-Hans">权…'),
        (PAIR.format(zh=f"甲\n{WORDS}", en="A"), 4, 'English words in the zh text: move them to the en text, or write <i lang="en">five…'),
        (PAIR.format(zh="Five words,\nare too many", en="A"), 3, "English words in the zh text"),
        (PAIR.format(zh=f"[{WORDS}](a.md)", en="A"), 3, "English words in the zh text"),
        ("a\n字\n", 2, "Chinese words outside the language blocks"),
        (f"a 1\n{WORDS}\n", 2, "English words outside the language blocks"),
        ("| a |\n|---|\n| 字 |\n", 3, "Chinese words outside"),
        (PAIR.format(zh="甲", en="a <i lang=\"en\">权</i>"), 8, "Chinese words in the en text"),
        (PAIR.format(zh=f'<i lang="zh-Hans">{WORDS}</i>', en="A"), 3, "English words in the zh text"),
        (PAIR.format(zh="甲", en='<abbr title="权">b</abbr>'), 8, "Chinese words in the en text"),
        ("## 甲 | A 权 {#a}\n", 1, "Chinese words in the en text"),
        (f"## 甲 {WORDS} | A {{#a}}\n", 1, "English words in the zh text"),
        ('!!! note "甲 | A 权"\n', 1, "Chinese words in the en text"),
        ("![甲 | A 权](a.svg)\n", 1, "Chinese words in the en text"),
        (f'![甲 | A](a.svg "{WORDS} | B")\n', 1, "English words in the zh text"),
        ("---\ntitle: 甲 | A 权\n---\n", 2, "Chinese words in the en text"),
        ('a\n<span lang="zh">甲</span><span lang="en">A\u6743</span>\n', 2, "Chinese words in the en text"),
        (f'<span lang="zh">{WORDS}</span><span lang="en">A</span>\n', 1, "English words in the zh text"),
        ("a ![b](c.svg)\n", 1, "stands at the left margin"),
        ("- a\n\n    ![b | c](c.svg)\n", 3, "stands at the left margin"),
    ],
)  # fmt: skip
def test_words_in_the_language_of_others_are_refused(text, line, words):
    assert_fault(text, line, words)


def test_foreign_words_code_formulas_and_names_of_files_are_fine():
    en = '<i lang="zh-Hans">权重</i> `字` $\\text{字}$ [a](附录.md) <b class="c" lang="zh">字</b>'
    zh = f'<i lang="en">{WORDS}</i> `{WORDS}` $a$ four words of English，and four more words'
    assert faults(PAIR.format(zh=zh, en=f"{en} {WORDS}")) == []
    assert faults(f"# 甲 | A {WORDS} {{#a}}\n\n<!-- 字 {WORDS} -->\n\n```text\n字 {WORDS}\n```\n\n`字` words\n") == []
    assert faults(f'<span lang="zh">字</span><span lang="en">{WORDS}</span>\n\n![甲 | {WORDS}](a.svg "乙 | {WORDS}")\n') == []
    assert faults(PAIR.format(zh="甲 ![甲](a.svg)", en="![A](a.svg) a")) == []
    assert source.read(f"字 {WORDS} ![a](b.svg)", "README.md", chapter=False)


# Headings ---------------------------------------------------------------------------------


def test_headings_are_read_with_both_titles_and_their_anchor():
    page = read("# 甲 `a | b` | A $a \\mid b$ {#a}\n\n###### 乙 | B  {#b-2}  \n")
    assert page.headings == [(1, 1, "甲 `a | b`", "A $a \\mid b$", "a"), (3, 6, "乙", "B", "b-2")]
    assert page.anchors == {"a": (1, None), "b-2": (3, None)}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a\n\n## 甲 | A\n", 3, "explicit id"),
        ("## 甲 | A {a}\n", 1, "explicit id"),
        ("## 甲 | A {#1a}\n", 1, "explicit id"),
        ("## 甲 | A {#甲}\n", 1, "explicit id"),
        ("## 甲 | A {#a b}\n", 1, "explicit id"),
        ("## 甲 | A {#a .b}\n", 1, "explicit id"),
        ("## 甲 | A{#a}\n", 1, "explicit id"),
        ("## 甲 | A {#a} ##\n", 1, "explicit id"),
        ("## 甲 {#a}\n", 1, "exactly one ` | `"),
        ("## 甲 | A | B {#a}\n", 1, "exactly one ` | `"),
        ("## `甲 | A` {#a}\n", 1, "exactly one ` | `"),
        ("## $甲 | A$ {#a}\n", 1, "exactly one ` | `"),
        ("## 甲 {x} | A {y} {#a}\n", 1, "no braces in a title"),
        ("## {.b} 甲 | A {#a}\n", 1, "no braces in a title"),
        ("## 甲|A {#a}\n", 1, "exactly one ` | `"),
        ("## {#a}\n", 1, "exactly one ` | `"),
        ("## `甲`| A {#a}\n", 1, "exactly one ` | `"),
        ("# \u3000\n", 1, "exactly one ` | `"),
        ("## $a | A {#a}\n", 1, "without a partner"),
        ("## $a|b$ | A {#a}\n", 1, "\\mid"),
        ("## 甲 | A {#a}\n\n## 乙 | B {#a}\n", 3, "stands already at line 1"),
        (f"## 甲 | A {{#eq-a}}\n\n<!-- eq a -->\n{MATH}", 3, "stands already at line 1"),
        ('## 甲 | A {#a}\n\nb\n<a id="a"></a>\n', 4, "stands already at line 1"),
        ('<div id="a"></div>\n\nwords {#a}\n', 3, "stands already at line 1"),
        ('<a id="a"></a> <b id="a">b</b>\n', 1, "stands already at line 1"),
        (PAIR.format(zh='<a id="a"></a>甲', en='<a id="a"></a>A'), 8, "stands already at line 3"),
        ("甲 | A\n===\n", 2, "write a heading with #"),
        ("甲 | A\n-\n", 2, "write a heading with #"),
        ("甲 | A\n  ----  \n", 2, "write a heading with #"),
        ("- a\n\n    甲 | A\n    ---\n", 4, "write a heading with #"),
        ("#甲 | A {#a}\n", 1, "a blank after its #"),
        ("####### 甲 | A {#a}\n", 1, "left margin"),
        (" # 甲 | A {#a}\n", 1, "left margin"),
        ("- # 甲 | A {#a}\n", 1, "left margin"),
        ("> # 甲 | A {#a}\n", 1, "left margin"),
        ('!!! note "甲 | A"\n\n    # 甲 | A {#a}\n', 3, "left margin"),
        ("words\n#1 is a number\n", 2, "\\#"),
        ("#\n", 1, "left margin"),
        ("## 甲 <!-- a --> | A {#a}\n", 1, "a comment starts its own line"),
        ("## [甲](b c) | A {#a}\n", 1, "a link reads"),
    ],
)  # fmt: skip
def test_a_heading_that_is_not_in_both_languages_with_an_id_is_refused(text, line, words):
    assert_fault(text, line, words)


def test_rules_and_underlined_words_are_told_apart():
    assert faults("a\n\n---\n\n***\n\nb \\# c\n\n| a |\n|---|\n| b |\n") == []


def test_an_id_knows_which_language_has_it():
    pair = '<span lang="zh">甲<a id="c"></a></span><span lang="en">A<a id="d"></a></span><a id="e"></a> `{#no}`\n\n'
    page = read(pair + PAIR.format(zh='<a id="a"></a>甲', en="A {#b}") + '\n<div id="f" markdown>\n\n<b data-id="no">a</b>\n\n</div>\n')
    assert page.anchors == {"c": (1, "zh"), "d": (1, "en"), "e": (1, None), "a": (5, "zh"), "b": (10, "en"), "f": (14, None)}


# Equations and comments ---------------------------------------------------------------------


def test_displays_are_read_with_their_comments():
    kinds = ["", "def", "vary W", "skip 太长 | too long to run", "recall"]
    text = "\n".join(f"<!-- eq {'a' if k == 'recall' else f'a{i or str()}'} {k} -->\n{MATH}" for i, k in enumerate(kinds))
    page = read(text + f"\n<!--eq b-->\n{MATH}\n<!--   eq   c   -->\n{MATH}")
    assert [(e.name, e.kind, e.argument) for e in page.equations] == [
        ("a", "", ""), ("a1", "def", ""), ("a2", "vary", "W"), ("a3", "skip", "太长 | too long to run"), ("a", "recall", ""), ("b", "", ""), ("c", "", ""),
    ]  # fmt: skip
    lines = {"eq-a": 1, "eq-a1": 6, "eq-a2": 11, "eq-a3": 16, "eq-b": 26, "eq-c": 31}
    assert page.anchors == {name: (line, None) for name, line in lines.items()}
    assert all(equation.fence.line == equation.line + 1 for equation in page.equations)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (f"a\n\n{MATH}", 3, "name this display"),
        (f"<!-- a -->\n{MATH}", 2, "name this display"),
        ("<!-- eq a -->\n", 1, "directly above a ```math fence"),
        ("<!-- eq a -->\nwords\n", 1, "directly above a ```math fence"),
        ("<!-- eq a -->\n# 甲 | A {#a}\n", 1, "directly above a ```math fence"),
        ("<!-- eq a -->\n```python\nx\n```\n", 1, "directly above a ```math fence"),
        (f"<!-- eq a -->\n<!-- eq b -->\n{MATH}", 1, "directly above a ```math fence"),
        (f"<!-- eq a -->\n\n{MATH}", 1, "directly above a ```math fence"),
        (f"<!-- eq a -->\n{MATH}\n<!-- eq a -->\n{MATH}", 6, "stands already at line 1"),
        (f"<!-- eq -->\n{MATH}", 1, "is an identifier"),
        (f"<!-- eq a-b -->\n{MATH}", 1, "is an identifier"),
        (f"<!-- eq 1a -->\n{MATH}", 1, "is an identifier"),
        (f"<!-- eq 甲 -->\n{MATH}", 1, "is an identifier"),
        (f"<!-- eq: a -->\n{MATH}", 1, "is an identifier"),
        (f"<!-- eq a define -->\n{MATH}", 1, "unknown kind 'define'"),
        (f"<!-- eq a Def -->\n{MATH}", 1, "unknown kind 'Def'"),
        (f"<!-- eq a --->\n{MATH}", 1, "unknown kind '-'"),
        (f"<!-- eq a skip -->\n{MATH}", 1, "the reason"),
        (f"<!-- eq a skip 只有中文 -->\n{MATH}", 1, "the reason of a skip reads `中文 | English`"),
        (f"<!-- eq a skip 甲 | 乙 -->\n{MATH}", 1, "Chinese words in the en text"),
        (f"<!-- eq a vary -->\n{MATH}", 1, "what varies"),
        (f"<!-- eq a def b -->\n{MATH}", 1, "nothing may follow def"),
        (f"<!-- eq\na -->\n{MATH}", 1, "on one line"),
        (f"<!--\neq a -->\n{MATH}", 1, "on one line"),
        (f"<!-- Eq a -->\n{MATH}", 1, "on one line"),
        (f"<!-- equation a -->\n{MATH}", 1, "on one line"),
        ("<!-- math\nreal x\n-->\n", 1, "<!-- maths"),
        ("<!-- maths\nreal x\nreel y\n-->\n", 3, "unknown declaration 'reel'"),
        ("<!-- maths reel y -->\n", 1, "unknown declaration 'reel'"),
        ("a\n\n<!-- b\n", 3, "never closed: end it with -->"),
        ("<!-- b -- >\n", 1, "never closed"),
        ("a <!-- b -->\n", 1, "a comment starts its own line"),
        ("<!-- a --> b\n", 1, "a comment ends its line"),
        ("<!-- a --> <!-- b -->\n", 1, "a comment ends its line"),
        ("<!-- a\nb --> c\n", 2, "a comment ends its line"),
        ("<!-- eq a -->\n```math\n\n```\n", 2, "an empty display"),
        ("<!-- eq a -->\n```math\na\n|b|\n```\n", 4, "\\mid"),
        ("<!-- eq a -->\n```math\n$a$\n```\n", 3, "no dollars"),
        ("a\n$$\nx\n$$\n", 2, "```math fence"),
        ("a $$x$$ b\n", 1, "```math fence"),
        ('!!! note "甲 | A"\n\n    $$\n    x\n    $$\n', 3, "```math fence"),
        ("a\nb costs $5\n", 2, "without a partner"),
        ("a\nb costs $5", 2, "without a partner"),
        ("a $ x$ b\n", 1, "without a partner"),
        ("a $x\ny$ b\n", 1, "on one line"),
        ("a\n$|x|$\n", 2, "\\mid"),
        ("a ` b\n", 1, "without a partner"),
        (": words\n", 1, "directly below its term"),
    ],
)  # fmt: skip
def test_an_equation_that_nobody_would_find_is_refused(text, line, words):
    assert_fault(text, line, words)


def test_a_comment_ends_the_paragraph_above_it():
    page = read("a\n<!-- b\nc -->\nd\n<!-- e -->\n```text\n```\n")
    assert [(p.line, p.text) for p in page.paragraphs] == [(1, "a"), (4, "d")]
    assert [(c.line, c.text) for c in page.comments] == [(2, "<!-- b\nc -->"), (5, "<!-- e -->")]


def test_comments_formulas_and_dollars_that_are_right_are_fine():
    assert faults("<!-- a\n$$ | ` <div\n-->\n\n<!-- terms -->\n\na \\$5 `$` $a \\| b \\mid c$\n") == []
    page = read('- a\n\n    <!-- eq a -->\n    ```math\n    a = b\n    ```\n\n=== "甲 | A"\n\n    <!-- eq b def -->\n    ```math\n    a\n    ```\n')
    assert [e.fence.body for e in page.equations] == ["a = b\n", "a\n"]


# Figures, boxes, lists, links -----------------------------------------------------------------


def test_figures_are_read_with_both_languages():
    page = read('![甲 | A](a/b.svg "乙 $x$ | B")\n\n![`a | b` 甲 | A](c.svg)\n')
    assert page.figures == [
        (1, "a/b.svg", ("甲", "A"), ("乙 $x$", "B")),
        (3, "c.svg", ("`a | b` 甲", "A"), None),
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("![甲](a.svg)\n", 1, "the alternative text of a figure reads"),
        ('![甲 | A](a.svg "乙")\n', 1, "the caption of a figure reads"),
        ("![甲 | A](a.png)\n", 1, "a figure reads"),
        ("![甲 | A](a b.svg)\n", 1, "a figure reads"),
        ("![甲 | A](a.svg 'b')\n", 1, "a figure reads"),
        ('![甲 | A](a.svg "乙 "b" | B")\n', 1, "a figure reads"),
        ("![甲 | A](a.svg) words\n", 1, "a figure reads"),
        ("![甲 | A](a.svg) ![乙 | B](b.svg)\n", 1, "reads"),
        ("![甲 | A\n](a.svg)\n", 1, "a figure reads"),
        ("![甲 | A][a]\n", 1, "a figure reads"),
        ("words\n![甲 | A](a.svg)\n", 2, "put an empty line before this figure"),
        ("![甲 | A](a.svg)\nwords\n", 2, "put an empty line after the figure"),
        ("!!! note\n", 1, "a box opens with"),
        ('!!!note "甲 | A"\n', 1, "a box opens with"),
        ('!!! "甲 | A"\n', 1, "a box opens with"),
        ("??? note\n", 1, "a box opens with"),
        ("=== 甲 | A\n", 1, "a box opens with"),
        ('=== "甲 | A" b\n', 1, "a box opens with"),
        ('!!! note "甲"\n', 1, "a title outside the language blocks reads"),
        ('=== "甲 | A | B"\n', 1, "a title outside the language blocks reads"),
        ('words\n!!! note "甲 | A"\n', 2, "put an empty line before this box"),
        ("words\n- a\n", 2, "put an empty line before this list"),
        ("words\n1. a\n", 2, "put an empty line before this list"),
        ("- a\n  - b\n", 2, "indent it by 0, or by 4"),
        ("2. a\n3. b\n", 1, "a list starts with `1.`"),
        ("0. a\n", 1, "a list starts with `1.`"),
        ("01. a\n", 1, "a list starts with `1.`"),
        ("1. a\n\nb\n\n2. c\n", 5, "a list starts with `1.`"),
        ("1. a\n\n```text\n```\n\n2. c\n", 6, "a list starts with `1.`"),
        ("- a\n    2. b\n", 2, "a list starts with `1.`"),
        ('!!! note "甲 | A"\n\n    5. b\n', 3, "a list starts with `1.`"),
        ("- - a\n", 1, "an item inside an item"),
        ("1. - a\n", 1, "an item inside an item"),
        ("words\n| a | b |\n|---|---|\n| c | d |\n", 2, "put an empty line before this table"),
        ("words\nwords\na | b\n:-: | --:\nc | d\n", 3, "put an empty line before this table"),
        ('!!! note "甲 | A"\n    words\n    | a |\n    |---|\n    | b |\n', 3, "put an empty line before this table"),
        (">" * 13 + " a\n", 1, "a quotation 12 deep"),
        ("> " * 300 + "a\n", 1, "a quotation 12 deep"),
        ("- " * 300 + "a\n", 1, "an item inside an item"),
        ("\n".join("    " * depth + "- a" for depth in range(300)), 13, "lists and boxes 12 deep"),
        ("- a\n        - b\n", 2, "indent it by 4"),
        ("[a](b c)\n", 1, "a link reads"),
        ("a\n[b](c(d))\n", 2, "a link reads"),
        ("[a][b]\n", 1, "a link reads"),
        ("a\n\n[b]: c.md\n", 3, "a link reads"),
        ("a[^1]\n\n[^1]: note\n", 3, "a link reads"),
    ],
)  # fmt: skip
def test_what_markdown_would_show_otherwise_than_it_is_meant_is_refused(text, line, words):
    assert_fault(text, line, words)


def test_boxes_lists_and_wrapped_numbers_that_are_right_are_fine():
    assert read('=== "甲 | A"\n\n    a\n\n???+ note "乙 | B"\n\n    b\n').titles == [source.Titled(1, "甲", "A"), source.Titled(5, "乙", "B")]
    assert faults("words multiplied by\n250. And more\n\n- a\n  b\n    - c\n- d\n\n    e\n\n1. f\n10. g\n") == []
    assert faults(PAIR.format(zh='!!! note "甲"\n    a', en='=== "A"\n\n    - a')) == []


def test_tables_and_lists_that_are_right_are_fine():
    assert faults("| a | b |\n|---|---|\n| - | - |\n|-|-|\n| c | d |\n") == []
    assert faults('!!! note "甲 | A"\n    | a |\n    |---|\n    | b |\n\na | b\n--|--\nc | d\n') == []
    assert faults("1. a\n\n    b\n\n2. c\n3. d\n    1. e\n    2. f\n\n    ```text\n    ```\n\n4. g\n\n-- | a\n") == []


def test_what_the_reader_lets_nest_markdown_can_weave():
    deep = "\n".join("    " * depth + "- a" for depth in range(12)) + "\n\n" + ">" * 12 + " a\n"
    assert faults(deep) == [] and weave(deep, "both").count("<li>") == 12


# A README is no chapter -------------------------------------------------------------------------


def test_a_readme_has_ordinary_headings_but_its_code_keeps_the_rules():
    text = '# nnbook\n\n<p align="center">a</p>\n\n![a](b.png)\n\n[a]: b\n\n```python\nx = 1\n```\n'
    assert len(source.read(text, "README.md", chapter=False).fences) == 1
    for wrong in ("```py\nx\n```\n", "> ```python\n> x\n> ```\n", "    ```python\n    x\n    ```\n", "a\n```python\nx\n```\n", "$$\n"):
        with pytest.raises(SourceError, match="README.md:"):
            source.read(f"# nnbook\n\n{wrong}", "README.md", chapter=False)


# Two readers, and time ----------------------------------------------------------------------------

SHOWN = re.compile(r'<div class="language-(python|pycon) highlight"[^>]*>(?:<span class="filename">.*?</span>)?<pre>(.*?)</pre>', re.DOTALL)


def plain(code):
    return "\n".join(line.rstrip() for line in code.split("\n")).strip("\n")


def right_sources(count):
    """The right ones of so many random sources, with ids of their own, so that they can be joined."""
    for seed in range(count):
        text = random_sources.source(random.Random(seed))
        try:
            read(text)
        except SourceError as error:
            assert all(1 <= fault.line <= text.count("\n") + 1 for fault in error.faults)
        else:
            yield re.sub(r"\{#(\w+)\}", rf"{{#\1-{seed}}}", text)


def test_what_weave_shows_as_python_is_what_is_read_as_python():
    """Nine sources make a page, for a page costs more to begin than to go on."""
    tried = 1500 if PATIENT else 400
    right = list(right_sources(tried))
    pages = ["\n\n".join(right[i : i + 9]) for i in range(0, len(right), 9)]
    compared = indented = 0
    for text, lang in zip(pages, itertools.cycle(["zh", "en", "both"])):
        fences = [f for f in read(text).fences if f.language == "python" and (lang == "both" or f.lang in (None, lang))]
        woven = weave(text, lang)
        shown = [(kind, plain(html.unescape(re.sub("<[^>]*>", "", code)))) for kind, code in SHOWN.findall(woven)]
        assert shown == [("pycon" if f.is_session else "python", plain(f.body)) for f in fences], (
            f"weave in {lang} and source.read disagree about\n{text}\ncure: let read refuse it"
        )
        assert "\x02" not in woven, f"a mark is left over in\n{woven}"
        compared += len(fences)
        indented += sum(fence.indent > 0 for fence in fences)
    enough = len(right) > tried / 5 and compared > tried * 4 / 15 and indented > tried * 2 / 75
    assert enough, f"the random sources are refused too often: {len(right)}, {compared}, {indented} of {tried}"


def seconds(text, runs):
    """The best processor time, which does not grow when the machine is busy."""
    times = []
    for _ in range(runs):
        start = time.thread_time()
        try:
            read(text)
        except SourceError:
            pass
        times.append(time.thread_time() - start)
    return min(times)


def is_linear(text, longer, times):
    """Sixteen times the text takes sixteen times as long, and 256 times where it is quadratic."""
    return seconds(longer, times) < 64 * seconds(text, times)


@pytest.mark.patient
def test_reading_takes_linear_time():
    """benchmarks/read.py does the same with megabytes."""
    for (name, text), (_, longer) in zip(hostile.texts(2_500), hostile.texts(40_000)):
        assert any(is_linear(text, longer, times) for times in (1, 3, 9)), (
            f"{name}: sixteen times the text takes more than 64 times as long; cure: look for a "
            "pattern that starts again and again in the same text"
        )
