r"""Statements with the verdict that is the only right one, and an oracle that shows it.

OTHER_AUTHORS: displays in the ordinary notation of the field.  TRICKS: what is false or
means nothing, each beside a twin that is right, by kind of fault.  PUBLISHED: wrong
formulas of kinds that are in print, each beside the right form.

A pair is written as a template with @: (LaTeX, wrong, right, oracle, wrong, right). An
oracle is a relation in Python, tried with random numbers by `holds`, which knows nothing
of the engine:

    x p+ u% m#: …       real, positive, in (0, 1), a whole number >= 1
    a[] p[]+ q[]~ w[3]  lists: of one random length; positive; with sum 1; of length 3
    j&a                 a position in a list
    W(n,p)              an array; its sizes are whole numbers
    P => Q, P <=> Q     tried where P holds; tried everywhere
    … when a=0, b=2     a place that is tried too
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import mpmath  # type: ignore[import-untyped]
import numpy as np

GREEN, FALSE, UNREAD = "green", "false", "not executed"
Shown = tuple[str, ...]  # (kind, LaTeX) or (kind, LaTeX, name, argument) of a display


class Side(NamedTuple):
    """A statement, what stands before it on its page, and the oracle for it."""

    declarations: str
    before: tuple[Shown, ...]
    display: Shown
    oracle: str = ""
    program: dict[str, object] | None = None

    @property
    def latex(self) -> str:
        """The statement."""
        return self.display[1]


class Case(NamedTuple):
    """A statement with the verdict it must get; group names the kind of notation."""

    group: str
    side: Side
    expected: str


class Pair(NamedTuple):
    """A wrong statement and the right one beside it."""

    kind: str
    wrong: Side
    right: Side


# Building ------------------------------------------------------------------------------


def _names(text: str) -> set[str]:
    """The commands and letters of LaTeX, words in upright letters left out."""
    text = re.sub(r"\\(mathrm|operatorname|text|begin|end)\s*\{[^}]*\}", " ", text)
    return set(re.findall(r"\\[A-Za-z]+|[A-Za-z]", text))


def _declared(declarations: str, latex: str) -> str:
    """The declarations that the displays need: an unused one is a fault."""
    used = _names(latex)
    kept: list[str] = []
    for line in reversed(declarations.split("\n")):
        word, _, rest = line.strip().partition(" ")
        if word in ("given", "steps", "layers", "names", "broadcast"):
            kept.append(line)
            continue
        items = re.findall(r"\([^()]*,[^()]*\)|(?:\\(?:hat|bar|tilde) )?(?:[^\s{}]|\{[^}]*\})+", rest)
        leaves: list[str] = []
        for item in items:
            if item.startswith("(") and "," in item:
                if leaves and not leaves[-1].startswith("("):
                    leaves.append(item)
                    used |= _names(item)
                continue
            base = re.sub(r"_\w+\.\.\S+$|\^\{\(i\)\}$|_\d$", "", item)
            entries = {base.lower()} if base.isupper() else set()
            if item == "entrywise" or _names(base) <= used or entries & used:
                leaves.append(item)
            elif leaves and leaves[-1].startswith("("):
                leaves.append("(skip)")
        leaves = [leaf for leaf in leaves if leaf != "(skip)"]
        if [leaf for leaf in leaves if leaf != "entrywise"]:
            kept.append(f"{word} {' '.join(leaves)}")
    return "\n".join(reversed(kept))


def side(declarations: str, before: tuple[Shown, ...], display: Shown, oracle: str = "",
         program: dict[str, object] | None = None) -> Side:
    """A statement with no more declarations than it needs, and \\sigma where it is used."""
    used = " ".join(shown[1] for shown in (*before, display) if shown != SIGMA)
    before = tuple(shown for shown in before if shown != SIGMA or r"\sigma" in used)
    latex = " ".join(shown[1] for shown in (*before, display))
    return Side(_declared(declarations, latex), before, display, oracle, program)


def cases(group: str, declarations: str, before: tuple[Shown, ...],
          *rows: tuple[str, ...]) -> list[Case]:
    """Rows (LaTeX, oracle) are green, (LaTeX, oracle, verdict) are not."""
    return [Case(group, side(declarations, before, ("", row[0]), row[1]),
                 row[2] if len(row) > 2 else GREEN) for row in rows]


def pairs(kind: str, declarations: str | tuple[str, str], before: tuple[Shown, ...],
          *rows: tuple[str, ...], display: Shown = ("",)) -> list[Pair]:
    """Rows are templates (LaTeX, wrong, right, oracle, wrong, right)."""
    both = (declarations,) * 2 if isinstance(declarations, str) else declarations
    found = []
    for latex, wrong, right, *tried in rows:
        oracle, filled = "".join(tried[:1]), tried[1:]
        sides = []
        for which, (text, declared) in enumerate(zip((wrong, right), both)):
            shown = (display[0], latex.replace("@", text), *display[1:])
            said = oracle.replace("@", filled[which]) if filled else oracle
            sides.append(side(declared, before, shown, said))
        found.append(Pair(kind, *sides))
    return found


# The oracle ----------------------------------------------------------------------------

mp = mpmath.mp.clone()
mp.dps = 50
_TRIES, _EXACT, _FLOAT = 60, mp.mpf(10) ** -25, 1e-7


def derivative(f: Callable[[Any], Any], x: Any, order: int = 1) -> Any:
    """The derivative of a smooth function."""
    return mp.diff(f, x, order)


def slope(f: Callable[[Any], Any], x: Any) -> Any:
    """The derivative, nan where the slopes on the left and on the right differ."""
    step = mp.mpf(10) ** -20
    left, right = (f(x) - f(x - step)) / step, (f(x + step) - f(x)) / step
    return left if abs(left - right) < 1e-9 else mp.nan


def partial(f: Callable[[list[Any]], Any], values: list[Any], at: int) -> Any:
    """The derivative of a function of a list by one entry."""
    return mp.diff(lambda x: f([*values[:at], x, *values[at + 1:]]), values[at])


def grad(f: Callable[[Any], Any], array: np.ndarray) -> np.ndarray:
    """The gradient of a number by an array, by complex steps."""
    found = np.zeros(array.shape)
    for at in np.ndindex(array.shape):
        moved = array.astype(complex)
        moved[at] += 1e-30j
        found[at] = np.imag(f(moved)) / 1e-30
    return found


def order(error: Callable[[Any], Any]) -> Any:
    """The power with which an error shrinks, to the nearest 1/20."""
    first, second = error(mp.mpf(10) ** -7), error(mp.mpf(10) ** -7 / 2)
    return mp.nint(20 * mp.log(abs(first / second), 2)) / 20


def rounded(value: Any, digits: int) -> Any:
    """A value to so many digits after the point."""
    return mp.nint(value * mp.mpf(10) ** digits) / mp.mpf(10) ** digits


def momentum(g: list[Any], beta: Any, share: Any, start: Any = 0) -> list[Any]:
    """v_1 ... v_T of v_t = beta v_{t-1} + share g_t."""
    found = [start]
    for each in g:
        found.append(beta * found[-1] + share * each)
    return found[1:]


def softmax(z: list[Any]) -> list[Any]:
    """The softmax of a list."""
    return [mp.exp(each) / mp.fsum(map(mp.exp, z)) for each in z]


def _divide(left: Any, right: Any) -> Any:
    return (mp.mpf(left) if isinstance(left, int) else left) / right


def _product(values: Any) -> Any:
    found = mp.mpf(1)
    for value in values:
        found *= value
    return found


def _sigma(z: Any) -> Any:
    return 1 / (1 + mp.exp(-z))


def _vec(array: np.ndarray) -> np.ndarray:
    return array.reshape(-1, 1, order="F")


def _bce(y: Any, p: Any) -> Any:
    return -y * mp.log(p) - (1 - y) * mp.log(1 - p)


def _mse(w: Any, b: Any, x: list[Any], y: list[Any]) -> Any:
    return mp.fsum((w * s + b - t) ** 2 for s, t in zip(x, y)) / len(x)


KNOWN: dict[str, Any] = dict(  # noqa: C408
    exp=mp.exp, ln=mp.log, tanh=mp.tanh, sin=mp.sin, cos=mp.cos, sqrt=mp.sqrt, pi=mp.pi,
    sinh=mp.sinh, cosh=mp.cosh, sigma=_sigma, D=derivative, slope=slope, partial=partial, grad=grad,
    order=order, rnd=rounded, momentum=momentum, softmax=softmax, S=mp.fsum, P=_product,
    mean=lambda a: mp.fsum(a) / len(a), dot=lambda a, b: mp.fsum(x * y for x, y in zip(a, b)),
    bce=_bce, mse=_mse, kron=np.kron, vec=_vec, tr=np.trace, eye=np.eye, ones=lambda n: np.ones((n, 1)), norm2=lambda A: (A**2).sum(),
    f=lambda t: mp.sin(t) + t**2 / 3 + mp.cos(t / 3 + 1), g=lambda t: mp.cos(t / 2) + t / 5 + t**2 / 7,
    step=lambda x: 1 if x >= 0 else 0, sgn=mp.sign, relu=lambda x: max(x, 0), mpf=mp.mpf,
    abs=abs, int=int, float=float, min=min, max=max, len=len, range=range, zip=zip, sum=sum, _divide=_divide,
)


class _Exact(ast.NodeTransformer):
    """Decimals and quotients of whole numbers are exact numbers, not floats."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if not isinstance(node.value, float):
            return node
        text = ast.Constant(repr(node.value))
        return ast.Call(ast.Name("mpf", ast.Load()), [text], [])

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Div):
            return node
        return ast.Call(ast.Name("_divide", ast.Load()), [node.left, node.right], [])


def _compiled(text: str) -> tuple[list[Any], list[str]]:
    """The expressions of a relation and the operators between them."""
    relation = ast.parse(text.strip(), mode="eval").body
    if not isinstance(relation, ast.Compare):
        raise TypeError(f"an oracle is a relation, not {text}")
    nodes = [ast.fix_missing_locations(ast.Expression(_Exact().visit(node)))
             for node in (relation.left, *relation.comparators)]
    names = [type(op).__name__ for op in relation.ops]
    return [compile(node, "<oracle>", "eval") for node in nodes], names


def _close(left: Any, right: Any) -> bool:
    if isinstance(left, tuple):
        return bool(left == right)
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        same = np.shape(left) == np.shape(right)
        return same and bool(np.allclose(left, right, rtol=_FLOAT, atol=_FLOAT))
    if isinstance(left, float):
        return bool(abs(left - right) <= _FLOAT * (1 + abs(left)))
    return bool(abs(left - right) <= _EXACT * (1 + max(abs(left), abs(right))))


def _related(left: Any, name: str, right: Any) -> bool:
    if name in ("Eq", "NotEq"):
        return _close(left, right) == (name == "Eq")
    if name in ("Lt", "Gt"):
        return bool(left < right if name == "Lt" else left > right)
    return bool((left <= right if name == "LtE" else left >= right) or _close(left, right))


_IMPORT = {"__import__": __import__}  # NumPy imports what it needs when it first sums


class _Relation:
    """A relation that can be asked at a place; None where it has no value there."""

    def __init__(self, text: str):
        self.items, self.names = _compiled(text)

    def __call__(self, place: dict[str, Any]) -> bool | None:
        found = self._at(place)
        if found is False:  # rounding at 50 digits is no counterexample
            with mp.workdps(1000):
                found = self._at(place)
        return found

    def _at(self, place: dict[str, Any]) -> bool | None:
        scope = {"__builtins__": _IMPORT, **KNOWN, **place}
        try:
            values = [eval(item, scope) for item in self.items]
            pairs_of = zip(values, self.names, values[1:])
            return all(_related(*related) for related in pairs_of)
        except (ValueError, ZeroDivisionError, OverflowError, TypeError):
            return None


def _number(kind: str, rng: random.Random, others: list[Any]) -> Any:
    """A number: near, wide, special, or equal to another one."""
    if kind == "#":
        return rng.choice([1, 2, 3, 4, 5, 7, 8, 9, 12, 40])
    if kind == "%":
        return mp.mpf(rng.choice([rng.random(), rng.random(), 0.5, rng.choice(others or [0.25])])
                      if rng.random() < 0.8 else rng.random() ** 9 + 1e-9)
    wide = mp.mpf(10) ** mp.mpf(rng.uniform(-11, 3))
    near = mp.mpf(rng.uniform(0.01, 4))
    special = mp.mpf(rng.choice([0, 0, 1, 1, 2, 3, 4, 0.5]))
    found = rng.choice([near, near, wide, special, special, *others[-1:]])
    if kind == "+":
        return abs(found) or mp.mpf(1)
    return found if rng.random() < 0.5 else -found


def _list(kind: str, length: int, rng: random.Random) -> list[Any]:
    if kind == "1":
        at = rng.randrange(length)
        return [int(k == at) for k in range(length)]
    found = [_number("+" if kind == "~" else kind, rng, []) for _ in range(length)]
    if kind == "~" and rng.random() < 0.3:
        found = [mp.mpf(1)] * length
    return [each / mp.fsum(found) for each in found] if kind == "~" else found


_SPEC = re.compile(r"(\w+?)(?:(\[(\d*)\])|\((\w+),(\w+)\)|&(\w+))?([+%#~1]?)")


def _place(header: str, rng: random.Random) -> dict[str, Any]:
    """Random values for the names of an oracle's header."""
    found: dict[str, Any] = {}
    length = rng.randint(1, 4)
    numbers: list[Any] = []
    for word in header.split():
        spec = _SPEC.fullmatch(word)
        assert spec, f"no name of an oracle: {word}"
        name, listed, fixed, rows, columns, within, kind = spec.groups()
        if rows:
            for size in (rows, columns):
                if size not in found and not size.isdigit():
                    found[size] = rng.randint(1, 4)
            shape = [int(found.get(str(size), size)) for size in (str(rows), str(columns))]
            found[name] = np.array([[rng.gauss(0, 1) for _ in range(shape[1])]
                                    for _ in range(shape[0])])
        elif listed:
            found[name] = _list(kind, int(fixed or length), rng)
        elif within:
            found[name] = rng.randrange(len(found[within]))
        else:
            found[name] = _number(kind, rng, [n for n in numbers if kind != "%" or 0 < n < 1])
            numbers.append(found[name])
    return found


def _places(header: str, extra: str, seed: str) -> Iterator[dict[str, Any]]:
    rng = random.Random(seed)
    for text in filter(None, extra.split(" or ")):
        named = eval(f"dict({text})", {"__builtins__": {}, "dict": dict, "m": mp.mpf})
        yield {**_place(header, rng), **{
            key: mp.mpf(value) if isinstance(value, float) else value
            for key, value in named.items()}}
    for _ in range(_TRIES):
        yield _place(header, rng)


def holds(oracle: str) -> bool:
    """Whether a relation holds wherever it was tried; tried somewhere it must be."""
    header, _, body = oracle.partition(":")
    body, _, extra = body.partition(" when ")
    both = "<=>" in body
    premise, arrow, conclusion = body.partition("<=>" if both else "=>")
    relations = [_Relation(text) for text in ([premise, conclusion] if arrow else [premise])]
    tried = 0
    for place in _places(header, extra, oracle):
        said = [relation(place) for relation in relations]
        if None in said or not (both or all(said[:-1])):
            continue
        tried += 1
        if not (said[0] == said[-1] if both else said[-1]):
            return False
    if not tried:
        raise ValueError(f"nothing was tried: {oracle}")
    return True


# Displays as other authors write them --------------------------------------------------

