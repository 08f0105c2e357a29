"""One evaluator for every kind of number.

A derivative is an intervention: cut the graph at what varies, move each entry there, and
compute again what is derived. The chain rule that the book teaches is never used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np

from loom.equations import commands, tree
from loom.equations.arithmetic import RELATIONS, NotExact, NoValue, Symbolic, Value, no_value
from loom.equations.expectation import expectation
from loom.equations.shapes import SAMPLES, index_of
from loom.equations.theory import LAYER, SAMPLE, STEP, Definition, Size, Theory
from loom.equations.verdicts import reason
from loom.equations.worlds import Slot, Symbols, World, shape_in

_MOST_TERMS = 10_000
_MOST_KEPT = 5_000  # entries of a value that is kept


class Env:
    """Where an expression is evaluated.

    bound: indices (int) and arguments (Value) by name.  sample: the sample at hand.
    cuts: what is put in place of a quantity, by slot.  copies: how often every world stands
    side by side, each with another entry moved.  depth: derivatives around.
    """

    def __init__(self, arithmetic: Any, theory: Theory, world: World,
                 bound: dict[str, Any] | None = None, sample: int | None = None,
                 cuts: dict[Slot, Value] | None = None, copies: int = 1, depth: int = 0,
                 varied: tuple[Slot, ...] = ()):
        self.arithmetic, self.theory, self.world = arithmetic, theory, world
        self.bound, self.sample = bound or {}, sample
        self.cuts = {} if cuts is None else cuts  # `changed` asks whether it is the same
        self.copies, self.depth, self.varied = copies, depth, varied
        self.memo: dict[Slot, Value] = {}
        self.found: dict[Any, Value] = {}  # expressions that hold no argument of a function
        self.running: set[Slot] = set()  # what is being computed
        self.kept: dict[Any, Any] = {}  # what neither cuts nor copies change

    def changed(self, **changes: Any) -> Env:
        """The same place with some of it changed; results are kept unless they change."""
        env = object.__new__(type(self))
        vars(env).update(vars(self), **changes)
        if env.cuts is not self.cuts or env.copies != self.copies:
            env.memo, env.found, env.running = {}, {}, set()
        return env

    @property
    def place(self) -> Any:
        """What an expression depends on here but for cuts and copies; None for arguments."""
        if self.bound and any(isinstance(value, np.ndarray) for value in self.bound.values()):
            return None
        return self.sample, self.depth, self.varied, mpmath.mp.prec, *self.bound.items()

    def apart(self) -> Env:
        """The same place; what is computed there does not show here."""
        env = self.changed()
        env.memo = dict(self.memo)
        return env

    def repeated(self, times: int, deeper: int = 1) -> Env:
        """Every world so often side by side, one derivative deeper."""
        def repeat(value: Any) -> Any:
            return _repeat(value, times) if isinstance(value, np.ndarray) else value
        return self.changed(bound={k: repeat(v) for k, v in self.bound.items()},
                            cuts={k: repeat(v) for k, v in self.cuts.items()},
                            copies=self.copies * times, depth=self.depth + deeper)

    def scalar(self, number: Any) -> Value:
        """A number as a value."""
        return np.array([[[self.arithmetic.number(number)]]], dtype=self.arithmetic.dtype)

    def index(self, letter: str) -> int:
        """The value of an index letter, or of a size that is used as an index."""
        value = self.bound.get(letter)
        if isinstance(value, int):
            return value
        if value is None and letter in self.theory.sizes | {"L", "T", SAMPLES.name}:
            return self.world.size(Size(letter))
        return whole(tree.Neg(tree.Neg(tree.Symbol(letter))), self)

    def quantity(self, key: str, layer: int | None = None, step: int | None = None,
                 sample: int | None = None, shape: Any = None) -> Value:
        """The value of a leaf or of a definition."""
        slot = key, layer, step, sample
        if slot in self.cuts:
            return self.cuts[slot]
        if slot not in self.memo:
            if slot in self.running:
                raise no_value("defined-through-itself", key=key)
            self.running.add(slot)
            try:
                self.memo[slot] = self._compute(slot, shape)
            finally:
                self.running.discard(slot)
        return self.memo[slot]

    def _compute(self, slot: Slot, shape: Any) -> Value:
        key, layer, step, sample = slot
        if key in self.theory.definitions:
            definition, letters = self._chosen(slot)
            return evaluate(definition.body, self.changed(bound=letters, sample=sample))
        self._check_range(slot)
        leaf = self.theory.leaves.get(key)
        if leaf is None:
            raise no_value("no-definition", key=key)
        return self.drawn(slot, shape if shape is not None else leaf.shape)

    def drawn(self, slot: Slot, shape: Any) -> Value:
        """What the world has for a leaf."""
        found = self.world.leaf(slot, shape_in(self.world, shape, self.index), self.arithmetic)
        return _repeat(found, self.copies)

    def _check_range(self, slot: Slot) -> None:
        if isinstance(self.world, Symbols) and self.world.sizes is None:
            return  # a proof about members at any index
        for index, role in zip(slot[1:], (LAYER, STEP, SAMPLE)):
            if index is not None and (index < 0 or index > self.top(role)):
                raise no_value("index-out-of-range", index=index)
        if slot[3] == 0:
            raise no_value("index-out-of-range", index=0)

    def top(self, role: str) -> int:
        """How many layers, steps or samples there are here."""
        return self.world.extent((self.theory.top(role),), self.index)

    def _chosen(self, slot: Slot) -> tuple[Definition, dict[str, Any]]:
        """The definition of a family that serves an index, and its letters' values."""
        key, *indices = slot
        asked = dict(zip((LAYER, STEP, SAMPLE), indices))
        fitting: list[tuple[Definition, dict[str, Any]]] = []
        for definition in self.theory.definitions[key]:
            if definition.prime:
                continue
            letters: dict[str, Any] | None = {}
            for role, pattern in definition.index:
                at, form = asked[role], index_of(pattern)
                if at is None:
                    raise no_value("index-left-out-of-family", key=key)
                if form is None or letters is None:
                    letters = None
                elif not form[0] or form[0] not in self.theory.indices and form[0] in self.theory.sizes | {"L", "T"}:
                    letters = letters if self._fixed(form) == at else None
                else:
                    value = at - form[1]
                    inside = 1 <= value <= self.top(role)
                    letters = {**letters, form[0]: value} if inside else None
            if letters is not None:
                fitting.append((definition, letters))
        if not fitting:
            raise no_value("index-out-of-range", index=next(i for i in indices if i is not None))
        return min(fitting, key=lambda pair: len(pair[1]))  # a number before a letter

    def _fixed(self, form: tuple[str, int]) -> int:
        return form[1] + (self.world.size(Size(form[0])) if form[0] else 0)


