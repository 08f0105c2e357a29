r"""Equations of matrices and backpropagation, each with its truth and an oracle.

A case is a claim with what it needs: declarations, definitions, whether it is true, and an
expectation: "every size" (a proof for all sizes is wanted), "checked" or "refused". Its oracle
is a list of Python expressions, one for each side of the claim, over arrays that `worlds`
draws from the same declarations. The oracle knows nothing of the engine: derivatives are
central differences, and arrays of different shapes are never added.

`true(name, latex, side, side, …)` adds a true claim, and `false(latex, side, side)` after it a
wrong twin; a twin with one side has the left side of the claim before it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

EVERY_SIZE, CHECKED, REFUSED = "every size", "checked", "refused"
BOOK, IDENTITIES = "book", "identities"  # parts (a) with its twins (b), and (c)
World = dict[str, Any]


# Numbers: strict arrays and derivatives without the chain rule --------------------------------


class Array(np.ndarray):
    """An array that never stretches: entry by entry only with its own shape or a number."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        plain = [np.asarray(each) for each in inputs]
        if method == "__call__" and ufunc is not np.matmul:
            if len({each.shape for each in plain if each.size != 1}) > 1:
                raise ValueError("two shapes")
        return array(getattr(ufunc, method)(*plain, **options))


def array(values: Any) -> Any:
    """A strict array; a number stays a number."""
    plain = np.asarray(values)
    return plain.view(Array) if plain.ndim else plain[()]


def number(value: Any) -> float:
    """The number in a 1 × 1 array."""
    return float(np.asarray(value).reshape(()))


def slope(along: Callable[[float], Any], h: float = 1e-4) -> Any:
    """The derivative at 0, by a central difference of fourth order."""
    near, far = along(h) - along(-h), along(2 * h) - along(-2 * h)
    return (8 * near - far) / (12 * h)


def grad(function: Callable[[Any], Any], at: Any) -> Any:
    """The derivative of a number by an array (in its shape) or by a number."""
    if np.ndim(at) == 0:
        return slope(lambda t: number(function(at + t)))
    found = np.zeros(at.shape)
    for place in np.ndindex(*at.shape):
        unit = np.zeros(at.shape)
        unit[place] = 1
        found[place] = slope(lambda t, unit=unit: number(function(array(at + t * unit))))
    return array(found)


def jac(function: Callable[[Any], Any], at: Any) -> Any:
    """The Jacobian of a column by a column, (out, in)."""
    units = np.eye(len(at))
    columns = [slope(lambda t, u=u: function(array(at + t * u[:, None]))) for u in units]
    return array(np.hstack(columns))


def tab(rows: int, columns: int, entry: Callable[[int, int], Any]) -> Any:
    """The array with these entries."""
    return array([[number(entry(i, j)) for j in range(columns)] for i in range(rows)])


def tr(a: Any) -> Any:
    """The trace of a square array."""
    if np.ndim(a) and len({*a.shape}) > 1:
        raise ValueError("not square")
    return np.trace(np.atleast_2d(np.asarray(a)))


def kron(a: Any, b: Any) -> Any:
    """The Kronecker product."""
    return array(np.kron(np.asarray(a), np.asarray(b)))


def soft(z: Any) -> Any:
    """Softmax of each column."""
    e = np.exp(np.asarray(z))
    return array(e / e.sum(axis=0))


def weave(shape: tuple[int, ...], k: float) -> Any:
    """Fixed numbers without symmetry, the coefficients of an unknown function."""
    i, j = np.indices(shape)
    return np.cos(1 + k + 1.7 * i + 0.9 * j + k * i * j)


def cost(z: Any) -> float:
    """Stands for any smooth function of an array."""
    z = np.asarray(z)
    mixed = (weave(z.shape, 3) * z).sum()
    return float((np.sin(weave(z.shape, 1) * z) + weave(z.shape, 2) * z**2).sum() + mixed**2 / 2)


def each(count: int) -> range:
    """1, …, count: layers, steps or samples."""
    return range(1, count + 1)


HELPERS: World = {
    "np": np, "array": array, "number": number, "grad": grad, "jac": jac, "tab": tab, "tr": tr,
    "kron": kron, "soft": soft,
    "cost": cost, "each": each, "exp": np.exp, "ln": np.log, "sqrt": np.sqrt, "tanh": np.tanh,
    "one": lambda k: array(np.ones((k, 1))), "eye": lambda k: array(np.eye(k)),
    "vec": lambda a: array(np.asarray(a).reshape(-1, 1, order="F")),
    "diag": lambda a: array(np.diag(np.asarray(a)[:, 0])),
    "sq": lambda a: (np.asarray(a) ** 2).sum(), "total": lambda a: np.asarray(a).sum(),
    "sig": lambda z: 1 / (1 + exp(-z)),
    "f": lambda z: np.sin(1.1 * z) + 0.3 * z**2, "df": lambda z: 1.1 * np.cos(1.1 * z) + 0.6 * z,
    "g": lambda z: np.sin(1.3 * z) + 0.2 * z**2, "dg": lambda z: 1.3 * np.cos(1.3 * z) + 0.4 * z}
exp = np.exp
NONE: dict[int, Any] = {}


# Declarations by name, and the definitions that cases choose from -------------------------------

PRESETS = {
    "algebra": r"""
size n p m q
real A (n, p)   C (n, p)   B (p, m)   G (p, m)   F (m, q)   Y (n, m)
real S (n, n)   R (n, n)   Q (n, n)
real u (n, 1)   x (n, 1)   w (n, 1)   v (p, 1)   y (p, 1)   z (m, 1)
real \alpha""",
    "dense": r"""
size n p m
real W (n, p)   A (p, m)   b (n, 1)   Y (n, m)   V (n, p)
positive \lambda \eta
function \mathcal J
function g entrywise""",
    "rows": r"""
size n p m
real X (m, p)   V (p, n)   b (n, 1)
function \mathcal J""",
    "gram": r"""
size n q m
real W (n, q)   X (q, m)   R (n, m)   S (n, m)   c
positive \lambda \eta""",
    "two": r"""
size n_0 n_1 n_2 m
real X (n_0, m)   Y (n_2, m)   x (n_0, 1)
real W_1 (n_1, n_0)   b_1 (n_1, 1)   W_2 (n_2, n_1)   b_2 (n_2, 1)
function \mathcal J
function g entrywise""",
    "two layers": r"""
size m
layers l = 1..2   W^{[l]} (n_l, n_{l-1})   b^{[l]} (n_l, 1)
real X (n_0, m)
function \mathcal J
function g entrywise""",
    "layers": r"""
size m
layers l = 1..L   W^{[l]} (n_l, n_{l-1})   b^{[l]} (n_l, 1)   s^{[l]}
real X (n_0, m)   Y (n_L, m)   x (n_0, 1)   r
positive \lambda
function \mathcal J
function g entrywise""",
    "softmax": r"""
size c
real z (c, 1)   s
simplex y (c, 1)""",
    "softmax, many": r"""
size c m
real Z (c, m)
simplex Y (c, m)""",
    "softmax, any labels": r"""
size c
real z (c, 1)   y (c, 1)""",
    "binary": r"""
real z
unit y""",
    "binary, many": r"""
size n m
real Z (n, m)
unit Y (n, m)""",
    "scalars": r"""
size m n p
real z z_1 z_2
positive r""",
    "samples": r"""
size m
real y^{(i)} z^{(i)} c
unit h^{(i)}""",
    "steps": r"""
size n
steps t = 1..T   g_t (n, 1)
real w (n, 1)
unit \beta \beta_1 \beta_2
positive \eta""",
    "scalar steps": r"""
size m
steps t = 1..T   g_t
real w
unit \beta \beta_1 \beta_2
positive \eta \epsilon \lambda h
function f""",
}

DEFINITIONS = {  # name: (LaTeX, what the oracle needs of it)
    "Z": (r"Z = WA + b\mathbf 1^\top",
          "forward = lambda W=W, A=A, b=b: W@A + b@one(m).T; Z = forward()"),
    "J": (r"J = \mathcal J(Z)", "J = lambda Z=None, **k: cost(forward(**k) if Z is None else Z)"),
    "G": (r"G = \frac{\partial J}{\partial Z}", "G = grad(cost, Z)"),
    "H": (r"H = g(Z)", "H = g(Z)"),
    "J(H)": (r"J = \mathcal J(H)", ("J = lambda H=None, Z=None, **k: "
             "cost(H if H is not None else g(Z if Z is not None else forward(**k)))")),
    "squares": (r"J = \frac1{2m}\lVert Z - Y\rVert_F^2 + \frac\lambda{2m}\lVert W\rVert_F^2",
                "J = lambda **k: sq(forward(**k) - Y)/(2*m) + lam/(2*m)*sq(k.get('W', W))"),
    "sigma": (r"\sigma(z) = \frac1{1 + e^{-z}}", ""),
    "H sigma": (r"H = \sigma(Z)", "H = sig(Z)"),
    "mse": (r"J = \frac1m\lVert H - Y\rVert_F^2",
            "J = lambda H=None, Z=Z: sq((H if H is not None else sig(Z)) - Y)/m"),
    "rows": (r"Z = XV + \mathbf 1b^\top",
             "forward = lambda X=X, V=V, b=b: X@V + one(m)@b.T; Z = forward()"),
    "P": (r"P = WX", "P = W@X"),
    "K": (r"K = X^\top X", "K = X.T@X"),
    "mu": (r"\mu = \frac1m X\mathbf 1", "mu = X@one(m)/m"),
    "centred": (r"C = X - \mu\mathbf 1^\top", "C = X - mu@one(m).T"),
    "two": ((r"\begin{aligned} Z_1 &= W_1X + b_1\mathbf 1^\top \\ H &= g(Z_1) \\"
            r" Z_2 &= W_2H + b_2\mathbf 1^\top \end{aligned}"),
            "net = lambda **k: two(world, X, **k)"),
    "two J": (r"J = \mathcal J(Z_2)",
              "J = lambda **k: cost(net(**k)[2]); Z_1, H, Z_2 = net()"),
    "two G": ((r"\begin{aligned} G_1 &= \frac{\partial J}{\partial Z_1} \\"
              r" G_2 &= \frac{\partial J}{\partial Z_2} \end{aligned}"),
              "G_1 = gJ('Z_1'); G_2 = gJ('Z_2')"),
    "column": ((r"\begin{aligned} z_1 &= W_1x + b_1 \\ h &= g(z_1) \\"
               r" z_2 &= W_2h + b_2 \end{aligned}"),
               "net = lambda **k: two(world, x, **k); z_1, h, z_2 = net()"),
    "column J": (r"J = \mathcal J(z_2)", "J = lambda x=x, **k: cost(two(world, x, **k)[2])"),
    "numbered": ((r"\begin{aligned} Z^{[1]} &= W^{[1]}X + b^{[1]}\mathbf 1^\top \\"
                r" A^{[1]} &= g(Z^{[1]}) \\"
                r" Z^{[2]} &= W^{[2]}A^{[1]} + b^{[2]}\mathbf 1^\top \end{aligned}"),
                 "Z, A = net(X)"),
    "numbered J": (r"J = \mathcal J(Z^{[2]})", "J = lambda **k: cost(net(X, **k)[0][2])"),
    "forward": ((r"\begin{aligned} A^{[0]} &= X \\"
                r" Z^{[l]} &= W^{[l]}A^{[l-1]} + b^{[l]}\mathbf 1^\top \\"
                r" A^{[l]} &= g(Z^{[l]}) \end{aligned}"), "Z, A = net(X)"),
    "cost": (r"J = \mathcal J(A^{[L]})", "J = lambda **k: cost(net(X, **k)[1][L])"),
    "cost squares": (r"J = \frac1{2m}\lVert A^{[L]} - Y\rVert_F^2",
                     "J = lambda **k: sq(net(X, **k)[1][L] - Y)/(2*m)"),
    "cost L2": ((r"J = \frac1{2m}\lVert A^{[L]} - Y\rVert_F^2"
                r" + \frac\lambda{2m}\sum_{l=1}^L\lVert W^{[l]}\rVert_F^2"),
                ("J = lambda W={}, **k: sq(net(X, W=W, **k)[1][L] - Y)/(2*m)"
                " + lam/(2*m)*sum(sq({**world['W'], **W}[l]) for l in each(L))")),
    "dZ": (r"\mathrm dZ^{[l]} = m\frac{\partial J}{\partial Z^{[l]}}",
           "dZ = {l: m*gJ('Z', l) for l in each(L)}"),
    "columns": ((r"\begin{aligned} a^{[0]} &= x \\ z^{[l]} &= W^{[l]}a^{[l-1]} + b^{[l]} \\"
                r" a^{[l]} &= g(z^{[l]}) \end{aligned}"), "Z, A = net(x); z, a = Z, A"),
    "columns J": (r"J = \mathcal J(a^{[L]})", "J = lambda **k: cost(net(x, **k)[1][L])"),
    "delta": (r"\delta^{[l]} = \frac{\partial J}{\partial z^{[l]}}",
              "delta = {l: gJ('Z', l) for l in each(L)}"),
    "p": (r"p = \frac{e^z}{\sum_k e^{z_k}}", "p = soft(z)"),
    "p_j": (r"p_j = \frac{e^{z_j}}{\sum_k e^{z_k}}", "p = soft(z)"),
    "loss": (r"\mathcal L = -\sum_j y_j \ln p_j",
             "J = lambda z=z, p=None: -total(y*ln(soft(z) if p is None else p))"),
    "P batch": (r"p_{ji} = \frac{e^{z_{ji}}}{\sum_k e^{z_{ki}}}", "P = soft(Z)"),
    "p columns": (r"p^{(i)} = \frac{e^{z^{(i)}}}{\sum_k e^{z_{ki}}}", "P = soft(Z)"),
    "J batch": (r"J = -\frac1m\sum_{i=1}^m\sum_j y_{ji}\ln p_{ji}",
                "J = lambda Z=Z: -total(Y*ln(soft(Z)))/m"),
    "J columns": (r"J = -\frac1m\sum_{i=1}^m y^{(i)\top}\ln p^{(i)}",
                  "J = lambda Z=Z: -total(Y*ln(soft(Z)))/m"),
    "yhat": (r"\hat y = \sigma(z)", "yhat = sig(z)"),
    "binary": (r"\mathcal L = -y\ln\hat y - (1 - y)\ln(1 - \hat y)",
               "bce = lambda q: -y*ln(q) - (1-y)*ln(1-q)"),
    "A": (r"A = \sigma(Z)", "A = sig(Z)"),
    "J binary": ((r"J = -\frac1m\mathbf 1^\top(Y\odot\ln A + (\mathbf 1\mathbf 1^\top - Y)"
                 r"\odot\ln(\mathbf 1\mathbf 1^\top - A))\mathbf 1"),
                 ("J = lambda Z=Z, A=None: -total(Y*ln(sig(Z) if A is None else A)"
                 " + (1-Y)*ln(1-(sig(Z) if A is None else A)))/m")),
    "samples": (r"q^{(i)} = \sigma(z^{(i)})", "q = {i: sig(z[i]) for i in each(m)}"),
    "J samples": (r"J = -\frac1m\sum_{i=1}^m (h^{(i)}\ln q^{(i)} + (1 - h^{(i)})\ln(1 - q^{(i)}))",
                  ("J = lambda i, t: -sum(h[k]*ln(sig(z[k]+t*(k==i))) + "
                  "(1-h[k])*ln(1-sig(z[k]+t*(k==i))) for k in each(m))/m")),
    "mean": (r"\bar y = \frac1m\sum_{i=1}^m y^{(i)}", "mean = sum(y.values())/m"),
    "momentum": (r"\begin{aligned} v_0 &= \mathbf 0 \\ v_t &= \beta v_{t-1} + g_t \end{aligned}",
                 "v = steps(0*w, lambda t, v: beta*v[t-1] + g[t])"),
    "theta": (r"\begin{aligned} \theta_0 &= w \\ \theta_t &= \theta_{t-1} - \eta v_t \end{aligned}",
              "theta = steps(w, lambda t, s: s[t-1] - eta*v[t])"),
    "average": ((r"\begin{aligned} u_0 &= \mathbf 0 \\"
                r" u_t &= \beta u_{t-1} + (1 - \beta)g_t \end{aligned}"),
                "u = steps(0*w, lambda t, u: beta*u[t-1] + (1-beta)*g[t])"),
    "second": ((r"\begin{aligned} s_0 &= \mathbf 0 \\"
               r" s_t &= \beta_2 s_{t-1} + (1 - \beta_2)(g_t\odot g_t) \end{aligned}"),
               "s = steps(0*w, lambda t, s: beta_2*s[t-1] + (1-beta_2)*g[t]*g[t])"),
    "nesterov": ((r"\begin{aligned} v_0 &= 0 \\ \theta_0 &= w \\"
                 r" v_t &= \beta v_{t-1} + f'(\theta_{t-1} - \eta\beta v_{t-1}) \\"
                 r" \theta_t &= \theta_{t-1} - \eta v_t \\"
                 r" u_t &= \theta_t - \eta\beta v_t \end{aligned}"),
                 ("v, theta = nesterov(w, beta, eta, df, T);"
                 "u = {t: theta[t] - eta*beta*v[t] for t in range(T+1)}")),
    "adam": ((r"\begin{aligned} v_0 &= 0 \\ s_0 &= 0 \\ \theta_0 &= w \\"
             r" v_t &= \beta_1 v_{t-1} + (1 - \beta_1)g_t \\"
             r" s_t &= \beta_2 s_{t-1} + (1 - \beta_2)g_t^2 \\"
             r" \hat v_t &= \frac{v_t}{1 - \beta_1^t} \\ \hat s_t &= \frac{s_t}{1 - \beta_2^t} \\"
             r" \theta_t &= \theta_{t-1} - \eta\frac{\hat v_t}{\sqrt{\hat s_t} + \epsilon}"
             r" \end{aligned}"),
             ("v = steps(0., lambda t, v: beta_1*v[t-1] + (1-beta_1)*g[t]);"
             "s = steps(0., lambda t, s: beta_2*s[t-1] + (1-beta_2)*g[t]**2);"
             "vhat = {t: v[t]/(1-beta_1**t) for t in each(T)};"
             "shat = {t: s[t]/(1-beta_2**t) for t in each(T)};"
             "theta = steps(w, lambda t, x: x[t-1] - eta*vhat[t]/(sqrt(shat[t])+epsilon))")),
    "descent": ((r"\begin{aligned} \theta_0 &= w \\"
                r" \theta_t &= \theta_{t-1} - \eta h\theta_{t-1} \end{aligned}"),
                "theta = steps(w, lambda t, x: x[t-1] - eta*h*x[t-1])"),
    "decay": ((r"\begin{aligned} \theta_0 &= w \\ \theta_t &= \theta_{t-1}"
              r" - \eta(g_t + \frac\lambda m\theta_{t-1}) \end{aligned}"),
              "theta = steps(w, lambda t, x: x[t-1] - eta*(g[t] + lam/m*x[t-1]))"),
    "variances": ((r"\begin{aligned} V^{[0]} &= r \\"
                  r" V^{[l]} &= \frac12 n_{l-1}s^{[l]}V^{[l-1]} \end{aligned}"),
                  "V = chain(r, lambda l, V: V*n[l-1]*s[l]/2)"),
    "he": ((r"\begin{aligned} V^{[0]} &= r \\ c^{[l]} &= \frac2{n_{l-1}} \\"
           r" V^{[l]} &= \frac12 n_{l-1}c^{[l]}V^{[l-1]} \end{aligned}"),
           "c = {l: 2/n[l-1] for l in each(L)}; V = chain(r, lambda l, V: V*n[l-1]*c[l]/2)"),
}