SIGMA = ("def", r"\sigma(z) = \frac{1}{1 + e^{-z}}")
_YHAT = ("def", r"\hat y = \sigma(z)")
_BCE = ("def", r"\mathcal L = -(y \log \hat y + (1 - y) \log(1 - \hat y))")
_V = ("def", r"\begin{aligned} v_0 &= 0 \\ v_t &= \beta v_{t-1} + (1 - \beta) g_t \end{aligned}")
_RELU = ("def", r"\mathrm{ReLU}(z) = \begin{cases} z & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases}")
_LEAKY = ("def", r"\phi(z) = \begin{cases} z, & z \ge 0 \\ \alpha z, & z < 0 \end{cases}")
_HUBER = ("def", (r"H(a) = \begin{cases} \frac12 a^2 & \text{for } \mid a \mid \le \delta \\"
          r" \delta (\mid a \mid - \frac12 \delta) & \text{otherwise} \end{cases}"))
_ELU = ("def", r"\operatorname{ELU}(z) = \begin{cases} z & z > 0 \\ \alpha (e^z - 1) & z \le 0 \end{cases}")
_SOFTMAX = ("def", r"p_j = \frac{e^{z_j}}{\sum_{k=1}^{n} e^{z_k}}")
_FIT = ("def", r"J = \frac{1}{2m} \sum_{i=1}^{m} (w x^{(i)} + b - y^{(i)})^2")
_GROWTH = ("def", r"P(s) = \frac{K}{1 + A e^{-r s}}")

OTHER_AUTHORS: list[Case] = [
    *cases("sums", "real w_1..w_3 x_1..x_3 b", (),
        (r"\sum_j w_j x_j = w_1 x_1 + w_2 x_2 + w_3 x_3",
         "w[3] x[3]: dot(w, x) == w[0]*x[0] + w[1]*x[1] + w[2]*x[2]"),
        (r"\frac{\partial}{\partial w_2} \left( \frac12 \sum_j w_j^2 \right) = w_2",
         "w[3]: partial(lambda v: dot(v, v)/2, w, 1) == w[1]"),
        (r"\left( \sum_j w_j x_j \right)^2 \le \sum_j w_j^2 \sum_k x_k^2",
         "w[3] x[3]: dot(w, x)**2 <= dot(w, w)*dot(x, x)"),
        (r"\sum_{j \ne 2} w_j = w_1 + w_3", "w[3]: S(w) - w[1] == w[0] + w[2]"),
        (r"\max_j w_j \ge \frac13 \sum_j w_j", "w[3]: max(w) >= mean(w)"),
        (r"\prod_{j=1}^3 e^{w_j} = \exp\left( \sum_{j=1}^3 w_j \right)",
         "w[3]: P(exp(v) for v in w) == exp(S(w))"),
        (r"\sum_j w_j x_j = \sum_j w_j \sum_k x_k", "w[3] x[3]: dot(w, x) == S(w)*S(x)", FALSE)),
    *cases("sums", "real w_1..w_3 x_1..x_3 b", (("def", r"z = \sum_j w_j x_j + b"),),
        (r"\frac{\partial z}{\partial w_2} = x_2",
         "w[3] x[3] b: partial(lambda v: dot(v, x) + b, w, 1) == x[1]"),
        (r"\frac{\partial z}{\partial x_3} = w_3",
         "w[3] x[3] b: partial(lambda v: dot(w, v) + b, x, 2) == w[2]")),
    *cases("sums", "size n\nunit r", (),
        (r"\sum_{k=1}^{n} k = \frac{n(n+1)}{2}", "n#: S(range(n + 1)) == n*(n + 1)/2"),
        (r"\sum_{k=1}^{n} k^3 = \left( \sum_{k=1}^{n} k \right)^2",
         "n#: S(k**3 for k in range(n + 1)) == S(range(n + 1))**2"),
        (r"(1 - r) \sum_{k=0}^{n} r^k = 1 - r^{n+1}",
         "n# r%: (1 - r)*S(r**k for k in range(n + 1)) == 1 - r**(n + 1)"),
        (r"\sum_{k=0}^{n-1} r^k = \frac{1 - r^n}{1 - r}",
         "n# r%: S(r**k for k in range(n)) == (1 - r**n)/(1 - r)"),
        (r"\sum_{k=1}^{n} r^k = \frac{1 - r^n}{1 - r}",
         "n# r%: S(r**k for k in range(1, n + 1)) == (1 - r**n)/(1 - r)", FALSE)),
    *cases("logarithms", "positive a b x\nreal c", (),
        (r"\log(ab) = \log a + \log b", "a+ b+: ln(a*b) == ln(a) + ln(b)"),
        (r"\log \frac{a}{b} = \log a - \log b", "a+ b+: ln(a/b) == ln(a) - ln(b)"),
        (r"\ln x^c = c \ln x", "x+ c: ln(x**c) == c*ln(x)"),
        (r"\frac{d}{dx} \log x = \frac1x", "x+: D(ln, x) == 1/x"),
        (r"\frac{\mathrm{d}}{\mathrm{d}x} \ln x^2 = \frac2x", "x+: D(lambda t: ln(t**2), x) == 2/x"),
        (r"\log(a + b) = \log a \log b", "a+ b+: ln(a + b) == ln(a)*ln(b)", FALSE)),
    *cases("hyperbolic and circular", "real x z", (SIGMA,),
        (r"\frac{d}{dx} \tanh x = 1 - \tanh^2 x", "x: D(tanh, x) == 1 - tanh(x)**2"),
        (r"\frac{d}{dx} \tanh(x) = 1 - \tanh^2(x)", "x: D(tanh, x) == 1 - tanh(x)**2"),
        (r"\sin^2 x + \cos^2 x = 1", "x: sin(x)**2 + cos(x)**2 == 1"),
        (r"\tanh x = \frac{\sinh x}{\cosh x}", "x: tanh(x) == sinh(x)/cosh(x)"),
        (r"\tanh(x) = 2 \sigma(2x) - 1", "x: tanh(x) == 2*sigma(2*x) - 1"),
        (r"\sigma'(x) = \sigma(x)(1 - \sigma(x))", "x: D(sigma, x) == sigma(x)*(1 - sigma(x))"),
        (r"\frac{d\sigma}{dz} = \sigma(z)(1 - \sigma(z))", "z: D(sigma, z) == sigma(z)*(1 - sigma(z))"),
        (r"1 - \sigma(x) = \sigma(-x)", "x: 1 - sigma(x) == sigma(-x)"),
        (r"\sigma'(x) = \sigma(x)(1 + \sigma(x))", "x: D(sigma, x) == sigma(x)*(1 + sigma(x))", FALSE)),
    *cases("absolute values", "real a x y", (),
        (r"\mid -a \mid = \mid a \mid", "a: abs(-a) == abs(a)"),
        (r"\lvert x \rvert = \max(x, -x)", "x: abs(x) == max(x, -x)"),
        (r"\lvert x y \rvert = \lvert x \rvert \lvert y \rvert", "x y: abs(x*y) == abs(x)*abs(y)"),
        (r"\mid x + y \mid \le \mid x \mid + \mid y \mid", "x y: abs(x + y) <= abs(x) + abs(y)"),
        (r"\max(x, y) = \frac{x + y + \lvert x - y \rvert}{2}", "x y: max(x, y) == (x + y + abs(x - y))/2"),
        (r"\sqrt{x^2} = x", "x: sqrt(x**2) == x", FALSE)),
    *cases("bare bars", "real a x y", (),
        (r"|x| = \sqrt{x^2}", "", UNREAD),
        (r"\max(x, y) = \frac{x + y + |x - y|}{2}", "", UNREAD),
        (r"|a| + |x| \ge |a + x|", "", UNREAD)),
    *cases("cases", "real x\nunit \\alpha\npositive \\delta", (_RELU,),
        (r"\mathrm{ReLU}(x) = \max(0, x)", "x: relu(x) == max(0, x)"),
        (r"x > 0 \Rightarrow \mathrm{ReLU}'(x) = 1", "x: x > 0 => D(lambda t: max(t, 0), x) == 1"),
        (r"\mathrm{ReLU}(x) - \mathrm{ReLU}(-x) = x", "x: relu(x) - relu(-x) == x")),
    *cases("cases", "real x\nunit \\alpha", (_LEAKY,),
        (r"\phi(x) = \max(\alpha x, x)", "x u%: (x if x >= 0 else u*x) == max(u*x, x)"),
        (r"\phi(x) = \max(0, x) + \alpha \min(0, x)",
         "x u%: (x if x >= 0 else u*x) == max(0, x) + u*min(0, x)")),
    *cases("cases", "real x\npositive \\delta", (_HUBER,),
        (r"H(-x) = H(x)", ("x d+: (x**2/2 if abs(x) <= d else d*(abs(x) - d/2)) =="
         " ((-x)**2/2 if abs(-x) <= d else d*(abs(-x) - d/2))")),
        (r"H(\delta) = \frac{\delta^2}{2}", "d+: d*(abs(d) - d/2) == d**2/2"),
        (r"\mid x \mid < \delta \Rightarrow H'(x) = x", "x d+: abs(x) < d => D(lambda a: a**2/2, x) == x")),
    *cases("cases", "real x\npositive \\alpha", (_ELU,),
        (r"x < 0 \Rightarrow \operatorname{ELU}'(x) = \operatorname{ELU}(x) + \alpha",
         "x a+: x < 0 => D(lambda t: a*(exp(t) - 1), x) == a*(exp(x) - 1) + a")),
    *cases("activations", "real x", (SIGMA, ("def", r"\zeta(x) = \log(1 + \exp(x))")),
        (r"\zeta'(x) = \sigma(x)", "x: D(lambda t: ln(1 + exp(t)), x) == sigma(x)"),
        (r"\zeta(x) - \zeta(-x) = x", "x: ln(1 + exp(x)) - ln(1 + exp(-x)) == x"),
        (r"\log \sigma(x) = -\zeta(-x)", "x: ln(sigma(x)) == -ln(1 + exp(-x))"),
        (r"\zeta(x) = \max(0, x) + \log(1 + e^{-\lvert x \rvert})",
         "x: ln(1 + exp(x)) == max(0, x) + ln(1 + exp(-abs(x)))")),
    *cases("activations", "real x", (SIGMA, ("def", r"\operatorname{swish}(x) = x \sigma(x)")),
        (r"\operatorname{swish}'(x) = \operatorname{swish}(x) + \sigma(x) (1 - \operatorname{swish}(x))",
         "x: D(lambda t: t*sigma(t), x) == x*sigma(x) + sigma(x)*(1 - x*sigma(x))")),
    *cases("logit", "unit y\nreal w x b", (SIGMA,),
        (r"y = \sigma(wx + b) \Leftrightarrow \ln \frac{y}{1 - y} = wx + b",
         "y% w x b: y == sigma(w*x + b) <=> ln(y/(1 - y)) == w*x + b when y=0.5, w=0, x=1, b=0"),
        (r"\sigma\left( \log \frac{y}{1 - y} \right) = y", "y%: sigma(ln(y/(1 - y))) == y")),
    *cases("cross-entropy", "unit y\nreal z", (SIGMA, _YHAT, _BCE),
        (r"\frac{\partial \mathcal L}{\partial z} = \hat y - y",
         "y% z: D(lambda z: bce(y, sigma(z)), z) == sigma(z) - y"),
        (r"\frac{\partial \mathcal L}{\partial \hat y} = \frac{\hat y - y}{\hat y (1 - \hat y)}",
         "y% q%: D(lambda q: -y*ln(q) - (1-y)*ln(1-q), q) == (q - y)/(q*(1 - q))"),
        (r"\mathcal L = \log(1 + e^z) - yz", "y% z: bce(y, sigma(z)) == ln(1 + exp(z)) - y*z"),
        (r"\mathcal L = \max(z, 0) - zy + \log(1 + e^{-\lvert z \rvert})",
         "y% z: bce(y, sigma(z)) == max(z, 0) - z*y + ln(1 + exp(-abs(z)))"),
        (r"\frac{\partial \mathcal L}{\partial z} = y - \hat y",
         "y% z: D(lambda z: bce(y, sigma(z)), z) == y - sigma(z)", FALSE)),
    *cases("cross-entropy", "size m\nunit y^{(i)} \\hat y^{(i)}",
        (("def", r"J = -\frac1m \sum_{i=1}^m \left[ y^{(i)} \log \hat y^{(i)} + (1 - y^{(i)}) \log(1 - \hat y^{(i)}) \right]"),),
        ((r"\frac{\partial J}{\partial \hat y^{(i)}} = -\frac1m \left( \frac{y^{(i)}}{\hat y^{(i)}}"
         r" - \frac{1 - y^{(i)}}{1 - \hat y^{(i)}} \right)"),
         ("y[]% q[]% i&y: partial(lambda q: -mean([a*ln(b) + (1-a)*ln(1-b) for a, b in zip(y, q)]), q, i)"
         " == -(y[i]/q[i] - (1-y[i])/(1-q[i]))/len(y)"))),
    *cases("hinge", "real y f", (("def", r"\ell = \max(0, 1 - yf)"),),
        (r"yf < 1 \Rightarrow \frac{\partial \ell}{\partial f} = -y",
         "y f: y*f < 1 => D(lambda f: max(0, 1 - y*f), f) == -y"),
        (r"\ell \ge 1 - yf", "y f: max(0, 1 - y*f) >= 1 - y*f"),
        (r"yf > 1 \Rightarrow \frac{\partial \ell}{\partial f} = -y",
         "y f: y*f > 1 => D(lambda f: max(0, 1 - y*f), f) == -y", FALSE)),
    *cases("derivatives", "real x\nfunction f g", (),
        (r"\frac{d}{dx} \left[ f(x) g(x) \right] = f'(x) g(x) + f(x) g'(x)",
         "x: D(lambda t: f(t)*g(t), x) == D(f, x)*g(x) + f(x)*D(g, x)"),
        (r"\frac{d}{dx} \left( \frac{f(x)}{g(x)} \right) = \frac{f'(x) g(x) - f(x) g'(x)}{g(x)^2}",
         "x: D(lambda t: f(t)/g(t), x) == (D(f, x)*g(x) - f(x)*D(g, x))/g(x)**2"),
        (r"\frac{d}{dx} f(g(x)) = f'(g(x)) \, g'(x)", "x: D(lambda t: f(g(t)), x) == D(f, g(x))*D(g, x)"),
        (r"\frac{d}{dx} e^{f(x)} = e^{f(x)} f'(x)", "x: D(lambda t: exp(f(t)), x) == exp(f(x))*D(f, x)"),
        (r"\frac{d^2}{dx^2} f(2x) = 4 f''(2x)", "x: D(lambda t: f(2*t), x, 2) == 4*D(f, 2*x, 2)"),
        (r"\frac{d}{dx} \frac{1}{f(x)} = -\frac{f'(x)}{(f(x))^2}",
         "x: D(lambda t: 1/f(t), x) == -D(f, x)/f(x)**2")),
    *cases("derivatives", "real x u", (("def", r"y = x^3 + u x"),),
        (r"\frac{\partial y}{\partial x} = 3x^2 + u", "x u: D(lambda x: x**3 + u*x, x) == 3*x**2 + u"),
        (r"\frac{\partial^2 y}{\partial x \partial u} = 1", "x: D(lambda x: x, x) == 1"),
        (r"\nabla_x y = 3x^2 + u", "x u: D(lambda x: x**3 + u*x, x) == 3*x**2 + u")),
    *cases("derivatives", "size n\nreal w (n, 1) x (n, 1)", (),
        (r"\nabla_w (w^\top x) = x", "w(n,1) x(n,1): grad(lambda w: (w.T @ x)[0, 0], w) == x"),
        (r"\nabla_w \left( \tfrac12 \lVert w \rVert^2 \right) = w",
         "w(n,1): grad(lambda w: norm2(w)/2, w) == w")),
    *cases("growth", "positive K A\nreal r s", (_GROWTH,),
        (r"P'(s) = r P(s) \left( 1 - \frac{P(s)}{K} \right)",
         ("K+ A+ r s: D(lambda s: K/(1 + A*exp(-r*s)), s) =="
         " r*(K/(1 + A*exp(-r*s)))*(1 - 1/(1 + A*exp(-r*s)))")),
        (r"P(0) = \frac{K}{1 + A}", "K+ A+ r: K/(1 + A*exp(-r*0)) == K/(1 + A)")),
    *cases("softmax", "real z_1..z_3", (
        ("def", r"p_1 = \frac{e^{z_1}}{e^{z_1} + e^{z_2} + e^{z_3}}"),
        ("def", r"p_2 = \frac{e^{z_2}}{e^{z_1} + e^{z_2} + e^{z_3}}")),
        (r"\frac{\partial p_1}{\partial z_1} = p_1 (1 - p_1)",
         "z[3]: partial(lambda z: softmax(z)[0], z, 0) == softmax(z)[0]*(1 - softmax(z)[0])"),
        (r"\frac{\partial p_1}{\partial z_2} = -p_1 p_2",
         "z[3]: partial(lambda z: softmax(z)[0], z, 1) == -softmax(z)[0]*softmax(z)[1]")),
    *cases("softmax", "size n\nreal z (n, 1) c", (_SOFTMAX,),
        (r"\frac{\partial p_j}{\partial z_k} = p_j (\delta_{jk} - p_k)",
         "z[] j&z k&z: partial(lambda z: softmax(z)[j], z, k) == softmax(z)[j]*((j == k) - softmax(z)[k])"),
        (r"\sum_{j \ne y} p_j = 1 - p_y", "z[] y&z: S(softmax(z)) - softmax(z)[y] == 1 - softmax(z)[y]"),
        (r"\ln p_j = z_j - \ln \sum_{k=1}^n e^{z_k}",
         "z[] j&z: ln(softmax(z)[j]) == z[j] - ln(S(exp(v) for v in z))")),
    *cases("log-sum-exp", "size n\nreal z (n, 1) c", (),
        (r"\frac{e^{z_j - c}}{\sum_k e^{z_k - c}} = \frac{e^{z_j}}{\sum_k e^{z_k}}",
         "z[] c j&z: softmax([v - c for v in z])[j] == softmax(z)[j]"),
        (r"\log \sum_j e^{z_j} = c + \log \sum_j e^{z_j - c}",
         "z[] c: ln(S(exp(v) for v in z)) == c + ln(S(exp(v - c) for v in z))"),
        (r"\max_j z_j \le \log \sum_j e^{z_j} \le \max_j z_j + \log n",
         "z[]: max(z) <= ln(S(exp(v) for v in z)) <= max(z) + ln(len(z))"),
        (r"\arg\max_j z_j = \arg\max_j (2 z_j + 1)", "z[]: z.index(max(z)) == [2*v + 1 for v in z].index(2*max(z) + 1)")),
    *cases("log-sum-exp", "real z (3, 1)", (),
        (r"\arg\max_j z_j = 2 \Rightarrow z_2 = \max_j z_j", "z[3]: z.index(max(z)) == 1 => z[1] == max(z)"),
        (r"\arg\max_j z_j = 2 \Rightarrow z_1 = \max_j z_j", "z[3]: z.index(max(z)) == 1 => z[0] == max(z)", FALSE)),
    *cases("momentum", "unit \\beta\nsteps t = 1..T   g_t", (_V,),
        (r"v_t = (1 - \beta) \sum_{\tau=1}^{t} \beta^{t-\tau} g_\tau",
         "g[] b% t&g: momentum(g, b, 1 - b)[t] == (1 - b)*S(b**(t - s)*g[s] for s in range(t + 1))"),
        (r"v_t = (1 - \beta) \sum_{s=0}^{t-1} \beta^s g_{t-s}",
         "g[] b% t&g: momentum(g, b, 1 - b)[t] == (1 - b)*S(b**s*g[t - s] for s in range(t + 1))"),
        (r"v_t = \sum_{\tau=1}^{t} \beta^{t-\tau} g_\tau",
         "g[] b% t&g: momentum(g, b, 1 - b)[t] == S(b**(t - s)*g[s] for s in range(t + 1))", FALSE)),
    *cases("descent", "real x \\eta\nfunction f", (),
        (r"f(x - \eta f'(x)) = f(x) - \eta (f'(x))^2 + O(\eta^2)",
         "x: order(lambda e: f(x - e*D(f, x)) - f(x) + e*D(f, x)**2) == 2")),
    *cases("products", "size n\npositive p (n, 1)", (),
        (r"\log \prod_{j=1}^{n} p_j = \sum_{j=1}^{n} \log p_j", "p[]+: ln(P(p)) == S(ln(v) for v in p)"),
        (r"e^{-\frac1n \sum_{j=1}^{n} \ln p_j} = \left( \prod_{j=1}^{n} \frac{1}{p_j} \right)^{\frac1n}",
         "p[]+: exp(-mean([ln(v) for v in p])) == P(1/v for v in p)**(1/len(p))")),
    *cases("means", "size n\nreal y (n, 1)", (("def", r"\bar y = \frac1n \sum_{j=1}^{n} y_j"),),
        (r"\frac1n \sum_{j=1}^{n} (y_j - \bar y)^2 = \frac1n \sum_{j=1}^{n} y_j^2 - \bar y^2",
         "y[]: mean([(v - mean(y))**2 for v in y]) == mean([v**2 for v in y]) - mean(y)**2"),
        (r"\sum_{j=1}^{n} (y_j - \bar y) = 0", "y[]: S(v - mean(y) for v in y) == 0")),
    *cases("regression", "size m\nreal w b x^{(i)} y^{(i)}", (_FIT,),
        (r"\frac{\partial J}{\partial w} = \frac1m \sum_{i=1}^{m} (w x^{(i)} + b - y^{(i)}) x^{(i)}",
         ("x[] y[] w b: D(lambda w: mse(w, b, x, y)/2, w)"
         " == mean([(w*s + b - t)*s for s, t in zip(x, y)])")),
        (r"\frac{\partial J}{\partial b} = \frac1m \sum_{i=1}^{m} (w x^{(i)} + b - y^{(i)})",
         ("x[] y[] w b: D(lambda b: mse(w, b, x, y)/2, b)"
         " == mean([w*s + b - t for s, t in zip(x, y)])")),
        (r"\frac{\partial^2 J}{\partial w^2} = \frac1m \sum_{i=1}^{m} (x^{(i)})^2",
         ("x[] y[] w b: D(lambda w: mse(w, b, x, y)/2, w, 2)"
         " == mean([s**2 for s in x])"))),
    *cases("divergence", "size n\nsimplex p (n, 1) q (n, 1)", (),
        (r"\sum_{j=1}^{n} p_j \log \frac{p_j}{q_j} \ge 0", "p[]~ q[]~: S(a*ln(a/b) for a, b in zip(p, q)) >= 0"),
        (r"-\sum_j p_j \log q_j = -\sum_j p_j \log p_j + \sum_j p_j \log \frac{p_j}{q_j}",
         ("p[]~ q[]~: -S(a*ln(b) for a, b in zip(p, q)) =="
         " -S(a*ln(a) for a in p) + S(a*ln(a/b) for a, b in zip(p, q))")),
        (r"-\sum_j p_j \log p_j \le \log n", "p[]~: -S(a*ln(a) for a in p) <= ln(len(p))")),
    *cases("Taylor", "real x h\nfunction f", (SIGMA,),
        (r"e^x = 1 + x + \frac{x^2}{2} + O(x^3)", "x: order(lambda e: exp(e) - 1 - e - e**2/2) == 3"),
        (r"\ln(1 + x) = x - \frac{x^2}{2} + O(x^3)", "x: order(lambda e: ln(1 + e) - e + e**2/2) == 3"),
        (r"\sin x = x - \frac{x^3}{6} + O(x^5)", "x: order(lambda e: sin(e) - e + e**3/6) == 5"),
        (r"\sigma(x) = \frac12 + \frac x4 + O(x^3)", "x: order(lambda e: sigma(e) - 1/2 - e/4) == 3"),
        (r"f(x + h) = f(x) + h f'(x) + \frac{h^2}{2} f''(x) + O(h^3)",
         "x: order(lambda h: f(x+h) - f(x) - h*D(f, x) - h**2*D(f, x, 2)/2) == 3"),
        (r"\frac{f(x + h) - 2 f(x) + f(x - h)}{h^2} = f''(x) + O(h^2)",
         "x: order(lambda h: (f(x+h) - 2*f(x) + f(x-h))/h**2 - D(f, x, 2)) == 2"),
        (r"\cos x = 1 - \frac{x^2}{2} + O(x^2)", "x: order(lambda e: cos(e) - 1 + e**2/2) == 2", FALSE)),
    *cases("not executed", "real a b x y h\nfunction f", (), *((latex, "", UNREAD) for latex in (
        r"\lim_{h \to 0} \frac{f(x + h) - f(x)}{h} = f'(x)",
        r"\lim_{x \to \infty} e^{-x} = 0",
        r"\int_0^1 x \, dx = \frac12",
        r"\int f'(x) \, dx = f(x)",
        r"\sum_{k=0}^{\infty} 2^{-k} = 2",
        r"x \sim \mathcal N(0, 1)",
        r"\mathrm{Var}(a x + b) = a^2 \mathrm{Var}(x)",
        r"\mathbb E[a x + b] = a \mathbb E[x] + b",
        r"a = \arg\min_b (b - x)^2",
        r"f(x) \propto e^{-x}",
        r"\forall x: e^x > 0",
        r"e^x \to 1",
        r"x = \pm \sqrt{y}",
        r"\Pr(y \mid x) = a",
        r"1 + x + \ldots + x^5 = y",
        r"x \leftarrow x - a y",
    ))),
]


