"""Fenced blocks: where one ends, what it may hold, what it may say that it is.

A block that one Markdown program runs on, another cuts short and a third shows as text
would be tested in one form and read in another. So whatever programs disagree about is
refused, and so is code in a place or of a kind that would never run.
"""

import keyword
import re

from loom.model.page import Fence

INFO_STRINGS = ("python", "math", "text", "console", "toml", "yaml", "html")
QUOTES_AND_ITEMS = r"(?:>|[-*+]\s|\d+[.)]\s|\s)*"
LOOKS_LIKE_FENCE = re.compile(rf"^{QUOTES_AND_ITEMS}(?:`{{3}}|~{{3}})")

_SHOWN = ("text", "console", "toml", "yaml")
_FENCE = re.compile(r"^(?P<indent> *)(?P<marks>`{3,}|~{3,})(?P<info>.*)$")
_DIRECTIVE = re.compile(r"#\s*doctest:")
_REMARK = re.compile(r">>> *#")  # a whole example: doctest does not run it


def opening(line):
    """What opens a fence on this line, as (indent, marks, info), or None."""
    match = _FENCE.match(line)
    if not match or (match["marks"][0] == "`" and "`" in match["info"]):
        return None
    return len(match["indent"]), match["marks"], match["info"]


def fence(draft, start, opened, lang, anchor):
    """The fence that opens at an index of the lines; None, after a fault, without an end.

    opened: what `opening` said of its first line; lang, anchor: as in `Fence`.
    """
    indent, marks, info = opened
    close = _closing_line(draft, start, indent, marks)
    if close is None:
        return None
    body = _body(draft, start, close, indent)
    found = Fence(start + 1, close + 1, indent, info, body, lang, anchor)
    _check_info(draft, found)
    if ">>>" in body:
        _check_prompts(draft, found)
    if found.language == "python" and not body.strip():
        draft.fault(found.line, "an empty python block: write what runs, or delete it")
    return found


def _closing_line(draft, start, indent, marks):
    """The index of the line that closes a fence; None, after a fault, if none does.

    Programs disagree about what closes a fence that is indented otherwise, or that
    has more marks, and a fence left open swallows the next one: all are refused.
    """
    for i in range(start + 1, len(draft.lines)):
        line = draft.lines[i]
        if marks not in line:
            continue
        candidate = line.strip()
        if not candidate.startswith(marks):
            continue
        info = candidate.lstrip(marks[0])
        if not info:
            if candidate != marks or len(line) - len(line.lstrip()) != indent:
                draft.fault(
                    i + 1,
                    f"this fence does not match the one opened at line {start + 1}: close "
                    f"it with {marks} indented by {indent}, or open the outer one with "
                    "more marks",
                )
            return i
        if "`" not in info:
            draft.fault(
                i + 1,
                f"a fence inside the one opened at line {start + 1}: close that one first "
                f"with a line {marks}, or open it with more marks",
            )
            return None
    draft.fault(start + 1, f"this fence is never closed: end it with a line {marks}")
    return None


def _body(draft, start, close, indent):
    lines = draft.lines[start + 1 : close]
    if indent:
        for number, line in enumerate(lines, start + 2):
            if line[:indent].strip():
                draft.fault(
                    number,
                    f"this line stands left of its fence, which is indented by {indent}: "
                    f"indent it by {indent}",
                )
        lines = [line[indent:] for line in lines]
    return "\n".join([*lines, ""])


def _check_info(draft, fence):
    stem = fence.stem
    if fence.info not in INFO_STRINGS and not stem:
        allowed = ", ".join(INFO_STRINGS) + ', python title="nnbook/<stem>.py"'
        draft.fault(
            fence.line, f"unknown info string {fence.info!r}: write exactly one of {allowed}"
        )
    if stem and keyword.iskeyword(stem):
        draft.fault(
            fence.line, f"nnbook/{stem}.py cannot be a module of the book: choose another name"
        )
    if fence.language == "math" and fence.lang:
        draft.fault(
            fence.line,
            "an equation stands once, outside the language blocks: move it below the </div>",
        )


def _check_prompts(draft, fence):
    """A prompt opens a session, or stands where it would never run."""
    if fence.is_session:
        _check_session(draft, fence)
    elif fence.language == "python":
        _check_program(draft, fence)
    elif fence.language in _SHOWN:
        _check_shown(draft, fence)


def _check_program(draft, fence):
    for i, line in enumerate(fence.body.split("\n"), fence.line + 1):
        if line.lstrip().startswith(">>>"):
            draft.fault(
                i,
                "a python block is a program or a session, not both: a session starts with "
                "`>>>` and is not exported",
            )
            return


def _check_session(draft, fence):
    if fence.stem:
        draft.fault(fence.line + 1, "a session is not exported: write ```python alone")
    prompt = ""  # the line that the next output belongs to, if there is one
    for i, line in enumerate(fence.body.split("\n"), fence.line + 1):
        if line.lstrip().startswith(">>>"):
            prompt = line
            if not line.startswith(">>> ") or not line[4:].strip():
                draft.fault(i, "a prompt is `>>> ` at the start of the line, then code")
            if "#" in line and _DIRECTIVE.search(line):
                draft.fault(i, "every output is compared as it is: delete the directive")
        elif not line.strip():
            prompt = ""
        elif not prompt:
            draft.fault(i, "output follows its prompt directly, with no empty line before")
        elif line.startswith("..."):
            prompt = line
        elif _REMARK.match(prompt):
            draft.fault(i, "a comment prints nothing, so this output is not compared: delete one")


def _check_shown(draft, fence):
    """Shown text holds no session, but a fence that it shows may hold one."""
    marks = None
    for i, line in enumerate(fence.body.split("\n"), fence.line + 1):
        inner = _FENCE.match(line)
        if inner and marks is None:
            marks = inner["marks"]
        elif inner and line.strip() == marks:
            marks = None
        elif marks is None and line.lstrip().startswith(">>>"):
            draft.fault(i, "a session is shown here and never run: write ```python above it")
