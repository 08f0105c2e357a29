"""What appendix D says of training with a wrong derivative: program 1 from a thousand seeds."""

import warnings

import numpy as np
import pytest

from nnbook.first_net import NAMES, initialise, train
from nnbook.loss import labels, people

SEEDS = 1000


def right(z, h):
    return h * (1 - h)


def sigma(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def squared(y_hat, y):
    return 2 * (y_hat - y)


def costs(slope=right, error=squared, last=None, seeds=SEEDS):
    """The cost after every epoch, a row an epoch and a column a seed.

    slope(z, h): what is taken for σ′   error(ŷ, y): what is taken for ∂L/∂ŷ
    last: another slope for the output neuron alone
    """
    drawn = [list(initialise(np.random.RandomState(seed)).values()) for seed in range(seeds)]
    values = np.array(drawn).T.copy()
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = values

    def forward(x):
        z1, z2 = w1 * x[0] + w2 * x[1] + b1, w3 * x[0] + w4 * x[1] + b2
        h1, h2 = sigma(z1), sigma(z2)
        z3 = w5 * h1 + w6 * h2 + b3
        return z1, z2, z3, h1, h2, sigma(z3)

    found = []
    for _ in range(1000):
        for x, y in zip(people, labels):
            z1, z2, z3, h1, h2, y_hat = forward(x)
            d3 = error(y_hat, y) * (last or slope)(z3, y_hat)
            d1, d2 = d3 * w5 * slope(z1, h1), d3 * w6 * slope(z2, h2)
            slopes = d1 * x[0], d1 * x[1], d2 * x[0], d2 * x[1], d3 * h1, d3 * h2, d1, d2, d3
            for value, change in zip(values, slopes):
                value -= 0.1 * change
        answers = np.array([forward(x)[-1] for x in people])
        found.append(((answers.T - labels) ** 2).mean(axis=1))
    return np.array(found)


def test_with_the_right_derivatives_this_is_the_program_of_chapter_6():
    start = initialise(np.random.RandomState(1))
    assert tuple(start) == NAMES
    assert costs(seeds=2)[:, 1] == pytest.approx(train(start, people, labels)[1], rel=1e-9)


@pytest.mark.parametrize(
    "wrong",
    [
        {"slope": lambda z, h: right(h, sigma(h))},
        {"last": lambda z, h: 1},
        {"last": lambda z, h: 1, "error": lambda y_hat, y: y_hat - y},
    ],
    ids=["slope_at_sigma", "no_slope", "borrowed"],
)
def test_a_wrong_slope_that_is_positive_lets_the_cost_fall_all_the_way(wrong):
    assert (np.diff(costs(**wrong), axis=0) < 0).all()


def test_a_slope_that_wants_the_output_and_gets_z_ends_in_nan():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        assert np.isnan(costs(slope=lambda z, h: z * (1 - z))[-1]).all()


def test_with_the_wrong_sign_the_cost_rises():
    found = costs(error=lambda y_hat, y: -squared(y_hat, y))
    assert (found[-1] > found[0]).all()
