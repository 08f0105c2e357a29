"""Statements that say nothing: the same on both sides, a definition again, mere names."""

from __future__ import annotations

from typing import Any

import numpy as np

from loom.equations import commands, tree
from loom.equations.arithmetic import Floats, NoValue, Value
from loom.equations.evaluate import Env, evaluate
from loom.equations.theory import (
    SAMPLE, SCALAR, Definition, Theory, bare_symbols, base_key,
)
from loom.equations.trials import Trials
from loom.equations.verdicts import Reason, reason, refuse
from loom.equations.worlds import Batch, Slot, shape_in

Form = tuple[Any, ...]
_STRUCTURE = (r"\mathrm tr", r"\mathrm vec", r"\mathrm diag", r"\lVert")  # mean the same everywhere


def canonical_form(node: tree.Node, theory: Theory) -> Form:
    """A form in which order, brackets, signs, 0, 1 and second names make no difference.

    Factors that are arrays keep their order.
    """
    def form(child: tree.Node) -> Form:
        return canonical_form(child, theory)

    if isinstance(node, tree.Number):
        return ("number", node.value)
    if isinstance(node, tree.Symbol):
        return _symbol_form(node, theory)
    if isinstance(node, tree.Substitution) and node.value == node.variable:
        return form(node.body)
    if isinstance(node, tree.Neg):
        return _product([("number", -1), form(node.body)])
    if isinstance(node, tree.Add):
        return _sum([form(term) for term in node.terms])
    if isinstance(node, (tree.Mul, tree.Hadamard)):
        return _product([form(factor) for factor in node.factors])
    if isinstance(node, tree.MatMul):
        return ("matmul", *_chain(node, theory))
    if isinstance(node, tree.Transpose) and isinstance(node.body, tree.Transpose):
        return form(node.body.body)
    if isinstance(node, tree.Div):
        return _product([form(node.over), _inverse(form(node.under))])
    if isinstance(node, tree.Pow) and node.base == tree.Symbol("e"):
        return ("Apply", r"\exp", 0, form(node.exponent))
    if isinstance(node, tree.Apply):
        return ("Apply", node.function, node.primes, *map(form, node.arguments))
    if isinstance(node, tree.Derivative) and isinstance(node.body, tree.Apply) \
            and node.body.function not in commands.FUNCTIONS \
            and {node.body.arguments} == {(variable,) for variable in node.variables}:
        primes = node.body.primes + len(node.variables)
        return ("Apply", node.body.function, primes, form(node.body.arguments[0]))
    own = [getattr(node, name) for name in ("role", "operator", "index", "operators", "kind")
           if isinstance(getattr(node, name, None), str) or name == "operators" and hasattr(node, name)]
    return (type(node).__name__, *own, *map(form, node.children))


def _chain(node: tree.Node, theory: Theory) -> list[Form]:
    if isinstance(node, tree.MatMul):
        return [*_chain(node.left, theory), *_chain(node.right, theory)]
    return [canonical_form(node, theory)]


def _symbol_form(node: tree.Symbol, theory: Theory) -> Form:
    definition = theory.definitions.get(node.key, (None,))[0]
    if definition and definition.parameters is None and not definition.index \
            and isinstance(definition.body, tree.Symbol):
        return _symbol_form(definition.body, theory)
    return ("symbol", node.key)


def _inverse(form: Form) -> Form:
    return ("number", 1 / form[1]) if form[0] == "number" and form[1] else ("inverse", form)


def _sum(terms: list[Form]) -> Form:
    flat = [t for term in terms for t in (term[1:] if term[0] == "sum" else (term,))]
    constant = sum(t[1] for t in flat if t[0] == "number")
    rest = sorted((t for t in flat if t[0] != "number"), key=repr)
    parts = rest + ([("number", constant)] if constant else [])
    if not parts:
        return ("number", 0)
    return parts[0] if len(parts) == 1 else ("sum", *parts)


def _product(factors: list[Form]) -> Form:
    flat = [f for factor in factors for f in (factor[1:] if factor[0] == "product" else (factor,))]
    constant: Any = 1
    for factor in flat:
        constant *= factor[1] if factor[0] == "number" else 1
    if constant == 0:
        return ("number", 0)
    rest = sorted((f for f in flat if f[0] != "number"), key=repr)
    parts = ([("number", constant)] if constant != 1 else []) + rest
    if not parts:
        return ("number", 1)
    return parts[0] if len(parts) == 1 else ("product", *parts)


