"""The one-token edit that makes a refused statement true, if there is one."""

from __future__ import annotations

from loom.equations.claims import SCREEN
from loom.equations.definitions import Definitions
from loom.equations.mutants import mutants
from loom.equations.page import Item, Page
from loom.equations.verdicts import (
    CHECKED,
    PROGRAM,
    PROVED,
    PROVED_AT_SIZES,
    Refused,
)

_MOST = 150
_MOST_OF_A_PAGE = 600
_GOOD = (PROVED, PROVED_AT_SIZES, CHECKED, PROGRAM)


class Repairs:
    """Searches for repairs on one page; one with many faults is told them without."""

    def __init__(self, page: Page):
        self.page, self.tried = page, 0

    def find(self, item: Item) -> tuple[str, str] | None:
        """(`+ → -`, the formula with that change) that holds, or None."""
        if item.display.kind not in ("", "example", "def"):
            return None
        for change, latex in mutants(item.display.latex)[:_MOST]:
            self.tried += 1
            if self.tried > _MOST_OF_A_PAGE:
                return None
            try:
                if self._holds(self.page.reread(item, latex)):
                    return change, latex
            except Refused:
                continue
        return None

    def _holds(self, changed: Item) -> bool:
        if changed.display.kind == "def":
            return self._agrees(changed)
        return self.page.outcome(changed, SCREEN).kind in _GOOD

    def _agrees(self, changed: Item) -> bool:
        """Whether a changed definition is what the program computes."""
        theory, trials = self.page.changed_theory(changed.definitions)
        checker = Definitions(self.page, theory, trials, SCREEN)
        bound = all(checker.refuse(changed, definition)[1] for definition in changed.definitions)
        checker.further_claims(changed)
        return bound and checker.broken_by(changed.definitions) is None
