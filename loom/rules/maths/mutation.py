"""Would a mistake be noticed? Every one-token mutant of what a page states is tried.

A mutant is killed when something is refused, here or on a later page. One that is not must
be equivalent: the engine shows that the statement is still true. Else it has survived, and
the gate fails. Mutated are displays, inline relations, the headings and cells of tables,
and the values of worked examples.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from loom.equations.claims import SCREEN
from loom.equations.mutants import mutants
from loom.equations.page import EQUIVALENT, KILLED, SURVIVED, Item
from loom.equations.verdicts import RECALL, Reason, Refused, reason
from loom.rules.maths import words
from loom.rules.maths.checker import Checker
from loom.rules.maths.items import place_of
from loom.rules.maths.tables import fraction

Fate = tuple[str, tuple[Reason, ...]]


@dataclass(frozen=True)
class Mutant:
    """What became of one mutant; `name` is that of the display, or the formula."""

    page: str
    line: int
    name: str
    change: str
    fate: str
    reasons: tuple[Reason, ...] = ()

    def __str__(self) -> str:
        why = words.english(self.reasons)
        return f"{self.page}:{self.line}: {self.name}: {self.change}: {self.fate}: {why}"


class _Trial(NamedTuple):
    """A mutant whose fate is found out when it is called."""

    page: str
    line: int
    name: str
    change: str
    fate: Callable[[], Fate]

    def __call__(self) -> Mutant:
        return Mutant(*self[:4], *self.fate())


def mutate_page(checker: Checker, name: str, every: int = 1) -> list[Mutant]:
    """The fate of every mutant of a page; of each `every`-th for a sample."""
    return [trial() for count, trial in enumerate(_trials(checker, name), 1) if count % every == 0]


def _trials(checker: Checker, name: str) -> Iterator[_Trial]:
    yield from _statements(checker, name)
    yield from _tables(checker, name)
    yield from _givens(checker, name)


# Displays and inline relations -----------------------------------------------------------


def _statements(checker: Checker, name: str) -> Iterator[_Trial]:
    page = checker.page(name)
    for item in _once(page.items):
        display = item.display
        if display.row or item.error or display.kind in (RECALL, "skip", "false"):
            continue
        for change, latex in mutants(display.latex):
            yield _trial(item, change, partial(checker.fate, name, item, latex))


def _once(items: Iterable[Item]) -> Iterator[Item]:
    """The items, but what both languages say inline only once."""
    seen = set()
    for item in items:
        display = item.display
        key = display.latex, tuple(display.given.items()), display.row
        if not display.inline or key not in seen:
            yield item
        seen.add(key)


def _trial(item: Item, change: str, fate: Callable[[], Fate]) -> _Trial:
    place = place_of(item.display)
    return _Trial(place.path, place.line, item.display.name, change, fate)


# Tables ----------------------------------------------------------------------------------


def _tables(checker: Checker, name: str) -> Iterator[_Trial]:
    """Numbers in cells, formulas in headings, and the values that a row gives to letters."""
    page = checker.page(name)
    rows = [item for item in _once(page.items) if item.display.row and not item.error]
    for item in rows:
        label = place_of(item.display).label
        for change, latex in mutants(item.display.latex):
            if latex.startswith(label) and latex != label and latex[len(label)] == " ":
                yield _trial(item, change, partial(checker.fate, name, item, latex))
    for same in _grouped(rows, lambda item: place_of(item.display).label):
        label = place_of(same[0].display).label
        for change, latex in mutants(label):
            yield _trial(same[0], change, partial(_of_heading, checker, name, same, latex))
    for same in _grouped(rows, lambda item: place_of(item.display).line):
        for key, number in place_of(same[0].display).leaves:
            for value in _neighbours(fraction(number)):
                yield _trial(same[0], f"{key} = {number} → {_shown(value)}",
                             partial(_of_given, checker, name, same, (key, None), value))


def _grouped(items: list[Item], key: Callable[[Item], Any]) -> list[list[Item]]:
    groups: dict[Any, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.values())


def _of_heading(checker: Checker, name: str, rows: list[Item], latex: str) -> Fate:
    """A changed heading is killed where one of its rows is refused."""
    found: Fate = EQUIVALENT, ()
    for item in rows:
        rest = item.display.latex.removeprefix(place_of(item.display).label)
        fate = checker.fate(name, item, latex + rest)
        if fate[0] == KILLED:
            return fate
        found = fate if found[0] == EQUIVALENT else found
    return found


# Worked examples -------------------------------------------------------------------------


def _givens(checker: Checker, name: str) -> Iterator[_Trial]:
    """Each number of a `given` one step up and one step down."""
    page, declared = checker.page(name), checker.declared(name)
    path = checker.source(name).path
    for at, slot, value in declared.given:
        until = min((line for line, other, _ in declared.given if other == slot and line > at),
                    default=10**9)
        served = list(_once(item for item in page.items if not item.error
                            and at <= place_of(item.display).line < until
                            and _uses(page, item, slot)))
        for changed in _neighbours(value):
            change = f"given {_slot(slot)} = {_shown(value)} → {_shown(changed)}"
            yield _Trial(path, at, "maths", change,
                         partial(_of_given, checker, name, served, slot, changed))


def _uses(page: Any, item: Item, slot: tuple[str, Any]) -> bool:
    """Whether a statement, or a formula that it puts numbers into, depends on a leaf."""
    if item.display.kind in (RECALL, "skip"):
        return False
    nodes = [statement.node for statement in item.statements]
    if item.display.kind == "example":
        nodes += page.examples(item).templates
    return any(slot[0] in page.theory.reaches(node) for node in nodes)


def _of_given(checker: Checker, name: str, items: list[Item], slot: tuple[str, Any],
              value: Any) -> Fate:
    """Another value is killed where a statement that uses it is refused."""
    for item in items:
        changed = copy.copy(item)
        changed.display = replace(item.display, given={**item.display.given, slot: value})
        try:
            checker.page(name).outcome(changed, SCREEN)
        except Refused as error:
            return KILLED, (error.reason,)
    if items:
        return EQUIVALENT, (reason("given-makes-no-difference"),)
    return SURVIVED, (reason("given-unused"),)


def _neighbours(value: Any) -> Iterator[Any]:
    """A value with its last digit one more and one less; of an array, each entry in turn."""
    if isinstance(value, Fraction):
        unit = Fraction(1, 10 ** len(_shown(value).partition(".")[2]))
        yield from (value + unit, value - unit)
        return
    for j, row in enumerate(value):
        for k, entry in enumerate(row):
            for new in _neighbours(entry):
                changed = (*row[:k], new, *row[k + 1 :])
                yield (*value[:j], changed, *value[j + 1 :])


def _shown(value: Any) -> str:
    if not isinstance(value, Fraction):
        return str([list(map(_shown, row)) for row in value]).replace("'", "")
    text = f"{float(value):.15g}"
    return text if "e" not in text and Fraction(text) == value else str(value)


def _slot(slot: tuple[str, Any]) -> str:
    key, member = slot
    if member is None:
        return key
    return f"{key}^{{({member})}}" if isinstance(member, int) else f"{key} ({member[1]})"
