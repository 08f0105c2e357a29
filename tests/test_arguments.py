"""What functions are given: one check for all chapters, which loses nothing and names the argument."""

import math
import sys
from collections import deque
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from nnbook.arguments import _as_float, _finite, _finite_list, _is_sequence

EDIT = "edit nnbook/arguments.py in docs/01-neuron.md and tangle again"
BEYOND = "must be a number that a float can hold, from -1.8e308 to 1.8e308, got a larger"


@pytest.mark.parametrize(
    "three", [3, 3.0, Fraction(3), np.float64(3), np.float16(3), np.longdouble(3), np.int8(3), np.uint64(3)], ids=repr
)
def test_every_real_number_becomes_a_plain_float(three):
    for got in (_finite("x", three), _as_float("x", three), *_finite_list("x", [three])):
        assert (got, type(got)) == (3.0, float), f"{three!r}: {EDIT}"


def test_true_and_false_count_as_one_and_zero():
    assert _finite_list("labels", [True, False]) == [1.0, 0.0], EDIT


def test_the_largest_floats_are_taken_and_the_next_whole_number_is_not():
    largest = int(sys.float_info.max)
    assert _finite("x", largest) == sys.float_info.max and _finite("x", -largest) == -sys.float_info.max, EDIT
    for beyond in (2 * largest, -(10**400), 10**5000, Fraction(10**400, 3)):
        for call in (_finite, _as_float):
            with pytest.raises(ValueError) as error:
                call("x", beyond)
            assert str(error.value) == f"x {BEYOND} {type(beyond).__name__}", EDIT


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, np.float32("nan"), np.longdouble("1e400"), "1", None, 1j, [1], Decimal(1)], ids=repr)
def test_what_is_no_finite_number_is_refused_with_its_name_and_place(bad):
    with pytest.raises(ValueError) as error:
        _finite("x", bad)
    assert str(error.value) == f"x must be a finite number, got {bad!r}", EDIT
    with pytest.raises(ValueError) as error:
        _finite_list("y", [1, bad])
    assert str(error.value) == f"y[1] must be a finite number, got {bad!r}", EDIT


@pytest.mark.parametrize("row", [[1, 2], (1, 2), range(1, 3), deque([1, 2]), np.array([1, 2]), np.array([1, 2], np.uint8)], ids=repr)
def test_whatever_has_an_order_is_a_sequence(row):
    assert _is_sequence(row) and _finite_list("x", row) == [1.0, 2.0], EDIT


NO_SEQUENCE = [{1, 2}, frozenset({1}), {1: 2}, "12", b"12", 1, None, np.array(1.0), np.float64(1), (i for i in (1, 2)), zip(), {1: 2}.values()]


@pytest.mark.parametrize("bad", [*NO_SEQUENCE, [], (), np.array([])], ids=lambda bad: type(bad).__name__)
def test_what_has_no_order_or_nothing_in_it_is_refused_by_name(bad):
    with pytest.raises(ValueError) as error:
        _finite_list("x", bad)
    assert str(error.value) == f"x must be a list or tuple of at least one number, got {bad!r}", EDIT


def test_rows_of_rows_are_refused():
    with pytest.raises(ValueError, match=r"^x\[0\] must be a finite number, got array\(\[1, 2\]\)$"):
        _finite_list("x", np.array([[1, 2]]))
