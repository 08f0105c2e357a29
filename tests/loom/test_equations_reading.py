"""Formulas are read as a mathematician would read them, or refused with a reason."""

import random

import pytest
from conftest import sample

from loom.equations import commands, parser, plain, tree
from loom.equations.declare import declare
from loom.equations.parser import has_relation, read_heads, read_names, read_statements
from loom.equations.theory import Definition, Leaf, Size, Theory
from loom.equations.verdicts import Unreadable

DECLARED = r"""
size m n p
real x y \hat y x_1 w_1..w_4 \mathcal L \eta J
real W (n, p)   X (p, m)   Y (n, m)   G (n, m)   b (n, 1)   \mathrm dW (n, p)
real u^{(i)}
layers l = 1..L   V^{[l]} (n_l, n_{l-1})   Z^{[l]} (n_l, m)
steps t = 1..T   g_t (n, 1)
function f
function \sigma entrywise
""".replace("n_l", "q_l").replace("n_{l-1}", "q_{l-1}").strip().splitlines()


def theory(*more):
    found = declare(Theory(), list(enumerate((*DECLARED, *more), 1)))
    assert not found.faults
    body = tree.Symbol("w_1", shape=((), ()))
    found.theory.define(Definition(r"\mathcal K", None, (), body))
    return found.theory


THEORY = theory()


def read(text, **more):
    [statement] = read_statements(text, THEORY, **more)
    return statement


def side(text, **more):
    return read(f"{text} = 0", **more).items[0]


def refused(text, **more):
    with pytest.raises(Unreadable) as caught:
        read_statements(text, THEORY, **more)
    return caught.value.reason.kind


def symbol(key):
    return tree.Symbol(key)


def entry(base, *letters, role="entry"):
    return tree.Indexed(base, role, tuple(
        tree.Number(k) if k.isdigit() else tree.Symbol(k) for k in letters))


def test_a_partial_derivative_is_one_thing_and_never_a_quotient():
    node = side(r"\frac{\partial \mathcal{L}}{\partial w_1}")
    assert node == tree.Derivative(symbol(r"\mathcal L"), (symbol("w_1"),))
    assert side(r"\partial \mathcal L / \partial w_1") == node
    assert side(r"\frac{d\mathcal L}{d w_1}") == node
    assert side(r"\frac{\mathrm d \mathcal L}{\mathrm{d} w_1}") == node
    assert refused(r"\frac{\partial \mathcal L}{w_1} = 0") == "partial-alone"


def test_a_colour_means_nothing():
    coloured = side(r"\textcolor{teal}{2 (y - x)} \cdot \textcolor{orange}{\frac{\partial \mathcal L}{\partial w_1}}")
    assert coloured == side(r"{2 (y - x)} \cdot {\frac{\partial \mathcal L}{\partial w_1}}")
    assert has_relation(r"\textcolor{teal}{x} = y") and not has_relation(r"\textcolor{teal}{x}")
    assert refused(r"\textcolor{teal} x = 0") == "note"


def test_a_bracket_is_an_application_only_after_a_function():
    assert side("f(x)") == tree.Apply("f", 0, (symbol("x"),))
    assert side("f''(x)").primes == 2
    assert isinstance(side("y(1 - y)"), tree.Mul)
    for doubtful in ("y(x)", r"\mathcal K(w_1 - 2)", "W(X)"):
        assert refused(f"{doubtful} = 0") == "product-or-function"
    moved = side(r"\mathcal K(w_1) - \mathcal K(w_1 - 2)").terms[1].body
    assert moved == tree.Substitution(symbol(r"\mathcal K"), symbol("w_1"), side("w_1 - 2"))


