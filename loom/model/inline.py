"""Inside a paragraph: code spans, formulas and links, with their offsets.

Every part of the loom that looks into prose asks here, so weaving, testing and
checking cannot disagree about what is a formula. The time taken is linear in the
length of the text.
"""

import re
from bisect import bisect_left
from typing import NamedTuple

_TOKEN = re.compile(  # an escape, a formula, code, or a mark without a partner
    r"\\."
    r"|\$(?!\s)(?P<math>(?>(?:[^$\\\n]|\\[^\n])+))(?<!\s)\$(?!\$)"
    r"|`(?P<more>(?>`*))(?P<code>(?>(?:[^`]|(?!`(?P=more)(?!`))(?>`+))+))`(?P=more)"
    r"|\$|`",
    re.DOTALL,
)
_MARK = re.compile(r"\\.|`+|\$+", re.DOTALL)
_BREAK = re.compile("\n")
_NOT_BREAK = re.compile(r"[^\n]")
_ID = re.compile(r"(?<![\w-])id=[\"']([^\"']+)|\{[^{}]*#([\w-]+)")
_WORDS_AND_TARGET = re.compile(
    r"\[(?P<text>[^\[\]\n]*(?:\n[^\[\]\n]+)*)\]"
    r'\((?P<target>[^()\s]*)(?:\s+"[^"\n]*")?\)'
)
_LINK = re.compile("!?" + _WORDS_AND_TARGET.pattern)
_UNREAD_LINK = re.compile(r"\]\(|\]\[|^ {0,3}\[[^\]\n]+\]:", re.MULTILINE)
_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_IS_LINK = re.compile(r"<a\s", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\b(?:href|src|srcset|poster|data|action)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))",
    re.IGNORECASE,
)


class Span(NamedTuple):
    """A code span or a formula: text[start:end], and what stands between its marks."""

    kind: str
    start: int
    end: int
    body: str


class Link(NamedTuple):
    """A link, an image or an address in a tag, at text[start:].

    is_loaded: whether a browser fetches the target unasked, as that of an image.
    """

    start: int
    text: str
    target: str
    is_loaded: bool = False


class InlineFault(ValueError):
    """A paragraph that cannot be read; `offset` says where in its text."""

    def __init__(self, offset, message):
        super().__init__(message)
        self.offset = offset


def line_finder(text, first=1):
    """A function from an offset in `text` to its line, where text[0] is on line `first`."""
    breaks = []

    def line(offset):
        if not breaks:  # found at the first question, which most texts are never asked
            breaks.extend(match.start() for match in _BREAK.finditer(text))
            breaks.append(len(text))
        return first + bisect_left(breaks, offset)

    return line


def spans(text):
    """The code spans and formulas of a piece of prose, in order.

    A formula is `$…$` on one line with no blank directly inside the dollars; `\\$`
    is a dollar, a backslash and a backtick are a backtick. Raises InlineFault for `$$`
    and for a dollar or backticks without a partner: Markdown programs disagree there.
    """
    return [
        Span(token.lastgroup, token.start(), token.end(), token[token.lastgroup])
        for token in _marked(text)
    ]


def blank(text, kinds=("code", "math")):
    """The text with its code spans and formulas replaced by as many spaces; lines stay.

    Raises InlineFault as `spans` does.
    """
    pieces, at = [], 0
    for token in _marked(text):
        if token.lastgroup in kinds:
            start, end = token.span()
            blanks = " " * (end - start)
            if "\n" in token[0]:
                blanks = _NOT_BREAK.sub(" ", token[0])
            pieces += text[at:start], blanks
            at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _marked(text):
    """A match of _TOKEN for every code span and formula; its last group names the kind."""
    if "$" in text or "`" in text:
        for token in _TOKEN.finditer(text):
            if token.lastgroup:
                yield token
            elif token[0][0] != "\\":
                raise _lone(text, token.start())


def _lone(text, start):
    """The fault of the mark at an offset, which has no partner or is not used at all."""
    marks = (mark for mark in _MARK.finditer(text, start) if mark[0][0] == text[start])
    opening = next(marks)
    if text[start] == "`":
        return InlineFault(
            start,
            f"{opening[0]} without a partner: code ends with as many backticks as it "
            "starts with; a backtick in words is written \\`",
        )
    for mark in (opening, next(marks, opening)):
        if len(mark[0]) > 1:
            message = "`$$` is not used in a source: write a ```math fence"
            return InlineFault(mark.start(), message)
    return InlineFault(
        start,
        "a dollar without a partner: a formula is `$…$` on one line with no blank "
        "directly inside; a dollar sign is written `\\$`",
    )


def links(text):
    """Every link, every image and every address in a tag of a piece of prose."""
    bare = blank(text)
    found = []
    for match in _LINK.finditer(bare):
        label = text[match.start("text") : match.end("text")]
        found.append(Link(match.start(), label, match["target"], match[0][0] == "!"))
    for tag in _TAG.finditer(bare):
        is_loaded = not _IS_LINK.match(tag[0])
        for match in _ADDRESS.finditer(tag[0]):
            target = match[1] or match[2] or match[3] or ""
            found.append(Link(tag.start() + match.start(), tag[0], target, is_loaded))
    return sorted(found)


def unread_links(bare):
    """The offsets of what looks like a link but is none that `links` finds.

    bare: the text after `blank`.
    """
    rest = _WORDS_AND_TARGET.sub(" ", bare)
    if "](" in rest or "][" in rest or "]:" in rest:
        for match in _UNREAD_LINK.finditer(without(_WORDS_AND_TARGET, bare)):
            yield match.start()


def ids(bare):
    """(offset, id) of every id that a tag or an attribute list writes.

    bare: the text after `blank`.
    """
    for match in _ID.finditer(bare):
        yield match.start(), match[1] or match[2]


def without(pattern, text):
    """The text with every match of a pattern replaced by as many spaces."""
    return pattern.sub(lambda match: " " * len(match[0]), text)


def split_languages(text):
    """The two halves of `中文 | English`, or None.

    Exactly one ` | ` must stand outside code spans and formulas.
    """
    bare = blank(text)
    cut = bare.find(" | ")
    if cut < 0 or bare.find(" | ", cut + 1) >= 0 or not text.startswith(" | ", cut):
        return None  # the last of these where code or a formula touches the bar
    zh, en = text[:cut].strip(), text[cut + 3 :].strip()
    return (zh, en) if zh and en else None
