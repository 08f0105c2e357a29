# Made from docs/10-cross-entropy.md: edit it, run `python -m loom tangle`.

# docs/10-cross-entropy.md#program
"""Cross-entropy of labels and predictions, computed from the last z, the logits."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnbook._arrays import floats, shapes


def softmax(Z: ArrayLike) -> NDArray:
    """e^z / Σ e^z over the entries of each column.                     eq: softmax

    Z (n, ...): finite numbers, n >= 1 -> an array of that shape, columns with sum 1
    Raises TypeError for entries that are not real, ValueError for NaN, infinity, and
    an array without rows.
    """
    Z, _ = floats("Z", Z)
    if Z.ndim == 0 or len(Z) == 0:
        raise ValueError(f"Z must have at least one row, got shape {Z.shape}")
    E = _below_peak(Z)
    np.exp(E, out=E)
    return E / E.sum(axis=0)


def _below_peak(Z):
    """z − M, with M the largest entry of each column; -inf below -1.8e308."""
    with np.errstate(over="ignore"):
        return Z - Z.max(axis=0)


@shapes("Y (n, m), Z_last (n, m) -> cost")
def binary(Y: NDArray, Z_last: NDArray) -> float:
    """J, the mean over samples of the binary cross-entropy of σ(z).   eq: binary_cost

    Y (n, m): labels from 0 to 1; n units answer n questions of their own
    Z_last (n, m): the logits   ->   a float >= 0, summed over the units
    Raises TypeError for entries that are not real; ValueError for shapes that do
    not fit, an empty array, NaN, infinity, and labels below 0 or above 1.
    """
    require_labels(Y)
    Z = np.abs(Z_last)
    missed = np.where(Z_last > 0, 1 - Y, Y)
    return float((missed * Z + np.log1p(np.exp(-Z))).sum() / Y.shape[1])


@shapes("Y (n, m), Z_last (n, m) -> cost")
def categorical(Y: NDArray, Z_last: NDArray) -> float:
    """J, the mean over samples of the cross-entropy of softmax(z).

    Y (n, m): labels from 0 to 1, each column with sum 1   Z_last (n, m): the logits
    Returns a float >= 0. Raises TypeError and ValueError as binary does, and ValueError
    for a column of labels whose sum is not 1.
    """
    require_labels(Y)
    require_sums(Y)
    Z = _below_peak(Z_last)
    rest = np.exp(Z)
    rest[Z_last.argmax(axis=0), range(Z.shape[1])] = 0  # log1p adds its 1 without loss
    missed = Y * np.where(Y > 0, -Z, 0)  # 0 times infinity is 0
    return float((missed.sum(axis=0) + np.log1p(rest.sum(axis=0))).mean())


# docs/10-cross-entropy.md#labels-that-do-not-fit
def require_labels(Y: NDArray) -> None:
    """Raise ValueError for a label below 0 or above 1."""
    if Y.min() < 0 or Y.max() > 1:
        j, i = np.argwhere((Y < 0) | (Y > 1))[0]
        raise ValueError(f"Y must hold labels from 0 to 1, got Y[{j}, {i}] = {Y[j, i]}")


def require_sums(Y: NDArray) -> None:
    """Raise ValueError for a column of labels that does not sum to 1."""
    off = Y.sum(axis=0) - 1
    if np.vdot(off, off) <= 1e-12:
        return  # then none of them is above 1e-6
    wrong = np.abs(off) > 1e-6
    if wrong.any():
        i = wrong.argmax()
        raise ValueError(
            f"each column of Y must sum to 1, got {Y[:, i].sum()} in column {i}: "
            "a soft label is a distribution over the classes"
        )
