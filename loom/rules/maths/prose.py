"""Decimals that no relation says anything about: each must be a number that the page has.

A number that the page has is one of its displays and inline relations, of its worked
examples, the value of a calculation in its text, or printed by its program; those of the
pages that it uses count too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple
from unicodedata import normalize

from loom.model import inline
from loom.equations import tree
from loom.equations.parser import has_relation
from loom.equations.theory import Theory
from loom.equations.tokens import digits, tokenize
from loom.equations.vacuity import literal
from loom.equations.verdicts import Reason, reason
from loom.rules.maths.known import POINT, Known, sides
from loom.model.page import Page

FEWEST = 2  # digits after the point from which a lone number must be one that the page has
_ANY_END = 3  # … from which this holds even if the last is 0, and in the cells of a table
_DECIMAL = re.compile(r"(?<![A-Za-z0-9.．])(?<![A-Za-z0-9]_)\d*[.．]\d+(?![.．]?\d)")
_VERSION = re.compile(
    r"\b(?:Python|CPython|NumPy|SymPy|MkDocs|Material|pytest|pip|BY|version)[ \u00a0]$")
_DRESS = re.compile(r"[{}\s~]|\\[,;:! ]")  # what TeX does not show in a number
_LONE = re.compile(r"[-+]?\d*\.\d+(\\%)?")
_OUTSIDE = reason("decimal-outside-mathematics")


class Fault(NamedTuple):
    """A decimal that is turned down: its line, what stands there, and why."""

    line: int
    source: str
    why: Reason


def faults(page: Page, theory: Theory, known: Known) -> Iterator[Fault]:
    """The decimals of a page's prose, tables, headings and figures that are turned down."""
    for paragraph in page.paragraphs:
        if not paragraph.text.startswith("!["):
            yield from _prose(paragraph.line, paragraph.text, theory, known)
    for titled in (*page.headings, *page.titles):
        for text in (titled.zh, titled.en):
            yield from _prose(titled.line, text, theory, known)
    for figure in page.figures:
        for text in (*figure.alt, *(figure.caption or ())):
            yield from _figure(figure.line, text, theory, known)


def _prose(start: int, text: str, theory: Theory, known: Known) -> Iterator[Fault]:
    line_of = inline.line_finder(text, start)
    bare = inline.blank(text)
    for link in inline.links(text):
        bare = bare.replace(link.target, " " * len(link.target)) if link.target else bare
    for match in _DECIMAL.finditer(bare):
        is_given = Fraction(normalize("NFKC", match[0])) in known.given
        if not is_given and not _VERSION.search(bare[: match.start()]):
            yield Fault(line_of(match.start()), match[0], _OUTSIDE)
    yield from _formulas(line_of, text, theory, known)


def _figure(line: int, text: str, theory: Theory, known: Known) -> Iterator[Fault]:
    """Words of a figure: the drawing says what its decimals belong to."""
    for match in _DECIMAL.finditer(inline.blank(text)):
        number = tree.Number(normalize("NFKC", match[0]))
        negative = text[: match.start()].endswith(("-", "−"))
        if _decimals(number.text) >= _ANY_END and not known.has(number, negative):
            yield Fault(line, match[0], reason("number-unknown", number=match[0]))
    yield from _formulas(lambda _: line, text, theory, known)


def _formulas(line_of: Callable[[int], int], text: str, theory: Theory,
              known: Known) -> Iterator[Fault]:
    """The lone decimals in the formulas of a text that are no relations."""
    for span in inline.spans(text):
        if span.kind == "math":
            lone = _LONE.fullmatch(_DRESS.sub("", span.body))
            formula = re.sub(r"^([-+]?)\.", r"\g<1>0.", lone[0]) if lone else span.body
            least = _ANY_END if _is_cell(text, span) else FEWEST
            if POINT.search(formula) and not has_relation(formula):
                for number, negative in _bare(formula, theory, least):
                    if not known.has(number, negative):
                        yield Fault(line_of(span.start), f"${span.body}$",
                                    reason("number-unknown", number=number.text))


def _is_cell(text: str, span: inline.Span) -> bool:
    """Whether a formula is all of a cell of a table."""
    return text[: span.start].rstrip(" *").endswith("|") and \
        text[span.end :].lstrip(" *").startswith("|")


def _bare(text: str, theory: Theory, least: int) -> list[tuple[tree.Number, bool]]:
    """The decimals of a formula that are part of no expression: (Number, whether negative)."""
    read = sides(text, theory)
    if read is None:
        found = [(tree.Number(digits(t)), False) for t in tokenize(text) if t.kind == "number"]
    else:
        found = [(number, isinstance(side, tree.Neg)) for side in read if (number := literal(side))]
    return [(n, negative) for n, negative in found if _counts(n, least)]


def _counts(number: tree.Number, least: int) -> bool:
    shown = _decimals(number.text) - min(number.shift, 0)
    return shown >= _ANY_END or shown >= least and not number.text.endswith("0")


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])
