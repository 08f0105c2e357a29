"""Statements that say nothing: the same on both sides, a definition again, mere names."""

from nnbook.loom.equations.checks.context import value
from nnbook.loom.equations.checks.rounding import literal
from nnbook.loom.equations.checks.verdicts import Refused
from nnbook.loom.equations.evaluation.numeric import close
from nnbook.loom.equations.graph.model import bare_symbols, base_key
from nnbook.loom.equations.reading import tree, words

RESTATED = "this is the definition"


def normal(node, graph):
    """A form in which order, brackets, signs, 0, 1 and second names make no difference."""
    if isinstance(node, tree.Number):
        return ("number", node.value)
    if isinstance(node, tree.Symbol):
        return _normal_symbol(node, graph)
    if isinstance(node, tree.Along) and node.value == node.variable:
        return normal(node.body, graph)
    if isinstance(node, tree.Neg):
        return _product([("number", -1), normal(node.body, graph)])
    if isinstance(node, tree.Add):
        return _sum([normal(term, graph) for term in node.terms])
    if isinstance(node, tree.Mul):
        return _product([normal(factor, graph) for factor in node.factors])
    if isinstance(node, tree.Div):
        return _product([normal(node.over, graph), _inverse(normal(node.under, graph))])
    if isinstance(node, tree.Pow) and node.base == tree.Symbol("e"):
        return ("Apply", r"\exp", 0, normal(node.exponent, graph))
    if isinstance(node, tree.Apply):
        return ("Apply", node.function, node.primes, *(normal(a, graph) for a in node.arguments))
    if isinstance(node, tree.Derivative) and isinstance(node.body, tree.Apply) \
            and node.body.function not in words.FUNCTIONS \
            and {node.body.arguments} == {(variable,) for variable in node.variables}:
        primes = node.body.primes + len(node.variables)
        return ("Apply", node.body.function, primes, normal(node.body.arguments[0], graph))
    own = [getattr(node, name) for name in ("role", "operator", "index", "operators")
           if isinstance(getattr(node, name, None), (str, tuple))]
    return (type(node).__name__, *own, *(normal(child, graph) for child in node.children))


def _normal_symbol(node, graph):
    definition = graph.definitions.get(node.key)
    alias = definition and definition.parameters is None and definition.index is None
    if alias and isinstance(definition.body, tree.Symbol):
        return _normal_symbol(definition.body, graph)
    return ("symbol", node.key)


def _inverse(form):
    return ("number", 1 / form[1]) if form[0] == "number" and form[1] else ("inverse", form)


def _sum(terms):
    flat = [t for term in terms for t in (term[1:] if term[0] == "sum" else (term,))]
    constant = sum(t[1] for t in flat if t[0] == "number")
    rest = sorted((t for t in flat if t[0] != "number"), key=repr)
    parts = rest + ([("number", constant)] if constant else [])
    if not parts:
        return ("number", 0)
    return parts[0] if len(parts) == 1 else ("sum", *parts)


def _product(factors):
    flat = [f for factor in factors for f in (factor[1:] if factor[0] == "product" else (factor,))]
    constant = 1
    for factor in flat:
        constant *= factor[1] if factor[0] == "number" else 1
    if constant == 0:
        return ("number", 0)
    rest = sorted((f for f in flat if f[0] != "number"), key=repr)
    parts = ([("number", constant)] if constant != 1 else []) + rest
    if not parts:
        return ("number", 1)
    return parts[0] if len(parts) == 1 else ("product", *parts)


# What is refused ----------------------------------------------------------------


def emptiness(left, right, context):
    """Why an equation says nothing, or None."""
    graph = context.graph
    forms = normal(left, graph), normal(right, graph)
    if left == right or forms[0] == forms[1] and not _is_arithmetic(left, right, graph):
        return "both sides are the same, so this says nothing"
    restated = _restated(left, forms[1], graph) or _restated(right, forms[0], graph)
    if restated:
        return f"{RESTATED} at {restated.place} again: show it as `recall`"
    return _counterfactual(left, right, forms, context)


