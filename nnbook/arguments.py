# Made from docs/01-neuron.md: edit it, run `python -m nnbook.loom tangle`.

# docs/01-neuron.md#program
"""What a function is given: finite numbers, or an error that names the argument."""

import math
from collections.abc import Sequence
from numbers import Real


def _finite(name, value):
    """A finite real number as a float, or a ValueError that names anything else."""
    number = _as_float(name, value) if isinstance(value, Real) else math.nan
    if not math.isfinite(number):
        raise ValueError(f"{name} must be a finite number, got {value!r}")
    return number


def _as_float(name, value):
    """A real number as a float; ValueError for one that is too large for a float."""
    try:
        return float(value)
    except OverflowError:
        raise ValueError(
            f"{name} must be a number that a float can hold, from -1.8e308 to 1.8e308, "
            f"got a larger {type(value).__name__}"
        ) from None


def _finite_list(name, values):
    """A sequence of one finite number or more as a list of floats, or a ValueError."""
    if not _is_sequence(values) or len(values) == 0:
        raise ValueError(
            f"{name} must be a list or tuple of at least one number, got {values!r}"
        )
    return [_finite(f"{name}[{i}]", value) for i, value in enumerate(values)]


def _is_sequence(values):
    """Whether values is a list, a tuple or an array, and no text, set or dict."""
    if isinstance(values, (str, bytes)):
        return False
    return isinstance(values, Sequence) or getattr(values, "ndim", 0) > 0
