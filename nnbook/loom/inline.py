"""Inside a paragraph: code spans, formulas and links, with their offsets.

Every part of the loom that looks into prose asks here, so weaving, testing and
checking cannot disagree about what is a formula. The time taken is linear in the
length of the text.
"""

import re
from typing import NamedTuple

_MARK = re.compile(r"\\.|`+|\$+", re.DOTALL)
_LINK = re.compile(
    r'(?P<image>!?)\[(?P<text>[^\[\]\n]*(?:\n[^\[\]\n]+)*)\]'
    r'\((?P<target>[^()\s]*)(?:\s+"(?P<title>[^"\n]*)")?\)'
)
_REFERENCE = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:\s*(?P<target>\S+)", re.MULTILINE)
_ATTRIBUTE = re.compile(
    r"<[a-zA-Z][^<>]*?\b(?:href|src)\s*=\s*[\"'](?P<target>[^\"'<>]*)[\"']"
)


class Span(NamedTuple):
    """A code span or a formula: text[start:end], and what stands between its marks."""

    kind: str
    start: int
    end: int
    body: str


class Link(NamedTuple):
    """A link, an image or an address in a tag, at text[start:]."""

    start: int
    text: str
    target: str


class InlineFault(ValueError):
    """A paragraph that cannot be read; `offset` says where in its text."""

    def __init__(self, offset, message):
        super().__init__(message)
        self.offset = offset


def spans(text):
    """The code spans and formulas of a piece of prose, in order.

    A formula is `$…$` on one line with no blank directly inside the dollars; `\\$`
    is a dollar. Raises InlineFault for `$$` and for a dollar without a partner.
    """
    marks = [m for m in _MARK.finditer(text) if m.group()[0] != "\\"]
    ticks = _next_of_same_length(marks)
    dollars = _next_dollar(marks)
    found, i = [], 0
    while i < len(marks):
        mark = marks[i]
        if mark.group()[0] == "`":
            close = ticks.get(i)
            if close is None:
                i += 1
                continue
            kind = "code"
        else:
            close = dollars.get(i)
            kind = "math"
            _refuse_bad_dollars(text, mark, marks[close] if close else None)
        body = text[mark.end() : marks[close].start()]
        found.append(Span(kind, mark.start(), marks[close].end(), body))
        i = close + 1
    return found


def _next_of_same_length(marks):
    following, last = {}, {}
    for i in range(len(marks) - 1, -1, -1):
        if marks[i].group()[0] == "`":
            length = len(marks[i].group())
            if length in last:
                following[i] = last[length]
            last[length] = i
    return following


def _next_dollar(marks):
    following, last = {}, None
    for i in range(len(marks) - 1, -1, -1):
        if marks[i].group()[0] == "$":
            if last is not None:
                following[i] = last
            last = i
    return following


def _refuse_bad_dollars(text, mark, close):
    if len(mark.group()) > 1 or (close and len(close.group()) > 1):
        where = mark if len(mark.group()) > 1 else close
        raise InlineFault(
            where.start(), "`$$` is not used in a source: write a ```math fence"
        )
    body = text[mark.end() : close.start()] if close else ""
    if close is None or "\n" in body or body != body.strip() or not body:
        raise InlineFault(
            mark.start(),
            "a dollar without a partner: a formula is `$…$` on one line with no blank "
            "directly inside; a dollar sign is written `\\$`",
        )


def blank(text, kinds=("code", "math")):
    """The text with its code spans and formulas replaced by as many spaces."""
    pieces, at = [], 0
    for span in spans(text):
        if span.kind in kinds:
            pieces += text[at : span.start], " " * (span.end - span.start)
            at = span.end
    return "".join(pieces) + text[at:]


def links(text):
    """Every link, image, reference definition and href/src of a piece of prose."""
    bare = blank(text)
    found = []
    for match in _LINK.finditer(bare):
        label = text[match.start("text") : match.end("text")]
        found.append(Link(match.start(), label, match["target"]))
    for pattern in (_REFERENCE, _ATTRIBUTE):
        for match in pattern.finditer(bare):
            found.append(Link(match.start(), match.group(), match["target"]))
    return sorted(found)


def split_languages(text):
    """The two halves of `中文 | English`, or None.

    Exactly one ` | ` must stand outside code spans and formulas.
    """
    halves = blank(text).split(" | ")
    if len(halves) != 2:
        return None
    cut = len(halves[0])
    zh, en = text[:cut].strip(), text[cut + 3 :].strip()
    return (zh, en) if zh and en else None
