"""Where an inequality might fail: a walk from the world where it holds most narrowly."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np

from loom.equations.arithmetic import Nested, NoValue, Precise, Value, digits
from loom.equations.evaluate import Env, evaluate
from loom.equations.theory import POSITIVE, REAL, SCALAR, UNIT
from loom.equations.trials import FAR, STRICT, Relation, Trials, agrees
from loom.equations.verdicts import refuse
from loom.equations.worlds import Batch, Slot, generator

_ROUNDS = 24
_STARTS = 3
_AROUND = 48


def search(relation: Relation, trials: Trials) -> None:
    """Walk towards where a relation might fail. Raises Refused where it does."""
    keys = trials.theory.reaches(relation.left) | trials.theory.reaches(relation.right)
    leaves = [key for key in sorted(keys) if (leaf := trials.theory.leaves.get(key))
              and leaf.shape == SCALAR and not leaf.axes and leaf.domain in (REAL, POSITIVE, UNIT)]
    batch = trials.batch()
    if leaves and not relation.ranges:
        _Walk(relation, trials, batch, leaves).walk()


class _Walk:
    def __init__(self, relation: Relation, trials: Trials, batch: Batch, leaves: list[str]):
        self.relation, self.trials, self.batch, self.leaves = relation, trials, batch, leaves
        self.slots: list[Slot] = [(key, None, None, None) for key in leaves]

    def walk(self) -> None:
        points = np.array([self.batch.draw(slot, (1, 1))[:, 0, 0] for slot in self.slots])
        margins = self._margins(points)
        if margins is None or not np.isfinite(margins).any():
            return
        if self.relation.operator == "!=":
            self._cross(points, margins)
        margins = np.abs(margins) if self.relation.operator == "!=" else margins
        for start in np.argsort(np.where(np.isfinite(margins), margins, np.inf))[:_STARTS]:
            self._descend(points[:, int(start)])

    def _descend(self, best: Value) -> None:
        size = 0.5
        for step in range(_ROUNDS):
            random = generator(self.trials.seed, "search", step)
            factors = 1 + size * (2 * random.random((len(best), _AROUND)) - 1)
            only = random.random((len(best), _AROUND)) < 0.5
            around = np.where(only, best[:, None] * factors, best[:, None])
            around[:, -1] = best
            margins = self._margins(self._inside(around))
            if margins is None:
                return
            margins = np.abs(margins) if self.relation.operator == "!=" else margins
            if not np.isfinite(margins).any():
                return
            world = int(np.nanargmin(margins))
            if world == _AROUND - 1:
                size /= 2
            best = around[:, world]
        self._refuse_if_false(best)

    def _inside(self, points: Value) -> Value:
        """Points inside the domains of their leaves."""
        for row, key in zip(points, self.leaves):
            domain = self.trials.theory.leaves[key].domain
            if domain != REAL:
                np.clip(row, 1e-12, 1 - 1e-12 if domain == UNIT else None, out=row)
        return points

    def _margins(self, points: Value) -> Value | None:
        """How far the relation holds at each point; None where floats do not tell."""
        base = self.trials.floats(self.batch)
        count = points.shape[1]
        world = _Points(self.batch, count)
        cuts = {slot: row.astype(complex)[:, None, None] for slot, row in zip(self.slots, points)}
        env = Env(base.arithmetic, base.theory, world, cuts=cuts)
        try:
            with np.errstate(all="ignore"):
                left, right = evaluate(self.relation.left, env), evaluate(self.relation.right, env)
        except (Nested, NoValue):
            return None
        gap = np.broadcast_to((left - right).real, (count, *left.shape[1:])).reshape(count, -1)
        gap = gap if self.relation.operator[0] in ">!" else -gap
        return np.where(np.isfinite(gap).all(axis=1), gap.min(axis=1), np.nan)

    def _cross(self, points: Value, margins: Value) -> None:
        """Between a world above and one below lies one where both sides are equal, or a jump."""
        above, below = np.flatnonzero(margins > 0), np.flatnonzero(margins < 0)
        if not (len(above) and len(below)):
            return
        for high, low in zip(above[:6], below[:6]):
            a, b = points[:, high].copy(), points[:, low].copy()
            for _ in range(60):
                middle = (a + b) / 2
                found = self._margins(middle[:, None])
                if found is None or not np.isfinite(found[0]):
                    break
                a, b = (middle, b) if found[0] > 0 else (a, middle)
            ends = self._margins(np.array([a, b]).T)
            if ends is not None and np.isfinite(ends).all() and abs(ends[0] - ends[1]) < 1e-6:
                refuse("equal-somewhere", self.relation.at,
                       where=tuple(zip(self.leaves, map(float, a))))

    def _refuse_if_false(self, point: Value) -> None:
        """Refuse a relation that fails, or touches, at the lowest point near to this one."""
        operator, far = self.relation.operator, np.abs(point).max() > FAR
        if far and operator in STRICT:
            return
        with mpmath.workdps(digits(self.relation.nesting + 1)):
            lowest = [mpmath.mpf(float(v)) for v in point]
            try:
                lowest = lowest if far else self._polished(lowest)
                left, right = self._sides(lowest)
                touches = operator in STRICT and self._touches(lowest)
            except (NoValue, OverflowError, ZeroDivisionError):
                return
            if touches or not agrees(left, operator, right, self.relation.nesting + 1):
                refuse("equal-somewhere" if operator == "!=" else "false", self.relation.at,
                       left=float(left), right=float(right), operator=operator,
                       where=tuple(zip(self.leaves, map(float, lowest))), sizes=())

    def _sides(self, point: list[Any]) -> tuple[Any, Any]:
        """Both sides at a point, with many digits."""
        cuts = {slot: np.array([[[v]]], dtype=object) for slot, v in zip(self.slots, point)}
        env = Env(Precise(), self.trials.theory, self.batch.world(0), cuts=cuts)
        return evaluate(self.relation.left, env)[0, 0, 0], evaluate(self.relation.right, env)[0, 0, 0]

    def _gap(self, point: list[Any]) -> Any:
        left, right = self._sides(point)
        gap = left - right if self.relation.operator[0] in ">!" else right - left
        return abs(gap) if self.relation.operator == "!=" else gap

    def _beside(self, point: list[Any], k: int, step: Any) -> Any:
        return self._gap([*point[:k], point[k] + step, *point[k + 1 :]])

    def _polished(self, point: list[Any]) -> list[Any]:
        """The lowest point close by: the vertex of a parabola in each direction, again and again."""
        lowest = self._gap(point)
        for exponent in (3, 6, 9, 13, 18, 24):
            step = mpmath.mpf(10) ** -exponent
            for k in range(len(point)):
                behind, ahead = self._beside(point, k, -step), self._beside(point, k, step)
                bend = ahead - 2 * lowest + behind
                if bend > 0:
                    moved = [*point[:k], point[k] + step * (behind - ahead) / (2 * bend), *point[k + 1 :]]
                    legal = self._inside(np.array([[float(v)] for v in moved]))[k, 0] == float(moved[k])
                    gap = self._gap(moved) if legal else lowest
                    if gap < lowest:
                        point, lowest = moved, gap
        return point

    def _touches(self, point: list[Any]) -> bool:
        """Whether both sides are equal here, and apart on either side in every direction."""
        around = [self._beside(point, k, sign * (1 + abs(v)) / 100)
                  for k, v in enumerate(point) for sign in (1, -1)]
        return bool(abs(self._gap(point)) <= mpmath.mpf(10) ** -20 * max(around))


class _Points(Batch):
    """As many worlds as there are points; what is not put in their place is as in the first."""

    def __init__(self, batch: Batch, count: int):
        vars(self).update(vars(batch), count=count)

    def leaf(self, slot: Slot, shape: tuple[int, int], arithmetic: Any) -> Value:
        """The value of a leaf in the first world, for every point."""
        return np.repeat(self.draw(slot, shape)[:1].astype(complex), self.count, axis=0)

    def noise(self, *words: object) -> Value:
        """The noise of the first world, for every point."""
        return np.repeat(super().noise(*words)[:1], self.count, axis=0)
