"""Chapter 5: the nine partial derivatives, against derivatives found without a chain rule."""

import cmath
import math
import random
import re
import subprocess
import sys
import time
import timeit
import unicodedata
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import mpmath
import numpy as np
import pytest
from bad_numbers import number_error

from nnbook.loss import labels, people
from nnbook.partials import nine_partials, partials
from nnbook.two_two_one import NAMES, forward

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "05-partials.md"
DRAWINGS = ROOT / "docs" / "drawings"
EDIT = "edit docs/05-partials.md and tangle again"
REDRAW = "recompute the drawing in docs/drawings"

ORDER = ("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3")
ONES = {name: int(name[0] == "w") for name in ORDER}
ALICE = (-2, -1)
TWO = {"w1": 2, "w2": -1, "b1": -6, "w3": -3, "w4": 4, "b2": -8, "w5": -5, "w6": 3, "b3": 1}
EXAMPLES = [(ONES, ALICE, 1), (TWO, (6, 7), 0)]


def loss(p, x, y, exp):
    """(y − ŷ)² in whatever numbers `exp` takes, layer by layer and not name by name."""
    def squash(z):
        return 1 / (1 + exp(-z))

    fed = []
    for first, second, bias in (("w1", "w2", "b1"), ("w3", "w4", "b2")):
        fed.append(squash(p[bias] + sum(p[w] * number for w, number in zip((first, second), x))))
    return (y - squash(p["b3"] + sum(p[w] * number for w, number in zip(("w5", "w6"), fed)))) ** 2


def complex_step(parameters, x, y, name, step=1e-30):
    """A derivative without a chain rule and without a difference that could cancel."""
    moved = parameters | {name: complex(parameters[name], step)}
    return loss(moved, x, y, cmath.exp).imag / step


def fifty_digits(parameters, x, y, name):
    """The same by a central difference in arithmetic of ninety digits."""
    with mpmath.workdps(90):
        step = mpmath.mpf(10) ** -30
        p = {key: mpmath.mpf(value) for key, value in parameters.items()}
        sides = (loss(p | {name: p[name] + sign * step}, x, y, mpmath.exp) for sign in (1, -1))
        return (next(sides) - next(sides)) / (2 * step)


def random_samples(count, seed=5):
    rng = random.Random(seed)
    for _ in range(count):
        parameters = {name: rng.uniform(-3, 3) for name in ORDER}
        yield parameters, (rng.uniform(-5, 5), rng.uniform(-5, 5)), rng.choice((0, 1, rng.random()))


# The function ---------------------------------------------------------------


@pytest.mark.parametrize("name", ORDER)
def test_each_derivative_agrees_with_the_complex_step(name):
    for parameters, x, y in [*EXAMPLES, *random_samples(200)]:
        wanted = complex_step(parameters, x, y, name)
        got = partials(parameters, x, y)[name]
        assert got == pytest.approx(wanted, rel=1e-12, abs=1e-15), f"{name} is {got}, not {wanted}, for {parameters}, {x}, {y}: {EDIT}"


@pytest.mark.parametrize("name", ORDER)
def test_each_derivative_agrees_with_fifty_digits(name):
    for parameters, x, y in EXAMPLES:
        wanted = float(fifty_digits(parameters, x, y, name))
        got = partials(parameters, x, y)[name]
        assert got == pytest.approx(wanted, rel=1e-13), f"{name} is {got}, not {wanted}: {EDIT}"


def test_the_published_values_are_met():
    """To ten decimals; where others print 0.0214 it rounds to 0.0215."""
    known = {
        "w1": 0.0214695353, "w2": 0.0107347676, "w3": 0.0214695353, "w4": 0.0107347676, "w5": -0.0112692202,
        "w6": -0.0112692202, "b1": -0.0107347676, "b2": -0.0107347676, "b3": -0.2376175595,
    }  # fmt: skip
    got = partials(ONES, ALICE, 1)
    assert got == pytest.approx(known, abs=5.1e-11), f"{got}: {EDIT}"
    assert f"{got['w1']:.4f}" == "0.0215", EDIT


def test_one_step_lowers_the_loss_and_a_step_the_wrong_way_raises_it():
    slopes = partials(ONES, ALICE, 1)
    after = {rate: {name: ONES[name] - rate * slopes[name] for name in ORDER} for rate in (0, 0.1, -0.1)}
    losses = {rate: float(loss(p, ALICE, 1, mpmath.exp)) for rate, p in after.items()}
    assert losses == pytest.approx({0: 0.2268662872, 0.1: 0.2210966465, -0.1: 0.2327159280}, abs=5.1e-11), EDIT


