"""Chapter 2: the 2-2-1 network computes what its formulas say, refuses what it cannot use."""

import math
import random
import re
import subprocess
import sys
import unicodedata
from decimal import Context, Decimal
from fractions import Fraction
from itertools import permutations, product
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from bad_numbers import number_error

from nnbook.two_two_one import NAMES, ForwardPass, forward

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "02-two-two-one.md"
DRAWINGS = ROOT / "docs" / "drawings"
EDIT = "edit docs/02-two-two-one.md and tangle again"
REDRAW = "recompute the drawing in docs/drawings"

FIFTY_DIGITS = Context(prec=50, Emax=999_999, Emin=-999_999)
FIELDS = ("z1", "h1", "z2", "h2", "z3", "y_hat")

# The nine numbers and the inputs of the chapter's example.
EXAMPLE = {"w1": 2, "w2": -1, "b1": -6, "w3": -3, "w4": 4, "b2": -8, "w5": -5, "w6": 3, "b3": 1}
X = (6, 7)
# The network that runs the chapter's lamp.
LAMP = {"w1": 10, "w2": 10, "b1": -5, "w3": 10, "w4": 10, "b2": -15, "w5": 10, "w6": -10, "b3": -5}
# The exercises' network: every neuron has the weights 0 and 1 and the bias 0.
ALIKE = {name: int(name in ("w2", "w4", "w6")) for name in EXAMPLE}
ONES = {name: int(name[0] == "w") for name in EXAMPLE}


def exact_sigmoid(z):
    """σ(z) of a Fraction to fifty digits, by the decimal module."""
    power = FIFTY_DIGITS.exp(FIFTY_DIGITS.divide(Decimal(-z.numerator), Decimal(z.denominator)))
    return Fraction(FIFTY_DIGITS.divide(Decimal(1), FIFTY_DIGITS.add(Decimal(1), power)))


def exact_forward(parameters, x):
    """The six numbers in exact arithmetic, layer by layer and not name by name."""
    p = {name: Fraction(value) for name, value in parameters.items()}
    values, fed, made = [], [Fraction(number) for number in x], []
    for first, second, bias in (("w1", "w2", "b1"), ("w3", "w4", "b2")):
        z = p[bias] + sum(p[weight] * number for weight, number in zip((first, second), fed))
        made.append(exact_sigmoid(z))
        values += [z, made[-1]]
    z = p["b3"] + sum(p[weight] * number for weight, number in zip(("w5", "w6"), made))
    return dict(zip(FIELDS, [*values, z, exact_sigmoid(z)], strict=True))


def random_networks(count, seed=221):
    rng = random.Random(seed)
    for _ in range(count):
        parameters = {name: rng.uniform(-3, 3) for name in EXAMPLE}
        yield parameters, (rng.uniform(-5, 5), rng.uniform(-5, 5))


# The function ---------------------------------------------------------------


@pytest.mark.parametrize("field", FIELDS)
def test_every_number_of_the_forward_pass_agrees_with_exact_arithmetic(field):
    for parameters, x in [(EXAMPLE, X), (ONES, (-2, -1)), *random_networks(200)]:
        wanted = float(exact_forward(parameters, x)[field])
        got = getattr(forward(parameters, x), field)
        assert got == pytest.approx(wanted, rel=1e-13, abs=1e-13), f"{field} is {got}, not {wanted}, for {parameters}, {x}: {EDIT}"


def test_the_published_values_are_met():
    known = [
        (ALIKE, (2, 3), {"h1": 0.9525741268224334, "h2": 0.9525741268224334, "y_hat": 0.7216325609518421}),
        (ALIKE, (3, 2), {"h1": 0.8807970779778823, "h2": 0.8807970779778823, "y_hat": 0.7069873680001046}),
        (ONES, (-2, -1), {"h1": 0.0474258732, "z3": 0.0948517464, "y_hat": 0.5236951741}),
    ]
    for parameters, x, values in known:
        for field, wanted in values.items():
            got = getattr(forward(parameters, x), field)
            assert got == pytest.approx(wanted, abs=5e-11), f"{field} is {got}, not {wanted}, for {parameters}, {x}: {EDIT}"


def test_the_result_lists_its_numbers_in_the_order_of_computing():
    assert ForwardPass._fields == FIELDS, f"later chapters read these fields: {EDIT}"
    answer = forward(EXAMPLE, X)
    assert isinstance(answer, ForwardPass), f"hand back a ForwardPass: {EDIT}"
    assert tuple(answer) == tuple(getattr(answer, field) for field in FIELDS), EDIT


