# Made from docs/11-backprop.md: edit it, run `python -m loom tangle`.

# docs/11-backprop.md#program
"""Backpropagation through any number of layers, from the functions of one layer."""

from inspect import unwrap

import numpy as np
from numpy.typing import NDArray

from nnbook import activations, dense, gradients
from nnbook._arguments import chosen, not_negative
from nnbook._network import Layers, Parameters, network, require_answers, require_finite
from nnbook.cross_entropy import binary, categorical, softmax

# Arguments are checked where they come in; the loops call what is under the checks.
_layer, _weights, _bias, _inputs = map(
    unwrap, (dense.forward, gradients.weights, gradients.bias, gradients.inputs)
)
HIDDEN = {
    "relu": (unwrap(activations.relu), unwrap(activations.relu_derivative)),
    "sigmoid": (unwrap(activations.sigmoid), unwrap(activations.sigmoid_derivative)),
    "tanh": (unwrap(activations.tanh), unwrap(activations.tanh_derivative)),
}
OUTPUT = {"sigmoid": (activations.sigmoid, binary), "softmax": (softmax, categorical)}


def forward(
    X: NDArray, parameters: Parameters, hidden: str = "relu", output: str = "sigmoid"
) -> tuple[Layers, Layers]:
    """Z[l] = W[l] A[l−1] + b[l] 𝟏ᵀ and A[l] = g(Z[l]), for l = 1 .. L.

    X (n_0, m): one column per sample   parameters: (W, b), dicts with the keys 1 .. L
    W[l] (n_l, n_{l-1})   b[l] (n_l, 1)   hidden: "relu", "sigmoid" or "tanh"
    output: "sigmoid" or "softmax"   ->   (Z, A): Z[1] .. Z[L], and A[0] = X .. A[L]
    Raises TypeError and ValueError that name the layer, what it got and what it wanted.
    """
    g = HIDDEN[chosen("hidden", hidden, HIDDEN)][0]
    last = OUTPUT[chosen("output", output, OUTPUT)][0]
    given, W, b, X = network(parameters, X=X)
    Z: Layers = {}
    A: Layers = {0: X}
    for l in W:
        Z[l] = _layer(W[l], b[l], A[l - 1])
        require_finite({"Z": {l: Z[l]}}, given)
        A[l] = g(Z[l]) if l < len(W) else last(Z[l])
    return Z, A


def cost(
    Y: NDArray,
    parameters: Parameters,
    Z: Layers,
    l2: float = 0.0,
    output: str = "sigmoid",
) -> float:
    """J, the mean cross-entropy plus λ/2m times the sum of all squared weights.

    Y (n_L, m), parameters, l2: as for backward   Z: from forward, of which Z[L] is used
    output: what forward was given   ->   a float >= 0
    Raises TypeError and ValueError as backward does.
    """
    loss = OUTPUT[chosen("output", output, OUTPUT)][1]
    given, W, _, Z, Y = network(parameters, Z=Z, Y=Y)
    not_negative("l2", l2)
    require_finite({"W": W}, given)
    return loss(Y, Z[len(W)]) + _penalty(W, l2, Y.shape[1])


def _penalty(W, l2, m):
    return float(l2 / (2 * m) * sum(np.vdot(W[l], W[l]) for l in W))


# docs/11-backprop.md#program
def backward(
    Y: NDArray,
    parameters: Parameters,
    Z: Layers,
    A: Layers,
    l2: float = 0.0,
    hidden: str = "relu",
) -> Parameters:
    """𝐝W[l] = 𝐝Z[l] A[l−1]ᵀ / m + λ/m W[l] and 𝐝b[l] = 𝐝Z[l] 𝟏 / m, for l = L .. 1.

    Y (n_L, m): labels from 0 to 1; for softmax each column sums to 1   l2: λ >= 0
    parameters, hidden: what forward was given   Z, A: what it returned
    Returns (dW, db), dicts with the keys 1 .. L and the shapes of W and b.
    Raises TypeError and ValueError that name the layer, what it got and what it wanted.
    """
    slope = HIDDEN[chosen("hidden", hidden, HIDDEN)][1]
    given, W, _, Z, A, Y = network(parameters, Z=Z, A=A, Y=Y)
    not_negative("l2", l2)
    require_answers(Y, Z[len(W)], A[len(W)])
    dW: dict = dict.fromkeys(W)
    db: dict = dict.fromkeys(W)
    dZ = (A[len(W)] - Y).astype(A[len(W)].dtype, copy=False)
    for l in reversed(W):
        db[l] = _bias(dZ)
        dW[l] = _weights(dZ, A[l - 1])
        if l2:
            dW[l] += l2 / Y.shape[1] * W[l]
        if l > 1:  # the gradient of the data is not needed
            dZ = _inputs(dZ, W[l])
            dZ *= slope(Z[l - 1])
    require_finite({"dW": dW, "db": db}, given)
    return dW, db
