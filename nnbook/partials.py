# Made from docs/05-partials.md: edit it, run `python -m nnbook.loom tangle`.

# docs/05-partials.md#in-python
"""The nine partial derivatives of one sample's loss in the 2-2-1 network."""

import math

from nnbook.arguments import _finite
from nnbook.neuron import sigmoid
from nnbook.two_two_one import NAMES, eleven_floats


def three_deltas(w5, w6, h1, h2, y_hat, y):
    """The three deltas, from right to left.       eq: delta_o, delta_1 and delta_2"""
    delta_o = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    delta_1 = delta_o * w5 * h1 * (1 - h1)
    delta_2 = delta_o * w6 * h2 * (1 - h2)
    return delta_o, delta_1, delta_2


def nine_partials(w1, w2, w3, w4, w5, w6, b1, b2, b3, x1, x2, y):
    """The nine derivatives as a tuple, in the order of NAMES.      eq: d_loss_d_w1

    Twelve finite numbers -> nine. Nothing is checked here: partials does that, and a
    program that calls this thousands of times checks its numbers once, before.
    """
    z1 = w1 * x1 + w2 * x2 + b1
    h1 = sigmoid(z1)
    z2 = w3 * x1 + w4 * x2 + b2
    h2 = sigmoid(z2)
    z3 = w5 * h1 + w6 * h2 + b3
    y_hat = sigmoid(z3)
    delta_o, delta_1, delta_2 = three_deltas(w5, w6, h1, h2, y_hat, y)

    d_loss_d_w1, d_loss_d_w2, d_loss_d_b1 = delta_1 * x1, delta_1 * x2, delta_1
    d_loss_d_w3, d_loss_d_w4, d_loss_d_b2 = delta_2 * x1, delta_2 * x2, delta_2
    d_loss_d_w5, d_loss_d_w6, d_loss_d_b3 = delta_o * h1, delta_o * h2, delta_o
    return (
        d_loss_d_w1, d_loss_d_w2, d_loss_d_w3, d_loss_d_w4, d_loss_d_w5, d_loss_d_w6,
        d_loss_d_b1, d_loss_d_b2, d_loss_d_b3,
    )


# docs/05-partials.md#in-python
def partials(parameters, x, y):
    """The derivative of ℒ = (y − ŷ)² by each parameter.   eq: d_loss_d_w1 … d_loss_d_b3

    parameters: a dict of nine finite numbers with the keys w1 … w6, b1, b2, b3
    x: the pair (x_1, x_2) of finite numbers   y: the label, a finite number
    Returns a dict of nine numbers with the same keys, in the order of NAMES.
    Raises ValueError for what forward refuses, a y that is no finite number, and
    numbers so large that a derivative is not finite.
    """
    numbers = [*eleven_floats(parameters, x), _finite("y", y)]
    derivatives = dict(zip(NAMES, nine_partials(*numbers)))
    if not all(map(math.isfinite, derivatives.values())):
        raise ValueError(
            f"parameters={parameters}, x={x} and y={y} are too large: wanted smaller "
            f"ones, with nine finite derivatives, got {derivatives}"
        )
    return derivatives