# Tricks, each beside its twin ---------------------------------------------------------


def bound(name: str, function: Callable[..., Any]) -> dict[str, object]:
    """A program of one function, bound by its name and by its docstring."""
    function.__name__, function.__doc__ = name, f"eq: {name}"
    return {name: function}


# What the definitions that have a program mean.
REFERENCES: dict[str, Callable[..., float]] = {
    "f(x) = x^3": lambda x: x * x * x, "f(x, y) = x - 2 y": lambda x, y: x - y - y}


def programs(latex: str, *rows: tuple[Callable[..., Any], Callable[..., Any]]) -> list[Pair]:
    """A definition of f beside a program that it must not agree with, and one it must."""
    return [Pair("E11", *(side("", (), ("def", latex, "f"), program=bound("f", code))
                          for code in row)) for row in rows]


def _raises(*_: float) -> float:
    raise ValueError("not today")


def _only_at_zero(x: float) -> float:
    if x != 0:
        raise ValueError("not today")
    return 0.0


def _only_at_two(x: float) -> float:
    return 8.0 if x == 2 else _raises()


def _cube(x: float) -> float:
    return x**3


def _cube_by_steps(x: float) -> float:
    found = 1.0
    for _ in range(3):
        found = found * x
    return found


_LINE = ("def", r"z = w_1 x_1 + w_2 x_2 + b", "pre_activation")
_GIVEN = "real x_1 x_2 w_1 w_2 b\ngiven x_1=2 x_2=3 w_1=0 w_2=1 b=4"
_SQUARE = ("def", r"\mathcal L = (y - \hat y)^2", "loss")
_STEP = ("def", r"u(t) = \begin{cases} 1 & t \ge 0 \\ 0 & t < 0 \end{cases}")
_SIGN = ("def", r"s(t) = \begin{cases} 1 & t > 0 \\ 0 & t = 0 \\ -1 & t < 0 \end{cases}")
_SLOPE = (_SQUARE, ("", r"\frac{\partial \mathcal L}{\partial \hat y} = -2 (y - \hat y)", "slope"))

