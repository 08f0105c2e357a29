"""The two languages of a pair have the same formulas, links and digits."""

import re
from collections import Counter

import pytest
from conftest import sample, whole_book

from loom.model import inline
from loom.rules import parity
from loom.model import LANGUAGES, Page, read

BOOK = whole_book()
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
HIDDEN = re.compile(r"\]\([^()\n]*\)|<[^<>\n]*>")


def source_of(zh, en):
    return f'<div lang="zh" markdown>\n\n{zh}\n\n</div>\n<div lang="en" markdown>\n\n{en}\n\n</div>\n'


def faults(text):
    return list(parity.faults(read(text, "docs/x.md")))


def said(zh, en):
    """The (line, message) of the faults of one pair of paragraphs."""
    return [(fault.line, fault.message) for fault in faults(source_of(zh, en))]


# Small pairs ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("一", "one"),
        ("$x$ 是 2。", "$x$ is 2."),
        ("$x$ 和 $x$。", "$x$ and itself."),
        ("2，再来 2。", "2, and the same again."),
        ("3 加 2。", "2 and 3."),
        ("$a$ 和 $b$。", "$b$ and $a$."),
        ("$a  = 1$。", "$a = 1$."),
        ("[这里](01-neuron.md#eq-sigmoid)。", "[here](01-neuron.md#eq-sigmoid) and [](01-neuron.md#eq-sigmoid)."),
        ("1,000 人。", "1000 people."),
        ("12,345,678 人。", "12345678 people."),
        ("[第 3 章](03-loss.md)。", "[chapter 3](03-loss.md)."),
        ('<b id="a1">甲</b>。', "A."),
        ("代码 `round(x, 4)`。", "The code `round(x, 4)`."),
        ("−2 和 -2。", "−2 twice."),
        ("1–2 和 x-3。", "1–2 and x-3."),
        ("- 甲\n- 乙", "* first\n* second"),
        ("一共 3 个。", "In all there are\n3. That is enough."),
        ("| 名 | 1 |\n|---|---|\n| 甲 | $y$ |", "| name | 1 |\n|---|---|\n| first | $y$ |"),
    ],
)
def test_the_same_formulas_links_and_numbers_pass_in_any_order_and_as_often_as_wanted(zh, en):
    assert said(zh, en) == []


@pytest.mark.parametrize(
    ("zh", "en", "line", "thing"),
    [
        ("$x$。", "It.", 3, "the zh text has the formula $x$, the en text"),
        ("它。", "$x$.", 8, "the en text has the formula $x$, the zh text"),
        ("$x_1 = 2$。", "$x_1 = 3$.", 3, "the zh text has the formula $x_1 = 2$"),
        ("$x_1 = 2$。", "$x_1 = 3$.", 8, "the en text has the formula $x_1 = 3$"),
        ("有 2 个。", "Two.", 3, "the zh text has the number 2"),
        ("一段。\n\n二段，\n有 7 个。", "One.\n\nTwo.", 6, "the zh text has the number 7"),
        ("一", "One\nline,\nthen 7.", 10, "the en text has the number 7"),
        ("一", "> 7", 8, "the en text has the number 7"),
        ("一", "| a | 7 |\n|---|---|\n| b | 8 |", 10, "the en text has the number 8"),
        ("0.5 元。", "0.05 each.", 8, "the en text has the number 0.05"),
        ("10 人。", "1 person.", 8, "the en text has the number 1,"),
        ("1,000 人。", "1.000 people.", 8, "the en text has the number 1.000"),
        ("[甲](a.md)。", "[A](b.md).", 8, "the en text has the link b.md"),
        ("[甲](a.md#x)。", "[A](a.md#y).", 3, "the zh text has the link a.md#x"),
        ("[](#eq-a)。", "This.", 3, "the zh text has the link #eq-a"),
        ("[甲\n乙](a.md)。", "A.", 3, "the zh text has the link a.md"),
        ('<a href="a.md">甲</a>', "A.", 3, "the zh text has the link a.md"),
        ("一", '!!! note "Exercise 7"\n    Text.', 8, "the en text has the number 7"),
        ("写 `epochs=100`。", "Write `epochs=1000`.", 3, "the zh text has the code `epochs=100`"),
        ("得 −3。", "It is 3.", 3, "the zh text has the number -3"),
        ("- 甲\n- 乙", "- both", 7, "the zh text has 2 list items, the en text 1"),
        ("| 甲 |\n|---|\n| 乙 |", "| first |\n|---|", 8, "the zh text has 3 table rows, the en text 2"),
    ],
)
def test_what_one_language_lacks_is_told_with_the_line_where_the_other_has_it(zh, en, line, thing):
    assert any(where == line and thing in message for where, message in said(zh, en)), said(zh, en)