# Drawing ------------------------------------------------------------------------------------

ITEM = re.compile(r"((?:\\(?:hat|mathcal) )?[^\s(][^\s]*)(?: \(([^)]*)\))?")
AXES = {"layers": r"n_(l|0|L|\{l)|\[[lL0]", "steps": "t"}
NOT_SYMBOLS = re.compile(r"_F|\\mathrm\{\w+\}|\\(?:begin|end)\{\w+\}|\\[A-Za-z]+")
FAMILY = re.compile(r"\^\{\[l\]\}|\^\{\(i\)\}|_t$")


@dataclass(frozen=True)
class Declared:
    """One symbol of a line of declarations: `prefix` is the line up to its first symbol."""

    prefix: str
    key: str
    shape: str | None

    @property
    def text(self) -> str:
        """The symbol as it is declared."""
        return self.key + (f" ({self.shape})" if self.shape else "")

    def occurs(self, latex: str) -> bool:
        """Whether a formula has the symbol, or an entry or a column of it."""
        base = FAMILY.sub("", self.key)
        if base.startswith("\\"):
            return re.search(re.escape(base) + r"(?![A-Za-z_])", latex) is not None
        bare = NOT_SYMBOLS.sub(" ", latex)
        if self.prefix.startswith("function"):
            return re.search(rf"{base}'*\(", bare) is not None
        entry = rf"|{base.lower()}(?=_|\^\{{)" if self.shape and base[0].isupper() else ""
        return re.search(rf"{base}(?!_\d){entry}", bare) is not None


def declared(preset: str) -> list[Declared]:
    """The symbols of a preset in order."""
    found = []
    for line in PRESETS[preset].split("\n")[1:]:
        prefix, rest = re.fullmatch(
            r"((?:layers|steps) \w = 1\.\.\w|[a-z_]+)\s+(.*)", line).groups()  # type: ignore
        if prefix == "function":
            found.append(Declared(line, rest.removesuffix(" entrywise"), None))
        else:
            found += [Declared(prefix, *pair) for pair in ITEM.findall(rest)]
    return found


def declarations(preset: str, latex: str) -> str:
    """The lines of a preset, without the symbols that a formula does not use."""
    symbols = declared(preset)
    kept = [each for each in symbols if each.prefix != "size" and each.occurs(latex)]
    shapes = " ".join(each.shape or "" for each in kept)
    kept = [each for each in symbols
            if each in kept or each.prefix == "size" and each.occurs(f"{latex} {shapes}")]
    lines: dict[str, list[str]] = {}
    for each in kept:
        names = lines.setdefault(each.prefix, [])
        if not each.prefix.startswith("function"):
            names.append(each.text)
    if re.search(r"n_\{?l", latex) and "n_l" not in shapes:  # nothing else says that n has layers
        first = next(x for x in symbols if "n_l" in (x.shape or ""))
        lines.setdefault(first.prefix, []).append(first.text)
    for axis, mark in AXES.items():  # the layers and steps count, whatever has one each
        line = next((x.prefix for x in symbols if x.prefix.startswith(axis)), None)
        if line and re.search(mark, NOT_SYMBOLS.sub(" ", latex)):
            lines.setdefault(line, [])
    return "\n".join(f"{prefix} {'   '.join(names)}".strip() for prefix, names in lines.items())


def worlds(preset: str, seed: int = 0) -> Iterator[World]:
    """Arrays for a preset: three times pairwise different sizes, all equal, and all 1."""
    for kind, (layers, steps) in enumerate(((3, 4), (2, 3), (3, 5), (2, 2), (1, 1))):
        rng = np.random.default_rng([seed, kind])
        numbers = {0: 3, 1: 1}.get(kind - 3)
        pool = [int(k) for k in rng.permutation(np.arange(2, 8 if kind < 2 else 7))]
        yield _world(preset, rng, lambda n=numbers, p=pool: n or p.pop(), layers, steps)


def _world(preset: str, rng: Any, size: Callable[[], int], L: int, T: int) -> World:
    L = 2 if preset == "two layers" else L
    symbols = declared(preset)
    w: World = {**HELPERS, "L": L, "T": T}
    w.update({each.key: size() for each in symbols if each.prefix == "size"})
    if any(each.prefix.startswith("layers") for each in symbols):
        w["n"] = {layer: size() for layer in range(L + 1)}
        w.update({f"n_{layer}": count for layer, count in w["n"].items()}, n_L=w["n"][L])
    for each_ in symbols:
        if each_.prefix != "size" and not each_.prefix.startswith("function"):
            name = _python(each_.key)
            w[name] = _family(each_, w, rng, L, T)
            if each_.shape and not isinstance(w[name], dict):
                w["d" + name] = array(rng.normal(size=w[name].shape))
    w.update(
        world=w,
        gJ=lambda name, layer=None: _gradient(w, name, layer),
        along=lambda function: _along(w, function), two=two,
        net=lambda x, **k: network(w, x, **k), nesterov=nesterov,
        steps=lambda start, rule: _steps(start, rule, T),
        chain=lambda start, rule: _steps(start, lambda l, V: rule(l, V[l - 1]), L))
    return w


def _python(key: str) -> str:
    return FAMILY.sub("", key).replace("\\lambda", "lam").replace("\\", "")


def _family(symbol: Declared, w: World, rng: Any, L: int, T: int) -> Any:
    draw = lambda layer=0: _draw(symbol, w, rng, layer)
    last = next((count for mark, count in (("[l]", L), ("(i)", w.get("m", 0)), ("_t", T))
                 if mark in symbol.key), None)
    return draw() if last is None else {k: draw(k) for k in each(last)}


def _draw(symbol: Declared, w: World, rng: Any, layer: int) -> Any:
    sizes = {"n_l": f"n_{layer}", "n_{l-1}": f"n_{layer - 1}"}
    shape = [int(s) if s.isdigit() else w[sizes.get(s, s)]
             for s in (symbol.shape or "").split(", ") if s]
    if symbol.prefix in ("positive", "unit", "simplex"):
        values = rng.uniform(0.1, 0.9, size=shape)
        values = values / values.sum(axis=0) if symbol.prefix == "simplex" else values
    else:
        values = rng.normal(size=shape) * (0.6 if symbol.prefix.startswith("layers") else 1)
    return array(values) if shape else float(values)


def _gradient(w: World, name: str, layer: int | None) -> Any:
    J = w["J"]
    if layer is None:
        return grad(lambda v: J(**{name: v}), w[name])
    return grad(lambda v: J(**{name: {layer: v}}), w[name][layer])


def _along(w: World, function: Callable[..., Any]) -> Any:
    names = list(inspect.signature(function).parameters)
    return slope(lambda t: function(*(w[name] + t * w["d" + name] for name in names)))


def _steps(start: Any, rule: Callable[[int, dict[int, Any]], Any], last: int) -> dict[int, Any]:
    values = {0: start}
    for t in each(last):
        values[t] = rule(t, values)
    return values


def nesterov(w: float, beta: float, eta: float, df: Any, T: int) -> tuple[dict, dict]:
    """Speeds and places of descent with the slope taken ahead."""
    v, theta = {0: 0.0}, {0: w}
    for t in each(T):
        v[t] = beta * v[t - 1] + df(theta[t - 1] - eta * beta * v[t - 1])
        theta[t] = theta[t - 1] - eta * v[t]
    return v, theta


def two(w: World, x: Any, **fixed: Any) -> tuple[Any, Any, Any]:
    """A net of two layers; any quantity may be put in by name."""
    get = lambda name, value: fixed.get(name, fixed.get(name.lower(), value))
    x = fixed.get("X", x)
    ones = array(np.ones((1, x.shape[1])))
    W_1, b_1, W_2, b_2 = (fixed.get(name, w[name]) for name in ("W_1", "b_1", "W_2", "b_2"))
    z_1 = get("Z_1", W_1 @ x + b_1 @ ones)
    h = get("H", w["g"](z_1))
    return z_1, h, get("Z_2", W_2 @ h + b_2 @ ones)


def network(w: World, x: Any, W: Any = None, b: Any = None, Z: Any = None, A: Any = None) -> Any:
    """Z and A of every layer; what is put in by layer takes the place of what is computed."""
    if A is None:
        A = {}
    if Z is None:
        Z = {}
    if b is None:
        b = {}
    if W is None:
        W = {}
    W, b = {**w["W"], **W}, {**w["b"], **b}
    z, a = {}, {0: A.get(0, x)}
    ones = array(np.ones((1, x.shape[1])))
    for l in each(w["L"]):
        z[l] = Z.get(l, W[l] @ a[l - 1] + b[l] @ ones)
        a[l] = A.get(l, w["g"](z[l]))
    return z, a


# Cases --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A claim, what stands before it, and its oracle (`sides`, Python expressions)."""

    name: str
    part: str
    preset: str
    needs: tuple[str, ...]
    latex: str
    expectation: str
    sides: tuple[str, ...]
    vary: str = ""

    @property
    def truth(self) -> bool:
        """Whether the claim holds."""
        return self.expectation != REFUSED

    @property
    def definitions(self) -> list[tuple[str, str]]:
        """(name, LaTeX) of the displays before the claim."""
        inline = [("defined", self.needs[0])] if self.needs and self._inline else []
        return inline + [(re.sub(r"\W+", "_", name), DEFINITIONS[name][0])
                         for name in self.needs[len(inline):]]

    @property
    def _inline(self) -> bool:
        return bool(self.needs) and self.needs[0] not in DEFINITIONS

    @property
    def declarations(self) -> str:
        """The lines of the maths comment."""
        formulas = [latex for _, latex in self.definitions]
        return declarations(self.preset, " ; ".join([*formulas, self.latex, self.vary]))

    def worlds(self) -> Iterator[World]:
        """The arrays to try the oracle with."""
        for world in worlds(self.preset):
            for name in self.needs:
                exec(DEFINITIONS[name][1] if name in DEFINITIONS else "", world)  # noqa: S102
            yield world

    def oracle(self, world: World) -> list[Any]:
        """The values of the sides; ValueError or IndexError where one has no meaning."""
        return [eval(side, world) for side in self.sides]


CASES: list[Case] = []
_now: dict[str, Any] = {}


def using(preset: str, *needs: str, part: str = BOOK) -> None:
    """Say what the cases that follow stand on."""
    _now.update(preset=preset, needs=needs, part=part)


def true(name: str, latex: str, *sides: str, by: str = EVERY_SIZE, vary: str = "",
         given: str = "") -> None:
    """Add a true claim. given: a definition of its own."""
    needs = (given, *_now["needs"]) if given else _now["needs"]
    _now.update(name=name, left=sides[0], own=needs, vary=vary, twins=0)
    CASES.append(Case(name, _now["part"], _now["preset"], needs, latex, by, sides, vary))


def false(latex: str, *sides: str) -> None:
    """Add a wrong twin of the claim before."""
    _now["twins"] += 1
    sides = sides if len(sides) > 1 else (_now["left"], *sides)
    CASES.append(Case(f"{_now['name']}-wrong-{_now['twins']}", _now["part"], _now["preset"],
                      _now["own"], latex, REFUSED, sides, _now["vary"]))

# (c) Identities: transposes, traces, norms, ⊙, 1, diag, vec, ⊗, sums of entries, gradients ---

using("algebra", part=IDENTITIES)

true("transpose-product", r"(AB)^\top = B^\top A^\top", "(A@B).T", "B.T@A.T")
false(r"(AB)^\top = A^\top B^\top", "A.T@B.T")
true("transpose-sum", r"(A + C)^\top = A^\top + C^\top", "(A+C).T", "A.T+C.T")
false(r"(A + C)^\top = A^\top + C", "A.T+C")
true("transpose-square", r"(SR)^\top = R^\top S^\top", "(S@R).T", "R.T@S.T")
false(r"(SR)^\top = S^\top R^\top", "S.T@R.T")
true("transpose-three", r"(ABF)^\top = F^\top B^\top A^\top", "(A@B@F).T", "F.T@B.T@A.T")
false(r"(ABF)^\top = A^\top B^\top F^\top", "A.T@B.T@F.T")
true("transpose-twice", r"(A^\top C)^\top = C^\top A", "(A.T@C).T", "C.T@A")
false(r"(A^\top C)^\top = A^\top C", "A.T@C")
true("transpose-scaled", r"(\alpha A - C)^\top = \alpha A^\top - C^\top", "(alpha*A-C).T",
     "alpha*A.T-C.T")
false(r"(\alpha A - C)^\top = \alpha A^\top - \alpha C^\top", "alpha*A.T-alpha*C.T")
true("transpose-gram", r"(AA^\top)^\top = AA^\top", "(A@A.T).T", "A@A.T")
false(r"(SR^\top)^\top = SR^\top", "(S@R.T).T", "S@R.T")
true("symmetric-part", r"(S + S^\top)^\top = S + S^\top", "(S+S.T).T", "S+S.T")
false(r"(S - S^\top)^\top = S - S^\top", "(S-S.T).T", "S-S.T")
true("skew-part", r"(S - S^\top)^\top = S^\top - S", "(S-S.T).T", "S.T-S")
true("symmetric-and-skew", r"S = \frac12(S + S^\top) + \frac12(S - S^\top)", "S",
     "(S+S.T)/2+(S-S.T)/2")
