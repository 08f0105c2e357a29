# Made from docs/13-initialisation.md: edit it, run `python -m loom tangle`.

# docs/13-initialisation.md#program
"""Random weights to start from: large enough, and not too large, for many layers."""

import math

from numpy.random import Generator, RandomState
from numpy.typing import NDArray

from nnbook._arguments import chosen, require_generator, whole


def he_std(n_in: int) -> float:
    """The standard deviation of weights for ReLU.                      eq: he_std"""
    return math.sqrt(2 / whole("n_in", n_in, 1))


def xavier_std(n_in: int, n_out: int) -> float:
    """The standard deviation of weights for tanh.                  eq: xavier_std"""
    return math.sqrt(2 / (whole("n_in", n_in, 1) + whole("n_out", n_out, 1)))


def uniform_bound(std: float) -> float:
    """The r for which numbers drawn evenly from −r to r have it.   eq: uniform_bound"""
    return math.sqrt(3) * std


def he(
    n_in: int,
    n_out: int,
    rng: RandomState | Generator,
    distribution: str = "normal",
) -> NDArray:
    """Random weights W of one layer with mean 0 and variance 2 / n_in, for ReLU.

    n_in, n_out: how many inputs the layer has, and how many units; whole numbers >= 1
    rng: a generator, such as numpy.random.RandomState(0) or default_rng(0)
    distribution: "normal" or "uniform"   ->   W (n_out, n_in), float64
    Raises TypeError and ValueError that name the argument.
    """
    return _draw(he_std(n_in), n_in, n_out, rng, distribution)


def xavier(
    n_in: int,
    n_out: int,
    rng: RandomState | Generator,
    distribution: str = "normal",
) -> NDArray:
    """Random weights W of one layer with mean 0 and variance 2 / (n_in + n_out).

    For tanh, whose slope at 0 is 1. Arguments, result and errors are those of he.
    """
    return _draw(xavier_std(n_in, n_out), n_in, n_out, rng, distribution)


# docs/13-initialisation.md#checks
_METHODS = {"normal": "standard_normal", "uniform": "uniform"}  # of the generator


def _draw(std, n_in, n_out, rng, distribution):
    shape = whole("n_out", n_out, 1), whole("n_in", n_in, 1)
    require_generator(rng, _METHODS[chosen("distribution", distribution, _METHODS)])
    if distribution == "normal":
        return rng.standard_normal(shape) * std
    r = uniform_bound(std)
    return rng.uniform(-r, r, shape)
