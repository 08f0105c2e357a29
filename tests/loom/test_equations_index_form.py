"""Proofs for every size: what is proved, what must not be, and NumPy as a judge of both."""

import random
from itertools import product

import numpy as np
import pytest
from conftest import sample

from loom.equations import index_algebra as algebra
from loom.equations import tree
from loom.equations.index_form import proves
from loom.equations.page import Display, Page
from loom.equations.theory import SCALAR, Leaf, Size, Theory

PAGES = {
    "algebra": r"""size m n p q
        real A (n, m)   B (n, m)   C (m, p)   S (n, n)   R (n, n)   u (n, 1)   v (n, 1)   \alpha""",
    "layer": r"""size m n p
        real W (n, p)   A (p, m)   b (n, 1)   Y (n, m)
        function \mathcal J
        function g entrywise""",
    "sums": r"""size m n p
        real W (n, p)   a (p, 1)   b (n, 1)   x (p, 1)
        real y^{(i)}""",
    "classes": r"""size m c
        real z (c, 1)   Z (c, m)
        one_hot y (c, 1)   Y (c, m)
        simplex t (c, 1)""",
    "net": r"""size m
        layers l = 1..L W^{[l]} (n_l, n_{l-1})   b^{[l]} (n_l, 1)
        real X (n_0, m)
        positive \lambda
        function \mathcal J
        function g entrywise""",
    "steps": r"""size n
        real W (n, n)   x (n, 1)
        steps t = 1..T g_t (n, 1)
        function f \mathcal J""",
    "samples": r"""size m
        real x^{(i)} y^{(i)} w b x_1^{(i)} x_2^{(i)}""",
    "numbers": r"""real x y z w a v_1..v_3
        positive p q
        unit s
        function f""",
}
BATCH = (r"P_{ji} = \frac{e^{Z_{ji}}}{\sum_k e^{Z_{ki}}} ;; "
         r"J = -\frac1m\sum_{i=1}^m\sum_j Y_{ji}\ln P_{ji}")
LAYER = r"Z = WA + b\mathbf 1^\top ;; J = \mathcal J(Z)"
KINK = r"Z = WA ;; r(z) = \begin{cases}z & z > 0\\0 & z \le 0\end{cases}"
SQUARES = LAYER.split(" ;; ")[0] + r" ;; J = \frac1{2m}\lVert Z - Y\rVert_F^2"
SOFTMAX = r"p = \frac1{\mathbf 1^\top e^z}e^z ;; \mathcal L = -y^\top\ln p"
FORWARD = (r"A^{[0]} = X \\ Z^{[l]} = W^{[l]}A^{[l-1]} + b^{[l]}\mathbf 1^\top \\ "
           r"A^{[l]} = g(Z^{[l]})")
DEEP = FORWARD + (r" ;; J = \mathcal J(A^{[L]}) ;; "
                  r"\mathrm dZ^{[l]} = \frac{\partial J}{\partial Z^{[l]}}")
DECAY = DEEP.replace(r"J = \mathcal J(A^{[L]})", r"J = \mathcal J(A^{[L]}) + "
                     r"\frac\lambda2\sum_{l=1}^L\lVert W^{[l]}\rVert_F^2")
LAST = DEEP.replace(" ;; J", r" \\ A^{[L]} = e^{Z^{[L]}} ;; J", 1)
SKIP = LAST.replace(r"\mathcal J(A^{[L]})", r"\mathcal J(A^{[L]}) + \lVert Z^{[L-1]}\rVert_F^2")  # past the last layer
BACK = r"\frac{\partial J}{\partial W^{[l]}} = \mathrm dZ^{[l]}A^{[l-1]\top}"
FIRST = r"\frac{\partial J}{\partial W^{[1]}} = \mathrm dZ^{[1]}X^\top"
SIGMOID = r"\sigma(z) = \frac1{1 + e^{-z}}"


def proved(name, definitions, latex, vary=""):
    """Whether every relation of a formula is proved; definitions are separated by ;;"""
    rows = filter(None, definitions.split(" ;; "))
    displays = [Display(text, "def", str(k)) for k, text in enumerate(rows)]
    page = Page(PAGES[name], [*displays, Display(latex, "vary" if vary else "", argument=vary)])
    assert not page.faults and not [item.error for item in page.items if item.error]
    return all(proves(left, right, page.theory, tuple(vary.split()))
               for found in page.items[-1].statements for left, _, right in found.node.pairs)


