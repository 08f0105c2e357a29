"""Numerical gradients against exact fractions and mpmath, their report, and the table of mistakes."""

import re
from fractions import Fraction
from xml.etree import ElementTree

import mpmath
import numpy as np
import pytest
from conftest import ROOT, sample, whole_book
from hypothesis import given, settings
from hypothesis import strategies as some
from mistakes import CHECKS, MISTAKES, program, refusal, verdicts

from nnbook._entries import each_entry
from nnbook.backprop import backward, cost, forward
from nnbook.gradient_check import central, complex_step, relative_error, report

DRAWINGS = ROOT / "docs/drawings"
PAGE = whole_book().pages["12-gradient-check.md"]


def network(widths=(5, 4, 3, 2), seed=0):
    rng = np.random.default_rng(seed)
    W = {l: rng.normal(size=(widths[l], widths[l - 1])) for l in range(1, len(widths))}
    return W, {l: rng.normal(size=(widths[l], 1)) for l in W}


def zeros(parameters):
    return tuple({l: np.zeros(np.shape(part[l])) for l in part} for part in parameters)


W, b = network()


# The values -----------------------------------------------------------------------------------


def polynomial(parameters):
    """Σ w³ + Σ b²: its central difference is 3w² + ε², its complex step 3w² − ε²; 2b for both."""
    W, b = parameters
    return sum((W[l] ** 3).sum() for l in W) + sum((b[l] ** 2).sum() for l in b)


@pytest.mark.parametrize("method, sign", [(central, 1), (complex_step, -1)])
def test_a_large_step_gives_the_quotient_of_exact_fractions(method, sign):
    """With ε = 1/8 nothing of these small binary fractions is rounded."""
    parameters = ({1: np.array([[0.5, -1.25, 3.0]])}, {1: np.array([[0.75]])})
    dW, db = method(polynomial, parameters, epsilon=0.125)
    wanted = [3 * Fraction(w) ** 2 + sign * Fraction(1, 64) for w in (0.5, -1.25, 3.0)]
    assert [Fraction(found) for found in dW[1][0]] == wanted and db[1] == [[1.5]]


def transcendental(parameters):
    W, b = parameters
    return sum(np.exp(W[l]).sum() for l in W) + sum(np.tanh(b[l]).sum() for l in b)


def test_the_derivatives_are_those_of_mpmath():
    with mpmath.workdps(40):
        slopes = [np.vectorize(lambda x, f=f: float(mpmath.diff(f, mpmath.mpf(x)))) for f in (mpmath.exp, mpmath.tanh)]
        wanted = tuple({l: slope(part[l]) for l in part} for slope, part in zip(slopes, (W, b)))
    for l in W:
        for found, right in zip(complex_step(transcendental, (W, b)), wanted):
            np.testing.assert_allclose(found[l], right[l], rtol=1e-15)
        for found, right in zip(central(transcendental, (W, b)), wanted):
            np.testing.assert_allclose(found[l], right[l], rtol=0, atol=1e-9)


def test_the_errors_are_those_that_the_chapter_tells():
    """Central about 1e-10 at 1e-5; forward 1e-8 to 1e-7 near 3e-8; complex step 1e-16 anywhere below 1e-8."""
    (X, Y, l2), parameters = program().functions["start"]((5, 4, 3, 2), 7)
    derived = program().functions["gradient"](X, Y, *parameters, l2)

    def smooth(parameters):
        W, b = parameters
        A = X
        for l in W:
            Z = W[l] @ A + b[l]
            A = np.tanh(Z)
        squares = sum((W[l] ** 2).sum() for l in W)
        return ((np.log(1 + np.exp(Z)) - Y * Z).sum() + l2 / 2 * squares) / 7

    def forward_quotient(f, x, epsilon):
        return (f(x + epsilon) - f(x)) / epsilon

    central_errors = {e: relative_error(central(smooth, parameters, e), derived) for e in (1e-3, 1e-5, 1e-8)}
    assert central_errors[1e-5] < 5e-10 and min(central_errors[1e-3], central_errors[1e-8]) > 1e-8
    forward_errors = {e: relative_error(each_entry(forward_quotient, smooth, parameters, e), derived)
                      for e in (1e-5, 3e-8, 1e-10)}  # fmt: skip
    assert 5e-9 < forward_errors[3e-8] < 2e-7 < min(forward_errors[1e-5], forward_errors[1e-10])
    assert max(relative_error(complex_step(smooth, parameters, e), derived) for e in (1e-8, 1e-20, 1e-100)) < 1e-15


