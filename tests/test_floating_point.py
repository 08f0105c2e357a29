"""Chapter 9: its two functions are accurate for every float, and its figures are true."""

import math
import re
import warnings
from xml.etree import ElementTree

import mpmath
import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnbook.activations import sigmoid
from nnbook.floating_point import log_sum_exp, softplus

EDIT = "edit docs/09-floating-point.md and tangle again"
LARGEST = np.finfo(np.float64).max
BORDERS = [0, 5e-324, 1e-310, 2.3e-308, 1e-17, 36.7, 36.8, 708.4, 709.78, 709.79, 744.4, 745.13, 745.2, 1e4, LARGEST]
FINITE = st.floats(-1000, 1000)
QUICK = settings(max_examples=25, deadline=None, derandomize=True)


def numbers():
    """Numbers of every size and both signs, always the same ones."""
    rng = np.random.default_rng(1)
    sizes = [rng.uniform(0, 2, 400), rng.uniform(0, 40, 400), rng.uniform(36, 760, 300), 10 ** rng.uniform(-320, 308, 300)]
    positive = np.concatenate([*sizes, BORDERS])
    return np.concatenate([positive, -positive, rng.uniform(-746, -708, 300)])


def true_softplus(z):
    """ln(1 + eᶻ) with the digits of mpmath, which shares no code with NumPy."""
    z = mpmath.mpf(float(z))
    return max(z, 0) + mpmath.log1p(mpmath.exp(-abs(z)))


def true_log_sum_exp(column, bits=1500):
    """ln Σ eᶻ with the digits of mpmath: so many that no term of the sum gets lost."""
    with mpmath.workprec(bits):
        return mpmath.log(mpmath.fsum(mpmath.exp(mpmath.mpf(float(z))) for z in column))


def ulps(computed, true, scale=None):
    """The error in units of the last place of the true value, or of `scale`."""
    size = abs(float(true if scale is None else scale))
    unit = np.spacing(np.float32(size)) if computed.dtype == np.float32 else math.ulp(size)
    return float(abs(mpmath.mpf(float(computed)) - true) / mpmath.mpf(float(unit)))


@pytest.fixture(autouse=True)
def many_digits():
    with mpmath.workprec(200):
        yield


@pytest.fixture(autouse=True)
def a_warning_is_an_error():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


# Softplus ----------------------------------------------------------------------------------


def test_softplus_is_within_2_ulp_for_numbers_of_every_size():
    Z = numbers()
    for z, computed in zip(Z, softplus(Z)):
        error = ulps(computed, true_softplus(z))
        assert error <= 2, f"softplus({z!r}) is {error:.1f} ulp off: {EDIT}"


def test_softplus_of_float32_is_within_3_ulp_and_stays_float32():
    Z = np.float32(numbers()[np.abs(numbers()) < 1e38])
    found = softplus(Z)
    assert found.dtype == np.float32
    for z, computed in zip(Z, found):
        error = ulps(computed, true_softplus(z))
        assert error <= 3, f"softplus(float32 {z!r}) is {error:.1f} ulp off: {EDIT}"


@pytest.mark.parametrize("shape", [(), (3,), (2, 5), (4, 3, 2), (0, 3)])
def test_softplus_keeps_the_shape_and_works_entry_by_entry(shape):
    Z = np.random.default_rng(2).normal(size=shape) * 20
    found = softplus(Z)
    assert found.shape == shape
    one_by_one = [float(true_softplus(z)) for z in Z.ravel()]
    np.testing.assert_allclose(found, np.reshape(one_by_one, shape), rtol=1e-15)


@QUICK
@given(z=FINITE, x=FINITE)
def test_softplus_rises_and_mirrors(z, x):
    assert softplus(z) >= max(z, 0)
    assert (softplus(z) >= softplus(x)) >= (z >= x)
    assert softplus(z) - softplus(-z) == pytest.approx(z, rel=1e-15, abs=1e-15)


