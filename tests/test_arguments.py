"""What functions are given: one check for all chapters, which loses nothing and names the argument."""

import math
import sys
from collections import deque
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from nnbook._arguments import (
    chosen, finite, finite_dict, finite_list, not_negative, positive, real, require_generator, sequence, whole,
)  # fmt: skip

EDIT = "edit nnbook/_arguments.py in docs/01-neuron.md and tangle again"
BEYOND = "must be a number that a float can hold, from -1.8e308 to 1.8e308, got a larger"
NUMBERS = (real, finite, positive, not_negative)
NO_NUMBERS = ["1", b"1", None, 1j, [1], {1}, Decimal(1), True, False, np.True_, np.array(1.0), np.array([1.0])]


def said(error, call, *arguments):
    """What the error of this type says."""
    with pytest.raises(error) as raised:
        call(*arguments)
    assert type(raised.value) is error, EDIT
    return str(raised.value)


@pytest.mark.parametrize(
    "three", [3, 3.0, Fraction(3), np.float64(3), np.float16(3), np.longdouble(3), np.int8(3), np.uint64(3)], ids=repr
)
def test_every_real_number_becomes_a_plain_float(three):
    for got in (*(check("x", three) for check in NUMBERS), *finite_list("x", [three]), *finite_dict("x", {"a": three}, ["a"])):
        assert (got, type(got)) == (3.0, float), f"{three!r}: {EDIT}"


def test_the_largest_floats_are_taken_and_the_next_whole_number_is_not():
    largest = int(sys.float_info.max)
    assert finite("x", largest) == sys.float_info.max and finite("x", -largest) == -sys.float_info.max, EDIT
    for beyond in (2 * largest, -(10**400), 10**5000, Fraction(10**400, 3)):
        for check in NUMBERS:
            assert said(ValueError, check, "x", beyond) == f"x {BEYOND} {type(beyond).__name__}", EDIT


@pytest.mark.parametrize("bad", NO_NUMBERS, ids=repr)
def test_what_is_no_number_is_a_type_error_that_names_the_type(bad):
    for check in NUMBERS:
        assert said(TypeError, check, "x", bad) == f"x must be a real number, got {type(bad).__name__}", EDIT
    for got in (said(TypeError, finite_list, "y", [1, bad]), said(TypeError, finite_dict, "y", {"y[1]": bad}, ["y[1]"])):
        assert got == f"y[1] must be a real number, got {type(bad).__name__}", EDIT
    assert said(TypeError, whole, "n", bad, 0) == f"n must be a whole number, got {type(bad).__name__}", EDIT


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, np.float32("nan"), np.longdouble("1e400")], ids=repr)
def test_nan_and_infinity_are_value_errors_that_show_the_value(bad):
    assert said(ValueError, finite, "x", bad) == f"x must be a finite number, got {bad!r}", EDIT
    assert said(ValueError, positive, "x", bad) == f"x must be a finite number above 0, got {bad!r}", EDIT
    assert said(ValueError, not_negative, "x", bad) == f"x must be a finite number >= 0, got {bad!r}", EDIT
    assert said(ValueError, finite_list, "y", [1, bad]) == f"y[1] must be a finite number, got {bad!r}", EDIT
    assert math.isnan(real("x", math.nan)) and real("x", -math.inf) == -math.inf, EDIT


def test_numbers_are_held_against_their_borders():
    assert not_negative("x", 0) == 0 and positive("x", 5e-324) == 5e-324, EDIT
    for bad in (0, -0.0, -1):
        assert said(ValueError, positive, "x", bad) == f"x must be a finite number above 0, got {bad!r}", EDIT
    assert said(ValueError, not_negative, "x", -5e-324) == "x must be a finite number >= 0, got -5e-324", EDIT
    assert said(ValueError, real, "x", 2, "below 2", lambda x: x < 2) == "x must be below 2, got 2", EDIT


