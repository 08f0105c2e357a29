"""Every Python block of a page as a Sybil example, hence a pytest item at its line.

The blocks come from `source.read`, the reader that tangling uses: what is exported is
what is tested, and a block that would not run is an error there. A page is one
namespace; an example run alone first runs what stands above it.
"""

import warnings
from contextvars import copy_context
from doctest import DONT_ACCEPT_TRUE_FOR_1
from pathlib import Path

from sybil.evaluators.doctest import DocTestEvaluator
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.region import Lexeme, Region

from loom import model as source


class SnippetParser:
    """A Sybil parser: regions for the programs and sessions of a page.

    A page of root/docs is a chapter; any other, such as the README, is plain Markdown.
    """

    def __init__(self, root):
        self.root = Path(root).absolute()

    def __call__(self, document):
        """Yield the regions of a document. Raises SourceError for a broken source."""
        name = self._name(document.path)
        page = source.read(document.text, name, chapter=name.startswith("docs/"))
        starts = _line_starts(document.text)
        above = Above()
        for fence in page.fences:
            if fence.language == "python":
                for region in _regions(fence, starts, document.path):
                    region.evaluator = CatchUp(region.evaluator, above, len(above.regions))
                    above.regions.append(region)
                    yield region

    def _name(self, path):
        return Path(path).absolute().relative_to(self.root).as_posix()


class Above:
    """The examples of a page in their order, and how many from the top have run.

    They run in a context of their own, which holds what NumPy has been told of printing
    and of errors: no page decides what the next one prints.
    """

    def __init__(self):
        self.regions = []
        self.start()

    def start(self):
        """Begin again from the top."""
        self.ran = 0
        self.context = copy_context()


class CatchUp:
    """Runs an example after everything above it on its page has run, each once.

    So one example alone (`-k`, a node id, `--lf`) and several workers (`-n 2`) see the
    names that a reader has defined by then, and no others: where something below has run
    already, the page starts again from its top.
    """

    def __init__(self, evaluator, above, position):
        self.evaluator = evaluator
        self.above = above
        self.position = position

    def __call__(self, example):
        __tracebackhide__ = True
        if self.position < self.above.ran:
            example.namespace.clear()
            self.above.start()
        for region in self.above.regions[self.above.ran : self.position]:
            self.above.context.run(_quietly, region, example)
        self.above.ran = self.position + 1
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a reader would see it, and the page does not show it
            return self.above.context.run(self.evaluator, example)


def _quietly(region, example):
    """Run for the names alone: a failure here is reported by the example's own item."""
    line = example.document.text.count("\n", 0, region.start) + 1
    earlier = type(example)(example.document, line, 1, region, example.namespace)
    try:
        region.evaluator.evaluator(earlier)
    except KeyboardInterrupt:
        raise
    except BaseException:  # SystemExit and pytest's Skipped are no Exceptions
        pass


def _line_starts(text):
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _regions(fence, starts, path):
    if not fence.is_session:
        lexeme = Lexeme(fence.body, 0, 0)
        region = Region(starts[fence.line - 1], starts[fence.end - 1], lexeme)
        region.evaluator = PythonEvaluator()
        yield region
        return
    for region in DocTestStringParser(DocTestEvaluator(DONT_ACCEPT_TRUE_FOR_1))(fence.body, path):
        first = fence.line + fence.body.count("\n", 0, region.start)
        last = fence.line + fence.body.count("\n", 0, region.end)
        region.start, region.end = starts[first], max(starts[last], starts[first] + 1)
        yield region
