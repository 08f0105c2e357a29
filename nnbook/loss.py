# Made from docs/03-loss.md: edit it, run `python -m loom tangle`.

# docs/03-loss.md#in-python
"""Four people, their labels, and how wrong a prediction of them is."""

from collections.abc import Sequence

from nnbook._arguments import finite_list

people = (  # (weight - 135 lb, height - 66 in)
    (-2, -1),  # Alice
    (25, 6),  # Bob
    (17, 4),  # Charlie
    (-15, -6),  # Diana
)
labels = (1, 0, 0, 1)


# docs/03-loss.md#in-python
def mean_square(y: Sequence[float], y_hat: Sequence[float]) -> float:
    """J, the mean of (y - ŷ)², without a check.        eq: mean_squared_error"""
    return sum((label - guess) ** 2 for label, guess in zip(y, y_hat)) / len(y)


# docs/03-loss.md#in-python
def mse(y: Sequence[float], y_hat: Sequence[float]) -> float:
    """J, the mean of (y - ŷ)² over m samples.          eq: mean_squared_error

    y: a list of m finite numbers, m >= 1
    y_hat: a list of m finite numbers
    Returns a float >= 0. Raises TypeError for anything but lists and numbers,
    ValueError for no samples, for lengths that differ, for a number that is not finite,
    and for an error above 1e150, whose square may be too large.
    """
    y = finite_list("y", y)
    y_hat = finite_list("y_hat", y_hat, len(y))
    _require_small_errors(y, y_hat)
    return mean_square(y, y_hat)


def _require_small_errors(y: list[float], y_hat: list[float]) -> None:
    """ValueError for an error that is too large to be squared."""
    for i, (label, guess) in enumerate(zip(y, y_hat)):
        if abs(label - guess) > 1e150:
            raise ValueError(
                f"y[{i}] and y_hat[{i}] must be at most 1e150 apart, so that the "
                f"square of the error is a float, got {label} and {guess}"
            )
