"""One evaluator for two kinds of arithmetic: complex NumPy numbers and SymPy.

A derivative is an intervention: cut the graph at what varies, put a variable there,
compute again what is derived. The chain rule that the book teaches is never used.
"""

from nnbook.loom.equations.reading import tree, words


class EvaluationError(ValueError):
    """An expression without a value, at source[start:end] of its formula."""

    def __init__(self, message, at=(0, 0)):
        super().__init__(message)
        self.at = at


class CaseError(EvaluationError):
    """Cases that leave a gap or overlap."""


class Env:
    """Where an expression is evaluated.

    backend: the arithmetic.  graph: the definitions.  world: the values of leaves.
    bound: indices and arguments.  sample: the sample at hand, or None.
    cuts: what is put in place of a quantity, by (key, sample).
    """

    rules = {}

    def __init__(self, backend, graph, world, bound=None, sample=None, cuts=None, depth=0):
        self.backend, self.graph, self.world = backend, graph, world
        self.bound, self.sample = bound or {}, sample
        self.cuts, self.depth = cuts or {}, depth
        self.memo = {}

    def changed(self, **changes):
        """The same place with some of it changed; results are kept unless cuts change."""
        same = dict(bound=self.bound, sample=self.sample, cuts=self.cuts, depth=self.depth)
        env = type(self)(self.backend, self.graph, self.world, **{**same, **changes})
        if env.cuts is self.cuts:
            env.memo = self.memo
        return env

    def binding(self, names, values):
        """With indices or arguments bound."""
        return self.changed(bound={**self.bound, **dict(zip(names, values))})

    def slot(self, key):
        """What identifies a quantity here: its key, and its sample if it has samples."""
        sampled = self.sample is not None and self.graph.varies(key)
        return key, self.sample if sampled else None

    def symbol(self, key, at=(0, 0)):
        """The value of a symbol."""
        if key in self.bound:
            return self.bound[key]
        slot = self.slot(key)
        if slot in self.cuts:
            return self.cuts[slot]
        if slot not in self.memo:
            self.memo[slot] = self._value(key, slot[1], at)
        return self.memo[slot]

    def _value(self, key, sample, at):
        definition = self.graph.definitions.get(key)
        if definition is not None and definition.parameters is None:
            bound = {}
            if definition.index is not None:
                if sample is None:
                    raise EvaluationError(f"{key} has one value for every sample: write "
                                          f"{key}^{{(i)}}", at)
                bound = {definition.index: self.backend.number(sample)}
            return evaluate(definition.body, self.changed(bound=bound, sample=sample))
        if key in self.graph.leaves:
            return self.world.leaf(key, sample, self.backend)
        if key in words.CONSTANTS:
            return self.backend.constant(key)
        raise EvaluationError(f"{key} has no value: its definition was refused", at)


def evaluate(node, env):
    """The value of an expression. Raises EvaluationError."""
    kind = type(node)
    return (env.rules.get(kind) or _RULES[kind])(node, env)


def _number(node, env):
    return env.backend.number(node.value)


def _symbol(node, env):
    return env.symbol(node.key, node.at)


def _entry(node, env):
    if node.role == "layer" or not isinstance(node.base, tree.Symbol):
        raise EvaluationError("layers and double indices are not executed yet", node.at)
    index = _integer(node.index, env)
    if node.role == "sub":
        return env.symbol(f"{node.base.key}_{index}", node.at)
    if index < 1:
        raise EvaluationError(f"samples are counted from 1, so {node.base.key}^{{({index})}} "
                              "does not exist", node.at)
    if not env.graph.varies(node.base.key):
        raise EvaluationError(f"{node.base.key} is the same for every sample: declare what it is "
                              "computed from as a family, or leave the index out", node.at)
    return env.changed(sample=index).symbol(node.base.key, node.at)


def _integer(node, env):
    value = env.backend.as_integer(evaluate(node, env))
    if value is None:
        raise EvaluationError("an index or a bound is a whole number", node.at)
    return value


def _add(node, env):
    total = evaluate(node.terms[0], env)
    for term in node.terms[1:]:
        total = total + evaluate(term, env)
    return total


def _neg(node, env):
    return -evaluate(node.body, env)


