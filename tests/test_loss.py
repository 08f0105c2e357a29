"""Chapter 3: the four people, the mean squared error, and the best constant."""

import math
import random
import re
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import fmean, pvariance
from xml.etree import ElementTree

import numpy as np
import pytest
from bad_numbers import number_error

from nnbook.loss import labels, mse, people

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "03-loss.md"
DRAWINGS = ROOT / "docs" / "drawings"
EDIT = "edit docs/03-loss.md and tangle again"
REDRAW = "recompute the drawing in docs/drawings"

# Written down a second time, as pounds and inches, from the notes that the book follows.
POUNDS_AND_INCHES = {"Alice": (133, 65, 1), "Bob": (160, 72, 0), "Charlie": (152, 70, 0), "Diana": (120, 60, 1)}
PREDICTIONS = (0.9, 0.2, 0.4, 0.5)


def exact_mse(y, y_hat):
    """The mean squared error in exact arithmetic."""
    errors = [Fraction(label) - Fraction(guess) for label, guess in zip(y, y_hat, strict=True)]
    return sum(error * error for error in errors) / Fraction(len(errors))


# The data -------------------------------------------------------------------


def test_the_four_people_are_those_of_the_table_less_135_pounds_and_66_inches():
    wanted = tuple((weight - 135, height - 66) for weight, height, _ in POUNDS_AND_INCHES.values())
    assert people == wanted, f"people should be {wanted}: {EDIT}"
    assert labels == tuple(label for _, _, label in POUNDS_AND_INCHES.values()), EDIT


def test_the_data_cannot_be_changed_by_accident():
    for data in (people, labels, *people):
        assert type(data) is tuple, f"{data!r} is no tuple: {EDIT}"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_tables_of_the_page_show_the_data(lang):
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(rf'^<div lang="{lang}" markdown>$(.*?)^</div>$', text, re.DOTALL | re.MULTILINE)
    rows = re.findall(r"^\| (Alice|Bob|Charlie|Diana) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", "\n".join(blocks), re.MULTILINE)
    shown = [(name, tuple(int(cell.strip("$")) for cell in cells)) for name, *cells in rows]
    raw = list(POUNDS_AND_INCHES.items())
    shifted = [(name, (*person, label)) for name, person, label in zip(POUNDS_AND_INCHES, people, labels)]
    assert shown == raw + shifted, f"the {lang} tables differ from the data: correct docs/{PAGE.name}"


def test_135_and_66_are_near_the_means_and_are_not_the_means():
    for column, shift, mean in ((0, 135, 141.25), (1, 66, 66.75)):
        true = fmean(person[column] + shift for person in people)
        assert true == mean and 0 < true - shift < 7, f"the mean is {true}: correct docs/{PAGE.name} and its exercise"


def test_the_pound_and_the_inch_are_the_exact_ones():
    """One pound is 0.45359237 kg and one inch 2.54 cm by international agreement."""
    text = PAGE.read_text(encoding="utf-8")
    for number, times in (("0.45359237", 2), ("2.54", 2)):
        said = len(re.findall(rf"(?<![\d.]){re.escape(number)}(?!\d)", text))
        assert said == times, f"docs/{PAGE.name} says {number} {said} times, not {times}: correct the unit"


# The mean squared error -----------------------------------------------------


def test_mse_agrees_with_exact_arithmetic():
    rng = random.Random(3)
    for m in (1, 2, 3, 7, 100):
        for _ in range(40):
            y = [rng.choice([0, 1, rng.uniform(-5, 5)]) for _ in range(m)]
            y_hat = [rng.uniform(-5, 5) for _ in range(m)]
            wanted = float(exact_mse(y, y_hat))
            assert mse(y, y_hat) == pytest.approx(wanted, rel=1e-13), f"mse({y}, {y_hat}) is not {wanted}: {EDIT}"


def test_mse_has_the_values_of_the_chapter_and_its_exercises():
    alice_to_diana = (0.5236951741, 0.8807970780, 0.8807970778, 0.5000000004)
    for guesses, wanted, error in (
        ((0, 0, 0, 0), 0.5, 0),
        ((0.5,) * 4, 0.25, 0),
        (PREDICTIONS, 0.115, 1e-15),
        (labels, 0, 0),
        (alice_to_diana, 0.5071183179, 2e-10),
    ):
        assert mse(labels, guesses) == pytest.approx(wanted, rel=0, abs=error), f"mse of {guesses} is {wanted}: {EDIT}"


