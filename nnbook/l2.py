# Made from docs/14-l2.md: edit it, run `python -m loom tangle`.

# docs/14-l2.md#program
"""The L2 penalty on the weights of a network, and the decay that it causes."""

from nnbook._arguments import not_negative, positive, whole
from nnbook._arrays import floats
from nnbook._network import Layers, _require_fit, _require_layers
from nnbook.backprop import _penalty


def penalty(W: Layers, l2: float, m: int) -> float:
    """R, the sum of all squared weights times λ / (2m).               eq: l2_penalty

    W: dict with the keys 1 .. L, W[l] (n_l, n_{l-1})   l2: λ >= 0   m: samples, >= 1
    ->   a float >= 0, the last part of what backprop.cost returns
    Raises TypeError and ValueError that name the argument or the layer, what it got and
    what it wanted.
    """
    return _penalty(_weights(W, l2, m), l2, m)


def decay(W: Layers, learning_rate: float, l2: float, m: int) -> Layers:
    """(1 − ηλ/m) W[l] for each layer: what a step leaves of the weights.

    W, l2, m: as for penalty   learning_rate: η > 0   ->   a dict of new arrays
    Raises TypeError and ValueError as penalty does, and ValueError if ηλ/m is above 1.
    """
    W = _weights(W, l2, m)
    factor = 1 - float(positive("learning_rate", learning_rate) * l2 / m)
    if factor < 0:
        raise ValueError(
            f"learning_rate * l2 / m must be at most 1, got {1 - factor:.6g}: "
            "the weights would change their signs in each step"
        )
    return {l: factor * W[l] for l in W}


# docs/14-l2.md#checks
def _weights(W, l2, m):
    """The matrices as floats, by layer; an error for arguments that do not fit."""
    not_negative("l2", l2)
    whole("m", m, 1)
    layers = range(1, len(W) + 1 if isinstance(W, dict) else 1)
    _require_layers("W", W, list(layers))
    found = {l: floats(f"W[{l}]", W[l])[0] for l in layers}
    _require_fit(("W",), len(found), *(found[l].shape for l in found))
    return found
