# Made from docs/09-floating-point.md: edit it, run `python -m nnbook.loom tangle`.

# docs/09-floating-point.md#two-functions
"""The same mathematics in floats that neither overflow nor lose their digits."""

import numpy as np

from nnbook._arrays import floats


def softplus(Z):
    """ln(1 + eᶻ) = max(z, 0) + ln(1 + e^(−|z|)) for each entry z of Z.   eq: softplus

    Z: finite numbers in an array of any shape -> an array of that shape
    Raises TypeError if Z is no array of real numbers, ValueError for NaN and infinity.
    """
    Z, _ = floats("Z", Z)
    return np.maximum(Z, 0) + np.log1p(np.exp(-np.abs(Z)))


def log_sum_exp(Z):
    """ln Σ eᶻ over the entries of each column.                    eq: log_sum_exp

    Z (k, ...): finite numbers, k >= 1 -> an array (...), one number a column
    Raises TypeError if Z is no array of real numbers, ValueError for NaN, infinity, and
    an array without rows.
    """
    Z, _ = floats("Z", Z)
    if Z.ndim == 0 or len(Z) == 0:
        raise ValueError(f"Z must have at least one row, got shape {Z.shape}")
    c = Z.max(axis=0)
    with np.errstate(over="ignore"):  # z - c may be below -1.8e308: then exp gives 0
        return c + np.log(np.exp(Z - c).sum(axis=0))
