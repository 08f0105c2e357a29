"""The one-token edit that makes a refused statement true, if there is one."""

from nnbook.loom.equations.checks.mutants import mutants
from nnbook.loom.equations.checks.mutation import notices_definition
from nnbook.loom.equations.checks.verdicts import CHECKED, PROGRAM, PROVED, Refused
from nnbook.loom.equations.graph.definitions import reread
from nnbook.loom.equations.reading.tokens import MathsError

_MOST = 150
_MOST_OF_A_PAGE = 600


def repair(checker, name, item):
    """`+ → - (z = …)`: a change that makes an item's formula hold, or "" for none."""
    if item.kind not in ("", "inline", "def"):
        return ""
    graph = checker.library.model(name).graph
    for change, text in mutants(item.text)[:_MOST]:
        checker.repairs[name] += 1
        if checker.repairs[name] > _MOST_OF_A_PAGE:
            return ""  # a page with many faults is told them at once
        try:
            changed = reread(item, text, graph)
            if item.kind == "def":
                good = _agrees(checker, name, changed)
            else:
                outcome = checker.outcome(name, changed, checker.quick_context(name))
                good = outcome.verdict in (PROVED, CHECKED, PROGRAM)
        except (Refused, MathsError):
            continue
        if good:
            return f"{change}: {' '.join(text.split())}"
    return ""


def _agrees(checker, name, item):
    """Whether a changed definition is what the program computes."""
    graph = checker.library.model(name).graph
    for definition in item.definitions:
        graph = graph.with_definition(definition)
    binding = checker.binding(name)
    bound = all(binding.definition(d, graph, item.given) for d in item.definitions)
    return bound and not notices_definition(checker, name, item)
