"""An exercise and its solution find each other by the exercise's name, and a lost one is told."""

import json
from xml.etree import ElementTree

import pytest

from loom import model as source
from loom.model import book
from loom.rules import exercises
from loom.weave import notebook
from loom.model import SourceError
from loom.weave.html import weave

BOX = """\
!!! question "{label}{title}"
    {words}

    ```python
    {program}
    ```
"""
PAIR = '<div lang="zh" markdown>\n\n{}\n</div>\n<div lang="en" markdown>\n\n{}\n</div>\n'
HALF = 'check("one-half", b=...)'
BOTH_PARTS = 'check(\n        "both-parts",\n        b=...,\n        c=...,\n    )'
SOLUTIONS = """\
# 附录 C：答案 | Appendix C: answers {#answers}

## 第 1 章：甲 | Chapter 1: a {#answers-a}

<!-- solution one-half -->

words

<!-- solution both-parts -->

words
"""


def box(lang, program, title=None, imported=False):
    program = f"from nnbook.{lang} import check\n\n    {program}" if imported else program
    label = {"zh": "练习：", "en": "Exercise: "}[lang]
    return BOX.format(label=label, title=title or {"zh": "一半", "en": "one half"}[lang], words={"zh": "几？", "en": "Which?"}[lang], program=program)


def chapter(**changes):
    """A chapter with two exercises; `zh` and `en` replace what a language says."""
    asked = {
        lang: box(lang, HALF, imported=True) + "\n" + box(lang, BOTH_PARTS, {"zh": "σ 与 $z$", "en": "σ and $z$"}[lang])
        for lang in ("zh", "en")
    }
    return "# 甲 | A {#a}\n\n" + PAIR.format(*(asked | changes).values())


@pytest.fixture
def small(tmp_path):
    """A function: the book of a chapter and a page of solutions."""
    (tmp_path / "docs").mkdir()

    def of(first=None, answers=SOLUTIONS):
        (tmp_path / "docs/01-a.md").write_text(first or chapter(), encoding="utf-8")
        (tmp_path / "docs/c-answers.md").write_text(answers, encoding="utf-8")
        return book.load(tmp_path)

    return of


def woven(whole, page, lang):
    text = "\n".join(whole.pages[page].lines)
    return ElementTree.fromstring(f"<page>{weave(text, lang, page=page, book=whole)}</page>")


def told(whole):
    return [(fault.path, fault.line, fault.message) for fault in exercises.faults(whole)]


# The ways -------------------------------------------------------------------


def test_an_exercise_is_read_in_both_languages_with_its_title_and_its_call(small):
    asked = exercises.asked(small())
    assert list(asked) == ["one-half", "both-parts"]
    assert [(lang, box.title, box.name) for lang, box in asked["one-half"].items()] == [("zh", "一半", "one-half"), ("en", "one half", "one-half")]
    assert asked["both-parts"]["en"].call == 'check(\n    "both-parts",\n    b=...,\n    c=...,\n)'


@pytest.mark.parametrize(("lang", "words"), [("zh", ["解答在附录 C"]), ("en", ["Solution in appendix C"]), ("both", ["解答在附录 C", "Solution in appendix C"])])
def test_a_box_ends_with_a_link_to_its_solution_and_has_an_id(small, lang, words):
    page = woven(small(), "01-a.md", lang)
    links = page.findall(".//p[@class='nn-way']/a[@href='c-answers.md#one-half']")
    assert ["".join(link.itertext()) for link in links] == words
    assert len(page.findall(".//div[@id='exercise-one-half']")) == 1, "an id stands once on a page, in 对照 too"
    assert page.find(".//div[@id='exercise-one-half']/p[last()]").get("class") == "nn-way"


@pytest.mark.parametrize(("lang", "titles"), [("zh", ["一半", "σ 与"]), ("en", ["One half", "σ and"]), ("both", ["一半 One half", "σ 与"])])
def test_a_solution_is_headed_by_the_title_of_its_exercise_and_leads_back(small, lang, titles):
    page = woven(small(), "c-answers.md", lang)
    headings = page.findall(".//h3")
    assert [heading.get("id") for heading in headings] == ["one-half", "both-parts"]
    for heading, title in zip(headings, titles):
        assert "".join(heading.itertext()).startswith(title)
    assert headings[1].find(".//math") is not None, "a formula in a title is set"
    back = [link.get("href") for link in page.findall(".//p[@class='nn-way']/a")]
    assert back == ["01-a.md#exercise-one-half", "01-a.md#exercise-both-parts"]


@pytest.mark.parametrize(("title", "heading"), [("w4 on paper", "w4 on paper"), ("σ is 1", "σ is 1"), ("3-4-2", "3-4-2"), ("a unit", "A unit")])
def test_a_symbol_at_the_start_of_a_title_stays_small(small, title, heading):
    whole = small(chapter().replace("Exercise: one half", f"Exercise: {title}"))
    assert "".join(woven(whole, "c-answers.md", "en").find(".//h3").itertext()) == heading


