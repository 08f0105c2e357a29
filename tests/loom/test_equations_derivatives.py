"""Derivatives, orders, quantities along one parameter: what chapters 4 to 6 display."""

import re

import pytest
from equations_bench import checker, kinds, page_text, told, verdict, verdicts

MATHS = """use neuron
function f g
real x y w t d_1 \\varepsilon
positive p \\eta
given x_1=2 x_2=3 w_1=0 w_2=1 b=4"""
TRUE = [
    r"\frac{d}{dx} x = 1", r"\frac{d}{dx} x^2 = 2 x", r"\frac{d}{dx} e^x = e^x", r"\frac{d}{dp} \ln p = \frac1p",
    r"\frac{\mathrm{d}}{\mathrm{d}x} x^3 = 3 x^2", r"\frac{d}{dx} \left(f(x) + g(x)\right) = f'(x) + g'(x)",
    r"\frac{\partial}{\partial w} \left(w x + t\right) = x",
    r"\frac{d}{dx} f(2 x + 1) = 2 f'(2 x + 1)", r"\frac{d}{dx} \frac{1}{f(x)} = -\frac{f'(x)}{(f(x))^2}",
    r"\sigma''(x) = \sigma'(x) (1 - 2 \sigma(x))", r"\sigma'(z) = \sigma(z)(1 - \sigma(z))",
    r"\frac{\partial \sigma(z)}{\partial w_1} = \frac{\partial \sigma(z)}{\partial z} \frac{\partial z}{\partial w_1}",
    r"\frac{\partial^2 \sigma(z)}{\partial w_1 \partial w_2} = \sigma''(z) x_1 x_2", r"z(w_1 + 1) = z(w_1) + x_1",
    r"\frac{d}{dx} \sigma(-x) = -\sigma'(x)", r"\frac{d}{dx} y = 0",
]
ORDERS = [
    r"f(x + \varepsilon) = f(x) + O(\varepsilon)", r"f(x + \varepsilon) = f(x) + f'(x) \varepsilon + O(\varepsilon^2)",
    r"f(x+\varepsilon) = f(x) + f'(x)\varepsilon + \frac12 f''(x) \varepsilon^2 + O(\varepsilon^3)",
    r"e^{\varepsilon} = 1 + \varepsilon + O(\varepsilon^2)", r"(x + \varepsilon)^2 = x^2 + 2 x \varepsilon + O(\varepsilon^2)",
    r"g(f(x + \varepsilon)) = g(f(x)) + g'(f(x)) f'(x) \varepsilon + O(\varepsilon^2)",
    r"z(w_1 + \varepsilon) \cdot z(w_1) = (z(w_1))^2 + O(\varepsilon)",
    r"f(x - \eta f'(x)) = f(x) - \eta (f'(x))^2 + O(\eta^2)",
]
FALSE = [
    (r"\frac{d}{dx} x^2 = x", "not-equal"),
    (r"\frac{d}{dx} f(g(x)) = f'(g(x))", "not-equal"), (r"\frac{d}{dx} f(x) g(x) = f'(x) g'(x)", "(derived-)?end-not-clear"),
    (r"\frac{d}{dx} (f(x) g(x)) = f'(x) g'(x)", "not-equal"), (r"\sigma'(-x) = -\sigma'(x)", "not-equal"),
    (r"\frac{\partial \sigma(z)}{\partial b} = \frac{\partial \sigma(z)}{\partial x} \frac{\partial x}{\partial b}", "does-not-depend"),
    (r"\frac{\partial z}{\partial w_1} = \frac{z}{w_1}", "not-equal"), (r"\frac{dz}{db} = \frac{dz}{dw} \frac{dw}{db}", "does-not-depend"),
    (r"z(w_1 + 1) = z(w_1) + x_2", "not-equal"), (r"z(w_1 + 1) = z(b) + x_1", "not-equal"), (r"z(w_1) z(w_1 + 1) = z(b) + x_1", "function-of-several"),
    (r"f(x + \varepsilon) = f(x) + O(\varepsilon^2)", "order-too-strong"), (r"e^{\varepsilon} = 1 + \varepsilon + O(\varepsilon)", "order-too-weak"),
    (r"f(x+\varepsilon) = f(x) + 2 f'(x)\varepsilon + O(\varepsilon^2)", "order-too-strong"),
    (r"f(x+\varepsilon) - f(x) = f'(x) + O(\varepsilon)", "order-not-shrinking"),
    (r"f(x - \eta f'(x)) = f(x) - \eta f'(x) + O(\eta^2)", "order-too-strong"), (r"\varepsilon = O(\varepsilon)", "order-of-itself"),
    (r"f(x) = f(x) + O(\varepsilon)", "order-not-needed"), (r"f'(3) = 6", "not-equal"), (r"z(w_1) = z", "same-on-both-sides"),
]
DOUBTFUL = [
    ("k'(x) = 1", "unknown-function"), ("y'(x) = 1", "prime-without-function"), (r"(\sigma(x))' = x", "prime-without-function"),
    (r"\sigma x = 1", "function-without-argument"), ("e^-x = y", "only-the-sign"), ("1/2x = y", "under-the-slash"),
    (r"\text{slope} = 2", "words-in-a-formula"), ("dx = y", "d-alone"), (r"\frac{dx}{y} = 1", "d-alone"),
    ("f(x)(y) = 1", "call-before-bracket"), ("f(x)(3) = 1", "call-before-bracket"), ("z(2) = 7", "product-or-function"), (r"\frac{d}{dx} -x = -1", "nothing-(derived|to-work-on)"),
    (r"\frac{d}{dx} 2 x = 2", "(derived-)?end-not-clear"), (r"\frac{df(g(x))}{dg(x)} = 1", "derived-by-a-symbol"),
    (r"\frac{d}{d(x^2)} x^4 = 2 x^2", "derived-by-a-symbol"), (r"\frac{\partial z}{\partial q_7} = 1", "unknown-symbol"),
    (r"\sum_{i=1}^{3} \frac{d}{di} i^2 = 12", "derived-by-a(n-index|-symbol)"), (r"x > 0 \Rightarrow w \leftarrow 1", "update-under-condition"),
    (r"x > 0 \Rightarrow \sigma(x) \approx 0.73", "approx-under-condition"), (r"\frac{d^2 f}{dx} = 1", "order-differs"),
]


