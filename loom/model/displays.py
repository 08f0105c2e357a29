"""Displays: a `math` fence, and the `eq` comment directly above it that names it."""

import re

from loom.model.comments import check_declarations
from loom.model.page import Equation
from loom.model.titles import halves

KINDS = ("def", "example", "recall", "vary", "false", "skip")
BAR = re.compile(r"(?<!\\)\|")
BARE_BAR = r"a bare | in mathematics: write \mid or \lvert … \rvert"

_EQUATION = re.compile(r"^<!-- *eq\b(?P<rest>[^\n]*)-->$")
MATHS = re.compile(r"^<!--\s*maths\b")  # opens a comment of declarations
_MISSPELT = re.compile(r"^<!--\s*(?:eq|eqs|equations?|maths?)\b", re.IGNORECASE)


class Displays:
    """The name that waits for its display, from one line to the next."""

    def __init__(self, draft):
        self.draft = draft
        self._naming = None  # (line, name, kind, argument) of the eq comment directly above

    def comment(self, line, text):
        """Read a comment: it names the display below it, declares something, or is a remark."""
        equation = _EQUATION.match(text)
        if equation:
            self._equation(line, equation["rest"].split())
        elif MATHS.match(text):
            check_declarations(self.draft, line, text)
        elif _MISSPELT.match(text):
            self.draft.fault(
                line,
                "write <!-- eq name … --> on one line, or <!-- maths …; a remark starts with "
                "another word",
            )

    def _equation(self, line, words):
        self.nothing_is_named()
        name, kind, *rest = words + [""] * (2 - len(words))
        argument = " ".join(rest)
        fault = self.draft.fault
        if not name.isidentifier() or not name.isascii():
            fault(
                line,
                f"the name of an equation is an identifier (letters, digits, _), not {name!r}",
            )
            name = ""
        if kind and kind not in KINDS:
            fault(line, f"unknown kind {kind!r}: a claim has none, else one of {', '.join(KINDS)}")
        if kind in ("vary", "skip") and not argument:
            wanted = "what varies" if kind == "vary" else "the reason"
            fault(line, f"{kind} wants a word after it: {wanted}")
        if kind == "skip" and argument:
            halves(self.draft, line, argument, "the reason of a skip")
        if kind == "false" and rest and rest[0] not in ("example", "vary"):
            fault(line, f"only example or vary may follow false, not {rest[0]!r}")
        if kind in ("def", "recall") and argument:
            fault(line, f"nothing may follow {kind}: delete {argument!r}")
        self._naming = (line, name, kind, argument)

    def fence(self, fence):
        """A fence follows: a display takes the name, before any other one it is lost."""
        if fence.language != "math":
            self.nothing_is_named()
            return
        draft, naming, self._naming = self.draft, self._naming, None
        if not fence.body.strip():
            draft.fault(fence.line, "an empty display: write the equation, or delete it")
        if naming is None:
            draft.fault(fence.line, "name this display: write <!-- eq name --> directly above it")
        elif naming[1]:
            draft.page.equations.append(Equation(*naming, fence))
            if naming[2] != "recall":
                draft.unique(naming[0], f"eq-{naming[1]}")
        for i, line in enumerate(fence.body.split("\n"), fence.line + 1):
            if "|" in line and BAR.search(line):
                draft.fault(i, BARE_BAR)
            if "$" in line and "$" in line.replace("\\$", ""):
                draft.fault(i, "no dollars inside a display: delete them")

    def nothing_is_named(self):
        """Something other than a display follows: an eq comment above names nothing."""
        if self._naming:
            self.draft.fault(
                self._naming[0],
                "an eq comment stands directly above a ```math fence: move it there",
            )
            self._naming = None

    def forget(self):
        """The page ends within a fence, which is told; a name is not asked for as well."""
        self._naming = None
