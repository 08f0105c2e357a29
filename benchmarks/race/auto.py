"""Whether `form="auto"` takes the faster form: both are timed over a grid of sizes.

The grid has the sizes at which the choice is a close one and soon tried: the multiply-adds of the two
forms differ by less than a factor of four. `loss` of a row is the time of the form that auto takes over
that of the faster one, so 1 where it takes the right one.
"""

from itertools import product

from turns import turns  # before NumPy  # isort: skip

import numpy as np

from nnbook._descent import cheaper
from nnbook.deep_net import initialise, train

GRID = product((100, 800, 4000, 20000), (25, 100, 400), (5, 20, 80), (2, 5, 20, 60))


def close(n_0, m, n_1, iterations):
    """Whether the choice is a close one, and soon tried."""
    plain = 2 * m * n_1 * n_0 * iterations
    samples = m**2 * n_0 / 2 + 2 * m * n_1 * n_0 + m**2 * n_1 * iterations
    return 1 / 4 < plain / samples < 4 and 5e6 < plain < 3e9


def measure(rounds):
    """The section: a row for each size in the grid."""
    rows = {}
    for sizes in filter(lambda sizes: close(*sizes), GRID):
        n_0, m, n_1, iterations = sizes
        rng = np.random.default_rng(0)
        X, Y, start = rng.random((n_0, m)), rng.random((1, m)), initialise((n_0, n_1, 5, 1), rng)
        tasks = {
            form: lambda form=form: train(X, Y, start, 0.001, iterations, form=form) for form in ("plain", "samples")
        }
        least = {form: min(seconds) for form, seconds in turns(tasks, rounds).items()}
        rows[" ".join(map(str, sizes))] = {"loss": least[cheaper(*sizes)] / min(least.values())}
    return {"title": "auto", "unit": "n_0 m n_1 iterations", "rows": rows}
