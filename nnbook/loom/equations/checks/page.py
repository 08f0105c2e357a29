"""All verdicts of a page: its displays, its inline relations, its decimals in prose."""

from collections import Counter
from functools import partial
from hashlib import sha256

from nnbook.loom import inline, tangle
from nnbook.loom.equations.checks import decimals, displays, docstrings, running
from nnbook.loom.equations.checks.context import Context
from nnbook.loom.equations.checks.definitions import Definitions
from nnbook.loom.equations.checks.operands import Known
from nnbook.loom.equations.checks.program import Binding
from nnbook.loom.equations.checks.sides import agreement
from nnbook.loom.equations.checks.verdicts import (
    RECALL, REFUSED, SKIPPED, Outcome, Refused, Verdict, agreeing,
)
from nnbook.loom.equations.graph.pages import Library
from nnbook.loom.equations.reading import tree


class Checker:
    """Checks the pages of a book. What is learnt of one page serves the next.

    prove: whether proofs are tried; mend: whether a refused statement is searched for the
    one change that makes it true, which takes longer than to refuse it.
    """

    def __init__(self, book, prove=True, mend=True):
        self.book, self.prove, self.mend = book, prove, mend
        self.library = Library(book)
        self.modules = tangle.modules(book)
        self._contexts, self._quick, self._bindings = {}, {}, {}
        self.repairs = Counter()
        self._verdicts, self._faults = {}, {}

    def seed(self, name):
        """The seed of a page: a hash of its content."""
        page = self.book.pages[name]
        return sha256("\n".join(page.lines).encode()).hexdigest()[:16]

    def context(self, name):
        """The worlds of a page."""
        if name not in self._contexts:
            self._contexts[name] = self._context(name, self.prove)
        return self._contexts[name]

    def quick_context(self, name):
        """The same worlds, without proofs."""
        if name not in self._quick:
            self._quick[name] = self._context(name, prove=False)
        return self._quick[name]

    def _context(self, name, prove):
        model = self.library.model(name)
        known = Known(s for item in model.items for s in item.statements)
        return Context(model.graph, self.seed(name), prove, known)

    def binding(self, name):
        """The program of a page, run once."""
        if name not in self._bindings:
            seed = self.seed(name)
            run = running.run(self.book.pages[name], self.modules, seed)
            self._bindings[name] = Binding(run, seed)
        return self._bindings[name]

    def check_page(self, name):
        """The verdict on every display and inline relation of a page, in reading order."""
        found = [self.verdict(name, item) for item in self.library.model(name).items]
        found += filter(None, map(partial(self.docstring, name), self.docstrings(name)))
        return sorted(self.page_faults(name) + found, key=lambda v: v.line)

    def docstrings(self, name):
        """The docstrings of a page's exported functions that name an equation."""
        return list(docstrings.items(self.library.model(name)))

    def docstring(self, name, item):
        """The verdict on one docstring, or None where it says all in words."""
        return docstrings.verdict(self, name, item)

    def page_faults(self, name):
        """What is wrong with a page apart from its statements: maths comments, decimals."""
        if name not in self._faults:
            model = self.library.model(name)
            self._faults[name] = [Verdict(model.page.path, line, "maths", REFUSED, message)
                                  for line, message in model.faults]
            self._faults[name] += decimals.check(self.library, model)
        return self._faults[name]

    def verdict(self, name, item):
        """The verdict on one item. What both languages say inline is decided once."""
        key = item.line
        if item.is_inline:
            key = item.text, tuple(item.given.items()), item.row
        if (name, key) not in self._verdicts:
            self._verdicts[name, key] = self._decide(name, item)
        known = self._verdicts[name, key]
        return _moved(known, item) if item.is_inline else known

    def _decide(self, name, item):
        try:
            if item.error:
                raise Refused(str(item.error), (item.error.start, item.error.end))
            outcome = self.outcome(name, item)
        except Refused as error:
            from nnbook.loom.equations.checks.repair import repair

            told = item.error or "should read" in str(error) or "rounds to" in str(error)
            mended = repair(self, name, item) if self.mend and not told else ""
            line = item.line_of(error.at[0])
            return Verdict(item.page, line, item.name, REFUSED, str(error), mended,
                           item.is_inline, source=item.text)
        return Verdict(item.page, item.line, item.name, outcome.verdict, outcome.reason,
                       inline=item.is_inline, timed_out=outcome.timed_out, source=item.text)

    def outcome(self, name, item, context=None):
        """What an item is worth. Raises Refused."""
        context = context or self.context(name)
        if item.kind == "skip":
            if inline.split_languages(item.argument) is None:
                raise Refused("the reason is for the reader: write skip 中文 | English")
            return Outcome(SKIPPED, item.argument)
        if item.kind == "vary":
            raise Refused("statements in differentials are not executed yet")
        if item.kind == "recall":
            return self._recall(name, item, context.graph)
        if item.kind == "def":
            return Definitions(self, name, context).check(item)
        outcome = displays.check(item, context, self.binding(name))
        return agreeing(outcome, self.bound(name, item, context.graph))

    def bound(self, name, item, graph):
        """What of the program equals an item or its derivatives, in words. Raises Refused."""
        nodes = {n: None for s in item.statements for n in s.walk()
                 if isinstance(n, tree.Derivative)}
        found = (self.binding(name).derivative(node, graph, item.given) for node in nodes)
        return [words for words in (agreement(item, graph, self.binding(name)), *found) if words]

    def _recall(self, name, item, graph):
        earlier = self.library.display(item.name, name)
        if earlier is None or earlier.error or item.statements != earlier.statements:
            raise Refused("recalled differently from what stands on the earlier page", (0, 0))
        return Outcome(RECALL, f"the display {earlier.name} of {earlier.page}")


def _moved(verdict, item):
    return Verdict(item.page, item.line, item.name, verdict.verdict, verdict.reason,
                   verdict.repair, True, verdict.timed_out, item.text)
