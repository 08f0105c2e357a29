# Made from docs/05-partials.md: edit it, run `python -m loom tangle`.

# docs/05-partials.md#in-python
"""The nine partial derivatives of one sample's loss in the 2-2-1 network."""

import math
from collections.abc import Mapping, Sequence

from nnbook._arguments import finite, finite_dict, finite_list
from nnbook.two_two_one import NAMES, forward_pass


def three_deltas(
    w5: float, w6: float, h1: float, h2: float, y_hat: float, y: float
) -> tuple[float, float, float]:
    """The three deltas, from right to left.       eq: delta_o, delta_1 and delta_2"""
    delta_o = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    delta_1 = delta_o * w5 * h1 * (1 - h1)
    delta_2 = delta_o * w6 * h2 * (1 - h2)
    return delta_o, delta_1, delta_2


def nine_partials(
    w1: float, w2: float, w3: float, w4: float, w5: float, w6: float,
    b1: float, b2: float, b3: float, x1: float, x2: float, y: float,
) -> tuple[float, ...]:
    """The nine derivatives as a tuple, in the order of NAMES.      eq: d_loss_d_w1

    Twelve floats -> nine. Nothing is checked here: partials does that, and a program
    that calls this thousands of times checks its numbers once, before.
    """
    _, h1, _, h2, _, y_hat = forward_pass(w1, w2, w3, w4, w5, w6, b1, b2, b3, x1, x2)
    delta_o, delta_1, delta_2 = three_deltas(w5, w6, h1, h2, y_hat, y)

    d_loss_d_w1, d_loss_d_w2, d_loss_d_b1 = delta_1 * x1, delta_1 * x2, delta_1
    d_loss_d_w3, d_loss_d_w4, d_loss_d_b2 = delta_2 * x1, delta_2 * x2, delta_2
    d_loss_d_w5, d_loss_d_w6, d_loss_d_b3 = delta_o * h1, delta_o * h2, delta_o
    return (
        d_loss_d_w1, d_loss_d_w2, d_loss_d_w3, d_loss_d_w4, d_loss_d_w5, d_loss_d_w6,
        d_loss_d_b1, d_loss_d_b2, d_loss_d_b3,
    )


# docs/05-partials.md#in-python
def partials(
    parameters: Mapping[str, float], x: Sequence[float], y: float
) -> dict[str, float]:
    """The derivative of ℒ = (y − ŷ)² with respect to each parameter.

    eq: d_loss_d_w1 … d_loss_d_b3
    parameters: a dict of nine finite numbers with the keys w1 … w6, b1, b2, b3
    x: the pair (x_1, x_2) of finite numbers
    y: the label, a finite number
    Returns a dict of nine floats with the same keys, in the order of NAMES.
    Raises TypeError and ValueError as forward does, for y too, and ValueError for
    numbers so large that a derivative is not finite.
    """
    numbers = finite_dict("parameters", parameters, NAMES) + finite_list("x", x, 2)
    numbers.append(finite("y", y))
    derivatives = dict(zip(NAMES, nine_partials(*numbers)))
    if not all(map(math.isfinite, derivatives.values())):
        raise ValueError(
            f"parameters={parameters}, x={x} and y={y} are too large: wanted smaller "
            f"ones, with nine finite derivatives, got {derivatives}"
        )
    return derivatives
