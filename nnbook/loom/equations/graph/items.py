"""Every statement that a page makes: its displays, and its inline formulas with a relation."""

from dataclasses import dataclass, field

from nnbook.loom import inline
from nnbook.loom.equations.reading.statements import has_relation
from nnbook.loom.equations.reading.tokens import MathsError


@dataclass
class Item:
    """A display or an inline relation. `kind` is the comment's word, or `inline`.

    row: it stands in a table, whose row says what its leaves are.
    """

    page: str
    line: int
    name: str
    kind: str
    text: str
    first_line: int
    column: int = 0
    argument: str = ""
    given: dict = field(default_factory=dict)
    statements: list = field(default_factory=list)
    definitions: list = field(default_factory=list)
    error: MathsError | None = None
    row: bool = False

    def line_of(self, offset):
        """The page's line at an offset into the formula."""
        return self.first_line + self.text.count("\n", 0, offset)

    @property
    def is_inline(self):
        """Whether it stands in a sentence."""
        return self.kind == "inline"


def displays(page, declared):
    """The ```math fences, named by their comments."""
    for e in page.equations:
        yield Item(page.path, e.line, e.name, e.kind, e.fence.body.rstrip("\n"), e.fence.line + 1,
                   0, e.argument, declared.given_at(e.line))


def inlines(page, declared):
    """The formulas with a relation in headings, captions and paragraphs."""
    lines = [h.line for h in page.headings] + [f.line for f in page.figures]
    for line in lines:
        yield from _inline(page, declared, line, page.lines[line - 1])
    for paragraph in page.paragraphs:
        if not paragraph.text.startswith("!["):
            yield from _inline(page, declared, paragraph.line, paragraph.text)


def _inline(page, declared, start, text):
    for span in inline.spans(text):
        if span.kind == "math" and has_relation(span.body):
            line = start + text.count("\n", 0, span.start)
            column = span.start - (text.rfind("\n", 0, span.start) + 1)
            yield Item(page.path, line, f"${span.body}$", "inline", span.body, line, column,
                       given=declared.given_at(line))
