"""True statements pass and are proved where they were; false and empty ones do not pass."""

import math
import re

import pytest
import sympy
from equations_bench import checker, kinds, page_text, told, verdict, verdicts

from loom.equations import page as engine
from loom.equations import proofs
from loom.rules.maths.words import english

TRUE = [
    r"\sigma(-x) = 1 - \sigma(x)", r"\sigma(x) = \frac{e^x}{1 + e^x}", r"\tanh x = 2\sigma(2x) - 1",
    r"\sigma'(x) = \sigma(x)(1 - \sigma(x))", r"e^{x + y} = e^x e^y", r"\ln(p q) = \ln p + \ln q",
    r"(x + y)^2 = x^2 + 2 x y + y^2", r"\frac{d}{dx} f(g(x)) = f'(g(x)) g'(x)",
    r"\frac{d}{dx}[f(x) g(x)] = f'(x) g(x) + f(x) g'(x)", r"\frac{\partial z}{\partial w_1} = x_1",
    r"\frac{\partial \sigma(z)}{\partial b} = \sigma'(z)", r"\sum_{i=1}^{4} i = 10",
    r"\sum_{i=1}^m (u^{(i)} + t^{(i)}) = \sum_{i=1}^m u^{(i)} + \sum_{i=1}^m t^{(i)}",
    r"\sum_{i=1}^m c = m c", r"\frac{\partial}{\partial u^{(i)}} (\sum_{j=1}^m u^{(j)} t^{(j)}) = t^{(i)}",
    r"0 < \sigma(x) < 1",
    r"\sigma'(x) \le \frac14", r"\frac{\partial x_1}{\partial b} = 0", r"\frac{d^2}{dx^2} e^{x} = e^x",
]
WORLDLY = [
    r"p + q \ge 2 \sqrt{p q}", r"\ln p \le p - 1",
    r"\frac{f(x + \varepsilon) - f(x)}{\varepsilon} = f'(x) + O(\varepsilon)",
    r"\frac{f(x+\varepsilon)-f(x-\varepsilon)}{2\varepsilon} = f'(x) + O(\varepsilon^2)",
    r"x > 0 \Rightarrow \sigma(x) > \frac12", r"x > 0 \iff \sigma(x) > \frac12",
    r"3 x + 1 = 7 \Rightarrow x = 2", ("example", "z = 7"), ("example", r"z = 0 \cdot 2 + 1 \cdot 3 + 4 = 7"),
    ("example", r"\sigma(z) \approx 0.9991"),
]
FALSE = [
    r"\sigma(-x) = 1 + \sigma(x)", r"\sigma'(x) = \sigma(x)", r"e^{x + y} = e^x + e^y",
    r"(x + y)^2 = x^2 + y^2", r"\frac{d}{dx} f(g(x)) = f'(x) g'(x)", r"\sqrt{x^2} = x",
    r"\frac{\partial z}{\partial w_1} = x_2", r"\sum_{i=1}^{4} i = 11", r"\max(0, x) = x",
    r"\sum_{i=1}^m u^{(i)} = \sum_{i=1}^m t^{(i)}", r"\frac1m \sum_i u^{(i)} = \frac1n \sum_i u^{(i)}",
    r"\frac{f(x + \varepsilon) - f(x)}{\varepsilon} = f'(x) + O(\varepsilon^2)",
    r"\frac{f(x+\varepsilon)-f(x-\varepsilon)}{2\varepsilon} = f'(x) + O(\varepsilon)",
    r"x > 0 \Rightarrow \sigma(x) < \frac12", r"\sigma(x) > 0 \iff x > 0", r"\sigma(x) > 1",
    ("example", r"z = 8"), r"\sigma(3) \approx 0.9525", r"\sigma(3) = 0.9526", r"e = 2.718", r"\frac{20}{3} = 6.67", r"1 - 0.93 = 0.1",
    ("example", r"z = 0 \cdot 3 + 1 \cdot 3 + 4 = 7"), ("example", r"z = 1 \cdot 2 + 1 \cdot 3 + 2 = 7"),
    ("example pre_activation", r"0 \cdot 3 + 1 \cdot 3 + 4 = 7"), "x_1 = 3", "x = 2", "z = 7",
    r"\sigma(x) + \sigma(-x) = 1.00000000001",
    r"0 < \sigma(x) > 0.1", r"\frac{x}{y} = \frac{y}{x}", r"x < x + 0",
    r"\frac{p + q}{2} \ge \sqrt{p}", r"p + q \ge 2.01 \sqrt{p q}", r"\sigma'(x) \le 0.2499",
    r"\sigma'(x) < \frac14", r"e^x > 1 + x", r"\ln p \le p - 1.01", r"x < y \Rightarrow x^2 < y^2",
]
EMPTY = [
    "0 = 0", "7 = 7", "x = x", "x + y = y + x", "x + 0 = x", r"1 \cdot x = x", "x - x = 0",
    r"\sigma(x) = \frac{1}{1 + e^{-x}}", r"z = b + w_2 x_2 + x_1 w_1", r"\sigma(z) = \sigma(z)",
    r"\frac{\partial x}{\partial y} = \frac{\partial p}{\partial q}", r"\frac{\partial x}{\partial x} = 1",
    r"z \sigma(x) = \sigma(x) z", r"(z + 1)(z - 1) = z^2 - 1", r"x \ne y", "p > 0", r"\sigma(3) \approx 1",
    r"\sum_{i=1}^m u = m u", r"x = y \Rightarrow y = x", r"x > 0 \Rightarrow \sigma(x) < 1", "x + 1",
    r"\frac{\partial (x - x)}{\partial x} = \frac{\partial (y - y)}{\partial y}",
    r"\sum_{i=1}^{0} i = 0 \cdot x", r"\sigma(-7) \approx 0.0", r"0 < \sigma(x) > -1",
    r"\frac{\partial \sigma(x)}{\partial w_1} + z = w_1 x_1 + w_2 x_2 + b",
    r"\frac{\partial x}{\partial y} + z = w_1 x_1 + w_2 x_2 + b",
    r"u^{(i)} t^{(i)} + 1 = 1 + t^{(i)} u^{(i)}, \quad i = 1, \dots, m", r"x = x, \quad i = 1, \dots, m",
]