def test_the_nine_names_stand_in_the_order_in_which_they_are_drawn_later():
    assert NAMES == ("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"), EDIT


@pytest.mark.parametrize(
    ("changed", "moves"),
    [
        *[(name, {"z1", "h1", "z3", "y_hat"}) for name in ("w1", "w2", "b1")],
        *[(name, {"z2", "h2", "z3", "y_hat"}) for name in ("w3", "w4", "b2")],
        *[(name, {"z3", "y_hat"}) for name in ("w5", "w6", "b3")],
    ],
)
def test_each_parameter_moves_the_numbers_after_it_and_no_others(changed, moves):
    before = forward(EXAMPLE, X)
    after = forward(EXAMPLE | {changed: EXAMPLE[changed] + 0.5}, X)
    moved = {field for field in FIELDS if getattr(before, field) != getattr(after, field)}
    assert moved == moves, f"{changed} moves {sorted(moved)}, it should move {sorted(moves)}: {EDIT}"


def test_hidden_neurons_that_change_places_leave_every_answer_as_it_was():
    follow = {"w1": "w3", "w2": "w4", "b1": "b2", "w3": "w1", "w4": "w2", "b2": "b1", "w5": "w6", "w6": "w5", "b3": "b3"}
    for parameters, x in random_networks(50):
        swapped = forward({name: parameters[source] for name, source in follow.items()}, x)
        plain = forward(parameters, x)
        assert swapped.y_hat == pytest.approx(plain.y_hat, rel=1e-14), f"the answer depends on the order: {EDIT}"
        assert (swapped.h1, swapped.h2) == (plain.h2, plain.h1), EDIT


def test_neither_the_order_of_the_keys_nor_the_kind_of_the_numbers_matters():
    wanted = forward(EXAMPLE, X)
    for parameters in (
        dict(reversed(EXAMPLE.items())),
        {name: float(value) for name, value in EXAMPLE.items()},
        {name: np.float64(value) for name, value in EXAMPLE.items()},
        {name: Fraction(value) for name, value in EXAMPLE.items()},
    ):
        for x in (X, list(X), np.array(X), tuple(map(float, X))):
            assert forward(parameters, x) == pytest.approx(wanted, rel=1e-15), f"{parameters}, {x!r}: {EDIT}"


def test_forward_leaves_its_arguments_alone():
    parameters, x = dict(EXAMPLE), list(X)
    forward(parameters, x)
    assert (parameters, x) == (EXAMPLE, list(X)), f"change no argument: {EDIT}"


def test_large_finite_numbers_saturate_and_do_not_fail():
    large = dict.fromkeys(EXAMPLE, 1e6)
    assert forward(large, (1e6, 1e6)).y_hat == 1.0, EDIT
    assert forward(large | {"w5": -1e6, "w6": -1e6, "b3": 0}, (1e6, 1e6)).y_hat == 0.0, EDIT


# Bad input ------------------------------------------------------------------


def without(name):
    return {key: value for key, value in EXAMPLE.items() if key != name}


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        *[(without(name), [f"missing: {name};", "unknown: none"]) for name in EXAMPLE],
        (EXAMPLE | {"w7": 1}, ["missing: none", "unknown: w7"]),
        (without("b3") | {"B3": 1}, ["missing: b3;", "unknown: B3"]),
        ({}, ["missing: w1, w2, w3, w4, w5, w6, b1, b2, b3;", "unknown: none"]),
        (EXAMPLE | {3: 1}, ["unknown: 3"]),
    ],
    ids=repr,
)
def test_other_keys_than_the_nine_are_named(parameters, words):
    with pytest.raises(ValueError, match="^parameters must ") as error:
        forward(parameters, X)
    for word in words:
        assert word in str(error.value), f"the message {str(error.value)!r} does not say {word!r}: {EDIT}"


@pytest.mark.parametrize("parameters", [None, tuple(range(9)), "w1", {"w1"}], ids=repr)
def test_parameters_that_are_no_dict_are_a_type_error(parameters):
    with pytest.raises(TypeError, match=f"^parameters must be a dict, got {type(parameters).__name__}$"):
        forward(parameters, X)


WANTED = "x must be a list or tuple of numbers, 2 in all, got"


@pytest.mark.parametrize("x", [(), (2,), (2, 3, 4), np.array([[2, 3]])], ids=repr)
def test_an_x_of_another_length_is_shown(x):
    with pytest.raises(ValueError) as error:
        forward(EXAMPLE, x)
    assert str(error.value) == f"{WANTED} {x!r}", EDIT


