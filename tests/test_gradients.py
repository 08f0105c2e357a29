"""Chapter 8: the three gradients of a layer, against loops, exact fractions and differences."""

import inspect
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook import dense, gradients
from nnbook.activations import sigmoid, sigmoid_derivative, tanh, tanh_derivative
from nnbook.partials import partials

EDIT = "edit docs/08-transposes.md and tangle again"
SIZES = [(2, 3, 4), (4, 2, 3), (3, 4, 2), (5, 1, 3), (1, 4, 2), (2, 5, 1), (3, 3, 3), (1, 1, 1)]
PEOPLE = np.array([[-2, 25, 17, -15], [-1, 6, 4, -6]])
LABELS = np.array([[1, 0, 0, 1]])


def layer(n, p, m, seed=8):
    """W (n, p), b (n, 1), A (p, m) and dZ (n, m), drawn at random."""
    rng = np.random.default_rng([seed, n, p, m])
    return [rng.normal(size=shape) for shape in ((n, p), (n, 1), (p, m), (n, m))]


def entry_by_entry(dZ, A, W):
    """𝐝W, 𝐝b and 𝐝A as sums written out, in exact fractions: no product of arrays, no mean."""
    (n, m), p = dZ.shape, A.shape[0]
    z, a, w = ([[Fraction(float(x)) for x in row] for row in array] for array in (dZ, A, W))
    dW = [[sum(z[j][i] * a[k][i] for i in range(m)) / m for k in range(p)] for j in range(n)]
    db = [[sum(z[j][i] for i in range(m)) / m] for j in range(n)]
    dA = [[sum(w[j][k] * z[j][i] for j in range(n)) for i in range(m)] for k in range(p)]
    return [np.array(rows, dtype=float) for rows in (dW, db, dA)]


def all_three(dZ, A, W):
    return gradients.weights(dZ, A), gradients.bias(dZ), gradients.inputs(dZ, W)


# Values ---------------------------------------------------------------------


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_the_gradients_are_the_sums_of_the_chapter(sizes):
    W, _, A, dZ = layer(*sizes)
    for got, wanted in zip(all_three(dZ, A, W), entry_by_entry(dZ, A, W), strict=True):
        assert got.shape == wanted.shape, EDIT
        np.testing.assert_allclose(got, wanted, rtol=1e-13, atol=1e-14, err_msg=EDIT)


# Costs of Z that are no sum over samples and no sum over neurons: any J will do, and none may be special.
COSTS = {
    "squares": lambda Z: np.sum(Z**2) / 2,
    "mixed": lambda Z: np.sin(Z).sum() * np.cos(Z[0]).sum() + np.prod(1 + Z[:, 0] ** 2),
    "one entry": lambda Z: Z[-1, -1] ** 3,
}


def slopes(function, at, step=1e-5):
    """The derivative of a number with respect to each entry, by central differences."""
    found = np.zeros(at.shape)
    for place in np.ndindex(*at.shape):
        there = np.zeros(at.shape)
        there[place] = step
        found[place] = (function(at + there) - function(at - there)) / (2 * step)
    return found


@pytest.mark.parametrize("name", COSTS)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_they_are_the_derivatives_of_any_cost_by_central_differences(name, sizes):
    W, b, A, _ = layer(*sizes)
    cost, m = COSTS[name], sizes[2]
    dZ = m * slopes(cost, W @ A + b)
    wanted = (
        slopes(lambda W: cost(W @ A + b), W),
        slopes(lambda b: cost(W @ A + b), b),
        m * slopes(lambda A: cost(W @ A + b), A),
    )
    for got, by_differences in zip(all_three(dZ, A, W), wanted, strict=True):
        scale = 1 + np.abs(by_differences).max()
        assert np.abs(got - by_differences).max() < 1e-7 * scale, f"{name}: {EDIT}"


