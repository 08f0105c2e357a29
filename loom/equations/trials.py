"""One sampler for every relation: =, <, ≠ and what follows under a condition.

A relation is tried in many worlds at once, in floats. Where floats overflow, cancel, or lie
too near to each other to tell, the world is decided again with many digits; never by a
wider tolerance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import mpmath
import numpy as np

from loom.equations import tree
from loom.equations.arithmetic import Floats, Nested, NoValue, Precise, Value, digits
from loom.equations.evaluate import Env, evaluate, whole
from loom.equations.theory import LAYER, SAMPLE, SCALAR, STEP, Dim, Size, Theory
from loom.equations.verdicts import Refused, reason, refuse
from loom.equations.worlds import NEAR, WIDE, Batch, generator

CLOSE = 1e-9  # floats that agree so far are told apart with many digits, or not at all
_ALIKE = 1e-4  # floats that differ by more, near 1, differ
_SAME = mpmath.mpf(10) ** -25
STRICT = ("<", ">", "!=")
FAR = 50  # e^-x of more than this cannot be told from 0 by the digits of a trial
_LONG = 16  # as if derivatives stood so deep: 700 digits
_MOST_COMBINATIONS = 6
_EDGED = (r"\max", r"\min", r"\lvert", r"\sqrt", r"\ln", r"\lVert", r"\lVert_1")
_MOST_PRECISE, _MOST_WIDE = 12, 2
_BATCHES = (("distinct", 0), ("distinct", 1), ("equal", 2), ("one", 3))


@dataclass(frozen=True)
class Relation:
    """left operator right, for every value of its free indices.

    ranges: the dimension that each free index runs over.  limits: bounds that the display
    gives an index itself, `l = 2, …, L`.  varied: keys that move in a differential.
    """

    left: tree.Node
    operator: str
    right: tree.Node
    ranges: tuple[tuple[str, Dim], ...] = ()
    limits: tuple[tree.IndexRange, ...] = ()
    varied: tuple[str, ...] = ()

    @property
    def at(self) -> tuple[int, int]:
        """The place of the whole relation."""
        return self.left.at[0], self.right.at[1]

    @property
    def nesting(self) -> int:
        """How many derivatives stand inside each other."""
        return max(self.left.nesting, self.right.nesting)


@dataclass
class Tally:
    """How a relation fared: worlds decided, how large its sides were, what is left to decide."""

    decided: int = 0
    largest: float = 0.0
    unsure: list[tuple[Batch, dict[str, Any], int]] = field(default_factory=list)


class Trials:
    """The worlds of a page. What is computed once serves every statement.

    points: numbers of the page at which something may happen.  like: trials of the same page,
    whose definitions may be others, and whose leaves have the same values.
    """

    def __init__(self, theory: Theory, seed: str, points: Iterable[float] = (),
                 like: Trials | None = None):
        self.theory, self.seed, self.points = theory, seed, tuple(points)
        self._batches: dict[tuple[str, int], Batch] = like._batches if like else {}
        self._envs: dict[object, Env] = {}
        self.solved: dict[object, Any] = {}  # worlds that fulfil premises, and how to find more

    # Worlds --------------------------------------------------------------------------

    def batch(self, kind: str = "distinct", number: int = 0) -> Batch:
        """A batch of worlds, made once."""
        if (kind, number) not in self._batches:
            self._batches[kind, number] = Batch(self.theory, self.seed, number, kind, self.points)
        return self._batches[kind, number]

    def batches(self, *nodes: tree.Node) -> list[Batch]:
        """The batches in which expressions are tried: of several sizes where sizes matter."""
        if not any(self.sized(node) for node in nodes):
            return [self.batch()]
        keys = set().union(*(self.theory.reaches(node) for node in nodes))
        found = [self.batch(*which) for which in _BATCHES]
        if any(self.theory.leaves[key].shape != SCALAR for key in keys if key in self.theory.leaves):
            return found
        written = [str(int(p)) for p in self.points if p == int(p) and 1 < p < 60]
        if not any(isinstance(part, (tree.Big, tree.Indexed)) or part.shape not in (None, SCALAR)
                   for node in nodes for part in self.everything(node)):
            written.append("5003")
        return [*found, self.batch("large", 4), *(self.batch(size, 4) for size in written[-4:])]

    def sized(self, node: tree.Node) -> bool:
        """Whether an expression, or what it is made of, has a size, a layer or samples."""
        def counted(part: tree.Node) -> bool:
            key = part.key if isinstance(part, tree.Symbol) else ""
            return (part.shape not in (None, SCALAR) or isinstance(part, (tree.Indexed, tree.Big))
                    or key in self.theory.sizes or key in ("L", "T") or key in self.theory.indices)

        return any(map(counted, self.everything(node)))

    def everything(self, node: tree.Node) -> Iterator[tree.Node]:
        """All that an expression is made of, its definitions' formulas included."""
        yield from node.walk()
        for key in self.theory.reaches(node):
            for definition in self.theory.definitions.get(key, ()):
                yield from definition.body.walk()

    def delicate(self, node: tree.Node) -> bool:
        """Whether algebra alone may not see where an expression has a kink or no value."""
        def edged(part: tree.Node) -> bool:
            if isinstance(part, tree.Pow):  # x^y, but not e^y and x^2
                return part.base != tree.Symbol("e") and not isinstance(part.exponent, tree.Number)
            return isinstance(part, tree.Cases) or getattr(part, "function", "") in _EDGED

        return any(map(edged, self.everything(node)))

    def floats(self, batch: Batch, varied: tuple[str, ...] = ()) -> Env:
        """The environment of a batch in floats."""
        key = batch.kind, batch.number, varied
        if key not in self._envs:
            self._envs[key] = Env(Floats(), self.theory, batch, varied=self._varied(batch, varied))
        return self._envs[key]

    def precise(self, batch: Batch, world: int, depth: int, varied: tuple[str, ...] = ()) -> Env:
        """The environment of one world of a batch, with many digits."""
        key = batch.kind, batch.number, world, depth, varied
        if key not in self._envs:
            self._envs[key] = Env(Precise(), self.theory, batch.world(world),
                                  varied=self._varied(batch, varied))
        return self._envs[key]

    def with_small(self, key: str, value: Any, batch: Batch, world: int, depth: int) -> Env:
        """The environment of one world in which a quantity has another value."""
        at = batch.kind, batch.number, world, depth, key, value
        if at not in self._envs:
            cuts = {(key, None, None, None): np.array([[[value]]], dtype=object)}
            self._envs[at] = self.precise(batch, world, depth).changed(cuts=cuts)
        return self._envs[at]

    def _varied(self, batch: Batch, keys: tuple[str, ...]) -> tuple[Any, ...]:
        """The slots of what varies; of a family over layers or samples, every member."""
        found: list[Any] = []
        for key in keys:
            axes = self.theory.axes(key)
            spans = [range(1, batch.extent((self.theory.top(axis),), int) + 1) if axis in axes else (None,)
                     for axis in (LAYER, STEP, SAMPLE)]
            found += [(key, *index) for index in product(*spans)]
        return tuple(found)

    # Trying --------------------------------------------------------------------------

    def try_everywhere(self, relation: Relation) -> Tally:
        """Try a relation in every batch. Raises Refused where it does not hold."""
        tally = self.screen(relation)
        self.decide(relation, tally)
        return tally

    def screen(self, relation: Relation) -> Tally:
        """Try a relation in floats. Raises Refused where they show that it does not hold."""
        tally, unread, reached = Tally(), None, False
        for batch in self.batches(relation.left, relation.right):
            for bound in self.combinations(relation, batch):
                try:
                    self._try(relation, batch, bound, tally)
                    reached = True
                except NoValue as error:
                    unread = error.reason
                    said = relation.limits and batch.kind == "distinct"  # where L is above 2
                    if unread.kind != "index-out-of-range" or said:
                        raise Refused(unread, relation.at) from None
        if not reached:
            raise Refused(unread or reason("never-applies"), relation.at)
        return tally

    def decide(self, relation: Relation, tally: Tally, most: int = _MOST_PRECISE) -> None:
        """Decide with many digits what floats left open. Raises Refused where it fails."""
        wide = [task for task in tally.unsure if NEAR <= task[2] < NEAR + WIDE]
        others = sorted((task for task in tally.unsure if task not in wide), key=lambda task: task[2])
        tally.unsure = others[:most] + wide[:_MOST_WIDE if most == _MOST_PRECISE else 0]
        for batch, bound, world in tally.unsure:
            self._decide(relation, batch, bound, world, tally)
        if tally.decided < 3:
            refuse("hardly-tried", relation.at)

    def combinations(self, relation: Relation, batch: Batch) -> Iterator[dict[str, Any]]:
        """Values of the free indices: all of them, or the corners, equal ones and some others."""
        letters = [letter for letter, _ in relation.ranges]
        spans: list[range] = []
        for letter, extent in relation.ranges:
            high = batch.extent(extent, lambda key: batch.size(Size(key)))
            low = 1
            for limit in relation.limits:
                if limit.index == letter:
                    env = self.floats(batch)
                    try:
                        ends = sorted((whole(limit.low, env), whole(limit.high, env)))
                    except NoValue as error:
                        raise Refused(error.reason, relation.at) from None
                    low, high = max(low, ends[0]), min(high, ends[1])
            spans.append(range(low, high + 1))
        every: list[tuple[int, ...]] = list(product(*spans)) if len(spans) < 3 else []
        if not every or len(every) > _MOST_COMBINATIONS:
            order = generator(self.seed, batch.number, relation.at).permutation
            shuffled = [[int(v) for v in order(span)] for span in spans]
            corners: list[tuple[int, ...]] = [tuple(s[k] for s in spans) for k in (0, -1)]
            alike = [tuple(s[k] for s in spans) for k in (0, 1) if all(len(s) > k for s in spans)]
            most = _MOST_COMBINATIONS + 5 ** max(len(spans) - 2, 0)
            every = [*corners, *alike, *_patterns(spans), *zip(*shuffled)][:most]
            every = list(dict.fromkeys(every))
        for values in every:
            yield dict(zip(letters, map(int, values)))

    def _try(self, relation: Relation, batch: Batch, bound: dict[str, Any], tally: Tally) -> None:
        """Try a relation in the worlds of a batch."""
        env = self.floats(batch, relation.varied).changed(bound=bound)
        try:
            with np.errstate(all="ignore"):
                left, right = evaluate(relation.left, env), evaluate(relation.right, env)
        except Nested:
            unsure = [*range(4), *range(NEAR + WIDE, min(NEAR + WIDE + 12, batch.total))]
        else:
            unsure = self._screen(relation, batch, left, right, tally)
        tally.unsure += [(batch, bound, world) for world in unsure]

    def _screen(self, relation: Relation, batch: Batch, left: Value, right: Value,
                tally: Tally) -> list[int]:
        """The worlds that floats cannot decide. Raises Refused where they show it false."""
        shape = np.broadcast_shapes(left.shape, right.shape, (batch.total, 1, 1))
        a, b = np.broadcast_to(left.real, shape), np.broadcast_to(right.real, shape)
        a, b = a.reshape(batch.total, -1), b.reshape(batch.total, -1)
        finite = (np.isfinite(a) & np.isfinite(b)).all(axis=1)
        with np.errstate(all="ignore"):
            scale = np.maximum(np.abs(a), np.abs(b))
            gap = np.where(scale > 0, np.abs(a - b) / np.where(scale > 0, scale, 1), 0)
        fails, unsure = _fails(relation.operator, a, b, gap)
        clear = finite & (fails & (gap > _ALIKE) & (scale > 1e-9) & (scale < 1e8)).any(axis=1)
        clear[NEAR : NEAR + WIDE] = False
        if clear.any():
            world = int(np.argmax(clear))
            raise self._false(relation, batch, world, a[world], b[world], fails[world])
        sure = finite & ~(fails | unsure).any(axis=1)
        tally.decided += int(sure.sum())
        known = scale[finite]
        tally.largest = max(tally.largest, float(known.max(initial=0.0)))
        return [int(w) for w in np.flatnonzero(~sure) if w < NEAR or not finite[w] or not sure[w]]

    def _decide(self, relation: Relation, batch: Batch, bound: dict[str, Any], world: int,
                tally: Tally) -> bool | None:
        """Decide one world with many digits. Raises Refused where the relation fails."""
        depth = relation.nesting + 1
        with mpmath.workdps(digits(depth)):
            env = self.precise(batch, world, depth, relation.varied).changed(bound=bound)
            try:
                left, right = evaluate(relation.left, env), evaluate(relation.right, env)
            except NoValue as error:
                if error.reason.kind == "index-out-of-range":
                    raise
                if error.reason.kind in ("cases-gap", "cases-overlap") or batch.is_near(world) and error.reason.kind not in ("kink", "too-large"):
                    raise Refused(error.reason, relation.at) from None
                return None
            except (OverflowError, MemoryError):
                return None
            left, right = _real(left), _real(right)
            pairs = list(zip(*(v.flat for v in np.broadcast_arrays(left, right))))
        failing = [pair for pair in pairs if not agrees(pair[0], relation.operator, pair[1], depth)]
        if failing and relation.operator in STRICT and all(map(_same, *zip(*failing))):
            if not self.moderate(relation, batch, world):
                return None
            if depth < _LONG and not self._touches(relation, batch, bound, world):
                failing = []
        elif failing and depth < _LONG and self._touches(relation, batch, bound, world, all, 100):
            failing = []  # too few digits before, as for 1 - σ(200)
        if failing:
            lefts, rights = [pair[0] for pair in failing], [pair[1] for pair in failing]
            raise self._false(relation, batch, world, lefts, rights, None)
        tally.decided += 1
        tally.largest = max([tally.largest, *(float(abs(v)) for v in left.flat if abs(v) < 1e300)])
        return True

    def _touches(self, relation: Relation, batch: Batch, bound: dict[str, Any], world: int,
                 pairs: Callable[[Iterable[bool]], bool] = any, right: int = 500) -> bool:
        """Whether two sides agree in so many of very many digits, in any pair or in all."""
        with mpmath.workdps(digits(_LONG)):
            env = self.precise(batch, world, _LONG, relation.varied).changed(bound=bound)
            a, b = evaluate(relation.left, env), evaluate(relation.right, env)
            return pairs(abs(p - q) <= mpmath.mpf(10) ** -right * abs(p) for p, q in
                         zip(*(v.flat for v in np.broadcast_arrays(a, b))))

    def moderate(self, relation: Relation, batch: Batch, world: int) -> bool:
        """Whether all leaves are small enough for digits to tell e^-x from 0."""
        keys = self.theory.reaches(relation.left) | self.theory.reaches(relation.right)
        drawn = [values[world] for slot, values in batch.drawn.items() if slot[0] in keys]
        return all(np.abs(values).max() < FAR for values in drawn)

    def settle(self, relation: Relation, tally: Tally) -> None:
        """Decide some worlds of every kind with many digits. Raises Refused."""
        for batch in self.batches(relation.left, relation.right)[:2]:
            for bound in list(self.combinations(relation, batch))[-1:]:
                for world in (0, NEAR + 1, NEAR + WIDE + 1):
                    if (batch, bound, world) not in tally.unsure:
                        with suppress(NoValue):
                            self._decide(relation, batch, bound, world, tally)

    # Words ---------------------------------------------------------------------------

    def _false(self, relation: Relation, batch: Batch, world: int, left: Any, right: Any,
               fails: Any) -> Refused:
        at = 0 if fails is None else int(np.argmax(fails))
        kind = {"=": "not-equal", "~": "not-equal", "!=": "equal"}.get(relation.operator, "false")
        sizes = sorted((name, batch.size(Size(name))) for name in self.theory.sizes
                       if name in self.theory.reaches(relation.left) | self.theory.reaches(relation.right))
        return Refused(reason(kind, left=float(left[at]), right=float(right[at]),
                              operator=relation.operator, where=self._where(relation, batch, world),
                              sizes=tuple(sizes)), relation.at, relation)

    def _where(self, relation: Relation, batch: Batch, world: int) -> tuple[tuple[str, float], ...]:
        """The values of at most four leaves."""
        keys = self.theory.reaches(relation.left) | self.theory.reaches(relation.right)
        leaves = sorted(k for k in keys if k in self.theory.leaves)
        plain = [k for k in leaves if self.theory.leaves[k].shape == SCALAR and not self.theory.leaves[k].axes]
        if len(leaves) > 4:
            return ()
        return tuple((key, float(batch.draw((key, None, None, None), (1, 1))[world, 0, 0]))
                     for key in plain)


