"""Where claims are tried: random worlds, the worked example, SymPy's symbols."""

import numpy as np

from nnbook.loom.equations.checks.verdicts import Refused
from nnbook.loom.equations.evaluation.counterfactual import Counterfactual
from nnbook.loom.equations.evaluation.evaluator import Env, EvaluationError, evaluate
from nnbook.loom.equations.evaluation.exact import Exact, NotRational
from nnbook.loom.equations.evaluation.numeric import Numeric
from nnbook.loom.equations.evaluation.worlds import GivenWorld, RandomWorld
from nnbook.loom.equations.reading import tree

WORLDS = 5
WIDE_WORLDS = 120
_NUMERIC, _EXACT = Numeric(), Exact()


class Context:
    """A graph with its worlds. Values computed once serve every claim of a page.

    known: what the page computes, an operands.Known; None where slips are not looked for.
    """

    def __init__(self, graph, seed, prove=True, known=None):
        self.graph, self.seed, self.prove, self.known = graph, seed, prove, known
        self._envs = {}

    def worlds(self, count=WORLDS):
        """Environments of random worlds; from the sixth on they are wider."""
        return [self._world(i) for i in range(count)]

    def _world(self, i):
        if i not in self._envs:
            world = RandomWorld(self.seed, i, self.graph, wide=i >= WORLDS)
            self._envs[i] = Env(_NUMERIC, self.graph, world)
        return self._envs[i]

    def counterfactuals(self):
        """Environments in which names mean nothing."""
        return [Counterfactual(_NUMERIC, self.graph, RandomWorld(self.seed, i, self.graph))
                for i in range(2)]

    def example(self, given):
        """The environment of a worked example."""
        key = tuple(given.items())
        if key not in self._envs:
            self._envs[key] = Env(_NUMERIC, self.graph, GivenWorld(given, self.graph))
        return self._envs[key]

    def exact(self, node, given):
        """The exact value of an expression at the worked example, or None."""
        try:
            return evaluate(node, Env(_EXACT, self.graph, GivenWorld(given, self.graph)))
        except NotRational:
            return None


    def precise(self, node, given):
        """The value at the worked example to 40 digits, as a fraction. Raises Refused."""
        from nnbook.loom.equations.evaluation import symbolic

        env = Env(symbolic.Symbolic(), self.graph, GivenWorld(given, self.graph))
        try:
            return symbolic.fraction(evaluate(node, env))
        except (EvaluationError, ValueError, TypeError):
            raise Refused("more digits are shown than can be checked: show 11 at most",
                          node.at) from None


def value(node, env):
    """The real value of an expression. Raises Refused where it has none."""
    try:
        with np.errstate(all="ignore"):
            found = evaluate(node, env)
    except EvaluationError as error:
        raise Refused(str(error), node.at if error.at == (0, 0) else error.at) from None
    except (OverflowError, RecursionError):
        raise Refused("too large to be computed", node.at) from None
    if np.isinf(found):
        raise Refused("this is too large for floats", node.at)
    if not np.isfinite(found):
        raise Refused("this has no finite value", node.at)
    if abs(found.imag) > 1e-9 * (1 + abs(found.real)):
        raise Refused("this is not a real number: declare what it is made of as positive", node.at)
    return float(found.real)


def nesting(node):
    """How many derivatives stand inside each other: each costs digits."""
    own = 0
    if isinstance(node, tree.Derivative):
        own = len(node.variables)
    elif isinstance(node, tree.Apply):
        own = node.primes
    return own + max((nesting(child) for child in node.children), default=0)
