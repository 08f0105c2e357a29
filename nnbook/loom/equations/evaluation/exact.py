"""Exact fractions, for arithmetic that a reader can repeat by hand."""

from fractions import Fraction

from nnbook.loom.equations.evaluation.evaluator import EvaluationError
from nnbook.loom.equations.evaluation.numeric import compare


class NotRational(EvaluationError):
    """The expression leaves the fractions: a root, an exponential, a derivative."""


class Exact:
    """Fractions with the four operations and whole powers."""

    def number(self, value):
        """A fraction."""
        return Fraction(value)

    def constant(self, key):
        """e and π are not fractions."""
        raise NotRational(key)

    def as_integer(self, value):
        """The whole number a value is, or None."""
        return int(value) if value.denominator == 1 else None

    def divide(self, over, under, at):
        """A quotient."""
        if under == 0:
            raise EvaluationError("a division by 0", at)
        return over / under

    def power(self, base, exponent, at):
        """A whole power of moderate size."""
        if exponent.denominator != 1 or abs(exponent) > 2000:
            raise NotRational("power", at)
        if base == 0 and exponent < 0:
            raise EvaluationError("a division by 0", at)
        return base ** int(exponent)

    def function(self, name, arguments, at):
        """Only comparisons stay among the fractions."""
        if name in (r"\max", r"\min"):
            return max(arguments) if name == r"\max" else min(arguments)
        if name == r"\lvert":
            return abs(arguments[0])
        if name == r"\exp" and arguments[0] == 0:
            return Fraction(1)
        raise NotRational(name, at)

    def generic(self, name, primes, arguments, env):
        """A function without a formula has no exact value."""
        raise NotRational(name)

    def derive(self, function, at, env):
        """Derivatives are left to the other two kinds of arithmetic."""
        raise NotRational("derivative")

    def choose(self, branches, at):
        """The value of the first branch that applies."""
        for value, holds in branches:
            if holds or holds is None:
                return value()
        raise EvaluationError("no case applies: the conditions leave a gap", at)

    def all_hold(self, pairs):
        """Whether every comparison holds."""
        return all(compare(*pair) for pair in pairs)
