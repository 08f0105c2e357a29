"""Proofs: for every size in index form, and SymPy's algebra for what is scalar.

How far a proof is tried is bounded by counts of operations, never by the clock: the same
statement has the same verdict on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import sympy as sp
from sympy.polys.polyerrors import BasePolynomialError

from loom.equations import index_form, tree
from loom.equations.arithmetic import NoValue, Symbolic
from loom.equations.evaluate import Env, evaluate
from loom.equations.theory import LAYER, SCALAR, STEP
from loom.equations.trials import Relation, Trials
from loom.equations.verdicts import PROVED, PROVED_AT_SIZES, Reason, reason
from loom.equations.worlds import Symbols

_MOST_OPERATIONS = 900  # of an expression that is brought into rational form
_FEW_OPERATIONS = 60  # of one that SymPy may simplify in every way it knows
_MOST_ENTRIES = 12
_NO_ANSWER = (NoValue, ArithmeticError, ValueError, TypeError, NotImplementedError,
              AttributeError, RecursionError, BasePolynomialError)

Proof = tuple[str, Reason]


def prove(relation: Relation, trials: Trials) -> Proof | None:
    """(PROVED or PROVED_AT_SIZES, how), or None."""
    left, right = relation.left, relation.right
    sized = trials.sized(left) or trials.sized(right)
    if relation.operator == "=" and index_form.proves(left, right, trials.theory, relation.varied):
        return PROVED, reason("algebra-every-size" if sized else "algebra")
    if relation.varied:
        return None
    if _holds(relation, trials, Symbols(trials.theory, None)):
        return PROVED, reason("algebra")
    if not sized or not _small(relation, trials):
        return None
    met: set[str] = set()
    for number in (0, 1):
        world = Symbols(trials.theory, trials.batch("distinct", number))
        if not _holds(relation, trials, world):
            return None
        met |= world.met
    return PROVED_AT_SIZES, reason("algebra-at-sizes", sizes=tuple(sorted(met)))


def _small(relation: Relation, trials: Trials) -> bool:
    """Whether an equation of arrays is small enough for SymPy to write out at fixed sizes.

    A statement about a size itself is not proved by one size.
    """
    theory = trials.theory
    keys = theory.reaches(relation.left) | theory.reaches(relation.right)
    sides = relation.left, relation.right
    sizes = [*theory.sizes, *theory.size_families, "L", "T"]
    return (not any(_counted(side, sizes) for side in sides)
            and not any(isinstance(n, tree.Derivative) for side in sides for n in side.walk())
            and all(LAYER not in theory.axes(key) and STEP not in theory.axes(key) for key in keys)
            and all(theory.functions.get(key, True) for key in keys))


def _holds(relation: Relation, trials: Trials, world: Symbols) -> bool:
    """Whether SymPy shows a relation, for every value of its free indices."""
    bounds = list(_bounds(relation, world))
    return bool(bounds) and all(_shown(relation, trials, world, bound) for bound in bounds)


def _bounds(relation: Relation, world: Symbols) -> Iterator[dict[str, Any]]:
    """Values of the free indices: where sizes are open, equal ones and different ones."""
    letters = [letter for letter, _ in relation.ranges]
    if world.sizes is None and any(_counted(side, letters) for side in (relation.left, relation.right)):
        return  # i ≤ 2 holds for the two values that stand for all
    try:
        spans = [range(1, (3 if world.sizes is None else world.extent(extent, lambda k: 1)) + 1)
                 for _, extent in relation.ranges]
    except NoValue:
        return
    every = list(product(*spans))
    if len(every) <= _MOST_ENTRIES:
        yield from (dict(zip(letters, c)) for c in every)


def _counted(node: tree.Node, letters: list[str]) -> bool:
    """Whether a letter stands as a number in an expression, not only as an index or a bound."""
    if isinstance(node, tree.Symbol):
        return node.key in letters
    children: tuple[tree.Node, ...] = node.children
    if isinstance(node, tree.Indexed):
        children = (node.base,)
    elif isinstance(node, tree.Big):
        children = (node.body,)
    elif isinstance(node, tree.ConstantArray):
        children = ()
    return any(_counted(child, letters) for child in children)


def _shown(relation: Relation, trials: Trials, world: Symbols, bound: dict[str, Any]) -> bool:
    environments = list(_environments(relation, trials, world, bound))
    for thorough in (False, True):  # what is quick everywhere, before what is slow anywhere
        for env in environments:
            try:
                left, right = evaluate(relation.left, env), evaluate(relation.right, env)
                if all(_decided(v, relation.operator, thorough) for v in (left - right).flat):
                    return True
            except _NO_ANSWER:
                continue
    return False


def _environments(relation: Relation, trials: Trials, world: Symbols,
                  bound: dict[str, Any]) -> Iterator[Env]:
    """First with scalar definitions as free symbols, which proves more; then written out."""
    theory, sides = trials.theory, (relation.left, relation.right)
    plain = Env(Symbolic(), theory, world, bound=bound)
    derived = any(isinstance(n, (tree.Derivative, tree.Substitution)) for s in sides for n in s.walk())
    defined = [] if derived else [
        key for side in sides for key in tree.free_symbols(side)
        if key in theory.definitions and theory.definitions[key][0].parameters is None
        and not theory.definitions[key][0].index and not theory.varies(key)
        and theory.definitions[key][0].body.shape == SCALAR]
    if defined:
        cuts = {(key, None, None, None): np.array([[[world.symbol(key)]]], dtype=object)
                for key in defined}
        yield plain.changed(cuts=cuts)
    yield plain


def _decided(difference: Any, operator: str, thorough: bool) -> bool:
    """Whether a difference is shown to be 0, positive, negative, or not 0."""
    if operator == "=":
        return difference == 0 or _is_zero(difference, thorough)
    if operator == "!=":
        return _decided(difference, "<", thorough) or _decided(difference, ">", thorough)
    return _has_sign(difference if operator[0] == ">" else -difference, operator in "<>", thorough)


def _is_zero(expression: Any, thorough: bool) -> bool:
    operations = expression.count_ops()
    if thorough:
        return bool(operations <= _FEW_OPERATIONS and sp.simplify(expression) == 0)
    return bool(operations <= _MOST_OPERATIONS and rational_form(expression) == 0)


def _has_sign(expression: Any, strict: bool, thorough: bool) -> bool:
    if expression.count_ops() > _FEW_OPERATIONS * 4:
        return False
    form = sp.factor(rational_form(expression)) if thorough else expression
    return bool(form.is_positive or not strict and form.is_nonnegative or _has_no_root(form))


def _has_no_root(form: Any) -> bool:
    """Whether a quotient in one positive symbol is positive wherever that symbol is (Sturm)."""
    over, under = sp.fraction(form)
    symbols = over.free_symbols
    if len(symbols) != 1 or not under.is_positive or not over.is_polynomial(*symbols):
        return False
    [symbol] = symbols
    polynomial = sp.Poly(over, symbol)
    return bool(symbol.is_positive and polynomial.eval(0) != 0 and polynomial.eval(1) > 0
                and polynomial.count_roots(0, None) == 0)


def rational_form(expression: Any) -> Any:
    """A quotient of polynomials in the leaves and in exponentials of single terms."""
    expression = expression.replace(lambda e: isinstance(e, (sp.tanh, sp.sinh, sp.cosh)),
                                    lambda e: e.rewrite(sp.exp))
    steps = _exponent_steps(expression)
    generators: dict[Any, Any] = {}
    replaced = expression.replace(
        lambda e: isinstance(e, sp.exp), lambda e: _generators_of(e.args[0], generators, steps))
    over, under = sp.fraction(sp.together(replaced))
    over = sp.expand(over)
    return sp.Integer(0) if over == 0 else over / under


def _exponent_steps(expression: Any) -> dict[Any, Any]:
    """For each term that occurs in an exponent, the smallest step its factors need."""
    steps: dict[Any, Any] = {}
    for exponential in expression.atoms(sp.exp):
        for factor, term in _terms(exponential.args[0]):
            steps[term] = sp.ilcm(steps.get(term, 1), factor.q)
    return steps


def _terms(exponent: Any) -> Iterator[tuple[Any, Any]]:
    for term in sp.Add.make_args(sp.expand(exponent)):
        yield term.as_coeff_Mul(rational=True)


def _generators_of(exponent: Any, generators: dict[Any, Any], steps: dict[Any, Any]) -> Any:
    """The exponential as powers of positive symbols, one for each term: e^(term / step)."""
    made = sp.Integer(1)
    for factor, term in _terms(exponent):
        if term not in generators:
            if not term.is_real:
                raise ValueError("only the exponential of a real number is positive")
            generators[term] = sp.Dummy(positive=True)
        made *= generators[term] ** (factor * steps.get(term, 1))
    return made
