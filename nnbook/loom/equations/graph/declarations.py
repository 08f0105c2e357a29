"""The maths comments of a page: its leaves, functions, names and worked example."""

import re
from dataclasses import dataclass, field
from fractions import Fraction

from nnbook.loom.equations.reading import tree
from nnbook.loom.equations.reading.heads import read_names
from nnbook.loom.equations.reading.tokens import MathsError

LEAVES = ("real", "positive", "unit", "dim")
_LATER = {"simplex": "vectors", "net": "networks of any depth"}
_NAMED = re.compile(r"\s*(.+?)\s*=\s*([A-Za-z_]\w*)(?:\s+|$)")
_GIVEN = re.compile(r"\s*(.+?)\s*=\s*(\S+)")


@dataclass
class Declarations:
    """What the comments of one page declare; `faults` are (line, message)."""

    used: list = field(default_factory=list)
    leaves: dict = field(default_factory=dict)
    families: set = field(default_factory=set)
    functions: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)
    given: list = field(default_factory=list)
    faults: list = field(default_factory=list)

    def given_at(self, line):
        """The worked example in force at a line: {(key, sample): value}."""
        return {slot: value for at, slot, value in self.given if at <= line}


def read(page):
    """The declarations of a page."""
    found = Declarations()
    for comment in page.comments:
        text = comment.text.removesuffix("-->").replace("<!--", "", 1)
        if not text.lstrip().startswith("maths"):
            continue
        for offset, line in enumerate(text.split("\n")):
            words = line.split(None, 1) if offset else line.split(None, 2)[1:]
            if words:
                _declare(found, comment.line + offset, words[0], (*words, "")[1])
    return found


def _declare(found, line, word, rest):
    try:
        if not rest:
            raise MathsError(f"nothing follows {word}")
        if word == "use":
            found.used += [(line, stem) for stem in rest.split()]
        elif word in _LATER:
            raise MathsError(f"{_LATER[word]} are not executed yet")
        elif word == "names":
            found.names.update(_names(rest))
        elif word == "given":
            found.given += [(line, slot, value) for slot, value in _given(rest)]
        else:
            for key, entries in read_names(rest):
                _leaf(found, line, word, key, entries)
    except MathsError as error:
        found.faults.append((line, f"in the maths comment, {word}: {error}"))


def _leaf(found, line, word, key, entries):
    if word == "function":
        found.functions[key] = line
        return
    if word == "family" or entries:
        found.families.add(key)
    found.leaves.setdefault(key, ("real" if word == "family" else word, line))
    if word != "family":
        found.leaves[key] = (word, line)


def _names(rest):
    for symbol, name in _pairs(_NAMED, rest, "names \\eta=learning_rate"):
        for key, _ in read_names(symbol):
            yield key, name


def _given(rest):
    for symbol, text in _pairs(_GIVEN, rest, "given x_1=2 x_2=-3"):
        for key, entries in read_names(symbol):
            try:
                value = Fraction(text)
            except (ValueError, ZeroDivisionError):
                raise MathsError(f"{text!r} is no number: write given x_1=2") from None
            yield (key, _sample(key, entries)), value


def _sample(key, entries):
    if not entries:
        return None
    role, index = entries[0]
    if role != "sample" or not isinstance(index, tree.Number):
        raise MathsError(f"the member of {key} is a sample with a number, {key}^{{(1)}}")
    return int(index.text)


def _pairs(pattern, rest, example):
    at, found = 0, []
    while at < len(rest.rstrip()):
        match = pattern.match(rest, at)
        if not match:
            raise MathsError(f"{rest[at:].strip()!r} is not understood: write {example}")
        found.append(match.groups())
        at = match.end()
    return found
