"""Would a mistake be noticed? Every one-token mutant of every display is tried.

A mutant is noticed when something is refused, here or on a later page. One that is not
must be shown to be still true: the engine proves it, or the gate fails.
"""

from typing import NamedTuple

from nnbook.loom.equations.checks import proofs
from nnbook.loom.equations.checks.claims import Claims
from nnbook.loom.equations.checks.context import Context
from nnbook.loom.equations.checks.definitions import Definitions
from nnbook.loom.equations.checks.mutants import mutants
from nnbook.loom.equations.checks.updates import is_update, proved_same
from nnbook.loom.equations.checks.verdicts import (
    CHECKED, MISSED, NOTICED, PROVED, TRUE, Refused,
)
from nnbook.loom.equations.graph.definitions import reread
from nnbook.loom.equations.reading.tokens import MathsError


class Mutant(NamedTuple):
    """What became of one mutant of a display."""

    page: str
    line: int
    name: str
    change: str
    text: str
    fate: str
    reason: str

    def __str__(self):
        return f"{self.page}:{self.line}: {self.name}: {self.change}: {self.fate}: {self.reason}"


def mutate_page(checker, name, every=1):
    """The fate of every mutant of a page's displays; of each `every`-th for a sample."""
    model = checker.library.model(name)
    found, count = [], 0
    for item in model.items:
        if item.is_inline or item.error or item.kind in ("recall", "skip", "vary"):
            continue
        for change, text in mutants(item.text):
            count += 1
            if count % every == 0:
                fate, reason = _fate(checker, name, item, text)
                found.append(Mutant(item.page, item.line, item.name, change, text, fate, reason))
    return found


def _fate(checker, name, item, text):
    try:
        changed = reread(item, text, checker.library.model(name).graph)
        if item.kind == "def":
            noticed = notices_definition(checker, name, changed)
            return (NOTICED, noticed) if noticed else _same_definition(checker, name, item, changed)
        outcome = checker.outcome(name, changed, checker.quick_context(name))
    except (Refused, MathsError) as error:
        return NOTICED, str(error)
    return _still_true(checker, name, item, changed, outcome)


def notices_definition(checker, name, item):
    """Why a changed definition is turned down, or None."""
    graph = checker.library.model(name).graph
    for definition in item.definitions:
        graph = graph.with_definition(definition)
    context = Context(graph, checker.seed(name), prove=False)
    definitions = Definitions(checker, name, context)
    try:
        for definition in item.definitions:
            definitions.refuse(definition, item.given)
        definitions.further_claims(item)
    except Refused as error:
        return str(error)
    for definition in item.definitions:
        broken = definitions.broken_by(definition)
        if broken:
            return f"{broken} does not hold any more"
    return None


def _same_definition(checker, name, item, changed):
    """A changed definition that nothing notices must be proved to be worth the same."""
    context = checker.context(name)
    for old, new in zip(item.definitions, changed.definitions):
        bound = Context(context.graph, context.seed, prove=True)
        if old.parameters or old.index:
            return MISSED, "nothing refuses it"
        try:
            outcome = Claims(bound, item.given).pair(old.body, "=", new.body)
        except Refused:
            return MISSED, "nothing refuses it"
        if outcome.verdict != PROVED:
            return MISSED, "nothing refuses it, and it is not proved to be the same"
    return TRUE, "proved to be the same"


def _still_true(checker, name, item, changed, outcome):
    """A changed claim that holds: numbers decide themselves, the rest must be proved."""
    updates = [[s for s in i.statements if is_update(s)] for i in (item, changed)]
    if any(updates) and not proved_same(*updates, checker.context(name)):
        return MISSED, f"{outcome.reason}, and it is not proved to be the same"
    if outcome.verdict == CHECKED and "random worlds" in outcome.reason:
        outcome = checker.outcome(name, changed, checker.context(name))
        if "random worlds" in outcome.reason:
            return MISSED, f"holds {outcome.reason}, without a proof"
    return TRUE, outcome.reason


def patient():
    """Let proofs take ten times as long, as the CI does."""
    proofs.patience = 10.0
