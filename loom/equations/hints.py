"""How two sides that should be equal differ: by a factor, an offset, a transpose."""

from __future__ import annotations

import numpy as np

from loom.equations.arithmetic import NoValue, Value
from loom.equations.evaluate import evaluate
from loom.equations.theory import SCALAR, Size
from loom.equations.trials import Relation, Trials
from loom.equations.verdicts import Reason, reason
from loom.equations.worlds import NEAR, Batch

_CLOSE, _LARGEST = 1e-7, 1000


def difference(relation: Relation, trials: Trials) -> Reason | None:
    """How the sides of an equation differ in all ordinary worlds, or None."""
    theory, sides = trials.theory, (relation.left, relation.right)
    leaves = [key for key in sorted(set().union(*map(theory.reaches, sides)))
              if (leaf := theory.leaves.get(key)) and leaf.shape == SCALAR and not leaf.axes]
    names = ["", *sorted({*theory.sizes, "m"}), *leaves]
    rows, transposed = [], True
    try:
        for batch in (trials.batch("distinct", 0), trials.batch("distinct", 1)):
            for bound in trials.combinations(relation, batch):
                env = trials.floats(batch, relation.varied).changed(bound=bound)
                with np.errstate(all="ignore"):
                    a, b = (evaluate(side, env).real[:NEAR] for side in sides)
                turned = np.swapaxes(b, 1, 2)
                transposed = transposed and a.shape == turned.shape and \
                    np.allclose(a, turned) and not np.allclose(a, b)
                values = [_value(name, batch, name in leaves) for name in names]
                rows.append([v.ravel() for v in np.broadcast_arrays(a, b, *values)])
    except NoValue:
        rows = []
    if not rows:
        return None
    if transposed:
        return reason("transposed")
    left, right, *factors = np.concatenate(rows, axis=1)
    offset = _constant(left - right)
    more = reason("more" if offset and offset > 0 else "less", by=float(f"{abs(offset or 0):.4g}"))
    return _ratio(left, right, dict(zip(names, factors))) or (more if offset else None)


def _value(name: str, batch: Batch, leaf: bool) -> Value:
    """What a scalar leaf or a size is in ordinary worlds; 1 for no name."""
    size = 1 if leaf or not name else batch.size(Size(name))
    drawn = batch.draw((name, None, None, None), (1, 1)) if leaf else np.full((NEAR, 1, 1), size)
    return drawn[:NEAR]


def _ratio(left: Value, right: Value, factors: dict[str, Value]) -> Reason | None:
    """A whole number, a leaf or a size, or a product of two, that lies between the sides."""
    with np.errstate(all="ignore"):
        ratios = ("left", left / right, "right"), ("right", right / left, "left")
        for name, value in factors.items():
            for side, ratio, other in ratios:
                number = _constant((ratio / value)[(left != 0) | (right != 0)])
                whole = round(number) if number and abs(number) < _LARGEST else 0
                if number and whole and abs(number - whole) < _CLOSE and (name or whole != 1):
                    shown = {1: name, -1: f"-{name}"}.get(whole, f"{whole} {name}".strip())
                    return reason("opposite-signs") if shown == "-" else reason(
                        "times", side=side, factor=shown, other=other)
    return None


def _constant(values: Value) -> float | None:
    """The number that all values are, or None."""
    same = values.size and np.isfinite(values).all() and np.ptp(values) <= _CLOSE * abs(values[0])
    return float(values[0]) if same else None