@pytest.mark.parametrize("x", ["231", "23", b"23", 2, None, {1, 2}, {"a": 1, "b": 2}, {0: 2, 1: 3}, np.array(2.0)], ids=repr)
def test_an_x_without_an_order_is_a_type_error(x):
    with pytest.raises(TypeError) as error:
        forward(EXAMPLE, x)
    assert str(error.value) == f"{WANTED} {type(x).__name__}", EDIT


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, np.float64("nan"), "2", None, True, 1j, [2]], ids=repr)
def test_what_is_no_finite_number_is_named_with_its_place(bad):
    error, said = number_error(bad)
    for place in (*EXAMPLE, "x[0]", "x[1]"):
        parameters = EXAMPLE | ({place: bad} if place in EXAMPLE else {})
        x = (bad if place == "x[0]" else 2, bad if place == "x[1]" else 3)
        with pytest.raises(error) as raised:
            forward(parameters, x)
        assert str(raised.value) == f"{place} {said}", EDIT


@pytest.mark.parametrize("place", [*EXAMPLE, "x[0]", "x[1]"])
@pytest.mark.parametrize("beyond", [10**400, Fraction(-(10**400), 3)], ids=["int", "Fraction"])
def test_a_number_beyond_floats_is_named_with_its_place(place, beyond):
    parameters = EXAMPLE | ({place: beyond} if place in EXAMPLE else {})
    x = (beyond if place == "x[0]" else 2, beyond if place == "x[1]" else 3)
    with pytest.raises(ValueError, match=f"^{re.escape(place)} must be a number that a float can hold, .* got a larger {type(beyond).__name__}$"):
        forward(parameters, x)


def test_narrow_integers_of_numpy_do_not_wrap():
    for kind, large in ((np.uint8, 200), (np.int8, 100)):
        narrow = forward({name: kind(large) for name in NAMES}, np.array([large, 2], kind))
        assert narrow == forward(dict.fromkeys(NAMES, float(large)), (float(large), 2.0)), f"{kind.__name__} wraps: {EDIT}"


def test_six_plain_floats_come_back():
    assert {type(value) for value in forward(EXAMPLE, X)} == {float}, EDIT


def test_finite_numbers_without_an_answer_are_refused():
    with pytest.raises(ValueError, match="are too large: a z is NaN$"):
        forward(EXAMPLE | {"w1": 1e200, "w2": -1e200}, (1e200, 1e200))


def test_the_chapter_loads_no_numpy():
    program = "import sys, nnbook.two_two_one; print('numpy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.strip() == "False", f"nnbook.two_two_one loads NumPy ({run.stderr}): take the import out"


# What the page says ---------------------------------------------------------


def known_values():
    """Every symbol of the page's example, as LaTeX."""
    values = {f"{name[0]}_{name[1]}": value for name, value in EXAMPLE.items()}
    values |= {"x_1": X[0], "x_2": X[1]}
    for field, value in exact_forward(EXAMPLE, X).items():
        values[r"\hat y" if field == "y_hat" else f"{field[0]}_{field[1]}"] = value
    return {symbol: Fraction(value) for symbol, value in values.items()}


def value_of(latex, symbols):
    """What a formula comes to with the example's values in it; None where it is general."""
    names = "|".join(map(re.escape, sorted(symbols, key=len, reverse=True)))
    python = re.sub(rf"(?<![A-Za-z\\])(?:{names})(?![A-Za-z_])", lambda m: f"({symbols[m[0]]})", latex)
    python = re.sub(r"\\frac\{(.+?)\}\{(.+?)\}", r"((\1)/(\2))", python)
    python = python.replace(r"\cdot", "*").replace("^", "**").replace(r"\sigma", "S")
    if re.search(r"[A-RT-Za-z\\_{}]", python):
        return None
    python = re.sub(r"(?<=[\d)]) ?(?=[(S])", "*", python)
    return eval(re.sub(r"\d+(?:\.\d+)?", r"F('\g<0>')", python), {"F": Fraction, "S": exact_sigmoid})


def rows(display):
    """The rows of a display, each with the rows that go on with it."""
    inside = re.sub(r"\\(?:begin|end)\{aligned\}\n?", "", display)
    return re.sub(r" \\\\\n&(?:\\quad)? ?(?=[=+]|\\approx)", " ", inside).replace("&", "").split(" \\\\\n")


