# Made from docs/01-neuron.md: edit it, run `python -m nnbook.loom tangle`.

# docs/01-neuron.md#program
"""One neuron: multiply, add, squash. One number at a time, in plain floats."""

import math
from numbers import Real

from nnbook.arguments import _as_float, _finite, _finite_list


def sigmoid(z):
    """σ(z) = 1 / (1 + e⁻ᶻ), a number from 0 to 1.               eq: sigmoid

    z: one real number -> a float. For z < 0 it is computed as eᶻ / (1 + eᶻ), so no
    finite float overflows (eq: sigmoid_positive_form); -inf gives 0.0, inf gives 1.0.
    Raises TypeError if z is not one real number, ValueError if z is NaN or too large
    for a float.
    """
    z = _one_number(z)
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    e = math.exp(z)
    return e / (1 + e)


# docs/01-neuron.md#program
def _one_number(z):
    """z as a float, or an error that says what to do instead."""
    if not isinstance(z, Real):
        many = hasattr(z, "__len__") and not isinstance(z, (str, bytes, dict, set))
        cure = "; for arrays use nnbook.activations.sigmoid, of chapter 7"
        raise TypeError(
            f"z must be one real number, got {type(z).__name__}{cure if many else ''}"
        )
    z = _as_float("z", z)
    if math.isnan(z):
        raise ValueError("z must be a number, got NaN: look at how z was computed")
    return z


# docs/01-neuron.md#program
def neuron(weights, bias, inputs):
    """σ(z), z being bias plus each weight times its input.    eq: pre_activation

    weights, inputs: lists of equally many finite numbers, one or more   bias: one more
    Returns a float from 0 to 1. Raises ValueError for anything else, for lengths that
    differ, and for products so large that z is NaN.
    """
    weights, inputs = _finite_list("weights", weights), _finite_list("inputs", inputs)
    bias = _finite("bias", bias)
    if len(weights) != len(inputs):
        raise ValueError(
            f"got {len(weights)} weights and {len(inputs)} inputs: wanted as many "
            "inputs as weights"
        )
    z = 0.0
    for w, x in zip(weights, inputs):
        z += w * x
    z += bias
    return sigmoid(z)
