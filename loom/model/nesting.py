"""Lists, tabs and admonitions: what an indented line belongs to.

They nest by fours, as in Python-Markdown, which sees a list only where a block of lines
starts with one. Text deeper than what it belongs to would be shown as code that never runs.
"""

import re
from typing import NamedTuple

from loom.model.page import Titled
from loom.model.titles import halves

DEPTH = 12
BOXES = ("!!!", "???", "===")
TITLED = re.compile(
    r'^ *(?P<mark>(?:!!!|\?\?\?\+?) [\w-]+(?: [\w-]+)*|===[!+]*) "(?P<title>[^"]*)" *$'
)

_ITEM = re.compile(r"^(?:[-*+]|\d+\.) ")
_ITEM_IN_TEXT = re.compile(r"^(?:[-*+]|1\.) ")  # what GitHub reads as a list, others do not
_ITEM_IN_ITEM = re.compile(r"^(?:[-*+]|\d+\.) +(?:[-*+]|\d+\.) ")


class _Container(NamedTuple):
    """What indented text can belong to: from which column, and whether it is a box."""

    column: int
    is_box: bool


class Nesting:
    """The items and boxes that the next line can belong to, the outermost first."""

    def __init__(self, draft):
        self.draft = draft
        self.containers = []
        self._in_list = False

    def leave(self):
        """What follows belongs to nothing above."""
        self.containers = []

    def words(self, number, line, starts):
        """Place a line that starts with a letter: it begins no item and no box."""
        indent = len(line) - len(line.lstrip(" "))
        if starts:
            self._in_list = False
            self.check_indent(number, indent, "this line")
        else:
            self._leave_boxes(indent)

    def signs(self, number, line, starts, lang):
        """Place a line that starts with a sign; returns "item", "box" or "" for what it begins.

        starts: whether the line is the first of its block.
        """
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        box = self.draft.chapter and text.startswith(BOXES)
        item = (_ITEM if starts or self._in_list else _ITEM_IN_TEXT).match(text)
        if starts:
            self._in_list = bool(item)
        if item and self.draft.chapter:
            self._check_item(number, text, indent)
        if starts or item:
            self.check_indent(number, indent, "this line")
        else:
            self._leave_boxes(indent)
        if not (item or box):
            return ""
        begun = "item" if item else "box"
        if (item and not self._in_list) or (box and not starts):
            self.draft.fault(
                number,
                f"put an empty line before this {'list' if item else 'box'}, or it is read as "
                "part of the text above (in a sentence, break the line elsewhere)",
            )
        self.containers.append(_Container(indent + 4, box))
        if box and not lang:
            self._enter_title(number, line)
        return begun

    def check_indent(self, number, indent, what):
        """Refuse what stands deeper, or less deep, than what it belongs to."""
        while self.containers and self.containers[-1].column > indent:
            self.containers.pop()
        column = self.containers[-1].column if self.containers else 0
        if indent != column:
            self.draft.fault(
                number,
                f"{what} is indented by {indent} but stands in no list, tab or admonition of "
                f"that depth: indent it by {column}, or by 4 for each that it stands in",
            )

    def _leave_boxes(self, indent):
        """A line further left continues a list item, but never a tab or an admonition."""
        for i, container in enumerate(self.containers):
            if container.is_box and container.column > indent:
                del self.containers[i:]
                return

    def _check_item(self, number, text, indent):
        fault = self.draft.fault
        if text[0].isdigit() and not text.startswith("1. "):
            if not any(c.column == indent + 4 and not c.is_box for c in self.containers):
                fault(number, "a list starts with `1.`, for the page counts from 1: write that")
        if _ITEM_IN_ITEM.match(text):
            fault(
                number, "an item inside an item starts its own line, indented by 4: move it there"
            )
        if len(self.containers) >= DEPTH:
            fault(number, f"lists and boxes {DEPTH} deep: nobody reads that, so write it flatter")

    def _enter_title(self, number, line):
        """The title of a box that both languages share."""
        titled = TITLED.match(line)
        if titled:
            title = halves(
                self.draft, number, titled["title"], "a title outside the language blocks"
            )
            self.draft.page.titles.append(Titled(number, *title))