@pytest.mark.parametrize("g, slope", [(sigmoid, sigmoid_derivative), (tanh, tanh_derivative)])
def test_two_layers_are_the_three_functions_twice(g, slope):
    W1, b1, X, _ = layer(3, 2, 5)
    W2, b2, _, _ = layer(4, 3, 5, seed=9)
    Z1 = dense.forward(W1, b1, X)
    dZ2 = 5 * slopes(COSTS["mixed"], dense.forward(W2, b2, g(Z1)))
    dZ1 = gradients.inputs(dZ2, W2) * slope(Z1)
    wanted = slopes(lambda W: COSTS["mixed"](dense.forward(W2, b2, g(dense.forward(W, b1, X)))), W1)
    assert np.abs(gradients.weights(dZ1, X) - wanted).max() < 1e-6 * (1 + np.abs(wanted).max())


def test_the_mean_of_the_nine_partials_over_four_people_is_what_matrices_give():
    rng = np.random.default_rng(221)
    for _ in range(20):
        nine = dict(zip(("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"), rng.normal(size=9).tolist()))
        W1, b1 = np.array([[nine["w1"], nine["w2"]], [nine["w3"], nine["w4"]]]), np.array([[nine["b1"]], [nine["b2"]]])
        W2, b2 = np.array([[nine["w5"], nine["w6"]]]), np.array([[nine["b3"]]])
        Z1 = dense.forward(W1, b1, PEOPLE)
        Z2 = dense.forward(W2, b2, sigmoid(Z1))
        dZ2 = 2 * (sigmoid(Z2) - LABELS) * sigmoid_derivative(Z2)
        dZ1 = gradients.inputs(dZ2, W2) * sigmoid_derivative(Z1)
        got = [*gradients.weights(dZ1, PEOPLE).ravel(), *gradients.weights(dZ2, sigmoid(Z1)).ravel(),
               *gradients.bias(dZ1).ravel(), *gradients.bias(dZ2).ravel()]
        each = [partials(nine, tuple(x.tolist()), int(y)) for x, y in zip(PEOPLE.T, LABELS[0], strict=True)]
        wanted = [sum(person[name] for person in each) / 4 for name in nine]
        np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-16, err_msg=EDIT)


def test_the_published_batch_gradient_is_met():
    ones, none = np.ones((2, 2)), np.zeros((2, 1))
    A1 = sigmoid(dense.forward(ones, none, PEOPLE))
    Z2 = dense.forward(np.ones((1, 2)), np.zeros((1, 1)), A1)
    dZ2 = 2 * (sigmoid(Z2) - LABELS) * sigmoid_derivative(Z2)
    dZ1 = gradients.inputs(dZ2, np.ones((1, 2))) * sigmoid_derivative(dense.forward(ones, none, PEOPLE))
    for got, wanted in (
        (gradients.weights(dZ2, A1), [[0.0896607381, 0.0896607381]]),
        (gradients.bias(dZ2), [[-0.0294263466]]),
        (gradients.weights(dZ1, PEOPLE), [[0.0053673851, 0.0026836923]] * 2),
        (gradients.bias(dZ1), [[-0.0026836919]] * 2),
    ):
        np.testing.assert_allclose(got, wanted, rtol=0, atol=5.1e-11, err_msg=EDIT)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5), st.integers(1, 3), st.integers(0, 999))
