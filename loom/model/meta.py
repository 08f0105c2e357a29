"""Front matter: `key: value` lines, so simple that every reader of YAML agrees on them."""

import re

from loom.model.titles import halves

KEYS = ("title", "description", "hide", "tags", "notebook")

_PAIR = re.compile(r"^(?P<key>[A-Za-z_][\w-]*):(?: (?P<value>.*))?$")
_ITEM = re.compile(r"^ +- [\w-]+ *$")
_LIST = re.compile(r"^\[[\w, -]*\]$")
_NEEDS_QUOTES = re.compile(r":(?:\s|$)|\s#|^[\[\]{}&*!|>%@`#,?]|^-(?:\s|$)")
_QUOTED = re.compile(r"""^(?:"[^"\\]*"|'[^']*')$""")


def front_matter(draft):
    """Check the front matter, if there is one; returns the index of the line below it."""
    lines = draft.lines
    if lines[0].rstrip() != "---":
        return 0
    for i in range(1, len(lines)):
        if lines[i].rstrip() in ("---", "..."):
            draft.page.body_start = i + 2
            return i + 1
        _check(draft, i + 1, lines[i])
    draft.faults.clear()  # what was read as front matter may be the whole page
    draft.fault(1, "front matter without its closing `---`")
    return len(lines)


def _check(draft, number, line):
    match = _PAIR.match(line)
    if not match:
        if line.strip() and not _ITEM.match(line):
            draft.fault(number, f"front matter reads `key: value`, not {line!r}")
        return
    key, value = match["key"], (match["value"] or "").strip()
    if key not in KEYS:
        draft.fault(number, f"unknown key {key!r} of front matter: one of {', '.join(KEYS)}")
    quoted = _QUOTED.match(value)
    if value[:1] in ("'", '"'):
        if not quoted:
            draft.fault(number, f"the quotes of {key} do not enclose it: write \"…\"")
    elif _NEEDS_QUOTES.search(value) and not _LIST.match(value):
        draft.fault(
            number,
            f"put the {key} between double quotes: YAML reads {value!r} as more than words",
        )
    if key in ("title", "description"):
        halves(draft, number, value[1:-1] if quoted else value, f"the {key} of a page")
