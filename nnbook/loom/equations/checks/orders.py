"""O(ε^p): the observed order of what is left out; too weak and too strong are errors."""

import math

from nnbook.loom.equations.checks.context import value
from nnbook.loom.equations.checks.vacuity import normal
from nnbook.loom.equations.checks.verdicts import CHECKED, Outcome, Refused
from nnbook.loom.equations.reading import tree

_STEPS = [0.1 * 2.0**-k for k in range(5)]


def check_order(left, operator, right, context):
    """`left = right + O(ε^p)`. Raises Refused where the error is of another order."""
    at = left.at[0], right.at[1]
    orders = [n for side in (left, right) for n in side.walk() if isinstance(n, tree.Order)]
    if operator != "=" or len(orders) != 1:
        raise Refused("one O(…) stands on one side of an =", at)
    if any(isinstance(side, tree.Order) and normal(side.body, context.graph) ==
           normal(other, context.graph) for side, other in ((left, right), (right, left))):
        raise Refused("everything is of the order of itself, so this says nothing", at)
    key, power = _small_quantity(orders[0], context)
    every = [_observed(left, right, key, env) for env in context.worlds()]
    observed = [order for order in every if order is not None]
    if not observed:
        raise Refused("the two sides are equal without the O(…): leave it out", orders[0].at)
    middle = sorted(observed)[len(observed) // 2]
    if abs(middle - power) > 0.25:
        kind = "strong" if middle < power else "weak"
        how = f"shrinks like {key}^{middle:.2f}" if middle > 0.25 else f"does not shrink with {key}"
        raise Refused(f"too {kind}: the error {how}", orders[0].at)
    return Outcome(CHECKED, f"observed order {power:g}")


def _small_quantity(order, context):
    body, power = order.body, 1.0
    if isinstance(body, tree.Pow) and isinstance(body.exponent, tree.Number):
        body, power = body.base, float(body.exponent.value)
    if not isinstance(body, tree.Symbol) or body.key not in context.graph.leaves:
        raise Refused(r"O(…) holds a declared symbol and a power: O(\varepsilon^2)", order.at)
    return body.key, power


def _observed(left, right, key, env):
    """The slope of the error against the step, both as logarithms."""
    errors = []
    for step in _STEPS:
        moved = env.changed(cuts={**env.cuts, (key, None): env.backend.number(step)})
        errors.append(abs(value(left, moved) - value(right, moved)))
    if max(errors) < 1e-11:
        return None
    pairs = [(a, b) for a, b in zip(errors, errors[1:]) if b > 1e-11]
    if not pairs:
        return None
    return math.log2(pairs[-1][0] / pairs[-1][1])
