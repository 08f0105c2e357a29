# Made from docs/07-matrices.md: edit it, run `python -m nnbook.loom tangle`.

# docs/07-matrices.md#activations
"""Activations of arrays of any shape, entry by entry, and their derivatives."""

import functools
from math import isfinite

import numpy as np

from nnbook._arrays import NUMBERS, floats


def sigmoid(Z):
    """σ(z) = 1 / (1 + e⁻ᶻ) for each entry z of Z.               eq: sigmoid

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError if Z is no array of real numbers, ValueError for NaN and infinity.
    """
    Z, squares = floats("Z", Z)
    edge, number = _edge(Z.dtype), NUMBERS[Z.dtype]
    if squares >= edge**2 and Z.min() <= -edge:
        return _sigmoid_far_out(Z)
    E = np.negative(Z)[...]
    np.exp(E, out=E)
    E += number[1]
    return np.divide(number[1], E, out=E)[()]


def relu(Z):
    """max(z, 0) for each entry z of Z.

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError if Z is no array of real numbers, ValueError for NaN and infinity.
    """
    Z, _ = floats("Z", Z)
    number = NUMBERS[Z.dtype]
    return Z.clip(number[0], number[np.inf])


def relu_derivative(Z):
    """1 where z > 0, else 0. At the kink, z = 0, it is 0 by convention.

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError if Z is no array of real numbers, ValueError for NaN and infinity.
    """
    Z, _ = floats("Z", Z)
    return (Z > NUMBERS[Z.dtype][0]).astype(Z.dtype)


# docs/07-matrices.md#shapes-checked
def sigmoid_derivative(Z):
    """σ′(z) = e⁻ᶻ / (1 + e⁻ᶻ)², the same for z and −z.

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError if Z is no array of real numbers, ValueError for NaN and infinity.
    """
    Z, _ = floats("Z", Z)
    E = np.abs(Z)[...]
    return _bell(np.negative(E, out=E))[()]


def tanh(Z):
    """tanh z for each entry z of Z.

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError if Z is no array of real numbers, ValueError for NaN and infinity.
    """
    Z, _ = floats("Z", Z)
    return np.tanh(Z)


def tanh_derivative(Z):
    """tanh′(z) = 4 σ′(2z) for each entry z of Z.

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError if Z is no array of real numbers, ValueError for NaN and infinity.
    """
    Z, squares = floats("Z", Z)
    E, number = np.abs(Z)[...], NUMBERS[Z.dtype]
    if not isfinite(squares):  # 2|z| may be too large; where it is, the result is 0
        np.minimum(E, np.finfo(Z.dtype).max / 2, out=E)
    E *= number[-2]
    E = _bell(E)
    E *= number[4]
    return E[()]


def _bell(E):
    """eᶻ / (1 + eᶻ)² in the place of each entry z <= 0 of E."""
    number = NUMBERS[E.dtype]
    np.exp(E, out=E)
    D = E + number[2]
    D *= E
    D += number[1]
    return np.divide(E, D, out=E)


@functools.cache
def _edge(dtype):
    """The size of z from which on e⁻ᶻ may be too large for a float of this type."""
    return float(np.log(np.finfo(dtype).max)) - 1


def _sigmoid_far_out(Z):
    """σ for z of any size: eᶻ / (1 + eᶻ) where z < 0."""
    E = np.exp(-np.abs(Z))
    return np.where(Z < 0, E, 1) / (1 + E)
