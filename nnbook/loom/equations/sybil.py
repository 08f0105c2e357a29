"""Every display and every inline relation as a Sybil example, at its own line."""

from functools import cached_property
from pathlib import Path

from sybil.region import Region

from nnbook.loom import book
from nnbook.loom.equations.checks.page import Checker


class EquationParser:
    """A Sybil parser: regions for the statements of a page. The book is read once."""

    def __init__(self, root, prove=True):
        self.root, self.prove = Path(root).resolve(), prove

    @cached_property
    def checker(self):
        """The checker of the whole book. Raises SourceError for a broken source."""
        return Checker(book.load(self.root), self.prove)

    def __call__(self, document):
        """Yield the regions of a page of docs/; none for another document."""
        path = Path(document.path).resolve()
        docs = self.root / "docs"
        if not path.is_relative_to(docs):
            return
        name = path.relative_to(docs).as_posix()
        if name not in self.checker.book.pages:
            return
        starts = _line_starts(document.text)
        for item in self.checker.library.model(name).items:
            start = starts[item.line - 1] + item.column
            end = start + 1 if item.is_inline else starts[item.first_line]
            region = Region(start, end, item)
            region.evaluator = Evaluator(self, name, item)
            yield region
        faults = [v for v in self.checker.page_faults(name)]
        for fault in faults:
            region = Region(starts[fault.line - 1], starts[fault.line - 1], fault)
            region.evaluator = Evaluator(self, name, fault)
            yield region


class Evaluator:
    """Checks one statement; what is refused fails with file, line and cure."""

    def __init__(self, parser, name, item):
        self.parser, self.name, self.item = parser, name, item

    def __call__(self, example):
        """Return the message of a refused statement, as Sybil wants a failure told."""
        verdict = self.item
        if not hasattr(verdict, "verdict"):
            verdict = self.parser.checker.verdict(self.name, self.item)
        return str(verdict) if verdict.refused else None


def _line_starts(text):
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts
