# Made from docs/07-matrices.md: edit it, run `python -m loom tangle`.

# docs/07-matrices.md#activations
"""Activations of arrays of any shape, entry by entry, and their derivatives."""

import numpy as np
from numpy.typing import NDArray

from nnbook._arrays import NUMBERS, entries


@entries
def sigmoid(Z: NDArray) -> NDArray:
    """σ(z) = 1 / (1 + e⁻ᶻ) for each entry z of Z.               eq: sigmoid

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError for entries that are not real, ValueError for NaN and infinity.
    """
    number = NUMBERS[Z.dtype]
    if Z.min(initial=0) < -number["top"]:
        return _far_left(Z)
    E = np.negative(Z)[...]
    np.exp(E, out=E)
    E += number[1]
    return np.divide(number[1], E, out=E)[()]


@entries
def relu(Z: NDArray) -> NDArray:
    """max(z, 0) for each entry z of Z.

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError for entries that are not real, ValueError for NaN and infinity.
    """
    number = NUMBERS[Z.dtype]
    return Z.clip(number[0], number[np.inf])


@entries
def relu_derivative(Z: NDArray) -> NDArray:
    """1 where z > 0, else 0. At the kink, z = 0, it is 0 by convention.

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError for entries that are not real, ValueError for NaN and infinity.
    """
    return (Z > NUMBERS[Z.dtype][0]).astype(Z.dtype)


# docs/07-matrices.md#shapes-checked
@entries
def sigmoid_derivative(Z: NDArray) -> NDArray:
    """σ′(z) = e⁻ᶻ / (1 + e⁻ᶻ)², the same for z and −z.

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError for entries that are not real, ValueError for NaN and infinity.
    """
    E = np.abs(Z)[...]
    return _bell(np.negative(E, out=E))[()]


@entries
def tanh(Z: NDArray) -> NDArray:
    """tanh z for each entry z of Z.

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError for entries that are not real, ValueError for NaN and infinity.
    """
    return np.tanh(Z)


@entries
def tanh_derivative(Z: NDArray) -> NDArray:
    """tanh′(z) = 4 σ′(2z) for each entry z of Z.

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError for entries that are not real, ValueError for NaN and infinity.
    """
    E, number = np.abs(Z)[...], NUMBERS[Z.dtype]
    with np.errstate(over="ignore"):  # where 2|z| is too large, the result is 0
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


def _far_left(Z):
    """σ for z of any size: eᶻ / (1 + eᶻ) where z < 0."""
    E = np.exp(-np.abs(Z))
    return np.where(Z < 0, E, 1) / (1 + E)