def _repeat(value: Value, times: int) -> Value:
    return value if times == 1 or value.shape[0] == 1 else np.repeat(value, times, axis=0)


def evaluate(node: tree.Node, env: Env) -> Value:
    """The value of an elaborated expression. Raises NoValue."""
    kind = type(node)
    if kind not in _KEPT or (place := env.place) is None or node.takes_shape:
        return _RULES[kind](node, env)
    key = node, place
    if (known := env.found.get(key)) is None:
        known = _RULES[kind](node, env)
        if known.size < _MOST_KEPT:
            env.found[key] = known
    return known


def whole(node: tree.Node, env: Env) -> int:
    """The whole number that an index or a bound is. Raises NoValue."""
    form = index_of(node)
    if form is not None:
        return form[1] + (env.index(form[0]) if form[0] else 0)
    found = env.arithmetic.whole(evaluate(node, env))
    if found is None:
        raise no_value("not-whole")
    return found


# Names -----------------------------------------------------------------------------------


def _number(node: tree.Number, env: Env) -> Value:
    key = node.text, node.shift, mpmath.mp.prec
    if (known := env.kept.get(key)) is None:
        known = env.kept[key] = env.scalar(node.value)
    found: Value = known
    return found


def _symbol(node: tree.Symbol, env: Env) -> Value:
    key, theory = node.key, env.theory
    if key in env.bound:
        value = env.bound[key]
        return env.scalar(value) if isinstance(value, int) else value
    if key in theory.leaves or key in theory.definitions:
        sampled = env.sample is not None and theory.varies(key)
        return env.quantity(key, sample=env.sample if sampled else None)
    if key in theory.sizes or key in ("L", "T", SAMPLES.name):
        return _size(key, None, env)
    if key in commands.CONSTANTS:
        return env.scalar(env.arithmetic.constant(key))
    raise no_value("no-definition", key=key)


