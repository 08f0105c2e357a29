"""How long `backward` takes, beside its own matrix products timed alone.

    python benchmarks/backprop.py [runs]

Two networks: program 2, 12288-20-7-5-1 with 200 samples, and 784-128-64-10 with 128. The products
are dW for each layer and dA for each but the first, as BLAS computes them, and nothing else. BLAS
runs on one thread. The two are timed in turn, in processor time, and the figures are the medians of
the runs. The limit is 1.15 times the products. dA[0], which is not needed, is timed afterwards, so that
it does not empty the cache for one of the two; it has no limit.
"""

import os
import statistics
import sys
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before NumPy is imported

import itertools

import numpy as np

from nnbook.backprop import backward, forward

LIMIT = 1.15
NETWORKS = {"sigmoid": ((12288, 20, 7, 5, 1), 200), "softmax": ((784, 128, 64, 10), 128)}


def network(widths, m, output, rng):
    """Labels, parameters, Z and A of a network with random numbers."""
    W = {l: rng.normal(size=(n, p)) * (2 / p) ** 0.5 for l, (p, n) in enumerate(itertools.pairwise(widths), 1)}
    b = {l: np.zeros((len(W[l]), 1)) for l in W}
    Y = rng.random((widths[-1], m))
    Z, A = forward(rng.random((widths[0], m)), (W, b), output=output)
    return Y / Y.sum(axis=0) if output == "softmax" else Y, (W, b), Z, A


def products(W, dZ, A):
    """The matrix products of the backward pass alone, all kept until the last is done."""
    dW, dA = {}, {}
    for l in range(len(W), 0, -1):
        dW[l] = dZ[l] @ A[l - 1].T
        if l > 1:
            dA[l - 1] = W[l].T @ dZ[l]
    return dW, dA


def medians(tasks, runs):
    """The median processor seconds of each task; the tasks take turns."""
    took = [[] for _ in tasks]
    for _ in range(runs):
        for seconds, task in zip(took, tasks):
            start = time.process_time()
            task()
            seconds.append(time.process_time() - start)
    return [statistics.median(seconds) for seconds in took]


def measure(widths, m, output, runs):
    """The seconds of the backward pass, of its products, and of the product for dA[0]."""
    Y, parameters, Z, A = network(widths, m, output, np.random.default_rng(0))
    W, dZ = parameters[0], {l: Z[l] * 0.5 for l in Z}
    tasks = lambda: backward(Y, parameters, Z, A), lambda: products(W, dZ, A)
    return *medians(tasks, runs), *medians([lambda: W[1].T @ dZ[1]], runs)


def main(runs=101):
    """Print the figures; returns 1 when one is above its limit."""
    np.ones(30 * 2**20, dtype=np.uint8)  # freed at once: from now on malloc keeps its pages
    slow = 0
    for output, (widths, m) in NETWORKS.items():
        whole, alone, unused = measure(widths, m, output, runs)
        slow |= whole > LIMIT * alone
        print(f"{'-'.join(map(str, widths))}, m = {m}: backward {whole * 1e3:.3f} ms, its products"
              f" {alone * 1e3:.3f} ms: {whole / alone:.3f} times (limit {LIMIT}); dA[0] alone {unused * 1e3:.3f} ms")
    print(f"medians of {runs}; Python {sys.version.split()[0]}, NumPy {np.__version__}, one BLAS thread")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