RECURRENT = r"h_0 = x \\ h_t = e^{Wh_{t-1}} + g_t ;; J = \mathcal J(h_T)"
STEP_BACK = (r"\frac{\partial J}{\partial h_{t-1}} = "
             r"W^\top(e^{Wh_{t-1}}\odot\frac{\partial J}{\partial h_t})")
LOGISTIC = (r"z^{(i)} = wx^{(i)} + b ;; \hat y^{(i)} = \frac1{1 + e^{-z^{(i)}}} ;; "
            r"\mathcal L^{(i)} = -y^{(i)}\ln\hat y^{(i)} - (1 - y^{(i)})\ln(1 - \hat y^{(i)}) ;; "
            r"J = \frac1m\sum_{i=1}^m\mathcal L^{(i)}")

# (page, definitions, what varies, a true formula, wrong twins of it)
CLAIMS = [
    # Transposes, traces, norms, ⊙, ones, diag, vec, ⊗
    ("algebra", "", "", r"(AC)^\top = C^\top A^\top", [r"(SR)^\top = S^\top R^\top"]),
    ("algebra", "", "", r"\mathrm{tr}(SR) = \mathrm{tr}(RS)", [r"SR = RS"]),
    ("algebra", "", "", r"\mathrm{tr}(SRS^\top) = \mathrm{tr}(RS^\top S)",
     [r"\mathrm{tr}(SRS^\top) = \mathrm{tr}(SS^\top R^\top R)",
      r"\mathrm{tr}(SR) = \mathrm{tr}(SR^\top)"]),
    ("algebra", "", "", r"\lVert A\rVert_F^2 = \mathrm{tr}(A^\top A)",
     [r"\lVert A\rVert_F^2 = \mathrm{tr}(A^\top B)"]),
    ("algebra", "", "", r"\lVert u + v\rVert^2 = \lVert u\rVert^2 + 2u^\top v + \lVert v\rVert^2",
     [r"\lVert u + v\rVert^2 = \lVert u\rVert^2 + \lVert v\rVert^2"]),
    ("algebra", "", "", r"\mathbf 1^\top(A\odot B)\mathbf 1 = \mathrm{tr}(A^\top B)",
     [r"\mathbf 1^\top(A\odot B)\mathbf 1 = \mathbf 1^\top A B^\top\mathbf 1"]),
    ("algebra", "", "", r"\mathbf 1_n^\top\mathbf 1_n = n", [r"\mathbf 1_n^\top\mathbf 1_n = m"]),
    ("algebra", "", "", r"\mathrm{diag}(u)v = u\odot v", [r"\mathrm{diag}(u)v = v\odot v"]),
    ("algebra", "", "", r"\mathrm{vec}(AC) = (C^\top\otimes I_n)\mathrm{vec}(A)",
     [r"\mathrm{vec}(SR) = (R\otimes I_n)\mathrm{vec}(S)",
      r"\mathrm{vec}(SR) = (I_n\otimes R^\top)\mathrm{vec}(S)"]),
    ("algebra", "", "", r"\mathrm{vec}(AC) = (I_p\otimes A)\mathrm{vec}(C)",
     [r"\mathrm{vec}(SR) = (S\otimes I_n)\mathrm{vec}(R)"]),
    ("algebra", "", "", r"\frac{\partial\,\mathrm{tr}(S^\top R)}{\partial S} = R",
     [r"\frac{\partial\,\mathrm{tr}(S^\top R)}{\partial S} = R^\top"]),
    # One layer, any cost; least squares
    ("sums", r"Z = Wa + b", "", r"Z_j = \sum_k w_{jk}a_k + b_j",
     [r"Z_j = \sum_k w_{jk}a_k", r"Z_j = \sum_k w_{jk}b_j + b_j"]),
    ("layer", LAYER + r" ;; G = \frac{\partial J}{\partial Z}", "",
     r"\frac{\partial J}{\partial W} = GA^\top", [r"\frac{\partial J}{\partial W} = 2GA^\top"]),
    ("layer", LAYER + r" ;; G = \frac{\partial J}{\partial Z}", "",
     r"\frac{\partial J}{\partial A} = W^\top G", [r"\frac{\partial J}{\partial A} = W^\top Z"]),
    ("layer", LAYER + r" ;; G = \frac{\partial J}{\partial Z}", "",
     r"\frac{\partial J}{\partial b} = G\mathbf 1",
     [r"\frac{\partial J}{\partial b} = \frac1mG\mathbf 1"]),
    ("layer", SQUARES, "", r"\frac{\partial J}{\partial W} = \frac1m(Z - Y)A^\top",
     [r"\frac{\partial J}{\partial W} = (Z - Y)A^\top",
      r"\frac{\partial J}{\partial W} = \frac1m(Y - Z)A^\top"]),
    ("layer", LAYER, "W", r"dZ = dWA", [r"dZ = dWA + b\mathbf 1^\top"]),
    ("layer", LAYER, "Z", r"dJ = \mathrm{tr}((\frac{\partial J}{\partial Z})^\top dZ)",
     [r"dJ = 2\,\mathrm{tr}((\frac{\partial J}{\partial Z})^\top dZ)"]),
    ("layer", LAYER, "Z", r"d(g(Z)) = g'(Z)\odot dZ", [r"d(g(Z)) = g(Z)\odot dZ"]),
    ("layer", KINK + r" ;; H = r(Z) ;; J = \mathcal J(H)", "",  # any function, to the algebra
     r"\frac{\partial J}{\partial Z} = \frac{\partial J}{\partial H}\odot r'(Z)",
     [r"\frac{\partial J}{\partial Z} = \frac{\partial J}{\partial H}\odot r(Z)"]),
    # Cut at the variable: what it is made of is held, and what does not reach it is no proof
    ("layer", r"Z = WA ;; J = \lVert Z\rVert_F^2 + \lVert W\rVert_F^2", "",
     r"\frac{\partial J}{\partial Z} = 2Z", [r"\frac{\partial J}{\partial W} = 2ZA^\top"]),
    ("layer", r"Z = WA ;; H = g(WA) ;; J = \lVert H\rVert_F^2", "",
     r"\frac{\partial J}{\partial H} = 2H", [r"\frac{\partial J}{\partial Z} = 0Z"]),
    # Sums, a left-out term, deltas, shadowed letters
    ("sums", "", "", r"\sum_{j\ne k}x_j = \sum_j x_j - x_k", [r"\sum_{j\ne k}x_j = \sum_j x_j"]),
    ("sums", "", "", r"\sum_j(x_j\sum_kx_k) = (\sum_jx_j)^2",
     [r"\sum_j(x_j\sum_kx_k) = \sum_jx_j^2"]),
    ("sums", "", "", r"\sum_{i=1}^m(y^{(i)} - \frac1m\sum_{k=1}^my^{(k)}) = 0",
     [r"\sum_{i=1}^m(y^{(i)} - \sum_{k=1}^my^{(k)}) = 0"]),
    ("sums", r"q = \frac1m\sum_{i=1}^my^{(i)}", "",
     r"\frac1m\sum_{i=1}^m(y^{(i)} - q)^2 = \frac1m\sum_{i=1}^m(y^{(i)})^2 - q^2",
     [r"\frac1m\sum_{i=1}^m(y^{(i)} - q)^2 = \frac1m\sum_{i=1}^m(y^{(i)})^2 - q"]),
    ("sums", "", "", r"\frac{\partial x_j}{\partial x_k} = I_{jk}",
     [r"\frac{\partial x_j}{\partial x_k} = 1"]),
    # Softmax
    ("classes", SOFTMAX, "", r"\mathbf 1^\top p = 1", [r"\mathbf 1^\top y = 2"]),
    ("classes", SOFTMAX, "", r"\frac{\partial p}{\partial z} = \mathrm{diag}(p) - pp^\top",
     [r"\frac{\partial p}{\partial z} = \mathrm{diag}(p) - p\mathbf 1^\top",
      r"\frac{\partial p}{\partial z} = \mathrm{diag}(p)"]),
    ("classes", SOFTMAX, "", r"\frac{\partial\mathcal L}{\partial z} = p - y",
     [r"\frac{\partial\mathcal L}{\partial z} = y - p"]),
    ("classes", SOFTMAX.replace("y^", "t^"), "", r"\frac{\partial\mathcal L}{\partial z} = p - t",
     [r"\frac{\partial\mathcal L}{\partial z} = p - y"]),
    ("classes", r"J = \mathbf 1^\top t", "", r"\frac{\partial J}{\partial t} = \mathbf 1",
     [r"\frac{\partial J}{\partial t} = 0t"]),
    ("classes", r"p_j = \frac{e^{z_j}}{\sum_k e^{z_k}}", "",
     r"\frac{\partial p_j}{\partial z_k} = p_j(I_{jk} - p_k)",
     [r"\frac{\partial p_j}{\partial z_k} = p_j(1 - p_k)"]),
    ("classes", BATCH, "", r"\frac{\partial J}{\partial Z} = \frac1m(P - Y)",
     [r"\frac{\partial J}{\partial Z} = P - Y", r"\sum_i P_{ji} = 1"]),
    # Layers
    ("net", DEEP, "", BACK, [BACK.replace("=", "= 2")]),
    ("net", DEEP, "", r"\frac{\partial J}{\partial A^{[l-1]}} = W^{[l]\top}\mathrm dZ^{[l]}", []),
    ("net", DEEP, "", r"\frac{\partial J}{\partial b^{[l]}} = \mathrm dZ^{[l]}\mathbf 1",
     [r"\frac{\partial J}{\partial b^{[l]}} = Z^{[l]}\mathbf 1"]),
    ("net", DEEP, "", r"\mathrm dZ^{[l]} = (W^{[l+1]\top}\mathrm dZ^{[l+1]})\odot g'(Z^{[l]})",
     [r"\mathrm dZ^{[l]} = (W^{[l+1]\top}\mathrm dZ^{[l+1]})\odot g(Z^{[l]})"]),
    ("net", LAST, "", BACK, [BACK.replace("=", "= 2"),
                             r"\mathrm dZ^{[L]} = \frac{\partial J}{\partial A^{[L]}}\odot g'(Z^{[L]})"]),
    ("net", LAST, "", r"\mathrm dZ^{[l-1]} = (W^{[l]\top}\mathrm dZ^{[l]})\odot g'(Z^{[l-1]})", []),
    ("net", DECAY, "", BACK + r" + \lambda W^{[l]}", [BACK]),
    ("net", DECAY, "", FIRST + r" + \lambda W^{[1]}", [FIRST, FIRST + r" + L\lambda W^{[1]}"]),
    ("net", FORWARD + r" ;; J = \mathcal J(A^{[2]}) ;; G = \frac{\partial J}{\partial A^{[2]}}", "",
     r"\frac{\partial J}{\partial Z^{[1]}} = (W^{[2]\top}(G\odot g'(Z^{[2]})))\odot g'(Z^{[1]})",
     [r"\frac{\partial J}{\partial W^{[l]}} = 0W^{[l]}"]),
    ("net", "", "", r"W^{[l+1]}W^{[l]} = (W^{[l]\top}W^{[l+1]\top})^\top",
     [r"\sum_{l=1}^L\lVert W^{[l]}\rVert_F^2 = L\lVert W^{[l]}\rVert_F^2"]),
    # Steps: weights that every step shares
    ("steps", r"h_0 = x \\ h_t = Wh_{t-1} + g_t", "", r"h_t - g_t = Wh_{t-1}",
     [r"\frac{\partial h_t}{\partial g_t} = W",
      r"\frac{\partial(\mathbf 1^\top h_t)}{\partial W} = \mathbf 1h_{t-1}^\top"]),
    ("steps", r"h_0 = x \\ h_t = Wh_{t-1} + g_t", "", r"h_2 = W(Wx + g_1) + g_2",
     [r"h_2 = W(Wx + g_2) + g_1"]),
    ("steps", RECURRENT, "", STEP_BACK,
     [r"\frac{\partial J}{\partial W} = 0W", r"\frac{\partial J}{\partial x} = 0x"]),
    ("steps", RECURRENT + r" + \sum_{t=1}^T\lVert g_t\rVert^2", "",
     r"\frac{\partial J}{\partial g_t} = \frac{\partial J}{\partial h_t} + 2g_t",
     [r"\frac{\partial J}{\partial g_t} = \frac{\partial J}{\partial h_t}",
      r"\frac{\partial J}{\partial g_t} = \frac{\partial J}{\partial h_t} + 2g_{t-1}"]),
    ("steps", RECURRENT + r" + \lVert h_1\rVert^2", "",
     r"\frac{\partial J}{\partial h_1} = \frac{\partial J}{\partial h_1}", [STEP_BACK]),
    ("steps", RECURRENT, "W", r"dh_1 = e^{Wx}\odot(dWx)", [r"dh_t = e^{Wh_{t-1}}\odot(dWh_{t-1})"]),
    # Samples: one, each, or the one at hand
    ("samples", LOGISTIC, "",
     r"\frac{\partial J}{\partial z^{(i)}} = \frac1m(\hat y^{(i)} - y^{(i)})",
     [r"\frac{\partial J}{\partial z} = \frac1m(\hat y - y)",
      r"\frac{\partial J}{\partial z^{(i)}} = \frac1m(\hat y - y)"]),
    ("samples", LOGISTIC, "", r"\frac{\partial\mathcal L}{\partial z} = \hat y - y", []),
    ("samples", LOGISTIC, "",
     r"\frac{\partial J}{\partial w} = \frac1m\sum_{i=1}^m(\hat y^{(i)} - y^{(i)})x^{(i)}",
     [r"\frac{\partial J}{\partial w} = (\hat y - y)x", r"\sum_{i=1}^mx = mx"]),
    # Numbers: domains, functions of the page, several orders
    ("numbers", SIGMOID, "", r"\sigma'(z) = \sigma(z)(1 - \sigma(z))",
     [r"\sigma'(z) = \sigma(z)(1 + \sigma(z))"]),
    ("numbers", SIGMOID + r" ;; \mathcal L = -y\ln\sigma(z) - (1 - y)\ln(1 - \sigma(z))", "",
     r"\frac{\partial\mathcal L}{\partial z} = \sigma(z) - y",
     [r"\frac{\partial\mathcal L}{\partial z} = y - \sigma(z)"]),
    ("numbers", "", "", r"\tanh'(z) = 1 - (\tanh z)^2", [r"\tanh'(z) = 1 - \tanh z"]),
    ("numbers", "", "", r"\ln(p^2q) = 2\ln p + \ln q", [r"\ln(x^2) = 2\ln x"]),
    ("numbers", "", "", r"e^{\ln p + z} = pe^z", [r"e^{z\ln p} = pe^z"]),
    ("numbers", "", "", r"\sqrt{p}^2 = p", [r"\sqrt{x^2} = x", r"\lvert x\rvert = x"]),
    ("numbers", r"r(z) = \max(0, z) ;; u = r(z)^2", "",
     r"\frac{\partial u}{\partial z} = 2r(z)r'(z)", [r"\frac{\partial u}{\partial z} = 2z"]),
    ("numbers", r"h(x) = xy", "", r"h(y) = y^2", [r"h(y) = xy"]),
    ("numbers", r"u = f(2x)", "", r"\frac{\partial^2u}{\partial x^2} = 4f''(2x)",
     [r"\frac{\partial^2u}{\partial x^2} = 2f''(2x)"]),
    ("numbers", r"u = x^2 ;; v = u + x", "", r"\frac{\partial v}{\partial u} = 1",
     [r"\frac{\partial v}{\partial x} = 1"]),
]


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim[3] for claim in CLAIMS])
def test_true_formulas_are_proved(claim):
    name, definitions, vary, latex, _ = claim
    assert proved(name, definitions, latex, vary)