# What is refused -------------------------------------------------------------------------


def emptiness(left: tree.Node, operator: str, right: tree.Node, trials: Trials) -> Reason | None:
    """Why a relation says nothing, or None."""
    theory = trials.theory
    forms = canonical_form(left, theory), canonical_form(right, theory)
    if left == right or forms[0] == forms[1] and not _is_arithmetic(left, right, theory):
        return reason("same-on-both-sides")
    again = _restated(left, forms[1], theory) or _restated(right, forms[0], theory)
    if again:
        return reason("definition-again", name=again.name, place=again.place)
    return _counterfactual(left, right, forms, trials) if operator in "=~" else None


def literal(node: tree.Node) -> tree.Number | None:
    """The number that a bare number shows, whatever its sign."""
    number = node.body if isinstance(node, tree.Neg) else node
    return number if isinstance(number, tree.Number) else None


def _is_arithmetic(left: tree.Node, right: tree.Node, theory: Theory) -> bool:
    """Numbers alone: a calculation, which a reader may want to see done."""
    numbers = literal(left), literal(right)
    if numbers[0] is not None and numbers[1] is not None and numbers[0].shift == numbers[1].shift:
        return False  # 1 = 1.0
    return theory.is_constant(left) and theory.is_constant(right)


def _restated(side: tree.Node, other: Form, theory: Theory) -> Definition | None:
    """The definition that an equation repeats, with its own or other arguments."""
    if isinstance(side, tree.Substitution) and side.value == side.variable:
        side = side.body
    key = side.function if isinstance(side, tree.Apply) and not side.primes else base_key(side)
    for definition in theory.definitions.get(key or "", ()):
        body = definition.body
        while isinstance(body, tree.Symbol) and body.key in theory.definitions \
                and definition.parameters is None:
            definition = theory.definitions[body.key][0]
            body = definition.body
        values: dict[str, tree.Node] = {}
        if isinstance(side, tree.Apply):
            values = dict(zip(definition.parameters or (), side.arguments))
        marks = _marks(side)
        if any(isinstance(pattern, tree.Number) and marks.get(role) != pattern
               for role, pattern in definition.index):
            continue
        for role, pattern in definition.index:
            if isinstance(pattern, tree.Symbol) and role in marks:
                values[pattern.key] = marks[role]
        if canonical_form(tree.substitute(body, values), theory) == other:
            return definition
    return None


def _marks(node: tree.Node) -> dict[str, tree.Node]:
    found: dict[str, tree.Node] = {}
    while isinstance(node, tree.Indexed):
        found[node.role] = node.index[0]
        node = node.base
    return found


# A world in which names mean nothing ------------------------------------------------------


class Counterfactual(Env):
    """An Env in which definitions, derivatives and functions are random arrays.

    What still holds here says nothing about them.
    """

    def _compute(self, slot: Any, shape: Any) -> Value:
        leaf = self.theory.leaves.get(slot[0])
        if leaf is not None and leaf.domain in ("one_hot", "simplex"):
            return super()._compute(slot, shape)
        if shape is None:
            known = self.theory.definitions.get(slot[0])
            shape = leaf.shape if leaf else known[0].body.shape if known else SCALAR
        return self.anything(slot, shape)

    def anything(self, slot: Slot, shape: Any) -> Value:
        """Numbers that depend on a name alone."""
        assert isinstance(self.world, Batch)
        named = (f"counterfactual {slot[0]}", *slot[1:])
        return self.world.anything(named, shape_in(self.world, shape, self.index))


def _random_like(label: str, shape: Any, env: Counterfactual, *values: Value) -> Value:
    """Numbers that depend on a name and on values, and on nothing else."""
    words = [f"{v.flat[0].real:.9g}" for v in values]
    return env.anything(("|".join((label, *words)), None, None, env.sample), shape)


