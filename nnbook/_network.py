# Made from docs/11-backprop.md: edit it, run `python -m loom tangle`.

# docs/11-backprop.md#checks
"""What a network is given: arrays that fit together, layer by layer, or an error."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnbook._arrays import NUMBERS, _require_shapes, floats
from nnbook.activations import sigmoid
from nnbook.cross_entropy import require_labels, require_sums

Layers = dict[int, NDArray]  # an array for each layer l
Parameters = tuple[Layers, Layers]  # (W, b), and gradients (dW, db)

_SHAPES = {"W": "n_{l} n_{k}", "b": "n_{l} 1", "Z": "n_{l} m", "A": "n_{l} m"}


def network(parameters: Parameters, **more: Any) -> Any:
    """All arrays by label, W[1] .., and then W, b and each of `more` as floats.

    parameters: (W, b)   more: X, Y (arrays), Z, A (dicts)
    Z and Y are checked to be finite; W, b, A and X only if they are not float arrays.
    Raises TypeError for anything but a pair, dicts and real arrays; ValueError for keys
    that are not 1 .. L (for A: 0 .. L), and for shapes that do not fit.
    """
    if not isinstance(parameters, (tuple, list)) or len(parameters) != 2:
        raise TypeError(f"parameters must be a pair (W, b), got {parameters!r:.60}")
    parts = dict(zip("Wb", parameters)) | more
    L = len(parts["W"]) if isinstance(parts["W"], dict) else 0
    given, found, shapes = {}, [], []
    for name, labels in _labels(tuple(parts), L):
        part = parts[name]
        if name not in _SHAPES:
            part = dict.fromkeys(labels, part)
        elif type(part) is not dict or part.keys() != labels.keys() or not labels:
            _require_layers(name, part, list(labels))
        checked = {}
        for l, label in labels.items():
            array = part[l]
            known = type(array) is np.ndarray and array.dtype in NUMBERS
            if not known or name in "ZY":
                array = floats(label, array)[0]
            given[label] = checked[l] = array
            shapes.append(array.shape)
        found.append(checked if name in _SHAPES else array)
    _require_fit(tuple(parts), L, *shapes)
    return given, *found


@lru_cache
def _labels(names, L):
    """For each name the labels of its arrays by layer; one without layers has one."""
    found = []
    for name in names:
        if name in _SHAPES:
            found.append((name, {l: f"{name}[{l}]" for l in range(name != "A", L + 1)}))
        else:
            found.append((name, {L * (name == "Y"): name}))
    return found


@lru_cache  # in training the same shapes come again and again
def _require_fit(names, L, *shapes):
    wanted = [
        (label, *_SHAPES.get(name, "n_{l} m").format(l=l, k=l - 1).split())
        for name, labels in _labels(names, L)
        for l, label in labels.items()
    ]
    _require_shapes(tuple(wanted), shapes)


def _require_layers(name, part, keys):
    if not isinstance(part, dict):
        raise TypeError(f"{name} must be a dict of arrays, got {type(part).__name__}")
    if not keys or part.keys() != set(keys):
        ends = f"{keys[0]} .. {keys[-1]}" if keys else "1 .. L"
        raise ValueError(f"{name} must have the keys {ends}, got {list(part)}")


def require_finite(found, given):
    """Raise ValueError for NaN or infinity in the results; it says where it came in.

    found: the results, a dict of arrays by layer for each name
    """
    arrays = [array for part in found.values() for array in part.values()]
    if not sum([np.vdot(array, array) for array in arrays]) < np.inf:
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
