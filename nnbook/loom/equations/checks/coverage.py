"""Is every quantity that an exported function computes met by some display?"""

from nnbook.loom.equations.checks.program import names_equation
from nnbook.loom.equations.checks.verdicts import Refused
from nnbook.loom.equations.graph.naming import derivative_name, program_name
from nnbook.loom.equations.reading import tree


def uncovered(checker, name):
    """The quantities of a page's exported functions that no equation is held against.

    A function counts as covered whole when a definition equals what it returns; else each
    number that it names must be a defined quantity, a leaf or a displayed derivative.
    """
    model, binding = checker.library.model(name), checker.binding(name)
    graph = model.graph
    known = {program_name(key, graph.names) for key in (*graph.definitions, *graph.leaves)}
    known |= _derivatives(model)
    found = []
    for label, function in binding.run.functions.items():
        if function.__module__ == "__page__" or label.startswith("_"):
            continue
        if _whole(function, model, binding):
            continue
        moments = [m for m in binding.run.moments if m.function is function]
        numbers = {n for m in moments for n in m.assigned if isinstance(m.names[n], float)}
        found += [f"{model.page.path}: {label}(): {number} is met by no display"
                  for number in sorted(numbers - known)]
    return found


def _whole(function, model, binding):
    for definition in model.graph.definitions.values():
        own = program_name(definition.key, model.graph.names)
        if names_equation(function, definition, own):
            try:
                return bool(binding.definition(definition, model.graph, {}))
            except Refused:
                return False
    return False


def _derivatives(model):
    nodes = [n for item in model.items for s in item.statements for n in s.walk()]
    return {
        derivative_name(n.body.key, [v.key for v in n.variables], model.graph.names)
        for n in nodes if isinstance(n, tree.Derivative)
        and all(isinstance(s, tree.Symbol) for s in (n.body, *n.variables))
    }
