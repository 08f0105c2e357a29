"""Numbers in tables: each is held against the formula above it, or beside it.

    | step $\\varepsilon$ | height $(1 + \\varepsilon)^2$ |     | | value |
    |--:|--:|                                             |---|--:|
    | $0.1$ | $1.21$ |                                    | $\\sigma'(0)$ | $0.25$ |

Under a leaf stands what it is in that row. Where no heading has a formula, a row that
starts with one and has a single number states that number.
"""

import re
from fractions import Fraction

from nnbook.loom import inline
from nnbook.loom.equations.graph.items import Item
from nnbook.loom.equations.reading.heads import read_names
from nnbook.loom.equations.reading.statements import has_relation
from nnbook.loom.equations.reading.tokens import MathsError

_RULE = re.compile(r"\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?\s*)?")
_NUMBER = re.compile(r"-?\d+(?:\{,\}\d{3})*(?:\.\d+)?")


def tables(page, declared, graph):
    """The statements that the tables of a page make, as items in sentences."""
    for paragraph in page.paragraphs:
        lines = paragraph.text.split("\n")
        for at, line in enumerate(lines):
            if at and _RULE.fullmatch(line.strip()):
                rows = enumerate(lines[at + 1 :], paragraph.line + at + 1)
                yield from _table(page, declared, graph, _cells(lines[at - 1]), rows)


def _table(page, declared, graph, header, rows):
    headings = [_formula(text) for _, text in header]
    leaves = [heading and _leaf(heading, graph) for heading in headings]
    for line, row in rows:
        cells = _cells(row)
        numbers = [_number(text) for _, text in cells]
        given = declared.given_at(line)
        if any(headings):
            given |= {(leaf, None): Fraction(number.replace("{,}", ""))
                      for leaf, number in zip(leaves, numbers) if leaf and number}
            stated = zip(headings, leaves, numbers, cells)
        else:
            first = _formula(cells[0][1]) if len(list(filter(None, numbers))) == 1 else None
            stated = ((first, first and _leaf(first, graph), n, c) for n, c in zip(numbers, cells))
        for formula, leaf, number, (column, _) in stated:
            if formula and number and not leaf:
                sign = r"\approx" if "." in number else "="
                text = f"{formula} {sign} {number}"
                yield Item(page.path, line, f"${text}$", "inline", text, line, column, given=given,
                           row=True)


def _cells(line):
    """The cells of a row with their columns."""
    found = []
    for match in re.finditer(r"[^|]+", line):
        text = match.group()
        if text.strip() or found:
            found.append((match.start() + len(text) - len(text.lstrip()), text.strip()))
    return found


def _formula(text):
    """The only formula of a cell, where it states nothing itself and is no number."""
    bodies = [span.body for span in inline.spans(text) if span.kind == "math"]
    if len(bodies) != 1 or has_relation(bodies[0]) or _NUMBER.fullmatch(bodies[0]):
        return None
    return bodies[0]


def _number(text):
    """The number that is all of a cell, as LaTeX, or None."""
    bare = text[1:-1] if text.startswith("$") and text.endswith("$") else text
    return bare if _NUMBER.fullmatch(bare) else None


def _leaf(text, graph):
    """The key of the leaf that a formula is, or None."""
    try:
        names = read_names(text)
    except MathsError:
        return None
    single = len(names) == 1 and not names[0][1] and names[0][0] in graph.leaves
    return names[0][0] if single else None
