"""LaTeX as tokens, each with its place in the source."""

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<space>[\s~]+|\\[,;:!\ ]|\\(?:displaystyle|textstyle|limits|nolimits)(?![a-zA-Z]))
      | (?P<number>\d+(?:(?:\{,\}|\\,)\d{3}(?!\d))*(?:\.\d+)?)
      | (?P<size>\\(?:left|right|[bB]ig{1,2}[lrm]?)(?![a-zA-Z]))
      | (?P<quad>\\q?quad(?![a-zA-Z]))
      | (?P<command>\\[a-zA-Z]+|\\[\\{}%|])
      | (?P<letter>[a-zA-Z])
      | (?P<mark>[-+*/=<>()\[\]{}^_&,;.:!'])""",
    re.VERBOSE,
)
_DIGIT = re.compile(r"\d")


class Token(NamedTuple):
    """A piece of LaTeX: text[start:end] of the source."""

    kind: str
    text: str
    start: int
    end: int


class MathsError(ValueError):
    """A formula that is not understood, at source[start:end] of the formula."""

    def __init__(self, message, start=0, end=0):
        super().__init__(message)
        self.start, self.end = start, end


def tokenize(text):
    """The tokens of a formula, closed by one of kind `end`.

    Blanks and the sizes of brackets are left out: they mean nothing. Raises MathsError
    for a character that has no meaning here.
    """
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise MathsError(_unreadable(text[at]), at, at + 1)
        kind = match.lastgroup
        if kind not in ("space", "size"):
            found.append(Token(kind, match.group(), at, match.end()))
        at = match.end()
    found.append(Token("end", "", len(text), len(text)))
    return found


def split_digits(token):
    """`12` as `1` and `2`: TeX takes one digit as the argument of \\frac, ^ and _."""
    first = Token("number", token.text[0], token.start, token.start + 1)
    rest = Token("number", token.text[1:], token.start + 1, token.end)
    return first, rest


def digits(token):
    """The number a token shows, without the marks that group its digits."""
    return token.text.replace("{,}", "").replace("\\,", "")


def _unreadable(character):
    cures = {
        "|": r"a bare |: write \lvert … \rvert or \mid",
        "%": r"a bare % starts a comment in TeX: write \%",
        "$": "a dollar inside a formula",
        "#": "# has no meaning in a formula",
        "−": "a typographic minus sign: write -",
        "×": r"write \times",
        "·": r"write \cdot",
        "…": r"write \dots", "＝": "a full-width sign: write =", "≈": r"write \approx",
        "≤": r"write \le", "≥": r"write \ge", "≠": r"write \ne", "⇒": r"write \Rightarrow",
        "→": r"write \Rightarrow for “it follows”, \leftarrow for an update",
        "←": r"write \leftarrow", "＜": "a full-width sign: write <", "＞": "a full-width sign: write >",
    }
    return cures.get(character, f"the character {character!r} has no meaning in a formula")
