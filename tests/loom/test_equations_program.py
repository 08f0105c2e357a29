"""The program is held against the equations: functions, variables, arrays, updates."""

from __future__ import annotations

import ast
import importlib
import os
import random
import sys
import warnings
from collections import namedtuple

import numpy as np
import pytest
from conftest import sample, whole_book

import nnbook
from loom import model as source, tangle
from loom.model import book
from loom.equations.page import Display, Page
from loom.equations.program import Moment, Program, program_name
from loom.equations.verdicts import Refused
from loom.rules.maths import running
from loom.rules.maths.checker import Checker
from loom.rules.maths.coverage import uncovered

NET = r"""size n p m
real X (n, m)   W (p, n)   b (p, 1)   Y (p, m)
broadcast b
names \partial J=gradients J=cost
"""
Z = Display("Z = W X + b", "def", "pre_activation")
COST = Display(r"J = \frac{1}{m} \sum_{i=1}^m \sum_{k=1}^p (Z_{ki} - Y_{ki})^2", "def", "cost")


def verdict(declarations, *displays, **names):
    """The verdict on the last display, with these names as the program."""
    page = Page(declarations, displays, seed="test", program=Program.of(names))
    assert not page.faults and not page.declared.given
    return page.verdict(page.items[-1], prove=False)


def kinds(found):
    return found.kind, *(reason.kind for reason in found.reasons)


def told(function, *names):
    function.__doc__ = "eq: " + " and ".join(names)
    return function


# Names -----------------------------------------------------------------------------------


@pytest.mark.parametrize("key, name", [
    ("z", "z"), ("h_1", "h1"), (r"\hat y", "y_hat"), (r"\delta_o", "delta_o"), (r"\delta_1", "delta_1"),
    (r"\mathrm d W", "dW"), (r"\mathrm d b_1", "db1"), (r"\varepsilon", "epsilon"), (r"\mathcal L", "L"),
    ("w*", "w_star"), ("w_{12}", "w12"), (r"\hat y_1", "y_hat1"), (r"\eta", "rate"), ("n_{out}", "n_out"),
])
def test_a_symbol_has_a_name_in_the_program(key, name):
    assert program_name(key, {r"\eta": "rate"}) == name


# Functions of the page -------------------------------------------------------------------


def raises(x):
    raise ValueError


def only_small(x):
    if abs(x) > 0.2:
        raise ValueError
    return x**3


@pytest.mark.parametrize("function, wanted", [
    (lambda x: x**3, ("program", "program-agrees")),
    (lambda x: np.power(x, 3), ("program", "program-agrees")),
    (raises, ("refused", "program-never-compared")),
    (only_small, ("refused", "program-never-compared")),
    (lambda x: x.y, ("refused", "program-fails")),
    (lambda x: 5 if x == 0 else x**3, ("refused", "program-differs")),
    (lambda x: 5 if x == -1 else x**3, ("refused", "program-differs")),
    (lambda x: x**3 if x < 15 else 0, ("refused", "program-differs")),
    (lambda x: x * abs(x) ** 2, ("program", "program-agrees")),
    (lambda x: abs(x) ** 3, ("refused", "program-differs")),
    (lambda x: x**3 * (1 + 1e-8), ("refused", "program-differs")),
    (lambda x: None, ("refused", "program-differs")),
    (lambda x: x**3 > 0, ("refused", "program-differs")),
    (lambda x: np.sum(np.power(x, 3)), ("refused", "program-differs")),  # right for numbers only
])
def test_a_function_is_compared_at_many_points(function, wanted):
    assert kinds(verdict("", Display("f(x) = x^3", "def", "cube"), f=function)) == wanted


def test_a_function_is_bound_by_its_docstring():
    display = Display("f(x) = x^3", "def", "cube")
    assert verdict("", display, power=told(lambda x: x**3, "cube")).kind == "program"
    assert verdict("", display, power=told(lambda x: x**2, "square", "cube")).refused
    assert kinds(verdict("", display, power=told(lambda x, y, z: x, "cube")))[1] == "program-cannot-be-called"


# Arrays ----------------------------------------------------------------------------------