def _size(key: str, index: int | None, env: Env) -> Value:
    """A size as a number; in proofs a symbol, unless the proof is one at fixed sizes."""
    if isinstance(env.world, Symbols) and env.world.sizes is None:
        name = key if index is None else f"{key}_{index}"
        return np.array([[[env.world.symbol(name, whole=True)]]], dtype=object)
    return env.scalar(env.world.size(Size(key), index))


def _indexed(node: tree.Indexed, env: Env) -> Value:
    if node.role == "entry":
        return _entry(node, env)
    slot = slot_of(node, env)
    if slot is None:  # a column of an array
        value, column = evaluate(node.base, env), whole(node.index[0], env)
        if not 1 <= column <= value.shape[2]:
            raise no_value("index-out-of-range", index=column)
        return value[:, :, column - 1 : column]
    if slot[0] in env.theory.size_families and slot[1] is not None:
        return _size(slot[0], slot[1], env)
    if node.role == "member":
        return env.quantity(slot[0], sample=env.sample if env.theory.varies(slot[0]) else None)
    return env.quantity(*slot, shape=node.shape)


def slot_of(node: tree.Node, env: Env) -> Slot | None:
    """What identifies a quantity: key, layer, step, sample; None for a part of an array."""
    marks: dict[str, int] = {}
    while isinstance(node, tree.Indexed):
        if node.role == "entry" or node.role in marks:
            return None
        marks[node.role] = whole(node.index[0], env)
        node = node.base
    if not isinstance(node, tree.Symbol):
        return None
    if "member" in marks:
        return f"{node.key}_{marks['member']}", None, None, None
    if SAMPLE in marks and not env.theory.varies(node.key):
        return None
    sample = marks.get(SAMPLE, env.sample if env.theory.varies(node.key) else None)
    return node.key, marks.get(LAYER), marks.get(STEP), sample


def _entry(node: tree.Indexed, env: Env) -> Value:
    if isinstance(node.base, tree.ConstantArray) and node.base.kind == "identity":
        first, second = (whole(part, env) for part in node.index)
        return env.scalar(int(first == second))
    value = evaluate(node.base, env)
    row, column = _place(node, env)
    if not (0 <= row < value.shape[1] and 0 <= column < value.shape[2]):
        raise no_value("index-out-of-range", index=row + 1)
    return value[:, row : row + 1, column : column + 1]


def _place(node: tree.Indexed, env: Env) -> tuple[int, int]:
    """The row and column, counted from 0, that an entry has in its array."""
    places = [whole(part, env) - 1 for part in node.index]
    if len(places) == 2:
        return places[0], places[1]
    return (places[0], 0) if node.base.shape[1] == () else (0, places[0])


def _constant_array(node: tree.ConstantArray, env: Env) -> Value:
    rows, columns = shape_in(env.world, node.shape, env.index)
    if node.kind == "identity":
        return _identity(rows, env)
    number = env.arithmetic.number(int(node.kind == "ones"))
    return np.full((1, rows, columns), number, dtype=env.arithmetic.dtype)


def _matrix(node: tree.Matrix, env: Env) -> Value:
    return _assembled([[evaluate(entry, env) for entry in row] for row in node.rows], env)


def _entries(node: tree.Entries, env: Env) -> Value:
    rows, columns = shape_in(env.world, node.shape, env.index)
    letters = tree.binds(node)
    return _assembled([[
        evaluate(node.body, env.changed(bound={**env.bound, **dict(zip(letters, (j, k)))}))
        for k in range(1, columns + 1)] for j in range(1, rows + 1)], env)