def test_mse_is_symmetric_never_negative_and_zero_only_without_an_error():
    rng = random.Random(4)
    for _ in range(100):
        y, y_hat = ([rng.uniform(-1, 1) for _ in range(5)] for _ in "ab")
        assert mse(y, y_hat) == mse(y_hat, y) > 0, EDIT
        assert mse(y, y) == 0, EDIT


def test_mse_divides_by_the_number_of_samples():
    twice = mse(labels * 2, PREDICTIONS * 2)
    assert twice == pytest.approx(mse(labels, PREDICTIONS)), f"the same people twice cost {twice}: divide by m: {EDIT}"


def test_every_kind_of_sequence_and_number_is_taken():
    for kind in (list, tuple, np.array):
        assert mse(kind(labels), kind(PREDICTIONS)) == pytest.approx(0.115), f"{kind}: {EDIT}"
    got = mse([Fraction(1, 3)], [Fraction(1, 2)])
    assert (got, type(got)) == (pytest.approx(1 / 36, rel=1e-15), float), f"a plain float comes back: {EDIT}"


def test_narrow_integers_of_numpy_do_not_wrap():
    assert mse(np.array([200], np.uint8), np.array([0], np.uint8)) == 40000, EDIT
    assert mse([np.uint8(0)], [np.uint8(3)]) == 9 and mse([np.int8(100)], [np.int8(-100)]) == 40000, EDIT


def test_mse_leaves_its_arguments_alone():
    y, y_hat = list(labels), list(PREDICTIONS)
    mse(y, y_hat)
    assert (y, y_hat) == (list(labels), list(PREDICTIONS)), f"change no argument: {EDIT}"


@pytest.mark.parametrize(("y", "y_hat"), [([1, 0], [1]), ([1], [1, 0]), (labels, PREDICTIONS[:3])])
def test_another_number_of_predictions_than_labels_is_refused(y, y_hat):
    with pytest.raises(ValueError) as error:
        mse(y, y_hat)
    assert str(error.value) == f"y_hat must be a list or tuple of numbers, {len(y)} in all, got {y_hat!r}", EDIT


WANTED = {"y": "y must be a list or tuple of at least one number", "y_hat": "y_hat must be a list or tuple of numbers, 4 in all"}


@pytest.mark.parametrize("bad", [(), [], np.array([])], ids=repr)
@pytest.mark.parametrize("name", ["y", "y_hat"])
def test_no_samples_are_refused_by_name(name, bad):
    with pytest.raises(ValueError) as error:
        mse(**{"y": labels, "y_hat": PREDICTIONS} | {name: bad})
    assert str(error.value) == f"{WANTED[name]}, got {bad!r}", EDIT


@pytest.mark.parametrize("bad", [{}, {1: 9}, {1, 0}, "", "1001", 1, None, np.array(1.0)], ids=repr)
@pytest.mark.parametrize("name", ["y", "y_hat"])
def test_samples_without_an_order_are_a_type_error(name, bad):
    with pytest.raises(TypeError) as error:
        mse(**{"y": labels, "y_hat": PREDICTIONS} | {name: bad})
    assert str(error.value) == f"{WANTED[name]}, got {type(bad).__name__}", EDIT


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, np.float32("nan"), "1", None, True, [1], 1j], ids=repr)
@pytest.mark.parametrize("name", ["y", "y_hat"])
def test_what_is_no_finite_number_is_named_with_its_place(name, bad):
    error, said = number_error(bad)
    for place in range(4):
        values = [1, 0, 0, 1]
        values[place] = bad
        with pytest.raises(error) as raised:
            mse(**{"y": labels, "y_hat": PREDICTIONS} | {name: values})
        assert str(raised.value) == f"{name}[{place}] {said}", EDIT


