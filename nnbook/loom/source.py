"""A chapter's source, read once: its fences, language blocks, headings, comments.

`read(text, path)` is the only reader of the format that CONTRIBUTING.md describes.
Tangling, weaving and testing all start from the `Page` it returns, so no two of them
can disagree about what is code. It refuses what it does not understand, with the file,
the line and a cure; nothing is ever skipped.
"""

import keyword
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from nnbook.loom import inline

LANGUAGES = ("zh", "en")
KINDS = ("def", "recall", "vary", "skip")
INFO_STRINGS = ("python", "math", "text", "console", "toml", "yaml", "html")
DECLARATIONS = (
    "use real positive unit simplex dim net family function names given".split()
)

_FENCE = re.compile(r"^(?P<indent> *)(?P<marks>`{3,}|~{3,})(?P<info>.*)$")
_HIDDEN_FENCE = re.compile(
    r"^[ \t]*(?:>[ \t]*|(?:[-*+]|\d+[.)])[ \t]+)*(?:`{3,}[^`]*$|~{3,})"
)
_TARGET = re.compile(r'^python title="nnbook/(?P<stem>[a-z_][a-z0-9_]*)\.py"$')
_HEADING = re.compile(r"^(#{1,6}) +(.*?)(?: +\{#([A-Za-z][\w-]*)\})? *$")
_CONTAINER = re.compile(r'^(?:[-*+] |\d+[.)] |(?:!!!|\?\?\?\+?|===[!+]*) )')
_TITLED = re.compile(r'^ *(?P<mark>!!!|\?\?\?\+?|===[!+]*)(?P<kind>[^"]*)"(?P<title>.*)"\s*$')
_UNTITLED = re.compile(r'^ *(?:!!!|\?\?\?\+?) +[^"]*$')
_FIGURE = re.compile(
    r'^!\[(?P<alt>.*)\]\((?P<target>[^()\s"]+)(?:\s+"(?P<caption>[^"]*)")?\)\s*$'
)
_DIV = re.compile(r'^\s*<div\b[^>]*\blang\s*=')
_OPEN = re.compile(r'^<div lang="(?P<lang>\w+)" markdown>$')
_ANY_DIV = re.compile(r"^\s*<div\b")
_END_DIV = re.compile(r"^\s*</div>\s*$")
_EQUATION = re.compile(r"^<!--\s*eq\b(?P<rest>.*?)-->\s*$")
_MATHS = re.compile(r"^<!--\s*maths\b")
SPAN_PAIR = re.compile(r'<span lang="zh">([^\n]*?)</span><span lang="en">([^\n]*?)</span>')
_LONE_SPAN = re.compile(r"<span\b[^>\n]*\blang\s*=")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SETEXT = re.compile(r"^(=+|-{2,})\s*$")
BARE_BAR = r"a bare | in mathematics: write \mid or \lvert … \rvert"


class Fault(NamedTuple):
    """One thing wrong with a source: where, and what to do about it."""

    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}"


class SourceError(ValueError):
    """A source that cannot be used. `faults` lists each with its file and line."""

    def __init__(self, faults):
        self.faults = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True)
class Fence:
    """A fenced block. `body` is dedented and ends with a line break unless empty."""

    line: int
    end: int
    indent: int
    info: str
    body: str
    lang: str | None
    anchor: str | None

    @property
    def language(self):
        """The first word of the info string: python, math, text, …"""
        return self.info.split(" ")[0]

    @property
    def stem(self):
        """The module that this block is exported to, without `.py`, or None."""
        match = _TARGET.match(self.info)
        return match["stem"] if match else None


@dataclass(frozen=True)
class Equation:
    """A display: its name, its kind ("" for a claim), the rest of its comment."""

    line: int
    name: str
    kind: str
    argument: str
    fence: Fence


@dataclass(frozen=True)
class Heading:
    """A heading in both languages with its anchor."""

    line: int
    level: int
    zh: str
    en: str
    anchor: str


@dataclass(frozen=True)
class Titled:
    """An admonition or a tab outside the language blocks: its title is bilingual."""

    line: int
    zh: str
    en: str


@dataclass(frozen=True)
class Figure:
    """A drawing that stands once for both languages."""

    line: int
    target: str
    alt: tuple
    caption: tuple | None