@pytest.mark.parametrize("function, kind", [
    (lambda W, X, b: W @ X + b, "program"),
    (lambda W, b, X, more=0: W @ X + b + more, "program"),
    (lambda W, X, b: (X.T @ W.T).T + b, "program"),
    (lambda W, X, b: X.T @ W.T + b.T, "program-differs"),  # rows are samples
    (lambda W, X, b: W.T @ X + b, "program-never-compared"),
    (lambda W, X, b: W @ X, "program-differs"),
    (lambda W, X, b: W @ X + b.sum(), "program-differs"),
    (lambda W, X: W @ X, "program-lacks"),
    (lambda W, X, b, c: W @ X + b, "program-cannot-be-called"),
    (lambda W, X, b: (W @ X + b).tolist(), "program"),
    (lambda W, X, b: W * X + b, "program-never-compared"),
])
def test_arrays_have_sizes_that_differ(function, kind):
    found = verdict(NET, Z, linear=told(function, "pre_activation"))
    assert kind in kinds(found), str(found)


def test_a_transposed_product_of_square_arrays_is_told_from_the_right_one():
    """W has p rows and p columns, so a transpose fits; its values do not."""
    square = "size p m\nreal X (p, m)   W (p, p)"
    display = Display("Z = W X", "def", "z")
    assert verdict(square, display, Z=lambda W, X: W @ X).kind == "program"
    assert verdict(square, display, Z=lambda W, X: W.T @ X).refused
    assert verdict(square, display, Z=lambda W, X: W @ X[::-1]).refused


@pytest.mark.parametrize("divisor, kind", [
    (lambda Z: Z.shape[1], "program"), (lambda Z: 1, "refused"), (lambda Z: Z.size, "refused"),
    (lambda Z: Z.shape[0], "refused"),
])
def test_a_mean_is_over_the_samples(divisor, kind):
    def cost(Z, Y):
        return ((Z - Y) ** 2).sum() / divisor(Z)

    assert verdict(NET, Z, COST, cost=cost).kind == kind


def test_layers_are_dicts_or_the_one_at_hand():
    layers = r"""size m
layers l = 1..L   W^{[l]} (n_l, n_{l-1})   b^{[l]} (n_l, 1)
real X (n_0, m)
broadcast b^{[l]}
function g entrywise"""
    net = Display("\\begin{aligned}A^{[0]} &= X \\\\ Z^{[l]} &= W^{[l]} A^{[l-1]} + b^{[l]} \\\\"
                  "A^{[l]} &= g(Z^{[l]})\\end{aligned}", "def", "forward")

    def forward(X, W, b, g, wrong=0):
        A, Z = {0: X}, {}
        for layer in range(1, len(W) + 1):
            Z[layer] = W[layer] @ A[layer - 1] + b[layer]
            A[layer] = g(Z[layer]) + wrong
        return A, Z

    def one(A_prev, W, b, g):
        Z = W @ A_prev + b
        A = g(Z)
        return A, Z

    def plus(X, W, b, g):
        A, Z = forward(X, W, b, g, 1)
        return A, Z

    for function in (forward, one):
        assert verdict(layers, net, function=function).kind == "program", function
    assert verdict(layers, net, function=plus).refused


# Results ---------------------------------------------------------------------------------

TWO = Display(r"\begin{aligned}z &= w x + b \\ a &= z^2\end{aligned}", "def", "neuron")
Pair = namedtuple("Pair", "z a")


def as_tuple(w, x, b):
    z = w * x + b
    a = z**2
    return z, a


def swapped(w, x, b):
    z, a = as_tuple(w, x, b)
    return a, z  # the order does not matter, the names do


def as_dict(w, x, b):
    z, a = as_tuple(w, x, b)
    return {"z": z, "a": a}


def as_pair(w, x, b):
    return Pair(*as_tuple(w, x, b))


def as_wrong_pair(w, x, b):
    return Pair(*reversed(as_tuple(w, x, b)))


def handed_on(z):
    a = z * z
    return a


@pytest.mark.parametrize("function", [as_tuple, swapped, as_dict, as_pair])
def test_returned_names_bind(function):
    found = verdict("real w x b", TWO, neuron=function)
    assert kinds(found) == ("program", "program-agrees-in", "program-agrees-in"), str(found)
    assert {r["name"] for r in found.reasons} == {"z", "a"}


