# Made from docs/02-two-two-one.md: edit it, run `python -m loom tangle`.

# docs/02-two-two-one.md#forward-function
"""The 2-2-1 network: two inputs, two hidden neurons, one output, nine parameters."""

import math
from collections import namedtuple
from collections.abc import Mapping, Sequence

from nnbook._arguments import finite_dict, finite_list
from nnbook.neuron import squash

NAMES = ("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3")

ForwardPass = namedtuple("ForwardPass", "z1 h1 z2 h2 z3 y_hat")


def forward_pass(
    w1: float, w2: float, w3: float, w4: float, w5: float, w6: float,
    b1: float, b2: float, b3: float, x1: float, x2: float,
) -> tuple[float, ...]:
    """ŷ, and every intermediate result, of eleven floats.           eq: network

    Returns (z1, h1, z2, h2, z3, y_hat). Nothing is checked here: forward does that.
    """
    z1 = w1 * x1 + w2 * x2 + b1
    h1 = squash(z1)
    z2 = w3 * x1 + w4 * x2 + b2
    h2 = squash(z2)
    z3 = w5 * h1 + w6 * h2 + b3
    y_hat = squash(z3)
    return z1, h1, z2, h2, z3, y_hat


# docs/02-two-two-one.md#forward-function
def forward(parameters: Mapping[str, float], x: Sequence[float]) -> ForwardPass:
    """ŷ, and every intermediate result.                             eq: network

    parameters: a dict of nine finite numbers with the keys w1 … w6, b1, b2, b3
    x: the pair (x_1, x_2) of finite numbers
    Returns ForwardPass(z1, h1, z2, h2, z3, y_hat), floats in the order of computing.
    Raises TypeError for anything but a dict, a list and numbers, ValueError for a
    missing or unknown key, another length than 2, a number that is not finite, and
    numbers so large that a z is NaN.
    """
    numbers = finite_dict("parameters", parameters, NAMES) + finite_list("x", x, 2)
    answer = ForwardPass(*forward_pass(*numbers))
    if math.isnan(answer.y_hat):
        raise ValueError(f"parameters={parameters} and x={x} are too large: a z is NaN")
    return answer
