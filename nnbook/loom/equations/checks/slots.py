"""Worked examples, compared slot by slot: a 0 must not hide a mistake."""

from nnbook.loom.equations.checks import rounding
from nnbook.loom.equations.checks.context import value
from nnbook.loom.equations.checks.vacuity import substitute
from nnbook.loom.equations.checks.verdicts import Refused
from nnbook.loom.equations.evaluation.numeric import close
from nnbook.loom.equations.reading import tree

_FEWEST = 3


def align(template, numbers, env):
    """Which number stands in the place of which symbol: [(symbol, number), …] or None."""
    if isinstance(template, tree.Big) and not isinstance(numbers, tree.Big):
        template = _spelt_out(template, env)
    if isinstance(template, (tree.Symbol, tree.Entry)):
        return [(template, numbers)]
    negative_slot = isinstance(numbers, tree.Neg) and not isinstance(template, tree.Neg)
    if type(template) is not type(numbers) or negative_slot:
        return None
    if isinstance(template, tree.Number):
        return [] if template.value == numbers.value else None
    if isinstance(template, tree.Apply) and template.function != numbers.function:
        return None
    if isinstance(template, (tree.Big, tree.Derivative, tree.Cases)):
        return None
    if len(template.children) != len(numbers.children):
        return None
    found = []
    for symbol, number in zip(template.children, numbers.children):
        inside = align(symbol, number, env)
        if inside is None:
            return None
        found += inside
    return found


def _spelt_out(node, env):
    """A sum over the samples of the example as its terms."""
    if node.operator != "sum" or env.world.samples < 2:
        return node
    return tree.Add(tuple(substitute(node.body, {node.index: tree.Number(str(i))})
                          for i in range(1, env.world.samples + 1)))


def matches_example(symbolic, numbers, env, context):
    """Whether numbers stand exactly where a formula has symbols; None for another shape.

    Raises Refused for a number that is not the symbol's in the worked example.
    """
    template = symbolic
    definition = context.graph.definitions.get(getattr(symbolic, "key", None))
    if definition is not None and definition.parameters is None and definition.index is None:
        template = definition.body
    pairs = align(template, numbers, env) if not isinstance(template, tree.Symbol) else None
    if pairs is None:
        return None
    for symbol, number in pairs:
        wrong = _mismatch(symbol, number, env)
        if wrong:
            raise Refused(wrong, number.at)
    return True


def refuse_hidden(numbers, env, context):
    """Refuse a number that is not the example's and that the result does not show.

    `0 · 3 + 1 · 3 + 4 = 7` is true arithmetic, but where x_1 = 2 the 3 is a mistake.
    """
    templates = [d for d in context.graph.definitions.values() if d.index is None]
    closest = None
    for definition in templates:
        pairs = align(definition.body, numbers, env)
        if pairs is None or len(pairs) < _FEWEST or definition.parameters is not None:
            continue
        try:
            wrong = [(s, n, why) for s, n in pairs if (why := _mismatch(s, n, env))]
        except Refused:
            continue
        if closest is None or len(wrong) < len(closest):
            closest = wrong
    for symbol, number, why in closest or ():
        actual = tree.Symbol(symbol.key) if isinstance(symbol, tree.Symbol) else symbol
        restored = _replaced(numbers, number, actual)
        if close(value(restored, env), value(numbers, env)):
            raise Refused(f"{why}, and the result does not show it", number.at)


def _mismatch(symbol, number, env):
    actual = value(symbol, env)
    stated = value(number, env)
    shown = rounding.literal(number)
    if close(actual, stated):
        return None
    if shown and shown[0].is_decimal and abs(actual - stated) <= shown[0].unit / 2 * (1 + 1e-9):
        return None
    key = symbol.key if isinstance(symbol, tree.Symbol) else symbol.base.key
    return f"{stated:g} stands where {key} belongs, which is {actual:.6g} in the worked example"


def _replaced(node, target, new):
    """The same tree with one node, found by identity, exchanged."""
    if node is target:
        return new
    changed = {}
    for name in node.__dataclass_fields__:
        part = getattr(node, name)
        if isinstance(part, tree.Node):
            part = _replaced(part, target, new)
        elif isinstance(part, tuple) and name != "at":
            part = tuple(_replaced(p, target, new) if isinstance(p, tree.Node) else p for p in part)
        changed[name] = part
    return type(node)(**changed)