@pytest.mark.parametrize("left, right", [
    ("-x y", "-(x y)"), ("x - y - 1", "(x - y) - 1"), ("2^{3^2}", "2^{(3^2)}"),
    (r"\frac12 x", r"\frac{1}{2} \cdot x"), (r"\frac x{2y}", r"\frac{x}{2 y}"),
    (r"\hat{y}", r"\hat y"), ("x / y", r"\frac{x}{y}"),
    (r"\tanh x + 1", r"\tanh(x) + 1"), ("-x^2", "-(x^2)"), (r"\log x", r"\ln x"),
    (r"\tanh^2(x)", r"(\tanh(x))^2"), (r"\sin^{2} x", r"(\sin x)^2"),
    (r"\mathbf W \boldsymbol{x}", "W x"), (r"\mid x\mid", r"\lvert x\rvert"),
    (r"\operatorname{tr}(W X)", r"\mathrm{tr}(W X)"), (r"\text{tr}(W)", r"\mathrm{tr} W"),
    (r"\lVert W\rVert_F^2", r"\|W\|^2"), (r"\lVert x\rVert_2", r"\lVert x\rVert"),
    (r"W^{\mathsf T} X^\top", r"W^{\top} X^\intercal"), (r"\max\{x, y\}", r"\max(x, y)"),
    (r"\mathbb E[x]", r"\mathrm E(x)"), (r"\arg\max_j b_j", r"\operatorname{argmax}_j b_j"),
    (r"\mathbb 1", r"\mathbf{1}"), (r"\mathrm{d}W", r"\mathrm dW"), (r"\operatorname{exp}(x)", r"\exp x"),
    (r"w_{jk}", "W_{j,k}"), (r"v_{jk}^{[l]}", r"v^{[l]}_{jk}"), (r"\nabla_W J", r"\frac{\partial J}{\partial W}"),
    (r"2 \eta G \odot Y", r"2 \eta (G \odot Y)"), (r"G \circ Y", r"G \odot Y"),
])
def test_two_ways_of_writing_are_one_tree(left, right):
    assert side(left) == side(right)


def test_numbers_keep_the_digits_that_they_show():
    number = side(r"12{,}288.50")
    assert (number.text, number.unit) == ("12288.50", tree.Fraction(1, 100))
    assert side(r"4.25 \cdot 10^{-18}") == tree.Number("4.25", -18)
    assert side(r"95\%").value == tree.Fraction(95, 100)


@pytest.mark.parametrize("text, node", [
    ("w_{jk}", entry(symbol("W"), "j", "k")), ("y_{ji}", entry(symbol("Y"), "j", "i")), ("W_{12}", entry(symbol("W"), "1", "2")),
    ("x_1 x", tree.Mul((symbol("x_1"), symbol("x")))),
    ("b_j", entry(symbol("b"), "j")), ("b_{12}", entry(symbol("b"), "12")),
    (r"\mathrm d w_{jk}", entry(symbol(r"\mathrm d W"), "j", "k")),
    ("z^{[l](i)}", entry(entry(symbol("Z^{[l]}"), "l", role="layer"), "i", role="sample")),
    ("z_j^{[l](i)}", entry(entry(entry(symbol("Z^{[l]}"), "l", role="layer"), "i", role="sample"), "j")),
    ("g_{t,j}", entry(entry(symbol("g"), "t", role="step"), "j")), ("g_0", entry(symbol("g"), "0", role="step")),
    ("q_l", entry(symbol("q"), "l", role="layer")), ("q_L", entry(symbol("q"), "L", role="layer")),
    (r"\delta_{jk}", entry(tree.ConstantArray("identity"), "j", "k")),
    ("I_{jk}", entry(tree.ConstantArray("identity"), "j", "k")),
    ("I_n", tree.ConstantArray("identity", symbol("n"))),
    (r"\mathbf 1_m^\top", tree.Transpose(tree.ConstantArray("ones", symbol("m")))),
    (r"V^{[l]\top}", tree.Transpose(entry(symbol("V^{[l]}"), "l", role="layer"))),
    ("(W X)_{jk}", entry(tree.Mul((symbol("W"), symbol("X"))), "j", "k")),
    (r"\sigma(b)_j", entry(tree.Apply(r"\sigma", 0, (symbol("b"),)), "j")),
    (r"\begin{pmatrix} 1 & x \\ y & 2 \end{pmatrix}",
     tree.Matrix(((tree.Number("1"), symbol("x")), (symbol("y"), tree.Number("2"))))),
])
def test_parts_of_arrays_and_families(text, node):
    assert side(text) == node