FALSEHOODS = {
    "not-equal", "false", "false-under-condition", "order-too-strong", "order-too-weak", "wrong-digits",
    "wrong-slot", "other-example", "not-given", "say-example", "two-directions",
}
NOTHING_SAID = {
    "same-on-both-sides", "both-sides-zero", "zero-whatever", "whatever-names-mean", "definition-again",
    "does-not-depend", "derivative-by-itself", "two-symbols-differ", "declared-already", "too-few-digits",
    "index-not-used", "condition-again", "holds-without-condition", "states-nothing", "two-directions",
}


@pytest.mark.parametrize("latex", TRUE)
def test_a_true_statement_is_proved(latex):
    assert verdict(latex, prove=True).verdict.kind == "proved"


@pytest.mark.parametrize("latex", WORLDLY)
def test_a_true_statement_beyond_algebra_is_checked(latex):
    found = verdict(latex, prove=True)
    assert found.verdict.kind == "checked", str(found)


@pytest.mark.parametrize("latex", FALSE)
def test_a_false_statement_is_refused(latex):
    found = verdict(latex)
    assert found.refused and found.verdict.reasons[0].kind in FALSEHOODS, told(found)


@pytest.mark.parametrize("latex", EMPTY)
def test_a_statement_that_says_nothing_is_refused(latex):
    found = verdict(latex)
    assert found.refused and found.verdict.reasons[0].kind in NOTHING_SAID, told(found)


def test_numbers_that_no_float_holds_are_compared_and_written_out_like_others():
    right = r"2^{1024} \approx 1.7977 \cdot 10^{308}", r"\ln (e^{1000} + e^{1000}) - 0.123456 \approx 1000.5697"
    assert [str(found) for found in verdicts(*right) if found.refused] == []
    found = verdict(r"2^{1024} \approx 1.7978 \cdot 10^{308}")
    said = r"the value is 1.797693135e+308, which rounds to 1.7977 \cdot 10^{308}, not 1.7978 \cdot 10^{308}"
    assert english(found.verdict.reasons[:1]) == said
    found = verdict(r"2^{1024} = 3^{2}")
    assert english(found.verdict.reasons[:1]).startswith("not equal: the left side is 1.797693135e+308, the right side 9")


