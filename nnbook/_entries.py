# Made from docs/12-gradient-check.md: edit it, run `python -m loom tangle`.

# docs/12-gradient-check.md#entries
"""The entries of all parameters of a network, one after the other."""

from functools import partial

import numpy as np

from nnbook._network import network


def each_entry(quotient, f, parameters, epsilon):
    """quotient(along, x, ε) for each entry x; along is f as a function of x alone.

    f, parameters, epsilon   ->   as for nnbook.gradient_check.central
    """
    _, *pair = network(parameters)
    gradient = tuple({l: np.empty(part[l].shape) for l in part} for part in pair)
    for which, found in enumerate(gradient):
        for l in found:
            for place in np.ndindex(found[l].shape):
                along = partial(_moved, f, pair, which, l, place)
                found[l][place] = quotient(along, float(pair[which][l][place]), epsilon)
    return gradient


def _moved(f, pair, which, l, place, x):
    """The value of f with x in one place; the other parameters stay what they are."""
    array = pair[which][l].astype(type(x))  # a copy
    array[place] = x
    changed = list(pair)
    changed[which] = {**pair[which], l: array}
    value = np.asarray(f(tuple(changed)))
    if value.size != 1:
        raise ValueError(f"f must return one number, got shape {value.shape}")
    return value.item()


def entries_of(gradient):
    """The entries of a gradient (dW, db) by array and place: dW[1] and [0, 2]."""
    return {
        (f"{name}[{l}]", str(list(place))): float(number)
        for l in sorted({*gradient[0], *gradient[1]})
        for name, part in zip(("dW", "db"), gradient)
        if l in part
        for place, number in np.ndenumerate(part[l])
    }