def test_sums_bind_their_index_and_may_have_a_condition():
    node = side(r"\sum_{j \ne y} b_j")
    assert node.condition == tree.Chain((symbol("j"), symbol("y")), ("!=",))
    nested = side(r"\sum_{j,k} w_{jk}")
    assert (nested.index, nested.body.index) == ("j", "k")
    assert side(r"\sum_{i=1}^4 w_i").body == entry(symbol("w"), "i", role="member")
    assert side(r"\sum_\tau b_\tau").index == r"\tau"
    best = side(r"\max_j b_j - 1")
    assert isinstance(best, tree.Add) and best.terms[0].operator == "max"
    assert refused(r"\sum_{i=1}^{m} x + i = 0") == "unknown-symbol"


def test_a_raised_t_is_a_transpose_where_nothing_else_is_called_t():
    small = declare(Theory(), [(1, "size n"), (2, "real x W (n, n)")]).theory
    [chain] = read_statements("W^T = W", small)
    assert chain.items[0] == tree.Transpose(symbol("W"))
    assert refused("W^T = W") == "transpose-or-power" and side("x^T") == tree.Pow(symbol("x"), symbol("T"))


def test_two_letters_below_are_never_multiplied():
    small = declare(Theory(), [(1, "real w_1..w_4")]).theory
    with pytest.raises(Unreadable, match="two-letters-below"):
        read_statements(r"\sum_{j=1}^2\sum_{k=1}^2 w_{jk} = w_1 + 2 w_2 + w_4", small)


def test_a_sum_over_a_quantity_is_refused():
    small = declare(Theory(), [(1, "real w"), (2, "size m")]).theory
    with pytest.raises(Unreadable, match="index-taken"):
        read_statements(r"\sum_w w^2 = \frac{m(m+1)(2m+1)}6", small)


def test_a_derivative_may_be_taken_by_a_part_or_by_vec():
    by = [side(rf"\frac{{\partial J}}{{\partial {v}}}").variables[0] for v in (
        r"\mathrm{vec}(W)", "w_{jk}", "V^{[l]}", r"W^\top")]
    assert [type(v).__name__ for v in by] == ["Apply", "Indexed", "Indexed", "Transpose"]


def test_where_something_varies_an_italic_d_is_a_differential():
    node = side(r"dW + d(W X) + d\,\mathrm{tr}(W) + d\sigma(W) + dV^{[l]}", vary=("W",))
    assert all(isinstance(term, tree.Differential) for term in node.terms)
    assert side("dW X", vary=("W",)) == tree.Mul((tree.Differential(symbol("W")), symbol("X")))
    assert refused("dx^2 = 0", vary=("x",)) == "differential-power"
    assert refused("dW = 0") == "d-alone"