def test_a_function_may_take_a_defined_quantity():
    found = verdict("real w x b", Display("z = w x + b", "def", "z"), Display("a = z^2", "def", "a"), square=handed_on)
    assert found.kind == "program"


def test_returned_names_that_are_wrong_are_refused():
    assert kinds(verdict("real w x b", TWO, neuron=as_wrong_pair)) == ("refused", "program-differs")


@pytest.mark.parametrize("factor, kind", [(2, "program-agrees-in"), (3, "program-differs")])
def test_a_dict_of_derivatives_is_named_in_the_declarations(factor, kind):
    def gradients(W, X, b, Y):
        dZ = factor * (W @ X + b - Y) / X.shape[1]
        return {"W": dZ @ X.T, "b": dZ.sum(axis=1, keepdims=True)}

    claim = Display(r"\frac{\partial J}{\partial W} = \frac{2}{m} (Z - Y) X^\top", "", "gradient")
    assert kind in kinds(verdict(NET, Z, COST, claim, gradients=gradients))


def test_parameters_are_dicts_like_the_pages():
    def forward(parameters, x):
        z = parameters["w1"] * x[0] + parameters["w2"] * x[1]
        return z

    display = Display("z = w_1 x_1 + w_2 x_2", "def", "z")
    page = {"parameters": {"w1": 1, "w2": 2}, "forward": forward}
    assert verdict("real w_1 w_2 x_1 x_2", display, **page).kind == "program"
    page["parameters"] = {"w1": 1, "other": 2}
    assert verdict("real w_1 w_2 x_1 x_2", display, **page).kind != "program"


def test_samples_are_lists_arrays_or_one_at_a_time():
    maths = "real y^{(i)} t^{(i)}\nnames \\mathcal L=loss J=cost y=labels"
    loss = Display(r"\mathcal L = (y - t)^2", "def", "loss")
    cost = Display(r"J = \frac1m \sum_{i=1}^m (y^{(i)} - t^{(i)})^2", "def", "mean")
    listed = told(lambda labels, t: sum((a - b) ** 2 for a, b in zip(labels, t)) / len(t), "mean")
    assert verdict(maths, loss, cost, mse=listed).kind == "program"
    assert verdict(maths, loss, cost, cost=lambda y, t: np.mean((y - t) ** 2)).kind == "program"
    assert verdict(maths, loss, cost, cost=lambda y, t: np.sum((y - t) ** 2)).refused
    assert verdict(maths, loss, loss=lambda y, t: (y - t) ** 2).kind == "program"
    assert verdict(maths, loss, loss=lambda y, t: (float(y) - t) ** 2).kind == "program"
    assert verdict(maths, loss, loss=lambda y, t: abs(y - t)).refused


@pytest.mark.parametrize("function, green", [
    (lambda y, y_hat: sum((a - b) ** 2 for a, b in zip(y, y_hat)) / len(y), True),
    (lambda y, y_hat: np.mean((y - y_hat) ** 2), True), (lambda y, y_hat: (y - y_hat) ** 2, False),
    (lambda y, w, x, b: np.mean((y - w * x - b) ** 2), True), (lambda y, w, x: np.mean((y - w * x) ** 2), False),
])
def test_what_is_computed_from_samples_is_a_list_too(function, green):
    maths = "real x^{(i)} y^{(i)} w b\nnames J=cost"
    model = Display(r"\hat y = w x + b", "def", "model")
    cost = Display(r"J = \frac1m \sum_{i=1}^m (y^{(i)} - \hat y^{(i)})^2", "def", "mean")
    assert (verdict(maths, model, cost, cost=told(function, "mean")).kind == "program") == green


def test_a_docstring_may_name_a_side_of_a_claim():
    maths = "function f\nreal x \\varepsilon"
    claim = Display(r"\frac{f(x + \varepsilon) - f(x)}{\varepsilon} = f'(x) + O(\varepsilon)", "", "quotient")

    def quotient(f, x, epsilon=0.1):
        """eq: quotient"""
        return (f(x + epsilon) - f(x)) / epsilon

    def half(f, x, epsilon):
        """eq: quotient"""
        return (f(x + epsilon) - f(x)) / epsilon / 2

    assert "program-agrees" in kinds(verdict(maths, claim, slope=quotient))
    assert kinds(verdict(maths, claim, slope=half)) == ("refused", "program-differs")


