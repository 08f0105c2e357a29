"""What the engine found out about a display, beside it and in a table, for the reader.

The verdicts come from the committed docs/verdicts.json; nothing is executed here. An
entry counts only while the display, and the definitions and the code it rests on, are
what they were when it was written: else there is no badge.

A page with the comment `<!-- verdicts -->` shows the table there; the badges lead to it.
"""

import posixpath
import re
from xml.etree import ElementTree

from markdown.util import AtomicString

from loom.model import book as books
from loom.weave import notes
from loom.rules.maths import lock
from loom.rules.maths.words import VERDICTS, both

_TABLE = re.compile(r"<!--\s*verdicts\s*-->")
_CHECK = "M3 8.6 6.4 12 13 4.6"
_ICONS = {
    "proved": ["M1 8.6 4.4 12 11 4.6", "M7.6 11.2 8.4 12 15 4.6"],
    "proved-at-sizes": ["M1 7.2 4.4 10.6 11 3.2", "M7.6 9.8 8.4 10.6 15 3.2", "M2 14H14"],
    "checked": [_CHECK],
    "program": ["M4 3.5 .8 8 4 12.5", "M12 3.5 15.2 8 12 12.5", "M5.4 8.4 7.3 10.3 10.6 6"],
    "definition": ["M3 6v.2", "M3 10.6v.2", "M6.6 6.4H13.4", "M6.6 10H13.4"],
    "given": ["M8 8v.2"],
    "skipped": ["M4 8H12"],
    "refuted": ["M4 4 12 12", "M12 4 4 12"],
}
MEANINGS = {
    "proved": ("推算得出，不是只试了几个数。", "Worked out exactly, not just tried with a few numbers."),
    "proved-at-sizes": ("在这些大小下推算得出，不是只试了几个数。", "Worked out exactly for these sizes, not just tried with a few numbers."),
    "checked": ("用许多数算过，两边每次都相符。", "Both sides were worked out in numbers, and they agree."),
    "program": ("书里的程序算出同样的数。", "The book's program computes the same numbers."),
    "definition": ("定义要是写错，另一个式子就不成立。", "If it were wrong, another statement would fail."),
    "given": ("例子里规定的数。", "Numbers that the example starts from."),
    "skipped": ("程序读不了这个公式。", "The program cannot read this equation."),
    "refuted": ("故意印出来的错误；程序查出它不成立。", "Printed on purpose; the program finds that it does not hold."),
}
MORE = ("怎样检查", "How it was checked")
_HEADS = (("公式", "Equation"), ("结论", "Verdict"), ("怎样得出", "How"), ("察觉／试改", "Killed / tried"))


def is_table(comment):
    """Whether a comment of a source stands for the table of verdicts."""
    return _TABLE.fullmatch(comment.text) is not None


class Badges:
    """The current verdicts of a book."""

    def __init__(self, book):
        self.book, self.locked = book, lock.read(book.root)
        self.contexts = lock.contexts(book)
        self.page = next((name for name, page in book.pages.items()
                          if any(map(is_table, page.comments))), None)

    def entry(self, equation):
        """The lock's entry for a display, or None where it is out of date.

        A display that is recalled has that of the display that it shows again.
        """
        page = self.book.equations[equation.name].page
        first = next(e for e in self.book.pages[page].equations
                     if e.name == equation.name and e.kind != "recall")
        hashed = lock.digest(first.kind, first.argument, equation.fence.body)
        return lock.current(self.locked, page, equation.name, hashed, self.contexts[page])

    # Beside a display ----------------------------------------------------------------

    def badge(self, equation, select):
        """The elements of the verdict on a display: none without one, else a mark and its note."""
        entry = self.entry(equation)
        if entry is None:
            return []
        words = select.choose(*(_label(entry, lang) for lang in (0, 1)))
        badge = ElementTree.Element("a" if self.page else "span", {"class": "verdict", "aria-label": words})
        badge.append(_icon(entry["verdict"]))
        if entry["verdict"] == "refuted":  # shown in words, so that no one takes it for true
            badge.set("class", "verdict verdict-refuted")
            shown = ElementTree.SubElement(badge, "span")
            shown.text = AtomicString(select.choose(*VERDICTS["refuted"]))
        if not self.page:
            badge.set("role", "img")
            return [badge]
        own = posixpath.dirname(select.name) or "."
        badge.set("href", f"{posixpath.relpath(self.page, own)}#verdict-{equation.name}")
        return [badge, self._note(entry, badge.get("href"), select)]

    def _note(self, entry, target, select):
        """What a mark means, and how this verdict was reached."""
        note = notes.note("", target, "")
        _words(note[0], select, *VERDICTS[entry["verdict"]])
        _words(note[1], select, *MORE)
        for pair in (_reason(entry), MEANINGS[entry["verdict"]]):
            line = ElementTree.Element("span")
            _words(line, select, *pair)
            note.insert(-1, line)
        return note

    # The table -----------------------------------------------------------------------

    def tables(self, select):
        """A `<div>`: how many verdicts there are, and a table for each page."""
        root = ElementTree.Element("div", {"class": "verdicts"})
        rows = {name: list(self._entries(page)) for name, page in self.book.pages.items()}
        _sentence(root, "p", select, *_summary([e for page in rows.values() for _, e in page]))
        for name, entries in rows.items():
            if entries:
                self._table(root, select, name, entries)
        return root

    def _entries(self, page):
        for equation in page.equations:
            entry = equation.kind != "recall" and self.entry(equation)
            if entry:
                yield equation, entry

    def _table(self, root, select, name, entries):
        page = self.book.pages[name]
        heading = next(h for h in page.headings if h.level == 1)
        zh, en = map(select.inside, books.title(page, name))
        title = ElementTree.SubElement(root, "h3", {"id": f"verdicts-{heading.anchor}"})
        _words(title, select, zh, en, _markdown)
        table = ElementTree.SubElement(root, "table", {"class": "verdict-table"})
        head = ElementTree.SubElement(ElementTree.SubElement(table, "thead"), "tr")
        for pair in _HEADS:
            _words(ElementTree.SubElement(head, "th", {"scope": "col"}), select, *pair)
        body = ElementTree.SubElement(table, "tbody")
        for equation, entry in entries:
            self._row(body, select, name, equation, entry)

    def _row(self, body, select, name, equation, entry):
        row = ElementTree.SubElement(body, "tr", {"id": f"verdict-{equation.name}"})
        cell = ElementTree.SubElement(row, "th", {"scope": "row"})
        own = posixpath.relpath(name, posixpath.dirname(select.name) or ".")
        link = ElementTree.SubElement(cell, "a", {"href": f"{own}#eq-{equation.name}"})
        link.text = AtomicString(f"({self.book.equations[equation.name].number})")
        _breakable(ElementTree.SubElement(cell, "code"), equation.name)
        cell = ElementTree.SubElement(row, "td", {"class": "verdict-word"})
        cell.append(_icon(entry["verdict"]))
        _words(cell, select, *VERDICTS[entry["verdict"]])
        _words(ElementTree.SubElement(row, "td"), select, *_reason(entry))
        cell = ElementTree.SubElement(row, "td", {"class": "verdict-count"})
        label = ElementTree.SubElement(cell, "span", {"class": "verdict-label"})
        _words(label, select, *_HEADS[-1])
        label.tail = AtomicString(f"{entry['killed']} / {entry['mutants']}")


