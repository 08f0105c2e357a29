"""A drawing as an element of the page, so that it takes the page's colours."""

import re
from xml.etree import ElementTree
from xml.parsers import expat

from markdown.util import AtomicString

from loom.model import Fault, SourceError

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "http://www.w3.org/1999/xlink}"
_XML = "http://www.w3.org/XML/1998/namespace}"
_USE = re.compile(r"url\(#([^)]+)\)")
_ELSEWHERE = re.compile(r"url\(\s*(?!#)[^)]*|@import|javascript:", re.IGNORECASE)
_TAGS = frozenset(
    "circle clipPath defs desc ellipse g line linearGradient marker mask path pattern polygon "
    "polyline radialGradient rect stop svg symbol text textPath title tspan use".split()
)


def element(path, alt, name="", shown=""):
    """The `<svg>` of a file, described by `alt`.

    name: what its ids begin with; the file's own name by default.
    shown: how messages call the file; its path by default.
    Raises OSError for a file that is not there and SourceError, with the file's own
    line, for one that cannot stand in a page.
    """
    text = path.read_bytes()
    wrong = [Fault(shown or str(path), line, message) for line, message in _faults(text)]
    if wrong:
        raise SourceError(wrong)
    return inlined(ElementTree.fromstring(text), name or path.stem, alt)


def _faults(text):
    """(line, message) for all that keeps a drawing from standing in a page."""
    found, parser = [], expat.ParserCreate(namespace_separator="}")

    def fault(message):
        found.append((parser.CurrentLineNumber, message))

    def start(tag, attributes):
        space, _, name = tag.rpartition("}")
        if space != _SVG[1:-1]:
            fault(f"<{name}> is no element of SVG: delete it, and give <svg> its xmlns")
        elif name not in _TAGS:
            fault(f"<{name}> cannot stand in a page: delete it, or draw it with lines and text")
        for key, value in attributes.items():
            _, _, own = key.rpartition("}")
            if "}" in key and not key.startswith((_XLINK, _XML)):
                fault(f"the attribute {own} is of another program: delete it")
            if own.lower().startswith("on"):
                fault(f"a page needs no script: delete {own}")
            if own == "href" and not value.startswith("#"):
                fault(f"a drawing refers to its own parts alone, not to {value!r}: delete it")
            if _ELSEWHERE.search(value):
                fault(f"a page asks nobody for anything: delete {_ELSEWHERE.search(value)[0]!r}")

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = lambda *_: fault("a drawing needs no DOCTYPE: delete it")
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        found.append((error.lineno, f"this is no SVG ({reason}): correct it"))
    return found


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
