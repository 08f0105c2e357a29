"""Chapter 4: the central difference finds slopes, refuses what it cannot use; the page's numbers are true."""

import math
import random
import re
import subprocess
import sys
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from bad_numbers import number_error

from nnbook.derivative import central_difference
from nnbook.loss import labels, mse
from nnbook.neuron import sigmoid

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "04-chain-rule.md"
DRAWINGS = ROOT / "docs" / "drawings"
EDIT = "edit docs/04-chain-rule.md and tangle again"
CORRECT = "correct docs/04-chain-rule.md"
REDRAW = "recompute the drawing in docs/drawings"
FIFTY_DIGITS = Context(prec=50, Emax=999_999, Emin=-999_999)


def exact_sigmoid(z):
    """σ(z) to fifty digits, by the decimal module."""
    return FIFTY_DIGITS.divide(Decimal(1), FIFTY_DIGITS.add(Decimal(1), FIFTY_DIGITS.exp(Decimal(-z))))


def exact_slope(z):
    """σ'(z) to fifty digits, from e^{-z} alone and not from σ(1 − σ)."""
    power = FIFTY_DIGITS.exp(Decimal(-z))
    below = FIFTY_DIGITS.add(Decimal(1), power)
    return FIFTY_DIGITS.divide(power, FIFTY_DIGITS.multiply(below, below))


def in_pounds(grams):
    """A straight line with a slope that is no power of two."""
    return grams / 453.59237


SMOOTH = {
    "square": (lambda x: x * x, lambda x: 2 * x),
    "cube": (lambda x: x**3, lambda x: 3 * x * x),
    "exp": (math.exp, math.exp),
    "sin": (math.sin, math.cos),
    "sigmoid": (sigmoid, lambda x: float(exact_slope(x))),
    "tanh": (math.tanh, lambda x: 1 / math.cosh(x) ** 2),
    "line": (in_pounds, lambda x: 1 / 453.59237),
}


# The function ---------------------------------------------------------------


@pytest.mark.parametrize("name", SMOOTH)
def test_a_smooth_function_gets_its_derivative_to_nine_digits_and_more(name):
    f, derivative = SMOOTH[name]
    rng = random.Random(4)
    for x in [0.0, 1, -1, *(rng.uniform(-3, 3) for _ in range(200))]:
        size = max(1, abs(f(x)), abs(derivative(x)))
        error = abs(central_difference(f, x) - derivative(x)) / size
        assert error < 2e-10, f"{name} at {x} is off by {error:.1e}: {EDIT}"


def test_the_error_falls_with_the_square_of_the_step():
    for name in ("cube", "exp", "sin", "sigmoid", "tanh"):
        f, derivative = SMOOTH[name]
        errors = [abs(central_difference(f, 0.4, e) - derivative(0.4)) for e in (0.1, 0.05, 0.025)]
        orders = [math.log2(a / b) for a, b in pairwise(errors)]
        assert orders == pytest.approx([2, 2], abs=0.05), f"{name}: the orders are {orders}, not 2: {EDIT}"


def test_a_parabola_and_a_line_have_no_error_but_rounding():
    for epsilon in (0.5, 0.25, 2.0**-20):
        assert central_difference(lambda x: x * x, 3, epsilon) == 6, EDIT
        assert central_difference(lambda x: 5 - 7 * x, 3, epsilon) == -7, EDIT


def test_the_default_step_is_better_than_one_a_hundred_times_larger_or_smaller():
    def worst(epsilon):
        tries = [(f, d, x) for f, d in map(SMOOTH.get, ("exp", "sin", "sigmoid")) for x in (-1.3, 0.3, 0.7, 1.9)]
        return max(abs(central_difference(f, x, epsilon) - d(x)) for f, d, x in tries)

    assert worst(1e-5) < min(worst(1e-3), worst(1e-7)) / 10, f"choose another default: {EDIT}"


def test_the_default_is_the_step_that_the_page_recommends():
    for x in (0.3, 2.0):
        assert central_difference(math.exp, x) == central_difference(math.exp, x, epsilon=1e-5), EDIT
    assert PAGE.read_text(encoding="utf-8").count("`1e-5`") == 2, CORRECT


def test_a_step_that_rounding_changes_does_no_harm():
    """At 2e6 the step 1e-5 is rounded; dividing by 2ε would be off by 1e-6."""
    x, epsilon = 2_000_000.3, 1e-5
    run = (x + epsilon) - (x - epsilon)
    assert abs(run / (2 * epsilon) - 1) > 1e-6, "choose an x beside which the step is rounded"
    assert central_difference(lambda t: t, x, epsilon) == 1, f"divide by the distance really gone: {EDIT}"