false(r"S = \frac12(S + S^\top) - \frac12(S - S^\top)", "(S+S.T)/2-(S-S.T)/2")
true("outer-transposed", r"(uv^\top)^\top = vu^\top", "(u@v.T).T", "v@u.T")
false(r"(ux^\top)^\top = ux^\top", "(u@x.T).T", "u@x.T")
true("transpose-longer", r"(AB)^\top C = B^\top A^\top C", "(A@B).T@C", "B.T@A.T@C")
false(r"(SR)^\top Q = S^\top R^\top Q", "(S@R).T@Q", "S.T@R.T@Q")
true("transpose-left", r"A^\top S^\top = (SA)^\top", "A.T@S.T", "(S@A).T")
false(r"S^\top R^\top = (SR)^\top", "S.T@R.T", "(S@R).T")
true("transpose-mixed", r"(S^\top R)^\top = R^\top S", "(S.T@R).T", "R.T@S")
false(r"(S^\top R)^\top = SR^\top", "S@R.T")
true("transpose-odot", r"(A\odot C)^\top = A^\top\odot C^\top", "(A*C).T", "A.T*C.T")
false(r"(S\odot R)^\top = S^\top\odot R", "(S*R).T", "S.T*R")
true("form-transposed", r"u^\top Sx = x^\top S^\top u", "u.T@S@x", "x.T@S.T@u")
false(r"u^\top Sx = x^\top Su", "x.T@S@u")
true("quadratic-transposed", r"u^\top Su = u^\top S^\top u", "u.T@S@u", "u.T@S.T@u")
false(r"u^\top Sx = u^\top S^\top x", "u.T@S@x", "u.T@S.T@x")
true("quadratic-symmetric", r"u^\top Su = \frac12u^\top(S + S^\top)u", "u.T@S@u",
     "u.T@(S+S.T)@u/2")
false(r"u^\top Su = u^\top(S + S^\top)u", "u.T@(S+S.T)@u")
true("form-rectangular", r"u^\top Av = v^\top A^\top u", "u.T@A@v", "v.T@A.T@u")
false(r"u^\top Av = v^\top Au", "v.T@A@u")
true("square-of-difference", r"(A - C)^\top(A - C) = A^\top A - A^\top C - C^\top A + C^\top C",
     "(A-C).T@(A-C)", "A.T@A-A.T@C-C.T@A+C.T@C")
false(r"(A - C)^\top(A - C) = A^\top A - 2A^\top C + C^\top C", "A.T@A-2*A.T@C+C.T@C")
true("square-of-sum", r"(S + R)(S + R) = SS + SR + RS + RR", "(S+R)@(S+R)", "S@S+S@R+R@S+R@R")
false(r"(S + R)(S + R) = SS + 2SR + RR", "S@S+2*S@R+R@R")
true("sum-times-difference", r"(S + R)(S - R) = SS - SR + RS - RR", "(S+R)@(S-R)",
     "S@S-S@R+R@S-R@R")
false(r"(S + R)(S - R) = SS - RR", "S@S-R@R")
true("distribute-left", r"A(B + G) = AB + AG", "A@(B+G)", "A@B+A@G")
false(r"A(B + G) = AB - AG", "A@B-A@G")
true("distribute-right", r"AB - CB = (A - C)B", "A@B-C@B", "(A-C)@B")
false(r"SR - QR = R(S - Q)", "S@R-Q@R", "R@(S-Q)")
true("minus-identity", r"S(R - I) = SR - S", "S@(R-eye(n))", "S@R-S")
false(r"S(R - I) = SR - R", "S@R-R")
true("identity-left", r"(I + S)(I - S) = I - SS", "(eye(n)+S)@(eye(n)-S)", "eye(n)-S@S")
false(r"(I + S)(I - S) = I + SS", "eye(n)+S@S")

true("trace-rectangular", r"\mathrm{tr}(AC^\top) = \mathrm{tr}(C^\top A)", "tr(A@C.T)",
     "tr(C.T@A)")
false(r"\mathrm{tr}(SR) = \mathrm{tr}(S)\mathrm{tr}(R)", "tr(S@R)", "tr(S)*tr(R)")
true("trace-commutes", r"\mathrm{tr}(SR) = \mathrm{tr}(RS)", "tr(S@R)", "tr(R@S)")
false(r"\mathrm{tr}(SR) = \mathrm{tr}(SR^\top)", "tr(S@R.T)")
true("trace-transposed", r"\mathrm{tr}(S^\top R) = \mathrm{tr}(R^\top S)", "tr(S.T@R)",
     "tr(R.T@S)")
false(r"\mathrm{tr}(S^\top R) = \mathrm{tr}(SR)", "tr(S@R)")
true("trace-cyclic", r"\mathrm{tr}(SRQ) = \mathrm{tr}(QSR) = \mathrm{tr}(RQS)", "tr(S@R@Q)",
     "tr(Q@S@R)", "tr(R@Q@S)")
false(r"\mathrm{tr}(SRQ) = \mathrm{tr}(RSQ)", "tr(R@S@Q)")
true("trace-entries", r"\mathrm{tr}(S^\top R) = \sum_{i,j} s_{ij}r_{ij}", "tr(S.T@R)", "total(S*R)")
false(r"\mathrm{tr}(S^\top R) = \sum_{i,j} s_{ij}r_{ji}", "total(S*R.T)")
true("trace-entries-crossed", r"\mathrm{tr}(SR) = \sum_i\sum_j s_{ij}r_{ji}", "tr(S@R)",
     "total(S*R.T)")
false(r"\mathrm{tr}(SR) = \sum_i\sum_j s_{ij}r_{ij}", "total(S*R)")
true("trace-odot", r"\mathrm{tr}(A^\top C) = \mathbf 1^\top(A\odot C)\mathbf 1", "tr(A.T@C)",
     "one(n).T@(A*C)@one(p)")
false(r"\mathrm{tr}(SR) = \mathbf 1^\top(S\odot R)\mathbf 1", "tr(S@R)", "total(S*R)")
true("trace-linear", r"\mathrm{tr}(\alpha S + R) = \alpha\,\mathrm{tr}(S) + \mathrm{tr}(R)",
     "tr(alpha*S+R)", "alpha*tr(S)+tr(R)")
false(r"\mathrm{tr}(\alpha S + R) = \alpha\,\mathrm{tr}(S) + \alpha\,\mathrm{tr}(R)",
      "alpha*tr(S)+alpha*tr(R)")
true("trace-outer", r"\mathrm{tr}(ux^\top) = x^\top u", "tr(u@x.T)", "x.T@u")
false(r"\mathrm{tr}(ux^\top) = u^\top u", "u.T@u")
true("trace-identity", r"\mathrm{tr}(I_n) = n", "tr(eye(n))", "n")
false(r"\mathrm{tr}(I_n) = 1", "1")
true("trace-form", r"\mathrm{tr}(xu^\top S) = u^\top Sx", "tr(x@u.T@S)", "u.T@S@x")
false(r"\mathrm{tr}(xu^\top S) = x^\top Su", "x.T@S@u")
true("trace-four", r"\mathrm{tr}(A^\top CBB^\top) = \mathrm{tr}(C^\top ABB^\top)",
     "tr(A.T@C@B@B.T)", "tr(C.T@A@B@B.T)")
false(r"\mathrm{tr}(A^\top CBG^\top) = \mathrm{tr}(C^\top ABG^\top)", "tr(A.T@C@B@G.T)",
      "tr(C.T@A@B@G.T)")
true("trace-moves-odot", r"\mathrm{tr}((A\odot C)^\top A) = \mathrm{tr}(C^\top(A\odot A))",
     "tr((A*C).T@A)", "tr(C.T@(A*A))")
false(r"\mathrm{tr}((A\odot C)^\top A) = \mathrm{tr}(C^\top A)", "tr(C.T@A)")
true("trace-distributes", r"\mathrm{tr}(S(R + Q)) = \mathrm{tr}(SR) + \mathrm{tr}(SQ)",
     "tr(S@(R+Q))", "tr(S@R)+tr(S@Q)")
false(r"\mathrm{tr}(S(R + Q)) = \mathrm{tr}(SR) + \mathrm{tr}(Q)", "tr(S@R)+tr(Q)")

true("norm-trace", r"\lVert A\rVert_F^2 = \mathrm{tr}(A^\top A)", "sq(A)", "tr(A.T@A)")
false(r"\lVert S\rVert_F^2 = \mathrm{tr}(SS)", "sq(S)", "tr(S@S)")
true("norm-sum", r"\lVert A + C\rVert_F^2 = \lVert A\rVert_F^2 + 2\,\mathrm{tr}(A^\top C)"
     r" + \lVert C\rVert_F^2", "sq(A+C)", "sq(A)+2*tr(A.T@C)+sq(C)")
false(r"\lVert A + C\rVert_F^2 = \lVert A\rVert_F^2 + \mathrm{tr}(A^\top C)"
      r" + \lVert C\rVert_F^2", "sq(A)+tr(A.T@C)+sq(C)")
true("norm-difference", r"\lVert A - C\rVert_F^2 = \lVert A\rVert_F^2 - 2\,\mathrm{tr}(A^\top C)"
     r" + \lVert C\rVert_F^2", "sq(A-C)", "sq(A)-2*tr(A.T@C)+sq(C)")
false(r"\lVert A - C\rVert_F^2 = \lVert A\rVert_F^2 - 2\,\mathrm{tr}(A^\top C)"
      r" - \lVert C\rVert_F^2", "sq(A)-2*tr(A.T@C)-sq(C)")
true("norm-entries", r"\lVert A\rVert_F^2 = \sum_{i,j} a_{ij}^2", "sq(A)", "total(A*A)")
false(r"\lVert S\rVert_F^2 = \sum_i s_{ii}^2", "sq(S)", "sum(S[i,i]**2 for i in range(n))")
true("norm-column", r"\lVert u\rVert^2 = u^\top u", "sq(u)", "u.T@u")
false(r"\lVert u\rVert^2 = \mathbf 1^\top u", "total(u)")
true("norm-outer", r"\lVert uv^\top\rVert_F^2 = \lVert u\rVert^2\lVert v\rVert^2", "sq(u@v.T)",
     "sq(u)*sq(v)")
false(r"\lVert uv^\top\rVert_F^2 = \lVert u\rVert^2 + \lVert v\rVert^2", "sq(u)+sq(v)")
true("norm-scaled", r"\lVert\alpha A\rVert_F^2 = \alpha^2\lVert A\rVert_F^2", "sq(alpha*A)",
     "alpha**2*sq(A)")
false(r"\lVert\alpha A\rVert_F^2 = \alpha\lVert A\rVert_F^2", "alpha*sq(A)")
true("norm-transposed", r"\lVert A^\top\rVert_F^2 = \lVert A\rVert_F^2", "sq(A.T)", "sq(A)")
true("norm-columns", r"\lVert A\rVert_F^2 = \sum_j\lVert a^{(j)}\rVert^2", "sq(A)",
     "sum(sq(A[:,j]) for j in range(p))")
false(r"\lVert A\rVert_F^2 = \sum_j\mathbf 1^\top a^{(j)}", "total(A)")
true("parallelogram", r"\lVert u + x\rVert^2 + \lVert u - x\rVert^2"
     r" = 2\lVert u\rVert^2 + 2\lVert x\rVert^2", "sq(u+x)+sq(u-x)", "2*sq(u)+2*sq(x)")
false(r"\lVert u + x\rVert^2 + \lVert u - x\rVert^2 = \lVert u\rVert^2 + \lVert x\rVert^2",
      "sq(u)+sq(x)")
true("residual", r"\lVert Sx - u\rVert^2 = x^\top S^\top Sx - 2u^\top Sx + u^\top u", "sq(S@x-u)",
     "x.T@S.T@S@x-2*u.T@S@x+u.T@u")
false(r"\lVert Sx - u\rVert^2 = x^\top S^\top Sx - 2u^\top S^\top x + u^\top u",
      "x.T@S.T@S@x-2*u.T@S.T@x+u.T@u")
true("norm-product", r"\lVert AB\rVert_F^2 = \mathrm{tr}(B^\top A^\top AB)", "sq(A@B)",
     "tr(B.T@A.T@A@B)")
false(r"\lVert AB\rVert_F^2 = \lVert A\rVert_F^2\lVert B\rVert_F^2", "sq(A)*sq(B)")

true("odot-square", r"(A + C)\odot(A + C) = A\odot A + 2(A\odot C) + C\odot C", "(A+C)*(A+C)",
     "A*A+2*(A*C)+C*C")
false(r"(A + C)\odot(A + C) = A\odot A + A\odot C + C\odot C", "A*A+A*C+C*C")
true("odot-difference", r"(A + C)\odot(A - C) = A\odot A - C\odot C", "(A+C)*(A-C)", "A*A-C*C")
false(r"(A + C)\odot(A - C) = A\odot A + C\odot C", "A*A+C*C")
true("odot-ones", r"S\odot(\mathbf 1\mathbf 1^\top) = S", "S*(one(n)@one(n).T)", "S")
false(r"S\odot I = S", "S*eye(n)", "S")
true("odot-three", r"u^\top(x\odot w) = x^\top(u\odot w)", "u.T@(x*w)", "x.T@(u*w)")
false(r"u^\top(x\odot w) = (u^\top x)(u^\top w)", "(u.T@x)*(u.T@w)")
true("odot-sum", r"\mathbf 1^\top(u\odot x) = u^\top x", "one(n).T@(u*x)", "u.T@x")
false(r"\mathbf 1^\top(u\odot x) = (\mathbf 1^\top u)(\mathbf 1^\top x)", "total(u)*total(x)")
true("odot-outer", r"(uv^\top)\odot A = \mathrm{diag}(u)A\,\mathrm{diag}(v)", "(u@v.T)*A",
     "diag(u)@A@diag(v)")
false(r"(ux^\top)\odot S = \mathrm{diag}(x)S\,\mathrm{diag}(u)", "(u@x.T)*S", "diag(x)@S@diag(u)")
true("odot-outers", r"(uv^\top)\odot(xy^\top) = (u\odot x)(v\odot y)^\top", "(u@v.T)*(x@y.T)",
     "(u*x)@(v*y).T")
false(r"(uv^\top)\odot(xy^\top) = (u\odot x)(v\odot v)^\top", "(u*x)@(v*v).T")
true("odot-product", r"u\odot(Av) = \mathrm{diag}(u)Av", "u*(A@v)", "diag(u)@A@v")
false(r"u\odot(Sx) = S(u\odot x)", "u*(S@x)", "S@(u*x)")
true("odot-entries", r"\mathbf 1^\top(A\odot C)\mathbf 1 = \sum_{i,j} a_{ij}c_{ij}",
     "one(n).T@(A*C)@one(p)", "sum(A[i,j]*C[i,j] for i in range(n) for j in range(p))")
false(r"\mathbf 1^\top(A\odot C)\mathbf 1 = (\mathbf 1^\top A\mathbf 1)(\mathbf 1^\top C\mathbf 1)",
      "total(A)*total(C)")
true("odot-distributes", r"A\odot(C - A) = A\odot C - A\odot A", "A*(C-A)", "A*C-A*A")
false(r"S(R - S) = S\odot R - S\odot S", "S@(R-S)", "S*R-S*S")

true("ones-length", r"\mathbf 1_n^\top\mathbf 1_n = n", "one(n).T@one(n)", "n")
false(r"\mathbf 1_n^\top\mathbf 1_n = 1", "1")
true("ones-row-sums", r"A\mathbf 1 = \sum_j a^{(j)}", "A@one(p)",
     "sum(A[:,[j]] for j in range(p))")
false(r"S\mathbf 1 = S^\top\mathbf 1", "S@one(n)", "S.T@one(n)")
true("ones-all", r"\mathbf 1^\top A\mathbf 1 = \sum_i\sum_j a_{ij}", "one(n).T@A@one(p)",
     "total(A)")
false(r"\mathbf 1^\top S\mathbf 1 = \sum_i s_{ii}", "total(S)", "tr(S)")
true("ones-bias", r"(A + u\mathbf 1^\top)\mathbf 1 = A\mathbf 1 + pu", "(A+u@one(p).T)@one(p)",
     "A@one(p)+p*u")
false(r"(A + u\mathbf 1^\top)\mathbf 1 = A\mathbf 1 + u", "A@one(p)+u")
true("ones-diag-rows", r"(u\mathbf 1^\top)\odot A = \mathrm{diag}(u)A", "(u@one(p).T)*A",
     "diag(u)@A")
