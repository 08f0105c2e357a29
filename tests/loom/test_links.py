"""Every link of the book leads somewhere, and a link that does not is told with its cure."""

import time

import pytest

from loom.model import book, inline
from loom.rules import links

FIRST = """\
# 甲 | A {#a}

<!-- eq one -->
```math
a = b
```

<!-- eq two -->
```math
a = b
```

<span id="here"></span>words and `{#code}` {#there}
"""

PAIR = '<div lang="zh" markdown>\n\n{}\n\n</div>\n<div lang="en" markdown>\n\nA\n\n</div>\n'


@pytest.fixture
def faults(tmp_path):
    """A function: the faults of a page in a small book, as (line, message)."""
    (tmp_path / "docs/part").mkdir(parents=True)
    (tmp_path / "docs/drawings").mkdir()
    (tmp_path / "docs/drawings/a b.svg").write_text("<svg/>")
    (tmp_path / "outside.md").write_text("words")

    def of(text, name="02-b.md", first=FIRST):
        (tmp_path / "docs/01-a.md").write_text(first, encoding="utf-8")
        (tmp_path / "docs/part/附录.md").write_text("# 丙 | C {#c}\n", encoding="utf-8")
        (tmp_path / "docs" / name).write_text(text, encoding="utf-8")
        found = links.faults(book.load(tmp_path))
        assert all(fault.path == f"docs/{name}" for fault in found)
        return [(fault.line, fault.message) for fault in found]

    return of