@dataclass(frozen=True)
class Block:
    """A language block: the lines of its `<div …>` and of its `</div>`."""

    lang: str
    line: int
    end: int


class Paragraph(NamedTuple):
    """Consecutive lines of prose; `lang` is None outside the language blocks."""

    line: int
    text: str
    lang: str | None


@dataclass
class Page:
    """What a source says. Line numbers count from 1 and are the file's own."""

    path: str
    lines: list
    body_start: int = 1
    fences: list = field(default_factory=list)
    equations: list = field(default_factory=list)
    headings: list = field(default_factory=list)
    titles: list = field(default_factory=list)
    figures: list = field(default_factory=list)
    blocks: list = field(default_factory=list)
    comments: list = field(default_factory=list)
    paragraphs: list = field(default_factory=list)

    @property
    def name(self):
        """The file's name without its folder: `01-neuron.md`."""
        return self.path.rpartition("/")[2]

    @cached_property
    def anchors(self):
        """Every id that a link can lead to, with its line."""
        found = {h.anchor: h.line for h in self.headings}
        found.update({f"eq-{e.name}": e.line for e in self.equations if e.kind != "recall"})
        for paragraph in self.paragraphs:
            for match in re.finditer(r"\bid=[\"']([^\"']+)|\{[^}]*#([\w-]+)", paragraph.text):
                line = paragraph.line + paragraph.text.count("\n", 0, match.start())
                found.setdefault(match[1] or match[2], line)
        return found


