"""A page of a few displays, checked without files: what the tests of the engine share."""

from functools import lru_cache

from loom import model as source
from loom.model import book
from loom.rules.maths.checker import Checker

NEURON = r"""# 一 | One {#one}

<!-- maths
real x_1 x_2 w_1 w_2 b
given x_1=2 x_2=3 w_1=0 w_2=1 b=4
-->

<!-- eq pre_activation def -->
```math
z = w_1 x_1 + w_2 x_2 + b
```

<!-- eq sigmoid def -->
```math
\sigma(z) = \frac{1}{1 + e^{-z}}
```

```python
import math


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def neuron(w1, w2, b, x1, x2):
    z = w1 * x1 + w2 * x2 + b
    h = sigmoid(z)
    return z, h


neuron(0, 1, 4, 2, 3)
```
"""
NAMES = r"""use neuron
real x y a c
positive p q
size n
real u^{(i)} t^{(i)}
function f g
real \varepsilon
given x_1=2 x_2=3 w_1=0 w_2=1 b=4"""

# One true statement for each way of checking.
GIVEN_TRUE = (
    r"\sigma(-x) = 1 - \sigma(x)", r"\sum_{i=1}^m c = m c", r"\sum_{i=1}^{4} i = 10",
    r"e^2 < 8", r"\frac{d^2}{dx^2} e^{x} = e^x", r"x^2 + y^2 + 1 > x + y - e^{-x}", r"p^p \ge 0.69",
    r"x > 0 \iff \sigma(x) > \frac12", ("example", r"\sigma(3) \approx 0.9526"),
    ("example", r"\sigma(z) \approx 0.9991"), ("example", "z = 7"),
    ("example", r"z = 0 \cdot 2 + 1 \cdot 3 + 4 = 7"), ("example", r"z = 0 \cdot 2 + 1 \cdot 3 + 4"),
    ("example pre_activation w_2=3", r"0 \cdot 2 + 3 \cdot 3 + 4 = 13"), "x_1 = 2",
    r"\frac{f(x + \varepsilon) - f(x)}{\varepsilon} = f'(x) + O(\varepsilon)",
    ("def", r"\tanh(t) = \frac{e^t - e^{-t}}{e^t + e^{-t}}"), ("def", "r = x + y"), "r - x = y",
    r"2 u^{(i)} - t^{(i)} = u^{(i)} - t^{(i)} + u^{(i)}, \quad i = 1, \dots, m",
)


def page_text(displays, maths=NAMES, prose="", python=""):
    """The source of a page: each display is LaTeX, or a pair (kind, LaTeX)."""
    parts = ["# 题 | Test {#test}", f"<!-- maths\n{maths}\n-->"]
    for number, display in enumerate(displays):
        kind, latex = ("", display) if isinstance(display, str) else display
        comment = " ".join(filter(None, (f"eq test_{number}", kind)))
        parts.append(f"<!-- {comment} -->\n```math\n{latex}\n```")
    if prose:
        parts.append(prose)
    if python:
        parts.append(f"```python\n{python}\n```")
    return "\n\n".join(parts) + "\n"


_read = lru_cache(maxsize=8)(source.read)  # most pages stand below the same one


def checker(text, prove=False, mend=False, **others):
    """A Checker of two pages, one neuron and the text, with `others` by stem between them."""
    sources = {"01-neuron.md": NEURON}
    sources |= {f"{i:02}-{stem}.md": between for i, (stem, between) in enumerate(others.items(), 2)}
    sources["09-test.md" if others else "02-test.md"] = text
    pages = {name: _read(t, f"docs/{name}") for name, t in sources.items()}
    return Checker(book.assemble(".", pages), prove, mend)


def verdicts(*displays, prove=False, mend=False, **page):
    """The verdicts on a page with these displays, in reading order."""
    return checker(page_text(displays, **page), prove, mend).check_page("02-test.md")


def verdict(latex, prove=False, mend=False, **page):
    """The verdict on one display."""
    return verdicts(latex, prove=prove, mend=mend, **page)[0]


def told(found):
    """The kind of a verdict and the kinds of its reasons, in one line."""
    return " ".join([found.verdict.kind, *(why.kind for why in found.verdict.reasons)])


def kinds(found):
    """The kinds of several verdicts."""
    return [each.verdict.kind for each in found]