@pytest.mark.parametrize(
    "target",
    [
        "01-a.md", "01-a.md#a", "01-a.md#eq-one", "01-a.md#here", "01-a.md#there", "#b", "02-b.md#b", "./01-a.md", "part/../01-a.md",
        "part/附录.md#c", "part/%E9%99%84%E5%BD%95.md#c", "drawings/a%20b.svg", "https://a.b/c?d#e", "mailto:a@b.c",
    ],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_no_fault(faults, target):
    assert faults(f"# 乙 | B {{#b}}\n\n[words]({target})\n") == []


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("01-b.md", "docs/01-b.md does not exist (did you mean '02-b.md'?)"),
        ("nothing-like-it.md", "docs/nothing-like-it.md does not exist: correct it"),
        ("01-a.html", "docs/01-a.html does not exist (did you mean '01-a.md'?)"),
        ("01-A.md", "docs/01-A.md does not exist"),
        ("part", "docs/part does not exist"),
        ("drawings/", "does not exist"),
        ("../outside.md", "it leads out of docs/"),
        ("part/../../outside.md", "it leads out of docs/"),
        ("/01-a.md", "write https://…, or the name of a file of docs/"),
        ("http://a.b", "write https://…"),
        ("https:a.b", "write https://…"),
        ("ftp://a.b", "write https://…"),
        ("//a.b/c", "write https://…"),
        ("//a.b", "write https://…"),
        ("javascript:alert", "write https://…"),
        ("https://[a", "this is no address"),
        ("", "it leads nowhere"),
        ("#", "it leads nowhere"),
        ("?a", "it leads nowhere"),
        ("#c", "docs/02-b.md has no anchor 'c'"),
        ("01-a.md#b", "docs/01-a.md has no anchor 'b'"),
        ("01-a.md#eq-on", "docs/01-a.md has no anchor 'eq-on' (did you mean 'eq-one'?)"),
        ("01-a.md#A", "docs/01-a.md has no anchor 'A'"),
        ("01-a.md#code", "has no anchor 'code'"),
        ("02-b.md#eq-one", "docs/02-b.md has no anchor 'eq-one'"),
        ("%00.md", "does not exist"),
        ("a" * 5000 + ".md", "does not exist"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_with_its_line(faults, target, words):
    ((line, message),) = faults(f"# 乙 | B {{#b}}\n\nwords\n[words]({target})\n")
    assert line == 4 and message.startswith(f"link to {target!r}: ") and words in message


TWO = """\
<div lang="zh" markdown>

<a id="spot"></a>甲 {zh}

</div>
<div lang="en" markdown>

A {en}

</div>

{both}
"""


@pytest.mark.parametrize(
    ("fill", "lines"),
    [
        ({"zh": "[甲](#spot)"}, []),
        ({"en": "[a](#spot)"}, [8]),
        ({"both": "[1](#spot)"}, [12]),
        ({"both": '<span lang="zh">[甲](#spot)</span><span lang="en">A</span>'}, []),
        ({"both": '<span lang="zh">甲</span><span lang="en">[A](#spot)</span>'}, [12]),
        ({"both": '# [甲](#spot) | A {#b}'}, [12]),
    ],
)
def test_a_link_finds_its_anchor_in_its_own_language(faults, fill, lines):
    found = faults(TWO.format(**{"zh": "", "en": "", "both": "", **fill}))
    assert [line for line, _ in found] == lines
    assert all("has this anchor in the zh text alone (line 3): move it out" in message for _, message in found)


@pytest.mark.parametrize(
    "text",
    [
        "![甲](https://a.example/x.png)", '<img src="https://a.example/x.png" alt="">', '<img src="//a.example/x.png" alt="">',
        "![甲 | A](https://a.example/x.svg)", "![甲](data:image/png;base64,AA==)", '<img srcset="https://a.example/x.png" alt="">',
    ],
)  # fmt: skip
def test_what_a_page_shows_lies_in_docs(faults, text):
    ((line, message),) = faults(f"# 乙 | B {{#b}}\n\n{PAIR.format(text) if text[:5] != '![甲 |' else text}")
    assert line == (5 if text[:5] != "![甲 |" else 3) and "asks no other host for anything: put the file into docs/" in message


def test_only_a_link_to_an_equation_may_have_no_words(faults):
    assert faults("[](01-a.md#eq-one)\n") == []
    assert "no words" in faults("[](01-a.md#a)\n")[0][1]
    assert "no words" in faults("[](https://a.b)\n")[0][1]
    assert "no anchor 'eq-three'" in faults("[](01-a.md#eq-three)\n")[0][1]


def test_an_equation_shown_again_is_linked_where_it_was_shown_first(faults):
    text = "<!-- eq one recall -->\n```math\na = b\n```\n\n[](#eq-one)\n"
    assert [line for line, _ in faults(text)] == [6]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# [乙](no.md) | B {#b}\n", 1),
        ('<div lang="zh" markdown>\n\n甲\n[乙](no.md)\n\n</div>\n<div lang="en" markdown>\n\na\n\n</div>\n', 4),
        ("- a\n- b [c](no.md)\n", 2),
        ('!!! note "甲 | [A](no.md)"\n', 1),
        ("| a |\n|---|\n| [b](no.md) |\n", 3),
        ('words\n<a href="no.md">b</a>\n', 2),
        ('<img src="no.svg" alt="a">\n', 1),
        ('<a class="b"\nhref="no.md">c</a>\n', 2),
        ('![甲 | A](no.svg "乙 | B")\n', 1),
        (PAIR.format("a ![b](no.svg) c"), 3),
        ("[`code`](no.md) and $[a](b)$ and `[c](d.md)`\n", 1),
    ],
)
def test_links_are_found_wherever_words_stand(faults, text, line):
    assert [at for at, _ in faults(text)] == [line]


def test_a_page_in_a_folder_links_from_where_it_stands(faults):
    assert faults(PAIR.format("[a](../01-a.md#a) [b](附录.md#c) ![c](../drawings/a%20b.svg)"), name="part/02-b.md") == []
    assert [line for line, _ in faults("[a](01-a.md)\n", name="part/02-b.md")] == [1]


def test_every_fault_of_every_page_is_told(faults):
    assert [line for line, _ in faults("[a](no.md) [b](#no)\n\n[c](no.md)\n")] == [1, 1, 3]


def test_finding_links_takes_linear_time():
    def seconds(count):
        text = "words [a](#a) and\n" * count
        start = time.thread_time()
        line_of = inline.line_finder(text)
        assert line_of(inline.links(text)[-1].start) == count
        return time.thread_time() - start

    assert any(seconds(16_000) < 64 * seconds(1_000) for _ in range(5)), (
        "sixteen times the links take more than 64 times as long; cure: count lines once a paragraph"
    )
