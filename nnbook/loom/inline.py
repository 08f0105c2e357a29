"""Inside a paragraph: code spans, formulas and links, with their offsets.

Every part of the loom that looks into prose asks here, so weaving, testing and
checking cannot disagree about what is a formula. The time taken is linear in the
length of the text.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from typing import NamedTuple

_MARK = re.compile(r"\\.|`+|\$+", re.DOTALL)
_BACKTICKS = re.compile("`+")
_BREAK = re.compile("\n")
_NOT_BREAK = re.compile(r"[^\n]")
_FORMULA = re.compile(r"\$(?P<body>(?:[^$\\\n]|\\.)++)\$(?!\$)")
_LINK = re.compile(
    r"!?\[(?P<text>[^\[\]\n]*(?:\n[^\[\]\n]+)*)\]"
    r'\((?P<target>[^()\s]*)(?:\s+"[^"\n]*")?\)'
)
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
    found, at, backticks = [], 0, None
    while mark := _MARK.search(text, at):
        at = mark.end()
        if mark[0][0] == "`":
            backticks = backticks or _starts_of_backticks(text)
            found.append(_code(text, mark, backticks))
            at = found[-1].end
        elif mark[0][0] == "$":
            found.append(_formula(text, mark))
            at = found[-1].end
    return found


def _starts_of_backticks(text):
    """Where runs of backticks start, by their length; within code a backslash is itself."""
    starts = defaultdict(list)
    for run in _BACKTICKS.finditer(text):
        starts[len(run[0])].append(run.start())
    return starts


def _code(text, opening, starts):
    same = starts[len(opening[0])]
    next_one = bisect_left(same, opening.end())
    if next_one == len(same):
        raise InlineFault(
            opening.start(),
            f"{opening[0]} without a partner: code ends with as many backticks as it "
            "starts with; a backtick in words is written \\`",
        )
    close = same[next_one]
    return Span("code", opening.start(), close + len(opening[0]), text[opening.end() : close])


def _formula(text, opening):
    start = opening.start()
    match = _FORMULA.match(text, start)
    if match and match["body"] == match["body"].strip():
        return Span("math", start, match.end(), match["body"])
    later = _MARK.finditer(text, opening.end())
    close = next((mark for mark in later if mark[0][0] == "$"), opening)
    for mark in (opening, close):
        if len(mark[0]) > 1:
            message = "`$$` is not used in a source: write a ```math fence"
            raise InlineFault(mark.start(), message)
    raise InlineFault(
        start,
        "a dollar without a partner: a formula is `$…$` on one line with no blank "
        "directly inside; a dollar sign is written `\\$`",
    )


def blank(text, kinds=("code", "math"), found=None):
    """The text with its code spans and formulas replaced by as many spaces; lines stay.

    found: what `spans(text)` returned, where that is known already.
    """
    pieces, at = [], 0
    for span in spans(text) if found is None else found:
        if span.kind in kinds:
            pieces += text[at : span.start], _NOT_BREAK.sub(" ", text[span.start : span.end])
            at = span.end
    pieces.append(text[at:])
    return "".join(pieces)


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
    for match in re.finditer(r"\]\(|\]\[|^ {0,3}\[[^\]\n]+\]:", without(_LINK, bare), re.M):
        yield match.start()


def without(pattern, text):
    """The text with every match of a pattern replaced by as many spaces."""
    return pattern.sub(lambda match: " " * len(match[0]), text)


def split_languages(text):
    """The two halves of `中文 | English`, or None.

    Exactly one ` | ` must stand outside code spans and formulas.
    """
    bare = blank(text)
    cut = bare.find(" | ")
    if cut < 0 or bare.find(" | ", cut + 1) >= 0:
        return None
    zh, en = text[:cut].strip(), text[cut + 3 :].strip()
    return (zh, en) if zh and en else None