@pytest.mark.parametrize(
    ("zh", "en", "line"),
    [
        ("2 加 2 得 4。", "2 and 4 make 4.", 3),
        ("一句。\n\n$a$ 和 $b$，还有 $b$。", "$a$, $a$ and $b$.", 5),
        ("[甲](a.md)、[乙](a.md)、[丙](b.md)。", "[A](a.md), [B](b.md), [C](b.md).", 3),
    ],
)
def test_what_each_language_repeats_in_place_of_the_other_is_told(zh, en, line):
    ((where, message),) = said(zh, en)
    assert where == line and "one of them is a slip" in message


def test_a_fault_names_the_page_and_the_cure():
    (fault,) = faults(source_of("$x$。", "It."))
    assert str(fault).startswith("docs/x.md:3: ")
    assert fault.message.endswith("say the same in both")


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("## 第 1 章 | Chapter 1 {#a}", 0),
        ("## 第 1 章 | Chapter 2 {#a}", 2),
        ("## $x$ 的平方 | The square {#a}", 1),
        ('![1 个圆 | 1 circle](a.svg "2 个圆 | 2 circles")', 0),
        ("![1 个圆 | 2 circles](a.svg)", 2),
        ('![圆 | circle](a.svg "$x$ 的图 | graph of $y$")', 2),
        ("![圆 | circle](a1.svg)", 0),
        ('!!! note "第 1 条 | Rule 1"', 0),
        ('!!! note "第 1 条 | Rule one"', 1),
        ('=== "第 1 页 | Tab 2"', 2),
        ('x <span lang="zh">1 个</span><span lang="en">1 of them</span>', 0),
        ('x <span lang="zh">1 个</span><span lang="en">one of them</span>', 1),
        ('x <span lang="zh">[甲](a.md)</span><span lang="en">A</span>', 1),
        ('x `<span lang="zh">1</span><span lang="en">2</span>`', 0),
    ],
)
def test_headings_figures_titles_and_spans_are_pairs_too(line, count):
    found = faults(f"\n\n{line}\n")
    assert len(found) == count, found
    assert {fault.line for fault in found} <= {3}


def test_the_second_pair_of_spans_in_a_paragraph_has_its_own_line():
    span = '<span lang="zh">{}</span><span lang="en">{}</span>'
    (fault,) = faults(f"x {span.format('1', '1')}\ny {span.format('2', 'two')}\n")
    assert fault.line == 2


def test_each_pair_is_compared_with_itself_alone():
    assert len(faults(source_of("1", "one") + "\n" + source_of("一", "1"))) == 2


@pytest.mark.parametrize(
    ("comment", "count"),
    [
        ("", 3),
        ("<!-- only 1,5 -->", 2),
        ("<!-- only $x$ -->", 2),
        ("<!-- only a.md -->", 2),
        ("<!-- only 1,5 $x$ a.md -->", 0),
        ("<!-- only 1,5 -->\n\n<!-- only $x$ -->", 1),
        ("<!-- only 1 -->", 3),
        ("<!-- only $x$ $y = 2$ -->", 2),
        ("<!-- only 5 -->", 3),
        ("<!-- 1,5 $x$ a.md -->", 3),
    ],
)
def test_only_lets_a_pair_differ_in_exactly_what_it_names(comment, count):
    assert len(said("1,5、$x$、[甲](a.md)。", f"{comment}\n\nNone of them.")) == count


def test_only_holds_for_its_own_pair():
    text = source_of("7", "<!-- only 7 -->\n\nSeven.") + "\n" + source_of("7", "Seven.")
    assert len(faults(text)) == 1


# The whole book -------------------------------------------------------------


@pytest.mark.parametrize("name", BOOK.pages)
def test_no_pair_of_the_book_differs(name):
    assert [str(fault) for fault in parity.faults(BOOK.pages[name])] == []


def block_pairs(page):
    blocks = iter(page.blocks)
    return list(zip(blocks, blocks))


