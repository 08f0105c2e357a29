"""Comments: remarks, the declarations of `maths`, solutions, and where each of them ends."""

import re

from loom.model.fences import LOOKS_LIKE_FENCE

DECLARATIONS = (
    "use size real positive unit one_hot simplex random centred symmetric layers steps function"
    " broadcast names given".split()
)

SOLUTION = re.compile(r"^<!-- solution (?P<name>[a-z0-9]+(?:-[a-z0-9]+)*) -->$")
_ABOUT_SOLUTIONS = re.compile(r"^<!--\s*solutions?\b", re.IGNORECASE)


def comment(draft, start):
    """The text of the comment that opens at an index of the lines, and the index below it.

    The text is None, after a fault, where the comment has no end; where the next one opens
    first, reading goes on there.
    """
    lines = draft.lines
    for at in range(start, len(lines)):
        line = lines[at]
        if at > start and line.lstrip().startswith("<!--"):
            draft.fault(
                start + 1,
                f"the comment opened at line {start + 1} is not closed before the next one opens "
                f"at line {at + 1}: end it with -->",
            )
            return None, at
        if "-->" in line:
            if line.split("-->", 1)[1].strip():
                draft.fault(at + 1, "a comment ends its line: move what follows --> down")
            return "\n".join(lines[start : at + 1]).strip(), at + 1
        if LOOKS_LIKE_FENCE.match(line.replace("<!--", "", 1)):
            draft.fault(at + 1, "a fence inside a comment would never run: take it out")
    draft.fault(start + 1, "this comment is never closed: end it with -->")
    return None, len(lines)


def check_declarations(draft, start, text):
    """Every line of a `maths` comment starts with one of the words for that."""
    for number, line in enumerate(text.removesuffix("-->").split("\n"), start):
        words = line.replace("<!--", "").split()
        words = words[1:] if number == start else words
        if words and words[0] not in DECLARATIONS:
            draft.fault(
                number,
                f"unknown declaration {words[0]!r}: one of {', '.join(DECLARATIONS)}",
            )


def solution(draft, line, text, lang):
    """Enter the id of a solution, if this comment begins one: it is the exercise's name."""
    found = SOLUTION.match(text)
    if found and lang is None:
        draft.unique(line, found["name"])
    elif found or _ABOUT_SOLUTIONS.match(text):
        draft.fault(
            line,
            "a solution begins with <!-- solution name-of-exercise -->, outside the language blocks",
        )
