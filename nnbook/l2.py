# Made from docs/14-l2.md: edit it, run `python -m nnbook.loom tangle`.

# docs/14-l2.md#program
"""The L2 penalty on the weights of a network, and the decay that it causes."""

from numbers import Integral, Real

import numpy as np

from nnbook._arrays import floats
from nnbook._network import _require_fit, _require_layers, require_decay
from nnbook.backprop import _penalty


def penalty(W, l2, m):
    """R, the sum of all squared weights times λ / (2m).               eq: l2_penalty

    W: dict with the keys 1 .. L, W[l] (n_l, n_{l-1})   l2: λ >= 0   m: samples, >= 1
    ->   a float >= 0, the last part of what backprop.cost returns
    Raises TypeError and ValueError that name the argument or the layer, what it got and
    what it wanted.
    """
    return _penalty(_weights(W, l2, m), l2, m)


def decay(W, learning_rate, l2, m):
    """(1 − ηλ/m) W[l] for each layer: what a step leaves of the weights.

    W, l2, m: as for penalty   learning_rate: η > 0   ->   a dict of new arrays
    Raises TypeError and ValueError as penalty does, and ValueError if ηλ/m is above 1.
    """
    W = _weights(W, l2, m)
    if isinstance(learning_rate, bool) or not isinstance(learning_rate, Real):
        got = type(learning_rate).__name__
        raise TypeError(f"learning_rate must be a number, got {got}")
    if not 0 < learning_rate < np.inf:
        raise ValueError(f"learning_rate must be finite and > 0, got {learning_rate!r}")
    factor = 1 - float(learning_rate * l2 / m)
    if factor < 0:
        raise ValueError(
            f"learning_rate * l2 / m must be at most 1, got {1 - factor:.6g}: "
            "the weights would change their signs in each step"
        )
    return {l: factor * W[l] for l in W}


# docs/14-l2.md#checks
def _weights(W, l2, m):
    """The matrices as floats, by layer; an error for arguments that do not fit."""
    require_decay(l2)
    if isinstance(m, bool) or not isinstance(m, Integral):
        raise TypeError(f"m must be a whole number, got {type(m).__name__}")
    if m < 1:
        raise ValueError(f"m must be at least 1, got {m}")
    layers = range(1, len(W) + 1 if isinstance(W, dict) else 1)
    _require_layers("W", W, layers)
    found = {l: floats(f"W[{l}]", W[l])[0] for l in layers}
    _require_fit(("W",), len(found), tuple(found[l].shape for l in found))
    return found