def test_the_slope_of_softplus_is_the_sigmoid():
    Z = np.linspace(-30, 30, 41)
    slope = (softplus(Z + 1e-5) - softplus(Z - 1e-5)) / 2e-5
    np.testing.assert_allclose(slope, sigmoid(Z), rtol=1e-8, atol=1e-10)


# Log-sum-exp -------------------------------------------------------------------------------


def columns():
    """(how the largest entry is, a column) of many kinds, always the same ones."""
    rng = np.random.default_rng(3)
    for _ in range(120):
        k = int(rng.integers(2, 7))
        below = -rng.exponential(10 ** rng.uniform(-1, 2.8), size=k)
        below[rng.integers(k)] = 0
        sign = rng.choice([-1, 1])
        yield "zero", below
        yield "far", below + sign * 10 ** rng.uniform(-1, 2.5)
        yield "near", below + sign * 10 ** rng.uniform(-17, -1)
        yield "far", rng.uniform(490, 510, k)


def test_log_sum_exp_has_the_accuracy_that_its_docstring_says():
    allowed = {"zero": 3, "far": 3, "near": 40}
    for kind, column in columns():
        true, c = true_log_sum_exp(column), abs(column.max())
        error = ulps(log_sum_exp(column), true, max(c, abs(true)))
        assert error <= allowed[kind], f"log_sum_exp({column.tolist()}) is {error:.1f} ulp off: {EDIT}"


def test_log_sum_exp_of_a_thousand_rows_is_as_accurate():
    Z = np.random.default_rng(4).normal(size=(1000, 7)) * [0.01, 1, 3, 10, 30, 100, 300]
    for column, computed in zip(Z.T, log_sum_exp(Z)):
        assert ulps(computed, true_log_sum_exp(column, bits=200)) <= 3


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_softplus_is_the_log_sum_exp_of_zero_and_z_to_the_last_digit(dtype):
    Z = dtype(numbers()[np.abs(numbers()) < 1e38])
    np.testing.assert_array_equal(log_sum_exp(np.array([0 * Z, Z])), softplus(Z))


def test_log_sum_exp_of_one_row_is_that_row():
    Z = numbers()[None, :]
    np.testing.assert_array_equal(log_sum_exp(Z), Z[0])


@pytest.mark.parametrize("shape", [(4,), (4, 3), (4, 3, 2), (1, 3), (4, 0)])
def test_log_sum_exp_is_one_number_for_each_column(shape):
    Z = np.random.default_rng(5).normal(size=shape) * 20
    found = log_sum_exp(Z)
    assert found.shape == shape[1:]
    one_by_one = [float(true_log_sum_exp(column)) for column in np.moveaxis(Z, 0, -1).reshape(-1, shape[0])]
    np.testing.assert_allclose(found, np.reshape(one_by_one, shape[1:]), rtol=1e-14)


@pytest.mark.parametrize("order", ["C", "F"])
def test_log_sum_exp_does_not_depend_on_how_the_array_lies_in_memory(order):
    Z = np.random.default_rng(6).normal(size=(5, 4)) * 9
    np.testing.assert_allclose(log_sum_exp(np.array(Z, order=order)), log_sum_exp(Z[::-1]), rtol=1e-15)


def test_the_largest_entries_may_be_several():
    assert log_sum_exp([1000, 1000]) == pytest.approx(1000 + math.log(2), rel=1e-16)
    assert log_sum_exp(np.zeros((6, 2))).tolist() == pytest.approx([math.log(6)] * 2, rel=1e-15)


@QUICK
@given(Z=arrays(float, (4, 3), elements=FINITE), c=FINITE)
def test_a_shift_of_all_rows_shifts_log_sum_exp(Z, c):
    found = log_sum_exp(Z)
    assert (Z.max(axis=0) <= found).all() and (found <= Z.max(axis=0) + math.log(4) + 1e-12).all()
    np.testing.assert_allclose(log_sum_exp(Z + c), found + c, rtol=0, atol=1e-11)


# What both take ----------------------------------------------------------------------------