WRONG = [(*claim[:3], wrong) for claim in CLAIMS for wrong in claim[4]] + [
    ("algebra", "", "", r"\lVert\alpha u\rVert = \alpha\lVert u\rVert"),
    ("algebra", r"T_{jk} = s_{kj}", "", "T = S"),
    ("classes", "", "", r"YY^\top = I"), ("classes", "", "", r"tt^\top = \mathrm{diag}(t)"),
    ("numbers", "", "", r"\max(x, y) - \min(x, y) = x - y"),
    # What a general member or number w_k is made of is not known, nor on what it depends
    ("numbers", r"u = \sum_{k=1}^3v_k", "", r"\frac{\partial u}{\partial v_1} = 0"),
    ("samples", r"s = \sum_{k=1}^2x_k", "", r"\sum_{i=1}^ms = ms"),
    ("net", FORWARD + r" ;; J = \sum_{l=1}^L\lVert Z^{[l]}\rVert_F^2", "",
     r"\frac{\partial J}{\partial Z^{[l]}} = 2Z^{[l]}"),
    ("net", SKIP, "", r"\mathrm dZ^{[l-1]} = (W^{[l]\top}\mathrm dZ^{[l]})\odot g'(Z^{[l-1]})"),
    ("net", DEEP, "", r"\frac{\partial J}{\partial W^{[1]}} = 0W^{[1]}"),
    ("net", DEEP, "", r"\frac{\partial J}{\partial X} = 0X"),
    ("net", r"J = (\sum_{l=1}^L\lVert W^{[l]}\rVert_F^2)^2", "",
     r"\frac{\partial J}{\partial W^{[l]}} = 4\lVert W^{[l]}\rVert_F^2W^{[l]}"),
]


