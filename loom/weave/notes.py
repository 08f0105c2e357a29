"""A note beside a link: what a word or a mark means, shown by the browser's own popover.

The note follows its link in the page, so that the keyboard and a screen reader meet it
next. `docs/js/notes.js` opens it; without a script the link leads where its last line
leads, and the same is told there at length.
"""

from xml.etree import ElementTree

from markdown.util import AtomicString


def note(title, target, more):
    """The element of a note, with its title first and a link to read on last."""
    element = ElementTree.Element("span", {"class": "nn-note", "popover": "", "data-search-exclude": "true"})
    ElementTree.SubElement(element, "strong").text = AtomicString(title)
    link = ElementTree.SubElement(element, "a", {"href": target})
    link.text = AtomicString(more)
    return element