def test_a_docstring_may_start_with_what_is_returned():
    display = Display("z = w x", "def", "product")

    def neuron(w, x):
        """z², the square.     eq: product"""
        return (w * x) ** 2

    assert verdict("real w x", display, neuron=neuron).kind == "program"
    neuron.__doc__ = "z³, the cube.     eq: product"
    assert verdict("real w x", display, neuron=neuron).refused


# Updates ---------------------------------------------------------------------------------

STEP = "real w b g x y\npositive \\eta\nnames \\eta=rate"
RULES = Display(r"""\begin{aligned}w &\leftarrow w - \eta (w x + b - y) x \\
b &\leftarrow b - \eta (w x + b - y)\end{aligned}""", "", "rules")


def together(w, b, x, y, rate):
    error = w * x + b - y
    return {"w": w - rate * error * x, "b": b - rate * error}


def one_after_the_other(w, b, x, y, rate):
    w = w - rate * (w * x + b - y) * x
    b = b - rate * (w * x + b - y)
    return w, b


def nothing_moves(w, b, x, y, rate):
    return w, b


def no_rate(w, b, x, y):
    return {"w": w - (w * x + b - y) * x, "b": b - (w * x + b - y)}


@pytest.mark.parametrize("function, wanted", [
    (together, ("program", "program-step")), (one_after_the_other, ("refused", "program-differs")),
    (nothing_moves, ("refused", "program-differs")), (no_rate, ("refused", "no-step")),
])
def test_a_step_happens_at_once(function, wanted):
    assert kinds(verdict(STEP, RULES, step=function)) == wanted
    said = verdict(STEP, RULES, step=told(function, "rules"))
    assert said.refused == (wanted[0] == "refused")
    del function.__doc__


@pytest.mark.parametrize("sign, kind", [(-1, "program"), (1, "refused")])
def test_a_step_may_take_a_dict_of_derivatives(sign, kind):
    def descend(parameters, gradients, eta):
        return {name: parameters[name] + sign * eta * gradients[name] for name in parameters}

    maths = "real w b\npositive \\eta\nnames \\partial J=gradients"
    rules = Display(r"""\begin{aligned}w &\leftarrow w - \eta \frac{\partial J}{\partial w} \\
b &\leftarrow b - \eta \frac{\partial J}{\partial b}\end{aligned}""", "", "rules")
    page = {name: {"w": 1, "b": 2} for name in ("parameters", "gradients")}
    found = verdict(maths, Display("J = (w - b)^2 + b", "def", "cost"), rules, step=descend, **page)
    assert found.kind == kind, str(found)


@pytest.mark.parametrize("changed, again", [("a = z^3", False), ("z = w + x", True)])
def test_calls_are_made_again_only_where_the_arguments_change(changed, again):
    called = []

    def square(z):
        called.append(z)
        a = z**2
        return a

    definitions = [Display("z = w x", "def", "z"), Display("a = z^2", "def", "a")]
    made = Page("real w x", definitions, program=Program.of({"square": square}))
    assert made.verdict(made.items[1], prove=False).kind == "program"
    before, item = len(called), made.items[changed[0] == "a"]
    theory, _ = made.changed_theory(made.reread(item, changed).definitions)
    try:
        assert made.binding(theory).definition("a") and again
    except Refused:
        assert not again
    assert (len(called) > before) == again


def test_without_a_program_there_is_no_step():
    assert kinds(verdict(STEP, RULES)) == ("refused", "no-step")


def test_a_step_of_arrays_may_happen_in_place():
    rule = Display(r"W \leftarrow W - \eta G", "", "rule")
    maths = "size n p\nreal W (n, p)   G (n, p)\npositive \\eta"

    def descend(W, G, eta):
        W -= eta * G

    def climb(W, G, eta):
        W += eta * G

    assert verdict(maths, rule, step=descend).kind == "program"
    assert verdict(maths, rule, step=climb).refused


