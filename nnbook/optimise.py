# Made from docs/15-optimisers.md: edit it, run `python -m loom tangle`.

# docs/15-optimisers.md#program
"""Optimisers: a step takes parameters and a state, and returns new ones."""

from collections.abc import Callable
from inspect import unwrap
from typing import Any

import numpy as np

from nnbook._network import Parameters
from nnbook._steps import each, step

Gradient = Callable[[Parameters], Parameters]  # θ -> (dW, db)


@step()
def gradient_descent(
    parameters: Parameters,
    gradient: Gradient,
    state: Any = None,
    learning_rate: float = 0.01,
) -> tuple[Parameters, dict]:
    """θ − ηg, with g the gradient at θ.

    parameters: θ = (W, b), dicts of arrays with the keys 1 .. L
    gradient: a function, θ -> (dW, db)   learning_rate: η > 0
    state: None at the start, then what the previous step returned
    Returns (parameters, state), new ones of the same shapes and kinds of floats.
    Raises TypeError and ValueError that name the array, what it got and what it wanted,
    and ValueError when a result is not finite.
    """
    g = gradient(parameters)
    return each(lambda w, g: w - learning_rate * g, parameters, g), {}


@step("v")
def momentum(
    parameters: Parameters,
    gradient: Gradient,
    state: Any = None,
    learning_rate: float = 0.01,
    beta: float = 0.9,
) -> tuple[Parameters, dict]:
    """θ − ηv, with v = βv + g and g the gradient at θ.

    beta: β, from 0 to less than 1
    other arguments, and errors: as for gradient_descent
    """
    g = gradient(parameters)
    v = each(lambda v, g: beta * v + g, state["v"], g)
    return each(lambda w, v: w - learning_rate * v, parameters, v), {"v": v}


@step("v")
def nesterov(
    parameters: Parameters,
    gradient: Gradient,
    state: Any = None,
    learning_rate: float = 0.01,
    beta: float = 0.9,
) -> tuple[Parameters, dict]:
    """θ − ηv, with v = βv + g and g the gradient at θ − ηβv.

    beta: β, from 0 to less than 1
    other arguments, and errors: as for gradient_descent
    """
    brake = learning_rate * beta
    ahead = each(lambda w, v: w - brake * v, parameters, state["v"])
    return _momentum(parameters, lambda _: gradient(ahead), state, learning_rate, beta)


_momentum = unwrap(momentum)  # its arguments have been checked


@step("v", "s")
def adam(
    parameters: Parameters,
    gradient: Gradient,
    state: Any = None,
    learning_rate: float = 0.001,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-8,
) -> tuple[Parameters, dict]:
    """θ − ηv̂ / (√ŝ + ε), from means v of g and s of g², corrected for their start.

    beta_1, beta_2: from 0 to less than 1   epsilon: ε > 0
    other arguments, and errors: as for gradient_descent
    """
    t, g = state["t"], gradient(parameters)
    v = each(lambda v, g: beta_1 * v + (1 - beta_1) * g, state["v"], g)
    s = each(lambda s, g: beta_2 * s + (1 - beta_2) * g**2, state["s"], g)

    def _moved(w, v, s):
        v_hat, s_hat = v / (1 - beta_1**t), s / (1 - beta_2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon)

    return each(_moved, parameters, v, s), {"v": v, "s": s}
