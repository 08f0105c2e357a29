"""Every Python block of the book is a test at its own line; a broken source is one fault."""

import os
from pathlib import Path

from sybil import Sybil
from sybil.example import SybilFailure
from sybil.integration.pytest import SybilFile, SybilItem

from nnbook.loom import book
from nnbook.loom.snippets import SnippetParser
from nnbook.loom.source import SourceError

ROOT = Path(__file__).parent
os.environ["MPLBACKEND"] = "agg"  # figures are drawn, and no window opens
pytest_plugins = ["pytester"]

_book = Sybil([SnippetParser(ROOT)], encoding="utf-8-sig")


class Snippet(SybilItem):
    """An example whose failure is told from the page downwards, without the machinery."""

    def _traceback_filter(self, excinfo):
        return excinfo.traceback.cut(path=self.path)

    def repr_failure(self, excinfo, style=None):
        """The failure; for code that does not compile, its place on the page."""
        on_page = any(entry.path == self.path for entry in excinfo.traceback)
        if on_page or isinstance(excinfo.value, SybilFailure):
            return super().repr_failure(excinfo, style)
        return excinfo.exconly()


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
        for example in document.examples():
            yield Snippet.from_parent(self, sybil=_book, example=example)


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
