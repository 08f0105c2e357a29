"""From how many samples on arrays are faster than a loop over plain numbers.

    python benchmarks/loop_or_arrays.py [rounds]

Measures what docs/07-matrices.md says of one machine: a forward pass of the small network, a
person at a time in plain floats and all at once with `nnbook.dense.forward`, and one larger
layer by three nested loops. The figures are the best processor time of one call.
"""

import sys
import time
from math import exp

import numpy as np

from nnbook.activations import sigmoid
from nnbook.dense import forward

W = {1: np.array([[2.0, -1.0], [-3.0, 4.0]]), 2: np.array([[-5.0, 3.0]])}
b = {1: np.array([[-2.0], [-4.0]]), 2: np.array([[1.0]])}
PEOPLE = 4, 40, 50, 100, 1000, 10000
LARGER = 100, 80, 60  # neurons, inputs, samples
LEAST = 0.005  # processor seconds that one measurement takes


def by_loop(people):
    """ŷ of each pair, in plain floats."""
    answers = []
    for x1, x2 in people:
        h1 = 1 / (1 + exp(-(2 * x1 - x2 - 2)))
        h2 = 1 / (1 + exp(-(-3 * x1 + 4 * x2 - 4)))
        answers.append(1 / (1 + exp(-(-5 * h1 + 3 * h2 + 1))))
    return answers


def by_arrays(X):
    """ŷ of each column, with arrays."""
    return sigmoid(forward(W[2], b[2], sigmoid(forward(W[1], b[1], X))))


def layer_by_loops(W, b, A):
    """One layer by three nested loops."""
    n, p, m = len(W), len(A), len(A[0])
    return [[sum(W[j][k] * A[k][i] for k in range(p)) + b[j][0] for i in range(m)] for j in range(n)]


def seconds(call, rounds):
    """The best processor seconds of one call."""
    start = time.process_time()
    call()
    calls = max(1, round(LEAST / max(1e-7, time.process_time() - start)))
    times = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(calls):
            call()
        times.append((time.process_time() - start) / calls)
    return min(times)


def main(rounds=9):
    """Print the figures; returns 1 when the chapter's conclusion is wrong here."""
    rng, faster = np.random.RandomState(0), {}
    for m in PEOPLE:
        X = rng.normal(size=(2, m))
        people = X.T.tolist()
        assert np.allclose(by_loop(people), by_arrays(X)[0]), "loop and arrays should agree"
        loop, arrays = (seconds(call, rounds) for call in (lambda: by_loop(people), lambda: by_arrays(X)))
        faster[m] = loop / arrays
        print(f"{m:6} people: loop {loop * 1e6:7.1f} us, arrays {arrays * 1e6:6.1f} us, loop/arrays {loop / arrays:.2f}")
    n, p, m = LARGER
    layer = rng.normal(size=(n, p)), rng.normal(size=(n, 1)), rng.normal(size=(p, m))
    lists = [each.tolist() for each in layer]
    loop, arrays = seconds(lambda: layer_by_loops(*lists), 3), seconds(lambda: forward(*layer), rounds)
    print(f"{n} neurons, {p} inputs, {m} samples: loops {loop * 1e6:.0f} us, forward {arrays * 1e6:.0f} us, {loop / arrays:.0f}")
    print(f"best of {rounds}; Python {sys.version.split()[0]}, NumPy {np.__version__}")
    return int(not faster[PEOPLE[0]] < 1 < faster[PEOPLE[-1]])


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
