"""Backpropagation against loops, a complex step and autograd, and what it does with bad input."""

import cmath
import itertools
from math import prod

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from nnbook.backprop import HIDDEN, OUTPUT, backward, cost, forward

EPSILON = 1e-40  # of the complex step, in which nothing cancels


# An oracle made of loops over numbers, real or complex ----------------------------------------


def activated(name, z):
    if name == "relu":
        return z if z.real > 0 else 0 * z
    return 1 / (1 + cmath.exp(-z)) if name == "sigmoid" else cmath.tanh(z)


def logits(W, b, x, hidden):
    """The last z of one sample."""
    z = x
    for l in sorted(W):
        a = z if l == 1 else [activated(hidden, each) for each in z]
        z = [sum(w * each for w, each in zip(row, a)) + bias[0] for row, bias in zip(W[l], b[l])]
    return z


def sample_loss(z, y, output):
    if output == "sigmoid":
        return sum(cmath.log(1 + cmath.exp(each)) - label * each for each, label in zip(z, y))
    return sum(y) * cmath.log(sum(map(cmath.exp, z))) - sum(label * each for each, label in zip(z, y))


def slow_cost(W, b, X, Y, hidden, output, l2):
    m = len(X[0])
    samples = zip(zip(*X), zip(*Y))
    data = sum(sample_loss(logits(W, b, x, hidden), y, output) for x, y in samples) / m
    return data + l2 / (2 * m) * sum(w * w for l in W for row in W[l] for w in row)


def slow_gradient(W, b, X, Y, hidden, output, l2):
    """dW and db by a complex step at each parameter."""
    W, b = ({l: part[l].astype(complex).tolist() for l in part} for part in (W, b))
    X, Y = X.tolist(), Y.tolist()
    found = []
    for part in (W, b):
        gradient = {l: np.empty(np.shape(part[l])) for l in part}
        for l in part:
            for j, k in np.ndindex(gradient[l].shape):
                part[l][j][k] += EPSILON * 1j
                gradient[l][j, k] = slow_cost(W, b, X, Y, hidden, output, l2).imag / EPSILON
                part[l][j][k] = part[l][j][k].real
        found.append(gradient)
    return found


def network(widths, m, seed=0, output="sigmoid"):
    """X, Y and parameters with random numbers, far enough from the kinks of ReLU."""
    rng = np.random.default_rng(seed)
    pairs = list(enumerate(itertools.pairwise(widths), 1))
    W = {l: rng.normal(size=(n, p)) / p**0.5 for l, (p, n) in pairs}
    b = {l: rng.normal(size=(n, 1)) for l, (p, n) in pairs}
    Y = rng.random((widths[-1], m))
    return rng.normal(size=(widths[0], m)), Y / Y.sum(axis=0) if output == "softmax" else Y, (W, b)


def entries(*gradients):
    return np.concatenate([part[l].ravel() for part in gradients for l in sorted(part)])


networks = {
    "widths": some.lists(some.integers(1, 4), min_size=2, max_size=7), "m": some.integers(1, 4),
    "seed": some.integers(0, 999), "hidden": some.sampled_from(list(HIDDEN)),
    "output": some.sampled_from(list(OUTPUT)), "l2": some.sampled_from([0, 0.7, 30]),
}  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True)
@given(**networks)
def test_the_gradient_is_that_of_loops_and_a_complex_step(widths, m, seed, hidden, output, l2):
    X, Y, (W, b) = network(widths, m, seed, output)
    dW, db = backward(Y, (W, b), *forward(X, (W, b), hidden, output), l2, hidden)
    wanted = entries(*slow_gradient(W, b, X, Y, hidden, output, l2))
    assert np.linalg.norm(entries(dW, db) - wanted) <= 1e-12 * max(np.linalg.norm(wanted), 1e-3)