def _evaluate_names(node: tree.Node, env: Counterfactual) -> Value:
    """The value of an expression in which functions and derivatives mean nothing."""
    if isinstance(node, tree.Apply) and node.function not in _STRUCTURE:
        values = [_evaluate_names(a, env) for a in node.arguments]
        return _random_like(f"{node.function}{node.primes}", node.shape, env, *values)
    if isinstance(node, tree.Pow) and node.base == tree.Symbol("e"):
        return _random_like(r"\exp0", node.shape, env, _evaluate_names(node.exponent, env))
    if isinstance(node, (tree.Derivative, tree.Differential)):
        return _random_like(repr(node) + str(sorted(env.bound.items())), node.shape, env)
    if isinstance(node, tree.Substitution):
        if node.value == node.variable:
            return _evaluate_names(node.body, env)
        return _random_like(repr(node.body), node.shape, env, _evaluate_names(node.value, env))
    return _structure(node, env)


def _structure(node: tree.Node, env: Counterfactual) -> Value:
    """Put the values of children that mean nothing in their place, and evaluate what is left."""
    if not node.children or isinstance(node, (tree.Indexed, tree.Big, tree.Cases)):
        if isinstance(node, tree.Big) and any(map(_means, node.body.walk())):
            raise NoValue(reason("not-counterfactual"))
        return evaluate(node, env)
    bound = dict(env.bound)

    def change(child: tree.Node) -> tree.Node:
        key = f"value {len(bound)}"
        bound[key] = _evaluate_names(child, env)
        return tree.Symbol(key, shape=child.shape)

    changed = tree.rebuild(node, change)
    changed.shape = node.shape
    return evaluate(changed, env.changed(bound=bound))


def _means(node: tree.Node) -> bool:
    return isinstance(node, (tree.Derivative, tree.Differential, tree.Apply, tree.Substitution))


def _counterfactual(left: tree.Node, right: tree.Node, forms: tuple[Form, Form],
                    trials: Trials) -> Reason | None:
    """Why nothing is said by what holds whatever its names mean; algebra of leaves is said."""
    theory = trials.theory
    parts = [*left.walk(), *right.walk()]
    if not any(_means(n) and getattr(n, "function", "") not in _STRUCTURE or isinstance(n, tree.Symbol) and (
            n.key in theory.definitions or n.key == "e" and "e" not in theory.leaves) for n in parts):
        named = tree.free_symbols(left) or tree.free_symbols(right)
        summed = any(isinstance(n, tree.Big) for n in parts)
        return reason("zero-whatever") if ("number", 0) in forms and named and not summed else None
    for number in (0, 1):
        batch = trials.batch("distinct", number)
        env = Counterfactual(Floats(), theory, batch)
        try:
            with np.errstate(all="ignore"):
                a, b = _evaluate_names(left, env), _evaluate_names(right, env)
                near = np.abs(a - b)[:6] <= 1e-9 * np.maximum(np.abs(a), np.abs(b))[:6] + 1e-13
        except NoValue:
            return None
        if not near.all():
            return None
    return reason("whatever-names-mean")


# Derivatives and indices -------------------------------------------------------------------


def refuse_empty_derivatives(chain: tree.Node, theory: Theory) -> None:
    """Refuse a derivative of what does not depend on the variable, unless it is said to be 0."""
    vanishing = [n for n in chain.walk() if isinstance(n, tree.Derivative) and _vanishes(n, chain)]
    for node in chain.walk():
        if not isinstance(node, tree.Derivative) or node in vanishing:
            continue
        reached = theory.reaches(node.body) | {base_key(node.body)}
        for variable in node.variables:
            if variable == node.body and not node.total:
                refuse("derivative-by-itself", node.at)
            inner = variable.arguments[0] if isinstance(variable, tree.Apply) else variable
            inner = inner.body if isinstance(inner, tree.Transpose) else inner
            key = base_key(inner)
            member = isinstance(inner, tree.Indexed) and inner.role == "member"
            if key not in reached and not member:
                refuse("does-not-depend", node.at, key=key)


def _vanishes(node: tree.Node, chain: tree.Node) -> bool:
    """Whether a derivative is said to be 0."""
    zero = tree.Number("0")
    pairs = [pair for c in chain.walk() if isinstance(c, tree.Chain) for pair in c.pairs]
    return any((left == node and right == zero) or (right == node and left == zero)
               for left, _, right in pairs)


def refuse_idle_indices(node: tree.Node, theory: Theory) -> None:
    """Refuse a sum of something that has samples, from which the index was left out."""
    for part in node.walk():
        if isinstance(part, tree.Big) and part.index not in tree.free_symbols(part.body):
            for key in bare_symbols(part.body):
                if theory.varies(key):
                    refuse("index-not-used", part.at, index=part.index, key=key, role=SAMPLE)
