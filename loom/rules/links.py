"""Every link of the book leads somewhere: pages, anchors and files, without MkDocs."""

import difflib
import os
import posixpath
from urllib.parse import unquote, urlsplit

from loom.model import inline
from loom.model import Fault


def faults(book):
    """A Fault for every link whose page, anchor or file does not exist."""
    return [fault for page in book.pages for fault in _page_faults(book, page)]


def of_page(page):
    """(line, lang, Link) for every link in the headings and the prose of a page, figures too."""
    for heading in page.headings:
        for link in inline.links(page.lines[heading.line - 1]):
            yield heading.line, None, link
    for paragraph in page.paragraphs:
        line_of, lang_of = paragraph.line_finder(), paragraph.language_finder()
        for link in inline.links(paragraph.text):
            yield line_of(link.start), lang_of(link.start), link


def _page_faults(book, name):
    page = book.pages[name]
    for line, lang, link in of_page(page):
        message = _wrong(book, name, link, lang)
        if message:
            yield Fault(page.path, line, f"link to {link.target!r}: {message}")


def _wrong(book, name, link, lang):
    try:
        parts = urlsplit(link.target)
    except ValueError as error:
        return f"this is no address ({error}): correct it"
    if not link.text.strip() and not parts.fragment.startswith("eq-"):
        return "it has no words: only a link to an equation may be empty"
    if link.is_loaded and (parts.scheme or parts.netloc):
        return "a page asks no other host for anything: put the file into docs/"
    if parts.scheme == "mailto" or (parts.scheme == "https" and parts.netloc):
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return "write https://…, or the name of a file of docs/"
    if not parts.path and not parts.fragment:
        return "it leads nowhere: write a page, a file or #anchor"
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
    target = path if parts.path else name
    if target not in book.pages:
        return _missing_file(book, target)
    return _missing_anchor(book.pages[target], unquote(parts.fragment), lang)


def _missing_file(book, target):
    if target.startswith("../"):
        return "it leads out of docs/: write https://…, or the name of a file of docs/"
    if not os.path.isfile(book.docs / target):
        near = difflib.get_close_matches(target, book.pages, 1)
        return f"docs/{target} does not exist{_did_you_mean(near)}"
    return None


def _missing_anchor(page, fragment, lang):
    if not fragment:
        return None
    known = page.anchors.get(fragment)
    if known:
        if known.lang in (None, lang):
            return None
        where = f"the {known.lang} text alone (line {known.line})"
        return f"{page.path} has this anchor in {where}: move it out of the language block"
    near = difflib.get_close_matches(fragment, page.anchors, 1)
    return f"{page.path} has no anchor {fragment!r}{_did_you_mean(near)}"


def _did_you_mean(near):
    return f" (did you mean {near[0]!r}?)" if near else ": correct it"