def formulas(text, there):
    """(start, end, changed, where) for every formula: its first digit, or its end, is changed."""
    for span in inline.spans(text):
        if span.kind == "math":
            digits = [re.sub(r"\d", digit, span.body, count=1) for digit in "123456789"]
            fresh = [f"${c}$" for c in digits if f"${c}$" not in there]
            yield span.start, span.end, (fresh or [f"${span.body} + q$"])[0], span.start


def targets(text, there):
    """(start, end, changed, where) for every link: one more letter."""
    for link in inline.links(text):
        start = text.index(link.target, link.start)
        yield start, start + len(link.target), link.target + "x", link.start


def prose(text):
    return HIDDEN.sub(lambda m: " " * len(m[0]), inline.blank(text))


def numbers(text, there):
    """(start, end, changed, where) for every number in the words: its last digit is changed.

    The new number is one that the block does not have: of sets, no more can be asked.
    """
    for match in NUMBER.finditer(prose(text)):
        digits = [match[0][:-1] + digit for digit in "1234567890"]
        fresh = [c for c in digits if c not in NUMBER.findall(there)]
        yield match.start(), match.end(), (fresh or [match[0] + "77"])[0], match.start()


def mutants(page, collect, every=1):
    """(line, changed, faults) for things of every block of a page, each changed in one place."""
    for zh, en in block_pairs(page):
        for block in (zh, en):
            inside = [p for p in page.paragraphs if block.line < p.line < block.end]
            there = "\n".join(p.text for p in inside)
            for paragraph in inside:
                for start, end, changed, where in sample(collect(paragraph.text, there), every):
                    text = paragraph.text[:start] + changed + paragraph.text[end:]
                    line = paragraph.line + paragraph.text.count("\n", 0, where)
                    yield line, changed, faults_of_copy(page, zh, en, paragraph, text)


def faults_of_copy(page, zh, en, changed, text):
    """The faults of one pair, alone, with another text in one paragraph."""
    inside = [p for p in page.paragraphs if zh.line < p.line < en.end]
    inside[inside.index(changed)] = changed._replace(text=text)
    pair = Page(page.path, page.lines)
    pair.blocks, pair.paragraphs, pair.comments = [zh, en], inside, page.comments
    return list(parity.faults(pair))


@pytest.mark.parametrize("collect", [formulas, targets, numbers], ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", BOOK.pages)
def test_each_thing_changed_in_one_language_is_caught_with_page_and_line(name, collect):
    page = BOOK.pages[name]
    for line, changed, found in mutants(page, collect, every=5):
        assert any(f.path == page.path and f.line == line for f in found), f"{page.path}:{line}: {changed} got through"


def exchanges(collect):
    """What collect finds, each put in the place of each other one that the block has."""

    def exchanged(text, there):
        things = sorted({there[start:end] for start, end, _, _ in collect(there, there)})
        for start, end, _, where in collect(text, there):
            yield from ((start, end, thing, where) for thing in things if thing != text[start:end])

    return exchanged


@pytest.mark.parametrize("collect", [targets, numbers], ids=lambda f: f.__name__)
def test_nearly_everything_exchanged_for_its_neighbour_is_caught(collect):
    """Not all: a language that repeats a thing may lose one of the two."""
    sample = [page for name, page in BOOK.pages.items() if name in ("a-conventions.md", "02-two-two-one.md")]
    caught = [bool(found) for page in sample for _, _, found in mutants(page, exchanges(collect))]
    assert len(caught) > 30 and sum(caught) >= 0.97 * len(caught), f"{sum(caught)} of {len(caught)} were caught"


def test_there_is_much_to_change():
    kinds = Counter(
        collect.__name__
        for page in BOOK.pages.values()
        for paragraph in page.paragraphs
        if paragraph.lang in LANGUAGES
        for collect in (formulas, targets, numbers)
        for _ in collect(paragraph.text, paragraph.text)
    )
    assert kinds["formulas"] > 200 and kinds["targets"] > 50 and kinds["numbers"] > 100, kinds


@pytest.mark.parametrize("name", BOOK.pages)
def test_a_number_added_to_one_language_of_a_heading_or_figure_is_caught_with_its_line(name):
    page = BOOK.pages[name]
    seams = {h.line: (" {#", " | ") for h in page.headings}
    seams |= {f.line: ("](", '")') if f.caption else ("](",) for f in page.figures}
    for line, places in seams.items():
        for seam in places:
            text = page.lines[line - 1].replace(seam, " 97" + seam, 1)
            found = list(parity.faults(read(f"\n{text}", page.path)))
            assert any("number 97," in f.message and f.line == 2 for f in found), text