@pytest.mark.parametrize("text, kind", [
    ("1/2x = y", "under-the-slash"), ("1/2m = y", "under-the-slash"), ("2 3 = x", "number-after-factor"),
    (r"2\frac12 = x", "mixed-number"), ("2^3^2 = x", "two-superscripts"), ("x_12 = 1", "one-digit-below"),
    (r"\log_2 x = 1", "log-base"), (r"x = 1 + \dots + m", "ellipsis"), (r"\lim_{x \to 0} x = 0", "limit"),
    ("x + = 1", "cannot-stand-here"), (r"\sigma^2(x) = 1", "power-of-function"),
    (r"\tanh^{-1}(x) = 1", "power-or-inverse"), ("f = 1", "function-without-argument"),
    (r"\exp(x, y) = 1", "arity"), ("y(x, 1) = 1", "quantity-with-arguments"), ("(x = 1", "not-closed"),
    (r"\foo x = 1", "unknown-command"), (r"\haty = 1", "unknown-command-like"), ("x -- 1 = 0", "two-signs"),
    (r"x \cdot -1 = 0", "sign-after-operator"), (r"\sum x = 1", "sum-without-index"),
    (r"\ln x y = 1", "end-not-clear"), (r"x \in (0, 1)", "sets"), (r"\int x = 1", "integral"),
    ("X_1 = 1", "entry-count"), ("e_j = 1", "unknown-symbol"), (r"\pi_1 = 1", "unknown-symbol"),
    (r"\frac{\mathrm dW}{\mathrm dW} = 1", "quotient-of-d"), ("k = 1", "unknown-symbol"), (r"\sum_{m=1}^{3} m = 6", "index-taken"),
    ("x ≈ 1", "write-instead"), ("= 1", "nothing-on-the-left"), ("x_1^2_3 = 1", "subscript-after-superscript"),
    (r"\begin{aligned} x &= 1", "not-closed"), (r"\frac{d^2 f}{dx} = 1", "order-differs"),
    (r"\begin{aligned} x &= 1 \end{align}", "environment-closed-by"), ("u^{(i)}^2 = 1", "two-superscripts"),
    (r"\begin{aligned} x &= 1 \\ & y \\ &= 2 \end{aligned}", "row-without-relation"),
    (r"G \odot Y X = 0", "mixed-products"), (r"W^\top G \odot Y = 0", "mixed-products"),
    (r"G \odot Y \otimes W = 0", "mixed-products"), (r"G \oslash Y = 0", "entrywise-quotient"),
    (r"W_{jk}^\top = 0", "transposed-entry"), (r"(W X)_{jk}^{\top} = 0", "transposed-entry"),
    (r"(W X)^{(i)} = 0", "mark-on-expression"), ("x := 1", "colon-equals"), (r"\arg\min_j b_j = 1", "argmin"),
    (r"\underbrace{x}_{y} = 1", "note"), (r"\sum_{i<j} x = 0", "sum-condition"), ("w_{2j,k} = 0", "index-expression"),
    (r"\begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix} = 0", "ragged-matrix"), (r"\mathbf 2 = 0", "bold-number"),
    (r"\max_j b_j x = 0", "end-not-clear"), (r"\lVert x\rVert_3 = 0", "norm"), (r"\det(W) = 0", "determinant"),
    (r"\text{so } x = 1", "words-in-a-formula"), ("x' = 1", "prime-without-function"), ("m! = 1", "factorial"),
    (r"\mathcal L = {x", "brace-not-closed"), (r"x \Rightarrow y \Rightarrow 1", "second-arrow"), ("", "empty-formula"),
    (r"\begin{aligned} x &= 1 \end{aligned} = 3", "cannot-stand-here"),
    (r"\sum_{x_1} x = 0", "index-taken"), (r"\mathbb R = 1", "blackboard"),
])
def test_what_is_not_understood_is_refused_with_its_reason(text, kind):
    assert refused(text) == kind


def test_a_reason_knows_its_place():
    with pytest.raises(Unreadable) as caught:
        read("x + k = 1")
    assert caught.value.at == (4, 5)


def test_rows_go_on_with_the_last_chain():
    first, second = read_statements(
        r"\begin{aligned} x &= y \\ &= 2 \\ y &< 3 \end{aligned}", THEORY)
    assert [len(first.items), first.operators] == [3, ("=", "=")]
    assert second.operators == ("<",)


@pytest.mark.parametrize("broken, whole", [
    (r"x &= y \\ &+ 2", "x = y + 2"), (r"x &= y \\ &\quad - 2 \\ &\cdot y", r"x = y - 2 \cdot y"),
    (r"x &= \exp(y \\ &\qquad + 2)", r"x = \exp(y + 2)"), (r"x + y \\ &= 2", "x + y = 2"),
    (r"x &= 1, y = 2 \\ &\Rightarrow x + y = 3", r"x = 1, y = 2 \Rightarrow x + y = 3"),
    (r"x &= y \\[2pt] &\odot W", r"x = y \odot W"),
])  # fmt: skip
def test_a_row_that_starts_with_an_operator_goes_on_where_the_last_one_ends(broken, whole):
    aligned = rf"\begin{{aligned}} {broken} \end{{aligned}}"
    assert read_statements(aligned, THEORY) == read_statements(whole, THEORY)