@pytest.mark.parametrize("kind", [float, int, Fraction, np.float64, np.float32, np.int64], ids=lambda k: k.__name__)
def test_every_kind_of_real_number_is_taken_and_a_plain_float_comes_back(kind):
    seen = []

    def square(x):
        seen.append(type(x))
        return kind(x * x) if kind not in (int, np.int64) else kind(round(x * x))

    slope = central_difference(square, kind(3), kind(1))
    assert (slope, type(slope)) == (6.0, float), f"{kind.__name__}: {EDIT}"
    assert seen == [float, float], f"f gets plain floats, one on each side: {EDIT}"


@pytest.mark.parametrize("f", [None, 3, "exp", [math.exp]], ids=repr)
def test_what_cannot_be_called_is_no_function(f):
    with pytest.raises(TypeError) as error:
        central_difference(f, 1)
    assert str(error.value) == f"f must be a function such as math.exp, got {f!r}", EDIT


BAD = [math.nan, math.inf, -math.inf, np.float64("nan"), "1", None, True, 1j, [1], np.array([1.0]), Decimal(1)]


@pytest.mark.parametrize("bad", BAD, ids=repr)
@pytest.mark.parametrize("name", ["x", "epsilon"])
def test_what_is_no_finite_number_is_refused_by_name(name, bad):
    error, said = number_error(bad, "a finite number above 0" if name == "epsilon" else "a finite number")
    with pytest.raises(error) as raised:
        central_difference(math.exp, **({"x": 1, "epsilon": 0.1} | {name: bad}))
    assert str(raised.value) == f"{name} {said}", EDIT


@pytest.mark.parametrize("beyond", [10**400, Fraction(10**400, 3)], ids=["int", "Fraction"])
def test_a_number_beyond_floats_is_refused_by_name(beyond):
    tries = {
        "x": lambda: central_difference(math.exp, beyond),
        "epsilon": lambda: central_difference(math.exp, 1, beyond),
        "f(1.5)": lambda: central_difference(lambda x: beyond, 1, 0.5),
    }
    for name, call in tries.items():
        with pytest.raises(ValueError) as error:
            call()
        said = f"{name} must be a number that a float can hold, from -1.8e308 to 1.8e308, got a larger {type(beyond).__name__}"
        assert str(error.value) == said, EDIT


@pytest.mark.parametrize("epsilon", [0, 0.0, -1e-5, -3])
def test_a_step_must_go_to_the_right(epsilon):
    with pytest.raises(ValueError, match=f"^epsilon must be a finite number above 0, got {epsilon}$"):
        central_difference(math.exp, 1, epsilon)


@pytest.mark.parametrize(("x", "epsilon"), [(1, 1e-17), (-1, 1e-17), (1, 1e-16), (-1, 1e-16), (1e12, 1e-5), (-3e15, 1e-5), (1e-300, 1e-320)])
def test_a_step_lost_in_rounding_is_refused_with_one_that_is_not(x, epsilon):
    with pytest.raises(ValueError, match=r"is lost in rounding beside x=.*: take a larger one, such as ") as error:
        central_difference(sigmoid, x, epsilon)
    assert f"epsilon={epsilon!r} " in str(error.value) and f"x={float(x)!r}" in str(error.value), EDIT
    cure = float(str(error.value).rpartition(" ")[2])
    assert central_difference(lambda t: t, x, cure) == 1, f"the step {cure} is lost as well: {EDIT}"


@pytest.mark.parametrize("bad", BAD, ids=repr)
@pytest.mark.parametrize("side", [1.5, 0.5])
def test_a_value_of_f_that_is_no_finite_number_is_refused_with_its_place(side, bad):
    error, said = number_error(bad)
    with pytest.raises(error) as raised:
        central_difference(lambda x: bad if x == side else 1.0, 1, 0.5)
    assert str(raised.value) == f"f({side}) {said}", EDIT


@pytest.mark.parametrize(
    ("f", "x", "epsilon", "name"),
    [
        (lambda x: 1.0, 1e308, 1e308, "the distance from x - epsilon to x + epsilon"),
        (lambda x: 1.0, 0, 1.5e308, "the distance from x - epsilon to x + epsilon"),
        (lambda x: math.copysign(1.5e308, x), 0, 1, "the slope"),
        (lambda x: math.copysign(1e308, x) / 2, 0, 1e-9, "the slope"),
    ],
)
def test_a_quotient_too_large_for_a_float_is_refused(f, x, epsilon, name):
    with pytest.raises(ValueError, match=f"^{re.escape(name)} must be a finite number, got inf$"):
        central_difference(f, x, epsilon)


