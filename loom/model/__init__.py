"""A chapter's source, read once: its fences, language blocks, headings, comments.

`read(text, path)` is the only reader of the format that CONTRIBUTING.md describes.
Tangling, weaving and testing all start from the `Page` it returns, so no two of them
can disagree about what is code. It refuses what it does not understand, with the file,
the line and a cure; nothing is ever skipped.

`reader` goes over the lines and asks the others: `meta` about front matter, `fences`,
`comments` and `displays` about what stands between marks, `languages` and `nesting` about
what a line belongs to, `titles` about what both languages share, `lookalikes` and
`paragraphs` about prose. `page` is what comes of it. The time taken is linear in the
length of the text.
"""

from loom.model.prose import LANGUAGES, SPAN_PAIR
from loom.model.draft import Draft
from loom.model.page import (
    Anchor,
    Block,
    Equation,
    Fault,
    Fence,
    Figure,
    Heading,
    Page,
    Paragraph,
    SourceError,
    Titled,
)
from loom.model.reader import Reader

__all__ = [
    "LANGUAGES", "SPAN_PAIR", "Anchor", "Block", "Equation", "Fault", "Fence", "Figure",
    "Heading", "Page", "Paragraph", "SourceError", "Titled", "read",
]  # fmt: skip


def read(text, path, chapter=True):
    """Read a source.

    text: the file's text; a byte order mark and any line ends are accepted.
    path: the name to put into messages, such as `docs/01-neuron.md`.
    chapter: False for a page such as the README, in which only the rules of code,
    formulas and comments hold: its headings, figures and tags are ordinary Markdown.
    Raises SourceError with every fault found.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    draft = Draft(path, text.split("\n"), chapter)
    Reader(draft).run()
    if draft.faults:
        raise SourceError(draft.faults)
    return draft.page
