"""Chapter 1: the neuron is accurate everywhere, its errors help, its figures are true."""

import math
import random
import re
import subprocess
import sys
import unicodedata
from decimal import Context, Decimal
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from bad_numbers import number_error

from nnbook.neuron import neuron, sigmoid

ROOT = Path(__file__).resolve().parent.parent
DRAWINGS = ROOT / "docs" / "drawings"
EDIT = "edit docs/01-neuron.md and tangle again"

FIFTY_DIGITS = Context(prec=50, Emax=999_999, Emin=-999_999)
LARGEST = sys.float_info.max
BORDERS = [0.0, 5e-324, 1e-17, 36.7368, 36.7369, 708.4, 709.78, 709.79, 710.0, 745.13, 745.14, 1e4, LARGEST]


def many_numbers():
    """Numbers of every size and both signs, always the same ones."""
    rng = random.Random(1)
    numbers = [rng.uniform(-40, 40) for _ in range(2000)]
    numbers += [rng.uniform(-760, 760) for _ in range(1000)]
    numbers += [10 ** rng.uniform(-300, 308) for _ in range(500)]
    numbers += BORDERS
    return sorted(numbers + [-z for z in numbers])


def exact_sigmoid(z):
    """σ(z) to fifty digits from the decimal module, which shares no code with math.exp."""
    if abs(z) > 10_000:
        return Decimal(z > 0)
    power = FIFTY_DIGITS.exp(Decimal(-z))
    return FIFTY_DIGITS.divide(Decimal(1), FIFTY_DIGITS.add(Decimal(1), power))


def test_sigmoid_is_within_two_units_of_the_last_place_of_fifty_digits():
    for z in many_numbers():
        exact = exact_sigmoid(z)
        error = abs(Decimal(sigmoid(z)) - exact) / Decimal(math.ulp(float(exact)))
        assert error <= 2, f"sigmoid({z!r}) is {float(error):.1f} ulp off: {EDIT}"


def test_the_mirror_rule_holds_within_two_units_of_the_last_place():
    for z in many_numbers():
        difference = abs(Decimal(sigmoid(-z)) - (1 - Decimal(sigmoid(z))))
        assert difference <= 2 * Decimal(math.ulp(0.5)), f"σ(−z) and 1 − σ(z) differ at z = {z!r}: {EDIT}"


def test_sigmoid_never_falls_when_z_grows():
    values = [sigmoid(z) for z in many_numbers()]
    assert values == sorted(values), f"sigmoid falls somewhere although z grows: {EDIT}"


def test_sigmoid_has_the_values_that_the_chapter_prints():
    printed = {7: 0.9990889488, 3: 0.9525741268, 0: 0.5, -3: 0.0474258732, -7: 0.0009110512}
    for z, value in printed.items():
        assert sigmoid(z) == pytest.approx(value, abs=5e-11), f"σ({z}) is {value}: {EDIT}"


def test_infinities_give_exactly_zero_and_one():
    assert (sigmoid(-math.inf), sigmoid(math.inf)) == (0.0, 1.0), f"the limits are 0 and 1: {EDIT}"


@pytest.mark.parametrize("nan", [math.nan, np.float64("nan"), np.float32("nan")])
def test_nan_is_refused_in_words(nan):
    with pytest.raises(ValueError, match="^z must be a number, got NaN"):
        sigmoid(nan)


@pytest.mark.parametrize(
    "z",
    [[1.0, 2.0], (1.0,), [], np.array([1.0, 2.0]), np.array([3.0]), np.array(3.0), range(3)],
    ids=repr,
)
def test_an_array_is_told_which_function_takes_arrays(z):
    with pytest.raises(TypeError) as error:
        sigmoid(z)
    message = str(error.value)
    for words in (type(z).__name__, "nnbook.activations.sigmoid", "of chapter 7"):
        assert words in message, f"the message {message!r} does not say {words!r}: {EDIT}"


@pytest.mark.parametrize("z", [None, True, False, "3", b"3", 3 + 0j, np.complex128(3), Decimal(3), math.exp, {}, {3}], ids=repr)
def test_what_is_neither_a_real_number_nor_an_array_is_refused_by_name(z):
    with pytest.raises(TypeError, match=f"^z must be a real number, got {type(z).__name__}$"):
        sigmoid(z)


