"""Room one and two: formulas are read as a mathematician would, or refused with a reason."""

import re

import pytest
from equations_bench import verdict, verdicts

from nnbook.loom.equations.graph.naming import program_name
from nnbook.loom.equations.reading import tree
from nnbook.loom.equations.reading.statements import has_relation, read_statements
from nnbook.loom.equations.reading.tokens import MathsError


class Scope:
    """x, y, w_1, \\mathcal L are quantities, f is a function."""

    def kind(self, key):
        return "function" if key == "f" else "scalar" if key in _KNOWN else None

    def arity(self, key):
        return 1

    def depends(self, key, keys):
        return key == r"\mathcal L" and "w_1" in keys

    def suggest(self, key):
        return "w_1" if key == "W_1" else None

    def defined_by(self, key):
        return None


_KNOWN = ("x", "y", "w_1", r"\mathcal L", r"\hat y", "m")


def read(text):
    [statement] = read_statements(text, Scope())
    return statement


def side(text):
    return read(f"{text} = 0").items[0]


def test_a_partial_derivative_is_one_thing_and_never_a_quotient():
    node = side(r"\frac{\partial \mathcal{L}}{\partial w_1}")
    assert node == tree.Derivative(tree.Symbol(r"\mathcal L"), (tree.Symbol("w_1"),))
    assert side(r"\partial \mathcal L / \partial w_1") == node
    assert side(r"\frac{d\mathcal L}{d w_1}") == node
    with pytest.raises(MathsError, match="without its partner"):
        read(r"\frac{\partial \mathcal L}{w_1} = 0")


def test_a_bracket_is_an_application_only_after_a_function():
    assert side("f(x)") == tree.Apply("f", 0, (tree.Symbol("x"),))
    assert side("f''(x)").primes == 2
    product = side("y(1 - y)")
    assert isinstance(product, tree.Mul)
    for doubtful in ("y(x)", r"\mathcal L(w_1 - 2)"):
        with pytest.raises(MathsError, match="could be a function"):
            read(f"{doubtful} = 0")


@pytest.mark.parametrize("left, right", [
    ("-x y", "-(x y)"), ("x - y - 1", "(x - y) - 1"), ("2^{3^2}", "2^{(3^2)}"),
    (r"\frac12 x", r"\frac{1}{2} \cdot x"), (r"\frac x{2y}", r"\frac{x}{2 y}"),
    (r"\hat{y}", r"\hat y"), ("x / y", r"\frac{x}{y}"),
    (r"\tanh x + 1", r"\tanh(x) + 1"), ("-x^2", "-(x^2)"),
])
def test_two_ways_of_writing_are_one_tree(left, right):
    assert side(left) == side(right)


def test_numbers_keep_the_digits_that_they_show():
    number = side(r"12{,}288.50")
    assert (number.text, number.unit) == ("12288.50", tree.Fraction(1, 100))
    assert side(r"4.25 \cdot 10^{-18}") == tree.Number("4.25", -18)
    assert side(r"95\%").value == tree.Fraction(95, 100)


