# Made from docs/16-deep-net.md: edit it, run `python -m loom tangle`.

# docs/16-deep-net.md#rest
"""What training is given: finite numbers and sensible choices, or an error."""

from nnbook._arguments import chosen, not_negative, positive, real, whole
from nnbook._arrays import floats
from nnbook._descent import FORMS
from nnbook._network import network
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
    whole("iterations", iterations, 0)
    chosen("form", form, (*FORMS, "auto"))
    if progress is not None and not callable(progress):
        kind = type(progress).__name__
        raise TypeError(f"progress must be a function of two arguments, got {kind}")
    return positive("learning_rate", learning_rate), not_negative("l2", l2)


def layers_of(layer_dims):
    """The widths n_0 .. n_L, two or more whole numbers from 1 on, as a list."""
    try:
        widths = [whole("each of layer_dims", n, 1) for n in layer_dims]
    except TypeError as error:
        message = f"layer_dims must be a list such as [3, 2, 1], got {layer_dims!r:.60}"
        raise TypeError(message) from error
    if len(widths) < 2:
        raise ValueError(f"layer_dims must be two or more widths, got {widths}")
    return widths


def threshold_of(threshold):
    """A threshold from 0 to 1."""
    return real("threshold", threshold, "from 0 to 1", lambda x: 0 <= x <= 1)
