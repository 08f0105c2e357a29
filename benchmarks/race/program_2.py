"""Program 2, 12288-20-7-5-1 with 200 samples, in float64: the costs of 2000 iterations.

`samples` takes all 2000, with K, checks and the last product included. All the others take a few of
them, and their seconds are multiplied. The loop of the original is written anew here: probabilities
and their logarithms, the derivative with respect to the last activation, and the gradient of the
data, which is never used.
"""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

from turns import turns  # before NumPy  # isort: skip

import numpy as np

from nnbook.deep_net import train
from nnbook.program_2 import original
from race import apart, entered

FEW, ALL, RATE = 20, 2000, 0.01
OLDER = "Haswell", "Nehalem"  # processors without AVX-512, and without AVX as well


def as_it_was(X, Y, start):
    """The loop as its author arranged it, dA[0] included."""

    def task():
        W, b = map(dict, start)
        m, last, costs = X.shape[1], len(W), []
        for _ in range(FEW):
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

    return task


def two_products(X, Y, start):
    """What no loop over the first layer can do without: W X and dZ Xᵀ, and nothing else."""
    W, dZ = start[0][1], np.ones((20, 200))

    def task():
        for _ in range(FEW):
            W @ X
            dZ @ X.T

    return task


def plain(X, Y, start):
    return lambda: train(X, Y, start, RATE, FEW, form="plain")[1]


def samples(X, Y, start):
    return lambda: train(X, Y, start, RATE, ALL, form="samples")[1]


def torch_by_hand(X, Y, start):
    import torch

    X, Y, m = torch.tensor(X), torch.tensor(Y), X.shape[1]

    def task():
        W, b = ({l: torch.tensor(part[l]) for l in part} for part in start)
        costs = []
        with torch.no_grad():
            for _ in range(FEW):
                A = {0: X}
                for l in W:
                    Z = torch.addmm(b[l], W[l], A[l - 1])
                    A[l] = torch.relu(Z)
                costs.append((torch.nn.functional.softplus(Z) - Y * Z).mean().item())
                dZ = (torch.sigmoid(Z) - Y) / m
                for l in range(len(W), 0, -1):
                    dW, db = dZ @ A[l - 1].T, dZ.sum(1, keepdim=True)
                    if l > 1:
                        dZ = (W[l].T @ dZ) * (A[l - 1] > 0)
                    W[l] -= RATE * dW
                    b[l] -= RATE * db
        return costs

    return task


def torch_nn(X, Y, start):
    import torch
    from torch import nn

    rows, labels = torch.tensor(X.T.copy()), torch.tensor(Y.T.copy())

    def task():
        layers = [layer for l in start[0] for layer in (nn.Linear(*start[0][l].T.shape), nn.ReLU())]
        net = nn.Sequential(*layers[:-1]).double()
        with torch.no_grad():
            for l in start[0]:
                net[2 * l - 2].weight.copy_(torch.tensor(start[0][l]))
                net[2 * l - 2].bias.zero_()
        optimiser, loss, costs = torch.optim.SGD(net.parameters(), RATE), nn.BCEWithLogitsLoss(), []
        for _ in range(FEW):
            optimiser.zero_grad()
            cost = loss(net(rows), labels)
            cost.backward()
            optimiser.step()
            costs.append(cost.item())
        return costs

    return task


def jax_jit(X, Y, start):
    import jax
    import jax.numpy as jnp

    rows, labels = jnp.array(X.T), jnp.array(Y.T)

    def cost(p, rows, labels):
        A = rows
        for W, b in p:
            Z = A @ W + b
            A = jax.nn.relu(Z)
        return (jax.nn.softplus(Z) - labels * Z).mean()

    @jax.jit
    def step(p, rows, labels):
        value, slopes = jax.value_and_grad(cost)(p, rows, labels)
        return jax.tree.map(lambda part, slope: part - RATE * slope, p, slopes), value

    def task():
        p = [(jnp.array(start[0][l].T), jnp.array(start[1][l][:, 0])) for l in start[0]]
        costs = []
        for _ in range(FEW):
            p, value = step(p, rows, labels)
            costs.append(value)
        return [float(value) for value in costs]

    return task


def autograd(X, Y, start):
    from autograd import numpy as anp
    from autograd import value_and_grad

    def cost(p):
        A = X
        for W, b in p:
            Z = anp.dot(W, A) + b
            A = anp.maximum(Z, 0)
        return anp.mean(anp.logaddexp(0, Z) - Y * Z)

    both = value_and_grad(cost)

    def task():
        p, costs = [(start[0][l], start[1][l]) for l in start[0]], []
        for _ in range(FEW):
            value, slopes = both(p)
            costs.append(value)
            p = [(W - RATE * dW, b - RATE * db) for (W, b), (dW, db) in zip(p, slopes)]
        return costs

    return task


OURS = {"original": as_it_was, "nnbook plain": plain, "nnbook samples": samples}
RIVALS = OURS | {
    "two products alone": two_products, "torch by hand": torch_by_hand, "torch nn": torch_nn,
    "jax jit": jax_jit, "autograd": autograd,
}  # fmt: skip


def raced(rivals, rounds):
    """The rows of these rivals."""
    X, Y, start, _ = original()
    tasks, rows = entered(rivals, X, Y, start)
    costs = {name: task() for name, task in tasks.items()}
    for name, seconds in turns(tasks, rounds).items():
        share = 1 if name == "nnbook samples" else ALL / FEW
        rows[name] = {"seconds": [share * one for one in seconds]}
        if costs[name]:
            rows[name]["apart"] = apart(costs["original"], costs[name])
    return rows


def measure(rounds):
    """The section: seconds of 2000 iterations."""
    rows = raced(RIVALS, rounds)
    rows["scikit-learn"] = {"skipped": "it takes classes as labels, and these are numbers between 0 and 1"}
    return {"title": "program 2", "unit": "2000 iterations", "rows": rows}


def with_older_kernels(rounds):
    """A section for each older processor: a process in which OpenBLAS takes the kernels of that one."""
    for name in OLDER:
        section = {"title": f"program 2, kernels for {name}", "unit": "2000 iterations"}
        if platform.machine() not in ("x86_64", "AMD64"):
            yield section | {"rows": {"original": {"skipped": "this is no x86-64 processor"}}}
            continue
        folder = Path(__file__).parents[1]
        code = f"import json; from race.program_2 import *; print(json.dumps(raced(OURS, {rounds})))"
        paths = os.pathsep.join([str(folder), str(folder.parent)])
        environment = os.environ | {"OPENBLAS_CORETYPE": name, "PYTHONPATH": paths}
        found = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)
        yield section | {"rows": json.loads(found.stdout)}
