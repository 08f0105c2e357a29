# Made from docs/12-gradient-check.md: edit it, run `python -m nnbook.loom tangle`.

# docs/12-gradient-check.md#program
"""Gradients from the values of a function alone, to hold derived ones against."""

import numpy as np


def central(f, parameters, epsilon=1e-5):
    """(f(θ + ε) − f(θ − ε)) / 2ε for each entry θ, one at a time.   eq: central_entry

    f: a function of a pair (W, b) that returns one number   epsilon: the step, > 0
    parameters: (W, b), dicts of arrays   ->   (dW, db), dicts with those keys and shapes
    Raises ValueError for an epsilon that is not > 0, and for a value of f that is not
    finite.
    """
    _require_step(epsilon)

    def slope(at):
        return (_value(f, at(epsilon)) - _value(f, at(-epsilon))) / (2 * epsilon)

    return _each_entry(slope, parameters)


def complex_step(f, parameters, epsilon=1e-20):
    """Im f(θ + iε) / ε for each entry θ: nothing cancels.           eq: complex_entry

    f: as for central, and of complex arrays too   parameters, epsilon: as for central
    Raises ValueError as central does; TypeError if f returns no complex number.
    """
    _require_step(epsilon)

    def slope(at):
        value = _value(f, at(1j * epsilon))
        if not isinstance(value, complex):
            raise TypeError(f"f must be made of functions of complex numbers, got {value!r}")
        return value.imag / epsilon

    return _each_entry(slope, parameters)


def _each_entry(slope, parameters):
    """slope(at) for each entry, where at(step) is the parameters with that entry moved."""
    gradient = []
    for which, arrays in enumerate(parameters):
        found = {l: np.empty(np.shape(array)) for l, array in arrays.items()}
        for l, array in arrays.items():
            for place in np.ndindex(np.shape(array)):

                def at(step):
                    moved = np.array(array, dtype=np.result_type(array, step, float))
                    moved[place] += step
                    pair = list(parameters)
                    pair[which] = {**arrays, l: moved}
                    return tuple(pair)

                found[l][place] = slope(at)
        gradient.append(found)
    return tuple(gradient)


def _value(f, parameters):
    value = np.asarray(f(parameters))
    if value.size != 1 or not np.isfinite(value).all():
        raise ValueError(f"f must return one finite number, got {value!r}")
    return value.item()


def _require_step(epsilon):
    if not 0 < epsilon < np.inf:
        raise ValueError(f"epsilon must be a finite number > 0, got {epsilon!r}")


def relative_error(first, second):
    """‖a − b‖ / (‖a‖ + ‖b‖), over all entries of two gradients.   eq: relative_error

    first, second: gradients (dW, db) with the same keys and shapes -> a float, 0 to 1;
    0 if both are 0. Raises ValueError if an entry of one has no partner in the other.
    """
    a, b = _entries(first), _entries(second)
    if a.keys() != b.keys():
        odd = sorted(a.keys() ^ b.keys())[0]
        raise ValueError(f"both gradients must have the same entries, got {odd} in one only")
    a, b = np.array(list(a.values())), np.array([b[key] for key in a])
    size = np.linalg.norm(a) + np.linalg.norm(b)
    return float(np.linalg.norm(a - b) / size) if size else 0.0


def _entries(gradient):
    return {
        f"{name}[{l}]{list(place)}": array[place]
        for name, arrays in zip(("dW", "db"), gradient)
        for l, array in arrays.items()
        for place in np.ndindex(np.shape(array))
    }