def _assembled(rows: list[list[Value]], env: Env) -> Value:
    """An array from its entries."""
    worlds = max(v.shape[0] for row in rows for v in row)
    made = np.empty((worlds, len(rows), len(rows[0])), dtype=env.arithmetic.dtype)
    for j, row in enumerate(rows):
        for k, value in enumerate(row):
            made[:, j, k] = value[:, 0, 0]
    return made


# Arithmetic ------------------------------------------------------------------------------


def _add(node: tree.Add, env: Env) -> Value:
    total = evaluate(node.terms[0], env)
    for term in node.terms[1:]:
        if isinstance(term, tree.Neg):
            total = total - evaluate(term.body, env)
        else:
            total = total + evaluate(term, env)
    return total


def _neg(node: tree.Neg, env: Env) -> Value:
    return -evaluate(node.body, env)


def _mul(node: Any, env: Env) -> Value:
    product = evaluate(node.factors[0], env)
    for factor in node.factors[1:]:
        product = product * evaluate(factor, env)
    return product


def _matmul(node: tree.MatMul, env: Env) -> Value:
    return np.matmul(evaluate(node.left, env), evaluate(node.right, env))


def _kronecker(node: tree.Kronecker, env: Env) -> Value:
    product = evaluate(node.factors[0], env)
    for factor in node.factors[1:]:
        right = evaluate(factor, env)
        outer = product[:, :, None, :, None] * right[:, None, :, None, :]
        product = outer.reshape(outer.shape[0], outer.shape[1] * outer.shape[2], -1)
    return product


def _div(node: tree.Div, env: Env) -> Value:
    return env.arithmetic.divide(evaluate(node.over, env), evaluate(node.under, env))


def _pow(node: tree.Pow, env: Env) -> Value:
    if isinstance(node.base, tree.Symbol) and node.base.key == "e" and "e" not in env.theory.leaves:
        return _builtin(r"\exp", [evaluate(node.exponent, env)], env)
    return env.arithmetic.power(evaluate(node.base, env), evaluate(node.exponent, env))


def _transpose(node: tree.Transpose, env: Env) -> Value:
    return evaluate(node.body, env).swapaxes(1, 2)


# Functions -------------------------------------------------------------------------------


def _apply(node: tree.Apply, env: Env) -> Value:
    if node.function in (r"\mathrm E", r"\mathrm Var"):
        return expectation(node.arguments[0], node.function == r"\mathrm Var", env, evaluate)
    rule = _STRUCTURAL.get(node.function)
    if rule is not None:
        return rule(evaluate(node.arguments[0], env), env)
    arguments = [evaluate(argument, env) for argument in node.arguments]
    if node.function in env.theory.functions:
        return generic(node.function, node.primes, arguments, env)
    return _primed(node, node.primes, arguments, env)


def _primed(node: tree.Apply, primes: int, arguments: list[Value], env: Env) -> Value:
    """A function at its arguments, derived so many times, entry by entry."""
    if not primes:
        return _call(node, arguments, env)
    inner = env.repeated(1)
    at = arguments[0]
    ones = np.full(at.shape, env.arithmetic.number(1), dtype=env.arithmetic.dtype)

    def function(value: Value) -> Value:
        return _primed(node, primes - 1, [value], inner) + 0 * value

    found = env.arithmetic.slope(function, at, ones, env.depth)
    return _with_convention(node, primes, at, found, env)


def _with_convention(node: tree.Apply, primes: int, at: Value, found: Value, env: Env) -> Value:
    """A derivative with the values that the page gives where a kink has none."""
    given = next((d for d in env.theory.definitions.get(node.function, ()) if d.prime), None)
    if given is None or primes != 1 or found.dtype == object:
        return found
    assert given.parameters is not None
    stated = evaluate(given.body, env.changed(bound={given.parameters[0]: at}))
    return np.where(np.isnan(found), stated, found)


def _call(node: tree.Apply, arguments: list[Value], env: Env) -> Value:
    definitions = env.theory.definitions.get(node.function)
    if definitions is None:
        return _builtin(node.function, arguments, env)
    parameters = definitions[0].parameters or ()
    formula = node.formula if node.formula is not None else definitions[0].body
    return evaluate(formula, env.changed(bound=dict(zip(parameters, arguments))))


