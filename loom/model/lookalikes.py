"""Lines of prose that look like more than prose, and that programs read differently.

A line is asked about by its first sign; most start with a letter and are not asked at all.
"""

import re

from loom.model.fences import LOOKS_LIKE_FENCE, QUOTES_AND_ITEMS
from loom.model.nesting import BOXES, DEPTH, TITLED

_HEADING = re.compile(rf"^{QUOTES_AND_ITEMS}#")
_SESSION = re.compile(r"^\s*>>>(?:\s|$)")
_CODE_IN_QUOTE = re.compile(r"^ *>(?: ?>)* {5}")
_DEEP_QUOTE = re.compile(r"^ *(?:> *){13}")
_DEFINITION = re.compile(r"^ *: ")
_SPACED_RULE = re.compile(r"^ *([-*_])(?= *\1)(?!\1* *$)(?: *\1)+ *$")
_UNDERLINE = re.compile(r"^ *[=-]+ *$")


def refuse(draft, number, line, goes_on):
    """Note what this line of prose would be taken for.

    goes_on: whether the line directly above is prose as well.
    """
    _refuse_code(draft, number, line)
    first = line.lstrip()[0]
    if first in "-*_" and line[-1] in "-*_ " and _SPACED_RULE.match(line):
        draft.fault(number, "write a rule as `---`: with blanks it may be read as a list")
    if first in "=-" and goes_on and _UNDERLINE.match(line):
        draft.fault(number, "write a heading with #, or put an empty line before this rule")
    if draft.chapter:
        _refuse_structure(draft, number, line, first, goes_on)


def _refuse_code(draft, number, line):
    if ("```" in line or "~~~" in line) and LOOKS_LIKE_FENCE.match(line):
        draft.fault(
            number,
            "a fence stands on lines of its own and in no block quote: this one would be "
            "shown as text and never run",
        )
    if ">" in line and (_SESSION.match(line) or _CODE_IN_QUOTE.match(line)):
        draft.fault(number, "code stands in a ```python fence: here it would never run")


def _refuse_structure(draft, number, line, first, goes_on):
    """What only a chapter refuses: a README has ordinary headings, quotations, boxes."""
    if first == ">" and _DEEP_QUOTE.match(line):
        draft.fault(number, f"a quotation {DEPTH} deep: nobody reads that, so write it flatter")
    if first == ":" and not goes_on and _DEFINITION.match(line):
        draft.fault(number, "a definition stands directly below its term: move it there")
    if "#" in line and _HEADING.match(line):
        draft.fault(
            number,
            "a heading stands at the left margin, with a blank after its #; at the start "
            "of a line of text write \\#",
        )
    if line.lstrip(" ").startswith(BOXES) and not TITLED.match(line):
        draft.fault(
            number,
            'a box opens with `!!! note "…"`, `??? note "…"` or `=== "…"`, its title in the '
            "reader's language: write it so",
        )
