"""Steps of optimisers against exact fractions, autograd's optimisers and loops, and what they refuse."""

import re
from fractions import Fraction
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from autograd.misc import optimizers as autograd
from hypothesis import given, settings
from hypothesis import strategies as some

from nnbook.optimise import adam, gradient_descent, momentum, nesterov

STEPS = [gradient_descent, momentum, nesterov, adam]
every = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)


def pair(w, b=0.0):
    return {1: np.array([[w]])}, {1: np.array([[b]])}


def bowl(parameters):
    """The gradient of ½w² + ½b²."""
    return parameters


def places(step, count, start=None, gradient=bowl, **options):
    """The parameters after each step."""
    parameters, state, found = pair(1.0) if start is None else start, None, []
    for _ in range(count):
        parameters, state = step(parameters, gradient, state, **options)
        found.append(parameters)
    return found


def entries(parameters):
    return np.concatenate([part[l].ravel() for part in parameters for l in sorted(part)])


def drawn(seed=0, dtype=float):
    """Parameters of a network of three layers whose sizes all differ, as random numbers."""
    rng = np.random.default_rng(seed)
    shapes = {1: (3, 5), 2: (2, 3), 3: (4, 2)}
    return tuple(
        {l: rng.normal(size=(n, p) if part == "W" else (n, 1)).astype(dtype) for l, (n, p) in shapes.items()}
        for part in "Wb"
    )


def flat_gradient(seed=0):
    """The gradient of a quadratic with a slight bend, for a vector of any length."""
    def gradient(x):
        scale = np.random.default_rng(seed).uniform(0.1, 3, x.size)
        return scale * x + 0.1 * np.roll(x, 1) + np.sin(x)
    return gradient


def over_pairs(flat, like):
    """A gradient of vectors as a gradient of pairs."""
    def gradient(parameters):
        values, found, start = flat(entries(parameters)), [], 0
        for part in like:
            found.append({})
            for l in sorted(part):
                size = part[l].size
                found[-1][l] = values[start : start + size].reshape(part[l].shape)
                start += size
        return tuple(found)
    return gradient


# What a step computes --------------------------------------------------------------------------

FIRST_FIVE = {
    gradient_descent: (0.9, 0.81, 0.729, 0.6561, 0.59049),
    momentum: (0.9, 0.72, 0.486, 0.2268, -0.02916),
    nesterov: (0.9, 0.729, 0.51759, 0.2945889, 0.084499119),
    adam: (0.900000001, 0.8004122297123379, 0.7015862745044147, 0.6039390626821075, 0.5079636619272204),
}


@every
def test_the_first_five_steps_on_half_w_squared_are_those_of_the_book(step):
    found = [W[1][0, 0] for W, _ in places(step, 5, learning_rate=0.1)]
    assert found == pytest.approx(FIRST_FIVE[step], rel=0, abs=1e-15)


@pytest.mark.parametrize("beta", [Fraction(9, 10), Fraction(1, 4), 0])
def test_momentum_and_nesterov_are_those_of_exact_fractions(beta):
    rate, curvature = Fraction(1, 16), 7
    for step, looks in (momentum, 0), (nesterov, 1):
        found = places(step, 12, gradient=lambda p: pair(7 * p[0][1][0, 0], 0.0),
                       learning_rate=float(rate), beta=float(beta))  # fmt: skip
        w, v = Fraction(1), Fraction(0)
        for W, _ in found:
            v = beta * v + curvature * (w - looks * rate * beta * v)
            w -= rate * v
            assert W[1][0, 0] == pytest.approx(float(w), rel=1e-12, abs=1e-13)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=some.integers(0, 99), rate=some.floats(1e-3, 0.3), beta=some.floats(0, 0.99), count=some.integers(1, 12))
