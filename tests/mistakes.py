"""The 21 mistakes of chapter 12: what each changes in the book's own code, and what four checks say."""

import functools
from typing import NamedTuple

from conftest import ROOT, whole_book

from loom import model as source, tangle
from loom.equations.program import Binding, Program
from loom.equations.verdicts import Refused
from loom.rules.maths import running
from loom.rules.maths.checker import Checker

CHAPTER = "12-gradient-check.md"
NETWORK = (5, 4, 3, 2)  # sizes that differ pairwise; a batch of 7
EQUAL = (5, 3, 3, 3)
CHECKS = ("shapes", "falls", "gradient", "equations")

QUOTIENTS, _GRADIENTS, _BACKPROP = "04-chain-rule.md", "08-transposes.md", "11-backprop.md"
KEYS = (r"Z^{[l]}", r"A^{[l]}", "J", r"\mathrm d W^{[l]}", r"\mathrm d b^{[l]}", "r")


class Mistake(NamedTuple):
    """A change of working code: (page, what stands there, what takes its place) once or twice."""

    changes: tuple
    widths: tuple = NETWORK


def _in(page, old, new, widths=NETWORK):
    return Mistake(((page, old, new),), widths)


_WEIGHTS = "return (dZ / dZ.shape[1]) @ A.T"
_PENALTY = "dW[l] += l2 / Y.shape[1] * W[l]"
_LAST = "dZ = (A[len(W)] - Y)."
_BACK, _SLOPE = "dZ = _inputs(dZ, W[l])", "dZ *= slope(Z[l - 1])"
MISTAKES = {
    "factor 2": _in(_BACKPROP, _LAST, "dZ = (2 * (A[len(W)] - Y))."),
    "4 / m": _in(_GRADIENTS, _WEIGHTS, "return (dZ * (4 / dZ.shape[1])) @ A.T"),
    "no 1/m": _in(_GRADIENTS, _WEIGHTS, "return dZ @ A.T"),
    "sign": _in(_BACKPROP, _LAST, "dZ = (Y - A[len(W)])."),
    "slope twice": _in(_BACKPROP, _LAST, "dZ = ((A[len(W)] - Y) * A[len(W)] * (1 - A[len(W)]))."),
    "wrong axis": _in(_GRADIENTS, "return dZ.sum(axis=1, keepdims=True) / dZ.shape[1]", "return dZ.mean(axis=0, keepdims=True)"),
    "no transpose": _in(_GRADIENTS, "return W.T @ dZ", "return W @ dZ"),
    "no transpose, equal sizes": _in(_GRADIENTS, "return W.T @ dZ", "return W @ dZ", EQUAL),
    "slope at A": _in(_BACKPROP, _SLOPE, "dZ *= slope(A[l - 1])"),
    "slope at the wrong layer": _in(_BACKPROP, _SLOPE, "dZ *= slope(Z[l])"),
    "updated too early": _in(_BACKPROP, _BACK, "dZ = _inputs(dZ, W[l] - 0.5 * dW[l])"),
    "biases decay": _in(_BACKPROP, "db[l] = _bias(dZ)", "db[l] = _bias(dZ) + l2 / Y.shape[1] * parameters[1][l]"),
    "half the penalty": _in(_BACKPROP, _PENALTY, "dW[l] += l2 / (2 * Y.shape[1]) * W[l]"),
    "no penalty in the cost": _in(_BACKPROP, " + _penalty(W, l2, Y.shape[1])", ""),
    "no penalty, checked without": Mistake(
        ((_BACKPROP, _PENALTY, "pass"), (CHAPTER, "l2 = RandomState(0), 0.7", "l2 = RandomState(0), 0.0"))),
    "penalty without m, twice": Mistake(
        ((_BACKPROP, _PENALTY, "dW[l] += l2 * W[l]"), (_BACKPROP, "float(l2 / (2 * m) *", "float(l2 / 2 *"))),
    "uphill": _in(CHAPTER, "{l: W[l] - rate * dW[l]", "{l: W[l] + rate * dW[l]"),
    "shuffled samples": _in(CHAPTER, "return (X, Y, l2)", "return (X[:, rng.permutation(m)], Y, l2)"),
    "/ 2 * epsilon": _in(QUOTIENTS, "rise / run)", "rise / 2 * epsilon)"),
    "a layer forgotten": _in(CHAPTER, "for l in found:", "for l in list(found)[:-1]:"),
    "signed sum": _in(CHAPTER, "np.linalg.norm(p - q) / size", "abs((p - q).sum()) / size"),
}  # fmt: skip


@functools.cache
def program(changes=()):
    """The functions of chapter 12's page, made from chapters with some text replaced."""
    texts = {}
    for page, old, new in changes:
        text = texts.get(page) or (ROOT / "docs" / page).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {page}: change tests/mistakes.py"
        texts[page] = text.replace(old, new)
    book = whole_book()
    pages = book.pages | {page: source.read(text, f"docs/{page}") for page, text in texts.items()}
    return running.run(pages[CHAPTER], tangle.modules(book._replace(pages=pages)))


def verdicts(mistake):
    """What each of CHECKS says: "seen", "unseen", or "stopped" where the program does not get so far."""
    made = program(mistake.changes)
    start, *checks = (made.functions[name] for name in ("start", "shapes_fit", "cost_falls", "gradient_agrees"))
    shapes, *others = (_fails(check, *start(mistake.widths, 7)) for check in checks)
    found = ["seen", "stopped", "stopped"] if shapes else ["unseen", *("seen" if fails else "unseen" for fails in others)]
    return (*found, "seen" if refusal(made) else "unseen")


def _fails(check, data, parameters):
    """Whether a check is false; a program that stops with an error has not passed."""
    try:
        return not check(data, parameters)
    except (ValueError, TypeError):
        return True


@functools.cache
def _displays():
    """The central difference of chapter 4, and chapter 12, as the engine reads them."""
    checker = Checker(whole_book())
    [central] = (i for i in checker.page(QUOTIENTS).items if i.display.name == "central_quotient")
    return checker.page(QUOTIENTS).theory, central, checker.page(CHAPTER).theory


def refusal(made):
    """Why the engine refuses a program; nothing if all of it agrees with its displays.

    Compared are, on chapter 12, the layers, the cost and the gradient of the laboratory and the
    relative error, and on chapter 4 the central difference.
    """
    theory, central, chapter = _displays()
    parts = {name: made.functions[name] for name in ("layers", "J", "gradient", "_distance")}
    quotient = {"central_difference": made.functions["central"].__globals__["central_difference"]}
    laboratory = Binding(Program(parts, sources=made.sources), chapter, "mistakes")
    try:
        agrees = [laboratory.definition(key) for key in KEYS]
        agrees.append(Binding(Program(quotient), theory, "mistakes").sides(
            "central_quotient", [statement.node for statement in central.statements]))
    except Refused as refused:
        return str(refused)
    assert all(agrees), "nothing was compared with a display: the laboratory has other names now"
    return ""