ACTIVATIONS = {"relu": lambda Z: anp.maximum(Z, 0.0), "tanh": anp.tanh,
               "sigmoid": lambda Z: 0.5 + 0.5 * anp.tanh(Z / 2)}  # fmt: skip


def array_cost(parameters, X, Y, hidden, output, l2):
    """The cost as others write it: probabilities first, and their logarithms."""
    W, b = parameters
    A = X
    for l in sorted(W):
        Z = anp.dot(W[l], A) + b[l]
        A = ACTIVATIONS[hidden if l < len(W) else "sigmoid"](Z)
    if output == "softmax":
        P = anp.exp(Z) / anp.sum(anp.exp(Z), axis=0)
        losses = -Y * anp.log(P)
    else:
        losses = -Y * anp.log(A) - (1 - Y) * anp.log(1 - A)
    penalty = sum(anp.sum(W[l] ** 2) for l in W)
    return (anp.sum(losses) + l2 / 2 * penalty) / X.shape[1]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(**{**networks, "widths": some.lists(some.integers(1, 12), min_size=2, max_size=7),
          "m": some.integers(1, 30)})  # fmt: skip
def test_the_gradient_is_that_of_autograd(widths, m, seed, hidden, output, l2):
    X, Y, parameters = network(widths, m, seed, output)
    found = backward(Y, parameters, *forward(X, parameters, hidden, output), l2, hidden)
    wanted = entries(*autograd.grad(array_cost)(parameters, X, Y, hidden, output, l2))
    assert np.linalg.norm(entries(*found) - wanted) <= 1e-12 * np.linalg.norm(wanted) + 1e-15


@settings(max_examples=15, deadline=None, derandomize=True)
@given(**networks)
def test_the_gradient_is_that_of_central_differences_of_cost(widths, m, seed, hidden, output, l2):
    X, Y, (W, b) = network(widths, m, seed, output)
    Z, A = forward(X, (W, b), hidden, output)
    dW, db = backward(Y, (W, b), Z, A, l2, hidden)
    if hidden == "relu" and min(np.abs(Z[l]).min() for l in Z) < 1e-3:
        return  # a kink may lie between the two points
    rng, e = np.random.default_rng(seed), 1e-5
    VW, Vb = ({l: rng.normal(size=part[l].shape) for l in part} for part in (W, b))

    def along(t):
        moved = {l: W[l] + t * VW[l] for l in W}, {l: b[l] + t * Vb[l] for l in b}
        return cost(Y, moved, forward(X, moved, hidden, output)[0], l2, output)

    wanted = entries(dW, db) @ entries(VW, Vb)
    assert (along(e) - along(-e)) / (2 * e) == pytest.approx(wanted, rel=1e-7, abs=1e-7)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(**networks)
def test_the_cost_is_that_of_loops(widths, m, seed, hidden, output, l2):
    X, Y, (W, b) = network(widths, m, seed, output)
    Z, _ = forward(X, (W, b), hidden, output)
    wanted = slow_cost(W, b, X.tolist(), Y.tolist(), hidden, output, l2).real
    found = cost(Y, (W, b), Z, l2, output)
    assert type(found) is float and found == pytest.approx(wanted, rel=1e-13)


@pytest.mark.parametrize("output", OUTPUT)
def test_shapes_are_those_of_the_docstrings(output):
    widths, m = (5, 4, 3, 2), 7
    X, Y, (W, b) = network(widths, m, output=output)
    Z, A = forward(X, (W, b), output=output)
    dW, db = backward(Y, (W, b), Z, A)
    assert [Z[l].shape for l in (1, 2, 3)] == [(4, 7), (3, 7), (2, 7)] == [A[l].shape for l in (1, 2, 3)]
    assert list(Z) == list(dW) == list(db) == [1, 2, 3] and list(A) == [0, 1, 2, 3] and A[0] is X
    assert all(dW[l].shape == W[l].shape and db[l].shape == b[l].shape for l in W)
    assert sum(prod(dW[l].shape) for l in dW) == 20 + 12 + 6


