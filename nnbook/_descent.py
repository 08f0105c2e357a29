# Made from docs/16-deep-net.md: edit it, run `python -m loom tangle`.

# docs/16-deep-net.md#task
"""The steps of training with the whole batch, in two forms with the same results.

A form gives (state, step, finish): step(state) is (cost, the next state), and
finish(state) is (W, b).
"""

import numpy as np

from nnbook._slopes import above


def plain(X, Y, parameters, learning_rate, l2):
    """The ordinary loop: forward, cost, backward, update."""
    share = l2 / X.shape[1]
    keep = 1 - learning_rate * share

    def step(state):
        """The cost at (W, b), and (W, b) after one step."""
        W, b = state
        cost, dZ, dW, db = above(W[1] @ X + b[1], Y, W, b, share)
        if share:
            cost += float(share / 2 * np.vdot(W[1], W[1]))
        scaled = learning_rate / X.shape[1] * dZ
        change = scaled @ X.T
        kept = keep * W[1] if share else W[1]
        first = {1: np.subtract(kept, change, out=change)}
        W, b = _moved(W, dW, learning_rate), _moved(b, db, learning_rate)
        return cost, (first | W, b)

    return parameters, step, lambda state: state


def _moved(part, gradient, learning_rate):
    return {l: part[l] - learning_rate * gradient[l] for l in part if l in gradient}


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
        cost, dZ, dW, db = above(P + b[1], Y, W, b, share)
        if share:
            cost += float(share / 2 * (c**2 * squares + np.vdot(S, P + c * VX)))
        scaled = learning_rate / X.shape[1] * dZ
        W, b = _moved(W, dW, learning_rate), _moved(b, db, learning_rate)
        S, P = keep * S - scaled, keep * P - scaled @ K
        return cost, (keep * c, S, P, W, b)

    def finish(state):
        """(W, b), with W[1] = c V + S Xᵀ."""
        c, S, _, W, b = state
        change = S @ X.T
        change += c * V
        return {1: change} | W, b

    return (1.0, np.zeros_like(VX), VX, {l: W[l] for l in W if l > 1}, b), step, finish


FORMS = {"plain": plain, "samples": samples}


def cheaper(n_0, m, n_1, iterations):
    """The form with less work in the first layer, setting up included."""
    rows = n_1 + 12  # reading X or K takes as long as about 12 rows of a product
    each = 2 * m * rows * n_0
    once = m**2 * n_0 / 2 + each  # K is symmetric: one half is enough
    return "samples" if once + iterations * m**2 * rows < iterations * each else "plain"