false(r"(u\mathbf 1^\top)\odot S = S\,\mathrm{diag}(u)", "(u@one(n).T)*S", "S@diag(u)")
true("ones-diag-columns", r"A\odot(\mathbf 1v^\top) = A\,\mathrm{diag}(v)", "A*(one(n)@v.T)",
     "A@diag(v)")
false(r"S\odot(\mathbf 1u^\top) = \mathrm{diag}(u)S", "S*(one(n)@u.T)", "diag(u)@S")
true("ones-bias-transposed", r"(AB + u\mathbf 1^\top)^\top = B^\top A^\top + \mathbf 1u^\top",
     "(A@B+u@one(m).T).T", "B.T@A.T+one(m)@u.T")
false(r"(SR + u\mathbf 1^\top)^\top = R^\top S^\top + u\mathbf 1^\top", "(S@R+u@one(n).T).T",
      "R.T@S.T+u@one(n).T")
true("ones-mean", r"B\mathbf 1 = \frac1mB\mathbf 1\mathbf 1^\top\mathbf 1_m", "B@one(m)",
     "B@one(m)@one(m).T@one(m)/m")
false(r"B\mathbf 1 = B\mathbf 1\mathbf 1^\top\mathbf 1_m", "B@one(m)@one(m).T@one(m)")
true("centring-twice",
     r"(I_m - \frac1m\mathbf 1\mathbf 1^\top)(I_m - \frac1m\mathbf 1\mathbf 1^\top)"
     r" = I_m - \frac1m\mathbf 1\mathbf 1^\top",
     "(eye(m)-one(m)@one(m).T/m)@(eye(m)-one(m)@one(m).T/m)", "eye(m)-one(m)@one(m).T/m")
false(r"(I_m - \frac1m\mathbf 1\mathbf 1^\top)(I_m - \frac1m\mathbf 1\mathbf 1^\top)"
      r" = I_m - \frac2m\mathbf 1\mathbf 1^\top", "eye(m)-2*one(m)@one(m).T/m")
true("ones-entries", r"\mathbf 1^\top u = \sum_i u_i", "one(n).T@u",
     "sum(u[i,0] for i in range(n))")
false(r"\mathbf 1^\top u = u^\top u", "u.T@u")

true("diag-column", r"\mathrm{diag}(u)x = u\odot x", "diag(u)@x", "u*x")
false(r"\mathrm{diag}(u)S = S\,\mathrm{diag}(u)", "diag(u)@S", "S@diag(u)")
true("diag-ones", r"\mathrm{diag}(u)\mathbf 1 = u", "diag(u)@one(n)", "u")
false(r"\mathrm{diag}(u)\mathbf 1 = \mathbf 1", "one(n)")
true("diag-trace", r"\mathrm{tr}(\mathrm{diag}(u)) = \mathbf 1^\top u", "tr(diag(u))", "total(u)")
false(r"\mathrm{tr}(\mathrm{diag}(u)) = u^\top u", "u.T@u")
true("diag-product", r"\mathrm{diag}(u)\mathrm{diag}(x) = \mathrm{diag}(u\odot x)",
     "diag(u)@diag(x)", "diag(u*x)")
false(r"\mathrm{diag}(u)\mathrm{diag}(x) = \mathrm{diag}(u + x)", "diag(u+x)")
true("diag-sum", r"\mathrm{diag}(u + x) = \mathrm{diag}(u) + \mathrm{diag}(x)", "diag(u+x)",
     "diag(u)+diag(x)")
false(r"\mathrm{diag}(u + x) = \mathrm{diag}(u) - \mathrm{diag}(x)", "diag(u)-diag(x)")
true("diag-form", r"x^\top\mathrm{diag}(u)x = \sum_i u_ix_i^2", "x.T@diag(u)@x", "total(u*x*x)")
false(r"x^\top\mathrm{diag}(u)x = \sum_i u_ix_i", "total(u*x)")
true("diag-trace-product", r"\mathrm{tr}(\mathrm{diag}(u)S) = \sum_i u_is_{ii}", "tr(diag(u)@S)",
     "sum(u[i,0]*S[i,i] for i in range(n))")
false(r"\mathrm{tr}(\mathrm{diag}(u)S) = \sum_{i,j} u_is_{ij}", "u.T@S@one(n)")
true("diag-identity", r"\mathrm{diag}(\mathbf 1_n) = I_n", "diag(one(n))", "eye(n)")
true("diag-transposed", r"(\mathrm{diag}(u)A)^\top = A^\top\mathrm{diag}(u)", "(diag(u)@A).T",
     "A.T@diag(u)")
false(r"(\mathrm{diag}(u)S)^\top = \mathrm{diag}(u)S^\top", "(diag(u)@S).T", "diag(u)@S.T")

true("vec-left", r"\mathrm{vec}(AB) = (I_m\otimes A)\mathrm{vec}(B)", "vec(A@B)",
     "kron(eye(m),A)@vec(B)")
false(r"\mathrm{vec}(AB) = (A\otimes I_m)\mathrm{vec}(B)", "kron(A,eye(m))@vec(B)")
true("vec-right", r"\mathrm{vec}(AB) = (B^\top\otimes I_n)\mathrm{vec}(A)", "vec(A@B)",
     "kron(B.T,eye(n))@vec(A)")
false(r"\mathrm{vec}(SR) = (R\otimes I_n)\mathrm{vec}(S)", "vec(S@R)", "kron(R,eye(n))@vec(S)")
true("vec-three", r"\mathrm{vec}(ABF) = (F^\top\otimes A)\mathrm{vec}(B)", "vec(A@B@F)",
     "kron(F.T,A)@vec(B)")
false(r"\mathrm{vec}(SRQ) = (Q\otimes S)\mathrm{vec}(R)", "vec(S@R@Q)", "kron(Q,S)@vec(R)")
true("vec-outer", r"\mathrm{vec}(uv^\top) = v\otimes u", "vec(u@v.T)", "kron(v,u)")
false(r"\mathrm{vec}(uv^\top) = u\otimes v", "kron(u,v)")
true("vec-inner", r"\mathrm{vec}(A)^\top\mathrm{vec}(C) = \mathrm{tr}(A^\top C)",
     "vec(A).T@vec(C)", "tr(A.T@C)")
false(r"\mathrm{vec}(S)^\top\mathrm{vec}(R) = \mathrm{tr}(SR)", "vec(S).T@vec(R)", "tr(S@R)")
true("kron-transposed", r"(A\otimes B)^\top = A^\top\otimes B^\top", "kron(A,B).T", "kron(A.T,B.T)")
false(r"(A\otimes B)^\top = B^\top\otimes A^\top", "kron(B.T,A.T)")
true("kron-columns", r"(A\otimes B)(v\otimes z) = (Av)\otimes(Bz)", "kron(A,B)@kron(v,z)",
     "kron(A@v,B@z)")
false(r"(A\otimes B)(v\otimes z) = (Bz)\otimes(Av)", "kron(B@z,A@v)")
true("kron-products", r"(S\otimes R)(Q\otimes S) = (SQ)\otimes(RS)", "kron(S,R)@kron(Q,S)",
     "kron(S@Q,R@S)")
false(r"(S\otimes R)(Q\otimes S) = (QS)\otimes(RS)", "kron(Q@S,R@S)")
true("kron-trace", r"\mathrm{tr}(S\otimes R) = \mathrm{tr}(S)\mathrm{tr}(R)", "tr(kron(S,R))",
     "tr(S)*tr(R)")
false(r"\mathrm{tr}(S\otimes R) = \mathrm{tr}(SR)", "tr(S@R)")
true("kron-sum", r"(A + C)\otimes B = A\otimes B + C\otimes B", "kron(A+C,B)",
     "kron(A,B)+kron(C,B)")
false(r"(A + C)\otimes B = A\otimes B - C\otimes B", "kron(A,B)-kron(C,B)")
true("kron-norm", r"\lVert A\otimes B\rVert_F^2 = \lVert A\rVert_F^2\lVert B\rVert_F^2",
     "sq(kron(A,B))", "sq(A)*sq(B)")
false(r"\lVert A\otimes B\rVert_F^2 = \lVert A\rVert_F^2 + \lVert B\rVert_F^2", "sq(A)+sq(B)")
true("vec-odot", r"\mathrm{vec}(A\odot C) = \mathrm{vec}(A)\odot\mathrm{vec}(C)", "vec(A*C)",
     "vec(A)*vec(C)")
false(r"\mathrm{vec}(S\odot R) = \mathrm{vec}(S)\odot\mathrm{vec}(R^\top)", "vec(S*R)",
      "vec(S)*vec(R.T)")
true("vec-linear", r"\mathrm{vec}(\alpha A + C) = \alpha\,\mathrm{vec}(A) + \mathrm{vec}(C)",
     "vec(alpha*A+C)", "alpha*vec(A)+vec(C)")
true("vec-norm", r"\mathrm{vec}(A)^\top\mathrm{vec}(A) = \lVert A\rVert_F^2", "vec(A).T@vec(A)",
     "sq(A)")
false(r"\mathrm{vec}(S) = \mathrm{vec}(S^\top)", "vec(S)", "vec(S.T)")
true("kron-outer", r"u\otimes v^\top = uv^\top = v^\top\otimes u", "kron(u,v.T)", "u@v.T",
     "kron(v.T,u)")
false(r"u\otimes v^\top = vu^\top", "v@u.T")

true("entries-product", r"h_{ij} = \sum_k a_{ik}b_{kj}", "A@B",
     "tab(n,m,lambda i,j: sum(A[i,k]*B[k,j] for k in range(p)))", given="H = AB")
false(r"h_{ij} = \sum_k a_{ik}b_{jk}", "tab(n,m,lambda i,j: sum(A[i,k]*B[j,k] for k in range(p)))")
true("entries-column", r"t_i = \sum_j a_{ij}v_j", "A@v",
     "tab(n,1,lambda i,_: sum(A[i,j]*v[j,0] for j in range(p)))", given="t = Av")
false(r"t_i = \sum_j a_{ji}v_j", "tab(n,1,lambda i,_: sum(A[j,i]*v[j,0] for j in range(p)))")
true("entries-transposed", r"h_{ij} = \sum_k a_{ik}c_{jk}", "A@C.T",
     "tab(n,n,lambda i,j: sum(A[i,k]*C[j,k] for k in range(p)))", given=r"H = AC^\top")
false(r"h_{ij} = \sum_k a_{ki}c_{kj}",
      "tab(n,n,lambda i,j: sum(A[k,i]*C[k,j] for k in range(p)))")
true("entries-square", r"h_{ij} = \sum_k s_{ki}r_{kj}", "S.T@R",
     "tab(n,n,lambda i,j: sum(S[k,i]*R[k,j] for k in range(n)))", given=r"H = S^\top R")
false(r"h_{ij} = \sum_k s_{ik}r_{kj}", "S@R")
true("entries-column-sums", r"\sum_j(\sum_i a_{ij})^2 = \lVert A^\top\mathbf 1\rVert^2",
     "sum(total(A[:,j])**2 for j in range(p))", "sq(A.T@one(n))")
false(r"\sum_j(\sum_i a_{ij})^2 = \lVert A\mathbf 1\rVert^2", "sq(A@one(p))")
true("entries-form", r"\sum_i\sum_j u_ia_{ij}v_j = u^\top Av",
     "sum(u[i,0]*A[i,j]*v[j,0] for i in range(n) for j in range(p))", "u.T@A@v")
false(r"\sum_i\sum_j u_ia_{ij} = u^\top Av", "u.T@A@one(p)", "u.T@A@v")
true("entries-variance", r"\sum_i(u_i - \frac1n\sum_j u_j)^2 = u^\top u"
     r" - \frac1n(\mathbf 1^\top u)^2", "sq(u-total(u)/n)", "u.T@u-total(u)**2/n")
false(r"\sum_i(u_i - \frac1n\sum_j u_j)^2 = u^\top u - (\mathbf 1^\top u)^2",
      "u.T@u-total(u)**2")
true("entries-delta", r"\sum_j I_{ij}u_j = u_i", "eye(n)@u", "u")
false(r"\sum_j I_{ij}u_j = \sum_j u_j", "eye(n)@u", "total(u)*one(n)")
true("entries-delta-trace", r"\sum_{i,j}\delta_{ij}s_{ij} = \mathrm{tr}(S)", "total(eye(n)*S)",
     "tr(S)")
false(r"\sum_{i,j}\delta_{ij}s_{ij} = \mathbf 1^\top S\mathbf 1", "total(S)")
true("columns-outer", r"AA^\top = \sum_k a^{(k)}a^{(k)\top}", "A@A.T",
     "sum(A[:,[k]]@A[:,[k]].T for k in range(p))")
false(r"S^\top S = \sum_k s^{(k)}s^{(k)\top}", "S.T@S", "S@S.T")
true("columns-combined", r"Av = \sum_j v_ja^{(j)}", "A@v", "sum(v[j,0]*A[:,[j]] for j in range(p))")
false(r"Av = \sum_j a^{(j)}", "A@one(p)")
true("columns-two", r"AC^\top = \sum_k a^{(k)}c^{(k)\top}", "A@C.T",
     "sum(A[:,[k]]@C[:,[k]].T for k in range(p))")
false(r"AC^\top = \sum_k c^{(k)}a^{(k)\top}", "C@A.T")

JX, JS, JA = (rf"\frac{{\partial J}}{{\partial {letter}}}" for letter in "xSA")
true("gradient-inner", rf"{JX} = u", "grad(lambda x: u.T@x, x)", "u", given=r"J = u^\top x")
false(rf"{JX} = x", "x")
true("gradient-quadratic", rf"{JX} = (S + S^\top)x", "grad(lambda x: x.T@S@x, x)", "(S+S.T)@x",
     given=r"J = x^\top Sx")
false(rf"{JX} = 2Sx", "2*S@x")
true("gradient-trace", rf"{JS} = R^\top", "grad(lambda S: tr(S@R), S)", "R.T",
     given=r"J = \mathrm{tr}(SR)")
false(rf"{JS} = R", "R")
true("gradient-trace-transposed", rf"{JA} = C", "grad(lambda A: tr(C.T@A), A)", "C",
     given=r"J = \mathrm{tr}(C^\top A)")
false(rf"{JA} = C^\top", "C.T")
true("gradient-norm", rf"{JA} = 2A", "grad(lambda A: sq(A), A)", "2*A",
     given=r"J = \lVert A\rVert_F^2")
false(rf"{JA} = A", "A")
true("gradient-residual", rf"{JX} = 2S^\top(Sx - u)", "grad(lambda x: sq(S@x-u), x)",
     "2*S.T@(S@x-u)", given=r"J = \lVert Sx - u\rVert^2")
false(rf"{JX} = 2S(Sx - u)", "2*S@(S@x-u)")
true("gradient-residual-matrix", rf"{JS} = 2(Sx - u)x^\top", "grad(lambda S: sq(S@x-u), S)",
     "2*(S@x-u)@x.T", given=r"J = \lVert Sx - u\rVert^2")
false(rf"{JS} = 2x(Sx - u)^\top", "2*x@(S@x-u).T")
true("gradient-form", rf"{JA} = uv^\top", "grad(lambda A: u.T@A@v, A)", "u@v.T",
     given=r"J = u^\top Av")
false(rf"{JA} = vu^\top", "v@u.T")
true("gradient-form-square", rf"{JS} = ux^\top", "grad(lambda S: u.T@S@x, S)", "u@x.T",
     given=r"J = u^\top Sx")
false(rf"{JS} = xu^\top", "x@u.T")
true("gradient-ones", rf"{JA} = u\mathbf 1^\top", "grad(lambda A: u.T@A@one(p), A)", "u@one(p).T",
     given=r"J = u^\top A\mathbf 1")
false(rf"{JA} = u", "u")
true("gradient-least-squares", rf"{JA} = (AB - Y)B^\top", "grad(lambda A: sq(A@B-Y)/2, A)",
     "(A@B-Y)@B.T", given=r"J = \frac12\lVert AB - Y\rVert_F^2")
false(rf"{JA} = 2(AB - Y)B^\top", "2*(A@B-Y)@B.T")
true("gradient-least-squares-right", r"\frac{\partial J}{\partial B} = A^\top(AB - Y)",
     "grad(lambda B: sq(A@B-Y)/2, B)", "A.T@(A@B-Y)",
     given=r"J = \frac12\lVert AB - Y\rVert_F^2")