def test_the_nine_come_as_a_dict_in_the_order_of_the_names():
    assert NAMES == ORDER and list(partials(TWO, (6, 7), 0)) == list(ORDER), EDIT
    shuffled = dict(sorted(TWO.items()))
    assert list(partials(shuffled, (6, 7), 0).items()) == list(partials(TWO, (6, 7), 0).items()), EDIT


def test_the_unchecked_half_gives_the_same_nine_in_the_same_order():
    for parameters, x, y in [*EXAMPLES, *random_samples(50, seed=9)]:
        values = [parameters[name] for name in ORDER]
        assert list(nine_partials(*values, *x, y)) == list(partials(parameters, x, y).values()), EDIT


def test_an_input_of_0_silences_its_weights_and_no_other():
    for number, silent in ((0, {"w1", "w3"}), (1, {"w2", "w4"})):
        x = [6, 7]
        x[number] = 0
        zero = {name for name, value in partials(TWO, x, 0).items() if value == 0}
        assert zero == silent, f"x_{number + 1} = 0 silences {sorted(zero)}, not {sorted(silent)}: {EDIT}"


def test_hidden_neurons_that_change_places_take_their_derivatives_along():
    follow = {"w1": "w3", "w2": "w4", "b1": "b2", "w3": "w1", "w4": "w2", "b2": "b1", "w5": "w6", "w6": "w5", "b3": "b3"}
    for parameters, x, y in random_samples(50):
        plain = partials(parameters, x, y)
        swapped = partials({name: parameters[source] for name, source in follow.items()}, x, y)
        assert swapped == pytest.approx({name: plain[source] for name, source in follow.items()}, rel=1e-12, abs=1e-16), EDIT


def test_moving_every_parameter_a_little_against_its_sign_lowers_the_loss():
    for parameters, x, y in [*EXAMPLES, *random_samples(100)]:
        slopes = partials(parameters, x, y)
        if max(map(abs, slopes.values())) < 1e-6:
            continue
        moved = {name: parameters[name] - 1e-4 * slopes[name] for name in ORDER}
        assert loss(moved, x, y, math.exp) < loss(parameters, x, y, math.exp), f"{parameters}, {x}, {y}: {EDIT}"


def test_the_kind_of_the_numbers_does_not_matter_and_nothing_is_changed():
    wanted = partials(TWO, (6, 7), 0)
    for kind in (float, np.float64, Fraction):
        parameters, x = {name: kind(value) for name, value in TWO.items()}, [kind(6), kind(7)]
        before = dict(parameters), list(x)
        assert partials(parameters, x, kind(0)) == pytest.approx(wanted, rel=1e-15), f"{kind}: {EDIT}"
        assert (parameters, x) == before, f"change no argument: {EDIT}"


def test_large_finite_numbers_saturate_and_give_finite_derivatives():
    for sign in (1, -1):
        slopes = partials(dict.fromkeys(ORDER, sign * 1e6), (1e6, 1e6), 0)
        assert all(value == 0 for value in slopes.values()), f"a saturated network has {slopes}: {EDIT}"


# Bad input ------------------------------------------------------------------


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, np.float64("nan"), "1", None, True, 1j, [1]], ids=repr)
def test_what_is_no_finite_number_is_named_with_its_place(bad):
    error, said = number_error(bad)
    for place in (*ORDER, "x[0]", "x[1]", "y"):
        parameters = TWO | ({place: bad} if place in TWO else {})
        x = (bad if place == "x[0]" else 2, bad if place == "x[1]" else 3)
        with pytest.raises(error) as raised:
            partials(parameters, x, bad if place == "y" else 0)
        assert str(raised.value) == f"{place} {said}", EDIT


@pytest.mark.parametrize(
    ("parameters", "x"),
    [({}, (2, 3)), (None, (2, 3)), (TWO | {"w7": 1}, (2, 3)), (TWO, (2,)), (TWO, (2, 3, 4)), (TWO, None)],
    ids=["no keys", "no dict", "unknown key", "one input", "three inputs", "no inputs"],
)
def test_what_forward_refuses_is_refused_in_its_words(parameters, x):
    with pytest.raises((TypeError, ValueError)) as wanted:
        forward(parameters, x)
    with pytest.raises(wanted.type) as error:
        partials(parameters, x, 0)
    assert str(error.value) == str(wanted.value), EDIT


