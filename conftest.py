"""Every Python block and every equation of the book is a test at its own line.

A broken source is one fault.
"""

import os
from pathlib import Path
from unittest import SkipTest

import pytest
from sybil import Sybil
from sybil.example import SybilFailure
from sybil.integration.pytest import SybilFile, SybilItem

from nnbook.loom import book
from nnbook.loom.maths.sybil import EquationParser, Statement
from nnbook.loom.snippets import SnippetParser
from nnbook.loom.source import SourceError

ROOT = Path(__file__).parent
os.environ["MPLBACKEND"] = "agg"  # figures are drawn, and no window opens
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the workers share the cores already
pytest_plugins = ["pytester"]

_equations = EquationParser(ROOT)
_book = Sybil([SnippetParser(ROOT), _equations], encoding="utf-8-sig")


@pytest.fixture(scope="session")
def checker():
    """The book's equations, with the verdicts that their own items have found already."""
    return _equations.checker


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


class Chapter(SybilFile):
    """A page whose faults are told as file, line and cure, without a traceback."""

    def collect(self):
        """Yield a test for every example of the page."""
        try:
            document = _book.parse(self.path)
        except SourceError as error:
            raise self.CollectError(str(error)) from None
        except UnicodeDecodeError:
            raise self.CollectError(_unreadable(self.path)) from None
        for example in (*document.examples(), *_equations.docstrings(document)):
            example.column = example.start - document.text.rfind("\n", 0, example.start)
            kind = Equation if isinstance(example.parsed, Statement) else Snippet
            yield kind.from_parent(self, sybil=_book, example=example)


def pytest_sessionstart(session):
    """Tell the faults of a broken book at once where all is to be tested, and only them."""
    config = session.config
    if config.args_source is config.ArgsSource.TESTPATHS and not hasattr(config, "workerinput"):
        try:
            book.load(ROOT)
        except SourceError as error:
            raise pytest.UsageError(*map(str, error.faults)) from None


def _unreadable(path):
    """What is wrong with a file that is not UTF-8, with its line."""
    try:
        book.read_page(path, ROOT)
    except SourceError as error:
        return str(error)
    return f"{path}: not UTF-8: save the file as UTF-8"


def pytest_collect_file(file_path, parent):
    """Collect the chapters and the README."""
    if file_path == ROOT / "README.md" or book.is_page(file_path, ROOT / "docs"):
        return Chapter.from_parent(parent, path=file_path, sybils=[_book])
    return None
