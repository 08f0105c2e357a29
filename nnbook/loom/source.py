"""A chapter's source, read once: its fences, language blocks, headings, comments.

`read(text, path)` is the only reader of the format that CONTRIBUTING.md describes.
Tangling, weaving and testing all start from the `Page` it returns, so no two of them
can disagree about what is code. It refuses what it does not understand, with the file,
the line and a cure; nothing is ever skipped.
"""

import keyword
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from nnbook.loom import inline, prose
from nnbook.loom.prose import LANGUAGES, SPAN_PAIR

DEPTH = 12
META = ("title", "description", "hide", "tags", "notebook")
KINDS = ("def", "recall", "vary", "skip")
INFO_STRINGS = ("python", "math", "text", "console", "toml", "yaml", "html")
DECLARATIONS = (
    "use real positive unit simplex dim net family function names given".split()
)

_FENCE = re.compile(r"^(?P<indent> *)(?P<marks>`{3,}|~{3,})(?P<info>.*)$")
_QUOTES_AND_ITEMS = r"(?:>|[-*+]\s|\d+[.)]\s|\s)*"
_LOOKS_LIKE_FENCE = re.compile(rf"^{_QUOTES_AND_ITEMS}(?:`{{3}}|~{{3}})")
_LOOKS_LIKE_HEADING = re.compile(rf"^{_QUOTES_AND_ITEMS}#")
_LOOKS_LIKE_SESSION = re.compile(r"^\s*>>>(?:\s|$)")
_CODE_IN_QUOTE = re.compile(r"^ *>(?: ?>)* {5}")
_TARGET = re.compile(r'^python title="nnbook/(?P<stem>[a-z_][a-z0-9_]*)\.py"$')
_HEADING = re.compile(r"^(?P<marks>#{1,6}) +(?P<title>[^ ].*)$")
_ID = re.compile(r" \{#(?P<id>[A-Za-z][A-Za-z0-9_-]*)\}$")
_ITEM = re.compile(r"^(?:[-*+]|\d+\.) ")
_ITEM_IN_TEXT = re.compile(r"^(?:[-*+]|1\.) ")  # what GitHub reads as a list, others do not
_ITEM_IN_ITEM = re.compile(r"^(?:[-*+]|\d+\.) +(?:[-*+]|\d+\.) ")
_DEEP_QUOTE = re.compile(r"^ *(?:> *){13}")
_BOX = re.compile(r"^ *(?:!!!|\?\?\?|===)")
_TITLED = re.compile(
    r'^ *(?P<mark>(?:!!!|\?\?\?\+?) [\w-]+(?: [\w-]+)*|===[!+]*) "(?P<title>[^"]*)" *$'
)
_FIGURE = re.compile(
    r'^!\[(?P<alt>.*)\]\((?P<target>[^()\s"]+\.svg)(?: "(?P<caption>[^"]*)")?\) *$'
)
_DIV = re.compile(r"^\s*</?div\b", re.IGNORECASE)
_WITH_LANG = re.compile(r"^\s*<div\b[^>]*\slang\b", re.IGNORECASE)
_OPEN = re.compile(r'^<div lang="(?P<lang>\w+)" markdown>$')
_PLAIN_DIV = re.compile(r"^ *(?:<div\b[^<>]*>(?P<closed></div>)?|(?P<end></div>)) *$")
_BAR = re.compile(r"(?<!\\)\|")
_EQUATION = re.compile(r"^<!-- *eq\b(?P<rest>[^\n]*)-->$")
_MATHS = re.compile(r"^<!--\s*maths\b")
_MISSPELT = re.compile(r"^<!--\s*(?:eq|eqs|equations?|maths?)\b", re.IGNORECASE)
_INVISIBLE = re.compile(  # controls, line separators, zero width, and what turns text around
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f"
    "\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]"
)
_DEFINITION = re.compile(r"^ *: ")
_SPACED_RULE = re.compile(r"^ *([-*_])(?= *\1)(?!\1* *$)(?: *\1)+ *$")
_DELIMITERS = re.compile(r"^ *(?=[^|]*\|)\|?(?: *:?-+:? *\|)*(?: *:?-+:? *)?$")
_UNDERLINE = re.compile(r"^ *[=-]+ *$")
_META = re.compile(r"^(?P<key>[A-Za-z_][\w-]*):(?: (?P<value>.*))?$")
_META_ITEM = re.compile(r"^ +- [\w-]+ *$")
_META_LIST = re.compile(r"^\[[\w, -]*\]$")
_NEEDS_QUOTES = re.compile(r":(?:\s|$)|\s#|^[\[\]{}&*!|>%@`#,?]|^-(?:\s|$)")
_QUOTED = re.compile(r"""^(?:"[^"\\]*"|'[^']*')$""")
_LISTED_ID = re.compile(r"\{[^{}]*#")
_ANCHOR = re.compile(r"(?<![\w-])id=[\"']([^\"']+)|\{[^{}]*#([\w-]+)")
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
    def is_session(self):
        """Whether this is a Python session: its first line of text starts with `>>>`."""
        return self.language == "python" and self.body.lstrip().startswith(">>>")

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

    def line_finder(self):
        """A function from an offset in the text to the line of the file."""
        return inline.line_finder(self.text, self.line)

    def language_finder(self):
        """A function from an offset in the text to its language, or None for both."""
        halves = []
        if self.lang is None and '<span lang="zh">' in self.text:
            for match in SPAN_PAIR.finditer(inline.blank(self.text)):
                halves += (*match.span(1), "zh"), (*match.span(2), "en")
        starts = [start for start, _, _ in halves]

        def lang(offset):
            i = bisect_right(starts, offset) - 1
            return halves[i][2] if i >= 0 and offset < halves[i][1] else self.lang

        return lang