TRICKS: list[Pair] = [
    # E1: a function of several arguments, named without them.
    *pairs("E1", "real y \\hat y", (("def", r"\mathcal L(\hat y, y) = (y - \hat y)^2"),),
        (r"\frac{\partial \mathcal L}{\partial y} = @", "0", r"2 (y - \hat y)",
         "y q: D(lambda y: (y - q)**2, y) == @", "0", "2*(y - q)"),
        (r"\frac{\partial \mathcal L}{\partial \hat y} = @", "0", r"-2 (y - \hat y)",
         "y q: D(lambda q: (y - q)**2, q) == @", "0", "-2*(y - q)"),
        (r"\frac{\partial^2 \mathcal L}{\partial y^2} = @", "0", "2", "y q: D(lambda y: (y - q)**2, y, 2) == @", "0", "2"),
        (r"\frac{\partial^2 \mathcal L}{\partial y \partial \hat y} = @", "0", "-2",
         "y q: D(lambda q: 2*(y - q), q) == @", "0", "-2"),
        (r"\mathcal L = @", "0", r"y^2 - 2 y \hat y + \hat y^2", "y q: (y - q)**2 == @", "0", "y**2 - 2*y*q + q**2"),
        (r"\mathcal L @ 0", r"\le", r"\ge", "y q: (y - q)**2 @ 0", "<=", ">=")),
    *pairs("E1", "unit p y", (("def", r"B(p, y) = -y \ln p - (1 - y) \ln(1 - p)"),),
        (r"\frac{\partial B}{\partial p} = @", "0", r"\frac{p - y}{p (1 - p)}",
         "p% y%: D(lambda p: -y*ln(p) - (1-y)*ln(1-p), p) == @", "0", "(p - y)/(p*(1 - p))"),
        (r"\frac{\partial B}{\partial y} = @", r"\ln(1 - y) - \ln y", r"\ln(1 - p) - \ln p",
         "p% y%: D(lambda y: -y*ln(p) - (1-y)*ln(1-p), y) == @", "ln(1-y) - ln(y)", "ln(1-p) - ln(p)")),
    *pairs("E1", "real a c", (("def", "q(a, c) = a c + a"),),
        (r"\frac{\partial q}{\partial a} = @", "2 a + 1", "c + 1", "a c: D(lambda a: a*c + a, a) == @", "2*a + 1", "c + 1"),
        ("q - a^2 = @", "a", "a (1 + c - a)", "a c: a*c + a - a**2 == @", "a", "a*(1 + c - a)"),
        (r"\frac{\partial q}{\partial a} - \frac{\partial q}{\partial c} = @", "1", "c - a + 1",
         "a c: c + 1 - a == @", "1", "c - a + 1")),
    *pairs("E1", "positive a c", (("def", r"r(a, c) = \frac{a}{c}"),),
        (r"\ln r = @", "0", r"\ln a - \ln c", "a+ c+: ln(a/c) == @", "0", "ln(a) - ln(c)"),
        (r"\frac{\partial r}{\partial c} = @", r"-\frac{1}{c}", r"-\frac{a}{c^2}", "a+ c+: D(lambda c: a/c, c) == @", "-1/c", "-a/c**2")),
    # E2: two letters, or two digits, in a subscript.
    *pairs("E2", ("real w_1..w_4", "real W (2, 2)"), (),
        (r"\sum_{j=1}^2 \sum_{k=1}^2 w_{jk} = @", "w_1 + 2 w_2 + w_4", "w_{11} + w_{12} + w_{21} + w_{22}",
         "W(2,2) w[4]: float(W.sum()) == @", "w[0] + 2*w[1] + w[3]", "W[0,0] + W[0,1] + W[1,0] + W[1,1]"),
        (r"\sum_{j=1}^2 w_{jj} = @", "w_1 + w_4", "w_{11} + w_{22}",
         "W(2,2) w[4]: float(tr(W)) == @", "w[0] + w[3]", "W[0,0] + W[1,1]"),
        (r"\prod_{j=1}^2 w_{jj} = @", "w_1 w_4", "w_{11} w_{22}",
         "W(2,2) w[4]: float(W[0,0]*W[1,1]) == @", "w[0]*w[3]", "W[0,0]*W[1,1]"),
        (r"\sum_{k=1}^2 w_{2k} = @", "w_2 + w_4", "w_{21} + w_{22}",
         "W(2,2) w[4]: float(W[1].sum()) == @", "w[1] + w[3]", "W[1,0] + W[1,1]"),
        (r"\sum_{j=1}^2 j w_{1j} = @", "w_1 + 2 w_2", "w_{11} + 2 w_{12}",
         "W(2,2) w[4]: float(W[0,0] + 2*W[0,1]) == @", "w[0] + 2*w[1]", "W[0,0] + 2*W[0,1]"),
        (r"\sum_{k=1}^2 w_{1k} w_{k1} = @", "w_1^2 + w_2^2", "w_{11}^2 + w_{12} w_{21}",
         "W(2,2) w[4]: float(W.dot(W)[0,0]) == @", "w[0]**2 + w[1]**2", "W[0,0]**2 + W[0,1]*W[1,0]"),
        (r"\sum_{j=1}^2 \sum_{k=1}^2 w_{jk}^2 = @", "w_1^2 + 2 w_2^2 + w_4^2", "w_{11}^2 + w_{12}^2 + w_{21}^2 + w_{22}^2",
         "W(2,2) w[4]: float(norm2(W)) == @", "w[0]**2 + 2*w[1]**2 + w[3]**2", "W[0,0]**2 + W[0,1]**2 + W[1,0]**2 + W[1,1]**2"),
        (r"\sum_{j=1}^2 \sum_{k=1}^2 (j + k) w_{jk} = @", "2 w_1 + 6 w_2 + 4 w_4", "2 w_{11} + 3 w_{12} + 3 w_{21} + 4 w_{22}",
         "W(2,2) w[4]: float(2*W[0,0] + 3*W[0,1] + 3*W[1,0] + 4*W[1,1]) == @", "2*w[0] + 6*w[1] + 4*w[3]",
         "2*W[0,0] + 3*W[0,1] + 3*W[1,0] + 4*W[1,1]")),
    *pairs("E2", ("real x_1..x_6", "real X (2, 3)"), (),
        (r"\sum_{j=1}^2 \sum_{k=1}^3 x_{jk} = @", "x_1 + 2 x_2 + x_3 + x_4 + x_6", "x_{11} + x_{12} + x_{13} + x_{21} + x_{22} + x_{23}",
         "X(2,3) x[6]: float(X.sum()) == @", "x[0] + 2*x[1] + x[2] + x[3] + x[5]", "X[0,0] + X[0,1] + X[0,2] + X[1,0] + X[1,1] + X[1,2]"),
        (r"\sum_{k=1}^3 x_{2k} = @", "x_2 + x_4 + x_6", "x_{21} + x_{22} + x_{23}",
         "X(2,3) x[6]: float(X[1].sum()) == @", "x[1] + x[3] + x[5]", "X[1,0] + X[1,1] + X[1,2]"),
        (r"\sum_{j=1}^2 x_{j3} = @", "x_3 + x_6", "x_{13} + x_{23}",
         "X(2,3) x[6]: float(X[:, 2].sum()) == @", "x[2] + x[5]", "X[0,2] + X[1,2]")),
    # E3: sizes in proofs.
    *pairs("E3", "size m n", (),
        ("m + 1 @", "< 9", r"\ge 2", "m#: m + 1 @", "< 9", ">= 2"),
        (r"\max(m, 8) = @", "8", r"\frac{m + 8 + \lvert m - 8 \rvert}{2}", "m#: max(m, 8) == @", "8", "(m + 8 + abs(m - 8))/2"),
        (r"\frac1m \le @", r"\frac12", "1", "m#: 1/m <= @", "1/2", "1"),
        (r"\prod_{k=1}^{8} (m - k) @ 0", "=", r"\ge", "m#: P(m - k for k in range(1, 9)) @ 0", "==", ">="),
        (r"\sum_{i=1}^m i @", "< 37", r"\ge m", "m#: S(range(m + 1)) @", "< 37", ">= m"),
        ("2^m @", r"\le 128", r"\ge m + 1", "m#: 2**m @", "<= 128", ">= m + 1"),
        (r"2^m \ge @", "m^2", "2 m", "m#: 2**m >= @", "m**2", "2*m"),
        (r"(m - n)^2 @ 0", ">", r"\ge", "m# n#: (m - n)**2 @ 0 when m=3, n=3", ">", ">="),
        (r"\lvert m - n \rvert \ge @", "1", "m - n", "m# n#: abs(m - n) >= @ when m=3, n=3", "1", "m - n"),
        (r"\min(m, n) @", r"\ge 2", r"\le \frac{m + n}{2}", "m# n#: min(m, n) @", ">= 2", "<= (m + n)/2"),
        (r"\frac{m}{m + 1} @", r"\le \frac78", "< 1", "m#: m/(m + 1) @", "<= 7/8", "< 1"),
        (r"m^2 - 3 m @ 0", r"\ge", r"+ 2 \ge", "m#: m**2 - 3*m @ 0", ">=", "+ 2 >="),
        (r"m n @ m + n", r"\ge", r"+ 1 \ge", "m# n#: m*n @ m + n", ">=", "+ 1 >="),
        (r"\sum_{i=1}^m \frac1i @", r"\le \frac{363}{140}", r"\le m", "m#: S(1/k for k in range(1, m + 1)) @", "<= 363/140", "<= m")),
    # E4: narrow ranges.
    *pairs("E4", "real x\npositive p", (SIGMA,),
        (r"\max(x, 3) = @", "3", r"\frac{x + 3 + \lvert x - 3 \rvert}{2}", "x: max(x, 3) == @", "3", "(x + 3 + abs(x - 3))/2"),
        (r"\lvert x - 3 \rvert = @", "3 - x", r"\max(3 - x, x - 3)", "x: abs(x - 3) == @ when x=m(5)", "3 - x", "max(3 - x, x - 3)"),
        (r"\ln(1 + e^{100 x}) = @", r"\max(0, 100 x)", r"100 x + \ln(1 + e^{-100 x})",
         "x: ln(1 + exp(100*x)) == @", "max(0, 100*x)", "100*x + ln(1 + exp(-100*x))"),
        ("x + 10^{-10} = @", "x", r"\frac{10^{10} x + 1}{10^{10}}", "x: x + 1e-10 == @", "x", "(10**10*x + 1)/mpf(10)**10"),
        (r"\min(x, -5) = @", "-5", r"-\max(-x, 5)", "x: min(x, -5) == @ when x=m(-9)", "-5", "-max(-x, 5)"),
        (r"\max(0.01, \lvert x \rvert) = @", r"\lvert x \rvert", r"\max(0.01, x, -x)", "x: max(0.01, abs(x)) == @", "abs(x)", "max(0.01, x, -x)"),
        (r"\frac{x^2}{x^2 + 10^{-12}} @ 1", "=", "<", "x: x**2/(x**2 + 1e-12) @ 1", "==", "<"),
        (r"\tanh(50 x) = @", r"\frac{x}{\lvert x \rvert}", r"1 - \frac{2}{e^{100 x} + 1}",
         "x: tanh(50*x) == @ when x=m(1)/100", "x/abs(x)", "1 - 2/(exp(100*x) + 1)"),
        (r"e^{-x^2} > @", "10^{-30}", "0", "x: exp(-x**2) > @", "1e-30", "0"),
        ("x^2 < @", "1000", "x^4 + 1", "x: x**2 < @ when x=m(40)", "1000", "x**4 + 1"),
        (r"\sin x \le @", "0.9999", "1", "x: sin(x) <= @ when x=m(1.5708)", "0.9999", "1"),
        (r"x^2 \ge @", "10^{-7} x", "2 x - 1", "x: x**2 >= @ when x=m(5)/10**8", "1e-7*x", "2*x - 1"),
        (r"\frac{1}{1 + p} @", r"\le 0.9999", "< 1", "p+: 1/(1 + p) @", "<= 0.9999", "< 1"),
        (r"\min(x, 100) = @", "x", r"\frac{x + 100 - \lvert x - 100 \rvert}{2}", "x: min(x, 100) == @ when x=m(300)", "x", "(x + 100 - abs(x - 100))/2"),
        (r"\lvert x + 4 \rvert - \lvert x - 4 \rvert = @", "2 x", r"\min(8, \max(-8, 2 x))",
         "x: abs(x + 4) - abs(x - 4) == @ when x=m(7)", "2*x", "min(8, max(-8, 2*x))"),
        (r"x > 40 \Rightarrow \sigma(x) @", "= 1", "> 1 - 10^{-17}", "x: x > 40 => sigma(x) @ when x=m(41)", "== 1", "> 1 - 1e-17"),
        (r"\frac{(1 + 10^{-9} x) - 1}{10^{-9}} = @", "1.0000001 x", "x", "x: ((1 + 1e-9*x) - 1)/1e-9 == @", "1.0000001*x", "x"),
        (r"(x + 10^8)^2 - x^2 - 10^{16} = @", r"2 \cdot 10^8 x + 1", r"2 \cdot 10^8 x",
         "x: (x + 10**8)**2 - x**2 - 10**16 == @", "2*10**8*x + 1", "2*10**8*x"),
        (r"e^{10^{-12} x} @", "= 1", r"\ge 1 + 10^{-12} x", "x: exp(1e-12*x) @", "== 1", ">= 1 + 1e-12*x"),
        (r"\ln \frac{1}{1 + e^{-50 x}} = @", r"\min(0, 50 x)", r"-\ln(1 + e^{-50 x})",
         "x: ln(1/(1 + exp(-50*x))) == @", "min(0, 50*x)", "-ln(1 + exp(-50*x))"),
        (r"\sqrt{p^2 + 10^{-16}} @", "= p", "> p", "p+: sqrt(p**2 + 1e-16) @", "== p", "> p"),
        (r"p \le p^2 + @", "0.2499", r"\frac14", "p+: p <= p**2 + @ when p=m(1)/2", "0.2499", "1/4"),
        (r"\frac{1}{p} @", r"\le 10^4", "> -p", "p+: 1/p @", "<= 10**4", "> -p")),
    # E5: a sum over a name is not a sum from 1 to m.
    *pairs("E5", "size m\nreal w x b y \\eta", (),
        *((f"@ = {value}", rf"\{big}_{wrong} {body.replace('#', wrong)}",
           rf"\{big}_{{i=1}}^m {body.replace('#', 'i')}", f"m# w: @ == {oracle}",
           read.replace("#", "w"), f"{call}({read.replace('#', 'k')} for k in range(1, m + 1))")
          for big, wrong, body, value, call, read, oracle in (
            ("sum", "w", "#^2", r"\frac{m (m + 1)(2m + 1)}{6}", "S", "#**2", "m*(m+1)*(2*m+1)/6"),
            ("sum", "w", "#", r"\frac{m (m + 1)}{2}", "S", "#", "m*(m+1)/2"),
            ("sum", "x", "#^3", r"\frac{m^2 (m + 1)^2}{4}", "S", "#**3", "m**2*(m+1)**2/4"),
            ("sum", "b", "(2 # - 1)", "m^2", "S", "(2*# - 1)", "m**2"),
            ("sum", "y", r"(\frac{1}{#} - \frac{1}{# + 1})", r"\frac{m}{m + 1}", "S", "(1/# - 1/(#+1))", "m/(m+1)"),
            ("sum", r"\eta", "# (# + 1)", r"\frac{m (m + 1)(m + 2)}{3}", "S", "#*(#+1)", "m*(m+1)*(m+2)/3"),
            ("sum", "w", "2^{#}", "2^{m + 1} - 2", "S", "2**#", "2**(m+1) - 2"),
            ("prod", "w", r"\frac{# + 1}{#}", "m + 1", "P", "((#+1)/#)", "m + 1"),
            ("prod", "x", r"e^{#}", r"e^{\frac{m (m + 1)}{2}}", "P", "exp(#)", "exp(m*(m+1)/2)"),
            ("sum", "b", r"\frac{1}{2^{#}}", r"1 - \frac{1}{2^m}", "S", "1/mpf(2)**#", "1 - 1/mpf(2)**m"),
            ("sum", "m", "#^2", r"\frac{m (m + 1)(2m + 1)}{6}", "S", "#**2", "m*(m+1)*(2*m+1)/6"),
        ))),
    # E6: implications.
    *pairs("E6", "real a b c x y", (),
        (r"a b = 0 \Rightarrow @", "a = 0", "a^2 + b^2 = (a + b)^2", "a b: a*b == 0 => @ when a=1, b=0", "a == 0", "a**2 + b**2 == (a + b)**2"),
        (r"x < 1 \Rightarrow @", r"x \le 0.999999", "x^3 < 1", "x: x < 1 => @ when x=m(1) - m(1)/10**8", "x <= 0.999999", "x**3 < 1"),
        (r"x^2 = 4 \Rightarrow @", "x = 2", r"\lvert x \rvert = 2", "x: x**2 == 4 => @ when x=-2", "x == 2", "abs(x) == 2"),
        (r"x^2 = y^2 \Rightarrow @", "x = y", r"\lvert x \rvert = \lvert y \rvert", "x y: x**2 == y**2 => @ when x=2, y=-2", "x == y", "abs(x) == abs(y)"),
        (r"\lvert x \rvert = \lvert y \rvert \Rightarrow @", "x = y", "x^4 = y^4", "x y: abs(x) == abs(y) => @ when x=2, y=-2", "x == y", "x**4 == y**4"),
        (r"x y > 0 \Rightarrow @", "x > 0", r"\frac{x}{y} > 0", "x y: x*y > 0 => @", "x > 0", "x/y > 0"),
        (r"x < y \Rightarrow @", "x^2 < y^2", "e^x < e^y", "x y: x < y => @", "x**2 < y**2", "exp(x) < exp(y)"),
        (r"a + b = 1 \Rightarrow a b \le @", "0.2499", r"\frac14", "a b: a + b == 1 => a*b <= @ when a=m(1)/2, b=m(1)/2", "0.2499", "1/4"),
        (r"x > 0 \iff @ > 0", "x^2", "x^3", "x: x > 0 <=> @ > 0", "x**2", "x**3"),
        (r"x > 1 \iff @ > 1", "x^2", "x^3", "x: x > 1 <=> @ > 1", "x**2", "x**3"),
        (r"x \ge 0 \Rightarrow @", "x > 0", r"\lvert x \rvert = x", "x: x >= 0 => @", "x > 0", "abs(x) == x"),
        (r"a b = 1 \Rightarrow @", "a = 1", r"a = \frac1b", "a b: a*b == 1 => @ when a=2, b=m(1)/2", "a == 1", "a == 1/b"),
        (r"a b c = 0 \Rightarrow @", "a b = 0", "(a b)^2 c = 0", "a b c: a*b*c == 0 => @ when a=1, b=1, c=0", "a*b == 0", "(a*b)**2*c == 0"),
        (r"x^3 = x \Rightarrow @", "x = 0", "x^2 (x - 1)(x + 1) = 0", "x: x**3 == x => @", "x == 0", "x**2*(x - 1)*(x + 1) == 0"),
        (r"a x = a y \Rightarrow @", "x = y", "a^2 x = a^2 y", "a x y: a*x == a*y => @ when a=0, x=1, y=2", "x == y", "a**2*x == a**2*y"),
        (r"\cos x = \cos y \Rightarrow @", "x = y", r"\cos(2x) = \cos(2y)", "x y: cos(x) == cos(y) => @ when x=1, y=-1", "x == y", "cos(2*x) == cos(2*y)"),
        (r"\max(x, y) = x \Rightarrow @", "x > y", r"x \ge y", "x y: max(x, y) == x => @ when x=1, y=1", "x > y", "x >= y"),
        (r"x + y = 0 \Rightarrow x y @ 0", "<", r"\le", "x y: x + y == 0 => x*y @ 0 when x=0, y=0", "<", "<="),
        (r"x - y = 1 \Rightarrow @", "x^2 > y^2", "x^2 - y^2 = x + y", "x y: x - y == 1 => @ when x=-2, y=-3", "x**2 > y**2", "x**2 - y**2 == x + y"),
        (r"\sqrt{x^2} = 5 \Rightarrow @", "x = 5", "x^2 = 25", "x: sqrt(x**2) == 5 => @ when x=-5", "x == 5", "x**2 == 25")),
    # E7: strict bounds that touch.
    *pairs("E7", "real x y\nunit u\npositive p\nsize m", (SIGMA,),
        ("(x - 1)^2 @ 0", ">", r"\ge", "x: (x - 1)**2 @ 0", ">", ">="),
        (r"u (1 - u) @ \frac14", "<", r"\le", "u%: u*(1 - u) @ 1/4", "<", "<="),
        ("x^2 + y^2 @ 2 x y", ">", r"\ge", "x y: x**2 + y**2 @ 2*x*y", ">", ">="),
        ("e^x @ 1 + x", ">", r"\ge", "x: exp(x) @ 1 + x", ">", ">="),
        (r"\ln p @ p - 1", "<", r"\le", "p+: ln(p) @ p - 1", "<", "<="),
        (r"\sigma'(x) @ \frac14", "<", r"\le", "x: D(sigma, x) @ 1/4", "<", "<="),
        (r"p + \frac1p @ 2", ">", r"\ge", "p+: p + 1/p @ 2", ">", ">="),
        (r"\lvert x + y \rvert @ \lvert x \rvert + \lvert y \rvert", "<", r"\le", "x y: abs(x + y) @ abs(x) + abs(y)", "<", "<="),
        (r"\max(x, y) @ \frac{x + y}{2}", ">", r"\ge", "x y: max(x, y) @ (x + y)/2", ">", ">="),
        (r"\frac{2 x}{1 + x^2} @ 1", "<", r"\le", "x: 2*x/(1 + x**2) @ 1 when x=m(1)", "<", "<="),
        ("x^4 + 1 @ 2 x^2", ">", r"\ge", "x: x**4 + 1 @ 2*x**2", ">", ">="),
        (r"\cos x @ 1", "<", r"\le", "x: cos(x) @ 1", "<", "<="),
        (r"\ln(1 + e^x) @ \ln 2 + \frac{x}{2}", ">", r"\ge", "x: ln(1 + exp(x)) @ ln(2) + x/2", ">", ">="),
        ("(x - y)^2 (x + 1)^2 @ 0", ">", r"\ge", "x y: (x - y)**2*(x + 1)**2 @ 0 when x=m(1), y=m(1)", ">", ">="),
        (r"\frac1m @ 1", "<", r"\le", "m#: 1/m @ 1", "<", "<="),
        (r"x \ge 0 \Rightarrow \tanh x @ x", "<", r"\le", "x: x >= 0 => tanh(x) @ x when x=m(0)", "<", "<=")),
    *pairs("E7", "size n\nsimplex p (n, 1) q (n, 1)", (),
        (r"-\sum_{j=1}^n p_j \ln p_j @ \ln n", "<", r"\le", "p[]~: -S(a*ln(a) for a in p) @ ln(len(p))", "<", "<="),
        (r"\sum_{j=1}^n p_j \ln \frac{p_j}{q_j} @ 0", ">", r"\ge", "p[]~ q[]~: S(a*ln(a/b) for a, b in zip(p, q)) @ 0", ">", ">=")),
    # E8: kinks, and borders of cases.
    *pairs("E8", "real x", (("def", r"r(t) = \max(t, 0)"),),
        ("r'(@) = 1", "0", "2", "x: slope(relu, mpf(@)) == 1", "0", "2"),
        ("r'(@) = 0", "0", "-2", "x: slope(relu, mpf(@)) == 0", "0", "-2"),
        (r"@ = \frac12", "r'(0)", "r'(1) - r(0.5)", "x: @ == 1/2", "slope(relu, mpf(0))", "slope(relu, mpf(1)) - relu(0.5)"),
        (r"x @ 0 \Rightarrow r'(x) = 1", r"\ge", ">", "x: x @ 0 => slope(relu, x) == 1", ">=", ">"),
        (r"x @ 0 \Rightarrow r'(x) = 0", r"\le", "<", "x: x @ 0 => slope(relu, x) == 0", "<=", "<")),
    *pairs("E8", "real x", (("def", r"r(t) = \max(0, t)"),),
        ("r'(@) = 0", "0", "-1", "x: slope(relu, mpf(@)) == 0", "0", "-1"),
        ("r'(@) = 1", "0", "1", "x: slope(relu, mpf(@)) == 1", "0", "1")),
    *pairs("E8", "real x", (("def", r"a(t) = \lvert t \rvert"),),
        ("a'(@) = 1", "0", "3", "x: slope(abs, mpf(@)) == 1", "0", "3"),
        ("a'(@) = -1", "0", "-3", "x: slope(abs, mpf(@)) == -1", "0", "-3"),
        ("@ = 0", "a'(0)", "a'(3) + a'(-3)", "x: @ == 0", "slope(abs, mpf(0))", "slope(abs, mpf(3)) + slope(abs, mpf(-3))")),
    *pairs("E8", "real x", (("def", r"q(t) = \min(t, 1)"),),
        ("q'(@) = 1", "1", "0", "x: slope(lambda t: min(t, 1), mpf(@)) == 1", "1", "0")),
    *pairs("E8", "real x", (("def", r"h(t) = \begin{cases} t & t \ge 0 \\ 0 & t < 0 \end{cases}"),),
        ("h'(@) = 1", "0", "1", "x: slope(relu, mpf(@)) == 1", "0", "1")),
    *pairs("E8", "real x", (_STEP,),
        ("@", "u(-x) = 1 - u(x)", "u(x)^2 = u(x)", "x: @", "step(-x) == 1 - step(x)", "step(x)**2 == step(x)"),
        ("@", "u(x) u(-x) = 0", r"x \ne 0 \Rightarrow u(x) u(-x) = 0", "x: @", "step(x)*step(-x) == 0", "x != 0 => step(x)*step(-x) == 0"),
        ("u(x) + u(-x) @ 1", "=", r"\ge", "x: step(x) + step(-x) @ 1", "==", ">="),
        (r"@ u(x) = \max(@, 0)", "(x + 1)", "x", "x: @*step(x) == max(@, 0)", "(x + 1)", "x")),
    *pairs("E8", "real x", (_SIGN,),
        ("@", "s(x)^2 = 1", "s(x)^3 = s(x)", "x: @", "sgn(x)**2 == 1", "sgn(x)**3 == sgn(x)"),
        (r"s(x) @ = x", r"x^2", r"\lvert x \rvert", "x: sgn(x)*@ == x", "x**2", "abs(x)")),
    *pairs("E8", "real x", (),
        (r"\max(x, 1) = \begin{cases} x & x > 1 \\ @ & x = 1 \\ 1 & x < 1 \end{cases}", "2", "1",
         "x: max(x, 1) == (x if x > 1 else @ if x == 1 else 1)", "2", "1"),
        (r"\lvert x \rvert = \begin{cases} x & x > 0 \\ -x & x @ 0 \end{cases}", "<", r"\le",
         "x: abs(x) == (x if x > 0 else -x if x @ 0 else mpf('nan'))", "<", "<="),
        (r"\lvert x \rvert = \begin{cases} x & x @ \\ -x & x < 0 \end{cases}", "> 1", r"\ge 0",
         "x: abs(x) == (x if x @ else -x if x < 0 else mpf('nan'))", "> 1", ">= 0")),
    # E9: a given value outside its domain. The statement itself is right both times.
    *(Pair("E9", *(side(declared.replace("@", given), (), ("example", latex.replace("#", value)),
                        inside and "x: " + inside.replace("@", given)) for given, value in values))
      for declared, inside, latex, *values in (
        ("unit y\ngiven y=@", "0 <= @ <= 1", "2 y = #", ("3", "6"), ("0.5", "1")),
        ("unit y\ngiven y=@", "0 <= @ <= 1", "4 y = #", ("-0.25", "-1"), ("0.25", "1")),
        ("positive p\ngiven p=@", "@ > 0", "3 p = #", ("-2", "-6"), ("2", "6")),
        ("positive p\ngiven p=@", "@ > 0", "3 p + 1 = #", ("0", "1"), ("1", "4")),
        ("size m\ngiven m=@", "1 <= @ == int(@)", "2 m = #", ("2.5", "5"), ("2", "4")),
        ("size m\ngiven m=@", "1 <= @ == int(@)", "2 m + 1 = #", ("0", "1"), ("3", "7")),
        ("size m\ngiven m=@", "1 <= @ == int(@)", "m + 3 = #", ("-1", "2"), ("1", "4")),
        ("real y\ngiven @", "", "2 y = #", ("y=1 q=2", "2"), ("y=1", "2")),
        ("real y\ngiven @", "", "2 y = #", ("y=1 y=2", "2"), ("y=2", "4")),
        ("positive w_1..w_2\ngiven w_1=@ w_2=1", "@ > 0", "w_1 + w_2 = #", ("-1", "0"), ("1", "2")),
        ("size m\nunit y^{(i)}\ngiven m=2 y^{(1)}=@ y^{(2)}=0.5", "0 <= @ <= 1",
         r"\sum_{i=1}^m y^{(i)} = #", ("1.5", "2"), ("0.25", "0.75")),
        ("unit u\nreal x\ngiven u=@ x=4", "0 <= @ <= 1", "u x = #", ("1.5", "6"), ("0.5", "2")),
      )),
    # E10: recalled, and not the same.
    *(Pair("E10", *(side("real w x b y c\nsize m\npositive p", (("def", said, "it"), ("", use)), ("recall", text, "it"))
                    for text in (wrong, right)))
      for said, use, wrong, right in (
        ("z = w x + b", "z - b = w x", "z = w x - b", "z = wx + b"),
        ("z = w x + b", "z - w x = b", "z = w x + c", "z = w x + b"),
        (r"f(t) = \frac{1}{1 + e^{-t}}", "f(-x) = 1 - f(x)", r"f(t) = \frac{1}{1 + e^{t}}", r"f(t) = \frac1{1 + e^{-t}}"),
        (r"f(t) = t^2", "f(-x) = f(x)", "f(t) = t^3", "f(t) = t^{2}"),
        (r"f(t) = t x + b", "f(0) = b", "f(x) = x x + b", "f(t) = t x + b"),
        (r"s = \sum_{i=1}^{m} i", r"2 s = m (m + 1)", r"s = \sum_{i=1}^{m} i^2", r"s = \sum_{i=1}^m i"),
        (r"s = \sum_{i=1}^{m} i", r"2 s = m (m + 1)", r"s = \sum_{i=2}^{m} i", r"s = \sum_{i=1}^{m}i"),
        (r"q = \max(x, y)", r"q \ge x", r"q = \min(x, y)", r"q = \max(x,y)"),
        (r"q = \frac{x - y}{p}", r"p q = x - y", r"q = \frac{y - x}{p}", r"q = \frac{x-y}{p}"),
        (r"h(t) = \ln p + t", r"h(x) - x = \ln p", r"h(t) = \ln(p + t)", r"h(t)=\ln p+t"),
      )),
    # E11: programs that are not compared, or compared too little.
    *programs("f(x) = x^3",
        (_raises, _cube), (_only_at_zero, _cube_by_steps), (_only_at_two, lambda x: x * x * x),
        (lambda x: x + 1, lambda x: pow(x, 3)), (lambda x: None, lambda x: x**2 * x),
        (lambda x: float("nan"), lambda x: x * x**2), (lambda x: abs(x)**3, lambda x: (x * x) * x),
        (lambda x: x**3 if x > 0 else 0.0, lambda x: x**3 if x > 0 else -((-x)**3)),
        (lambda x: round(x**3, 1), lambda x: x**4 / x if x else 0.0),
        (lambda x: x**3 if abs(x) < 5 else 0.0, lambda x: x**3 if abs(x) < 5 else x * x * x),
        (lambda x: x * x, lambda x: 1.0 * x * x * x), (lambda: 0.0, lambda x: x / (1 / x**2) if x else 0.0),
        (lambda x: str(x**3), lambda x: float(x**3))),
    *programs("f(x, y) = x - 2 y",
        (lambda x, y: y - 2 * x, lambda x, y: x - 2 * y), (lambda x: x - 2, lambda x, y: x - y - y),
        (lambda x, y: x, lambda x, y: -(2 * y - x)), (lambda x, y: _raises(), lambda x, y: x + -2 * y)),
    # E12: rounding, orders, relations inside braces.
    *pairs("E12", "real x", (SIGMA,),
        (r"0.4449 \approx 0.445 \approx @", "0.45", "0.44", "x: rnd(0.4449, 2) == @", "0.45", "0.44"),
        (r"\frac{1}{22} \approx 0.0455 \approx @", "0.046", "0.045", "x: rnd(1/22, 3) == @", "0.046", "0.045"),
        (r"\frac{137}{308} \approx 0.445 \approx @", "0.45", "0.44", "x: rnd(137/308, 2) == @", "0.45", "0.44"),
        (r"\frac{100}{69} \approx 1.45 \approx @", "1.5", "1.4", "x: rnd(100/69, 1) == @", "1.5", "1.4"),
        (r"\sqrt 6 \approx 2.4495 \approx @", "2.450", "2.449", "x: rnd(sqrt(6), 3) == @", "2.450", "2.449"),
        (r"\frac{20}{3} \approx @", "6.66", "6.67", "x: rnd(20/3, 2) == @", "6.66", "6.67"),
        (r"\sigma(3) \approx @", "0.9525", "0.9526", "x: rnd(sigma(3), 4) == @", "0.9525", "0.9526"),
        (r"\ln 3 \approx @", "1.0987", "1.0986", "x: rnd(ln(3), 4) == @", "1.0987", "1.0986"),
        (r"2^{-4} \approx @", "0.064", "0.063", "x: rnd(2**-4 + 1e-20, 3) == @", "0.064", "0.063"),
        (r"0.952 \cdot 0.249 \cdot 0.0904 \approx @", "0.0215", "0.0214", "x: rnd(0.952*0.249*0.0904, 4) == @", "0.0215", "0.0214"),
        (r"\frac23 @ 0.67", "=", r"\approx", "x: @", "2/3 == 0.67", "rnd(2/3, 2) == 0.67"),
        (r"e @ 2.718", "=", r"\approx", "x: @", "exp(1) == 2.718", "rnd(exp(1), 3) == 2.718")),
    *pairs("E12", "real x \\varepsilon\nfunction f", (),
        *((rf"{latex} + O(\varepsilon@)", f"^{{{wrong}}}" if wrong != "1" else "", f"^{right}" if right != "1" else "",
           f"x: order(lambda e: {error}) == @", wrong, right) for latex, wrong, right, error in (
            (r"\frac{f(x + \varepsilon) - f(x - \varepsilon)}{2 \varepsilon} = f'(x)", "2.2", "2", "(f(x+e) - f(x-e))/(2*e) - D(f, x)"),
            (r"\frac{f(x + \varepsilon) - f(x - \varepsilon)}{2 \varepsilon} = f'(x)", "1.8", "2", "(f(x+e) - f(x-e))/(2*e) - D(f, x)"),
            (r"\frac{f(x + \varepsilon) - f(x - \varepsilon)}{2 \varepsilon} = f'(x)", "3", "2", "(f(x+e) - f(x-e))/(2*e) - D(f, x)"),
            (r"\frac{f(x + \varepsilon) - f(x)}{\varepsilon} = f'(x)", "1.1", "1", "(f(x+e) - f(x))/e - D(f, x)"),
            (r"\frac{f(x + \varepsilon) - f(x)}{\varepsilon} = f'(x)", "2", "1", "(f(x+e) - f(x))/e - D(f, x)"),
            (r"e^\varepsilon = 1 + \varepsilon", "1.9", "2", "exp(e) - 1 - e"),
            (r"\cos \varepsilon = 1 - \frac{\varepsilon^2}{2}", "3", "4", "cos(e) - 1 + e**2/2"),
            (r"\sin \varepsilon = \varepsilon", "2", "3", "sin(e) - e"),
            (r"\sqrt{1 + \varepsilon} = 1 + \frac{\varepsilon}{2}", "2.5", "2", "sqrt(1 + e) - 1 - e/2"),
            (r"\ln(1 + \varepsilon) = \varepsilon - \frac{\varepsilon^2}{2}", "2", "3", "ln(1 + e) - e + e**2/2"),
            (r"\frac{1}{1 - \varepsilon} = 1 + \varepsilon", "2.1", "2", "1/(1 - e) - 1 - e"),
        ))),
    *pairs("E12", "real x", (),
        ("@", "{1 = 2}", "1 + 1 = 2"),
        ("@", r"\frac{1 = 2}{3 = 4}", r"\frac{1}{2} + \frac{3}{4} = \frac{5}{4}"),
        ("@", "x^{2 = 3} = x^2", "(x + 1)^2 = x^2 + 2 x + 1"),
        ("@", r"\frac{x}{2 = x} = 1", r"\frac{x + 1}{2} - \frac{x - 1}{2} = 1")),
    # E14: operand slips that the result does not show; the oracle compares the operands.
    *pairs("E14", _GIVEN, (_LINE,),
        (r"z = 0 \cdot @ + 1 \cdot 3 + 4 = 7", "5", "2", "x: @ == 2", "5", "2"),
        (r"z = 0 \cdot 2 + 1 \cdot @ = 7", "4 + 3", "3 + 4", "x: (@) == (3, 4)", "4, 3", "3, 4"),
        (r"z = 0 \cdot 2 + 1 \cdot @ = 7", "2 + 5", "3 + 4", "x: (@) == (3, 4)", "2, 5", "3, 4"),
        (r"z = 0 \cdot 2 + 1 \cdot 3 + 4 = @", "8", "7", "x: 0*2 + 1*3 + 4 == @", "8", "7"),
        display=("example", "worked", "pre_activation")),
    *pairs("E14", _GIVEN, (_LINE,),
        (r"z = (-2) \cdot 2 + 1 \cdot @ = 0", "1 + 3", "3 + 1", "x: (@) == (3, 1)", "1, 3", "3, 1"),
        (r"z = @ + 1 \cdot 3 + 1 = 0", r"(-1) \cdot 4", r"(-2) \cdot 2", "x: (@) == (-2, 2)", "-1, 4", "-2, 2"),
        display=("example", "worked", "pre_activation w_1=-2 b=1")),
    *pairs("E14", "real y \\hat y\ngiven y=0 \\hat y=0.2", (_SQUARE,),
        (r"\mathcal L = (0 @ 0.2)^2 = 0.04", "+", "-", "x: 0 @ 0.2 == 0 - 0.2", "+", "-"),
        (r"\mathcal L = (@)^2 = 0.04", "0.2 - 0", "0 - 0.2", "x: (@) == (0, 0.2)", "0.2, 0", "0, 0.2"),
        display=("example", "worked", "loss")),
    *pairs("E14", "real y \\hat y\ngiven y=1 \\hat y=0.5", _SLOPE,
        (r"\frac{\partial \mathcal L}{\partial \hat y} = -2 (@) = -1", "0.5 - 0", "1 - 0.5", "x: (@) == (1, 0.5)", "0.5, 0", "1, 0.5"),
        display=("example", "worked", "slope")),
    *pairs("E14", "real w x b\ngiven w=2 x=2 b=0", (("def", "z = w x + b", "line"),),
        (r"z = 2 @ 2 + 0 = 4", "+", r"\cdot", "x: 3 @ 5 + 7 == 3 * 5 + 7", "+", "*"),
        display=("example", "worked", "line")),
    *(pair for before, latex, wrong, right, oracle in (
        (r"1 - 0.0473903482 = 0.9526096518", r"@ \cdot 0.25 \approx 0.238", "0.9526906518", "0.9526096518", "x: @ == 0.9526096518"),
        (r"2 \cdot 0.4762870634 = 0.9525741268", r"2 \cdot @ \approx 1.905", "0.9525471268", "0.9525741268", "x: @ == 0.9525741268"),
        (r"e^{-2} \approx 0.1353352832", r"1 - @ \approx 0.8647", "0.1353325832", "0.1353352832", "x: @ == 0.1353352832"),
        (r"\ln 10 \approx 2.302585093", r"2 \cdot @ \approx 4.605", "2.302558093", "2.302585093", "x: @ == 2.302585093"),
      ) for pair in pairs("E14", "", (("", before),), (latex, wrong, right, oracle, wrong, right))),
]


