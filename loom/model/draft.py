"""A page while it is read: what has been found so far, and every fault.

Each module of the reader writes into one draft, so that a source is told all of its faults at
once and every id is held against all others.
"""

from loom.model import inline
from loom.model.page import Anchor, Fault, Page


class Draft:
    """The page, its lines and its faults; `chapter` as in `source.read`."""

    def __init__(self, path, lines, chapter):
        self.page = Page(path, lines)
        self.lines = lines
        self.chapter = chapter
        self.faults = []

    def fault(self, line, message):
        """Note that something is wrong at a line; reading goes on."""
        self.faults.append(Fault(self.page.path, line, message))

    def unique(self, line, anchor, lang=None):
        """Enter an id that stands at a line, in one language or in both."""
        known = self.page.anchors.get(anchor)
        if known:
            self.fault(
                line, f"the id {anchor!r} stands already at line {known.line}: choose another"
            )
        else:
            self.page.anchors[anchor] = Anchor(line, lang)

    def enter_ids(self, bare, line_of, lang_of):
        """Enter the ids of tags and of attribute lists, which links lead to as well.

        bare: a text without its code; line_of, lang_of: functions from an offset in it.
        """
        for offset, anchor in inline.ids(bare):
            self.unique(line_of(offset), anchor, lang_of(offset))