@pytest.mark.parametrize("name", ["y", "y_hat"])
def test_a_number_beyond_floats_is_named_with_its_place(name):
    with pytest.raises(ValueError, match=rf"^{name}\[1\] must be a number that a float can hold, .* got a larger int$"):
        mse(**{"y": [1, 0], "y_hat": [1, 0]} | {name: [1, 10**400]})


@pytest.mark.parametrize(("y", "y_hat"), [(1e308, -1e308), (1e200, -1e200), (0, 1.01e150), (-1.01e150, 0)])
def test_an_error_whose_square_may_be_too_large_is_refused_with_its_place(y, y_hat):
    with pytest.raises(ValueError) as error:
        mse([0, y], [0, y_hat])
    said = f"y[1] and y_hat[1] must be at most 1e150 apart, so that the square of the error is a float, got {float(y)} and {float(y_hat)}"
    assert str(error.value) == said, EDIT


def test_the_largest_errors_that_are_taken_have_a_mean():
    assert mse([1e150] * 100, [0] * 100) == pytest.approx(1e300, rel=1e-13), EDIT
    assert mse([1e308], [1e308]) == 0, f"large numbers are no large error: {EDIT}"


def test_columns_and_rows_of_arrays_are_not_mixed_up_in_silence():
    """A (4, 1) column against a (4,) row would give sixteen differences in NumPy."""
    for y, y_hat in ((np.array([labels]).T, np.array(PREDICTIONS)), (labels, np.array([PREDICTIONS]).T)):
        with pytest.raises(TypeError, match="must be a real number, got ndarray"):
            mse(y, y_hat)


def test_the_chapter_loads_no_numpy():
    program = "import sys, nnbook.loss; print('numpy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.strip() == "False", f"nnbook.loss loads NumPy ({run.stderr}): take the import out"


# The best constant ----------------------------------------------------------


def test_the_cost_of_a_constant_is_the_variance_plus_the_squared_distance_from_the_mean():
    rng = random.Random(5)
    for m in (1, 2, 5, 30):
        y = [rng.uniform(-4, 4) for _ in range(m)]
        for c in (fmean(y), 0, rng.uniform(-9, 9)):
            wanted = pvariance(y) + (fmean(y) - c) ** 2
            assert mse(y, [c] * m) == pytest.approx(wanted, rel=1e-12), f"the identity fails for {y}, {c}: {EDIT}"


def test_no_constant_is_better_than_the_mean():
    for y, mean, least in ((labels, 0.5, 0.25), ((1, 2, 3, 6), 3, 3.5)):
        assert mse(y, [mean] * 4) == least, f"the exercise says {least}: {EDIT}"
        for step in range(-40, 41):
            c = mean + step / 10
            assert mse(y, [c] * 4) >= least and (step == 0 or mse(y, [c] * 4) > least), f"{c} is as good as the mean"


# What the page says ---------------------------------------------------------


SYMBOLS = {
    "y": 1, r"\hat y": "0.9", "c": "0.2", "m": 4, r"\mathcal{L}": "0.01", "J": "0.115", r"\bar y": "0.5",
    "r_1": 133, "r_2": 65, "w_1": 1, "w_2": 1, "b": 0,
    **{f"y^{{({i})}}": label for i, label in enumerate(labels, 1)},
    **{rf"\hat y^{{({i})}}": str(guess) for i, guess in enumerate(PREDICTIONS, 1)},
    **{f"u^{{({i})}}": value for i, value in enumerate((3, -1, 4, 1), 1)},
    **{f"t^{{({i})}}": value for i, value in enumerate((2, 7, 1, -8), 1)},
}


def exact_sigmoid(z):
    return Fraction(1 / (1 + math.exp(-z)))