def _label(entry, lang):
    """What a screen reader says of a badge: the verdict, and how it was reached."""
    how = _reason(entry)[lang].replace("`", "")
    return ("：", ": ")[lang].join(filter(None, (VERDICTS[entry["verdict"]][lang], how)))


def _reason(entry):
    """How a verdict was reached, in Chinese and in English."""
    return both(lock.reasons(entry))


def _icon(verdict):
    svg = ElementTree.Element("svg", {"viewBox": "0 0 16 16", "aria-hidden": "true"})
    for path in _ICONS[verdict]:
        ElementTree.SubElement(svg, "path", {"d": path})
    return svg


def _summary(entries):
    """How many displays have which verdict, and what became of their mutants."""
    counts = [(pair, sum(entry["verdict"] == verdict for entry in entries))
              for verdict, pair in VERDICTS.items()]
    zh = "，".join(f"{words} {count} 个" for (words, _), count in counts if count)
    en = ", ".join(f"{count} × {words}" for (_, words), count in counts if count)
    tried, killed = (sum(entry[key] for entry in entries) for key in ("mutants", "killed"))
    rest = tried - killed
    return (
        f"编号的公式共 {len(entries)} 个：{zh}。试着改错 {tried} 处，察觉 {killed} 处"
        + (f"；其余 {rest} 处改了以后仍然成立。" if rest else "。"),
        f"{len(entries)} numbered equations: {en}. Of {tried} mutants that were tried, {killed} "
        "were killed" + (f"; the other {rest} leave the equation true." if rest else "."),
    )


def _sentence(parent, tag, select, zh, en):
    """A pair of paragraphs, which both languages show side by side."""
    if select.lang != "both":
        _words(ElementTree.SubElement(parent, tag), select, zh, en)
        return
    pair = ElementTree.SubElement(parent, "div", {"class": "pair"})
    for lang, words in (("zh-Hans", zh), ("en", en)):
        side = ElementTree.SubElement(pair, "div", {"lang": lang})
        _text(ElementTree.SubElement(side, tag), words)


def _words(element, select, zh, en, put=None):
    """Puts the words of the page's language into an element; both, each said to be its own."""
    put = put or _text
    if select.lang != "both":
        put(ElementTree.SubElement(element, "span"), select.choose(zh, en))
        return
    for lang, words in (("zh-Hans", zh), ("en", en)):
        if words:
            put(ElementTree.SubElement(element, "span", {"lang": lang}), words)


def _markdown(element, words):
    """Words of a source as an element's text, which Markdown has still to read."""
    element.text = words


def _breakable(element, name):
    """A name that may go on in the next line after each of its words."""
    first, *rest = re.split("(?<=_)(?=.)", name)
    element.text = AtomicString(first)
    for word in rest:
        ElementTree.SubElement(element, "wbr").tail = AtomicString(word)


def _text(element, words):
    """Words as an element's text, what stands between backticks as code."""
    plain, *rest = re.split("`([^`]*)`", words)
    element.text = AtomicString(plain)
    for name, tail in zip(rest[::2], rest[1::2]):
        code = ElementTree.SubElement(element, "code")
        code.text, code.tail = AtomicString(name), AtomicString(tail)
