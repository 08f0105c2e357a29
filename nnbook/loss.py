# Made from docs/03-loss.md by `python -m nnbook.loom tangle`: edit the chapter.

# docs/03-loss.md#in-python
"""Four people, their labels, and how wrong a prediction of them is."""

import math
from numbers import Real

people = (  # (weight - 135 lb, height - 66 in)
    (-2, -1),  # Alice
    (25, 6),  # Bob
    (17, 4),  # Charlie
    (-15, -6),  # Diana
)
labels = (1, 0, 0, 1)


# docs/03-loss.md#in-python
def mse(y, y_hat):
    """J, the mean of (y - ŷ)² over m samples.          eq: mean_squared_error

    y, y_hat: two sequences of m finite numbers, m >= 1   ->   a number >= 0
    Raises ValueError for no samples, for different lengths, and for anything that
    is not a finite number.
    """
    _check_numbers("y", y)
    _check_numbers("y_hat", y_hat)
    if len(y) != len(y_hat):
        raise ValueError(
            "y and y_hat must have the same length: "
            f"got {len(y)} labels and {len(y_hat)} predictions"
        )
    return sum((label - guess) ** 2 for label, guess in zip(y, y_hat)) / len(y)


# docs/03-loss.md#in-python
def _check_numbers(name, values):
    """Raise ValueError unless values is a sequence of at least one finite number."""
    if not hasattr(values, "__len__") or len(values) == 0:
        raise ValueError(f"{name} must hold at least one number, got {values!r}")
    for i, value in enumerate(values):
        if not isinstance(value, Real) or not math.isfinite(value):
            raise ValueError(f"{name}[{i}] must be a finite number, got {value!r}")