@pytest.mark.parametrize("function", [softplus, log_sum_exp])
class TestBoth:
    @pytest.mark.parametrize("dtype", [np.float64, np.float32])
    def test_no_finite_number_gives_a_warning_or_an_infinity(self, function, dtype):
        ends = np.array([np.finfo(dtype).max, -np.finfo(dtype).max, np.finfo(dtype).tiny, -1e-45, 0, 1e-45, -746, 710], dtype)
        for Z in (ends, ends[::-1], np.array(np.meshgrid(ends, ends)).reshape(2, -1)):
            assert np.isfinite(function(Z)).all()

    @pytest.mark.parametrize("dtype", [np.uint8, np.int64, bool])
    def test_whole_numbers_and_truth_values_count_as_floats(self, function, dtype):
        Z = np.array([[3, 0, 200], [1, 1, 0]]).astype(dtype)
        found = function(Z)
        assert found.dtype == np.float64
        np.testing.assert_array_equal(found, function(Z.astype(float)))
        np.testing.assert_array_equal(found, function(Z.tolist()))

    def test_float32_stays_float32_and_means_the_same(self, function):
        Z = np.random.default_rng(7).normal(size=(3, 4, 2)).astype(np.float32) * 30
        assert function(Z).dtype == np.float32
        np.testing.assert_allclose(function(Z), function(Z.astype(float)), rtol=1e-6)

    def test_the_argument_is_not_changed(self, function):
        Z = np.array([[1.0, -1000.0], [2.0, 1000.0], [0.5, 0.0]])
        before = Z.copy()
        function(Z)
        np.testing.assert_array_equal(Z, before)
        Z.flags.writeable = False
        function(Z)

    @pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
    def test_what_is_not_finite_is_refused_with_its_place(self, function, bad):
        with pytest.raises(ValueError, match=re.escape(f"Z must be finite, got Z[2, 1] = {bad}")):
            function([[1, 2], [3, 4], [5, bad]])

    @pytest.mark.parametrize("bad", ["1", None, 1j, {}, [[1, "2"]], np.array([object()])])
    def test_what_holds_no_real_numbers_is_a_type_error(self, function, bad):
        with pytest.raises(TypeError, match="Z must be an array of real numbers, got"):
            function(bad)

    def test_rows_of_different_lengths_are_refused(self, function):
        with pytest.raises(ValueError, match="Z must have rows of equal length"):
            function([[1, 2], [3]])


@pytest.mark.parametrize("bad", [3.0, [], np.zeros((0, 3))])
def test_log_sum_exp_wants_at_least_one_row(bad):
    with pytest.raises(ValueError, match=re.escape(f"Z must have at least one row, got shape {np.shape(bad)}")):
        log_sum_exp(bad)


# What the page says ------------------------------------------------------------------------


def test_every_form_as_written_breaks_where_the_page_says_and_not_before():
    def naive(Z):
        with np.errstate(all="ignore"):
            return 1 / (1 + np.exp(-Z)), 1 - sigmoid(Z), np.log(1 + np.exp(Z)), np.log(np.exp(np.array([Z, Z - 1])).sum(axis=0))

    first, _, _, low = naive(np.array([-709.0, -710.0, -745.0, -746.0]))
    assert (first[0] > 0, first[1]) == (True, 0) and np.isinf(low).tolist() == [False, False, False, True]
    _, rest, plain, high = naive(np.array([36.0, 37.0, 709.0, 710.0]))
    assert (rest > 0).tolist() == [True, False, False, False]
    assert np.isinf(plain).tolist() == np.isinf(high).tolist() == [False, False, False, True]
    assert (naive(np.array([-36.0, -37.0]))[2] > 0).tolist() == [True, False]


def test_the_sigmoid_is_within_2_ulp_on_both_sides_nearly_everywhere():
    Z = np.random.default_rng(8).uniform(-709, 709, 1500)
    for z, computed in zip(Z, sigmoid(Z)):
        assert ulps(computed, 1 / (1 + mpmath.exp(-mpmath.mpf(float(z))))) <= 2


