"""The pages of a book as the engine sees them: each with its worlds, example and program."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from hashlib import sha256
from typing import Any

from loom import tangle
from loom.model.book import Book
from loom.equations.declare import Declared, declare
from loom.equations.page import Item, Page
from loom.equations.parser import read_names
from loom.equations.program import Program
from loom.equations.theory import Theory
from loom.equations.verdicts import RECALL, Refused
from loom.rules.maths import items, running, tables
from loom.rules.maths.known import calculated
from loom.model.page import Page as Source


class Pages:
    """The pages of a book, each read when it is first asked for."""

    def __init__(self, book: Book):
        self.book = book
        self.modules = tangle.modules(book)
        self._pages: dict[str, Page] = {}
        self._declared: dict[str, Declared] = {}
        self._programs: dict[str, Program] = {}

    def source(self, name: str) -> Source:
        """A page as it was read from Markdown."""
        return self.book.pages[name]

    def seed(self, name: str) -> str:
        """The seed of a page: a hash of its content."""
        return sha256("\n".join(self.source(name).lines).encode()).hexdigest()[:16]

    def page(self, name: str) -> Page:
        """A page as the engine sees it."""
        if name not in self._pages:
            source, declared = self.source(name), self.declared(name)

            def given_at(line: int) -> items.Given:
                return self.given_at(name, line)

            symbols = _symbols(declared.theory)
            displays = [*items.displays(source, given_at), *items.inlines(source, given_at),
                        *tables.rows(source, given_at, symbols)]
            displays.sort(key=lambda display: items.place_of(display).line)
            self._pages[name] = Page(
                items.declarations(source), displays, partial(self._used, name),
                self.seed(name), partial(self.program, name), partial(self._defining, name))
        return self._pages[name]

    def declared(self, name: str) -> Declared:
        """What the comments of a page declare, among what the pages that it uses know."""
        if name not in self._declared:
            lines = items.declarations(self.source(name))
            theory = Theory()
            for _, wanted in declare(Theory(), lines).uses:
                used = self._used(name, wanted)
                if used is not None:
                    theory.include(used.theory)
            self._declared[name] = declare(theory, lines)
        return self._declared[name]

    def given_at(self, name: str, line: int) -> items.Given:
        """The worked example in force at a line."""
        return {slot: value for at, slot, value in self.declared(name).given if at <= line}

    def program(self, name: str) -> Program:
        """The Python of a page, run once."""
        if name not in self._programs:
            self._programs[name] = running.run(self.source(name), self.modules, self.seed(name))
        return self._programs[name]

    def uses(self, name: str) -> list[str]:
        """The pages that a page uses, and those that they use, each once."""
        found: dict[str, None] = {}
        for _, wanted in self.declared(name).uses:
            used = self._find(name, wanted)
            if used is not None:
                found.update(dict.fromkeys((used, *self.uses(used))))
        return list(found)

    def display(self, wanted: str, name: str) -> Item | None:
        """A display by its name, where it first stands: on this page or an earlier one."""
        known = self.book.equations.get(wanted)
        if known is None or known.page not in (name, *self._earlier(name)):
            return None
        return next((item for item in self.page(known.page).items if item.display.name == wanted
                     and item.display.kind not in (RECALL, "false")), None)

    def _defining(self, name: str, key: str) -> str | None:
        """The stem of the first earlier page that defines a key, or None."""
        return next((stem(page) for page in self._earlier(name)
                     for item in self.page(page).items
                     for definition in item.definitions if definition.key == key), None)

    def _used(self, name: str, wanted: str) -> Page | None:
        found = self._find(name, wanted)
        return None if found is None else self.page(found)

    def _find(self, name: str, wanted: str) -> str | None:
        return next((page for page in self._earlier(name) if stem(page) == wanted), None)

    def _earlier(self, name: str) -> list[str]:
        order = list(self.book.pages)
        return order[: order.index(name)]


def stem(name: str) -> str:
    """What `use` calls a page: `two_two_one` for 02-two-two-one.md."""
    return re.sub(r"^(\d+|[a-z])-", "", name).replace("-", "_").removesuffix(".md")


def _symbols(theory: Theory) -> tables.Symbols:
    """What tables ask: the leaf that a formula is, and the value of a calculation."""
    def leaf(text: str) -> str | None:
        with suppress(Refused):
            names = read_names(text, theory)
            if len(names) == 1 and not names[0][1] and names[0][0] in theory.leaves:
                return names[0][0]
        return None

    def value(text: str) -> Any:
        return next(iter(calculated(text, theory)), None)

    return tables.Symbols(leaf, value)