def test_the_same_thing_under_two_names_says_nothing():
    aliases = ("def", "r = x"), ("def", "q = x")
    for empty in ("r = q", "r = x", "r + y = y + q", r"\sigma(r) = \sigma(q)", r"2 r = 2 x"):
        found = verdicts(*aliases, empty, maths="use neuron\nreal x y")[2]
        assert told(found) in ("refused same-on-both-sides", "refused definition-again"), (empty, str(found))
    assert not verdicts(*aliases, r"r q = x^2", r"\sigma(-r) = 1 - \sigma(q)", maths="use neuron\nreal x")[3].refused


def test_algebra_proves_what_is_zero_and_nothing_else():
    x = sympy.Symbol("x", real=True)
    e = sympy.exp
    assert proofs.rational_form(e(2 * x) - e(x) ** 2 + e(x / 2) * e(-x / 2) - 1) == 0
    assert proofs.rational_form(e(2 * x) - e(x)) != 0 and proofs.rational_form(x) != 0
    for right, wrong in (
        (r"\frac{1}{1 + e^x} > 0", "x > 0"),
        (r"\frac13 > \frac{e^x}{(1 + e^x)^2}", r"\frac13 - \frac{1}{10} > \frac{e^x}{(1 + e^x)^2}"),
    ):
        assert verdict(right, prove=True).verdict.kind == "proved" and verdict(wrong, prove=True).refused


@pytest.mark.parametrize("name, function, point", [
    (r"\sigma", lambda x: 1 / (1 + math.exp(-x)), 0.7), (r"\tanh", math.tanh, 0.7),
    (r"\exp", math.exp, 2.5), (r"\ln", math.log, 2.5), (r"\sin", math.sin, 2.5),
])
def test_values_are_those_of_pythons_own_mathematics(name, function, point):
    right = round(function(point), 6)
    assert verdict(rf"{name}({point}) \approx {right:.6f}").verdict.kind == "checked"
    assert verdict(rf"{name}({point}) \approx {right + 1e-6:.6f}").refused


@pytest.mark.parametrize("digits, right", [
    ("0.0215", True), ("0.0214", False), ("0.02147", True), ("0.021469535", True),
    ("0.021469536", False), ("0.021469535265811", True),
])
def test_decimals_are_right_when_correctly_rounded(digits, right):
    """The partial derivative ∂ℒ/∂w_1 of the all-ones network is 0.0214695352658111…"""
    latex = rf"0.02146953526581110 \approx {digits}"
    assert verdict(latex).refused != right, latex


def test_a_decimal_that_is_half_way_may_go_both_ways():
    assert not verdict(r"\frac18 \approx 0.12").refused and not verdict(r"\frac18 \approx 0.13").refused
    assert verdict(r"\frac18 \approx 0.14").refused


# What it says ---------------------------------------------------------------------


@pytest.mark.parametrize("latex, message", [
    (r"\sigma(-x) = 1 + \sigma(x)", r"holds with \+ → -: .*1 - "),
    (r"\sum_{i=1}^m c = m m c", "the right side is m times the left"),
    (r"2 x = 4 x + x - x", "the right side is 2 times the left"),
    ("x - y = y - x", "opposite signs"), ("x + 2 = x + 5", "the left side is smaller by 3"),
    ("y_{ture} = 1", r"unknown symbol y_\{ture\}"), ("X_1 = 1", r"did you mean x_1\?"),
    (r"\sigma(1) = 0.73", r"it is rounded, so write \\approx"), (r"\frac{20}{3} = 6.67", r"write \\approx"),
    (r"\sigma(1) = 0.74", r"it should read 0.73$"), (r"0.5 \cdot 0.5 = 0.26", r"it should read 0.25$"),
    (r"\ln x^2 = 2 \ln x", "declare what it is made of as positive"),
    (r"z = 7", "this is about the worked example: write <!-- eq name example -->"),
    (r"w_1 \leftarrow w_1 - 1", "changes w_?1 as this rule says"),
])
def test_a_message_can_be_acted_on(latex, message):
    found = verdict(latex, mend=True)
    assert re.search(message, str(found)), str(found)
    assert str(found).startswith("docs/02-test.md:1")


