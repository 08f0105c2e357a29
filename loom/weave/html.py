"""From a chapter's source to the page of one language, as a Python-Markdown extension.

`weave(text, lang)` needs no MkDocs; the site uses the same extension. The source is
read by `source.read`; a preprocessor keeps what belongs to the language and leaves a
mark where an element has to be built; two tree processors, one before and one after
Markdown reads inside the paragraphs, put the elements in. `both` keeps both languages
and sets each pair of blocks side by side.
"""

import posixpath
import re
from collections import Counter
from functools import cached_property
from pathlib import Path
from string import punctuation
from urllib.parse import unquote
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions import Extension as MarkdownExtension
from markdown.extensions.toc import render_inner_html, strip_tags
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString

from loom import model as source
from loom.model import inline
from loom.weave import drawing
from loom.model import book as books
from loom.weave.badges import Badges, is_table
from loom.rules.exercises import NameBoxes, Ways
from loom.weave.mathml import mathml
from loom.weave.mathml import faults as maths_faults
from loom.model import SPAN_PAIR, Fault, SourceError
from loom.weave.tables import NameHeaders
from loom.weave.terms import LinkTerms

MODES = ("zh", "en", "both")
TAGS = {"zh": "zh-Hans", "en": "en"}
LONG = 40  # characters of TeX that may not fit the line of a small phone
EXTENSIONS = {
    "admonition": {},
    "attr_list": {},
    "def_list": {},
    "md_in_html": {},
    "tables": {},
    "pymdownx.details": {},
    "pymdownx.highlight": {"pygments_lang_class": True},
    "pymdownx.superfences": {},
    "pymdownx.tabbed": {"alternate_style": True},
}
_MARK = re.compile(f"{STX}nnbook-(\\w+):(\\d+){ETX}")
_BETWEEN = re.compile(f'(?<=</span>) ?(?=<span lang="{TAGS["en"]}">)')
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WIDE = f"[{_HAN}\u3000-\u303f\uff00-\uffef]"
_MARKUP = r"\]\([^()\n]*\)|</\w+>|[*_~`]"
_QUOTES = "[“”‘’—…·]"  # as wide as a Chinese character, but only beside one
_JOIN = re.compile(
    f"(?<={_WIDE})((?:{_QUOTES}|{_MARKUP})*)\n[ ]*([*_~`\\[]*)(?={_WIDE}|{_QUOTES})"
    f"|(?<={_QUOTES[:-1]}{_WIDE[1:]})((?:{_MARKUP})*)\n[ ]*([*_~`\\[]*)(?={_QUOTES}*{_WIDE})"
    f"|(?<=[，。；：、！？）》」』】])((?:{_MARKUP})*)\n[ ]*(?=[A-Za-z$`(\\[{STX}])"  # they bring their own gap
)
_CHINESE_STRING = re.compile(r'<span class="s(?=\w*">[^<]*[\u4e00-\u9fff])(\w*)')
_OPENING, _CLOSING = "（“‘《「([", "，。；：、！？）”’》」…,.;:!?)]%"


def weave(text, lang, *, page="page.md", book=None, root="."):
    """The HTML of a source's body.

    lang: "zh", "en" or "both".
    page: the page's name, such as `01-neuron.md`; its digits number the equations.
    book: the Book that links to other pages' equations refer to, and whose verdicts
    stand beside the displays; this page alone, without verdicts, by default.
    root: the folder with docs/, in which the figures' drawings lie; a book knows its own.
    Raises SourceError, with file and line, for a source that cannot be woven, and
    ValueError for an unknown lang.
    """
    parsed = source.read(text, f"docs/{page}")
    whole = book or books.assemble(root, {page: parsed})
    check(parsed, whole.root)
    extension = Extension(lang=lang, page=page, root=str(root))
    extension.book = book
    body = "\n".join(parsed.lines[parsed.body_start - 1 :])
    return Markdown(extensions=[extension]).convert(body)


def check(page, root="."):
    """Raises SourceError for the formulas and drawings of a page that no browser could show.

    root: the folder with docs/.
    """
    faults = [Fault(page.path, line, message) for line, message in maths_faults(page)]
    for figure in page.figures:
        try:
            _drawn(page, figure, root)
        except SourceError as error:
            faults += error.faults
    if faults:
        raise SourceError(faults)


