"""Where the values of leaves come from: drawn worlds, and the worked example.

A `Batch` holds many worlds of the same sizes. Some lie near (numbers between 0.3 and 2.1),
some wide (1e-6 to 1e6), some at special points: 0, ±1, ½, the numbers of the statement
itself, all entries equal. A value is a hash of the seed, the batch and the name, so the
same page gives the same run, whatever is evaluated and in whatever order.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from fractions import Fraction
from hashlib import blake2b
from typing import Any

import numpy as np

from loom.equations.arithmetic import NoValue, Objects, Value, no_value
from loom.equations.theory import (
    ONE_HOT, POSITIVE, SIMPLEX, UNIT, Dim, Leaf, Shape, Size, Theory,
)

Slot = tuple[str, int | None, int | None, int | None]  # key, layer, step, sample
LAYERS, STEPS = "L", "T"
_SPECIAL = (0.0, 1.0, -1.0, 0.5, 2.0, -0.5)
NEAR, WIDE = 6, 6  # worlds of these kinds in a batch; the rest lies at special points


def generator(*words: object) -> np.random.Generator:
    """Random numbers that depend on nothing but the words."""
    digest = blake2b("\0".join(map(str, words)).encode(), digest_size=8).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))


class MissingGiven(NoValue):
    """A leaf for which the worked example gives no value."""


class World:
    """What drawn worlds and a worked example have in common: sizes, leaves, functions."""

    count = 1

    def __init__(self, theory: Theory):
        self.theory = theory

    def size(self, size: Size, index: int | None = None) -> int:
        """How large a size is here; of a family, its member with an index."""
        raise NotImplementedError

    def extent(self, d: Dim, index: Any) -> int:
        """How large a dimension is here; `index` gives the value of a letter."""
        product = 1
        for size in d:
            if size.name.isdigit():
                product *= int(size.name)
            elif size.letter is None:
                product *= self.size(size)
            else:
                letter = size.letter
                at = size.offset + (index(letter) if letter else 0)
                product *= self.size(Size(size.name), at)
        return product

    def leaf(self, slot: Slot, shape: tuple[int, int], arithmetic: Any) -> Value:
        """The value of a leaf."""
        raise NotImplementedError

    def noise(self, *words: object) -> Value:
        """Numbers in [0, 1), one a world, of which a function without a formula is made."""
        raise NotImplementedError


class Batch(World):
    """Worlds of the same sizes.

    kind: how sizes are drawn: `distinct` ones, all `equal`, all `one`, `large`, or one number.  number: which batch.
    points: numbers at which something may happen, tried as values.
    """

    def __init__(self, theory: Theory, seed: str, number: int, kind: str,
                 points: Iterable[float] = ()):
        super().__init__(theory)
        self.seed, self.number, self.kind = seed, number, kind
        self.only: int | None = None  # the one world that is meant
        self.points = tuple(dict.fromkeys((*_SPECIAL, *points, *(-p for p in points))))
        self.total = NEAR + WIDE + 2 + 2 * len(self.points)
        self.count = self.total
        self.drawn: dict[Any, np.ndarray] = {}
        self._common = generator(seed, number, "equal").random(self.total)
        self._names = sorted({*theory.sizes, SAMPLES_NAME} - {LAYERS, STEPS})

    def world(self, only: int) -> Batch:
        """One world of this batch, for numbers that are computed one by one."""
        one = copy(self)
        one.only, one.count = only, 1
        return one

    def is_near(self, world: int) -> bool:
        """Whether a world lies near."""
        return world < NEAR

    def size(self, size: Size, index: int | None = None) -> int:
        """How large a size is in this batch."""
        if self.kind in ("one", "equal"):
            return 1 if self.kind == "one" else 3
        if size.name in (LAYERS, STEPS) and index is None:  # few: each one is computed from the last
            return (3, 4, 2)[self.number % 3] if self.kind == "distinct" else 9
        if self.kind.isdigit():
            return int(self.kind)
        if index is not None and index < 0:
            raise no_value("index-out-of-range", index=index)
        name = size.name if index is None else f"{size.name}_{index}"
        rank = self._names.index(name) if name in self._names else len(self._names) + (index or 0)
        if self.kind == "large":
            return 53 + 6 * rank
        if self.number % 2 == 0:
            return 2 + rank
        last = len(self._names) - 1 + 4 * bool(self.theory.size_families)
        return 2 + max(last - rank, 0) + 3 * (rank == 0)  # in the other order, and far apart

    def leaf(self, slot: Slot, shape: tuple[int, int], arithmetic: Any) -> Value:
        """The value of a leaf, in every world of the batch or in the one."""
        drawn = self.draw(slot, shape)
        if self.only is not None:
            drawn = drawn[self.only : self.only + 1]
        if isinstance(arithmetic, Objects):
            return np.frompyfunc(arithmetic.number, 1, 1)(drawn)
        return drawn.astype(complex)

    def draw(self, slot: Slot, shape: tuple[int, int]) -> np.ndarray:
        """The values as floats, world by world."""
        if slot not in self.drawn:
            leaf = self.theory.leaves.get(slot[0]) or Leaf(slot[0])
            self.drawn[slot] = self._fresh(slot, (self.total, *shape), leaf.domain)
        return self.drawn[slot]

    def _fresh(self, slot: Slot, shape: tuple[int, ...], domain: str) -> np.ndarray:
        random = generator(self.seed, self.number, slot)
        if domain == ONE_HOT:
            hot = random.integers(0, shape[1], (shape[0], 1, shape[2]))
            return (np.arange(shape[1])[None, :, None] == hot).astype(float)
        if domain == SIMPLEX:
            return _simplex(random, shape)
        found, at, signs = self._ordinary(random, shape)
        if domain == UNIT:
            found = 0.06 + 0.88 * at
            found[NEAR : NEAR + WIDE : 2] = 10 ** (-6 * at[NEAR : NEAR + WIDE : 2])
            found[NEAR + 1 : NEAR + WIDE : 2] = 1 - 10 ** (-6 * at[NEAR + 1 : NEAR + WIDE : 2])
            found = np.clip(found, 1e-9, 1 - 1e-9)
        else:
            turn = (np.arange(4) + random.integers(4)).reshape(4, *[1] * (len(shape) - 1)) % 4
            found[NEAR : NEAR + 4] = 10 ** (3 * (turn + at[NEAR : NEAR + 4]) - 6)  # each decade once
            found[NEAR + 4 : NEAR + WIDE] = 10 ** (3 * at[NEAR + 4 : NEAR + WIDE] - 1)
            found = found if domain == POSITIVE else found * signs
        self._put_special(found, random, domain)
        return found

    @staticmethod
    def _ordinary(random: np.random.Generator, shape: tuple[int, ...]) -> tuple[Value, Value, Value]:
        """Numbers that lie near, of what they are made, and signs."""
        at = random.random(shape)
        return 0.3 + 1.8 * at, at, np.where(random.random(shape) < 0.5, -1.0, 1.0)

    def anything(self, slot: Slot, shape: tuple[int, int]) -> Value:
        """Ordinary numbers in every world, for what means nothing."""
        if slot not in self.drawn:
            found, _, signs = self._ordinary(
                generator(self.seed, self.number, slot), (self.total, *shape))
            self.drawn[slot] = found * signs
        return self.drawn[slot].astype(complex)

    def _put_special(self, found: np.ndarray, random: np.random.Generator, domain: str) -> None:
        """Special points: one value for all, and values drawn from the special ones."""
        allowed = np.array([p for p in self.points if domain not in (POSITIVE, UNIT) or p > 0])
        if domain == UNIT:
            allowed = allowed[allowed < 1] if (allowed < 1).any() else np.array([0.5])
        ordinary, special = found[NEAR + WIDE :][:2], found[NEAR + WIDE + 2 :]
        value = (0.2 + 0.7 * self._common[:2]).reshape(2, 1, 1)  # all leaves equal …
        ordinary[:] = value if domain in (POSITIVE, UNIT) else value * [[[1]], [[-1]]]
        count, shape = len(special) // 2, found.shape[1:]
        special[1::2] = np.resize(allowed, count).reshape(-1, 1, 1)  # … also at a special value
        for one in special[::2]:
            mixed = allowed[random.integers(0, len(allowed), shape)]
            np.copyto(one, mixed, where=random.random(shape) >= 0.35)

    def noise(self, *words: object) -> Value:
        """Numbers in [0, 1), one a world."""
        key = ("noise", *words)
        if key not in self.drawn:
            self.drawn[key] = generator(self.seed, self.number, *key).random(self.total)
        drawn = self.drawn[key]
        return drawn[self.only : self.only + 1] if self.only is not None else drawn


SAMPLES_NAME = "m"


def _simplex(random: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Columns of positive numbers whose sum is 1 exactly: multiples of 2^-20."""
    parts = random.random(shape) + 0.05
    whole = np.floor(parts / parts.sum(axis=1, keepdims=True) * 2**20)
    whole[:, 0, :] += 2**20 - whole.sum(axis=1)
    return whole / 2**20


