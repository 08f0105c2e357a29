"""Commands with arguments: fractions, roots, absolute values, sums, cases."""

from nnbook.loom.equations.reading import tree, words
from nnbook.loom.equations.reading.derivatives import DerivativeReader

PRODUCT_ONLY = 15  # binds up to the next + or -: the reach of a sign and of a sum
FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac")


class CommandReader(DerivativeReader):
    """Reads what follows a command; each method gets the command's token, already taken."""

    def _fraction(self, token):
        derivative = self.derivative(token)
        if derivative:
            return derivative
        over = self.argument()
        under = self.argument()
        return self.node(tree.Div, token.start, over, under)

    def _root(self, token):
        if self.token.text == "[":
            self.next()
            degree = self.expression()
            self.expect("]", token)
            power = tree.Div(tree.Number("1"), degree)
            return self.node(tree.Pow, token.start, self.argument(), power)
        return self.node(tree.Apply, token.start, r"\sqrt", 0, (self.argument(),))

    def _absolute(self, token):
        inside = self.expression()
        self.expect(r"\rvert", token)
        self.closed = True
        return self.node(tree.Apply, token.start, r"\lvert", 0, (inside,))

    def _big(self, token):
        operator = token.text[1:]
        index, low, high = None, None, None
        while self.token.text in ("_", "^"):
            if self.next().text == "^":
                high = self.argument()
            else:
                index, low = self._lower_bound(token)
        if index is None:
            self.refuse(rf"{token.text} without an index: write {token.text}_{{i=1}}^{{m}}", token)
        if (low is None) != (high is None):
            self.refuse("a sum has both bounds or none", token)
        self.bound.append(index)
        self.indices.append(index)
        body = self.expression(PRODUCT_ONLY)
        self.indices.pop()
        self.bound.pop()
        return self.node(tree.Big, token.start, operator, index, low, high, body)

    def _lower_bound(self, token):
        if self.token.text != "{":
            return self._index(), None
        opening = self.next()
        index, low = self._index(), None
        if self.token.text == "=":
            self.next()
            low = self.expression()
        self.expect("}", opening)
        return index, low

    def _index(self):
        token = self.token
        index = self.letter("the index of a sum is a letter")
        if self.scope.kind(index) or index in self.bound or index in words.CONSTANTS:
            self.refuse(f"{index} means something already: choose another index", token)
        return index

    def _environment(self, token):
        name = self.environment_name()
        if name != "cases":
            reason = words.MATRICES if "matrix" in name or name == "array" else "not known here"
            self.refuse(rf"\begin{{{name}}} inside a formula: {reason}", token)
        values, conditions = [], []
        while self.token.text != r"\end":
            values.append(self.expression())
            conditions.append(self._condition(token))
            if self.token.text == r"\\":
                self.next()
        self.close_environment(name)
        self.closed = True
        return self.node(tree.Cases, token.start, tuple(values), tuple(conditions))

    def _condition(self, token):
        while self.token.text in (",", ";") or self.token.kind == "quad":
            self.next()
        if self.token.text != "&":
            self.refuse("a row of cases reads `value & condition`", self.token)
        self.next()
        while self.token.text in words.UPRIGHT:
            word = self.upright_word()
            if word in ("otherwise", "else"):
                return None
            if word not in ("if", "for", "when"):
                self.refuse(f"{word!r} is not a condition: write an inequality", self.token)
        condition = self.chain()
        while self.token.text in (",", ".", ";"):
            self.next()
        return condition

    def _partial(self, token):
        """`\\partial a / \\partial b` on one line."""
        body = self.factor()
        alone = r"\partial without its partner: write \frac{\partial a}{\partial b}"
        self.expect("/", token, alone)
        self.expect(r"\partial", token, alone)
        return self.node(tree.Derivative, token.start, body, (self.plain_symbol(),))

    HANDLERS = {
        **dict.fromkeys(FRACTIONS, _fraction), r"\sqrt": _root,
        r"\lvert": _absolute, r"\sum": _big, r"\prod": _big, r"\begin": _environment,
        r"\partial": _partial,
    }
