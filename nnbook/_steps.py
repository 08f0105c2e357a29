# Made from docs/15-optimisers.md: edit it, run `python -m loom tangle`.

# docs/15-optimisers.md#checks
"""What a step of an optimiser is given: a function, a state and numbers that fit."""

import functools
import inspect

import numpy as np

from nnbook._arguments import positive, real, whole
from nnbook._arrays import floats
from nnbook._network import network, require_finite


def each(function, *pairs):
    """The function of the arrays that belong together, for all of W and b."""
    return tuple(
        {l: function(*(part[l] for part in parts)) for l in parts[0]}
        for parts in zip(*pairs)
    )


def step(*kept):
    """A decorator for a step whose state has pairs like (W, b) with these names.

    It checks the arguments, starts the state with zeros, counts the steps in its "t",
    keeps the kinds of floats, and raises ValueError for results that are not finite.
    """

    def _decorate(function):
        signature = inspect.signature(function)

        @functools.wraps(function)
        def _checked(*args, **kwargs):
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            parameters, gradient, state, *numbers = bound.arguments.values()
            numbers = map(_number, list(bound.arguments)[3:], numbers)
            given, *parameters = network(parameters)
            if not callable(gradient):
                raise TypeError(f"gradient must be a function, got {gradient!r:.60}")
            state = _started(kept, state, parameters)

            def _slopes(place):
                return _like(parameters, gradient(place), "d")

            moved, new = function(tuple(parameters), _slopes, state, *numbers)
            for key, (W, b) in ({"parameters": moved} | new).items():
                require_finite({f"new {key}: W": W, f"new {key}: b": b}, given)
            return moved, {"t": state["t"]} | new

        return _checked

    return _decorate


def _started(kept, state, parameters):
    """The state with the number of this step as t, and zeros at the start."""
    if state is None:
        return {"t": 1} | dict.fromkeys(kept, each(np.zeros_like, parameters))
    if not isinstance(state, dict):
        raise TypeError(f"state must be None or a dict, got {type(state).__name__}")
    if state.keys() != {"t", *kept}:
        wanted = ", ".join(("t", *kept))
        raise ValueError(f"state must have the keys {wanted}, got {list(state)}")
    pairs = {key: _like(parameters, state[key], f"{key} of ") for key in kept}
    return {"t": whole("t", state["t"], 1) + 1} | pairs


def _like(parameters, pair, name):
    """The pair with the parameters' keys, shapes and kinds of floats, or an error."""
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise TypeError(f"wanted a pair ({name}W, {name}b) of dicts, got {pair!r:.60}")
    found = []
    for letter, part, model in zip("Wb", pair, parameters):
        if not isinstance(part, dict) or part.keys() != model.keys():
            got = list(part) if isinstance(part, dict) else type(part).__name__
            raise ValueError(f"{name}{letter} must have keys {list(model)}, got {got}")
        found.append(
            {l: _array(f"{name}{letter}[{l}]", part[l], model[l]) for l in model}
        )
    return tuple(found)


def _array(label, array, model):
    array, _ = floats(label, array)
    if array.shape != model.shape:
        raise ValueError(f"{label} must have shape {model.shape}, got {array.shape}")
    return array.astype(model.dtype, copy=False)


def _number(name, value):
    """A plain float, so that float32 stays float32."""
    if name.startswith("beta"):
        return real(name, value, "from 0 to less than 1", lambda x: 0 <= x < 1)
    return positive(name, value)
