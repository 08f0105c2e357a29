# Made from docs/01-neuron.md: edit it, run `python -m loom tangle`.

# docs/01-neuron.md#program
"""One neuron: multiply, add, squash. One number at a time, in plain floats."""

import math
from collections.abc import Sequence

from nnbook._arguments import finite, finite_list, real


def squash(z: float) -> float:
    """σ(z) = 1 / (1 + e⁻ᶻ), without a check of z.               eq: sigmoid

    For z < 0 it is computed as eᶻ / (1 + eᶻ), so that nothing overflows
    (eq: sigmoid_positive_form).
    """
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    power = math.exp(z)
    return power / (1 + power)


def sigmoid(z: float) -> float:
    """σ(z) = 1 / (1 + e⁻ᶻ), a number from 0 to 1.               eq: sigmoid

    z: one real number; -inf gives 0.0, inf gives 1.0
    Raises TypeError if z is not one real number, ValueError if it is NaN or too large
    for a float.
    """
    return squash(_one_number(z))


# docs/01-neuron.md#program
def neuron(weights: Sequence[float], bias: float, inputs: Sequence[float]) -> float:
    """σ(z), where z is the bias plus each weight times its input.   eq: pre_activation

    weights: a list of finite numbers, at least one
    bias: a finite number
    inputs: a list of finite numbers, as many as there are weights
    Returns a float from 0 to 1. Raises TypeError for anything but lists and numbers,
    ValueError for lengths that differ, for a number that is not finite, and for
    products so large that z is NaN.
    """
    weights = finite_list("weights", weights)
    inputs = finite_list("inputs", inputs, len(weights))
    bias = finite("bias", bias)
    z = 0.0
    for w, x in zip(weights, inputs):
        z += w * x
    z += bias
    return sigmoid(z)


# docs/01-neuron.md#too-large
def _one_number(z: float) -> float:
    """z as a float, or an error that says what to do instead."""
    if hasattr(z, "__len__") and not isinstance(z, (str, bytes, dict, set)):
        cure = "for arrays use nnbook.activations.sigmoid, of chapter 7"
        raise TypeError(f"z must be a real number, got {type(z).__name__}; {cure}")
    z = real("z", z)
    if math.isnan(z):
        raise ValueError("z must be a number, got NaN: look at how z was computed")
    return z
