"""LaTeX to a tree: a Pratt parser that refuses what it does not understand.

Whether `f(x)` is an application or a product, and whether a subscript is an index or a
part of a name, is not in the LaTeX: the scope, which knows the declarations, decides.
"""

from nnbook.loom.equations.reading import tree, words
from nnbook.loom.equations.reading.commands import FRACTIONS, PRODUCT_ONLY, CommandReader

# How tightly an operator binds what stands on its left.
_SUM, _PRODUCT, _JUXTAPOSED = 10, 20, 20
_POWER_OF = {"+": _SUM, "-": _SUM, r"\cdot": _PRODUCT, r"\times": _PRODUCT, "*": _PRODUCT,
             "/": _PRODUCT, r"\div": _PRODUCT}
_TIMES = (r"\cdot", r"\times", "*")
_OPENERS = ("(", "[", "{", *FRACTIONS, r"\sum", r"\prod", r"\partial", r"\begin")


class ExpressionParser(CommandReader):
    """Reads expressions from the tokens of one formula."""

    def expression(self, power=0):
        """An expression whose operators bind more tightly than `power`."""
        left = self.prefix()
        while True:
            token = self.token
            binding = _POWER_OF.get(token.text)
            if binding is None:
                if power >= _JUXTAPOSED or not self.starts_factor(token):
                    return left
                self._refuse_number_after(left, token)
                left = self.join(tree.Mul, left, self.factor())
            elif binding <= power:
                return left
            else:
                left = self._infix(left, self.next())

    def prefix(self):
        """A first operand, with its sign."""
        if self.token.text in ("-", "+"):
            sign = self.next()
            if self.token.text in ("-", "+"):
                self.refuse("two signs in a row: put the second into brackets", self.token)
            body = self.expression(PRODUCT_ONLY)
            return self.node(tree.Neg, sign.start, body) if sign.text == "-" else body
        return self.factor()

    def _infix(self, left, operator):
        if operator.text in ("+", "-"):
            if self.token.text in ("+", "-"):
                self.refuse("two signs in a row: put the second into brackets", self.token)
            right = self.expression(_SUM)
            if operator.text == "-":
                right = self.node(tree.Neg, operator.start, right)
            return self.join(tree.Add, left, right)
        if self.token.text in ("-", "+"):
            self.refuse("a sign after an operator: put the signed number into brackets", self.token)
        right = self.factor()
        if operator.text in _TIMES:
            return self._power_of_ten(left, right) or self.join(tree.Mul, left, right)
        if self.token.text not in _POWER_OF and self.starts_factor(self.token):
            self.refuse("what stands under the slash is not clear: put it into brackets, "
                        r"or write \frac", self.token)
        return self.node(tree.Div, left.at[0], left, right)

    def _power_of_ten(self, left, right):
        """`4.25 · 10^{-18}` is one number with three digits, not a product."""
        ten = tree.Number("10")
        if not isinstance(left, tree.Number) or left.shift or not isinstance(right, tree.Pow):
            return None
        exponent = right.exponent
        negative = isinstance(exponent, tree.Neg)
        exponent = exponent.body if negative else exponent
        whole = isinstance(exponent, tree.Number) and exponent.text.isdigit()
        if right.base != ten or not whole:
            return None
        shift = -int(exponent.text) if negative else int(exponent.text)
        return self.node(tree.Number, left.at[0], left.text, shift)

    def join(self, kind, left, right):
        """A flat sum or product: (a + b) + c and a + (b + c) are one tree."""
        parts = (*self._parts(kind, left), *self._parts(kind, right))
        return kind(parts, at=(left.at[0], right.at[1]))

    @staticmethod
    def _parts(kind, node):
        if not isinstance(node, kind):
            return (node,)
        return node.terms if kind is tree.Add else node.factors

    def starts_factor(self, token):
        """Whether a factor can begin with this token."""
        if token.kind in ("number", "letter"):
            return True
        return token.kind in ("mark", "command") and (
            token.text in _OPENERS or self.is_symbol(token) or token.text in words.FUNCTIONS
            or token.text in words.UNSUPPORTED
        )

    def _refuse_number_after(self, left, token):
        if token.kind == "number":
            self.refuse(r"a number directly after a factor: write \cdot between them", token)
        if isinstance(left, tree.Number) and token.text in FRACTIONS and self._of_digits():
            self.refuse(r"a mixed number or a product? write + or \cdot", token)

    def _of_digits(self):
        """Whether the fraction that comes next has plain numbers above and below."""
        inside = [t for t in self.tokens[self.at + 1 : self.at + 6] if t.text not in "{}"]
        numbers = [t.text for t in inside[:2] if t.kind == "number"]
        return len(numbers) == 2 or [len(text) for text in numbers] == [2]

    def factor(self):
        """An operand with its powers."""
        token = self.token
        base = self.atom()
        while self.token.text == "^":
            if isinstance(base, tree.Pow) and base.at[0] == token.start and not self.closed:
                self.refuse("two powers in a row: use brackets", self.token)
            self.next()
            if self.token.kind == "number" and len(self.token.text) > 1:
                self.refuse(f"only the first digit is raised: put the exponent into braces, "
                            f"^{{{self.token.text}}}", self.token)
            exponent = self.argument()
            base = self.node(tree.Pow, token.start, base, exponent)
            self.closed = False
        if self.token.text == "'":
            self.refuse("a prime stands after the name of a function, as in f'(x): declare "
                        r"`function f`, or write \frac{d}{dx} (…)", self.token)
        if self.token.text == "!":
            self.refuse("a factorial is not executed", self.token)
        if self.token.text == r"\%":
            return self._percent(base)
        return base

    def _percent(self, base):
        token = self.next()
        if not isinstance(base, tree.Number):
            self.refuse("a percent sign follows a number", token)
        return self.node(tree.Number, base.at[0], base.text, base.shift - 2)

    def atom(self):
        """A number, a symbol, a bracket or a command with its arguments."""
        token = self.token
        self.closed = False
        if token.kind == "number":
            return self.number()
        if token.text in ("(", "["):
            return self.bracket()
        if token.text == "{":
            return self.group()
        handler = self.HANDLERS.get(token.text)
        if handler:
            self.next()
            return handler(self, token)
        if self.is_symbol(token):
            return self.symbol_or_call()
        if token.text in words.FUNCTIONS:
            return self.call(self.next(), token.text)
        self.refuse_token(token)

    def bracket(self):
        opening = self.next()
        inside = self.expression()
        if self.token.text == "," and opening.text == "(":
            self.refuse("a list in brackets: only the arguments of a declared function have commas",
                        self.token)
        self.expect(")" if opening.text == "(" else "]", opening)
        self.closed = True
        return inside

    def group(self):
        """A group in braces."""
        opening = self.next()
        inside = self.expression()
        self.expect("}", opening)
        self.closed = True
        return inside

    def argument(self):
        """An argument as TeX takes it: a group, one digit, or one symbol."""
        token = self.token
        if token.text == "{":
            return self.group()
        if token.kind == "number":
            self.split_number()
            return self.number()
        if token.kind == "letter" or token.text in words.GREEK:
            return self.plain_symbol()
        if token.text == "-":
            self.refuse("only the sign is raised: put the exponent into braces", token)
        if token.text in (r"\frac", r"\sqrt") or token.text in words.UPRIGHT:
            return self.atom()
        self.refuse_token(token)
