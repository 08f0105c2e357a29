"""What the commands of LaTeX mean to the reader of formulas."""

FUNCTIONS = {
    r"\exp": 1, r"\ln": 1, r"\tanh": 1, r"\sinh": 1, r"\cosh": 1, r"\sin": 1, r"\cos": 1,
    r"\tan": 1, r"\max": None, r"\min": None, r"\sqrt": 1, r"\lvert": 1,
}
CONSTANTS = ("e", r"\pi")
PLAIN = (r"\cdot", r"\times", r"\div", r"\end", r"\rvert", r"\mathcal")

RELATIONS = {
    "=": "=", "<": "<", ">": ">", r"\lt": "<", r"\gt": ">",
    r"\le": "<=", r"\leq": "<=", r"\ge": ">=", r"\geq": ">=", r"\ne": "!=", r"\neq": "!=",
    r"\approx": "~", r"\leftarrow": "<-", r"\gets": "<-",
}
ARROWS = {
    r"\Rightarrow": False, r"\implies": False, r"\Longrightarrow": False,
    r"\iff": True, r"\Leftrightarrow": True, r"\Longleftrightarrow": True,
}
# Relations that are not executed: a sentence that has one is refused, never passed over.
UNREAD = frozenset(r"""\sim \simeq \cong \equiv \propto \asymp \doteq \triangleq \stackrel \mapsto \ll \gg
    \in \notin \ni \subset \subseteq \to \rightarrow \longrightarrow \leqslant \geqslant \leqq \geqq
    \lesssim \gtrsim \not""".split())
SHOWN = {"=": "=", "<": "<", ">": ">", "<=": "≤", ">=": "≥", "!=": "≠", "~": "≈", "<-": "←"}

GREEK = frozenset(
    "\\" + name for name in
    """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta kappa lambda mu nu xi
    rho sigma tau phi varphi chi psi omega Gamma Delta Theta Lambda Xi Sigma Phi Psi Omega
    ell pi""".split()
)
ACCENTS = {
    r"\hat": r"\hat", r"\widehat": r"\hat", r"\bar": r"\bar", r"\overline": r"\bar",
    r"\tilde": r"\tilde", r"\widetilde": r"\tilde", r"\dot": r"\dot",
}
UPRIGHT = (r"\mathrm", r"\operatorname", r"\text", r"\mathit")

MATRICES = "vectors and matrices are not executed yet (from chapter 7 on)"
ELLIPSIS = "an ellipsis leaves out what would have to be executed: write the sum with \\sum"
_REASONS = {
    MATRICES: r"""\mathbf \boldsymbol \bm \vec \top \odot \otimes \circ \nabla \lVert \rVert
        \Vert \| \mathbb \det \intercal \langle \rangle \matrix \pmatrix \bmatrix \vmatrix""",
    "probability and expectation are not executed yet": r"\sim \Pr \mid \operatorname*",
    "a limit is not executable: state a bound, a difference quotient or O(…), or skip it "
    "with the reason": r"\lim \infty \sup \inf \limsup",
    r"write \leftarrow for an update, \Rightarrow for “it follows”; a limit is not executable: state "
    "a bound, a difference quotient or O(…)": r"\to \rightarrow \longrightarrow",
    "an integral is not executed": r"\int \oint",
    ELLIPSIS: r"""\dots
        \ldots \cdots \vdots \ddots""",
    "two statements in one: write them out": r"\pm \mp",
    "sets are not executed: write the inequalities": r"""\in \notin \subset \subseteq \cup \cap
        \{ \} \forall \exists \setminus \emptyset \ni""",
    "not a statement that can be executed: write =, or a bound": r"""\propto \equiv \sim \simeq
        \cong \ll \gg \mapsto \asymp \triangleq \doteq \stackrel""",
    r"write \le": r"\leqslant \leqq \lesssim",
    r"write \ge": r"\geqslant \geqq \gtrsim",
    r"write \ne for “is not equal to”; another negated relation is not executed": r"\not",
    "argmin and argmax are not executed: write the inequality that they mean": r"""\arg
        \argmin \argmax""",
    r"\log does not say its base: write \ln": r"\log \lg",
    "logic is not executed: write the statements one after another": r"\land \lor \neg \wedge",
    "the number of a display is set by weave": r"\tag \label \ref \eqref \nonumber \notag",
    "a note on a formula is not executed: put it into the text": r"""\underbrace \overbrace
        \underset \overset \color \textcolor \boxed \cancel \mbox \substack \phantom""",
    "rounding brackets are not executed yet": r"\lfloor \rfloor \lceil \rceil",
    "a binomial is not executed": r"\binom \choose",
}
UNSUPPORTED = {command: why for why, text in _REASONS.items() for command in text.split()}
# What an unknown command may be a slip for.
KNOWN = (*FUNCTIONS, *sorted(GREEK), *ACCENTS, r"\frac", r"\partial", r"\sum", r"\cdot", r"\times",
         *(name for name in (*RELATIONS, *ARROWS) if name[0] == "\\"))
ENVIRONMENTS = ("aligned", "align", "align*", "split", "gathered", "gather", "gather*")
