"""What reading makes of a source: a `Page`, or a `SourceError` that lists its faults.

Line numbers count from 1 and are the file's own. Everything but the page itself is a
named tuple, which is made in a moment: a book has thousands.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

from loom.model import inline
from loom.model.prose import SPAN_PAIR

_TARGET = re.compile(r'^python title="nnbook/(?P<stem>[a-z_][a-z0-9_]*)\.py"$')


class Fault(NamedTuple):
    """One thing wrong with a source: where, and what to do about it."""

    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}"


class SourceError(ValueError):
    """A source that cannot be used. `faults` lists each with its file and line."""

    def __init__(self, faults):
        super().__init__(faults)
        self.faults = sorted(set(faults))

    def __str__(self):
        return "\n".join(map(str, self.faults))


class Fence(NamedTuple):
    """A fenced block. `body` is dedented and ends with a line break unless empty."""

    line: int
    end: int
    indent: int
    info: str
    body: str
    lang: str | None
    anchor: str | None

    @property
    def language(self):
        """The first word of the info string: python, math, text, …"""
        return self.info.partition(" ")[0]

    @property
    def is_session(self):
        """Whether this is a Python session: its first line of text starts with `>>>`."""
        return self.language == "python" and self.body.lstrip().startswith(">>>")

    @property
    def stem(self):
        """The module that this block is exported to, without `.py`, or None."""
        match = _TARGET.match(self.info)
        return match["stem"] if match else None


class Equation(NamedTuple):
    """A display: its name, its kind ("" for a claim), the rest of its comment."""

    line: int
    name: str
    kind: str
    argument: str
    fence: Fence


class Heading(NamedTuple):
    """A heading in both languages with its anchor."""

    line: int
    level: int
    zh: str
    en: str
    anchor: str


class Titled(NamedTuple):
    """An admonition or a tab outside the language blocks: its title is bilingual."""

    line: int
    zh: str
    en: str


class Figure(NamedTuple):
    """A drawing that stands once for both languages."""

    line: int
    target: str
    alt: tuple
    caption: tuple | None


class Block(NamedTuple):
    """A language block: the lines of its `<div …>` and of its `</div>`."""

    lang: str
    line: int
    end: int


class Paragraph(NamedTuple):
    """Consecutive lines of prose; `lang` is None outside the language blocks."""

    line: int
    text: str
    lang: str | None

    def line_finder(self):
        """A function from an offset in the text to the line of the file."""
        return inline.line_finder(self.text, self.line)

    def language_finder(self):
        """A function from an offset in the text to its language, or None for both."""
        halves = []
        if self.lang is None and '<span lang="zh">' in self.text:
            for match in SPAN_PAIR.finditer(inline.blank(self.text)):
                halves += (*match.span(1), "zh"), (*match.span(2), "en")
        starts = [start for start, _, _ in halves]

        def lang(offset):
            i = bisect_right(starts, offset) - 1
            return halves[i][2] if i >= 0 and offset < halves[i][1] else self.lang

        return lang


class Anchor(NamedTuple):
    """Where an id stands, and the only language that has it, or None."""

    line: int
    lang: str | None


class Page:
    """What a source says, in the order of its lines.

    path, lines: the file's name and its text; body_start: the line below the front matter.
    anchors: an Anchor for every id that a link can lead to.
    """

    def __init__(self, path, lines):
        self.path, self.lines, self.body_start = path, lines, 1
        self.fences, self.equations, self.headings, self.titles = [], [], [], []
        self.figures, self.blocks, self.comments, self.paragraphs = [], [], [], []
        self.anchors = {}

    @property
    def name(self):
        """The file's name without its folder: `01-neuron.md`."""
        return self.path.rpartition("/")[2]
