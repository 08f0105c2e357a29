"""A corpus of true and false equations of arrays, held against an oracle and the engine."""

import functools
import re

import numpy as np
import pytest
from corpus_arrays import BOOK, CASES, EVERY_SIZE, IDENTITIES

from conftest import sample
from loom import equations

TRUE = [case for case in CASES if case.truth]
FALSE = [case for case in CASES if not case.truth]


def cases(chosen):
    """A parameter for each case, with its name."""
    return pytest.mark.parametrize("case", chosen, ids=[case.name for case in chosen])


# The labels: true and false by arrays, without the engine ------------------------------------


def difference(case, world):
    """How far the sides are apart, relative to their size; infinite for different shapes."""
    try:
        first, *others = case.oracle(world)
        return max(apart(first, other) for other in others)
    except (ValueError, IndexError):
        return np.inf


def apart(left, right):
    """The greatest relative difference of two values, lists of values item by item."""
    if isinstance(left, list):
        if len(left) != len(right):
            return np.inf
        return max(map(apart, left, right), default=0.0)
    left, right = np.asarray(left, float), np.asarray(right, float)
    if left.shape != right.shape and not left.size == right.size == 1:
        return np.inf
    gap = np.abs(left.ravel() - right.ravel()).max(initial=0)
    return gap / (1 + np.abs(left).max(initial=0))


@cases(sample(CASES, 11))
def test_the_label_agrees_with_the_oracle(case):
    gaps = [difference(case, world) for world in case.worlds()]
    if case.truth:
        assert max(gaps) < 1e-6, f"{case.latex} is called true: differs by {gaps}"
    else:
        assert max(gaps) > 1e-3, f"{case.latex} is called false: differs by {gaps} only"


def test_the_corpus_is_as_large_as_it_says():
    book, identities = ([case for case in TRUE if case.part == part] for part in (BOOK, IDENTITIES))
    assert len(book) >= 95 and len(identities) >= 120
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.expectation == EVERY_SIZE for case in identities)
    twins = {case.name.partition("-wrong-")[0] for case in FALSE}
    assert all(case.name in twins for case in book)
    assert len([case for case in FALSE if case.part == IDENTITIES]) >= 90


# The engine -----------------------------------------------------------------------------------


def defined(case):
    """The displays that stand before a claim."""
    return [equations.Display(text, kind="def", name=name) for name, text in case.definitions]


@functools.cache
def verdict(case, latex=None):
    """What the engine says of a claim, or of another formula in its place.

    The definitions before it are not judged, which would take ten times as long.
    """
    claim = equations.Display(latex or case.latex, kind="vary" if case.vary else "",
                              name="claim", argument=case.vary)
    page = equations.Page(case.declarations, [*defined(case), claim])
    assert not page.faults, page.faults
    return page.verdict(page.items[-1])


def shown(case):
    """A case as an author writes it, with the engine's verdict."""
    definitions = [f"{text}  (def)" for _, text in case.definitions]
    return "\n".join([case.declarations, *definitions, case.latex, f"-> {verdict(case)}"])


@cases(sample(TRUE, 12))
def test_what_is_true_is_green(case):
    assert not verdict(case).refused, shown(case)


@cases(sample(FALSE, 15))
def test_what_is_false_is_refused(case):
    assert verdict(case).refused, shown(case)


def test_a_definition_of_arrays_that_nothing_checks_is_refused_for_this_alone():
    known = {(case.declarations, *case.definitions): case for case in TRUE if case.definitions}
    for case in sample(known.values(), 15):
        for found in equations.check(case.declarations, defined(case)):
            assert [why.kind for why in found.reasons] == ["nothing-checks"], case.name


@pytest.mark.patient
@pytest.mark.parametrize("part", (BOOK, IDENTITIES))
def test_nine_in_ten_are_proved_for_every_size(part):
    wanted = [case for case in TRUE if (case.part, case.expectation) == (part, EVERY_SIZE)]
    missed = [case for case in wanted if verdict(case).kind != "proved"]
    assert len(missed) <= len(wanted) / 10, "\n\n".join(map(shown, missed))


# Mutants of the true claims ------------------------------------------------------------------

TOP = re.compile(r"\^\\top|(?<=[\])])\\top")  # A^\top, A^{[l-1]\top}
LAYER = re.compile(r"\[l\]")
MEAN = re.compile(r"\\frac1m")
FACTOR = (r"((?:\\mathrm d|(?<!d)(?<!\\mathbb ))[A-Z](?:_\d|_[mn]\b)?"
          r"(?:\^\\top|\^\{\[[^\]]*\](?:\\top)?\})?"
          r"|\\mathbf 1(?:\^\\top)?)(?![_'^])")
FACTORS = re.compile(rf"(?={FACTOR}{FACTOR})")


def mutants(latex):
    """(what was done, the formula) for each slip of a common kind."""
    body, comma, values = latex.partition(r", \quad")
    edits = {
        "drop ⊤": (TOP, lambda found: (found[0], "")),
        "l to l-1": (LAYER, lambda found: (found[0], "[l-1]")),
        "drop 1/m": (MEAN, lambda found: (found[0], "")),
        "swap": (FACTORS, lambda found: (found[1] + found[2], f"{found[2]} {found[1]}")),
    }
    for what, (pattern, change) in edits.items():
        for found in pattern.finditer(body):
            old, new = change(found)
            if what != "swap" or found[1] != found[2]:
                yield what, body[:found.start()] + new + body[found.start() + len(old):] \
                    + comma + values


MUTANTS = [(case, what, latex) for case in TRUE for what, latex in mutants(case.latex)]


def test_there_are_mutants_of_each_kind():
    counts = {what: sum(kind == what for _, kind, _ in MUTANTS) for _, what, _ in MUTANTS}
    assert min(counts.values()) >= 20 and len(counts) == 4, counts


@pytest.mark.parametrize("what", sorted({what for _, what, _ in MUTANTS}))
def test_a_mutant_is_refused_unless_it_is_proved(what):
    chosen = [(case, latex) for case, kind, latex in MUTANTS if kind == what]
    survivors = [f"{case.name}: {latex} -> {verdict(case, latex)}"
                 for case, latex in sample(chosen, 12)
                 if not verdict(case, latex).refused
                 and not verdict(case, latex).kind.startswith("proved")]
    assert not survivors, "\n".join(survivors)
