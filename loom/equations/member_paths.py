"""How the members of families over layers and steps are computed from each other.

A mark is (letter, offset): l - 1 is ("l", -1), the number 2 is ("", 2). A letter that the
page declares runs from 1 to its size. In doubt two members may be the same, and one may
depend on the other: that can only lose a proof.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from loom.equations import tree
from loom.equations.index_algebra import GaveUp
from loom.equations.shapes import index_of
from loom.equations.theory import LAYER, STEP, Definition, Theory


class Mark(NamedTuple):
    """A layer or step."""

    letter: str
    offset: int

    def moved(self, by: int) -> Mark:
        """So many layers or steps further."""
        return Mark(self.letter, self.offset + by)


_ANY = Mark("?", 0)
_FIRST = Mark("", 1)  # which always exists
_FARTHEST = 6


class Member(NamedTuple):
    """A quantity, or one of a family over layers or steps."""

    key: str
    mark: Mark | None = None

    @property
    def name(self) -> str:
        """`Z[l-1]`"""
        return self.key + (f"[{self.mark.letter}{self.mark.offset:+d}]" if self.mark else "")


class MemberPaths:
    """Answers for one statement, which holds where the members exist that it names."""

    def __init__(self, theory: Theory, sides: tuple[tree.Node, ...]):
        self.theory = theory
        self._closures: dict[str, set[str]] = {}
        self._first: dict[str, int] = {}  # Z^{[l-1]} in the statement: l is at least 2
        self._ahead: dict[str, int] = {}  # W^{[l+1]} in the statement: l is at most L - 1
        for key, (letter, offset) in (found for side in sides for found in _named(side)):
            if key in theory.leaves:
                self._ahead[letter] = max(offset, self._ahead.get(letter, 0))
            patterns = [self._pattern(d) for d in theory.definitions.get(key, ())]
            if patterns and all(p and p != _ANY and not self._is_fixed(p) for p in patterns):
                least = 1 + min(p.offset for p in patterns if p) - offset
                self._first[letter] = max(least, self._first.get(letter, 1))

    def definition(self, member: Member) -> tuple[Definition, dict[str, Mark]]:
        """The one definition that surely holds for a member, and the value of its letter."""
        known = [(d, self._pattern(d)) for d in self.theory.definitions.get(member.key, ())
                 if not d.prime]
        mark, general = member.mark, []
        for definition, pattern in known:
            if pattern == mark and (mark is None or self._is_fixed(mark)):
                return definition, {}
            if mark is None or pattern in (None, _ANY) \
                    or self._is_fixed(pattern) and self.may_be_equal(pattern, mark):
                raise GaveUp
            if not self._is_fixed(pattern):
                general.append((definition, pattern.letter, mark.moved(-pattern.offset)))
        if len(general) != 1 or self._least(general[0][2]) < 1:
            raise GaveUp
        (found, letter, value), = general
        return found, {letter: value}

    def closure(self, key: str) -> set[str]:
        """Every key that a quantity is computed from, itself included."""
        if key not in self._closures:
            found, todo = {key}, [key]
            for one in todo:
                used = {use for d in self._definitions({one}) for use, _ in _uses(d.body)}
                new = used.union(self.theory.members(one)) - found
                found |= new
                todo += new
            self._closures[key] = found
        return self._closures[key]

    def reads(self, node: tree.Node) -> set[str]:
        """Every key that an expression is computed from."""
        return {key for use, _ in _uses(node) for key in self.closure(use)}

    def _definitions(self, keys: set[str]) -> list[Definition]:
        return [d for key in sorted(keys) for d in self.theory.definitions.get(key, ())]

    def _least(self, mark: Mark) -> int:
        """The least value that a mark can have; 0, which is in doubt, for unknown letters."""
        letter, offset = mark
        if not letter or letter in self.theory.sizes or letter in self.theory.indices:
            return offset + (self._first.get(letter, 1) if letter else 0)
        return min(offset, 0)

    def _size(self, letter: str) -> str | None:
        """What a declared letter runs up to."""
        return self.theory.indices[letter][1] if letter in self.theory.indices else None

    def _is_fixed(self, mark: Mark) -> bool:
        return not mark.letter or mark.letter in self.theory.sizes

    def _pattern(self, definition: Definition) -> Mark | None:
        """The mark on the left side of a definition, None without one."""
        found = [_mark_of(node) for role, node in definition.index if role in (LAYER, STEP)]
        return found[0] if len(found) == 1 else _ANY if found else None

    def _uses(self, definition: Definition) -> Iterator[tuple[str, Mark | None, int | None]]:
        """(key, mark, how far it is from the mark on the left side, if that is sure)."""
        pattern = self._pattern(definition) or _ANY
        sure = pattern != _ANY and not any(
            pattern.letter in tree.binds(part) for part in definition.body.walk())
        for key, mark in _uses(definition.body):
            if sure and mark and mark.letter == pattern.letter:
                yield key, mark, mark.offset - pattern.offset
            else:
                yield key, mark if mark is None or self._is_fixed(mark) else _ANY, None

    def may_be(self, member: Member, other: Member) -> bool:
        """Whether two members may be the same."""
        return member.key == other.key and self.may_be_equal(member.mark, other.mark)

    def may_be_equal(self, first: Mark | None, second: Mark | None) -> bool:
        """Whether two marks may have the same value."""
        if first is None or second is None or first.letter == second.letter:
            return None in (first, second) or first == second
        for mark, other in ((first, second), (second, first)):
            above = other.offset - mark.offset + self._ahead.get(mark.letter, 0)
            if not other.letter and other.offset < self._least(mark) \
                    or other.letter == self._size(mark.letter) and above > 0:
                return False
        return True

    def may_depend(self, member: Member, other: Member) -> bool:
        """Whether a member may be computed from another one, or be it."""
        if other.key not in self.closure(member.key) or member.key not in self.theory.definitions:
            return self.may_be(member, other)
        steps = (step for d in self._definitions(self.closure(member.key))
                 for use, _, step in self._uses(d) if other.key in self.closure(use))
        return member.mark is None or other.mark is None \
            or member.mark.letter != other.mark.letter \
            or member.mark.offset >= other.mark.offset \
            or any(step is None or step > 0 for step in steps)

    def own_term(self, total: tree.Big, member: Member) -> Mark | None:
        """The layer of a leaf that a sum over all layers has in that one term only."""
        sizes, mark = [size.name for size in total.range or ()], member.mark
        sure = total.operator == "sum" and not total.condition and mark is not None \
            and len(sizes) == 1 and mark in (_FIRST, (mark.letter, 0)) \
            and self._size(mark.letter) in (None, *sizes) \
            and member.key not in self.theory.definitions \
            and not any(total.index in tree.binds(part) for part in total.body.walk()) \
            and all(use == (member.key, (total.index, 0)) for use in _uses(total.body)
                    if member.key in self.closure(use[0]))
        return mark if sure else None

    def gate(self, node: tree.Node, variable: Member) -> Member:
        """The last member through which a number depends on a variable, as far as is sure.

        Each member on the way is the only one whose definition uses the one before it.
        """
        used = [Definition("", None, (), node), *self._definitions(self.reads(node))]
        kinds = (tree.Derivative, tree.Differential, tree.Substitution)
        if any(isinstance(part, kinds) for d in used for part in d.body.walk()):
            raise GaveUp
        for _ in range(_FARTHEST):
            owners = {owner for d in used for owner in self._owners(d, variable)}
            owner = owners.pop() if len(owners) == 1 else None
            if owner is None:
                return variable
            variable = owner
        raise GaveUp

    def _owners(self, definition: Definition, member: Member) -> Iterator[Member | None]:
        """The members whose definition uses this one; None where that is in doubt."""
        general = not self._is_fixed(self._pattern(definition) or _ANY)
        for use, mark, step in self._uses(definition):
            if use == member.key and step is not None and member.mark and general:
                yield Member(definition.key, member.mark.moved(-step))
            elif use == member.key and self.may_be_equal(mark, member.mark):
                yield None


def _mark_of(node: tree.Node) -> Mark:
    return Mark(*(index_of(node) or _ANY))


def _uses(node: tree.Node) -> Iterator[tuple[str, Mark | None]]:
    """Every quantity and function that an expression names, with its layer or step."""
    if isinstance(node, tree.Indexed) and node.role in (LAYER, STEP):
        mark = _mark_of(node.index[0]) if isinstance(node.base, tree.Symbol) else _ANY
        for key, _ in _uses(node.base):
            yield key, mark
        return
    if isinstance(node, (tree.Symbol, tree.Apply)):
        yield node.key if isinstance(node, tree.Symbol) else node.function, None
    for child in node.children:
        yield from _uses(child)


def _named(node: tree.Node) -> Iterator[tuple[str, Mark]]:
    """The members at general layers and steps that must exist for an expression to have a value."""
    if isinstance(node, tree.Indexed) and node.role in (LAYER, STEP):
        mark = _mark_of(node.index[0])
        if isinstance(node.base, tree.Symbol) and mark.letter and mark != _ANY:
            yield node.base.key, mark
        return
    children = (node.body,) if isinstance(node, tree.Derivative) else node.children
    for child in children:
        for key, mark in _named(child):
            if mark.letter not in tree.binds(node):
                yield key, mark
