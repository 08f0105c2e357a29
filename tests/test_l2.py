"""The L2 penalty and weight decay: against exact fractions and loops, and with bad input."""

import re
from fractions import Fraction
from xml.etree import ElementTree

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as some

from nnbook.backprop import backward, cost, forward
from nnbook.l2 import decay, penalty

SVG = "{http://www.w3.org/2000/svg}"
EDIT = "edit docs/14-l2.md and tangle again"
sizes = some.lists(some.integers(1, 5), min_size=2, max_size=5)


def network(widths, m, seed=0):
    """X, Y and parameters with random numbers."""
    rng = np.random.default_rng(seed)
    layers = range(1, len(widths))
    W = {l: rng.normal(size=(widths[l], widths[l - 1])) for l in layers}
    b = {l: rng.normal(size=(widths[l], 1)) for l in layers}
    return rng.normal(size=(widths[0], m)), rng.random((widths[-1], m)), (W, b)


def entries(part):
    return [float(w) for l in part for w in part[l].ravel()]


# Values ----------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None, derandomize=True)
@given(widths=sizes, m=some.integers(1, 300), l2=some.sampled_from([0, 0.7, 3, 1e-3, 40.5]), seed=some.integers(0, 99))
def test_the_penalty_is_that_of_exact_fractions(widths, m, l2, seed):
    _, _, (W, _) = network(widths, 1, seed)
    wanted = Fraction(l2) / (2 * m) * sum(Fraction(w) ** 2 for w in entries(W))
    found = penalty(W, l2, m)
    assert type(found) is float and found == pytest.approx(float(wanted), rel=1e-14), EDIT


@settings(max_examples=10, deadline=None, derandomize=True)
@given(widths=sizes, m=some.integers(1, 6), l2=some.sampled_from([0.7, 30]), seed=some.integers(0, 99))
def test_the_penalty_is_what_the_cost_adds(widths, m, l2, seed):
    X, Y, (W, b) = network(widths, m, seed)
    Z, _ = forward(X, (W, b))
    assert cost(Y, (W, b), Z, l2) == cost(Y, (W, b), Z) + penalty(W, l2, m), EDIT


@settings(max_examples=10, deadline=None, derandomize=True)
@given(widths=sizes, m=some.integers(1, 6), l2=some.sampled_from([0, 0.7, 3]), seed=some.integers(0, 99))
def test_a_step_with_the_penalty_is_decay_and_a_step_without(widths, m, l2, seed):
    X, Y, (W, b) = network(widths, m, seed)
    Z, A = forward(X, (W, b))
    (plain, db), (penalised, db_too) = backward(Y, (W, b), Z, A), backward(Y, (W, b), Z, A, l2)
    left = decay(W, 0.25, l2, m)
    for l in W:
        np.testing.assert_allclose(W[l] - 0.25 * penalised[l], left[l] - 0.25 * plain[l], rtol=1e-13, atol=1e-14)
        assert (db[l] == db_too[l]).all(), "a bias does not decay"


def test_the_derivative_of_the_penalty_is_the_decay_without_2():
    _, _, (W, _) = network((4, 3, 2), 1)
    for l in W:
        for place in np.ndindex(W[l].shape):
            moved = [{k: W[k].copy() for k in W} for _ in range(2)]
            moved[0][l][place] += 0.5
            moved[1][l][place] -= 0.5
            slope = penalty(moved[0], 0.7, 5) - penalty(moved[1], 0.7, 5)  # exact for a square, whatever the step
            assert slope == pytest.approx(0.7 / 5 * W[l][place], rel=1e-12)


@pytest.mark.parametrize("learning_rate, l2, m, factor", [(0.3, 3, 30, 0.97), (0.5, 4, 2, 0), (2, 0, 7, 1), (1, 1, 4, 0.75)])
def test_decay_multiplies_every_weight_by_one_factor(learning_rate, l2, m, factor):
    _, _, (W, _) = network((4, 3, 2), 1)
    found = decay(W, learning_rate, l2, m)
    assert list(found) == [1, 2] and all(found[l].shape == W[l].shape for l in W)
    np.testing.assert_allclose(entries(found), factor * np.array(entries(W)), rtol=1e-14, atol=1e-15)


