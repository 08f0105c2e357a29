# Made from docs/09-floating-point.md: edit it, run `python -m loom tangle`.

# docs/09-floating-point.md#softplus
"""The same mathematics in floats that neither overflow nor lose their digits."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnbook._arrays import floats


def softplus(Z: ArrayLike) -> NDArray:
    """ln(1 + eᶻ) for each entry z of Z, within 2 ulp (float32: 3).   eq: softplus

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError for entries that are not real, ValueError for NaN and infinity.
    """
    Z, _ = floats("Z", Z)
    return np.maximum(Z, 0) + np.log1p(np.exp(-np.abs(Z)))


# docs/09-floating-point.md#log-sum-exp
def log_sum_exp(Z: ArrayLike) -> NDArray:
    """ln Σ eᶻ over the entries of each column.                    eq: log_sum_exp

    Z (k, ...): finite numbers, k >= 1 -> an array (...), one number a column
    With c the largest entry, the error is at most 3 ulp of the larger of |c| and the
    result if c is 0 or |c| > 0.1, and at most 40 otherwise (float64, k <= 1000).
    Raises TypeError for entries that are not real, ValueError for NaN, infinity, and
    an array without rows.
    """
    Z, _ = floats("Z", Z)
    if Z.ndim == 0 or len(Z) == 0:
        raise ValueError(f"Z must have at least one row, got shape {Z.shape}")
    c = Z.max(axis=0)
    with np.errstate(over="ignore"):  # z - c may be below -1.8e308: then exp gives 0
        E = np.exp(Z - c)
    np.put_along_axis(E, Z.argmax(axis=0, keepdims=True), 0, axis=0)
    return c + np.log1p(E.sum(axis=0))