def test_each_layer_is_a_layer_of_chapter_7():
    X, _, (W, b) = network((5, 4, 3), 7)
    Z, A = forward(X, (W, b), hidden="tanh", output="softmax")
    np.testing.assert_allclose(Z[1], W[1] @ X + b[1], rtol=1e-15)
    np.testing.assert_allclose(A[1], np.tanh(Z[1]), rtol=1e-15)
    np.testing.assert_allclose(A[2], np.exp(Z[2]) / np.exp(Z[2]).sum(axis=0), rtol=1e-14)


# What comes in is kept, and so is its kind -----------------------------------------------------


def test_no_argument_is_changed_and_no_array_is_given_back():
    X, Y, (W, b) = network((4, 3, 2), 5)
    Z, A = forward(X, (W, b))
    kept = [*W.values(), *b.values(), *Z.values(), *A.values(), X, Y]
    before = [array.copy() for array in kept]
    dW, db = backward(Y, (W, b), Z, A, l2=0.5)
    cost(Y, (W, b), Z, l2=0.5)
    forward(X, (W, b))
    assert all((old == new).all() for old, new in zip(before, kept))
    found = [*dW.values(), *db.values()]
    assert not any(np.shares_memory(new, old) for new in found for old in kept)


@pytest.mark.parametrize("labels", [np.float32, np.float64, np.uint8, bool, int])
def test_float32_stays_float32(labels):
    X, Y, (W, b) = network((4, 3, 2), 5)
    X, (W, b) = X.astype("f4"), tuple({l: part[l].astype("f4") for l in part} for part in (W, b))
    Z, A = forward(X, (W, b))
    dW, db = backward((Y > 0.5).astype(labels), (W, b), Z, A, l2=np.float64(0.5))
    assert {array.dtype for part in (Z, A, dW, db) for array in part.values()} == {np.dtype("f4")}


@pytest.mark.parametrize("kind", [np.uint8, bool, int, list])
def test_whole_numbers_truth_values_and_lists_give_the_float_result(kind):
    X, Y, (W, b) = network((4, 3, 2), 5)
    X, Y = (X > 0).astype(float), (Y > 0.5).astype(float)
    other_X, other_Y = (a.tolist() if kind is list else a.astype(kind) for a in (X, Y))
    Z, A = forward(X, (W, b))
    other_Z, other_A = forward(other_X, (W, b))
    assert cost(other_Y, (W, b), other_Z) == cost(Y, (W, b), Z)
    other_A = other_A | {0: other_X}
    for a, c in zip(backward(Y, (W, b), Z, A), backward(other_Y, [W, b], other_Z, other_A)):
        assert all((a[l] == c[l]).all() for l in a)


def test_the_labels_of_softmax_may_be_those_of_sigmoid_when_it_cannot_be_told():
    """With all parameters 0 both outputs are one half; then labels need not sum to 1."""
    X = np.ones((3, 4))
    parameters = {1: np.zeros((2, 3))}, {1: np.zeros((2, 1))}
    Y = np.array([[1, 1, 0, 0], [1, 0, 1, 0]])
    dW, _ = backward(Y, parameters, *forward(X, parameters))
    np.testing.assert_allclose(dW[1], 0)


# Bad input -------------------------------------------------------------------------------------

X, Y, (W, b) = network((4, 3, 2), 5)
Z, A = forward(X, (W, b))
NAN = X.copy()
NAN[1, 2] = np.nan


def put(part, l, array):
    return {**part, l: array}


