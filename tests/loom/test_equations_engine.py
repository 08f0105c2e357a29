"""The engine by itself: statements and declarations in, verdicts out."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import mpmath
import numpy as np
import pytest

from loom import equations
from loom.equations import Display, check
from loom.equations.arithmetic import Floats, Precise
from loom.equations.evaluate import evaluate
from loom.equations.mutants import mutants
from loom.equations.page import Page
from loom.equations.theory import Size, Theory
from loom.equations.worlds import Batch

ENGINE = Path(equations.__file__).parent
LAYER = "size n m p\nreal W (n, p)  A (p, m)  b (n, 1)\nfunction g entrywise\nfunction \\mathcal J"


def verdicts(declarations, *displays, **options):
    """Verdicts; a display is LaTeX, or (kind, LaTeX, name, argument)."""
    shown = [Display(d) if isinstance(d, str) else Display(d[1], d[0], *d[2:]) for d in displays]
    return check(declarations, shown, **options)


# What it is -----------------------------------------------------------------------------


@pytest.mark.parametrize("bound, kind", [("L", "proved"), ("l", "no-definition"), ("c", "not-whole")])
def test_a_range_runs_up_to_a_whole_number(bound, kind):
    declared = "size m\nlayers l = 1..L   W^{[l]} (n_l, n_{l-1})\nreal c"
    claim = rf"W^{{[l]}}W^{{[l-1]}} = (W^{{[l-1]\top}}W^{{[l]\top}})^\top, \quad l = {bound}, \ldots, 2"
    [found] = verdicts(declared, claim)
    assert kind in (found.kind, *(reason.kind for reason in found.reasons)), found


def test_a_range_of_a_claim_names_only_members_that_exist():
    declared = "size m\nlayers l = 1..L   W^{[l]} (n_l, n_{l-1})"
    claim = r"W^{[l]}W^{[l-1]} = (W^{[l-1]\top}W^{[l]\top})^\top, \quad l = L, \ldots, "
    [all_of_them, beyond] = verdicts(declared, claim + "2", claim + "1")
    assert all_of_them.kind == "proved"
    assert [r.kind for r in beyond.reasons] == ["index-out-of-range"], beyond


@pytest.mark.parametrize("limits", ["l = 1, \\ldots, L - 1", "l = L - 1, \\ldots, 1"])
def test_the_range_of_a_definition_and_the_other_rows_define_each_member_once(limits):
    declared = "layers l = 1..L   a^{[l]} (n_l, 1)\nlayers l = 1..L   W^{[l]} (n_l, n_{l-1})"
    rows = (r"s^{[0]} = \mathbf 1 \\ s^{[l]} = W^{[l]}s^{[l-1]}, \quad LIMITS \\ "
            r"s^{[L]} = W^{[L]}s^{[L-1]} + a^{[L]}")
    claims = r"s^{[L]} - a^{[L]} = W^{[L]}s^{[L-1]}", (
        r"\frac{\partial(\mathbf 1^\top s^{[l]})}{\partial s^{[l-1]}} = W^{[l]\top}\mathbf 1"), r"s^{[0]\top}s^{[0]} = n_0"

    def kinds(text):
        found = verdicts(declared, ("def", rows.replace("LIMITS", text), "net"), *claims)
        return [verdict.kind for verdict in found], found[0].reasons[0].kind

    assert kinds(limits)[0][0] == "definition", kinds(limits)
    for wrong, why in ((limits.replace("1", "2"), "other-range"), (limits.replace("- 1", "- 2"), "other-range"),
                       (limits.replace(" - 1", ""), "other-range"), (limits.replace("- 1", "+ 1"), "other-range"),
                       (limits.replace("1, ", "0, ").replace(", 1", ", 0"), "other-range"),
                       (limits.replace("L", "c"), "unknown-symbol")):
        assert wrong != limits and kinds(wrong)[0][0] == "refused" and kinds(wrong)[1] == why, wrong


@pytest.mark.parametrize("name, slope", [(r"\ln", lambda x: 1 / x), (r"\sqrt", lambda x: 1 / (2 * x**0.5))])
@pytest.mark.parametrize("x", ["0.3", "1", "7e200"])
@pytest.mark.parametrize("step", ["1e-30", "1e-90", "1e-1000000000000"])
def test_the_slope_of_a_logarithm_and_a_root_is_right_however_small_the_step(name, slope, x, step):
    with mpmath.workdps(80):
        x, step = mpmath.mpf(x), mpmath.mpf(step) * mpmath.mpf(x)
        found = Precise().functions[name](np.array([[[mpmath.mpc(x, step)]]], dtype=object)).item()
        assert abs(found.imag / step / slope(x) - 1) < mpmath.mpf(10) ** -50
        assert abs(found.real - getattr(mpmath, {r"\ln": "log"}.get(name, name[1:]))(x)) < 1e-50 * x


def test_what_a_page_declares_itself_beats_the_pages_that_it_uses():
    scalars = Page("real b x", [Display("Z = x + b", "def")])
    arrays = Page("use scalars\nsize n m\nreal b (n, 1)  Z (n, m)",
                  [Display(r"(b^\top Z)^\top = Z^\top b")],
                  use={"scalars": scalars}.get)
    assert not arrays.faults
    assert [arrays.verdict(item).kind for item in arrays.items] == ["proved"]
    sizes = Page("use scalars\nsize n x\nreal a (n, x)", [Display(r"\sum_{k=1}^x a_{jk} = (a \mathbf 1)_j")],
                 use={"scalars": scalars}.get)
    assert [sizes.verdict(item).kind for item in sizes.items] == ["proved"]


def test_a_symbol_and_a_family_over_layers_of_its_name_may_be_defined_on_one_page():
    declarations = """size n p m
