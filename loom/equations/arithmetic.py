"""Four kinds of numbers for one evaluator.

Floats      complex NumPy, many worlds at once; a derivative is a step along the imaginary
            axis, what has no value is NaN
Exact       fractions, for what a reader can repeat by hand
Precise     mpmath, where floats cancel, saturate, or derivatives stand inside each other
Symbolic    SymPy, for proofs

A value is an array (worlds, rows, columns); a scalar has one row and one column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from loom.equations.verdicts import Reason, reason

Value = np.ndarray
Function = Callable[[Value], Value]
# The value of a case, and whether it holds a little ahead (1) or behind (-1); None: otherwise.
Branch = tuple[Callable[[], Value], Callable[[int], Any] | None]
SMALLEST = 1e-30  # the step along the imaginary axis
RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": lambda a, b: a < b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b, "=": lambda a, b: a == b, "!=": lambda a, b: a != b}


class NoValue(Exception):
    """There is no value here, or not one of this kind of number."""

    def __init__(self, why: Reason):
        super().__init__(str(why))
        self.reason = why


class NotExact(NoValue):
    """The expression leaves the fractions: a root, an exponential, a derivative."""


class Nested(NoValue):
    """Floats have one imaginary axis: a derivative inside a derivative needs Precise."""


def no_value(kind: str, **values: object) -> NoValue:
    """A NoValue from the kind of its reason."""
    return NoValue(reason(kind, **values))


# A function that LaTeX has a command for, in NumPy, mpmath and SymPy. A new one is a row here
# and a row in `commands`; one that has a kink or an edge is guarded below.
_FUNCTIONS: dict[str, tuple[Any, Any, Any]] = {
    r"\exp": (np.exp, mpmath.exp, sp.exp), r"\ln": (np.log, mpmath.log, sp.log),
    r"\tanh": (np.tanh, mpmath.tanh, sp.tanh), r"\sinh": (np.sinh, mpmath.sinh, sp.sinh),
    r"\cosh": (np.cosh, mpmath.cosh, sp.cosh), r"\sin": (np.sin, mpmath.sin, sp.sin),
    r"\cos": (np.cos, mpmath.cos, sp.cos), r"\tan": (np.tan, mpmath.tan, sp.tan),
    r"\sqrt": (np.sqrt, mpmath.sqrt, sp.sqrt), r"\lvert": (np.abs, abs, sp.Abs)}


def _each(function: Callable[[Any], Any]) -> Function:
    return np.frompyfunc(function, 1, 1)


# Complex NumPy ---------------------------------------------------------------------------


def _where(condition: Any, value: Any) -> Value:
    """The value where the condition holds, and no value elsewhere."""
    return np.where(condition, value, np.nan)


def _moves(x: Value) -> Value:
    """Where a derivative is being taken, and so a kink has no value."""
    return x.imag != 0


def _absolute(x: Value) -> Value:
    kink = (x.real == 0) & _moves(x)
    return np.where(kink, complex(0, np.nan), np.where(x.real < 0, -x, x))


def _root(x: Value) -> Value:
    return _where((x.real > 0) | (x.real == 0) & ~_moves(x), np.sqrt(x))


class Floats:
    """Complex numbers; the real part is the value, the imaginary part a derivative."""

    dtype: Any = np.complex128
    functions: dict[str, Function] = {
        **{name: row[0] for name, row in _FUNCTIONS.items()}, r"\sqrt": _root, r"\lvert": _absolute,
        r"\ln": lambda x: _where(x.real > 0, np.log(x))}

    def number(self, value: Any) -> Any:
        """A number of any kind as a complex one."""
        try:
            return complex(float(value))
        except OverflowError:
            return complex("inf")

    def constant(self, key: str) -> Any:
        """e or π"""
        return np.e if key == "e" else np.pi

    def whole(self, value: Value) -> int | None:
        """The whole number that a value is in every world, or None."""
        first = value.flat[0].real
        if not np.isfinite(first) or abs(first) > 1e15:
            return None
        nearest = round(first)
        return nearest if np.all(np.abs(value - nearest) < 1e-9) else None

    def divide(self, over: Value, under: Value) -> Value:
        """A quotient; nothing where the divisor is 0."""
        return over / np.where(under == 0, np.nan, under)

    def power(self, base: Value, exponent: Value) -> Value:
        """A power; a whole exponent multiplies, so that a negative base is no problem."""
        if np.all(exponent == exponent.flat[0]):
            whole = self.whole(exponent)
            if whole is not None and abs(whole) <= 1024:
                return self._whole_power(base, whole)
        general = _where(base.real > 0, np.exp(exponent * np.log(base)))
        for number in np.unique(exponent.real):
            if abs(number) < 64 and number == round(number):  # false for NaN
                at = (exponent == number) & (base.real <= 0)
                general = np.where(at, self._whole_power(base, int(number)), general)
        return general

    @staticmethod
    def _whole_power(base: Value, exponent: int) -> Value:
        result, factor, left = np.ones_like(base), base, abs(exponent)
        while left:
            result = result * factor if left & 1 else result
            left >>= 1
            factor = factor * factor if left else factor
        return result if exponent >= 0 else 1 / np.where(result == 0, np.nan, result)

    def extreme(self, values: Sequence[Value], largest: bool) -> Value:
        """The largest or smallest, entry by entry; a tie has no derivative."""
        best = values[0]
        for value in values[1:]:
            ahead = value.real > best.real if largest else value.real < best.real
            tie = (value.real == best.real) & (value.imag != best.imag)
            best = np.where(tie, np.nan, np.where(ahead, value, best))
        return best

    def choose(self, branches: Sequence[Branch]) -> Value:
        """The value of the one branch whose condition holds.

        A condition is asked a little ahead and a little behind: where the two differ there
        is a value only if both branches have the same, and the same slope.
        """
        valued = [(value(), holds) for value, holds in branches]
        ahead, behind = self._branch(valued, 1), self._branch(valued, -1)
        same = (ahead == behind) | (np.abs(ahead.real - behind.real) <= 1e-12 * np.abs(ahead.real)) \
            & (np.abs(ahead.imag - behind.imag) <= 1e-9 * np.abs(ahead.imag))
        return _where(same, ahead)

    @staticmethod
    def _branch(branches: Sequence[tuple[Value, Any]], side: int) -> Value:
        conditions = [None if holds is None else holds(side) for _, holds in branches]
        rest = ~np.logical_or.reduce(np.broadcast_arrays(*[c for c in conditions if c is not None]))
        found = np.full(np.broadcast_shapes(*(v.shape for v, _ in branches), rest.shape), np.nan, complex)
        times = np.zeros(found.shape, int)
        for (value, _), condition in zip(branches, conditions):
            here = rest if condition is None else condition
            times = times + here
            found = np.where(here, value, found)
        return _where(times == 1, found)

    def compare(self, left: Value, operator: str, right: Value, side: int) -> Any:
        """Whether a relation holds a little ahead of here, or behind."""
        a, b = left.real, right.real
        tie = a == b
        shift = side * np.sign(left.imag - right.imag)
        holds = RELATIONS[operator](a, b)
        return np.where(tie & (shift != 0), RELATIONS[operator](shift, 0 * shift), holds)

    def slope(self, function: Function, at: Value, direction: Value, depth: int) -> Value:
        """The derivative of function(at + s · direction) by s at 0."""
        if depth:
            raise Nested(reason("nested-derivative"))
        moved = function(at.real + 1j * SMALLEST * direction)
        return (moved.imag / SMALLEST + 0j) + np.where(np.isfinite(moved.real), 0, np.nan)

    def sine(self, x: Value, order: int) -> Value:
        """The sine, or its derivative of that order: what functions without a formula are made of."""
        return np.sin(x + order * np.pi / 2 if order else x)


# Numbers as objects ----------------------------------------------------------------------


class Objects:
    """What fractions, mpmath's and SymPy's numbers have in common: arrays of objects."""

    dtype: Any = object
    functions: dict[str, Function] = {}

    def number(self, value: Any) -> Any:
        """A number of any kind as one of these."""
        raise NotImplementedError

    def whole(self, value: Value) -> int | None:
        """The whole number that a value is, or None."""
        first = value.flat[0]
        try:
            return int(first) if all(v == int(first) for v in value.flat) else None
        except (TypeError, ValueError, OverflowError):
            return None

    def divide(self, over: Value, under: Value) -> Value:
        """A quotient. Raises NoValue for a division by 0."""
        if any(v == 0 for v in under.flat):
            raise no_value("division-by-zero")
        return over / under

    def extreme(self, values: Sequence[Value], largest: bool) -> Value:
        """The largest or smallest, entry by entry."""
        pick = np.frompyfunc(max if largest else min, 2, 1)
        best = values[0]
        for value in values[1:]:
            best = pick(best, value)
        return best

    def choose(self, branches: Sequence[Branch]) -> Value:
        """The value of the one branch whose condition holds, entry by entry.

        Only what is chosen is evaluated: another branch may have no value here.
        """
        conditions = [None if holds is None else holds(1) for _, holds in branches]
        known = np.broadcast_arrays(*(c for c in conditions if c is not None))
        rest = ~np.logical_or.reduce(known)
        holding = np.array([rest if c is None else np.broadcast_to(c, rest.shape) for c in conditions])
        times = holding.sum(axis=0)
        if np.any(times != 1):
            raise no_value("cases-gap" if np.any(times == 0) else "cases-overlap")
        values = [value() if here.any() else None for (value, _), here in zip(branches, holding)]
        shape = np.broadcast_shapes(rest.shape, *(v.shape for v in values if v is not None))
        found = np.empty(shape, object)
        for value, here in zip(values, holding):
            if value is not None:
                where = np.broadcast_to(here, shape)
                found[where] = np.broadcast_to(value, shape)[where]
        return found

    def compare(self, left: Value, operator: str, right: Value, side: int) -> Any:
        """Whether a relation holds, entry by entry."""
        return np.frompyfunc(RELATIONS[operator], 2, 1)(left, right).astype(bool)


def _exponential_of_zero(v: Any) -> Any:
    if v != 0:
        raise NotExact(reason("not-exact"))
    return Fraction(1)


class Exact(Objects):
    """Fractions with the four operations and whole powers."""

    functions = {r"\lvert": _each(abs), r"\exp": _each(_exponential_of_zero)}

    def number(self, value: Any) -> Any:
        """A fraction."""
        return Fraction(value)

    def constant(self, key: str) -> Any:
        """e and π are no fractions."""
        raise NotExact(reason("not-exact"))

    def power(self, base: Value, exponent: Value) -> Value:
        """A whole power of moderate size."""
        whole = self.whole(exponent)
        if whole is None or abs(whole) > 2000:
            raise NotExact(reason("not-exact"))
        if whole < 0 and any(v == 0 for v in base.flat):
            raise no_value("division-by-zero")
        return _each(lambda v: Fraction(v) ** whole)(base)

    def slope(self, function: Function, at: Value, direction: Value, depth: int) -> Value:
        """Derivatives are left to the other kinds."""
        raise NotExact(reason("not-exact"))

    def sine(self, x: Value, order: int) -> Value:
        """A function without a formula has no exact value."""
        raise NotExact(reason("not-exact"))


def _positive(name: str, function: Callable[[Any], Any], slope: Callable[[Any], Any],
              zero: bool = False) -> Function:
    """A function of positive numbers, for numbers of mpmath.

    Where the imaginary part lies below all digits of the real one, the function is a straight
    line: mpmath adds the exact squares of both, which are of gigabytes where 1 + e^z has a
    large negative z.
    """
    def checked(v: Any) -> Any:
        if v.real < 0 or v.real == 0 and (not zero or v.imag != 0):
            raise no_value("outside-domain", function=name)
        if v.imag != 0 and mpmath.mag(v.real) - mpmath.mag(v.imag) > mpmath.mp.prec:
            return mpmath.mpc(function(v.real), slope(v.real) * v.imag)
        return function(v)
    return _each(checked)


def _magnitude(v: Any) -> Any:
    if v.real == 0 and v.imag != 0:
        return mpmath.mpc(0, mpmath.nan)  # a value, and no slope
    return -v if v.real < 0 else v


def _size(value: Value) -> Value:
    """How large the largest entry is in each world; 1 where all are 0."""
    largest = [max(abs(v) for v in world.flat) or mpmath.mpf(1) for world in value]
    return np.array(largest, dtype=object).reshape(-1, 1, 1)


class Precise(Objects):
    """Numbers of mpmath with many digits; derivatives as with floats, and inside each other.

    Used inside `mpmath.workdps(digits(nesting))`, which leaves 30 digits that are right.
    """

    functions = {
        **{name: _each(row[1]) for name, row in _FUNCTIONS.items()}, r"\lvert": _each(_magnitude),
        r"\ln": _positive(r"\ln", mpmath.log, lambda x: 1 / x),
        r"\sqrt": _positive(r"\sqrt", mpmath.sqrt, lambda x: 1 / (2 * mpmath.sqrt(x)), zero=True)}

    def number(self, value: Any) -> Any:
        """A fraction, a float or a number of mpmath, exactly."""
        if isinstance(value, Fraction):
            return mpmath.mpf(value.numerator) / value.denominator
        return mpmath.mpf(value)

    def constant(self, key: str) -> Any:
        """e or π"""
        return +mpmath.e if key == "e" else +mpmath.pi

    def power(self, base: Value, exponent: Value) -> Value:
        """A power; a broken one of a positive number only."""
        def one(b: Any, e: Any) -> Any:
            if e.imag == 0 and e.real == int(e.real):
                if b == 0 and e.real < 0:
                    raise no_value("division-by-zero")
                return b ** int(e.real)
            if b.real <= 0:
                raise no_value("outside-domain", function="power")
            return mpmath.exp(e * mpmath.log(b))
        return np.frompyfunc(one, 2, 1)(base, exponent)

    def extreme(self, values: Sequence[Value], largest: bool) -> Value:
        """The largest or smallest, entry by entry; a tie has no derivative."""
        def pick(a: Any, b: Any) -> Any:
            if a.real == b.real and a.imag != b.imag:
                raise no_value("kink")
            return a if (a.real >= b.real) == largest else b
        best = values[0]
        for value in values[1:]:
            best = np.frompyfunc(pick, 2, 1)(best, value)
        return best

    def compare(self, left: Value, operator: str, right: Value, side: int) -> Any:
        """Whether a relation holds, entry by entry; a border has no derivative."""
        def one(a: Any, b: Any) -> bool:
            if a.real == b.real and a.imag != b.imag:
                raise no_value("kink")
            return bool(RELATIONS[operator](a.real, b.real))
        return np.frompyfunc(one, 2, 1)(left, right).astype(bool)

    def slope(self, function: Function, at: Value, direction: Value, depth: int) -> Value:
        """The derivative of function(at + s · direction) by s at 0; none at a kink."""
        if not depth:
            step = _size(at * direction) * mpmath.mpf(10) ** -mpmath.mp.dps
            moved = function(at + direction * step * mpmath.mpc(0, 1))
            if any(mpmath.isnan(v.imag) for v in moved.flat):
                raise no_value("kink")
            return _each(lambda v: v.imag)(moved) / step
        step = mpmath.mpf(10) ** -20
        here, ahead, behind = (function(at + direction * s) for s in (0, step, -step))
        jump, size = abs(ahead - 2 * here + behind) / step, abs(ahead - behind) / step + 1
        if any(j > s * mpmath.mpf("1e-6") for j, s in zip(jump.flat, size.flat)):
            raise no_value("kink")
        return (ahead - behind) / (2 * step)

    def sine(self, x: Value, order: int) -> Value:
        """The sine or its derivative of that order."""
        return _each(mpmath.sin)(x + order * mpmath.pi / 2 if order else x)


def digits(nesting: int) -> int:
    """How many digits Precise needs for derivatives so deep."""
    return 50 + 30 * nesting


_KINKED = (sp.Abs, sp.Max, sp.Min, sp.Piecewise, sp.sign, sp.Heaviside, sp.DiracDelta)


class Symbolic(Objects):
    """Exact algebra; a derivative is taken by a fresh symbol."""

    functions = {name: _each(row[2]) for name, row in _FUNCTIONS.items()}

    def __init__(self) -> None:
        self._functions: dict[tuple[str, tuple[int, ...]], Any] = {}

    def number(self, value: Any) -> Any:
        """A whole number or a fraction."""
        if isinstance(value, sp.Basic):
            return value
        fraction = Fraction(value)
        return sp.Rational(fraction.numerator, fraction.denominator)

    def constant(self, key: str) -> Any:
        """e or π"""
        return sp.E if key == "e" else sp.pi

    def whole(self, value: Value) -> int | None:
        """The whole number that a value is, or None."""
        first = value.flat[0]
        return int(first) if first.is_Integer and all(v == first for v in value.flat) else None

    def power(self, base: Value, exponent: Value) -> Value:
        """A power."""
        return base ** exponent

    def extreme(self, values: Sequence[Value], largest: bool) -> Value:
        """The largest or smallest, entry by entry."""
        pick = np.frompyfunc(sp.Max if largest else sp.Min, 2, 1)
        best = values[0]
        for value in values[1:]:
            best = pick(best, value)
        return best

    def choose(self, branches: Sequence[Branch]) -> Value:
        """A piecewise expression, entry by entry."""
        values = [value() for value, _ in branches]
        conditions = [np.array([[[True]]]) if holds is None else holds(1) for _, holds in branches]
        shape = np.broadcast_shapes(*(v.shape for v in (*values, *conditions)))
        found = np.empty(shape, object)
        for at in np.ndindex(*shape):
            found[at] = sp.Piecewise(*((np.broadcast_to(v, shape)[at], np.broadcast_to(c, shape)[at])
                                       for v, c in zip(values, conditions)))
        return found

    def compare(self, left: Value, operator: str, right: Value, side: int) -> Any:
        """A relation as an object of its own, entry by entry."""
        kinds = {"=": sp.Eq, "!=": sp.Ne, "<": sp.Lt, ">": sp.Gt, "<=": sp.Le, ">=": sp.Ge}
        return np.frompyfunc(kinds[operator], 2, 1)(left, right)

    def slope(self, function: Function, at: Value, direction: Value, depth: int) -> Value:
        """The derivative of function(at + s · direction) by s at 0."""
        s = sp.Dummy("s", real=True)
        moved = function(at + s * direction)
        if any(v.has(*_KINKED) for v in moved.flat):
            raise no_value("kink")  # what SymPy says of a slope there does not hold everywhere
        return _each(lambda v: sp.diff(v, s).subs(s, 0))(moved)

    def sine(self, x: Value, order: int) -> Value:
        """Functions without a formula are functions of SymPy here: see `generic`."""
        raise no_value("not-symbolic")

    def generic(self, name: str, orders: tuple[int, ...], arguments: Sequence[Any]) -> Any:
        """A function without a formula; its derivatives are other such functions."""
        if (name, orders) not in self._functions:
            def fdiff(applied: Any, argindex: int = 1) -> Any:
                more = tuple(n + (k == argindex - 1) for k, n in enumerate(orders))
                return self.generic(name, more, applied.args)

            label = f"{name}{orders}"
            members = {"fdiff": fdiff, "is_real": True}
            self._functions[name, orders] = type(label, (sp.Function,), members)
        return self._functions[name, orders](*arguments)