@pytest.mark.parametrize("claim", WRONG, ids=[claim[3] for claim in WRONG])
def test_their_wrong_twins_are_not(claim):
    name, definitions, vary, latex = claim
    assert not proved(name, definitions, latex, vary)


def test_a_tree_of_any_kind_is_no_error():
    unknown = tree.Cases((tree.Number("1"),), (None,), shape=SCALAR)
    assert not proves(unknown, unknown, Theory())
    assert not proves(tree.Number("1"), tree.Number("1"), Theory())  # not elaborated


# The canonical form ---------------------------------------------------------------------------


def random_term(rng, bounds):
    """Atoms that connect bound indices and a free one at random, functions among them."""
    letters = [*bounds, algebra.Index(algebra.FREE, "a", "n")]
    factors = []
    for _ in range(rng.randint(2, 5)):
        entry = algebra.tensor(rng.choice("UV"), tuple(rng.choices(letters, k=2)))
        if rng.random() < 0.3:
            inner = algebra.fresh("n")
            column = algebra.tensor("U", (rng.choice(letters), inner))
            entry = algebra.function(rng.choice(["exp", "f:f"]), 0,
                                     algebra.add(entry, algebra.bind(column, (inner,))))
        factors.append(entry)
    return factors


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_the_canonical_form_does_not_depend_on_names_or_order(start):
    for seed in range(start, start + 50):
        rng = random.Random(seed)
        algebra.restart()
        bounds = [algebra.fresh("n") for _ in range(rng.randint(1, 5))]
        factors = random_term(rng, bounds)
        other = [algebra.fresh("n") for _ in bounds]
        names = dict(zip(bounds, rng.sample(other, len(other))))
        renamed = [algebra.changed(factor, names) for factor in factors]
        rng.shuffle(renamed)
        one = algebra.bind(algebra.product_of(factors), bounds)
        two = algebra.bind(algebra.product_of(renamed), other)
        assert one == two, f"seed {seed}"


