"""Program 1, a 2-2-1 network: 1000 epochs of four steps each, from the seed 0."""

import numpy as np
from first_net import Original
from turns import turns

from nnbook.first_net import initialise, train
from nnbook.loss import labels, people
from race import apart, entered

EPOCHS, RATE = 1000, 0.1
DATA, WANTED = np.array(people, float), np.array(labels, float)


def start():
    """The nine parameters as W1 (2, 2), b1 (2), W2 (2), b2 ()."""
    p = initialise(np.random.RandomState(0))
    W1 = [[p["w1"], p["w2"]], [p["w3"], p["w4"]]]
    return [np.array(part) for part in (W1, [p["b1"], p["b2"]], [p["w5"], p["w6"]], p["b3"])]


def original():
    return lambda: Original(np.random.RandomState(0)).train(DATA, WANTED, RATE, EPOCHS)


def nnbook():
    parameters = initialise(np.random.RandomState(0))
    return lambda: train(parameters, people, labels, RATE, EPOCHS)[1][::10]


def torch_by_hand():
    import torch

    X, Y = torch.tensor(DATA), torch.tensor(WANTED)

    def task():
        (W1, b1, W2, b2), losses = map(torch.tensor, start()), []
        with torch.no_grad():
            for epoch in range(EPOCHS):
                for x, y in zip(X, Y):
                    h = torch.sigmoid(W1 @ x + b1)
                    answer = torch.sigmoid(W2 @ h + b2)
                    d2 = -2 * (y - answer) * answer * (1 - answer)
                    d1 = d2 * W2 * h * (1 - h)
                    W2, b2 = W2 - RATE * d2 * h, b2 - RATE * d2
                    W1, b1 = W1 - RATE * torch.outer(d1, x), b1 - RATE * d1
                if epoch % 10 == 0:
                    answers = torch.sigmoid(torch.sigmoid(X @ W1.T + b1) @ W2 + b2)
                    losses.append(((Y - answers) ** 2).mean().item())
        return losses

    return task


def torch_nn():
    import torch
    from torch import nn

    X, Y = torch.tensor(DATA), torch.tensor(WANTED)[:, None]

    def task():
        net = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 1), nn.Sigmoid()).double()
        with torch.no_grad():
            for parameter, value in zip(net.parameters(), start()):
                parameter.copy_(torch.tensor(value).reshape(parameter.shape))
        optimiser, loss, losses = torch.optim.SGD(net.parameters(), RATE), nn.MSELoss(), []
        for epoch in range(EPOCHS):
            for x, y in zip(X, Y):
                optimiser.zero_grad()
                loss(net(x), y).backward()
                optimiser.step()
            if epoch % 10 == 0:
                with torch.no_grad():
                    losses.append(loss(net(X), Y).item())
        return losses

    return task


def jax_jit():
    """One call of a compiled function is a whole epoch."""
    import jax
    import jax.numpy as jnp

    def error(p, x, y):
        W1, b1, W2, b2 = p
        h = jax.nn.sigmoid(x @ W1.T + b1)
        return ((y - jax.nn.sigmoid(h @ W2 + b2)) ** 2).mean()

    @jax.jit
    def epoch(p):
        for x, y in zip(DATA, WANTED):
            p = [part - RATE * slope for part, slope in zip(p, jax.grad(error)(p, x, y))]
        return p, error(p, DATA, WANTED)

    def task():
        p, losses = list(map(jnp.array, start())), []
        for _ in range(EPOCHS):
            p, loss = epoch(p)
            losses.append(loss)
        return [float(loss) for loss in losses[::10]]

    return task


def autograd():
    from autograd import grad
    from autograd import numpy as anp

    def error(p, x, y):
        W1, b1, W2, b2 = p
        h = 1 / (1 + anp.exp(-(anp.dot(x, W1.T) + b1)))
        return anp.mean((y - 1 / (1 + anp.exp(-(anp.dot(h, W2) + b2)))) ** 2)

    slopes = grad(error)

    def task():
        p, losses = start(), []
        for epoch in range(EPOCHS):
            for x, y in zip(DATA, WANTED):
                p = [part - RATE * slope for part, slope in zip(p, slopes(p, x, y))]
            if epoch % 10 == 0:
                losses.append(error(p, DATA, WANTED))
        return losses

    return task


RIVALS = {
    "original": original, "nnbook": nnbook, "torch by hand": torch_by_hand, "torch nn": torch_nn,
    "jax jit": jax_jit, "autograd": autograd,
}  # fmt: skip


def measure(rounds):
    """The section: seconds of a whole training."""
    tasks, rows = entered(RIVALS)
    costs = {name: task() for name, task in tasks.items()}
    for name, seconds in turns(tasks, rounds).items():
        rows[name] = {"seconds": seconds, "apart": apart(costs["original"], costs[name])}
    rows["scikit-learn"] = {"skipped": "its networks have no sigmoid output with squared errors"}
    return {"title": "program 1", "unit": "1000 epochs", "rows": rows}
