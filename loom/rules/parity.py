"""The two languages of a pair say the same: formulas, code, links, numbers, items, rows.

Sets are compared, not counts, for Chinese repeats a symbol where English says "it"; but
where each language repeats another thing, one of the two is a slip. A pair that has to
differ says so in a comment inside its English block, with the things that stand in one
language only: `<!-- only 1,5 $x_1 = 2$ -->`.
"""

import re
from typing import NamedTuple

from loom.model import inline
from loom.model import SPAN_PAIR, Fault

_NUMBER = re.compile(r"(?:(?<![\w.])[-−](?=\d))?\d+(?:[.,]\d+)*")
_PARTS = {"list items": re.compile(r"^ *(?:[-*+]|\d+\.) ", re.M), "table rows": re.compile(r"^ *\|", re.M)}
_WORD = re.compile(r"\$[^$]*\$|\S+")
_ONLY = re.compile(r"<!--\s*only\s+(.*?)\s*-->")


class Side(NamedTuple):
    """One language of a pair: its lines, and its text without code, formulas, links."""

    line: int
    paragraphs: tuple
    text: str


class Pair(NamedTuple):
    """The same thing said twice, and what may stand in one language only."""

    zh: Side
    en: Side
    only: frozenset


def pairs(page):
    """The pairs of a page: language blocks, headings, titles, figures, spans."""
    blocks = iter(page.blocks)
    for zh, en in zip(blocks, blocks):
        only = {
            word
            for comment in page.comments
            if zh.line < comment.line < en.end
            for words in _ONLY.findall(comment.text)
            for word in _WORD.findall(words)
        }
        yield Pair(_block(page, zh), _block(page, en), frozenset(only))
    for line, zh, en in _in_one_line(page):
        yield Pair(_side(line, [(line, zh)]), _side(line, [(line, en)]), frozenset())


def faults(page):
    """A Fault for everything that one language of a pair has and the other lacks."""
    for pair in pairs(page):
        for what, part in _PARTS.items():
            zh, en = (
                sum(len(part.findall(text)) for _, text in side.paragraphs if part.match(text))
                for side in (pair.zh, pair.en)
            )
            if zh != en:
                message = f"the zh text has {zh} {what}, the en text {en}: say the same in both"
                yield Fault(page.path, pair.en.line, message)
        for what, collect in (("formula", _formulas), ("code", _code), ("link", _links), ("number", _numbers)):
            zh, en = _counted(collect(pair.zh), pair.only), _counted(collect(pair.en), pair.only)
            lacking = list(_lacking(what, zh, en))
            for line, message in lacking or _exchanged(what, zh, en):
                yield Fault(page.path, line, message)


def _counted(found, only):
    """The lines of each thing, in order."""
    lines = {}
    for thing, line in found:
        if thing not in only:
            lines.setdefault(thing, []).append(line)
    return lines


def _lacking(what, zh, en):
    for thing in sorted(zh.keys() ^ en.keys()):
        there, lacking, side = ("zh", "en", zh) if thing in zh else ("en", "zh", en)
        yield (
            side[thing][0],
            f"the {there} text has the {what} {thing}, the {lacking} text beside it has not: say "
            "the same in both",
        )


def _exchanged(what, zh, en):
    """One language may repeat a thing, but not each another: a slip looks like that."""
    more_zh = [thing for thing in zh if len(zh[thing]) > len(en[thing])]
    more_en = [thing for thing in en if len(en[thing]) > len(zh[thing])]
    if more_zh and more_en:
        yield (
            zh[more_zh[0]][-1],
            f"the zh text has the {what} {', '.join(more_zh)} more often than the en text (line "
            f"{en[more_en[0]][-1]}), which has {', '.join(more_en)} more often: one of them is a "
            "slip, or write <!-- only … --> into the en block",
        )


def _block(page, block):
    inside = [p for p in page.paragraphs if block.line < p.line < block.end]
    return _side(block.line, [(paragraph.line, paragraph.text) for paragraph in inside])


def _side(line, paragraphs):
    text = "\n".join(_bare(text) for _, text in paragraphs)
    return Side(line, tuple(paragraphs), text)


def _in_one_line(page):
    for heading in page.headings:
        yield heading.line, heading.zh, heading.en
    for title in page.titles:
        yield title.line, title.zh, title.en
    for figure in page.figures:
        yield figure.line, *figure.alt
        if figure.caption:
            yield figure.line, *figure.caption
    for paragraph in page.paragraphs:
        for match in SPAN_PAIR.finditer(inline.blank(paragraph.text, kinds=("code",))):
            line = paragraph.line + paragraph.text.count("\n", 0, match.start())
            yield line, match[1], match[2]


def _bare(text):
    """The words alone: formulas, code, tags and the targets of links left out."""
    text = inline.blank(text)
    text = re.sub(r"\]\([^()\n]*\)|<[^<>\n]*>", lambda m: " " * len(m[0]), text)
    return text


def _formulas(side):
    for line, text in side.paragraphs:
        for span in inline.spans(text):
            if span.kind == "math":
                yield f"${' '.join(span.body.split())}$", line + text.count("\n", 0, span.start)


def _code(side):
    for line, text in side.paragraphs:
        for span in inline.spans(text):
            if span.kind == "code":
                yield f"`{span.body}`", line + text.count("\n", 0, span.start)


def _links(side):
    for line, text in side.paragraphs:
        for link in inline.links(text):
            yield link.target, line + text.count("\n", 0, link.start)


def _numbers(side):
    for line, text in side.paragraphs:
        bare = _bare(text)
        for match in _NUMBER.finditer(bare):
            number = re.sub(r",(?=\d{3}\b)", "", match[0]).replace("−", "-")
            yield number, line + bare.count("\n", 0, match.start())