@pytest.mark.parametrize("text, reason", [
    ("1/2x = y", "under the slash"), ("2 3 = x", "number directly after"),
    (r"2\frac12 = x", "mixed number"), ("2^3^2 = x", "two powers"), ("x_12 = 1", "first digit"),
    (r"x^\top = 1", "matrices"), (r"\mathbf{x} = 1", "matrices"), (r"\log x = 1", "base"),
    (r"x = 1 + \dots + m", "ellipsis"), (r"\lim_{x \to 0} x = 0", "limit"), ("x + = 1", "cannot stand"),
    (r"f^2(x) = 1", "power of the function"), ("f = 1", "give it its argument"),
    ("f(x, y) = 1", "takes 1 argument"), ("y(x, 1) = 1", "not a function"), ("(x = 1", "belongs here"),
    (r"\foo x = 1", "unknown command"), ("x -- 1 = 0", "two signs"), (r"x \cdot -1 = 0", "brackets"),
    (r"\sum x = 1", "without an index"), (r"\ln x y = 1", "not clear"), (r"x \in (0, 1)", "sets"),
    (r"\int x = 1", "integral"), ("W_1 = 1", r"did you mean w_1\?"), ("k = 1", "declare it"),
    (r"\sum_{m=1}^{3} m = 6", "means something already"), ("x ≈ 1", r"write \\approx"), ("= 1", "left"),
    (r"\begin{aligned} x &= 1", r"without its"), (r"\frac{d^2 f}{dx} = 1", "the order"),
    (r"\begin{aligned} x &= 1 \end{align}", "is closed by"),
    (r"\begin{aligned} x &= 1 \\ & y \\ &= 2 \end{aligned}", "goes on with a relation"),
])
def test_what_is_not_understood_is_refused_with_its_reason(text, reason):
    with pytest.raises(MathsError, match=reason):
        read_statements(text, Scope())


def test_an_error_knows_its_place():
    with pytest.raises(MathsError) as caught:
        read(r"x + k = 1")
    assert (caught.value.start, caught.value.end) == (4, 5)


def test_rows_go_on_with_the_last_chain():
    first, second = read_statements(
        r"\begin{aligned} x &= y \\ &= 2 \\ y &< 3 \end{aligned}", Scope())
    assert [len(first.items), first.operators] == [3, ("=", "=")]
    assert second.operators == ("<",)


def test_a_relation_makes_a_statement():
    assert has_relation(r"h_1 \approx 0.5") and has_relation(r"x \Rightarrow y")
    assert not has_relation(r"\sum_{i=1}^{m} x") and not has_relation("w_1")


def test_an_index_that_a_sum_binds_is_no_index_outside():
    node = side(r"\sum_{i=1}^{m} x^{(i)}")
    assert node.body == tree.Entry(tree.Symbol("x"), "sample", tree.Symbol("i"))
    with pytest.raises(MathsError, match="unknown symbol i"):
        read(r"\sum_{i=1}^{m} x + i = 0")


@pytest.mark.parametrize("key, name", [
    (r"\hat y", "y_hat"), ("h_1", "h1"), (r"\mathcal L", "loss"), ("J", "cost"), (r"\bar y", "y_bar"),
    (r"\delta_o", "delta_o"), (r"\eta", "learning_rate"), ("w_{12}", "w12"), ("z", "z"),
])
def test_symbols_have_the_names_of_the_notation_contract(key, name):
    assert program_name(key, {}) == name
    assert program_name(key, {key: "other"}) == "other"


@pytest.mark.parametrize("line, reason", [
    ("given x=two", "no number"), ("use nobody", "no earlier page"), ("real x ?", "no meaning"),
    ("simplex p", "not executed yet"), ("names x", "not understood"), ("real w_2..w_1", "no range"),
])
def test_a_broken_maths_comment_is_refused_at_its_line(line, reason):
    found = verdicts("1 + 1 = 2", maths=f"real x\n{line}")[0]
    assert found.refused and re.search(reason, found.reason) and found.line == 5


def test_declarations_reach_from_page_to_page_by_use():
    assert verdict("x_1 = x_1 + 0 + b", maths="use neuron").reason.startswith("not equal")
    assert "unknown symbol x_1" in verdict("x_1 = 1", maths="real x").reason


def test_a_definition_is_neither_declared_nor_made_twice_nor_a_circle():
    assert "declared at line" in verdict(("def", "x = y + 1")).reason
    assert "defined twice" in verdicts(("def", "r = x"), ("def", "r = y"))[1].reason
    assert "docs/01-neuron.md" in verdict(("def", "z = x")).reason
    circle = [v.reason for v in verdicts(("def", "r = s + x"), ("def", "s = r + 1"))]
    assert any("through itself" in reason for reason in circle)