def test_gradients_are_linear_in_dz_and_means_over_the_samples(n, p, m, copies, seed):
    W, _, A, dZ = layer(n, p, m, seed)
    many = np.tile(dZ, copies), np.tile(A, copies)
    np.testing.assert_allclose(gradients.weights(*many), gradients.weights(dZ, A), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(gradients.bias(many[0]), gradients.bias(dZ), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(gradients.inputs(many[0], W), np.tile(gradients.inputs(dZ, W), copies))
    for once, thrice in zip(all_three(dZ, A, W), all_three(-3 * dZ, A, W), strict=True):
        np.testing.assert_allclose(-3 * once, thrice, rtol=1e-12, atol=1e-13)


# What they are given, and what they leave alone ------------------------------


def arguments(function, sizes, dtype=float):
    """Arrays for a function's parameters, by name."""
    W, _, A, dZ = layer(*sizes)
    known = {"dZ": dZ, "A": A, "W": W}
    return {name: (9 * known[name]).astype(dtype) for name in inspect.signature(function).parameters}


FUNCTIONS = [gradients.weights, gradients.bias, gradients.inputs]
each_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)


@each_function
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_the_shape_line_of_the_docstring_is_true(function, sizes):
    given_ = arguments(function, sizes)
    doc = inspect.getdoc(function)
    letters = dict(zip("npm", sizes, strict=True)) | {"1": 1}
    result = {"weights": "dW", "bias": "db", "inputs": "dA"}[function.__name__]
    for name, array in {**given_, result: function(**given_)}.items():
        said = doc.partition(f"{name} (")[2].partition(")")[0]
        assert array.shape == tuple(letters[letter] for letter in said.split(", ")), f"{name}: {EDIT}"


@each_function
def test_arguments_are_not_changed_and_not_handed_back(function):
    given_ = arguments(function, (2, 3, 4))
    before = {name: array.copy() for name, array in given_.items()}
    result = function(**given_)
    assert not any(np.shares_memory(result, array) for array in given_.values())
    result[:] = 7
    assert all((given_[name] == before[name]).all() for name in given_)


@each_function
def test_float32_stays_float32_and_whole_numbers_and_truth_values_give_floats(function):
    assert function(**arguments(function, (2, 3, 4), np.float32)).dtype == np.float32
    for dtype in (np.uint8, np.int64, bool):
        given_ = arguments(function, (2, 3, 4), dtype)
        wanted = function(**{name: array.astype(float) for name, array in given_.items()})
        assert wanted.dtype == function(**given_).dtype == np.float64
        assert (function(**given_) == wanted).all(), dtype


@each_function
def test_arrays_in_columns_order_and_views_give_the_same_numbers(function):
    given_ = arguments(function, (2, 3, 4))
    wanted = function(**given_)
    for changed in (np.asfortranarray, lambda a: np.repeat(a, 2, axis=1)[:, ::2], np.ndarray.tolist):
        np.testing.assert_allclose(function(**{k: changed(v) for k, v in given_.items()}), wanted, rtol=1e-14)


WRONG = [
    (gradients.weights, {"A": np.ones((3, 5))}, ValueError, "A (p, m) with m = 4, as in dZ (n, m), got A of shape (3, 5)"),
    (gradients.inputs, {"W": np.ones((5, 3))}, ValueError, "W (n, p) with n = 2, as in dZ (n, m), got W of shape (5, 3)"),
    (gradients.weights, {"A": np.ones(4)}, ValueError, "a matrix A (p, m) with entries, got shape (4,)"),
    (gradients.bias, {"dZ": np.ones((2, 0))}, ValueError, "a matrix dZ (n, m) with entries, got shape (2, 0)"),
    (gradients.bias, {"dZ": 1.0}, ValueError, "a matrix dZ (n, m) with entries, got shape ()"),
    (gradients.inputs, {"dZ": [[1, 2], [3]]}, ValueError, "dZ must have rows of equal length"),
    (gradients.weights, {"dZ": [[0, 1, 2, np.nan]] * 2}, ValueError, "dZ must be finite, got dZ[0, 3] = nan"),
    (gradients.inputs, {"W": [[0, 1, 2], [3, -np.inf, 4]]}, ValueError, "W must be finite, got W[1, 1] = -inf"),
    (gradients.bias, {"dZ": [["1", "2"]]}, TypeError, "dZ must be an array of real numbers"),
    (gradients.bias, {"dZ": [[1j, 2]]}, TypeError, "dZ must be an array of real numbers, got complex128"),
    (gradients.bias, {"dZ": None}, TypeError, "dZ must be an array of real numbers, got NoneType"),
]


@pytest.mark.parametrize("function, changed, error, message", WRONG, ids=lambda x: getattr(x, "__name__", None))
def test_bad_input_is_refused_by_name(function, changed, error, message):
    with pytest.raises(error) as caught:
        function(**arguments(function, (2, 3, 4)) | changed)
    assert message in str(caught.value)