def value_of(latex, symbols):
    """What a formula comes to once values are put in for its symbols."""
    while start := re.search(r"\\sum_\{i=1\}\^\{(\w)\} ", latex):
        body, rest = one_term(latex[start.end() :])
        count = int(symbols.get(start[1], start[1]))
        terms = [re.sub(r"\{\(i\)\}", f"{{({i})}}", re.sub(r"(?<!\^\{\()\bi\b", str(i), body)) for i in range(1, count + 1)]
        latex = f"{latex[: start.start()]}({' + '.join(terms)}){rest}"
    names = "|".join(map(re.escape, sorted(symbols, key=len, reverse=True)))
    python = re.sub(rf"(?<![A-Za-z\\])(?:{names})(?![A-Za-z_])", lambda m: f"({symbols[m[0]]})", latex)
    python = re.sub(r"\\frac\{(.+?)\}\{(.+?)\}", r"((\1)/(\2))", python)
    python = python.replace(r"\cdot", "*").replace("^", "**").replace(r"\sigma", "S")
    assert not re.search(r"[A-RT-Za-z\\_{}]", python), f"cannot read {latex}: read value_of in this file"
    python = re.sub(r"(?<=[\d)]) ?(?=[(S])", "*", python)
    return eval(re.sub(r"(?<!\*\*)\b\d+(?:\.\d+)?", r"F('\g<0>')", python), {"F": Fraction, "S": exact_sigmoid})


def one_term(latex):
    """The term that a sum reaches over, and the rest: a + or - outside brackets ends it."""
    depth = 0
    for at, letter in enumerate(latex):
        depth += (letter in "({") - (letter in ")}")
        if depth < 0 or (depth == 0 and latex[at : at + 3] in (" + ", " - ")):
            return latex[:at], latex[at:]
    return latex, ""


def relations(symbols, wanted=lambda formula: True):
    """Every formula with a relation in it, displayed or within a sentence, with its line."""
    text = PAGE.read_text(encoding="utf-8")
    displays = re.finditer(r"^ *```math\n(.+?)\n *```$", text, re.DOTALL | re.MULTILINE)
    for match in [*displays, *re.finditer(r"\$([^$\n]+)\$", text)]:
        line = text.count("\n", 0, match.start()) + 1
        for rows in re.split(r"\\\\\n(?! *&)", match[1]):  # a row without & in front is a statement of its own
            formula = re.sub(r"\\begin\{aligned\}|\\end\{aligned\}|\\\\|&(?:\\quad)?|\n", " ", rows)
            sides = [side.strip() for side in re.split(r"\s+(=|\\approx)\s+", formula)]
            for left, sign, right in zip(sides[::2], sides[1::2], sides[2::2]):
                if wanted(formula):
                    yield line, f"{left} {sign} {right}", sign, value_of(left, symbols), value_of(right, symbols), right


def test_every_formula_of_the_page_holds_in_its_example_to_the_digits_it_shows():
    found = list(relations(SYMBOLS))
    assert len(found) >= 56, f"only {len(found)} formulas were recognised: read relations() in this file"
    for line, formula, sign, left, right, shown in found:
        place = f"docs/{PAGE.name}:{line}: {formula}"
        if sign == "=":
            assert left == right, f"{place}: the left side is {float(left)}, the right {float(right)}: correct it"
        else:
            half = Fraction(1, 2 * 10 ** len(shown.partition(".")[2]))
            assert left != right, f"{place}: both sides are equal: write ="
            assert abs(left - right) < half, f"{place}: the left side is {float(left)}: round that"


def test_the_general_formulas_hold_for_other_numbers_too():
    """The labels are 0 and 1, their own squares: they would hide a lost square."""
    rng = random.Random(6)
    for m in (1, 2, 3, 5):
        y, y_hat, u, t = ([Fraction(rng.randint(-90, 90), 7) for _ in range(m)] for _ in "yhut")
        symbols = {name: Fraction(rng.randint(1, 90), 11) for name in ("y", "c", "r_1", "r_2", "w_1", "w_2", "b")}
        symbols |= {"m": m, r"\bar y": sum(y) / m, "J": exact_mse(y, y_hat)}
        for name, values in (("y", y), (r"\hat y", y_hat), ("u", u), ("t", t)):
            symbols |= {f"{name}^{{({i})}}": value for i, value in enumerate(values, 1)}
        found = list(relations(symbols, lambda formula: "{m}" in formula or "r_1" in formula or "(y - c)" in formula))
        assert len(found) >= 16, f"only {len(found)} general formulas were recognised: read relations() in this file"
        for line, formula, _, left, right, _ in found:
            assert left == right, f"docs/{PAGE.name}:{line}: {formula}: {float(left)} is not {float(right)}: correct it"


