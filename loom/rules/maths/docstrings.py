"""What the docstrings of exported functions say of equations, held against both.

    def sigmoid(z):
        '''σ(z) = 1 / (1 + e⁻ᶻ), a number from 0 to 1.          eq: sigmoid

The first line starts with what the function returns: a formula, or an expression in the
page's symbols, or words. Each `eq: name` is a display of this page or an earlier one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from loom.equations import plain, tree
from loom.equations.page import Display
from loom.equations.page import Item as Statement
from loom.equations.program import Binding, said
from loom.equations.verdicts import (
    PROGRAM, REFUSED, Reason, Refused, Unreadable, Verdict, reason, refuse,
)

if TYPE_CHECKING:
    from loom.rules.maths.checker import Checker


@dataclass(frozen=True)
class Item:
    """An exported function whose docstring names equations, at the line of its docstring.

    text: the first line up to `eq:`.  names: the equations.
    """

    name: str
    line: int
    text: str
    names: tuple[str, ...]


def items(checker: Checker, name: str) -> Iterator[Item]:
    """The functions of a page whose docstrings name an equation."""
    for fence in checker.source(name).fences:
        for node in ast.walk(ast.parse(fence.body)) if fence.stem else ():
            text = ast.get_docstring(node) if isinstance(node, ast.FunctionDef) else None
            names = said(text or "")
            if isinstance(node, ast.FunctionDef) and text and names:
                first = text.split("\n")[0].partition("eq: ")[0].strip()
                yield Item(f"{node.name}()", fence.line + node.body[0].lineno, first, names)


def verdict(checker: Checker, name: str, item: Item) -> Verdict | None:
    """The verdict on one docstring, or None for one that says it all in words."""
    try:
        reasons = [*_elsewhere(checker, name, item), *_returned(checker, name, item)]
        claim = _claim(checker, name, item)
    except Refused as error:
        return Verdict(REFUSED, (error.reason,), error.at)
    if reasons and not (claim and claim.refused):
        return Verdict(PROGRAM, tuple(dict.fromkeys(reasons)))
    return claim


def _elsewhere(checker: Checker, name: str, item: Item) -> list[Reason]:
    """What agrees with the displays of earlier pages; this page's own are held where they stand."""
    found: list[Reason] = []
    page = checker.page(name)
    for wanted in item.names:
        display = checker.display(wanted, name)
        if display is None:
            known = [i.display.name for i in page.items if not i.display.inline]
            near = get_close_matches(wanted, known, n=1)
            refuse("docstring-no-such-display", name=wanted, alike=near[0] if near else "")
        home = checker.page(checker.book.equations[wanted].page)
        if display.error or home is page:
            continue
        binding = Binding(checker.program(name), home.theory, checker.seed(name), item.name[:-2])
        for definition in display.definitions:
            found += binding.definition(definition.key)
        chains = [s.node for s in display.statements if isinstance(s.node, tree.Chain)]
        if display.display.kind != "def":
            found += binding.sides(wanted, chains)
    return found


def _claim(checker: Checker, name: str, item: Item) -> Verdict | None:
    """The verdict on the docstring's formula; None where it has no relation."""
    text = plain.formula(plain.clause(item.text))
    if not text:
        return None
    page = checker.page(name)
    display = Display(plain.latex(text), name=item.name, inline=True,
                      given=checker.given_at(name, item.line))
    try:
        statement = page.reread(Statement(display), display.latex)
    except Unreadable as error:
        refuse("docstring-unreadable", why=error.reason)
    return page.verdict(statement, checker.prove)


def _returned(checker: Checker, name: str, item: Item) -> list[Reason]:
    """Whether the function returns what its docstring starts with; nothing for words."""
    page = checker.page(name)
    return page.binding(page.theory).returned(item.name.removesuffix("()"))


__all__ = ["Item", "items", "reason", "verdict"]