# Variables of a page ---------------------------------------------------------------------


def page(text):
    """The program of a session, statement by statement."""
    names, moments = {}, []
    for statement in ast.parse(text).body:
        exec(compile(ast.Module([statement], []), "<test>", "exec"), names)
        made = frozenset(running._stored(statement))
        moments.append(Moment(dict(names), made, statement))
    return Program({}, moments)


def held(text, *displays, declarations="real w x b\ngiven w=0 x=3 b=4"):
    given = {("w", None): 0, ("x", None): 3, ("b", None): 4}
    shown = [Display(d.latex, d.kind, d.name, given=given) for d in displays]
    made = Page(declarations, shown, seed="test", program=page(text))
    return made.verdict(made.items[-1], prove=False)


NEURON = Display("z = w x + b", "def", "z")
START = "w = 0\nx = 3\nb = 4\n"


@pytest.mark.parametrize("line, wanted", [
    ("z = w * x + b", ("program", "program-agrees-variable")),
    ("t = w * x\nb = 4\nz = t + b", ("program", "program-agrees-variable")),
    ("z = 2 * w * x + b", ("refused", "program-differs")),  # the same at w = 0
    ("z = w * x * x + b", ("refused", "program-differs")),
    ("z = b + w", ("definition", "nothing-checks")),
    ("z = 4", ("definition", "nothing-checks")),
    ("z = 5", ("definition", "nothing-checks")),
])
def test_a_variable_is_run_again_with_other_values(line, wanted):
    found = held(START + line, NEURON)
    assert kinds(found) == wanted or wanted[0] == "definition" and found.kind != "program", str(found)


def test_statements_of_a_page_are_a_step():
    rule = Display(r"w \leftarrow w - b x", "", "rule")
    assert held(START + "w = w - b * x", rule).kind == "program"
    assert held(START + "w -= x * b", rule).kind == "program"
    assert held(START + "d = x * b\nw -= d", rule).kind == "program"
    assert held(START + "w += b * x", rule).refused


# Running a page --------------------------------------------------------------------------


def program(text):
    return running.run(source.read(f"# 一 | One {{#one}}\n\n{text}", "docs/09-test.md"), {})


def test_a_session_below_blank_lines_runs():
    found = program("```python\n\n\n>>> x = 2\n>>> y = x + 1\n```\n")
    assert [sorted(m.made) for m in found.moments] == [["x"], ["y"]] and found.moments[-1].names["y"] == 3


def test_an_exit_is_a_fault_and_ends_its_block_only():
    found = program("```python\nimport sys\nsys.exit(0)\nx = 1\n```\n\n```python\ny = 2\n```\n")
    [(line, why)] = found.faults
    assert (line, why.kind) == (5, "program-exits")
    assert [sorted(m.made) for m in found.moments] == [["y"]]


def test_a_failing_statement_ends_a_program_and_not_a_session():
    assert program("```python\n1 / 0\nx = 1\n```\n").moments == []
    [moment] = program("```python\n>>> 1 / 0\nTraceback (most recent call last):\nZeroDivisionError: …\n>>> x = 1\n```\n").moments
    assert moment.made == {"x"}


def test_lambdas_and_functions_of_a_page_are_its_program():
    found = program("```python\nf = lambda x: x\ndef g(a):\n    b = a\n    return b, a\n```\n")
    assert set(found.functions) == {"f", "g"} and found.return_names("g") == ("b", "a")


def test_what_a_page_changes_for_the_process_is_put_back():
    state = np.get_printoptions(), np.geterr(), random.getstate(), dict(os.environ), list(warnings.filters)
    drawn = np.random.get_state()[1].tolist()
    program("```python\nimport os, random, warnings\nimport numpy as np\n"
            "np.set_printoptions(precision=3)\nnp.seterr(all='raise')\nrandom.seed(1)\n"
            "np.random.seed(1)\nos.environ['NNBOOK_X'] = '1'\nwarnings.simplefilter('error')\n```\n")
    assert state == (np.get_printoptions(), np.geterr(), random.getstate(), dict(os.environ), list(warnings.filters))
    assert np.random.get_state()[1].tolist() == drawn