def _is_arithmetic(left, right, graph):
    """Numbers alone: a calculation, which a reader may want to see done."""
    numbers = literal(left), literal(right)
    if None not in numbers and numbers[0][0].shift == numbers[1][0].shift:
        return False  # 1 = 1.0
    return graph.is_constant(left) and graph.is_constant(right)


def _restated(side, other, graph):
    """The definition that an equation repeats, with its own or other arguments."""
    if isinstance(side, tree.Along) and side.value == side.variable:
        side = side.body
    base = side.base if isinstance(side, tree.Entry) else side
    if isinstance(base, tree.Symbol):
        definition = graph.definitions.get(base.key)
    elif isinstance(base, tree.Apply) and not base.primes:
        definition = graph.definitions.get(base.function)
    else:
        return None
    if definition is None:
        return None
    body = definition.body
    while isinstance(body, tree.Symbol) and definition.parameters is None \
            and body.key in graph.definitions:
        definition = graph.definitions[body.key]
        body = definition.body
    if isinstance(base, tree.Apply):
        body = substitute(body, dict(zip(definition.parameters, base.arguments)))
    if isinstance(side, tree.Entry) and definition.index is not None:
        body = substitute(body, {definition.index: side.index})
    return definition if normal(body, graph) == other else None


def substitute(node, values):
    """An expression with nodes put in the place of symbols."""
    if isinstance(node, tree.Symbol):
        return values.get(node.key, node)
    if isinstance(node, tree.Big):
        values = {key: new for key, new in values.items() if key != node.index}
    changed = {
        name: _substitute_in(getattr(node, name), values)
        for name in node.__dataclass_fields__ if name != "at"
    }
    return type(node)(**changed, at=node.at)


def _substitute_in(part, values):
    if isinstance(part, tree.Node):
        return substitute(part, values)
    if isinstance(part, tuple):
        return tuple(_substitute_in(item, values) for item in part)
    return part


def _counterfactual(left, right, forms, context):
    """Refuse what holds whatever its names mean; mere algebra of leaves is a statement."""
    if not _means_something(left, right, context.graph):
        zero = ("number", 0) in forms
        named = tree.free_symbols(left) or tree.free_symbols(right)
        return "this is 0 whatever the symbols are" if zero and named else None
    for env in context.counterfactuals():
        try:
            if not close(value(left, env), value(right, env)):
                return None
        except Refused:
            return None
    return "this holds whatever its names mean, so it says nothing about them"


def _means_something(left, right, graph):
    """Whether anything but numbers and leaves occurs: a definition, a derivative, a function."""
    for side in (left, right):
        for node in side.walk():
            if isinstance(node, (tree.Derivative, tree.Apply, tree.Along)):
                return True
            if isinstance(node, tree.Symbol) and (
                node.key in graph.definitions or node.key == "e" and "e" not in graph.leaves
            ):
                return True
    return False


def refuse_empty_derivatives(chain, context):
    """Refuse a derivative of what does not depend on the variable, unless it is said to be 0."""
    for node in chain.walk():
        if isinstance(node, tree.Derivative) and not _said_to_vanish(node, chain):
            reached = context.graph.reaches(node.body)
            for variable in node.variables:
                if variable == node.body and not node.total:
                    raise Refused("the derivative of a quantity by itself is 1 by its meaning",
                                  node.at)
                base = variable.base if isinstance(variable, tree.Entry) else variable
                if base.key not in reached | {base_key(node.body)}:
                    raise Refused(f"what is derived does not depend on {base.key}, so this "
                                  "derivative is 0", node.at)


def _said_to_vanish(node, chain):
    zero = tree.Number("0")
    return any((left == node and right == zero) or (right == node and left == zero)
               for left, _, right in chain.pairs)


def refuse_idle_indices(node, graph):
    """Refuse a sum of something that has samples, from which the index was left out."""
    for part in node.walk():
        if isinstance(part, tree.Big) and part.index not in tree.free_symbols(part.body):
            for key in bare_symbols(part.body):
                if graph.varies(key):
                    raise Refused(f"the index {part.index} does not occur in what is summed: is "
                                  f"{key}^{{({part.index})}} meant?", part.at)
