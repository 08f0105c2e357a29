"""Chapter 10: softmax and both cross-entropies, held against many digits and plain loops."""

import math
import warnings

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mpmath import mpf

from nnbook.cross_entropy import binary, categorical, softmax

ULP = 2.0**-52
few = settings(max_examples=40, deadline=None, derandomize=True)
logits = st.floats(-1e4, 1e4)
sizes = st.tuples(st.integers(2, 5), st.sampled_from([1, 2, 3, 7]))


@pytest.fixture(autouse=True)
def many_digits_and_no_warnings():
    with mpmath.workdps(60), warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def exact(array):
    """Rows of numbers with many digits."""
    return [[mpf(value) for value in row] for row in array.tolist()]


def binary_loss(y, z):
    """-y ln σ(z) - (1 - y) ln(1 - σ(z)), where numbers may be as large as they like."""
    return y * mpmath.log1p(mpmath.exp(-z)) + (1 - y) * mpmath.log1p(mpmath.exp(z))


def softmax_loss(q, z):
    """-Σ q ln p of one column, with digits for losses down to 1e-320."""
    with mpmath.workdps(60 + int(min(max(z) - min(z), 320))):
        total = mpmath.fsum(map(mpmath.exp, z))
        return -mpmath.fsum(a * mpmath.log(mpmath.exp(b) / total) for a, b in zip(q, z))


def mean(loss, Y, Z):
    """The mean over the columns of the loss of a column."""
    columns = list(zip(zip(*exact(Y)), zip(*exact(Z))))
    return mpmath.fsum(loss(y, z) for y, z in columns) / len(columns)


def entries(y, z):
    return mpmath.fsum(map(binary_loss, y, z))


def distributions(rng, n, m):
    """Columns of sixty-fourths, with a sum of exactly 1 and some zeros."""
    Y = rng.randint(0, 12, (n, m)) * (rng.rand(n, m) < 0.7) / 64
    Y[rng.randint(n)] = 0
    return Y + np.where(np.arange(n)[:, None] == rng.randint(n, size=m), 1 - Y.sum(axis=0), 0)


# Values ----------------------------------------------------------------------------------


def test_the_numbers_of_the_chapter():
    assert softmax([2, 1, 0.1]) == pytest.approx([0.6590011, 0.2424330, 0.0985659], abs=5e-8)
    assert categorical([[1], [0], [0]], [[2], [1], [0.1]]) == pytest.approx(0.4170300, abs=5e-8)
    assert binary([[1]], [[40]]) == pytest.approx(4.248354255291589e-18, rel=4e-16)
    assert binary([[0]], [[40]]) == 40
    assert categorical(np.eye(10)[:, :3], np.zeros((10, 3))) == pytest.approx(math.log(10), rel=ULP)


@given(size=sizes, seed=st.integers(0, 10**6), scale=st.sampled_from([1e-4, 1, 30, 700, 1e4]))
@few
def test_binary_is_right_within_the_error_that_the_chapter_states(size, seed, scale):
    rng = np.random.RandomState(seed)
    Y = rng.choice([0, 1, 0.5, 0.3, 1e-9, rng.rand()], size)
    Z = rng.uniform(-1, 1, size) * scale
    wanted = mean(entries, Y, Z)
    limit = 2 * ULP if scale == 1e4 else 5e-16
    assert abs(binary(Y, Z) - wanted) <= limit * wanted + 1e-300


@given(size=sizes, seed=st.integers(0, 10**6), scale=st.sampled_from([2**-9, 1, 30, 700, 1e4]))
@few
def test_categorical_is_right_within_two_units_where_logits_are_subtracted_exactly(size, seed, scale):
    rng = np.random.RandomState(seed)
    Y, Z = distributions(rng, *size), np.round(rng.uniform(-1, 1, size) * scale * 1024) / 1024
    wanted = mean(softmax_loss, Y, Z)
    assert abs(categorical(Y, Z) - wanted) <= 2 * ULP * wanted + 1e-300


