"""Chapter 7: one layer Z = WA + b𝟏ᵀ, against exact fractions and loops."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook.activations import sigmoid
from nnbook.dense import forward
from nnbook.loss import labels, mse, people
from nnbook.two_two_one import forward as small_net

EDIT = "edit nnbook/dense.py in docs/07-matrices.md and tangle again"
# The layer of the chapter: three neurons, two inputs, four people.
W, B = [[1, 2], [3, -1], [-2, 3]], [[1], [-2], [4]]
PEOPLE = np.array(people).T


def exact(W, b, A):
    """Entry by entry, in exact arithmetic."""
    n, p, m = len(W), len(A), len(A[0])
    return [[sum(Fraction(W[j][k]) * Fraction(A[k][i]) for k in range(p)) + Fraction(b[j][0])
             for i in range(m)] for j in range(n)]  # fmt: skip


def network(weights, biases, A):
    """Both layers of the small network."""
    for w, b in zip(weights, biases):
        A = sigmoid(forward(w, b, A))
    return A


def test_the_numbers_of_the_chapter():
    wanted = [[-3, 38, 26, -26], [-7, 67, 45, -41], [5, -28, -18, 16]]
    assert forward(W, B, PEOPLE).tolist() == wanted, EDIT


@settings(max_examples=40, deadline=None)
@given(st.permutations([1, 2, 3, 4, 5]), st.integers(0, 2**32 - 1))
def test_every_entry_is_the_exact_sum_and_the_shapes_are_those_of_the_docstring(sizes, seed):
    n, p, m = sizes[:3]
    rng = np.random.default_rng(seed)
    w, b, A = (rng.integers(-999, 999, shape) / 8 for shape in ((n, p), (n, 1), (p, m)))
    Z = forward(w, b, A)
    assert Z.shape == (n, m) and Z.tolist() == exact(w.tolist(), b.tolist(), A.tolist()), EDIT


def test_in_rows_the_same_layer_is_the_transpose():
    w, b = np.array(W), np.array(B)
    rows = PEOPLE.T @ w.T + np.ones((4, 1)) @ b.T
    assert (forward(w, b, PEOPLE).T == rows).all(), EDIT


def test_the_four_people_at_once_get_the_answers_that_they_get_one_by_one():
    parameters = {"w1": 2, "w2": -1, "b1": -2, "w3": -3, "w4": 4, "b2": -4, "w5": -5, "w6": 3, "b3": 1}
    found = network(([[2, -1], [-3, 4]], [[-5, 3]]), ([[-2], [-4]], [[1]]), PEOPLE)
    for i, person in enumerate(people):
        assert math.isclose(found[0, i], small_net(parameters, person).y_hat, rel_tol=1e-14), EDIT


def test_all_ones_gives_the_predictions_and_the_cost_of_the_earlier_chapters():
    found = network((np.ones((2, 2)), np.ones((1, 2))), (np.zeros((2, 1)), np.zeros((1, 1))), PEOPLE)
    assert found[0] == pytest.approx([0.5236951741, 0.8807970780, 0.8807970778, 0.5000000004], abs=5e-11), EDIT
    assert mse(labels, found[0].tolist()) == pytest.approx(0.5071183179, abs=5e-11), EDIT


def test_a_bias_with_one_side_is_an_error_for_four_people_and_goes_to_the_people_for_three():
    w, flat = np.array(W), np.array([1, -2, 4])
    with pytest.raises(ValueError, match="broadcast"):
        w @ PEOPLE + flat
    right, wrong = w @ PEOPLE[:, :3] + np.array(B), w @ PEOPLE[:, :3] + flat
    assert (right != wrong).sum() == 6, "the chapter says that six of nine numbers are wrong"


def test_nothing_is_changed_and_float32_stays_float32():
    arrays = [np.array(value, np.float32) for value in (W, B, PEOPLE)]
    before = [each.copy() for each in arrays]
    assert forward(*arrays).dtype == np.float32, EDIT
    assert all((old == new).all() for old, new in zip(before, arrays)), EDIT


def test_small_whole_numbers_do_not_wrap_around():
    w, b, A = np.uint8([[200, 100]]), np.uint8([[250]]), np.uint8([[2], [3]])
    assert forward(w, b, A).tolist() == [[950.0]], EDIT
    assert forward([[True, False]], [[True]], [[True], [True]]).tolist() == [[2.0]], EDIT


def test_strided_and_fortran_arrays_give_the_same_numbers():
    wanted = forward(W, B, PEOPLE)
    wide = np.repeat(PEOPLE, 2, axis=1)[:, ::2]
    assert (forward(np.asfortranarray(W), B, wide) == wanted).all(), EDIT


@pytest.mark.parametrize("name, value, words", [
    ("W", [[1, 2, 3], [4, 5, 6], [7, 8, 9]], ("A (p, m)", "p = 3", "(2, 4)")),
    ("b", [1, -2, 4], ("b (n, 1)", "(3,)")), ("b", [[1, -2, 4]], ("b (n, 1)", "n = 3", "(1, 3)")),
    ("b", np.ones((3, 4)), ("b (n, 1)", "1 = 1", "(3, 4)")), ("A", PEOPLE.T, ("A (p, m)", "p = 2", "(4, 2)")),
    ("A", np.ones((2, 0)), ("A (p, m)", "(2, 0)")), ("A", 3.0, ("A (p, m)", "()")),
    ("A", [[1, 2], [3, np.nan]], ("A must be finite", "A[1, 1] = nan")),
    ("W", [[1, 2], [3, np.inf], [1, 1]], ("W must be finite", "W[1, 1] = inf")),
])  # fmt: skip
def test_bad_values_are_refused_with_what_was_wanted(name, value, words):
    arguments = {"W": W, "b": B, "A": PEOPLE} | {name: value}
    with pytest.raises(ValueError) as caught:
        forward(**arguments)
    assert all(word in str(caught.value) for word in words), f"{caught.value}: {EDIT}"


@pytest.mark.parametrize("value", ["text", None, [[1j, 2], [3, 4], [5, 6]], [["1", "2"]] * 3])
def test_what_is_no_array_of_real_numbers_is_a_type_error(value):
    with pytest.raises(TypeError, match="W must be an array of real numbers"):
        forward(value, B, PEOPLE)