@pytest.mark.parametrize("statement", ["from nnbook import neuron", "import nnbook.neuron as neuron"])
def test_a_module_comes_from_the_chapters_even_if_it_was_imported_before(statement):
    on_disk = importlib.import_module("nnbook.neuron")
    page = source.read(f"# 一 | One {{#one}}\n\n```python\n{statement}\n\nx = neuron.sigmoid\n```\n", "docs/09-test.md")
    found = running.run(page, {"neuron": tangle.Module("neuron", "docs/01-neuron.md", "sigmoid = 2", ())})
    assert found.moments[-1].names["x"] == 2 and nnbook.neuron is on_disk is sys.modules["nnbook.neuron"]


# The book --------------------------------------------------------------------------------


@pytest.mark.parametrize("page_name, right, wrong", sample([
    ("01-neuron.md", "    return sigmoid(z)\n", "    return sigmoid(w)\n"),
    ("01-neuron.md", "    return sigmoid(z)\n", "    return z\n"),
    ("01-neuron.md", "        z += w * x\n", "        z += w + x\n"),
    ("01-neuron.md", "    z += bias\n", "    z -= bias\n"),
    ("01-neuron.md", "    return power / (1 + power)\n", "    return power / (2 + power)\n"),
    ("01-neuron.md", "return 1 / (1 + math.exp(-z))", "return 1 / (1 + math.exp(-z) ** 2)"),
    ("01-neuron.md", "σ(z) = 1 / (1 + e⁻ᶻ), a", "σ(z) = 1 / (1 + eᶻ), a"),
    ("01-neuron.md", ">>> z = w1 * x1 + w2 * x2 + b\n", ">>> z = w2 * x1 + w1 * x2 + b\n"),
    ("02-two-two-one.md", "    h2 = squash(z2)\n", "    h2 = squash(z1)\n"),
    ("02-two-two-one.md", "w5 * h1 + w6 * h2", "w6 * h1 + w5 * h2"),
    ("02-two-two-one.md", "    return z1, h1, z2,", "    return h1, z1, z2,"),
    ("03-loss.md", "for label, guess in zip(y, y_hat)) / len(y)", "for label, guess in zip(y, y_hat))"),
    ("03-loss.md", "return sum((label - guess) ** 2", "return sum((label - guess)"),
    ("03-loss.md", ">>> y_bar = sum(labels) / m", ">>> y_bar = sum(labels) / 4"),
    ("04-chain-rule.md", "d_u_d_b = d_u_d_p * 3 + d_u_d_q * 2", "d_u_d_b = d_u_d_p * 2 + d_u_d_q * 3"),
    ("04-chain-rule.md", "left, right = x - epsilon, x + epsilon", "left, right = x, x + epsilon"),
    ("05-partials.md", "delta_1 = delta_o * w5 * h1", "delta_1 = delta_o * w6 * h1"),
    ("05-partials.md", "delta_2 * x1, delta_2 * x2", "delta_1 * x1, delta_2 * x2"),
    ("05-partials.md", "learning_rate * derivatives[name]", "learning_rate / derivatives[name]"),
    ("03-loss.md", "zip(y, y_hat)) / len(y)", "zip(y, y_hat)) / 4"),
    ("06-first-net.md", "parameters[name] - learning_rate * slopes", "parameters[name] + learning_rate * slopes"),
    ("06-first-net.md", "learning_rate * slopes[name]", "learning_rate * slopes['b3']"),
], 6))
def test_a_mistake_in_the_books_code_is_noticed_by_its_equations(page_name, right, wrong):
    """Without the mistake nothing is refused or uncovered: test_equations_book sees to that."""
    whole = whole_book()
    text = "\n".join(whole.pages[page_name].lines)
    assert right in text
    pages = {**whole.pages, page_name: source.read(text.replace(right, wrong), f"docs/{page_name}")}
    checker = Checker(book.assemble(whole.root, pages), prove=False, mend=False)
    verdicts = (checker.verdict(page_name, item) for item in checker.page(page_name).items)
    assert any(found.refused for found in verdicts) or uncovered(checker, page_name) \
        or any(found.refused for found in checker.check_page(page_name))