false(r"\frac{\partial J}{\partial B} = (AB - Y)^\top A", "(A@B-Y).T@A")
true("gradient-odot", rf"{JA} = 2(A\odot C)", "grad(lambda A: total(A*A*C), A)", "2*A*C",
     given=r"J = \mathbf 1^\top(A\odot A\odot C)\mathbf 1")
false(rf"{JA} = A\odot C", "A*C")
true("gradient-trace-square", rf"{JS} = 2S^\top", "grad(lambda S: tr(S@S), S)", "2*S.T",
     given=r"J = \mathrm{tr}(SS)")
false(rf"{JS} = 2S", "2*S")
true("gradient-trace-form", rf"{JS} = (R + R^\top)S", "grad(lambda S: tr(S.T@R@S), S)",
     "(R+R.T)@S", given=r"J = \mathrm{tr}(S^\top RS)")
false(rf"{JS} = 2RS", "2*R@S")
true("gradient-cubes", rf"{JX} = 3(x\odot x)", "grad(lambda x: total(x**3), x)", "3*x*x",
     given=r"J = \sum_i x_i^3")
false(rf"{JX} = 3x", "3*x")
true("gradient-square-of-inner", rf"{JX} = 2(u^\top x)u", "grad(lambda x: (u.T@x)**2, x)",
     "2*number(u.T@x)*u", given=r"J = (u^\top x)^2")
false(rf"{JX} = (u^\top x)u", "number(u.T@x)*u")
true("gradient-three", rf"{JX} = u\odot w", "grad(lambda x: u.T@diag(x)@w, x)", "u*w",
     given=r"J = u^\top\mathrm{diag}(x)w")
false(rf"{JX} = u", "u")
true("gradient-log-sum-exp", rf"{JX} = \frac{{e^x}}{{\sum_i e^{{x_i}}}}",
     "grad(lambda x: ln(total(exp(x))), x)", "exp(x)/total(exp(x))",
     given=r"J = \ln\sum_i e^{x_i}")
false(rf"{JX} = e^x", "exp(x)")
true("gradient-softplus", r"\frac{\partial J}{\partial x_j} = \frac1{1 + e^{-x_j}}",
     "grad(lambda x: total(ln(1+exp(x))), x)", "1/(1+exp(-x))",
     given=r"J = \sum_i\ln(1 + e^{x_i})")
false(r"\frac{\partial J}{\partial x_j} = \frac1{1 + e^{x_j}}", "1/(1+exp(x))")
true("jacobian-product", r"\frac{\partial t}{\partial v} = A", "jac(lambda v: A@v, v)", "A",
     given="t = Av")
false(r"\frac{\partial t}{\partial v} = A^\top", "A.T")
true("jacobian-square", r"\frac{\partial t}{\partial x} = S", "jac(lambda x: S@x, x)", "S",
     given="t = Sx")
false(r"\frac{\partial t}{\partial x} = S^\top", "S.T")
true("jacobian-odot", r"\frac{\partial t}{\partial x} = \mathrm{diag}(u)",
     "jac(lambda x: u*x, x)", "diag(u)", given=r"t = u\odot x")
false(r"\frac{\partial t}{\partial x} = \mathrm{diag}(x)", "diag(x)")
true("jacobian-rank-one", r"\frac{\partial t}{\partial x} = (u^\top x)I + xu^\top",
     "jac(lambda x: number(u.T@x)*x, x)", "number(u.T@x)*eye(n)+x@u.T", given=r"t = (u^\top x)x")
false(r"\frac{\partial t}{\partial x} = (u^\top x)I + ux^\top", "number(u.T@x)*eye(n)+u@x.T")


# (a) Displays of a book: one layer -------------------------------------------------------------

using("dense", "Z")
true("forward-entries", r"z_{ji} = \sum_k w_{jk}a_{ki} + b_j", "Z",
     "tab(n,m,lambda j,i: sum(W[j,k]*A[k,i] for k in range(p))+b[j,0])")
false(r"z_{ji} = \sum_k w_{kj}a_{ki} + b_j",
      "tab(n,m,lambda j,i: sum(W[k,j]*A[k,i] for k in range(p))+b[j,0])")
false(r"z_{ji} = \sum_k w_{jk}a_{ik} + b_j",
      "tab(n,m,lambda j,i: sum(W[j,k]*A[i,k] for k in range(p))+b[j,0])")
false(r"z_{ji} = \sum_k w_{jk}a_{ki} + b_i",
      "tab(n,m,lambda j,i: sum(W[j,k]*A[k,i] for k in range(p))+b[i,0])")
true("forward-columns", r"z^{(i)} = Wa^{(i)} + b", "[Z[:,[i]] for i in range(m)]",
     "[W@A[:,[i]]+b for i in range(m)]")
false(r"z^{(i)} = Wa^{(i)} - b", "[W@A[:,[i]]-b for i in range(m)]")
false(r"z^{(i)} = W^\top a^{(i)} + b", "[W.T@A[:,[i]]+b for i in range(m)]")
true("forward-rows", r"Z^\top = A^\top W^\top + \mathbf 1b^\top", "Z.T", "A.T@W.T+one(m)@b.T")
false(r"Z^\top = W^\top A^\top + \mathbf 1b^\top", "W.T@A.T+one(m)@b.T")
false(r"Z^\top = A^\top W^\top + b^\top", "A.T@W.T+b.T")
false(r"Z^\top = A^\top W^\top + b\mathbf 1^\top", "A.T@W.T+b@one(m).T")
true("forward-sums", r"Z\mathbf 1 = WA\mathbf 1 + mb", "Z@one(m)", "W@A@one(m)+m*b")
false(r"Z\mathbf 1 = WA\mathbf 1 + b", "W@A@one(m)+b")
true("forward-means", r"\frac1mZ\mathbf 1 = \frac1mWA\mathbf 1 + b", "Z@one(m)/m",
     "W@A@one(m)/m+b")
false(r"\frac1mZ\mathbf 1 = WA\mathbf 1 + b", "W@A@one(m)+b")
true("forward-shape", r"Z \in \mathbb R^{n\times m}", "np.array(Z.shape)", "np.array([n,m])")
false(r"Z \in \mathbb R^{m\times n}", "np.array([m,n])")
true("forward-shapes", r"Y, Z \in \mathbb R^{n\times m}", "np.array([Y.shape,Z.shape])",
     "np.array([(n,m),(n,m)])")
false(r"A, Z \in \mathbb R^{n\times m}", "np.array([A.shape,Z.shape])", "np.array([(n,m),(n,m)])")
true("vec-forward", r"\mathrm{vec}(WA) = (A^\top\otimes I_n)\mathrm{vec}(W)"
     r" = (I_m\otimes W)\mathrm{vec}(A)", "vec(W@A)", "kron(A.T,eye(n))@vec(W)",
     "kron(eye(m),W)@vec(A)")
false(r"\mathrm{vec}(WA) = (A\otimes I_n)\mathrm{vec}(W)", "kron(A,eye(n))@vec(W)")
false(r"\mathrm{vec}(WA) = (W\otimes I_m)\mathrm{vec}(A)", "kron(W,eye(m))@vec(A)")
true("entry-by-weight", r"\frac{\partial z_{ji}}{\partial w_{jk}} = a_{ki}",
     "[grad(lambda t: forward(W=W+t*tab(n,p,lambda r,s: (r,s)==(j,k)))[j,i], 0.)"
     " for j in range(n) for i in range(m) for k in range(p)]",
     "[A[k,i] for j in range(n) for i in range(m) for k in range(p)]")
false(r"\frac{\partial z_{ji}}{\partial w_{jk}} = a_{ik}",
      "[A[i,k] for j in range(n) for i in range(m) for k in range(p)]")
true("entry-by-bias", r"\frac{\partial z_{ji}}{\partial b_k} = I_{jk}",
     "[jac(lambda b: forward(b=b)[:,[i]], b) for i in range(m)]", "[eye(n) for i in range(m)]")
false(r"\frac{\partial z_{ji}}{\partial b_k} = 1", "[one(n)@one(n).T for i in range(m)]")

using("dense", "Z", "J", "G")
JW, JA, JB = (rf"\frac{{\partial J}}{{\partial {letter}}}" for letter in "WAb")
true("gradient-weight-entries", r"\frac{\partial J}{\partial w_{jk}} = \sum_i g_{ji}a_{ki}",
     "gJ('W')", "tab(n,p,lambda j,k: sum(G[j,i]*A[k,i] for i in range(m)))")
false(r"\frac{\partial J}{\partial w_{jk}} = \sum_i g_{ij}a_{ki}",
      "tab(n,p,lambda j,k: sum(G[i,j]*A[k,i] for i in range(m)))")
false(r"\frac{\partial J}{\partial w_{jk}} = \sum_i g_{ji}a_{ik}",
      "tab(n,p,lambda j,k: sum(G[j,i]*A[i,k] for i in range(m)))")
false(r"\frac{\partial J}{\partial w_{jk}} = \sum_i g_{ki}a_{ji}",
      "tab(n,p,lambda j,k: sum(G[k,i]*A[j,i] for i in range(m)))")
true("gradient-weights", rf"{JW} = GA^\top", "gJ('W')", "G@A.T")
false(rf"{JW} = GA", "G@A")
false(rf"{JW} = A^\top G", "A.T@G")
false(rf"{JW} = G^\top A^\top", "G.T@A.T")
false(rf"{JW} = -GA^\top", "-G@A.T")
false(rf"{JW} = \frac1mGA^\top", "G@A.T/m")
true("gradient-inputs", rf"{JA} = W^\top G", "gJ('A')", "W.T@G")
false(rf"{JA} = WG", "W@G")
false(rf"{JA} = GW^\top", "G@W.T")
false(rf"{JA} = W^\top G^\top", "W.T@G.T")
true("gradient-bias", rf"{JB} = G\mathbf 1", "gJ('b')", "G@one(m)")
false(rf"{JB} = G^\top\mathbf 1", "G.T@one(n)")
false(rf"{JB} = G", "G")
false(rf"{JB} = \frac1mG\mathbf 1", "G@one(m)/m")
true("nabla-weights", r"\nabla_W J = GA^\top", "gJ('W')", "G@A.T")
false(r"\nabla_W J = AG^\top", "A@G.T")
true("gradient-input-entries", r"\frac{\partial J}{\partial a_{ki}} = \sum_j w_{jk}g_{ji}",
     "gJ('A')", "tab(p,m,lambda k,i: sum(W[j,k]*G[j,i] for j in range(n)))")
false(r"\frac{\partial J}{\partial a_{ki}} = \sum_j w_{kj}g_{ji}",
      "tab(p,m,lambda k,i: sum(W[k,j]*G[j,i] for j in range(n)))")
true("gradient-bias-entries", r"\frac{\partial J}{\partial b_j} = \sum_i g_{ji}", "gJ('b')",
     "tab(n,1,lambda j,_: sum(G[j,i] for i in range(m)))")
false(r"\frac{\partial J}{\partial b_j} = \sum_i g_{ij}",
      "tab(n,1,lambda j,_: sum(G[i,j] for i in range(n)))")
true("gradient-weight-samples", rf"{JW} = \sum_{{i=1}}^m g^{{(i)}}a^{{(i)\top}}", "gJ('W')",
     "sum(G[:,[i]]@A[:,[i]].T for i in range(m))")
false(rf"{JW} = \sum_{{i=1}}^m a^{{(i)}}g^{{(i)\top}}",
      "sum(A[:,[i]]@G[:,[i]].T for i in range(m))")
true("gradient-row-layout", rf"({JW})^\top = AG^\top", "gJ('W').T", "A@G.T")
false(rf"({JW})^\top = G^\top A", "G.T@A")
true("gradient-shape", rf"{JW} \in \mathbb R^{{n\times p}}", "np.array(gJ('W').shape)",
     "np.array([n,p])")
false(rf"{JW} \in \mathbb R^{{p\times n}}", "np.array([p,n])")
true("differential-cost", r"dJ = \mathrm{tr}(G^\top dZ)",
     "along(lambda W, A, b: J(W=W,A=A,b=b))", "tr(G.T@along(lambda W, A, b: forward(W,A,b)))",
     vary="W A b")
false(r"dJ = \mathrm{tr}(G\,dZ)", "tr(G@along(lambda W, A, b: forward(W,A,b)))")
false(r"dJ = -\mathrm{tr}(G^\top dZ)", "-tr(G.T@along(lambda W, A, b: forward(W,A,b)))")
true("differential-cost-weights", r"dJ = \mathrm{tr}((GA^\top)^\top dW)",
     "along(lambda W: J(W=W))", "tr((G@A.T).T@dW)", vary="W")
false(r"dJ = \mathrm{tr}(GA^\top dW)", "tr(G@A.T@dW)")
true("differential-cost-parts", r"dJ = \mathrm{tr}(AG^\top dW) + \mathrm{tr}(G^\top W\,dA)"
     r" + \mathrm{tr}(\mathbf 1^\top G^\top db)", "along(lambda W, A, b: J(W=W,A=A,b=b))",
     "tr(A@G.T@dW)+tr(G.T@W@dA)+number(one(m).T@G.T@db)", vary="W A b")
false(r"dJ = \mathrm{tr}(AG^\top dW) + \mathrm{tr}(G^\top W\,dA)", "tr(A@G.T@dW)+tr(G.T@W@dA)")

using("dense", "Z")
true("differential-forward", r"dZ = dW\,A + W\,dA + db\,\mathbf 1^\top",
     "along(lambda W, A, b: forward(W,A,b))", "dW@A+W@dA+db@one(m).T", vary="W A b")
false(r"dZ = dW\,A + W\,dA", "dW@A+W@dA")
false(r"dZ = A\,dW + W\,dA + db\,\mathbf 1^\top", "A@dW+W@dA+db@one(m).T")
false(r"dZ = dW\,A - W\,dA + db\,\mathbf 1^\top", "dW@A-W@dA+db@one(m).T")
using("dense")
true("differential-norm", r"d\,\mathrm{tr}(W^\top W) = 2\,\mathrm{tr}(W^\top dW)",
     "along(lambda W: tr(W.T@W))", "2*tr(W.T@dW)", vary="W")
false(r"d\,\mathrm{tr}(W^\top W) = \mathrm{tr}(W^\top dW)", "tr(W.T@dW)")
true("differential-covariance", r"d(WAA^\top W^\top) = dW\,AA^\top W^\top + WAA^\top(dW)^\top",
     "along(lambda W: W@A@A.T@W.T)", "dW@A@A.T@W.T+W@A@A.T@dW.T", vary="W")
false(r"d(WAA^\top W^\top) = 2\,dW\,AA^\top W^\top", "2*dW@A@A.T@W.T")
true("differential-vec", r"d(\mathrm{vec}(WA)) = (A^\top\otimes I_n)\mathrm{vec}(dW)",
     "along(lambda W: vec(W@A))", "kron(A.T,eye(n))@vec(dW)", vary="W")
false(r"d(\mathrm{vec}(WA)) = (I_m\otimes W)\mathrm{vec}(dW)", "kron(eye(m),W)@vec(dW)")

using("dense", "Z", "H", "J(H)")
JH, JZ = r"\frac{\partial J}{\partial H}", r"\frac{\partial J}{\partial Z}"
true("activation", rf"{JZ} = {JH}\odot g'(Z)", "gJ('Z')", "gJ('H')*dg(Z)")
false(rf"{JZ} = {JH}g'(Z)", "gJ('H')@dg(Z)")
false(rf"{JZ} = {JH}\odot g'(H)", "gJ('H')*dg(H)")
false(rf"{JZ} = {JH}\odot g(Z)", "gJ('H')*g(Z)")
true("activation-weights", rf"{JW} = ({JH}\odot g'(Z))A^\top", "gJ('W')", "(gJ('H')*dg(Z))@A.T")
false(rf"{JW} = ({JH}\odot g'(Z))A", "(gJ('H')*dg(Z))@A")
false(rf"{JW} = {JH}\odot(g'(Z)A^\top)", "gJ('H')*(dg(Z)@A.T)")
true("activation-inputs", rf"{JA} = W^\top({JH}\odot g'(Z))", "gJ('A')", "W.T@(gJ('H')*dg(Z))")
false(rf"{JA} = W({JH}\odot g'(Z))", "W@(gJ('H')*dg(Z))")
false(rf"{JA} = (W^\top{JH})\odot g'(Z)", "(W.T@gJ('H'))*dg(Z)")
true("activation-bias", rf"{JB} = ({JH}\odot g'(Z))\mathbf 1", "gJ('b')",
     "(gJ('H')*dg(Z))@one(m)")
