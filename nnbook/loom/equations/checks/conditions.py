"""Inequalities and implications: tried in many worlds, near and far from 0."""

from nnbook.loom.equations.checks import proofs
from nnbook.loom.equations.checks.context import WIDE_WORLDS, WORLDS, value
from nnbook.loom.equations.checks.vacuity import normal
from nnbook.loom.equations.checks.verdicts import CHECKED, PROVED, Outcome, Refused
from nnbook.loom.equations.evaluation.evaluator import Env
from nnbook.loom.equations.evaluation.numeric import Numeric, close, compare
from nnbook.loom.equations.evaluation.worlds import RandomWorld
from nnbook.loom.equations.reading import tree, words

_TRIES, _WANTED = 400, 24
_ROUNDS = 30
_NUMERIC = Numeric()


def check_inequality(left, operator, right, context):
    """An inequality that must hold in every world. Raises Refused."""
    at = left.at[0], right.at[1]
    if operator == "!=" and isinstance(left, tree.Symbol) and isinstance(right, tree.Symbol):
        raise Refused("two symbols of their own differ anyway: this says nothing", at)
    for side, other in ((left, right), (right, left)):
        leaf = context.graph.leaves.get(getattr(side, "key", None))
        if leaf and leaf.kind != "real" and context.graph.is_constant(other):
            raise Refused(f"{side.key} is declared {leaf.kind}, which says this already", at)
    decided = []
    for number, env in enumerate(context.worlds(WIDE_WORLDS)):
        try:
            sides = value(left, env), value(right, env)
        except Refused:
            if number < WORLDS:
                raise
            continue  # too large for floats
        if operator in ("<", ">") and close(*sides):
            continue  # a saturated σ is 1 in floats, though not in truth
        _refuse_false(*sides, operator, at)
        decided.append((_margin(*sides, operator), number))
    if len(decided) < WIDE_WORLDS // 3:
        raise Refused("false: the two sides are equal, or have no value", at)
    if operator[0] in "<>":
        _search(left, right, operator, context, context.worlds(WIDE_WORLDS)[min(decided)[1]])
    if operator == "!=":
        return _never_equal(left, right, context)
    return proofs.inequality(left, operator, right, context, f"in {WIDE_WORLDS} random worlds")


def _never_equal(left, right, context):
    """Proved to be above or below; else refused where a walk finds a place of equality."""
    said = f"in {WIDE_WORLDS} random worlds, and no search finds the two sides equal"
    for operator in ("<", ">"):
        outcome = proofs.inequality(left, operator, right, context, said)
        if outcome.verdict == PROVED:
            return outcome
    leaves = sorted(k for k in context.graph.reaches(left) | context.graph.reaches(right)
                    if k in context.graph.leaves and context.graph.leaves[k].kind != "dim")
    signs = set()
    for env in context.worlds(WORLDS + _WANTED):
        try:
            signs.add(value(left, env) > value(right, env))
            roots = [key for key in leaves if _secant(left, right, key, env)]
        except Refused:
            continue
        if roots or len(signs) > 1:
            where = f" for some value of {roots[0]}" if roots else ""
            raise Refused(f"false: the two sides are equal{where} (write the numbers of the "
                          "example out, or say where it holds with \\Rightarrow)",
                          (left.at[0], right.at[1]))
    return outcome


def _refuse_false(left, right, operator, at):
    if not compare(left, operator, right):
        raise Refused(f"false: in a random world the left side is {left:.6g}, the right side "
                      f"{right:.6g}", at)


def _margin(left, right, operator):
    return left - right if operator[0] == ">" else right - left


def _search(left, right, operator, context, env):
    """Walk from the world where it holds most narrowly to where it might fail."""
    reached = sorted(context.graph.reaches(left) | context.graph.reaches(right))
    keys = [k for k in reached if k in context.graph.leaves
            and context.graph.leaves[k].kind in ("real", "positive")]
    _refuse_touching(left, right, operator, keys, context, env)
    best, size = _margin(value(left, env), value(right, env), operator), 0.5
    for _ in range(_ROUNDS):
        smaller = False
        for key in keys:
            for factor in (1 + size, 1 - size):
                start = value(tree.Symbol(key), env)
                moved = env.changed(cuts={**env.cuts, (key, None): _NUMERIC.number(start * factor)})
                try:
                    sides = value(left, moved), value(right, moved)
                except Refused:
                    continue
                if not close(*sides):
                    _refuse_false(*sides, operator, (left.at[0], right.at[1]))
                if _margin(*sides, operator) < best:
                    best, env, smaller = _margin(*sides, operator), moved, True
        size = size if smaller else size / 2


