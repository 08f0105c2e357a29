"""Names in a formula: decorated letters, members of families, functions at arguments."""

from nnbook.loom.equations.reading import tree, words
from nnbook.loom.equations.reading.stream import Stream
from nnbook.loom.equations.reading.tokens import MathsError

_SEPARATORS = (",", "+", "-")


class SymbolReader(Stream):
    """Reads symbols and decides with the scope what they are."""

    def is_symbol(self, token):
        """Whether a name can begin with this token."""
        return (token.kind == "letter" or token.text in words.GREEK
                or token.text in words.ACCENTS or token.text in words.UPRIGHT
                or token.text == r"\mathcal")

    def symbol_or_call(self):
        """A symbol, a member of a family, a function at its arguments, or O(…)."""
        token = self.token
        key, entries = self.name()
        if key in ("O", r"\mathcal O") and self.token.text == "(" and not self.scope.kind(key):
            self.next()
            body = self.expression()
            self.expect(")", token)
            return self.node(tree.Order, token.start, body)
        if key not in self.bound and self.scope.kind(key) == "function":
            if entries:
                self.refuse(f"{key} is a function: its members are not executed", token)
            return self.call(token, key)
        symbol = self._declared(key, token)
        for role, index in entries:
            symbol = self.node(tree.Entry, token.start, symbol, role, index)
        if self.token.text == "(" and not entries:
            variable = self._varied_in(key)
            if variable:
                opening, value = self.next(), self.expression()
                self.expect(")", opening)
                return self.node(tree.Along, token.start, symbol, variable, value)
            self._refuse_application(key, token)
        return symbol

    def _varied_in(self, key):
        """What a quantity is a function of in this formula: the x of a bare `key(x)`, or None."""
        found, start = {}, self.at
        for at, token in enumerate(self.tokens):
            self.at = at
            try:
                inside = self._bare_bracket(key) if self.is_symbol(token) else None
            except MathsError:
                continue
            if inside and self.scope.depends(key, [inside]):
                found[inside] = True
        self.at = start
        if len(found) > 1:
            self.refuse(f"{key} is a function of {' and of '.join(found)} here: of one only",
                        self.token)
        return tree.Symbol(*found) if found else None

    def _bare_bracket(self, key):
        """The x where `key(x)` comes next, else None."""
        if self.name() != (key, []) or self.next().text != "(" or not self.is_symbol(self.token):
            return None
        inside, entries = self.name()
        return inside if self.token.text == ")" and not entries else None

    def plain_symbol(self):
        """A symbol or a member of a family that is not applied to anything."""
        token = self.token
        if not self.is_symbol(token):
            self.refuse_token(token)
        key, entries = self.name()
        if key not in self.bound and self.scope.kind(key) == "function":
            self.refuse(f"{key} is a function: give it its argument", token)
        symbol = self._declared(key, token)
        for role, index in entries:
            symbol = self.node(tree.Entry, token.start, symbol, role, index)
        return symbol

    def _declared(self, key, token):
        known = key in self.bound or self.scope.kind(key) or key in words.CONSTANTS
        node = self.node(tree.Symbol, token.start, key)
        if known:
            return node
        if token.text == r"\text":
            self.refuse(f"words in a formula are not executed: put {key[8:]!r} into the sentence",
                        token)
        if key == "T" and self.tokens[self.at - 2].text in ("^", "{"):
            self.refuse(f"a transpose, or an unknown symbol T: {words.MATRICES}", token)
        if key == "d":
            self.refuse(r"d alone is no quantity: a derivative is written \frac{d}{dx} (…) or "
                        r"\frac{df}{dx}", token)
        page = self.scope.defined_by(key)
        if page:
            self.refuse(f"unknown symbol {key}: `use {page}` in the maths comment defines it", token)
        close = self.scope.suggest(key)
        if close:
            self.refuse(f"unknown symbol {key} (did you mean {close}?)", token)
        if self.token.text in ("(", "'"):
            self.refuse(f"unknown symbol {key}: write `function {key}` or `real {key}` into the "
                        "maths comment, or define it", token)
        self.refuse(f"unknown symbol {key}: declare it in the maths comment (real {key}), or "
                    "define it", token)

    def _refuse_application(self, key, token):
        """A quantity before a bracket is a product only where it cannot be a function."""
        start, end = self.at, self.closing(self.at)
        inside = self.tokens[start + 1 : end]
        if any(t.text == "," for t in inside):
            self.refuse(f"{key} is a quantity, not a function: declare `function {key}`", token)
        body = self.bracket()
        self.at = start
        single = isinstance(body, (tree.Symbol, tree.Entry, tree.Number))
        if single or self.scope.depends(key, tree.free_symbols(body)):
            self.refuse(f"{key} is a quantity: {key}(…) could be a function of what stands in the "
                        rf"bracket or a product; write {key} \cdot (…) for the product; for the "
                        f"function {key}(x), with x alone, has to stand in the same formula",
                        token)

    # Functions --------------------------------------------------------------

    def call(self, token, key):
        """The function `key`, already taken, at its arguments."""
        primes = 0
        while self.token.text == "'":
            self.next()
            primes += 1
        if self.token.text == "^":
            self.refuse(f"a power of the function {key}: put the whole call into brackets, "
                        f"({key}(…))^…", self.token)
        if self.token.text == "_":
            self.refuse(f"a subscript at the function {key} is not executed", self.token)
        if self.token.text != "(":
            arguments = (self._bare_argument(token, key),)
        else:
            arguments = self.arguments()
        self._check_arity(token, key, primes, arguments)
        if self.token.text == "(" and self.closing(self.at) == self.at + 2:
            self.refuse(rf"{key}(…)({self.ahead().text}) is a product: write \cdot between them",
                        self.token)
        self.closed = True
        return self.node(tree.Apply, token.start, key, primes, arguments)

    def arguments(self):
        """`(a, b, …)`"""
        opening, found = self.next(), []
        while True:
            found.append(self.expression())
            if self.token.text != ",":
                break
            self.next()
        self.expect(")", opening)
        return tuple(found)

    def _bare_argument(self, token, key):
        if key not in words.FUNCTIONS or not self.starts_factor(self.token):
            self.refuse(f"{key} is a function: give it its argument, {key}(…)", token)
        argument = self.factor()
        after = self.token
        if after.text not in words.FUNCTIONS and self.starts_factor(after):
            self.refuse(f"where the argument of {key} ends is not clear: put it into brackets",
                        after)
        return argument

    def _check_arity(self, token, key, primes, arguments):
        wanted = self.scope.arity(key) if self.scope.kind(key) else words.FUNCTIONS.get(key)
        if wanted is not None and wanted != len(arguments):
            self.refuse(f"{key} takes {wanted} argument{'s' * (wanted > 1)}, not {len(arguments)}",
                        token)
        if wanted is None and key in words.FUNCTIONS and len(arguments) < 2:
            self.refuse(f"{key} compares two or more numbers: {key}(a, b)", token)
        if primes and len(arguments) > 1:
            self.refuse("a prime at a function of several arguments: write \\partial", token)

    # Names ------------------------------------------------------------------

    def name(self):
        """A name with all its marks: (key, [(role, index), …])."""
        key = self._base()
        subscript, entries, star = "", [], ""
        while self.token.text in ("_", "^"):
            if self.token.text == "_":
                if subscript or any(role == "sub" for role, _ in entries):
                    self.refuse("two subscripts", self.token)
                subscript, indices = self._subscript()
                entries += [("sub", index) for index in indices]
            else:
                role = self._superscript_role()
                if role is None:
                    break
                if role == "star":
                    star = self._star()
                else:
                    entries.append((role, self._marked_index()))
        return key + subscript + star, entries

    def _base(self):
        token = self.next()
        if token.kind == "letter" or token.text in words.GREEK:
            return token.text
        if token.text in words.ACCENTS:
            return f"{words.ACCENTS[token.text]} {self._decorated()}"
        if token.text == r"\mathcal":
            return rf"\mathcal {self._decorated()}"
        self.at -= 1
        word = self.upright_word()
        if word == "d":
            self.refuse(r"\mathrm d (the gradient, a shape of its own) is not executed yet", token)
        return word if word in words.CONSTANTS else rf"\mathrm {word}"

    def _decorated(self):
        if self.token.text != "{":
            if not self.is_symbol(self.token):
                self.refuse_token(self.token)
            return self._base()
        opening = self.next()
        if not self.is_symbol(self.token):
            self.refuse("an accent stands over one symbol", self.token)
        inside, entries = self.name()
        if entries:
            self.refuse("an index stands outside an accent", opening)
        self.expect("}", opening)
        return inside

    def _subscript(self):
        self.next()
        token = self.token
        if token.text != "{":
            if token.kind == "number" and len(token.text) > 1:
                self.refuse(f"only the first digit is set below: write _{{{token.text}}}", token)
            inside = [self.next()]
            if inside[0].text in self.bound:
                return "", [tree.Symbol(inside[0].text, at=(token.start, token.end))]
            if inside[0].kind not in ("letter", "number") and inside[0].text not in words.GREEK:
                self.refuse("a subscript is a letter, a digit or a group in braces", token)
            return "_" + inside[0].text, []
        end = self.closing(self.at)
        inside = self.tokens[self.at + 1 : end]
        if any(t.text in self.bound for t in inside):
            self.next()
            indices = [self.expression()]
            while self.token.text == ",":
                self.next()
                indices.append(self.expression())
            self.expect("}", token)
            return "", indices
        text = self._subscript_text(inside)
        self.at = end + 1
        return (f"_{text}" if len(text) == 1 else f"_{{{text}}}"), []

    def _subscript_text(self, inside):
        pieces = []
        for token in inside:
            plain = token.kind in ("letter", "number") or token.text in _SEPARATORS
            if plain or token.text in words.GREEK:
                pieces.append(token.text)
            elif token.text not in words.UPRIGHT and token.text not in ("{", "}"):
                self.refuse(f"{token.text} in the subscript of a name", token)
        return "".join(pieces)

    def _superscript_role(self):
        """sample, layer or star where the superscript is part of the name, else None."""
        first, second = self.ahead(1), self.ahead(2)
        if first.text == "*" or (first.text == "{" and second.text == "*"):
            return "star"
        if first.text in words.UNSUPPORTED or second.text in words.UNSUPPORTED:
            self.refuse_token(first if first.text in words.UNSUPPORTED else second)
        if first.text != "{" or second.text not in ("(", "["):
            return None
        end = self.closing(self.at + 2)
        inside = self.tokens[self.at + 3 : end]
        index = all(t.kind in ("letter", "number") or t.text in ("+", "-") for t in inside)
        if second.text == "[" or (index and self.tokens[end + 1].text == "}"):
            return "layer" if second.text == "[" else "sample"
        return None

    def _star(self):
        self.next()
        if self.next().text == "{":
            self.next()
            self.expect("}", self.token)
        return "^*"

    def _marked_index(self):
        """The i of `^{(i)}`; a letter that nothing binds means: for every sample."""
        self.next()
        self.next()
        opening = self.next()
        count = len(self.bound)
        inside = self.tokens[self.at : self.closing(self.at - 1)]
        self.bound += [t.text for t in inside if t.kind == "letter"]
        index = self.expression()
        del self.bound[count:]
        self.expect(")" if opening.text == "(" else "]", opening)
        self.expect("}", opening)
        return index