def test_momentum_is_that_of_autograd_with_its_own_rate(seed, rate, beta, count):
    """autograd averages: u = βu + (1 − β)g, so its rate is ours divided by 1 − β."""
    start, gradient = drawn(seed), flat_gradient(seed)
    found = places(momentum, count, start, over_pairs(gradient, start), learning_rate=rate, beta=beta)[-1]
    wanted = autograd.sgd(lambda x, i: gradient(x), entries(start), None, count, rate / (1 - beta), beta)
    assert entries(found) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=some.integers(0, 99), rate=some.floats(1e-4, 0.3), beta_1=some.floats(0, 0.99),
       beta_2=some.floats(0.5, 0.9999), epsilon=some.floats(1e-10, 1e-2), count=some.integers(1, 12))  # fmt: skip
def test_adam_is_that_of_autograd(seed, rate, beta_1, beta_2, epsilon, count):
    start, gradient = drawn(seed), flat_gradient(seed)
    found = places(adam, count, start, over_pairs(gradient, start), learning_rate=rate,
                   beta_1=beta_1, beta_2=beta_2, epsilon=epsilon)[-1]  # fmt: skip
    wanted = autograd.adam(lambda x, i: gradient(x), entries(start), None, count, rate, beta_1, beta_2, epsilon)
    assert entries(found) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_adam_has_the_defaults_of_autograd():
    start, gradient = drawn(), flat_gradient()
    found = places(adam, 5, start, over_pairs(gradient, start))[-1]
    wanted = autograd.adam(lambda x, i: gradient(x), entries(start), num_iters=5)
    assert entries(found) == pytest.approx(wanted, rel=1e-12)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=some.integers(0, 99), rate=some.floats(1e-3, 0.3), beta=some.floats(0, 0.99), count=some.integers(1, 12))
def test_nesterov_is_that_of_two_sequences_of_places(seed, rate, beta, count):
    """The older form: a step of plain descent from a place that was carried on by β."""
    start, gradient = drawn(seed), flat_gradient(seed)
    found = places(nesterov, count, start, over_pairs(gradient, start), learning_rate=rate, beta=beta)[-1]
    before = here = entries(start)
    for _ in range(count):
        carried = here + beta * (here - before)
        before, here = here, carried - rate * gradient(carried)
    assert entries(found) == pytest.approx(here, rel=1e-9, abs=1e-9)


def test_nesterov_asks_for_the_gradient_at_the_place_ahead_and_once():
    asked = []
    def gradient(parameters):
        asked.append(parameters[0][1][0, 0])
        return parameters
    places(nesterov, 3, gradient=gradient, learning_rate=0.1)
    assert asked == pytest.approx([1, 0.81, 0.5751], abs=1e-15)


@every
def test_without_memory_the_steps_are_plain_descent_or_its_sign(step):
    options = {"beta_1": 0, "beta_2": 0} if step is adam else {} if step is gradient_descent else {"beta": 0}
    start = drawn()
    gradient = over_pairs(flat_gradient(), start)
    g, w = entries(gradient(start)), entries(start)
    found = places(step, 1, start, gradient, learning_rate=0.1, **options)[0]
    wanted = w - 0.1 * (g / (np.abs(g) + 1e-8) if step is adam else g)
    assert entries(found) == pytest.approx(wanted, rel=1e-14)


@every
def test_a_run_can_be_cut_in_two_and_continued_from_its_state(step):
    start = drawn()
    gradient = over_pairs(flat_gradient(), start)
    whole = places(step, 6, start, gradient)[-1]
    parameters, state = start, None
    for _ in range(3):
        parameters, state = step(parameters, gradient, state)
    assert state["t"] == 3
    for _ in range(3):
        parameters, state = step(parameters, gradient, state)
    assert np.array_equal(entries(parameters), entries(whole)) and state["t"] == 6


# What it is given ------------------------------------------------------------------------------


@every
def test_nothing_that_is_given_is_changed(step):
    start = drawn()
    gradient = over_pairs(flat_gradient(), start)
    slopes = gradient(start)
    parameters, state = step(start, gradient)
    kept = [entries(part).copy() for part in (start, slopes, parameters)]
    old = {key: entries(state[key]).copy() for key in state if key != "t"}
    for _ in range(2):
        step(parameters, lambda _: slopes, state)
    assert all(np.array_equal(a, entries(b)) for a, b in zip(kept, (start, slopes, parameters)))
    assert all(np.array_equal(old[key], entries(state[key])) for key in old) and state["t"] == 1


