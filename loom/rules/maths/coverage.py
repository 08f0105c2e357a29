"""Is every quantity that an exported function returns met by some display?"""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from loom.equations import tree
from loom.equations.page import Page
from loom.equations.program import Binding, said
from loom.equations.verdicts import Refused

if TYPE_CHECKING:
    from loom.rules.maths.checker import Checker


def uncovered(checker: Checker, name: str) -> list[str]:
    """The quantities of a page's exported functions that no equation is held against.

    A quantity that is returned by name must be defined, a leaf, or a displayed derivative;
    a function that returns one number must be bound to an equation.
    """
    source, page = checker.source(name), checker.page(name)
    if not any(fence.stem for fence in source.fences):
        return []  # a page that exports nothing need not run
    program, found = checker.program(name), []
    binding = page.binding(page.theory)
    known = set(binding.keys).union(*map(binding.names_of, _derivatives(page)))
    for label, function in program.functions.items():
        if function.__module__ == "__page__" or label.startswith("_"):
            continue
        returned = binding.results(label)
        named = {k for k, v in returned.items() if isinstance(v, (Real, np.ndarray))}
        for quantity in sorted(named - known) if "" not in returned else ():
            found.append(f"{source.path}: {label}(): {quantity} is met by no display")
        if isinstance(returned.get(""), Real) and not _bound(checker, name, label, binding):
            found.append(f"{source.path}: {label}(): no equation says what it returns: start "
                         "its docstring with it, as in `σ(z), … eq: name`")
    return found


def _derivatives(page: Page) -> Iterator[tree.Derivative]:
    """The derivatives that a page or one that it uses displays."""
    for each in (page, *page.uses):
        for item in each.items:
            for statement in item.statements:
                yield from (n for n in statement.node.walk() if isinstance(n, tree.Derivative))


def _bound(checker: Checker, name: str, label: str, binding: Binding) -> bool:
    """Whether some equation is held against what a function returns as a whole."""
    shown = f"{label}()"
    try:
        if binding.returned(label):
            return True
        docstring = checker.program(name).functions[label].__doc__ or ""
        named = [checker.display(wanted, name) for wanted in said(docstring)]
        own = [item for item in checker.page(name).items if item.definitions]
        for item in [*filter(None, named), *own]:
            chains = [s.node for s in item.statements if isinstance(s.node, tree.Chain)]
            reasons = [why for d in item.definitions for why in binding.definition(d.key)] or \
                binding.sides(item.display.name, chains)
            if any(shown in dict(why.values).values() for why in reasons):
                return True
    except Refused:
        return True  # and refused where it stands
    return False