def test_a_highly_symmetric_sum_ends():
    algebra.restart()
    corners = [algebra.fresh("n") for _ in range(10)]
    edges = [(k, (k + 1) % 5) for k in range(5)] + [(k, k + 5) for k in range(5)] + \
        [(5 + k, 5 + (k + 2) % 5) for k in range(5)]
    symmetric = [algebra.add(algebra.tensor("U", (corners[i], corners[j])),
                             algebra.tensor("U", (corners[j], corners[i]))) for i, j in edges[:3]]
    factors = [algebra.function("f:f", 0, entry) for entry in symmetric]
    factors += [algebra.tensor("V", (corners[i], corners[j])) for i, j in edges[3:]]
    assert algebra.bind(algebra.product_of(factors), corners)


# NumPy as a judge -----------------------------------------------------------------------------

SIZES = {"n": Size("n"), "m": Size("m")}
LEAVES = {"A": ("n", "m"), "B": ("n", "m"), "S": ("n", "n"), "R": ("n", "n"), "u": ("n", ""),
          "v": ("n", ""), "x": ("m", ""), "a": ("", ""), "c": ("", "")}
DIMS = {"n": (Size("n"),), "m": (Size("m"),), "": ()}
THEORY = Theory(
    leaves={key: Leaf(key, shape=(DIMS[r], DIMS[c])) for key, (r, c) in LEAVES.items()},
    functions={"g": True}, sizes={"n", "m"})