# The figures ----------------------------------------------------------------


def elements(name):
    return list(ElementTree.parse(DRAWINGS / f"{name}.svg").iter())


def numbers(element, *names):
    return [float(element.get(name)) for name in names]


def ticks(name, x0, y0, sx, sy):
    """Each number at an axis, with where it stands and where it ought to stand."""
    for e in elements(name):
        if e.get("data-tick"):
            said = "".join(e.itertext())
            number = float(said.replace("\N{MINUS SIGN}", "-"))
            if e.get("data-tick") == "x":
                yield said, float(e.get("x")), x0 + sx * number
            else:
                yield said, float(e.get("y")) - 7, y0 - sy * number


AXES = {"four-people": ("people-scatter", 9), "loss-bars": ("loss-bars", 3), "best-constant": ("best-constant-curve", 7)}


@pytest.mark.parametrize("name", AXES)
def test_the_numbers_at_the_axes_stand_where_they_belong(name):
    scaled, count = AXES[name]
    axes = next(e for e in elements(name) if e.get("id") == scaled)
    scale = [float(axes.get(f"data-{key}", "nan")) for key in ("x0", "y0", "sx", "sy")]
    numbered = list(ticks(name, *scale))
    assert len(numbered) == count, f"{name}.svg numbers {len(numbered)} ticks: {REDRAW}"
    for said, place, right in numbered:
        assert place == pytest.approx(right, abs=0.02), f"{name}.svg has {said} at {place}, not {right}: {REDRAW}"


def test_the_legend_calls_dots_1_and_squares_0():
    drawn = elements("four-people")
    shapes = {e.get("data-legend"): e.tag.rpartition("}")[2] for e in drawn if e.get("data-legend")}
    said = {e.get("data-legend-text"): "".join(e.itertext()) for e in drawn if e.get("data-legend-text")}
    assert shapes == {"1": "circle", "0": "rect"} and said == {"1": "1", "0": "0"}, f"the legend is wrong: {REDRAW}"


def test_the_four_people_stand_where_their_numbers_are():
    drawn = elements("four-people")
    x0, y0, sx, sy = numbers(next(e for e in drawn if e.get("id") == "people-scatter"), "data-x0", "data-y0", "data-sx", "data-sy")
    marks = {e.get("data-person"): e for e in drawn if e.get("data-person")}
    assert list(marks) == [name[0] for name in POUNDS_AND_INCHES], f"the marks are {list(marks)}: {REDRAW}"
    for mark, (x, y), label in zip(marks.values(), people, labels):
        round_mark = mark.tag.endswith("}circle")
        if round_mark:
            place = numbers(mark, "cx", "cy")
        else:
            left, top, width, height = numbers(mark, "x", "y", "width", "height")
            place = [left + width / 2, top + height / 2]
        assert place == pytest.approx([x0 + sx * x, y0 - sy * y], abs=0.01), f"({x}, {y}) is drawn elsewhere: {REDRAW}"
        assert round_mark == (label == 1) == (mark.get("data-label") == "1"), f"({x}, {y}) has the label {label}: {REDRAW}"


def test_each_bar_is_as_high_as_the_loss_of_its_person():
    drawn = elements("loss-bars")
    y0, sy = numbers(next(e for e in drawn if e.get("id") == "loss-bars"), "data-y0", "data-sy")
    bars = [e for e in drawn if e.get("data-prediction")]
    said = {e.get("data-loss-of"): "".join(e.itertext()) for e in drawn if e.get("data-loss-of")}
    assert [e.get("data-person") for e in bars] == [name[0] for name in POUNDS_AND_INCHES], REDRAW
    assert [float(e.get("data-label")) for e in bars] == list(labels), REDRAW
    assert [float(e.get("data-prediction")) for e in bars] == list(PREDICTIONS), REDRAW
    for bar, label, guess in zip(bars, labels, PREDICTIONS):
        loss, name = (label - guess) ** 2, bar.get("data-person")
        top, height = numbers(bar, "y", "height")
        assert (top, height) == pytest.approx((y0 - sy * loss, sy * loss), abs=0.01), f"the bar of {name} is not {loss:.2f} high: {REDRAW}"
        assert said[name] == f"{loss:.2f}", f"the bar of {name} says {said[name]}: {REDRAW}"


