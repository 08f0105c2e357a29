"""Is every quantity that an exported function computes met by some display?"""

from nnbook.loom.equations.checks.docstrings import returned
from nnbook.loom.equations.checks.program import is_number, names_equation
from nnbook.loom.equations.checks.sides import agreement, names_claim
from nnbook.loom.equations.checks.verdicts import Refused
from nnbook.loom.equations.graph.naming import derivative_name, program_name
from nnbook.loom.equations.reading import tree


def uncovered(checker, name):
    """The quantities of a page's exported functions that no equation is held against.

    A function counts as covered whole when a definition equals what it returns; else each
    number that it names must be a defined quantity, a leaf or a displayed derivative, and
    a number that it returns must be what its docstring says first.
    """
    model = checker.library.model(name)
    if not any(fence.stem for fence in model.page.fences):
        return []  # a page that exports nothing, which may train for a while, need not run
    binding = checker.binding(name)
    graph = model.graph
    known = {program_name(key, graph.names) for key in (*graph.definitions, *graph.leaves)}
    known |= _derivatives(model)
    for used in model.uses:
        known |= _derivatives(checker.library.model(used))
    found, said = [], {item.name: item for item in checker.docstrings(name)}
    for label, function in binding.run.functions.items():
        if function.__module__ == "__page__" or label.startswith("_"):
            continue
        if _whole(function, model, binding) or _a_side(function, model, binding):
            continue
        moments = [m for m in binding.run.moments if m.function is function]
        numbers = {n for m in moments for n in m.assigned
                   if isinstance(m.names[n], float) and not _handed_over(m, n)}
        found += [f"{model.page.path}: {label}(): {number} is met by no display"
                  for number in sorted(numbers - known)]
        if any(is_number(m.result) for m in moments) and not _said(checker, name, said, label):
            found.append(f"{model.page.path}: {label}(): no equation says what it returns: start "
                         "its docstring with it, as in `σ(z), … eq: name`")
    return found


def _whole(function, model, binding):
    for definition in model.graph.definitions.values():
        own = program_name(definition.key, model.graph.names)
        if names_equation(function, definition, own):
            try:
                bound = binding.definition(definition, model.graph, {})
                return bound == f"{function.__name__}()"
            except Refused:
                return False
    return False


def _a_side(function, model, binding):
    """Whether what a function returns is a side of a claim that its docstring names."""
    try:
        return any(names_claim(function, item) and agreement(item, model.graph, binding)
                   for item in model.items)
    except Refused:
        return True  # and refused where it stands


def _handed_over(moment, name):
    """Whether a name, such as that of a loop, is for a member of a list that was passed in."""
    lists = [v for k, v in moment.names.items() if k not in moment.assigned and isinstance(v, list)]
    return any(moment.names[name] in numbers for numbers in lists)


def _said(checker, name, said, label):
    item = said.get(f"{label}()")
    try:
        return item is not None and returned(checker, name, item) is not None
    except Refused:
        return True  # and refused where it stands


def _derivatives(model):
    nodes = [n for item in model.items for s in item.statements for n in s.walk()]
    return {
        derivative_name(n.body.key, [v.key for v in n.variables], model.graph.names)
        for n in nodes if isinstance(n, tree.Derivative)
        and all(isinstance(s, tree.Symbol) for s in (n.body, *n.variables))
    }
