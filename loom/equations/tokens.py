"""LaTeX as tokens, each with its place in the source, and how they are taken one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any, NamedTuple, NoReturn, Self, TypeVar

from loom.equations import commands, tree
from loom.equations.commands import row
from loom.equations.verdicts import Reason, Unreadable, reason

OPEN = {"(": ")", "[": "]", "{": "}"}
QUADS = (r"\quad", r"\qquad")
_NAMES = ("greek", "accent", "upright", "bold", "script")
_BEGINNINGS = (*_NAMES, "function", "construct", "refused", "unread")
_Result = TypeVar("_Result")

_TOKEN = re.compile(
    r"""(?P<space>[\s~]+|\\[,;:!\ ]|\\(?:displaystyle|textstyle|limits|nolimits)(?![a-zA-Z]))
      | (?P<number>[0-9]+(?:(?:\{,\}|\\,)[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?)
      | (?P<look>\\(?:left|right|[bB]ig{1,2}[lrm]?)(?![a-zA-Z])|\\textcolor\{[a-z]+\}(?=\{))
      | (?P<quad>\\q?quad(?![a-zA-Z]))
      | (?P<row>\\\\(?:\[[0-9.]+(?:pt|em|ex|mm|cm)\])?)
      | (?P<command>\\operatorname\*|\\[a-zA-Z]+|\\[{}%|])
      | (?P<letter>[a-zA-Z])
      | (?P<mark>:=|[-+*/=<>()\[\]{}^_&,;.:!'])""",
    re.VERBOSE,
)
# Characters that are not read, and what to write in their place.
_CURES = {
    "|": r"\lvert … \rvert", "%": r"\%", "−": "-", "×": r"\times", "·": r"\cdot", "…": r"\dots",
    "＝": "=", "≈": r"\approx", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "⇒": r"\Rightarrow",
    "→": r"\Rightarrow", "←": r"\leftarrow", "＜": "<", "＞": ">", "‖": r"\lVert … \rVert",
}


class Token(NamedTuple):
    """A piece of LaTeX: text[start:end] of the source."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def what(self) -> str:
        """What a command is; "other" for one that is not known."""
        return row(self.text).what

    @property
    def is_unknown(self) -> bool:
        """Whether there is no such command."""
        return self.kind == "command" and self.text[1:].isalpha() and self.what == "other"

    @property
    def is_letter(self) -> bool:
        """Whether this is one letter, Latin or Greek."""
        return self.kind == "letter" or self.text in commands.GREEK

    @property
    def is_symbol(self) -> bool:
        """Whether a name can begin with this."""
        return self.kind == "letter" or self.what in _NAMES

    @property
    def is_defined(self) -> bool:
        """Whether what is declared or defined can begin with this."""
        return self.is_symbol or self.what == "function"

    @property
    def begins(self) -> bool:
        """Whether a factor without brackets can begin with this."""
        return self.kind in ("number", "letter") or (
            self.kind == "command" and self.what in _BEGINNINGS)

    @property
    def leaf(self) -> Any:
        """A number, or the symbol of one letter."""
        at = self.start, self.end
        return tree.Number(digits(self), at=at) if self.kind == "number" else \
            tree.Symbol(self.text, at=at)


Tokens = tuple[Token, ...]


@lru_cache(4096)  # a formula is read again for its heads, its mutants and whoever uses its page
def tokenize(text: str) -> Tokens:
    """The tokens of a formula, closed by one of kind `end`.

    Blanks, sizes of brackets and colours are left out: they mean nothing. Raises Unreadable
    for a character that has no meaning here.
    """
    found: list[Token] = []
    at = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if start != at:
            break
        kind, at = match.lastgroup or "", end
        if kind == "number" and end - start > 300:
            raise Unreadable(reason("number-too-long"), (start, end))
        if kind != "space" and kind != "look":
            found.append(Token(kind, r"\\" if kind == "row" else text[start:end], start, end))
    if at < len(text):
        raise Unreadable(_unreadable(text[at]), (at, at + 1))
    return *found, Token("end", "", len(text), len(text))


@cache
def has_relation(text: str) -> bool:
    """Whether a formula states something: =, ≈, an inequality, an arrow.

    What the parser does not know counts as such: it refuses it with a reason.
    """
    try:
        tokens = tokenize(text)
    except Unreadable:
        return True
    depth, previous = 0, ""
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        states = (token.what in ("relation", "definition", "arrow", "unread")
                  or token.is_unknown)
        if states and (depth == 0 or token.text != "=" or previous not in "ijklnt"):
            return True
        previous = token.text
    return False


def _unreadable(character: str) -> Reason:
    if character in _CURES:
        return reason("write-instead", character=character, cure=_CURES[character])
    return reason("no-meaning", character=character)


def split_digits(token: Token) -> list[Token]:
    """`123` as `1`, `2`, `3`: in TeX, one digit is the argument of \\frac, ^ and _."""
    return [Token("number", digit, token.start + i, token.start + i + 1)
            for i, digit in enumerate(token.text)]


def digits(token: Token) -> str:
    """The number a token shows, without the marks that group its digits."""
    return token.text.replace("{,}", "").replace("\\,", "")


class Cursor:
    """Takes tokens one by one, and what can be read of them without knowing the symbols.

    at: the place of the next token.  bound: the names that mean something only here;
    indices: those of them that count.  fence: what closes the innermost bracket.
    """

    def __init__(self, tokens: list[Token], bound: Sequence[str] = ()):
        self.tokens, self.at = tokens, 0
        self.bound, self.indices = tuple(bound), tuple[str, ...]()
        self.fence = ""

    @property
    def token(self) -> Token:
        """The token that comes next."""
        return self.tokens[self.at]

    def next(self) -> Token:
        """Take the next token."""
        token = self.token
        self.at += token.kind != "end"
        return token

    def ahead(self, count: int = 1) -> str:
        """The text of the token `count` places further on."""
        return self.tokens[min(self.at + count, len(self.tokens) - 1)].text

    def take(self, *texts: str) -> bool:
        """Take the next token if it is one of these."""
        found = self.token.text in texts and self.token.kind != "end"
        self.at += found
        return found

    def refuse(self, kind: str, token: Token | None = None, /, **values: Any) -> NoReturn:
        """Raise Unreadable at a token, or at the next one."""
        _, _, start, end = token or self.token
        raise Unreadable(reason(kind, **values), (start, max(end, start + 1)))

    def refuse_if(self, wrong: object, kind: str, token: Token | None = None, /,
                  **values: Any) -> None:
        """Refuse where something is wrong."""
        if wrong:
            self.refuse(kind, token, **values)

    def refuse_token(self) -> NoReturn:
        """Say why the next token cannot stand here."""
        text = self.token.text
        self.refuse_if(self.token.kind == "end", "ends-too-soon")
        if text in commands.REFUSED:
            self.refuse(commands.REFUSED[text], command=text)
        self.refuse_if(text == "." and self.ahead() == ".", "ellipsis", command="…")
        self.refuse_if(text == ":" or text in commands.DEFINITIONS, "colon-equals", command=text)
        if self.token.is_unknown:
            begun = max(filter(text.startswith, commands.KNOWN), key=len, default="")
            meant = [f"{begun} {text[len(begun):]}"] if begun else get_close_matches(
                text, commands.KNOWN, n=1, cutoff=0.7)
            for alike in meant:  # \hat y by \haty
                self.refuse("unknown-command-like", command=text, alike=alike)
            self.refuse("unknown-command", command=text)
        self.refuse("cannot-stand-here", token=text)

    def refuse_lone_brace(self) -> None:
        """Refuse a brace without a partner: what else is wrong comes of it."""
        opened: list[Token] = []
        for token in self.tokens:
            self.refuse_if(token.text == "}" and not opened, "brace-closes-nothing", token)
            if token.text in "{}" and token.text:
                opened = [*opened, token] if token.text == "{" else opened[:-1]
        self.refuse_if(opened, "brace-not-closed", *opened[-1:])

    def expect(self, text: str, opening: Token) -> None:
        """Take a token that must be there; `opening` is what it belongs to."""
        if self.token.text in commands.REFUSED and self.token.text != text \
                or self.token.is_unknown:
            self.refuse_token()
        if not self.take(text):
            self.refuse("not-closed", wanted=text, opening=opening.text, found=self.token.text)

    def find(self, *texts: str) -> int:
        """The index of the next of these tokens outside brackets, or where the search ends:
        at what closes a bracket that is open, or at the end of the formula."""
        at, depth = self.at, 0
        while at < len(self.tokens) - 1:
            text = self.tokens[at].text
            closes = text in OPEN.values() or text == r"\end"
            if depth == 0 and (closes or text in texts):
                break
            depth += (text in OPEN or text == r"\begin") - closes
            at += 1
        return at

    def group(self) -> Tokens:
        """Take a bracket with what stands in it; the tokens inside."""
        opening, start = self.next(), self.at
        end = self.find()
        if self.tokens[end].kind == "end":
            self.refuse("never-closed", opening, opening=opening.text)
        self.at = end + 1
        return tuple(self.tokens[start:end])

    def split_number(self) -> None:
        """Leave only the first digit of a number as the next token, as TeX does."""
        self.refuse_if(not self.token.text.isdigit(), "one-digit-argument", number=self.token.text)
        self.tokens[self.at : self.at + 1] = split_digits(self.token)

    def word(self, command: Token) -> str:
        """The word in `\\mathrm{word}` or `\\begin{word}`; the command is taken already."""
        if self.token.kind == "letter":
            return self.next().text
        inside = self.group() if self.token.text == "{" else ()
        if not inside or any(t.kind not in ("letter", "number") and t.text != "*" for t in inside):
            self.refuse("word-wanted", command, command=command.text)
        return "".join(t.text for t in inside)

    def close(self, begin: Token, name: str) -> None:
        """Take the `\\end{name}` that belongs to a `\\begin`."""
        end = self.token
        self.expect(r"\end", begin)
        closed = self.word(end)
        self.refuse_if(closed != name, "environment-closed-by", end, name=name, closed=closed)

    def rows(self) -> str:
        """The environment of rows that begins here; it is taken."""
        begin, start = self.token, self.at
        name = self.word(begin) if self.take(r"\begin") else ""
        if row(name).what == "rows":
            return name
        self.at = start
        return ""

    def below(self) -> Tokens:
        """Take a subscript."""
        self.next()
        token = self.token
        if token.text == "{":
            inside = self.group()
            self.refuse_if(not inside, "empty-subscript", token)
            return inside
        if token.kind == "number" and len(token.text) > 1:
            self.refuse("one-digit-below", number=token.text)
        self.refuse_if(token.kind != "number" and not token.is_letter, "subscript")
        return (self.next(),)

    def below_text(self, below: Tokens) -> str:
        """A subscript as part of a key."""
        text = ""
        for token in below:
            if token.kind == "number" or token.is_letter or token.text in (",", "+", "-"):
                text += token.text
            elif token.text not in commands.UPRIGHT and token.text not in ("{", "}"):
                self.refuse("in-a-subscript", token, token=token.text)
        return text and (f"_{text}" if len(text) == 1 else f"_{{{text}}}")

    def operator(self) -> str:
        """Take the `\\partial`, `d` or `\\mathrm d` of a derivative: \\partial, d or nothing."""
        start = self.at
        if self.take(r"\partial"):
            return r"\partial"
        upright = self.take(r"\mathrm")
        braced = upright and self.take("{")
        if self.take("d") and (not braced or self.take("}")) and (
                upright or self.token.text != "_"):
            return "d"
        self.at = start
        return ""

    def node(self, kind: type[tree.Node], start: int, *parts: Any, **more: Any) -> Any:
        """A node that reaches from `start` to the last token taken."""
        return kind(*parts, at=(start, self.tokens[self.at - 1].end), **more)

    def child(self, tokens: Tokens, *letters: str) -> Self:
        """A reader of these tokens alone, for which the letters mean something."""
        child, end = copy(self), tokens[-1].end if tokens else self.token.start
        child.tokens, child.at, child.fence = [*tokens, Token("end", "", end, end)], 0, ""
        child.bound += letters
        return child

    def whole(self, read: Callable[[Self], _Result]) -> _Result:
        """What `read` makes of all tokens."""
        found = read(self)
        if self.token.kind != "end":
            self.refuse_token()
        return found

    @contextmanager
    def scope(self, *letters: str, fence: str | None = None) -> Iterator[None]:
        """While letters count, or a bracket is open that `fence` closes."""
        kept = self.bound, self.indices, self.fence
        self.bound, self.indices = self.bound + letters, self.indices + letters
        self.fence = self.fence if fence is None else fence
        try:
            yield
        finally:
            self.bound, self.indices, self.fence = kept

    def skip(self, *texts: str) -> None:
        """Take all that comes next of these."""
        while self.take(*texts):
            pass