@given(size=sizes, seed=st.integers(0, 10**6), scale=st.sampled_from([1, 30, 700]))
@few
def test_categorical_loses_half_a_unit_for_each_unit_between_the_logits(size, seed, scale):
    rng = np.random.RandomState(seed)
    Y, Z = np.eye(size[0])[:, rng.randint(size[0], size=size[1])], rng.uniform(-1, 1, size) * scale
    wanted = mean(softmax_loss, Y, Z)
    assert abs(categorical(Y, Z) - wanted) <= (3 + np.ptp(Z) / 2) * ULP * wanted + 1e-300


@given(Z=arrays(float, sizes, elements=logits))
@few
def test_softmax_is_right_and_its_columns_sum_to_one(Z):
    P = softmax(Z)
    assert P.sum(axis=0) == pytest.approx(1, rel=4 * ULP)
    for column, found in zip(zip(*exact(Z)), P.T):
        total = mpmath.fsum(mpmath.exp(z - max(column)) for z in column)
        for z, p in zip(column, found):
            wanted, far = mpmath.exp(z - max(column)) / total, float(max(column) - z)
            assert abs(p - wanted) <= (4 + far / 2) * ULP * wanted + 1e-300


@given(Z=arrays(np.int64, sizes, elements=st.integers(-500, 500)), c=st.integers(-10**6, 10**6))
@few
def test_adding_a_number_to_all_logits_changes_nothing(Z, c):
    assert (softmax(Z + c) == softmax(Z)).all()
    Y = np.eye(len(Z))[:, [0] * Z.shape[1]]
    assert categorical(Y, Z + c) == categorical(Y, Z)


def test_two_classes_are_the_binary_case():
    rng = np.random.RandomState(1)
    y, z = rng.rand(1, 5), rng.randn(1, 5)
    both = categorical(np.vstack([y, 1 - y]), np.vstack([z, 0 * z]))
    assert both == pytest.approx(binary(y, z), rel=1e-15)


def test_the_cost_of_the_label_itself_is_its_entropy():
    Y = np.array([[0.7, 1], [0.2, 0], [0.1, 0]])
    entropy = -sum(y * math.log(y) for y in (0.7, 0.2, 0.1))
    found = categorical(Y, np.log([[0.7, 1], [0.2, 1e-200], [0.1, 1e-200]]))
    assert found == pytest.approx(entropy / 2, rel=1e-15)


# Derivatives -----------------------------------------------------------------------------


def slopes(cost, Y, Z, h=1e-5):
    """The derivative of a cost by each logit, by a central difference."""
    found = np.zeros(Z.shape)
    for place in np.ndindex(*Z.shape):
        step = np.zeros(Z.shape)
        step[place] = h
        found[place] = (cost(Y, Z + step) - cost(Y, Z - step)) / (2 * h)
    return found


def test_the_slopes_are_outputs_minus_labels_over_m():
    rng = np.random.RandomState(2)
    n, m = 3, 4
    Y, Z = rng.rand(n, m), rng.randn(n, m)
    assert slopes(binary, Y, Z) == pytest.approx((1 / (1 + np.exp(-Z)) - Y) / m, abs=1e-9)
    Y /= Y.sum(axis=0)
    assert slopes(categorical, Y, Z) == pytest.approx((softmax(Z) - Y) / m, abs=1e-9)


def test_the_slopes_of_softmax():
    z, h, n = np.array([0.3, -1.2, 2.0, 0.7]), 1e-5, 4
    found = np.array([(softmax(z + h * e) - softmax(z - h * e)) / (2 * h) for e in np.eye(n)]).T
    p = softmax(z)
    wanted = [[p[j] * ((j == k) - p[k]) for k in range(n)] for j in range(n)]
    assert found == pytest.approx(np.array(wanted), abs=1e-9)


# Arguments -------------------------------------------------------------------------------


def test_units_are_added_and_samples_averaged():
    assert binary(np.ones((3, 1)), np.zeros((3, 1))) == pytest.approx(3 * math.log(2))
    assert binary(np.ones((1, 4)), np.zeros((1, 4))) == pytest.approx(math.log(2))
    assert categorical(np.eye(3)[:, [0, 1, 2, 0]], np.zeros((3, 4))) == pytest.approx(math.log(3))