@pytest.mark.parametrize("place", [*ORDER, "x[0]", "x[1]", "y"])
def test_a_number_beyond_floats_is_named_with_its_place(place):
    parameters = TWO | ({place: 10**400} if place in TWO else {})
    x = (10**400 if place == "x[0]" else 2, 10**400 if place == "x[1]" else 3)
    with pytest.raises(ValueError, match=f"^{re.escape(place)} must be a number that a float can hold, .* got a larger int$"):
        partials(parameters, x, 10**400 if place == "y" else 0)


@pytest.mark.parametrize(
    ("parameters", "x", "y"),
    [
        (ONES | {"w5": 1e308, "b3": -1e308, "w6": 0}, (1, 1), 1e308),
        (ONES, (1, 1), 1e308),
        (dict.fromkeys(ORDER, 0) | {"w5": 1e10, "b3": -5e9}, (1e300, 2), 1),
    ],
    ids=["nine NaN", "minus infinity", "w1 alone"],
)
def test_numbers_too_large_for_finite_derivatives_are_shown(parameters, x, y):
    with pytest.raises(ValueError) as error:
        partials(parameters, x, y)
    said = f"parameters={parameters}, x={x} and y={y} are too large: wanted smaller ones, with nine finite derivatives, got "
    assert str(error.value).startswith(said), EDIT


def test_large_numbers_with_finite_derivatives_are_taken():
    assert set(partials(dict.fromkeys(ORDER, 1e150), (1e150, 1e150), 1e150).values()) == {0.0}, EDIT


def test_narrow_integers_of_numpy_do_not_wrap():
    narrow = partials({name: np.uint8(value) for name, value in ONES.items()}, np.array([200, 3], np.uint8), np.uint8(200))
    assert narrow == partials(ONES, (200, 3), 200), EDIT
    assert {type(value) for value in narrow.values()} == {float}, EDIT


# Speed ----------------------------------------------------------------------


def best_times(*calls, number=200, rounds=25):
    """The least processor time of each call; they take turns, so that a busy machine slows all."""
    times = [[timeit.timeit(call, timer=time.process_time, number=number) for call in calls] for _ in range(rounds)]
    return [min(each) / number for each in zip(*times)]


def test_checking_takes_longer_than_calculating():
    """Why the module has an unchecked half, and chapter 6 calls that one."""
    values = [float(TWO[name]) for name in ORDER]
    parameters, x = dict(zip(ORDER, values)), (6.0, 7.0)
    bare, checked = best_times(lambda: nine_partials(*values, 2.0, 3.0, 0), lambda: partials(parameters, x, 0))
    assert checked > 2 * bare, f"partials needs {checked:.1e} s, nine_partials {bare:.1e} s: correct the page, or drop one half"


def test_neither_numpy_nor_anything_slow_is_loaded():
    program = "import sys, nnbook.partials; print([m for m in ('numpy', 'decimal', 'fractions', 'statistics') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.strip() == "[]", f"nnbook.partials loads {run.stdout}{run.stderr}: take the import out"


# What the page says ---------------------------------------------------------


def displays():
    text = PAGE.read_text(encoding="utf-8")
    return dict(re.findall(r"^<!-- eq (\w+)[^\n]*-->\n```math\n(.+?)\n```$", text, re.DOTALL | re.MULTILINE))


CHAINS = ("chain_w5", "chain_b3", "chain_w1")
SHORT_FORMS = ("d_loss_d_w1", "d_loss_d_w3", "d_loss_d_b3")
COLOURED = re.compile(r"\\textcolor\{(\w+)\}\{(.+?)\}(?= |$)")


def rows(name):
    """The rows of a display: {parameter: its last right side}."""
    body = re.sub(r"\\(?:begin|end)\{aligned\}\n?", "", displays()[name])
    found, parameter = {}, ""
    for row in re.split(r" \\\\\n|\n(?=&=)", body):
        head = re.search(r"\\partial \\mathcal\{L\}\}\{\\partial ([wb])_(\d)\}(?!.*\\cdot)", row)
        parameter = head[1] + head[2] if head and not row.startswith("&=") else parameter
        found[parameter] = row.rpartition("= ")[2].strip()
    return found


def derivatives(names):
    return {parameter: side for name in names for parameter, side in rows(name).items()}


def plain(formula):
    return " ".join(COLOURED.sub(r"\2", formula).replace(r"\cdot", " ").split())