def _builtin(name: str, arguments: list[Value], env: Env) -> Value:
    if name in (r"\max", r"\min"):
        return env.arithmetic.extreme(arguments, name == r"\max")
    function = env.arithmetic.functions.get(name)
    if function is None:
        raise NotExact(reason("not-exact", key=name))
    return function(arguments[0])


def generic(name: str, primes: int, arguments: list[Value], env: Env) -> Value:
    """Any smooth function: one drawn at random for each name and world.

    A sum of sines and a square of a weighted sum of the arguments' entries.
    """
    if isinstance(env.arithmetic, Symbolic):
        return _symbolic_generic(name, primes, arguments, env)
    places: list[tuple[int, ...]] = [(j,) for j in range(len(arguments))]
    if not env.theory.functions[name] and any(a.shape[1:] != (1, 1) for a in arguments):
        places = [(j, *at) for j, a in enumerate(arguments) for at in np.ndindex(*a.shape[1:])]
        arguments = [arguments[j][:, r : r + 1, c : c + 1] for j, r, c in places]
    total: Any = 0
    for k in range(3):
        phase, high, low, weights = _wave(name, k, tuple(places), env)
        for weight, argument in zip(weights, arguments):
            phase = phase + weight * argument
        square = _SQUARES[min(primes, 3)](phase)
        wave = high * env.arithmetic.sine(phase, primes) + low * square
        total = total + (weights[0] ** primes * wave if weights and primes else wave)
    return np.asarray(total)


_SQUARES: tuple[Callable[[Value], Value], ...] = (  # and their derivatives
    lambda x: x * x, lambda x: 2 * x, lambda x: 2 + 0 * x, lambda x: 0 * x)


def _wave(name: str, k: int, places: tuple[tuple[int, ...], ...], env: Env,
          ) -> tuple[Value, Value, Value, list[Value]]:
    """One of the waves that a function is made of: phase, heights, and a weight for each argument."""
    key = name, k, places, env.copies, mpmath.mp.prec
    if key not in env.kept:
        one = env.arithmetic.number(1)

        def noise(*words: object) -> Value:
            drawn = env.world.noise(name, k, *words)[:, None, None]
            exact = env.arithmetic.dtype is object
            drawn = np.frompyfunc(env.arithmetic.number, 1, 1)(drawn) if exact else drawn
            return _repeat(drawn, env.copies)

        weights = [noise("w", *at) * 3 / 10 + 4 * one / 10 if len(at) == 1 else
                   noise("w", *at) + one / 5 for at in places]
        env.kept[key] = 2 * noise("c"), 16 * noise("a") ** 4 + one / 2, (noise("d") - one / 2) / 5, weights
    found: tuple[Value, Value, Value, list[Value]] = env.kept[key]
    return found


def _symbolic_generic(name: str, primes: int, arguments: list[Value], env: Env) -> Value:
    if env.theory.functions[name] or all(a.shape[1:] == (1, 1) for a in arguments):
        orders = (primes,) + (0,) * (len(arguments) - 1)
        applied = np.frompyfunc(lambda *a: env.arithmetic.generic(name, orders, a), len(arguments), 1)
        return applied(*arguments)
    entries = [v for argument in arguments for v in argument.flat]
    made = env.arithmetic.generic(name, (0,) * len(entries), entries)
    return np.array([[[made]]], dtype=object)


def _root_of_squares(value: Value, env: Env) -> Value:
    return _builtin(r"\sqrt", [_total(value * value)], env)


def _total(value: Value) -> Value:
    return value.sum(axis=(1, 2), keepdims=True)


def _diagonal(value: Value, env: Env) -> Value:
    if value.shape[2] > 1 or value.shape[1] == 1:
        return np.diagonal(value, axis1=1, axis2=2)[:, :, None]
    return value * _identity(value.shape[1], env)


def _identity(n: int, env: Env) -> Value:
    found = np.full((1, n, n), env.arithmetic.number(0), dtype=env.arithmetic.dtype)
    found[0, range(n), range(n)] = env.arithmetic.number(1)
    return found


