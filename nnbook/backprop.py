# Made from docs/11-backprop.md by `python -m nnbook.loom tangle`: edit the chapter.

# docs/11-backprop.md#program
"""Backpropagation through any number of layers, from the functions of one layer."""

from inspect import unwrap

import numpy as np

from nnbook import activations, dense, gradients
from nnbook._arrays import _require_shapes, floats
from nnbook.cross_entropy import require_labels, require_sums, softmax

# What comes in is checked once, at the door; the loops call what is under the checks.
_layer, _weights, _bias, _inputs = map(
    unwrap, (dense.forward, gradients.weights, gradients.bias, gradients.inputs)
)
HIDDEN = {
    "relu": (activations.relu, activations.relu_derivative),
    "sigmoid": (activations.sigmoid, activations.sigmoid_derivative),
    "tanh": (activations.tanh, activations.tanh_derivative),
}
OUTPUT = {"sigmoid": activations.sigmoid, "softmax": softmax}


def forward(X, parameters, hidden="relu", output="sigmoid"):
    """Z[l] = W[l] A[l−1] + b[l] 𝟏ᵀ and A[l] = g(Z[l]), layer by layer.

    X (n_0, m): a column a sample   parameters: (W, b), dicts with the keys 1 .. L
    W[l] (n_l, n_{l-1})   b[l] (n_l, 1)   hidden: "relu", "sigmoid" or "tanh"
    output: "sigmoid" or "softmax"   ->   (Z, A): Z[1] .. Z[L], and A[0] = X .. A[L]
    Raises TypeError and ValueError that name the layer, what it got and what it wanted.
    """
    g, last = _chosen("hidden", hidden, HIDDEN)[0], _chosen("output", output, OUTPUT)
    W, b, X = _network(parameters, "X", X)
    Z, A = {}, {0: X}
    for l in W:
        Z[l] = _layer(W[l], b[l], A[l - 1])
        A[l] = g(Z[l]) if l < len(W) else last(Z[l])
    return Z, A


def backward(Y, parameters, Z, A, l2=0.0, hidden="relu"):
    """𝐝W[l] = 𝐝Z[l] A[l−1]ᵀ / m + λ/m W[l] and 𝐝b[l], from the last layer to the first.

    Y (n_L, m): labels from 0 to 1; for softmax each column sums to 1   l2: λ >= 0
    parameters, hidden: what forward was given   Z, A: what it returned
    Returns (dW, db), dicts with the keys 1 .. L and the shapes of W and b.
    Raises TypeError and ValueError that name the layer, what it got and what it wanted.
    """
    slope = _chosen("hidden", hidden, HIDDEN)[1]
    W, b, Y = _network(parameters, "Y", Y, Z, A)
    _require_decay(l2)
    require_labels(Y)
    dW, db = {}, {}
    dZ = A[len(W)] - Y
    for l in reversed(W):
        dW[l] = _weights(dZ, A[l - 1])
        if l2:
            dW[l] += l2 / Y.shape[1] * W[l]
        db[l] = _bias(dZ)
        if l > 1:  # how the cost depends on X is not asked
            dZ = _inputs(dZ, W[l]) * slope(Z[l - 1])
    return dW, db


def _chosen(name, key, table):
    if not isinstance(key, str) or key not in table:
        raise ValueError(f"{name} must be one of {', '.join(table)}, got {key!r}")
    return table[key]


def _network(parameters, name, batch, Z=None, A=None):
    """W, b and a batch as arrays of floats with the keys and shapes of a network."""
    W, b = parameters
    L = len(W)
    given, wanted = {}, []
    for l in range(1, L + 1):
        wanted += [(f"W[{l}]", f"n_{l}", f"n_{l - 1}"), (f"b[{l}]", f"n_{l}", "1")]
        given |= {f"W[{l}]": floats(f"W[{l}]", W[l])[0], f"b[{l}]": floats(f"b[{l}]", b[l])[0]}
    wanted += [(name, "n_0" if name == "X" else f"n_{L}", "m")]
    given[name] = floats(name, batch)[0]
    if A is not None:
        wanted += [(f"Z[{l}]", f"n_{l}", "m") for l in range(1, L + 1)]
        wanted += [(f"A[{l}]", f"n_{l}", "m") for l in range(L + 1)]
        given |= {f"Z[{l}]": Z[l] for l in Z} | {f"A[{l}]": A[l] for l in A}
    _require_shapes(wanted, given)
    return ({l: given[f"W[{l}]"] for l in range(1, L + 1)},
            {l: given[f"b[{l}]"] for l in range(1, L + 1)}, given[name])


def _require_decay(l2):
    if not l2 >= 0:
        raise ValueError(f"l2 must be a number >= 0, got {l2!r}")