@pytest.mark.parametrize("z", [10**400, -(10**5000), Fraction(10**400, 3)], ids=["int", "longer than Python prints", "Fraction"])
def test_a_number_beyond_floats_is_refused_by_name(z):
    with pytest.raises(ValueError) as error:
        sigmoid(z)
    said = "z must be a number that a float can hold, from -1.8e308 to 1.8e308, got a larger "
    assert str(error.value) == said + type(z).__name__, EDIT


@pytest.mark.parametrize("z", [3, 3.0, Fraction(3), np.float64(3), np.float32(3), np.int64(3), np.uint8(3)], ids=repr)
def test_every_real_number_gives_a_plain_float(z):
    assert type(sigmoid(z)) is float, f"turn z into a float first: {EDIT}"
    assert sigmoid(z) == sigmoid(3.0), f"{z!r} is the number 3: {EDIT}"


def test_a_neuron_multiplies_adds_and_squashes():
    assert neuron([0, 1], 4, [2, 3]) == pytest.approx(0.9990889488055994, abs=1e-15), EDIT
    rng = random.Random(2)
    for size in (1, 2, 3, 10):
        weights, inputs = ([rng.uniform(-1, 1) for _ in range(size)] for _ in "wx")
        bias = rng.uniform(-1, 1)
        z = Fraction(bias) + sum(Fraction(w) * Fraction(x) for w, x in zip(weights, inputs))
        exact = exact_sigmoid(float(z))
        message = f"neuron({weights}, {bias}, {inputs}) is not σ of the weighted sum: {EDIT}"
        assert neuron(weights, bias, inputs) == pytest.approx(float(exact), rel=1e-14), message


def test_a_neuron_leaves_its_arguments_alone_and_gives_a_plain_float():
    weights, inputs = [0.5, -1.0], [2.0, 3.0]
    for kind in (list, tuple, np.array):
        assert type(neuron(kind(weights), 1, kind(inputs))) is float, EDIT
    assert (weights, inputs) == ([0.5, -1.0], [2.0, 3.0]), f"work on no argument in place: {EDIT}"


@pytest.mark.parametrize(("weights", "inputs"), [([1, 2], [1, 2, 3]), ([1, 2, 3], [1, 2]), ([1], [1, 2])])
def test_another_length_than_that_of_the_weights_is_refused(weights, inputs):
    with pytest.raises(ValueError) as error:
        neuron(weights, 0, inputs)
    assert str(error.value) == f"inputs must be a list or tuple of numbers, {len(weights)} in all, got {inputs}", EDIT


def test_a_sum_without_a_value_is_refused():
    with pytest.raises(ValueError, match="NaN"):
        neuron([1e200, 1e200], 0, [1e200, -1e200])


@pytest.mark.parametrize("bad", [math.nan, math.inf, "1", None, True, [1], 1j, Decimal(1), np.array([1.0])], ids=repr)
def test_a_neuron_names_the_number_that_it_cannot_use(bad):
    error, said = number_error(bad)
    for name, arguments in {"weights[1]": ([1, bad], 0, [1, 1]), "bias": ([1], bad, [1]), "inputs[0]": ([1], 0, [bad])}.items():
        with pytest.raises(error) as raised:
            neuron(*arguments)
        assert str(raised.value) == f"{name} {said}", EDIT


def test_narrow_integers_of_numpy_do_not_wrap():
    assert neuron(np.array([16, 1], np.uint8), np.int8(-100), np.array([16, 1], np.uint8)) == sigmoid(157), EDIT
    assert sigmoid(np.uint8(200)) == sigmoid(200.0) and sigmoid(np.int8(-128)) == sigmoid(-128), EDIT


@pytest.mark.parametrize("module", ["neuron", "exercises"])
def test_the_chapter_of_plain_floats_loads_no_numpy(module):
    program = f"import sys, nnbook.{module}; from nnbook.neuron import sigmoid; sigmoid(1.0)"
    program += "; print('numpy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.strip() == "False", f"nnbook.{module} loads NumPy ({run.stderr}): take the import out"


CURVES = [
    ("cinema", "cinema-curve", lambda x: exact_sigmoid(2 * x - 4), (-0.4, 4.4)),
    ("exp", "exp-curve", math.exp, (-2.2, 3.08)),
    ("sigmoid", "sigmoid-curve", exact_sigmoid, (-8, 8)),
    ("mirror", "mirror-curve", exact_sigmoid, (-3.5, 3.5)),
    ("tanh", "tanh-sigmoid-curve", exact_sigmoid, (-4, 4)),
    ("tanh", "tanh-curve", lambda x: (math.exp(x) - math.exp(-x)) / (math.exp(x) + math.exp(-x)), (-4, 4)),
]


