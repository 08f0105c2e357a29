"""LaTeX to a tree: one parser that refuses what it does not understand.

Whether `f(x)` is an application or a product, and whether a subscript chooses an entry, a
step or a member or is a part of a name, is not in the LaTeX: the theory, which knows the
declarations, decides. Everything unreadable raises Unreadable, and nothing else is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise, takewhile
from typing import Any, NamedTuple, NoReturn, TypeVar

from loom.equations import commands, tree
from loom.equations.commands import row
from loom.equations.theory import LAYER, LAYERED, SAMPLE, STEP, Theory, base_key
from loom.equations.tokens import (
    OPEN, QUADS, Cursor, Token, Tokens, has_relation, split_digits, tokenize,
)
from loom.equations.tree import Node
from loom.equations.verdicts import Unreadable, reason

__all__ = ["Head", "has_relation", "read_declared", "read_heads", "read_names", "read_statements"]

ENTRY, MEMBER = "entry", "member"
_NESTING = (LAYER, STEP, SAMPLE, ENTRY, MEMBER)  # from the innermost to the outermost
_STATEMENT_ENDS = ("", ",", ".", ";", r"\\", "&", "}", r"\end", *QUADS, *commands.ARROWS)
_GOING_ON = ("+", "-", r"\cdot", r"\odot", *commands.ARROWS)
_Result = TypeVar("_Result")
_Mark = tuple[str, Any]  # the role and the index, or for entries the indices


class Name(NamedTuple):
    """A name as it is written; below: its subscript; marks: (role, index) of `^{[l](i)}`."""

    key: str
    token: Token
    below: Tokens = ()
    marks: tuple[_Mark, ...] = ()
    star: str = ""
    transposed: bool = False


class Head(NamedTuple):
    """The left side of a definition: `z`, `\\sigma(z)`, `A^{[0]}`; entries: the j of `p_j`."""

    key: str
    parameters: tuple[str, ...] | None
    index: tuple[tuple[str, Node], ...]  # type: ignore[assignment]
    prime: bool
    start: int
    entries: tuple[str, ...] = ()


def read_statements(text: str, theory: Theory, bound: Sequence[str] = (),
                    vary: Sequence[str] = (), defining: bool = False) -> list[Node]:
    """The statements of a formula: Chain, Implies, IndexRange and Membership nodes.

    bound: names that a definition in the formula binds.  vary: what varies where `dW` is
    a differential.  defining: := is the = of a definition.
    """
    return _reading(Parser(text, theory, bound, vary, defining), Parser.statements)


def read_heads(text: str, theory: Theory) -> list[Head]:
    """What a display of definitions defines; `v_0` is a step where v is known to have steps."""
    return _reading(Parser(text, theory, defining=True), Parser.heads)


def read_names(text: str, theory: Theory | None = None) -> list[tuple[str, Any]]:
    """Names that stand one after another, `w_1..w_6` spelt out: [(key, index), …]."""
    return [(key, index) for key, index, _ in read_declared(text, theory)]


def read_declared(text: str, theory: Theory | None = None) -> list[tuple[str, Any, Any]]:
    """The same with shapes: `X (n, m)` is (key, index, (rows, columns)), else None."""
    return _reading(Parser(text, theory or Theory()), Parser.names)


def _reading(parser: Parser, read: Callable[[Parser], _Result]) -> _Result:
    try:
        return read(parser)
    except RecursionError:
        raise Unreadable(reason("too-deep"), (0, parser.tokens[-1].end)) from None
    except Unreadable:
        parser.refuse_lone_brace()
        raise


def _parts(kind: type[Node], nodes: list[Node]) -> tuple[Node, ...]:
    """The parts of a sum or product, so that (a + b) + c and a + (b + c) are one tree."""
    return tuple(part for node in nodes
                 for part in (node.children if isinstance(node, kind) else (node,)))


def _pieces(tokens: Tokens) -> list[Tokens]:
    """What stands between the commas."""
    cuts = [i for i, token in enumerate(tokens) if token.text == ","]
    return [tokens[low + 1 : high] for low, high in pairwise([-1, *cuts, len(tokens)])]


def _unbroken(tokens: Tokens) -> list[Token]:
    """The tokens without the breaks in the middle of a statement.

    A row that starts with & and an operator or an arrow goes on where the last one ends.
    """
    kept: list[Token] = []
    environments: list[bool] = []  # for each that is open, whether its rows are statements
    for i, token in enumerate(tokens):
        if token.text == r"\begin":
            name = "".join(t.text for t in takewhile(lambda t: t.text != "}", tokens[i + 2:]))
            environments.append(row(name).what == "rows")
        elif token.text == r"\end" and environments:
            environments.pop()
        elif token.text in _GOING_ON and environments and environments[-1]:
            while kept[-1].text in QUADS:
                kept.pop()
            if [t.text for t in kept[-2:]] == [r"\\", "&"]:
                del kept[-2:]
        kept.append(token)
    return kept


def _number_below(key: str) -> tuple[str, int] | None:
    """(w, 12) of `w_{12}`; None where the subscript is no number."""
    stem, _, below = key.rpartition("_")
    below = below.strip("{}")
    return (stem, int(below)) if below.isdecimal() and len(below) < 5 else None


class Parser(Cursor):
    """Reads one formula; `formula` has all tokens, also while only a subscript is read."""

    def __init__(self, text: str, theory: Theory, bound: Sequence[str] = (),
                 vary: Sequence[str] = (), defining: bool = False):
        super().__init__(_unbroken(tokenize(text)), bound)
        self.theory, self.vary, self.defining = theory, vary, defining
        self.formula = self.tokens
        self.stepped: set[str] = set()

    # Statements ----------------------------------------------------------------------

    def statements(self) -> list[Node]:
        """Every statement, row by row; a row that starts with = goes on with the last."""
        begin, rows = self.token, self.rows()
        found: list[Node] = []
        while self.token.kind != "end" or rows:
            if self.take(",", ";", ".", r"\\", "&", *QUADS):
                continue
            if rows and (self.token.text == r"\end" or self.token.kind == "end"):
                self.close(begin, rows)
                self.whole(lambda after: after.skip(",", ";", ".", *QUADS))
                break
            if not self._relation():
                before = [t.text for t in self.tokens[self.at - 2 : self.at]]
                states = any(t.text in commands.RELATIONS for t in takewhile(
                    lambda t: t.text not in (r"\\", r"\end"), self.tokens[self.at:]))
                self.refuse_if(before == [r"\\", "&"] and not states, "row-without-relation")
                found.append(self._statement())
            elif found and isinstance(found[-1], tree.Chain):
                found[-1] = self.chain(found[-1])
            else:
                self.refuse("nothing-on-the-left")
        self.refuse_if(not found, "empty-formula")
        return found

    def _relation(self, ahead: int = 0) -> str | None:
        """The relation that a token is, or None."""
        defined = self.defining and self.ahead(ahead) in commands.DEFINITIONS
        return "=" if defined else commands.RELATIONS.get(self.ahead(ahead))

    def _statement(self) -> Node:
        """A chain, a range, an implication, or what shape things have."""
        ranged = self._range()
        if ranged:
            return ranged
        start, chains = self.token.start, [self.chain()]
        ends = ("", r"\\", ";", ".", *QUADS)
        while self.token.text == ",":
            rest = [t.text for t in takewhile(lambda t: t.text not in ends, self.tokens[self.at:])]
            shaped = r"\in" in rest and not chains[-1].operators
            if not shaped and not any(text in commands.ARROWS for text in rest):
                break
            self.next()
            chains.append(self.chain())
        if self.token.text == r"\in":
            return self._membership(start, tuple(item for c in chains for item in c.items))
        if self.token.text not in commands.ARROWS:
            return chains[0]
        both = commands.ARROWS[self.next().text]
        self.skip("&", *QUADS)
        conclusion = self.chain()
        self.refuse_if(self.token.text in commands.ARROWS, "second-arrow")
        return self.node(tree.Implies, start, tuple(chains), conclusion, both)

    def chain(self, begun: tree.Chain | None = None) -> tree.Chain:
        """`a = b < c`, with alignment marks anywhere around the relations."""
        items = list(begun.items) if begun else [self.expression()]
        operators = list(begun.operators) if begun else []
        while relation := self._relation(self.token.text == "&"):
            self.take("&")
            self.next()
            self.take("&")
            operators.append(relation)
            items.append(self.expression())
        self.at += self.token.text == "&" and self.ahead() == r"\in"
        if self.token.text not in _STATEMENT_ENDS and (self.token.text != r"\in" or operators):
            self.refuse_token()
        return self.node(tree.Chain, items[0].at[0], tuple(items), tuple(operators))

    def _range(self) -> Node | None:
        """`i = 1, \\dots, m`, `i = 1, 2, \\dots, m` or `l = L - 1, \\dots, 1`."""
        letter, start = self.token, self.at
        quantity = self.theory.kind(letter.text) and letter.text not in self.theory.indices
        if not letter.is_letter or self.ahead() != "=" or quantity:
            return None
        self.at += 2
        low, more = self.expression(), self.take(",")
        if more and low == tree.Number("1") and self.take("2"):
            more = self.take(",")
        if more and self.take(*commands.ELLIPSES) and self.take(","):
            return self.node(tree.IndexRange, letter.start, letter.text, low, self.expression())
        self.at = start
        return None

    def _membership(self, start: int, items: tuple[Node, ...]) -> Node:
        """The rest of `X, Y \\in \\mathbb R^{n \\times m}`"""
        opening = self.next()
        if not self.take(r"\mathbb") or self.word(opening) != "R" or not self.take("^"):
            self.refuse("sets", opening, command=opening.text)
        braced = self.take("{")
        rows = self._size()
        columns = self._size() if braced and self.take(r"\times") else None
        if braced:
            self.expect("}", opening)
        return self.node(tree.Membership, start, items, rows, columns)

    def _size(self) -> Node:
        """A size of a shape: a number, a symbol, a member of a family, a product of such."""
        start, factors = self.token.start, list[Node]()
        while (token := self.token).kind == "number" or token.is_symbol:
            if token.kind == "number":
                factors.append(self.next().leaf)
                continue
            key, index = self._marked_key(self.name())
            factors.append(self._wrapped(self.node(tree.Symbol, token.start, key), index, token))
        self.refuse_if(not factors, "no-size", token=self.token.text)
        return factors[0] if len(factors) == 1 else self.node(tree.Mul, start, tuple(factors))

    # Heads and names -----------------------------------------------------------------

    def heads(self) -> list[Head]:
        """The left sides of a display of definitions."""
        self.rows()
        found, marks = list[Head](), (r"\\", ",", ";", *QUADS)
        while self.token.kind != "end":
            if self.token.is_defined:
                found += self._head()
            self.at = self.find(*marks)
            if not self.take(*marks):
                break
        if not self.stepped:  # v_0 is a step where another row says that v has steps
            self.stepped = {h.key for h in found if any(role == STEP for role, _ in h.index)}
            self.at = 0
            return self.heads() if self.stepped else found
        return found

    def _head(self) -> list[Head]:
        start, name = self.token.start, self.name()
        prime = self.take("'")
        parameters = self._parameters() if self.token.text == "(" else None
        below = self.below() if parameters and self.token.text == "_" else name.below
        self.take("&")
        entries = self._entry_letters(below)
        key, index = self._marked_key(name._replace(below=()) if entries else name)
        comma = self.find(",")
        ranged = {t.text for t in self.tokens[comma + 1 : comma + 4]} & set(commands.ELLIPSES)
        if self._relation() != "=" or parameters == () or name.transposed or ranged \
                or prime and parameters is None or below is not name.below and not entries:
            return []
        return [Head(key, parameters, index, prime, start, entries)]

    def _entry_letters(self, below: Tokens) -> tuple[str, ...]:
        """The j, i of `p_{ji} = …`, where the right side has them as indices, too."""
        inside = [t for t in below if t.text != ","]
        letters = tuple(t.text for t in inside)
        if not all(t.is_letter and not self.theory.kind(t.text)
                   and self._role_of(t.text) not in (LAYER, STEP) for t in inside) \
                or not 0 < len(set(letters)) == len(letters) < 3:
            return ()
        start, end = self.at, self.find(r"\\", *QUADS)
        counted: set[str] = set()  # what subscripts have, but for those of known names
        while self.at < end:
            at = self.at
            with suppress(Unreadable):
                if self.token.is_symbol:
                    name = self.name()
                    if not row(name.key).handler and not self._whole(name):
                        counted |= {t.text for t in name.below}
                elif self.token.text == "_" \
                        and row(self.ahead(-1)).what not in ("construct", "function"):
                    counted |= {t.text for t in self.below()}
            self.at = max(self.at, at + 1)
        self.at = start
        return letters if counted >= set(letters) else ()

    def _marked_key(self, name: Name) -> tuple[str, tuple[_Mark, ...]]:
        """The key and the marks of a name that nobody knows yet."""
        index, key, below = list(name.marks), name.key, name.below
        roles = {self._role_of(t.text) for t in below}
        number = len(below) == 1 and below[0].text.isdigit()
        if STEP in roles or number and (STEP in self.theory.axes(key) or key in self.stepped):
            index.append((STEP, self.index(below)))
        elif below and key in self.theory.size_families or LAYER in roles:
            index.append((LAYER, self.index(below)))
        else:
            key += self.below_text(below)
        return key + name.star, tuple(sorted(index, key=lambda each: _NESTING.index(each[0])))

    def _role_of(self, letter: str) -> str | None:
        return self.theory.indices.get(letter, (None,))[0]

    def _parameters(self) -> tuple[str, ...]:
        """The names in `(z, t)`, or () where the bracket holds anything else."""
        found = []
        while self.take("(", ","):
            name = self.name() if self.token.is_symbol else None
            if name is None or name.marks or name.transposed:
                return ()
            found.append(self._text(name))
        return tuple(found) if self.take(")") else ()

    def names(self) -> list[tuple[str, Any, Any]]:
        """`w_1..w_6`, `X (n, m)`, `y^{(i)}`: what a declaration lists."""
        found: list[tuple[str, Any, Any]] = []
        while self.token.kind != "end":
            if found and self.take(","):
                continue
            token, shape = self.token, None
            if not token.is_defined:
                self.refuse_token()
            key, index = self._marked_key(self.name())
            keys = [key]
            if self.token.text == self.ahead() == ".":
                self.at += 2
                last = self._marked_key(self.name())[0] if self.token.is_symbol else ""
                (stem, low), (other, high) = (_number_below(k) or ("", 0) for k in (key, last))
                if not stem or stem != other or not low < high < 1000:
                    self.refuse("no-range-of-names", token, first=key, last=last)
                keys += [f"{stem}_{n}" if n < 10 else f"{stem}_{{{n}}}"
                         for n in range(low + 1, high + 1)]
            opening = self.token
            if self.take("("):
                rows = self._size()
                self.refuse_if(not self.take(","), "shape-of-two")
                shape = rows, self._size()
                self.expect(")", opening)
            found += [(each, index, shape) for each in keys]
        return found

    # Expressions ---------------------------------------------------------------------

    def expression(self) -> Node:
        """A sum of products, the first with or without a sign."""
        terms: list[Node] = []
        while not terms or self.token.text in ("+", "-"):
            sign = self.token
            self.refuse_if(self.take("+", "-") and self.token.text in ("+", "-"), "two-signs")
            term = self.product()
            terms.append(self.node(tree.Neg, sign.start, term) if sign.text == "-" else term)
        if len(terms) == 1:
            return terms[0]
        return self.node(tree.Add, terms[0].at[0], _parts(tree.Add, terms))

    def product(self) -> Node:
        """Factors with products between them; sorts that need brackets are not mixed."""
        start, factors = self.token.start, [self.factor()]
        chain = ""  # the sort of an entrywise or Kronecker product that is being read
        while True:
            token = self.token
            operator = commands.PRODUCTS.get(token.text)
            if operator is None and not self.starts_factor():
                return self._joined(chain, factors, start)
            if operator:
                self.next()
                self.refuse_if(self.token.text in ("-", "+"), "sign-after-operator")
            self.refuse_if(not operator and token.kind == "number", "number-after-factor")
            if not operator and isinstance(factors[-1], tree.Number) \
                    and token.text in commands.FRACTIONS:
                inside = [t for t in self.tokens[self.at + 1 : self.at + 6] if t.text not in "{}"]
                numbers = [len(t.text) for t in inside[:2] if t.kind == "number"]
                self.refuse_if(len(numbers) == 2 or numbers == [2], "mixed-number")
            wanted = operator if operator in ("hadamard", "kronecker") else ""
            if wanted != chain and operator != "over" and (
                    chain or not all(map(self._is_number, factors[:-1]))):
                self.refuse("mixed-products", token)
            over = self._joined(chain, factors, start) if operator == "over" else None
            factors.append(self.factor())
            if over:
                if self.token.text not in commands.PRODUCTS and self.starts_factor():
                    self.refuse("under-the-slash")
                factors, wanted = [self.node(tree.Div, over.at[0], over, factors[-1])], ""
            elif operator == "times":
                factors[-2:] = self._power_of_ten(*factors[-2:])
            chain = wanted

    def _joined(self, chain: str, factors: list[Node], start: int) -> Node:
        if len(factors) == 1:
            return factors[0]
        if not chain:
            return self.node(tree.Mul, start, _parts(tree.Mul, factors))
        count = 0  # numbers in front of the chain
        while count < len(factors) - 2 and self._is_number(factors[count]):
            count += 1
        kind = tree.Hadamard if chain == "hadamard" else tree.Kronecker
        body = self.node(kind, factors[count].at[0], tuple(factors[count:]))
        return self.node(tree.Mul, start, (*factors[:count], body)) if count else body

    def _is_number(self, node: Node) -> bool:
        """Whether an expression is certainly one number, and no array."""
        if isinstance(node, tree.Symbol):
            return self._slots(node.key) == 0
        if isinstance(node, tree.Indexed):
            return node.role in (ENTRY, MEMBER) or self._is_number(node.base)
        if isinstance(node, tree.Apply):
            known = node.function in commands.FUNCTIONS and not self.theory.kind(node.function)
            return known and (node.function in commands.NUMBER_VALUED
                              or all(map(self._is_number, node.arguments)))
        plain = (tree.Number, tree.Add, tree.Neg, tree.Mul, tree.Div, tree.Pow)
        return isinstance(node, plain) and all(map(self._is_number, node.children))

    def _power_of_ten(self, left: Node, right: Node) -> tuple[Node, ...]:
        """`4.25 · 10^{-18}` is one number with three digits, not a product."""
        if isinstance(left, tree.Number) and not left.shift and isinstance(right, tree.Pow) \
                and right.base == tree.Number("10"):
            negative = isinstance(right.exponent, tree.Neg)
            [size] = right.exponent.children if negative else [right.exponent]
            if isinstance(size, tree.Number) and size.text.isdigit() and len(size.text) < 4:
                shift = -int(size.text) if negative else int(size.text)
                return (self.node(tree.Number, left.at[0], left.text, shift),)
        return left, right

    def starts_factor(self) -> bool:
        """Whether a factor can begin with the next token."""
        text = self.token.text
        return text not in (r"\in", self.fence) and (self.token.begins or text in OPEN)

    def factor(self) -> Node:
        """An operand with its powers, transposes and entries."""
        token, start, base = self.token, self.at, self.atom()
        plain = isinstance(base, (tree.Number, tree.Symbol, tree.Indexed, tree.ConstantArray))
        raised = token.is_symbol and (plain or isinstance(base, tree.Transpose)) \
            and any(t.text == "^" for t in self.tokens[start : self.at])
        if self.token.text == "_" and not raised:
            if plain:
                self.refuse_token()
            entries = self._entries(self.below(), None)
            base = self.node(tree.Indexed, token.start, base, ENTRY, entries)
        while self.token.text == "^":
            self.refuse_if(raised, "two-superscripts")
            base, raised = self._raised(base, token), True
        wrong = {"_": "subscript-after-superscript", "'": "prime-without-function",
                 "!": "factorial"}.get(self.token.text, "")
        self.refuse_if(wrong, wrong)
        if self.take(r"\%"):
            if not isinstance(base, tree.Number):
                self.refuse("percent-after-number", self.tokens[self.at - 1])
            return self.node(tree.Number, base.at[0], base.text, base.shift - 2)
        return base

    def _raised(self, base: Node, token: Token) -> Node:
        """What stands before a ^ with its power, or transposed."""
        caret = self.token
        found = None if isinstance(base, tree.Number) or base_key(base) in commands.CONSTANTS \
            else self._superscript()
        if found:
            self.refuse_if(found[0] or found[1], "mark-on-expression", caret)
            if isinstance(base, tree.Indexed) and base.role == ENTRY:
                self.refuse("transposed-entry", caret)
            return self.node(tree.Transpose, token.start, base)
        self.next()
        several = self.token.kind == "number" and len(self.token.text) > 1
        self.refuse_if(several, "one-digit-raised", number=self.token.text)
        exponent, key = self.argument(), base_key(base)
        if exponent == tree.Symbol("T") and key and self._slots(key):
            self.refuse("transpose-or-power", caret, key=key)
        return self.node(tree.Pow, token.start, base, exponent)

    def atom(self) -> Node:
        """A number, a symbol, a bracket or a command with its arguments."""
        token = self.token
        if token.is_symbol:
            return self.symbol_or_call()
        if token.text in OPEN:
            return self.bracket()
        if token.kind == "number":
            return self.next().leaf
        if token.what not in ("construct", "function") or token.kind != "command":
            self.refuse_token()
        self.next()
        known = row(token.text)
        if known.handler:
            return getattr(self, f"_{known.handler}")(token)
        return self.call(token, known.key)

    def enclosed(self, opening: Token, close: str) -> tuple[Node, ...]:
        """What stands between the commas up to `close`; the opening is taken already."""
        with self.scope(fence=close):
            found = [self.expression()]
            while opening.text != "{" and self.take(","):
                found.append(self.expression())
        self.expect(close, opening)
        return tuple(found)

    def bracket(self) -> Node:
        """What stands in a bracket or a group."""
        opening = self.next()
        inside = self.enclosed(opening, OPEN[opening.text])
        self.refuse_if(len(inside) > 1, "list-in-brackets", opening)
        return inside[0]

    def argument(self) -> Node:
        """An argument as TeX takes it: a group, one digit, or one symbol."""
        token = self.token
        if token.text == "{":
            return self.bracket()
        if token.kind == "number":
            self.split_number()
            return self.next().leaf
        if token.is_letter:
            return self._resolved(Name(self.next().text, token))
        self.refuse_if(token.text == "-", "only-the-sign")
        if token.text in (r"\frac", r"\sqrt") or token.text in commands.UPRIGHT:
            return self.atom()
        self.refuse_token()

    def operand(self, command: str, then: str = "", strict: bool = False) -> Node:
        """A factor after which no other may stand: it would not be clear where it ends.

        then: what may stand there all the same.  strict: nothing but a quotient may.
        """
        self.refuse_if(not self.starts_factor(), "nothing-to-work-on", command=command)
        body, after = self.factor(), self.token.text
        if self.starts_factor() and row(after).what != then \
                or strict and commands.PRODUCTS.get(after, "over") != "over":
            self.refuse("end-not-clear", command=command)
        return body

    # Constructs: each takes its command's token, already taken -----------------------

    def _root(self, token: Token) -> Node:
        if not self.take("["):
            return self.node(tree.Apply, token.start, r"\sqrt", 0, (self.argument(),))
        degree = self.expression()
        self.expect("]", token)
        power = tree.Div(tree.Number("1"), degree, at=degree.at)
        return self.node(tree.Pow, token.start, self.argument(), power)

    def _absolute(self, token: Token) -> Node:
        """`\\lvert x \\rvert`, `\\lVert W \\rVert_F` and what else is written for them."""
        inside = self.enclosed(token, token.text.replace(r"\lv", r"\rv").replace(r"\lV", r"\rV"))
        key = row(token.text).key
        if key == r"\lVert" and self.token.text == "_":
            kind = "".join(t.text for t in self.below())
            self.refuse_if(kind not in ("1", "2", "F"), "norm", token, norm=kind)
            key = r"\lVert_1" if kind == "1" else key
        self._check_arity(token, key, 0, inside)
        return self.node(tree.Apply, token.start, key, 0, inside)

    def _big(self, token: Token) -> Node:
        """A sum, a product, \\max_j or \\arg\\max_j."""
        letters: list[str] = []
        low, high, condition = None, None, None
        if token.text == r"\arg" and not self.take(r"\max"):
            self.refuse("argmin", token, command=token.text)
        while self.token.text in ("_", "^"):
            if self.take("^"):
                high = self.argument()
            else:
                letters, low, condition = self.child(self.below()).whole(Parser._lower_bound)
        self.refuse_if(not letters, "sum-without-index", token, command=token.text)
        self.refuse_if((low is None) != (high is None), "one-bound", token)
        with self.scope(*letters):
            body = self.product() if token.text in (r"\sum", r"\prod") else \
                self.operand(token.text, strict=True)
        operator = row(token.text).key.removeprefix("\\")
        for letter in reversed(letters):
            body = self.node(tree.Big, token.start, operator, letter, low, high, condition, body)
            condition = None
        return body

    def _lower_bound(self) -> tuple[list[str], Node | None, tree.Chain | None]:
        """`i`, `i,j`, `i = 1`, `j \\ne y`, `j = 1, j \\ne y`"""
        opening, letters = self.token, [self._index()]
        while self.take(","):
            letters.append(self._index())
        twice = len(set(letters)) < len(letters)
        self.refuse_if(twice, "index-taken", opening, index=letters[-1])
        low = self.expression() if self.take("=") else None
        again = low is not None and self.take(",")
        if self.token.kind == "end" and not again:
            return letters, low, None
        named = (self.next() if again else self.tokens[self.at - 1]).leaf
        if self._relation() != "!=" or [getattr(named, "key", None)] != letters:
            self.refuse("sum-condition")
        self.next()
        other = self.index(tuple(self.tokens[self.at : -1]))
        self.at = len(self.tokens) - 1
        at = named.at[0], other.at[1]
        return letters, low, tree.Chain((named, other), ("!=",), at=at)

    def _index(self) -> str:
        token = self.next()
        self.refuse_if(not token.is_letter, "index-is-a-letter", token)
        taken = self.theory.kind(token.text) and token.text not in self.theory.indices
        if taken or token.text in self.bound or token.text in commands.CONSTANTS:
            self.refuse("index-taken", token, index=token.text)
        return token.text

    def _environment(self, token: Token) -> Node:
        name = self.word(token)
        what = row(name).what
        self.refuse_if(what not in ("cases", "matrix"), "environment", token, name=name)
        rows: list[tuple[Any, ...]] = []
        while (not rows or self.take(r"\\")) and self.token.text != r"\end":
            entries: list[Any] = [self.expression()]
            while what == "matrix" and self.take("&"):
                entries.append(self.expression())
            entries += [self._condition()] if what == "cases" else []
            rows.append(tuple(entries))
        self.close(token, name)
        self.refuse_if(len({len(entries) for entries in rows}) != 1, "ragged-matrix", token)
        return self.node(tree.Cases, token.start, *zip(*rows)) if what == "cases" else \
            self.node(tree.Matrix, token.start, tuple(rows))

    def _condition(self) -> tree.Chain | None:
        """The condition in a row of cases; None: otherwise."""
        self.skip(",", ";", *QUADS)
        self.refuse_if(not self.take("&"), "cases-row")
        condition = None
        while self.token.text in commands.UPRIGHT:
            command = self.next()
            word = self.word(command)
            if word in ("otherwise", "else"):
                break
            self.refuse_if(word not in ("if", "for", "when"), "no-condition", command, word=word)
        else:
            condition = self.chain()
        self.skip(",", ".", ";")
        return condition

    # Derivatives and differentials ---------------------------------------------------

    def _fraction(self, token: Token) -> Node:
        start = self.at
        derivative = self._derivative(token) if self.token.text == "{" else None
        if derivative:
            return derivative
        self.at = start
        over = self.argument()
        return self.node(tree.Div, token.start, over, self.argument())

    def _derivative(self, token: Token) -> Node | None:
        """A derivative, where the fraction whose arguments follow is one; else None."""
        italic, above = self.ahead() == "d", self.child(self.group())
        below = self.child(self.group() if self.token.text == "{" else ())
        upright, operator = below.token.text == r"\mathrm", above.operator()
        under = below.operator()
        if operator != under or not operator:
            self.refuse_if(r"\partial" in (operator, under), "partial-alone", token)
            return None
        self.refuse_if(italic and self._known("d"), "quotient-of-d", token)
        order, found = above.order(), list[Node]()
        while not found or below.token.kind != "end":
            if found and below.operator() != operator:
                below.refuse("what-varies", operator=operator)
            found += [below.variable()] * below.order()
        variables = tuple(found)
        body = self.operand(token.text) if above.token.kind == "end" else \
            above.bare_function(variables) or above.whole(Parser.expression)
        if upright and all(self.theory.kind(rf"\mathrm d {base_key(each)}")
                           for each in (body, *variables)):
            self.refuse("quotient-of-d", token)
        if len(variables) != order:
            self.refuse("order-differs", token, above=order, below=len(variables))
        return self.node(tree.Derivative, token.start, body, variables, total=operator == "d")

    def order(self) -> int:
        """The n of `^n` or `^{n}`, 1 where there is none."""
        if not self.take("^"):
            return 1
        token, order = self.token, self.argument()
        if not isinstance(order, tree.Number) or order.text not in ("1", "2", "3", "4"):
            self.refuse("order-is-small", token)
        return int(order.text)

    def variable(self) -> Node:
        """What a derivative is taken by: a symbol, a part of one, its vec or transpose."""
        token = self.token
        variable = inside = self.symbol_or_call() if token.is_symbol else tree.Number("0")
        if isinstance(inside, tree.Transpose):
            inside = inside.body
        elif isinstance(inside, tree.Apply) and inside.function == r"\mathrm vec":
            inside = inside.arguments[0]
        index = isinstance(inside, tree.Symbol) and inside.key in self.indices
        self.refuse_if(index or base_key(inside) is None, "derived-by-a-symbol", token)
        return variable

    def bare_function(self, variables: tuple[Node, ...]) -> Node | None:
        """`\\frac{df}{dx}` means f at x; a function of the page is meant at its own parameters."""
        start = self.at
        name = self.name() if self.token.is_symbol else None
        key = self._text(name) if name and self.token.kind == "end" and not name.marks else ""
        if self.theory.kind(key) != "function" or key in self.bound:
            self.at = start
            return None
        own, at = self.theory.definitions.get(key), (self.tokens[start].start, self.token.start)
        names = own[0].parameters if own and len(own[0].parameters or ()) > 1 else None
        found = tuple(tree.Symbol(n, at=at) for n in names) if names else variables[:1]
        return tree.Apply(key, 0, found, at=at)

    def _partial(self, token: Token) -> Node:
        """`\\partial a / \\partial b` on one line."""
        body = self.factor()
        self.refuse_if(not (self.take("/") and self.take(r"\partial")), "partial-alone", token)
        return self.node(tree.Derivative, token.start, body, (self.variable(),))

    def _nabla(self, token: Token) -> Node:
        """`\\nabla_W J`"""
        self.refuse_if(self.token.text != "_", "nabla-of-what", token)
        variable = self.child(self.below()).whole(Parser.variable)
        return self.node(tree.Derivative, token.start, self.operand(token.text), (variable,))

    # Names ---------------------------------------------------------------------------

    def name(self) -> Name:
        """A name with all its marks."""
        token, key = self.token, self._base()
        below: Tokens = ()
        found: Any = None
        while self.token.text in ("_", "^"):
            if self.token.text == "_":
                self.refuse_if(below, "two-subscripts")
                below = self.below()
                continue
            caret = self.token
            again = None if key in commands.CONSTANTS else self._superscript()
            if again is None:
                break
            self.refuse_if(found, "two-superscripts", caret)
            found = again
        if found and any(role == LAYER for role, _ in found[0]):
            key += LAYERED
        return Name(key, token, below, *(found or ()))

    def _base(self) -> str:
        """The key of a name without its marks."""
        token = self.next()
        known = row(token.text)
        if known.what in ("bold", "accent", "script"):
            return self._decorated(token)
        if known.what != "upright":
            return known.key or token.text
        word = self.word(token)
        if word == "d" and self.token.is_symbol:
            return rf"\mathrm d {self._base()}"
        if len(word) == 2 and word[0] == "d" and word[1].isupper():
            return rf"\mathrm d {word[1]}"
        if "\\" + word in commands.FUNCTIONS and not self.theory.kind(rf"\mathrm {word}"):
            return "\\" + word
        return word if word in commands.CONSTANTS else rf"\mathrm {word}"

    def _decorated(self, command: Token) -> str:
        """What an accent or another alphabet makes of the symbol that comes next."""
        opening, known = self.token, row(command.text)
        braced = self.take("{")
        inside = self._base() if self.token.is_symbol else ""
        if braced and self.token.text == "_":
            inside += self.below_text(self.below())
        if not inside or braced and not self.take("}"):
            self.refuse("accent-over-one", opening, command=command.text)
        if command.text == r"\mathbb":
            self.refuse_if(inside != "E", "blackboard", command, letter=inside)
            return r"\mathrm E"
        return inside if known.what == "bold" else f"{known.key} {inside}"

    def _superscript(self) -> tuple[tuple[_Mark, ...], str, bool] | None:
        """Take `^*`, `^\\top`, `^{[l](i)}`, …: (marks, star, transposed); None for a power."""
        start = self.at
        self.next()
        braced = self.take("{")
        star = "*" if self.take("*") else ""
        groups: list[tuple[str, Tokens]] = []
        while braced and not star and self.token.text in ("(", "["):
            groups.append((self.token.text, self.group()))
        transposed = not star and self._take_transpose()
        square = any(opening == "[" for opening, _ in groups)
        plain = all(t.is_letter or t.kind == "number" or t.text in ("+", "-")
                    for _, inside in groups for t in inside)
        if not (star or groups or transposed) or not (plain or square) \
                or braced and not self.take("}"):
            self.refuse_if(square, "marks")
            self.at = start
            return None
        marks = []
        for opening, inside in groups:
            index = self.index(inside)
            stepping = any(self._role_of(key) == STEP for key in tree.free_symbols(index))
            marks.append((LAYER if opening == "[" else STEP if stepping else SAMPLE, index))
        return tuple(marks), star, transposed

    def _take_transpose(self) -> bool:
        """Take `\\top`, `\\mathsf T`, or `T` where nothing else is called T."""
        start = self.at
        if self.take(*commands.TRANSPOSE):
            return True
        upright = self.take(r"\mathsf", r"\mathrm")
        braced = upright and self.take("{")
        found = self.take("T") and (not braced or self.take("}")) and (
            upright or not self.theory.kind("T") and "T" not in self.bound)
        self.at = self.at if found else start
        return found

    def index(self, tokens: Tokens) -> Node:
        """An index: a letter, a whole number, or a sum of such; letters need no declaration."""
        self.refuse_if(not tokens, "empty-subscript")
        letters = [t.text for t in tokens if t.is_letter]
        index = self.child(tokens, *letters).whole(Parser.expression)
        for part in index.walk():
            whole = isinstance(part, tree.Number) and part.text.isdigit() and not part.shift
            if not whole and not isinstance(part, (tree.Symbol, tree.Add, tree.Neg, tree.Indexed)):
                self.refuse("index-expression", tokens[0])
        return index

    def _entries(self, below: Tokens, wanted: int | None) -> tuple[Node, ...]:
        """The indices in `w_{jk}`, `w_{j,k-1}`, `b_{12}`; `wanted`: how many, where known."""
        if all(t.is_letter or t.text.isdigit() for t in below):
            found = [single.leaf for token in below for single in (
                split_digits(token) if token.kind == "number" and wanted != 1 else [token])]
        else:
            found = [self.index(piece) for piece in _pieces(below)]
        if len(found) != (wanted or len(found)) or len(found) > 2:
            self.refuse("entry-count", below[0], wanted=wanted or 2, found=len(found))
        return tuple(found)

    # What a name stands for ----------------------------------------------------------

    def _known(self, key: str) -> bool:
        return (key in self.bound or bool(self.theory.kind(key)) or key in commands.CONSTANTS
                or self._role_of(key) in (LAYER, STEP))

    def _is_function(self, key: str) -> bool:
        kind = self.theory.kind(key)
        return kind == "function" or key in commands.FUNCTIONS and not kind

    def _slots(self, key: str) -> int | None:
        """How many indices choose an entry: 0 for a number; None where it is not known yet."""
        shape: Any = None
        if key in self.indices:
            return 0
        if key in self.bound or key in self.theory.pending:
            return None
        if key in self.theory.leaves:
            shape = self.theory.leaves[key].shape
        elif key in self.theory.definitions:
            shape = self.theory.definitions[key][0].body.shape
        elif self.theory.kind(key) == "size" or key in commands.CONSTANTS:
            return 0
        return None if shape is None else sum(dim != () for dim in shape)

    def _capital(self, key: str) -> str:
        """`W` for `w` and `\\mathrm d W` for `\\mathrm d w`, where that may have parts."""
        bare, mark = key.removesuffix(LAYERED), LAYERED * key.endswith(LAYERED)
        capital = bare[:-1] + bare[-1:].upper() + mark
        free = not self._known(key) or key not in self.bound and (
            self._is_function(key) or self._slots(key) == 0)  # a number has no parts
        single = len(bare.rpartition(" ")[2]) == 1 and key != capital and free
        array = self._known(capital) and self._slots(capital) != 0
        return capital if single and array and not self._is_function(capital) else key

    def _text(self, name: Name) -> str:
        """The key of a name with its subscript in it."""
        return name.key + self.below_text(name.below) + name.star

    def _whole(self, name: Name) -> str | None:
        """The key of a name that is known as it stands, its subscript a part of it."""
        inside = [t.text for t in name.below]
        if "_" in inside or "(" in inside:
            return None
        key = self._text(name)
        counting = [text for text in inside if text in self.indices]
        for index in counting if self._known(key) else ():
            self.refuse("index-in-a-name", name.token, key=key, index=index)
        return key if self._known(key) or self._is_function(key) else None

    def _resolved(self, name: Name) -> Any:
        """The node of a name that is no function."""
        token, below, parts, whole = name.token, name.below, name.marks, self._whole(name)
        key = whole or name.key + name.star
        if whole is None:
            if not self._known(key) and (key == "I" or key == r"\delta" and below):
                return self._identity(name, key)
            member = len(below) == 1 and self._known(f"{key}_1")
            if not member and (below or any(role == SAMPLE for role, _ in parts)):
                key = self._capital(key)
            if below:
                parts += self._chosen(key, name)
            elif not self._known(key):
                self._unknown(key, token)
        if self._is_function(key) and key not in self.bound:
            self.refuse("function-without-argument", token, key=key)
        symbol = self.node(tree.Symbol, token.start, key)
        return self._wrapped(symbol, parts, token, name.transposed)

    def _wrapped(self, node: Node, parts: tuple[_Mark, ...], token: Token,
                 transposed: bool = False) -> Node:
        """A symbol in its marks, the layer innermost."""
        roles = [role for role, _ in parts]
        self.refuse_if(len(set(roles)) < len(roles), "mark-twice", token)
        for role, index in sorted(parts, key=lambda part: _NESTING.index(part[0])):
            index = index if isinstance(index, tuple) else (index,)
            node = self.node(tree.Indexed, token.start, node, role, index)
        self.refuse_if(transposed and ENTRY in roles, "transposed-entry", token)
        return self.node(tree.Transpose, token.start, node) if transposed else node

    def _identity(self, name: Name, key: str) -> Node:
        """`I`, `I_n`, `I_{jk}`, `\\delta_{jk}`"""
        parts, size, token = name.marks, None, name.token
        if key == "I" and (len(name.below) == 1 or any(t.text == "_" for t in name.below)):
            size = self.child(name.below).whole(Parser._size)
        elif name.below:
            entries = self._entries(name.below, None)
            if len(entries) != 2 or name.marks:
                self._unknown(self._text(name), token)
            if any(self.theory.kind(k) == "size" for e in entries for k in tree.free_symbols(e)):
                self.refuse("identity-of-sizes", token)
            parts = ((ENTRY, entries),)
        node = self.node(tree.ConstantArray, token.start, "identity", size)
        return self._wrapped(node, parts, token, name.transposed)

    def _chosen(self, key: str, name: Name) -> tuple[_Mark, ...]:
        """What the subscript of an array, a family or the numbers w_1, w_2, … chooses."""
        below, axes, slots = name.below, self.theory.axes(key), self._slots(key)
        known, letters = self._known(key), [t.text for t in below if t.is_letter]
        if key in self.theory.size_families and key not in self.theory.leaves:
            return ((LAYER, self.index(below)),)
        stepping = any(self._role_of(letter) == STEP for letter in letters)
        if STEP in axes or slots is None and stepping and key not in self.bound and known:
            first = _pieces(below)[0]
            step, rest = (STEP, self.index(first)), below[len(first) + 1 :]
            return (step, (ENTRY, self._entries(rest, slots))) if rest else (step,)
        if known and slots != 0:
            column = any(role == SAMPLE for role, _ in name.marks) and SAMPLE not in axes
            return ((ENTRY, self._entries(below, 1 if column else slots)),)
        if not self._known(f"{key}_1") or not any(letter in self.bound for letter in letters):
            self._unknown(self._text(name), name.token)
        if len(below) > 1 and not any(t.text in (",", "+", "-") for t in below):
            self.refuse("two-letters-below", name.token, key=key)
        return ((MEMBER, self.index(below)),)

    def _unknown(self, key: str, token: Token) -> NoReturn:
        words = key.removeprefix("\\mathrm ")
        self.refuse_if(token.text == r"\text", "words-in-a-formula", token, words=words)
        self.refuse_if(key == "d", "d-alone", token)
        page, close = self.theory.defined_by(key), self.theory.suggest(key)
        self.refuse_if(page, "unknown-symbol-of-page", token, key=key, page=page)
        self.refuse_if(close, "unknown-symbol-like", token, key=key, alike=close)
        self.refuse_if(self.token.text in ("(", "'"), "unknown-function", token, key=key)
        self.refuse("unknown-symbol", token, key=key)

    # Symbols and calls ---------------------------------------------------------------

    def symbol_or_call(self) -> Node:
        """A symbol, a part of one, a function at its arguments, O(…), or a differential."""
        token, start = self.token, self.at
        if token.text in commands.BOLD \
                and self.tokens[self.at + 1 + (self.ahead() == "{")].kind == "number":
            return self._constant_array(self.next())
        if token.text == "d" and self.vary and not self._known("d") \
                and self.ahead() not in ("_", "^"):
            self.next()
            if not self.token.is_symbol and self.token.text not in ("(", "["):
                self.refuse("differential-of-what")
            body = self.atom()
            self.refuse_if(self.token.text == "^", "differential-power")
            return self.node(tree.Differential, token.start, body)
        name = self.name()
        key = self._whole(name) or name.key
        if not self._known(key):
            if token.text in commands.UPRIGHT and row(name.key).handler:
                self.at = start
                self._base()
                return getattr(self, f"_{row(name.key).handler}")(token._replace(text=name.key))
            if key in commands.REFUSED:
                self.refuse(commands.REFUSED[key], token, command=key)
            if key in ("O", r"\mathcal O") and self.token.text == "(":
                return self.node(tree.Order, token.start, self.bracket())
        part = (name.below or name.marks) and key == name.key != self._capital(key)
        if key not in self.bound and self._is_function(key) and not part:
            self.refuse_if(name.marks or name.transposed, "member-of-function", token, key=key)
            return self.call(token, key)
        symbol = self._resolved(name)
        if self.token.text != "(" or not isinstance(symbol, tree.Symbol):
            return symbol
        variable, before = self._varied_in(symbol.key), self.at
        if variable:
            return self.node(tree.Substitution, token.start, symbol, variable, self.bracket())
        # A quantity before a bracket is a product only where it cannot be a function.
        body, *more = self.enclosed(self.next(), ")")
        self.refuse_if(more, "quantity-with-arguments", token, key=symbol.key)
        single = isinstance(body, (tree.Symbol, tree.Indexed, tree.Number))
        if single or self.theory.depends(symbol.key, tree.free_symbols(body)):
            self.refuse("product-or-function", token, key=symbol.key)
        self.at = before
        return symbol

    def _constant_array(self, token: Token) -> Node:
        """`\\mathbf 1`, `\\mathbf 0`, `\\mathbf 1_m`"""
        braced = self.take("{")
        self.split_number()
        digit = self.next().text
        if braced:
            self.expect("}", token)
        self.refuse_if(digit not in ("0", "1"), "bold-number", token, number=digit)
        size = self.child(self.below()).whole(Parser._size) if self.token.text == "_" else None
        return self.node(tree.ConstantArray, token.start, ("zeros", "ones")[digit == "1"], size)

    def _varied_in(self, key: str) -> tree.Symbol | None:
        """What a quantity is a function of in this formula: the x of a bare `key(x)`, or None."""
        found: dict[str, bool] = {}
        reader = self.child(tuple(self.formula[:-1]))
        for at, token in enumerate(self.formula):
            reader.at = at
            with suppress(Unreadable):
                if token.is_symbol and reader._text(reader.name()) == key and reader.take("(") \
                        and reader.token.is_symbol:
                    name = reader.name()
                    inside, bare = self._text(name), not name.marks and not name.transposed
                    if bare and reader.token.text == ")" and self.theory.depends(key, [inside]):
                        found[inside] = True
        self.refuse_if(len(found) > 1, "function-of-several", key=key, variables=tuple(found))
        return tree.Symbol(*found) if found else None

    def call(self, token: Token, key: str) -> Node:
        """The function `key`, already taken, at its arguments."""
        own, primes = self.theory.kind(key), 0
        compares = not own and commands.FUNCTIONS.get(key, 0) is None
        if compares and self.token.text == "_":
            return self._big(token._replace(text=key))
        while self.take("'"):
            primes += 1
        exponent: Any = None
        if self.take("^"):  # the 2 of `\tanh^2 x`
            self.refuse_if(own or commands.FUNCTIONS.get(key) != 1, "power-of-function", key=key)
            raised, exponent = self.token, self.argument()
            whole = isinstance(exponent, tree.Number) and exponent.text.isdigit()
            self.refuse_if(not whole or exponent.value < 2, "power-or-inverse", raised, key=key)
        opening = self.token
        kind = "log-base" if key == r"\ln" else "function-subscript"
        self.refuse_if(opening.text == "_", kind, opening, key=key, command=token.text)
        if self.take("(") or compares and self.take(r"\{") or (
                key in (r"\mathrm E", r"\mathrm Var") and self.take("[")):
            arguments = self.enclosed(opening, {"(": ")", "[": "]"}.get(opening.text, r"\}"))
        elif own and not primes and self._own_arguments(key):
            arguments = self._own_arguments(key)
        elif own or key not in commands.FUNCTIONS or not self.starts_factor():
            self.refuse("function-without-argument", token, key=key)
        else:
            arguments = (self.operand(key, then="function"),)
        self._check_arity(token, key, primes, arguments)
        if self.token.text == "(" and self.ahead(2) == ")":
            self.refuse("call-before-bracket", key=key)
        found = self.node(tree.Apply, token.start, key, primes, arguments)
        return self.node(tree.Pow, token.start, found, exponent) if exponent else found

    def _own_arguments(self, key: str) -> tuple[Node, ...]:
        """What a page's function stands at when it is named alone: its own parameters."""
        known = self.theory.definitions.get(key)
        names = known[0].parameters or () if known else ()
        at = self.tokens[self.at - 1].start, self.tokens[self.at - 1].end
        declared = all(name in self.theory.leaves for name in names)
        return tuple(tree.Symbol(name, at=at) for name in names) if declared else ()

    def _check_arity(self, token: Token, key: str, primes: int,
                     arguments: tuple[Node, ...]) -> None:
        own, found = self.theory.kind(key), len(arguments)
        wanted = self.theory.arity(key) if own else commands.FUNCTIONS.get(key)
        if wanted not in (None, found):
            self.refuse("arity", token, key=key, wanted=wanted, found=found)
        self.refuse_if(not (own or wanted or found > 1), "compares-several", token, key=key)
        self.refuse_if(primes and found > 1, "prime-of-several", token, key=key)