def _drawn(page, figure, root, alt="", name=""):
    """The `<svg>` of a figure. Raises SourceError."""
    shown = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), unquote(figure.target)))
    if re.search("^/|[:\0]", unquote(figure.target)) or not shown.startswith("docs/"):
        wrong = "a drawing is a file of docs/, such as drawings/name.svg"
        raise SourceError([Fault(page.path, figure.line, f"{figure.target!r}: {wrong}")])
    try:
        return drawing.element(Path(root) / shown, alt, name, shown)
    except OSError as error:
        missing = "does not exist" if isinstance(error, FileNotFoundError) else "cannot be read"
        wrong = f"{shown} {missing}: correct the name, or put the drawing there"
        raise SourceError([Fault(page.path, figure.line, wrong)]) from None


def join_wide_lines(text):
    """Prose without the line breaks between Chinese characters, or behind a wide stop: they would be gaps."""
    return _JOIN.sub(r"\1\2\3\4\5", text)


def spoken(text):
    """Words for an attribute, which holds no elements: formulas as TeX, code without marks."""
    pieces, at = [], 0
    for span in inline.spans(text):
        pieces += text[at : span.start], span.body.strip()
        at = span.end
    return "".join(pieces) + text[at:]


class Extension(MarkdownExtension):
    """`nnbook`: the language filter, the mathematics and the joining of CJK lines.

    It brings the extensions that the source format needs. `lang` and `page` are
    options; `book` is set by whoever has read the whole book.
    """

    def __init__(self, **options):
        self.config = {
            "lang": ["both", "zh, en or both"],
            "page": ["page.md", "the name of the page that is woven"],
            "book": ["", "the Book that it belongs to"],
            "root": [".", "the folder with docs/, for a page without a book"],
        }
        super().__init__(**options)
        if self.getConfig("lang") not in MODES:
            raise ValueError(f"lang is one of {', '.join(MODES)}, not {self.getConfig('lang')!r}")
        self.book = self.getConfig("book") or None

    @cached_property
    def badges(self):
        """The verdicts of the book; None for a page that is woven on its own."""
        return Badges(self.book) if self.book else None

    def extendMarkdown(self, md):
        """Register what weaves a page. (The name is Python-Markdown's.)"""
        md.registerExtensions(list(EXTENSIONS), EXTENSIONS)
        md.block_level_elements.remove("math")  # or a line break follows a formula
        md.ESCAPED_CHARS += sorted(set(punctuation) - set(md.ESCAPED_CHARS))
        select = Select(md, self)
        md.preprocessors.register(select, "nnbook_select", 29)
        md.treeprocessors.register(Arrange(md, select), "nnbook_arrange", 30)
        md.treeprocessors.register(SetMaths(md, select), "nnbook_maths", 15)
        md.treeprocessors.register(NameHeaders(md), "nnbook_tables", 14)
        md.treeprocessors.register(LinkTerms(md, select), "nnbook_terms", 9)
        md.treeprocessors.register(NameBoxes(md, select), "nnbook_exercises", 12)
        md.treeprocessors.register(LabelHeadings(md, select), "nnbook_labels", 6)
        md.treeprocessors.register(PassOver(md), "nnbook_pass_over", 4)
        md.postprocessors.register(CodeLanguage(md), "nnbook_code", 1)