DERIVED = ("A", "S", "u", "x", "a")


def built(kind, shape, *parts, **more):
    """A node with its shape."""
    return kind(*parts, shape=(DIMS[shape[0]], DIMS[shape[1]]), **more)


def draw(rng, shape, depth):
    """A random expression of a shape."""
    leaves = [key for key, own in LEAVES.items() if own == shape]
    if depth == 0 or rng.random() < 0.1:
        if leaves and rng.random() < 0.85:
            return built(tree.Symbol, shape, rng.choice(leaves))
        if shape == ("", ""):
            return built(tree.Number, shape, rng.choice("123"))
        kind = "identity" if shape[0] == shape[1] else "ones"
        return built(tree.ConstantArray, shape, kind) if shape[1] == "" or kind == "identity" \
            else built(tree.Transpose, shape, draw(rng, shape[::-1], 0)) \
            if shape == ("", shape[1]) or shape == ("m", "n") else draw(rng, shape, 1)

    def part(own=shape):
        return draw(rng, own, depth - 1)

    def matmul(inner):
        return built(tree.MatMul, shape, part((shape[0], inner)), part((inner, shape[1])))

    choices = [
        lambda: built(tree.Add, shape, (part(), part())), lambda: built(tree.Neg, shape, part()),
        lambda: built(tree.Transpose, shape, part(shape[::-1])),
        lambda: built(tree.Hadamard, shape, (part(), part())) if shape != ("", "")
        else built(tree.Mul, shape, (part(), part())),
        lambda: built(tree.Mul, shape, (part(("", "")), part())),
        lambda: matmul("n"), lambda: matmul("m"),
        lambda: built(tree.Apply, shape, rng.choice(["g", r"\tanh", r"\exp"]), 0, (part(),)),
        lambda: built(tree.Div, shape, part(), built(
            tree.Add, ("", ""), (built(tree.Number, ("", ""), "5"),
                                 built(tree.Apply, ("", ""), r"\exp", 0, (part(("", "")),)))))]
    if shape == ("", ""):
        square = rng.choice("nm")
        trace = lambda: built(tree.Apply, shape, r"\mathrm tr", 0, (part((square, square)),))
        choices += [trace] * 2
    if shape[0] == shape[1] != "":
        choices += [lambda: built(tree.Apply, shape, r"\mathrm diag", 0, (part((shape[0], "")),))]
    for key in DERIVED:
        if LEAVES[key] == shape:
            choices.append(lambda key=key: built(tree.Derivative, shape, part(("", "")),
                                                 (built(tree.Symbol, shape, key),)))
    return rng.choice(choices)()