@pytest.mark.parametrize("latex, hint", [
    (r"\mathrm{tr}(A A^\top) = \frac1m \sum_{j=1}^n \sum_{k=1}^m A_{jk}^2", "the left side is m times the right"),
    (r"x x^\top S = S^\top x x^\top", "one side is the transpose of the other"), ("A = p A", "the right side is p times the left"),
    ("S x = -2 n S x", "the right side is -2 n times the left"), ("A = A + 3", "the left side is smaller by 3"),
    (r"x_j = m x_j", "the right side is m times the left"), ("S x = x", ""), ("p = p^3", ""),
])
def test_it_is_told_how_two_sides_differ(latex, hint):
    [why] = verdict(latex, maths="size n m\nreal A (n, m)   S (n, n)   x (n, 1)\npositive p").verdict.reasons
    told_hint = dict(why.values).get("hint")
    assert why.kind == "not-equal" and (english([told_hint]) if told_hint else "") == hint


def test_a_mutant_is_not_told_how_its_sides_differ(monkeypatch):
    monkeypatch.setattr(engine, "difference", lambda *_: pytest.fail("that takes time"))
    page = checker(page_text([r"2 x = x + x + y - y"])).page("02-test.md")
    assert page.fate(page.items[0], r"2 x = x - x")[0] == engine.KILLED


def test_a_failure_is_told_at_the_line_of_its_row():
    found = verdict("\\begin{aligned}\nx + x &= 2 x \\\\\n&= 3 x\n\\end{aligned}")
    assert found.refused and found.line == 17, found


# Definitions and the program --------------------------------------------------------


def defined(latex, python="", *claims):
    return verdicts(("def", latex), *claims, python=python, mend=True)[0]


def test_a_definition_needs_a_second_source():
    assert told(defined("r = x + y")) == "refused nothing-checks"
    assert defined("r = x + y", "", r"r - x = y").verdict.kind == "definition"
    assert defined("r = x + y", "x = 1\ny = 2\nr = x + y").verdict.kind == "program"


def test_a_definition_must_equal_the_program():
    function = "def h(x, y):\n    r = x - y\n    return r"
    found = defined("r = x + y", function)
    assert told(found) == "refused program-differs" and "x - y" in found.repair
    assert defined("r = x - y", function).verdict.kind == "program"


def test_the_program_is_tried_beyond_the_numbers_of_the_page():
    """With x = 0 every weight looks right; the statement is run with others too."""
    function = "w, x = 1, 0\nr = w * w * x"
    maths = "real x w"
    assert verdicts(("def", "r = w x"), maths=maths, python=function)[0].refused
    assert verdicts(("def", "r = w^2 x"), maths=maths, python=function)[0].verdict.kind == "program"


def test_a_function_is_bound_by_the_name_of_its_equation():
    code = 'def softplus(t):\n    """eq: test_0"""\n    import math\n    return math.log1p(math.exp(t))'
    right = ("def", r"s(t) = \ln(1 + e^t)")
    assert verdicts(right, python=code)[0].verdict.kind == "program"
    assert told(verdicts(("def", r"s(t) = \ln(2 + e^t)"), python=code)[0]) == "refused program-differs"


def test_a_sum_over_samples_is_bound_to_a_function_of_lists():
    code = 'def mean(u):\n    """eq: test_0"""\n    return sum(u) / len(u)'
    assert verdicts(("def", r"r = \frac1m \sum_{i=1}^m u^{(i)}"), python=code)[0].verdict.kind == "program"
    for wrong in (r"r = \frac1m \sum_{i=2}^m u^{(i)}", r"r = \sum_{i=1}^m u^{(i)}",
                  r"r = \frac1m \sum_{i=1}^m x"):
        assert verdicts(("def", wrong), python=code)[0].refused, wrong


