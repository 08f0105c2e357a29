"""What the commands of LaTeX mean to the reader of formulas: one table.

A new operator is one row here, one rule of the evaluator and one test.
"""

from __future__ import annotations

from dataclasses import dataclass

NO_FUNCTION = 0


@dataclass(frozen=True)
class Command:
    """What a command is, by `what`; every other table of the engine is derived from these.

    function    at its arguments; `key` is its name in the tree
    greek, accent, upright, bold, script      the beginning of a name
    relation, definition, arrow               between the sides of a statement
    product     between factors; `key` is times, over, hadamard or kronecker
    construct   read by the parser's method `handler`
    closer      the end of a construct
    rows, matrix, cases                       an environment (by its name)
    refused, unread (a relation)              refused with the reason `key`

    arity: of a function; None: two or more arguments; 0: this is no function.
    """

    what: str
    key: str = ""
    arity: int | None = NO_FUNCTION
    handler: str = ""


def _rows(what: str, commands: str, key: str = "", **more: object) -> dict[str, Command]:
    """The same row for several commands; each is its own key unless one is given."""
    return {name: Command(what, key or name, **more)  # type: ignore[arg-type]
            for name in commands.split()}


TABLE: dict[str, Command] = {
    # Functions
    **_rows("function", r"\exp \ln \tanh \sinh \cosh \sin \cos \tan", arity=1),
    r"\log": Command("function", r"\ln", 1),
    **_rows("function", r"\max \min", arity=None),
    r"\sqrt": Command("construct", r"\sqrt", 1, "root"),
    r"\lvert": Command("construct", r"\lvert", 1, "absolute"),
    **_rows("construct", r"\mid \vert", r"\lvert", handler="absolute"),
    r"\lVert": Command("construct", r"\lVert", 1, "absolute"),
    **_rows("construct", r"\Vert \|", r"\lVert", handler="absolute"),
    r"\lVert_1": Command("function", r"\lVert_1", 1),  # written \lVert x \rVert_1
    r"\mathrm tr": Command("function", r"\mathrm tr", 1),
    r"\mathrm diag": Command("function", r"\mathrm diag", 1),
    r"\mathrm vec": Command("function", r"\mathrm vec", 1),
    r"\mathrm Var": Command("function", r"\mathrm Var", 1),
    r"\mathrm E": Command("function", r"\mathrm E", 1),
    # Operators over an index
    r"\sum": Command("construct", "sum", handler="big"),
    r"\prod": Command("construct", "prod", handler="big"),
    **_rows("construct", r"\arg \argmax", "argmax", handler="big"),
    r"\mathrm argmax": Command("construct", "argmax", handler="big"),
    # Constructs
    **_rows("construct", r"\frac \dfrac \tfrac", handler="fraction"),
    r"\partial": Command("construct", handler="partial"),
    r"\nabla": Command("construct", handler="nabla"),
    r"\begin": Command("construct", handler="environment"),
    **_rows("closer", r"\end \rvert \rVert"),
    **_rows("rows", "aligned align align* split gathered gather gather*"),
    **_rows("matrix", "matrix pmatrix bmatrix"),
    "cases": Command("cases"),
    # Names
    **_rows("greek", r"""\alpha \beta \gamma \delta \epsilon \varepsilon \zeta \eta \theta
        \vartheta \kappa \lambda \mu \nu \xi \rho \sigma \tau \phi \varphi \chi \psi \omega
        \Gamma \Delta \Theta \Lambda \Xi \Sigma \Phi \Psi \Omega \Pi \ell \pi"""),
    **_rows("accent", r"\hat \bar \tilde \dot"),
    **_rows("accent", r"\widehat", r"\hat"),
    **_rows("accent", r"\overline", r"\bar"),
    **_rows("accent", r"\widetilde", r"\tilde"),
    **_rows("upright", r"\mathrm \operatorname \operatorname* \text \mathit \mathsf"),
    **_rows("bold", r"\mathbf \boldsymbol \bm \vec \mathbb"),
    **_rows("script", r"\mathcal"),
    **_rows("transpose", r"\top \intercal"),
    # Between factors
    **_rows("product", r"\cdot \times *", "times"),
    **_rows("product", r"/ \div", "over"),
    **_rows("product", r"\odot \circ", "hadamard"),
    **_rows("product", r"\otimes", "kronecker"),
    # Between the sides of a statement
    **_rows("relation", "= < >"),
    **_rows("relation", r"\lt", "<"),
    **_rows("relation", r"\gt", ">"),
    **_rows("relation", r"\le \leq", "<="),
    **_rows("relation", r"\ge \geq", ">="),
    **_rows("relation", r"\ne \neq", "!="),
    **_rows("relation", r"\approx", "~"),
    **_rows("relation", r"\leftarrow \gets", "<-"),
    **_rows("definition", r":= \coloneqq \triangleq"),
    **_rows("arrow", r"\Rightarrow \implies \Longrightarrow", "=>"),
    **_rows("arrow", r"\iff \Leftrightarrow \Longleftrightarrow", "<=>"),
    # Refused: a formula that has one is turned down, never passed over
    **_rows("unread", r"\in \notin \ni \subset \subseteq", "sets"),
    **_rows("unread", r"\to \rightarrow \longrightarrow", "arrow-to"),
    **_rows("unread", r"\equiv \propto \simeq \cong \ll \gg \mapsto \asymp \doteq \stackrel",
            "loose-relation"),
    **_rows("unread", r"\sim", "probability"),
    **_rows("unread", r"\leqslant \leqq \lesssim", "write-le"),
    **_rows("unread", r"\geqslant \geqq \gtrsim", "write-ge"),
    **_rows("unread", r"\not", "write-ne"),
    **_rows("refused", r"\Pr", "probability"),
    **_rows("refused", r"\det", "determinant"),
    **_rows("refused", r"\langle \rangle", "angle-brackets"),
    **_rows("refused", r"\matrix \pmatrix \bmatrix \vmatrix", "old-matrix"),
    **_rows("refused", r"\lim \infty \sup \inf \limsup", "limit"),
    **_rows("refused", r"\int \oint", "integral"),
    **_rows("refused", r"\dots \ldots \cdots \vdots \ddots", "ellipsis"),
    **_rows("refused", r"\pm \mp", "plus-minus"),
    **_rows("refused", r"\cup \cap \{ \} \forall \exists \setminus \emptyset", "sets"),
    **_rows("refused", r"\argmin", "argmin"),
    r"\mathrm argmin": Command("refused", "argmin"),
    **_rows("refused", r"\lg", "log-base"),
    **_rows("refused", r"\land \lor \neg \wedge", "logic"),
    **_rows("refused", r"\tag \label \ref \eqref \nonumber \notag", "display-number"),
    **_rows("refused", r"""\underbrace \overbrace \underset \overset \color \textcolor \boxed
        \cancel \mbox \substack \phantom""", "note"),
    **_rows("refused", r"\lfloor \rfloor \lceil \rceil", "rounding-brackets"),
    **_rows("refused", r"\binom \choose", "binomial"),
    **_rows("refused", r"\oslash", "entrywise-quotient"),
}


