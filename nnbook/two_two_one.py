# Made from docs/02-two-two-one.md: edit it, run `python -m nnbook.loom tangle`.

# docs/02-two-two-one.md#forward-function
"""The 2-2-1 network: two inputs, two hidden neurons, one output, nine parameters."""

from collections import namedtuple

from nnbook.arguments import _finite, _is_sequence
from nnbook.neuron import sigmoid

NAMES = ("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3")

ForwardPass = namedtuple("ForwardPass", "z1 h1 z2 h2 z3 y_hat")


def forward(parameters, x):
    """ŷ, and every number on the way to it.                        eq: network

    parameters: a dict of nine finite numbers with the keys w1 … w6, b1, b2, b3
    x: the pair (x_1, x_2) of finite numbers
    Returns ForwardPass(z1, h1, z2, h2, z3, y_hat), floats in the order of computing.
    Raises ValueError for a missing or unknown key, an x that is no pair, anything that
    is not a finite number, and numbers so large that a z is NaN.
    """
    w1, w2, w3, w4, w5, w6, b1, b2, b3, x1, x2 = eleven_floats(parameters, x)
    z1 = w1 * x1 + w2 * x2 + b1
    h1 = sigmoid(z1)
    z2 = w3 * x1 + w4 * x2 + b2
    h2 = sigmoid(z2)
    z3 = w5 * h1 + w6 * h2 + b3
    y_hat = sigmoid(z3)
    return ForwardPass(z1, h1, z2, h2, z3, y_hat)


# docs/02-two-two-one.md#forward-function
def eleven_floats(parameters, x):
    """The parameters in the order of NAMES, then x_1 and x_2: a list of eleven floats.

    Raises ValueError, saying what is wrong, for whatever forward cannot use.
    """
    if not isinstance(parameters, dict):
        raise ValueError(f"parameters must be a dict of numbers, got {parameters!r}")
    missing = ", ".join(name for name in NAMES if name not in parameters)
    unknown = ", ".join(str(name) for name in parameters if name not in NAMES)
    if missing or unknown:
        raise ValueError(
            f"parameters must have exactly the keys {', '.join(NAMES)}; "
            f"missing: {missing or 'none'}; unknown: {unknown or 'none'}"
        )
    if not _is_sequence(x) or len(x) != 2:
        raise ValueError(f"x must be a pair of numbers (x_1, x_2), got {x!r}")
    named = {name: parameters[name] for name in NAMES} | dict(zip(("x_1", "x_2"), x))
    return [_finite(name, value) for name, value in named.items()]
