"""What the symbols of a page mean: one record for each leaf, function and definition.

A leaf depends on nothing. A definition may have parameters, `f(x) = …`, or be one of a
family, `A^{[l]} = …`, `v_t = …`, `\\mathcal L^{(i)} = …`; a family may be given in several
definitions: the recursion, and where it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from loom.equations import commands, tree

LAYER, STEP, SAMPLE = "layer", "step", "sample"
LAYERED = "^{[l]}"  # ends the key of a family over layers: W and W^{[l]} are two symbols
REAL, POSITIVE, UNIT, ONE_HOT, SIMPLEX, SIZE = (
    "real", "positive", "unit", "one_hot", "simplex", "size")
RANDOM, CENTRED, SYMMETRIC = "random", "centred", "symmetric"  # inside of E and Var
DOMAINS = (REAL, POSITIVE, UNIT, ONE_HOT, SIMPLEX, RANDOM, CENTRED, SYMMETRIC)


@dataclass(frozen=True, order=True)
class Size:
    """`m`, `3`, or a member of a family: n_{l-1} has the letter l and the offset -1.

    A member with a number, n_0, has the letter "" and its number as offset.
    """

    name: str
    letter: str | None = None
    offset: int = 0

    def __str__(self) -> str:
        if self.letter is None:
            return self.name
        shift = f"{self.offset:+d}" if self.letter and self.offset else ""
        index = f"{self.letter}{shift}" if self.letter else str(self.offset)
        return f"{self.name}_{index}" if len(index) == 1 else f"{self.name}_{{{index}}}"


Dim = tuple[Size, ...]  # a product of sizes; () is 1
Shape = tuple[Dim, Dim]
SCALAR: Shape = ((), ())


def show_dim(dim: Dim) -> str:
    """`n`, `mp` or `1`."""
    return "·".join(map(str, dim)) or "1"


def show_shape(shape: Shape) -> str:
    """`n × m`."""
    return " × ".join(map(show_dim, shape))


@dataclass(frozen=True)
class Leaf:
    """A symbol that depends on nothing.

    axes: of what it has one each (layer, step, sample).  place: where it is declared.
    broadcast: a column that may be added to every column of an array.
    """

    key: str
    domain: str = REAL
    shape: Shape = SCALAR
    axes: tuple[str, ...] = ()
    place: object = None
    broadcast: bool = False


@dataclass(frozen=True)
class Definition:
    """`key = body`, `key(parameters) = body`, or one line of a family.

    index: (role, node) for each mark on the left side: a letter that the body may use, a
    letter with an offset, or a number.  prime: the left side is key', a derivative that is
    given where a kink has none.  name: of the display.  limits: the range of a letter, where
    the row says it.
    """

    key: str
    parameters: tuple[str, ...] | None
    index: tuple[tuple[str, tree.Node], ...]
    body: tree.Node
    name: str = ""
    place: object = None
    prime: bool = False
    limits: tree.IndexRange | None = None

    @property
    def letters(self) -> tuple[str, ...]:
        """The index letters that the left side binds."""
        found = [key for _, node in self.index for key in tree.free_symbols(node)]
        return tuple(dict.fromkeys(found))


@dataclass
class Theory:
    """The leaves, functions and definitions that formulas are read and tried with.

    functions: what has no formula, by key: whether it works entry by entry.
    sizes: keys of whole numbers; size_families: those with a member for each layer.
    indices: letters that count, with the axis and the size they run up to:
        l: (layer, "L"), i: (sample, "m"), t: (step, "T").
    names: names of the program for symbols where the naming rule does not fit.
    pending: heads of definitions whose formulas are not read yet: parameters by key.
    elsewhere: says which other page defines a key, or None.
    """

    leaves: dict[str, Leaf] = field(default_factory=dict)
    functions: dict[str, bool] = field(default_factory=dict)
    definitions: dict[str, tuple[Definition, ...]] = field(default_factory=dict)
    sizes: set[str] = field(default_factory=set)
    size_families: set[str] = field(default_factory=set)
    indices: dict[str, tuple[str, str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    pending: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    pending_axes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    elsewhere: Callable[[str], str | None] | None = None
    _closures: dict[object, Any] = field(default_factory=dict)

    # What the parser asks ------------------------------------------------------------

    def kind(self, key: str) -> str | None:
        """"function", "array", "scalar", "size", or None for a symbol nobody declared."""
        if key in self.pending:
            return "scalar" if self.pending[key] is None else "function"
        if key in self.definitions:
            first = self.definitions[key][0]
            if first.parameters is not None:
                return "function"
            return "scalar" if first.body.shape in (None, SCALAR) else "array"
        if key in self.functions:
            return "function"
        if key in self.leaves:
            return "scalar" if self.leaves[key].shape == SCALAR else "array"
        return "size" if key in self.sizes or key in self.size_families else None

    def axes(self, key: str) -> tuple[str, ...]:
        """Of what a symbol has one each: layer, step, sample."""
        if key in self.leaves:
            return self.leaves[key].axes
        if key in self.definitions:
            return tuple(role for role, _ in self.definitions[key][0].index)
        return self.pending_axes.get(key, (LAYER,) if key in self.size_families else ())

    def arity(self, key: str) -> int | None:
        """How many arguments a function takes; None where any number will do."""
        parameters = self.pending.get(key)
        if parameters is None and key in self.definitions:
            parameters = self.definitions[key][0].parameters
        return None if parameters is None else len(parameters)

    def depends(self, key: str, keys: Iterable[str]) -> bool:
        """Whether a defined quantity is computed from one of the keys."""
        return key in self.definitions and any(k in self.closure(key) for k in keys if k != key)

    def defined_by(self, key: str) -> str | None:
        """The page, not used here, that defines a key; or None."""
        return self.elsewhere(key) if self.elsewhere else None

    def suggest(self, key: str) -> str | None:
        """The known symbol that looks most like this one, or None."""
        known = [*self.leaves, *self.definitions, *self.functions, *self.pending, *self.sizes]
        folded = {k.lower(): k for k in known}
        if key.lower() in folded:
            return folded[key.lower()]
        if len(key) == 1:
            return None
        close = get_close_matches(key, known, n=1, cutoff=0.6)
        return close[0] if close else None

    # What a quantity is computed from ------------------------------------------------

    def closure(self, key: str) -> frozenset[str]:
        """Every key that this one is computed from, itself included."""
        if key not in self._closures:
            found, todo = {key}, [key]
            for one in todo:  # kept when whole: a recursion reaches itself on the way
                used = set(self.members(one))
                for definition in self.definitions.get(one, ()):
                    own = frozenset((*(definition.parameters or ()), *definition.letters))
                    used.update(tree.free_symbols(definition.body, own))
                todo += sorted(used - found)
                found |= used
            self._closures[key] = frozenset(found)
        return frozenset(self._closures[key])

    def members(self, key: str) -> list[str]:
        """The keys w_1, w_2, … that `w` with an index chooses from."""
        found: list[str] = []
        while key not in self.leaves and key not in self.definitions:
            number = len(found) + 1
            member = f"{key}_{number}" if number < 10 else f"{key}_{{{number}}}"
            if member not in self.leaves and member not in self.definitions:
                break
            found.append(member)
        return found

    def reaches(self, node: tree.Node, bound: frozenset[str] = frozenset()) -> frozenset[str]:
        """Every key that an expression is computed from, leaves and definitions."""
        at = "reaches", node, bound
        if at not in self._closures:
            self._closures[at] = frozenset().union(*map(self.closure, tree.free_symbols(node, bound)))
        return frozenset(self._closures[at])

    def varies(self, key: str) -> bool:
        """Whether a quantity has a value of its own for every sample."""
        if ("varies", key) not in self._closures:
            self._closures["varies", key] = any(map(self._has_samples, self._at_hand(key)))
        return bool(self._closures["varies", key])

    def _has_samples(self, key: str) -> bool:
        leaf, family = self.leaves.get(key), self.definitions.get(key, ())
        return bool(leaf and SAMPLE in leaf.axes) or any(
            role == SAMPLE for definition in family for role, _ in definition.index)

    def _at_hand(self, key: str) -> Iterator[str]:
        """The keys that a quantity is computed from at the sample at hand, itself included."""
        todo = [key]
        for one in todo:
            yield one
            used = [*self.members(one)]
            for definition in self.definitions.get(one, ()):
                bound = {*(definition.parameters or ()), *definition.letters}
                used += [k for k in bare_symbols(definition.body) if k not in bound]
            todo += [k for k in dict.fromkeys(used) if k not in todo]

    def top(self, role: str) -> Size:
        """The size that layers, steps or samples run up to."""
        known = {LAYER: "L", STEP: "T", SAMPLE: "m"}
        for axis, size in self.indices.values():
            known[axis] = size
        return Size(known[role])

    def is_constant(self, node: tree.Node) -> bool:
        """Whether an expression holds nothing but numbers and defined functions of them."""
        return all(self._constant_key(key) for key in tree.free_symbols(node))

    def _constant_key(self, key: str) -> bool:
        if key in self.leaves or key in self.sizes or key in self.functions:
            return False
        if key in self.definitions:
            first = self.definitions[key][0]
            if first.parameters is None:
                return False
            inside = set(tree.free_symbols(first.body)) - set(first.parameters)
            return all(map(self._constant_key, inside))
        return key in commands.CONSTANTS or key in commands.FUNCTIONS

    # Changing ------------------------------------------------------------------------

    def settled(self) -> None:
        """All definitions are read."""
        self.pending.clear()
        self._closures.clear()

    def define(self, definition: Definition) -> None:
        """Add a definition, to a family where it belongs to one."""
        known = self.definitions.get(definition.key, ())
        self.definitions[definition.key] = (*known, definition)
        self._closures.clear()

    def with_definitions(self, changed: Iterable[Definition]) -> Theory:
        """The same theory with definitions put in the place of those of the same display."""
        definitions = dict(self.definitions)
        for new in changed:
            definitions[new.key] = tuple(
                new if (old.name, old.index) == (new.name, new.index) else old
                for old in definitions[new.key])
        return replace(self, definitions=definitions, _closures={})

    def include(self, other: Theory, own: Collection[str] = ()) -> list[tuple[Definition, Definition]]:
        """Take over what another page's theory knows, but for what a page declares of its own.

        A definition beats a declaration. Returns the pairs of definitions that contradict
        each other.
        """
        new = {key: each for key, each in other.definitions.items() if key not in own}
        clashes = [(self.definitions[key][0], each[0]) for key, each in new.items()
                   if self.definitions.get(key, each) != each]
        self.definitions = {**new, **self.definitions}
        leaves = {key: leaf for key, leaf in other.leaves.items() if key not in own}
        self.leaves = {key: leaf for key, leaf in {**self.leaves, **leaves}.items()
                       if key not in self.definitions}
        self.functions = {key: each for key, each in {**other.functions, **self.functions}.items()
                          if key not in self.definitions}
        self.sizes |= other.sizes
        self.size_families |= other.size_families
        self.indices = {**other.indices, **self.indices}
        self.names = {**other.names, **self.names}
        self._closures.clear()
        return clashes


def bare_symbols(node: tree.Node) -> list[str]:
    """The keys that stand for the sample at hand: not those of a named sample `y^{(i)}`."""
    if isinstance(node, tree.Indexed) and node.role == SAMPLE:
        return []
    if isinstance(node, tree.Symbol):
        return [node.key]
    return [key for child in node.children for key in bare_symbols(child)]


def base_key(node: tree.Node) -> str | None:
    """The key of a symbol or of what it is a part or a member of; None for anything else."""
    while isinstance(node, tree.Indexed):
        node = node.base
    return node.key if isinstance(node, tree.Symbol) else None
