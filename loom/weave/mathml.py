"""TeX to MathML elements, which every current browser sets without a script."""

import re
from html import unescape
from xml.etree import ElementTree

from markdown.util import AtomicString
from math_core import LatexError, LatexToMathML

from loom.model import inline

_CONVERTER = LatexToMathML(fancy_error=False)
_REFUSED = {
    r"\tag": "the number of a display is set by weave",
    r"\label": "an equation is named by the comment above it",
    r"\boxed": "browsers draw no box: set the result apart in words",
    r"\color": r"write \textcolor{…}{…}",
    r"\substack": "browsers do not set it: use two sums",
}
_COLOURS = {"color:#008080;": "teal", "color:#FF8001;": "orange", "color:#800080;": "violet"}
_ENTITY = re.compile(r"&(?!lt;|gt;|amp;)\w+;")  # HTML's names, which XML does not know
_COMMAND = re.compile(r"\\[A-Za-z]+")


class MathsError(ValueError):
    """TeX that cannot be set; the message says what is wrong."""


def mathml(tex, display=False):
    """A formula as a `<math>` element whose `alttext` is its TeX.

    The texts are atomic, so that Markdown leaves a `*` in a formula alone. A colour is a
    class, so that it has a light and a dark form. Raises MathsError for what the browsers
    would set wrongly or not at all.
    """
    for command in _COMMAND.findall(tex):
        if command in _REFUSED:
            raise MathsError(f"{command}: {_REFUSED[command]}")
    try:
        markup = _CONVERTER.convert_with_local_state(tex, displaystyle=display)
    except LatexError as error:
        raise MathsError(str(error).partition(": ")[2] or str(error)) from None
    element = ElementTree.fromstring(_ENTITY.sub(lambda match: unescape(match[0]), markup))
    for part in element.iter():
        if part.text:
            part.text = AtomicString(part.text)
        if part.get("style", "").startswith("color:"):
            part.set("class", _colour(part.attrib.pop("style")))
    element.set("alttext", " ".join(tex.split()))
    return element


def _colour(style):
    if style not in _COLOURS:
        names = ", ".join(_COLOURS.values())
        raise MathsError(rf"\textcolor: the colours of the book are {names}")
    return _COLOURS[style]


def faults(page):
    """(line, message) for every formula of a page that cannot be set."""
    formulas = [(e.fence.line + 1, e.fence.body, True) for e in page.equations]
    for paragraph in page.paragraphs:
        for span in inline.spans(paragraph.text):
            if span.kind == "math":
                line = paragraph.line + paragraph.text.count("\n", 0, span.start)
                formulas.append((line, span.body, False))
    for heading in page.headings:
        for span in inline.spans(f"{heading.zh} | {heading.en}"):
            if span.kind == "math":
                formulas.append((heading.line, span.body, False))
    for line, tex, display in formulas:
        try:
            mathml(tex, display)
        except MathsError as error:
            yield line, f"this formula cannot be set: {error}"