def test_an_exercise_without_a_solution_has_no_link_that_would_lead_nowhere(small):
    whole = small(answers=SOLUTIONS.replace("<!-- solution one-half -->\n", ""))
    assert woven(whole, "01-a.md", "zh").findall(".//a[@href='c-answers.md#one-half']") == []


def test_a_notebook_has_the_titles_and_the_ways_as_well(small):
    whole = small()
    for name, wanted in (("01-a.md", ["[Solution in appendix C](https://a.b/c-answers.html#one-half)"]),
                         ("c-answers.md", ["### One half", "[Exercise in chapter 1](https://a.b/01-a.html#exercise-one-half)"])):
        cells = json.loads(notebook.weave(whole.pages[name], name, "en", whole, "https://a.b/"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
        for words in wanted:
            assert words in text
    cells = json.loads(notebook.weave(whole.pages["01-a.md"], "01-a.md", "en", whole))["cells"]
    assert ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"][0] == f"from nnbook.en import check\n\n{HALF}"


# The rules ------------------------------------------------------------------


def test_a_book_whose_exercises_are_whole_has_no_fault(small):
    assert told(small()) == []


def test_an_exercise_without_a_program_is_told(small):
    broken = chapter().replace(HALF, "x = 1", 1).replace("from nnbook.zh import check\n\n    ", "", 1)
    assert any(line == 5 and 'calls check("name", part=...)' in message for _, line, message in told(small(broken)))


@pytest.mark.parametrize("title", ["一半", "练习一半", "Exercise: 一半"])
def test_an_exercise_says_in_its_title_that_it_is_one(small, title):
    found = told(small(chapter().replace("练习：一半", title)))
    assert (5, True) in [(line, "练习： or Exercise: " in message) for _, line, message in found]


def test_a_check_outside_a_box_is_told(small):
    loose = chapter() + f"\n```python\n{HALF}\n```\n"
    assert [message for _, _, message in told(small(loose)) if "stands in a box" in message]


def test_an_answer_written_into_the_program_is_told(small):
    assert [message for _, _, message in told(small(chapter().replace("b=...)", "b=-3)", 1))) if "stands in a box" in message]


def test_the_first_exercise_of_a_page_imports_check(small):
    broken = chapter().replace("from nnbook.en import check\n\n    ", "")
    assert [message for _, _, message in told(small(broken))] == ["the first exercise of a page starts with from nnbook.en import check"]


def test_an_exercise_of_one_language_alone_is_told(small):
    (fault,) = told(small(chapter(en=box("en", HALF, imported=True))))
    assert fault[2] == "both-parts is not asked in the en text: ask it there as well"


def test_an_exercise_with_two_calls_is_told(small):
    broken = chapter()
    at = broken.rindex("c=...")
    (fault,) = told(small(broken[:at] + "d=..." + broken[at + 5 :]))
    assert "both-parts has another call" in fault[2]


def test_an_exercise_without_a_solution_is_told(small):
    (fault,) = told(small(answers=SOLUTIONS.replace("<!-- solution one-half -->\n", "")))
    assert fault[:2] == ("docs/01-a.md", 5) and "one-half is not solved" in fault[2]


def test_a_solution_without_an_exercise_is_told(small):
    (fault,) = told(small(answers=SOLUTIONS + "\n<!-- solution one-third -->\n\nwords\n"))
    assert fault == ("docs/c-answers.md", 13, "no exercise is called 'one-third': correct the name, or ask it in a chapter")


def test_solutions_stand_in_the_order_of_the_exercises(small):
    first, second = "<!-- solution one-half -->", "<!-- solution both-parts -->"
    swapped = SOLUTIONS.replace(first, "X").replace(second, first).replace("X", second)
    (fault,) = told(small(answers=swapped))
    assert fault == ("docs/c-answers.md", 9, "one-half is asked before what is solved above: move its solution up")


@pytest.mark.parametrize("comment", ["<!-- solution -->", "<!--solution one-half-->", "<!-- Solution one-half -->", "<!-- solution One half -->", "<!-- solutions one-half -->"])
def test_a_comment_that_looks_like_a_solution_and_is_none_is_an_error(comment):
    with pytest.raises(SourceError, match="a solution begins with <!-- solution name-of-exercise -->"):
        source.read(f"# 甲 | A {{#a}}\n\n{comment}\n", "docs/c-answers.md")


def test_a_solution_begins_outside_the_language_blocks_and_once():
    with pytest.raises(SourceError, match="outside the language blocks"):
        source.read(PAIR.format("<!-- solution a -->\n\n甲\n", "A\n"), "docs/c-answers.md")
    with pytest.raises(SourceError, match="the id 'a' stands already"):
        source.read("<!-- solution a -->\n\n<!-- solution a -->\n", "docs/c-answers.md")