def test_rows_that_start_with_an_alignment_mark_are_statements_where_they_state_something():
    first, second = read_statements(r"\begin{aligned} &x + y \\ &= 2 \\ &y = 3 \end{aligned}", THEORY)
    assert (first, second) == (read("x + y = 2"), read("y = 3"))


def test_a_row_of_a_matrix_or_of_cases_never_goes_on():
    for text in (r"X = \begin{pmatrix} 1 & 2 \\ & - 3 \end{pmatrix}", r"x = \begin{cases} 1, & x > 0 \\ & - 3 \end{cases}"):
        with pytest.raises(Unreadable):
            read(rf"\begin{{aligned}} {text} \end{{aligned}}")


def test_statements_of_all_kinds():
    ranged = read(r"l = L - 1, \dots, 1")
    assert ranged == tree.IndexRange("l", side("L - 1"), tree.Number("1"))
    member = read(r"W, G \in \mathbb{R}^{n \times m}")
    assert (len(member.items), member.rows, member.columns) == (2, symbol("n"), symbol("m"))
    assert read(r"b \in \mathbb R^n").columns is None
    shaped = read(r"W^\top G, \frac{\partial J}{\partial W}, \sum_{i=1}^m X^{(i)} \in \mathbb R^{n p \times m}")
    assert (len(shaped.items), shaped.rows) == (3, tree.Mul((symbol("n"), symbol("p"))))
    implied = read(r"x > 0, y > 0 \iff x y > 0")
    assert implied.both and len(implied.premises) == 2
    assert read("x := y", defining=True).operators == ("=",)
    assert read(r"x \leftarrow x - \eta y").operators == ("<-",)
    assert side(r"O(x^2)") == tree.Order(side("x^2"))
    cases = side(r"\begin{cases} x, & x > 0 \\ 0 & \text{otherwise} \end{cases}")
    assert [c is None for c in cases.conditions] == [False, True]


def test_a_relation_makes_a_statement():
    assert has_relation(r"h_1 \approx 0.5") and has_relation(r"x \Rightarrow y")
    assert not has_relation(r"\sum_{i=1}^{m} x") and not has_relation("w_1")


@pytest.mark.parametrize("text, head", [
    ("z = x", ("z", None, (), False)), (r"\kappa(z) = x", (r"\kappa", ("z",), (), False)),
    (r"\mathcal M^{(i)} = x", (r"\mathcal M", None, (("sample", symbol("i")),), False)),
    ("A^{[0]} = X", ("A^{[l]}", None, (("layer", tree.Number("0")),), False)),
    (r"\mathrm dZ^{[l-1]} = x", (r"\mathrm d Z^{[l]}", None, (("layer", side("L - 1")),), False)),
    ("v_t = x", ("v", None, (("step", symbol("t")),), False)), ("v_1 = x", ("v_1", None, (), False)),
    ("h'(z) = 1", ("h", ("z",), (), True)), (r"\begin{aligned} r &:= x \end{aligned}", ("r", None, (), False)),
    (r"\tanh(z) = 1", (r"\tanh", ("z",), (), False)), (r"\mathrm{softmax}(z) = z", (r"\mathrm softmax", ("z",), (), False)),
])
def test_the_left_side_of_a_definition(text, head):
    [found] = read_heads(text, THEORY)
    assert str(tuple(found[:4])).replace("'l'", "'L'").count("Symbol") == str(head).count("Symbol")
    assert (found.key, found.parameters, found.prime) == (head[0], head[1], head[3])
    assert [role for role, _ in found.index] == [role for role, _ in head[2]]


@pytest.mark.parametrize("text, key, entries", [
    (r"p_j = \frac{e^{b_j}}{\sum_k e^{b_k}}", "p", ("j",)), (r"p_{ji} = G_{ji}", "p", ("j", "i")),
    (r"p_{j,i} = (W X)_{ji} - I_{ji}", "p", ("j", "i")), (r"\mathrm{softmax}(z)_j = z_j", r"\mathrm softmax", ("j",)),
    (r"\delta_o = w_o x", r"\delta", ("o",)), (r"\delta_o = x", r"\delta_o", ()), ("z_3 = b_3", "z_3", ()),
    (r"p_j = \max_j b_j", "p", ("j",)), (r"p_j = \max_j x", "p_j", ()), ("p_x = w_x", "p_x", ()),
    (r"r_y = \hat y_y", "r_y", ()), (r"p_j = \sum_j x", "p_j", ()),
])
def test_a_definition_by_entries(text, key, entries):
    [head] = read_heads(text, THEORY)
    assert (head.key, head.entries) == (key, entries)