def test_each_error_points_up_or_down_as_far_as_it_is_and_they_cancel():
    drawn = elements("errors-cancel")
    y0, sy = numbers(next(e for e in drawn if e.get("id") == "errors"), "data-y0", "data-sy")
    bars = [e for e in drawn if e.get("data-prediction")]
    said = {e.get("data-error-of"): "".join(e.itertext()) for e in drawn if e.get("data-error-of")}
    assert [e.get("data-person") for e in bars] == [name[0] for name in POUNDS_AND_INCHES] == list(said), REDRAW
    errors = [label - guess for label, guess in zip(labels, PREDICTIONS)]
    for bar, label, guess, error in zip(bars, labels, PREDICTIONS, errors):
        assert (float(bar.get("data-label")), float(bar.get("data-prediction"))) == (label, guess), REDRAW
        top, height = numbers(bar, "y", "height")
        wanted = (y0 - sy * max(error, 0), sy * abs(error))
        assert (top, height) == pytest.approx(wanted, abs=0.01), f"the bar of {bar.get('data-person')} is not {error:+.1f}: {REDRAW}"
        shown = said[bar.get("data-person")].replace("\N{MINUS SIGN}", "-")
        assert shown == f"{error:+.1f}", f"the bar of {bar.get('data-person')} says {shown}, not {error:+.1f}: {REDRAW}"
    up, down = (sum(e for e in errors if e * side > 0) for side in (1, -1))
    assert (up, down) == pytest.approx((0.6, -0.6)), f"the caption says 0.6 up and 0.6 down: correct docs/{PAGE.name}"


def test_the_dashed_line_lies_at_the_cost_above_two_bars_and_below_the_others():
    drawn = elements("loss-bars")
    y0, sy = numbers(next(e for e in drawn if e.get("id") == "loss-bars"), "data-y0", "data-sy")
    line = next(e for e in drawn if e.get("id") == "mean-line")
    wanted = y0 - sy * mse(labels, PREDICTIONS)
    assert numbers(line, "y1", "y2") == pytest.approx([wanted, wanted], abs=0.01), f"the line is not at the cost: {REDRAW}"
    crossed = [e.get("data-person") for e in drawn if e.get("data-prediction") and float(e.get("y")) < wanted]
    assert crossed == ["C", "D"], f"the page says that the line crosses C and D, not {crossed}: {REDRAW}"


def test_the_curve_of_the_constants_is_their_cost():
    drawn = elements("best-constant")
    curve = next(e for e in drawn if e.get("id") == "best-constant-curve")
    x0, y0, sx, sy = numbers(curve, "data-x0", "data-y0", "data-sx", "data-sy")
    points = [tuple(map(float, point.split(","))) for point in re.split("[ML]", curve.get("d"))[1:]]
    across = [(x - x0) / sx for x, _ in points]
    assert (across[0], across[-1]) == pytest.approx((0, 1), abs=0.001), f"the curve runs from {across[0]} to {across[-1]}: {REDRAW}"
    assert len(points) > 40 and all(a < b for a, b in pairwise(across)), f"draw the curve in small steps: {REDRAW}"
    dots = [numbers(e, "data-c", "cx", "cy") for e in drawn if e.get("data-c")]
    said = {float(e.get("data-cost-at")): "".join(e.itertext()) for e in drawn if e.get("data-cost-at")}
    assert [c for c, _, _ in dots] == [0.2, 0.5, 0.9] == list(said), f"the page speaks of 0.2, 0.5 and 0.9: {REDRAW}"
    for c, x, y in [*((c, *point) for c, point in zip(across, points)), *dots]:
        cost = float(exact_mse(labels, [c] * 4))
        assert (x, y) == pytest.approx((x0 + sx * c, y0 - sy * cost), abs=0.02), f"best-constant.svg is wrong at {c:.2f}: {REDRAW}"
        assert said.get(c, f"{cost:.2f}") == f"{cost:.2f}", f"the dot at {c} says {said[c]}, not {cost:.2f}: {REDRAW}"