# Wrong formulas of kinds that are in print --------------------------------------------

_HEAVY = ("def", r"\begin{aligned} v_0 &= 0 \\ v_t &= \beta v_{t-1} + g_t \end{aligned}")
_PATH = ("def", r"\begin{aligned} \theta_0 &= c \\ \theta_t &= \theta_{t-1} - \eta v_t \end{aligned}")
_MOMENT = ("def", r"\begin{aligned} s_0 &= 0 \\ s_t &= \beta s_{t-1} + (1 - \beta) g_t^2 \end{aligned}")
_MSE = ("def", r"J = \frac1m \sum_{i=1}^m (w x^{(i)} + b - y^{(i)})^2")
_BETWEEN = "softmax(z)[j]*(%s - softmax(z)[%s])"
_SOFTMAX_COLUMN = ("def", r"p = \frac{e^z}{\sum_{k=1}^{n} e^{z_k}}")
_SQUARES = ("def", r"J = \frac12 \lVert W A - Y \rVert_F^2")
_BATCH = (("def", r"\mu = \frac1m \sum_{i=1}^m x^{(i)}"), ("def", r"V = \frac1m \sum_{i=1}^m (x^{(i)} - \mu)^2"))
_CELL = (("def", r"c = r c_0 + u \tilde c"), ("def", r"h = o \tanh c"))

