"""Every display and every inline relation as a Sybil example, at its own line."""

from functools import cached_property, partial
from itertools import groupby
from pathlib import Path

from sybil.region import Region

from nnbook.loom import book, tangle
from nnbook.loom.source import SourceError


class EquationParser:
    """A Sybil parser: regions for the statements of a page. The book is read once.

    Whoever else wants verdicts in this process asks `checker`, which keeps them.
    """

    def __init__(self, root, prove=True):
        self.root, self.prove = Path(root).resolve(), prove

    @cached_property
    def checker(self):
        """The checker of every page that can be read; the others have a fault in `broken`."""
        from nnbook.loom.equations.checks.page import Checker  # here: a README needs no NumPy

        return Checker(self._readable[0], self.prove)

    @property
    def broken(self):
        """The SourceError of each page that is no part of the book, by its path."""
        return self._readable[1]

    @cached_property
    def _readable(self):
        broken = {}
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

    def __call__(self, document):
        """Yield the regions of a page of docs/; none for another document.

        Raises SourceError for a page that is no part of the book.
        """
        path = Path(document.path).resolve()
        docs = self.root / "docs"
        if not path.is_relative_to(docs):
            return
        name = path.relative_to(docs).as_posix()
        if f"docs/{name}" in self.broken:
            raise self.broken[f"docs/{name}"]
        model, lines = self.checker.library.model(name), Lines(document.text)
        for item in model.items:
            start = lines.start(item.line, item.column)
            end = start + 1 if item.is_inline else lines.start(item.first_line)
            yield _region(start, end, Statement(item.name, partial(self._refusal, name, item)))
        faults = self.checker.page_faults(name)
        for start, here in groupby(faults, lambda fault: lines.find(fault.line, fault.source)):
            message = "\n".join(map(str, here))
            yield _region(start, start, Statement("maths", partial(str, message)))

    def _refusal(self, name, item):
        """With file, line and cure; None for a statement that holds."""
        verdict = self.checker.verdict(name, item)
        return str(verdict) if verdict.refused else None


def _region(start, end, statement):
    region = Region(start, end, statement)
    region.evaluator = statement
    return region


class Statement:
    """One thing to check, with the name of its display; `judge` says what is wrong, or None."""

    def __init__(self, name, judge):
        self.name, self.judge = name, judge

    def __call__(self, example):
        """Return the message of a refused statement, as Sybil wants a failure told."""
        return self.judge()


class Lines:
    """Where the lines of a text start."""

    def __init__(self, text):
        self.text, self.starts = text, [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)

    def start(self, line, column=0):
        """The offset of a line that is counted from 1, and of a column from 0."""
        return self.starts[line - 1] + column

    def find(self, line, words):
        """The offset of words on a line, or of the line."""
        start, end = self.starts[line - 1 : line + 1]
        return max(start, self.text.find(words, start, end))