class Select(Preprocessor):
    """Keeps what belongs to the language; leaves marks for what has to be built."""

    def __init__(self, md, extension):
        super().__init__(md)
        self.extension = extension
        self.lang = extension.getConfig("lang")

    def run(self, lines):
        """The lines of the page in its language, as many as there were, or more."""
        self.name = self.extension.getConfig("page")
        self.page = source.read("\n".join(lines), f"docs/{self.name}")
        self.book = self.extension.book or books.assemble(
            self.extension.getConfig("root"), {self.name: self.page}
        )
        self.badges = self.extension.badges
        self.ways = Ways(self.page, self.book)
        self.page.headings += self.ways.headings()
        self.built = []
        self.out = list(self.page.lines)
        self._paragraphs()
        for comment in self.page.comments:
            self._clear(comment.line, comment.line + comment.text.count("\n"))
            if is_table(comment) and self.badges:
                self.out[comment.line - 1] = f"\n{self.mark('verdicts', comment)}\n"
        self._headings_and_titles()
        self._ways()
        self._fences()
        self._figures()
        self._blocks()
        return "\n".join(self.out).split("\n")

    def mark(self, kind, thing):
        """A piece of text that stands for something to be built later."""
        self.built.append(thing)
        return f"{STX}nnbook-{kind}:{len(self.built) - 1}{ETX}"

    def choose(self, zh, en, joined=" · "):
        """The words of the page's language; both, joined, where it has two."""
        return {"zh": zh, "en": en, "both": f"{zh}{joined}{en}"}[self.lang]

    def _clear(self, first, last):
        self.out[first - 1 : last] = [""] * (last - first + 1)

    def _paragraphs(self):
        for paragraph in self.page.paragraphs:
            if paragraph.lang in (None, self.lang) or self.lang == "both":
                lines = self.inside(paragraph.text).split("\n")
                self.out[paragraph.line - 1 : paragraph.line - 1 + len(lines)] = lines

    def inside(self, text):
        """Inline text with its formulas marked, its spans chosen, its links filled."""
        text = self._fill_links(self._choose_spans(text))
        pieces, at = [], 0
        for span in inline.spans(text):
            if span.kind == "math":
                pieces += text[at : span.start], self.mark("maths", span.body)
                at = span.end
        return "".join(pieces) + text[at:]

    def _choose_spans(self, text):
        if '<span lang="zh">' not in text:
            return text
        bare, pieces, at = inline.blank(text), [], 0
        for match in SPAN_PAIR.finditer(bare):
            zh, en = (text[match.start(i) : match.end(i)] for i in (1, 2))
            pieces += text[at : match.start()], self.choose(*_with_lang(self.lang, zh, en), " ")
            at = match.end()
        return "".join(pieces) + text[at:]

    def _fill_links(self, text):
        if "[](" not in text:
            return text
        pieces, at = [], 0
        for link in inline.links(text):
            if text.startswith("[](", link.start):
                name = link.target.partition("#eq-")[2]
                known = self.book.equations.get(name)
                pieces += text[at : link.start + 1], f"({known.number if known else name})"
                at = link.start + 1
        return "".join(pieces) + text[at:]

    def _headings_and_titles(self):
        for heading in self.page.headings:
            zh, en = _with_lang(self.lang, heading.zh, heading.en)
            title = self.inside(self.choose(zh, en, " "))
            if heading.level == 1 and (label := books.chapter_label(self.name)):
                title = f'<span class="nn-number">{label}</span> {title}'
            self.out[heading.line - 1] = f"{'#' * heading.level} {title} {self.mark('heading', heading)}"
        for title in self.page.titles:
            before, _, _ = self.page.lines[title.line - 1].partition('"')
            words = self.inside(self.choose(*_with_lang(self.lang, title.zh, title.en)))
            self.out[title.line - 1] = before + '"' + words.replace('"', "'") + '"'

    def _ways(self):
        for line, link in self.ways.links(lambda *words: self.choose(*_with_lang(self.lang, *words), " ")):
            self.out[line] = f"\n{self.inside(link)}\n{self.out[line]}"

    def _fences(self):
        for equation in self.page.equations:
            fence, indent = equation.fence, " " * equation.fence.indent
            self._clear(fence.line, fence.end)
            self.out[fence.line - 1] = f"\n{indent}{self.mark('display', equation)}\n"
        for fence in self.page.fences:
            if fence.language != "math":
                self.out[fence.line - 1] = self._code_header(fence)

    def _code_header(self, fence):
        line = self.page.lines[fence.line - 1]
        marks = line[: len(line.rstrip()) - len(fence.info)].rstrip()
        session = fence.language == "python" and fence.body.lstrip().startswith(">>>")
        header = ".pycon" if session else f".{fence.language}"
        if fence.stem:
            header += f' title="nnbook/{fence.stem}.py"'
        if fence.lang is None:
            header += ' data-lang="en"'
        return f"{marks}{{{header}}}"

    def _figures(self):
        for figure in self.page.figures:
            self.out[figure.line - 1] = f"\n{self.mark('figure', figure)}\n"

    def _blocks(self):
        for block in self.page.blocks:
            if self.lang == "both":
                self.out[block.line - 1] = f"\n{self.mark('open', block.lang)}\n"
                self.out[block.end - 1] = f"\n{self.mark('close', block.lang)}\n"
            elif self.lang == block.lang:
                self._clear(block.line, block.line)
                self._clear(block.end, block.end)
            else:
                self._clear(block.line, block.end)