# What comes in is kept, and so is its kind -----------------------------------------------------


def test_no_argument_is_changed_and_none_is_returned():
    _, _, (W, _) = network((4, 3, 2), 1)
    before = entries(W)
    penalty(W, 0.7, 5)
    found = decay(W, 0.1, 0, 5)
    assert entries(W) == before and not any(np.shares_memory(found[l], W[l]) for l in W)


def test_float32_stays_float32():
    _, _, (W, _) = network((4, 3, 2), 1)
    small = {l: W[l].astype("f4") for l in W}
    assert {part.dtype for part in decay(small, np.float64(0.5), np.float64(2), 5).values()} == {np.dtype("f4")}
    assert type(penalty(small, 2, 5)) is float and penalty(small, 2, 5) == pytest.approx(penalty(W, 2, 5), rel=1e-6)


@pytest.mark.parametrize("kind", [np.uint8, bool, int, list])
def test_whole_numbers_truth_values_and_lists_give_the_float_result(kind):
    W = {1: np.array([[1.0, 0, 1], [0, 0, 1]]), 2: np.array([[1.0, 0]])}
    other = {l: W[l].tolist() if kind is list else W[l].astype(kind) for l in W}
    assert penalty(other, 3, 8) == penalty(W, 3, 8) == 0.75
    assert entries(decay(other, 1, 2, 8)) == entries(decay(W, 1, 2, 8))


def test_the_order_of_the_layers_in_the_dict_does_not_matter():
    _, _, (W, _) = network((4, 3, 2), 1)
    assert penalty({2: W[2], 1: W[1]}, 3, 8) == penalty(W, 3, 8)


# Bad input -------------------------------------------------------------------------------------

_, _, (W, _) = network((4, 3, 2), 1)


@pytest.mark.parametrize("change, error, words", [
    ({"W": None}, TypeError, ["W must be a dict", "NoneType"]),
    ({"W": [W[1], W[2]]}, TypeError, ["W must be a dict", "list"]),
    ({"W": W[1]}, TypeError, ["W must be a dict", "ndarray"]),
    ({"W": {}}, ValueError, ["keys 1 .. L", "[]"]),
    ({"W": {0: W[1], 1: W[2]}}, ValueError, ["keys 1 .. 2", "[0, 1]"]),
    ({"W": {1: W[1], 2: W[2].T}}, ValueError, ["W[2] (n_2, n_1)", "n_1 = 3", "(3, 2)"]),
    ({"W": {1: W[1][0]}}, ValueError, ["W[1]", "(4,)"]),
    ({"W": {1: W[1] * np.nan}}, ValueError, ["W[1] must be finite", "nan"]),
    ({"W": {1: [["a"]]}}, TypeError, ["W[1]", "real numbers"]),
    ({"l2": -1}, ValueError, ["l2", ">= 0", "-1"]),
    ({"l2": np.nan}, ValueError, ["l2", "nan"]),
    ({"l2": "1"}, TypeError, ["l2 must be a real number", "str"]),
    ({"l2": True}, TypeError, ["l2 must be a real number", "bool"]),
    ({"m": 0}, ValueError, ["m must be at least 1", "0"]),
    ({"m": 2.0}, TypeError, ["m must be a whole number", "float"]),
    ({"m": True}, TypeError, ["m must be a whole number", "bool"]),
])  # fmt: skip
def test_bad_input(change, error, words):
    good = {"W": W, "l2": 0.7, "m": 5}
    for call in (penalty, lambda **given: decay(learning_rate=0.1, **given)):
        call(**good)
        with pytest.raises(error) as caught:
            call(**good | change)
        assert all(word in str(caught.value) for word in words), caught.value


