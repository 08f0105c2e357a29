"""The verdicts of a book's pages, with file, line and words.

    Checker(book.load(".")).check_page("01-neuron.md")   # a list of Found
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

from loom.model import inline
from loom.model.book import Book
from loom.equations.page import Item, Page
from loom.equations.verdicts import REFUSED, SKIPPED, Reason, Verdict, reason
from loom.rules.maths import docstrings, lock, prose, words
from loom.rules.maths.docstrings import Item as Docstring
from loom.rules.maths.items import place_of
from loom.rules.maths.known import Known, Numbers, numbers
from loom.rules.maths.pages import Pages, stem
from loom.rules.maths.repair import Repairs


@dataclass(frozen=True)
class Found:
    """The verdict on one statement, at its line.

    source: its LaTeX.  kind, argument: of a display, from its comment.
    """

    page: str
    line: int
    name: str
    verdict: Verdict
    inline: bool = False
    source: str = ""
    kind: str = ""
    argument: str = ""

    @property
    def refused(self) -> bool:
        """Whether the build fails because of it."""
        return self.verdict.refused

    @property
    def reason(self) -> str:
        """The reasons in English."""
        return words.english(self.verdict.reasons)

    @property
    def repair(self) -> str:
        """`+ → -: z = …`, the change that makes it true, or nothing."""
        change, latex = self.verdict.repair or ("", "")
        return f"{change}: {' '.join(latex.split())}" if change else ""

    @property
    def hash(self) -> str:
        """What the lock knows a display by."""
        return lock.digest(self.kind, self.argument, self.source)

    def __str__(self) -> str:
        cure = f" (it holds with {self.repair})" if self.repair else ""
        return f"{self.page}:{self.line}: {self.name}: {self.reason}{cure}"


class Checker(Pages):
    """Checks the pages of a book. What is learnt of one page serves the next.

    prove: whether proofs are tried.  mend: whether a refused statement is searched for the
    one change that makes it true, which takes longer than to refuse it.
    """

    def __init__(self, book: Book, prove: bool = True, mend: bool = True):
        super().__init__(book)
        self.prove, self.mend = prove, mend
        self._known: dict[object, Verdict] = {}
        self._faults: dict[str, list[Found]] = {}
        self._numbers: dict[str, Numbers] = {}
        self._mending: dict[str, Repairs] = {}

    @cached_property
    def _whole(self) -> list[Page]:
        """Every page: a definition is held against what later pages claim of it, too."""
        return [self.page(name) for name in self.book.pages]

    def check_page(self, name: str) -> list[Found]:
        """The verdict on everything that a page states, in reading order."""
        found = [self.verdict(name, item) for item in self.page(name).items]
        found += filter(None, (self.docstring(name, item) for item in self.docstrings(name)))
        found += self._program_faults(name)
        return sorted(self.page_faults(name) + found, key=lambda each: each.line)

    def verdict(self, name: str, item: Item) -> Found:
        """The verdict on one item. What both languages say inline is decided once."""
        assert self._whole
        display = item.display
        key: object = name, display.name, display.kind
        if display.inline:
            key = name, display.latex, tuple(display.given.items()), display.row
        if key not in self._known:
            self._known[key] = self._decide(name, item)
        verdict, place = self._known[key], place_of(display)
        line = place.line_of(display.latex, verdict.at[0]) if verdict.refused else place.line
        return Found(place.path, line, display.name, verdict, display.inline, display.latex,
                     display.kind, display.argument)

    def _decide(self, name: str, item: Item) -> Verdict:
        if item.display.kind == "skip":
            return _skipped(item.display.argument)
        page = self.page(name)
        verdict = page.verdict(item, self.prove)
        if not (verdict.refused and self.mend) or item.error or _is_told(verdict.reasons[0]):
            return verdict
        return replace(verdict, repair=self._repairs(name).find(item))

    def _repairs(self, name: str) -> Repairs:
        return self._mending.setdefault(name, Repairs(self.page(name)))

    def fate(self, name: str, item: Item, latex: str) -> tuple[str, tuple[Reason, ...]]:
        """What becomes of an item with another formula: killed, equivalent or survived."""
        assert self._whole
        return self.page(name).fate(item, latex)

    def docstrings(self, name: str) -> list[Docstring]:
        """The docstrings of a page's exported functions that name an equation."""
        return list(docstrings.items(self, name))

    def docstring(self, name: str, item: Docstring) -> Found | None:
        """The verdict on one docstring, or None where it says all in words."""
        verdict = docstrings.verdict(self, name, item)
        if verdict is None:
            return None
        return Found(self.source(name).path, item.line, item.name, verdict, True, item.text)

    def page_faults(self, name: str) -> list[Found]:
        """What is wrong with a page apart from its statements: maths comments, decimals."""
        if name not in self._faults:
            path, page = self.source(name).path, self.page(name)
            found = [Found(path, cast(int, line), "maths", _refused(self._helped(name, why)))
                     for line, why in page.faults]
            known = Known(map(self._page_numbers, (name, *self.uses(name))))
            found += [Found(path, fault.line, fault.source, _refused(fault.why), True, fault.source)
                      for fault in prose.faults(self.source(name), page.theory, known)]
            self._faults[name] = found
        return self._faults[name]

    def _page_numbers(self, name: str) -> Numbers:
        if name not in self._numbers:
            self._numbers[name] = numbers(self.source(name), self.page(name))
        return self._numbers[name]

    def _program_faults(self, name: str) -> list[Found]:
        """What went wrong with a page's Python, where some statement needed it."""
        faults = self._programs[name].faults if name in self._programs else []
        path = self.source(name).path
        return [Found(path, line, "python", _refused(why), True) for line, why in faults]

    def _helped(self, name: str, why: Reason) -> Reason:
        """A reason with the pages that there are, which the engine does not know."""
        if why.kind != "no-such-page":
            return why
        return Reason(why.kind, (*why.values, ("stems", [stem(n) for n in self._earlier(name)])))


def _is_told(why: Reason) -> bool:
    """Whether a reason says already what should stand there."""
    told = why.kind, *(value.kind for _, value in why.values if isinstance(value, Reason))
    return not {"wrong-digits", "slip", "should-read"}.isdisjoint(told)


def _refused(why: Reason) -> Verdict:
    return Verdict(REFUSED, (why,))


def _skipped(argument: str) -> Verdict:
    """The author's reason for not executing a display."""
    both = inline.split_languages(argument)
    if both is None:
        return _refused(reason("skip-languages"))
    return Verdict(SKIPPED, (reason("skipped", zh=both[0], en=both[1]),))
