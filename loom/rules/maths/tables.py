"""Tables: each number is held against the formula above it, or beside it.

    | step $\\varepsilon$ | height $(1 + \\varepsilon)^2$ |     | | value |
    |--:|--:|                                             |---|--:|
    | $0.1$ | $1.21$ |                                    | $\\sigma'(0)$ | $0.25$ |

Under a letter stands its value in that row. A number below a heading without a formula is
the value of the last formula to its left; one among words counts only as the first of its
row. Behind a calculation, `$1.04 \\cdot 250$`, there
may be several numbers: a column whose numbers are the values in at least half of the rows
is a column of values, and each of its numbers has to be right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from loom.model import inline
from loom.equations.page import Display
from loom.equations.parser import has_relation
from loom.rules.maths.items import Given, sentence
from loom.model.page import Page

_RULE = re.compile(r"\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?\s*)?")
_NUMBER = re.compile(r"-?\d+(?:\{,\}\d{3})*(?:\.\d+)?")
_BOLD = re.compile(r"(\*\*|__)(.+)\1")


class Symbols(NamedTuple):
    """What tables ask about formulas: the leaf that one is, and the value of a calculation."""

    leaf: Callable[[str], str | None]
    value: Callable[[str], Fraction | None]


class Cell(NamedTuple):
    """A cell: its only formula (None: none or more), its number, and where it starts.

    bare: whether the formula is all of the cell, with no words around it.
    """

    formula: str | None
    number: str | None
    column: int
    bare: bool


def rows(page: Page, given_at: Callable[[int], Given], symbols: Symbols) -> Iterator[Display]:
    """The statements that the tables of a page make."""
    for paragraph in page.paragraphs:
        lines = paragraph.text.split("\n")
        for at, line in enumerate(lines):
            if at and _RULE.fullmatch(line.strip()):
                table = Table(_cells(lines[at - 1]), list(map(_cells, lines[at + 1 :])), symbols)
                for place, cells in enumerate(table.rows, paragraph.line + at + 1):
                    yield from table.statements(page, cells, place, given_at(place))


class Table:
    """The headings and the rows of a table, and which formula a number is a value of."""

    def __init__(self, header: list[Cell], body: list[list[Cell]], symbols: Symbols):
        self.rows, self.symbols = body, symbols
        self.headings = dict(enumerate(cell.formula for cell in header))
        self.leaves = [heading and symbols.leaf(heading) for heading in self.headings.values()]
        width = max(map(len, body), default=0)
        self._values = [at for at in range(width) if self._holds_values(at)]

    def statements(self, page: Page, cells: list[Cell], line: int,
                   given: Given) -> Iterator[Display]:
        """What a row states."""
        leaves = tuple((leaf, cell.number) for leaf, cell in zip(self.leaves, cells)
                       if leaf and cell.number)
        given = given | {(leaf, None): fraction(number) for leaf, number in leaves}
        for at, cell in enumerate(cells):
            label = self._label(cells, at) if cell.number else None
            if label and not self.symbols.leaf(label):
                sign = r"\approx" if "." in str(cell.number) else "="
                yield sentence(page, line, cell.column, f"{label} {sign} {cell.number}", given,
                               row=True, label=label, leaves=leaves)

    def _label(self, cells: list[Cell], at: int) -> str | None:
        """The formula that cell `at` of a row gives a value to, or None."""
        if self.headings.get(at):
            return self.headings[at]
        label, numbers = self._beside(cells, at)
        return label if numbers == 1 or at in self._values else None

    def _beside(self, cells: list[Cell], at: int) -> tuple[str | None, int]:
        """The last formula to the left of a cell, and how many numbers belong to it."""
        named = [i for i, cell in enumerate(cells) if cell.formula]
        labels = [i for i in named if i == named[0] or cells[i].bare]
        first = max((i for i in labels if i < at), default=-1)
        last = min((i for i in labels if i > at), default=len(cells))
        numbers = [i for i in range(first + 1, last)
                   if cells[i].number and not self.headings.get(i)]
        return (cells[first].formula if first >= 0 else None), len(numbers)

    def _holds_values(self, at: int) -> bool:
        """Whether at least half of a column's numbers are the values beside them, rounded."""
        right = [_is_value(*pair) for pair in self._calculations(at)]
        return bool(right) and 2 * sum(right) >= len(right)

    def _calculations(self, at: int) -> Iterator[tuple[Fraction, str]]:
        for cells in (row for row in self.rows if at < len(row)):
            label, _ = self._beside(cells, at)
            value = self.symbols.value(label) if label else None
            if value is not None and (number := cells[at].number):
                yield value, number


def _is_value(value: Fraction, number: str) -> bool:
    unit = Fraction(1, 10 ** len(number.partition(".")[2]))
    return abs(value - fraction(number)) <= unit / 2


def fraction(number: str) -> Fraction:
    """The value of a number as it is written."""
    return Fraction(number.replace("{,}", ""))


def _cells(line: str) -> list[Cell]:
    """The cells of a row; an empty first cell counts where the row starts with a bar."""
    found: list[Cell] = []
    for match in re.finditer(r"[^|]+", line):
        text = match.group()
        if text.strip() or found or line[: match.start()].strip() == "|":
            start = match.start() + len(text) - len(text.lstrip())
            formula, text = _formula(text.strip()), text.strip()
            found.append(Cell(formula, _number(text), start, text == f"${formula}$"))
    return found


def _formula(text: str) -> str | None:
    """The only formula of a cell, where it states nothing itself and is no number."""
    bodies = [span.body for span in inline.spans(text) if span.kind == "math"]
    if len(bodies) != 1 or has_relation(bodies[0]) or _NUMBER.fullmatch(bodies[0]):
        return None
    return bodies[0]


def _number(text: str) -> str | None:
    """The number that is all of a cell, as LaTeX, or None."""
    bold = _BOLD.fullmatch(text)
    text = bold[2] if bold else text
    bare = text[1:-1] if text.startswith("$") and text.endswith("$") else text
    return bare if _NUMBER.fullmatch(bare) else None