PUBLISHED: list[Pair] = [
    *pairs("momentum", "unit \\beta\nsteps t = 1..T   g_t", (_V,),
        (r"v_t = @ \sum_{\tau=1}^{t} \beta^{t-\tau} g_\tau", "", r"(1 - \beta)",
         "g[] b% t&g: momentum(g, b, 1 - b)[t] == @*S(b**(t - s)*g[s] for s in range(t + 1))", "1", "(1 - b)"),
        (r"v_t = (1 - \beta) \sum_{\tau=1}^{t} \beta^{@} g_\tau", r"\tau", r"t - \tau",
         "g[] b% t&g: momentum(g, b, 1 - b)[t] == (1 - b)*S(b**(@)*g[s] for s in range(t + 1))", "s + 1", "t - s"),
        (r"v_t = (1 - \beta) \sum_{\tau=1}^{t} \beta^{@} g_\tau", r"t - \tau + 1", r"t - \tau",
         "g[] b% t&g: momentum(g, b, 1 - b)[t] == (1 - b)*S(b**(@)*g[s] for s in range(t + 1))", "t - s + 1", "t - s"),
        (r"\frac{v_t}{@} = \frac{\sum_{\tau=1}^t \beta^{t-\tau} g_\tau}{\sum_{\tau=1}^t \beta^{t-\tau}}", r"1 - \beta", r"1 - \beta^t",
         ("g[] b% t&g: momentum(g, b, 1 - b)[t]/(@) =="
         " S(b**(t - s)*g[s] for s in range(t + 1))/S(b**s for s in range(t + 1))"), "1 - b", "1 - b**(t + 1)"),
        ("v_1 = @", "g_1", r"(1 - \beta) g_1", "g[] b%: momentum(g, b, 1 - b)[0] == @", "g[0]", "(1 - b)*g[0]")),
    *pairs("momentum", "unit \\beta\nreal c \\eta\nsteps t = 1..T   g_t", (_HEAVY,),
        (r"v_t = @ \sum_{\tau=1}^{t} \beta^{t-\tau} g_\tau", r"\frac{1}{1 - \beta}", "",
         "g[] b% t&g: momentum(g, b, 1)[t] == @*S(b**(t - s)*g[s] for s in range(t + 1))", "1/(1 - b)", "1")),
    *pairs("momentum", "unit \\beta\nreal c \\eta\nsteps t = 1..T   g_t", (_HEAVY, _PATH),
        (r"\theta_t = c @ \eta \sum_{\tau=1}^{t} v_\tau", "+", "-",
         ("g[] b% c e t&g: momentum([-e*v for v in momentum(g, b, 1)], 1, 1, c)[t]"
         " == c @ e*S(momentum(g, b, 1)[:t + 1])"), "+", "-")),
    *pairs("Adam", "unit \\beta\nsteps t = 1..T   g_t", (_MOMENT,),
        (r"s_t = (1 - \beta) \sum_{\tau=1}^{t} \beta^{t-\tau} @", r"g_\tau", r"g_\tau^2",
         "g[] b% t&g: momentum([v**2 for v in g], b, 1 - b)[t] == (1 - b)*S(b**(t - s)*@ for s in range(t + 1))", "g[s]", "g[s]**2"),
        (r"\frac{s_1}{@} = g_1^2", r"\beta", r"1 - \beta", "g[] b%: (1 - b)*g[0]**2/(@) == g[0]**2", "b", "1 - b")),
    *pairs("Adam", "unit \\beta\nsize n", (),
        (r"(1 - \beta) \sum_{k=0}^{n-1} \beta^k = @", r"1 - \beta^{n-1}", r"1 - \beta^n",
         "b% n#: (1 - b)*S(b**k for k in range(n)) == @", "1 - b**(n - 1)", "1 - b**n")),
    *pairs("Nesterov", "real \\theta v \\eta \\beta\nfunction f", (),
        (r"f'(\theta - \eta \beta v) = f'(\theta) - @ f''(\theta) + O(\eta^2)", r"\eta v", r"\eta \beta v",
         "x v b%: order(lambda e: D(f, x - e*b*v) - D(f, x) + @*D(f, x, 2)) == 2", "e*v", "e*b*v"),
        (r"f'(\theta - \eta \beta v) = f'(\theta) @ \eta \beta v f''(\theta) + O(\eta^2)", "+", "-",
         "x v b%: order(lambda e: D(f, x - e*b*v) - (D(f, x) @ e*b*v*D(f, x, 2))) == 2", "+", "-")),
    *pairs("learning rate", "positive a k\nreal x", (("def", r"r(s) = a e^{-k s}"),),
        (r"r(@) = \frac{a}{2}", r"\frac{k}{\ln 2}", r"\frac{\ln 2}{k}", "a+ k+: a*exp(-k*@) == a/2", "k/ln(2)", "ln(2)/k"),
        (r"r(x + 1) = @ r(x)", "e^k", "e^{-k}", "a+ k+ x: a*exp(-k*(x + 1)) == @*a*exp(-k*x)", "exp(k)", "exp(-k)")),
    *pairs("learning rate", "positive a k x", (("def", r"r(s) = \frac{a}{1 + k s}"),),
        ("r'(x) = @", r"-\frac{k}{(1 + k x)^2}", r"-\frac{a k}{(1 + k x)^2}",
         "a+ k+ x+: D(lambda s: a/(1 + k*s), x) == @", "-k/(1 + k*x)**2", "-a*k/(1 + k*x)**2")),
    *pairs("learning rate", "positive a x", (("def", r"r(s) = \frac{a}{2} (1 + \cos(\pi s))"),),
        ("r(1) = @", "a", "0", "a+: a/2*(1 + cos(pi)) == @", "a", "0"),
        ("r'(x) = @", r"\frac{a \pi}{2} \sin(\pi x)", r"-\frac{a \pi}{2} \sin(\pi x)",
         "a+ x: D(lambda s: a/2*(1 + cos(pi*s)), x) == @", "a*pi/2*sin(pi*x)", "-a*pi/2*sin(pi*x)")),
    *pairs("descent", "real x \\eta\nfunction f", (),
        (r"f(x - \eta f'(x)) = f(x) - \eta @ + O(\eta^2)", "f'(x)", "(f'(x))^2",
         "x: order(lambda e: f(x - e*D(f, x)) - f(x) + e*@) == 2", "D(f, x)", "D(f, x)**2")),
    *pairs("cross-entropy", "unit y\nreal z", (SIGMA, _YHAT),
        (r"-y \ln \hat y - (1 - y) \ln(1 - \hat y) = \ln(1 + e^z) @ y z", "+", "-", "y% z: bce(y, sigma(z)) == ln(1 + exp(z)) @ y*z", "+", "-"),
        (r"y \ln \hat y + (1 - y) \ln(1 - \hat y) @ 0", ">", "<", "y% z: -bce(y, sigma(z)) @ 0", ">", "<"),
        (r"-y \ln \hat y - @ = \max(z, 0) - z y + \ln(1 + e^{-\lvert z \rvert})", r"(1 - \hat y) \ln(1 - y)", r"(1 - y) \ln(1 - \hat y)",
         "y% z: -y*ln(sigma(z)) - @ == max(z, 0) - z*y + ln(1 + exp(-abs(z)))", "(1-sigma(z))*ln(1-y)", "(1-y)*ln(1-sigma(z))"),
        (r"-y \ln \hat y @ (1 - y) \ln(1 - \hat y) = \ln(1 + e^z) - y z", "+", "-",
         "y% z: -y*ln(sigma(z)) @ (1-y)*ln(1-sigma(z)) == ln(1 + exp(z)) - y*z", "+", "-")),
    *pairs("cross-entropy", "unit y\nreal z", (SIGMA, _YHAT, _BCE),
        (r"\frac{\partial \mathcal L}{\partial \hat y} = -\frac{y}{\hat y} @ \frac{1 - y}{1 - \hat y}", "-", "+",
         "y% q%: D(lambda q: -y*ln(q) - (1-y)*ln(1-q), q) == -y/q @ (1-y)/(1-q)", "-", "+"),
        (r"\frac{\partial \mathcal L}{\partial z} = @", r"(\hat y - y) \hat y (1 - \hat y)", r"\hat y - y",
         "y% z: D(lambda z: bce(y, sigma(z)), z) == @", "(sigma(z) - y)*sigma(z)*(1-sigma(z))", "sigma(z) - y"),
        (r"\frac{\partial \mathcal L}{\partial z} = @", r"y - \hat y", r"\hat y - y",
         "y% z: D(lambda z: bce(y, sigma(z)), z) == @", "y - sigma(z)", "sigma(z) - y"),
        (r"\frac{\partial^2 \mathcal L}{\partial z^2} = @", r"\hat y", r"\hat y (1 - \hat y)",
         "y% z: D(lambda z: bce(y, sigma(z)), z, 2) == @", "sigma(z)", "sigma(z)*(1 - sigma(z))"),
        (r"\mathcal L = \max(z, 0) @ z y + \ln(1 + e^{-\lvert z \rvert})", "+", "-",
         "y% z: bce(y, sigma(z)) == max(z, 0) @ z*y + ln(1 + exp(-abs(z)))", "+", "-"),
        (r"\mathcal L = \max(z, 0) - z y + \ln(1 + e^{@})", r"\lvert z \rvert", r"-\lvert z \rvert",
         "y% z: bce(y, sigma(z)) == max(z, 0) - z*y + ln(1 + exp(@))", "abs(z)", "-abs(z)")),
    *pairs("activations", "real x\nunit p \\alpha", (SIGMA,),
        (r"\frac{d}{dx} \tanh x = @", r"1 - \tanh x", r"1 - \tanh^2 x", "x: D(tanh, x) == @", "1 - tanh(x)", "1 - tanh(x)**2"),
        (r"\sigma'(x) = \sigma(x) (1 @ \sigma(x))", "+", "-", "x: D(sigma, x) == sigma(x)*(1 @ sigma(x))", "+", "-"),
        (r"\tanh x = 2 \sigma(@) - 1", "x", "2 x", "x: tanh(x) == 2*sigma(@) - 1", "x", "2*x"),
        (r"\sigma(-x) = @", r"-\sigma(x)", r"1 - \sigma(x)", "x: sigma(-x) == @", "-sigma(x)", "1 - sigma(x)"),
        (r"\sigma''(x) = \sigma(x) (1 - \sigma(x)) @", r"(1 - \sigma(x))", r"(1 - 2 \sigma(x))",
         "x: D(sigma, x, 2) == sigma(x)*(1 - sigma(x))*@", "(1 - sigma(x))", "(1 - 2*sigma(x))"),
        (r"\frac{d}{dx} \ln(1 + e^x) = \sigma(@)", "-x", "x", "x: D(lambda t: ln(1 + exp(t)), x) == sigma(@)", "-x", "x"),
        (r"\sigma(x) = \frac{e^x}{@}", "1 - e^x", "1 + e^x", "x: sigma(x) == exp(x)/(@)", "1 - exp(x)", "1 + exp(x)"),
        (r"\sigma(\ln @) = p", r"\frac{1 - p}{p}", r"\frac{p}{1 - p}", "p%: sigma(ln(@)) == p", "(1 - p)/p", "p/(1 - p)"),
        (r"\tanh x = \frac{e^x - e^{-x}}{@}", "2", "e^x + e^{-x}", "x: tanh(x) == (exp(x) - exp(-x))/(@)", "2", "exp(x) + exp(-x)"),
        (r"\tanh(-x) = @", r"\tanh x", r"-\tanh x", "x: tanh(-x) == @", "tanh(x)", "-tanh(x)"),
        (r"\max(\alpha x, x) = \max(0, x) @ \alpha \max(0, -x)", "+", "-", "x u%: max(u*x, x) == max(0, x) @ u*max(0, -x)", "+", "-")),
    *pairs("activations", "real x", (SIGMA, ("def", r"s(t) = t \sigma(t)")),
        (r"s'(x) = \sigma(x) + @", r"\sigma(x)(1 - \sigma(x))", r"x \sigma(x)(1 - \sigma(x))",
         "x: D(lambda t: t*sigma(t), x) == sigma(x) + @", "sigma(x)*(1-sigma(x))", "x*sigma(x)*(1-sigma(x))")),
    *pairs("activations", "real x\npositive \\alpha", (_ELU,),
        (r"x < 0 \Rightarrow \operatorname{ELU}'(x) = \alpha @", "e^{-x}", "e^x",
         "x a+: x < 0 => D(lambda t: a*(exp(t) - 1), x) == a*@", "exp(-x)", "exp(x)")),
    *pairs("softmax", "size n\nreal z (n, 1) c", (_SOFTMAX_COLUMN,),
        (r"\frac{\partial p_j}{\partial z_k} = @", "p_j (1 - p_k)", r"p_j (\delta_{jk} - p_k)",
         "z[] j&z k&z: partial(lambda z: softmax(z)[j], z, k) == @", _BETWEEN % ("1", "k"), _BETWEEN % ("(j == k)", "k")),
        (r"\frac{\partial p_j}{\partial z_k} = @", "-p_j p_k", r"p_j (I_{jk} - p_k)",
         "z[] j&z k&z: partial(lambda z: softmax(z)[j], z, k) == @", _BETWEEN % ("0", "k"), _BETWEEN % ("(j == k)", "k")),
        (r"\frac{\partial p_j}{\partial z_k} = p_j (\delta_{jk} - @)", "p_j", "p_k",
         "z[] j&z k&z: partial(lambda z: softmax(z)[j], z, k) == @", _BETWEEN % ("(j == k)", "j"), _BETWEEN % ("(j == k)", "k")),
        (r"\frac{\partial}{\partial z_k} \ln p_j = @ - p_k", "1", r"\delta_{jk}",
         "z[] j&z k&z: partial(lambda z: ln(softmax(z)[j]), z, k) == @ - softmax(z)[k]", "1", "(j == k)"),
        (r"p_j = \frac{e^{z_j - c}}{\sum_{k=1}^n e^{@}}", "z_k", "z_k - c",
         "z[] c j&z: softmax(z)[j] == exp(z[j] - c)/S(exp(@) for v in z)", "v", "v - c")),
    *pairs("softmax", "size n\nreal z (n, 1) c", (),
        (r"\ln \sum_{j=1}^n e^{z_j} = c + \ln \sum_{j=1}^n e^{z_j @ c}", "+", "-",
         "z[] c: ln(S(exp(v) for v in z)) == c + ln(S(exp(v @ c) for v in z))", "+", "-"),
        (r"\frac{\partial}{\partial z_k} \ln \sum_{j=1}^n e^{z_j} = @", "e^{z_k}", r"\frac{e^{z_k}}{\sum_{j=1}^n e^{z_j}}",
         "z[] k&z: partial(lambda z: ln(S(exp(v) for v in z)), z, k) == @", "exp(z[k])", "softmax(z)[k]")),
    *pairs("softmax", "size n\nreal z (n, 1)\nsimplex y (n, 1)", (_SOFTMAX_COLUMN, ("def", r"\mathcal L = -\sum_{j=1}^n y_j \ln p_j")),
        (r"\frac{\partial \mathcal L}{\partial z_k} = @", "y_k - p_k", "p_k - y_k",
         "z[] y[]~ k&z: partial(lambda z: -dot(y, [ln(v) for v in softmax(z)]), z, k) == @",
         "y[k] - softmax(z)[k]", "softmax(z)[k] - y[k]")),
    *pairs("softmax", "size n\nreal z (n, 1) y (n, 1)", (_SOFTMAX_COLUMN, ("def", r"\mathcal L = -\sum_{j=1}^n y_j \ln p_j")),
        (r"\frac{\partial \mathcal L}{\partial z_k} = @ - y_k", "p_k", r"p_k \sum_{j=1}^n y_j",
         "z[] y[] k&z: partial(lambda z: -dot(y, [ln(v) for v in softmax(z)]), z, k) == @ - y[k]",
         "softmax(z)[k]", "softmax(z)[k]*S(y)")),
    *pairs("softmax", "real a c", (SIGMA,),
        (r"\frac{e^a}{e^a + e^c} = \sigma(@)", "c - a", "a - c", "a c: exp(a)/(exp(a) + exp(c)) == sigma(@)", "c - a", "a - c")),
    *pairs("divergence", "size n\nsimplex p (n, 1) q (n, 1)", (),
        (r"\sum_{j=1}^n p_j \ln \frac{p_j}{q_j} = @", r"\sum_{j=1}^n q_j \ln \frac{q_j}{p_j}",
         r"\sum_{j=1}^n p_j \ln p_j - \sum_{j=1}^n p_j \ln q_j", "p[]~ q[]~: S(a*ln(a/b) for a, b in zip(p, q)) == @",
         "S(b*ln(b/a) for a, b in zip(p, q))", "S(a*ln(a) for a in p) - S(a*ln(b) for a, b in zip(p, q))"),
        (r"-\sum_{j=1}^n p_j \ln q_j = -\sum_{j=1}^n p_j \ln p_j @ \sum_{j=1}^n p_j \ln \frac{p_j}{q_j}", "-", "+",
         "p[]~ q[]~: -S(a*ln(b) for a, b in zip(p, q)) == -S(a*ln(a) for a in p) @ S(a*ln(a/b) for a, b in zip(p, q))", "-", "+"),
        (r"-\sum_{j=1}^n p_j \ln q_j \ge -\sum_{j=1}^n @", r"q_j \ln q_j", r"p_j \ln p_j",
         "p[]~ q[]~: -S(a*ln(b) for a, b in zip(p, q)) >= -S(v*ln(v) for v in @)", "q", "p"),
        (r"-\sum_{j=1}^n p_j \ln p_j \le @", "1", r"\ln n", "p[]~: -S(a*ln(a) for a in p) <= @", "1", "ln(len(p))")),
    *pairs("perplexity", "size n\npositive p (n, 1)", (),
        (r"e^{@ \frac1n \sum_{j=1}^n \ln p_j} = \left( \prod_{j=1}^n \frac{1}{p_j} \right)^{\frac1n}", "", "-",
         "p[]+: exp(@mean([ln(v) for v in p])) == P(1/v for v in p)**(1/len(p))", "", "-"),
        (r"2^{-\frac1n \sum_{j=1}^n @} = e^{-\frac1n \sum_{j=1}^n \ln p_j}", r"\ln p_j", r"\frac{\ln p_j}{\ln 2}",
         "p[]+: mpf(2)**(-mean([@ for v in p])) == exp(-mean([ln(v) for v in p]))", "ln(v)", "ln(v)/ln(2)"),
        (r"e^{-@ \sum_{j=1}^n \ln p_j} = \prod_{j=1}^n p_j^{-\frac1n}", "", r"\frac1n",
         "p[]+: exp(-@*S(ln(v) for v in p)) == P(v**(-1/len(p)) for v in p)", "1", "(1/len(p))")),
    *pairs("squared error", "size m\nreal w b x^{(i)} y^{(i)}", (_MSE,),
        (r"\frac{\partial J}{\partial w} = @ \sum_{i=1}^m (w x^{(i)} + b - y^{(i)}) x^{(i)}", r"\frac1m", r"\frac2m",
         "x[] y[] w b: D(lambda w: mse(w, b, x, y), w) == @*S((w*s + b - t)*s for s, t in zip(x, y))", "(1/len(x))", "(2/len(x))"),
        (r"\frac{\partial J}{\partial w} = @ \sum_{i=1}^m (w x^{(i)} + b - y^{(i)}) x^{(i)}", "2", r"\frac2m",
         "x[] y[] w b: D(lambda w: mse(w, b, x, y), w) == @*S((w*s + b - t)*s for s, t in zip(x, y))", "2", "(2/len(x))"),
        (r"\frac{\partial J}{\partial w} = @ \frac2m \sum_{i=1}^m (y^{(i)} - w x^{(i)} - b) x^{(i)}", "", "-",
         "x[] y[] w b: D(lambda w: mse(w, b, x, y), w) == @2/len(x)*S((t - w*s - b)*s for s, t in zip(x, y))", "", "-"),
        (r"\frac{\partial J}{\partial b} = \frac2m \sum_{i=1}^m (w x^{(i)} + b - y^{(i)}) @", "x^{(i)}", "",
         "x[] y[] w b: D(lambda b: mse(w, b, x, y), b) == 2/len(x)*S((w*s + b - t)*@ for s, t in zip(x, y))", "s", "1"),
        (r"\frac{\partial^2 J}{\partial w^2} = \frac2m \sum_{i=1}^m @", "x^{(i)}", "(x^{(i)})^2",
         "x[] y[] w b: D(lambda w: mse(w, b, x, y), w, 2) == 2/len(x)*S(@ for s in x)", "s", "s**2")),
    *pairs("squared error", "size m\nreal w b x^{(i)} y^{(i)}", (_FIT,),
        (r"\frac{\partial J}{\partial w} = @ \sum_{i=1}^m (w x^{(i)} + b - y^{(i)}) x^{(i)}", r"\frac2m", r"\frac1m",
         "x[] y[] w b: D(lambda w: mse(w, b, x, y)/2, w) == @*S((w*s + b - t)*s for s, t in zip(x, y))", "(2/len(x))", "(1/len(x))")),
    *pairs("squared error", "size m\nreal c y^{(i)}", (("def", r"\bar y = \frac1m \sum_{i=1}^m y^{(i)}"),),
        (r"\frac1m \sum_{i=1}^m (y^{(i)} - c)^2 = \frac1m \sum_{i=1}^m (y^{(i)} - \bar y)^2 + @", r"\bar y - c", r"(\bar y - c)^2",
         "y[] c: mean([(v - c)**2 for v in y]) == mean([(v - mean(y))**2 for v in y]) + @", "mean(y) - c", "(mean(y) - c)**2"),
        (r"\frac1m \sum_{i=1}^m (y^{(i)} - \bar y)^2 = \frac1m \sum_{i=1}^m (y^{(i)})^2 @ \bar y^2", "+", "-",
         "y[]: mean([(v - mean(y))**2 for v in y]) == mean([v**2 for v in y]) @ mean(y)**2", "+", "-")),
    *pairs("rules", "real x\nfunction f g", (),
        (r"\frac{d}{dx} f(g(x)) = @ g'(x)", "f'(x)", "f'(g(x))", "x: D(lambda t: f(g(t)), x) == @*D(g, x)", "D(f, x)", "D(f, g(x))"),
        (r"\frac{d}{dx} [f(x) g(x)] = @", "f'(x) g'(x)", "f'(x) g(x) + f(x) g'(x)",
         "x: D(lambda t: f(t)*g(t), x) == @", "D(f, x)*D(g, x)", "D(f, x)*g(x) + f(x)*D(g, x)"),
        (r"\frac{d}{dx} \frac{f(x)}{g(x)} = \frac{f'(x) g(x) @ f(x) g'(x)}{(g(x))^2}", "+", "-",
         "x: D(lambda t: f(t)/g(t), x) == (D(f, x)*g(x) @ f(x)*D(g, x))/g(x)**2", "+", "-"),
        (r"\frac{d}{dx} \frac{f(x)}{g(x)} = \frac{@}{(g(x))^2}", "f(x) g'(x) - f'(x) g(x)", "f'(x) g(x) - f(x) g'(x)",
         "x: D(lambda t: f(t)/g(t), x) == (@)/g(x)**2", "f(x)*D(g, x) - D(f, x)*g(x)", "D(f, x)*g(x) - f(x)*D(g, x)"),
        (r"\frac{d}{dx} \frac{1}{f(x)} = -\frac{f'(x)}{@}", "f(x)", "(f(x))^2", "x: D(lambda t: 1/f(t), x) == -D(f, x)/@", "f(x)", "f(x)**2"),
        (r"\frac{d}{dx} f(3 x) = @", "f'(3 x)", "3 f'(3 x)", "x: D(lambda t: f(3*t), x) == @", "D(f, 3*x)", "3*D(f, 3*x)")),
    *pairs("layers", "real w_1 w_2 x y", (SIGMA, ("def", r"h = \sigma(w_1 x)"), ("def", r"\hat y = w_2 h"), _SQUARE),
        (r"\frac{\partial \mathcal L}{\partial w_1} = 2 (\hat y - y) @ h (1 - h) x", "w_1", "w_2",
         ("w[2] x y: partial(lambda w: (w[1]*sigma(w[0]*x) - y)**2, w, 0) =="
         " 2*(w[1]*sigma(w[0]*x) - y)*@*sigma(w[0]*x)*(1 - sigma(w[0]*x))*x"), "w[0]", "w[1]"),
        (r"\frac{\partial \mathcal L}{\partial w_1} = 2 (\hat y - y) w_2 @ x", "h", "h (1 - h)",
         ("w[2] x y: partial(lambda w: (w[1]*sigma(w[0]*x) - y)**2, w, 0) =="
         " 2*(w[1]*sigma(w[0]*x) - y)*w[1]*@*x"), "sigma(w[0]*x)", "sigma(w[0]*x)*(1 - sigma(w[0]*x))"),
        (r"\frac{\partial \mathcal L}{\partial w_2} = 2 (\hat y - y) @", "x", "h",
         "w[2] x y: partial(lambda w: (w[1]*sigma(w[0]*x) - y)**2, w, 1) == 2*(w[1]*sigma(w[0]*x) - y)*@", "x", "sigma(w[0]*x)")),
    *pairs("transposes", "size n p m\nreal W (n, p) A (p, m) Y (n, m)", (_SQUARES,),
        (r"\frac{\partial J}{\partial W} = @", r"A^\top (W A - Y)", r"(W A - Y) A^\top",
         "W(n,p) A(p,m) Y(n,m): grad(lambda W: norm2(W.dot(A) - Y)/2, W) == @", "A.T.dot(W.dot(A) - Y)", "(W.dot(A) - Y).dot(A.T)"),
        (r"\frac{\partial J}{\partial W} = (W A - Y) @", "A", r"A^\top",
         "W(n,p) A(p,m) Y(n,m): grad(lambda W: norm2(W.dot(A) - Y)/2, W) == (W.dot(A) - Y).dot(@)", "A", "A.T"),
        (r"\frac{\partial J}{\partial A} = @ (W A - Y)", "W", r"W^\top",
         "W(n,p) A(p,m) Y(n,m): grad(lambda A: norm2(W.dot(A) - Y)/2, A) == (@).dot(W.dot(A) - Y)", "W", "W.T")),
    *pairs("transposes", "size n p m\nreal W (n, p) A (p, m) Y (n, m) b (n, 1)",
        (("def", r"J = \frac12 \lVert W A + b \mathbf 1^\top - Y \rVert_F^2"),),
        (r"\frac{\partial J}{\partial b} = @", r"\mathbf 1^\top (W A + b \mathbf 1^\top - Y)", r"(W A + b \mathbf 1^\top - Y) \mathbf 1",
         "W(n,p) A(p,m) Y(n,m) b(n,1): grad(lambda b: norm2(W.dot(A) + b - Y)/2, b) == @",
         "ones(n).T.dot(W.dot(A) + b - Y)", "(W.dot(A) + b - Y).dot(ones(m))"),
        (r"\frac{\partial J}{\partial b} = @ (W A + b \mathbf 1^\top - Y) \mathbf 1", r"\frac1m", "",
         "W(n,p) A(p,m) Y(n,m) b(n,1): grad(lambda b: norm2(W.dot(A) + b - Y)/2, b) == @*(W.dot(A) + b - Y).dot(ones(m))", "m**-1", "1")),
    *pairs("transposes", "size n p m\nreal W (n, p) A (p, m) Y (n, m)", (("def", r"J = \lVert W A - Y \rVert_F^2"),),
        (r"\frac{\partial J}{\partial W} = @ (W A - Y) A^\top", "", "2",
         "W(n,p) A(p,m) Y(n,m): grad(lambda W: norm2(W.dot(A) - Y), W) == @*(W.dot(A) - Y).dot(A.T)", "1", "2")),
    *pairs("transposes", "size n\nreal B (n, n) C (n, n) x (n, 1)", (),
        (r"(B C)^\top = @", r"B^\top C^\top", r"C^\top B^\top", "B(n,n) C(n,n): B.dot(C).T == @", "B.T.dot(C.T)", "C.T.dot(B.T)"),
        (r"\mathrm{tr}(B C) = @", r"\mathrm{tr}(B) \mathrm{tr}(C)", r"\mathrm{tr}(C B)", "B(n,n) C(n,n): float(tr(B.dot(C))) == @", "tr(B)*tr(C)", "tr(C.dot(B))"),
        (r"\nabla_x (x^\top B x) = @ x", "2 B", r"(B + B^\top)", "B(n,n) x(n,1): grad(lambda x: (x.T.dot(B).dot(x))[0, 0], x) == (@).dot(x)", "2*B", "B + B.T"),
        (r"\frac{\partial}{\partial C} \mathrm{tr}(B C) = @", "B", r"B^\top", "B(n,n) C(n,n): grad(lambda C: tr(B.dot(C)), C) == @", "B", "B.T"),
        (r"B C @", "= C B", r"- C B = B (C - I) - (C - I) B", "B(n,n) C(n,n): B.dot(C) @", "== C.dot(B)",
         "- C.dot(B) == B.dot(C - eye(n)) - (C - eye(n)).dot(B)"),
        (r"(B + C)^\top (B + C) = B^\top B + C^\top C + @", r"2 B^\top C", r"B^\top C + C^\top B",
         "B(n,n) C(n,n): (B + C).T.dot(B + C) == B.T.dot(B) + C.T.dot(C) + @", "2*B.T.dot(C)", "B.T.dot(C) + C.T.dot(B)")),
    *pairs("vec", "size n p m q\nreal W (n, p) A (p, m) B (m, q)", (),
        (r"\mathrm{vec}(W A) = @ \mathrm{vec}(W)", r"(I_n \otimes A^\top)", r"(A^\top \otimes I_n)",
         "W(n,p) A(p,m): vec(W.dot(A)) == (@).dot(vec(W))", "kron(eye(n), A.T)", "kron(A.T, eye(n))"),
        (r"\mathrm{vec}(W A) = @ \mathrm{vec}(A)", r"(W \otimes I_m)", r"(I_m \otimes W)",
         "W(n,p) A(p,m): vec(W.dot(A)) == (@).dot(vec(A))", "kron(W, eye(m))", "kron(eye(m), W)"),
        (r"\mathrm{vec}(W A B) = @ \mathrm{vec}(A)", r"(W \otimes B^\top)", r"(B^\top \otimes W)",
         "W(n,p) A(p,m) B(m,q): vec(W.dot(A).dot(B)) == (@).dot(vec(A))", "kron(W, B.T)", "kron(B.T, W)")),
    *pairs("decay", "size m n p\nreal W (n, p) w g \\lambda \\eta", (("def", r"R = \frac{\lambda}{2 m} \lVert W \rVert_F^2"),),
        (r"\frac{\partial R}{\partial W} = @ W", r"\lambda", r"\frac{\lambda}{m}",
         "W(n,p) U(m,1): grad(lambda W: norm2(W)/(2.0*len(U)), W) == W*float(@)", "1", "1/len(U)"),
        (r"\frac{\partial R}{\partial W} = @ W", r"\frac{\lambda}{2 m}", r"\frac{\lambda}{m}",
         "W(n,p) U(m,1): grad(lambda W: norm2(W)/(2.0*len(U)), W) == W*float(@)", "1/(2*len(U))", "1/len(U)")),
    *pairs("decay", "size m\nreal w g \\lambda \\eta", (),
        (r"w - \eta (g + \frac{\lambda}{m} w) = (1 - @) w - \eta g", r"\eta \lambda", r"\frac{\eta \lambda}{m}",
         "m# w g k e: w - e*(g + k/m*w) == (1 - @)*w - e*g", "e*k", "e*k/m")),
    *pairs("initial weights", "size n m", (("def", r"a = \sqrt{\frac{6}{n + m}}"),),
        (r"\frac{a^2}{3} = @", r"\frac{6}{n + m}", r"\frac{2}{n + m}", "n# m#: sqrt(6/(n + m))**2/3 == @", "6/(n + m)", "2/(n + m)"),
        (r"\frac{a^2}{3} = @", r"\frac{1}{n + m}", r"\frac{2}{n + m}", "n# m#: sqrt(6/(n + m))**2/3 == @", "1/(n + m)", "2/(n + m)")),
    *pairs("initial weights", "size n m", (("def", r"a = \sqrt{\frac{6}{n}}"),),
        (r"\frac{a^2}{3} = @", r"\frac1n", r"\frac2n", "n#: sqrt(6/n)**2/3 == @", "1/n", "2/n"),
        (r"\frac{n}{2} \cdot @ = 1", r"\frac{a}{3}", r"\frac{a^2}{3}", "n#: n/2*@ == 1", "sqrt(6/n)/3", "sqrt(6/n)**2/3")),
    *pairs("normalisation", "size m\nreal x^{(i)}\npositive \\epsilon", (*_BATCH, ("def", r"u^{(i)} = \frac{x^{(i)} - \mu}{\sqrt{V + \epsilon}}")),
        (r"\frac1m \sum_{i=1}^m u^{(i)} = @", "1", "0", "x[] e+: mean([(v - mean(x))/sqrt(mean([(t - mean(x))**2 for t in x]) + e) for v in x]) == @", "1", "0"),
        (r"\frac1m \sum_{i=1}^m (u^{(i)})^2 = @", "1", r"\frac{V}{V + \epsilon}",
         "x[] e+: mean([(v - mean(x))**2/(mean([(t - mean(x))**2 for t in x]) + e) for v in x]) == @",
         "1", "mean([(t - mean(x))**2 for t in x])/(mean([(t - mean(x))**2 for t in x]) + e)")),
    *pairs("normalisation", "size m\nreal x^{(i)}", _BATCH,
        (r"V = \frac1m \sum_{i=1}^m (x^{(i)})^2 @ \mu^2", "+", "-", "x[]: mean([(t - mean(x))**2 for t in x]) == mean([t**2 for t in x]) @ mean(x)**2", "+", "-"),
        (r"\frac{\partial V}{\partial x^{(i)}} = \frac2m @", "x^{(i)}", r"(x^{(i)} - \mu)",
         "x[] i&x: partial(lambda x: mean([(t - mean(x))**2 for t in x]), x, i) == 2/len(x)*@", "x[i]", "(x[i] - mean(x))")),
    *pairs("gates", "real r c_0 u \\tilde c o", _CELL,
        (r"\frac{\partial h}{\partial c_0} = @ (1 - \tanh^2 c)", "r", "o r",
         "r a u b o: D(lambda a: o*tanh(r*a + u*b), a) == @*(1 - tanh(r*a + u*b)**2)", "r", "o*r"),
        (r"\frac{\partial h}{\partial c_0} = o r @", r"\tanh c", r"(1 - \tanh^2 c)",
         "r a u b o: D(lambda a: o*tanh(r*a + u*b), a) == o*r*@", "tanh(r*a + u*b)", "(1 - tanh(r*a + u*b)**2)"),
        (r"\frac{\partial h}{\partial o} = @", "c", r"\tanh c", "r a u b o: D(lambda o: o*tanh(r*a + u*b), o) == @", "r*a + u*b", "tanh(r*a + u*b)"),
        (r"\frac{\partial c}{\partial u} = @", "c_0", r"\tilde c", "r a u b: D(lambda u: r*a + u*b, u) == @", "a", "b")),
    *pairs("gates", "real u h_0 \\tilde h", (("def", r"h = (1 - u) h_0 + u \tilde h"),),
        (r"\frac{\partial h}{\partial u} = @", r"h_0 - \tilde h", r"\tilde h - h_0", "u a b: D(lambda u: (1-u)*a + u*b, u) == @", "a - b", "b - a"),
        (r"h - h_0 = @", r"u (h_0 - \tilde h)", r"u (\tilde h - h_0)", "u a b: (1-u)*a + u*b - a == @", "u*(a - b)", "u*(b - a)")),
    *pairs("Taylor", "real x", (),
        ("e^x = 1 + x + @ + O(x^3)", "x^2", r"\frac{x^2}{2}", "x: order(lambda e: exp(e) - 1 - e - @) == 3", "e**2", "e**2/2"),
        (r"\ln(1 + x) = x @ \frac{x^2}{2} + O(x^3)", "+", "-", "x: order(lambda e: ln(1 + e) - (e @ e**2/2)) == 3", "+", "-"),
        (r"\sin x = x - @ + O(x^5)", r"\frac{x^3}{3}", r"\frac{x^3}{6}", "x: order(lambda e: sin(e) - e + @) == 5", "e**3/3", "e**3/6"),
        (r"\tanh x = x - @ + O(x^5)", r"\frac{x^3}{6}", r"\frac{x^3}{3}", "x: order(lambda e: tanh(e) - e + @) == 5", "e**3/6", "e**3/3"),
        (r"\frac{1}{1 + x} = 1 @ x + O(x^2)", "+", "-", "x: order(lambda e: 1/(1 + e) - (1 @ e)) == 2", "+", "-"),
        (r"\sqrt{1 + x} = 1 + @ + O(x^2)", "x", r"\frac{x}{2}", "x: order(lambda e: sqrt(1 + e) - 1 - @) == 2", "e", "e/2")),
    *pairs("logarithms", "positive a c x", (),
        (r"\ln(a c) = @", r"\ln a \ln c", r"\ln a + \ln c", "a+ c+: ln(a*c) == @", "ln(a)*ln(c)", "ln(a) + ln(c)"),
        (r"\ln \frac{a}{c} = @", r"\frac{\ln a}{\ln c}", r"\ln a - \ln c", "a+ c+: ln(a/c) == @", "ln(a)/ln(c)", "ln(a) - ln(c)"),
        (r"\ln a^c = @", r"(\ln a)^c", r"c \ln a", "a+ c+: ln(a**c) == @", "ln(a)**c", "c*ln(a)"),
        (r"e^{a + c} = @", "e^a + e^c", "e^a e^c", "a+ c+: exp(a + c) == @", "exp(a) + exp(c)", "exp(a)*exp(c)"),
        (r"\frac{d}{dx} a^x = a^x @", "", r"\ln a", "a+ x+: D(lambda t: a**t, x) == a**x*@", "1", "ln(a)")),
    *pairs("sums", "size n\nunit r", (),
        (r"\sum_{k=0}^{n} r^k = \frac{1 - r^{@}}{1 - r}", "n", "n + 1", "n# r%: S(r**k for k in range(n + 1)) == (1 - r**(@))/(1 - r)", "n", "n + 1"),
        (r"\sum_{k=1}^{n} r^k = @ \frac{1 - r^n}{1 - r}", "", "r", "n# r%: S(r**k for k in range(1, n + 1)) == @*(1 - r**n)/(1 - r)", "1", "r"),
        (r"\sum_{k=1}^{n} k = \frac{n (n @ 1)}{2}", "-", "+", "n#: S(range(n + 1)) == n*(n @ 1)/2", "-", "+")),
]