@pytest.mark.parametrize("parameters, error, words", [
    (({}, {}), ValueError, ["W", "keys 1 .. L", "[]"]),
    (({0: W[1], 1: W[2]}, b), ValueError, ["W", "keys 1 .. 2", "[0, 1]"]),
    ((W, {1: b[1]}), ValueError, ["b", "keys 1 .. 2", "[1]"]),
    ((W, put(b, 3, b[2])), ValueError, ["b", "keys 1 .. 2", "[1, 2, 3]"]),
    (({"1": W[1], "2": W[2]}, b), ValueError, ["keys 1 .. 2", "'1'"]),
    ((put(W, 2, np.ones((2, 4))), b), ValueError, ["W[2] (n_2, n_1)", "n_1 = 3", "W[1]", "(2, 4)"]),
    ((W, put(b, 1, np.ones((2, 1)))), ValueError, ["b[1] (n_1, 1)", "n_1 = 3", "(2, 1)"]),
    ((W, put(b, 2, np.ones(2))), ValueError, ["b[2] (n_2, 1)", "(2,)"]),
    ((put(W, 2, np.ones((0, 3))), b), ValueError, ["W[2]", "(0, 3)"]),
    ((put(W, 2, [["a", "b", "c"]] * 2), b), TypeError, ["W[2]", "real numbers"]),
    ((put(W, 2, W[2] * 1j), b), TypeError, ["W[2]", "complex"]),
    (W, TypeError, ["pair (W, b)"]),
    (None, TypeError, ["pair (W, b)", "None"]),
    ((W, b, b), TypeError, ["pair (W, b)"]),
    ((list(W.values()), b), TypeError, ["W must be a dict", "list"]),
    ((W, None), TypeError, ["b must be a dict", "NoneType"]),
])  # fmt: skip
def test_parameters_that_are_no_network(parameters, error, words):
    for call in (lambda: forward(X, parameters), lambda: backward(Y, parameters, Z, A),
                 lambda: cost(Y, parameters, Z)):  # fmt: skip
        with pytest.raises(error) as caught:
            call()
        assert all(word in str(caught.value) for word in words), caught.value


@pytest.mark.parametrize("bad, error, words", [
    (X[:3], ValueError, ["X (n_0, m)", "n_0 = 4", "(3, 5)"]),
    (X[:, :0], ValueError, ["X (n_0, m)", "(4, 0)"]),
    (X[:, 0], ValueError, ["X", "(4,)"]),
    (NAN, ValueError, ["X must be finite", "X[1, 2] = nan"]),
    (X.astype(str), TypeError, ["X", "real numbers"]),
])  # fmt: skip
def test_samples_that_do_not_fit(bad, error, words):
    with pytest.raises(error) as caught:
        forward(bad, (W, b))
    assert all(word in str(caught.value) for word in words), caught.value