_STRUCTURAL: dict[str, Callable[[Value, Env], Value]] = {
    r"\mathrm tr": lambda value, env: np.trace(value, axis1=1, axis2=2)[:, None, None],
    r"\mathrm vec": lambda value, env: value.swapaxes(1, 2).reshape(value.shape[0], -1, 1),
    r"\mathrm diag": _diagonal,
    r"\lVert": _root_of_squares,
    r"\lVert_1": lambda value, env: _total(_builtin(r"\lvert", [value], env)),
}


def _big(node: tree.Big, env: Env) -> Value:
    low = 1 if node.low is None else whole(node.low, env)
    high = env.world.extent(node.range, env.index) if node.high is None else whole(node.high, env)
    if high - low > _MOST_TERMS:
        raise no_value("too-many-terms")
    inner = [env.changed(bound={**env.bound, node.index: i}) for i in range(low, high + 1)]
    if node.condition is not None:
        inner = [one for one in inner if holds_plainly(node.condition, one)]
    terms = [evaluate(node.body, one) for one in inner]
    if node.operator in ("max", "min"):
        if not terms:
            raise no_value("empty-range", index=node.index)
        return env.arithmetic.extreme(terms, node.operator == "max")
    if node.operator == "argmax":
        return _argmax(terms, env)
    total = env.scalar(int(node.operator == "prod"))
    for term in terms:
        total = total + term if node.operator == "sum" else total * term
    return total


def _argmax(terms: list[Value], env: Env) -> Value:
    best = env.arithmetic.extreme(terms, True)
    branches: list[Any] = [(lambda i=i: env.scalar(i), lambda side, t=t: t == best)
                           for i, t in enumerate(terms, 1)]
    try:
        return env.arithmetic.choose(branches)
    except NoValue:
        raise no_value("tie") from None


def holds_plainly(chain: tree.Chain, env: Env) -> bool:
    """Whether a condition on whole numbers holds."""
    numbers = [whole(item, env) for item in chain.items]
    return all(RELATIONS[op](a, b) for a, op, b in zip(numbers, chain.operators, numbers[1:]))


def _cases(node: tree.Cases, env: Env) -> Value:
    def holds(condition: tree.Chain) -> Callable[[int], Any]:
        pairs = [(evaluate(a, env), op, evaluate(b, env)) for a, op, b in condition.pairs]

        def at(side: int) -> Any:
            found = env.arithmetic.compare(*pairs[0], side)
            for pair in pairs[1:]:
                found = found & env.arithmetic.compare(*pair, side)
            return found
        return at

    branches: list[Any] = [(lambda value=value: evaluate(value, env),
                            None if condition is None else holds(condition))
                           for value, condition in zip(node.values, node.conditions)]
    return env.arithmetic.choose(branches)


def _order(node: tree.Order, env: Env) -> Value:
    return env.scalar(0)


# Interventions ---------------------------------------------------------------------------


def _substitution(node: tree.Substitution, env: Env) -> Value:
    return evaluate(node.body, cut(node.variable, evaluate(node.value, env), env))


def cut(variable: tree.Node, value: Value, env: Env) -> Env:
    """The intervention: an environment in which what varies has a value of its own."""
    if isinstance(variable, tree.Symbol) and variable.key in env.bound:
        return env.changed(bound={**env.bound, variable.key: value})
    if isinstance(variable, tree.Transpose):
        return cut(variable.body, value.swapaxes(1, 2), env)
    if isinstance(variable, tree.Apply) and variable.function == r"\mathrm vec":
        rows, columns = shape_in(env.world, variable.arguments[0].shape, env.index)
        return cut(variable.arguments[0], value.reshape(-1, columns, rows).swapaxes(1, 2), env)
    slot = slot_of(variable, env) if isinstance(variable, (tree.Symbol, tree.Indexed)) else None
    if slot is not None:
        return env.changed(cuts={**env.cuts, slot: value})
    if not isinstance(variable, tree.Indexed):
        raise no_value("not-a-variable")
    whole_array = evaluate(variable.base, env)
    worlds = max(whole_array.shape[0], value.shape[0])
    moved = np.broadcast_to(whole_array, (worlds, *whole_array.shape[1:])).copy()
    if variable.role == SAMPLE:
        column = whole(variable.index[0], env) - 1
        moved[:, :, column] = value[:, :, 0]
    else:
        row, column = _place(variable, env)
        moved[:, row, column] = value[:, 0, 0]
    return cut(variable.base, moved, env)


