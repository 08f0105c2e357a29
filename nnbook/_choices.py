# Made from docs/11-backprop.md: edit it, run `python -m nnbook.loom tangle`.

# docs/11-backprop.md#checks
"""Single numbers and other choices that a function is given, or an error."""

from numbers import Integral, Real

import numpy as np

from nnbook.arguments import _as_float


def real(name, value, wanted, fits):
    """The number as a float.

    wanted: what it must be, in words   fits: the same as a function of the number
    Raises TypeError for what is no number, ValueError for one that does not fit.
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number, got {type(value).__name__}")
    if not fits(value):
        raise ValueError(f"{name} must be {wanted}, got {value!r}")
    return _as_float(name, value)


def positive(name, value):
    """The number as a float; TypeError or ValueError unless 0 < value < infinity."""
    return real(name, value, "a finite number above 0", lambda x: 0 < x < np.inf)


def require_decay(l2):
    """Raise TypeError or ValueError unless l2 is a finite number >= 0."""
    real("l2", l2, "a finite number >= 0", lambda x: 0 <= x < np.inf)


def whole(name, value, least):
    """The whole number as an int; TypeError for others, ValueError below `least`."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be a whole number, got {type(value).__name__}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")
    return int(value)


def chosen(name, key, table):
    """table[key]; TypeError or ValueError for a key that the table does not have."""
    if not isinstance(key, str):
        raise TypeError(f"{name} must be a string, got {type(key).__name__}")
    if key not in table:
        raise ValueError(f"{name} must be one of {', '.join(table)}, got {key!r}")
    return table[key]


def require_generator(rng, method):
    """Raise TypeError unless rng has this method of NumPy's random generators."""
    if isinstance(rng, type) or not callable(getattr(rng, method, None)):
        wanted = "a generator such as numpy.random.RandomState(0)"
        raise TypeError(f"rng must be {wanted}, got {rng!r:.60}")
