"""The maths comments of a page: what its symbols are, and the worked example."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from loom.equations import tree
from loom.equations.parser import read_declared, read_names
from loom.equations.shapes import index_of
from loom.equations.theory import (
    DOMAINS, LAYER, REAL, SAMPLE, SCALAR, STEP, Dim, Leaf, Size, Theory, base_key,
)
from loom.equations.verdicts import Reason, Refused, refuse

_COUNTING = {"layers": LAYER, "steps": STEP}
_FIRST = ("size", *_COUNTING)  # what everything else may use, wherever it is declared
_WORDS = ("use", *_FIRST, *DOMAINS, "function", "broadcast", "names", "given")
_SAMPLES = "m"  # how many samples there are, in all chapters
_RANGE = re.compile(r"\s*([A-Za-z])\s*=\s*1\s*\.\.\s*([A-Za-z]|[1-9][0-9]{0,2})(?:\s+|$)")
_NAMED = re.compile(r"\s*(.+?)\s*=\s*([A-Za-z_]\w*)(?:\s+|$)")
_GIVEN = re.compile(r"\s*(.+?)\s*=\s*(\S+)")
_LAYER = re.compile(r"\^\{?\[(\d{1,3})\]")  # W^{[1]}
_MEMBER = re.compile(r"(.+)_\{?\d+\}?")  # n_0
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d{1,3}|/0*[1-9]\d*)?", re.ASCII)

Slot = tuple[str, Any]
Given = Fraction | tuple[tuple[Fraction, ...], ...]


@dataclass
class Declared:
    """What the comments of one page declare, each with its place.

    given: ((key, sample), value); sample is a number for `y^{(1)}`, (role, number) for
    `W^{[1]}` and `v_0`, else None; the value of an array is its rows.  kinds: what each key
    is declared as.  layered: whether there are layers, so that n_0 is one of the sizes n_l.
    """

    theory: Theory
    uses: list[tuple[Any, str]] = field(default_factory=list)
    given: list[tuple[Any, Slot, Given]] = field(default_factory=list)
    faults: list[tuple[Any, Reason]] = field(default_factory=list)
    kinds: dict[str, Any] = field(default_factory=dict)
    layered: bool = False


def declare(theory: Theory, lines: list[tuple[Any, str]]) -> Declared:
    """Let a theory know what the lines of maths comments declare."""
    found = Declared(theory)
    split = [(place, line.split()[0], line.strip()) for place, line in lines if line.strip()]
    layers = [int(n) for _, word, line in split if word in DOMAINS for n in _LAYER.findall(line)]
    found.layered = any(word == "layers" for _, word, _ in split)
    if layers and not found.layered:
        found.layered = True
        _count(found, "l", LAYER, str(max(layers)))
    for place, word, line in sorted(split, key=lambda each: (*_FIRST, each[1]).index(each[1])):
        try:
            _line(found, place, word, line[len(word):].strip())
        except Refused as error:
            found.faults.append((place, error.reason))
    return found


def _line(found: Declared, place: Any, word: str, rest: str) -> None:
    theory = found.theory
    if word not in _WORDS:
        for alike in get_close_matches(word, _WORDS, n=1):
            refuse("declaration-unknown-word-like", word=word, alike=alike)
        refuse("declaration-unknown-word", word=word)
    if not rest:
        refuse("declaration-empty", word=word)
    if word == "use":
        found.uses += [(place, stem) for stem in rest.split()]
    elif word == "size":
        for key, index in read_names(rest, theory):
            if index:
                refuse("size-without-marks", key=key)
            _size(found, key)
    elif word == "names":
        for symbol, name in _pairs(_NAMED, rest, r"names \eta=learning_rate"):
            stem = symbol.removeprefix("\\partial ")  # what holds the derivatives of it
            for key, _ in read_names(stem, theory):
                theory.names[symbol[: len(symbol) - len(stem)] + key] = name
    elif word == "given":
        found.given += [(place, slot, value) for slot, value in read_given(rest, theory)]
    elif word == "function":
        names = re.sub(r"\s+entrywise$", "", rest)
        for key, index in read_names(names, theory):
            if index:
                refuse("member-of-function", key=key)
            theory.functions[key] = names != rest
            _once(found, key, ("function", names != rest))
    elif word == "broadcast":
        for key, _ in read_names(rest, theory):
            leaf = theory.leaves.get(key)
            if leaf is None or leaf.shape[0] == () or leaf.shape[1] != ():
                refuse("broadcast-column", key=key)
            theory.leaves[key] = replace(leaf, broadcast=True)
    elif word in _COUNTING:
        counted = _RANGE.match(rest)
        if not counted:
            refuse("counting-range", word=word)
        _count(found, counted[1], _COUNTING[word], counted[2])
        _leaves(found, place, REAL, rest[counted.end():])
    else:
        _leaves(found, place, word, rest)


def _once(found: Declared, key: str, kind: Any) -> None:
    if found.kinds.setdefault(key, kind) != kind or key in found.theory.indices:
        refuse("declared-twice", key=key)


def _size(found: Declared, key: str) -> None:
    """Declare a size; n_0 is one of the sizes n_l where there are layers."""
    member = _MEMBER.fullmatch(key) if found.layered else None
    key, known = (member[1], found.theory.size_families) if member else (key, found.theory.sizes)
    _once(found, key, "sizes" if member else "size")
    known.add(key)


def _count(found: Declared, letter: str, role: str, size: str) -> None:
    if found.theory.indices.setdefault(letter, (role, size)) != (role, size) \
            or letter in found.kinds:
        refuse("declared-twice", key=letter)
    if not size.isdigit():
        _size(found, size)


def _leaves(found: Declared, place: Any, domain: str, rest: str) -> None:
    for key, index, sizes in read_declared(rest, found.theory):
        letters = [(_letter(found, key, role, node), node) for role, node in index]
        layer = next(((k, int(n.text)) for k, n in letters if isinstance(n, tree.Number)), None)
        shape = SCALAR if sizes is None else (
            _dim(found, sizes[0], layer), _dim(found, sizes[1], layer))
        if domain in ("one_hot", "simplex") and shape[0] == ():
            refuse("shape-wanted", domain=domain, key=key)
        axes = tuple(role for role, _ in index)
        if layer and found.kinds.get(key, (domain, shape, axes)) != (domain, shape, axes):
            refuse("family-by-letter", key=key)  # W^{[2]} does not go on with W^{[1]}
        _once(found, key, (domain, shape, axes))
        found.theory.leaves[key] = Leaf(key, domain, shape, axes, place)


def _letter(found: Declared, key: str, role: str, node: tree.Node) -> str:
    """The letter of an axis: that of the layers for W^{[1]}; one of samples declares itself."""
    indices = found.theory.indices
    letter = base_key(node)
    if role == LAYER and isinstance(node, tree.Number):
        letter = next((k for k, known in indices.items() if known[0] == LAYER), None)
    if letter is None:
        refuse("family-by-letter", key=key)
    if role == SAMPLE and letter not in indices:
        _count(found, letter, SAMPLE, _SAMPLES)
    if indices.get(letter, ("", ""))[0] != role:
        refuse("letter-not-declared", key=key, letter=letter, role=role)
    return letter


def _dim(found: Declared, node: tree.Node, layer: tuple[str, int] | None) -> Dim:
    """A size of a shape; n_l makes n a family of sizes, and n_0 in the layer 1 is n_{l-1}."""
    if isinstance(node, tree.Mul):
        return tuple(size for factor in node.factors for size in _dim(found, factor, layer))
    if isinstance(node, tree.Number):
        if not node.text.isdigit() or int(node.text) < 1:
            refuse("size-is-whole", size=node.text)
        return () if int(node.text) == 1 else (Size(str(int(node.text))),)
    key, index = base_key(node) or "", None
    if isinstance(node, tree.Indexed) and (index := index_of(node.index[0])):
        _once(found, key, "sizes")
        found.theory.size_families.add(key)
        return (Size(key, layer[0], index[1] - layer[1]) if layer and not index[0] else
                Size(key, *index),)
    if key not in found.theory.sizes or isinstance(node, tree.Indexed):
        refuse("unknown-size", size=key)
    return (Size(key),)


def read_given(text: str, theory: Theory) -> list[tuple[Slot, Given]]:
    """`x_1=2 y^{(1)}=0` as [((key, sample or None), value), …]. Raises Refused."""
    found: list[tuple[Slot, Given]] = []
    for symbol, number in _pairs(_GIVEN, text, "given x_1=2 x_2=-3"):
        for key, index in read_names(symbol, theory):
            role, node = index[0] if len(index) == 1 else ("", None)
            if index and not isinstance(node, tree.Number):
                refuse("given-member", key=key)
            member = int(node.text) if isinstance(node, tree.Number) else None
            slot = key, member if member is None or role == SAMPLE else (role, member)
            found.append((slot, _value(number)))
    return found


def _value(text: str) -> Given:
    """`2`, `-0.5`, `2/3`, `[2,3]` (a column), `[[1,2],[3,4]]` (by rows)."""
    if text[:1] != "[" or text[-1:] != "]":
        return _number(text)
    deep = text[:2] == "[[" and text[-2:] == "]]"
    pieces = text[2:-2].split("],[") if deep else text[1:-1].split(",")
    rows = tuple(tuple(map(_number, piece.split(","))) for piece in pieces)
    if len({len(row) for row in rows}) != 1:
        refuse("given-ragged", text=text)
    return rows


def _number(text: str) -> Fraction:
    if not _NUMBER.fullmatch(text) or len(text) > 100:
        refuse("given-not-a-number", text=text)
    return Fraction(text)


def _pairs(pattern: re.Pattern[str], rest: str, example: str) -> list[tuple[Any, ...]]:
    left = pattern.sub("", rest).strip()
    if left:
        refuse("declaration-not-understood", text=left, example=example)
    return pattern.findall(rest)
