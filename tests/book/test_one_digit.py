"""Chapter 5's story of one digit: its products, its factors and its number line."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from test_conventions import decimals_of, evaluated, rounded

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "05-partials.md").read_text(encoding="utf-8")
DRAWING = (DOCS / "drawings" / "rounding-line.svg").read_text(encoding="utf-8")
ROWS = r"\\(?:begin|end)\{aligned\}|\\\\|&(?:\\quad)?|\s"  # what breaks a display into rows
DISPLAYS = {
    name: " ".join(re.sub(ROWS, " ", display).split())
    for name, display in re.findall(r"<!-- eq ((?:product|doubled)_(?:of_)?(?:rounded|full|guarded)) -->\n```math\n(.+?)\n```", PAGE, re.S)
}


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


@pytest.mark.parametrize("name", DISPLAYS)
def test_a_calculation_is_true_to_the_digits_it_shows(name):
    left, relation, shown = re.split(r" (=|\\approx) ", DISPLAYS[name])
    value = evaluated(left)
    if relation == "=":
        assert value == Fraction(shown), f"{name}: the left side is {float(value)}"
    else:
        nearest = rounded(value, decimals_of(shown))
        assert nearest == Fraction(shown), f"{name}: the left side is {float(value)}"
        assert value != Fraction(shown), f"{name}: equal, so write = and not \\approx"


def test_guard_digits_give_the_last_digit_that_all_digits_give():
    shown = {name: text.rpartition(" ")[2] for name, text in DISPLAYS.items()}
    assert shown["product_guarded"] == shown["product_of_full"]
    assert shown["product_guarded"] != shown["product_of_rounded"]


def test_the_factors_are_those_of_the_worked_example():
    """All weights 1, all biases 0, the sample (-2, -1) with label 1: chapter 5's path."""
    h, o = sigmoid(-3), sigmoid(2 * sigmoid(-3))
    factors = [2 * (1 - o), o * (1 - o), 2 * h * (1 - h)]
    for name, digits in ("product_of_full", 10), ("product_guarded", None):
        for shown, factor in zip(re.findall(r"0\.\d+", DISPLAYS[name]), factors):
            wanted = Decimal(factor).quantize(Decimal(shown), ROUND_HALF_UP)
            assert Decimal(shown) == wanted
            assert digits in (None, decimals_of(shown))


@pytest.mark.parametrize("dot, name", [
    ("from-rounded", "product_of_rounded"),
    ("from-full", "product_of_full"),
])
def test_a_dot_on_the_number_line_stands_where_its_product_is(dot, name):
    tag = re.search(rf'<circle id="{dot}"[^>]*>', DRAWING)[0]
    drawn = {key: float(value) for key, value in re.findall(r'([\w-]+)="(-?[\d.]+)"', tag)}
    product = evaluated(DISPLAYS[name].partition(r" \approx")[0])
    wanted = drawn["data-x0"] + float(product - Fraction("0.0214")) * drawn["data-sx"]
    assert drawn["data-value0"] == 0.0214
    assert drawn["cx"] == pytest.approx(wanted, abs=0.01)