false(rf"{JB} = ({JH}\odot g'(Z))^\top\mathbf 1", "(gJ('H')*dg(Z)).T@one(n)")
true("activation-entries", r"\frac{\partial J}{\partial z_{ji}}"
     r" = \frac{\partial J}{\partial h_{ji}}g'(z_{ji})", "gJ('Z')", "gJ('H')*dg(Z)")
false(r"\frac{\partial J}{\partial z_{ji}} = \frac{\partial J}{\partial h_{ij}}g'(z_{ji})",
      "gJ('H').T*dg(Z)")
using("dense", "Z", "H")
true("differential-activation", r"dH = g'(Z)\odot(W\,dA)", "along(lambda A: g(forward(A=A)))",
     "dg(Z)*(W@dA)", vary="A")
false(r"dH = g'(Z)(W\,dA)", "dg(Z)@(W@dA)")
false(r"dH = g(Z)\odot(W\,dA)", "g(Z)*(W@dA)")
using("dense")
true("differential-entrywise", r"d(g(W)) = g'(W)\odot dW", "along(lambda W: g(W))", "dg(W)*dW",
     vary="W")
false(r"d(g(W)) = g'(W)dW", "dg(W)@dW")

using("dense", "Z", "squares")
ERROR = r"WA + b\mathbf 1^\top - Y"
true("ridge-weights", rf"{JW} = \frac1m({ERROR})A^\top + \frac\lambda mW", "gJ('W')",
     "(forward()-Y)@A.T/m+lam/m*W")
false(rf"{JW} = ({ERROR})A^\top + \frac\lambda mW", "(forward()-Y)@A.T+lam/m*W")
false(rf"{JW} = \frac1m({ERROR})A^\top + \lambda W", "(forward()-Y)@A.T/m+lam*W")
false(rf"{JW} = \frac1m({ERROR})A^\top + \frac\lambda{{2m}}W", "(forward()-Y)@A.T/m+lam/(2*m)*W")
false(rf"{JW} = \frac1m({ERROR})A + \frac\lambda mW", "(forward()-Y)@A/m+lam/m*W")
true("ridge-bias", rf"{JB} = \frac1m({ERROR})\mathbf 1", "gJ('b')", "(forward()-Y)@one(m)/m")
false(rf"{JB} = ({ERROR})\mathbf 1", "(forward()-Y)@one(m)")
true("ridge-inputs", rf"{JA} = \frac1mW^\top({ERROR})", "gJ('A')", "W.T@(forward()-Y)/m")
false(rf"{JA} = \frac1mW^\top(Y - WA - b\mathbf 1^\top)", "W.T@(Y-forward())/m")
using("dense", "Z")
true("cost-by-samples", r"\frac1{2m}\lVert Z - Y\rVert_F^2"
     r" = \frac1m\sum_{i=1}^m\frac12\lVert z^{(i)} - y^{(i)}\rVert^2", "sq(Z-Y)/(2*m)",
     "sum(sq(Z[:,i]-Y[:,i])/2 for i in range(m))/m")
false(r"\frac1{2m}\lVert Z - Y\rVert_F^2 = \sum_{i=1}^m\frac12\lVert z^{(i)} - y^{(i)}\rVert^2",
      "sum(sq(Z[:,i]-Y[:,i])/2 for i in range(m))")
false(r"\frac1{2m}\lVert Z - Y\rVert_F^2 = \frac1m\sum_{i=1}^m\lVert z^{(i)} - y^{(i)}\rVert^2",
      "sq(Z-Y)/m")
using("dense", "sigma", "Z", "H sigma", "mse")
true("mse-rule", rf"{JZ} = \frac2m(H - Y)\odot\sigma'(Z)", "gJ('Z')", "2/m*(H-Y)*H*(1-H)")
false(rf"{JZ} = \frac1m(H - Y)\odot\sigma'(Z)", "1/m*(H-Y)*H*(1-H)")
false(rf"{JZ} = 2(H - Y)\odot\sigma'(Z)", "2*(H-Y)*H*(1-H)")
false(rf"{JZ} = H - Y", "H-Y")
false(rf"{JZ} = \frac2m(H - Y)\sigma'(Z)", "2/m*(H-Y)@(H*(1-H))")
true("sigmoid-arrays", r"\sigma'(Z) = H\odot(\mathbf 1\mathbf 1^\top - H)", 
     "tab(n,m,lambda i,j: grad(sig, float(Z[i,j])))", "H*(1-H)")
false(r"\sigma'(Z) = H(\mathbf 1\mathbf 1^\top - H)", "H@(1-H)")
false(r"\sigma'(Z) = H\odot(\mathbf 1\mathbf 1^\top + H)", "H*(1+H)")
using("dense")
true("weight-decay", r"W - \eta(V + \frac\lambda mW) = (1 - \frac{\eta\lambda}m)W - \eta V",
     "W-eta*(V+lam/m*W)", "(1-eta*lam/m)*W-eta*V")
false(r"W - \eta(V + \frac\lambda mW) = (1 - \eta\lambda)W - \eta V", "(1-eta*lam)*W-eta*V")
false(r"W - \eta(V + \frac\lambda mW) = (1 + \frac{\eta\lambda}m)W - \eta V",
      "(1+eta*lam/m)*W-eta*V")
false(r"W - \eta(V + \frac\lambda mW) = (1 - \frac\lambda m)W - \eta V", "(1-lam/m)*W-eta*V")
true("penalty-gradient", rf"{JW} = \frac\lambda mW", "grad(lambda W: lam/(2*m)*sq(W), W)",
     "lam/m*W", given=r"J = \frac\lambda{2m}\lVert W\rVert_F^2")
false(rf"{JW} = \frac\lambda{{2m}}W", "lam/(2*m)*W")
false(rf"{JW} = \frac{{2\lambda}}mW", "2*lam/m*W")

# Rows as samples
using("rows", "rows")
true("rows-entries", r"z_{ij} = \sum_k x_{ik}v_{kj} + b_j", "Z",
     "tab(m,n,lambda i,j: sum(X[i,k]*V[k,j] for k in range(p))+b[j,0])")
false(r"z_{ij} = \sum_k x_{ik}v_{jk} + b_j",
      "tab(m,n,lambda i,j: sum(X[i,k]*V[j,k] for k in range(p))+b[j,0])")
false(r"z_{ij} = \sum_k x_{ik}v_{kj} + b_i",
      "tab(m,n,lambda i,j: sum(X[i,k]*V[k,j] for k in range(p))+b[i,0])")
true("rows-to-columns", r"Z^\top = V^\top X^\top + b\mathbf 1^\top", "Z.T", "V.T@X.T+b@one(m).T")
false(r"Z^\top = X^\top V^\top + b\mathbf 1^\top", "X.T@V.T+b@one(m).T")
using("rows", "rows", "J", "G")
true("rows-weights", r"\frac{\partial J}{\partial V} = X^\top G", "gJ('V')", "X.T@G")
false(r"\frac{\partial J}{\partial V} = GX^\top", "G@X.T")
false(r"\frac{\partial J}{\partial V} = XG", "X@G")
true("rows-inputs", r"\frac{\partial J}{\partial X} = GV^\top", "gJ('X')", "G@V.T")
false(r"\frac{\partial J}{\partial X} = V^\top G", "V.T@G")
true("rows-bias", rf"{JB} = G^\top\mathbf 1", "gJ('b')", "G.T@one(m)")
false(rf"{JB} = G\mathbf 1", "G@one(n)")

# Gram form, centring
using("gram", "P", "K")
true("gram-step", r"(W - \frac\eta mRX^\top)X = P - \frac\eta mRK", "(W-eta/m*R@X.T)@X",
     "P-eta/m*R@K")
false(r"(W - \frac\eta mRX^\top)X = P - \eta RK", "P-eta*R@K")
false(r"(W - \frac\eta mRX^\top)X = P - \frac\eta mKR", "P-eta/m*K@R")
false(r"(W - \frac\eta mRX^\top)X = P - \frac\eta mR", "P-eta/m*R")
true("gram-decay", r"((1 - \frac{\eta\lambda}m)W - \frac\eta mRX^\top)X"
     r" = (1 - \frac{\eta\lambda}m)P - \frac\eta mRK", "((1-eta*lam/m)*W-eta/m*R@X.T)@X",
     "(1-eta*lam/m)*P-eta/m*R@K")
false(r"((1 - \frac{\eta\lambda}m)W - \frac\eta mRX^\top)X = P - \frac\eta mRK", "P-eta/m*R@K")
true("gram-penalty", r"\lVert cW + SX^\top\rVert_F^2 = c^2\lVert W\rVert_F^2"
     r" + 2c\sum_{j,i} s_{ji}p_{ji} + \mathrm{tr}(SKS^\top)", "sq(c*W+S@X.T)",
     "c**2*sq(W)+2*c*total(S*P)+tr(S@K@S.T)")
false(r"\lVert cW + SX^\top\rVert_F^2 = c^2\lVert W\rVert_F^2"
      r" + 2\sum_{j,i} s_{ji}p_{ji} + \mathrm{tr}(SKS^\top)",
      "c**2*sq(W)+2*total(S*P)+tr(S@K@S.T)")
false(r"\lVert cW + SX^\top\rVert_F^2 = c^2\lVert W\rVert_F^2"
      r" + 2c\sum_{j,i} s_{ji}p_{ji} + \mathrm{tr}(S^\top KS)",
      "c**2*sq(W)+2*c*total(S*P)+tr(S.T@K@S)")
true("gram-penalty-odot", r"\lVert SX^\top\rVert_F^2 = \mathbf 1^\top((SK)\odot S)\mathbf 1",
     "sq(S@X.T)", "total((S@K)*S)")
false(r"\lVert SX^\top\rVert_F^2 = \mathbf 1^\top(K\odot K)\mathbf 1", "total(K*K)")
using("gram", "K")
true("gram-entries", r"k_{ij} = x^{(i)\top}x^{(j)}", "K",
     "tab(m,m,lambda i,j: X[:,i]@X[:,j])")
false(r"k_{ij} = x^{(i)\top}x^{(i)}", "tab(m,m,lambda i,j: X[:,i]@X[:,i])")
true("gram-symmetric", r"K^\top = K", "K.T", "K")
false(r"K = XX^\top", "K", "X@X.T")
using("gram", "mu", "centred")
true("covariance", r"\frac1mCC^\top = \frac1mXX^\top - \mu\mu^\top", "C@C.T/m", "X@X.T/m-mu@mu.T")
false(r"\frac1mCC^\top = \frac1mXX^\top - m\mu\mu^\top", "X@X.T/m-m*mu@mu.T")
false(r"\frac1mCC^\top = \frac1mXX^\top + \mu\mu^\top", "X@X.T/m+mu@mu.T")

# Two layers
using("two", "two", "two J", "two G")
true("two-output-weights", r"\frac{\partial J}{\partial W_2} = G_2H^\top", "gJ('W_2')", "G_2@H.T")
false(r"\frac{\partial J}{\partial W_2} = G_2H", "G_2@H")
false(r"\frac{\partial J}{\partial W_2} = G_2Z_1^\top", "G_2@Z_1.T")
true("two-hidden", r"\frac{\partial J}{\partial H} = W_2^\top G_2", "gJ('H')", "W_2.T@G_2")
false(r"\frac{\partial J}{\partial H} = W_2G_2", "W_2@G_2")
true("two-delta", r"G_1 = (W_2^\top G_2)\odot g'(Z_1)", "G_1", "(W_2.T@G_2)*dg(Z_1)")
false(r"G_1 = (W_2G_2)\odot g'(Z_1)", "(W_2@G_2)*dg(Z_1)")
false(r"G_1 = (W_2^\top G_2)\odot g'(H)", "(W_2.T@G_2)*dg(H)")
false(r"G_1 = W_2^\top(G_2\odot g'(Z_1))", "W_2.T@(G_2*dg(Z_1))")
false(r"G_1 = (W_2^\top G_2)g'(Z_1)", "(W_2.T@G_2)@dg(Z_1)")
true("two-input-weights", r"\frac{\partial J}{\partial W_1} = ((W_2^\top G_2)\odot g'(Z_1))X^\top",
     "gJ('W_1')", "((W_2.T@G_2)*dg(Z_1))@X.T")
false(r"\frac{\partial J}{\partial W_1} = (W_2^\top G_2)X^\top", "(W_2.T@G_2)@X.T")
false(r"\frac{\partial J}{\partial W_1} = ((W_2^\top G_2)\odot g'(Z_1))X",
      "((W_2.T@G_2)*dg(Z_1))@X")
true("two-input-bias", r"\frac{\partial J}{\partial b_1} = G_1\mathbf 1", "gJ('b_1')",
     "G_1@one(m)")
false(r"\frac{\partial J}{\partial b_1} = G_2\mathbf 1", "G_2@one(m)")
true("two-inputs", r"\frac{\partial J}{\partial X} = W_1^\top G_1", "gJ('X')", "W_1.T@G_1")
false(r"\frac{\partial J}{\partial X} = W_2^\top G_1", "W_2.T@G_1")
using("two", "column")
true("column-jacobian", r"\frac{\partial z_2}{\partial x} = W_2\,\mathrm{diag}(g'(z_1))W_1",
     "jac(lambda x: two(world, x)[2], x)", "W_2@diag(dg(z_1))@W_1")
false(r"\frac{\partial z_2}{\partial x} = W_2\,\mathrm{diag}(g'(h))W_1", "W_2@diag(dg(h))@W_1")
false(r"\frac{\partial z_2}{\partial x} = W_1^\top\mathrm{diag}(g'(z_1))W_2^\top",
      "W_1.T@diag(dg(z_1))@W_2.T")
true("column-jacobian-hidden", r"\frac{\partial z_2}{\partial h} = W_2",
     "jac(lambda h: net(H=h)[2], h)", "W_2")
false(r"\frac{\partial z_2}{\partial h} = W_2^\top", "W_2.T")
true("column-activation", r"\frac{\partial h}{\partial z_1} = \mathrm{diag}(g'(z_1))",
     "jac(lambda z: net(Z_1=z)[1], z_1)", "diag(dg(z_1))")
false(r"\frac{\partial h}{\partial z_1} = g'(z_1)", "dg(z_1)")
using("two", "column", "column J")
true("column-outer", r"\frac{\partial J}{\partial W_2} = \frac{\partial J}{\partial z_2}h^\top",
     "gJ('W_2')", "grad(cost, z_2)@h.T")
false(r"\frac{\partial J}{\partial W_2} = h\frac{\partial J}{\partial z_2}^\top",
      "h@grad(cost, z_2).T")
true("column-chain", r"\frac{\partial J}{\partial x}"
     r" = W_1^\top((W_2^\top\frac{\partial J}{\partial z_2})\odot g'(z_1))", "gJ('x')",
     "W_1.T@((W_2.T@grad(cost, z_2))*dg(z_1))")
false(r"\frac{\partial J}{\partial x}"
      r" = (W_1^\top W_2^\top\frac{\partial J}{\partial z_2})\odot g'(z_1)",
      "(W_1.T@W_2.T@grad(cost, z_2))*dg(z_1)")
using("two layers", "numbered", "numbered J")
JZ1, JZ2 = (r"\frac{\partial J}{\partial Z^{[%d]}}" % k for k in (1, 2))
true("numbered-output", rf"\frac{{\partial J}}{{\partial W^{{[2]}}}} = {JZ2}A^{{[1]\top}}",
     "gJ('W', 2)", "gJ('Z', 2)@A[1].T")
false(rf"\frac{{\partial J}}{{\partial W^{{[2]}}}} = {JZ2}A^{{[1]}}", "gJ('Z', 2)@A[1]")
true("numbered-delta", rf"{JZ1} = (W^{{[2]\top}}{JZ2})\odot g'(Z^{{[1]}})", "gJ('Z', 1)",
     "(W[2].T@gJ('Z', 2))*dg(Z[1])")
false(rf"{JZ1} = (W^{{[1]\top}}{JZ2})\odot g'(Z^{{[1]}})", "(W[1].T@gJ('Z', 2))*dg(Z[1])")
false(rf"{JZ1} = (W^{{[2]\top}}{JZ2})\odot g'(Z^{{[2]}})", "(W[2].T@gJ('Z', 2))*dg(Z[2])")
true("numbered-input", rf"\frac{{\partial J}}{{\partial W^{{[1]}}}} = {JZ1}X^\top", "gJ('W', 1)",
     "gJ('Z', 1)@X.T")