def long_forms():
    """Each of the nine derivatives, with the deltas replaced by what defines them."""
    formulas = {name: plain(side) for name, side in derivatives(SHORT_FORMS).items()}
    for delta in (r"\delta_1", r"\delta_2", r"\delta_o"):
        meant = plain(displays()[delta[1:]].rpartition(" = ")[2])
        formulas = {name: side.replace(delta, meant) for name, side in formulas.items()}
    return formulas


def test_every_parameter_has_its_derivative_as_a_display_and_the_chains_agree_with_them():
    found = derivatives(SHORT_FORMS)
    assert sorted(found) == sorted(ORDER), f"{SHORT_FORMS} of docs/{PAGE.name} derive {sorted(found)}: all nine are displays"
    for delta in ("delta_o", "delta_1", "delta_2"):
        assert r"\frac{\partial \mathcal{L}}{\partial z_" in displays()[delta], f"{delta} is no derivative any more"
    chains = {name: plain(side).removesuffix(" 1") for name, side in derivatives(CHAINS).items()}
    assert sorted(chains) == ["b3", "w1", "w5"], EDIT
    assert {name: long_forms()[name] for name in chains} == chains, EDIT


def products(formula):
    """How many multiplications a product of factors takes, 2 (ŷ − y) being two of them."""
    formula = re.sub(r"\\sigma'\(z_\d\)", "S", plain(formula)).replace(r"2 (\hat y - y)", r"2 \cdot D")
    return len(re.findall(r"\\delta_\w|[a-z]_\d|[SD2]", formula)) - 1


def test_the_multiplications_counted_on_the_page_are_those_of_its_formulas():
    separate = sum(map(products, long_forms().values()))
    deltas = [displays()[name].rpartition(" = ")[2] for name in ("delta_o", "delta_1", "delta_2")]
    shared = sum(map(products, [*derivatives(SHORT_FORMS).values(), *deltas]))
    assert (separate, shared) == (36, 12), f"the formulas take {separate} and {shared} multiplications: correct the page"
    text = PAGE.read_text(encoding="utf-8")
    assert "36 multiplications" in text and "12 are enough" in text and "36 次乘法" in text and "12 次" in text


def test_equal_weights_hide_a_mistake_that_different_ones_show():
    def mistaken(p, x, y):
        """The nine with w_5 and w_6 exchanged in the derivation, not in the network."""
        passed = forward(p, x)
        wrong = nine_partials(*(p[n] for n in ORDER), *x, y)
        delta_o = wrong[8]
        d1 = delta_o * p["w6"] * passed.h1 * (1 - passed.h1)
        d2 = delta_o * p["w5"] * passed.h2 * (1 - passed.h2)
        return (d1 * x[0], d1 * x[1], d2 * x[0], d2 * x[1], *wrong[4:6], d1, d2, delta_o)

    assert mistaken(ONES, ALICE, 1) == pytest.approx(list(partials(ONES, ALICE, 1).values())), "the page says it stays hidden"
    shown = mistaken(TWO, (6, 7), 0)
    right = list(partials(TWO, (6, 7), 0).values())
    assert shown[6] == pytest.approx(0.08895, abs=5e-6) and right[6] < 0 < shown[6], "the page says that the sign turns round"
    assert len({round(abs(value), 6) for value in right}) == 9, "the page says that all nine are different"


def test_the_directions_in_the_text_are_those_of_the_numbers():
    slopes, passed = partials(ONES, ALICE, 1), forward(ONES, ALICE)
    assert slopes["b3"] < 0 < slopes["w1"] and passed.y_hat < 1
    raised = forward(ONES | {"w1": 1.1}, ALICE)
    assert all(getattr(raised, field) < getattr(passed, field) for field in ("z1", "h1", "z3", "y_hat")), "a larger w1 lowers all of them"
    assert round(-slopes["b3"] / slopes["w1"]) == 11, "the page says about 11 times"
    assert slopes["w5"] / slopes["b3"] == pytest.approx(1 / 20, rel=0.1), "the page says about a twentieth"
    squashes = passed.h1 * (1 - passed.h1) * passed.y_hat * (1 - passed.y_hat)
    assert squashes == pytest.approx(1 / 100, rel=0.15), "the page says about a hundredth"
    assert max(abs(v) for n, v in slopes.items() if n != "b3") == slopes["w1"] < -slopes["b3"]
    assert sum(value < 0 for value in partials(TWO, (6, 7), 0).values()) == 3
    label_zero = partials(ONES, ALICE, 0)
    assert all(label_zero[name] * slopes[name] < 0 for name in ORDER), "the answers say that all nine change their sign"


