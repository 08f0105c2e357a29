"""A 784-128-64-10 network with ReLU and softmax, mini-batches of 128, plain gradient descent.

The data are random, 20 batches of them, as rows of samples: the order in which data sets come. All
go through them five times in the same order, so that the costs can be compared.
"""

from functools import partial

from turns import turns  # before NumPy  # isort: skip

import numpy as np

from nnbook import minibatch
from race import apart, entered

WIDTHS, BATCH, BATCHES, EPOCHS, RATE = (784, 128, 64, 10), 128, 20, 5, 0.1
m = BATCH * BATCHES


class InOrder(np.random.RandomState):
    """For libraries that shuffle the samples: it leaves them as they are."""

    def permutation(self, size):
        """0 .. size − 1."""
        return np.arange(size)

    def shuffle(self, array):
        """Leave the array alone."""


def problem(kind):
    """Samples (m, 784), classes (m), and (W, b) as in nnbook."""
    rng = np.random.RandomState(0)
    rows, classes = rng.random_sample((m, WIDTHS[0])).astype(kind), rng.randint(10, size=m)
    W, b = {}, {}
    for l, (p, n) in enumerate(zip(WIDTHS, WIDTHS[1:]), 1):
        W[l] = (rng.standard_normal((n, p)) * np.sqrt(2 / p)).astype(kind)
        b[l] = np.zeros((n, 1), kind)
    return rows, classes, (W, b)


def batches(step):
    """The mean of step(indices of a batch) in each epoch."""
    order = np.arange(m)
    parts = [order[start : start + BATCH] for start in range(0, m, BATCH)]
    return [float(np.mean([float(cost) for cost in [step(part) for part in parts]])) for _ in range(EPOCHS)]


def nnbook(rows, classes, start):
    Y = np.eye(10, dtype=rows.dtype)[:, classes]
    options = {"batch_size": BATCH, "epochs": EPOCHS, "output": "softmax", "learning_rate": RATE}
    return lambda: minibatch.train(rows.T, Y, start, InOrder(), **options)[1]


def torch_by_hand(rows, classes, start):
    import torch

    X, Y = torch.tensor(rows), torch.tensor(np.eye(10, dtype=rows.dtype)[classes])

    def task():
        W = [torch.tensor(start[0][l].T.copy()) for l in start[0]]
        b = [torch.tensor(start[1][l][:, 0]) for l in start[1]]

        def step(part):
            part = torch.from_numpy(part)
            A, labels = [X[part]], Y[part]
            for weights, bias in zip(W, b):
                Z = torch.addmm(bias, A[-1], weights)
                A.append(torch.relu(Z))
            logarithms = torch.log_softmax(Z, 1)
            dZ = (torch.exp(logarithms) - labels) / BATCH
            for l in (2, 1, 0):
                dW, db = A[l].T @ dZ, dZ.sum(0)
                if l:
                    dZ = (dZ @ W[l].T) * (A[l] > 0)
                W[l] -= RATE * dW
                b[l] -= RATE * db
            return -(labels * logarithms).sum().item() / BATCH

        with torch.no_grad():
            return batches(step)

    return task


def torch_nn(rows, classes, start):
    import torch
    from torch import nn

    X, Y = torch.tensor(rows), torch.tensor(classes)

    def task():
        layers = [layer for l in start[0] for layer in (nn.Linear(*start[0][l].T.shape), nn.ReLU())]
        net = nn.Sequential(*layers[:-1]).to(X.dtype)
        with torch.no_grad():
            for l in start[0]:
                net[2 * l - 2].weight.copy_(torch.tensor(start[0][l]))
                net[2 * l - 2].bias.zero_()
        optimiser, loss = torch.optim.SGD(net.parameters(), RATE), nn.CrossEntropyLoss()

        def step(part):
            part = torch.from_numpy(part)
            optimiser.zero_grad()
            cost = loss(net(X[part]), Y[part])
            cost.backward()
            optimiser.step()
            return cost.item()

        return batches(step)

    return task


def jax_jit(rows, classes, start):
    import jax
    import jax.numpy as jnp

    labels = np.eye(10, dtype=rows.dtype)[classes]

    def cost(p, x, y):
        for W, b in p:
            Z = x @ W + b
            x = jax.nn.relu(Z)
        return -(y * jax.nn.log_softmax(Z)).sum() / len(y)

    @jax.jit
    def update(p, x, y):
        value, slopes = jax.value_and_grad(cost)(p, x, y)
        return jax.tree.map(lambda part, slope: part - RATE * slope, p, slopes), value

    def task():
        p = [(jnp.array(start[0][l].T), jnp.array(start[1][l][:, 0])) for l in start[0]]

        def step(part):
            nonlocal p
            p, value = update(p, rows[part], labels[part])
            return value

        return batches(step)

    return task


def scikit_learn(rows, classes, start):
    from sklearn.neural_network import MLPClassifier

    def task():
        net = MLPClassifier(WIDTHS[1:-1], solver="sgd", alpha=0, batch_size=BATCH, learning_rate_init=RATE,
                            momentum=0, random_state=InOrder())  # fmt: skip
        net.partial_fit(rows[:BATCH], classes[:BATCH], classes=np.arange(10))  # makes arrays to put the start into
        net.coefs_ = [start[0][l].T.copy() for l in start[0]]
        net.intercepts_ = [start[1][l][:, 0].copy() for l in start[1]]
        costs = []
        for _ in range(EPOCHS):
            net.partial_fit(rows, classes)
            costs.append(net.loss_)
        return costs

    return task


def autograd(rows, classes, start):
    from autograd import numpy as anp
    from autograd import value_and_grad

    labels = np.eye(10, dtype=rows.dtype)[classes]

    def cost(p, x, y):
        for W, b in p:
            Z = anp.dot(x, W) + b
            x = anp.maximum(Z, 0)
        peak = anp.max(Z, axis=1, keepdims=True)
        logarithms = Z - peak - anp.log(anp.sum(anp.exp(Z - peak), axis=1, keepdims=True))
        return -anp.sum(y * logarithms) / BATCH

    both = value_and_grad(cost)

    def task():
        p = [(start[0][l].T.copy(), start[1][l][:, 0]) for l in start[0]]

        def step(part):
            nonlocal p
            value, slopes = both(p, rows[part], labels[part])
            p = [(W - RATE * dW, b - RATE * db) for (W, b), (dW, db) in zip(p, slopes)]
            return value

        return batches(step)

    return task


RIVALS = {
    "nnbook": nnbook, "torch by hand": torch_by_hand, "torch nn": torch_nn, "jax jit": jax_jit,
    "scikit-learn": scikit_learn, "autograd": autograd,
}  # fmt: skip


def measure(kind, rounds):
    """The section for one kind of floats: seconds of 1000 steps."""
    tasks, rows = entered(RIVALS, *problem(kind))
    costs = {name: task() for name, task in tasks.items()}
    for name, seconds in turns(tasks, rounds).items():
        share = 1000 / (EPOCHS * BATCHES)
        rows[name] = {"seconds": [share * one for one in seconds], "apart": apart(costs["nnbook"], costs[name])}
    return {"title": f"mini-batches, {kind}", "unit": "1000 steps", "rows": rows}


in_float32, in_float64 = (partial(measure, kind) for kind in ("float32", "float64"))
