"""One pass over the lines of a source: what kind of line each is, and who reads it.

What one line leaves behind for the next is kept where it belongs: the language in
`Languages`, lists and boxes in `Nesting`, a name that waits for its display in `Displays`,
and here no more than the paragraph that goes on.
"""

import re

from loom.model import comments, fences, lookalikes, paragraphs, titles
from loom.model.displays import Displays
from loom.model.languages import DIV, Languages
from loom.model.meta import front_matter
from loom.model.nesting import Nesting
from loom.model.page import Paragraph

_INVISIBLE = re.compile(  # controls, line separators, zero width, and what turns text around
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f"
    "\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]"
)
_DELIMITERS = re.compile(r"^ *(?=[^|]*\|)\|?(?: *:?-+:? *\|)*(?: *:?-+:? *)?$")
_SIGNS = "`~>#-*+_=:!?|"  # prose that may be more starts with one of these, or with a digit


class Reader:
    """Reads a Draft; each method handles one kind of line, and moves below it."""

    def __init__(self, draft):
        self.draft = draft
        self.lines = draft.lines
        self.languages = Languages(draft)
        self.nesting = Nesting(draft)
        self.displays = Displays(draft)
        self.at = 0
        self.above = ""  # what the line directly above is: "", "prose", "fence", "figure", "tag"
        self.anchor = None  # the id of the last heading
        self.block = self.table = 0  # where lines without an empty one between them begin
        self.paragraph = []

    def run(self):
        """Read the whole page."""
        self._refuse_invisible()
        self.at = front_matter(self.draft)
        structure = {  # what may read a line that starts so; it returns False for prose
            "`": self._fence, "~": self._fence, "<": self._comment_or_tag, "#": self._heading,
        }  # fmt: skip
        lines, nesting = self.lines, self.nesting
        while self.at < len(lines):
            line = lines[self.at]
            first = line.lstrip()[:1]
            if first.isalpha() and self.above == "prose" and not nesting.containers:
                self.paragraph.append(line)  # goes on, as most lines do
                self.at += 1
            elif not first:
                self._gap()
            elif first in structure and structure[first](line):
                continue
            elif first in _SIGNS or first.isdecimal():
                self._signs(line)
            else:
                self._words(line)
        self._end_paragraph()
        self.displays.nothing_is_named()
        self.languages.end_of_page()

    def _refuse_invisible(self):
        if "".join(self.lines).isprintable():
            return
        for number, line in enumerate(self.lines, 1):
            found = _INVISIBLE.search(line)
            if found:
                name = "a tab" if found[0] == "\t" else f"the character U+{ord(found[0]):04X}"
                self.draft.fault(number, f"{name} cannot be seen: delete it, or use blanks")

    def _gap(self):
        """An empty line, which ends whatever stands above."""
        if self.paragraph:
            self._end_paragraph()
        self.displays.nothing_is_named()
        self.above = ""
        self.at += 1

    # Structure ------------------------------------------------------------

    def _fence(self, line):
        opened = fences.opening(line)
        if not opened:
            return False
        self._end_paragraph()
        self.languages.no_english_follows()
        if self.above:
            self.draft.fault(self.at + 1, "put an empty line before this fence")
        fence = fences.fence(self.draft, self.at, opened, self.languages.lang, self.anchor)
        if fence:
            self.nesting.check_indent(fence.line, fence.indent, "this fence")
            self.draft.page.fences.append(fence)
            self.displays.fence(fence)
            self.at = fence.end
            self.above = "fence"
        else:
            self.displays.forget()
            self._give_up()
        return True

    def _comment_or_tag(self, line):
        if line.lstrip().startswith("<!--"):
            return self._comment()
        if self.draft.chapter and DIV.match(line):
            return self._tag(line)
        return False

    def _comment(self):
        self._end_paragraph()
        if self.above != "tag":  # after a tag, GitHub reads HTML up to an empty line
            self.above = ""
        number = self.at + 1
        text, self.at = comments.comment(self.draft, self.at)
        if text:
            self.draft.page.comments.append(Paragraph(number, text, self.languages.lang))
            self.displays.comment(number, text)
            comments.solution(self.draft, number, text, self.languages.lang)
        elif self.at == len(self.lines):
            self._give_up()
        return True

    def _tag(self, line):
        self._end_paragraph()
        self.displays.nothing_is_named()
        self.nesting.leave()
        self.at += 1
        self.above = "tag"
        self.languages.tag(self.at, line)
        return True

    def _heading(self, line):
        if not titles.HEADING.match(line):
            return False
        self._end_paragraph()
        self._begin_block()
        self.nesting.leave()
        self.at += 1
        self.above = ""
        lang = self.languages.lang
        paragraphs.check_inline(self.draft, Paragraph(self.at, line, lang))
        if self.draft.chapter:
            self.anchor = titles.heading(self.draft, self.at, line, lang) or self.anchor
        return True

    def _give_up(self):
        """What has no end reaches to that of the page: that is told, and nothing else of it."""
        self.at = len(self.lines)
        self.languages.forget()

    # Prose ----------------------------------------------------------------

    def _words(self, line):
        """A line that starts with a letter, or a bracket: it begins nothing but a paragraph."""
        starts = self.above != "prose"
        if starts:
            self._begin_block()
        if starts or self.nesting.containers:
            self.nesting.words(self.at + 1, line, starts)
        self.above = "prose"
        self.paragraph.append(line)
        self.at += 1

    def _signs(self, line):
        """A line of prose whose first sign may be that of an item, a box, a table, a figure."""
        draft, number, starts = self.draft, self.at + 1, self.above != "prose"
        if starts:
            self._begin_block()
        elif draft.chapter and "|" in line and _DELIMITERS.match(line):
            self._delimiters(number)
        lookalikes.refuse(draft, number, line, not starts)
        begun = self.nesting.signs(number, line, starts, self.languages.lang)
        if begun:
            self._end_paragraph()
        self.above = "" if begun == "box" else "prose"
        if draft.chapter and self.languages.lang is None and line.startswith("!["):
            if not starts:
                draft.fault(number, "put an empty line before this figure")
            titles.figure(draft, number, line)
            self.above = "figure"
        self.paragraph.append(line)
        self.at += 1

    def _begin_block(self):
        """Something other than an empty line follows what may not touch it, or waits for it."""
        self.block = self.at + 1
        self.languages.no_english_follows()
        self.displays.nothing_is_named()
        if self.above in ("fence", "figure", "tag"):
            self.draft.fault(self.block, f"put an empty line after the {self.above} above")

    def _delimiters(self, number):
        """The second line of a table, which has to be the second line of its block."""
        if number == self.block + 1:
            self.table = self.block
        elif self.table != self.block:
            self.draft.fault(
                number - 1, "put an empty line before this table, or it is shown as pipes"
            )

    def _end_paragraph(self):
        """The line at hand is no part of the paragraph above it."""
        if self.paragraph:
            text, start = "\n".join(self.paragraph), self.at + 1 - len(self.paragraph)
            paragraph = Paragraph(start, text, self.languages.lang)
            self.draft.page.paragraphs.append(paragraph)
            self.paragraph = []
            paragraphs.check(self.draft, paragraph)
