"""A world in which names mean nothing: what still holds there says nothing about them."""

from nnbook.loom.equations.evaluation.evaluator import Env, evaluate
from nnbook.loom.equations.evaluation.worlds import uniform
from nnbook.loom.equations.reading import tree


def _noise(env, *words):
    value = uniform(env.world.seed, "counterfactual", env.world.number, *words)
    return env.backend.number(0.3 + 1.7 * value)


def _shown(values):
    return tuple(f"{value.real:.9g}" for value in values)


def _apply(node, env):
    arguments = [evaluate(argument, env) for argument in node.arguments]
    return _noise(env, node.function, node.primes, *_shown(arguments))


def _power(node, env):
    if isinstance(node.base, tree.Symbol) and node.base.key == "e":
        return _noise(env, r"\exp", 0, *_shown([evaluate(node.exponent, env)]))
    return env.backend.power(evaluate(node.base, env), evaluate(node.exponent, env), node.at)


def _derivative(node, env):
    indices = _shown(env.bound.values())
    return _noise(env, "derivative", repr(node), env.sample, *indices)


def _along(node, env):
    if node.value == node.variable:
        return evaluate(node.body, env)
    return _noise(env, "along", repr(node.body), *_shown([evaluate(node.value, env)]))


class Counterfactual(Env):
    """An Env in which definitions, derivatives and functions are random."""

    rules = {tree.Apply: _apply, tree.Pow: _power, tree.Derivative: _derivative,
             tree.Along: _along}

    def _value(self, key, sample, at):
        if key in self.graph.leaves and self.graph.leaves[key].kind == "dim":
            return self.world.leaf(key, sample, self.backend)
        return _noise(self, key, sample)
