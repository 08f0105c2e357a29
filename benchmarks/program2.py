"""How long program 2 takes: its loop as it was, and the two forms of `nnbook.deep_net.train`.

    python benchmarks/program2.py [rounds]

All three train the 12288-20-7-5-1 network of chapter 16 with the same draws. The loop as it was is
written anew here: probabilities and their logarithms, the derivative with respect to the last
activation, and the gradient of the data, which nobody uses. It and `plain` take a few iterations a
round; `samples` takes all 2000, with K, checks and the last product included. The three take turns,
in processor time, on one BLAS thread. The figures are medians for 2000 iterations, with the
smallest and the largest; the costs of the few iterations are compared as well. The limits are those
of the issue: 1.5 times the speed of the original for `plain`, 70 times for `samples` (with the
kernels that BLAS chooses; OPENBLAS_CORETYPE chooses others).
"""

import os
import statistics
import sys
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before NumPy is imported

import numpy as np

from nnbook.deep_net import train
from nnbook.program_2 import original

FEW, ALL, RATE = 20, 2000, 0.01
LIMITS = {"plain": 1.5, "samples": 70}


def as_it_was(X, Y, parameters, iterations):
    """The costs of the loop as its author arranged it, dA[0] included."""
    W, b = map(dict, parameters)
    m, last, costs = X.shape[1], len(W), []
    for _ in range(iterations):
        Z, A = {}, {0: X}
        for l in W:
            Z[l] = np.dot(W[l], A[l - 1]) + b[l]
            A[l] = np.maximum(Z[l], 0) if l < last else 1 / (1 + np.exp(-Z[l]))
        P = A[last]
        costs.append(float(-(np.dot(Y, np.log(P).T) + np.dot(1 - Y, np.log(1 - P).T))[0, 0] / m))
        dA = (1 - Y) / (1 - P) - Y / P
        gradients = {}
        for l in range(last, 0, -1):
            dZ = dA * (P * (1 - P) if l == last else Z[l] > 0)
            gradients[l] = np.dot(dZ, A[l - 1].T) / m, np.sum(dZ, axis=1, keepdims=True) / m
            dA = np.dot(W[l].T, dZ)
        for l, (dW, db) in gradients.items():
            W[l], b[l] = W[l] - RATE * dW, b[l] - RATE * db
    return costs


def measure(rounds):
    """For each of the three, the processor seconds of 2000 iterations in each round, and its costs."""
    X, Y, start, _ = original()
    tasks = {
        "as it was": (FEW, lambda: as_it_was(X, Y, start, FEW)),
        "plain": (FEW, lambda: train(X, Y, start, RATE, FEW, form="plain")[1]),
        "samples": (ALL, lambda: train(X, Y, start, RATE, ALL, form="samples")[1]),
    }
    seconds, costs = {name: [] for name in tasks}, {}
    for _ in range(rounds):
        for name, (iterations, task) in tasks.items():
            begin = time.process_time()
            costs[name] = task()
            seconds[name].append((time.process_time() - begin) * ALL / iterations)
    return seconds, costs


def main(rounds=7):
    """Print the figures; returns 1 when one is below its limit or the costs differ."""
    seconds, costs = measure(rounds)
    first = statistics.median(seconds["as it was"])
    wrong = 0
    for name, times in seconds.items():
        ratio = first / statistics.median(times)
        apart = max(abs(a - b) for a, b in zip(costs["as it was"], costs[name]))
        wrong |= ratio < LIMITS.get(name, 0) or apart > 1e-12
        print(f"{name:9}  {statistics.median(times):7.3f} s ({min(times):.3f} to {max(times):.3f}),"
              f" {ratio:6.2f} times the original, costs within {apart:.0e}")
    kernels = os.environ.get("OPENBLAS_CORETYPE", "those that BLAS chooses")
    print(f"medians of {rounds} for {ALL} iterations; Python {sys.version.split()[0]}, NumPy {np.__version__},"
          f" one thread, kernels: {kernels}")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