@every
@pytest.mark.parametrize("rate", [0.1, np.float64(0.1)], ids=["float", "float64"])
def test_float32_stays_float32_whatever_the_rate_and_the_gradient_are(step, rate):
    start = drawn(dtype="f4")
    wide = over_pairs(flat_gradient(), start)
    found, state = step(start, lambda p: wide(p), learning_rate=rate)
    found, state = step(found, lambda p: wide(p), state, learning_rate=rate)
    pairs = [found] + [state[key] for key in state if key != "t"]
    assert {part[l].dtype for pair in pairs for part in pair for l in part} == {np.dtype("f4")}
    exact = places(step, 2, drawn(dtype="f4"), wide, learning_rate=0.1)[-1]
    assert entries(found) == pytest.approx(entries(exact), rel=1e-5)


@every
@pytest.mark.parametrize("kind", ["u1", "?", "i8"])
def test_whole_numbers_give_the_result_of_floats(step, kind):
    whole = pair(1, 1)[0], {1: np.array([[1]])}
    whole = tuple({1: part[1].astype(kind)} for part in whole)
    assert np.array_equal(entries(places(step, 3, whole)[-1]), entries(places(step, 3, pair(1.0, 1.0))[-1]))


@every
def test_a_gradient_function_gets_pairs_of_the_shapes_of_the_parameters(step):
    def gradient(parameters):
        assert [[part[l].shape for l in part] for part in parameters] == \
            [[(3, 5), (2, 3), (4, 2)], [(3, 1), (2, 1), (4, 1)]]
        return parameters
    W, b = places(step, 2, drawn(), gradient)[-1]
    assert W[2].shape == (2, 3) and b[3].shape == (4, 1)


def refused(error, message, step=momentum, parameters=None, gradient=bowl, state=None, **options):
    with pytest.raises(error) as caught:
        step(pair(1.0) if parameters is None else parameters, gradient, state, **options)
    assert message in str(caught.value)


@every
def test_bad_parameters_and_gradients_are_refused(step):
    check = partial(refused, step=step)
    check(TypeError, "parameters must be a pair (W, b)", parameters={1: 1})
    check(ValueError, "b must have the keys 1 .. 1", parameters=({1: [[1.0]]}, {}))
    check(ValueError, "b[1] (n_1, 1)", parameters=({1: [[1.0]]}, {1: [[1.0], [2.0]]}))
    check(TypeError, "gradient must be a function", gradient=pair(1.0))
    check(TypeError, "wanted a pair (dW, db) of dicts, got None", gradient=lambda p: None)
    check(ValueError, "db must have keys [1], got float", gradient=lambda p: (p[0], 0.0))
    check(ValueError, "dW must have keys [1], got [2]", gradient=lambda p: ({2: p[0][1]}, p[1]))
    check(ValueError, "dW[1] must have shape (1, 1), got (1, 2)", gradient=lambda p: ({1: [[1.0, 2.0]]}, p[1]))
    check(ValueError, "dW[1] must have shape (2, 3), got (3, 2)", gradient=lambda p: ({1: np.ones((3, 2))}, p[1]),
          parameters=({1: np.ones((2, 3))}, {1: np.ones((2, 1))}))  # fmt: skip
    check(TypeError, "dW[1] must be an array of real numbers", gradient=lambda p: ({1: [["a"]]}, p[1]))
    check(ValueError, "db[1] must be finite, got db[1][0, 0] = nan", gradient=lambda p: pair(1.0, np.nan))
    check(ValueError, "W[1] must be finite", parameters=pair(np.inf), gradient=lambda p: pair(1.0))


