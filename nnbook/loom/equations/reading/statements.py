"""Displays and inline formulas: relations, chains, rows and implications."""

from functools import cache

from nnbook.loom.equations.reading import tree, words
from nnbook.loom.equations.reading.parser import ExpressionParser
from nnbook.loom.equations.reading.tokens import MathsError, tokenize

_ENDS = (",", ".", ";", r"\\", "&", "}", r"\end")


def read_statements(text, scope, parameters=()):
    """The statements of a formula: Chain, Implies and IndexRange nodes.

    parameters: the names that a definition in the formula binds.

    scope: answers `kind(key)` ("function", "scalar" or None), `arity(key)`,
    `depends(key, keys)` and `suggest(key)`. Raises MathsError.
    """
    parser = StatementParser(text, scope)
    parser.bound += parameters
    try:
        return parser.statements()
    except MathsError:
        parser.refuse_lone_brace()
        raise


@cache
def has_relation(text):
    """Whether a formula states something: =, ≈, an inequality, an arrow.

    What the reader of formulas does not know counts as such: it refuses it with a reason.
    """
    try:
        tokens = tokenize(text)
    except MathsError:
        return True
    depth, previous = 0, ""
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        relation = (token.text in words.RELATIONS or token.text in words.ARROWS
                    or token.text in words.UNREAD or _unknown(token))
        if relation and (depth == 0 or token.text != "=" or previous not in _INDEX_LETTERS):
            return True
        previous = token.text
    return False


def _unknown(token):
    return token.kind == "command" and token.text[1:].isalpha() and token.text not in _KNOWN


_KNOWN = frozenset((
    *words.FUNCTIONS, *words.CONSTANTS, *words.GREEK, *words.ACCENTS, *words.UPRIGHT,
    *words.UNSUPPORTED, *words.PLAIN, *ExpressionParser.HANDLERS,
))
_INDEX_LETTERS = tuple("ijklnt")


class StatementParser(ExpressionParser):
    """Reads whole formulas."""

    def statements(self):
        """Every statement, row by row; a row that starts with = goes on with the last."""
        environment = self._open_environment()
        found = []
        while not self._at_end(environment):
            if self._separator():
                continue
            if self.tokens[self.at - 1].text == "&" and self._row_begins():
                self._refuse_lost_relation()
            if self.token.text in words.RELATIONS:
                if not found or not isinstance(found[-1], tree.Chain):
                    self.refuse("nothing stands on the left of this relation", self.token)
                found[-1] = self._continue(found[-1])
            else:
                found.append(self._statement())
        if environment:
            self.close_environment(environment)
            while self._separator():
                pass
            if self.token.kind != "end":
                self.refuse("something follows the end of the aligned rows", self.token)
        if not found:
            self.refuse("an empty formula", self.token)
        return found

    def _row_begins(self):
        """Whether nothing but & stands between here and the last end of a row."""
        return self.at > 1 and self.tokens[self.at - 2].text in (r"\\", "}")

    def _refuse_lost_relation(self):
        if self.token.text not in words.RELATIONS:
            self.refuse("a row that starts with & goes on with a relation, as in &= …", self.token)

    def _open_environment(self):
        if self.token.text != r"\begin":
            return None
        start = self.at
        self.next()
        name = self.environment_name()
        if name in words.ENVIRONMENTS:
            return name
        self.at = start
        return None

    def _at_end(self, environment):
        if environment and self.token.kind == "end":
            self.refuse(rf"\begin{{{environment}}} without its \end", self.token)
        return self.token.kind == "end" or (environment and self.token.text == r"\end")

    def _separator(self):
        """Take one mark that stands between statements."""
        if self.token.text in (",", ";", ".", r"\\", "&") or self.token.kind == "quad":
            self.next()
            return True
        return False

    def _statement(self):
        ranged = self._index_range()
        if ranged:
            return ranged
        start = self.token.start
        chains = [self.chain()]
        while self.token.text == "," and self._more_premises():
            self.next()
            chains.append(self.chain())
        if self.token.text not in words.ARROWS:
            return chains[0]
        both = words.ARROWS[self.next().text]
        while self.token.text == "&" or self.token.kind == "quad":
            self.next()
        conclusion = self.chain()
        if self.token.text in words.ARROWS:
            self.refuse("one arrow a statement", self.token)
        return self.node(tree.Implies, start, tuple(chains), conclusion, both)

    def _more_premises(self):
        """Whether the comma separates premises: an arrow follows before a row ends."""
        for token in self.tokens[self.at + 1 :]:
            if token.text in words.ARROWS:
                return True
            if token.text in (r"\\", ";", ".") or token.kind in ("end", "quad"):
                return False
        return False

    def chain(self):
        """`a = b < c`, with alignment marks anywhere around the relations."""
        first = self.expression()
        return self._continue(tree.Chain((first,), (), at=first.at))

    def _continue(self, chain):
        items, operators = list(chain.items), list(chain.operators)
        while True:
            self._skip_alignment()
            if self.token.text not in words.RELATIONS:
                break
            operators.append(words.RELATIONS[self.next().text])
            self._skip_alignment()
            items.append(self.expression())
        self._check_end()
        return self.node(tree.Chain, chain.at[0], tuple(items), tuple(operators))

    def _skip_alignment(self):
        if self.token.text == "&" and self.ahead().text not in ("&",):
            follows = self.ahead().text in words.RELATIONS
            before = self.tokens[self.at - 1].text in words.RELATIONS
            if follows or before:
                self.next()

    def _check_end(self):
        token = self.token
        if token.kind not in ("end", "quad") and token.text not in _ENDS \
                and token.text not in words.ARROWS:
            self.refuse_token(token)

    def _index_range(self):
        """`i = 1, \\dots, m`"""
        texts = [t.text for t in self.tokens[self.at : self.at + 7]]
        if self.token.kind != "letter" or len(texts) < 7 or texts[1] != "=" or texts[3] != ",":
            return None
        if texts[4] not in (r"\dots", r"\ldots", r"\cdots") or texts[5] != ",":
            return None
        token = self.token
        self.at += 6
        self.expression()
        return self.node(tree.IndexRange, token.start, token.text)
