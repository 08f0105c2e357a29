"""Random weights: their shape, their distribution, who draws them, and what is refused."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from nnbook.backprop import backward, cost, forward
from nnbook.initialisation import he, he_std, uniform_bound, xavier, xavier_std

GENERATORS = [np.random.RandomState, np.random.default_rng]
# The oracle: what each function and distribution promises, written out.
VARIANCE = {he: lambda n_in, n_out: 2 / n_in, xavier: lambda n_in, n_out: 2 / (n_in + n_out)}
ways = pytest.mark.parametrize("draw", [he, xavier])
kinds = pytest.mark.parametrize("kind", ["normal", "uniform"])
rngs = pytest.mark.parametrize("rng", GENERATORS)


@ways
@kinds
@rngs
def test_weights_have_a_row_a_unit_and_a_column_an_input(draw, kind, rng):
    W = draw(5, 3, rng(0), kind)
    assert W.shape == (3, 5) and W.dtype == np.float64


@ways
@kinds
@rngs
def test_mean_and_variance_are_as_promised(draw, kind, rng):
    W = draw(500, 300, rng(1), kind)
    variance = VARIANCE[draw](500, 300)
    # The mean of 150,000 numbers scatters by 0.26 %, their variance by at most 0.37 %.
    assert abs(W.mean()) < 0.013 * math.sqrt(variance)
    assert W.var() == pytest.approx(variance, rel=0.018)


@ways
@rngs
def test_normal_weights_pass_any_bound_and_uniform_ones_keep_theirs(draw, rng):
    s = math.sqrt(VARIANCE[draw](500, 300))
    largest = {kind: np.abs(draw(500, 300, rng(2), kind)).max() / s for kind in ("normal", "uniform")}
    assert 3.5 < largest["normal"] < 6
    assert 0.999 * math.sqrt(3) < largest["uniform"] <= math.sqrt(3) * (1 + 1e-15)


@ways
def test_uniform_weights_are_spread_evenly(draw):
    W = draw(400, 250, np.random.default_rng(3), "uniform")
    r = math.sqrt(3 * VARIANCE[draw](400, 250))
    counts, _ = np.histogram(W, bins=10, range=(-r, r))
    assert counts.sum() == W.size and np.abs(counts / W.size - 0.1).max() < 0.005


@ways
def test_normal_weights_have_the_quantiles_of_the_bell_curve(draw):
    W = draw(400, 250, np.random.default_rng(4)) / math.sqrt(VARIANCE[draw](400, 250))
    for z in (-2, -1, 0, 0.5, 1.5):
        assert (z > W).mean() == pytest.approx((1 + math.erf(z / math.sqrt(2))) / 2, abs=0.006)


@ways
@kinds
def test_uneven_layers_are_told_apart(draw, kind):
    for n_in, n_out in [(2000, 40), (40, 2000)]:
        W = draw(n_in, n_out, np.random.default_rng(5), kind)
        assert W.var() == pytest.approx(VARIANCE[draw](n_in, n_out), rel=0.03)


# What program 2 needs: normal numbers from one call a layer, in the order of the rows.
@pytest.mark.parametrize("layers", [[12288, 20, 7, 5], [3, 2]])
def test_the_normal_numbers_are_those_of_one_call_for_each_layer(layers):
    rng, plain = np.random.RandomState(10), np.random.RandomState(10)
    for n_in, n_out in itertools.pairwise(layers):
        assert np.array_equal(he(n_in, n_out, rng), plain.randn(n_out, n_in) * np.sqrt(2 / n_in))


@ways
@kinds
@rngs
def test_the_same_seed_gives_the_same_weights_and_the_generator_moves_on(draw, kind, rng):
    first, again = rng(6), rng(6)
    W = draw(4, 3, first, kind)
    assert np.array_equal(W, draw(4, 3, again, kind))
    assert not np.array_equal(W, draw(4, 3, first, kind))


@ways
@kinds
def test_the_shared_generator_of_numpy_is_left_alone(draw, kind):
    before = np.random.get_state()[1].copy()
    draw(4, 3, np.random.RandomState(7), kind)
    assert np.array_equal(before, np.random.get_state()[1])


@settings(max_examples=30, deadline=None, derandomize=True)
@given(n_in=some.integers(1, 30), n_out=some.integers(1, 30), seed=some.integers(0, 99))
def test_both_distributions_stretch_what_the_generator_draws(n_in, n_out, seed):
    for draw, variance in VARIANCE.items():
        s = math.sqrt(variance(n_in, n_out))
        normal = np.random.default_rng(seed).standard_normal((n_out, n_in))
        assert np.allclose(draw(n_in, n_out, np.random.default_rng(seed)), s * normal, rtol=1e-14)
        even = np.random.default_rng(seed).random((n_out, n_in))
        W = draw(n_in, n_out, np.random.default_rng(seed), "uniform")
        assert np.allclose(W, s * math.sqrt(3) * (2 * even - 1), rtol=1e-9, atol=1e-15)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(n_in=some.integers(1, 10**6), n_out=some.integers(1, 10**6))
def test_the_formulas(n_in, n_out):
    assert he_std(n_in) ** 2 * n_in == pytest.approx(2)
    assert xavier_std(n_in, n_out) ** 2 * (n_in + n_out) == pytest.approx(2)
    assert xavier_std(n_in, n_in) ** 2 == pytest.approx(he_std(n_in) ** 2 / 2)
    assert uniform_bound(he_std(n_in)) == pytest.approx((6 / n_in) ** 0.5)


def test_numbers_of_the_book():
    assert he_std(12288) == pytest.approx(0.0127578, abs=5e-8)
    assert xavier_std(784, 256) == pytest.approx(0.0438529, abs=5e-8)


def test_whole_numbers_of_numpy_are_whole_numbers():
    sizes = np.array([5, 3])
    assert he(*sizes, np.random.RandomState(0)).shape == (3, 5)
    assert he_std(np.uint8(255)) == (2 / 255) ** 0.5
    assert xavier_std(np.uint8(200), np.uint8(100)) == (2 / 300) ** 0.5


@ways
@pytest.mark.parametrize("wrong, error", [(0, ValueError), (-2, ValueError), (2.0, TypeError), (True, TypeError),
                                          ("3", TypeError), (None, TypeError), (np.nan, TypeError)])  # fmt: skip
@pytest.mark.parametrize("name", ["n_in", "n_out"])
def test_a_wrong_size_is_refused_by_name(draw, wrong, error, name):
    got = wrong if error is ValueError else type(wrong).__name__
    with pytest.raises(error, match=rf"^{name} must be .*got {got}$"):
        draw(**{"n_in": 3, "n_out": 2, name: wrong}, rng=np.random.RandomState(0))


@ways
@pytest.mark.parametrize("rng", [0, None, "0", np.random.RandomState, np.random.Generator])
def test_what_is_no_generator_is_refused(draw, rng):
    with pytest.raises(TypeError, match=r"^rng must be a generator such as numpy.random.RandomState\(0\), got"):
        draw(3, 2, rng)


@ways
@pytest.mark.parametrize("kind, error", [("Normal", ValueError), ("gauss", ValueError), (None, TypeError), (1, TypeError)])
def test_an_unknown_distribution_is_refused(draw, kind, error):
    with pytest.raises(error, match="^distribution must be"):
        draw(3, 2, np.random.RandomState(0), kind)


@ways
def test_nothing_is_drawn_for_arguments_that_are_refused(draw):
    rng = np.random.default_rng(8)
    before = rng.bit_generator.state
    for wrong in [(0, 2), (3, 0), (3, 2, "gauss")]:
        with pytest.raises(ValueError):
            draw(*wrong[:2], rng, *wrong[2:])
    assert rng.bit_generator.state == before


# The signal through fifty layers, as the chapter tells it ----------------------------------


def power(gain, seed, layers=50, n=256, m=1000):
    """E[a²] after the layers."""
    rng = np.random.RandomState(seed)
    A = rng.randn(n, m).astype(np.float32)  # accurate enough here, and twice as fast
    for _ in range(layers):
        W = rng.randn(n, n) * np.sqrt(gain / n)
        A = np.maximum(W.astype(np.float32) @ A, 0)
    return float((A**2).mean())


@pytest.mark.patient
def test_the_middle_gain_over_three_hundred_seeds():
    ends = np.array([power(2, seed) for seed in range(300)])
    assert (round(ends.min(), 3), round(ends.max(), 1)) == (0.054, 15.9)
    assert (round(float(np.median(ends)), 2), round(ends.mean(), 2)) == (0.66, 1.08)
    assert (ends < 1).sum() == 206


def descended(W, b, X, Y, steps, rate):
    for _ in range(steps):
        dW, db = backward(Y, (W, b), *forward(X, (W, b)))
        W = {l: W[l] - rate * dW[l] for l in W}
        b = {l: b[l] - rate * db[l] for l in b}
    return W, b


def test_equal_units_stay_equal_and_random_ones_learn_the_lamp():
    X, Y = np.array([[0, 0, 1, 1], [0, 1, 0, 1]]), np.array([[0, 1, 1, 0]])
    zeros = {1: np.zeros((8, 1)), 2: np.zeros((1, 1))}
    W, b = descended({1: np.full((8, 2), 0.5), 2: np.full((1, 8), 0.5)}, zeros, X, Y, 200, 0.5)
    assert np.ptp(W[1], axis=0).max() < 1e-9 and np.ptp(W[2], axis=1).max() < 1e-9
    for seed in range(10):
        rng = np.random.RandomState(seed)
        W, b = descended({1: he(2, 8, rng), 2: he(8, 1, rng)}, zeros, X, Y, 500, 0.5)
        assert np.abs(forward(X, (W, b))[1][2] - Y).max() < 0.1, seed


@pytest.mark.patient
@pytest.mark.parametrize("seed", range(10))
def test_thirty_layers_learn_with_the_middle_variance_alone(seed):
    ends = {}
    for gain in (1, 2, 3):
        rng = np.random.RandomState(seed)
        X = rng.standard_normal((2, 40))
        Y = (X**2).sum(axis=0, keepdims=True) > 1.4
        pairs = list(enumerate(itertools.pairwise([2] + 30 * [32] + [1]), 1))
        W = {l: he(p, n, rng) * np.sqrt(gain / 2) for l, (p, n) in pairs}
        b = {l: np.zeros((n, 1)) for l, (_, n) in pairs}
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                W, b = descended(W, b, X, Y, 200, 0.05)
            ends[gain] = cost(Y, (W, b), forward(X, (W, b))[0])
        except ValueError:
            ends[gain] = np.inf
    assert 0.6 < ends[1] and ends[2] < 0.2 and ends[3] == np.inf
