"""What the engine says of a statement: data, no sentences.

A reason is a kind and its parameters. Whoever shows it to people has the words for it
(`loom.words`), and nothing in the engine ever reads a message.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NoReturn

PROVED, PROVED_AT_SIZES, CHECKED = "proved", "proved-at-sizes", "checked"
PROGRAM, DEFINITION, GIVEN = "program", "definition", "given"
RECALL, SKIPPED, REFUSED = "recall", "skipped", "refused"
REFUTED = "refuted"  # declared false, and it is
# From weakest to strongest, for a display of several statements.
STRENGTH = (GIVEN, RECALL, CHECKED, PROVED_AT_SIZES, PROVED, PROGRAM)


@dataclass(frozen=True)
class Reason:
    """Why: a kind, and parameters by name."""

    kind: str
    values: tuple[tuple[str, Any], ...] = ()

    def __getitem__(self, name: str) -> Any:
        return dict(self.values)[name]

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.values)
        return f"{self.kind}({shown})" if shown else self.kind


def reason(kind: str, **values: Any) -> Reason:
    """A reason from its kind and parameters."""
    return Reason(kind, tuple(values.items()))


class Refused(Exception):
    """A statement that is false, empty or cannot be read, at formula[at[0]:at[1]].

    about: the relation that does not hold, for whoever wants to know more of it.
    """

    def __init__(self, why: Reason, at: tuple[int, int] = (0, 0), about: Any = None):
        super().__init__(str(why))
        self.reason, self.at, self.about = why, at, about


class Unreadable(Refused):
    """LaTeX that is not understood: the parser's Refused."""


def refuse(kind: str, at: tuple[int, int] = (0, 0), **values: Any) -> NoReturn:
    """Raise Refused."""
    raise Refused(reason(kind, **values), at)


@dataclass(frozen=True)
class Verdict:
    """A verdict with its reasons; `at` is where a refused formula is wrong.

    repair: the one-token change that makes a refused statement true, (change, latex).
    """

    kind: str
    reasons: tuple[Reason, ...] = ()
    at: tuple[int, int] = (0, 0)
    repair: tuple[str, str] | None = field(default=None)

    @property
    def refused(self) -> bool:
        """Whether the statement is turned down."""
        return self.kind == REFUSED

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.kind, "; ".join(map(str, self.reasons)))))
