# Made from docs/15-optimisers.md: edit it, run `python -m loom tangle`.

# docs/15-optimisers.md#checks
"""The cost and its gradients for the inside of a training, which was checked before."""

from inspect import unwrap

import numpy as np

from nnbook._arrays import floats
from nnbook.backprop import HIDDEN, OUTPUT, _bias, _inputs, _layer, _weights


def slopes(X, Y, parameters, share, hidden="relu", output="sigmoid"):
    """The cost, and (dW, db), as backprop computes them.

    X, Y, parameters, hidden, output: as for backprop   share: λ/m
    Raises ValueError when numbers have become too large for floats.
    """
    W, b = parameters
    Z1 = _layer(W[1], b[1], X)
    cost, dZ, dW, db = above(Z1, Y, W, b, share, hidden, output)
    dZ /= X.shape[1]  # there are fewer numbers in it than in dW
    dW[1] = dZ @ X.T
    return cost + _penalised(1, W, dW, share), (dW, db)


def above(Z1, Y, W, b, share, hidden="relu", output="sigmoid"):
    """The cost and gradients from Z[1] on: cost, dZ[1], dW[2] .. dW[L], db[1] .. db[L].

    share: λ/m   The penalty on W[1] is left to the caller.
    Raises ValueError when numbers have become too large for floats.
    """
    (g, slope), (last, loss) = HIDDEN[hidden], OUTPUT[output]
    Z, A, L = {1: Z1}, {}, len(b)
    for l in range(2, L + 1):
        floats(f"Z[{l - 1}]", Z[l - 1])  # the last one is checked by last
        A[l - 1] = g(Z[l - 1])
        Z[l] = _layer(W[l], b[l], A[l - 1])
    cost, dW, db = unwrap(loss)(Y, Z[L]), {}, {}
    dZ = (last(Z[L]) - Y).astype(Z1.dtype, copy=False)
    for l in range(L, 1, -1):
        dW[l], db[l] = _weights(dZ, A[l - 1]), _bias(dZ)
        cost += _penalised(l, W, dW, share)
        dZ = _inputs(dZ, W[l])
        dZ *= slope(Z[l - 1])
    return cost, dZ, dW, db | {1: _bias(dZ)}


def _penalised(l, W, dW, share):
    """The penalty on W[l]; its gradient is added to dW[l]."""
    if not share:
        return 0.0
    dW[l] += share * W[l]
    return float(share / 2 * np.vdot(W[l], W[l]))
