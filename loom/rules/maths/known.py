"""The numbers that a page has, and what its calculations come to."""

from __future__ import annotations

import doctest
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from typing import Any

from loom.model import inline
from loom.equations import tree
from loom.equations.arithmetic import Exact, NoValue
from loom.equations.evaluate import Env, evaluate
from loom.equations.page import Page
from loom.equations.parser import has_relation, read_statements
from loom.equations.rounding import stated
from loom.equations.shapes import Elaborator
from loom.equations.theory import Theory
from loom.equations.vacuity import literal
from loom.equations.verdicts import Refused
from loom.equations.worlds import Example
from loom.model.page import Page as Source

Numbers = tuple[frozenset[Fraction], frozenset[Fraction]]  # of worked examples, and others
POINT = re.compile(r"\d\.\d")
_PRINTED = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.]*\d)")


class Known:
    """The numbers that pages have: asks whether a decimal is one of them, rounded."""

    def __init__(self, pages: Iterable[Numbers]):
        """`pages`: the numbers of a page and of each one it uses."""
        given, others = zip(*pages)
        self.given = frozenset().union(*given)
        self.in_order = sorted(self.given.union(*others))

    def has(self, number: tree.Number, negative: bool = False) -> bool:
        """Whether a decimal is one of the numbers, rounded to the digits that it shows."""
        stated, half = -number.value if negative else number.value, number.unit / 2
        at = bisect_left(self.in_order, stated - half)
        return at < len(self.in_order) and self.in_order[at] <= stated + half


def numbers(source: Source, page: Page) -> Numbers:
    """The numbers of one page."""
    given = frozenset(v for item in page.items for v in _flat(item.display.given.values()))
    stated = (_stated(s.node) for item in page.items for s in item.statements)
    return given, frozenset(_worked_out(source, page.theory)).union(_printed(source), *stated)


def sides(text: str, theory: Theory) -> list[tree.Node] | None:
    """What a formula without a relation consists of; None where it cannot be read."""
    try:
        return [side for chain in read_statements(text, theory) if isinstance(chain, tree.Chain)
                for side in chain.items]
    except Refused:
        return None


def _flat(values: Iterable[Any]) -> Iterator[Fraction]:
    for value in values:
        if isinstance(value, tuple):
            yield from _flat(value)
        else:
            yield value


def _stated(statement: tree.Node) -> set[Fraction]:
    """The numbers in a statement; of a side that is a bare number, with its sign."""
    found: set[Fraction] = set()
    for chain in (node for node in statement.walk() if isinstance(node, tree.Chain)):
        for side in chain.items:
            inside = (node.value for node in side.walk() if isinstance(node, tree.Number))
            found |= {stated(side)} if literal(side) else set(inside)
    return found


def _worked_out(page: Source, theory: Theory) -> Iterator[Fraction]:
    """What the calculations come to that sentences and tables hold: `1.004 · 250`."""
    for paragraph in page.paragraphs:
        for span in inline.spans(paragraph.text):
            if span.kind == "math" and POINT.search(span.body) and not has_relation(span.body):
                yield from (value for value in calculated(span.body, theory) if value is not None)


def calculated(text: str, theory: Theory) -> Iterator[Fraction | None]:
    """The value of each calculation in a formula; None for what is no calculation."""
    env = Env(Exact(), theory, Example(theory, {}))
    for side in sides(text, theory) or ():
        value = None
        if literal(side) is None and theory.is_constant(side):
            with suppress(NoValue, Refused):
                value = evaluate(Elaborator(theory).statement(side), env)[0, 0, 0]
        yield value


def _printed(page: Source) -> Iterator[Fraction]:
    """The numbers in the output of a page's sessions."""
    for fence in page.fences:
        if fence.is_session:
            for example in doctest.DocTestParser().get_examples(fence.body):
                yield from map(Fraction, _PRINTED.findall(example.want))