def test_the_left_side_of_a_definition_by_entries_is_an_entry():
    known = theory()
    known.pending.update({"p": None, r"\mathrm softmax": ("z",)})
    [chain] = read_statements("p_{ji} = G_{ji}", known)
    assert chain.items[0] == entry(symbol("p"), "j", "i")
    [chain] = read_statements(r"\mathrm{softmax}(z)_j = z_j", known, bound=("z",))
    assert chain.items == (entry(tree.Apply(r"\mathrm softmax", 0, (symbol("z"),)), "j"),
                           entry(symbol("z"), "j"))


def test_where_a_family_starts_may_stand_in_an_earlier_display():
    known = theory()
    assert [h.key for h in read_heads("v_0 = 0", known)] == ["v_0"]
    known.pending_axes["v"] = ("step",)
    [head] = read_heads("v_0 = 0", known)
    assert (head.key, head.index) == ("v", (("step", tree.Number("0")),))


def test_one_display_may_define_a_family_and_where_it_starts():
    heads = read_heads(r"v_0 = 0, \quad v_t = g_t, \quad t = 1, \dots, T", THEORY)
    assert [(h.key, [role for role, _ in h.index]) for h in heads] == [("v", ["step"])] * 2


def test_names_are_spelt_out():
    assert [key for key, _ in read_names(r"w_1..w_3 \hat y")] == ["w_1", "w_2", "w_3", r"\hat y"]


@pytest.mark.parametrize("line, kind", [
    ("given x=two", "given-not-a-number"), ("real v ?", "no-meaning"), ("simplex P", "shape-wanted"),
    ("names x", "declaration-not-understood"), ("real r_2..r_1", "no-range-of-names"),
    ("reel r", "declaration-unknown-word-like"), ("size", "declaration-empty"), ("positive x", "declared-twice"),
    ("function W", "declared-twice"), ("real R (k, 1)", "unknown-size"), ("real R^{[k]} (n, 1)", "letter-not-declared"),
    ("layers k", "counting-range"), ("given X=[[1,2],[3]]", "given-ragged"), ("broadcast W", "broadcast-column"),
    ("real R (0, 1)", "size-is-whole"), ("real R (n)", "shape-of-two"),
])
def test_a_broken_declaration_is_a_fault_at_its_line(line, kind):
    lines = [*enumerate(DECLARED, 1), (99, line)]
    assert [(place, r.kind) for place, r in declare(Theory(), lines).faults] == [(99, kind)]


def test_layers_may_be_numbered_and_sizes_declared_later():
    by_letter = [(1, "layers l = 1..2   W^{[l]} (n_l, n_{l-1})   b^{[l]} (n_l, 1)"), (2, "real X (n_0, m)")]
    one_by_one = [(1, "real W^{[1]} (n_1, n_0)   W^{[2]} (n_2, n_1)   b^{[1]} (n_1, 1)"), (2, "real X (n_0, m)")]
    first, second = (declare(Theory(), [*lines, (3, "size n_0 n_1 n_2 m")]) for lines in (by_letter, one_by_one))
    assert not first.faults and first.theory == second.theory
    assert first.theory.indices == {"l": ("layer", "2")} and first.theory.size_families == {"n"}
    for wrong in ("W^{[1]} (n_1, n_0) W^{[2]} (n_2, n_2)", "W^{[1]} (3, 2) W^{[2]} (1, 3)"):
        assert [r.kind for _, r in declare(Theory(), [(1, f"real {wrong}"), (2, "size n_0 n_1 n_2")]).faults] == ["family-by-letter"]
    assert declare(Theory(), [(1, "steps t = 1..3 g_t")]).theory.indices == {"t": ("step", "3")}


