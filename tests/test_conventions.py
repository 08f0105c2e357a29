"""Chapter 0 keeps its own rules: its numbers, its tables and its number line."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "a-conventions.md").read_text(encoding="utf-8")
DRAWING = (DOCS / "drawings" / "rounding-line.svg").read_text(encoding="utf-8")
LANGUAGES = ("zh", "en")
ROWS = r"\\(?:begin|end)\{aligned\}|\\\\|&(?:\\quad)?|\s"  # what breaks a display into rows
DISPLAYS = {  # the calculations; the layouts are about all numbers
    name: " ".join(re.sub(ROWS, " ", display).split())
    for name, display in re.findall(r"<!-- eq (?!layout_)(\w+) -->\n```math\n(.+?)\n```", PAGE, re.S)
}


def rows(lang, columns):
    """The cells of every table row of so many columns, without headers and rules."""
    blocks = re.findall(rf'^<div lang="{lang}" markdown>$(.*?)^</div>$', PAGE, re.M | re.S)
    lines = re.findall(r"^\| (\$.*) \|$", "\n".join(blocks), re.M)
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [row for row in cells if len(row) == columns]


def evaluated(formula):
    """The exact value of a calculation written in LaTeX."""
    python = re.sub(r"\\frac\{(.+?)\}\{(.+?)\}", r"((\1)/(\2))", formula)
    python = re.sub(r"[\d.]+", r"Fraction('\g<0>')", python.replace(r"\cdot", "*"))
    return eval(python, {"Fraction": Fraction})


def rounded(number, decimals):
    """To the nearest; a number exactly halfway is refused, as the page promises."""
    scaled = Fraction(number) * 10**decimals
    assert scaled % 1 != Fraction(1, 2), f"{number} lies halfway: choose another example"
    return Fraction(math.floor(scaled + Fraction(1, 2)), 10**decimals)


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def decimals_of(shown):
    return len(shown.partition(".")[2])


def step_by_step(calculation, decimals):
    """Every number and every step rounded, from left to right."""
    first, *rest = re.split(r" (\+|\\cdot) ", calculation)
    total = rounded(first, decimals)
    for sign, number in zip(rest[::2], rest[1::2]):
        number = rounded(number, decimals)
        total = rounded(total + number if sign == "+" else total * number, decimals)
    return total


def test_the_page_has_the_displays_this_file_knows_of():
    assert len(DISPLAYS) == PAGE.count("```math") - PAGE.count("<!-- eq layout_") == 8


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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_rounding_table_is_what_rounding_gives(lang):
    table = [[cell.strip("$") for cell in row] for row in rows(lang, 4)]
    assert len(table) == 3
    for calculation, at_every_step, in_full, once in table:
        value = evaluated(calculation)
        assert step_by_step(calculation, 2) == Fraction(at_every_step), calculation
        assert value == Fraction(in_full), calculation
        assert rounded(value, 2) == Fraction(once), calculation
        assert Fraction(once) != Fraction(at_every_step), f"{calculation} shows nothing"
        assert decimals_of(at_every_step) == decimals_of(once) == 2


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


def test_both_languages_list_the_same_symbols_with_the_same_names_in_code():
    zh, en = ([(row[0], row[2]) for row in rows(lang, 3)] for lang in LANGUAGES)
    assert zh == en
    assert len(zh) > 25
    assert len({symbol for symbol, _ in zh}) == len(zh), "a symbol is listed twice"


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


def test_the_table_of_gradients_repeats_the_displays_of_the_four_layouts():
    for layout in "ABCD":
        name = f"layout_{layout.lower()}_gradients"
        display = re.search(rf"<!-- eq {name} -->\n```math\n(.+?)\n```", PAGE, re.S)[1]
        right = re.findall(r"&= (.+?)(?: \\\\)?$", display, re.M)
        cells = [formula.replace(rf"_{{\mathrm {layout}}}", "") for formula in right]
        row = " | ".join(f"${cell}$" for cell in cells)
        assert len(cells) == 3 and PAGE.count(f"\n| {layout} | {row} |\n") == 1, row
