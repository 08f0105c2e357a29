"""What the engine says about a statement."""

from dataclasses import dataclass, replace

PROVED, CHECKED, PROGRAM, DEFINITION = "proved", "checked", "program", "definition"
GIVEN, RECALL, SKIPPED, REFUSED = "given", "recall", "skipped", "refused"
# What becomes of a mutant.
NOTICED, TRUE, MISSED = "noticed", "still true", "missed"
# From weakest to strongest, for a display of several statements.
_STRENGTH = (GIVEN, RECALL, CHECKED, PROVED, PROGRAM)


class Refused(ValueError):
    """A statement that is false, empty or not executable, at formula[at[0]:at[1]]."""

    def __init__(self, message, at=(0, 0)):
        super().__init__(message)
        self.at = at


@dataclass(frozen=True)
class Outcome:
    """One of the verdicts with its reason.

    timed_out: a proof was not tried to the end.  example: true of the page's example only.
    """

    verdict: str
    reason: str = ""
    timed_out: bool = False
    example: bool = False


@dataclass(frozen=True)
class Verdict:
    """The verdict on one display or inline relation, at its line."""

    page: str
    line: int
    name: str
    verdict: str
    reason: str
    repair: str = ""
    inline: bool = False
    timed_out: bool = False
    source: str = ""

    @property
    def refused(self):
        """Whether the build fails because of it."""
        return self.verdict == REFUSED

    def __str__(self):
        cure = f" (it holds with {self.repair})" if self.repair else ""
        return f"{self.page}:{self.line}: {self.name}: {self.reason}{cure}"


def agreeing(outcome, bound):
    """The outcome with what of the program is known to agree."""
    places = {}
    for name, _, place in (words.partition(" in ") for words in bound):
        places.setdefault(place, []).append(name)
    said = [f"agrees with {', '.join(names)}{' in ' if place else ''}{place}"
            for place, names in places.items()]
    return replace(outcome, reason="; ".join(filter(None, (outcome.reason, *said))))


def together(outcomes):
    """The outcome of a display: that of its weakest claim, with every reason."""
    real = [o for o in outcomes if o.verdict in _STRENGTH[2:]] or list(outcomes)
    weakest = min(real, key=lambda o: _STRENGTH.index(o.verdict))
    reasons = dict.fromkeys(o.reason for o in real if o.reason and o.verdict == weakest.verdict)
    return Outcome(weakest.verdict, "; ".join(reasons), any(o.timed_out for o in outcomes))