false(rf"\frac{{\partial J}}{{\partial W^{{[1]}}}} = {JZ1}A^{{[1]\top}}", "gJ('Z', 1)@A[1].T")

# L layers
using("layers", "forward")
true("layer-entries", r"z^{[l]}_{ji} = \sum_k w^{[l]}_{jk}a^{[l-1]}_{ki} + b^{[l]}_j",
     "[Z[l] for l in each(L)]", "[tab(n[l],m,lambda j,i: sum(W[l][j,k]*A[l-1][k,i]"
     " for k in range(n[l-1]))+b[l][j,0]) for l in each(L)]")
false(r"z^{[l]}_{ji} = \sum_k w^{[l]}_{kj}a^{[l-1]}_{ki} + b^{[l]}_j",
      "[W[l].T@A[l-1]+b[l]@one(m).T for l in each(L)]")
false(r"z^{[l]}_{ji} = \sum_k w^{[l]}_{jk}a^{[l]}_{ki} + b^{[l]}_j",
      "[W[l]@A[l]+b[l]@one(m).T for l in each(L)]")
true("layer-columns", r"z^{[l](i)} = W^{[l]}a^{[l-1](i)} + b^{[l]}",
     "[Z[l][:,[i]] for l in each(L) for i in range(m)]",
     "[W[l]@A[l-1][:,[i]]+b[l] for l in each(L) for i in range(m)]")
false(r"z^{[l](i)} = W^{[l]}a^{[l](i)} + b^{[l]}",
      "[W[l]@A[l][:,[i]]+b[l] for l in each(L) for i in range(m)]")
true("layer-rows", r"Z^{[l]\top} = A^{[l-1]\top}W^{[l]\top} + \mathbf 1b^{[l]\top}",
     "[Z[l].T for l in each(L)]", "[A[l-1].T@W[l].T+one(m)@b[l].T for l in each(L)]")
false(r"Z^{[l]\top} = W^{[l]\top}A^{[l-1]\top} + \mathbf 1b^{[l]\top}",
      "[W[l].T@A[l-1].T+one(m)@b[l].T for l in each(L)]")
true("layer-shape", r"A^{[l]} \in \mathbb R^{n_l\times m}",
     "[np.array(A[l].shape) for l in each(L)]", "[np.array([n[l],m]) for l in each(L)]")
false(r"A^{[l]} \in \mathbb R^{n_{l-1}\times m}", "[np.array([n[l-1],m]) for l in each(L)]")
using("layers", "forward", "cost", "dZ")
LW, LB, LA = (r"\frac{{\partial J}}{{\partial {}^{{[{}]}}}}".format(*pair)
              for pair in (("W", "l"), ("b", "l"), ("A", "l-1")))
DZ, ALL = r"\mathrm dZ^{[l]}", "for l in each(L)]"
true("layer-weights", rf"{LW} = \frac1m{DZ}A^{{[l-1]\top}}", f"[gJ('W',l) {ALL}",
     f"[dZ[l]@A[l-1].T/m {ALL}")
false(rf"{LW} = {DZ}A^{{[l-1]\top}}", f"[dZ[l]@A[l-1].T {ALL}")
false(rf"{LW} = \frac1m{DZ}A^{{[l]\top}}", f"[dZ[l]@A[l].T/m {ALL}")
false(rf"{LW} = \frac1m{DZ}A^{{[l-1]}}", f"[dZ[l]@A[l-1]/m {ALL}")
false(rf"{LW} = \frac1mA^{{[l-1]\top}}{DZ}", f"[A[l-1].T@dZ[l]/m {ALL}")
true("layer-bias", rf"{LB} = \frac1m{DZ}\mathbf 1", f"[gJ('b',l) {ALL}", f"[dZ[l]@one(m)/m {ALL}")
false(rf"{LB} = {DZ}\mathbf 1", f"[dZ[l]@one(m) {ALL}")
false(rf"{LB} = \frac1m{DZ}", f"[dZ[l]/m {ALL}")
true("layer-inputs", rf"{LA} = \frac1mW^{{[l]\top}}{DZ}", f"[gJ('A',l-1) {ALL}",
     f"[W[l].T@dZ[l]/m {ALL}")
false(rf"{LA} = \frac1mW^{{[l]}}{DZ}", f"[W[l]@dZ[l]/m {ALL}")
false(rf"{LA} = \frac1mW^{{[l-1]\top}}{DZ}", f"[W[l-1].T@dZ[l]/m if l>1 else 0*dZ[l] {ALL}")
DOWN, DOWN2 = r", \quad l = L - 1, \ldots, 1", r", \quad l = L, \ldots, 2"
BELOW = "for l in range(1,L)]"
DZL = r"\mathrm dZ^{[l+1]}"
true("layer-delta", rf"{DZ} = (W^{{[l+1]\top}}{DZL})\odot g'(Z^{{[l]}}){DOWN}", f"[dZ[l] {BELOW}",
     f"[(W[l+1].T@dZ[l+1])*dg(Z[l]) {BELOW}")
false(rf"{DZ} = (W^{{[l+1]}}{DZL})\odot g'(Z^{{[l]}}){DOWN}",
      f"[(W[l+1]@dZ[l+1])*dg(Z[l]) {BELOW}")
false(rf"{DZ} = (W^{{[l]\top}}{DZL})\odot g'(Z^{{[l]}}){DOWN}",
      f"[(W[l].T@dZ[l+1])*dg(Z[l]) {BELOW}")
false(rf"{DZ} = (W^{{[l+1]\top}}{DZL})\odot g'(Z^{{[l+1]}}){DOWN}",
      f"[(W[l+1].T@dZ[l+1])*dg(Z[l+1]) {BELOW}")
false(rf"{DZ} = (W^{{[l+1]\top}}{DZL})\odot g'(A^{{[l]}}){DOWN}",
      f"[(W[l+1].T@dZ[l+1])*dg(A[l]) {BELOW}")
false(rf"{DZ} = (W^{{[l+1]\top}}{DZL})g'(Z^{{[l]}}){DOWN}",
      f"[(W[l+1].T@dZ[l+1])@dg(Z[l]) {BELOW}")
true("layer-delta-below", r"\mathrm dZ^{[l-1]} = (W^{[l]\top}\mathrm dZ^{[l]})"
     rf"\odot g'(Z^{{[l-1]}}){DOWN2}", f"[dZ[l] {BELOW}", f"[(W[l+1].T@dZ[l+1])*dg(Z[l]) {BELOW}")
false(rf"\mathrm dZ^{{[l-1]}} = (W^{{[l]\top}}\mathrm dZ^{{[l]}})\odot g'(Z^{{[l]}}){DOWN2}",
      f"[(W[l+1].T@dZ[l+1])*dg(Z[l+1]) {BELOW}")
false(rf"\mathrm dZ^{{[l-1]}} = \frac1m(W^{{[l]\top}}\mathrm dZ^{{[l]}})\odot"
      rf" g'(Z^{{[l-1]}}){DOWN2}", f"[(W[l+1].T@dZ[l+1])*dg(Z[l])/m {BELOW}")
true("layer-output", r"\mathrm dZ^{[L]} = m\frac{\partial J}{\partial A^{[L]}}\odot g'(Z^{[L]})",
     "dZ[L]", "m*gJ('A',L)*dg(Z[L])")
false(r"\mathrm dZ^{[L]} = \frac{\partial J}{\partial A^{[L]}}\odot g'(Z^{[L]})",
      "gJ('A',L)*dg(Z[L])")
using("layers", "forward", "cost squares", "dZ")
true("layer-output-squares", r"\mathrm dZ^{[L]} = (A^{[L]} - Y)\odot g'(Z^{[L]})", "dZ[L]",
     "(A[L]-Y)*dg(Z[L])")
false(r"\mathrm dZ^{[L]} = (Y - A^{[L]})\odot g'(Z^{[L]})", "(Y-A[L])*dg(Z[L])")
false(r"\mathrm dZ^{[L]} = \frac1m(A^{[L]} - Y)\odot g'(Z^{[L]})", "(A[L]-Y)*dg(Z[L])/m")
false(r"\mathrm dZ^{[L]} = A^{[L]} - Y", "A[L]-Y")
false(r"\mathrm dZ^{[L]} = (A^{[L-1]} - Y)\odot g'(Z^{[L]})", "(A[L-1]-Y)*dg(Z[L])")
using("layers", "forward", "cost L2", "dZ")
true("layer-decay", rf"{LW} = \frac1m{DZ}A^{{[l-1]\top}} + \frac\lambda mW^{{[l]}}",
     f"[gJ('W',l) {ALL}", f"[dZ[l]@A[l-1].T/m+lam/m*W[l] {ALL}")
false(rf"{LW} = \frac1m{DZ}A^{{[l-1]\top}} + \lambda W^{{[l]}}",
      f"[dZ[l]@A[l-1].T/m+lam*W[l] {ALL}")
false(rf"{LW} = \frac1m{DZ}A^{{[l-1]\top}} + \frac\lambda{{2m}}W^{{[l]}}",
      f"[dZ[l]@A[l-1].T/m+lam/(2*m)*W[l] {ALL}")
false(rf"{LW} = \frac1m{DZ}A^{{[l-1]\top}}", f"[dZ[l]@A[l-1].T/m {ALL}")
using("layers")
true("penalty-entries", r"\sum_{l=1}^L\lVert W^{[l]}\rVert_F^2"
     r" = \sum_{l=1}^L\sum_{j,k}(w^{[l]}_{jk})^2", "sum(sq(W[l]) for l in each(L))",
     "sum(total(W[l]*W[l]) for l in each(L))", by=CHECKED)
false(r"\sum_{l=1}^L\lVert W^{[l]}\rVert_F^2 = \sum_{l=1}^{L-1}\sum_{j,k}(w^{[l]}_{jk})^2",
      "sum(total(W[l]*W[l]) for l in range(1,L))")
using("layers", "columns")
UP = r", \quad l = 1, \ldots, L - 1"
true("layer-jacobian", r"\frac{\partial z^{[l+1]}}{\partial z^{[l]}}"
     rf" = W^{{[l+1]}}\mathrm{{diag}}(g'(z^{{[l]}})){UP}",
     f"[jac(lambda v: net(x, Z={{l: v}})[0][l+1], z[l]) {BELOW}", f"[W[l+1]@diag(dg(z[l])) {BELOW}")
false(r"\frac{\partial z^{[l+1]}}{\partial z^{[l]}}"
      rf" = \mathrm{{diag}}(g'(z^{{[l]}}))W^{{[l+1]}}{UP}", f"[diag(dg(z[l]))@W[l+1] {BELOW}")
false(r"\frac{\partial z^{[l+1]}}{\partial z^{[l]}}"
      rf" = W^{{[l+1]\top}}\mathrm{{diag}}(g'(z^{{[l]}})){UP}", f"[W[l+1].T@diag(dg(z[l])) {BELOW}")
using("layers", "columns", "columns J", "delta")
true("delta-recursion", r"\delta^{[l]} = (W^{[l+1]\top}\delta^{[l+1]})\odot g'(z^{[l]})" + UP,
     f"[delta[l] {BELOW}", f"[(W[l+1].T@delta[l+1])*dg(z[l]) {BELOW}")
false(r"\delta^{[l]} = (W^{[l+1]}\delta^{[l+1]})\odot g'(z^{[l]})" + UP,
      f"[(W[l+1]@delta[l+1])*dg(z[l]) {BELOW}")
false(r"\delta^{[l]} = W^{[l+1]\top}\delta^{[l+1]}" + UP, f"[W[l+1].T@delta[l+1] {BELOW}")
true("delta-weights", rf"{LW} = \delta^{{[l]}}a^{{[l-1]\top}}", f"[gJ('W',l) {ALL}",
     f"[delta[l]@a[l-1].T {ALL}")
false(rf"{LW} = \delta^{{[l]}}a^{{[l]\top}}", f"[delta[l]@a[l].T {ALL}")
false(rf"{LW} = a^{{[l-1]}}\delta^{{[l]\top}}", f"[a[l-1]@delta[l].T {ALL}")
true("delta-bias", rf"{LB} = \delta^{{[l]}}", f"[gJ('b',l) {ALL}", f"[delta[l] {ALL}")
false(rf"{LB} = -\delta^{{[l]}}", f"[-delta[l] {ALL}")

# Softmax and cross-entropy
using("softmax", "p_j")
true("softmax-jacobian", r"\frac{\partial p_j}{\partial z_k} = p_j(I_{jk} - p_k)", "jac(soft, z)",
     "tab(c,c,lambda j,k: p[j,0]*((j==k)-p[k,0]))")
false(r"\frac{\partial p_j}{\partial z_k} = p_j(I_{jk} - p_j)",
      "tab(c,c,lambda j,k: p[j,0]*((j==k)-p[j,0]))")
false(r"\frac{\partial p_j}{\partial z_k} = p_j(I_{jk} + p_k)",
      "tab(c,c,lambda j,k: p[j,0]*((j==k)+p[k,0]))")
false(r"\frac{\partial p_j}{\partial z_k} = p_j(1 - p_k)",
      "tab(c,c,lambda j,k: p[j,0]*(1-p[k,0]))")
using("softmax", "p")
true("softmax-jacobian-of-column", r"\frac{\partial p_j}{\partial z_k} = p_j(I_{jk} - p_k)",
     "jac(soft, z)",
     "tab(c,c,lambda j,k: p[j,0]*((j==k)-p[k,0]))")
false(r"\frac{\partial p_j}{\partial z_k} = p_j(I_{jk} - p_j)",
      "tab(c,c,lambda j,k: p[j,0]*((j==k)-p[j,0]))")
false(r"\frac{\partial p_j}{\partial z_k} = p_j(I_{jk} + p_k)",
      "tab(c,c,lambda j,k: p[j,0]*((j==k)+p[k,0]))")
false(r"\frac{\partial p_j}{\partial z_k} = p_j(1 - p_k)",
      "tab(c,c,lambda j,k: p[j,0]*(1-p[k,0]))")
true("softmax-sums-to-one", r"\sum_j p_j = 1", "total(p)", "1")
false(r"\sum_j p_j = c", "c")
true("softmax-shift", r"\frac{e^{z_j - s}}{\sum_k e^{z_k - s}} = p_j", "exp(z-s)/total(exp(z-s))",
     "p")
false(r"\frac{e^{z_j - s}}{\sum_k e^{z_k}} = p_j", "exp(z-s)/total(exp(z))", "p")
true("log-softmax", r"\ln p_j = z_j - \ln\sum_k e^{z_k}", "ln(p)", "z-ln(total(exp(z)))")
false(r"\ln p_j = z_j + \ln\sum_k e^{z_k}", "z+ln(total(exp(z)))")
true("entropies", r"-\sum_j y_j\ln p_j = -\sum_j y_j\ln y_j + \sum_j y_j\ln\frac{y_j}{p_j}",
     "-total(y*ln(p))", "-total(y*ln(y))+total(y*ln(y/p))")
false(r"-\sum_j y_j\ln p_j = -\sum_j y_j\ln y_j - \sum_j y_j\ln\frac{y_j}{p_j}",
      "-total(y*ln(y))-total(y*ln(y/p))")
true("softmax-jacobian-matrix", r"\frac{\partial p}{\partial z} = \mathrm{diag}(p) - pp^\top",
     "jac(soft, z)", "diag(p)-p@p.T")
false(r"\frac{\partial p}{\partial z} = \mathrm{diag}(p) + pp^\top", "diag(p)+p@p.T")
false(r"\frac{\partial p}{\partial z} = \mathrm{diag}(p) - p^\top p", "diag(p)-number(p.T@p)")
using("softmax", "p", "loss")
LZ = r"\frac{\partial\mathcal L}{\partial z}"
true("p-minus-y", rf"{LZ} = p - y", "gJ('z')", "p-y")
false(rf"{LZ} = y - p", "y-p")
false(rf"{LZ} = p", "p")
true("p-minus-y-entries", r"\frac{\partial\mathcal L}{\partial z_k} = p_k - y_k", "gJ('z')", "p-y")
false(r"\frac{\partial\mathcal L}{\partial z_k} = p_k - 1", "p-1")
true("loss-by-p", r"\frac{\partial\mathcal L}{\partial p_j} = -\frac{y_j}{p_j}", "gJ('p')", "-y/p")
false(r"\frac{\partial\mathcal L}{\partial p_j} = \frac{y_j}{p_j}", "y/p")
true("loss-by-logits", r"\mathcal L = \ln\sum_k e^{z_k} - y^\top z", "J()",
     "ln(total(exp(z)))-y.T@z")
