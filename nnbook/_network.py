# Made from docs/11-backprop.md: edit it, run `python -m nnbook.loom tangle`.

# docs/11-backprop.md#checks
"""What a network is given: arrays that fit together, layer by layer, or an error."""

from functools import lru_cache
from numbers import Real

import numpy as np

from nnbook._arrays import NUMBERS, _require_shapes, floats
from nnbook.activations import sigmoid
from nnbook.cross_entropy import require_labels, require_sums

_SHAPES = {"W": "n_{l} n_{k}", "b": "n_{l} 1", "Z": "n_{l} m", "A": "n_{l} m"}


def network(parameters, **more):
    """All arrays by label, W[1] .., and then W, b and each of `more` as floats.

    parameters: (W, b)   more: X, Y (arrays), Z, A (dicts)
    Z and Y are checked to be finite; W, b, A and X only if they are no float arrays.
    Raises TypeError for what is no pair, dict or array of numbers; ValueError for keys
    that are not 1 .. L (for A: 0 .. L), and for shapes that do not fit.
    """
    if not isinstance(parameters, (tuple, list)) or len(parameters) != 2:
        raise TypeError(f"parameters must be a pair (W, b), got {parameters!r:.60}")
    parts = dict(zip("Wb", parameters)) | more
    L = len(parts["W"]) if isinstance(parts["W"], dict) else 0
    for name in parts:
        if name in _SHAPES:
            _require_layers(name, parts[name], range(name != "A", L + 1))
    given, found = {}, {name: {} for name in parts}
    for name, l, label, *_ in _wanted(tuple(parts), L):
        array = parts[name][l] if name in _SHAPES else parts[name]
        if name in "ZY" or type(array) is not np.ndarray or array.dtype not in NUMBERS:
            array = floats(label, array)[0]
        given[label] = found[name][l] = array
    _require_fit(tuple(parts), L, tuple([array.shape for array in given.values()]))
    return given, *(found[name] if name in _SHAPES else given[name] for name in parts)


@lru_cache
def _wanted(names, L):
    """(name, layer, label, rows, columns) for each array of a network."""
    rows = []
    for name in names:
        layers = range(name != "A", L + 1) if name in _SHAPES else [L * (name == "Y")]
        for l in layers:
            label = f"{name}[{l}]" if name in _SHAPES else name
            shape = _SHAPES.get(name, "n_{l} m").format(l=l, k=l - 1)
            rows.append((name, l, label, *shape.split()))
    return rows


@lru_cache  # in training the same shapes come again and again
def _require_fit(names, L, shapes):
    _require_shapes(tuple(row[2:] for row in _wanted(names, L)), shapes)


def _require_layers(name, part, keys):
    if not isinstance(part, dict):
        raise TypeError(f"{name} must be a dict of arrays, got {type(part).__name__}")
    if keys.stop == 1 or part.keys() != set(keys):
        ends = f"{keys.start} .. {keys.stop - 1 or 'L'}"
        raise ValueError(f"{name} must have the keys {ends}, got {list(part)}")


def require_finite(found, given):
    """Raise ValueError for NaN or infinity in the results; it says where it came in.

    found: the results, a dict of arrays by layer for each name
    """
    arrays = [array for part in found.values() for array in part.values()]
    if not all(np.vdot(array, array) < np.inf for array in arrays):
        labels = [f"{name}[{l}]" for name, part in found.items() for l in part]
        for label, array in (given | dict(zip(labels, arrays))).items():
            floats(label, array)


def require_answers(Y, Z, A):
    """Raise ValueError for labels that do not suit the last layer.

    Columns of Y that do not sum to 1 suit the sigmoid only: then A must be σ(Z).
    """
    require_labels(Y)
    try:
        require_sums(Y)
    except ValueError:
        if np.abs(A - sigmoid(Z)).max() > 1e-6:
            raise


def require_decay(l2):
    """Raise TypeError or ValueError unless l2 is a finite number >= 0."""
    if isinstance(l2, bool) or not isinstance(l2, Real):
        raise TypeError(f"l2 must be a number, got {type(l2).__name__}")
    if not 0 <= l2 < np.inf:
        raise ValueError(f"l2 must be a finite number >= 0, got {l2!r}")


def chosen(name, key, table):
    """table[key]; TypeError or ValueError for a key that the table does not have."""
    if not isinstance(key, str):
        raise TypeError(f"{name} must be a string, got {type(key).__name__}")
    if key not in table:
        raise ValueError(f"{name} must be one of {', '.join(table)}, got {key!r}")
    return table[key]
