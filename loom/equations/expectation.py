"""E and Var: exactly, over distributions with a few values, instead of by drawing samples.

A random leaf takes one of three values in each world; its entries are independent and of
one distribution, and different leaves are independent. Every outcome is evaluated.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from loom.equations import tree
from loom.equations.arithmetic import Value, no_value
from loom.equations.theory import CENTRED, RANDOM, SYMMETRIC
from loom.equations.worlds import Slot, Symbols, shape_in

_MOST_OUTCOMES = 3**7


def expectation(body: tree.Node, squared: bool, env: Any, evaluate: Any) -> Value:
    """The mean of an expression, or with `squared` its variance."""
    if isinstance(env.world, Symbols):
        raise no_value("not-symbolic")
    slots = [(key, None, None, None) for key in sorted(env.theory.reaches(body))
             if (leaf := env.theory.leaves.get(key)) and leaf.domain in (RANDOM, CENTRED, SYMMETRIC)]
    slots = [slot for slot in slots if slot not in env.cuts]
    if not slots:
        raise no_value("nothing-random")
    shapes = [shape_in(env.world, env.theory.leaves[slot[0]].shape, env.index) for slot in slots]
    counts = [rows * columns for rows, columns in shapes]
    if 3 ** sum(counts) > _MOST_OUTCOMES:
        raise no_value("index-out-of-range", index=sum(counts))  # too large here: other sizes tell
    outcomes = np.array(list(product(range(3), repeat=sum(counts))))
    inner = env.repeated(len(outcomes), 0)
    weight: Any = 1
    cuts, start = dict(inner.cuts), 0
    for slot, shape, count in zip(slots, shapes, counts):
        values, weights = _distribution(slot, env)
        chosen = outcomes[:, start : start + count]
        start += count
        worlds = values.shape[0]
        cuts[slot] = values[:, chosen].reshape(worlds * len(outcomes), *shape)
        weight = weight * weights[:, chosen].prod(axis=2).reshape(-1, 1, 1)
    found = evaluate(body, inner.changed(cuts=cuts))

    def mean(value: Value) -> Value:
        weighed = weight * value
        return weighed.reshape(-1, len(outcomes), *weighed.shape[1:]).sum(axis=1)

    made = mean(found * found) - mean(found) ** 2 if squared else mean(found)
    entry = made[:, :1, :1]  # of an array: what it is for each entry, where all are alike
    if any(abs(v) > 1e-9 for v in (made - entry).flat if v == v):
        raise no_value("entries-differ")
    return entry


def _distribution(slot: Slot, env: Any) -> tuple[Value, Value]:
    """Three values and their probabilities, (worlds, 3) each."""
    def draw(*words: object) -> Value:
        drawn = np.repeat(env.world.noise(*slot, *words), env.copies)
        return np.frompyfunc(env.arithmetic.number, 1, 1)(drawn).astype(env.arithmetic.dtype)

    domain, one = env.theory.leaves[slot[0]].domain, env.arithmetic.number(1)
    p, q = (draw(k) * one / 3 + one / 10 for k in "pq")
    a, b, c = (draw(k) * 2 - 1 for k in "abc")
    if domain == SYMMETRIC:
        values, weights = (a, 0 * a, -a), (p, 1 - 2 * p, p)
    else:
        weights = p, q, 1 - p - q
        shift = p * a + q * b + (1 - p - q) * c if domain == CENTRED else 0 * a
        values = a - shift, b - shift, c - shift
    return np.stack(values, axis=1), np.stack(weights, axis=1)
