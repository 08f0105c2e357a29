"""The words of the glossary, on every other page, show what the other language says.

The first use of a term in a section becomes a link to its entry in appendix B, and
holds the other language's word, which the style sheet shows on hover and on focus. A
page of both languages shows both words already, and gets none.
"""

import posixpath
from functools import lru_cache
from xml.etree import ElementTree

from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from nnbook.loom import glossary

OTHER = {"zh": "en", "en": "zh"}
TAGS = {"zh": "zh-Hans", "en": "en"}
_SECTIONS = ("h1", "h2")
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
        """Puts the links in."""
        lang, page = self.select.lang, self.select.book.pages.get(glossary.PAGE)
        if lang not in OTHER or page is None or self.select.name == glossary.PAGE:
            return
        self.find, self.entries = _entries(page, lang)
        self.lang = TAGS[OTHER[lang]]
        self.page = posixpath.relpath(glossary.PAGE, posixpath.dirname(self.select.name) or ".")
        self.seen, self.raw_tags = set(), 0
        self._walk(root)

    def _walk(self, element):
        new = [*self._split(element, "text")]
        for child in list(element):
            if child.tag in _SECTIONS:
                self.seen = set()
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
                link = self._link(match[0])
                if link is None:
                    continue
                if links:
                    links[-1].tail = text[at : match.start()]
                else:
                    setattr(element, attribute, text[: match.start()])
                links.append(link)
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

    def _link(self, words):
        anchor, gloss = self.entries[glossary.plain(words)]
        if anchor in self.seen or gloss.casefold() == words.casefold():
            return None
        self.seen.add(anchor)
        link = ElementTree.Element("a", {"class": "term", "href": f"{self.page}#{anchor}"})
        link.text = words
        inside = {"class": "gloss", "lang": self.lang, "data-search-exclude": "true"}
        ElementTree.SubElement(link, "span", inside).text = gloss
        return link


@lru_cache(maxsize=2)
def _entries(page, lang):
    """What finds a term's words, and from the words, made plain, its anchor and gloss."""
    glosses = {heading.anchor: getattr(heading, OTHER[lang]) for heading in page.headings}
    words = [(word, term.anchor) for term in glossary.terms(page) for word in term.words[lang]]
    entries = {glossary.plain(word): (anchor, glosses[anchor]) for word, anchor in words}
    return glossary.pattern([word for word, _ in words], lang), entries