def relations():
    """Every formula of the page with a relation in it, displayed or within a sentence."""
    text, symbols = PAGE.read_text(encoding="utf-8"), known_values()
    displays = re.finditer(r"^```math\n(.+?)\n```$", text, re.DOTALL | re.MULTILINE)
    found = [(match, row.strip()) for match in displays for row in rows(match[1])]
    for match, formula in [*found, *((match, match[1]) for match in re.finditer(r"\$([^$\n]+)\$", text))]:
        line = text.count("\n", 0, match.start()) + 1
        sides = re.split(r" (=|\\approx) ", formula)
        for left, sign, right in zip(sides[::2], sides[1::2], sides[2::2]):
            values = [value_of(side, symbols) for side in (left, right)]
            if re.search(r"\bb\b", formula) and values == [None, None]:
                continue  # the neuron of chapter 1, whose parameters have no values here
            assert None not in values, f"docs/{PAGE.name}:{line}: cannot read {formula}: read value_of in this file"
            yield line, formula, sign, *values, right


def test_every_calculation_on_the_page_is_true_to_the_digits_it_shows():
    found = list(relations())
    assert len(found) >= 55, f"only {len(found)} calculations were recognised: read relations() in this file"
    for line, formula, sign, left, right, shown in found:
        place = f"docs/{PAGE.name}:{line}: {formula}"
        if sign == "=":
            assert left == right, f"{place}: the left side is {float(left)}: correct it"
        else:
            half = Fraction(1, 2 * 10 ** len(shown.partition(".")[2]))
            assert left != right, f"{place}: both sides are equal: write ="
            assert abs(left - right) < half, f"{place}: the left side is {float(left)}: round that"


def test_the_hidden_outputs_are_carried_with_six_correct_decimals():
    text = PAGE.read_text(encoding="utf-8")
    wanted = {f"{value:.6f}" for value in (forward(EXAMPLE, X).h1, forward(EXAMPLE, X).h2)}
    carried = set(re.findall(r"\d\.\d{6}\b", text))
    assert carried == wanted, f"docs/{PAGE.name} carries {sorted(carried)}, not {sorted(wanted)}: correct the digits"


def test_a_number_in_the_place_of_another_changes_the_answer_of_the_example():
    """No mistake of this kind can hide, as the page says: the answer changes by 0.02 at least."""
    numbers = EXAMPLE | dict(zip(("x1", "x2"), X))
    assert len(set(numbers.values())) == 11, "the page says that no two of the eleven numbers are equal"
    right = forward(EXAMPLE, X).y_hat
    for place, source in permutations(numbers, 2):
        mixed = numbers | {place: numbers[source]}
        x = (mixed.pop("x1"), mixed.pop("x2"))
        change = abs(forward(mixed, x).y_hat - right)
        assert change >= 0.02, f"{source} in the place of {place} changes the answer by {change}: correct the page"


def test_the_lamp_is_on_when_exactly_one_switch_is_up():
    for x, wanted in zip(product((0, 1), repeat=2), ("0.01", "0.99", "0.99", "0.01"), strict=True):
        assert f"{forward(LAMP, x).y_hat:.2f}" == wanted, f"the lamp is wrong at {x}: correct the page"
        shown = f"| {x[0]} | {x[1]} | {'灭亮'[x[0] != x[1]]} | ${wanted}$ |"
        assert shown in PAGE.read_text("utf-8"), f"the page's first table lacks {shown}"


# The figures ----------------------------------------------------------------


def elements(name):
    return list(ElementTree.parse(DRAWINGS / f"{name}.svg").iter())


def words(element):
    """What a text says, its italic letters as plain ones."""
    return unicodedata.normalize("NFKC", "".join(element.itertext()))


def written(element):
    """A text's number, or its whole text, with the sign as Python writes it."""
    return words(element).replace("\N{MINUS SIGN}", "-").rpartition("=")[2].strip()


def test_the_numbers_in_the_figure_are_those_of_the_program():
    answer = forward(EXAMPLE, X)._asdict()
    values = EXAMPLE | {"x1": X[0], "x2": X[1]} | answer
    said = {e.get("data-name"): written(e) for e in elements("two-two-one-numbers") if e.get("data-name")}
    assert said.keys() == values.keys(), f"the figure lacks or adds {said.keys() ^ values.keys()}: {REDRAW}"
    for name, value in values.items():
        wanted = str(round(value)) if value == round(value) else f"{value:.4f}"
        assert said[name] == wanted, f"two-two-one-numbers.svg says {name} = {said[name]}, not {wanted}: {REDRAW}"
    for e in elements("two-two-one-numbers"):
        if e.get("data-name", "").startswith("z"):
            symbol = words(e).split(" =")[0]
            assert symbol == e.get("data-name"), f"the figure calls {e.get('data-name')} {symbol}: {REDRAW}"


