"""Every Python block of the book is a test at its own line; a broken source is one fault."""

from pathlib import Path

from sybil import Sybil
from sybil.integration.pytest import SybilFile
from sybil.parsers.markdown import PythonCodeBlockParser

from nnbook.loom.snippets import SnippetParser
from nnbook.loom.source import SourceError

ROOT = Path(__file__).parent
pytest_plugins = ["pytester"]

_book = Sybil([SnippetParser(ROOT)], patterns=["docs/**/*.md", "docs/*.md"], encoding="utf-8-sig")
_readme = Sybil([PythonCodeBlockParser()], filenames=["README.md"])  # no chapter: plain Markdown


class Chapter(SybilFile):
    """A page whose faults are told as file, line and cure, without a traceback."""

    def collect(self):
        """Yield a test for every example of the page."""
        try:
            yield from super().collect()
        except (SourceError, UnicodeDecodeError) as error:
            raise self.CollectError(f"{error}") from None


def pytest_collect_file(file_path, parent):
    """Collect the chapters and the README."""
    if _readme.should_parse(file_path):
        return SybilFile.from_parent(parent, path=file_path, sybils=[_readme])
    if _book.should_parse(file_path):
        return Chapter.from_parent(parent, path=file_path, sybils=[_book])
    return None
