"""A function of the program that computes one side of a claim, such as a difference quotient."""

from numbers import Real

from nnbook.loom.equations.checks.program import endings, value_at
from nnbook.loom.equations.checks.verdicts import Refused
from nnbook.loom.equations.evaluation.evaluator import Env
from nnbook.loom.equations.evaluation.numeric import Numeric, close
from nnbook.loom.equations.evaluation.worlds import RandomWorld
from nnbook.loom.equations.graph.naming import program_name
from nnbook.loom.equations.reading import tree

_NUMERIC = Numeric()
_WORLDS = 8


def agreement(item, graph, binding):
    """The function that says by `eq: name` that it computes a side of this claim, or None.

    Its arguments are named as the claim's leaves and functions are in the program. Raises
    Refused where no side of the claim is what it returns.
    """
    sides = [side for s in item.statements if isinstance(s, tree.Chain) for side in s.items
             if "<-" not in s.operators
             and not any(isinstance(n, tree.Order) for n in side.walk())]
    for label, function in binding.run.functions.items():
        if sides and names_claim(function, item):
            arguments = _keys(function, graph)
            if arguments and _compared(label, function, arguments, sides, graph, binding.seed):
                return f"{label}()"
    return None


def names_claim(function, item):
    """Whether a function's docstring says that it computes a side of this claim."""
    return item.kind == "" and f"eq: {item.name}" in endings(function)


def _compared(label, function, arguments, sides, graph, seed):
    """How often function and claim were compared. Raises Refused where they differ."""
    count = 0
    for number in range(_WORLDS):
        world = RandomWorld(seed, number, graph)
        env = Env(_NUMERIC, graph, world)
        try:
            found = function(*[_argument(key, env) for key in arguments])
        except (ValueError, ArithmeticError):
            continue  # outside of what it takes
        except Exception as error:
            raise Refused(f"{label}() fails: {error}", sides[0].at) from None
        if not isinstance(found, Real):
            return 0  # several numbers: each is held against the derivative or symbol it names
        worth = [value_at(side, graph, world) for side in sides]
        if not any(close(found, value, 1e-7) for value in worth):
            raise Refused(f"the code has {label}() = {found:.6g} where the left side is "
                          f"{worth[0]:.6g}", sides[0].at)
        count += 1
    return count


def _keys(function, graph):
    """The leaf or function that each argument stands for; None where one stands for nothing."""
    known = {program_name(key, graph.names): key for key in (*graph.leaves, *graph.functions)}
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    return [known[name] for name in names] if all(name in known for name in names) else None


def _argument(key, env):
    """A number, or a function of one number."""
    if key in env.graph.functions:
        return lambda x: float(_NUMERIC.generic(key, 0, [_NUMERIC.number(x)], env).real)
    return float(env.symbol(key).real)