def _keys(*kinds: str) -> dict[str, str]:
    return {name: row.key for name, row in TABLE.items() if row.what in kinds}


# The functions whose meaning the engine knows: the number of arguments, None for two or more.
FUNCTIONS: dict[str, int | None] = {
    row.key: row.arity for row in TABLE.values() if row.arity != NO_FUNCTION}
CONSTANTS = ("e", r"\pi")
GREEK = frozenset(_keys("greek"))
ACCENTS = _keys("accent")
UPRIGHT = frozenset(_keys("upright"))
BOLD = frozenset(_keys("bold"))
TRANSPOSE = frozenset(_keys("transpose"))
PRODUCTS = _keys("product")
RELATIONS = _keys("relation")
DEFINITIONS = frozenset(_keys("definition"))
ARROWS = {name: key == "<=>" for name, key in _keys("arrow").items()}
REFUSED = _keys("refused", "unread")
FRACTIONS = tuple(name for name, row in TABLE.items() if row.handler == "fraction")
ELLIPSES = tuple(name for name, key in REFUSED.items() if key == "ellipsis")
# What an unknown command may be a slip for.
KNOWN = tuple(name for name, row in TABLE.items()
              if name[0] == "\\" and name[1:].isalpha() and row.what not in ("refused", "unread"))
# Functions whose value is one number, whatever the shape of the argument.
NUMBER_VALUED = (r"\mathrm tr", r"\lVert", r"\lVert_1")


def row(name: str) -> Command:
    """The row of a command; one that says "other" where there is none."""
    return TABLE.get(name, _OTHER)


_OTHER = Command("other")