class Example(World):
    """The worked example of a page: {(key, sample): value}, a Fraction or rows of them."""

    def __init__(self, theory: Theory, given: dict[tuple[str, int | None], Any]):
        super().__init__(theory)
        self.given = given

    def size(self, size: Size, index: int | None = None) -> int:
        """A size that is given, or that follows from the samples or an array that is given."""
        name = size.name if index is None else f"{size.name}_{index}"
        found = self.given.get((name, None))
        if found is not None:
            return int(found)
        if name == SAMPLES_NAME and (samples := [s for _, s in self.given if s]):
            return max(samples)
        for (key, _), rows in self.given.items():
            leaf = self.theory.leaves.get(key)
            if leaf and isinstance(rows, tuple):
                for d, length in zip(leaf.shape, (len(rows), len(rows[0]))):
                    if [str(s) for s in d] == [name]:
                        return length
        raise MissingGiven(no_value("not-given", name=name).reason)

    def leaf(self, slot: Slot, shape: tuple[int, int], arithmetic: Any) -> Value:
        """The given value of a leaf. Raises MissingGiven."""
        key, layer, step, sample = slot
        found = self.given.get((key, sample if sample is not None else layer if layer is not None else step))
        if found is None:
            name = key if sample is None else f"{key}^{{({sample})}}"
            raise MissingGiven(no_value("not-given", name=name).reason)
        rows = found if isinstance(found, tuple) else ((found,),)
        if (len(rows), len(rows[0])) != shape:
            raise no_value("given-shape", name=key, got=f"{len(rows)} × {len(rows[0])}",
                           wanted=f"{shape[0]} × {shape[1]}")
        entries = [[arithmetic.number(Fraction(v)) for v in row] for row in rows]
        return np.array([entries], dtype=arithmetic.dtype)

    def noise(self, *words: object) -> Value:
        """Nothing: an example has no functions without a formula. Raises MissingGiven."""
        raise MissingGiven(no_value("function-not-given", key=words[0]).reason)