def largest_errors(low, high, rows):
    """The largest relative errors of e^z / Σ e^z by dividing, and by subtracting log-sum-exp."""
    rng, dividing, subtracting = np.random.default_rng(9), 0, 0
    for _ in range(400):
        Z = rng.uniform(low, high, rows)
        powers = [mpmath.exp(mpmath.mpf(float(z))) for z in Z]
        E = np.exp(Z - Z.max())
        for one, other, power in zip(E / E.sum(), np.exp(Z - log_sum_exp(Z)), powers):
            true = power / mpmath.fsum(powers)
            dividing = max(dividing, abs(one / true - 1))
            subtracting = max(subtracting, abs(other / true - 1))
    return dividing, subtracting


def test_dividing_is_accurate_and_subtracting_log_sum_exp_loses_half_an_ulp_of_it():
    dividing, subtracting = largest_errors(490, 510, 3)
    assert dividing < 5e-16 and 2.5e-14 < subtracting < 2.9e-14
    dividing, subtracting = largest_errors(512, 530, 3)
    assert dividing < 5e-16 and 5e-14 < subtracting < 5.8e-14


# Figures -----------------------------------------------------------------------------------


def drawing(name):
    """The elements of a drawing by id, and all of them."""
    elements = list(ElementTree.parse(ROOT / "docs" / "drawings" / f"{name}.svg").iter())
    return {e.get("id"): e for e in elements if e.get("id")}, elements


def measure(element):
    """x0, sx, y0 and sy of a drawing's axes."""
    return [float(element.get(f"data-{name}", 0)) for name in ("x0", "sx", "y0", "sy")]


def points(path):
    """The points of a path of lines."""
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+)[ ,](-?[\d.]+)", path.get("d"))]


def test_the_marks_of_the_number_line_are_the_floats_of_three_digits():
    ids, _ = drawing("float-gaps")
    x0, sx, _, _ = measure(ids["floats"])
    values = [float(line.get("data-value")) for line in ids["floats"]]
    wanted = {d * 2.0**e for d in (4, 5, 6, 7) for e in range(-5, 1)} | {8}
    assert sorted(wanted) == values
    for line, value in zip(ids["floats"], values):
        assert float(line.get("x1")) == float(line.get("x2")) == pytest.approx(x0 + sx * value, abs=0.01)


def test_the_curve_of_the_logarithm_and_its_dots_are_where_they_should_be():
    ids, elements = drawing("ln")
    x0, sx, y0, sy = measure(ids["ln-curve"])
    dots = [e for e in elements if e.get("data-curve") == "ln-curve"]
    assert [float(dot.get("data-x")) for dot in dots] == pytest.approx([0.5, 1, 2, math.e, 10], abs=1e-5)
    places = points(ids["ln-curve"]) + [(float(dot.get("cx")), float(dot.get("cy"))) for dot in dots]
    for x, y in places:
        assert y == pytest.approx(y0 - sy * math.log((x - x0) / sx), abs=0.3)
    for dot in dots:
        assert float(dot.get("cx")) == pytest.approx(x0 + sx * float(dot.get("data-x")), abs=0.01)
    written = {text.text for text in elements if text.text}
    assert {f"{math.log(0.5):.3f}".replace("-", "−"), f"{math.log(2):.3f}", f"{math.log(10):.3f}"} <= written


@pytest.mark.parametrize("name, form", [("naive", lambda Z: np.log(1 + np.exp(Z))), ("stable", softplus)])
def test_the_errors_of_the_figure_are_those_that_are_measured(name, form):
    ids, _ = drawing("softplus-errors")
    x0, sx, y0, sy = measure(ids[name])
    rng = np.random.default_rng(10)
    for x, y in points(list(ids[name])[0]):
        Z = (x - x0) / sx + rng.uniform(-0.5, 0.5, 12)
        errors = [abs(mpmath.mpf(float(c)) / true_softplus(z) - 1) for z, c in zip(Z, form(Z))]
        drawn, measured = (y - y0) / sy, -float(mpmath.log10(max(*errors, mpmath.mpf("2e-17"))))
        assert drawn == pytest.approx(measured, abs=0.7), f"at {Z.mean():.1f}"
