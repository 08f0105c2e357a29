"""Every equation of the book is read from its LaTeX, executed and, where possible, proved.

Statements and declarations go in, verdicts come out; there is no Markdown here, no file and
no human language.

    from loom.equations import Display, check
    declarations = "size n p m\\nreal W (n, p)  A (p, m)  G (n, m)"
    for verdict in check(declarations, [r"(W A)^\\top = A^\\top W^\\top", r"(W A)^\\top = W A"]):
        print(verdict.kind, *verdict.reasons)

From LaTeX to a verdict: `tokens`, `commands` and `parser` make a `tree`; `declare` and
`theory` say what its symbols are, `shapes` what shape everything has; `evaluate` computes
it with the numbers of `arithmetic` in the `worlds` of `trials`; `proofs` proves it, for every
size in `index_form`; `claims`, `definitions`, `example` and `program` ask what a statement of
their kind has to satisfy; `page` holds the statements of a page together.
"""

from typing import Any

_EXPORTS = ("Display", "Page", "check")


def __getattr__(name: str) -> Any:
    """Import the engine, with NumPy and SymPy, when it is first asked for."""
    if name in _EXPORTS:
        from loom.equations import page

        return getattr(page, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
