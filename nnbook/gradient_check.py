# Made from docs/12-gradient-check.md: edit it, run `python -m loom tangle`.

# docs/12-gradient-check.md#every-entry
"""Gradients from the values of a function alone, to compare computed ones with."""

from collections.abc import Callable
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from nnbook._arguments import finite, positive
from nnbook._arrays import floats
from nnbook._entries import each_entry, entries_of
from nnbook._network import Parameters, network
from nnbook.derivative import central_difference


def central(
    f: Callable[[Parameters], float], parameters: Parameters, epsilon: float = 1e-5
) -> Parameters:
    """The central difference quotient of f, one entry of the parameters at a time.

    f: a function of a pair (W, b) that returns one number   epsilon: the step, > 0
    parameters: (W, b) of a network   ->   (dW, db), dicts with the shapes of W and b
    Raises TypeError and ValueError as central_difference does, and for parameters that
    are not a network, or an f that returns more than one number.
    """
    return each_entry(central_difference, f, parameters, epsilon)


def complex_step(
    f: Callable[[Parameters], complex], parameters: Parameters, epsilon: float = 1e-20
) -> Parameters:
    """The imaginary part of f(x + iε), divided by ε, one entry at a time.

    f: as for central, and made of functions that take complex numbers
    parameters, epsilon   ->   as for central
    Raises what central raises, and TypeError for an f that returns no complex number.
    """
    return each_entry(_complex_quotient, f, parameters, epsilon)


def _complex_quotient(f, x, epsilon):
    value = f(complex(x, positive("epsilon", epsilon)))
    if not isinstance(value, complex):
        raise TypeError(f"f must turn complex into complex numbers, got {value!r}")
    return finite("the slope", value.imag / epsilon)


def relative_error(first: Parameters, second: Parameters) -> float:
    """‖p − q‖ / (‖p‖ + ‖q‖), from 0 to 1; 0 for equal gradients.

    first, second: gradients (dW, db); p and q are all their entries, in one column
    Raises ValueError for an entry that only one of them has, and for NaN and infinity.
    """
    a, c = entries_of(first), entries_of(second)
    for array, place in a.keys() ^ c.keys():
        raise ValueError(f"only one of the gradients has an entry {array}{place}")
    p, _ = floats("first", list(a.values()))
    q, _ = floats("second", [c[entry] for entry in a])
    return _distance(p, q)


def _distance(p, q):
    """‖p − q‖ / (‖p‖ + ‖q‖), from 0 to 1.                      eq: relative_error"""
    largest = max(np.abs(p).max(), np.abs(q).max())
    if largest == 0:
        return 0.0
    p, q = p / largest, q / largest  # squares neither overflow nor vanish
    size = np.linalg.norm(p) + np.linalg.norm(q)
    return float(np.linalg.norm(p - q) / size)


# docs/12-gradient-check.md#every-entry
class Row(NamedTuple):
    """What was compared of one array, and the entry that differs most."""

    array: str
    seen: int
    entries: int
    worst: str
    difference: float

    def __str__(self) -> str:
        """Such as dW[1]: 12 of 12, [2, 0] by 3e-11."""
        seen = f"{self.array}: {self.seen} of {self.entries}"
        return f"{seen}, {self.worst} by {self.difference:.0e}"


def report(
    parameters: Parameters, derived: Parameters, numerical: Parameters
) -> list[Row]:
    """A list of rows, one for dW[l] and one for db[l] of every layer of the parameters.

    parameters: (W, b)   derived, numerical: gradients (dW, db), possibly incomplete
    An entry is seen if both gradients have a finite number there.
    Raises TypeError and ValueError for parameters that are not a network.
    """
    a, c, rows = entries_of(derived), entries_of(numerical), []
    for array, group in groupby(entries_of(network(parameters)[1:]), itemgetter(0)):
        gaps = {e[1]: abs(a.get(e, np.nan) - c.get(e, np.nan)) for e in group}
        seen = {place: gap for place, gap in gaps.items() if np.isfinite(gap)}
        worst = max(seen, key=seen.__getitem__, default="none")
        rows.append(Row(array, len(seen), len(gaps), worst, seen.get(worst, np.nan)))
    return rows
