# Made from docs/06-first-net.md: edit it, run `python -m loom tangle`.

# docs/06-first-net.md#in-python
"""Program 1: the 2-2-1 network, trained by stochastic gradient descent."""

import math
from collections.abc import Mapping, Sequence

from nnbook._arguments import (
    finite_dict, finite_list, positive, real, require_generator, sequence, whole,
)
from nnbook.loss import labels, mean_square, people
from nnbook.partials import nine_partials
from nnbook.two_two_one import NAMES, forward, forward_pass


def initialise(rng: object) -> dict[str, float]:
    """Nine random parameters, drawn in the order w1 … w6, b1, b2, b3.

    rng: a random generator, such as numpy.random.RandomState(0), whose numbers are
    the same in every version of NumPy
    Returns a dict of nine floats. Raises TypeError for an rng without a normal().
    """
    normal = require_generator(rng, "normal")
    return {name: float(normal()) for name in NAMES}


# docs/06-first-net.md#in-python
def _epoch(values, samples, learning_rate):
    """The nine values after one step for each sample."""
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = values
    for x1, x2, y in samples:
        d_w1, d_w2, d_w3, d_w4, d_w5, d_w6, d_b1, d_b2, d_b3 = nine_partials(
            w1, w2, w3, w4, w5, w6, b1, b2, b3, x1, x2, y
        )
        w1 -= learning_rate * d_w1
        w2 -= learning_rate * d_w2
        w3 -= learning_rate * d_w3
        w4 -= learning_rate * d_w4
        w5 -= learning_rate * d_w5
        w6 -= learning_rate * d_w6
        b1 -= learning_rate * d_b1
        b2 -= learning_rate * d_b2
        b3 -= learning_rate * d_b3
    return w1, w2, w3, w4, w5, w6, b1, b2, b3


# docs/06-first-net.md#in-python
def train(
    parameters: Mapping[str, float],
    data: Sequence[Sequence[float]],
    labels: Sequence[float],
    learning_rate: float = 0.1,
    epochs: int = 1000,
) -> tuple[dict[str, float], list[float]]:
    """New parameters, and the cost, the mean squared error of data, after each epoch.

    parameters: a dict as forward takes it; it is not changed
    data: a list of m pairs (x_1, x_2), m >= 1
    labels: a list of m numbers from 0 to 1
    learning_rate: a finite number above 0
    epochs: a whole number >= 0
    Returns (a dict of nine floats, a list of one cost an epoch). Raises TypeError and
    ValueError for anything else, and ValueError after an epoch that is not finite.
    """
    values = finite_dict("parameters", parameters, NAMES)
    pairs = _pairs(data)
    labels = _labels(labels, len(pairs))
    learning_rate = positive("learning_rate", learning_rate)
    samples = [(x1, x2, y) for (x1, x2), y in zip(pairs, labels)]
    costs = []
    for epoch in range(whole("epochs", epochs, 0)):
        values = _epoch(values, samples, learning_rate)
        y_hat = [forward_pass(*values, *x)[-1] for x in pairs]
        costs.append(mean_square(labels, y_hat))
        if not all(map(math.isfinite, (*values, costs[-1]))):
            raise ValueError(
                "learning_rate must be smaller, or parameters and data: epoch "
                f"{epoch} ends with NaN or an infinity, got {learning_rate!r}"
            )
    return dict(zip(NAMES, values)), costs


def predict(
    parameters: Mapping[str, float], data: Sequence[Sequence[float]]
) -> list[float]:
    """ŷ for each pair (x_1, x_2) of data, a list of numbers from 0 to 1.

    Raises TypeError and ValueError as forward does, and says which pair it was.
    """
    return [forward(parameters, x).y_hat for x in _pairs(data)]


# docs/06-first-net.md#in-python
def _pairs(data):
    """The pairs of data, floats."""
    rows = sequence("data", data, "a list of one pair (x_1, x_2) or more")
    return [finite_list(f"data[{i}]", row, 2) for i, row in enumerate(rows)]


def _labels(labels, m):
    """The m labels, floats from 0 to 1."""
    wanted = "a number from 0 to 1", lambda y: 0 <= y <= 1
    numbers = enumerate(finite_list("labels", labels, m))
    return [real(f"labels[{i}]", y, *wanted) for i, y in numbers]


# docs/06-first-net.md#in-python
def main() -> None:
    """Train on the four people from seed 0; print the cost of every tenth epoch."""
    from numpy.random import RandomState

    _, costs = train(initialise(RandomState(0)), people, labels)
    for epoch in range(0, len(costs), 10):
        print(f"Epoch {epoch} cost: {costs[epoch]:.3f}")


if __name__ == "__main__":
    main()