def _refuse_touching(left, right, operator, keys, context, env):
    """A strict inequality must be strict where reals are 0 and positive numbers 1."""
    plain = {key: float(context.graph.leaves[key].kind == "positive") for key in keys}
    cuts = {(key, None): _NUMERIC.number(number) for key, number in plain.items()}
    moved = env.changed(cuts={**env.cuts, **cuts})
    try:
        sides = value(left, moved), value(right, moved)
    except Refused:
        return
    if not compare(sides[0], operator, sides[1]) or operator in ("<", ">") and close(*sides):
        where = ", ".join(f"{key} = {number:g}" for key, number in plain.items())
        raise Refused(f"false where {where}: the left side is {sides[0]:.6g}, the right side "
                      f"{sides[1]:.6g}", (left.at[0], right.at[1]))


def check_implication(statement, context):
    """The conclusion must hold wherever the premises do, and must need them."""
    parts = (*statement.premises, statement.conclusion)
    if any(operator == "<-" for part in parts for operator in part.operators):
        raise Refused("an update stands alone, without a condition", statement.at)
    if any(operator == "~" for part in parts for operator in part.operators):
        raise Refused("≈ under a condition is not executed: state the numbers on their own, or "
                      "give the example in the maths comment", statement.at)
    said = [normal(side, context.graph) for premise in statement.premises for side in premise.items]
    if all(normal(side, context.graph) in said for side in statement.conclusion.items) \
            and len(statement.premises) == 1:
        raise Refused("the conclusion is the condition again", statement.at)
    _check(statement.premises, statement.conclusion, context, statement.at)
    _refuse_idle_premises(statement, context)
    if statement.both:
        for premise in statement.premises:
            _check((statement.conclusion,), premise, context, statement.at)
    return Outcome(CHECKED, f"in {_WANTED} random worlds that fulfil the condition")


def _refuse_idle_premises(statement, context):
    """Refuse one of several conditions without which the conclusion holds as well."""
    for premise in statement.premises if len(statement.premises) > 1 else ():
        others = [other for other in statement.premises if other is not premise]
        envs = _worlds_where(others, context)
        if len(envs) >= _WANTED // 2 and all(_all_hold(statement.conclusion, e) for e in envs):
            raise Refused("the conclusion does not need this condition: leave it out", premise.at)


def _check(premises, conclusion, context, at):
    envs = _worlds_where(premises, context)
    if len(envs) < _WANTED // 2:
        raise Refused("hardly any world fulfils the condition, so this cannot be tried", at)
    for env in envs:
        for left, operator, right in conclusion.pairs:
            sides = value(left, env), value(right, env)
            if not compare(sides[0], operator, sides[1]):
                raise Refused(f"false under the condition: {sides[0]:.6g} "
                              f"{words.SHOWN[operator]} {sides[1]:.6g} does not hold",
                              conclusion.at)
    free = context.worlds(WORLDS + _WANTED)
    if all(_all_hold(conclusion, env) for env in free):
        raise Refused("the conclusion holds without the condition: leave the condition out", at)


def _all_hold(chain, env):
    return all(compare(value(left, env), operator, value(right, env))
               for left, operator, right in chain.pairs)


def _worlds_where(premises, context):
    """Random worlds that fulfil the premises; for an equation one leaf is solved for."""
    found = []
    for number in range(_TRIES):
        world = RandomWorld(context.seed, 100 + number, context.graph, number % 2 > 0)
        env = Env(context.worlds(1)[0].backend, context.graph, world)
        for premise in premises:
            env = env and _solved(premise, env, context)
        if env and all(_all_hold(premise, env) for premise in premises):
            found.append(env)
            if len(found) == _WANTED:
                break
    return found


def _solved(premise, env, context):
    """The environment in which an equation holds, by the secant method on one leaf."""
    for left, operator, right in premise.pairs:
        if operator != "=":
            continue
        reached = context.graph.reaches(left) | context.graph.reaches(right)
        leaves = sorted(k for k in reached if k in context.graph.leaves
                        and context.graph.leaves[k].kind != "dim"
                        and (k, None) not in env.cuts)
        moved = None
        for key in leaves:
            moved = _secant(left, right, key, env)
            if moved:
                break
        if moved is None:
            return None
        env = moved
    return env


def _secant(left, right, key, env):
    def at(x):
        moved = env.changed(cuts={**env.cuts, (key, None): env.backend.number(x)})
        return value(left, moved) - value(right, moved), moved

    start = value(tree.Symbol(key), env)
    try:
        x0, x1 = start, start + 0.1
        f0, (f1, moved) = at(x0)[0], at(x1)
        for _ in range(60):
            if abs(f1) < 1e-13:
                return moved
            if f1 == f0:
                return None
            x0, x1, f0 = x1, x1 - f1 * (x1 - x0) / (f1 - f0), f1
            f1, moved = at(x1)
    except Refused:
        return None
    return None