def agrees(left: Any, operator: str, right: Any, depth: int = 1) -> bool:
    """Whether two numbers with many digits stand in a relation; equal but for rounding."""
    if operator in STRICT:
        return not _same(left, right) and (operator == "!=" or (left < right) == (operator == "<"))
    floor = mpmath.mpf(10) ** (-28 if depth > 2 else -60)
    same = _same(left, right) or abs(left - right) <= floor
    return bool(same or operator == "<=" and left < right or operator == ">=" and left > right)


def _real(value: Value) -> Value:
    return np.frompyfunc(lambda v: v.real, 1, 1)(value)


def _same(left: Any, right: Any) -> bool:
    return bool(abs(left - right) <= _SAME * max(abs(left), abs(right)))


def _patterns(spans: list[range]) -> Iterator[tuple[int, ...]]:
    """Values of several indices for every way in which some of them may be equal."""
    for pattern in product(*(range(k + 1) for k in range(len(spans)))):
        grown = all(value <= max(pattern[:k], default=-1) + 1 for k, value in enumerate(pattern))
        values = tuple(value + span[0] for value, span in zip(pattern, spans))
        if grown and all(value in span for value, span in zip(values, spans)):
            yield values


def _fails(operator: str, a: Any, b: Any, gap: Any) -> tuple[Any, Any]:
    """Entry by entry: where floats say that a relation fails, and where they cannot tell."""
    close = gap <= CLOSE
    if operator in ("=", "~"):
        return ~close, np.zeros_like(close)
    if operator == "!=":
        return np.zeros_like(close), close
    wrong = a > b if operator[0] == "<" else a < b
    return wrong & ~close, close & (a != b) if len(operator) == 2 else close
