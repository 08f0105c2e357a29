# Made from docs/15-optimisers.md: edit it, run `python -m loom tangle`.

# docs/15-optimisers.md#rate-and-batch
"""Training with batches of samples, shuffled again in every epoch."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator, RandomState
from numpy.typing import NDArray

from nnbook._arguments import chosen, not_negative, require_generator, whole
from nnbook._arrays import floats
from nnbook._network import Parameters, network
from nnbook._slopes import slopes
from nnbook.backprop import HIDDEN, OUTPUT
from nnbook.cross_entropy import require_labels, require_sums
from nnbook.optimise import gradient_descent


def train(
    X: NDArray,
    Y: NDArray,
    parameters: Parameters,
    rng: RandomState | Generator,
    step: Callable = gradient_descent,
    batch_size: int = 32,
    epochs: int = 10,
    l2: float = 0.0,
    hidden: str = "relu",
    output: str = "sigmoid",
    progress: Callable[[int, float], object] | None = None,
    **options: Any,
) -> tuple[Parameters, list[float]]:
    """Take one step for each batch, epoch after epoch.

    X (n_0, m), Y (n_L, m): a column a sample   parameters: (W, b), dicts 1 .. L
    rng: a RandomState or Generator of NumPy, to shuffle the samples   l2: λ >= 0
    step: a step of nnbook.optimise, or a function like these   options: for step
    hidden, output: as for backprop   progress: called with (epoch, cost), from epoch 0
    Returns (parameters, costs), a cost an epoch: the mean over its samples, each taken
    before the step of its batch. Parameters keep their kind of floats.
    Raises TypeError and ValueError as backprop and the step do.
    """
    _require(rng, step, batch_size, epochs, l2, hidden, output)
    given, W, b, X, Y = network(parameters, X=X, Y=Y)
    for label, array in given.items():
        floats(label, array)
    require_labels(Y)
    if output == "softmax":
        require_sums(Y)
    m, kind = X.shape[1], W[1].dtype
    rows = [np.ascontiguousarray(part.T, kind) for part in (X, Y)]  # quick to pick from
    parameters, state, costs = (W, b), None, []
    for epoch in range(epochs):
        order = rng.permutation(m)
        seen: list[tuple[int, float]] = []
        for start in range(0, m, batch_size):
            batch = order[start : start + batch_size]
            some_X, some_Y = (part[batch].T for part in rows)
            gradient = _gradient(some_X, some_Y, l2 / m, hidden, output, seen)
            parameters, state = step(parameters, gradient, state, **options)
        sizes, values = zip(*seen)
        costs.append(float(np.average(values, weights=sizes)))
        if progress is not None:
            progress(epoch, costs[-1])
    return parameters, costs


def _gradient(X, Y, share, hidden, output, seen):
    """The gradient of one batch, a function that adds (size, cost) to what is seen."""

    def _of(parameters):
        cost, gradient = slopes(X, Y, parameters, share, hidden, output)
        seen.append((Y.shape[1], cost))
        return gradient

    return _of


# docs/15-optimisers.md#checks
def _require(rng, step, batch_size, epochs, l2, hidden, output):
    require_generator(rng, "permutation")
    if not callable(step):
        raise TypeError(f"step must be a function, got {type(step).__name__}")
    whole("batch_size", batch_size, 1)
    whole("epochs", epochs, 0)
    not_negative("l2", l2)
    chosen("hidden", hidden, HIDDEN)
    chosen("output", output, OUTPUT)
