"""Proofs by SymPy: scalars, and sums over samples at a small fixed size."""

from itertools import product

from nnbook.loom.equations.checks.verdicts import CHECKED, PROVED, Outcome
from nnbook.loom.equations.evaluation.evaluator import Env, EvaluationError, evaluate
from nnbook.loom.equations.reading import tree

SECONDS = 1.0
patience = 1.0  # the CI allows ten times as long


def equality(left, right, context, otherwise):
    """PROVED, or CHECKED for the reason `otherwise`, for sides already found equal."""
    return _try(context, otherwise, (left, right), lambda env, world, thoroughly: world.proves_zero(
        evaluate(left, env) - evaluate(right, env), SECONDS * patience, thoroughly))


def inequality(left, operator, right, context, otherwise):
    """The same for an inequality."""
    big, small = (left, right) if operator[0] == ">" else (right, left)
    return _try(context, otherwise, (left, right), lambda env, world, thoroughly: world.proves_sign(
        evaluate(big, env) - evaluate(small, env), operator in ("<", ">"), SECONDS * patience, thoroughly))


def _try(context, otherwise, sides, proof):
    if not context.prove:
        return Outcome(CHECKED, otherwise, timed_out=True)
    from nnbook.loom.equations.evaluation import symbolic

    timed_out = False
    ways = product((False, True), _environments(symbolic, context, sides))
    for thoroughly, env in ways:  # what is quick, everywhere, before what is slow anywhere
        try:
            if proof(env, symbolic, thoroughly):
                return Outcome(PROVED, _how(context, sides))
        except symbolic.TimedOut:
            timed_out = True
        except (EvaluationError, ArithmeticError, ValueError, TypeError, NotImplementedError,
                AttributeError, RecursionError):
            continue  # SymPy has no answer: the claim stays checked
    return Outcome(CHECKED, otherwise, timed_out)


def _environments(symbolic, context, sides):
    """First with the definitions as free symbols, which proves more; then written out."""
    world = symbolic.SymbolicWorld(context.graph)
    derived = any(isinstance(n, tree.Derivative) for side in sides for n in side.walk())
    defined = [] if derived else [
        k for side in sides for k in tree.free_symbols(side)
        if k in context.graph.definitions and context.graph.definitions[k].parameters is None
        and not context.graph.varies(k)
    ]
    if defined:
        cuts = {(key, None): world.symbol(key) for key in defined}
        yield Env(symbolic.Symbolic(), context.graph, world, cuts=cuts)
    yield Env(symbolic.Symbolic(), context.graph, world)


def _how(context, sides):
    sizes = any(
        isinstance(n, tree.Big) and (n.high is None or not context.graph.is_constant(n.high))
        for side in sides for key in context.graph.reaches(side)
        for n in _body(context.graph, key, side).walk()
    )
    return "by algebra, for 3 samples" if sizes else "by algebra"


def _body(graph, key, side):
    definition = graph.definitions.get(key)
    return definition.body if definition else side
