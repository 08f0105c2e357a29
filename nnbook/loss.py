# Made from docs/03-loss.md: edit it, run `python -m nnbook.loom tangle`.

# docs/03-loss.md#in-python
"""Four people, their labels, and how wrong a prediction of them is."""

from nnbook.arguments import _finite_list

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

    y, y_hat: two sequences of m finite numbers, m >= 1   ->   a float >= 0
    Raises ValueError for no samples, for different lengths, for anything that is not
    a finite number, and for an error above 1e150, whose square may be too large.
    """
    y, y_hat = _finite_list("y", y), _finite_list("y_hat", y_hat)
    _check_pairs(y, y_hat)
    return sum((label - guess) ** 2 for label, guess in zip(y, y_hat)) / len(y)


# docs/03-loss.md#in-python
def _check_pairs(y, y_hat):
    """Raise ValueError for different lengths and for errors too large to be squared."""
    if len(y) != len(y_hat):
        raise ValueError(
            "y and y_hat must have the same length: "
            f"got {len(y)} labels and {len(y_hat)} predictions"
        )
    for i, (label, guess) in enumerate(zip(y, y_hat)):
        if abs(label - guess) > 1e150:
            raise ValueError(
                f"y[{i}] and y_hat[{i}] must be at most 1e150 apart, so that the "
                f"square of the error is a float, got {label} and {guess}"
            )
