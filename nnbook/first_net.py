# Made from docs/06-first-net.md by `python -m nnbook.loom tangle`: edit the chapter.

# docs/06-first-net.md#a-start-that-can-be-repeated
"""Program 1: a 2-2-1 network, trained by stochastic gradient descent in plain floats."""

import math
from numbers import Integral, Real

from nnbook.loss import labels, people
from nnbook.two_two_one import NAMES, forward


def initialise(rng):
    """Nine random parameters, drawn in the order w1 … w6, b1, b2, b3.

    rng: what has a method normal, such as numpy.random.RandomState(0)
    Returns a dict of nine floats. Raises TypeError for any other rng.
    """
    if not hasattr(rng, "normal"):
        raise TypeError(
            f"rng must be a random generator such as numpy.random.RandomState(0), got {rng!r}"
        )
    return {name: float(rng.normal()) for name in NAMES}


# docs/06-first-net.md#in-python
def _epoch(values, samples, learning_rate):
    """The nine values after one step for each sample (x_1, x_2, y).  eq: nine_updates"""
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = values
    for x1, x2, y in samples:
        h1 = _sigmoid(w1 * x1 + w2 * x2 + b1)
        h2 = _sigmoid(w3 * x1 + w4 * x2 + b2)
        y_hat = _sigmoid(w5 * h1 + w6 * h2 + b3)
        delta_o = 2 * (y_hat - y) * y_hat * (1 - y_hat)
        delta_1 = delta_o * w5 * h1 * (1 - h1)
        delta_2 = delta_o * w6 * h2 * (1 - h2)
        w1 -= learning_rate * (delta_1 * x1)
        w2 -= learning_rate * (delta_1 * x2)
        b1 -= learning_rate * delta_1
        w3 -= learning_rate * (delta_2 * x1)
        w4 -= learning_rate * (delta_2 * x2)
        b2 -= learning_rate * delta_2
        w5 -= learning_rate * (delta_o * h1)
        w6 -= learning_rate * (delta_o * h2)
        b3 -= learning_rate * delta_o
    return w1, w2, w3, w4, w5, w6, b1, b2, b3


# docs/06-first-net.md#in-python
def train(parameters, data, labels, learning_rate=0.1, epochs=1000):
    """New parameters, and the mean squared error of data after each epoch.

    parameters: a dict as forward takes it; it is not changed   data: m pairs (x_1, x_2)
    labels: m numbers from 0 to 1   learning_rate: above 0   epochs: a whole number >= 0
    Returns (a dict of nine floats, a list of one float an epoch).
    Raises ValueError that names the argument for anything else, and where a learning
    rate is so large that a parameter is finite no more.
    """
    values, pairs = _checked(parameters, data)
    samples = _with_labels(pairs, labels)
    _check_settings(learning_rate, epochs)
    losses = []
    for _ in range(epochs):
        values = _epoch(values, samples, float(learning_rate))
        losses.append(_cost(values, samples))
    if not all(map(math.isfinite, values)):
        raise ValueError(
            f"learning_rate={learning_rate!r} is too large: a parameter is no longer "
            "finite; take a smaller one"
        )
    return dict(zip(NAMES, values)), losses


def predict(parameters, data):
    """ŷ for each pair (x_1, x_2) of data, a list of numbers from 0 to 1.  eq: network

    Raises ValueError for what forward refuses, and says which pair it was.
    """
    values, pairs = _checked(parameters, data)
    return [_answer(values, x1, x2) for x1, x2 in pairs]


# docs/06-first-net.md#in-python
def _sigmoid(z):
    """σ(z) for a float that needs no check."""
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    e = math.exp(z)
    return e / (1 + e)


def _answer(values, x1, x2):
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = values
    h1 = _sigmoid(w1 * x1 + w2 * x2 + b1)
    h2 = _sigmoid(w3 * x1 + w4 * x2 + b2)
    return _sigmoid(w5 * h1 + w6 * h2 + b3)


def _cost(values, samples):
    return sum((y - _answer(values, x1, x2)) ** 2 for x1, x2, y in samples) / len(samples)


# docs/06-first-net.md#in-python
def _checked(parameters, data):
    """The nine values and the pairs, all of them floats."""
    forward(parameters, (0, 0))
    pairs = []
    for i, x in enumerate(data if hasattr(data, "__iter__") else ()):
        try:
            forward(parameters, x)
        except ValueError as error:
            raise ValueError(f"data[{i}]: {error}") from None
        pairs.append((float(x[0]), float(x[1])))
    if not pairs:
        raise ValueError(f"data must hold at least one pair (x_1, x_2), got {data!r}")
    return tuple(float(parameters[name]) for name in NAMES), pairs


def _with_labels(pairs, labels):
    if not hasattr(labels, "__len__") or len(labels) != len(pairs):
        raise ValueError(f"labels must be {len(pairs)} numbers, one a pair, got {labels!r}")
    for i, y in enumerate(labels):
        if not isinstance(y, Real) or not 0 <= y <= 1:
            raise ValueError(f"labels[{i}] must be a number from 0 to 1, got {y!r}")
    return [(x1, x2, float(y)) for (x1, x2), y in zip(pairs, labels)]


def _check_settings(learning_rate, epochs):
    if not isinstance(learning_rate, Real) or not 0 < learning_rate < math.inf:
        raise ValueError(f"learning_rate must be a number above 0, got {learning_rate!r}")
    if not isinstance(epochs, Integral) or epochs < 0:
        raise ValueError(f"epochs must be a whole number, at least 0, got {epochs!r}")


# docs/06-first-net.md#one-whole-run
def main():
    """Train on the four people from seed 0; print the cost of every tenth epoch."""
    from numpy.random import RandomState

    _, losses = train(initialise(RandomState(0)), people, labels)
    for epoch in range(0, len(losses), 10):
        print(f"Epoch {epoch} loss: {losses[epoch]:.3f}")


if __name__ == "__main__":
    main()