def _derivative(node: tree.Derivative, env: Env) -> Value:
    return _derived(node.body, node.variables, env)


def _derived(body: tree.Node, variables: tuple[tree.Node, ...], env: Env) -> Value:
    """The derivative, in the layout that `shapes` gives it."""
    if not variables:
        return evaluate(body, env)
    *inner_variables, variable = variables
    at = evaluate(variable, env)
    at = np.broadcast_to(at, (max(at.shape[0], env.world.count * env.copies), *at.shape[1:]))
    entries = at.shape[1] * at.shape[2]
    inner = env.repeated(entries)
    direction = np.tile(_directions(at.shape[1], at.shape[2], env), (max(at.shape[0], 1), 1, 1))

    def function(value: Value) -> Value:
        found = _derived(body, tuple(inner_variables), cut(variable, value, inner))
        if found.shape[0] != value.shape[0]:
            found = np.broadcast_to(found, (value.shape[0], *found.shape[1:]))
        return found

    moved = env.arithmetic.slope(function, np.repeat(at, entries, axis=0), direction, env.depth)
    if moved.shape[1:] == (1, 1):
        return moved.reshape(at.shape)
    moved = moved.reshape(at.shape[0], entries, *moved.shape[1:])
    return moved[:, 0] if entries == 1 else moved[..., 0].swapaxes(1, 2)  # columns: (out, in)


def _directions(rows: int, columns: int, env: Env) -> Value:
    """One array for each entry, with 1 there and 0 elsewhere."""
    flat = _identity(rows * columns, env)[0]
    return flat.reshape(rows * columns, rows, columns)


def _differential(node: tree.Differential, env: Env) -> Value:
    """The derivative along random directions of all that varies, at once."""
    if not env.varied:
        raise no_value("nothing-varies")
    inner = env.repeated(1)
    one = env.scalar(0)

    def function(s: Value) -> Value:
        cuts = dict(inner.cuts)
        for slot in env.varied:
            value = env.quantity(*slot)
            cuts[slot] = value + s * direction(slot, value.shape, env)
        return evaluate(node.body, inner.changed(cuts=cuts)) + 0 * s

    return env.arithmetic.slope(function, one, one + env.arithmetic.number(1), env.depth)


def direction(slot: Slot, shape: tuple[int, ...], env: Env) -> Value:
    """Which way a varied quantity moves in each world: `dW`."""
    label = "d", *slot
    found = np.empty(shape, dtype=env.arithmetic.dtype)
    for j, k in np.ndindex(*shape[1:]):
        drawn = (env.world.noise(*label, j, k) * 2 - 1) * 10 ** (3 * env.world.noise(*label) - 1)
        found[:, j, k] = [env.arithmetic.number(v) for v in drawn]
    return found


_KEPT = {tree.Add, tree.Mul, tree.Div, tree.Pow, tree.MatMul, tree.Hadamard, tree.Apply, tree.Big,
         tree.Derivative, tree.Differential, tree.Substitution, tree.Cases}
_RULES: dict[type, Callable[[Any, Env], Value]] = {
    tree.Entries: _entries, tree.Number: _number, tree.Symbol: _symbol, tree.Indexed: _indexed,
    tree.ConstantArray: _constant_array, tree.Matrix: _matrix, tree.Add: _add, tree.Neg: _neg,
    tree.Mul: _mul, tree.MatMul: _matmul, tree.Hadamard: _mul, tree.Kronecker: _kronecker,
    tree.Div: _div, tree.Pow: _pow, tree.Transpose: _transpose, tree.Apply: _apply,
    tree.Big: _big, tree.Derivative: _derivative, tree.Differential: _differential,
    tree.Substitution: _substitution, tree.Cases: _cases, tree.Order: _order,
}