false(r"\mathcal L = \ln\sum_k e^{z_k} + y^\top z", "ln(total(exp(z)))+y.T@z")
using("softmax, any labels", "p", "loss")
true("p-times-sum-minus-y", rf"{LZ} = p\sum_j y_j - y", "gJ('z')", "p*total(y)-y")
false(rf"{LZ} = p - y", "p-y")
using("softmax")
true("log-sum-exp", r"\ln\sum_j e^{z_j} = s + \ln\sum_j e^{z_j - s}", "ln(total(exp(z)))",
     "s+ln(total(exp(z-s)))")
false(r"\ln\sum_j e^{z_j} = \ln\sum_j e^{z_j - s} - s", "ln(total(exp(z-s)))-s")
false(r"\ln\sum_j e^{z_j} = s + \sum_j\ln e^{z_j - s}", "s+total(z-s)")
true("log-sum-exp-max", r"\ln\sum_j e^{z_j} = \max_k z_k + \ln\sum_j e^{z_j - \max_k z_k}",
     "ln(total(exp(z)))", "z.max()+ln(total(exp(z-z.max())))", by=CHECKED)
false(r"\ln\sum_j e^{z_j} = \max_k z_k + \ln\sum_j e^{z_j}", "z.max()+ln(total(exp(z)))")
using("softmax, many", "P batch", "J batch")
true("softmax-batch", rf"{JZ} = \frac1m(P - Y)", "gJ('Z')", "(P-Y)/m")
false(rf"{JZ} = P - Y", "P-Y")
false(rf"{JZ} = \frac1m(Y - P)", "(Y-P)/m")
using("softmax, many", "p columns", "J columns")
true("softmax-columns", r"\frac{\partial J}{\partial z^{(i)}} = \frac1m(p^{(i)} - y^{(i)})",
     "gJ('Z')", "(P-Y)/m")
false(r"\frac{\partial J}{\partial z^{(i)}} = p^{(i)} - y^{(i)}", "P-Y")

using("binary", "sigma", "yhat", "binary")
true("stable-loss", r"\mathcal L = \max(z, 0) - zy + \ln(1 + e^{-\lvert z\rvert})", "bce(yhat)",
     "max(z,0)-z*y+ln(1+exp(-abs(z)))", by=CHECKED)
false(r"\mathcal L = \max(z, 0) - zy + \ln(1 + e^{\lvert z\rvert})",
      "max(z,0)-z*y+ln(1+exp(abs(z)))")
false(r"\mathcal L = \max(z, 0) + zy + \ln(1 + e^{-\lvert z\rvert})",
      "max(z,0)+z*y+ln(1+exp(-abs(z)))")
true("loss-by-z", r"\frac{\partial\mathcal L}{\partial z} = \hat y - y",
     "grad(lambda z: bce(sig(z)), z)", "yhat-y")
false(r"\frac{\partial\mathcal L}{\partial z} = y - \hat y", "y-yhat")
true("loss-by-prediction", r"\frac{\partial\mathcal L}{\partial\hat y}"
     r" = \frac{\hat y - y}{\hat y(1 - \hat y)}", "grad(bce, yhat)", "(yhat-y)/(yhat*(1-yhat))")
false(r"\frac{\partial\mathcal L}{\partial\hat y} = \frac{y - \hat y}{\hat y(1 - \hat y)}",
      "(y-yhat)/(yhat*(1-yhat))")
true("loss-softplus", r"\mathcal L = \ln(1 + e^z) - zy", "bce(yhat)", "ln(1+exp(z))-z*y")
false(r"\mathcal L = \ln(1 + e^z) + zy", "ln(1+exp(z))+z*y")
using("binary, many", "sigma", "A", "J binary")
true("binary-batch", rf"{JZ} = \frac1m(A - Y)", "gJ('Z')", "(A-Y)/m")
false(rf"{JZ} = A - Y", "A-Y")
false(rf"{JZ} = \frac1m(A - Y)\odot A", "(A-Y)*A/m")
using("samples", "sigma", "samples", "J samples")
true("binary-samples", r"\frac{\partial J}{\partial z^{(i)}} = \frac1m(q^{(i)} - h^{(i)})",
     "[grad(lambda t: J(i,t), 0.) for i in each(m)]", "[(q[i]-h[i])/m for i in each(m)]")
false(r"\frac{\partial J}{\partial z^{(i)}} = q^{(i)} - h^{(i)}", "[q[i]-h[i] for i in each(m)]")
using("scalars", "sigma")
true("sigmoid-derivative", r"\sigma'(z) = \sigma(z)(1 - \sigma(z))", "grad(sig, z)",
     "sig(z)*(1-sig(z))")
false(r"\sigma'(z) = \sigma(z)(1 + \sigma(z))", "sig(z)*(1+sig(z))")
true("two-class-softmax", r"\frac{e^{z_1}}{e^{z_1} + e^{z_2}} = \sigma(z_1 - z_2)",
     "exp(z_1)/(exp(z_1)+exp(z_2))", "sig(z_1-z_2)")
false(r"\frac{e^{z_1}}{e^{z_1} + e^{z_2}} = \sigma(z_2 - z_1)", "sig(z_2-z_1)")
using("scalars")
true("softplus", r"\ln(1 + e^z) = \max(z, 0) + \ln(1 + e^{-\lvert z\rvert})", "ln(1+exp(z))",
     "max(z,0)+ln(1+exp(-abs(z)))", by=CHECKED)
false(r"\ln(1 + e^z) = \max(z, 0) + \ln(1 + e^{\lvert z\rvert})", "max(z,0)+ln(1+exp(abs(z)))")
true("tanh-derivative", r"\frac{d}{dz}\tanh z = 1 - \tanh^2 z", "grad(tanh, z)", "1-tanh(z)**2")
false(r"\frac{d}{dz}\tanh z = 1 - \tanh z", "1-tanh(z)")
true("uniform-variance", r"\frac13(\sqrt{\frac6{n + p}})^2 = \frac2{n + p}",
     "np.sqrt(6/(n+p))**2/3", "2/(n+p)")
false(r"\frac13(\sqrt{\frac6{n + p}})^2 = \frac6{n + p}", "6/(n+p)")
true("he-halves", r"n\cdot\frac2n\cdot\frac12r = r", "n*2/n*r/2", "r")
false(r"n\cdot\frac1n\cdot\frac12r = r", "n*1/n*r/2", "r")
using("samples", "mean")
true("variance-decomposition", r"\frac1m\sum_{i=1}^m(y^{(i)} - c)^2"
     r" = \frac1m\sum_{i=1}^m(y^{(i)} - \bar y)^2 + (\bar y - c)^2",
     "sum((x-c)**2 for x in y.values())/m", "sum((x-mean)**2 for x in y.values())/m+(mean-c)**2")
false(r"\frac1m\sum_{i=1}^m(y^{(i)} - c)^2"
      r" = \frac1m\sum_{i=1}^m(y^{(i)} - \bar y)^2 - (\bar y - c)^2",
      "sum((x-mean)**2 for x in y.values())/m-(mean-c)**2")
false(r"\frac1m\sum_{i=1}^m(y^{(i)} - c)^2"
      r" = \sum_{i=1}^m(y^{(i)} - \bar y)^2 + (\bar y - c)^2",
      "sum((x-mean)**2 for x in y.values())+(mean-c)**2")
using("layers", "variances")
true("variance-layer", r"\frac{V^{[l]}}{V^{[l-1]}} = \frac{n_{l-1}s^{[l]}}2",
     f"[V[l]/V[l-1] {ALL}", f"[n[l-1]*s[l]/2 {ALL}", by=CHECKED)
false(r"\frac{V^{[l]}}{V^{[l-1]}} = \frac{n_ls^{[l]}}2", f"[n[l]*s[l]/2 {ALL}")
using("layers", "he")
true("he-keeps-variance", r"V^{[L]} = r", "V[L]", "r", by=CHECKED)
false(r"V^{[L]} = \frac12r", "r/2")

# Optimisers
using("steps", "momentum")
SUM = r"\sum_{\tau=1}^t"
STEPS = "for t in each(T)]"
true("momentum-closed", rf"v_t = {SUM}\beta^{{t-\tau}}g_\tau", f"[v[t] {STEPS}",
     f"[sum(beta**(t-k)*g[k] for k in each(t)) {STEPS}", by=CHECKED)
false(rf"v_t = {SUM}\beta^\tau g_\tau", f"[sum(beta**k*g[k] for k in each(t)) {STEPS}")
false(rf"v_t = {SUM}\beta^{{t-\tau+1}}g_\tau",
      f"[sum(beta**(t-k+1)*g[k] for k in each(t)) {STEPS}")
using("steps", "average")
true("average-closed", rf"u_t = (1 - \beta){SUM}\beta^{{t-\tau}}g_\tau", f"[u[t] {STEPS}",
     f"[(1-beta)*sum(beta**(t-k)*g[k] for k in each(t)) {STEPS}", by=CHECKED)
false(rf"u_t = {SUM}\beta^{{t-\tau}}g_\tau", f"[sum(beta**(t-k)*g[k] for k in each(t)) {STEPS}")
false(rf"u_t = (1 - \beta){SUM}\beta^{{t-\tau}}g_t",
      f"[(1-beta)*sum(beta**(t-k)*g[t] for k in each(t)) {STEPS}")
using("steps", "momentum", "average")
true("two-momenta", r"u_t = (1 - \beta)v_t", f"[u[t] {STEPS}", f"[(1-beta)*v[t] {STEPS}",
     by=CHECKED)
false(r"u_t = v_t", f"[v[t] {STEPS}")
using("steps", "second")
true("second-moment-closed", rf"s_t = (1 - \beta_2){SUM}\beta_2^{{t-\tau}}(g_\tau\odot g_\tau)",
     f"[s[t] {STEPS}", f"[(1-beta_2)*sum(beta_2**(t-k)*g[k]*g[k] for k in each(t)) {STEPS}",
     by=CHECKED)
false(rf"s_t = (1 - \beta_2){SUM}\beta_2^{{t-\tau}}g_\tau",
      f"[(1-beta_2)*sum(beta_2**(t-k)*g[k] for k in each(t)) {STEPS}")
false(rf"s_t = (1 - \beta_2){SUM}\beta_1^{{t-\tau}}(g_\tau\odot g_\tau)",
      f"[(1-beta_2)*sum(beta_1**(t-k)*g[k]*g[k] for k in each(t)) {STEPS}")
using("steps", "momentum", "theta")
true("places-closed", r"\theta_t = w - \eta\sum_{\tau=1}^t v_\tau", f"[theta[t] {STEPS}",
     f"[w-eta*sum(v[k] for k in each(t)) {STEPS}", by=CHECKED)
false(r"\theta_t = w + \eta\sum_{\tau=1}^t v_\tau", f"[w+eta*sum(v[k] for k in each(t)) {STEPS}")
true("heavy-ball", r"\theta_t - \theta_{t-1} = \beta(\theta_{t-1} - \theta_{t-2}) - \eta g_t,"
     r" \quad t = 2, \ldots, T", "[theta[t]-theta[t-1] for t in range(2,T+1)]",
     "[beta*(theta[t-1]-theta[t-2])-eta*g[t] for t in range(2,T+1)]", by=CHECKED)
false(r"\theta_t - \theta_{t-1} = \beta(\theta_{t-1} - \theta_{t-2}) + \eta g_t,"
      r" \quad t = 2, \ldots, T", "[beta*(theta[t-1]-theta[t-2])+eta*g[t] for t in range(2,T+1)]")
false(r"\theta_t - \theta_{t-1} = (\theta_{t-1} - \theta_{t-2}) - \eta g_t,"
      r" \quad t = 2, \ldots, T", "[theta[t-1]-theta[t-2]-eta*g[t] for t in range(2,T+1)]")
using("scalar steps", "nesterov")
true("look-ahead", r"u_t = u_{t-1} - \eta(\beta v_t + f'(u_{t-1}))", f"[u[t] {STEPS}",
     f"[u[t-1]-eta*(beta*v[t]+df(u[t-1])) {STEPS}", by=CHECKED)
false(r"u_t = u_{t-1} - \eta(v_t + f'(u_{t-1}))", f"[u[t-1]-eta*(v[t]+df(u[t-1])) {STEPS}")
false(r"u_t = u_{t-1} - \eta(\beta v_t + f'(\theta_{t-1}))",
      f"[u[t-1]-eta*(beta*v[t]+df(theta[t-1])) {STEPS}")
using("scalar steps", "adam")
true("adam-first-moment", r"\hat v_1 = g_1", "vhat[1]", "g[1]", by=CHECKED)
false(r"\hat v_1 = (1 - \beta_1)g_1", "(1-beta_1)*g[1]")
true("adam-first-step", r"\theta_1 = w - \eta\frac{g_1}{\lvert g_1\rvert + \epsilon}", "theta[1]",
     "w-eta*g[1]/(abs(g[1])+epsilon)", by=CHECKED)
false(r"\theta_1 = w - \eta\frac{g_1}{g_1 + \epsilon}", "w-eta*g[1]/(g[1]+epsilon)")
false(r"\theta_1 = w - \eta\frac{g_1}{\lvert g_1\rvert}", "w-eta*g[1]/abs(g[1])")
true("adam-weighted-mean", rf"\hat v_t = \frac{{1 - \beta_1}}{{1 - \beta_1^t}}{SUM}"
     r"\beta_1^{t-\tau}g_\tau", f"[vhat[t] {STEPS}",
     f"[(1-beta_1)/(1-beta_1**t)*sum(beta_1**(t-k)*g[k] for k in each(t)) {STEPS}", by=CHECKED)
false(rf"\hat v_t = (1 - \beta_1){SUM}\beta_1^{{t-\tau}}g_\tau",
      f"[(1-beta_1)*sum(beta_1**(t-k)*g[k] for k in each(t)) {STEPS}")
true("adam-second-moment", rf"s_t = (1 - \beta_2){SUM}\beta_2^{{t-\tau}}g_\tau^2", f"[s[t] {STEPS}",
     f"[(1-beta_2)*sum(beta_2**(t-k)*g[k]**2 for k in each(t)) {STEPS}", by=CHECKED)
false(rf"s_t = (1 - \beta_1){SUM}\beta_1^{{t-\tau}}g_\tau^2",
      f"[(1-beta_1)*sum(beta_1**(t-k)*g[k]**2 for k in each(t)) {STEPS}")
using("scalar steps")
true("bias-weights", rf"(1 - \beta){SUM}\beta^{{t-\tau}} = 1 - \beta^t",
     f"[(1-beta)*sum(beta**(t-k) for k in each(t)) {STEPS}", f"[1-beta**t {STEPS}", by=CHECKED)
false(rf"(1 - \beta){SUM}\beta^{{t-\tau}} = 1 - \beta^{{t-1}}", f"[1-beta**(t-1) {STEPS}")
false(rf"{SUM}\beta^{{t-\tau}} = 1 - \beta^t",
      f"[sum(beta**(t-k) for k in each(t)) {STEPS}", f"[1-beta**t {STEPS}")
using("scalar steps", "descent")
true("descent-closed", r"\theta_t = (1 - \eta h)^tw", f"[theta[t] {STEPS}",
     f"[(1-eta*h)**t*w {STEPS}", by=CHECKED)
false(r"\theta_t = (1 + \eta h)^tw", f"[(1+eta*h)**t*w {STEPS}")
false(r"\theta_t = (1 - \eta h^t)w", f"[(1-eta*h**t)*w {STEPS}")
using("scalar steps", "decay")
true("decay-step", r"\theta_t = (1 - \frac{\eta\lambda}m)\theta_{t-1} - \eta g_t",
     f"[theta[t] {STEPS}", f"[(1-eta*lam/m)*theta[t-1]-eta*g[t] {STEPS}", by=CHECKED)
false(r"\theta_t = (1 - \eta\lambda)\theta_{t-1} - \eta g_t",
      f"[(1-eta*lam)*theta[t-1]-eta*g[t] {STEPS}")
false(r"\theta_t = (1 - \frac{\eta\lambda}m)(\theta_{t-1} - \eta g_t)",
      f"[(1-eta*lam/m)*(theta[t-1]-eta*g[t]) {STEPS}")
