"""A drawing as an element of the page, so that it takes the page's colours."""

import re
from xml.etree import ElementTree

from markdown.util import AtomicString

_SVG = "{http://www.w3.org/2000/svg}"
_USE = re.compile(r"url\(#([^)]+)\)")


def element(path, alt):
    """The `<svg>` of a file, described by `alt`.

    Its ids get the file's name in front, because two drawings on one page may each
    have an `arrow`. Raises OSError or ElementTree.ParseError for an unusable file.
    """
    svg = ElementTree.parse(path).getroot()
    for part in svg.iter():
        part.tag = part.tag.removeprefix(_SVG)
        for name, value in list(part.attrib.items()):
            if name == "id":
                part.set(name, f"{path.stem}-{value}")
            elif name.endswith("href") and value.startswith("#"):
                part.set(name, f"#{path.stem}-{value[1:]}")
            else:
                part.set(name, _USE.sub(rf"url(#{path.stem}-\1)", value))
        if part.text:
            part.text = AtomicString(part.text)
        if part.tail:
            part.tail = AtomicString(part.tail)
    svg.attrib.pop("width", None)
    svg.attrib.pop("height", None)
    svg.set("role", "img")
    svg.set("aria-label", alt)
    svg.set("data-search-exclude", "true")
    svg.tail = None
    return svg
