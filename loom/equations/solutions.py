"""Worlds that fulfil premises, from all of their solutions.

An equation is solved for all entries of all leaves at once, by the smallest change that
makes it hold (Gauss-Newton): so no letter is favoured, and arrays are solved like numbers.
An inequality is fulfilled as drawn, and close to where its sides are equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mpmath
import numpy as np

from loom.equations import tree
from loom.equations.arithmetic import Floats, NoValue, Value, digits, no_value
from loom.equations.evaluate import Env, evaluate
from loom.equations.theory import POSITIVE, REAL, SAMPLE, UNIT
from loom.equations.trials import Relation, Trials
from loom.equations.worlds import NEAR, WIDE, Batch, Slot, generator, shape_in

Pair = tuple[tree.Node, str, tree.Node]
DEPTH = 3  # of the precise environments: digits for a derivative inside a derivative
_STEPS, _POLISH = 25, 4
_DISTANCES = (0, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1, 30)
_BATCHES = (0, 1, 10, 11)


class Solutions:
    """Searches worlds that fulfil premises. `relation`: its free indices are bound."""

    def __init__(self, trials: Trials, pairs: list[Pair], relation: Relation):
        self.trials, self.theory, self.pairs, self.relation = trials, trials.theory, pairs, relation
        self.inequalities = [pair for pair in pairs if pair[1][0] in "<>"]
        self._inverse = np.zeros((0, 0))

    def find(self, wanted: int, holds: Any) -> Iterator[Env]:
        """So many environments in which `holds(env)`; fewer where no more are found."""
        found = 0
        for number in _BATCHES:
            batch = self.trials.batch("distinct", number)
            special = [NEAR + WIDE + k for k in (3, 5, 7)]  # all leaves 0, 1, -1: often a corner
            others = generator("worlds", batch.total).permutation(batch.total)
            for turn, world in enumerate((*special, *others)):
                if found == wanted:
                    return
                for env in self._in_world(batch, int(world), turn, holds):
                    found += 1
                    yield env

    def _in_world(self, batch: Batch, world: int, turn: int, holds: Any) -> list[Env]:
        bounds = list(self.trials.combinations(self.relation, batch)) or [{}]
        bound = bounds[turn % len(bounds)]
        env = self.trials.precise(batch, world, DEPTH).changed(bound=bound)
        one = self.inequalities[turn % (len(self.inequalities) or 1) :][:1]
        border = ([], self.inequalities, one)[turn % 3]
        solved = [pair for pair in self.pairs if pair[1] == "="]
        try:
            slots = self._slots(batch, env)
            start = np.concatenate([batch.draw(s, shape)[world].ravel() for s, shape in slots])
            point = self._solve(start, solved + border, slots, batch.world(world), bound)
            random = generator(self.trials.seed, "beside", turn).random(len(start)) * 2 - 1
            for distance in _DISTANCES[turn % 4 :] if border else (0,):
                near = point + distance * random * (1 + np.abs(point))
                if distance and solved:
                    near = self._solve(near, solved, slots, batch.world(world), bound)
                with mpmath.workdps(digits(DEPTH)):
                    moved = env.changed(cuts=self._polished(near, solved + border[: not distance], slots, env))
                    if self._inside(moved) and holds(moved):
                        return [moved]
        except (NoValue, np.linalg.LinAlgError, OverflowError):
            pass
        return []

    def _slots(self, batch: Batch, env: Env) -> list[tuple[Slot, tuple[int, int]]]:
        """What may change: every leaf of ordinary numbers that a premise is computed from."""
        found: list[tuple[Slot, tuple[int, int]]] = []
        keys = set().union(*(self.theory.reaches(side) for a, _, b in self.pairs for side in (a, b)))
        for key in sorted(keys):
            leaf = self.theory.leaves.get(key)
            if leaf and leaf.domain in (REAL, POSITIVE, UNIT) and not set(leaf.axes) - {SAMPLE}:
                samples = range(1, env.top(SAMPLE) + 1) if leaf.axes else (None,)
                found += [((key, None, None, i), shape_in(batch, leaf.shape, env.index)) for i in samples]
        if not found:
            raise no_value("condition-hardly-met")
        return found

    def _solve(self, point: Value, pairs: list[Pair], slots: Any, world: Any, bound: Any) -> Value:
        """The nearest point in floats where the sides of the pairs are equal."""
        for _ in range(_STEPS if pairs else 0):
            count = len(point)
            steps = point[None] + 1e-30j * np.eye(count)
            env = Env(Floats(), self.theory, world, bound=dict(bound), cuts=_cut(steps, slots))
            with np.errstate(all="ignore"):
                gaps = [np.broadcast_to(g, (count, *g.shape[1:])).reshape(count, -1) for a, _, b in pairs
                        for g in [evaluate(a, env) - evaluate(b, env)]]
            gap = np.concatenate(gaps, axis=1)
            value, slope = gap[0].real, gap.imag.T / 1e-30
            if not np.isfinite(slope).all() or not np.isfinite(value).all() or np.abs(value).max() < 1e-14:
                break
            move = np.linalg.lstsq(slope, -value, rcond=1e-10)[0]
            move *= min(1, 2 * (1 + np.abs(point).max()) / (np.abs(move).max() + 1e-300))
            point = self._kept_inside(point, point + move, slots)
            self._inverse = np.asarray(np.linalg.pinv(slope, rcond=1e-10))
        return point

    def _polished(self, point: Value, pairs: list[Pair], slots: Any, env: Env) -> dict[Slot, Value]:
        """The same point with many digits, as cuts."""
        exact, inverse = (np.frompyfunc(mpmath.mpf, 1, 1)(v) for v in (point, self._inverse))
        for _ in range(_POLISH if pairs else 0):
            moved = env.changed(cuts=_cut(exact[None], slots))
            gap = np.concatenate([(evaluate(a, moved) - evaluate(b, moved)).ravel() for a, _, b in pairs])
            if self._inverse.shape[1] != len(gap):
                break
            exact = exact - inverse @ gap
        return _cut(exact[None], slots)

    def _kept_inside(self, old: Value, new: Value, slots: Any) -> Value:
        """Half of the way to a border that a step would cross."""
        domains = [self.theory.leaves[s[0]].domain for s, (r, c) in slots for _ in range(r * c)]
        for k, domain in enumerate(domains):
            if domain in (POSITIVE, UNIT) and new[k] <= 0:
                new[k] = old[k] / 2
            if domain == UNIT and new[k] >= 1:
                new[k] = (1 + old[k]) / 2
        return new

    def _inside(self, env: Env) -> bool:
        """Whether every leaf lies in its domain, and not too close to its border for the digits."""
        edge = mpmath.mpf(10) ** -60
        for slot, value in env.cuts.items():
            domain = self.theory.leaves[slot[0]].domain
            if domain in (POSITIVE, UNIT) and any(
                    v <= edge or domain == UNIT and v >= 1 - edge for v in value.flat):
                return False
        return True


def _cut(points: Value, slots: Any) -> dict[Slot, Value]:
    """Points, one a row, as values of the slots."""
    found, start = {}, 0
    for slot, shape in slots:
        size = shape[0] * shape[1]
        found[slot] = points[:, start : start + size].reshape(len(points), *shape)
        start += size
    return found