def test_an_error_of_f_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        central_difference(lambda x: 1 / 0, 1)


def test_the_chapter_loads_no_numpy():
    program = "import sys, nnbook.derivative; print('numpy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.strip() == "False", f"nnbook.derivative loads NumPy ({run.stderr}): take the import out"


# What the page says ---------------------------------------------------------


def blocks(lang):
    text = PAGE.read_text(encoding="utf-8")
    return "\n".join(re.findall(rf'^<div lang="{lang}" markdown>$(.*?)^</div>$', text, re.DOTALL | re.MULTILINE))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_tables_of_steps_are_exact(lang):
    rows = re.findall(r"^\| (\$[\d.]+\$(?: \| \$[\d.]+\$)+) \|$", blocks(lang), re.MULTILINE)
    cells = [[Fraction(cell.strip("$ ")) for cell in row.split("|")] for row in rows]
    quotients, tangents = ([row for row in cells if len(row) == n] for n in (3, 4))
    assert [row[0] for row in quotients] == [2, 1, Fraction("0.1"), Fraction("0.01"), Fraction("0.001")], CORRECT
    for e, rise, quotient in quotients:
        wanted = ((1 + e) ** 2 - 1, ((1 + e) ** 2 - 1) / e)
        assert (rise, quotient) == wanted, f"the {lang} row of {float(e)} should be {wanted}: {CORRECT}"
    assert [row[0] for row in tangents] == [Fraction("0.1"), Fraction("0.01"), Fraction("0.001")], CORRECT
    for e, height, estimate, rest in tangents:
        wanted = ((1 + e) ** 2, 1 + 2 * e, (1 + e) ** 2 - (1 + 2 * e))
        assert (height, estimate, rest) == wanted, f"the {lang} row of {float(e)} should be {wanted}: {CORRECT}"


def test_words_of_size_are_true():
    """What the sentences say with words: closer, a tenth, a little more, at most a quarter."""
    for base, border, side in ((2, 0.69, 1), (3, 1.1, -1)):
        limit = math.log(base)
        assert 0 < side * (limit - border) < 0.01, f"the limit of base {base} is {limit}: {CORRECT}"
    forward = [(math.exp(e) - 1) / e - 1 for e in (0.1, 0.01, 0.001)]
    central = [central_difference(math.exp, 0, e) - 1 for e in (0.1, 0.01, 0.001)]
    backward = (1 - math.exp(-0.1)) / 0.1 - 1
    assert [a / b for a, b in pairwise(forward)] == pytest.approx([10, 10], rel=0.04), CORRECT
    assert [a / b for a, b in pairwise(central)] == pytest.approx([100, 100], rel=0.01), CORRECT
    assert forward[0] > 0 > backward and 0.9 < -backward / forward[0] < 1, CORRECT
    slopes = [float(exact_slope(k / 10)) for k in range(-100, 101)]
    assert max(slopes) == slopes[100] == 0.25 and slopes[:101] == sorted(slopes[:101]), CORRECT
    assert slopes == pytest.approx(slopes[::-1], rel=1e-12), CORRECT


def test_one_is_written_with_seventeen_zeros_before_it():
    assert format(Decimal("1e-17"), "f").index("1") - len(".") == 17, CORRECT


# The figures ----------------------------------------------------------------


def elements(name):
    return list(ElementTree.parse(DRAWINGS / f"{name}.svg").iter())


def with_attribute(name, key):
    return [e for e in elements(name) if e.get(key)]


def numbers(element, *keys):
    return [float(element.get(key)) for key in keys]


def scale(name, curve):
    return numbers(next(e for e in elements(name) if e.get("id") == curve), "data-x0", "data-y0", "data-sx", "data-sy")


CURVES = [
    ("downhill-slope", "downhill-curve", lambda c: 0.25 + (c - 0.5) ** 2, (0, 1)),
    ("secants", "square-curve", lambda x: x * x, (-0.35, 3.12)),
    ("zoom", "zoom-left-curve", lambda x: x * x, (0, 2)),
    ("zoom", "zoom-right-curve", lambda x: x * x, (0.9, 1.1)),
    ("sigmoid-slope", "slope-sigmoid-curve", lambda x: float(exact_sigmoid(x)), (-8, 8)),
    ("sigmoid-slope", "sigmoid-slope-curve", lambda x: float(exact_slope(x)), (-8, 8)),
]


