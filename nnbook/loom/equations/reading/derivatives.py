"""Derivatives written as fractions: one symbol of their own, never a quotient."""

from nnbook.loom.equations.reading import tree
from nnbook.loom.equations.reading.symbols import SymbolReader


class DerivativeReader(SymbolReader):
    """Reads `\\frac{\\partial a}{\\partial b}`, `\\frac{da}{db}` and `\\frac{d}{dx} f(x)`."""

    def derivative(self, token):
        """A derivative, where the fraction whose arguments follow is one; else None."""
        over = self._operator(self.at)
        if over is None:
            self._refuse_quotient_of_d(token)
            return None
        under = self._operator(self.closing(self.at) + 1)
        if under is None or under != over:
            if over == r"\partial" or under == r"\partial":
                self.refuse(r"\partial without its partner: write \frac{\partial a}{\partial b}",
                            token)
            return None
        end = self.closing(self.at)
        self.next()
        self._take_operator()
        order, body_at = self._exponent(), self.at
        self.at = end + 1
        variables = self._variables(over)
        after, self.at = self.at, body_at
        body = self._body(end, after, variables, token)
        if len(variables) != order:
            self.refuse(f"the order above is {order} but below there are {len(variables)}", token)
        return self.node(tree.Derivative, token.start, body, variables, total=over == "d")

    def _refuse_quotient_of_d(self, token):
        if self.token.text == "{" and self.scope.kind("d"):
            below = self.closing(self.at) + 1
            if all(self.tokens[at + 1].text == "d" for at in (self.at, below)):
                self.refuse(r"d is declared as a quantity, so this could be a quotient: write "
                            r"\frac{\mathrm d}{\mathrm d x} for the derivative, or name the "
                            "quantity otherwise", token)

    def _operator(self, at):
        """`\\partial` or `d` where the group at index `at` starts with one."""
        if self.tokens[at].text != "{":
            return None
        first = self.tokens[at + 1]
        if first.text == r"\partial":
            return first.text
        if first.text == "d" and not self.scope.kind("d") and self.tokens[at + 2].text != "_":
            return "d"
        if first.text == r"\mathrm" and "".join(
            t.text for t in self.tokens[at + 2 : at + 5]
        ).startswith(("d", "{d}")):
            return "d"
        return None

    def _take_operator(self):
        if self.next().text == r"\mathrm" and self.next().text == "{":
            self.next()
            self.next()

    def _exponent(self):
        """The n of `^n` or `^{n}`, 1 where there is none."""
        if self.token.text != "^":
            return 1
        self.next()
        braced = self.token.text == "{" and self.next()
        token = self.next()
        if token.kind != "number" or token.text not in ("1", "2", "3", "4"):
            self.refuse("the order of a derivative is a small whole number", token)
        if braced:
            self.expect("}", braced)
        return int(token.text)

    def _variables(self, operator):
        opening, found = self.next(), []
        while self.token.text != "}":
            if self.token.text not in (operator, r"\mathrm"):
                self.refuse(f"below stands what varies, each after its own {operator}", self.token)
            self._take_operator()
            variable = self._variable()
            found += [variable] * self._exponent()
        self.expect("}", opening)
        return tuple(found)

    def _variable(self):
        token, start = self.token, self.at
        named = self.is_symbol(token)
        if named:
            key, _ = self.name()
            if key in self.indices:
                self.refuse(f"{key} counts: nothing is derived by an index", token)
            named = key in self.bound or self.scope.kind(key) != "function"
            self.at = start
        if not named:
            self.refuse("a derivative is taken by a symbol: define one for what varies, u = …, "
                        "and derive by u", token)
        return self.plain_symbol()

    def _body(self, end, after, variables, token):
        """What is derived: above the line, or, when nothing stands there, what follows."""
        if self.at < end:
            body = self._bare_function(end, variables) or self.expression()
            self.expect("}", token)
            self.at = after
            return body
        self.at = after
        if not self.starts_factor(self.token):
            self.refuse("nothing is derived here: put a sum or a signed expression into brackets",
                        token)
        body = self.factor()
        if self.starts_factor(self.token):
            self.refuse("where the derived expression ends is not clear: use brackets", self.token)
        return body

    def _bare_function(self, end, variables):
        """`\\frac{df}{dx}` means f at x."""
        start = self.at
        if not self.is_symbol(self.token):
            return None
        first = self.token
        key, entries = self.name()
        if self.at == end and not entries and self.scope.kind(key) == "function":
            return tree.Apply(key, 0, variables[:1], at=(first.start, self.token.start))
        self.at = start
        return None
