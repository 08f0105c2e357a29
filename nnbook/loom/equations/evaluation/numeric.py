"""Complex NumPy arithmetic, in which a derivative is a step along the imaginary axis."""

import numpy as np

from nnbook.loom.equations.evaluation.evaluator import CaseError, EvaluationError

STEP = 1e-30
# Central differences of order eight, for a derivative inside a derivative: the imaginary
# axis is already in use there.
_INNER = 0.02
_STENCIL = ((1, 4 / 5), (2, -1 / 5), (3, 4 / 105), (4, -1 / 280))


def _absolute(x):
    return x if x.real >= 0 else -x


_FUNCTIONS = {
    r"\exp": np.exp, r"\ln": np.log, r"\tanh": np.tanh, r"\sinh": np.sinh, r"\cosh": np.cosh,
    r"\sin": np.sin, r"\cos": np.cos, r"\tan": np.tan, r"\sqrt": np.sqrt, r"\lvert": _absolute,
}


class Numeric:
    """Complex numbers; the real part is the value, the imaginary part a derivative."""

    def number(self, value):
        """A number of any kind as a complex one."""
        return np.complex128(float(value) if not isinstance(value, complex) else value)

    def constant(self, key):
        """e or π"""
        return np.complex128(np.e if key == "e" else np.pi)

    def as_integer(self, value):
        """The whole number a value is, or None."""
        nearest = round(value.real) if np.isfinite(value.real) else 0
        return nearest if abs(value - nearest) < 1e-9 else None

    def divide(self, over, under, at):
        """A quotient."""
        if under == 0:
            raise EvaluationError("a division by 0", at)
        return over / under

    def power(self, base, exponent, at):
        """A power; a whole exponent multiplies, so that a negative base is no problem."""
        whole = self.as_integer(exponent)
        if whole is not None and exponent.imag == 0:
            if base == 0 and whole < 0:
                raise EvaluationError("a division by 0", at)
            return base**whole
        if base.real < 0 or base == 0:
            raise EvaluationError("a broken power of a number that may be negative: declare what "
                                  "it is made of as positive", at)
        return np.exp(exponent * np.log(base))

    def function(self, name, arguments, at):
        """A function that LaTeX has a command for."""
        if name in (r"\max", r"\min"):
            return (max if name == r"\max" else min)(arguments, key=lambda value: value.real)
        value = arguments[0]
        if name == r"\ln" and value.real <= 0 or name == r"\sqrt" and value.real < 0:
            raise EvaluationError(f"{name} of a number that may be negative: declare what it is "
                                  "made of as positive", at)
        return _FUNCTIONS[name](value)

    def generic(self, name, primes, arguments, env):
        """Any smooth function: one drawn at random for each name and world."""
        if primes:
            return self.derive(
                lambda value, inner: self.generic(name, primes - 1, [value], inner),
                arguments[0], env,
            )
        total = self.number(0)
        for k in range(3):
            a, b, c, d = (env.world.noise(name, k, j) for j in range(4))
            phase = 2 * c + sum((0.4 + b + 0.3 * j * d) * x for j, x in enumerate(arguments))
            total = total + (0.5 + a) * np.sin(phase) + 0.2 * (d - 0.5) * phase * phase
        return total

    def derive(self, function, at, env):
        """The derivative of function(value, env) at a value."""
        if env.depth == 0:
            moved = function(at.real + 1j * STEP, env.changed(depth=1))
            return np.complex128(np.imag(moved) / STEP)
        total = self.number(0)
        for k, weight in _STENCIL:
            ahead, behind = at + k * _INNER, at - k * _INNER
            total = total + weight * (function(ahead, env) - function(behind, env))
        return total / _INNER

    def choose(self, branches, at):
        """The value of the one branch whose condition holds; None means otherwise."""
        chosen = [value for value, holds in branches if holds]
        chosen = chosen or [value for value, holds in branches if holds is None]
        if not chosen:
            raise CaseError("no case applies: the conditions leave a gap", at)
        if len(chosen) > 1:
            raise CaseError("two cases apply at once: the conditions overlap", at)
        return chosen[0]()

    def all_hold(self, pairs):
        """Whether every comparison holds."""
        return all(compare(left.real, operator, right.real) for left, operator, right in pairs)


def compare(left, operator, right):
    """Compare two real numbers; equality allows for rounding."""
    if operator in ("=", "!="):
        return close(left, right) == (operator == "=")
    return {"<": left < right, ">": left > right, "<=": left <= right or close(left, right),
            ">=": left >= right or close(left, right)}[operator]


def close(left, right, tolerance=1e-9):
    """Equal but for rounding errors."""
    return abs(left - right) <= tolerance * max(abs(left), abs(right)) + 1e-13
