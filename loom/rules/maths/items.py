"""What a page states: its displays, and the inline formulas with a relation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from loom.model import inline
from loom.equations.page import Display
from loom.equations.parser import has_relation
from loom.model.displays import MATHS
from loom.model.page import Page

Given = dict[tuple[str, int | None], Any]


@dataclass(frozen=True)
class Place:
    """Where a statement stands: the line of its name, the line and column of its formula.

    label: of a row of a table, the formula that its number is a value of.
    leaves: what the row gives, (key, number as written).
    """

    path: str
    line: int
    first_line: int
    column: int = 0
    label: str = ""
    leaves: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"

    def line_of(self, latex: str, offset: int) -> int:
        """The page's line at an offset into the formula."""
        return self.first_line + latex.count("\n", 0, offset)


def place_of(display: Display) -> Place:
    """Where a display stands that this module has made."""
    assert isinstance(display.place, Place)
    return display.place


def declarations(page: Page) -> list[tuple[int, str]]:
    """The lines of the maths comments: (line of the page, text)."""
    found = []
    for comment in page.comments:
        opening = MATHS.match(comment.text)
        if opening:
            body = comment.text[opening.end():].removesuffix("-->")
            found += list(enumerate(body.split("\n"), comment.line))
    return [(line, text) for line, text in found if text.strip()]


def displays(page: Page, given_at: Callable[[int], Given]) -> Iterator[Display]:
    """The ```math fences, named by their comments."""
    for e in page.equations:
        place = Place(page.path, e.line, e.fence.line + 1)
        yield Display(e.fence.body.rstrip("\n"), e.kind, e.name, e.argument,
                      given_at(e.line), place=place)


def inlines(page: Page, given_at: Callable[[int], Given]) -> Iterator[Display]:
    """The formulas with a relation in headings, captions and paragraphs."""
    for start, text in _prose(page):
        line_of = inline.line_finder(text, start)
        for span in inline.spans(text):
            if span.kind == "math" and has_relation(span.body):
                line = line_of(span.start)
                column = span.start - (text.rfind("\n", 0, span.start) + 1)
                yield sentence(page, line, column, span.body, given_at(line))


def sentence(page: Page, line: int, column: int, latex: str, given: Given,
             row: bool = False, **place: Any) -> Display:
    """A statement in a sentence or, as a `row`, in a table."""
    return Display(latex, name=f"${latex}$", given=given, inline=True, row=row,
                   place=Place(page.path, line, line, column, **place))


def _prose(page: Page) -> Iterator[tuple[int, str]]:
    """Where sentences stand: (first line, text)."""
    for line in [h.line for h in page.headings] + [f.line for f in page.figures]:
        yield line, page.lines[line - 1]
    for paragraph in page.paragraphs:
        if not paragraph.text.startswith("!["):
            yield paragraph.line, paragraph.text
