"""How long the activations take, checks included, compared with the plain NumPy expressions.

    python benchmarks/activations.py [rounds]

Both are timed in turn in one process, so that whatever else the machine does slows both. The
figures are the best processor time of one call, and the ratio of the two, with one thread.
A ratio of at most 1.3 is wanted. The derivative of ReLU has a larger limit: of a small array
it costs little more than the check of its argument. The plain expressions check nothing, and
far out they warn or lose digits.
"""

import os
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from nnbook import activations

WANTED = 1.3
LIMITS = {"relu_derivative": 1.5}
SHAPES = (20, 200), (4096, 512)
LEAST = 0.005  # processor seconds that one measurement takes, so that the clock is fine enough


def sigmoid_derivative(Z):
    """σ′ as it is usually written."""
    A = 1 / (1 + np.exp(-Z))
    return A * (1 - A)


PLAIN = {
    "sigmoid": lambda Z: 1 / (1 + np.exp(-Z)),
    "sigmoid_derivative": sigmoid_derivative,
    "tanh": np.tanh,
    "tanh_derivative": lambda Z: 1 - np.tanh(Z) ** 2,
    "relu": lambda Z: np.maximum(Z, 0),
    "relu_derivative": lambda Z: (Z > 0).astype(Z.dtype),
}


def seconds(function, Z, calls):
    """The processor seconds of one call, the mean of several."""
    start = time.process_time()
    for _ in range(calls):
        function(Z)
    return (time.process_time() - start) / calls


def side_by_side(name, shape, rounds):
    """The best seconds of the plain expression and of the book's function, taken in turn."""
    Z, shifts = np.random.RandomState(0).normal(size=shape), []
    both = PLAIN[name], getattr(activations, name)
    assert np.allclose(both[0](Z), both[1](Z), rtol=1e-9, atol=0), f"{name} differs"
    calls = max(1, round(LEAST / seconds(both[0], Z, 3)))
    times = []
    for number in range(rounds):  # with arrays at another address each, which NumPy's speed depends on
        shifts.append(np.empty(500 + 2 * number))
        Z = Z.copy()
        times.append([seconds(function, Z, calls) for function in both])
    return tuple(map(min, zip(*times)))


def main(rounds=25):
    """Print the figures; returns 1 when a ratio is above its limit."""
    slow = 0
    for shape in SHAPES:
        for name in PLAIN:
            plain, ours = side_by_side(name, shape, rounds)
            slow += ours > LIMITS.get(name, WANTED) * plain
            size = "{} x {}".format(*shape)
            print(f"{size:>10}  {name:18}  plain {plain * 1e6:9.1f} us  book {ours * 1e6:9.1f} us  {ours / plain:.2f}{' *' * (ours > WANTED * plain)}")
    print(f"wanted {WANTED}, limits {LIMITS}; {slow} above; best of {rounds}; NumPy {np.__version__}")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
