"""Chapter 7: activations of arrays and their derivatives, against mpmath."""

import warnings

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nnbook import activations
from nnbook.neuron import sigmoid as scalar_sigmoid

EDIT = "edit nnbook/activations.py in docs/07-matrices.md and tangle again"
NAMES = ("sigmoid", "sigmoid_derivative", "tanh", "tanh_derivative", "relu", "relu_derivative")
# In units of the last place of the true value, or of the smallest float.
ULPS = {"sigmoid": 2, "tanh": 2, "relu": 0, "relu_derivative": 0, "sigmoid_derivative": 2.6, "tanh_derivative": 2.6}
# Where something changes: exp overflows, results become subnormal, become 0; the kink; the extremes.
PLACES = (
    0.0, -0.0, 5e-324, 1e-308, 1e-300, 1e-8, 0.54, 1.0, 18.4, 36.7, 36.75, 88.7, 88.8, 354.2, 354.9, 372.4, 372.5,
    372.6, 399.9, 400.1, 699.9, 700.1, 708.3, 708.4, 708.7, 708.8, 709.7, 709.8, 710.0, 744.4, 744.5, 745.1, 745.2,
    746.0, 1e3, 1e10, 8.9e307, 9.1e307, 1e308, 1.7e308,
)  # fmt: skip
functions = pytest.mark.parametrize("name", NAMES)


def exact(name, z):
    """The true value as an mpmath number with some 40 digits."""
    with mpmath.workdps(40):
        z = mpmath.mpf(float(z))
        if name.startswith("relu"):
            return mpmath.mpf(z > 0) * (z if name == "relu" else 1)
        z = max(mpmath.mpf(-2000), min(mpmath.mpf(2000), z))  # farther out nothing changes
        if name.startswith("sigmoid"):
            e = mpmath.exp(-z)
            return 1 / (1 + e) if name == "sigmoid" else e / (1 + e) ** 2
        return mpmath.tanh(z) if name == "tanh" else 1 / mpmath.cosh(z) ** 2


def ulps(got, true, dtype=np.float64):
    """How far a float is from the true value, in units of the last place."""
    with mpmath.workdps(40), np.errstate(over="ignore"):
        near = dtype(float(true))
        unit = max(float(np.spacing(abs(near))), float(np.finfo(dtype).smallest_subnormal))
        return float(abs(mpmath.mpf(float(got)) - true) / unit)


def places():
    rng = np.random.default_rng(7)
    spread = [rng.normal(size=150) * scale for scale in (1e-9, 0.3, 1, 5, 30, 300)]
    both = np.array(PLACES)
    return np.concatenate([both, -both, rng.uniform(-760, 760, 400), *spread])


@functions
def test_every_value_is_right_to_the_last_places_wherever_z_is(name):
    Z = places()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        together = getattr(activations, name)(Z)
        alone = [getattr(activations, name)(z) for z in Z]
    for z, *values in zip(Z, together, alone):
        worst = max(ulps(value, exact(name, z)) for value in values)
        assert worst <= ULPS[name], f"{name}({z}) is {worst:.2f} units of the last place off: {EDIT}"


DENSE = ULPS | {"sigmoid": 2.7}  # three roundings add up near -36.7
WORST = (-36.8, -36.7), (-5, -2), (-2, 0), (0, 2), (2, 5), (5, 40), (40, 745)
LONG = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh,
    "sigmoid_derivative": lambda z: np.exp(-abs(z)) / (1 + np.exp(-abs(z))) ** 2,
    "tanh_derivative": lambda z: 1 / np.cosh(z) ** 2,
}  # fmt: skip


@pytest.mark.skipif(np.finfo(np.longdouble).nmant < 63, reason="no longer floats here to compare with")
@pytest.mark.parametrize("name", LONG)
def test_no_value_in_a_dense_sample_is_farther_off_than_is_said(name):
    rng = np.random.default_rng(11)
    for low, high in WORST:
        Z = rng.uniform(low, high, 40_000)
        true = LONG[name](Z.astype(np.longdouble))
        unit = np.maximum(np.spacing(abs(true).astype(float)), 5e-324).astype(np.longdouble)
        off = abs(getattr(activations, name)(Z) - true) / unit
        assert off.max() <= DENSE[name], f"{name}({Z[off.argmax()]}) is {off.max():.2f} units of the last place off: {EDIT}"


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_where_the_function_rises_the_floats_never_fall(name):
    Z = np.concatenate([np.arange(-60, 60, 1e-3), np.arange(36, 40, 1e-5), np.arange(-746, -700, 1e-3)])
    found = getattr(activations, name)(np.sort(Z))
    assert (np.diff(found) >= 0).all(), f"{name} falls near {np.sort(Z)[np.diff(found).argmin()]}: {EDIT}"


@functions
def test_arrays_of_the_other_byte_order_give_the_same_numbers(name):
    Z = np.array([-3.0, 0.0, 2.5])
    assert (getattr(activations, name)(Z.astype(Z.dtype.newbyteorder())) == getattr(activations, name)(Z)).all(), EDIT


@functions
def test_small_arrays_are_right_where_another_way_is_taken(name):
    for z in (-708.0, -709.0, -744.0, -745.5, -1e6):
        got = getattr(activations, name)(np.array([z, 0.25]))
        for value, at in zip(got, (z, 0.25)):
            assert ulps(value, exact(name, at)) <= ULPS[name], f"{name}([{z}, 0.25]): {EDIT}"


def test_values_that_are_subnormal_are_not_lost():
    for name in ("sigmoid", "sigmoid_derivative"):
        assert getattr(activations, name)([-745.0])[0] == 5e-324, EDIT
    assert activations.tanh_derivative([372.5])[0] > 0, EDIT