@pytest.mark.parametrize("latex", TRUE)
def test_a_true_derivative_is_proved(latex):
    found = verdict(latex, maths=MATHS, prove=True)
    assert found.verdict.kind == "proved", str(found)


@pytest.mark.parametrize("latex", ORDERS)
def test_an_order_is_observed(latex):
    found = verdict(latex, maths=MATHS)
    assert told(found) == "checked order", str(found)


@pytest.mark.parametrize("latex, why", FALSE + DOUBTFUL)
def test_what_is_false_or_has_two_readings_is_refused_with_its_reason(latex, why):
    found = verdict(latex, maths=MATHS)
    assert re.fullmatch(f"refused {why}", told(found)), str(found)


@pytest.mark.parametrize("latex, words", [
    (r"\frac{d}{dx} x^2 = x", "the left side is 2 times the right"), (r"\sigma'(-x) = -\sigma'(x)", "opposite signs"),
    (r"z(w_1) z(w_1 + 1) = z(b) + x_1", "several quantities here: w_1, b"),
    (r"f(x + \varepsilon) = f(x) + O(\varepsilon^2)", r"shrinks like \varepsilon^1"),
    ("k'(x) = 1", "`function k`"), (r"(\sigma(x))' = x", r"\frac{d}{dx}"), ("e^-x = y", "into braces"),
    ("z(2) = 7", r"write z \cdot"), ("f(x)(y) = 1", r"write \cdot"), (r"\frac{df(g(x))}{dg(x)} = 1", "define one for what varies"),
])
def test_the_reason_can_be_acted_on(latex, words):
    assert words in verdict(latex, maths=MATHS).reason


def test_a_declared_d_is_never_taken_for_a_derivative():
    assert told(verdict(r"\frac{d f(x)}{d x} = \frac{f(x)}{x}", maths=MATHS + "\nreal d")) == "refused quotient-of-d"
    assert not verdict(r"\frac{\mathrm{d}}{\mathrm{d}x} x^2 = 2 x", maths=MATHS + "\nreal d").refused