def rewritten(rng, node):
    """The same value in other words, or (rarely asked for) a slip."""
    if rng.random() < 0.06:
        return slip(rng, node)
    node = tree.rebuild(node, lambda child: rewritten(rng, child))
    shape = node.shape
    if isinstance(node, (tree.Symbol, tree.Number)):
        return node
    match node:
        case tree.Add(terms) if rng.random() < 0.5:
            return tree.Add(terms[::-1], shape=shape)
        case tree.MatMul(left, right) if rng.random() < 0.5:
            turned = tree.MatMul(turn(right), turn(left), shape=shape[::-1])
            return tree.Transpose(turned, shape=shape)
        case tree.MatMul(tree.Add((first, *rest)), right) if rest:
            return tree.Add(tuple(tree.MatMul(t, right, shape=shape) for t in (first, *rest)),
                            shape=shape)
        case tree.Hadamard(factors):
            return tree.Hadamard(factors[::-1], shape=shape)
        case tree.Apply(r"\mathrm tr", 0, (tree.MatMul(left, right),)):
            swapped = tree.MatMul(right, left, shape=(right.shape[0], left.shape[1]))
            return tree.Apply(r"\mathrm tr", 0, (swapped,), shape=shape)
    return node


def slip(rng, node):
    """A common slip, which may leave the value as it is."""
    if isinstance(node, tree.Transpose) and node.shape == node.body.shape:
        return node.body
    if isinstance(node, tree.MatMul) and node.left.shape == node.right.shape:
        return tree.MatMul(node.right, node.left, shape=node.shape)
    if isinstance(node, tree.Symbol):
        alike = [k for k, own in LEAVES.items() if own == LEAVES[node.key]]
        return tree.Symbol(rng.choice(alike), shape=node.shape)
    if isinstance(node, tree.Neg):
        return node.body
    return tree.Transpose(node, shape=node.shape) if node.shape[0] == node.shape[1] else node


