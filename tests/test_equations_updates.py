"""Updates run one step of the program; what a function changes on the way is not misread."""

import re

import pytest
from equations_bench import verdicts

MATHS = """use neuron
real y
positive \\eta
given x_1=2 x_2=3 w_1=0 w_2=1 b=4 y=1 \\eta=0.1"""
LOSS = ("def", r"\mathcal{L} = (y - z)^2")
RULE = r"w_1 \leftarrow w_1 - \eta \frac{\partial \mathcal{L}}{\partial w_1}"
BOTH = rf"\begin{{aligned}} {RULE.replace(' ', ' & ', 1)} \\ b & {RULE.replace('w_1', 'b')[2:]} \end{{aligned}}"
TRAIN = """
def gradients(parameters, x, y):
    x1, x2 = x
    error = parameters["w1"] * x1 + parameters["w2"] * x2 + parameters["b"] - y
    return {"w1": 2 * error * x1, "w2": 2 * error * x2, "b": 2 * error}


def train(parameters, data, labels, learning_rate=0.1, epochs=10):
    parameters = dict(parameters)
    for epoch in range(epochs):
        for x, y in zip(data, labels):
            slopes = gradients(parameters, x, y)
            for name in parameters:
                parameters[name] -= learning_rate * slopes[name]
    return parameters, [1.0] * epochs


train({"w1": 0.5, "w2": 1.5, "b": 0.3}, [(1, 2), (3, 4)], [1, 0], 0.01, 50)
"""
SNIPPET = """
parameters = {"w1": 0.5, "w2": 1.5, "b": 0.3}
x1, x2, y, learning_rate = 1.5, 2, 1, 0.1
loss = (y - 0.75 - 3 - 0.3) ** 2
error = 0.75 + 3 + 0.3 - 1
stepped = {"w1": parameters["w1"] - learning_rate * 2 * error * x1, "b": 0.3 - learning_rate * 2 * error}
"""


def told(*displays, python=TRAIN):
    return verdicts(LOSS, *displays, maths=MATHS, python=python)[1]


@pytest.mark.parametrize("python", [TRAIN, SNIPPET], ids=["a function", "a statement"])
@pytest.mark.parametrize("rule", [RULE, BOTH], ids=["one", "rows"])
def test_an_update_agrees_with_one_step_of_the_program(rule, python):
    found = told(rule, python=python)
    assert found.verdict == "program" and "one step of" in found.reason, str(found)


@pytest.mark.parametrize("python", [TRAIN, SNIPPET], ids=["a function", "a statement"])
@pytest.mark.parametrize("right, wrong", [
    ("- ", "+ "), (r"\partial w_1}", r"\partial w_2}"), (r"\partial w_1}", r"\partial b}"), (r"\eta", r"2 \eta"),
    (r"\eta", r"\eta^2"), (r"w_1 \leftarrow w_1", r"w_1 \leftarrow w_2"), (r"w_1 \leftarrow", r"w_2 \leftarrow"),
])
def test_a_wrong_update_is_refused_with_both_numbers(right, wrong, python):
    found = told(RULE.replace(right, wrong, 1), python=python)
    assert re.search(r"the code has w[12] = \S+ after one step of .*, the rule gives \S+|changes w2", found.reason), str(found)


@pytest.mark.parametrize("right, wrong", [
    ("-= learning_rate", "+= learning_rate"), ("2 * error * x1", "error * x1"), ("- y\n", "+ y\n"),
    ("for name in parameters:\n", "for name in ['w2', 'b']:\n"),
    ("            slopes = gradients(parameters, x, y)\n", "            slopes = gradients(parameters, x, 0)\n"),
])
def test_a_mistake_in_the_step_is_noticed(right, wrong):
    assert right in TRAIN and told(RULE, python=TRAIN.replace(right, wrong)).refused


