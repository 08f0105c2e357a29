# Made from docs/07-matrices.md by `python -m nnbook.loom tangle`: edit the chapter.

# docs/07-matrices.md#activations
"""Activations of arrays of any shape, entry by entry, and their derivatives."""

import numpy as np

from nnbook._arrays import floats


def sigmoid(Z):
    """σ(z) = 1 / (1 + e⁻ᶻ) for each entry z of Z.               eq: sigmoid

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError if Z is no array of real numbers, ValueError for NaN and infinity.
    """
    Z, squares = floats("Z", Z)
    if Z.ndim and Z.dtype == np.float64 and squares < 700**2:  # so every |z| < 700
        E = np.exp(-Z)
        if np.vdot(E, E) < 2.0**104:  # so every e⁻ᶻ < 2⁵²
            E += 1
            return np.divide(1, E, out=E)
    return _sigmoid_far_out(Z)


def sigmoid_derivative(Z):
    """σ′(z) = e⁻ᶻ / (1 + e⁻ᶻ)², the same for z and −z.

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError if Z is no array of real numbers, ValueError for NaN and infinity.
    """
    Z, _ = floats("Z", Z)
    E = np.exp(-np.abs(Z))
    D = E * E
    D += E
    D += E
    D += 1
    return E / D


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
    Z, _ = floats("Z", Z)
    return 4 * sigmoid_derivative(2 * np.minimum(np.abs(Z), 400))  # beyond 400 it is 0


def relu(Z):
    """max(z, 0) for each entry z of Z.

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError if Z is no array of real numbers, ValueError for NaN and infinity.
    """
    Z, _ = floats("Z", Z)
    return np.maximum(Z, 0)


def relu_derivative(Z):
    """1 where z > 0, else 0. At the kink, z = 0, it is 0 by convention.

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError if Z is no array of real numbers, ValueError for NaN and infinity.
    """
    Z, _ = floats("Z", Z)
    return (Z > 0).astype(Z.dtype)


# docs/07-matrices.md#activations
def _sigmoid_far_out(Z):
    """σ where e⁻ᶻ may be so large that 1 + e⁻ᶻ drops the 1: there σ(z) is eᶻ."""
    tail = Z < np.log(np.finfo(Z.dtype).epsneg)
    E = np.negative(Z, out=np.empty_like(Z))
    E[tail] = Z[tail]
    np.exp(E, out=E)
    A = np.add(1, E, out=np.empty_like(Z))
    np.divide(1, A, out=A)
    A[tail] = E[tail]
    return A[()]