@pytest.mark.parametrize("dtype", [np.uint8, bool, np.int64])
def test_labels_without_a_fraction_give_the_result_of_floats(dtype):
    Y, Z = np.eye(3)[:, [2, 0]], np.array([[3.0, -1], [0.5, 2], [1, 7]])
    for cost in (binary, categorical):
        assert cost(Y.astype(dtype), Z) == cost(Y, Z)
        assert cost(Y, Z.astype(np.int8)) == cost(Y, np.trunc(Z))


def test_float32_stays_float32_and_nothing_is_changed():
    Y, Z = np.eye(3, 2, dtype=np.float32), np.array([[3, -1], [0.5, 2], [1, 7]], np.float32)
    before = Y.copy(), Z.copy()
    assert softmax(Z).dtype == np.float32
    assert softmax(Z).shape == Z.shape and softmax(Z[:, 0]).shape == (3,)
    for cost in (binary, categorical):
        assert type(cost(Y, Z)) is float
        assert cost(Y, Z) == pytest.approx(cost(Y.astype(float), Z.astype(float)), rel=1e-6)
    assert (Y == before[0]).all() and (Z == before[1]).all()


def test_logits_as_far_apart_as_floats_go():
    assert softmax([-1.7e308, 1.7e308]).tolist() == [0, 1]
    assert categorical([[0], [1]], [[-1.7e308], [1.7e308]]) == 0
    assert binary([[1, 0]], [[1e308, -1e308]]) == 0


@pytest.mark.parametrize("cost", [binary, categorical])
@pytest.mark.parametrize(
    ("Y", "Z", "error", "message"),
    [
        ([[1.5], [0]], [[0], [0]], ValueError, r"Y must hold labels from 0 to 1, got Y\[0, 0\] = 1.5"),
        ([[1, 1], [0, -0.5]], [[0, 0], [0, 0]], ValueError, r"got Y\[1, 1\] = -0.5"),
        ([[math.nan], [1]], [[0], [0]], ValueError, r"Y must be finite, got Y\[0, 0\] = nan"),
        ([[0], [1]], [[0], [math.inf]], ValueError, r"Z_last must be finite, got Z_last\[1, 0\] = inf"),
        ([[1, 0], [0, 1]], [[0], [0]], ValueError, r"Z_last \(n, m\) with m = 2, .* got Z_last of shape"),
        ([1, 0], [0, 0], ValueError, r"wanted a matrix Y \(n, m\) with entries, got shape \(2,\)"),
        (np.ones((2, 0)), np.ones((2, 0)), ValueError, r"got shape \(2, 0\)"),
        ([["1"]], [[0]], TypeError, "Y must be an array of real numbers"),
        ([[1]], [[1j]], TypeError, "Z_last must be an array of real numbers, got complex128"),
    ],
)
def test_what_is_no_batch_of_labels_and_logits_is_rejected(cost, Y, Z, error, message):
    with pytest.raises(error, match=message):
        cost(Y, Z)


def test_a_column_of_labels_sums_to_one():
    with pytest.raises(ValueError, match=r"each column of Y must sum to 1, got 2\.0 in column 1"):
        categorical([[1, 1], [0, 1]], [[0, 0], [0, 0]])
    assert binary([[1, 1], [0, 1]], [[0, 0], [0, 0]]) == pytest.approx(2 * math.log(2))
    assert categorical([[0.1] * 3] * 10, np.zeros((10, 3))) == pytest.approx(math.log(10))


@pytest.mark.parametrize(
    ("Z", "error", "message"),
    [
        (3.0, ValueError, r"at least one row, got shape \(\)"),
        ([], ValueError, r"at least one row, got shape \(0,\)"),
        ([1, math.nan], ValueError, r"Z must be finite, got Z\[1\] = nan"),
        (["a"], TypeError, "Z must be an array of real numbers"),
    ],
)
def test_what_is_no_column_of_logits_is_rejected(Z, error, message):
    with pytest.raises(error, match=message):
        softmax(Z)
