# Made from docs/06-first-net.md: edit it, run `python -m nnbook.loom tangle`.

# docs/06-first-net.md#in-python
"""What program 1 is given: floats, or an error that says which argument is wrong."""

from numbers import Integral

from nnbook.arguments import _finite, _finite_list, _is_sequence
from nnbook.two_two_one import NAMES, forward


def require(good, name, wanted, got):
    """Raise ValueError, saying what was wanted and what was got, unless good."""
    if not good:
        raise ValueError(f"{name} must be {wanted}, got {got!r}")


def checked(parameters, data):
    """The nine values and the pairs of data, all of them floats, or ValueError."""
    forward(parameters, (0, 0))
    filled = _is_sequence(data) and len(data) > 0
    require(filled, "data", "a list of one pair (x_1, x_2) or more", data)
    for i, x in enumerate(data):
        try:
            forward(parameters, x)
        except ValueError as error:
            raise ValueError(f"data[{i}]: {error}") from None
    values = tuple(float(parameters[name]) for name in NAMES)
    return values, [(float(x1), float(x2)) for x1, x2 in data]


def checked_training(labels, m, learning_rate, epochs):
    """The m labels and the learning rate as floats, or ValueError."""
    numbers = _finite_list("labels", labels)
    as_many = f"as many numbers as there are pairs, {m}"
    require(len(numbers) == m, "labels", as_many, labels)
    for i, y in enumerate(numbers):
        require(0 <= y <= 1, f"labels[{i}]", "a number from 0 to 1", y)
    learning_rate = _finite("learning_rate", learning_rate)
    good = learning_rate > 0
    require(good, "learning_rate", "a finite number above 0", learning_rate)
    good = isinstance(epochs, Integral) and epochs >= 0
    require(good, "epochs", "a whole number >= 0", epochs)
    return numbers, learning_rate
