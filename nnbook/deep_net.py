# Made from docs/16-deep-net.md: edit it, run `python -m loom tangle`.

# docs/16-deep-net.md#run-it
"""Program 2: a deep network, trained by gradient descent with all samples at once."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.random import Generator, RandomState
from numpy.typing import NDArray

from nnbook import backprop
from nnbook._arguments import require_generator
from nnbook._descent import FORMS, cheaper
from nnbook._network import Parameters
from nnbook._parameter_file import load, save
from nnbook._training import choices, layers_of, prepared, threshold_of
from nnbook.initialisation import he

__all__ = ["Interrupted", "initialise", "load", "predict", "save", "train"]


def initialise(layer_dims: Sequence[int], rng: RandomState | Generator) -> Parameters:
    """Weights and biases for a network with the layer widths n_0 .. n_L.

    layer_dims: two whole numbers or more   rng: such as numpy.random.RandomState(10)
    Returns (W, b), dicts with the keys 1 .. L. W[l] (n_l, n_{l-1}) holds normal numbers
    times √(2 / n_{l-1}), the last one times 0.01, drawn layer by layer; b[l] (n_l, 1)
    is zero. Raises TypeError and ValueError that say what was wanted.
    """
    widths = layers_of(layer_dims)
    require_generator(rng, "standard_normal")
    W, b = {}, {}
    for l, (p, n) in enumerate(pairwise(widths), 1):
        last = l == len(widths) - 1
        W[l] = rng.standard_normal((n, p)) * 0.01 if last else he(p, n, rng)
        b[l] = np.zeros((n, 1))
    return W, b


# docs/16-deep-net.md#run-it
def train(
    X: NDArray,
    Y: NDArray,
    parameters: Parameters,
    learning_rate: float = 0.01,
    iterations: int = 2000,
    l2: float = 0.0,
    form: str = "auto",
    progress: Callable[[int, float], object] | None = None,
) -> tuple[Parameters, list[float]]:
    """Parameters after descent with the whole batch, and the cost before each step.

    X (n_0, m): a column a sample   Y (n_L, m): labels from 0 to 1   l2: λ >= 0
    parameters: (W, b) as from initialise; hidden layers use ReLU, the last one σ
    form: "plain", "samples" (both give the same numbers), or "auto", the cheaper one
    progress: called with (iteration, cost) after each step   ->   ((W, b), costs)
    Nothing that was given is changed. Ctrl-C raises Interrupted, which has what was
    reached. Raises TypeError and ValueError for bad input, and ValueError when numbers
    become too large for floats.
    """
    X, Y, parameters = prepared(X, Y, parameters)
    learning_rate, l2 = choices(learning_rate, iterations, l2, form, progress)
    if form == "auto":
        n_0, m = X.shape
        form = cheaper(n_0, m, len(parameters[0][1]), iterations)
    state, step, finish = FORMS[form](X, Y, parameters, learning_rate, l2)
    costs, reached = [], (state, 0)
    try:
        for iteration in range(iterations):
            cost, state = _taken(step, reached[0], iteration)
            costs.append(cost)
            reached = state, iteration + 1
            if progress:
                progress(iteration, cost)
        return finish(state), costs
    except KeyboardInterrupt:
        state, steps = reached
        raise Interrupted(finish(state), costs[:steps]) from None


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during train: .parameters and .costs are those of the finished steps."""

    def __init__(self, parameters: Parameters, costs: list[float]) -> None:
        """parameters: (W, b) after the last finished step   costs: one for each step"""
        super().__init__(f"stopped after {len(costs)} steps")
        self.parameters, self.costs = parameters, costs


def _taken(step, state, iteration):
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            return step(state)
    except ValueError as error:  # what came in was finite
        raise ValueError(
            f"at iteration {iteration} the numbers have become too large for floats: "
            f"try a smaller learning_rate ({error})"
        ) from None


def predict(X: NDArray, parameters: Parameters, threshold: float = 0.5) -> NDArray:
    """1 where the network's probability is above the threshold, else 0.

    X (n_0, m)   parameters: as train takes them   threshold: a number from 0 to 1
    Returns whole numbers (n_L, m). Raises TypeError and ValueError as forward does.
    """
    _, A = backprop.forward(X, parameters)
    return (A[len(A) - 1] > threshold_of(threshold)).astype(int)


if __name__ == "__main__":
    from nnbook.program_2 import main

    main()