@pytest.mark.parametrize(("name", "curve", "f", "span"), CURVES, ids=[c[1] for c in CURVES])
def test_a_curve_in_a_figure_is_the_function_it_claims_to_be(name, curve, f, span):
    x0, y0, sx, sy = scale(name, curve)
    path = next(e for e in elements(name) if e.get("id") == curve)
    points = [tuple(map(float, point.split(","))) for point in re.split("[ML]", path.get("d"))[1:]]
    across = [(x - x0) / sx for x, _ in points]
    assert (across[0], across[-1]) == pytest.approx(span, abs=0.001), f"{curve} runs from {across[0]} to {across[-1]}: {REDRAW}"
    assert len(points) > 40 and all(a < b for a, b in pairwise(across)), f"draw {curve} in small steps: {REDRAW}"
    for x, (_, pixel) in zip(across, points):
        low, high = sorted(f(x + s * 0.006 / sx) for s in (-1, 1))
        assert y0 - sy * high - 0.006 <= pixel <= y0 - sy * low + 0.006, f"{curve} is wrong at {x:.2f}: {REDRAW}"


def ends(line, x0, y0, sx, sy):
    """The two ends of a drawn line, in the units of the axes."""
    x1, y1, x2, y2 = numbers(line, "x1", "y1", "x2", "y2")
    return ((x1 - x0) / sx, (y0 - y1) / sy), ((x2 - x0) / sx, (y0 - y2) / sy)


def test_whoever_stands_at_nine_tenths_is_shown_the_way_down():
    """The curve is the cost of chapter 3, the line its tangent, and the arrow goes down and to the left."""
    place = x0, y0, sx, sy = scale("downhill-slope", "downhill-curve")
    for c in (0, 0.5, 0.9, 1):
        assert mse(labels, [c] * 4) == pytest.approx(0.25 + (c - 0.5) ** 2), "the drawing's curve is not the cost of chapter 3"
    slope = central_difference(lambda c: mse(labels, [c] * 4), 0.9)
    [line], [dot] = with_attribute("downhill-slope", "data-tangent"), with_attribute("downhill-slope", "data-c")
    (a, b), (c, d) = ends(line, *place)
    assert (d - b) / (c - a) == pytest.approx(slope, abs=0.005) and b + slope * (0.9 - a) == pytest.approx(0.41, abs=0.001), REDRAW
    assert numbers(dot, "cx", "cy") == pytest.approx([x0 + sx * 0.9, y0 - sy * 0.41], abs=0.01), REDRAW
    arrow = next(e for e in elements("downhill-slope") if e.get("id") == "downhill-arrow")
    (a, b), (c, d) = ends(arrow, *place)
    assert 0.5 < c < a < 0.9 and 0.25 < d < b < 0.41, f"the arrow goes from ({a:.2f}, {b:.2f}) to ({c:.2f}, {d:.2f}): {REDRAW}"
    for e in with_attribute("downhill-slope", "data-tick"):
        number = float("".join(e.itertext()))
        where, wanted = (float(e.get("x")), x0 + sx * number) if e.get("data-tick") == "x" else (float(e.get("y")) - 7, y0 - sy * number)
        assert where == pytest.approx(wanted, abs=0.01), f"{number} stands in the wrong place: {REDRAW}"


def test_the_lines_through_the_point_at_1_have_the_slopes_written_beside_them():
    place = scale("secants", "square-curve")
    lines = {float(e.get("data-slope")): e for e in with_attribute("secants", "data-slope")}
    said = {float(e.get("data-slope-label")): "".join(e.itertext()) for e in with_attribute("secants", "data-slope-label")}
    dots = sorted(float(e.get("data-x")) for e in with_attribute("secants", "data-x"))
    assert dots == [1, 2, 3] and sorted(lines) == [2, 3, 4], f"two secants and a tangent: {REDRAW}"
    for slope, line in lines.items():
        (a, b), (c, d) = ends(line, *place)
        assert (d - b) / (c - a) == pytest.approx(slope, abs=0.005), f"a line has the slope {(d - b) / (c - a):.3f}, not {slope}: {REDRAW}"
        assert b + slope * (1 - a) == pytest.approx(1, abs=0.01), f"the line of slope {slope} misses the point at 1: {REDRAW}"
        assert bool(line.get("stroke-dasharray")) == (slope != 2), f"the tangent alone is drawn full: {REDRAW}"
        assert said[slope] == f"{slope:g}", f"the line of slope {slope} says {said[slope]}: {REDRAW}"
        if slope > 2:
            assert slope - 1 in dots, f"the secant of slope {slope} has no second point: {REDRAW}"
    for dot in with_attribute("secants", "data-x"):
        x, (x0, y0, sx, sy) = float(dot.get("data-x")), place
        assert numbers(dot, "cx", "cy") == pytest.approx([x0 + sx * x, y0 - sy * x * x], abs=0.01), f"the dot at {x} is off: {REDRAW}"


