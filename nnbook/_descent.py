# Made from docs/16-deep-net.md: edit it, run `python -m nnbook.loom tangle`.

# docs/16-deep-net.md#task
"""The steps of training with the whole batch, in two forms with the same results.

A form gives (state, step, finish): step(state) is (cost, the next state), and
finish(state) is (W, b).
"""

from inspect import unwrap

import numpy as np

from nnbook import backprop
from nnbook.activations import relu, relu_derivative, sigmoid
from nnbook.backprop import _bias, _inputs, _layer, _weights
from nnbook.cross_entropy import binary

_loss = unwrap(binary)  # the labels are checked once, before the first step


def plain(X, Y, parameters, learning_rate, l2):
    """The ordinary loop: forward, cost, backward, update."""

    def step(state):
        """The cost at (W, b), and (W, b) after one step."""
        Z, A = backprop.forward(X, state)
        gradients = backprop.backward(Y, state, Z, A, l2)
        cost = backprop.cost(Y, state, Z, l2)
        return cost, tuple(map(_moved, state, gradients, [learning_rate] * 2))

    return parameters, step, lambda state: state


def _moved(part, gradient, learning_rate):
    return {l: part[l] - learning_rate * gradient[l] for l in part}


# docs/16-deep-net.md#fewer-samples
def samples(X, Y, parameters, learning_rate, l2):
    """The same loop on c, S and P = W[1] X, where W[1] = c W_0 + S Xᵀ.

    K = XᵀX (m, m) is computed once, and W[1] (n_1, n_0) once, at the end.
    S, P (n_1, m): as long as the samples are many, and no longer
    """
    W, b = parameters
    m, W0, K, P0 = X.shape[1], W[1], X.T @ X, W[1] @ X
    squares = float(np.vdot(W0, W0))
    keep = 1 - learning_rate * l2 / m

    def step(state):
        """The cost, and c, S, P and the other parameters after one step."""
        c, S, P, W, b = state
        cost, dZ, dW, db = _from_first(P + b[1], Y, W, b)
        if l2:
            first = c**2 * squares + np.vdot(S, P + c * P0)
            rest = sum(np.vdot(W[l], W[l]) for l in W)
            cost += float(l2 / (2 * m) * (first + rest))
            dW = {l: dW[l] + l2 / m * W[l] for l in W}
        D = learning_rate / m * dZ
        W, b = _moved(W, dW, learning_rate), _moved(b, db, learning_rate)
        return cost, (keep * c, keep * S - D, keep * P - D @ K, W, b)

    def finish(state):
        """(W, b), with W[1] = c W_0 + S Xᵀ."""
        c, S, _, W, b = state
        return {1: c * W0 + S @ X.T} | W, b

    return (1.0, np.zeros_like(P0), P0, {l: W[l] for l in W if l > 1}, b), step, finish


def _from_first(Z1, Y, W, b):
    """The mean loss, dZ[1], dW[2] .. dW[L] and db[1] .. db[L], all from Z[1]."""
    Z, A, L = {1: Z1}, {}, len(b)
    for l in range(2, L + 1):
        A[l - 1] = relu(Z[l - 1])
        Z[l] = _layer(W[l], b[l], A[l - 1])
    dZ, dW, db = (sigmoid(Z[L]) - Y).astype(Z1.dtype, copy=False), {}, {}
    for l in range(L, 1, -1):
        dW[l], db[l] = _weights(dZ, A[l - 1]), _bias(dZ)
        dZ = _inputs(dZ, W[l]) * relu_derivative(Z[l - 1])
    return _loss(Y, Z[L]), dZ, dW, db | {1: _bias(dZ)}


FORMS = {"plain": plain, "samples": samples}


def cheaper(n_0, m, n_1, iterations):
    """The form with fewer multiply-adds in the first layer, setting up included."""
    each = 2 * m * n_1 * n_0
    once = m**2 * n_0 + each
    return "samples" if once + iterations * m**2 * n_1 < iterations * each else "plain"
