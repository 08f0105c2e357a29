# Made from docs/16-deep-net.md: edit it, run `python -m nnbook.loom tangle`.

# docs/16-deep-net.md#task
"""The steps of training with the whole batch, in two forms with the same results.

A form gives (state, step, finish): step(state) is (cost, the next state), and
finish(state) is (W, b).
"""

from inspect import unwrap

import numpy as np

from nnbook.activations import relu, relu_derivative, sigmoid
from nnbook.backprop import _bias, _inputs, _layer, _weights
from nnbook.cross_entropy import binary

_loss = unwrap(binary)  # the labels are checked once, before the first step


def plain(X, Y, parameters, learning_rate, l2):
    """The ordinary loop: forward, cost, backward, update."""
    share = l2 / X.shape[1]

    def step(state):
        """The cost at (W, b), and (W, b) after one step."""
        W, b = state
        cost, dZ, dW, db = _above(_layer(W[1], b[1], X), Y, W, b, share)
        dW[1] = _weights(dZ, X)
        if share:
            cost += float(share / 2 * np.vdot(W[1], W[1]))
            dW[1] += share * W[1]
        return cost, (_moved(W, dW, learning_rate), _moved(b, db, learning_rate))

    return parameters, step, lambda state: state


def _above(Z1, Y, W, b, share):
    """The cost and gradients from Z[1] on: cost, dZ[1], dW[2] .. dW[L], db[1] .. db[L].

    share: λ/m   The penalty on W[1] is left to the caller.
    """
    Z, A, L = {1: Z1}, {}, len(b)
    for l in range(2, L + 1):
        A[l - 1] = relu(Z[l - 1])
        Z[l] = _layer(W[l], b[l], A[l - 1])
    cost, dW, db = _loss(Y, Z[L]), {}, {}
    dZ = (sigmoid(Z[L]) - Y).astype(Z1.dtype, copy=False)
    for l in range(L, 1, -1):
        dW[l], db[l] = _weights(dZ, A[l - 1]), _bias(dZ)
        dZ = _inputs(dZ, W[l]) * relu_derivative(Z[l - 1])
        if share:
            cost += float(share / 2 * np.vdot(W[l], W[l]))
            dW[l] += share * W[l]
    return cost, dZ, dW, db | {1: _bias(dZ)}


def _moved(part, gradient, learning_rate):
    return {l: part[l] - learning_rate * gradient[l] for l in part}


# docs/16-deep-net.md#fewer-samples
def samples(X, Y, parameters, learning_rate, l2):
    """The same loop on c, S and P = W[1] X, where W[1] = c V + S Xᵀ.

    V: W[1] at the start   S, P (n_1, m)   K = XᵀX (m, m): computed once
    W[1] (n_1, n_0) is put together at the end, by finish.
    """
    W, b = parameters
    V, share, K = W[1], l2 / X.shape[1], X.T @ X
    VX, squares, keep = V @ X, float(np.vdot(V, V)), 1 - learning_rate * share

    def step(state):
        """The cost, and c, S, P and the other parameters after one step."""
        c, S, P, W, b = state
        cost, dZ, dW, db = _above(P + b[1], Y, W, b, share)
        if share:
            cost += float(share / 2 * (c**2 * squares + np.vdot(S, P + c * VX)))
        D = learning_rate / X.shape[1] * dZ
        W, b = _moved(W, dW, learning_rate), _moved(b, db, learning_rate)
        return cost, (keep * c, keep * S - D, keep * P - D @ K, W, b)

    def finish(state):
        """(W, b), with W[1] = c V + S Xᵀ."""
        c, S, _, W, b = state
        return {1: c * V + S @ X.T} | W, b

    return (1.0, np.zeros_like(VX), VX, {l: W[l] for l in W if l > 1}, b), step, finish


FORMS = {"plain": plain, "samples": samples}


def cheaper(n_0, m, n_1, iterations):
    """The form with fewer multiply-adds in the first layer, setting up included."""
    each = 2 * m * n_1 * n_0
    once = m**2 * n_0 / 2 + each  # K is symmetric: one half is enough
    return "samples" if once + iterations * m**2 * n_1 < iterations * each else "plain"