def test_the_right_box_is_the_small_square_ten_times_as_large():
    left, right = scale("zoom", "zoom-left-curve"), scale("zoom", "zoom-right-curve")
    assert [b / a for a, b in zip(left[2:], right[2:])] == [10, 10], f"ten times in both directions: {REDRAW}"
    window = next(e for e in elements("zoom") if e.get("id") == "zoom-window")
    boxes = [e for e in elements("zoom") if e.tag.endswith("}rect") and e is not window and not e.get("id")]
    seen = []
    for (x0, y0, sx, sy), box in ((left, window), (right, boxes[-1])):
        x, y, width, height = numbers(box, "x", "y", "width", "height")
        seen.append([(x - x0) / sx, (x + width - x0) / sx, (y0 - y) / sy, (y0 - y - height) / sy])
    assert seen[0] == pytest.approx(seen[1], abs=0.001), f"the square shows {seen[0]}, the right box {seen[1]}: {REDRAW}"
    for line in with_attribute("zoom", "data-tangent"):
        (a, b), (c, d) = ends(line, *(left if line.get("data-tangent") == "left" else right))
        assert (d - b) / (c - a) == pytest.approx(2) and b + 2 * (1 - a) == pytest.approx(1), f"this is not the tangent at 1: {REDRAW}"


def test_the_dots_on_the_slope_of_the_sigmoid_say_how_high_they_are():
    x0, y0, sx, sy = scale("sigmoid-slope", "sigmoid-slope-curve")
    assert scale("sigmoid-slope", "slope-sigmoid-curve") == [x0, y0, sx, sy], f"both curves share their axes: {REDRAW}"
    said = {float(e.get("data-slope-at")): "".join(e.itertext()) for e in with_attribute("sigmoid-slope", "data-slope-at")}
    assert said == {0: "0.25", -3: "0.0452"}, REDRAW
    for dot in with_attribute("sigmoid-slope", "data-z"):
        z = float(dot.get("data-z"))
        assert numbers(dot, "cx", "cy") == pytest.approx([x0 + sx * z, y0 - sy * float(exact_slope(z))], abs=0.01), f"the dot at {z} is off: {REDRAW}"
        assert round(float(said[z]) - float(exact_slope(z)), 4) == 0, f"the dot at {z} says {said[z]}: {REDRAW}"


def test_the_chain_is_drawn_with_its_numbers():
    def said(key):
        return ["".join(e.itertext()) for e in with_attribute("chain", key)]

    x = 1
    values = [x, 3 * x + 1, (3 * x + 1) ** 2]
    rates = [3, 2 * values[1]]
    assert said("data-value") == [str(value) for value in values], REDRAW
    assert said("data-rate") == [f"× {rate}" for rate in rates], REDRAW
    changes = [0.01, 0.01 * rates[0], 0.01 * rates[0] * rates[1]]
    assert [float(re.sub("[≈+ ]", "", text)) for text in said("data-change")] == pytest.approx(changes), REDRAW
    assert [text.startswith("≈") for text in said("data-change")] == [False, False, True], REDRAW


def italic(letter):
    """The letter as a formula has it."""
    return chr(ord("\N{MATHEMATICAL ITALIC SMALL A}") + ord(letter) - ord("a"))


def test_the_graph_of_two_paths_carries_the_values_and_the_rates():
    w, b = 1, 2
    p, q = 2 * w + 3 * b, 2 * b + 1
    nodes = {e.get("data-node"): "".join(e.itertext()) for e in with_attribute("two-paths", "data-node")}
    assert nodes == {k: f"{italic(k)} = {v}" for k, v in {"w": w, "b": b, "p": p, "q": q, "u": p * q}.items()}, REDRAW
    rates = {e.get("data-edge"): int("".join(e.itertext())) for e in with_attribute("two-paths", "data-edge")}
    assert rates == {"wp": 2, "bp": 3, "bq": 2, "pu": q, "qu": p}, REDRAW
    along = {"w": ["p"], "b": ["p", "q"]}
    for start, slope in (("w", central_difference(lambda t: (2 * t + 3 * b) * q, w)),
                         ("b", central_difference(lambda t: (2 * w + 3 * t) * (2 * t + 1), b))):
        total = sum(rates[start + node] * rates[node + "u"] for node in along[start])
        assert total == pytest.approx(slope, abs=1e-7), f"the paths from {start} add up to {total}, not {slope}: {REDRAW}"
