"""What functions of arrays are given: `floats` and the decorator `shapes`."""

import inspect
import tracemalloc
import warnings

import numpy as np
import pytest

from nnbook._arrays import floats, shapes

EDIT = "edit nnbook/_arrays.py in docs/07-matrices.md and tangle again"


@shapes("W (n, p), b (n, 1), A (p, m) -> Z (n, m)")
def layer(W, b, A, scale=1):
    """A layer, scaled."""
    return W, b, A, scale


GOOD = {"W": np.ones((3, 2)), "b": np.ones((3, 1)), "A": np.ones((2, 4))}


def test_arrays_that_fit_reach_the_function_as_floats():
    W, b, A, scale = layer([[1, 2], [3, 4], [5, 6]], [[1], [2], [3]], A=[[1, 2, 3, 4]] * 2, scale=5)
    assert [each.dtype for each in (W, b, A)] == [np.float64] * 3, EDIT
    assert (W.shape, b.shape, A.shape, scale) == ((3, 2), (3, 1), (2, 4), 5), EDIT


def test_a_float_array_is_passed_on_and_not_copied():
    assert all(got is given for got, given in zip(layer(**GOOD), GOOD.values())), EDIT


@pytest.mark.parametrize("order", ["C", "F"])
def test_checking_numbers_takes_no_memory_whichever_way_they_lie(order):
    array = np.zeros((500, 400), order=order)
    tracemalloc.start()
    floats("A", array)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < array.nbytes / 100, EDIT


def test_the_function_keeps_its_name_signature_and_docstring():
    assert (layer.__name__, layer.__doc__) == ("layer", "A layer, scaled."), EDIT
    assert list(inspect.signature(layer).parameters) == ["W", "b", "A", "scale"], EDIT


@pytest.mark.parametrize("name, shape, words", [
    ("W", (2, 3), ("wanted b (n, 1) with n = 2, as in W (n, p)", "b of shape (3, 1)")),
    ("b", (3, 2), ("wanted b (n, 1) with 1 = 1", "b of shape (3, 2)")), ("b", (3,), ("b (n, 1)", "shape (3,)")),
    ("b", (1, 1), ("n = 3, as in W (n, p)", "(1, 1)")), ("A", (3, 4), ("p = 2, as in W (n, p)", "(3, 4)")),
    ("A", (2, 4, 1), ("A (p, m)", "(2, 4, 1)")), ("A", (2, 0), ("with entries", "(2, 0)")),
    ("W", (0, 2), ("with entries", "(0, 2)")), ("A", (), ("A (p, m)", "()")),
])  # fmt: skip
def test_shapes_that_do_not_fit_are_refused_and_say_where_the_size_comes_from(name, shape, words):
    with pytest.raises(ValueError) as caught:
        layer(**(GOOD | {name: np.ones(shape)}))
    assert all(word in str(caught.value) for word in words), f"{caught.value}: {EDIT}"


def test_a_digit_stands_for_itself_wherever_it_is():
    @shapes("x (2, m) -> y (2, m)")
    def pairs(x):
        return x.shape

    assert pairs(np.ones((2, 5))) == (2, 5), EDIT
    with pytest.raises(ValueError, match="2 = 2.*got x of shape"):
        pairs(np.ones((3, 5)))


def test_missing_and_unknown_arguments_are_type_errors_as_always():
    for arguments in ({"W": GOOD["W"]}, GOOD | {"c": 1}):
        with pytest.raises(TypeError, match="argument"):
            layer(**arguments)


# Numbers -----------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_a_float_array_stays_what_it_is(dtype):
    values = np.array([1, 2], dtype)
    array, squares = floats("x", values)
    assert array is values and squares == 5, EDIT


@pytest.mark.parametrize("values", [[1, 2], (True, False), np.int8([3]), np.uint64([2**63])])
def test_whole_numbers_and_truth_values_become_floats(values):
    array, squares = floats("x", values)
    assert array.dtype == np.float64 and array.tolist() == [float(v) for v in values], EDIT
    assert squares == sum(float(v) ** 2 for v in values), EDIT


@pytest.mark.parametrize("shape", [(), (0,), (2, 0), (3,), (2, 3), (2, 3, 4)], ids=str)
def test_the_sum_of_squares_is_that_of_all_entries(shape):
    values = np.random.default_rng(3).normal(size=shape)
    for given in (values, values.T, values[..., ::-1] if shape else values):
        assert floats("x", given)[1] == pytest.approx((values**2).sum(), rel=1e-14), EDIT


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_large_numbers_pass_without_a_warning_though_their_squares_are_infinite(dtype):
    values = np.full((2, 3), np.finfo(dtype).max)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        array, squares = floats("x", values)
    assert array is values and squares == np.inf, EDIT


@pytest.mark.parametrize("bad, words", [
    ([1.0, np.nan], ("x must be finite", "x[1] = nan")), (np.array([[1.0], [-np.inf]]), ("x[1, 0] = -inf",)),
    (np.nan, ("x = nan",)), (np.array([[1e300, np.inf]]), ("x[0, 1] = inf",)),
    (np.float32([np.nan]), ("x[0] = nan",)), ([[1], [2, 3]], ("rows of equal length", "[[1], [2, 3]]")),
], ids=str)  # fmt: skip
def test_bad_values_are_named_with_their_place(bad, words):
    with pytest.raises(ValueError) as caught:
        floats("x", bad)
    assert all(word in str(caught.value) for word in words), f"{caught.value}: {EDIT}"


@pytest.mark.parametrize("bad, got", [
    ("text", "<U4"), (["1"], "<U1"), (None, "NoneType"), ([1j], "complex128"), ({"a": 1}, "dict"),
    (np.array(["2020"], "datetime64[Y]"), "datetime64"), ([10**400], "list"), (b"x", "|S1"),
], ids=str)  # fmt: skip
def test_what_holds_no_real_numbers_is_a_type_error(bad, got):
    with pytest.raises(TypeError) as caught:
        floats("x", bad)
    assert str(caught.value).startswith("x must be an array of real numbers, got ") and got in str(caught.value), EDIT
