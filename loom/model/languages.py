"""Language blocks: pairs of `<div lang="zh" markdown>` and `<div lang="en" markdown>`.

Other `<div>`s may stand within a block or outside; a block stands in no other.
"""

import re

from loom.model import prose
from loom.model.prose import LANGUAGES
from loom.model.page import Block

DIV = re.compile(r"^\s*</?div\b", re.IGNORECASE)

_OPEN = re.compile(r'^<div lang="(?P<lang>\w+)" markdown>$')
_WITH_LANG = re.compile(r"^\s*<div\b[^>]*\slang\b", re.IGNORECASE)
_PLAIN = re.compile(r"^ *<div\b[^<>]*>(?P<closed></div>)? *$")
_END = re.compile(r"^ *</div> *$")
_READ_INSIDE = re.compile(r"\smarkdown[\s>]")


class Languages:
    """The language that a line stands in, and whose turn is next.

    lang: the language of the open block, or None outside the blocks.
    """

    def __init__(self, draft):
        self.draft = draft
        self.lang = None
        self._opened = 0  # the line of the block that is open
        self._inner = []  # the lines of other <div>s that are open
        self._waiting = None  # the line of a zh block whose en block has to follow

    def tag(self, number, line):
        """Read a line that starts with a <div …> or a </div>."""
        if line == "</div>" or _END.match(line):
            self._end(number, line)
        elif opening := _OPEN.match(line):
            self._open(number, opening["lang"])
        else:
            self._other(number, line)

    def _open(self, number, lang):
        fault = self.draft.fault
        if self._inner:
            fault(
                self._inner[0],
                f"this <div> is not closed before the block at line {number}: write </div> above",
            )
        if self.lang:
            fault(
                self._opened,
                f"this {self.lang} block is not closed before the next one opens at line "
                f"{number}: end it with </div>",
            )
        if lang not in LANGUAGES:
            fault(number, f"unknown language {lang!r}: zh or en")
        elif lang == "zh":
            self.no_english_follows()
        elif self._waiting is None and self.lang != "zh":
            fault(number, "this en block has no partner: it stands directly after its zh block")
        self.lang, self._opened, self._inner = lang, number, []

    def _end(self, number, line):
        if self._inner:
            self._inner.pop()
            return
        if self.lang is None:
            self.draft.fault(number, "this </div> closes nothing: delete it")
            return
        if line != "</div>":
            self.draft.fault(
                number,
                "the </div> of a language block stands at the left margin, with nothing "
                "after it: move it there",
            )
        self.draft.page.blocks.append(Block(self.lang, self._opened, number))
        self._waiting = self._opened if self.lang == "zh" else None
        self.lang = None

    def _other(self, number, line):
        """A <div> for looks or for an id, or a tag that is written otherwise than it has to be."""
        fault = self.draft.fault
        plain = _PLAIN.match(line)
        if plain and "id=" in line:
            self.draft.enter_ids(line, lambda _: number, lambda _: self.lang)
        refused = prose.refused_attribute(line)
        if _WITH_LANG.match(line):
            fault(
                number,
                'a language block opens with `<div lang="zh" markdown>` or '
                f'`<div lang="en" markdown>` at the left margin, not {line.strip()!r}',
            )
        elif refused:
            fault(number, refused)
        elif not plain:
            fault(number, "a <div …> or </div> stands alone on its line: move the rest down")
        else:
            self.no_english_follows()
            if not plain["closed"]:
                self._inner.append(number)
                if not _READ_INSIDE.search(line):
                    fault(number, "the words inside would not be read: write <div … markdown>")

    def no_english_follows(self):
        """Something other than an en block follows: it ends the wait for one."""
        if self._waiting and self.lang is None:
            self.draft.fault(
                self._waiting,
                "this zh block has no en block directly after it: write one, or move what "
                "stands between",
            )
            self._waiting = None

    def forget(self):
        """Nothing is open any more, and nothing waits."""
        self.lang, self._inner, self._waiting = None, [], None

    def end_of_page(self):
        """Nothing may be open, or wait."""
        if self._inner:
            self.draft.fault(
                self._inner[-1], "this <div> is never closed: end it with </div>"
            )
        elif self.lang:
            self.draft.fault(
                self._opened, f"this {self.lang} block is never closed: end it with </div>"
            )
        self.no_english_follows()
