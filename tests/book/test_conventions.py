"""Appendix A keeps its own rules: its rounding, its symbols and its layouts."""

import math
import re
from fractions import Fraction
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "a-conventions.md").read_text(encoding="utf-8")
LANGUAGES = ("zh", "en")


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


def test_both_languages_list_the_same_symbols_with_the_same_names_in_code():
    zh, en = ([(row[0], row[2]) for row in rows(lang, 3)] for lang in LANGUAGES)
    assert zh == en
    assert len(zh) > 25
    assert len({symbol for symbol, _ in zh}) == len(zh), "a symbol is listed twice"


def test_the_table_of_gradients_repeats_the_displays_of_the_four_layouts():
    for layout in "ABCD":
        name = f"layout_{layout.lower()}_gradients"
        display = re.search(rf"<!-- eq {name} -->\n```math\n(.+?)\n```", PAGE, re.S)[1]
        right = re.findall(r"&= (.+?)(?: \\\\)?$", display, re.M)
        cells = [formula.replace(rf"_{{\mathrm {layout}}}", "") for formula in right]
        row = " | ".join(f"${cell}$" for cell in cells)
        assert len(cells) == 3 and PAGE.count(f"\n| {layout} | {row} |\n") == 1, row