def read(text, path):
    """Read a source.

    text: the file's text; a byte order mark and any line ends are accepted.
    path: the name to put into messages, such as `docs/01-neuron.md`.
    Raises SourceError with every fault found.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    reader = _Reader(path, text.split("\n"))
    reader.run()
    if reader.faults:
        raise SourceError(reader.faults)
    return reader.page


class _Reader:
    """One pass over the lines; each method handles one kind of line."""

    def __init__(self, path, lines):
        self.page = Page(path, lines)
        self.lines = lines
        self.faults = []
        self.at = 0
        self.lang = None
        self.opened = 0
        self.inner_divs = 0
        self.waiting_for_english = None
        self.anchor = None
        self.ids = {}
        self.containers = []
        self.naming = None
        self.paragraph = []

    def fault(self, line, message):
        self.faults.append(Fault(self.page.path, line, message))

    def run(self):
        self._front_matter()
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if _CONTROL.search(line):
                self.fault(self.at + 1, "a control character: delete it")
            if not line.strip():
                self._end_paragraph()
                self.at += 1
            elif not self._structure(line):
                self._prose(line)
                self.at += 1
        self._end_paragraph()
        self._end_of_page()

    def _structure(self, line):
        """Handle a line that is not prose; True when one was found."""
        if _FENCE.match(line):
            return self._fence()
        if line.lstrip().startswith("<!--"):
            return self._comment()
        if _DIV.match(line) or _ANY_DIV.match(line) or _END_DIV.match(line):
            return self._div(line)
        if line.startswith("#") and _HEADING.match(line):
            return self._heading(line)
        return False

    def _front_matter(self):
        if self.lines[0].rstrip() != "---":
            return
        for i in range(1, len(self.lines)):
            if self.lines[i].rstrip() in ("---", "..."):
                self.at = i + 1
                self.page.body_start = i + 2
                return
            key, _, value = self.lines[i].partition(": ")
            if key in ("title", "description"):
                self._halves(i + 1, value.strip().strip("\"'"), f"the {key} of a page")
            if re.search(r":\s|\s#|^[\[{&*!|>%@`]", value) and value[0] not in "\"'":
                self.fault(i + 1, f"put the {key} between double quotes: YAML reads {value!r} as more than words")
        self.fault(1, "front matter without its closing `---`")
        self.at = len(self.lines)

    # Fences ---------------------------------------------------------------

    def _fence(self):
        opening = _FENCE.match(self.lines[self.at])
        indent, marks = opening["indent"], opening["marks"]
        if marks[0] == "`" and "`" in opening["info"]:
            return False
        self._end_paragraph()
        start = self.at
        close = self._closing_line(start, len(indent), marks)
        if close is None:
            self.at = len(self.lines)
            return True
        fence = Fence(
            line=start + 1,
            end=close + 1,
            indent=len(indent),
            info=opening["info"],
            body=self._fence_body(start, close, len(indent)),
            lang=self.lang,
            anchor=self.anchor,
        )
        self._check_fence(fence)
        self.page.fences.append(fence)
        self._name_display(fence)
        self.at = close + 1
        return True

    def _closing_line(self, start, indent, marks):
        for i in range(start + 1, len(self.lines)):
            candidate = self.lines[i].strip()
            if not candidate.startswith(marks) or candidate.strip(marks[0]):
                continue
            found = len(self.lines[i]) - len(self.lines[i].lstrip())
            if candidate == marks and found == indent:
                return i
            self.fault(
                i + 1,
                f"this fence does not match the one opened at line {start + 1}: close it with "
                f"{marks} indented by {indent}, or open the outer one with more marks",
            )
            return i
        self.fault(start + 1, f"this fence is never closed: end it with a line {marks}")
        return None

    def _fence_body(self, start, close, indent):
        body = []
        for i in range(start + 1, close):
            line = self.lines[i]
            if line.strip() and line[:indent].strip():
                self.fault(i + 1, f"this line stands left of its fence, which is indented by {indent}")
            body.append(line[indent:] + "\n")
        return "".join(body)

    def _check_fence(self, fence):
        self._check_info(fence)
        self._check_place(fence)
        if fence.language == "python":
            self._check_python(fence)

    def _check_info(self, fence):
        if fence.info in INFO_STRINGS or fence.stem:
            if fence.stem and (keyword.iskeyword(fence.stem) or fence.stem == "loom"):
                self.fault(fence.line, f"nnbook/{fence.stem}.py cannot be a module of the book")
            return
        allowed = ", ".join(INFO_STRINGS) + ', python title="nnbook/<stem>.py"'
        self.fault(
            fence.line,
            f"unknown info string {fence.info!r}: write exactly one of {allowed}",
        )

    def _check_place(self, fence):
        column = self._container_column(fence.indent)
        if fence.indent != column:
            self.fault(
                fence.line,
                f"this fence is indented by {fence.indent} but stands in no list, tab or "
                "admonition of that depth, so it would be shown as text: "
                f"indent it by {column}",
            )
        if fence.stem and fence.indent:
            self.fault(fence.line, "exported code stands at the left margin")
        if fence.language == "math" and fence.lang:
            self.fault(
                fence.line,
                "an equation stands once, outside the language blocks: move it below the </div>",
            )

    def _container_column(self, indent):
        while self.containers and self.containers[-1] > indent:
            self.containers.pop()
        return self.containers[-1] if self.containers else 0

    def _check_python(self, fence):
        lines = fence.body.split("\n")
        prompts = [i for i, line in enumerate(lines) if line.startswith(">>>")]
        first = next((i for i, line in enumerate(lines) if line.strip()), None)
        if first is None:
            self.fault(fence.line, "an empty python block: there is nothing to run")
        elif prompts and (fence.stem or prompts[0] != first):
            self.fault(
                fence.line + 1 + prompts[0],
                "a python block is a program or a session, not both: a session starts with "
                "`>>>` and is not exported",
            )
        for i, line in enumerate(lines):
            if "\t" in line:
                self.fault(fence.line + 1 + i, "a tab in python code: use spaces")

    def _name_display(self, fence):
        naming, self.naming = self.naming, None
        if fence.language != "math":
            if naming:
                self.fault(naming[0], "an eq comment stands directly above a ```math fence")
            return
        if not fence.body.strip():
            self.fault(fence.line, "an empty display")
        if naming is None:
            self.fault(fence.line, "name this display: write <!-- eq name --> directly above it")
        elif naming[1]:
            self.page.equations.append(Equation(*naming, fence))
            if naming[2] != "recall":
                self._unique(naming[0], f"eq-{naming[1]}")
        bar = re.search(r"(?<!\\)\|", fence.body)
        if bar:
            line = fence.line + 1 + fence.body.count("\n", 0, bar.start())
            self.fault(line, BARE_BAR)

    # Comments -------------------------------------------------------------

    def _comment(self):
        self._end_paragraph()
        start = self.at
        while "-->" not in self.lines[self.at]:
            if self.at > start and _HIDDEN_FENCE.match(self.lines[self.at]):
                self.fault(self.at + 1, "a fence inside a comment would never run: take it out")
            self.at += 1
            if self.at == len(self.lines):
                self.fault(start + 1, "this comment is never closed: end it with -->")
                return True
        if self.lines[self.at].split("-->", 1)[1].strip():
            self.fault(self.at + 1, "a comment ends its line: move what follows --> down")
        text = "\n".join(self.lines[start : self.at + 1]).strip()
        self.page.comments.append(Paragraph(start + 1, text, self.lang))
        self.at += 1
        if _EQUATION.match(text):
            self._equation_comment(start + 1, _EQUATION.match(text)["rest"].split())
        elif _MATHS.match(text):
            self._maths_comment(start + 1, text)
        elif re.match(r"^<!--\s*(eq|equation|math)\b", text):
            self.fault(start + 1, "write <!-- eq name … --> on one line, or <!-- maths …")
        return True

    def _equation_comment(self, line, words):
        if self.naming:
            self.fault(self.naming[0], "an eq comment stands directly above a ```math fence")
        name, kind, *argument = words + [""] * (2 - len(words))
        if not name.isidentifier() or not name.isascii():
            self.fault(line, f"the name of an equation is an identifier, not {name!r}")
            name = ""
        if kind and kind not in KINDS:
            self.fault(line, f"unknown kind {kind!r}: a claim has none, else one of {', '.join(KINDS)}")
        if kind in ("vary", "skip") and not argument:
            self.fault(line, f"{kind} wants a word after it: {'what varies' if kind == 'vary' else 'the reason'}")
        if kind in ("def", "recall") and argument:
            self.fault(line, f"nothing may follow {kind}: {' '.join(argument)!r}")
        self.naming = (line, name, kind, " ".join(argument))

    def _maths_comment(self, start, text):
        for i, line in enumerate(text.removesuffix("-->").split("\n")):
            words = line.replace("<!--", "").split()
            words = words[1:] if i == 0 else words
            if words and words[0] not in DECLARATIONS:
                self.fault(
                    start + i,
                    f"unknown declaration {words[0]!r}: one of {', '.join(DECLARATIONS)}",
                )

    # Language blocks ------------------------------------------------------

    def _div(self, line):
        self._end_paragraph()
        self._nothing_is_named()
        number = self.at + 1
        self.at += 1
        self.containers = []
        opening = _OPEN.match(line)
        if opening:
            self._open(number, opening["lang"])
        elif _DIV.match(line):
            self.fault(
                number,
                'a language block opens with `<div lang="zh" markdown>` or `<div lang="en" markdown>` '
                f"at the left margin, not {line.strip()!r}",
            )
        elif _ANY_DIV.match(line):
            self.inner_divs += line.count("<div") - line.count("</div>")
        elif self.inner_divs:
            self.inner_divs -= 1
        elif self.lang:
            if line != "</div>":
                self.fault(number, "the </div> of a language block stands at the left margin, alone")
            self._close(number)
        else:
            self.fault(number, "this </div> closes nothing")
        return True

    def _open(self, number, lang):
        if self.lang:
            self.fault(self.opened, f'this {self.lang} block is not closed before the next one opens at line {number}')
        if lang not in LANGUAGES:
            self.fault(number, f"unknown language {lang!r}: zh or en")
        elif lang == "en" and self.waiting_for_english is None:
            self.fault(number, "an en block stands directly after its zh block; this one has no partner")
        elif lang == "zh" and self.waiting_for_english:
            self._missing_english()
        self.lang, self.opened, self.inner_divs = lang, number, 0

    def _close(self, number):
        self.page.blocks.append(Block(self.lang, self.opened, number))
        self.waiting_for_english = self.opened if self.lang == "zh" else None
        self.lang = None

    def _missing_english(self):
        self.fault(self.waiting_for_english, "this zh block has no en block directly after it")
        self.waiting_for_english = None

    def _nothing_is_named(self):
        if self.naming:
            self.fault(self.naming[0], "an eq comment stands directly above a ```math fence")
            self.naming = None

    # Headings and prose ---------------------------------------------------

    def _heading(self, line):
        self._end_paragraph()
        self._outside(line)
        number = self.at + 1
        self.at += 1
        self.containers = []
        marks, title, anchor = _HEADING.match(line).groups()
        if self.lang:
            self.fault(number, "a heading stands outside the language blocks, as `中文 | English {#id}`")
        halves = self._halves(number, title, "a heading")
        if anchor is None:
            self.fault(number, "give this heading an explicit id: {#words-with-hyphens}")
        else:
            self._unique(number, anchor)
            self.anchor = anchor
        self.page.headings.append(Heading(number, len(marks), *halves, anchor or ""))
        return True

    def _halves(self, number, title, what):
        try:
            halves = inline.split_languages(title)
        except inline.InlineFault as error:
            self.fault(number, str(error))
            return title, title
        if halves is None:
            self.fault(
                number,
                f"{what} reads `中文 | English`, with exactly one ` | ` outside code and "
                f"mathematics, not {title!r}",
            )
            return title, title
        return halves

    def _unique(self, line, anchor):
        if anchor in self.ids:
            self.fault(line, f"the id {anchor!r} stands already at line {self.ids[anchor]}")
        self.ids.setdefault(anchor, line)

    def _outside(self, line):
        """Something other than an en block follows: it ends the wait for one."""
        if self.lang is None and self.waiting_for_english:
            self._missing_english()
        self._nothing_is_named()

    def _prose(self, line):
        self._outside(line)
        number = self.at + 1
        self._refuse_lookalikes(number, line)
        indent = len(line) - len(line.lstrip(" "))
        while self.containers and self.containers[-1] > indent:
            self.containers.pop()
        if _CONTAINER.match(line.lstrip(" ")):
            self._end_paragraph()
            self.containers.append(indent + 4)
        titled = _TITLED.match(line)
        if titled and self.lang is None:
            halves = self._halves(number, titled["title"], "a title outside the language blocks")
            self.page.titles.append(Titled(number, *halves))
        elif self.lang is None and line.startswith("!["):
            self._figure(number, line)
        if not self.paragraph:
            self.paragraph_start = number
        self.paragraph.append(line)

    def _refuse_lookalikes(self, number, line):
        if _HIDDEN_FENCE.match(line):
            self.fault(
                number,
                "a fence starts its own line and stands in no block quote: this one would be "
                "shown as text and never run",
            )
        if _SETEXT.match(line) and self.paragraph:
            self.fault(number, "write a heading with #, or put an empty line before this rule")
        if re.match(r"^#{1,6}[^# ]", line):
            self.fault(number, "a heading has a blank after its #")
        if _UNTITLED.match(line):
            self.fault(number, 'give this admonition a title in the reader\'s language: !!! note "…"')

    def _figure(self, number, line):
        match = _FIGURE.match(line)
        if not match:
            self.fault(
                number,
                'a figure reads ![中文 | English](drawings/name.svg "中文 | English") on one line',
            )
            return
        alt = self._halves(number, match["alt"], "the alternative text of a figure")
        caption = match["caption"]
        if caption is not None:
            caption = self._halves(number, caption, "the caption of a figure")
        self.page.figures.append(Figure(number, match["target"], alt, caption))

    def _end_paragraph(self):
        if self.paragraph:
            text = "\n".join(self.paragraph)
            paragraph = Paragraph(self.paragraph_start, text, self.lang)
            self.page.paragraphs.append(paragraph)
            self.paragraph = []
            self._check_inline(paragraph)

    def _check_inline(self, paragraph):
        def fault(offset, message):
            line = paragraph.line + paragraph.text.count("\n", 0, offset)
            self.fault(line, message)

        try:
            found = inline.spans(paragraph.text)
        except inline.InlineFault as error:
            fault(error.offset, str(error))
            return
        for span in found:
            if span.kind == "math" and re.search(r"(?<!\\)\|", span.body):
                fault(span.start, BARE_BAR)
        text = inline.blank(paragraph.text)
        if "<!--" in text:
            fault(text.index("<!--"), "a comment starts its own line")
        lone = _LONE_SPAN.search(SPAN_PAIR.sub(lambda m: " " * len(m[0]), text))
        if lone:
            fault(
                lone.start(),
                'words of one language inside a line come in pairs: <span lang="zh">…</span>'
                '<span lang="en">…</span>, with nothing between',
            )

    def _end_of_page(self):
        self._nothing_is_named()
        if self.lang:
            self.fault(self.opened, f"this {self.lang} block is never closed: end it with </div>")
        elif self.waiting_for_english:
            self._missing_english()
