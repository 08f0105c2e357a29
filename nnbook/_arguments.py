# Made from docs/01-neuron.md: edit it, run `python -m loom tangle`.

# docs/01-neuron.md#too-large
"""What functions are given: a number or a list that fits, or an error that says why.

Of the wrong type: TypeError, which names the type. Of the wrong value: ValueError.
"""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from numbers import Integral, Real


def real(
    name: str,
    value: object,
    wanted: str = "a real number",
    fits: Callable[[float], bool] = lambda number: True,
) -> float:
    """The number as a float; True and False are refused.

    name: what the function calls it
    wanted: what it must be, in words
    fits: the same as a function of the float
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a real number, got {type(value).__name__}")
    try:
        number = float(value)
    except OverflowError:
        raise ValueError(
            f"{name} must be a number that a float can hold, from -1.8e308 to 1.8e308, "
            f"got a larger {type(value).__name__}"
        ) from None
    if not fits(number):
        raise ValueError(f"{name} must be {wanted}, got {value!r}")
    return number


def finite(name: str, value: object) -> float:
    """A finite number as a float."""
    return real(name, value, "a finite number", math.isfinite)


def positive(name: str, value: object) -> float:
    """A finite number above 0 as a float."""
    return real(name, value, "a finite number above 0", lambda x: 0 < x < math.inf)


def not_negative(name: str, value: object) -> float:
    """A finite number >= 0 as a float."""
    return real(name, value, "a finite number >= 0", lambda x: 0 <= x < math.inf)


def whole(name: str, value: object, least: int) -> int:
    """A whole number, at least `least`, as an int."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be a whole number, got {type(value).__name__}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")
    return int(value)


def sequence(
    name: str, values: Iterable, wanted: str, fits: Callable[[list], object] = len
) -> list:
    """The items of a list, tuple or array; text, sets and dicts are none of these."""
    ordered = isinstance(values, Sequence) or getattr(values, "ndim", 0) > 0
    if isinstance(values, (str, bytes)) or not ordered:
        raise TypeError(f"{name} must be {wanted}, got {type(values).__name__}")
    items = list(values)
    if not fits(items):
        raise ValueError(f"{name} must be {wanted}, got {values!r:.80}")
    return items


def finite_list(name: str, values: Iterable, length: int = 0) -> list[float]:
    """Finite numbers as a list of floats: one or more, or `length` of them."""
    wanted = f"numbers, {length} in all" if length else "at least one number"
    fits = (lambda items: len(items) == length) if length else len
    items = sequence(name, values, f"a list or tuple of {wanted}", fits)
    return [finite(f"{name}[{i}]", item) for i, item in enumerate(items)]


def finite_dict(name: str, values: object, keys: Collection[str]) -> list[float]:
    """The finite numbers of a dict with exactly these keys, in the keys' order."""
    if not isinstance(values, dict):
        raise TypeError(f"{name} must be a dict, got {type(values).__name__}")
    missing = ", ".join(key for key in keys if key not in values)
    unknown = ", ".join(str(key) for key in values if key not in keys)
    if missing or unknown:
        raise ValueError(
            f"{name} must have exactly the keys {', '.join(keys)}; "
            f"missing: {missing or 'none'}; unknown: {unknown or 'none'}"
        )
    return [finite(key, values[key]) for key in keys]


def chosen(name: str, key: object, keys: Collection[str]) -> str:
    """The key, which must be one of these strings."""
    if not isinstance(key, str):
        raise TypeError(f"{name} must be a string, got {type(key).__name__}")
    if key not in keys:
        raise ValueError(f"{name} must be one of {', '.join(keys)}, got {key!r}")
    return key


def require_generator(rng: object, method: str) -> Callable[..., float]:
    """This method of one of NumPy's random generators."""
    draw = getattr(rng, method, None)
    if isinstance(rng, type) or not callable(draw):
        wanted = "a generator such as numpy.random.RandomState(0)"
        raise TypeError(f"rng must be {wanted}, got {rng!r:.60}")
    return draw