def test_all_rows_are_computed_from_the_values_before_the_step():
    one_after_another = TRAIN.replace("            slopes =", "            for name in parameters:\n                slopes =") \
        .replace("            for name in parameters:\n                parameters[name] -=", "                parameters[name] -=")
    assert "the code has b" in told(BOTH, python=one_after_another).reason


@pytest.mark.parametrize("rule, why", [
    (r"w_1 \leftarrow w_1", "moves nothing"), (r"w_1 \leftarrow w_1 + 0 \cdot \eta", "moves nothing"),
    (r"w_1 \leftarrow w_2 \leftarrow 3", "one a row"), (r"w_1 + 1 \leftarrow w_1", "one a row"),
    (r"z \leftarrow z - 1", "only what nothing computes"), (rf"{RULE} \\ {RULE}", "updated twice"),
    (r"y \leftarrow y - \eta \frac{\partial \mathcal{L}}{\partial y}", "no step of the program changes y"),
])
def test_an_update_that_says_nothing_or_is_run_by_nothing_is_refused(rule, why):
    found = told(rf"\begin{{gathered}} {rule} \end{{gathered}}")
    assert found.refused and why in found.reason, str(found)


def test_a_dict_of_derivatives_is_held_against_the_derivatives():
    claim = r"\frac{\partial \mathcal{L}}{\partial w_1} = 2 (z - y) x_1"
    assert "agrees with d_loss_d_w1 in gradients()" in told(claim).reason
    assert "the code has d_loss_d_w1" in told(claim, python=TRAIN.replace("2 * error * x1", "3 * error * x1")).reason


def test_what_changes_while_a_function_runs_is_no_reason_to_refuse_an_equation():
    """At the end of train() its parameters are not those from which z was computed."""
    python = TRAIN.replace("            slopes", "            z = parameters['w1'] * x[0] + parameters['b']\n            slopes")
    assert told(RULE, python=python).verdict == "program"


def test_a_printing_function_prints_nothing_into_the_report(capsys):
    assert told(RULE, python=TRAIN.replace("    parameters = dict", "    print('here')\n    parameters = dict")).verdict == "program"
    assert capsys.readouterr().out == ""


def test_a_derivative_in_a_definition_is_not_cut_by_what_the_program_knows():
    """ŷ is known, but ∂ℒ/∂z must let it move."""
    maths = "real x w y"
    displays = [("def", "v = w x"), ("def", "s = e^v"), ("def", r"\mathcal{L} = (y - s)^2"),
                ("def", r"\delta_1 = \frac{\partial \mathcal{L}}{\partial v} = 2 (s - y) s")]
    code = "from math import exp\n\n\ndef h(w, x, y):\n    v = w * x\n    s = exp(v)\n    loss = (y - s) ** 2\n" \
           "    delta_1 = {} * (s - y) * s\n    return delta_1\n\n\nh(0.5, 1.5, 1.0)"
    assert verdicts(*displays, maths=maths, python=code.format(2))[3].verdict == "program"
    assert "the code has delta_1" in verdicts(*displays, maths=maths, python=code.format(3))[3].reason
    assert verdicts(*displays[:3], ("def", displays[3][1].replace("2 (s", "(s")), maths=maths, python=code.format(2))[3].refused


def test_a_function_that_computes_a_difference_quotient_is_held_against_it():
    quotient = r"\frac{f(x + \varepsilon) - f(x - \varepsilon)}{2 \varepsilon} = f'(x) + O(\varepsilon^2)"
    code = 'def central(f, x, epsilon):\n    """The slope.   eq: test_0"""\n    return (f(x + epsilon) - f(x {} epsilon)) / (2 * epsilon)'
    page = dict(maths="function f\nreal x \\varepsilon")
    assert "agrees with central()" in verdicts(quotient, python=code.format("-"), **page)[0].reason
    assert "the code has central()" in verdicts(quotient, python=code.format("+ 2 *"), **page)[0].reason