def drawing(name):
    """The elements of a drawing, the axes' scale of each of its curves by id."""
    elements = list(ElementTree.parse(DRAWINGS / f"{name}.svg").iter())
    scales = {
        e.get("id"): {key: float(e.get(f"data-{key}")) for key in ("x0", "y0", "sx", "sy")}
        for e in elements
        if e.get("data-x0")
    }
    return elements, scales


@pytest.mark.parametrize(("name", "curve", "function", "span"), CURVES, ids=[c[1] for c in CURVES])
def test_a_curve_in_a_figure_is_the_function_it_claims_to_be(name, curve, function, span):
    elements, scales = drawing(name)
    scale = scales[curve]
    path = next(e for e in elements if e.get("id") == curve)
    points = [tuple(map(float, p.split())) for p in re.split("[ML]", path.get("d"))[1:]]
    across = [(x - scale["x0"]) / scale["sx"] for x, _ in points]
    assert len(points) > 40 and across == sorted(across), f"{name}.svg: draw {curve} from left to right in small steps"
    ends = (across[0], across[-1])
    assert ends == pytest.approx(span, abs=0.01), f"{name}.svg: {curve} runs over {ends}, not {span}"
    for x, (_, pixel) in zip(across, points):
        low, high = (float(function(x + s * 0.006 / scale["sx"])) for s in (-1, 1))
        top, bottom = (scale["y0"] - scale["sy"] * value for value in (high, low))
        assert top - 0.006 <= pixel <= bottom + 0.006, f"{name}.svg: {curve} is wrong at {x:.2f}: draw it again"


@pytest.mark.parametrize("name", ["cinema", "exp", "sigmoid", "mirror", "tanh"])
def test_each_dot_in_a_figure_lies_on_its_curve(name):
    elements, scales = drawing(name)
    functions = {curve: function for _, curve, function, _ in CURVES}
    dots = [e for e in elements if e.get("data-curve")]
    assert dots, f"{name}.svg has no marked point: give its circles data-curve and data-x"
    for dot in dots:
        curve, x = dot.get("data-curve"), float(dot.get("data-x"))
        scale = scales[curve]
        across, down = scale["x0"] + scale["sx"] * x, scale["y0"] - scale["sy"] * float(functions[curve](x))
        place = (float(dot.get("cx")), float(dot.get("cy")))
        assert place == pytest.approx((across, down), abs=0.006), f"{name}.svg: the dot at {x} is off {curve}: move it"


def texts(name):
    """What a drawing says, each text as one string without blanks."""
    elements, _ = drawing(name)
    said = (unicodedata.normalize("NFKC", "".join(e.itertext())) for e in elements if e.tag.endswith("}text"))
    return {re.sub(r"\s", "", text).replace("\N{MINUS SIGN}", "-") for text in said}


def test_the_numbers_in_the_figures_are_those_of_the_program():
    weights, bias, inputs = (2, -1), 1, (3, 5)
    z = weights[0] * inputs[0] + weights[1] * inputs[1] + bias
    wanted = {
        "cinema": {"x1", *(f"{neuron(weights, bias, (friends, 5)):.2f}".replace("0.50", "0.5") for friends in range(5))},
        "neuron": {"x1=3", "x2=5", "w1=2", "w2=-1", "b=1", f"z={z}", f"≈{neuron(weights, bias, inputs):.4f}"},
        "sigmoid": {f"{sigmoid(7):.4f}", f"{sigmoid(-7):.4f}", "0.5", "-7", "0", "7"},
        "mirror": {f"{sigmoid(-1):.4f}", f"{1 - sigmoid(1):.4f}", "-1", "1"},
        "exp": {"1", *(f"{math.exp(k):.3f}" for k in (1, 2, 3))},
        "tanh": {"0.5", "0", "1", "-1"},
    }
    for name, numbers in wanted.items():
        missing = numbers - texts(name)
        assert not missing, f"{name}.svg does not say {sorted(missing)}: correct the drawing"


def test_the_two_bars_of_the_mirror_are_equally_long():
    elements, scales = drawing("mirror")
    bars = [e for e in elements if e.tag.endswith("}line") and e.get("stroke-width")]
    lengths = [abs(float(e.get("y1")) - float(e.get("y2"))) for e in bars]
    wanted = scales["mirror-curve"]["sy"] * sigmoid(-1)
    assert lengths == pytest.approx([wanted, wanted], abs=0.02), f"mirror.svg: the bars measure {lengths}: redraw them"
