"""The benchmark: rivals that agree, and a page that says what the run says. Nothing here is timed."""

import json
import re
import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

import page
from race import apart, entered, mini_batches, program_1, program_2, table

from nnbook.program_2 import original

RESULT = json.loads((ROOT / "benchmarks/result.json").read_text("utf-8"))
SECTIONS = {section["title"]: section["rows"] for section in RESULT["sections"]}
TEXT = page.PAGE.read_text("utf-8")
DRAWINGS, TABLES = page.made(RESULT)
CURE = "cure: run `python benchmarks/page.py`"


def test_the_tables_of_the_page_are_those_of_the_run_and_there_are_no_others():
    assert all(text in TEXT for text in TABLES), CURE
    shown, wanted = (re.findall(r"^\|.*", text, re.MULTILINE) for text in (TEXT, "".join(TABLES)))
    assert sorted(shown) == sorted(wanted), CURE


def test_every_figure_in_the_prose_stands_in_a_table():
    prose = re.sub(r"^\|.*$", "", TEXT, flags=re.MULTILINE)
    prose = " ".join(re.sub(r"```.*?```", "", prose, flags=re.DOTALL).split())
    told, losses = set(re.findall(r"`([\d.]+)`", prose)), [row["loss"] for row in SECTIONS["auto"].values()]
    wanted = {*re.findall(r"`([\d.]+)`", "".join(TABLES)), page.short(max(losses))}
    assert told and told <= wanted, f"measured again? {CURE}, then correct the words"
    good = sum(loss <= 1.1 for loss in losses)
    for words in (f"For {len(losses)} sizes", f"For {good} of them", f"the remaining {len(losses) - good} take"):
        assert words in prose, f"measured again? correct {words!r}"


def test_the_page_says_where_and_when_the_run_was():
    assert page.machine(RESULT) in TEXT, CURE


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_figures_are_drawn_from_the_run(name):
    assert (page.DRAWINGS / f"{name}.svg").read_text("utf-8") == DRAWINGS[name], CURE


@pytest.mark.parametrize("title", ["program 1", "program 2", "mini-batches, float64"])
def test_all_rivals_of_the_run_reached_the_same_costs(title):
    """In float32 one kink of ReLU sends a path another way, so it has no such bound."""
    rows = SECTIONS[title]
    found = {name: row["apart"] for name, row in rows.items() if "apart" in row}
    assert len(found) >= 6 and max(found.values()) < 1e-12


def test_a_longer_time_is_a_smaller_ratio():
    rows = {"one": {"seconds": [2.0, 1.0, 3.0]}, "two": {"seconds": [8.0, 4.0, 4.0]}, "three": {"skipped": "no"}}
    assert table.compared({"rows": rows}) == [("one", 2, 1, 3, 1), ("two", 4, 4, 8, 0.5)]


@pytest.mark.parametrize("number, text", [(0.012345, "0.012"), (1, "1.00"), (123.4, "123"), (99.5, "99.5")])
def test_figures_have_three_digits_or_two_when_they_are_small(number, text):
    assert page.short(number) == text


def agreeing(rivals, *given):
    """The costs of the rivals that are installed here, from the first one's."""
    tasks, rows = entered(rivals, *given)
    costs = [task() for task in tasks.values()]
    assert len(tasks) + len(rows) == len(rivals) and len(costs) > 1
    return [apart(costs[0], others) for others in costs[1:]]


def test_the_rivals_of_program_2_that_are_installed_agree():
    rivals = {name: make for name, make in program_2.RIVALS.items() if name not in ("nnbook samples", "two products alone")}
    assert max(agreeing(rivals, *original()[:3])) < 1e-12


def test_the_rivals_with_mini_batches_that_are_installed_agree():
    assert max(agreeing(mini_batches.RIVALS, *mini_batches.problem("float64"))) < 1e-12


def test_the_original_of_program_1_agrees():
    assert max(agreeing({name: program_1.RIVALS[name] for name in ("original", "nnbook")})) < 1e-12


def test_a_library_that_is_not_there_is_skipped_with_a_word():
    def missing():
        import no_such_library  # noqa: F401

    assert entered({"it": missing}) == ({}, {"it": {"skipped": "no_such_library is not installed"}})
