"""Scalar displays of other authors, and formulas that are printed wrong and right."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from conftest import sample
from corpus_scalars import (
    FALSE,
    GREEN,
    OTHER_AUTHORS,
    PUBLISHED,
    REFERENCES,
    TRICKS,
    UNREAD,
    Case,
    Pair,
    Side,
    holds,
)

from loom.equations import Display, check

# Refusals that only say that the reader of formulas gave up.
UNCLEAR = {
    "cannot-stand-here", "ends-too-soon", "end-not-clear", "not-closed", "never-closed", "internal",
    "unknown-symbol", "unknown-symbol-like", "unknown-command", "unknown-command-like", "empty-formula",
    "nothing-to-work-on", "unknown-function", "product-or-function", "hardly-tried", "no-meaning", "not-exact",
}


def verdicts(statement: Side) -> list:
    """What the engine says of the displays of a page, in their order."""
    shown = [Display(latex, kind, *named) for kind, latex, *named in
             (*statement.before, statement.display)]
    return check(statement.declarations, shown, program=statement.program)


def told(statement: Side) -> str:
    """The verdict in one line, with the statement."""
    found = verdicts(statement)
    return f"{statement.display[0]} {statement.latex}: " + " | ".join(map(str, found))


def names(found: Sequence[Case | Pair]) -> list[str]:
    """A name for each item: its kind and its number."""
    return [f"{item[0].replace(' ', '-')}-{number}" for number, item in enumerate(found)]


def unclear(statement: Side) -> bool:
    """Whether a statement is turned down without a reason that helps."""
    try:
        last = verdicts(statement)[-1]
    except Exception:  # noqa: BLE001 - a crash is the least clear
        return True
    kinds = {reason.kind for reason in last.reasons}
    return last.refused and not kinds - UNCLEAR


# The labels, by the oracles -------------------------------------------------------------


@pytest.mark.parametrize("case", sample(OTHER_AUTHORS, 4), ids=names(sample(OTHER_AUTHORS, 4)))
def test_a_label_is_what_the_oracle_says(case):
    if case.expected == UNREAD:
        assert not case.side.oracle
    else:
        assert holds(case.side.oracle) == (case.expected == GREEN), case.side.latex


@pytest.mark.parametrize("pair", sample(PUBLISHED, 4), ids=names(sample(PUBLISHED, 4)))
def test_a_published_formula_is_wrong_and_its_right_form_right(pair):
    assert not holds(pair.wrong.oracle), pair.wrong.latex
    assert holds(pair.right.oracle), pair.right.latex


def test_the_oracle_sees_what_is_false_at_one_place_only():
    assert holds("x: x**2 >= 0") and not holds("x: x**2 > 0")
    assert holds("x: sigma(x) < 1") and not holds("x: x + 1e-10 == x")
    assert holds("m#: m >= 1") and not holds("m#: m < 9")
    assert holds("x: x > 1 => x**2 > 1") and not holds("x: x > 1 <=> x**2 > 1")
    assert holds("W(n,n) A(n,n): W.dot(A).T == A.T.dot(W.T)") and not holds("W(n,n) A(n,n): W.dot(A) == A.dot(W)")
    assert holds("p[]~: S(p) == 1") and not holds("x: x == 0 => x == 1")
    with pytest.raises(ValueError, match="nothing was tried"):
        holds("x: x**2 < 0 => x == 1")


def test_the_corpora_are_as_large_as_they_say():
    assert len(OTHER_AUTHORS) >= 90 and len(TRICKS) >= 200 and len(PUBLISHED) >= 85
    assert {case.expected for case in OTHER_AUTHORS} == {GREEN, FALSE, UNREAD}
    for corpus in (TRICKS, PUBLISHED):
        assert all(pair.wrong[:3] != pair.right[:3] or pair.wrong.program for pair in corpus)
    assert {pair.wrong.latex for pair in TRICKS if pair.wrong.program} == set(REFERENCES)


# The engine -----------------------------------------------------------------------------


_READ = [case for case in OTHER_AUTHORS if case.expected == GREEN]
_DOWN = [case for case in OTHER_AUTHORS if case.expected != GREEN]


@pytest.mark.parametrize("case", sample(_READ, 6), ids=names(sample(_READ, 6)))
def test_a_true_display_of_another_author_is_green(case):
    assert not verdicts(case.side)[-1].refused, told(case.side)


@pytest.mark.parametrize("case", sample(_DOWN, 3), ids=names(sample(_DOWN, 3)))
def test_what_is_false_or_not_executed_is_refused(case):
    assert verdicts(case.side)[-1].refused, told(case.side)


@pytest.mark.patient
def test_hardly_a_refusal_of_ordinary_notation_is_unclear():
    found = [case.side.latex for case in OTHER_AUTHORS if unclear(case.side)]
    assert len(found) <= 5, found


@pytest.mark.parametrize("pair", sample(PUBLISHED, 8), ids=names(sample(PUBLISHED, 8)))
def test_a_wrong_formula_is_refused_and_the_right_one_green(pair):
    assert verdicts(pair.wrong)[-1].refused, told(pair.wrong)
    assert not verdicts(pair.right)[-1].refused, told(pair.right)