real W (n, p)   A (p, m)
layers l = 1..2   W^{[l]} (q_l, q_{l-1})
real X (q_0, m)"""
    one = "def", "Z = WA"
    each = "def", (r"\begin{aligned} Z^{[0]} &= X \\ Z^{[l]} &= W^{[l]}Z^{[l-1]} \end{aligned}")
    found = verdicts(declarations, one, each, "Z^{[2]} = W^{[2]}W^{[1]}X", r"Z^\top = A^\top W^\top", "Z = W^{[1]}A")
    assert [verdict.kind for verdict in found[2:]] == ["proved", "proved", "refused"]


def test_arrays_of_numbers_are_calculated_entry_by_entry():
    product = r"\begin{pmatrix} 1 & 2 \\ 3 & -1 \\ -2 & 3 \end{pmatrix} \begin{pmatrix} -2 & 17 \\ -1 & 4 \end{pmatrix}"
    right = r"= \begin{pmatrix} -4 & 25 \\ -5 & 47 \\ 1 & -22 \end{pmatrix}"
    rounded = r"\tanh(\begin{pmatrix} 0 & 1 \end{pmatrix}) \approx \begin{pmatrix} 0.00 & 0.76 \end{pmatrix}"
    given = "real V (1, 2)\ngiven V=[[3,4]]"
    named = r"2 V = \begin{pmatrix} 6 & 8 \end{pmatrix}"
    good = [product + right, rounded, ("example", named)]
    bad = [product + right.replace("47", "46"), rounded.replace("0.76", "0.77"),
           ("example", named.replace("8", "9"))]
    kinds = [verdict.kind for verdict in verdicts(given, *good, *bad)]
    assert kinds == ["proved", "checked", "checked", *["refused"] * 3]


def test_a_power_whose_exponent_has_no_value_has_none_either():
    base, exponent = np.array([-2.0, -2, 2]), np.array([np.nan, 3, 3])
    np.testing.assert_allclose(Floats().power(base + 0j, exponent + 0j), [np.nan, -8, 8])


def test_a_mutant_that_gives_a_defined_array_another_shape_is_killed():
    page = Page("size n m\nreal A (n, m)", [Display("B = A A^\\top", "def"), Display(r"B A = A A^\top A")])
    [definition, claim] = page.items
    assert page.verdict(claim).kind == "proved"
    assert page.fate(definition, "B = A^\\top A")[0] == page.fate(definition, "B = A")[0] == "killed"
    assert page.fate(definition, "B = 2 A A^\\top")[0] == "killed"


def test_the_engine_imports_nothing_of_the_loom_but_itself():
    for path in ENGINE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [
                alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                inside = name.startswith("loom.equations")
                assert inside or not name.startswith(("nnbook", "markdown", "mkdocs", "sybil")), path


def test_the_script_in_its_docstring_runs():
    lines = equations.__doc__.split("\n")
    start = next(i for i, line in enumerate(lines) if "from loom" in line)
    code = "\n".join(line[4:] for line in lines[start : start + 4])
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout.split("\n")[0] == "proved algebra-every-size", run.stderr
    assert run.stdout.split("\n")[1].startswith("refused cannot-equate"), run.stdout


@pytest.mark.patient
def test_a_run_repeats_whatever_the_hash_seed():
    code = ("from loom.equations import check\n"
            f"print(*check({LAYER!r}, ['WA = A', r'\\lVert W\\rVert \\ge 0', 'W + 1 = 1 + W + b']), sep='\\n')")
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                           env={**os.environ, "PYTHONHASHSEED": seed}).stdout for seed in "12"]
    assert runs[0] == runs[1] != ""


# Values ---------------------------------------------------------------------------------


def arrays(page, *keys):
    """The values that leaves have in the worlds of a page."""
    env = page.trials.floats(page.trials.batch())
    return [env.quantity(key).real for key in keys]


def value(page, number):
    """The right side of the statement of a display, in the worlds of the page."""
    chain = page.items[number].statements[0].node
    return evaluate(chain.items[-1], page.trials.floats(page.trials.batch())).real


def test_interventions_give_the_gradients_that_reverse_mode_gives():
    names = "size n m p k\nreal W (n, p)  V (k, n)  X (p, m)  b (n, 1)  Y (k, m)"
    page = Page(names, [
        Display(r"J = \frac12 \lVert V\tanh(WX + b\mathbf 1^\top) - Y\rVert_F^2", "def", "J"),
        *(Display(rf"0 \cdot {leaf} = \frac{{\partial J}}{{\partial {leaf}}}", "", leaf) for leaf in "WVXb")])
    for world in range(6):
        W, V, X, b, Y = (a[world] for a in arrays(page, *"WVXbY"))
        h = np.tanh(W @ X + b)
        G = V @ h - Y
        back = (V.T @ G) * (1 - h * h)
        wanted = {"W": back @ X.T, "V": G @ h.T, "X": W.T @ back, "b": back.sum(1, keepdims=True)}
        for number, leaf in enumerate("WVXb", 1):
            found = value(page, number)[world]
            assert found == pytest.approx(wanted[leaf], rel=1e-12, abs=1e-12), leaf


def test_a_jacobian_is_out_by_in_and_a_hessian_symmetric():
    page = Page("size n p\nreal W (n, p)  x (p, 1)", [
        Display(r"W = \frac{\partial (W x)}{\partial x}"),
        Display(r"2 W^\top W = \frac{\partial}{\partial x} \frac{\partial (x^\top W^\top W x)}{\partial x}")])
    assert [page.verdict(item).kind for item in page.items] == ["proved", "proved"]
    assert value(page, 0) == pytest.approx(arrays(page, "W")[0], rel=1e-12)


@pytest.mark.parametrize("kind, sizes", [("distinct", None), ("equal", {3}), ("one", {1})])
def test_sizes_are_drawn_pairwise_different_all_equal_and_one(kind, sizes):
    batch = Batch(Theory(sizes={"n", "p", "k"}, size_families={"n"}), "seed", 0, kind)
    drawn = [batch.size(Size(name)) for name in ("n", "p", "k", "m")]
    drawn += [batch.size(Size("n"), index) for index in range(3)]
    assert set(drawn) == sizes if sizes else len(set(drawn)) == len(drawn)


def test_worlds_lie_near_wide_and_at_special_points():
    drawn = Batch(Theory(), "seed", 0, "distinct", [40.0]).draw(("x", None, None, None), (1, 1)).ravel()
    assert all(0.3 <= abs(x) <= 2.1 for x in drawn[:6])
    assert min(abs(drawn[6:12])) < 1e-3 and max(abs(drawn[6:12])) > 1e3
    assert {0.0, 1.0, -1.0, 0.5, 40.0} <= set(drawn[12:])


def test_expectations_are_exact():
    found = verdicts(
        "size n\ncentred w (n, 1)\nrandom a (n, 1)\nsymmetric u\nreal c", ("def", r"z = w^\top a"),
        r"\mathrm{Var}(z) = n\,\mathrm{Var}(w)\,\mathrm E[a^2]", r"\mathrm{E}[(\max(u, 0))^2] = \frac12\mathrm{Var}(u)",
        r"\mathrm{Var}(z) = n\,\mathrm{Var}(w)\,\mathrm{Var}(a)", r"\mathrm{Var}(c u) = c\,\mathrm{Var}(u)")
    assert [v.refused for v in found[1:]] == [False, False, True, True]


def test_a_power_without_a_value_is_none_and_no_error():
    with np.errstate(invalid="ignore"):
        found = Floats().power(np.array([[[-2.0]]] * 3, complex), np.array([[[2.0]], [[np.nan]], [[np.inf]]], complex))
    assert found[0, 0, 0] == 4 and np.isnan(found[1:]).all()


# Shapes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("latex, kind, shown", [
    (r"W^\top A = A", "cannot-multiply", ("p × n", "p × m")), ("W + A = A", "cannot-add", ("n × p", "p × m")),
    (r"W \odot A = A", "cannot-pair", ("n × p", "p × m")), ("WA = W", "cannot-equate", ("n × m", "n × p")),
    (r"WA + b = b\mathbf 1^\top + WA", "cannot-add", ("n × m", "n × 1")),
])
def test_an_error_of_shapes_names_the_sizes(latex, kind, shown):
    [found] = verdicts(LAYER, latex)
    assert found.reasons[0].kind == kind
    assert (found.reasons[0]["left"], found.reasons[0]["right"]) == shown


def test_a_shape_statement_is_checked():
    good, bad = verdicts(LAYER, r"WA \in \mathbb R^{n\times m}", r"WA \in \mathbb R^{m\times n}")
    assert good.kind == "proved" and bad.reasons[0].kind == "other-shape"


def test_a_column_is_added_to_every_column_only_where_that_is_declared():
    right = r"WA + b = WA + b\mathbf 1^\top"
    assert verdicts(LAYER, right)[0].refused
    assert verdicts(LAYER + "\nbroadcast b", right)[0].kind in ("proved", "checked")


def test_a_proof_at_fixed_sizes_says_so():
    [found] = verdicts("size n\nreal x (n, 1)", r"\lVert x\rVert^2 \ge 0")
    assert found.kind == "proved-at-sizes" and found.reasons[0].kind == "algebra-at-sizes"
    assert all(" = " in size for size in found.reasons[0]["sizes"])


# Mutants --------------------------------------------------------------------------------


@pytest.mark.parametrize("latex, mistake", [
    (r"W^\top A", "W A"), (r"G A^\top", r"A^\top G"), (r"W^{[l]} A^{[l-1]}", r"W^{[l-1]} A^{[l-1]}"),
    (r"W^{[l]} A^{[l-1]}", r"W^{[l]} A^{[l]}"), (r"\frac1m G", "G"), (r"A \odot B", "A B"),
])
def test_the_mistakes_that_people_make_with_arrays_are_among_the_mutants(latex, mistake):
    found = ["".join(text.split()) for _, text in mutants(latex)]
    assert "".join(mistake.split()) in found, found
