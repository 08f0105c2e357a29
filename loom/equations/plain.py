"""Formulas as docstrings write them, in Unicode, turned into the LaTeX that is read.

    σ(z) = 1 / (1 + e⁻ᶻ)        \\sigma(z) = 1 / (1 + e^{-z})
    ∂ℒ/∂w₁                      \\frac{\\partial \\mathcal{L}}{\\partial w_{1}}
    𝐝W = dZ Aᵀ / m              \\mathrm{d}W = dZ A^\\top / m
"""

from __future__ import annotations

import re
import unicodedata

from loom.equations import commands

_GREEK = dict(zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΦΨΩ", (
    r"\alpha \beta \gamma \delta \varepsilon \zeta \eta \theta \iota \kappa \lambda \mu \nu \xi "
    r"\pi \rho \sigma \tau \upsilon \varphi \chi \psi \omega "
    r"\Gamma \Delta \Theta \Lambda \Xi \Pi \Phi \Psi \Omega").split()))
_MARKS = {
    "ℒ": r"\mathcal{L}", "Σ": r"\sum", "∑": r"\sum", "·": r"\cdot", "×": r"\times", "−": "-",
    "≈": r"\approx", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "∂": r"\partial", "⇒": r"\Rightarrow",
    "←": r"\leftarrow", "′": "'", "⊙": r"\odot", "⊗": r"\otimes", "ᵀ": r"^\top", "𝟏": r"\mathbf 1",
    "𝐝": r"\mathrm{d}", "∇": r"\nabla", "‖": r"\|",
}
_ACCENTS = {"\u0302": r"\hat", "\u0304": r"\bar", "\u0303": r"\tilde", "\u0307": r"\dot"}
_FUNCTIONS = {name[1:] for name in commands.FUNCTIONS if name[1:].islower()}
_RELATION = re.compile("[=≈<>≤≥≠⇒←]")
_WORD = re.compile(r"[A-Za-z]*[a-z]{2}[a-z]*[.:;]?|[AaI]")
_PARTIAL = re.compile(r"∂([^\s/∂]+)/∂([^\s/∂]+)")


def clause(line: str) -> str:
    """What a docstring's first line says before its first comma or full stop."""
    return re.split(r"[,.;:](?:\s|$)", line, maxsplit=1)[0].strip()


def formula(text: str) -> str:
    """The part of a clause that is a relation, words around it left out; "" for none."""
    runs: list[list[str]] = []
    run: list[str] = []
    for piece in text.split():
        if _WORD.fullmatch(piece) and piece not in _FUNCTIONS:
            runs, run = [*runs, run], []
        else:
            run.append(piece)
    return next((" ".join(r) for r in [*runs, run] if _RELATION.search(" ".join(r))), "")


def latex(text: str) -> str:
    """The same formula in LaTeX. What has no LaTeX here stays, and is refused by the reader."""
    text = _PARTIAL.sub(lambda m: rf"\frac{{∂{m[1]}}}{{∂{m[2]}}}", text)
    found: list[str] = []
    raised = ""
    for character in unicodedata.normalize("NFD", text):
        kind, plain = _script(character)
        if kind != raised:
            found.append(("}" if raised else "") + (kind + "{" if kind else ""))
            raised = kind
        found.append(_character(plain, found))
    joined = "".join(found) + ("}" if raised else "")
    joined = re.sub(r"(?<![\\A-Za-z])([A-Za-z])(\d+)", r"\1_{\2}", joined)
    return re.sub(r"(?<![\\A-Za-z])(?:%s)(?![A-Za-z])" % "|".join(_FUNCTIONS), r"\\\g<0> ", joined)


def _script(character: str) -> tuple[str, str]:
    """`^`, `_` or nothing, and the character at its ordinary height."""
    form = "" if character in _MARKS else unicodedata.decomposition(character)
    for mark, kind in (("<super>", "^"), ("<sub>", "_")):
        if form.startswith(mark):
            return kind, unicodedata.normalize("NFKC", character).replace("−", "-")
    return "", character


def _character(character: str, before: list[str]) -> str:
    if character in _ACCENTS and before:
        before[-1] = f"{_ACCENTS[character]} {before[-1]}"
        return ""
    command = _GREEK.get(character) or _MARKS.get(character)
    return f"{command} " if command and command[-1].isalpha() else command or character
