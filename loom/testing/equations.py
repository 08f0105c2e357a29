"""Every display and every inline relation as a Sybil example, at its own line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sybil import Document
from sybil.example import Example
from sybil.region import Region

from loom import tangle
from loom.model import book
from loom.model import SourceError

if TYPE_CHECKING:
    from loom.rules.maths.checker import Checker


class EquationParser:
    """A Sybil parser: regions for the statements of a page. The book is read once.

    Whoever else wants verdicts in this process asks `checker`, which keeps them.
    """

    def __init__(self, root: Path, prove: bool = True):
        self.root, self.prove = Path(root).absolute(), prove

    @cached_property
    def checker(self) -> Checker:
        """The checker of every page that can be read; the others have a fault in `broken`."""
        from loom.rules.maths.checker import Checker  # here: a README needs no NumPy

        return Checker(self._readable[0], self.prove)

    @property
    def broken(self) -> dict[str, SourceError]:
        """The SourceError of each page that is no part of the book, by its path."""
        return self._readable[1]

    @cached_property
    def _readable(self) -> tuple[book.Book, dict[str, SourceError]]:
        broken: dict[str, SourceError] = {}
        while True:
            try:
                whole = book.load(self.root, without=broken)
                tangle.modules(whole)
                return whole, broken
            except SourceError as error:
                if all(fault.path in broken for fault in error.faults):
                    raise
                for path, faults in groupby(error.faults, lambda fault: fault.path):
                    broken[path] = SourceError(list(faults))

    def __call__(self, document: Document) -> Iterator[Region]:
        """Yield the regions of a page of docs/; none for another document.

        Raises SourceError for a page that is no part of the book.
        """
        name = self._name(document)
        if name is None:
            return
        if f"docs/{name}" in self.broken:
            raise self.broken[f"docs/{name}"]
        from loom.rules.maths.items import place_of

        lines = Lines(document.text)
        for item in self.checker.page(name).items:
            display, place = item.display, place_of(item.display)
            start = lines.start(place.line, place.column)
            end = start + 1 if display.inline else lines.start(place.first_line)
            judge = partial(self._refusal, self.checker.verdict, name, item)
            yield _region(start, end, Statement(display.name, judge))
        faults = self.checker.page_faults(name)
        for start, here in groupby(faults, lambda fault: lines.find(fault.line, fault.source)):
            message = "\n".join(map(str, here))
            yield _region(start, start, Statement("maths", partial(str, message)))

    def docstrings(self, document: Document) -> Iterator[Example]:
        """An Example for each docstring that names an equation; they lie inside of snippets."""
        name = self._name(document)
        if name is not None:
            for item in self.checker.docstrings(name):
                judge = partial(self._refusal, self.checker.docstring, name, item)
                start = Lines(document.text).start(item.line)
                region = _region(start, start, Statement(item.name, judge))
                yield Example(document, item.line, 1, region, {})

    def _name(self, document: Document) -> str | None:
        """The name of a page of docs/; None for another document."""
        path, docs = Path(document.path).absolute(), self.root / "docs"
        return path.relative_to(docs).as_posix() if path.is_relative_to(docs) else None

    @staticmethod
    def _refusal(verdict_on: Callable[[str, Any], Any], name: str, item: Any) -> str | None:
        """With file, line and cure; None for a statement that holds."""
        found = verdict_on(name, item)
        return str(found) if found and found.refused else None


def _region(start: int, end: int, statement: Statement) -> Region:
    region = Region(start, end, statement)
    region.evaluator = statement
    return region


class Statement:
    """One thing to check, with the name of its display; `judge` says what is wrong, or None."""

    def __init__(self, name: str, judge: Callable[[], str | None]):
        self.name, self.judge = name, judge

    def __call__(self, example: Example) -> str | None:
        """Return the message of a refused statement, as Sybil wants a failure told."""
        return self.judge()


class Lines:
    """Where the lines of a text start."""

    def __init__(self, text: str):
        self.text, self.starts = text, [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)

    def start(self, line: int, column: int = 0) -> int:
        """The offset of a line that is counted from 1, and of a column from 0."""
        return self.starts[line - 1] + column

    def find(self, line: int, words: str) -> int:
        """The offset of words on a line, or of the line."""
        start, end = self.starts[line - 1 : line + 1]
        return max(start, self.text.find(words, start, end))
