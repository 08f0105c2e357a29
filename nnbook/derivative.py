# Made from docs/04-chain-rule.md: edit it, run `python -m loom tangle`.

# docs/04-chain-rule.md#program
"""The slope of a function from two of its values, to check derivatives with."""

from collections.abc import Callable

from nnbook._arguments import finite, positive


def central_difference(
    f: Callable[[float], float], x: float, epsilon: float = 1e-5
) -> float:
    """The slope of f at x, from one step to each side of it.     eq: central_quotient

    f: a function of one float that returns one number
    x: a finite number
    epsilon: the step, a finite number above 0
    Where f is smooth the error is O(ε²), until rounding takes over: with the default,
    about ten digits are right when x and the values of f are of the order of 1.
    Raises TypeError for an f that cannot be called and for anything but numbers,
    ValueError for a step lost in rounding, and for an x, an epsilon, values of f or a
    result that are not finite.
    """
    if not callable(f):
        raise TypeError(f"f must be a function such as math.exp, got {f!r}")
    x, epsilon = finite("x", x), positive("epsilon", epsilon)
    left, right = x - epsilon, x + epsilon
    if not left < x < right:
        raise ValueError(
            f"epsilon={epsilon!r} is lost in rounding beside x={x!r}: "
            f"take a larger one, such as {1e-5 * abs(x):.0e}"
        )
    run = finite("the distance from x - epsilon to x + epsilon", right - left)
    rise = finite(f"f({right!r})", f(right)) - finite(f"f({left!r})", f(left))
    return finite("the slope", rise / run)