@every
def test_bad_states_are_refused(step):
    keys = {gradient_descent: "t", adam: "t, v, s"}.get(step, "t, v")
    check = partial(refused, step=step)
    check(TypeError, "state must be None or a dict, got int", state=3)
    check(ValueError, f"state must have the keys {keys}, got ['t', 'u']", state={"t": 1, "u": pair(1.0)})
    good = step(pair(1.0), bowl)[1]
    check(TypeError, "t must be a whole number", state=good | {"t": None})
    check(ValueError, "t must be at least 1", state=good | {"t": 0})
    if "v" in good:
        check(ValueError, "v of W[1] must have shape (1, 1), got (1, 2)",
              state=good | {"v": ({1: np.ones((1, 2))}, {1: np.ones((1, 1))})})  # fmt: skip
        check(ValueError, "v of b[1] must be finite", state=good | {"v": pair(1.0, np.inf)})


@every
@pytest.mark.parametrize("value", [0, -0.1, np.inf, np.nan])
def test_a_learning_rate_that_is_not_above_0_is_refused(step, value):
    refused(ValueError, "learning_rate must be a finite number above 0", step, learning_rate=value)


@pytest.mark.parametrize("step, name", [(momentum, "beta"), (nesterov, "beta"), (adam, "beta_1"), (adam, "beta_2")])
def test_a_beta_outside_0_to_1_is_refused(step, name):
    for value in 1, -0.1, 2, np.nan:
        refused(ValueError, f"{name} must be from 0 to less than 1", step, **{name: value})
    refused(TypeError, f"{name} must be a real number, got bool", step, **{name: False})


def test_an_epsilon_that_is_not_above_0_and_unknown_options_are_refused():
    refused(ValueError, "epsilon must be a finite number above 0", adam, epsilon=0)
    refused(TypeError, "epsilon must be a real number, got str", adam, epsilon="1e-8")
    refused(TypeError, "unexpected keyword argument 'beta'", adam, beta=0.9)


@every
@pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning")
def test_results_that_are_not_finite_are_refused(step):
    message, rate = ("new s: W[1]", 0.1) if step is adam else ("new parameters: W[1]", 1e10)
    refused(ValueError, f"{message} must be finite, got {message}[0, 0] = ", step, gradient=lambda p: pair(1e300),
            learning_rate=rate)  # fmt: skip


# The drawing -----------------------------------------------------------------------------------

DRAWING = Path(__file__).resolve().parent.parent / "docs" / "drawings" / "contour-race.svg"
RACE = {
    "plain": (gradient_descent, {"learning_rate": 0.04}),
    "momentum": (momentum, {"learning_rate": 0.02, "beta": 0.8}),
    "nesterov": (nesterov, {"learning_rate": 0.02, "beta": 0.8}),
    "adam": (adam, {"learning_rate": 1.0}),
}


@pytest.mark.parametrize("name", RACE)
def test_the_drawing_shows_thirty_steps_and_the_distance_left(name):
    step, options = RACE[name]
    H = np.array([[25.0, 24.0], [24.0, 25.0]])
    start = {1: np.array([[2.0, 0.0]])}, {1: np.zeros((1, 1))}
    wanted = places(step, 30, start, lambda p: ({1: p[0][1] @ H}, p[1]), **options)
    wanted = np.array([start[0][1][0], *(W[1][0] for W, _ in wanted)])
    [panel] = [g for g in ElementTree.parse(DRAWING).iter("{http://www.w3.org/2000/svg}g") if g.get("id") == name]
    drawn = {part.get("class"): part for part in panel}
    x0, y0, s = (float(panel.get(f"data-{key}")) for key in ("x0", "y0", "s"))
    for part in "path", "dots":
        numbers = [float(n) for n in re.findall(r"-?\d*\.?\d+", drawn[part].get("d").replace("h0", " "))]
        points = np.cumsum(np.reshape(numbers, (-1, 2)), axis=0)
        assert len(points) == 31
        assert np.abs((points - (x0, y0)) / (s, -s) - wanted).max() < 0.003, "recompute docs/drawings/contour-race.svg"
    left = 100 * np.linalg.norm(wanted[-1]) / 2
    shown = drawn["left"].text.removesuffix(" %")
    assert shown == f"{left:.{len(shown.partition('.')[2])}f}"
