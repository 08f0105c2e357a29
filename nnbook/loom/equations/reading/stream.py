"""The tokens of one formula, read from left to right."""

from difflib import get_close_matches

from nnbook.loom.equations.reading import tree, words
from nnbook.loom.equations.reading.tokens import MathsError, digits, split_digits, tokenize


def _alike(command):
    """What may be meant by a command that does not exist: `\\hat y` by `\\haty`."""
    begins = [known for known in words.KNOWN if command.startswith(known)]
    if begins:
        known = max(begins, key=len)
        return f" (did you mean {known} {command[len(known):]}?)"
    close = get_close_matches(command, words.KNOWN, n=1, cutoff=0.7)
    return f" (did you mean {close[0]}?)" if close else ""


class Stream:
    """A place in the tokens of a formula. `scope` answers what a symbol is."""

    def __init__(self, text, scope):
        self.text = text
        self.scope = scope
        self.tokens = tokenize(text)
        self.at = 0
        self.bound, self.indices = [], []
        self.closed = False

    @property
    def token(self):
        """The token that comes next."""
        return self.tokens[self.at]

    def next(self):
        """Take the next token."""
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def ahead(self, count=1):
        """The token `count` places further on."""
        return self.tokens[min(self.at + count, len(self.tokens) - 1)]

    def node(self, kind, start, *arguments, **more):
        """A node that reaches from `start` to the last token taken."""
        return kind(*arguments, at=(start, self.tokens[self.at - 1].end), **more)

    def refuse(self, message, token):
        """Raise MathsError at a token."""
        raise MathsError(message, token.start, max(token.end, token.start + 1))

    def refuse_token(self, token):
        """Say why this token cannot stand here."""
        if token.kind == "end":
            self.refuse("the formula ends where something should follow", token)
        if token.text == r"\log" and self.ahead().text == "_":
            self.refuse(r"\log with a base is not executed: write \frac{\ln 8}{\ln 2} for \log_2 8",
                        token)
        if token.text in words.UNSUPPORTED:
            self.refuse(f"{token.text}: {words.UNSUPPORTED[token.text]}", token)
        if token.text == "." and self.ahead().text == ".":
            self.refuse(f"…: {words.ELLIPSIS}", token)
        if token.text == ":":
            self.refuse("a definition is written with = below <!-- eq name def -->", token)
        if token.kind == "command" and token.text[1:].isalpha() and not self._known(token):
            self.refuse(f"unknown command {token.text}{_alike(token.text)}", token)
        self.refuse(f"{token.text} cannot stand here", token)

    @staticmethod
    def _known(token):
        return (token.text in words.RELATIONS or token.text in words.ARROWS
                or token.text in words.PLAIN)

    def refuse_lone_brace(self):
        """Raise MathsError for a brace without a partner: what else is wrong comes of it."""
        opened = []
        for token in self.tokens:
            if token.text == "{":
                opened.append(token)
            elif token.text == "}" and not opened:
                self.refuse("this } closes nothing: a { is missing before it", token)
            elif token.text == "}":
                opened.pop()
        if opened:
            self.refuse("this brace is not closed: } is missing", opened[-1])

    def expect(self, text, opening, message=None):
        """Take a token that must be there; `opening` is what it belongs to."""
        if self.token.text != text:
            if self.token.text in words.UNSUPPORTED:
                self.refuse_token(self.token)
            found = repr(self.token.text) if self.token.text else "the end"
            self.refuse(message or f"{text} belongs here, to close {opening.text}, not {found}",
                        self.token)
        return self.next()

    def letter(self, message):
        """Take one letter."""
        if self.token.kind != "letter":
            self.refuse(message, self.token)
        return self.next().text

    def number(self):
        """Take a number."""
        token = self.next()
        return tree.Number(digits(token), at=(token.start, token.end))

    def split_number(self):
        """Leave only the first digit of a number as the next token, as TeX does."""
        if "." in self.token.text:
            self.refuse(f"TeX takes one digit of {self.token.text} as the argument: put the "
                        f"number into braces, {{{self.token.text}}}", self.token)
        if len(self.token.text) > 1:
            self.tokens[self.at : self.at + 1] = split_digits(self.token)

    def upright_word(self):
        """The letters of `\\mathrm{word}` or of a like command."""
        command = self.next()
        if self.token.text != "{":
            return self.letter(f"{command.text} wants a word in braces")
        opening, letters = self.next(), []
        while self.token.kind in ("letter", "number"):
            letters.append(self.next().text)
        self.expect("}", opening)
        if not letters:
            self.refuse(f"{command.text} wants a word in braces", command)
        return "".join(letters)

    def environment_name(self):
        """The name in `\\begin{name}` or `\\end{name}`."""
        opening = self.expect("{", self.token, "the name of an environment stands in braces")
        letters = []
        while self.token.kind == "letter" or self.token.text == "*":
            letters.append(self.next().text)
        self.expect("}", opening)
        return "".join(letters)

    def close_environment(self, name):
        """Take the `\\end{name}` that comes next."""
        token = self.next()
        closed = self.environment_name()
        if closed != name:
            self.refuse(rf"\begin{{{name}}} is closed by \end{{{closed}}}", token)

    def closing(self, at):
        """The index of the token that closes the bracket at index `at`."""
        depth = 0
        for i in range(at, len(self.tokens)):
            text = self.tokens[i].text
            depth += text in ("{", "(", "[")
            depth -= text in ("}", ")", "]")
            if depth == 0:
                return i
        self.refuse(f"{self.tokens[at].text} is never closed", self.tokens[at])
