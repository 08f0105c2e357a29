"""A whole paragraph, once its last line is known: its code, formulas, tags, words and ids.

Rules are asked of the paragraph at once, and only where a sign that they are about stands
in it: most paragraphs hold no more than words and a formula.
"""

from loom.model import inline, prose
from loom.model.displays import BAR, BARE_BAR


def check(draft, paragraph):
    """Note everything that is wrong in a paragraph, and enter the ids that it writes."""
    bare = check_inline(draft, paragraph)
    if bare is None or not draft.chapter:
        return
    if "id=" in bare or "{" in bare:
        draft.enter_ids(bare, paragraph.line_finder(), paragraph.language_finder())
    lang, text = paragraph.lang, paragraph.text
    if lang or not text.startswith("!["):  # else a figure, whose halves are asked one by one
        _note(draft, paragraph, prose.foreign(text, bare, lang))
        if lang is None and "![" in bare:
            _note(draft, paragraph, prose.lost_images(bare))


def check_inline(draft, paragraph):
    """Check what stands inside the lines of a paragraph or of a heading.

    Returns the text with blanks for its code and formulas, or None when it cannot be read.
    """
    text = paragraph.text
    try:
        bare = inline.blank(text)
    except inline.InlineFault as error:
        _note(draft, paragraph, [(error.offset, str(error))])
        return None
    if "|" in text or "```" in text:
        _note(draft, paragraph, _wrong_spans(text))
    if draft.chapter:
        _note(draft, paragraph, prose.misread(text, bare))
    return bare


def _note(draft, paragraph, wrong):
    """Note faults that are told by their offsets."""
    line_of = None
    for offset, message in wrong:
        line_of = line_of or paragraph.line_finder()
        draft.fault(line_of(offset), message)


def _wrong_spans(text):
    for span in inline.spans(text):
        if span.kind == "math" and "|" in span.body and BAR.search(span.body):
            yield span.start, BARE_BAR
        if span.kind == "code" and "\n" in span.body and text.startswith("```", span.start):
            yield span.start, "a fence stands on lines of its own: here it would never run"