def test_whole_numbers_are_held_against_the_least():
    assert [whole("n", n, 0) for n in (0, np.uint8(3), 10**400)] == [0, 3, 10**400], EDIT
    assert type(whole("n", np.int64(3), 0)) is int, EDIT
    assert said(ValueError, whole, "n", 0, 1) == "n must be at least 1, got 0", EDIT
    for bad in (2.0, math.nan, Fraction(4, 2)):
        assert said(TypeError, whole, "n", bad, 0) == f"n must be a whole number, got {type(bad).__name__}", EDIT


@pytest.mark.parametrize("row", [[1, 2], (1, 2), range(1, 3), deque([1, 2]), np.array([1, 2]), np.array([1, 2], np.uint8)], ids=repr)
def test_whatever_has_an_order_is_a_sequence(row):
    assert finite_list("x", row) == finite_list("x", row, 2) == [1.0, 2.0] == sequence("x", row, "a row"), EDIT


NO_SEQUENCE = [{1, 2}, frozenset({1}), {1: 2}, "12", b"12", 1, None, np.array(1.0), np.float64(1), (i for i in (1, 2)), zip(), {1: 2}.values()]


@pytest.mark.parametrize("bad", NO_SEQUENCE, ids=lambda bad: type(bad).__name__)
def test_what_has_no_order_is_a_type_error(bad):
    got = f"got {type(bad).__name__}"
    assert said(TypeError, finite_list, "x", bad) == f"x must be a list or tuple of at least one number, {got}", EDIT
    assert said(TypeError, finite_list, "x", bad, 2) == f"x must be a list or tuple of numbers, 2 in all, {got}", EDIT


@pytest.mark.parametrize("bad", [[], (), np.array([]), np.zeros((0, 2))], ids=repr)
def test_a_list_with_nothing_in_it_is_a_value_error(bad):
    assert said(ValueError, finite_list, "x", bad) == f"x must be a list or tuple of at least one number, got {bad!r}", EDIT


def test_another_length_than_the_wanted_one_is_a_value_error_and_long_lists_are_cut():
    for bad in ([], (1,), (1, 2, 3)):
        assert said(ValueError, finite_list, "x", bad, 2) == f"x must be a list or tuple of numbers, 2 in all, got {bad!r}", EDIT
    assert len(said(ValueError, finite_list, "x", [1.5] * 1000, 2)) < 150, EDIT


def test_rows_of_rows_are_refused():
    assert said(TypeError, finite_list, "x", np.array([[1, 2]])) == "x[0] must be a real number, got ndarray", EDIT


def test_a_dict_has_exactly_the_keys_in_any_order():
    assert finite_dict("p", {"b": 2, "a": 1}, ("a", "b")) == [1.0, 2.0], EDIT
    wanted = "p must have exactly the keys a, b; missing: "
    for bad, words in (({"a": 1}, "b; unknown: none"), ({"a": 1, "b": 2, 3: 4}, "none; unknown: 3"), ({}, "a, b; unknown: none")):
        assert said(ValueError, finite_dict, "p", bad, ("a", "b")) == wanted + words, EDIT
    for bad in (None, [1, 2], "ab", {"a", "b"}):
        assert said(TypeError, finite_dict, "p", bad, ("a", "b")) == f"p must be a dict, got {type(bad).__name__}", EDIT


def test_a_choice_is_one_of_the_strings():
    assert chosen("kind", "b", {"a": 1, "b": 2}) == "b", EDIT
    assert said(ValueError, chosen, "kind", "c", ("a", "b")) == "kind must be one of a, b, got 'c'", EDIT
    assert said(TypeError, chosen, "kind", 1, ("a", "b")) == "kind must be a string, got int", EDIT


def test_a_generator_has_the_method_and_is_no_class():
    rng = np.random.RandomState(0)
    assert require_generator(rng, "normal") == rng.normal, EDIT
    for bad in (0, None, "RandomState", np.random.RandomState, np.random.Generator, rng):
        method = "normal" if bad is not rng else "gauss"
        assert said(TypeError, require_generator, bad, method).startswith("rng must be a generator such as numpy.random.RandomState(0), got "), EDIT