@settings(max_examples=25, deadline=None, derandomize=True)
@given(widths=some.lists(some.integers(1, 4), min_size=2, max_size=5), seed=some.integers(0, 99))
def test_shapes_and_keys_are_those_of_the_parameters(widths, seed):
    parameters = network(widths, seed)
    for method in (central, complex_step):
        for found, part in zip(method(polynomial, parameters), parameters):
            assert {l: array.shape for l, array in found.items()} == {l: array.shape for l, array in part.items()}
            assert all(array.dtype == np.float64 for array in found.values())


def test_no_argument_is_changed_and_f_gets_arrays_of_its_own():
    def greedy(parameters):
        value = polynomial(parameters)
        for part in parameters:
            assert all(array.dtype.kind in "fc" for array in part.values())
        return value

    before = [array.copy() for part in (W, b) for array in part.values()]
    central(greedy, (W, b))
    complex_step(greedy, (W, b))
    assert all((old == new).all() for old, new in zip(before, (a for part in (W, b) for a in part.values())))


@pytest.mark.parametrize("kind", [np.float32, int, np.uint8, list])
def test_parameters_of_other_kinds_give_the_result_of_float64(kind):
    whole = ({1: np.array([[1.0, 2.0]])}, {1: np.array([[3.0]])})
    other = tuple({1: part[1].tolist() if kind is list else part[1].astype(kind)} for part in whole)
    for method in (central, complex_step):
        assert relative_error(method(polynomial, other), method(polynomial, whole)) == 0


# Bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [central, complex_step])
@pytest.mark.parametrize("change, error, words", [
    ({"epsilon": 0}, ValueError, ["epsilon", "above 0"]),
    ({"epsilon": -1e-5}, ValueError, ["epsilon", "-1e-05"]),
    ({"epsilon": np.nan}, ValueError, ["epsilon", "finite"]),
    ({"epsilon": "1"}, TypeError, ["epsilon", "got str"]),
    ({"f": lambda p: p[0][1] * 1j}, ValueError, ["f must return one number", "(4, 5)"]),
    ({"f": lambda p: np.nan}, (ValueError, TypeError), ["nan"]),
    ({"f": lambda p: complex(0, np.nan)}, (ValueError, TypeError), ["number, got"]),
    ({"f": lambda p: "J"}, TypeError, ["f", "number"]),
    ({"parameters": W}, TypeError, ["pair (W, b)"]),
    ({"parameters": (W, {1: b[1]})}, ValueError, ["b must have the keys"]),
    ({"parameters": (W, {**b, 2: b[1]})}, ValueError, ["b[2]", "(4, 1)"]),
    ({"parameters": ({1: [["a"]]}, {1: [[0]]})}, TypeError, ["W[1]", "real numbers"]),
    ({"parameters": ({1: [[np.nan]]}, {1: [[0]]})}, ValueError, ["nan"]),
])  # fmt: skip
def test_bad_input_is_told(method, change, error, words):
    with pytest.raises(error) as caught:
        method(**{"f": polynomial, "parameters": (W, b)} | change)
    assert all(word in str(caught.value) for word in words), caught.value


def test_a_complex_step_through_the_books_own_program_is_refused():
    X, Y = np.ones((5, 7)), np.ones((2, 7))
    with pytest.raises(TypeError, match="real numbers"):
        complex_step(lambda moved: cost(Y, moved, forward(X, moved)[0]), (W, b))
    with pytest.raises(TypeError, match="complex"):
        complex_step(lambda moved: float(np.abs(moved[0][1]).sum()), (W, b))


def test_a_step_that_rounding_loses_is_told():
    with pytest.raises(ValueError, match="lost in rounding"):
        central(polynomial, (W, b), epsilon=1e-20)