def test_two_paths_are_added():
    definitions = [("def", "p = 2 w + 3 b"), ("def", "q = 2 b + 1"), ("def", "u = p q")]
    right = r"\frac{\partial u}{\partial b} = \frac{\partial u}{\partial p} \frac{\partial p}{\partial b} " \
            r"+ \frac{\partial u}{\partial q} \frac{\partial q}{\partial b} = 3 q + 2 p"
    page = {"maths": "real w b\ngiven w=3 b=4", "prose": r"$\frac{\partial u}{\partial w} = 18$ and $\frac{\partial u}{\partial b} = 63$."}
    assert kinds(verdicts(*definitions, right, prove=True, **page)[3:]) == ["proved", "checked", "checked"]
    for wrong in (right.replace("+", "-", 1), right.replace(r"\partial q}{\partial b", r"\partial q}{\partial w")):
        assert verdicts(*definitions, wrong, **page)[3].refused
    assert verdicts(*definitions, right, **{**page, "prose": r"$\frac{\partial u}{\partial b} = 31$."})[4].refused


def test_a_row_that_holds_for_the_example_alone_is_refused_among_rows_that_always_hold():
    rows = r"\begin{{aligned}} \frac{{\partial z}}{{\partial w_1}} &= x_1 \\ \frac{{\partial z}}{{\partial {}}} &= 1 \end{{aligned}}"
    assert not verdict(rows.format("b"), maths=MATHS).refused
    assert told(verdict(rows.format("x_2"), maths=MATHS)) == "refused say-example"  # w_2 = 1 there


# Pages that use pages ---------------------------------------------------------------

LOSS = r"""# 损失 | Loss {#loss}

<!-- maths
real y
real \hat{y}^{(i)}
-->

<!-- eq squared_error def -->
```math
\mathcal{L} = (y - \hat y)^2
```

```python
y, y_hat = 1.0, 0.3
loss = (y - y_hat) ** 2
```
"""
NET = r"""# 网 | Net {#net}

<!-- maths
use neuron
-->

<!-- eq output def -->
```math
\hat y = \sigma(z)
```

```python
from math import exp
z = 2.0
y_hat = 1 / (1 + exp(-z))
```
"""


def three_pages(text, **others):
    sources = {"net": NET, "loss": LOSS, **others}
    return checker(text, **sources)


def test_a_definition_of_a_used_page_beats_a_declaration_of_another():
    chain = r"\frac{\partial \mathcal{L}}{\partial w_1} = \frac{\partial \mathcal{L}}{\partial \hat y} \sigma'(z) x_1"
    for order in ("net loss", "loss net"):
        found = three_pages(page_text([chain], maths=f"use {order}"), ).check_page("09-test.md")[0]
        assert found.verdict.kind == "checked", str(found)


def test_two_definitions_of_one_symbol_are_refused_where_both_are_used():
    other = LOSS.replace("squared_error", "absolute_error").replace("^2", "^4").replace("#loss", "#other").replace("** 2", "** 4")
    page = page_text([r"\frac{\partial \mathcal{L}}{\partial y} = 2 (y - \hat y)"], maths="use loss other\nreal \\hat y")
    found = three_pages(page, other=other).check_page("09-test.md")[0]
    assert found.line == 4 and re.search(r"\\mathcal L is defined at docs/0\d-loss.md:8 and again at docs/0\d-other.md:8", found.reason)


def test_any_function_gets_no_formula_on_the_page_that_declares_it():
    found = verdicts(("def", "f(x) = x^2"), "f'(x) = 2 x", maths=MATHS)[0]
    assert told(found) == "refused function-with-formula"


def test_every_one_of_several_conditions_is_needed():
    twins = r"x = y, w = t {} \Rightarrow f(x w) = f(y t)"
    assert verdict(twins.format(""), maths=MATHS).verdict.kind == "checked"
    assert told(verdict(twins.format(", p = 1"), maths=MATHS)) == "refused condition-not-needed"
    assert told(verdict(twins.format("").replace("w = t", "w > t"), maths=MATHS)) == "refused false-under-condition"