def test_bob_is_helped_by_the_output_neuron_alone():
    passed, slopes = forward(ONES, people[1]), partials(ONES, people[1], labels[1])
    assert f"{passed.y_hat:.2f}" == "0.88" and labels[1] == 0
    assert all((abs(value) > 0.1) == (name in ("w5", "w6", "b3")) for name, value in slopes.items())
    assert max(abs(value) for name, value in slopes.items() if name not in ("w5", "w6", "b3")) < 1e-12


def test_the_step_for_alice_raises_every_prediction():
    slopes = partials(ONES, ALICE, 1)
    moved = {name: ONES[name] - 0.1 * slopes[name] for name in ORDER}
    assert all(forward(moved, x).y_hat > forward(ONES, x).y_hat for x in people), "the page says so of a larger b3"
    assert all(forward(ONES | {"b3": 0.02}, x).y_hat > forward(ONES, x).y_hat for x in people)


def test_which_of_the_early_roundings_pushes_the_last_digit_across():
    full, early = (0.9526096518, 0.2494385387, 0.0903533195), (0.952, 0.249, 0.0904)
    one_rounded = [math.prod(early[i] if i == k else full[i] for i in range(3)) for k in range(3)]
    assert [f"{value:.4f}" for value in one_rounded] == ["0.0215", "0.0214", "0.0215"]
    assert f"{math.prod(early):.4f}" == "0.0214" and f"{math.prod(full):.4f}" == "0.0215"
    assert [float(f"{value:.3g}") for value in full] == [0.953, 0.249, 0.0904] and f"{0.953 * 0.249 * 0.0904:.4f}" == "0.0215"
    off = [abs(e / f - 1) for e, f in zip(early, full)]
    assert off.index(max(off)) == 1, "the answers say that the second is rounded most"
    assert abs(math.prod(full) / 0.02145 - 1) < 1e-3, "the page says within one part in a thousand"


# The figures ----------------------------------------------------------------


def elements(name):
    return list(ElementTree.parse(DRAWINGS / f"{name}.svg").iter())


def letters(text):
    """A label in the letters of a keyboard: the drawings have those of mathematics, 𝑤 and ℎ."""
    return unicodedata.normalize("NFKC", text)


def words_of(name):
    return [letters("".join(e.itertext())) for e in elements(name) if e.tag.endswith("}text")]


@pytest.mark.parametrize("name", ["path-of-w1", "deltas", "nine-bars", "two-slopes"])
def test_letters_are_true_italics(name):
    raw = "".join("".join(e.itertext()) for e in elements(name) if e.tag.endswith("}text"))
    digits_aside = re.sub(r"[\s\d.,()−′ℎℒ̂]", "", raw)
    assert all("\U0001d434" <= sign <= "\U0001d71b" for sign in digits_aside), f"{digits_aside}: {REDRAW}"


INKS = {"teal": "var(--nn-accent", "orange": "var(--nn-warm", "violet": "var(--nn-violet"}


def test_the_path_is_drawn_with_the_factors_of_its_chain_in_order_and_in_their_colours():
    labels_of = [(float(e.get("x")), float(e.get("y")), letters("".join(e.itertext())), e.get("style"))
                 for e in elements("path-of-w1") if e.tag.endswith("}text")]
    row = [text for x, y, text, _ in sorted(labels_of) if 300 < y < 340]
    factors = [(text, style) for x, y, text, style in sorted(labels_of) if 270 < y < 300]
    numbers = [(text, style) for x, y, text, style in sorted(labels_of) if y > 340]
    assert row == ["w1", "z1", "h1", "z3", "ŷ", letters("ℒ")], REDRAW
    chain = COLOURED.findall(rows("chain_w1")["w1"])[::-1]
    wanted = [re.sub(r"\\hat y", "ŷ", factor).replace("_", "").replace("\\sigma'", "σ′").replace("-", "−") for _, factor in chain]
    assert [text for text, _ in factors] == [text.replace("2 (", "2(") for text in wanted], REDRAW
    arrows = sorted((float(e.get("x1")), e.get("style")) for e in elements("path-of-w1") if e.get("y1") == e.get("y2") == "316")
    for (colour, _), (_, text), (_, number), (_, arrow) in zip(chain, factors, numbers, arrows, strict=True):
        assert all(INKS[colour] in style for style in (text, number, arrow)), f"{colour}: {REDRAW}"
    passed = forward(ONES, ALICE)
    values = [ALICE[0], passed.h1 * (1 - passed.h1), ONES["w5"], passed.y_hat * (1 - passed.y_hat), 2 * (passed.y_hat - 1)]
    for (text, _), value in zip(numbers, values, strict=True):
        assert float(text.replace("−", "-")) == pytest.approx(value, abs=0.5 * 10 ** -len(text.partition(".")[2])), REDRAW
    network = {text for _, y, text, _ in labels_of if y < 260}
    assert network == {"x1", "x2", "h1", "h2", "ŷ", letters("ℒ"), *(f"w{k}" for k in range(1, 7))}, REDRAW