@pytest.mark.parametrize("change, error, words", [
    ({"Y": Y[:1]}, ValueError, ["Y (n_2, m)", "n_2 = 2", "(1, 5)"]),
    ({"Y": Y[:, :4]}, ValueError, ["Y (n_2, m)", "m = 5", "(2, 4)"]),
    ({"Y": Y + 1}, ValueError, ["labels from 0 to 1", "Y[0, 0]"]),
    ({"Y": Y - 1}, ValueError, ["labels from 0 to 1"]),
    ({"Y": Y * np.nan}, ValueError, ["Y must be finite"]),
    ({"Z": put(Z, 1, Z[1][:2])}, ValueError, ["Z[1] (n_1, m)", "n_1 = 3", "(2, 5)"]),
    ({"A": put(A, 0, X[:3])}, ValueError, ["A[0] (n_0, m)", "n_0 = 4", "(3, 5)"]),
    ({"A": put(A, 1, A[1][:, :1])}, ValueError, ["A[1] (n_1, m)", "m = 5", "(3, 1)"]),
    ({"Z": {1: Z[1]}}, ValueError, ["Z", "keys 1 .. 2", "[1]"]),
    ({"A": {1: A[1], 2: A[2]}}, ValueError, ["A", "keys 0 .. 2", "[1, 2]"]),
    ({"A": put(A, 0, NAN)}, ValueError, ["A[0] must be finite", "A[0][1, 2] = nan"]),
    ({"A": put(A, 1, A[1] + np.inf)}, ValueError, ["A[1] must be finite"]),
    ({"A": put(A, 2, A[2] * np.nan)}, ValueError, ["A[2] must be finite"]),
    ({"Z": put(Z, 1, Z[1] * np.nan)}, ValueError, ["Z[1] must be finite"]),
    ({"parameters": (put(W, 2, W[2] * np.nan), b)}, ValueError, ["W[2] must be finite"]),
    ({"Z": None}, TypeError, ["Z must be a dict"]),
    ({"A": X}, TypeError, ["A must be a dict", "ndarray"]),
    ({"l2": -0.1}, ValueError, ["l2", ">= 0", "-0.1"]),
    ({"l2": np.nan}, ValueError, ["l2", "nan"]),
    ({"l2": np.inf}, ValueError, ["l2", "inf"]),
    ({"l2": "0.1"}, TypeError, ["l2 must be a real number", "str"]),
    ({"l2": True}, TypeError, ["l2 must be a real number", "bool"]),
    ({"l2": None}, TypeError, ["l2 must be a real number", "NoneType"]),
    ({"l2": 1j}, TypeError, ["l2 must be a real number", "complex"]),
    ({"hidden": "elu"}, ValueError, ["hidden", "relu, sigmoid, tanh", "'elu'"]),
    ({"hidden": np.tanh}, TypeError, ["hidden must be a string", "ufunc"]),
])  # fmt: skip
def test_backward_with_bad_input(change, error, words):
    good = {"Y": Y, "parameters": (W, b), "Z": Z, "A": A}
    backward(**good)
    with np.errstate(invalid="ignore"), pytest.raises(error) as caught:
        backward(**good | change)
    assert all(word in str(caught.value) for word in words), caught.value


@pytest.mark.parametrize("l2, error", [(-0.1, ValueError), (np.nan, ValueError), ("0.1", TypeError), (True, TypeError)])
def test_the_cost_takes_the_same_l2(l2, error):
    with pytest.raises(error, match="l2 must be"):
        cost(Y, (W, b), Z, l2)


def test_nan_in_the_first_weights_is_found_where_they_are_used():
    bad = put(W, 1, W[1] * np.nan)
    for call in (lambda: forward(X, (bad, b)), lambda: cost(Y, (bad, b), Z, l2=1),
                 lambda: backward(Y, (bad, b), Z, A, l2=1)):  # fmt: skip
        with pytest.raises(ValueError, match=r"W\[1\] must be finite, got W\[1\]\[0, 0\] = nan"):
            call()


def test_labels_of_softmax_sum_to_1_in_each_column():
    _, labels, _ = network((4, 3, 2), 5, output="softmax")
    Z, A = forward(X, (W, b), output="softmax")
    backward(labels, (W, b), Z, A)
    for call in (lambda Y: backward(Y, (W, b), Z, A), lambda Y: cost(Y, (W, b), Z, output="softmax")):
        with pytest.raises(ValueError, match="column of Y must sum to 1"):
            call(labels / 2)


def test_numbers_that_are_too_large_are_named_with_their_layer():
    huge = {l: W[l] * 1e200 for l in W}
    with np.errstate(over="ignore", invalid="ignore"), pytest.raises(ValueError, match=r"Z\[2\] must be finite"):
        forward(X, (huge, b))


@pytest.mark.parametrize("change, error, words", [
    ({"output": "relu"}, ValueError, ["output", "sigmoid, softmax", "'relu'"]),
    ({"output": 3}, TypeError, ["output must be a string", "int"]),
    ({"hidden": "softmax"}, ValueError, ["hidden", "relu, sigmoid, tanh", "'softmax'"]),
])  # fmt: skip
def test_unknown_activations(change, error, words):
    with pytest.raises(error) as caught:
        forward(X, (W, b), **change)
    assert all(word in str(caught.value) for word in words), caught.value
