"""The words of the glossary are explained where a page first uses them.

The first use of a term on a page becomes a link to its entry in appendix B, with a note
beside it: the term, the other language's word, and the first sentence of the entry. A
page of both languages shows both words already, and gets none. On the page of the
glossary, a heading of one language is followed by the other language's word.
"""

import posixpath
import re
from functools import lru_cache
from xml.etree import ElementTree

from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from loom.rules import glossary
from loom.weave import notes

OTHER = {"zh": "en", "en": "zh"}
TAGS = {"zh": "zh-Hans", "en": "en"}
MORE = {"zh": "查术语表", "en": "Look it up in the glossary"}
_SENTENCE = {"zh": re.compile(".+?。", re.DOTALL), "en": re.compile(r".+?\.(?=\s|$)", re.DOTALL)}
_AS_PROSE = ("nnbook_arrange", "inline", "nnbook_maths")
_NOT_PROSE = {
    *("a", "button", "code", "figcaption", "math", "pre", "summary", "svg", "th"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
_NOT_PROSE_CLASSES = {"admonition-title", "nn-cards", "nn-hero", "tabbed-labels"}


class LinkTerms(Treeprocessor):
    """After all else, and after Markdown has tidied blanks: links in the words that are left."""

    def __init__(self, md, select):
        super().__init__(md)
        self.select = select

    def run(self, root):
        """Puts the links and the notes in."""
        self.lang, page = self.select.lang, self.select.book.pages.get(glossary.PAGE)
        if self.lang not in OTHER or page is None:
            return
        self.entries = entries(page, self.lang)
        if self.select.name == glossary.PAGE:
            self._name_partners(root)
            return
        self.find, self.anchors = _words(page, self.lang)
        self.page = posixpath.relpath(glossary.PAGE, posixpath.dirname(self.select.name) or ".")
        self.seen, self.raw_tags = set(), 0
        self._walk(root)

    def _name_partners(self, root):
        for heading in root.iter("h3"):
            own, other, _ = self.entries[heading.get("id")]
            if other != own:
                heading.set("data-toc-label", own)  # the contents speak one language
                heading.append(self._partner(f" {other}"))

    def _walk(self, element):
        new = [*self._split(element, "text")]
        for child in list(element):
            if child.tag not in _NOT_PROSE and child.get("class") not in _NOT_PROSE_CLASSES:
                self._walk(child)
            new += [child, *self._split(child, "tail")]
        element[:] = new

    def _split(self, element, attribute):
        """Shortens a text to what stands before its first term; the links, with tails."""
        text, links, at = getattr(element, attribute), [], 0
        if not text or isinstance(text, AtomicString):
            return links
        for start, end in self._own_words(text):
            for match in self.find.finditer(text, start, end):
                anchor = self.anchors[glossary.plain(match[0])]
                if anchor is None or anchor in self.seen:
                    continue
                self.seen.add(anchor)
                if links:
                    links[-1].tail = text[at : match.start()]
                else:
                    setattr(element, attribute, text[: match.start()])
                links += self._link(match[0], anchor)
                at = match.end()
        if links:
            links[-1].tail = text[at:]
        return links

    def _own_words(self, text):
        """Where a text is not inside a tag that was written out, as `<i lang="en">` is."""
        at = 0
        for match in HTML_PLACEHOLDER_RE.finditer(text):
            if not self.raw_tags:
                yield at, match.start()
            at = match.end()
            raw = str(self.md.htmlStash.rawHtmlBlocks[int(match[1])])
            self.raw_tags += -1 if raw.startswith("</") else "</" not in raw and not raw.startswith("<br")
        if not self.raw_tags:
            yield at, len(text)

    def _link(self, words, anchor):
        """A link to an entry, and the note beside it."""
        target = f"{self.page}#{anchor}"
        link = ElementTree.Element("a", {"class": "term", "href": target})
        link.text = words
        own, other, sentence = self.entries[anchor]
        note = notes.note(own, target, MORE[self.lang])
        if other != own:
            note[0].tail = " "
            note.insert(1, self._partner(other))
        note.insert(-1, self._prose(sentence))
        return [link, note]

    def _partner(self, words):
        """Words of the other language, which say so."""
        element = ElementTree.Element("span", {"lang": TAGS[OTHER[self.lang]]})
        element.text = words
        return element

    def _prose(self, text):
        """A sentence of the glossary's page, read as prose is."""
        root = ElementTree.Element("div")
        ElementTree.SubElement(root, "span").text = self.select.inside(text)
        for name in _AS_PROSE:
            self.md.treeprocessors[name].run(root)
        return root[0]


@lru_cache(maxsize=2)
def _words(page, lang):
    """What finds the words, and by the word, made plain, its anchor, or None in another sense."""
    anchors = {}
    for term in glossary.terms(page):
        anchors |= dict.fromkeys(term.words[lang], term.anchor)
        anchors |= dict.fromkeys(term.other.get(lang, ()))
    plain = {glossary.plain(word): anchor for word, anchor in anchors.items()}
    return glossary.pattern(anchors, lang), plain


@lru_cache(maxsize=2)
def entries(page, lang):
    """By its anchor, a term in its language and the other, and the first sentence of its entry."""
    paragraphs = [paragraph for paragraph in page.paragraphs if paragraph.lang == lang]
    found = {}
    for heading in page.headings:
        text = next((p.text for p in paragraphs if p.line > heading.line), "")
        sentence = _SENTENCE[lang].match(text)
        names = getattr(heading, lang), getattr(heading, OTHER[lang])
        found[heading.anchor] = (*names, sentence[0] if sentence else text)
    return found
