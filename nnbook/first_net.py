# Made from docs/06-first-net.md: edit it, run `python -m nnbook.loom tangle`.

# docs/06-first-net.md#a-start-that-can-be-repeated
"""Program 1: the 2-2-1 network, trained by stochastic gradient descent."""

import math

from nnbook.first_net_input import checked, checked_training, require
from nnbook.loss import labels, people
from nnbook.two_two_one import NAMES


def initialise(rng):
    """Nine random parameters, drawn in the order w1 … w6, b1, b2, b3.

    rng: a random generator, such as numpy.random.RandomState(0)
    Returns a dict of nine floats. Raises ValueError for an rng without a normal() and
    for a class in place of a generator.
    """
    good = hasattr(rng, "normal") and not isinstance(rng, type)
    require(good, "rng", "like numpy.random.RandomState(0)", rng)
    return {name: float(rng.normal()) for name in NAMES}


# docs/06-first-net.md#in-python
def _step(w1, w2, w3, w4, w5, w6, b1, b2, b3, x1, x2, y, learning_rate):
    """The nine values after one step.                           eq: nine_updates"""
    h1, h2, y_hat = _forward(w1, w2, w3, w4, w5, w6, b1, b2, b3, x1, x2)
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
    Returns (a dict of nine floats, a list of one float an epoch). Raises ValueError for
    anything else, and if a large learning rate makes a parameter or a cost infinite.
    """
    values, pairs = checked(parameters, data)
    m = len(pairs)
    labels, learning_rate = checked_training(labels, m, learning_rate, epochs)
    losses = []
    for _ in range(epochs):
        for (x1, x2), y in zip(pairs, labels):
            values = _step(*values, x1, x2, y, learning_rate)
        losses.append(_cost(labels, [_forward(*values, *x)[2] for x in pairs]))
    finite = all(map(math.isfinite, (*values, *losses)))
    wanted = "smaller: a parameter or the cost is not finite"
    require(finite, "learning_rate", wanted, learning_rate)
    return dict(zip(NAMES, values)), losses


def predict(parameters, data):
    """ŷ for each pair (x_1, x_2) of data, a list of numbers from 0 to 1.

    Raises ValueError for what forward refuses, and says which pair it was.
    """
    values, pairs = checked(parameters, data)
    return [_forward(*values, *x)[2] for x in pairs]


# docs/06-first-net.md#in-python
def _sigmoid(z):
    """σ(z), for a float that needs no check.                        eq: sigmoid"""
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    e = math.exp(z)
    return e / (1 + e)


def _forward(w1, w2, w3, w4, w5, w6, b1, b2, b3, x1, x2):
    """h_1, h_2 and ŷ of numbers that need no check.                  eq: network"""
    h1 = _sigmoid(w1 * x1 + w2 * x2 + b1)
    h2 = _sigmoid(w3 * x1 + w4 * x2 + b2)
    y_hat = _sigmoid(w5 * h1 + w6 * h2 + b3)
    return h1, h2, y_hat


def _cost(y, y_hat):
    """The mean squared error.                             eq: mean_squared_error"""
    return sum((label - guess) ** 2 for label, guess in zip(y, y_hat)) / len(y)


# docs/06-first-net.md#one-whole-run
def main():
    """Train on the four people from seed 0; print the cost of every tenth epoch."""
    from numpy.random import RandomState

    _, losses = train(initialise(RandomState(0)), people, labels)
    for epoch in range(0, len(losses), 10):
        print(f"Epoch {epoch} loss: {losses[epoch]:.3f}")


if __name__ == "__main__":
    main()
