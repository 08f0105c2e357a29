"""Updates are one step of the program, and derivatives are those that it computes."""

import re

import pytest
from equations_bench import told, verdicts

MATHS = """use neuron
real y
positive \\eta
names \\eta=learning_rate \\mathcal L=loss \\partial \\mathcal L=gradients
given x_1=2 x_2=3 w_1=0 w_2=1 b=4 y=1 \\eta=0.1"""
LOSS = ("def", r"\mathcal{L} = (y - z)^2")
RULE = r"w_1 \leftarrow w_1 - \eta \frac{\partial \mathcal{L}}{\partial w_1}"
BOTH = rf"\begin{{aligned}} {RULE.replace(' ', ' & ', 1)} \\ b & {RULE.replace('w_1', 'b')[2:]} \end{{aligned}}"
TRAIN = """
def gradients(parameters, x, y):
    x1, x2 = x
    error = parameters["w1"] * x1 + parameters["w2"] * x2 + parameters["b"] - y
    return {"w1": 2 * error * x1, "w2": 2 * error * x2, "b": 2 * error}


def step(parameters, x, y, learning_rate=0.1):
    parameters = dict(parameters)
    slopes = gradients(parameters, x, y)
    for name in parameters:
        parameters[name] -= learning_rate * slopes[name]
    return parameters


parameters = {"w1": 0.5, "w2": 1.5, "b": 0.3}
"""
SNIPPET = """
w1, w2, b = 0.5, 1.5, 0.3
x1, x2, y, learning_rate = 1.5, 2, 1, 0.1
error = w1 * x1 + w2 * x2 + b - y
w1, b = w1 - learning_rate * 2 * error * x1, b - learning_rate * 2 * error
"""


def second(*displays, python=TRAIN):
    return verdicts(LOSS, *displays, maths=MATHS, python=python)[1]


@pytest.mark.parametrize("python", [TRAIN, SNIPPET], ids=["a function", "a statement"])
@pytest.mark.parametrize("rule", [RULE, BOTH], ids=["one", "rows"])
def test_an_update_agrees_with_one_step_of_the_program(rule, python):
    found = second(rule, python=python)
    assert told(found).startswith("program program-step"), str(found)


@pytest.mark.parametrize("python", [TRAIN, SNIPPET], ids=["a function", "a statement"])
@pytest.mark.parametrize("right, wrong", [
    ("- ", "+ "), (r"\partial w_1}", r"\partial w_2}"), (r"\partial w_1}", r"\partial b}"), (r"\eta", r"2 \eta"),
    (r"\eta", r"\eta^2"), (r"w_1 \leftarrow w_1", r"w_1 \leftarrow w_2"), (r"w_1 \leftarrow", r"w_2 \leftarrow"),
])
def test_a_wrong_update_is_refused_with_both_numbers(right, wrong, python):
    found = second(RULE.replace(right, wrong, 1), python=python)
    differs = r"the code has w[12] = \S+( in \S+)? where .*, the equation gives \S+$"
    assert re.search(f"{differs}|changes w2 as this rule says", found.reason), str(found)


@pytest.mark.parametrize("right, wrong", [
    ("-= learning_rate", "+= learning_rate"), ("2 * error * x1", "error * x1"), ("- y\n", "+ y\n"),
    ("for name in parameters:\n", "for name in ['w2', 'b']:\n"),
    ("slopes = gradients(parameters, x, y)", "slopes = gradients(parameters, x, 0)"),
])
def test_a_mistake_in_the_step_is_noticed(right, wrong):
    assert right in TRAIN and second(RULE, python=TRAIN.replace(right, wrong)).refused


def test_all_rows_are_computed_from_the_values_before_the_step():
    one_after_another = TRAIN.replace("    slopes =", "    for name in parameters:\n        slopes =") \
        .replace("    for name in parameters:\n        parameters[name] -=", "        parameters[name] -=")
    found = second(BOTH, python=one_after_another)
    assert "the code has b" in found.reason and told(found) == "refused program-differs"
    assert second(RULE, python=one_after_another).verdict.kind == "program", "w_1 comes first"


@pytest.mark.parametrize("rule, why", [
    (r"w_1 \leftarrow w_1", "update-moves-nothing"), (r"w_1 \leftarrow w_1 + 0 \cdot \eta", "update-moves-nothing"),
    (r"w_1 \leftarrow w_2 \leftarrow 3", "update-shape"), (r"w_1 + 1 \leftarrow w_1", "update-shape"),
    (r"z \leftarrow z - 1", "update-of-defined"), (rf"{RULE} \\ {RULE}", "updated-twice"),
    (r"y \leftarrow y - \eta \frac{\partial \mathcal{L}}{\partial y}", "no-step"),
])
def test_an_update_that_says_nothing_or_is_run_by_nothing_is_refused(rule, why):
    assert told(second(rf"\begin{{gathered}} {rule} \end{{gathered}}")) == f"refused {why}"


def test_a_dict_of_derivatives_is_held_against_the_derivatives():
    claim = r"\frac{\partial \mathcal{L}}{\partial w_1} = 2 (z - y) x_1"
    assert "equals `d_loss_d_w1` in `gradients()`" in second(claim).reason
    assert "the code has d_loss_d_w1" in second(claim, python=TRAIN.replace("2 * error * x1", "3 * error * x1")).reason


def test_a_printing_function_prints_nothing_into_the_report(capsys):
    assert second(RULE, python=TRAIN.replace("    slopes", "    print('here')\n    slopes")).verdict.kind == "program"
    assert capsys.readouterr().out == ""


def test_a_derivative_in_a_definition_is_not_cut_by_what_the_program_knows():
    """ŷ is known, but ∂ℒ/∂z must let it move."""
    displays = [("def", "v = w x"), ("def", "s = e^v"), ("def", r"\mathcal{L} = (y - s)^2"),
                ("def", r"\delta_1 = \frac{\partial \mathcal{L}}{\partial v} = 2 (s - y) s")]
    code = "from math import exp\n\n\ndef h(w, x, y):\n    v = w * x\n    s = exp(v)\n    loss = (y - s) ** 2\n" \
           "    delta_1 = {} * (s - y) * s\n    return v, s, loss, delta_1"
    page = {"maths": "real w x y\nnames \\mathcal L=loss"}
    assert [v.verdict.kind for v in verdicts(*displays, python=code.format(2), **page)] == ["program"] * 4
    assert "the code has delta_1" in verdicts(*displays, python=code.format(3), **page)[3].reason
    wrong = ("def", displays[3][1].replace("2 (s", "(s"))
    assert told(verdicts(*displays[:3], wrong, python=code.format(2), **page)[3]) == "refused not-equal"


def test_a_function_that_computes_a_difference_quotient_is_held_against_it():
    quotient = r"\frac{f(x + \varepsilon) - f(x - \varepsilon)}{2 \varepsilon} = f'(x) + O(\varepsilon^2)"
    code = 'def central(f, x, epsilon):\n    """The slope.   eq: test_0"""\n    return (f(x + epsilon) - f(x {} epsilon)) / (2 * epsilon)'
    page = {"maths": "function f\nreal x \\varepsilon"}
    assert "equals what `central()` computes" in verdicts(quotient, python=code.format("-"), **page)[0].reason
    assert "the code has central()" in verdicts(quotient, python=code.format("+ 2 *"), **page)[0].reason
