"""What stands once and reads `中文 | English`: headings, figures, the titles of boxes."""

import re

from loom.model import inline, prose
from loom.model.prose import LANGUAGES
from loom.model.page import Figure, Heading

HEADING = re.compile(r"^(?P<marks>#{1,6}) +(?P<title>[^ ].*)$")
_ID = re.compile(r" \{#(?P<id>[A-Za-z][A-Za-z0-9_-]*)\}$")
_FIGURE = re.compile(
    r'^!\[(?P<alt>.*)\]\((?P<target>[^()\s"]+\.svg)(?: "(?P<caption>[^"]*)")?\) *$'
)


def halves(draft, number, title, what):
    """The two halves of a title; after a fault, the title twice.

    what: its name for a message, such as "a heading".
    """
    try:
        found = inline.split_languages(title)
    except inline.InlineFault as error:
        draft.fault(number, str(error))
        return title, title
    if found is None:
        draft.fault(
            number,
            f"{what} reads `中文 | English`, with exactly one ` | ` outside code and "
            f"mathematics, not {title!r}",
        )
        return title, title
    for lang, half in zip(LANGUAGES, found):
        bare = inline.blank(half)
        for _, message in prose.unbalanced(bare) if "<" in bare else ():
            draft.fault(number, message)
        for _, message in prose.foreign(half, bare, lang):
            draft.fault(number, message)
    return found


def heading(draft, number, line, lang):
    """Enter a heading of a chapter; returns its id, or None after a fault."""
    marks, _, title = line.rstrip().partition(" ")
    title = title.lstrip(" ")
    if lang:
        draft.fault(
            number,
            "a heading stands outside the language blocks, as `中文 | English {#id}`: move it there",
        )
    found = _ID.search(title)
    title = title[: found.start()].rstrip() if found else title
    zh, en = halves(draft, number, title, "a heading")
    if "{" in title and "{" in prose.outside(title):
        draft.fault(number, "no braces in a title but those of its id: delete them")
    anchor = found["id"] if found else ""
    if found:
        draft.unique(number, anchor)
    else:
        draft.fault(number, "give this heading an explicit id: {#words-with-hyphens}")
    draft.page.headings.append(Heading(number, len(marks), zh, en, anchor))
    return anchor or None


def figure(draft, number, line):
    """Enter a figure, which is one line."""
    match = _FIGURE.match(line)
    if not match:
        draft.fault(
            number,
            'a figure reads ![中文 | English](drawings/name.svg "中文 | English") on one line',
        )
        return
    alt = halves(draft, number, match["alt"], "the alternative text of a figure")
    caption = match["caption"]
    if caption is not None:
        caption = halves(draft, number, caption, "the caption of a figure")
    draft.page.figures.append(Figure(number, match["target"], alt, caption))
