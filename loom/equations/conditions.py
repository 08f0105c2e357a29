"""Implications: the conclusion must hold wherever the premises do, and must need them.

Worlds that fulfil the premises come from all of their solutions (`solutions`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import mpmath
import numpy as np

from loom.equations import tree
from loom.equations.arithmetic import NoValue, digits
from loom.equations.evaluate import Env, evaluate
from loom.equations.solutions import DEPTH, Solutions
from loom.equations.theory import Dim
from loom.equations.trials import FAR, STRICT, Relation, Trials, agrees
from loom.equations.vacuity import canonical_form
from loom.equations.verdicts import CHECKED, Reason, Refused, reason, refuse

_WANTED = 24
_ENOUGH = 6


def check_implication(statement: tree.Implies, trials: Trials,
                      ranges: tuple[tuple[str, Dim], ...] = ()) -> tuple[str, tuple[Reason, ...]]:
    """(verdict, reasons) of an implication. Raises Refused."""
    parts = (*statement.premises, statement.conclusion)
    for part in parts:
        for operator in part.operators:
            if operator in ("<-", "~"):
                refuse("update-under-condition" if operator == "<-" else "approx-under-condition", part.at)
        if not part.operators:
            refuse("states-nothing", part.at)
    theory = trials.theory
    said = [canonical_form(side, theory) for premise in statement.premises for side in premise.items]
    if len(statement.premises) == 1 and all(
            canonical_form(side, theory) in said for side in statement.conclusion.items):
        refuse("condition-again", statement.at)
    search = _Search(trials, ranges)
    search.check(statement.premises, statement.conclusion, statement.at)
    _refuse_idle_premises(statement, search)
    if statement.both:
        for premise in statement.premises:
            search.check((statement.conclusion,), premise, statement.at)
    return CHECKED, (reason("under-condition"),)


def _refuse_idle_premises(statement: tree.Implies, search: _Search) -> None:
    """Refuse one of several conditions without which the conclusion holds as well."""
    for premise in statement.premises if len(statement.premises) > 1 else ():
        others, held = tuple(other for other in statement.premises if other is not premise), 0
        for env in search.worlds(others):
            if not search.holds(statement.conclusion, env):
                break
            held += 1
        else:
            if held >= _ENOUGH:
                refuse("condition-not-needed", premise.at)


class _Search:
    """Worlds that fulfil premises, one by one and with many digits."""

    def __init__(self, trials: Trials, ranges: tuple[tuple[str, Dim], ...]):
        self.trials, self.theory, self.ranges = trials, trials.theory, ranges

    def check(self, premises: tuple[tree.Chain, ...], conclusion: tree.Chain,
              at: tuple[int, int]) -> None:
        """Refuse a conclusion that fails under the premises, or holds without them."""
        envs = list(self.worlds(premises))
        if len(envs) < _ENOUGH:
            refuse("condition-hardly-met", at)
        for env in envs:
            with mpmath.workdps(digits(_depth(conclusion))):
                for left, operator, right in conclusion.pairs:
                    try:
                        a, b = evaluate(left, env), evaluate(right, env)
                    except NoValue as error:
                        raise Refused(error.reason, conclusion.at) from None
                    for p, q in zip(*(v.flat for v in np.broadcast_arrays(a, b))):
                        if not _agree(p, operator, q, _depth(conclusion)) and self._tells(env, operator):
                            refuse("false-under-condition", conclusion.at, left=float(p),
                                   right=float(q), operator=operator)
        if all(self.holds(conclusion, env) or not all(self._tells(env, o) for o in conclusion.operators)
               for env in self._plain(conclusion)):
            refuse("holds-without-condition", at)

    @staticmethod
    def _tells(env: Env, operator: str) -> bool:
        """Whether a strict relation can be told here: far out, e^-x is 0 for the digits."""
        values = [*env.memo.values(), *env.cuts.values()]
        return operator not in STRICT or all(abs(v) < FAR for value in values for v in value.flat)

    def holds(self, chain: tree.Chain, env: Env) -> bool:
        """Whether every relation of a chain holds; where it has no value nothing is said."""
        depth = _depth(chain)
        with mpmath.workdps(digits(depth)):
            for left, operator, right in chain.pairs:
                try:
                    a, b = evaluate(left, env), evaluate(right, env)
                except NoValue:
                    return False
                if not all(_agree(p, operator, q, depth)
                           for p, q in zip(*(v.flat for v in np.broadcast_arrays(a, b)))):
                    return False
        return True

    def fulfilled(self, chain: tree.Chain, env: Env) -> bool:
        """Whether a premise holds, and not by rounding alone."""
        for left, operator, right in chain.pairs:
            gap = np.frompyfunc(abs, 1, 1)(evaluate(left, env) - evaluate(right, env)).max()
            if operator == "=" and gap > mpmath.mpf(10) ** -35 or operator == "!=" and gap < 1e-9:
                return False
        return self.holds(chain, env)

    def _plain(self, chain: tree.Chain) -> Iterator[Env]:
        """Environments without any condition."""
        batch = self.trials.batch()
        relation = Relation(chain.items[0], "=", chain.items[-1], self.ranges)
        bounds = list(self.trials.combinations(relation, batch)) or [{}]
        for world in range(batch.total):
            env = self.trials.precise(batch, world, DEPTH)
            yield env.changed(bound=bounds[world % len(bounds)])

    def worlds(self, premises: tuple[tree.Chain, ...]) -> Iterator[Env]:
        """Environments that fulfil the premises; those found once serve every conclusion."""
        pairs = [pair for premise in premises for pair in premise.pairs]
        relation = Relation(pairs[0][0], "=", pairs[0][2], self.ranges)
        key = premises, relation.at, self.ranges
        if key not in self.trials.solved:
            self.trials.solved[key] = [], Solutions(self.trials, pairs, relation).find(
                _WANTED, lambda env: all(self.fulfilled(premise, env) for premise in premises))
        found, more = self.trials.solved[key]
        for at in range(_WANTED):
            found += islice(more, at == len(found))
            if at == len(found):
                return
            yield found[at].apart()


def _depth(chain: tree.Chain) -> int:
    return max(item.nesting for item in chain.items) + 1


def _agree(left: Any, operator: str, right: Any, depth: int) -> bool:
    """As `agrees`, with the digits that a solved premise leaves."""
    if operator in ("=", "<=", ">="):
        if abs(left - right) <= mpmath.mpf(10) ** -20 * (1 + max(abs(left), abs(right))):
            return True
    return agrees(left, operator, right, depth)