def _mul(node, env):
    product = evaluate(node.factors[0], env)
    for factor in node.factors[1:]:
        product = product * evaluate(factor, env)
    return product


def _div(node, env):
    return env.backend.divide(evaluate(node.over, env), evaluate(node.under, env), node.at)


def _pow(node, env):
    if isinstance(node.base, tree.Symbol) and node.base.key == "e" and "e" not in env.graph.leaves:
        return env.backend.function(r"\exp", [evaluate(node.exponent, env)], node.at)
    return env.backend.power(evaluate(node.base, env), evaluate(node.exponent, env), node.at)


def _apply(node, env):
    arguments = [evaluate(argument, env) for argument in node.arguments]
    if node.primes and node.function not in env.graph.functions:
        return _derive(
            lambda value, inner: _call(node, [value], inner), arguments[0], node.primes, env
        )
    return _call(node, arguments, env)


def _call(node, arguments, env):
    definition = env.graph.definitions.get(node.function)
    if definition is not None:
        bound = dict(zip(definition.parameters, arguments))
        return evaluate(definition.body, env.changed(bound=bound))
    if node.function in env.graph.functions:
        return env.backend.generic(node.function, node.primes, arguments, env)
    if node.function not in words.FUNCTIONS:
        raise EvaluationError(f"{node.function} has no value: its definition was refused", node.at)
    return env.backend.function(node.function, arguments, node.at)


def _big(node, env):
    if node.low is None:
        low, high = 1, env.world.samples
    else:
        low, high = _integer(node.low, env), _integer(node.high, env)
    if high < low:
        raise EvaluationError(f"the index {node.index} runs from {low} to {high}: it never applies",
                              node.at)
    if high - low > 10000:
        raise EvaluationError("more than 10000 terms are not executed", node.at)
    total = None
    for i in range(low, high + 1):
        value = evaluate(node.body, env.binding([node.index], [env.backend.number(i)]))
        if total is None:
            total = value
        else:
            total = total + value if node.operator == "sum" else total * value
    return total


def _derivative(node, env):
    return _nested(node.body, node.variables, env)


def _along(node, env):
    cut = _cutter(node.variable, env)
    return evaluate(node.body, cut(evaluate(node.value, env), env))


def _nested(body, variables, env):
    if not variables:
        return evaluate(body, env)
    variable, *rest = variables
    at = evaluate(variable, env)
    cut = _cutter(variable, env)
    return _derive(lambda value, inner: _nested(body, rest, cut(value, inner)), at, 1, env)


def _cutter(variable, env):
    """The intervention: a function that puts a value in the place of what varies."""
    if isinstance(variable, tree.Symbol) and variable.key in env.bound:
        return lambda value, inner: inner.binding([variable.key], [value])
    if isinstance(variable, tree.Symbol):
        slot = env.slot(variable.key)
    elif isinstance(variable, tree.Entry) and variable.role == "sample":
        slot = (variable.base.key, _integer(variable.index, env))
    else:
        raise EvaluationError("a derivative is taken by a symbol", variable.at)
    return lambda value, inner: inner.changed(cuts={**inner.cuts, slot: value})


def _derive(function, at, order, env):
    if order == 0:
        return function(at, env)
    return env.backend.derive(
        lambda value, inner: _derive(function, value, order - 1, inner), at, env
    )


def _cases(node, env):
    branches = []
    for value, condition in zip(node.values, node.conditions):
        holds = None if condition is None else _holds(condition, env)
        branches.append((lambda value=value: evaluate(value, env), holds))
    return env.backend.choose(branches, node.at)


def _holds(chain, env):
    pairs = [(evaluate(left, env), operator, evaluate(right, env))
             for left, operator, right in chain.pairs]
    return env.backend.all_hold(pairs)


def _order(node, env):
    return env.backend.number(0)


_RULES = {
    tree.Number: _number, tree.Symbol: _symbol, tree.Entry: _entry, tree.Add: _add,
    tree.Neg: _neg, tree.Mul: _mul, tree.Div: _div, tree.Pow: _pow, tree.Apply: _apply,
    tree.Big: _big, tree.Derivative: _derivative, tree.Along: _along,
    tree.Cases: _cases, tree.Order: _order,
}
