"""How two sides that are not equal differ, in words an author can act on."""

from nnbook.loom.equations.checks.context import value
from nnbook.loom.equations.checks.verdicts import Refused
from nnbook.loom.equations.evaluation.numeric import close
from nnbook.loom.equations.reading import tree


def difference(left, right, context):
    """`not equal: …` for two expressions that differ in some world."""
    envs = context.worlds()
    pairs = [(value(left, env), value(right, env)) for env in envs]
    first = next(i for i, pair in enumerate(pairs) if not close(*pair))
    shown = f"not equal: the left side is {_short(pairs[first][0])}, the right side " \
            f"{_short(pairs[first][1])}{_where(left, right, envs[first], context)}"
    hint = _ratio(pairs, envs, context) or _offset(pairs)
    return shown + (f": {hint}" if hint else "")


def _ratio(pairs, envs, context):
    if any(left == 0 or right == 0 for left, right in pairs):
        return None
    ratios = [left / right for left, right in pairs]
    if all(close(r, ratios[0], 1e-6) for r in ratios):
        if close(ratios[0], -1, 1e-6):
            return "the two sides have opposite signs"
        for factor, words in ((ratios[0], "the left side is {} times the right"),
                              (1 / ratios[0], "the right side is {} times the left")):
            if close(factor, round(factor), 1e-6) and 1 < abs(round(factor)) < 1000:
                return words.format(round(factor))
    for key, leaf in context.graph.leaves.items():
        try:
            drawn = [value(tree.Symbol(key), env) for env in envs]
        except Refused:
            continue
        if all(close(r, v, 1e-6) for r, v in zip(ratios, drawn)):
            return f"the left side is {key} times the right"
        if all(close(r * v, 1, 1e-6) for r, v in zip(ratios, drawn)):
            return f"the right side is {key} times the left"
    return None


def _offset(pairs):
    offsets = [left - right for left, right in pairs]
    if all(close(o, offsets[0], 1e-6) for o in offsets):
        more = "more" if offsets[0] > 0 else "less"
        return f"the left side is {_short(abs(offsets[0]))} {more} than the right"
    return None


def _where(left, right, env, context):
    """The values of at most four leaves."""
    reached = context.graph.reaches(left) | context.graph.reaches(right)
    leaves = sorted(k for k in reached if k in context.graph.leaves)
    if not leaves or len(leaves) > 4:
        return " in a random world"
    found = []
    for key in leaves:
        if not context.graph.leaves[key].family:
            found.append(f"{key} = {_short(value(tree.Symbol(key), env))}")
    return f" where {', '.join(found)}" if found else " in a random world"


def _short(number):
    return f"{number:.4g}"