# The relative error ---------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, derandomize=True)
@given(numbers=some.lists(some.tuples(some.integers(-99, 99), some.integers(-99, 99)), min_size=1, max_size=6))
def test_the_relative_error_is_that_of_mpmath(numbers):
    p, q = zip(*numbers)
    with mpmath.workdps(40):
        below = mpmath.norm(p) + mpmath.norm(q)
        wanted = mpmath.norm([x - y for x, y in numbers]) / below if below else 0
    first, second = (({1: np.array([column])}, {}) for column in (p, q))
    assert relative_error(first, second) == pytest.approx(float(wanted), rel=1e-14)


def test_it_is_symmetric_and_does_not_depend_on_the_unit():
    first, second = network(seed=1), network(seed=2)
    error = relative_error(first, second)
    assert relative_error(second, first) == error and 0 < error < 1
    for unit in (1e-300, 1e300):  # squares of these are no floats
        scaled = (tuple({l: part[l] * unit for l in part} for part in each) for each in (first, second))
        assert relative_error(*scaled) == pytest.approx(error, rel=1e-12)


def test_the_ends_of_its_range():
    minus = tuple({l: -part[l] for l in part} for part in (W, b))
    assert relative_error((W, b), (W, b)) == 0 and relative_error((W, b), minus) == 1
    assert relative_error(zeros((W, b)), zeros((W, b))) == 0 and relative_error((W, b), zeros((W, b))) == 1


@pytest.mark.parametrize("factor, wanted", [(2, 1 / 3), (7, 0.75), (0.5, 1 / 3), (4, 0.6)])
def test_a_factor_is_read_from_it(factor, wanted):
    scaled = tuple({l: factor * part[l] for l in part} for part in (W, b))
    assert relative_error(scaled, (W, b)) == pytest.approx(wanted, rel=1e-14)


@pytest.mark.parametrize("other, words", [
    (({1: W[1], 2: W[2]}, b), r"only one of the gradients has an entry dW\[3\]\["),
    ((W, {**b, 2: b[2].T @ np.ones((3, 7))}), r"db\[2\]"),
    (({**W, 1: W[1] * np.nan}, b), "finite"),
    ((W, {**b, 3: np.array([[np.inf], [0]])}), "finite"),
])  # fmt: skip
def test_gradients_that_cannot_be_compared(other, words):
    with np.errstate(all="ignore"):
        for pair in (((W, b), other), (other, (W, b))):
            with pytest.raises(ValueError, match=words):
                relative_error(*pair)


# The report -----------------------------------------------------------------------------------


def counted(*gradients):
    return {row.array: (row.seen, row.entries) for row in report((W, b), *gradients)}


def test_the_report_counts_every_entry_of_every_layer():
    found = report((W, b), (W, b), (W, b))
    assert [row.array for row in found] == ["dW[1]", "db[1]", "dW[2]", "db[2]", "dW[3]", "db[3]"]
    assert [row.seen for row in found] == [row.entries for row in found] == [20, 4, 12, 3, 6, 2]


def test_the_order_of_ten_layers_is_that_of_numbers():
    parameters = network([2] * 12)
    assert [row.array for row in report(parameters, parameters, parameters)][-4:] == ["dW[10]", "db[10]", "dW[11]", "db[11]"]


@pytest.mark.parametrize("less, array, seen", [
    (({1: W[1], 2: W[2]}, b), "dW[3]", 0),
    ((W, {1: b[1]}), "db[2]", 0),
    (({**W, 2: W[2][:, :3]}, b), "dW[2]", 9),
    (({**W, 1: np.where(W[1] > 0, W[1], np.nan)}, b), "dW[1]", int((W[1] > 0).sum())),
    ((W, {**b, 1: b[1] * np.inf}), "db[1]", 0),
    (({}, {}), "db[3]", 0),
])  # fmt: skip
def test_what_one_of_two_gradients_lacks_is_not_seen(less, array, seen):
    whole = counted((W, b), (W, b))
    for pair in (((W, b), less), (less, (W, b))):
        found = counted(*pair)
        assert found[array] == (seen, whole[array][1]) != whole[array]


