# Made from docs/01-neuron.md by `python -m nnbook.loom tangle`: edit the chapter.

# docs/01-neuron.md#program
"""One neuron: multiply, add, squash. One number at a time, in plain floats."""

import math
from numbers import Real


def sigmoid(z):
    """σ(z) = 1 / (1 + e⁻ᶻ), a number from 0 to 1.               eq: sigmoid

    z: one real number -> a float. For z < 0 it is computed as eᶻ / (1 + eᶻ), so no
    finite float overflows (eq: sigmoid_positive_form); -inf gives 0.0, inf gives 1.0.
    Raises TypeError if z is not one real number, ValueError if z is NaN.
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
        raise TypeError(
            f"z must be one real number, got {type(z).__name__}; for arrays use "
            "nnbook.activations.sigmoid, which comes in chapter 7"
        )
    if math.isnan(z):
        raise ValueError("z must be a number, got NaN: look at how z was computed")
    return float(z)


# docs/01-neuron.md#program
def neuron(weights, bias, inputs):
    """σ(z), z being bias plus each weight times its input.    eq: pre_activation

    weights, inputs: equally many real numbers   bias: one   ->   a float from 0 to 1
    Raises ValueError if the lengths differ or z is NaN, TypeError as sigmoid does.
    """
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
