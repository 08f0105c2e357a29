"""False, empty and meaningless statements of all kinds that were found once; and their twins."""

from __future__ import annotations

from collections import Counter

import pytest
from conftest import sample
from corpus_scalars import REFERENCES, TRICKS, holds
from test_equations_scalars import names, told, verdicts

# By kind: what says which side is right.
_BY_ORACLE = [pair for pair in TRICKS if pair.wrong.oracle]
_BY_PROGRAM = [pair for pair in TRICKS if pair.wrong.program]
_BY_READING = [pair for pair in TRICKS if not pair.wrong.oracle and not pair.wrong.program]
_POINTS = (-20.0, -7.0, -2.0, -1.0, -0.3, 0.0, 0.7, 2.0, 5.3, 12.0)
# Faults of a page's declarations are told beside the verdicts of its displays.
_ANYWHERE = {"E9"}


def refused(pair):
    """Whether the wrong side is turned down, where its kind of fault shows."""
    found = verdicts(pair.wrong)
    return any(v.refused for v in found) if pair.kind in _ANYWHERE else found[-1].refused


# The labels ------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", sample(_BY_ORACLE, 4), ids=names(sample(_BY_ORACLE, 4)))
def test_a_trick_is_false_and_its_twin_true(pair):
    assert not holds(pair.wrong.oracle), pair.wrong.latex
    assert holds(pair.right.oracle), pair.right.latex


def agrees(side):
    """Whether a program computes what its definition means, wherever that is tried."""
    [program] = side.program.values()
    right = REFERENCES[side.latex]
    arity = right.__code__.co_argcount
    for number, x in enumerate(_POINTS):
        place = (x, _POINTS[-1 - number])[:arity]
        try:
            if not abs(program(*place) - right(*place)) <= 1e-9 * (1 + abs(right(*place))):
                return False
        except (ValueError, TypeError):
            return False
    return True


@pytest.mark.parametrize("pair", _BY_PROGRAM, ids=names(_BY_PROGRAM))
def test_a_program_is_another_function_and_its_twin_the_same(pair):
    assert not agrees(pair.wrong) and agrees(pair.right)


def test_what_no_oracle_can_say_is_seen_by_reading():
    """A recalled text, a second or undeclared given, a relation inside braces."""
    found = Counter(pair.kind for pair in _BY_READING)
    assert found == {"E10": 10, "E9": 2, "E12": 4}
    squeezed = [[side.latex.replace(" ", "").replace("{", "").replace("}", "") for side in pair[1:]]
                for pair in _BY_READING if pair.kind == "E10"]
    said = [pair.wrong.before[0][1].replace(" ", "").replace("{", "").replace("}", "")
            for pair in _BY_READING if pair.kind == "E10"]
    assert all(before == right != wrong for before, (wrong, right) in zip(said, squeezed))


def test_every_kind_has_ten_cases():
    found = Counter(pair.kind for pair in TRICKS)
    assert min(found.values()) >= 10 and sum(found.values()) >= 200
    assert set(found) == {f"E{n}" for n in range(1, 16)} - {"E13", "E15"}  # of pages, not statements


# The engine ------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", sample(TRICKS, 8), ids=names(sample(TRICKS, 8)))
def test_a_trick_is_refused(pair):
    assert refused(pair), told(pair.wrong)


@pytest.mark.parametrize("pair", sample(TRICKS, 8), ids=names(sample(TRICKS, 8)))
def test_the_twin_of_a_trick_is_green(pair):
    found = verdicts(pair.right)
    assert not found[-1].refused, told(pair.right)
    if pair.kind == "E9":
        assert not any(v.refused for v in found), told(pair.right)