class Anchor(NamedTuple):
    """Where an id stands, and the only language that has it, or None."""

    line: int
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
    anchors: dict = field(default_factory=dict)  # every id that a link can lead to

    @property
    def name(self):
        """The file's name without its folder: `01-neuron.md`."""
        return self.path.rpartition("/")[2]


def read(text, path, chapter=True):
    """Read a source.

    text: the file's text; a byte order mark and any line ends are accepted.
    path: the name to put into messages, such as `docs/01-neuron.md`.
    chapter: False for a page such as the README, in which only the rules of code,
    formulas and comments hold: its headings, figures and tags are ordinary Markdown.
    Raises SourceError with every fault found.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    reader = _Reader(path, text.split("\n"), chapter)
    reader.run()
    if reader.faults:
        raise SourceError(reader.faults)
    return reader.page


class _Container(NamedTuple):
    """What indented text can belong to: from which column, and whether it is a box."""

    column: int
    is_box: bool


class _Reader:
    """One pass over the lines; each method handles one kind of line."""

    def __init__(self, path, lines, chapter):
        self.page = Page(path, lines)
        self.lines = lines
        self.chapter = chapter
        self.faults = []
        self.at = 0
        self.above = ""  # what the line directly above is: "", "prose", "fence", "figure", "tag"
        self.lang = None
        self.opened = 0
        self.inner_divs = []
        self.waiting_for_english = None
        self.anchor = None
        self.containers = []
        self.in_list = False
        self.block = self.table = 0  # where lines without an empty one between them begin
        self.naming = None
        self.paragraph = []

    def fault(self, line, message):
        self.faults.append(Fault(self.page.path, line, message))

    def run(self):
        self._refuse_invisible()
        self._front_matter()
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.strip():
                self._end_paragraph()
                self._nothing_is_named()
                self.above = ""
                self.at += 1
            elif self.above == "prose" and not self.containers and line[0].isalpha():
                self.paragraph.append(line)  # goes on, as most lines do
                self.at += 1
            elif not self._structure(line):
                self._prose(line)
                self.at += 1
        self._end_paragraph()
        self._end_of_page()

    def _refuse_invisible(self):
        if not _INVISIBLE.search("\n".join(self.lines)):
            return
        for number, line in enumerate(self.lines, 1):
            found = _INVISIBLE.search(line)
            if found:
                name = "a tab" if found[0] == "\t" else f"the character U+{ord(found[0]):04X}"
                self.fault(number, f"{name} cannot be seen: delete it, or use blanks")

    def _structure(self, line):
        """Handle a line that is not prose; True when one was found."""
        first = line.lstrip()[0]
        if first in "`~" and _FENCE.match(line):
            return self._fence()
        if first == "<" and line.lstrip().startswith("<!--"):
            return self._comment()
        if first == "<" and self.chapter and _DIV.match(line):
            return self._div(line)
        if first == "#" and _HEADING.match(line):
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
            self._meta(i + 1, self.lines[i])
        self.faults.clear()  # what was read as front matter may be the whole page
        self.fault(1, "front matter without its closing `---`")
        self.at = len(self.lines)

    def _meta(self, number, line):
        """A line of front matter: simple enough that every reader of YAML agrees on it."""
        match = _META.match(line)
        if not match:
            if line.strip() and not _META_ITEM.match(line):
                self.fault(number, f"front matter reads `key: value`, not {line!r}")
            return
        key, value = match["key"], (match["value"] or "").strip()
        if key not in META:
            self.fault(number, f"unknown key {key!r} of front matter: one of {', '.join(META)}")
        quoted = _QUOTED.match(value)
        if value[:1] in ("'", '"'):
            if not quoted:
                self.fault(number, f"the quotes of {key} do not enclose it: write \"…\"")
        elif _NEEDS_QUOTES.search(value) and not _META_LIST.match(value):
            self.fault(
                number,
                f"put the {key} between double quotes: YAML reads {value!r} as more than words",
            )
        if key in ("title", "description"):
            self._halves(number, value[1:-1] if quoted else value, f"the {key} of a page")

    # Fences ---------------------------------------------------------------

    def _fence(self):
        opening = _FENCE.match(self.lines[self.at])
        indent, marks = opening["indent"], opening["marks"]
        if marks[0] == "`" and "`" in opening["info"]:
            return False
        self._end_paragraph()
        self._no_english_follows()
        start = self.at
        if self.above:
            self.fault(start + 1, "put an empty line before this fence")
        close = self._closing_line(start, len(indent), marks)
        if close is None:
            self.at, self.naming, self.lang = len(self.lines), None, None
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
        self.above = "fence"
        return True

    def _closing_line(self, start, indent, marks):
        """The index of the line that closes a fence; None, after a fault, if none does.

        Programs disagree about what closes a fence that is indented otherwise, or that
        has more marks, and a fence left open swallows the next one: all are refused.
        """
        for i in range(start + 1, len(self.lines)):
            candidate = self.lines[i].strip()
            if not candidate.startswith(marks):
                continue
            info = candidate.lstrip(marks[0])
            if not info:
                found = len(self.lines[i]) - len(self.lines[i].lstrip())
                if candidate != marks or found != indent:
                    self.fault(
                        i + 1,
                        f"this fence does not match the one opened at line {start + 1}: close "
                        f"it with {marks} indented by {indent}, or open the outer one with "
                        "more marks",
                    )
                return i
            if "`" not in info:
                self.fault(
                    i + 1,
                    f"a fence inside the one opened at line {start + 1}: close that one first "
                    f"with a line {marks}, or open it with more marks",
                )
                return None
        self.fault(start + 1, f"this fence is never closed: end it with a line {marks}")
        return None

    def _fence_body(self, start, close, indent):
        body = []
        for i in range(start + 1, close):
            line = self.lines[i]
            if line[:indent].strip():
                self.fault(
                    i + 1,
                    f"this line stands left of its fence, which is indented by {indent}: "
                    f"indent it by {indent}",
                )
            body.append(line[indent:] + "\n")
        return "".join(body)

    def _check_fence(self, fence):
        self._check_info(fence)
        self._check_place(fence)
        if fence.is_session:
            self._check_session(fence)
        elif fence.language == "python":
            self._check_program(fence)
        elif ">>>" in fence.body and fence.language in ("text", "console", "toml", "yaml"):
            self._check_shown(fence)

    def _check_info(self, fence):
        if fence.info in INFO_STRINGS or fence.stem:
            if fence.stem and (keyword.iskeyword(fence.stem) or fence.stem == "loom"):
                self.fault(
                    fence.line,
                    f"nnbook/{fence.stem}.py cannot be a module of the book: choose another name",
                )
            return
        allowed = ", ".join(INFO_STRINGS) + ', python title="nnbook/<stem>.py"'
        self.fault(
            fence.line,
            f"unknown info string {fence.info!r}: write exactly one of {allowed}",
        )

    def _check_place(self, fence):
        self._check_indent(fence.line, fence.indent, "this fence")
        if fence.stem and fence.indent:
            self.fault(fence.line, "exported code stands at the left margin: move it there")
        if fence.language == "math" and fence.lang:
            self.fault(
                fence.line,
                "an equation stands once, outside the language blocks: move it below the </div>",
            )

    def _check_indent(self, number, indent, what):
        """Deeper than what it belongs to, text would be shown as code that never runs."""
        while self.containers and self.containers[-1].column > indent:
            self.containers.pop()
        column = self.containers[-1].column if self.containers else 0
        if indent != column:
            self.fault(
                number,
                f"{what} is indented by {indent} but stands in no list, tab or admonition of "
                f"that depth: indent it by {column}, or by 4 for each that it stands in",
            )

    def _check_program(self, fence):
        if not fence.body.strip():
            self.fault(fence.line, "an empty python block: write what runs, or delete it")
        for i, line in enumerate(fence.body.split("\n"), fence.line + 1):
            if line.lstrip().startswith(">>>"):
                self.fault(
                    i,
                    "a python block is a program or a session, not both: a session starts with "
                    "`>>>` and is not exported",
                )
                return

    def _check_session(self, fence):
        if fence.stem:
            self.fault(fence.line + 1, "a session is not exported: write ```python alone")
        may_print = False
        for i, line in enumerate(fence.body.split("\n"), fence.line + 1):
            if line.lstrip().startswith(">>>"):
                may_print = True
                if not line.startswith(">>> ") or not line[4:].strip():
                    self.fault(i, "a prompt is `>>> ` at the start of the line, then code")
                if re.search(r"#\s*doctest:", line):
                    self.fault(i, "every output is compared as it is: delete the directive")
            elif not line.strip():
                may_print = False
            elif not may_print:
                self.fault(i, "output follows its prompt directly, with no empty line before")

    def _check_shown(self, fence):
        """Shown text holds no session, but a fence that it shows may hold one."""
        marks = None
        for i, line in enumerate(fence.body.split("\n"), fence.line + 1):
            inner = _FENCE.match(line)
            if inner and marks is None:
                marks = inner["marks"]
            elif inner and line.strip() == marks:
                marks = None
            elif marks is None and line.lstrip().startswith(">>>"):
                self.fault(i, "a session is shown here and never run: write ```python above it")

    def _name_display(self, fence):
        if fence.language != "math":
            self._nothing_is_named()
            return
        naming, self.naming = self.naming, None
        if not fence.body.strip():
            self.fault(fence.line, "an empty display: write the equation, or delete it")
        if naming is None:
            self.fault(
                fence.line, "name this display: write <!-- eq name --> directly above it"
            )
        elif naming[1]:
            self.page.equations.append(Equation(*naming, fence))
            if naming[2] != "recall":
                self._unique(naming[0], f"eq-{naming[1]}")
        for i, line in enumerate(fence.body.split("\n"), fence.line + 1):
            if _BAR.search(line):
                self.fault(i, BARE_BAR)
            if "$" in line.replace("\\$", ""):
                self.fault(i, "no dollars inside a display: delete them")

    # Comments -------------------------------------------------------------

    def _comment(self):
        self._end_paragraph()
        if self.above != "tag":  # after a tag, GitHub reads HTML up to an empty line
            self.above = ""
        start = self.at
        while "-->" not in self.lines[self.at] or self._opens_another(start):
            if self._opens_another(start):
                self.fault(start + 1, f"the comment opened at line {start + 1} is not closed before "
                           f"the next one opens at line {self.at + 1}: end it with -->")
                return True
            inside = self.lines[self.at].replace("<!--", "", 1)
            if _LOOKS_LIKE_FENCE.match(inside):
                self.fault(self.at + 1, "a fence inside a comment would never run: take it out")
            self.at += 1
            if self.at == len(self.lines):
                self.fault(start + 1, "this comment is never closed: end it with -->")
                self.lang = self.waiting_for_english = None
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
        elif _MISSPELT.match(text):
            self.fault(
                start + 1,
                "write <!-- eq name … --> on one line, or <!-- maths …; a remark starts with "
                "another word",
            )
        return True

    def _opens_another(self, start):
        return self.at > start and self.lines[self.at].lstrip().startswith("<!--")

    def _equation_comment(self, line, words):
        self._nothing_is_named()
        name, kind, *argument = words + [""] * (2 - len(words))
        if not name.isidentifier() or not name.isascii():
            self.fault(
                line,
                f"the name of an equation is an identifier (letters, digits, _), not {name!r}",
            )
            name = ""
        if kind and kind not in KINDS:
            self.fault(
                line, f"unknown kind {kind!r}: a claim has none, else one of {', '.join(KINDS)}"
            )
        if kind in ("vary", "skip") and not argument:
            wanted = "what varies" if kind == "vary" else "the reason"
            self.fault(line, f"{kind} wants a word after it: {wanted}")
        if kind == "skip" and argument:
            self._halves(line, " ".join(argument), "the reason of a skip")
        if kind in ("def", "recall") and argument:
            self.fault(line, f"nothing may follow {kind}: delete {' '.join(argument)!r}")
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

    def _nothing_is_named(self):
        if self.naming:
            self.fault(
                self.naming[0],
                "an eq comment stands directly above a ```math fence: move it there",
            )
            self.naming = None

    # Language blocks ------------------------------------------------------

    def _div(self, line):
        self._end_paragraph()
        self._nothing_is_named()
        number = self.at + 1
        self.at += 1
        self.above = "tag"
        self.containers = []
        opening = _OPEN.match(line)
        plain = None if opening else _PLAIN_DIV.match(line)
        if plain:
            for match in _ANCHOR.finditer(line) if "id=" in line else ():
                self._unique(number, match[1] or match[2], self.lang)
        if opening:
            self._open(number, opening["lang"])
        elif _WITH_LANG.match(line):
            self.fault(
                number,
                'a language block opens with `<div lang="zh" markdown>` or '
                f'`<div lang="en" markdown>` at the left margin, not {line.strip()!r}',
            )
        elif "=" in line and prose.refused_attribute(line):
            self.fault(number, prose.refused_attribute(line))
        elif not plain:
            self.fault(number, "a <div …> or </div> stands alone on its line: move the rest down")
        elif not plain["end"]:
            self._no_english_follows()
            if not plain["closed"]:
                self.inner_divs.append(number)
                if not re.search(r"\smarkdown[\s>]", line):
                    self.fault(
                        number, "the words inside would not be read: write <div … markdown>"
                    )
        elif self.inner_divs:
            self.inner_divs.pop()
        elif self.lang is None:
            self.fault(number, "this </div> closes nothing: delete it")
        else:
            if line != "</div>":
                self.fault(
                    number,
                    "the </div> of a language block stands at the left margin, with nothing "
                    "after it: move it there",
                )
            self._close(number)
        return True

    def _open(self, number, lang):
        if self.inner_divs:
            self.fault(
                self.inner_divs[0],
                f"this <div> is not closed before the block at line {number}: write </div> above",
            )
        if self.lang:
            self.fault(
                self.opened,
                f"this {self.lang} block is not closed before the next one opens at line "
                f"{number}: end it with </div>",
            )
        if lang not in LANGUAGES:
            self.fault(number, f"unknown language {lang!r}: zh or en")
        elif lang == "en" and self.waiting_for_english is None:
            if self.lang != "zh":
                self.fault(
                    number,
                    "this en block has no partner: it stands directly after its zh block",
                )
        elif lang == "zh":
            self._no_english_follows()
        self.lang, self.opened, self.inner_divs = lang, number, []

    def _close(self, number):
        self.page.blocks.append(Block(self.lang, self.opened, number))
        self.waiting_for_english = self.opened if self.lang == "zh" else None
        self.lang = None

    def _no_english_follows(self):
        """Something other than an en block follows: it ends the wait for one."""
        if self.lang is None and self.waiting_for_english:
            self.fault(
                self.waiting_for_english,
                "this zh block has no en block directly after it: write one, or move what "
                "stands between",
            )
            self.waiting_for_english = None

    # Headings and prose ---------------------------------------------------

    def _heading(self, line):
        self._end_paragraph()
        self._no_english_follows()
        self._nothing_is_named()
        number = self.at + 1
        self._refuse_touching(number)
        self.at += 1
        self.above = ""
        self.containers = []
        self._check_inline(Paragraph(number, line, self.lang))
        marks, title = _HEADING.match(line.rstrip()).group("marks", "title")
        if not self.chapter:
            return True
        if self.lang:
            self.fault(
                number,
                "a heading stands outside the language blocks, as `中文 | English {#id}`: move "
                "it there",
            )
        found = _ID.search(title)
        anchor = found["id"] if found else ""
        title = title[: found.start()].rstrip() if found else title
        halves = self._halves(number, title, "a heading")
        if "{" in title and "{" in prose.outside(title):
            self.fault(number, "no braces in a title but those of its id: delete them")
        if not found:
            self.fault(number, "give this heading an explicit id: {#words-with-hyphens}")
        else:
            self._unique(number, anchor)
            self.anchor = anchor
        self.page.headings.append(Heading(number, len(marks), *halves, anchor))
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
        for lang, half in zip(LANGUAGES, halves):
            for _, message in prose.unbalanced(inline.blank(half)) if "<" in half else ():
                self.fault(number, message)
            for _, message in prose.foreign(half, lang):
                self.fault(number, message)
        return halves

    def _unique(self, line, anchor, lang=None):
        known = self.page.anchors.get(anchor)
        if known:
            self.fault(
                line, f"the id {anchor!r} stands already at line {known.line}: choose another"
            )
        else:
            self.page.anchors[anchor] = Anchor(line, lang)

    def _written_ids(self, paragraph):
        """The ids of tags and of attribute lists, which links lead to as well."""
        text = paragraph.text
        if "id=" in text or ("#" in text and _LISTED_ID.search(text)):
            line_of, lang_of = paragraph.line_finder(), paragraph.language_finder()
            for match in _ANCHOR.finditer(inline.blank(text)):
                at = match.start()
                self._unique(line_of(at), match[1] or match[2], lang_of(at))

    def _prose(self, line):
        number = self.at + 1
        self._no_english_follows()
        self._nothing_is_named()
        words = line.lstrip(" ")[0].isalpha()  # then it begins nothing else
        if not words:
            self._refuse_lookalikes(number, line)
        if self.above != "prose":
            self.block = number
        elif self.chapter and "|" in line and _DELIMITERS.match(line):
            self._delimiters(number)
        self._refuse_touching(number)
        is_figure = self.chapter and self.lang is None and line.startswith("![")
        if is_figure and self.above == "prose":
            self.fault(number, "put an empty line before this figure")
        if not (words and self.above == "prose" and not self.containers):
            self._place(number, line)
        if is_figure:
            self._figure(number, line)
            self.above = "figure"
        if not self.paragraph:
            self.paragraph_start = number
        self.paragraph.append(line)

    def _delimiters(self, number):
        """The second line of a table, which has to be the second line of its block."""
        if number == self.block + 1:
            self.table = self.block
        elif self.table != self.block:
            self.fault(number - 1, "put an empty line before this table, or it is shown as pipes")

    def _refuse_touching(self, number):
        if self.above in ("fence", "figure", "tag"):
            self.fault(number, f"put an empty line after the {self.above} above")

    def _place(self, number, line):
        """Follow lists, tabs and admonitions as Python-Markdown does.

        It sees a list only where a block of lines starts with one, and nests by fours.
        """
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        box = self.chapter and _BOX.match(text)
        starts = self.above != "prose"
        item = (_ITEM if starts or self.in_list else _ITEM_IN_TEXT).match(text)
        if starts:
            self.in_list = bool(item)
        if item and self.chapter:
            self._check_item(number, text, indent)
        if starts or item:
            self._check_indent(number, indent, "this line")
        else:
            self._leave_boxes(indent)
        if (item and not self.in_list) or (box and not starts):
            self.fault(
                number,
                f"put an empty line before this {'list' if item else 'box'}, or it is read as "
                "part of the text above (in a sentence, break the line elsewhere)",
            )
        if item or box:
            self._end_paragraph()
            self.containers.append(_Container(indent + 4, bool(box)))
        self.above = "" if box else "prose"
        titled = _TITLED.match(line) if box else None
        if titled and self.lang is None:
            halves = self._halves(number, titled["title"], "a title outside the language blocks")
            self.page.titles.append(Titled(number, *halves))

    def _check_item(self, number, text, indent):
        goes_on = any(c.column == indent + 4 and not c.is_box for c in self.containers)
        if text[0].isdigit() and not text.startswith("1. ") and not goes_on:
            self.fault(number, "a list starts with `1.`, for the page counts from 1: write that")
        if _ITEM_IN_ITEM.match(text):
            self.fault(
                number, "an item inside an item starts its own line, indented by 4: move it there"
            )
        if len(self.containers) >= DEPTH:
            self.fault(
                number, f"lists and boxes {DEPTH} deep: nobody reads that, so write it flatter"
            )

    def _leave_boxes(self, indent):
        """A line further left continues a list item, but never a tab or an admonition."""
        for i, container in enumerate(self.containers):
            if container.is_box and container.column > indent:
                del self.containers[i:]
                return

    def _refuse_lookalikes(self, number, line):
        if _LOOKS_LIKE_FENCE.match(line):
            self.fault(
                number,
                "a fence stands on lines of its own and in no block quote: this one would be "
                "shown as text and never run",
            )
        if _LOOKS_LIKE_SESSION.match(line) or _CODE_IN_QUOTE.match(line):
            self.fault(number, "code stands in a ```python fence: here it would never run")
        if line[-1] in "-*_ " and _SPACED_RULE.match(line):
            self.fault(number, "write a rule as `---`: with blanks it may be read as a list")
        if _UNDERLINE.match(line) and self.above == "prose":
            self.fault(number, "write a heading with #, or put an empty line before this rule")
        if not self.chapter:
            return
        if ">" in line and _DEEP_QUOTE.match(line):
            self.fault(number, f"a quotation {DEPTH} deep: nobody reads that, so write it flatter")
        if _DEFINITION.match(line) and self.above != "prose":
            self.fault(number, "a definition stands directly below its term: move it there")
        if _LOOKS_LIKE_HEADING.match(line):
            self.fault(
                number,
                "a heading stands at the left margin, with a blank after its #; at the start "
                "of a line of text write \\#",
            )
        if _BOX.match(line) and not _TITLED.match(line):
            self.fault(
                number,
                'a box opens with `!!! note "…"`, `??? note "…"` or `=== "…"`, its title in the '
                "reader's language: write it so",
            )

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
            if self._check_inline(paragraph) and self.chapter:
                self._written_ids(paragraph)
                self._check_words(paragraph)

    def _check_inline(self, paragraph):
        text, line_of = paragraph.text, paragraph.line_finder()
        try:
            found = inline.spans(text)
        except inline.InlineFault as error:
            self.fault(line_of(error.offset), str(error))
            return False
        for span in found:
            if span.kind == "math" and "|" in span.body and _BAR.search(span.body):
                self.fault(line_of(span.start), BARE_BAR)
            if span.kind == "code" and "\n" in span.body and text.startswith("```", span.start):
                message = "a fence stands on lines of its own: here it would never run"
                self.fault(line_of(span.start), message)
        for offset, message in prose.misread(text, found) if self.chapter else ():
            self.fault(line_of(offset), message)
        return True

    def _check_words(self, paragraph):
        """The rules of languages: what stands outside the blocks is shown to everyone."""
        text, lang, line_of = paragraph.text, paragraph.lang, paragraph.line_finder()
        if lang is None and text.startswith("!["):
            return  # a figure, whose halves are asked one by one
        for offset, message in prose.foreign(text, lang):
            self.fault(line_of(offset), message)
        for offset, message in prose.lost_images(text) if lang is None and "![" in text else ():
            self.fault(line_of(offset), message)

    def _end_of_page(self):
        self._nothing_is_named()
        if self.inner_divs:
            self.fault(self.inner_divs[-1], "this <div> is never closed: end it with </div>")
        elif self.lang:
            self.fault(self.opened, f"this {self.lang} block is never closed: end it with </div>")
        self._no_english_follows()
