"""Rounded numbers that a calculation starts from: each is what the page knows, rightly rounded.

`0.523695 · (1 − 0.523695) ≈ 0.249439` is true arithmetic with 0.523696 in it, too. But on a
page whose ŷ is 0.5236951741 that number is a slip, and the result does not show it.
"""

import bisect
from fractions import Fraction

from nnbook.loom.equations.checks import rounding
from nnbook.loom.equations.checks.context import value
from nnbook.loom.equations.checks.verdicts import Refused
from nnbook.loom.equations.reading import tree

_NEAR = {5: 1.5}  # in units of the last digit, by the number of digits
_NEAR_OF_MORE = 10.5
_FEWEST = 5
_QUANTITIES = (tree.Symbol, tree.Entry, tree.Apply, tree.Derivative, tree.Along, tree.Add,
               tree.Mul, tree.Div, tree.Pow, tree.Neg)


class Known:
    """What a page computes: its quantities by value, and the decimals that it shows as results."""

    def __init__(self, statements):
        self.nodes, self.results = {}, set()
        for statement in statements:
            for node in statement.walk():
                if isinstance(node, _QUANTITIES) and not _plain(node):
                    self.nodes[node] = None
                elif isinstance(node, tree.Chain):
                    shown = filter(None, map(rounding.literal, node.items))
                    self.results |= {number.value for number, _ in shown}
        self._sorted = {}

    def at(self, env):
        """The values at a worked example, in order, each with its expression."""
        if env not in self._sorted:
            found = {}
            for node in self.nodes:
                try:
                    found.setdefault(abs(value(node, env)), node)
                except Refused:
                    continue
            self._sorted[env] = sorted(found.items(), key=lambda pair: pair[0])
        return self._sorted[env]


def refuse_slips(numbers, env, known):
    """Refuse a number in a calculation that is a quantity of the page, but wrongly rounded."""
    if known is None:
        return
    for node in numbers.walk():
        if isinstance(node, tree.Number) and "." in node.text and _digits(node) >= _FEWEST \
                and node.value not in known.results:
            _refuse_slip(node, known.at(env))


def _refuse_slip(node, values):
    stated, unit = float(node.value), float(node.unit)
    reach = _NEAR.get(_digits(node), _NEAR_OF_MORE) * unit
    near = values[bisect.bisect_left(values, stated - reach, key=lambda pair: pair[0]):
                  bisect.bisect_right(values, stated + reach, key=lambda pair: pair[0])]
    if near and all(abs(number - stated) > unit / 2 * (1 + 1e-6) for number, _ in near):
        closest = min(near, key=lambda pair: abs(pair[0] - stated))[0]
        raise Refused(f"{node.text} is nearly a number of the worked example, {closest:.10g}, "
                      f"which rounds to {rounding.rounded(Fraction(closest), node)}",
                      node.at)


def _digits(node):
    """How many significant digits a number shows."""
    return len(node.text.replace(".", "").lstrip("0"))


def _plain(node):
    """Whether an expression is mere arithmetic."""
    return all(isinstance(n, (tree.Number, tree.Add, tree.Neg, tree.Mul, tree.Div, tree.Pow))
               for n in node.walk())