def _with_lang(mode, zh, en):
    if mode != "both":
        return zh, en
    return tuple(f'<span lang="{TAGS[lang]}">{words}</span>' for lang, words in (("zh", zh), ("en", en)))


class Arrange(Treeprocessor):
    """Before Markdown reads inside paragraphs: pairs, figures, joined CJK lines."""

    def __init__(self, md, select):
        super().__init__(md)
        self.select = select

    def run(self, root):
        """Rearranges the tree in place."""
        self.drawn = Counter()
        self._pairs(root)
        for parent in list(root.iter()):
            for i, child in enumerate(parent):
                kind, thing = _marked(child, self.select)
                if kind == "figure":
                    parent[i] = self._figure(thing)
                elif kind == "verdicts":
                    parent[i] = self.select.badges.tables(self.select)
                elif child.tag in _HEADINGS:
                    self._anchor(child)
        for element in root.iter():
            for attribute in ("text", "tail"):
                text = getattr(element, attribute)
                if text and "\n" in text and not isinstance(text, AtomicString):
                    setattr(element, attribute, join_wide_lines(text))

    def _pairs(self, root):
        children, root[:] = list(root), []
        sides, lang = {}, None
        for child in children:
            kind, thing = _marked(child, self.select)
            if kind == "open":
                sides[thing], lang = [], thing
            elif kind == "close" and thing == "en":
                root.extend(_pair(zh, en) for zh, en in _side_by_side(**sides))
                lang = None
            elif kind != "close":
                (sides[lang] if lang else root).append(child)

    def _anchor(self, element):
        """The id is set before Markdown reads the title, which might take it for emphasis."""
        mark = next(reversed(list(_MARK.finditer(element.text or ""))), None)
        if mark and mark[1] == "heading":
            element.set("id", self.select.built[int(mark[2])].anchor)
            element.text = element.text[: mark.start()].rstrip()

    def _figure(self, figure):
        choose, root = self.select.choose, self.select.book.root
        element = ElementTree.Element("figure")
        stem = Path(figure.target).stem
        self.drawn[stem] += 1
        name = stem if self.drawn[stem] == 1 else f"{stem}-{self.drawn[stem]}"
        element.append(_drawn(self.select.page, figure, root, choose(*map(spoken, figure.alt)), name))
        if figure.caption:
            caption = ElementTree.SubElement(element, "figcaption")
            words = choose(*_with_lang(self.select.lang, *figure.caption), " ")
            caption.text = self.select.inside(words)
        return element


