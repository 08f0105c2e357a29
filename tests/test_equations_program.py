"""The book's own code is held against its equations, docstrings included."""

import pytest
from conftest import ROOT, sample, whole_book
from equations_bench import checker, page_text

from nnbook.loom import book, source
from nnbook.loom.equations.checks.coverage import uncovered
from nnbook.loom.equations.checks.page import Checker
from nnbook.loom.equations.reading import plain

CODE = '''"""One module."""


def half(x, y):
    """r = (x + y) / 2, in the middle.     eq: test_0

    x, y: numbers
    """
    return (x + y) / 2
'''
CALL = "```python\nfrom nnbook.extra import half\nhalf(1.0, 2.0)\n```\n"
DISPLAYS = [("def", r"r = \frac{x + y}{2}")]


def exported(code, displays=DISPLAYS, call=CALL):
    """A Checker of a page that exports a module."""
    text = page_text(displays, maths="real x y")
    return checker(f'{text}\n```python title="nnbook/extra.py"\n{code}```\n\n{call}')


def told(found):
    return [str(v) for v in found.check_page("02-test.md") if v.refused] + uncovered(found, "02-test.md")


@pytest.mark.parametrize("text, clause, formula, latex", [
    ("σ(z) = 1 / (1 + e⁻ᶻ), a number", "σ(z) = 1 / (1 + e⁻ᶻ)", "σ(z) = 1 / (1 + e⁻ᶻ)", r"\sigma (z) = 1 / (1 + e^{-z})"),
    ("ŷ, and every number.", "ŷ", "", r"\hat y"),
    ("The square of x = 1.5 − w₁x⁽ⁱ⁾.", "The square of x = 1.5 − w₁x⁽ⁱ⁾", "x = 1.5 − w₁x⁽ⁱ⁾", None),
    ("∂ℒ/∂w₁ ≈ 2 w1 exp(x)", "∂ℒ/∂w₁ ≈ 2 w1 exp(x)", "∂ℒ/∂w₁ ≈ 2 w1 exp(x)",
     r"\frac{\partial \mathcal{L}}{\partial w_{1}} \approx  2 w_{1} \exp (x)"),
])
def test_a_docstrings_formula_becomes_latex(text, clause, formula, latex):
    assert plain.clause(text) == clause and plain.formula(clause) == formula
    assert latex is None or plain.latex(clause) == latex


def test_a_function_agrees_with_its_docstring_and_the_display_it_names():
    found = exported(CODE)
    assert told(found) == []
    [said] = [v for v in found.check_page("02-test.md") if v.name == "half()"]
    assert (said.verdict, said.line) == ("program", 17)


@pytest.mark.parametrize("right, wrong, message", [
    ("(x + y) / 2, in", "(x - y) / 2, in", "17: half(): not equal"),
    ("(x + y) / 2, in", "(x + u) / 2, in", "17: half(): the docstring's formula is not understood: unknown symbol u"),
    ("r = (x + y) / 2, in", "x + y, in", "half() returns"),
    ("return (x + y) / 2", "return x / 2", "half() returns"),
    ("eq: test_0", "eq: tset_0", "no display of this page or of an earlier one is called tset_0 (did you mean test_0?)"),
    ("r = (x + y) / 2, in the middle. ", "The mean of both.", "the code has half() = "),
])
def test_a_function_that_disagrees_is_refused(right, wrong, message):
    code = CODE.replace(right, wrong)
    if message.startswith("the code"):
        code = code.replace("return (x + y)", "return (x - y)")
    assert code != CODE
    assert message in "\n".join(told(exported(code))), told(exported(code))


def test_a_function_that_returns_what_no_equation_says_is_reported():
    code = CODE.replace("r = (x + y) / 2, in the middle.", "A number.").replace("(x + y) / 2", "r + 1")
    code = code.replace("    return", "    r = (x + y) / 2\n    return")
    assert told(exported(code)) == [
        "docs/02-test.md: half(): no equation says what it returns: start its docstring with it, as in `σ(z), … eq: name`"
    ]


@pytest.mark.parametrize("page, right, wrong", sample([
    ("01-neuron.md", "    return sigmoid(z)\n", "    return sigmoid(w)\n"),
    ("01-neuron.md", "    return sigmoid(z)\n", "    return z\n"),
    ("01-neuron.md", "        z += w * x\n", "        z += w + x\n"),
    ("01-neuron.md", "    z += bias\n", "    z -= bias\n"),
    ("01-neuron.md", "    return e / (1 + e)\n", "    return e / (2 + e)\n"),
    ("01-neuron.md", "return 1 / (1 + math.exp(-z))", "return 1 / (1 + math.exp(-z) ** 2)"),
    ("01-neuron.md", "σ(z) = 1 / (1 + e⁻ᶻ), a", "σ(z) = 1 / (1 + eᶻ), a"),
    ("02-two-two-one.md", "    h2 = sigmoid(z2)\n", "    h2 = sigmoid(z1)\n"),
    ("02-two-two-one.md", "w5 * h1 + w6 * h2", "w6 * h1 + w5 * h2"),
    ("02-two-two-one.md", "return ForwardPass(z1, h1,", "return ForwardPass(h1, z1,"),
    ("02-two-two-one.md", "z2, h2, z3, y_hat)\n", "z2, h2, y_hat, z3)\n"),
    ("03-loss.md", "return sum((label - guess) ** 2 for label, guess in zip(y, y_hat)) / len(y)",
     "return sum((label - guess) ** 2 for label, guess in zip(y, y_hat))"),
    ("03-loss.md", "return sum((label - guess) ** 2", "return sum((label - guess)"),
], 3))
def test_a_mistake_in_the_books_code_is_noticed_by_its_equations(page, right, wrong):
    whole = whole_book()
    text = "\n".join(whole.pages[page].lines)
    assert right in text
    pages = {**whole.pages, page: source.read(text.replace(right, wrong), f"docs/{page}")}
    found = Checker(book.assemble(ROOT, pages), prove=False, mend=False)
    assert any(v.refused for v in found.check_page(page)) or uncovered(found, page)


COST = '''# 二 | Two {{#two}}

<!-- maths
use neuron one
-->

```python title="nnbook/two.py"
def _cost(values, samples):
    """The mean squared error.                             eq: test_0"""
    slope, shift = values
    total = 0.0
    for x, y in samples:
        guess = slope * x + shift
        total += {0}
    return total / {1}
```

```python
from nnbook.two import _cost

_cost((2.0, 1.0), [(1, 2), (3, 4), (5, 5)])
```
'''


@pytest.mark.parametrize("error, count, right", [
    ("(y - guess) ** 2", "len(samples)", True), ("(y - guess) ** 4", "len(samples)", False),
    ("(y - guess) ** 2", "(len(samples) + 1)", False), ("(y + guess) ** 2", "len(samples)", False),
])
def test_a_private_function_of_rows_equals_the_earlier_definition_that_it_names(error, count, right):
    """What a loop over rows reads are samples; what it computes is new for each row."""
    maths = "use neuron\nnames s=slope c=shift\nfamily x^{(i)} y^{(i)}\nreal s c\ndim m"
    mean = ("def", r"J = \frac1m \sum_{i=1}^m (y^{(i)} - s x^{(i)} - c)^2")
    found = checker(COST.format(error, count), one=page_text([mean], maths=maths)).check_page("09-test.md")
    [verdict] = [v for v in found if v.name == "_cost()"]
    assert verdict.refused != right and verdict.reason.startswith(
        "test_0 agrees with _cost()" if right else "the code has _cost()"), str(verdict)