def test_the_worst_entry_is_named():
    wrong = ({**W, 2: W[2] + 1e-9 * np.eye(3, 4)}, {**b, 3: b[3] + [[0], [0.25]]})
    wrong[0][2][2, 0] += 500
    rows = {row.array: row for row in report((W, b), wrong, (W, b))}
    assert (rows["dW[2]"].worst, rows["db[3]"].worst) == ("[2, 0]", "[1, 0]")
    assert rows["dW[2]"].difference == pytest.approx(500) and rows["dW[1]"].difference == 0
    assert str(rows["dW[2]"]) == "dW[2]: 12 of 12, [2, 0] by 5e+02"
    assert str(report((W, b), (W, b), ({}, {}))[0]) == "dW[1]: 0 of 20, none by nan"


def test_the_report_wants_a_network():
    with pytest.raises(TypeError, match="pair"):
        report(W, (W, b), (W, b))


def test_this_books_gradient_agrees_for_softmax_and_relu():
    rng = np.random.default_rng(3)
    X, Y = rng.normal(size=(5, 7)), np.eye(2)[:, rng.integers(0, 2, 7)]
    Z, A = forward(X, (W, b), output="softmax")
    assert min(abs(Z[l]).min() for l in Z) > 1e-3, "a kink is near: take another seed"
    derived = backward(Y, (W, b), Z, A, l2=0.7)
    numerical = central(lambda moved: cost(Y, moved, forward(X, moved, output="softmax")[0], 0.7, "softmax"), (W, b))
    assert relative_error(derived, numerical) < 1e-8
    assert all(row.seen == row.entries for row in report((W, b), derived, numerical))


# The 21 mistakes ------------------------------------------------------------------------------

SIGNS = dict(zip(CHECKS, ("(n,m)", "J ↘", "ε", "=")))
TABLE = re.compile(r"^\| (\d+) \| (.+`.*) \| ([^|`]+) \|$", re.MULTILINE)
CHANGE = re.compile(r"<br>`([^`]+)` → (?:`([^`]+)`|（删去）|\(removed\))")


def signs(shown):
    """The checks that a cell names by their signs."""
    found = [check for check in CHECKS if SIGNS[check] in shown]
    assert (", ".join(SIGNS[check] for check in found) or "–") == shown
    return found


def seen(verdicts):
    return [check for check, verdict in zip(CHECKS, verdicts) if verdict == "seen"]


def table():
    """What the page says of each mistake, in both languages: (number, [(right, wrong)], the checks that see it)."""
    rows = [(int(number), CHANGE.findall(words), signs(marks))
            for number, words, marks in TABLE.findall("\n".join(PAGE.lines))]  # fmt: skip
    half = len(rows) // 2
    assert rows[:half] == rows[half:] and [row[0] for row in rows[:half]] == list(range(1, 22))
    return rows[:half]


def test_nothing_is_wrong_without_a_mistake():
    made = program()
    start, *checks = (made.functions[name] for name in ("start", "shapes_fit", "cost_falls", "gradient_agrees"))
    for widths in {mistake.widths for mistake in MISTAKES.values()}:
        assert all(check(*start(widths, 7)) for check in checks)
    assert refusal(made) == ""


def test_the_table_shows_the_code_of_each_mistake():
    assert len(table()) == len(MISTAKES) == 21
    for (number, shown, _), (name, mistake) in zip(table(), MISTAKES.items()):
        for (right, wrong), (_, old, new) in zip(shown, mistake.changes, strict=True):
            assert right in old and old.replace(right, wrong).strip() == new, (number, name)


@pytest.mark.parametrize("number", sample(range(21), 5))
def test_the_table_says_which_check_sees_a_mistake(number):
    name, mistake = list(MISTAKES.items())[number]
    assert table()[number][2] == seen(verdicts(mistake)), f"{name}: correct the tables of chapter 12"
    assert drawn(number + 1) == verdicts(mistake), f"{name}: correct the drawing of chapter 12"


def test_the_opening_tells_of_the_right_program_and_of_number_11():
    right, wrong = (program(changes).functions for changes in ((), list(MISTAKES.values())[11 - 1].changes))
    (X, Y, l2), (W, b) = data, parameters = right["start"]((5, 4, 3, 2), 7)
    derived = [made["gradient"](X, Y, W, b, l2) for made in (right, wrong)]
    assert relative_error(right["early"](X, Y, W, b, l2), derived[1]) < 1e-15
    runs = [right["costs"](made["gradient"], data, parameters) for made in (right, wrong)]
    text = "\n".join(PAGE.lines)
    for row in ([found[0] for found in runs], [found[-1] for found in runs]):
        assert text.count(" | ".join(f"${number:.4f}$" for number in row)) == 2
    assert text.count(f"${relative_error(*derived[::-1]):.4f}$") == 2


