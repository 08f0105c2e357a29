"""Every Python block of a page as a Sybil example, hence a pytest item at its line.

The blocks come from `source.read`, the reader that tangling uses: what is exported is
what is tested, and a block that would not run is an error there. A page is one
namespace; an example run alone first runs what stands above it.
"""

from pathlib import Path

from sybil.evaluators.doctest import DocTestEvaluator
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.region import Lexeme, Region

from nnbook.loom import source


class SnippetParser:
    """A Sybil parser: regions for the programs and sessions of a page."""

    def __init__(self, root):
        self.root = Path(root).resolve()

    def __call__(self, document):
        """Yield the regions of a document. Raises SourceError for a broken source."""
        page = source.read(document.text, self._name(document.path))
        starts = _line_starts(document.text)
        previous = []
        for fence in page.fences:
            if fence.language == "python":
                for region in _regions(fence, starts, document.path):
                    region.evaluator = CatchUp(region.evaluator, list(previous))
                    previous.append(region)
                    yield region

    def _name(self, path):
        path = Path(path).resolve()
        inside = path.is_relative_to(self.root)
        return path.relative_to(self.root).as_posix() if inside else path.as_posix()


class CatchUp:
    """Runs an example after everything above it on its page has run, each once.

    So one example alone (`-k`, a node id, `--lf`) and several workers (`-n 2`) see the
    names that a reader has defined by then.
    """

    def __init__(self, evaluator, previous):
        self.evaluator = evaluator
        self.previous = previous
        self.done = False

    def __call__(self, example):
        __tracebackhide__ = True
        for region in self.previous:
            if not region.evaluator.done:
                region.evaluator.quietly(_example(example, region))
        self.done = True
        return self.evaluator(example)

    def quietly(self, example):
        """Run for the names alone: a failure here is reported by the example's own item."""
        self.done = True
        try:
            self.evaluator(example)
        except Exception:
            pass


def _example(example, region):
    line = example.document.text.count("\n", 0, region.start) + 1
    return type(example)(example.document, line, 1, region, example.namespace)


def _line_starts(text):
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _regions(fence, starts, path):
    if not fence.body.lstrip("\n").startswith(">>>"):
        lexeme = Lexeme(fence.body, 0, 0)
        region = Region(starts[fence.line - 1], starts[fence.end - 1], lexeme)
        region.evaluator = PythonEvaluator()
        yield region
        return
    body = starts[fence.line]
    for region in DocTestStringParser(DocTestEvaluator())(fence.body, path):
        first = fence.line + fence.body.count("\n", 0, region.start)
        last = fence.line + fence.body.count("\n", 0, region.end)
        region.start, region.end = starts[first], max(starts[last], starts[first] + 1)
        region.parsed.lineno = first
        yield region