def test_a_symbol_and_a_family_over_layers_of_its_name_are_two():
    both = declare(Theory(), [(1, "size n p"), (2, "real W (n, p)"),
                              (3, "layers l = 1..L   W^{[l]} (q_l, q_{l-1})")])
    assert not both.faults
    [chain] = read_statements(r"W = w^{[2]}_{jk} w_{jk}", both.theory)
    assert chain.items[0] == symbol("W")
    assert set(tree.free_symbols(chain.items[1])) == {"W", "W^{[l]}", "j", "k"}


def test_declarations_say_what_symbols_are():
    found = declare(Theory(), [*enumerate(DECLARED, 1), (50, "use neuron"), (51, r"names \eta=rate"),
                               (52, "broadcast b"), (53, "given x=2/3 u^{(1)}=0 X=[[1,2],[3,4]] b=[1,2]")])
    known = found.theory
    assert known.leaves["V^{[l]}"] == Leaf("V^{[l]}", shape=((Size("q", "l"),), (Size("q", "l", -1),)),
                                     axes=("layer",), place=known.leaves["V^{[l]}"].place)
    assert known.indices == {"l": ("layer", "L"), "i": ("sample", "m"), "t": ("step", "T")}
    assert (known.sizes, known.size_families) == ({"m", "n", "p", "L", "T"}, {"q"})
    assert known.functions == {"f": False, r"\sigma": True} and known.leaves["b"].broadcast
    assert (found.uses, known.names) == ([(50, "neuron")], {r"\eta": "rate"})
    assert [slot for _, slot, _ in found.given] == [("x", None), ("u", 1), ("X", None), ("b", None)]
    assert found.given[3][2] == ((1,), (2,))


@pytest.mark.parametrize("text, latex", [
    ("σ(x) = 1 / (1 + e⁻ˣ)", r"\sigma(x) = 1 / (1 + e^{-x})"),
    ("∂J/∂w₁ = ŷ", r"\frac{\partial J}{\partial w_1} = \hat y"),
    ("𝐝W = G Xᵀ", r"\mathrm dW = G X^\top"), ("G ⊙ σ′(Y) = b 𝟏ᵀ", r"G \odot \sigma'(Y) = b \mathbf 1^\top"),
])
def test_formulas_of_docstrings_become_latex(text, latex):
    assert read(plain.latex(text)) == read(latex)


def test_every_command_has_its_method():
    for name, row in commands.TABLE.items():
        assert not row.handler or hasattr(parser.Parser, f"_{row.handler}"), name
        if row.what in ("refused", "unread") and name.startswith("\\") and " " not in name:
            with pytest.raises(Unreadable):
                read_statements(rf"x = {name} x", THEORY)


def test_token_soup_is_unreadable_and_never_crashes():
    rng = random.Random(0)
    soup = [*commands.TABLE, *"xyWXbfgtlij012(){}[]^_,;.:&'!/+-=<>T", r"\\", r"\quad", r"\begin{cases}",
            r"\end{cases}", r"\begin{pmatrix}", r"\end{pmatrix}", "^{(i)}", "^{[l]}", "_{jk}", r"\{", r"\}",
            r", \dots,", r"\frac{\partial J}{\partial W}", r"\mathbb R", r"\mathrm d", r"\foo", "12"]
    for _ in sample(range(3000), 3):
        text = " ".join(rng.choices(soup, k=rng.choice((3, 6, 12, 25))))
        for attempt in (lambda: read_statements(text, THEORY),
                        lambda: read_statements(text, THEORY, ("z", "i"), ("W",), True),
                        lambda: read_heads(text, THEORY), lambda: read_names(text, THEORY)):
            try:
                attempt()
            except Unreadable as error:
                assert 0 <= error.at[0] <= error.at[1] <= len(text) + 1
    for deep in ("(" * 4000 + "x", "{" * 4000, r"\frac" * 4000):
        with pytest.raises(Unreadable):
            read_statements(deep, THEORY)
