"""Every link of the book leads somewhere: pages, anchors and files, without MkDocs."""

import difflib
import posixpath
from urllib.parse import unquote, urlsplit

from nnbook.loom import inline
from nnbook.loom.source import Fault


def faults(book):
    """A Fault for every link whose page, anchor or file does not exist."""
    return [fault for page in book.pages for fault in _page_faults(book, page)]


def of_page(page):
    """(line, Link) for every link in the prose of a page, its figures included."""
    for paragraph in page.paragraphs:
        for link in inline.links(paragraph.text):
            yield paragraph.line + paragraph.text.count("\n", 0, link.start), link


def _page_faults(book, name):
    page = book.pages[name]
    for line, link in of_page(page):
        message = _wrong(book, name, link)
        if message:
            yield Fault(page.path, line, message)


def _wrong(book, name, link):
    parts = urlsplit(link.target)
    if parts.scheme in ("https", "mailto"):
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return f"link to {link.target!r}: write https://…, or the name of a file of docs/"
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
    target = path if parts.path else name
    if not link.text.strip() and not parts.fragment.startswith("eq-"):
        return f"link to {link.target!r} has no words: only a link to an equation may be empty"
    if target not in book.pages:
        return _missing_file(book, target, link)
    return _missing_anchor(book.pages[target], unquote(parts.fragment), link)


def _missing_file(book, target, link):
    if target.startswith("..") or not (book.docs / target).is_file():
        near = difflib.get_close_matches(target, book.pages, 1)
        return f"link to {link.target!r}: docs/{target} does not exist{_did_you_mean(near)}"
    return None


def _missing_anchor(page, fragment, link):
    if not fragment or fragment in page.anchors:
        return None
    near = difflib.get_close_matches(fragment, page.anchors, 1)
    return f"link to {link.target!r}: {page.path} has no anchor {fragment!r}{_did_you_mean(near)}"


def _did_you_mean(near):
    return f" (did you mean {near[0]!r}?)" if near else ""
