# Made from docs/16-deep-net.md: edit it, run `python -m nnbook.loom tangle`.

# docs/16-deep-net.md#rest
"""What training is given: finite numbers and sensible choices, or an error."""

from numbers import Integral, Real

import numpy as np

from nnbook._arrays import floats
from nnbook._descent import FORMS
from nnbook._network import chosen, network, require_decay
from nnbook.cross_entropy import require_labels


def prepared(X, Y, parameters):
    """X, Y and copies of (W, b), as arrays of finite floats whose shapes fit."""
    given, W, b, X, Y = network(parameters, X=X, Y=Y)
    for label, array in given.items():
        floats(label, array)
    require_labels(Y)
    W, b = ({l: part[l].copy() for l in sorted(part)} for part in (W, b))
    return X, Y, (W, b)


def choices(learning_rate, iterations, l2, form, progress):
    """learning_rate and l2 as floats, when all five are what train can use."""
    rate = _real("learning_rate", learning_rate)
    if not 0 < rate < np.inf:
        raise ValueError(f"learning_rate must be above 0 and finite, got {rate}")
    if _whole("iterations", iterations) < 0:
        raise ValueError(f"iterations must be 0 or more, got {iterations}")
    require_decay(l2)
    chosen("form", form, dict.fromkeys((*FORMS, "auto")))
    if progress is not None and not callable(progress):
        kind = type(progress).__name__
        raise TypeError(f"progress must be a function of two arguments, got {kind}")
    return rate, float(l2)


def layers_of(layer_dims):
    """The widths n_0 .. n_L, two or more whole numbers from 1 on, as a list."""
    try:
        widths = [_whole("each of layer_dims", n) for n in layer_dims]
    except TypeError as error:
        message = f"layer_dims must be a list such as [3, 2, 1], got {layer_dims!r:.60}"
        raise TypeError(message) from error
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(
            f"layer_dims must be two or more whole numbers from 1 on, got {widths}"
        )
    return widths


def draw_of(rng):
    """rng.standard_normal, which RandomState and Generator both have."""
    if isinstance(rng, type) or not hasattr(rng, "standard_normal"):
        raise TypeError(
            f"rng must be like numpy.random.RandomState(10), got {rng!r:.60}"
        )
    return rng.standard_normal


def threshold_of(threshold):
    """A threshold from 0 to 1."""
    if not 0 <= _real("threshold", threshold) <= 1:
        raise ValueError(f"threshold must be from 0 to 1, got {threshold}")
    return threshold


def _real(name, value):
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number, got {type(value).__name__}")
    return float(value)


def _whole(name, value):
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be a whole number, got {type(value).__name__}")
    return int(value)