class SetMaths(Treeprocessor):
    """After Markdown has read the paragraphs: displays and inline formulas."""

    def __init__(self, md, select):
        super().__init__(md)
        self.select = select

    def run(self, root):
        """Puts elements in the place of the marks."""
        for parent in list(root.iter()):
            for i, child in enumerate(parent):
                kind, thing = _marked(child, self.select)
                if kind == "display":
                    parent[i] = self._display(thing)
                    parent[i].tail = child.tail
        for element in list(root.iter()):
            for name, value in element.attrib.items():
                if STX in value:
                    element.set(name, _MARK.sub(lambda m: self.select.built[int(m[2])], value))
            self._inside(element)

    def _display(self, equation):
        known = self.select.book.equations[equation.name]
        label = self.select.choose(f"公式 ({known.number})", f"Equation ({known.number})")
        outer = ElementTree.Element("div", {"class": "equation"})
        if equation.kind == "false":
            outer.set("class", "equation equation-false")
            label = self.select.choose(f"写错的公式 ({known.number})", f"Wrong equation ({known.number})")
        target = f"#eq-{equation.name}"
        if equation.kind != "recall":
            outer.set("id", target[1:])
        elif known.page != self.select.name:
            target = known.page + target
        body = ElementTree.SubElement(
            outer, "div", {"class": "equation-formula", "role": "group", "aria-label": label}
        )
        body.append(mathml(equation.fence.body, display=True))
        outer.extend(self.select.badges.badge(equation, self.select) if self.select.badges else [])
        number = ElementTree.SubElement(
            outer, "a", {"class": "equation-number", "href": target, "tabindex": "-1"}
        )
        number.text = AtomicString(f"({known.number})")
        return outer

    def _inside(self, element):
        if element.text and STX in element.text:
            before, new = self._split(element.text)
            element.text = before
            element[:0] = new
        for child in list(element):
            if child.tail and STX in child.tail:
                at = list(element).index(child) + 1
                child.tail, new = self._split(child.tail)
                element[at:at] = new

    def _split(self, text):
        """Text with marks as (the text before the first, the elements with tails)."""
        pieces = _MARK.split(text)
        before, elements = pieces[0], []
        for i in range(1, len(pieces), 3):
            formula = _inline_formula(self.select.built[int(pieces[i + 1])])
            tail, head = pieces[i + 2], elements[-1].tail if elements else before
            opening = head[-1:] if head[-1:] in _OPENING else ""
            closing = tail[:1] if tail[:1] in _CLOSING else ""
            if opening or closing:
                formula = _glued(opening, formula, closing)
                if opening and elements:
                    elements[-1].tail = head[:-1]
                elif opening:
                    before = head[:-1]
            formula.tail = tail[len(closing) :]
            elements.append(formula)
        return before, elements


class LabelHeadings(Treeprocessor):
    """After `attr_list`, before the table of contents: what that calls a bilingual heading."""

    def __init__(self, md, select):
        super().__init__(md)
        self.select = select

    def run(self, root):
        """Gives every heading of both languages a label; the table keeps no elements."""
        if self.select.lang != "both":
            return
        for element in root.iter():
            if element.tag in _HEADINGS:
                inside = render_inner_html(element, self.md)
                element.set("data-toc-label", strip_tags(_BETWEEN.sub(" · ", inside, count=1)))


class PassOver(Treeprocessor):
    """After the table of contents, which has the same links: the keyboard passes over those of headings."""

    def run(self, root):
        """Changes the links in place."""
        for link in root.iter("a"):
            if link.get("class") == "headerlink":
                link.set("tabindex", "-1")


class CodeLanguage(Postprocessor):
    """Code outside the language blocks speaks English, but for strings; highlighting keeps only data-*."""

    def run(self, text):
        """The page with `lang` on its code."""
        text = text.replace(' data-lang="en"', ' lang="en" translate="no"')
        return _CHINESE_STRING.sub(r'<span lang="zh-Hans" class="s\1', text)


def _inline_formula(tex):
    formula = mathml(tex)
    if len(tex) <= LONG:
        return formula
    box = ElementTree.Element("span", {"class": "nn-long"})
    box.append(formula)
    return box


def _side_by_side(zh, en):
    """The two sides of a pair cut into rows, a paragraph each, where they are built alike; else one row."""
    if [child.tag for child in zh] == [child.tag for child in en]:
        return [([one], [other]) for one, other in zip(zh, en)]
    return [(zh, en)]


def _pair(zh, en):
    pair = ElementTree.Element("div", {"class": "pair"})
    for lang, children in (("zh", zh), ("en", en)):
        ElementTree.SubElement(pair, "div", {"lang": TAGS[lang]}).extend(children)
    return pair


def _glued(opening, formula, closing):
    """A formula that keeps its bracket or comma on its line: browsers break there."""
    glue = ElementTree.Element("span", {"class": "glue"})
    glue.text = opening
    formula.tail = closing
    glue.append(formula)
    return glue


def _marked(element, select):
    match = _MARK.fullmatch((element.text or "").strip()) if element.tag == "p" and len(element) == 0 else None
    return (match[1], select.built[int(match[2])]) if match else (None, None)
