"""Decimals that no relation says anything about: each must be a number that the page has.

A number that the page has is one of its displays and inline relations, of its worked
examples, or printed by its program; those of the pages that it uses count too.
"""

import doctest
import re
from bisect import bisect_left
from contextlib import suppress
from fractions import Fraction
from unicodedata import normalize

from nnbook.loom import inline
from nnbook.loom.equations.checks.rounding import literal
from nnbook.loom.equations.checks.verdicts import REFUSED, Verdict
from nnbook.loom.equations.evaluation.evaluator import Env, EvaluationError, evaluate
from nnbook.loom.equations.evaluation.exact import Exact
from nnbook.loom.equations.evaluation.worlds import GivenWorld
from nnbook.loom.equations.reading import tree
from nnbook.loom.equations.reading.statements import has_relation, read_statements
from nnbook.loom.equations.reading.tokens import MathsError, digits, tokenize

_DECIMAL = re.compile(r"(?<![A-Za-z0-9.．])(?<![A-Za-z0-9]_)\d*[.．]\d+(?![.．]?\d)")
_VERSION = re.compile(r"\b(?:Python|CPython|NumPy|SymPy|MkDocs|Material|pytest|pip|BY|version)[ \u00a0]$")
_PRINTED = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.]*\d)")
FEWEST = 3  # digits after the point from which a number alone must be one that the page has
_DRESS = re.compile(r"[{}\s~]|\\[,;:! ]")  # what TeX does not show in a number
_NUMBER = re.compile(r"[-+]?\d*\.\d+(\\%)?")
_POINT = re.compile(r"\d\.\d")
_OUTSIDE = r"a decimal outside mathematics: write it with its name, as in $h_1 \approx 0.9526$"


def check(library, model):
    """A Verdict for each decimal of a page's prose, headings and figures that is refused."""
    numbers = _Numbers(library, model)
    page = model.page
    for paragraph in page.paragraphs:
        if not paragraph.text.startswith("!["):
            yield from _prose(model, numbers, paragraph.line, paragraph.text)
    for titled in (*page.headings, *page.titles):
        for text in (titled.zh, titled.en):
            yield from _prose(model, numbers, titled.line, text)
    for figure in page.figures:
        for text in (*figure.alt, *(figure.caption or ())):
            yield from _figure(model, numbers, figure.line, text)


def _prose(model, numbers, start, text):
    line_of = inline.line_finder(text, start)
    bare = inline.blank(text)
    for link in inline.links(text):
        bare = bare.replace(link.target, " " * len(link.target)) if link.target else bare
    for match in _DECIMAL.finditer(bare):
        known = Fraction(normalize("NFKC", match[0])) in numbers.given
        if not known and not _VERSION.search(bare[: match.start()]):
            yield _refused(model, line_of(match.start()), match[0], _OUTSIDE)
    for span in inline.spans(text):
        if span.kind == "math":
            yield from _formula(model, numbers, line_of(span.start), span.body)


def _figure(model, numbers, line, text):
    """Words of a figure: the drawing says where its decimals belong."""
    for match in _DECIMAL.finditer(inline.blank(text)):
        plain = normalize("NFKC", match[0])
        sign = "-" if text[: match.start()].endswith(("-", "−")) else ""
        if _decimals(plain) >= FEWEST and not numbers.has(tree.Number(plain), bool(sign)):
            yield _refused(model, line, match[0], _unknown(match[0]))
    for span in inline.spans(text):
        if span.kind == "math":
            yield from _formula(model, numbers, line, span.body)


def _formula(model, numbers, line, text):
    pulled_together = _DRESS.sub("", text)
    number = _NUMBER.fullmatch(pulled_together)
    formula = re.sub(r"^([-+]?)\.", r"\g<1>0.", number[0]) if number else text
    if _POINT.search(formula) and not has_relation(formula):
        for shown, negative in _bare(formula, model.graph):
            if not numbers.has(shown, negative):
                yield _refused(model, line, f"${text}$", _unknown(shown.text))


def _unknown(shown):
    return (f"nothing on this page or on one that it uses computes or gives {shown}: write it with "
            rf"its name, as in $h_1 \approx {shown}$, or state it in a display")


def _refused(model, line, source, message):
    return Verdict(model.page.path, line, source, REFUSED, message, inline=True, source=source)


def _bare(text, graph):
    """The decimals of a formula that are part of no expression: (Number, whether negative)."""
    sides = _sides(text, graph)
    if not sides:
        return [(tree.Number(digits(t)), False) for t in tokenize(text)
                if t.kind == "number" and _decimals(t.text) >= FEWEST]
    found = [literal(side) for side in sides if literal(side)]
    return [(number, value < 0) for number, value in found
            if _decimals(number.text) - min(number.shift, 0) >= FEWEST]


def _sides(text, graph):
    """What a formula without a relation consists of; nothing where it cannot be read."""
    try:
        return [s for chain in read_statements(text, graph) if isinstance(chain, tree.Chain)
                for s in chain.items]
    except MathsError:
        return []


def _decimals(text):
    return len(text.partition(".")[2])


class _Numbers:
    """The numbers that a page has, for asking whether a decimal is one of them, rounded."""

    def __init__(self, library, model):
        self.given, self.values = set(), set()
        for each in (model, *map(library.model, model.uses)):
            self._take(each)
        self.in_order = sorted(self.values)

    def _take(self, model):
        for item in model.items:
            self.given.update(item.given.values())
            for statement in item.statements:
                self._take_statement(statement)
        self._take_arithmetic(model)
        for fence in model.page.fences:
            if fence.is_session:
                for example in doctest.DocTestParser().get_examples(fence.body):
                    self.values.update(map(Fraction, _PRINTED.findall(example.want)))
        self.values |= self.given

    def _take_arithmetic(self, model):
        """What expressions of numbers come to that sentences and tables hold: `1.004 · 250`."""
        env = Env(Exact(), model.graph, GivenWorld({}, model.graph))
        for paragraph in model.page.paragraphs:
            for span in inline.spans(paragraph.text):
                if span.kind == "math" and _POINT.search(span.body) and not has_relation(span.body):
                    for side in _sides(span.body, model.graph):
                        if literal(side) is None and model.graph.is_constant(side):
                            with suppress(EvaluationError):
                                self.values.add(evaluate(side, env))

    def _take_statement(self, statement):
        sides = [s for node in statement.walk() if isinstance(node, tree.Chain) for s in node.items]
        for side in sides:
            if literal(side):
                self.values.add(literal(side)[1])
            else:
                self.values.update(n.value for n in side.walk() if isinstance(n, tree.Number))

    def has(self, number, negative=False):
        """Whether a decimal is one of the numbers, rounded to the digits that it shows."""
        stated, half = -number.value if negative else number.value, number.unit / 2
        at = bisect_left(self.in_order, stated - half)
        return at < len(self.in_order) and self.in_order[at] <= stated + half