def test_the_deltas_are_drawn_with_all_their_products():
    wanted = {"x1", "x2", "δ1", "δ2", "δo", "δ1x1", "δ1x2", "δ2x1", "δ2x2", "δoh1", "δoh2", "w5σ′(z1)", "w6σ′(z2)"}
    assert set(words_of("deltas")) == wanted, REDRAW
    place = {letters("".join(e.itertext())): (float(e.get("x")), float(e.get("y"))) for e in elements("deltas") if e.tag.endswith("}text")}
    assert place["x1"][0] < place["δ1"][0] < place["δo"][0] and place["δ1"][1] < place["δo"][1] < place["δ2"][1], REDRAW
    for upper, lower in (("w5σ′(z1)", "w6σ′(z2)"), ("δoh1", "δoh2"), ("δ1x1", "δ1x2"), ("δ1x2", "δ2x1"), ("δ2x1", "δ2x2")):
        assert place[upper][1] < place[lower][1], f"{upper} belongs above {lower}: {REDRAW}"


@pytest.mark.parametrize(("name", "at"), [("b3", 0), ("w1", 1)])
def test_a_curve_is_the_loss_along_one_parameter_and_its_tangent_has_the_derivative(name, at):
    drawn = elements("two-slopes")
    curve = next(e for e in drawn if e.get("id") == f"{name}-curve")
    x0, y0, sx, sy = (float(curve.get(f"data-{key}")) for key in ("x0", "y0", "sx", "sy"))
    points = [tuple(map(float, point.split(","))) for point in re.split("[ML]", curve.get("d"))[1:]]
    assert len(points) > 30 and points == sorted(points), REDRAW
    for x, y in points:
        wanted = y0 - sy * loss(ONES | {name: (x - x0) / sx}, ALICE, 1, math.exp)
        assert y == pytest.approx(wanted, abs=0.03), f"the curve over {name} is wrong at {(x - x0) / sx:.2f}: {REDRAW}"
    heights = [y for _, y in points]
    assert heights == sorted(heights, reverse=name == "w1"), "the page says that one falls and the other rises"
    dot = next(e for e in drawn if e.get("data-t") == str(at) and float(e.get("cx")) == x0 + sx * at)
    assert float(dot.get("cy")) == pytest.approx(y0 - sy * loss(ONES, ALICE, 1, math.exp), abs=0.01), REDRAW
    tangents = [[float(e.get(k)) for k in ("x1", "y1", "x2", "y2")] for e in drawn if e.get("class") == "tangent"]
    a, b, c, d = min(tangents, key=lambda t: abs((t[0] + t[2]) / 2 - (x0 + sx * at)))
    assert (b + d) / 2 == pytest.approx(float(dot.get("cy")), abs=0.01), f"the tangent misses the dot: {REDRAW}"
    assert -(d - b) / sy / ((c - a) / sx) == pytest.approx(complex_step(ONES, ALICE, 1, name), abs=2e-4), REDRAW


def test_the_bars_are_the_nine_derivatives():
    drawn = elements("nine-bars")
    zero = next(e for e in drawn if e.get("id") == "zero")
    y0, sy = float(zero.get("data-y0")), float(zero.get("data-sy"))
    bars = [e for e in drawn if e.get("data-name")]
    assert [e.get("data-name") for e in bars] == list(ORDER), REDRAW
    assert [float(e.get("x")) for e in bars] == sorted(float(e.get("x")) for e in bars), REDRAW
    for e in bars:
        top, height = float(e.get("y")), float(e.get("height"))
        value = complex_step(ONES, ALICE, 1, e.get("data-name"))
        drawn_value = height / sy if top < y0 else -height / sy
        assert drawn_value == pytest.approx(value, abs=1e-5), f"the bar of {e.get('data-name')} is wrong: {REDRAW}"
    numbers = {float(text.replace("−", "-")) for text in words_of("nine-bars") if "." in text}
    assert numbers == {0.0215, -0.2376}, REDRAW
