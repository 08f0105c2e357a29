"""The book as tests: every Python block and every equation is one, at its own line.

The project's conftest.py registers `Book`. A broken source is one fault.
"""

import os
from unittest import SkipTest

import pytest
from sybil import Sybil
from sybil.example import SybilFailure
from sybil.integration.pytest import SybilFile, SybilItem

from loom.model import SourceError, book
from loom.testing.equations import EquationParser, Statement
from loom.testing.snippets import SnippetParser


class Book:
    """A pytest plugin: collects the pages and the README of the project in the folder `root`."""

    def __init__(self, root):
        self.root = root
        self.equations = EquationParser(root)
        self.sybil = Sybil([SnippetParser(root), self.equations], encoding="utf-8-sig")
        os.environ["MPLBACKEND"] = "agg"  # figures are drawn, and no window opens
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the workers share the cores already

    @pytest.fixture(scope="session")
    def checker(self):
        """The book's equations, with the verdicts that their own items have found already."""
        return self.equations.checker

    def pytest_sessionstart(self, session):
        """Tell the faults of a broken book at once where all is to be tested, and only them."""
        config = session.config
        if config.args_source is config.ArgsSource.TESTPATHS and not hasattr(config, "workerinput"):
            try:
                book.load(self.root)
            except SourceError as error:
                raise pytest.UsageError(*map(str, error.faults)) from None

    def pytest_collect_file(self, file_path, parent):
        """Collect the chapters and the README."""
        if file_path == self.root / "README.md" or book.is_page(file_path, self.root / "docs"):
            return Chapter.from_parent(parent, path=file_path, sybils=[self.sybil])
        return None


class Chapter(SybilFile):
    """A page whose faults are told as file, line and cure, without a traceback."""

    def collect(self):
        """Yield a test for every example of the page."""
        (sybil,) = self.sybils
        _, equations = sybil.parsers
        try:
            document = sybil.parse(self.path)
        except SourceError as error:
            raise self.CollectError(str(error)) from None
        except UnicodeDecodeError:
            raise self.CollectError(_unreadable(self.path, equations.root)) from None
        for example in (*document.examples(), *equations.docstrings(document)):
            example.column = example.start - document.text.rfind("\n", 0, example.start)
            kind = Equation if isinstance(example.parsed, Statement) else Snippet
            yield kind.from_parent(self, sybil=sybil, example=example)


class Snippet(SybilItem):
    """An example whose failure is told from the page downwards, without the machinery."""

    def runtest(self):
        """Run the example; one that skips itself has not been run, and fails."""
        try:
            super().runtest()
        except (pytest.skip.Exception, SkipTest) as skipped:
            pytest.fail(f"every block of the book runs, and this one skips: {skipped}", pytrace=False)

    def _traceback_filter(self, excinfo):
        return excinfo.traceback.cut(path=self.path)

    def repr_failure(self, excinfo, style=None):
        """The failure; for code that does not compile, its place on the page."""
        on_page = any(entry.path == self.path for entry in excinfo.traceback)
        if on_page or isinstance(excinfo.value, SybilFailure):
            return super().repr_failure(excinfo, style)
        return excinfo.exconly()


class Equation(SybilItem):
    """A statement of the page; `-k sigmoid` chooses the display of that name."""

    def __init__(self, *, example, **options):
        super().__init__(example=example, **options)
        self.extra_keyword_matches.add(example.parsed.name)

    def repr_failure(self, excinfo, style=None):
        """The engine's message alone: what is wrong is on the page."""
        if isinstance(excinfo.value, SybilFailure):
            return excinfo.value.result
        return super().repr_failure(excinfo, style)


def _unreadable(path, root):
    """What is wrong with a file that is not UTF-8, with its line."""
    try:
        book.read_page(path, root)
    except SourceError as error:
        return str(error)
    return f"{path}: not UTF-8: save the file as UTF-8"
