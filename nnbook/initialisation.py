# Made from docs/13-initialisation.md: edit it, run `python -m nnbook.loom tangle`.

# docs/13-initialisation.md#program
"""Random weights to start from: large enough, and not too large, for many layers."""

import math
import operator

from nnbook._network import chosen


def he_std(n_in):
    """The standard deviation of weights for ReLU.                      eq: he_std"""
    return math.sqrt(2 / _size("n_in", n_in))


def xavier_std(n_in, n_out):
    """The standard deviation of weights for tanh.                  eq: xavier_std"""
    return math.sqrt(2 / (_size("n_in", n_in) + _size("n_out", n_out)))


def uniform_bound(std):
    """The r for which numbers drawn evenly from −r to r have it.   eq: uniform_bound"""
    return math.sqrt(3) * std


def he(n_in, n_out, rng, distribution="normal"):
    """Random weights W of one layer with mean 0 and variance 2 / n_in, for ReLU.

    n_in, n_out: how many inputs the layer has, and how many units; whole numbers >= 1
    rng: a generator, such as numpy.random.RandomState(0) or default_rng(0)
    distribution: "normal" or "uniform"   ->   W (n_out, n_in), float64
    Raises TypeError and ValueError that name the argument.
    """
    return _draw(he_std(n_in), n_in, n_out, rng, distribution)


def xavier(n_in, n_out, rng, distribution="normal"):
    """Random weights W of one layer with mean 0 and variance 2 / (n_in + n_out).

    For tanh, whose slope at 0 is 1. Arguments, result and errors are those of he.
    """
    return _draw(xavier_std(n_in, n_out), n_in, n_out, rng, distribution)


def _normal(rng, std, shape):
    return rng.standard_normal(shape) * std


def _uniform(rng, std, shape):
    r = uniform_bound(std)
    return rng.uniform(-r, r, shape)


_DRAW = {"normal": _normal, "uniform": _uniform}


# docs/13-initialisation.md#checks
def _draw(std, n_in, n_out, rng, distribution):
    draw = chosen("distribution", distribution, _DRAW)
    _require_generator(rng)
    return draw(rng, std, (_size("n_out", n_out), _size("n_in", n_in)))


def _size(name, n):
    """n as an int; TypeError for what is no whole number, ValueError below 1."""
    try:
        whole = operator.index(n)
    except TypeError:
        whole = None
    if whole is None or isinstance(n, bool):
        raise TypeError(f"{name} must be a whole number, got {n!r}")
    if whole < 1:
        raise ValueError(f"{name} must be at least 1, got {n!r}")
    return whole


def _require_generator(rng):
    able = hasattr(rng, "standard_normal") and hasattr(rng, "uniform")
    if not able or isinstance(rng, type):
        wanted = "a generator such as numpy.random.RandomState(0)"
        raise TypeError(f"rng must be {wanted}, got {rng!r}")
