"""O(ε^p): the observed order of what is left out; too weak and too strong are errors."""

from __future__ import annotations

from typing import Any

import mpmath

from loom.equations import tree
from loom.equations.arithmetic import NoValue, digits
from loom.equations.evaluate import evaluate
from loom.equations.theory import REAL, Dim
from loom.equations.trials import Relation, Trials
from loom.equations.vacuity import canonical_form
from loom.equations.verdicts import CHECKED, Reason, Refused, reason, refuse

_STEPS = (mpmath.mpf(10) ** -9, mpmath.mpf(10) ** -12)
_TOLERANCE = 0.02
_WORLDS = 3


def check_order(left: tree.Node, operator: str, right: tree.Node, trials: Trials,
                ranges: dict[str, Dim]) -> tuple[str, tuple[Reason, ...]]:
    """`left = right + O(ε^p)`. Raises Refused where the error is of another order."""
    at = left.at[0], right.at[1]
    orders = [n for side in (left, right) for n in side.walk() if isinstance(n, tree.Order)]
    if operator != "=" or len(orders) != 1:
        refuse("one-order", at)
    forms = [canonical_form(side, trials.theory) for side in (left, right)]
    for side, other in ((left, forms[1]), (right, forms[0])):
        if isinstance(side, tree.Order) and canonical_form(side.body, trials.theory) == other:
            refuse("order-of-itself", at)
    key, power = _small_quantity(orders[0], trials)
    relation = Relation(left, operator, right, tuple(ranges.items()))
    observed = [order for world in range(_WORLDS) for sign in _signs(key, trials)
                if (order := _observed(relation, key, world, sign, trials)) is not None]
    if not observed:
        refuse("order-not-needed", orders[0].at)
    worst = min(observed)
    if abs(worst - power) > _TOLERANCE:
        kind = "order-too-strong" if worst < power else "order-too-weak"
        refuse("order-not-shrinking" if worst < _TOLERANCE else kind, orders[0].at,
               key=key, order=f"{worst:.2f}")
    return CHECKED, (reason("order", order=f"{power:g}"),)


def _signs(key: str, trials: Trials) -> tuple[int, ...]:
    """From which sides a small quantity comes near to 0."""
    return (1, -1) if trials.theory.leaves[key].domain == REAL else (1,)


def _small_quantity(order: tree.Order, trials: Trials) -> tuple[str, float]:
    body, power = order.body, 1.0
    if isinstance(order.body, tree.Pow) and isinstance(order.body.exponent, tree.Number):
        body, power = order.body.base, float(order.body.exponent.value)
    if not isinstance(body, tree.Symbol) or body.key not in trials.theory.leaves:
        refuse("order-of-what", order.at)
    return body.key, power


def _observed(relation: Relation, key: str, world: int, sign: int, trials: Trials) -> float | None:
    """The slope of the error against the step, both as logarithms."""
    depth = relation.nesting + 2
    batch = trials.batch()
    errors: list[Any] = []
    with mpmath.workdps(digits(depth)):
        for step in _STEPS:
            bounds = list(trials.combinations(relation, batch))[-1]
            moved = trials.with_small(key, sign * step, batch, world, depth).changed(bound=bounds)
            try:
                gap = evaluate(relation.left, moved) - evaluate(relation.right, moved)
            except NoValue as error:
                if sign < 0:
                    return None  # only one side has values: \ln \varepsilon
                raise Refused(error.reason, relation.at) from None
            errors.append(max(abs(v) for v in gap.flat))
        if errors[0] < mpmath.mpf(10) ** -50:
            return None
        if errors[1] == 0:
            return None
        return float(mpmath.log(errors[0] / errors[1]) / mpmath.log(_STEPS[0] / _STEPS[1]))
