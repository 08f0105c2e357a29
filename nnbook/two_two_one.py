# Made from docs/02-two-two-one.md by `python -m nnbook.loom tangle`: edit the chapter.

# docs/02-two-two-one.md#forward-function
"""The 2-2-1 network: two inputs, two hidden neurons, one output, nine parameters."""

import math
from collections import namedtuple
from numbers import Real

from nnbook.neuron import sigmoid

NAMES = ("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3")

ForwardPass = namedtuple("ForwardPass", "z1 h1 z2 h2 z3 y_hat")


def forward(parameters, x):
    """ŷ, and every number on the way to it.                        eq: network

    parameters: a dict of nine finite numbers with the keys w1 … w6, b1, b2, b3
    x: the pair (x_1, x_2) of finite numbers
    Returns ForwardPass(z1, h1, z2, h2, z3, y_hat), in the order of computing.
    Raises ValueError for a missing or unknown key, an x that is no pair, and
    anything that is not a finite number.
    """
    _check_input(parameters, x)
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = (parameters[name] for name in NAMES)
    x1, x2 = x
    z1 = w1 * x1 + w2 * x2 + b1
    h1 = sigmoid(z1)
    z2 = w3 * x1 + w4 * x2 + b2
    h2 = sigmoid(z2)
    z3 = w5 * h1 + w6 * h2 + b3
    y_hat = sigmoid(z3)
    return ForwardPass(z1, h1, z2, h2, z3, y_hat)


# docs/02-two-two-one.md#forward-function
def _check_input(parameters, x):
    """Raise ValueError, saying what is wrong, unless forward can use its input."""
    if not isinstance(parameters, dict):
        raise ValueError(f"parameters must be a dict of numbers, got {parameters!r}")
    missing = ", ".join(name for name in NAMES if name not in parameters)
    unknown = ", ".join(str(name) for name in parameters if name not in NAMES)
    if missing or unknown:
        raise ValueError(
            f"parameters must have exactly the keys {', '.join(NAMES)}; "
            f"missing: {missing or 'none'}; unknown: {unknown or 'none'}"
        )
    if not hasattr(x, "__len__") or len(x) != 2:
        raise ValueError(f"x must be a pair of numbers (x_1, x_2), got {x!r}")
    for name, value in [("x_1", x[0]), ("x_2", x[1]), *parameters.items()]:
        if not isinstance(value, Real) or not math.isfinite(value):
            raise ValueError(f"{name} must be a finite number, got {value!r}")