class Symbols(World):
    """A symbol of SymPy for every entry of every leaf, at fixed sizes."""

    def __init__(self, theory: Theory, sizes: Batch | None):
        super().__init__(theory)
        self.sizes = sizes
        self.met: set[str] = set()
        self._symbols: dict[str, Any] = {}

    def size(self, size: Size, index: int | None = None) -> int:
        """A fixed size, which is noted: the proof is one at this size."""
        if self.sizes is None:
            raise no_value("size-met", name=str(size))
        found = self.sizes.size(size, index)
        name = str(size) if index is None else f"{size.name}_{index}"
        self.met.add(f"{name} = {found}")
        return found

    def symbol(self, name: str, domain: str = "real", whole: bool = False) -> Any:
        """One symbol for one name."""
        import sympy as sp

        if name not in self._symbols:
            positive = domain in (POSITIVE, UNIT, SIMPLEX) or whole or None
            self._symbols[name] = sp.Symbol(name, real=True, positive=positive,
                                            integer=True if whole else None)
        return self._symbols[name]

    def leaf(self, slot: Slot, shape: tuple[int, int], arithmetic: Any) -> Value:
        """Symbols for the entries of a leaf."""
        leaf = self.theory.leaves.get(slot[0]) or Leaf(slot[0])
        label = "^".join(str(part) for part in slot if part is not None)
        entries = np.empty((1, *shape), object)
        for j, k in np.ndindex(*shape):
            where = f"{label}[{j},{k}]" if shape != (1, 1) else label
            entries[0, j, k] = self.symbol(where, leaf.domain)
        if leaf.domain == SIMPLEX and shape[0] > 0:  # the last row is what is left of 1
            for k in range(shape[1]):
                entries[0, -1, k] = 1 - sum(entries[0, :-1, k])
        if leaf.domain == ONE_HOT:
            raise no_value("not-symbolic")
        return entries


def shape_in(world: World, shape: Shape, index: Any) -> tuple[int, int]:
    """The rows and columns of a shape in a world."""
    return world.extent(shape[0], index), world.extent(shape[1], index)