@pytest.mark.parametrize("learning_rate, error, words", [
    (0, ValueError, ["learning_rate", "above 0", "0"]),
    (np.inf, ValueError, ["learning_rate", "finite", "inf"]),
    (np.nan, ValueError, ["learning_rate", "nan"]),
    ("1", TypeError, ["learning_rate must be a real number", "str"]),
    (True, TypeError, ["learning_rate must be a real number", "bool"]),
    (20, ValueError, ["learning_rate * l2 / m", "at most 1", "2.8", "signs"]),
])  # fmt: skip
def test_decay_with_a_bad_learning_rate(learning_rate, error, words):
    with pytest.raises(error) as caught:
        decay(W, learning_rate, 0.7, 5)
    assert all(word in str(caught.value) for word in words), caught.value


def test_any_whole_number_of_numpy_is_a_number_of_samples():
    assert penalty(W, np.float32(2), np.int64(5)) == penalty(W, 2, 5)


# The figures show what training gives -----------------------------------------------------------


def drawn(name):
    return ElementTree.parse(ROOT / "docs" / "drawings" / name).getroot()


def group_of(root, name):
    return next(group for group in root.iter(f"{SVG}g") if group.get("id") == name)


def trained(seeds, l2s):
    """The data of each seed, and W and b for each seed and λ: one unit, 100 steps, all at once."""
    data = []
    for seed in seeds:
        rng = np.random.RandomState(seed)
        data.append([])
        for m in (30, 1000):
            X = rng.normal(size=(20, m))
            data[-1].append((X, rng.random((1, m)) < 1 / (1 + np.exp(-2 * (X[0] - X[1])))))
    X, Y = (np.array([known[k] for known, _ in data])[:, None] for k in (0, 1))  # (seeds, 1, ., m)
    W, b = np.zeros((len(data), len(l2s), 1, 20)), np.zeros((len(data), len(l2s), 1, 1))
    factor = 1 - 0.9 * np.array(l2s)[:, None, None] / 30
    for _ in range(100):
        dZ = 1 / (1 + np.exp(-W @ X - b)) - Y
        W, b = factor * W - 0.9 * dZ @ X.swapaxes(2, 3) / 30, b - 0.9 * dZ.mean(axis=3, keepdims=True)
    return data, W, b


def points(path):
    return np.array(re.findall(r"([\d.]+),([\d.]+)", path.get("d")), float)


def test_the_curves_of_the_costs_are_those_of_training():
    l2s = [0, 0.1, 0.3, 1, 3, 10, 30]
    data, W, b = trained((0, 1, 2), l2s)
    root = drawn("costs-against-l2.svg")
    ticks = [text.text for text in root.iter(f"{SVG}text") if text.get("data-tick") == "x"]
    assert [float(tick) for tick in ticks] == l2s
    for which, name in enumerate(("training", "held-out")):
        for path in group_of(root, name).iter(f"{SVG}path"):
            s = int(path.get("data-seed"))
            X, Y = data[s][which]
            Z = W[s] @ X + b[s]
            costs = (np.logaddexp(0, Z) - Y * Z).mean(axis=(1, 2))
            heights = (float(path.get("data-y0")) - points(path)[:, 1]) / float(path.get("data-sy"))
            np.testing.assert_allclose(heights, costs, atol=1e-4, err_msg=f"{name}, seed {s}: draw the figure again")


def test_the_histograms_are_those_of_training():
    l2s = [0, 1, 10]
    _, W, _ = trained(range(20), l2s)
    edges = np.round(np.arange(-4.1, 4.2, 0.2), 1)
    root = drawn("weights-against-l2.svg")
    for k, l2 in enumerate(l2s):
        group = group_of(root, f"weights-{l2}")
        base, scale, x0, sx = (float(group.get(f"data-{key}")) for key in ("base", "scale", "x0", "sx"))
        for path in group.iter(f"{SVG}path"):
            part = W[:, k, 0, 2:] if path.get("class") == "noise" else W[:, k, 0, :2]
            counts, _ = np.histogram(part, edges)
            assert counts.sum() == part.size
            steps, height = re.findall(r"H([-\d.]+) V([-\d.]+)", path.get("d")), base
            shown = []
            for left in x0 + sx * edges[:-1]:
                while steps and abs(float(steps[0][0]) - left) < 0.02:
                    height = float(steps.pop(0)[1])
                shown.append((base - height) / scale * part.size)
            np.testing.assert_allclose(shown, counts, atol=0.1, err_msg="draw the figure again")