def test_a_derivative_is_bound_to_the_variable_of_its_name():
    page = {"maths": "real x_1 b"}
    equations = [("def", "r = x_1^2 + b"), r"\frac{\partial r}{\partial x_1} = 2 x_1"]
    code = "x1, b = 1.0, 2.0\nd_r_d_x1 = {} * x1"
    assert "program-agrees-variable" in told(verdicts(*equations, python=code.format(2), **page)[1])
    assert told(verdicts(*equations, python=code.format(3), **page)[1]) == "refused program-differs"


@pytest.mark.parametrize("rows, reason", [
    (r"x & x > 0 \\ 0 & x < 0", "cases-gap"), (r"1 & x \ge 0 \\ 0 & x \le 0", "cases-overlap"),
])
def test_cases_cover_everything_once(rows, reason):
    latex = rf"R(x) = \begin{{cases}} {rows} \end{{cases}}"
    assert told(verdicts(("def", latex), "R(3) = 3", maths="real t")[0]) == f"refused {reason}"
    good = r"R(x) = \begin{cases} x & x \ge 0 \\ 0 & x < 0 \end{cases}"
    assert verdicts(("def", good), "R(3) = 3", maths="real t")[0].verdict.kind == "definition"


def test_the_definition_of_a_known_function_must_be_that_function():
    right = r"\tanh(t) = \frac{e^t - e^{-t}}{e^t + e^{-t}}"
    assert verdict(("def", right)).verdict.kind == "definition"
    assert r"\tanh(" in verdict(("def", right.replace("-", "+", 1))).reason


def test_a_constant_function_and_a_second_definition_are_refused():
    assert told(verdict(("def", "s(t) = 3"))) == "refused constant-function"
    twice = verdicts(("def", "r = x"), ("def", "r = y"), "r y = x y")
    assert told(twice[1]) == "refused defined-twice-here"


# Prose ------------------------------------------------------------------------------


def prose(text):
    return verdicts(prose=text)


def test_inline_relations_are_given_recalled_or_executed():
    text = r"$x_1 = 2$, $z = 7$, $z = w_1 x_1 + w_2 x_2 + b$, $\sigma(7) \approx 0.9991$ and $x y$."
    assert kinds(prose(text)) == ["given", "checked", "recall", "checked"]


def test_a_failing_display_cannot_move_into_a_sentence():
    for latex in (*FALSE[:6], "0 = 0", "x = x"):
        assert prose(f"We see ${latex}$ here.")[0].refused, latex


def test_a_computed_decimal_outside_mathematics_is_reported():
    [found] = prose("The answer is 0.9526, in Python 3.11 as in `0.25` and [there](a-1.5.md).")
    assert found.refused and found.source == "0.9526" and found.line == 14


def test_headings_are_prose_too():
    text = page_text([]).replace("# 题 | Test", "# 题 $1 + 1 = 3$ | Test $1 + 1 = 3$")
    assert all(v.refused for v in checker(text).check_page("02-test.md")[:2])


def test_two_examples_on_a_page_each_hold_from_their_comment_on():
    text = "$z = 7$\n\n<!-- maths\ngiven b=-3\n-->\n\n$z = 0$ and $b = -3$"
    assert kinds(prose(text)) == ["checked", "checked", "given"]


def test_the_same_page_gives_the_same_run():
    page = [r"\sigma(-x) = 1 - \sigma(x) + 0.1", r"x y = y x + 1"]
    assert [str(v) for v in verdicts(*page)] == [str(v) for v in verdicts(*page)]


def test_a_recalled_display_is_the_same_tree():
    same = "<!-- eq sigmoid recall -->\n```math\n\\sigma(z) = \\frac{1}{1 + e^{-z}}\n```"
    text = page_text([], maths="use neuron") + "\n"
    assert checker(text + same + "\n").check_page("02-test.md")[0].verdict.kind == "recall"
    other = same.replace("-z", "z")
    assert told(checker(text + other + "\n").check_page("02-test.md")[0]) == "refused recalled-differently"


