"""How long program 1 trains, beside the program that it rewrites, and how long a whole process takes.

    python benchmarks/first_net.py [runs]

`Original` below is written after a description of that program: nine attributes drawn from
NumPy, σ with np.exp, its derivative computed again for each of eleven uses, the cost of every
tenth epoch through np.apply_along_axis. `nnbook.first_net.train` computes the cost of every
epoch. Both train from the seed 0 for 1000 epochs, in turn. The figures are the best of the runs,
in processor time, so that other work on the machine does not count. The limits: a quarter of the
original's time, and 60 ms for a whole process, the start of the interpreter included, that imports
the module and trains from parameters that it was given.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from nnbook.first_net import initialise, train
from nnbook.loss import labels, people

ROOT = Path(__file__).parents[1]
QUARTER, PROCESS = 0.25, 0.060


def sigmoid(x):
    """σ by its first form."""
    return 1 / (1 + np.exp(-x))


def slope(x):
    """σ′, which computes σ once more."""
    fx = sigmoid(x)
    return fx * (1 - fx)


class Original:
    """The 2-2-1 network with nine scalar attributes."""

    def __init__(self, rng):
        for name in ("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"):
            setattr(self, name, rng.normal())

    def answer(self, x):
        """ŷ for one pair."""
        h1 = sigmoid(self.w1 * x[0] + self.w2 * x[1] + self.b1)
        h2 = sigmoid(self.w3 * x[0] + self.w4 * x[1] + self.b2)
        return sigmoid(self.w5 * h1 + self.w6 * h2 + self.b3)

    def train(self, data, labels, rate=0.1, epochs=1000):
        """The cost after every tenth epoch."""
        costs = []
        for epoch in range(epochs):
            for x, y in zip(data, labels):
                self.step(x, y, rate)
            if epoch % 10 == 0:
                answers = np.apply_along_axis(self.answer, 1, data)
                costs.append(((labels - answers) ** 2).mean())
        return costs

    def step(self, x, y, rate):
        """Nine updates from one sample."""
        sum_1 = self.w1 * x[0] + self.w2 * x[1] + self.b1
        sum_2 = self.w3 * x[0] + self.w4 * x[1] + self.b2
        h1, h2 = sigmoid(sum_1), sigmoid(sum_2)
        sum_3 = self.w5 * h1 + self.w6 * h2 + self.b3
        error = -2 * (y - sigmoid(sum_3))

        by_w5, by_w6, by_b3 = h1 * slope(sum_3), h2 * slope(sum_3), slope(sum_3)
        by_h1, by_h2 = self.w5 * slope(sum_3), self.w6 * slope(sum_3)
        by_w1, by_w2, by_b1 = x[0] * slope(sum_1), x[1] * slope(sum_1), slope(sum_1)
        by_w3, by_w4, by_b2 = x[0] * slope(sum_2), x[1] * slope(sum_2), slope(sum_2)

        self.w1 -= rate * error * by_h1 * by_w1
        self.w2 -= rate * error * by_h1 * by_w2
        self.b1 -= rate * error * by_h1 * by_b1
        self.w3 -= rate * error * by_h2 * by_w3
        self.w4 -= rate * error * by_h2 * by_w4
        self.b2 -= rate * error * by_h2 * by_b2
        self.w5 -= rate * error * by_w5
        self.w6 -= rate * error * by_w6
        self.b3 -= rate * error * by_b3


def side_by_side(runs):
    """The best seconds of the original and of the book's program, taken in turn."""
    data, wanted, seconds = np.array(people), np.array(labels), ([], [])
    for _ in range(runs):
        network = Original(np.random.RandomState(0))
        start = time.process_time()
        theirs = network.train(data, wanted)
        seconds[0].append(time.process_time() - start)
        parameters = initialise(np.random.RandomState(0))
        start = time.process_time()
        _, ours = train(parameters, people, labels)
        seconds[1].append(time.process_time() - start)
    assert np.allclose(theirs, ours[::10], rtol=0, atol=1e-12), "the two programs should agree"
    return min(seconds[0]), min(seconds[1])


def children():
    """The processor seconds that finished child processes have taken so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def process(runs):
    """The best seconds of a whole process, the start of the interpreter included."""
    parameters = initialise(np.random.RandomState(0))
    code = (
        "import sys\n"
        "from nnbook.first_net import train\n"
        "from nnbook.loss import labels, people\n"
        f"_, costs = train({parameters!r}, people, labels)\n"
        "print(round(costs[-1], 10), 'numpy' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    seconds = []
    for _ in range(runs):
        before = children()
        run = subprocess.run(
            [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
        )
        seconds.append(children() - before)
    assert run.stdout.split() == ["0.0024030897", "False"], run.stdout
    return min(seconds)


def main(runs=15):
    """Print the figures; returns 1 when one is above its limit."""
    original, ours = side_by_side(runs)
    whole = process(runs)
    print(f"original: {original * 1e3:.1f} ms for 1000 epochs, a cost every tenth epoch")
    print(f"first_net.train: {ours * 1e3:.1f} ms, a cost every epoch: {ours / original:.2f} of it (limit {QUARTER})")
    print(f"a whole process, without NumPy: {whole * 1e3:.0f} ms (limit {PROCESS * 1e3:.0f} ms)")
    print(f"best of {runs}; Python {sys.version.split()[0]}, NumPy {np.__version__}")
    return int(ours > QUARTER * original or whole > PROCESS)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
