"""SymPy's algebra: the same evaluator, with symbols for leaves, and proofs."""

import signal
import threading
import time
from contextlib import contextmanager
from fractions import Fraction

import sympy as sp

from nnbook.loom.equations.evaluation.evaluator import EvaluationError
from nnbook.loom.equations.evaluation.watching import watched

SIZE = 3
_FUNCTIONS = {
    r"\exp": sp.exp, r"\ln": sp.log, r"\tanh": sp.tanh, r"\sinh": sp.sinh, r"\cosh": sp.cosh,
    r"\sin": sp.sin, r"\cos": sp.cos, r"\tan": sp.tan, r"\sqrt": sp.sqrt, r"\lvert": sp.Abs,
    r"\max": sp.Max, r"\min": sp.Min,
}
_RELATIONS = {"=": sp.Eq, "!=": sp.Ne, "<": sp.Lt, ">": sp.Gt, "<=": sp.Le, ">=": sp.Ge}


class TimedOut(Exception):
    """A proof was not tried to its end."""


class SymbolicWorld:
    """A symbol for every leaf, and three of everything that is counted."""

    samples = SIZE

    def __init__(self, graph):
        self.graph = graph
        self.symbols = {}

    def leaf(self, key, sample, backend):
        """The symbol of a leaf, or the size a dimension has here."""
        kind = self.graph.leaves[key].kind
        if kind == "dim":
            return sp.Integer(SIZE)
        return self.symbol(key, sample, positive=kind in ("positive", "unit") or None)

    def symbol(self, key, sample=None, positive=None):
        """One symbol for one name."""
        slot = key, sample
        if slot not in self.symbols:
            name = key if sample is None else f"{key}^{sample}"
            self.symbols[slot] = sp.Symbol(name, real=True, positive=positive)
        return self.symbols[slot]


class Symbolic:
    """Exact algebra; a derivative is taken by a fresh symbol."""

    def __init__(self):
        self._functions = {}
        self._fresh = 0

    def number(self, value):
        """A whole number or a fraction."""
        fraction = Fraction(value)
        return sp.Rational(fraction.numerator, fraction.denominator)

    def constant(self, key):
        """e or π"""
        return sp.E if key == "e" else sp.pi

    def as_integer(self, value):
        """The whole number a value is, or None."""
        return int(value) if value.is_Integer else None

    def divide(self, over, under, at):
        """A quotient."""
        if under == 0:
            raise EvaluationError("a division by 0", at)
        return over / under

    def power(self, base, exponent, at):
        """A power."""
        return base**exponent

    def function(self, name, arguments, at):
        """A function that LaTeX has a command for."""
        return _FUNCTIONS[name](*arguments)

    def generic(self, name, primes, arguments, env):
        """A function without a formula: its derivative is another such function."""
        return self._generic_class(name, primes)(*arguments)

    def _generic_class(self, name, primes):
        if (name, primes) not in self._functions:
            def fdiff(applied, argindex=1):
                if len(applied.args) > 1:
                    raise sp.function.ArgumentIndexError(applied, argindex)
                return self._generic_class(name, primes + 1)(*applied.args)

            label = name.replace("\\", "") + "'" * primes
            members = {"fdiff": fdiff, "is_real": True}
            self._functions[name, primes] = type(label, (sp.Function,), members)
        return self._functions[name, primes]

    def derive(self, function, at, env):
        """The derivative of function(value, env) at a value."""
        self._fresh += 1
        variable = sp.Symbol(f"cut{self._fresh}", real=True)
        return sp.diff(function(variable, env), variable).subs(variable, at)

    def choose(self, branches, at):
        """A piecewise expression."""
        pairs = [(value(), True if holds is None else holds) for value, holds in branches]
        return sp.Piecewise(*pairs)

    def all_hold(self, pairs):
        """The conjunction of comparisons."""
        return sp.And(*[_RELATIONS[operator](left, right) for left, operator, right in pairs])


def fraction(expression, digits=40):
    """A number without symbols to so many digits. Raises ValueError for anything else."""
    return Fraction(str(sp.N(expression, digits)))


# Proofs -------------------------------------------------------------------------


def proves_zero(expression, seconds, thoroughly=True):
    """Whether algebra shows that an expression is 0. Raises TimedOut.

    thoroughly: try whatever SymPy knows, which may take a thousand times as long as the
    first look, at quotients of polynomials.
    """
    if expression == 0:
        return True
    with _limit(seconds):
        return (sp.simplify(expression) if thoroughly else _rational_form(expression)) == 0


def proves_sign(expression, strict, seconds, thoroughly=True):
    """Whether algebra shows an expression to be positive, or at least 0. Raises TimedOut.

    thoroughly: look at its factors, too.
    """
    with _limit(seconds):
        form = sp.factor(_rational_form(expression)) if thoroughly else expression
        return bool(form.is_positive or not strict and form.is_nonnegative or _has_no_root(form))


def _has_no_root(form):
    """Whether a quotient in one positive symbol is positive wherever that symbol is (Sturm)."""
    over, under = sp.fraction(form)
    symbols = over.free_symbols
    if len(symbols) != 1 or not under.is_positive or not over.is_polynomial(*symbols):
        return False
    [symbol] = symbols
    polynomial = sp.Poly(over, symbol)
    return bool(symbol.is_positive and polynomial.eval(0) != 0 and polynomial.eval(1) > 0
                and polynomial.count_roots(0, None) == 0)


def _rational_form(expression):
    """A quotient of polynomials in the leaves and in exponentials of single terms."""
    hyperbolic = expression.has(sp.tanh, sp.sinh, sp.cosh)
    expression = expression.rewrite(sp.exp) if hyperbolic else expression
    generators, steps = {}, _exponent_steps(expression)
    replaced = expression.replace(
        lambda e: isinstance(e, sp.exp), lambda e: _generators_of(e.args[0], generators, steps)
    )
    over, under = sp.fraction(sp.together(replaced))
    over = sp.expand(over)
    return sp.Integer(0) if over == 0 else over / under


def _exponent_steps(expression):
    """For each term that occurs in an exponent, the smallest step its factors need."""
    steps = {}
    for exponential in expression.atoms(sp.exp):
        for factor, term in _terms(exponential.args[0]):
            steps[term] = sp.ilcm(steps.get(term, 1), factor.q)
    return steps


def _terms(exponent):
    for term in sp.Add.make_args(sp.expand(exponent)):
        factor, rest = term.as_coeff_Mul(rational=True)
        yield factor, rest


def _generators_of(exponent, generators, steps):
    """The exponential as powers of positive symbols, one for each term: e^(term / step)."""
    product = sp.Integer(1)
    for factor, term in _terms(exponent):
        if term not in generators:
            generators[term] = sp.Dummy(positive=True)
        product *= generators[term] ** (factor * steps.get(term, 1))
    return product


@contextmanager
def _limit(seconds):
    """Raise TimedOut after a while: by an alarm, or where none can ring by asking the clock.

    An alarm rings in the main thread only, and on Windows not at all.
    """
    alarm = hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()
    with _alarm(seconds) if alarm else _clock(seconds):
        yield


@contextmanager
def _alarm(seconds):
    def stop(number, frame):
        raise TimedOut

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


@contextmanager
def _clock(seconds):
    end = time.monotonic() + seconds

    def stop(frame, event, argument):
        if time.monotonic() > end:
            raise TimedOut

    with watched(stop):
        yield