# Numbers in calculations ------------------------------------------------------------


def test_a_slip_in_the_last_digit_of_a_factor_is_noticed_though_the_result_does_not_show_it():
    """σ(z) is 0.999088949 in the worked example."""
    claim = r"0.999089 \cdot (1 - 0.99908895) \approx 0.000910"
    assert not verdicts(claim, prose=r"$\sigma(z) \approx 0.9991$")[0].refused
    for right, slip in (("0.999089 ", "0.999088 "), ("0.99908895", "0.99908894"), ("0.99908895", "0.99908893")):
        found = verdicts(claim.replace(right, slip), prose=r"$\sigma(z) \approx 0.9991$")[0]
        assert "nearly a number of the page, 0.9990889488" in found.reason, str(found)


def test_a_number_that_the_page_shows_as_a_result_may_be_calculated_with():
    """2.99908 is 1 too much in its last digit for 2 + σ(z), but so it was computed above."""
    claims = [r"2 + 0.99908 \approx 2.99908", r"3 \cdot 2.99908 \approx 8.9972"]
    page = {"prose": r"$2 + \sigma(z) \approx 2.9991$"}
    assert "2.99908 is nearly" in verdicts(claims[1].replace("8.9972", "8.99724"), **page)[0].reason
    assert not verdicts(claims[0].replace("0.99908", "0.9991 - 0.00002"), claims[1], **page)[1].refused


# Tables -----------------------------------------------------------------------------

SQUARES = """| step $x$ | its square $x^2$ | half: $\\frac{x^2 + 1}{2}$ | words |
|--:|--:|:-:|---|
| $0.5$ | $0.25$ | $0.63$ | $0.7$ |
| $-3$ | 9 | 5 | $8$ |"""
ROWS = """| what | how | how much |
|---|---|--:|
| weight $w_1$ | | $3$ |
| $\\sigma(z)$ | see $z$ | $0.99909$ |
| $z$ | from 7 | $7$ |"""


def test_numbers_in_a_table_are_held_against_their_formula():
    found = prose(SQUARES)
    assert [(v.line, v.verdict.kind) for v in found] == [(16, "checked"), (16, "checked"), (17, "checked"), (17, "checked")]
    assert [v.source for v in prose(ROWS)] == [r"\sigma(z) \approx 0.99909", "z = 7"]
    assert not [v for v in prose(ROWS) if v.refused]


@pytest.mark.parametrize("text, right, wrong, line", [
    (SQUARES, "0.25", "0.26", 16), (SQUARES, "$0.5$", "$0.6$", 16), (SQUARES, "| 9", "| 8", 17), (SQUARES, "$-3$", "$3.1$", 17),
    (ROWS, "0.99909", "0.99908", 17), (ROWS, "$7$", "$8$", 18), (ROWS, r"\sigma(z)", r"\sigma(b)", 17),
])
def test_a_wrong_number_in_a_table_is_refused_at_its_row(text, right, wrong, line):
    found = [v for v in prose(text.replace(right, wrong, 1)) if v.refused]
    assert found and found[0].line == line, [str(v) for v in prose(text)]


def test_a_true_statement_near_saturation_gets_as_many_digits_as_it_needs():
    """On this page u is 231.6 once, and 1 - σ(u) is lost in 80 digits."""
    loss = r"\mathcal L = -y \ln \hat y - (1 - y) \ln (1 - \hat y)"
    slope = r"\frac{\partial \mathcal L}{\partial \hat y} = \frac{\hat y - y}{\hat y (1 - \hat y)}"
    displays = ("def", r"\hat y = \sigma(u)"), ("def", loss), slope
    found = verdicts(*displays, maths="use neuron\nunit y\nreal u a_3")
    assert found[-1].verdict.kind == "checked", found[-1].reason
    wrong = verdicts(*displays[:2], slope.replace(r"\hat y - y", r"\hat y + y"),
                     maths="use neuron\nunit y\nreal u a_3")
    assert wrong[-1].refused