def drawn(number):
    """What the drawing says of a mistake."""
    shapes = {"circle": "seen", "rect": "unseen", "line": "stopped"}
    tree = ElementTree.parse(DRAWINGS / "mistakes.svg")
    [group] = (g for g in tree.iter() if g.get("id") == f"mistake-{number}")
    label, *marks = group
    places = [float(mark.get("cx") or mark.get("x") or mark.get("x1")) for mark in marks]
    assert label.text == str(number) and places == sorted(places)
    return tuple(shapes[mark.tag.rpartition("}")[2]] for mark in marks)


def test_the_drawing_says_what_the_table_says():
    for number, _, found in table():
        marks = drawn(number)
        assert seen(marks) == found and len(marks) == len(CHECKS)
        assert [mark for mark in marks if mark == "stopped"] == ["stopped"] * 2 * ("shapes" in found)


@pytest.mark.parametrize("check, count", [*zip(CHECKS, (3, 2, 13, 18))])
def test_the_page_counts_what_each_check_sees(check, count):
    assert sum(check in found for _, _, found in table()) == count
    text = "\n".join(PAGE.lines)
    assert re.search(rf"看见了? ?{count} ?个", text) and re.search(rf"\bsees?\*{{0,2}} {count}\b", text)


def test_the_page_names_what_one_check_alone_sees():
    alone = {check: [number for number, _, found in table() if found == [check]] for check in CHECKS}
    assert alone == {"shapes": [], "falls": [17], "gradient": [20], "equations": [15, 16, 21]}
    assert [number for number, _, found in table() if not found] == [18]


# The other drawings ---------------------------------------------------------------------------


def test_the_curves_of_the_errors_are_drawn_where_they_are():
    (X, Y, l2), parameters = program().functions["start"]((5, 4, 3, 2), 7)
    derived = program().functions["gradient"](X, Y, *parameters, l2)
    tree = ElementTree.parse(DRAWINGS / "error-by-step.svg")
    [curve] = (path for path in tree.iter() if path.get("id") == "central-error")
    x0, sx, y0, sy = (float(curve.get(f"data-{name}")) for name in ("x0", "sx", "y0", "sy"))
    points = [tuple(map(float, point.split())) for point in re.findall(r"[\d.]+ [\d.]+", curve.get("d"))]
    J = program().functions["J"]
    for step in (1, 3, 5, 8):
        [y] = [y for x, y in points if x == pytest.approx(x0 - (step - 1) * sx, abs=0.1)]
        error = relative_error(central(lambda moved: J(X, Y, *moved, l2), parameters, 10.0**-step), derived)
        assert -(y - y0) / sy == pytest.approx(np.log10(error), abs=0.5)
    lowest = {path.get("id"): max(float(y) for y in re.findall(r"[\d.]+ ([\d.]+)", path.get("d")))
              for path in tree.iter() if (path.get("id") or "").endswith("-error")}  # fmt: skip
    assert -8 < -(lowest["forward-error"] - y0) / sy < -7 and -(lowest["complex-error"] - y0) / sy < -15.5


def test_the_drawing_of_a_kink_has_its_points_on_the_line():
    tree = ElementTree.parse(DRAWINGS / "kink.svg")
    left, right, middle = ((float(c.get("cx")), float(c.get("cy"))) for c in tree.iter() if c.tag.endswith("circle"))
    [relu] = (p.get("d") for p in tree.iter() if p.tag.endswith("path"))
    y0, x0, x1, y1 = map(float, re.fullmatch(r"M\S+ (\S+)H(\S+)L(\S+) (\S+)", relu).groups())
    assert left[0] < x0 < middle[0] < right[0] and left[1] == y0
    for x, y in (middle, right):
        assert y == pytest.approx(y0 + (x - x0) * (y1 - y0) / (x1 - x0), abs=0.1)