def test_the_sigmoid_of_chapter_1_is_this_one():
    for z in (-800.0, -3.0, 0.0, 2.0, 40.0):
        assert activations.sigmoid(np.array([z]))[0] == pytest.approx(scalar_sigmoid(z), rel=1e-15), EDIT


@settings(max_examples=40, deadline=None)
@given(arrays.arrays(np.float64, arrays.array_shapes(max_dims=3, max_side=4),
                     elements=st.floats(-1e308, 1e308)))  # fmt: skip
def test_bounds_and_mirrors_hold_for_every_array(Z):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = {name: getattr(activations, name)(Z) for name in NAMES}
        mirrored = {name: getattr(activations, name)(-Z) for name in NAMES}
    assert all(value.shape == Z.shape for value in values.values()), EDIT
    assert (values["sigmoid"] + mirrored["sigmoid"] == pytest.approx(1, abs=4e-16)), EDIT
    assert (values["tanh"] == -mirrored["tanh"]).all(), EDIT
    for name, top in (("sigmoid_derivative", 0.25), ("tanh_derivative", 1)):
        assert (values[name] == mirrored[name]).all() and ((values[name] >= 0) & (values[name] <= top + 5e-16)).all(), EDIT
    assert (values["relu"] - mirrored["relu"] == Z).all() and (values["relu"] >= 0).all(), EDIT


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu"])
def test_the_derivatives_agree_with_central_differences(name):
    Z, h = np.linspace(-4, 4, 30), 1e-5  # no entry at the kink
    quotient = (getattr(activations, name)(Z + h) - getattr(activations, name)(Z - h)) / (2 * h)
    assert getattr(activations, f"{name}_derivative")(Z) == pytest.approx(quotient, abs=1e-9), EDIT


def test_at_the_kink_the_derivative_of_relu_is_zero_by_convention():
    assert activations.relu_derivative([0.0, -0.0]).tolist() == [0.0, 0.0], EDIT


# Arrays of every kind -----------------------------------------------------------


@functions
@pytest.mark.parametrize("shape", [(), (0,), (3, 0), (5,), (2, 3), (2, 3, 4)], ids=str)
def test_the_shape_stays(name, shape):
    Z = np.random.default_rng(1).normal(size=shape)
    assert np.shape(getattr(activations, name)(Z)) == shape, EDIT


@functions
@pytest.mark.parametrize("number", [2, 0.5, np.array(-3.0), np.float32(-800)], ids=repr)
def test_a_number_gives_a_number(name, number):
    assert isinstance(getattr(activations, name)(number), np.floating), EDIT


@functions
def test_strided_reversed_and_fortran_arrays_give_the_same_numbers(name):
    function, Z = getattr(activations, name), np.random.default_rng(2).normal(size=(6, 8)) * 3
    wanted = function(Z.copy())
    assert (function(np.asfortranarray(Z)) == wanted).all(), EDIT
    assert (function(Z.T).T == wanted).all() and (function(Z[::-1, ::2]) == wanted[::-1, ::2]).all(), EDIT


@functions
def test_the_argument_is_not_changed(name):
    for Z in (np.array([[-1e308, -3.0], [0.5, 800.0]]), np.array(-3.0), np.float64(2)):
        before = np.copy(Z)
        getattr(activations, name)(Z)
        assert (before == Z).all(), EDIT


@functions
def test_the_result_is_not_the_argument(name):
    Z = np.array([1.0, 2.0])
    assert not np.shares_memory(getattr(activations, name)(Z), Z), EDIT


@functions
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.longdouble])
def test_a_float_type_stays_what_it_is(name, dtype):
    Z = np.array([-3.4e38, -800, -104, -88, -11, -1, 0, 0.5, 9, 90, 3e38]).clip(
        float(np.finfo(dtype).min), float(np.finfo(dtype).max)).astype(dtype)  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = getattr(activations, name)(Z)
        single = getattr(activations, name)(Z[3])
    assert found.dtype == dtype and single.dtype == dtype, EDIT
    for z, value in zip(Z, found):
        if abs(z) < 300 or dtype != np.longdouble:
            assert ulps(value, exact(name, z), np.float64 if dtype == np.longdouble else dtype) <= 3, f"{name}({z!r}): {EDIT}"


@functions
@pytest.mark.parametrize("values", [[0, 3, 1], np.uint8([0, 3, 255]), [True, False], np.int64([-3, 7])], ids=repr)
def test_whole_numbers_and_truth_values_give_the_float_result(name, values):
    found = getattr(activations, name)(values)
    assert found.dtype == np.float64, EDIT
    assert (found == getattr(activations, name)(np.array(values, float))).all(), EDIT


@functions
@pytest.mark.parametrize("bad, kind, words", [
    (np.array([[1.0, np.nan]]), ValueError, ("Z must be finite", "Z[0, 1] = nan")),
    ([0.0, -np.inf], ValueError, ("Z must be finite", "Z[1] = -inf")), (np.inf, ValueError, ("Z = inf",)),
    ("abc", TypeError, ("Z must be an array of real numbers",)), ([1j], TypeError, ("complex128",)),
    (None, TypeError, ("NoneType",)), ([[1.0], [1.0, 2.0]], ValueError, ("rows of equal length",)),
], ids=str)  # fmt: skip
def test_what_is_no_finite_number_is_refused(name, bad, kind, words):
    with pytest.raises(kind) as caught:
        getattr(activations, name)(bad)
    assert all(word in str(caught.value) for word in words), f"{caught.value}: {EDIT}"
