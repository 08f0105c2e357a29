"""A drawing as an element of the page, so that it takes the page's colours."""

import re
from xml.etree import ElementTree

from markdown.util import AtomicString

_SVG = "{http://www.w3.org/2000/svg}"
_USE = re.compile(r"url\(#([^)]+)\)")


def element(path, alt):
    """The `<svg>` of a file, described by `alt`.

    Raises OSError or ElementTree.ParseError for an unusable file.
    """
    return inlined(ElementTree.parse(path).getroot(), path.stem, alt)


def inlined(svg, name, alt):
    """An `<svg>` made ready to stand in a page, described by `alt`.

    Its ids get the name in front, because two drawings on one page may each have an
    `arrow`.
    """
    for part in svg.iter():
        part.tag = part.tag.removeprefix(_SVG)
        for key, value in list(part.attrib.items()):
            if key == "id":
                part.set(key, f"{name}-{value}")
            elif key.endswith("href") and value.startswith("#"):
                del part.attrib[key]
                part.set("href", f"#{name}-{value[1:]}")
            else:
                part.set(key, _USE.sub(rf"url(#{name}-\1)", value))
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
