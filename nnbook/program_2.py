# Made from docs/16-deep-net.md: edit it, run `python -m loom tangle`.

# docs/16-deep-net.md#rest
"""Program 2 as its author ran it: what it begins with, and what it reports."""

import sys

from numpy.random import RandomState
from numpy.typing import NDArray

from nnbook._network import Parameters
from nnbook.deep_net import Interrupted, initialise, predict, train


def original() -> tuple[NDArray, NDArray, Parameters, NDArray]:
    """What program 2 begins with: X (12288, 200), Y (1, 200), (W, b), and a later X."""
    data, rng = RandomState(1), RandomState(10)
    X, Y = data.random_sample((12288, 200)), data.random_sample((1, 200))
    return X, Y, initialise((12288, 20, 7, 5, 1), rng), rng.random_sample(X.shape)


def main() -> None:
    """Train program 2; print every hundredth cost, the last, and the predictions.

    Ctrl-C ends the training, not the report; the exit status is 130 then.
    """
    X, Y, parameters, X_new = original()
    stopped = False
    try:
        parameters, costs = train(X, Y, parameters, progress=_print_hundredth)
    except Interrupted as interrupted:
        print(f"\n{interrupted}")
        parameters, costs, stopped = interrupted.parameters, interrupted.costs, True
    for cost in costs[-1:]:
        print(f"iteration {len(costs) - 1:4}: cost {cost:.8f}")
    ones = int(predict(X_new, parameters).sum())
    print(f"of {X_new.shape[1]} new samples, {ones} are predicted to be 1")
    if stopped:
        sys.exit(130)


def _print_hundredth(iteration, cost):
    if iteration % 100 == 0:
        print(f"iteration {iteration:4}: cost {cost:.8f}", flush=True)
