"""Code spans, formulas and links inside a paragraph."""

import pytest

from loom.model import inline
from loom.model.inline import InlineFault


def told(text):
    return [(span.kind, span.body) for span in inline.spans(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        ("$a$ and $b$", [("math", "a"), ("math", "b")]),
        ("`a` and ``b ` c``", [("code", "a"), ("code", "b ` c")]),
        ("```` ```python ````", [("code", " ```python ")]),
        ("costs \\$5 or \\$6", []),
        ("$a \\$ b$", [("math", "a \\$ b")]),
        ("`$` and `$x$` and $x$", [("code", "$"), ("code", "$x$"), ("math", "x")]),
        ("$a`b$ `c`", [("math", "a`b"), ("code", "c")]),
        ("a \\` b", []),
        ("`a\\` $x$", [("code", "a\\"), ("math", "x")]),  # in code a backslash is itself
        ("\\\\`a`", [("code", "a")]),
        ("\\``a`", [("code", "a")]),
        ("`a\nb` $c$", [("code", "a\nb"), ("math", "c")]),
        ("$\\frac{a}{b}$。", [("math", "\\frac{a}{b}")]),
        ("$a\\\\$", [("math", "a\\\\")]),
        ("文字$x_1$文字", [("math", "x_1")]),
    ],
)
def test_code_and_formulas_are_told_apart(text, wanted):
    assert told(text) == wanted
    for span in inline.spans(text):
        assert span.body in text[span.start : span.end]
        assert text[span.start] == text[span.end - 1] == {"code": "`", "math": "$"}[span.kind]


@pytest.mark.parametrize(
    ("text", "offset", "words"),
    [
        ("a $$x$$", 2, "```math fence"),
        ("$$", 0, "```math fence"),
        ("$x$$", 2, "```math fence"),
        ("one $ two", 4, "without a partner"),
        ("$ x$", 0, "without a partner"),
        ("$x $", 0, "without a partner"),
        ("a\nb $x\ny$", 4, "on one line"),
        ("$x\\$", 0, "without a partner"),
        ("$a$ $", 4, "without a partner"),
        ("a ` b", 2, "backtick"),
        ("``a`", 0, "backtick"),
        ("`a` ```b", 4, "```"),
    ],
)
def test_a_mark_without_a_partner_is_a_fault_at_its_place(text, offset, words):
    with pytest.raises(InlineFault, match=words.replace("$", "\\$")) as error:
        inline.spans(text)
    assert error.value.offset == offset and not str(error.value).startswith("(")


def test_blanking_keeps_every_other_character_in_its_place():
    text = "a `|` b $\\mid$ c"
    assert inline.blank(text) == "a     b        c"
    assert inline.blank(text, kinds=("math",)) == "a `|` b        c"
    assert len(inline.blank(text)) == len(text)
    assert inline.blank("a `b\nc` d") == "a   \n   d", "lines stay lines"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("中文 | English", ("中文", "English")),
        ("`a | b` 与 $c \\mid d$ | `a | b`", ("`a | b` 与 $c \\mid d$", "`a | b`")),
        ("中文|English", None),
        ("中文 | English | Deutsch", None),
        ("中文 | | English", None),
        (" | English", None),
        ("中文 | ", None),
        ("English alone", None),
        ("`中文 | English`", None),
        ("`中文`| English", None),
        ("中文 |$x$", None),
    ],
)
def test_a_title_has_one_bar_outside_code_and_mathematics(text, wanted):
    assert inline.split_languages(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[a](b.md)", [("a", "b.md")]),
        ("[](#eq-a)", [("", "#eq-a")]),
        ('[a](b.md "title") ![c](d.svg "e")', [("a", "b.md"), ("c", "d.svg")]),
        ("[two\nlines](b.md)", [("two\nlines", "b.md")]),
        ("[`[code](no.md)`](b.md)", [("`[code](no.md)`", "b.md")]),
        ("`[a](b.md)` $[a](b)$", []),
        ("[a](b.md)[c](d.md)", [("a", "b.md"), ("c", "d.md")]),
        ('<a href="b.md">', [('<a href="b.md">', "b.md")]),
        ("<img alt=x src=c.svg>", [("<img alt=x src=c.svg>", "c.svg")]),
        ("<a\n HREF='b.md'>", [("<a\n HREF='b.md'>", "b.md")]),
        ('`<a href="b.md">`', []),
    ],
)
def test_links_images_and_addresses_in_tags_are_found(text, wanted):
    assert [(link.text, link.target) for link in inline.links(text)] == wanted


@pytest.mark.parametrize(
    "text",
    ["[a](b c.md)", "[a](b.md 'title')", "[a](b(c).md)", "[a [b]](c.md)", "[![a](b.svg)](c.md)", "[a][b]", "[a]: b.md", "[^1]: note"],
)
def test_what_only_looks_like_a_link_is_told(text):
    assert list(inline.unread_links(inline.blank(text)))


def test_what_is_a_link_or_no_link_at_all_is_not_told():
    assert not list(inline.unread_links("[a](b.md) ![c](d.svg) [e] (f) [g](h.md)[i](#j) *[K]: l"))


def test_an_offset_is_told_as_a_line():
    line_of = inline.line_finder("ab\n\nc", 10)
    assert [line_of(offset) for offset in range(6)] == [10, 10, 10, 11, 12, 12]