def test_the_figure_of_the_network_names_every_input_parameter_and_output():
    said = {words(e) for e in elements("two-two-one") if e.tag.endswith("}text")}
    wanted = {*EXAMPLE, "x1", "x2", "h1", "h2", "ŷ"}
    assert said == wanted, f"two-two-one.svg lacks or adds {sorted(said ^ wanted)}: {REDRAW}"


@pytest.mark.parametrize("name", ["two-two-one", "two-two-one-numbers"])
def test_each_arrow_carries_the_weight_of_the_edge_that_it_is_drawn_on(name):
    """The label of a weight lies on the line from the unit it leaves to the one it enters."""
    drawn = elements(name)
    boxes = [e for e in drawn if e.tag.endswith("}rect")]
    units = [(float(e.get("x")) + float(e.get("width")) / 2, float(e.get("y")) + float(e.get("height")) / 2) for e in boxes]
    units += [(float(e.get("cx")), float(e.get("cy"))) for e in drawn if e.tag.endswith("}circle")]
    places = dict(zip(("x1", "x2", "h1", "h2", "y_hat"), sorted(units), strict=True))
    edges = {"w1": ("x1", "h1"), "w2": ("x2", "h1"), "w3": ("x1", "h2"), "w4": ("x2", "h2"), "w5": ("h1", "y_hat"), "w6": ("h2", "y_hat")}
    for e in drawn:
        label = e.get("data-name") or words(e)
        if label in edges and e.tag.endswith("}text"):
            (x0, y0), (x1, y1) = (places[unit] for unit in edges.pop(label))
            x, y = float(e.get("x")), float(e.get("y")) - 7
            off = abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / math.hypot(x1 - x0, y1 - y0)
            assert off < 3, f"{name}.svg: {label} lies {off:.0f} away from its arrow: {REDRAW}"
    assert not edges, f"{name}.svg shows no {sorted(edges)}: {REDRAW}"


def test_the_plane_of_the_lamp_shows_where_its_answer_is_one_half():
    drawn = elements("lamp-plane")
    edges = [e for e in drawn if e.get("data-edge")]
    assert [e.get("data-edge") for e in edges] == ["low", "high"], REDRAW
    x0, y0, s = (float(edges[0].get(f"data-{key}")) for key in ("x0", "y0", "s"))
    corners = []
    for edge in edges:
        ends = [(float(edge.get(f"x{end}")), float(edge.get(f"y{end}"))) for end in (1, 2)]
        corners += [f"{x:.2f},{y:.2f}" for x, y in ends]
        for part in (0, 0.25, 0.5, 0.75, 1):
            x, y = (start + part * (end - start) for start, end in zip(*ends))
            below, above = (
                forward(LAMP, ((x - x0) / s + step, (y0 - y) / s + step)).y_hat for step in (-0.0001, 0.0001)
            )
            assert (below - 0.5) * (above - 0.5) < 0, f"lamp-plane.svg: ŷ is not one half at ({x}, {y}): {REDRAW}"
    strip = next(e for e in drawn if e.tag.endswith("}polygon")).get("points").split()
    assert set(corners) <= set(strip) and len(strip) == 6, f"lamp-plane.svg: the shaded strip ends elsewhere: {REDRAW}"
    dots = {(int(e.get("data-x")), int(e.get("data-y"))): e for e in drawn if e.get("data-x")}
    said = {e.get("data-at"): written(e) for e in drawn if e.get("data-at")}
    assert dots.keys() == set(product((0, 1), repeat=2)), REDRAW
    for (x, y), dot in dots.items():
        assert (float(dot.get("cx")), float(dot.get("cy"))) == (x0 + s * x, y0 - s * y), f"the dot ({x}, {y}) is off: {REDRAW}"
        answer = forward(LAMP, (x, y)).y_hat
        assert said[f"{x}{y}"] == f"{answer:.2f}", f"lamp-plane.svg says {said[f'{x}{y}']} at ({x}, {y}): {REDRAW}"
        assert ("fill: none" in dot.get("style")) == (answer < 0.5), f"the dot ({x}, {y}) has the wrong filling: {REDRAW}"
