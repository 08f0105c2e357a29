# Made from docs/07-matrices.md: edit it, run `python -m loom tangle`.

# docs/07-matrices.md#shapes-checked
"""What functions of arrays take: finite numbers in shapes that fit, or an error."""

import functools
import inspect
import re
from collections.abc import Callable
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

# The numbers of the formulas in each type of floats, which saves converting them, and
# "top", near the largest z for which eᶻ is still a float of this type.
NUMBERS = {
    np.dtype(kind): {n: np.array(n, kind) for n in (-2, 0, 1, 2, 4, np.inf)}
    | {"top": np.log(np.finfo(kind).max / 2)}
    for kind in "efdg"
}


def floats(name: str, value: Any) -> tuple[NDArray, Any]:
    """The numbers as an array of floats, and the sum of their squares.

    Whole numbers and truth values become float64; float arrays stay what they are.
    Raises TypeError for anything but real numbers, ValueError for NaN, infinity, and
    rows of different lengths.
    """
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(
            f"{name} must have rows of equal length, got {value!r}"
        ) from None
    if array.dtype not in NUMBERS:
        array = _as_floats(name, value, array)
    flat = array.ravel("K")  # no copy, whichever way the numbers lie in memory
    squares = np.vdot(flat, flat)  # never warns, as array.dot does
    if not isfinite(squares):  # NaN, infinity, or no more than a very large number
        _require_finite(name, array)
    return array, squares


def entries(function: Callable[[NDArray], NDArray]) -> Callable[[ArrayLike], NDArray]:
    """A decorator that checks Z: it becomes an array of finite floats, of any shape."""

    @functools.wraps(function)
    def _checked(Z):
        return function(floats("Z", Z)[0])

    return _checked


def _as_floats(name, value, array):
    if array.dtype.kind in "iub":
        return array.astype(np.float64)
    if array.dtype.kind == "f":
        return array.astype(array.dtype.newbyteorder("="))
    got = type(value).__name__ if array.dtype == object else array.dtype
    raise TypeError(f"{name} must be an array of real numbers, got {got}")


def _require_finite(name, array):
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        place = tuple(map(int, bad[0]))
        where = name + str(list(place)) * bool(place)
        raise ValueError(f"{name} must be finite, got {where} = {array[place]}")


def shapes(line: str) -> Callable[[Callable], Callable]:
    """A decorator that checks arguments: shapes("W (n, p), A (p, m) -> Z (n, m)").

    Each argument in front of the arrow becomes a matrix of floats. A letter stands for
    the same size, at least 1, wherever it occurs; a digit stands for itself. Raises
    TypeError and ValueError as floats does, and ValueError for shapes that do not fit.
    """
    wanted = tuple(re.findall(r"(\w+) \((\w+), (\w+)\)", line.split("->")[0]))

    def _decorate(function):
        signature = inspect.signature(function)

        @functools.wraps(function)
        def _checked(*args, **kwargs):
            if kwargs or len(args) != len(signature.parameters):
                given = signature.bind(*args, **kwargs).arguments
            else:
                given = dict(zip(signature.parameters, args))
            for name, _, _ in wanted:
                given[name], _ = floats(name, given[name])
            _require_shapes(wanted, tuple([given[name].shape for name, _, _ in wanted]))
            return function(**given)

        return _checked

    return _decorate


@functools.lru_cache  # in training the same shapes come again and again
def _require_shapes(wanted, shapes):
    known = {}  # a letter -> its size, and where it was met first
    for (name, *letters), shape in zip(wanted, shapes):
        want = f"{name} ({', '.join(letters)})"
        if len(shape) != 2 or 0 in shape:
            raise ValueError(f"wanted a matrix {want} with entries, got shape {shape}")
        for letter, size in zip(letters, shape):
            first = int(letter) if letter.isdigit() else size
            expected, owner = known.setdefault(letter, (first, want))
            if size != expected:
                raise ValueError(
                    f"wanted {want} with {letter} = {expected}, as in {owner}, "
                    f"got {name} of shape {shape}"
                )