def turn(node):
    """The transpose."""
    if isinstance(node, tree.Transpose):
        return node.body
    return tree.Transpose(node, shape=node.shape[::-1])


def value(node, world):
    """The oracle: NumPy, with derivatives as central differences."""
    match node:
        case tree.Symbol(key):
            return world[key]
        case tree.Number():
            return np.array([[float(node.value)]])
        case tree.ConstantArray(kind):
            rows, columns = (int(np.prod([world[s.name] for s in d])) for d in node.shape)
            return np.eye(rows) if kind == "identity" else np.ones((rows, columns))
        case tree.Add(terms):
            return sum(value(term, world) for term in terms)
        case tree.Neg(body):
            return -value(body, world)
        case tree.Transpose(body):
            return value(body, world).T
        case tree.Mul(factors) | tree.Hadamard(factors):
            return np.prod(np.broadcast_arrays(*(value(f, world) for f in factors)), axis=0)
        case tree.MatMul(left, right):
            return value(left, world) @ value(right, world)
        case tree.Div(over, under):
            return value(over, world) / value(under, world)
        case tree.Apply(r"\mathrm tr", 0, (argument,)):
            return np.trace(value(argument, world)).reshape(1, 1)
        case tree.Apply(r"\mathrm diag", 0, (argument,)):
            return np.diag(value(argument, world)[:, 0])
        case tree.Apply(name, 0, (argument,)):
            functions = {"g": lambda x: np.sin(1.3 * x + 0.4) + 0.2 * x * x, r"\tanh": np.tanh,
                         r"\exp": np.exp}
            return functions[name](value(argument, world))
        case tree.Derivative(body, (tree.Symbol(key),)):
            found = np.zeros_like(world[key])
            for at in np.ndindex(*found.shape):
                found[at] = slope(body, key, at, world)
            return found
    raise NotImplementedError(node)


def slope(body, key, at, world, h=1e-3):
    """The derivative by one entry, of fourth order."""
    def moved(step):
        array = world[key].copy()
        array[at] += step
        return value(body, {**world, key: array})[0, 0]
    return (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h)


def worlds(seed):
    """Random arrays of several sizes, 1 and equal ones among them."""
    rng = np.random.default_rng(seed)
    for n, m in ((2, 3), (3, 2), (1, 2), (2, 2)):
        extent = {"n": n, "m": m, "": 1}
        yield {**extent, **{key: 0.4 * rng.standard_normal((extent[r], extent[c]))
                            for key, (r, c) in LEAVES.items()}}


def nesting(node):
    """How many derivatives stand inside each other."""
    return isinstance(node, tree.Derivative) + max(map(nesting, node.children), default=0)


def equal_by_numpy(left, right, seed):
    """Whether two expressions have the same values, as far as NumPy can tell."""
    with np.errstate(all="ignore"):
        for world in worlds(seed):
            a, b = value(left, world), value(right, world)
            if np.isfinite(a).all() and np.isfinite(b).all() and np.abs(a).max() < 1e4 and \
                    not np.allclose(a, b, rtol=1e-5, atol=1e-6):
                return False
    return True


@pytest.mark.parametrize("seed", sample(range(40), 2))
def test_numpy_agrees_with_every_proof(seed):
    rng = random.Random(seed)
    found = [0, 0, 0]
    for number, (r, c) in product(range(3), (("n", "m"), ("n", "n"), ("n", ""), ("", ""))):
        left = draw(rng, (r, c), rng.choice((2, 3, 3)))
        right = rewritten(rng, left)
        if nesting(left) > 1 or nesting(right) > 1:
            continue
        proof, same = proves(left, right, THEORY), equal_by_numpy(left, right, seed)
        assert same or not proof, f"{left}\n{right}"
        found[0] += 1
        found[1] += same
        found[2] += proof
    assert found[2] >= found[1] - 1  # what is true is proved, but for identities of size 1
