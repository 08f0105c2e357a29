"""Proofs for every size: elaborated formulas as sums of products of entries.

`proves` compares the entry at general indices of both sides (see `index_algebra`).
Definitions are expanded; what cannot be expanded stays a letter, which says more and is
sound. A derivative is an intervention: its variable is held as a letter, everything that
goes through it is expanded, and only afterwards its own definition is put in.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from loom.equations import index_algebra as algebra
from loom.equations import tree
from loom.equations.index_algebra import (
    FREE, ONE, TENSOR, ZERO, Atom, GaveUp, Index, Indices, Poly, add, bind, constant, fresh,
    function, inverse, multiply, power, product_of, scale, subtract, tensor,
)
from loom.equations.member_paths import Mark, Member, MemberPaths
from loom.equations.shapes import index_of
from loom.equations.theory import (
    LAYER, ONE_HOT, POSITIVE, SAMPLE, SIMPLEX, STEP, UNIT, Definition, Size, Theory,
    bare_symbols,
)

Ranges = tuple[tuple[str, ...], tuple[str, ...]]
SCALAR: Ranges = ((), ())
_KNOWN = {r"\exp": "exp", r"\ln": "ln", r"\tanh": "tanh", r"\sqrt": "sqrt", r"\lvert": "abs"}


def proves(left: tree.Node, right: tree.Node, theory: Theory,
           vary: tuple[str, ...] = ()) -> bool:
    """Whether two expressions are shown to be equal for all sizes, wherever both are defined."""
    algebra.restart()
    try:
        return _Reader(theory, frozenset(vary), (left, right)).equal(left, right)
    except (GaveUp, RecursionError):
        return False


@dataclass(frozen=True)
class Scope:
    """What letters mean at a place.

    letters: an index of entries or samples, a layer or step, or the name of the tensor that
    stands for a parameter.  held: members (or keys) that are not expanded.  sample: the
    sample at hand.  closed: inside a definition, where every letter must be bound.
    """

    letters: Mapping[str, Index | Mark | str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    sample: Index | None = None
    closed: bool = False

    def mark(self, letter: str, offset: int) -> Mark:
        """A layer or step by what its letter means."""
        value = self.letters.get(letter, Mark(letter, 0))
        if not isinstance(value, Mark):
            raise GaveUp
        return value.moved(offset)


class Place(NamedTuple):
    """The entry that is read, and the scope."""

    rows: Indices
    columns: Indices
    scope: Scope

    @property
    def shape(self) -> Ranges:
        """The ranges of the entry's indices."""
        return tuple(i.range for i in self.rows), tuple(j.range for j in self.columns)


class _Reader:
    """Reads entries of the expressions of one statement."""

    def __init__(self, theory: Theory, vary: frozenset[str], sides: tuple[tree.Node, ...]):
        self.theory, self.vary = theory, vary
        self.paths = MemberPaths(theory, sides)
        self.members: dict[str, Member] = {}  # by the name of their tensor
        self._letters: dict[str, Index] = {}
        self._quantities: dict[object, Poly] = {}
        self._samples = theory.top(SAMPLE).name
        self._hand = Index(FREE, "(sample)", self._samples)

    def equal(self, left: tree.Node, right: tree.Node) -> bool:
        """Whether every entry of the difference is 0."""
        scope, zero = Scope(sample=self._hand), tree.Number("0")
        shapes = [self.shape(side, scope) for side in (left, right) if side != zero] or [SCALAR]
        if shapes[0] != shapes[-1]:
            return False
        rows, columns = (tuple(Index(FREE, f".{axis}{k}", size) for k, size in enumerate(sizes))
                         for axis, sizes in enumerate(shapes[0]))
        first, second = (ZERO if side == zero else self.entry(side, Place(rows, columns, scope))
                         for side in (left, right))
        return algebra.is_zero(subtract(first, second), {
            name for name, member in self.members.items()
            if (leaf := self.theory.leaves.get(member.key)) and len(leaf.shape[0]) == 1
            and leaf.domain in (ONE_HOT, SIMPLEX)})

    def shape(self, node: tree.Node, scope: Scope) -> Ranges:
        """The ranges of an expression's rows and columns."""
        if node.shape is None:
            raise GaveUp
        rows, columns = (tuple(self._range(s, scope) for s in d if s.name != "1")
                         for d in node.shape)
        return rows, columns

    @staticmethod
    def _range(size: Size, scope: Scope) -> str:
        if size.letter is None:
            return size.name
        letter, offset = scope.mark(size.letter, size.offset)
        return f"{size.name}[{letter}{offset:+d}]" if letter else f"{size.name}_{offset}"

    def _mark(self, node: tree.Node, scope: Scope) -> Mark:
        """The layer or step that an index expression says."""
        found = index_of(node)
        if found is None or found[0] and found[0] not in {*scope.letters, *self.theory.sizes} and (
                scope.closed or found[0] not in self.theory.indices):
            raise GaveUp
        return scope.mark(*found)

    def _index(self, node: tree.Node, size: str, scope: Scope) -> Index:
        """The index that chooses an entry or a sample."""
        if isinstance(node, tree.Number) and node.text.isdigit():
            return Index(FREE, str(int(node.text)), size)
        key = getattr(node, "key", "")
        found = scope.letters.get(key)
        if not found and key and not scope.closed and key not in self.theory.definitions:
            found = self._letters.setdefault(key, Index(FREE, key, size))
        if not isinstance(found, Index) or found.range != size:
            raise GaveUp
        return found

    def entry(self, node: tree.Node, at: Place) -> Poly:
        """The entry of an expression."""
        read = getattr(self, "_" + type(node).__name__.lower(), None)
        if read is None or self.shape(node, at.scope) != at.shape:
            raise GaveUp
        try:
            result: Poly = read(node, at)
        except GaveUp:
            if (cut := self._cut(node, at)) is None:
                raise
            result = cut
        return result

    def value(self, node: tree.Node, scope: Scope) -> Poly:
        """A number."""
        return self.entry(node, Place((), (), scope))

    def _fit(self, node: tree.Node, at: Place) -> Poly:
        """The entry of a part that a number or a column may be, too."""
        shape = self.shape(node, at.scope)
        if shape == SCALAR:
            return self.value(node, at.scope)
        return self.entry(node, at if shape == at.shape else at._replace(columns=()))

    def _number(self, node: tree.Number, at: Place) -> Poly:
        return constant(node.value)

    def _add(self, node: tree.Add, at: Place) -> Poly:
        return add(*(self._fit(term, at) for term in node.terms))

    def _neg(self, node: tree.Neg, at: Place) -> Poly:
        return scale(-1, self.entry(node.body, at))

    def _mul(self, node: tree.Mul | tree.Hadamard, at: Place) -> Poly:
        return product_of(self._fit(factor, at) for factor in node.factors)

    _hadamard = _mul

    def _matmul(self, node: tree.MatMul, at: Place) -> Poly:
        inner = tuple(map(fresh, self.shape(node.left, at.scope)[1]))
        left = self.entry(node.left, at._replace(columns=inner))
        return bind(multiply(left, self.entry(node.right, at._replace(rows=inner))), inner)

    def _kronecker(self, node: tree.Kronecker, at: Place) -> Poly:
        result, (rows, columns, scope) = ONE, at
        for factor in node.factors:
            r, c = map(len, self.shape(factor, scope))
            result = multiply(result, self.entry(factor, Place(rows[:r], columns[:c], scope)))
            rows, columns = rows[r:], columns[c:]
        return result

    def _transpose(self, node: tree.Transpose, at: Place) -> Poly:
        return self.entry(node.body, Place(at.columns, at.rows, at.scope))

    def _div(self, node: tree.Div, at: Place) -> Poly:
        return multiply(self._fit(node.over, at), inverse(self._fit(node.under, at)))

    def _pow(self, node: tree.Pow, at: Place) -> Poly:
        if node.base == tree.Symbol("e") and self.theory.kind("e") is None \
                and "e" not in at.scope.letters:
            return function("exp", 0, self._fit(node.exponent, at))
        base, exponent = self.entry(node.base, at), self.value(node.exponent, at.scope)
        number = exponent[0][1] if exponent else 0
        if exponent == constant(number) and number.denominator <= 2:
            root = base if number.denominator == 1 else function("sqrt", 0, base)
            return power(root, number.numerator)
        c, common, rest = algebra.content(base)
        if rest != ONE or c <= 0 or not all(algebra.is_positive(a) for a, _ in common):
            raise GaveUp
        return function("exp", 0, multiply(exponent, function("ln", 0, base)))

    def _constantarray(self, node: tree.ConstantArray, at: Place) -> Poly:
        if node.kind == "identity":
            return algebra.delta(at.rows, at.columns)
        return ONE if node.kind == "ones" else ZERO

    def _bound(self, scope: Scope, letter: str, index: Index) -> Scope:
        """With a letter bound; where it runs over samples, none is at hand."""
        sample = None if index.range == self._samples else scope.sample
        return replace(scope, letters={**scope.letters, letter: index}, sample=sample)

    def _entries(self, node: tree.Entries, at: Place) -> Poly:
        letters, chosen, scope = tree.binds(node), (*at.rows, *at.columns), at.scope
        if len(letters) != len(chosen):
            raise GaveUp
        for letter, index in zip(letters, chosen):
            scope = self._bound(scope, letter, index)
        return self.value(node.body, scope)

    def _big(self, node: tree.Big, at: Place) -> Poly:
        if node.operator != "sum" or node.range is None or len(node.range) != 1:
            raise GaveUp

        def term(index: Index) -> Poly:
            scope = self._bound(at.scope, node.index, index)
            return self.entry(node.body, at._replace(scope=scope))

        index = fresh(self._range(node.range[0], at.scope))
        total = bind(term(index), (index,))
        if node.condition is None:
            return total
        others = [k for k in node.condition.items if k != tree.Symbol(node.index)]
        if node.condition.operators != ("!=",) or len(others) != 1:
            raise GaveUp
        return subtract(total, term(self._index(others[0], index.range, at.scope)))

    def _symbol(self, node: tree.Symbol, at: Place) -> Poly:
        key, theory, scope = node.key, self.theory, at.scope
        meaning = scope.letters.get(key)
        if isinstance(meaning, str):
            return tensor(meaning)
        if isinstance(meaning, Mark):
            return add(algebra.size(meaning.letter or "0"), constant(meaning.offset))
        if meaning is not None:
            raise GaveUp
        if key in theory.definitions or key in theory.leaves:
            return self._quantity(Member(key), at, scope.sample)
        if key in theory.sizes or key in theory.indices and not scope.closed:
            return algebra.size(key)
        if key in theory.indices or key in theory.functions:
            raise GaveUp
        return function("exp", 0, ONE) if key == "e" else self._quantity(Member(key), at, None)

    def _indexed(self, node: tree.Indexed, at: Place) -> Poly:
        key, scope = getattr(node.base, "key", ""), at.scope
        if node.role == SAMPLE:
            return self._sample_of(node, at)
        if node.role == "entry":
            rows, columns = self.shape(node.base, scope)
            axes = [rows, columns] if len(node.index) == 2 else [rows or columns]
            if len(axes) != len(node.index) or max(map(len, axes)) > 1 \
                    or len(axes) == 1 and rows and columns:
                raise GaveUp
            chosen = tuple(self._index(i, axis[0], scope)
                           for i, axis in zip(node.index, axes) if axis)
            return self.entry(node.base, Place(chosen[:len(rows)], chosen[len(rows):], scope))
        if key in self.theory.size_families and self.theory.kind(key) == "size":
            letter, offset = self._mark(node.index[0], scope)
            return algebra.size(self._range(Size(key, letter, offset), Scope()))
        return self._quantity(self._member(node, scope), at, scope.sample)

    def _sample_of(self, node: tree.Indexed, at: Place) -> Poly:
        """One of a family over samples, or a column of an array."""
        base, (sample,), scope = node.base, node.index, at.scope
        if isinstance(base, tree.Symbol) and base.key not in scope.letters \
                or getattr(base, "role", "") in (LAYER, STEP):
            member = self._member(base, scope)
            if self.theory.varies(member.key):
                return self._quantity(member, at, self._index(sample, self._samples, scope))
        columns = self.shape(base, scope)[1]
        if len(columns) != 1 or at.columns:
            raise GaveUp
        return self.entry(base, at._replace(columns=(self._index(sample, columns[0], scope),)))

    def _member(self, node: tree.Node, scope: Scope) -> Member:
        """The quantity that a symbol, or a family with its layer or step, names."""
        mark = None
        if isinstance(node, tree.Indexed) and node.role in (LAYER, STEP):
            mark, node = self._mark(node.index[0], scope), node.base
        if not isinstance(node, tree.Symbol) or node.key in scope.letters:
            raise GaveUp
        return Member(node.key, mark)

    def _quantity(self, member: Member, at: Place, sample: Index | None) -> Poly:
        """An entry of a quantity, found once in each scope."""
        scope = at.scope
        key = (member, at.rows, at.columns, sample, scope.held, scope.closed, *scope.letters.items())
        if key not in self._quantities:
            self._quantities[key] = self._expanded(member, at, sample)
        return self._quantities[key]

    def _expanded(self, member: Member, at: Place, sample: Index | None) -> Poly:
        """An entry of a quantity: expanded, or a letter where it is held or has no formula."""
        key, indices, held = member.key, (*at.rows, *at.columns), at.scope.held
        if self.theory.varies(key):
            if sample is None:
                raise GaveUp
            indices = (*indices, sample)
        leaf = self.theory.leaves.get(key)
        positive = leaf.domain in (POSITIVE, UNIT, SIMPLEX) if leaf else key == r"\pi"
        name = "+" * positive + member.name
        self.members[name] = member
        others = [m for other in held if (m := self.members.get(other)) and m != member]
        if any(self.paths.may_be(member, other) for other in others):
            raise GaveUp  # what is held is reached in another way than by its letter, too
        if key in self.theory.definitions and held.isdisjoint((name, key)):
            with suppress(GaveUp):
                definition, inside = self.definition(member, sample, at.scope)
                return self.entry(definition.body, at._replace(scope=inside))
        if any(self.paths.may_depend(member, other) for other in others) \
                or any(map(self.theory.members, self.paths.closure(key))):
            raise GaveUp  # or it is made of numbers w_i, of which not even the axes are known
        return tensor(name, indices)

    def definition(self, member: Member, sample: Index | None, scope: Scope
                   ) -> tuple[Definition, Scope]:
        """The one definition that holds for a member, and what its letters mean there."""
        definition, marks = self.paths.definition(member)
        letters: dict[str, Index | Mark | str] = {**marks}
        for role, node in definition.index:
            if role == SAMPLE:
                if not isinstance(node, tree.Symbol) or sample is None:
                    raise GaveUp
                letters[node.key] = sample
        return definition, replace(scope, letters=letters, sample=sample, closed=True)

    def _apply(self, node: tree.Apply, at: Place) -> Poly:
        key, arguments = node.function, node.arguments
        if key in self.theory.definitions:
            return self._call(node, at)
        if len(arguments) != 1:
            raise GaveUp
        (rows, columns, scope), argument = at, arguments[0]
        shape, entrywise = self.shape(argument, scope), self.theory.functions.get(key)
        if key in _KNOWN or entrywise or entrywise is False and shape == SCALAR:
            return function(_KNOWN.get(key, "f:" + key), node.primes, self._fit(argument, at))
        if node.primes:
            raise GaveUp
        if key == r"\mathrm vec":
            split = len(shape[1])
            return self.entry(argument, Place(rows[split:], rows[:split], scope))
        if key == r"\mathrm diag":
            entry = self.entry(argument, at._replace(columns=()))
            return multiply(algebra.delta(rows, columns), entry)
        rows, columns = (tuple(map(fresh, sizes)) for sizes in shape)
        if key == r"\mathrm tr":
            return bind(self.entry(argument, Place(rows, rows, scope)), rows)
        entry = self.entry(argument, Place(rows, columns, scope))
        if key == r"\lVert":
            return function("sqrt", 0, bind(multiply(entry, entry), (*rows, *columns)))
        if entrywise is False and at.shape == SCALAR:
            name = f"{key}/{len(rows)}"  # another one for arrays of another layout
            return algebra.unknown(name, (), (*rows, *columns), entry)
        raise GaveUp

    def _call(self, node: tree.Apply, at: Place) -> Poly:
        """A function of numbers of the page, or its derivative: at letters, then at arguments."""
        known = self.theory.definitions[node.function]
        parameters = known[0].parameters or ()
        if node.formula is not None or len(parameters) != len(node.arguments) \
                or node.primes and len(parameters) > 1 or any(d.index for d in known):
            raise GaveUp
        letters = [f"?{fresh('').name}" for _ in parameters]
        arguments = dict(zip(letters, (self._fit(argument, at) for argument in node.arguments)))
        try:
            if len(known) > 1:
                raise GaveUp
            result = self.value(known[0].body, replace(
                at.scope, letters=dict(zip(parameters, letters)), closed=True))
        except GaveUp:
            if len(parameters) > 1 or not self.theory.is_constant(tree.Symbol(node.function)):
                raise
            return function("f:" + node.function, node.primes, *arguments.values())
        for _ in range(node.primes):
            result = algebra.derived(result, lambda t: ONE if t.name in arguments else ZERO)
        return algebra.changed(result, {}, lambda t: arguments.get(t.name))

    def _derivative(self, node: tree.Derivative, at: Place) -> Poly:
        variable, *more = node.variables
        whole = variable
        while isinstance(whole, tree.Indexed) and whole.role in ("entry", SAMPLE):
            whole = whole.base
        held = self._member(whole, at.scope)
        scope = replace(at.scope, held=at.scope.held | {held.name})
        body, by = self.shape(node.body, scope), self.shape(variable, scope)
        if any(other != variable or by != SCALAR for other in more):
            raise GaveUp
        outer, inner = at._replace(scope=scope), Place((), (), scope)
        if by != SCALAR and body == SCALAR:
            outer, inner = inner, outer
        elif by != SCALAR:  # a Jacobian, (out, in)
            if body[1] or by[1]:
                raise GaveUp
            outer, inner = Place(at.rows, (), scope), Place(at.columns, (), scope)
        self.members[held.name] = held
        by_entry = self.entry(variable, inner)
        place = next(algebra.atoms(by_entry), Atom(TENSOR))
        if by_entry != algebra.single(place) or self.members.get(place.name) != held:
            raise GaveUp  # the variable is not one entry of a letter
        result = self.entry(node.body, outer)
        for _ in node.variables:
            through = {atom.indices[-1:] for atom in algebra.atoms(result)
                       if atom.tag == TENSOR and atom.name == place.name}
            if not through and held.key in self.theory.definitions:
                raise GaveUp  # the formula does not go through it as it is written
            if self._hand in place.indices and through != {place.indices[-1:]}:
                raise GaveUp  # whether all samples are meant is not said
            result = algebra.derived(result, lambda t: algebra.delta(t.indices, place.indices)
                                     if t.name == place.name else ZERO)
        return self._released(result, {held.name}, at.scope)

    def _released(self, p: Poly, held: set[str], scope: Scope) -> Poly:
        """Definitions put in for what was held."""
        def value(atom: Atom) -> Poly | None:
            member = self.members.get(atom.name)
            if member is None or held.isdisjoint((member.name, member.key)) \
                    or member.key not in self.theory.definitions:
                return None
            body, indices = self.theory.definitions[member.key][0].body, atom.indices
            rows, columns = map(len, self.shape(body, scope))
            at = Place(indices[:rows], indices[rows:rows + columns], scope)
            return self._quantity(member, at, next(iter(indices[rows + columns:]), None))

        return algebra.changed(p, {}, value)

    def _cut(self, node: tree.Node, at: Place) -> Poly | None:
        """A number that cannot be read, as a function of the last member before it.

        The rest of the page stays as it is, so that only a derivative by the one thing that
        is held may be taken of what is cut; its names begin with @.
        """
        scope = at.scope
        if at.shape != SCALAR or not scope.closed or scope.letters or len(scope.held) != 1 \
                or scope.held & self.vary or any(map(self.theory.varies, bare_symbols(node))):
            return None
        held = self.members[next(iter(scope.held))]
        if held.key not in self.paths.reads(node):
            return tensor(f"@{node!r}")
        if isinstance(node, tree.Big) and (own := self.paths.own_term(node, held)):
            term = self.value(node.body, replace(scope, letters={node.index: own}))
            return add(term, tensor(f"@{held.name} {node!r}"))  # and the terms of other layers
        top = self.paths.gate(node, held)
        definition, inside = self.definition(top, None, scope)
        rows, columns = (tuple(map(fresh, sizes)) for sizes in self.shape(definition.body, inside))
        array = self._quantity(top, Place(rows, columns, scope), None)
        return algebra.unknown(f"@{top.name} {node!r}", (), (*rows, *columns), array)

    def _differential(self, node: tree.Differential, at: Place) -> Poly:
        if not self.vary or at.scope.held:
            raise GaveUp
        body = self.entry(node.body, at._replace(scope=replace(at.scope, held=self.vary)))
        for atom in algebra.atoms(body):
            member = self.members.get(atom.name)
            known = member is not None or atom.tag != TENSOR or atom.name[0] == "#"
            if not known or atom.name[:1] == "@" or member and member.key not in self.vary \
                    and not self.vary.isdisjoint(self.paths.closure(member.key)):
                raise GaveUp
        moving = {name for name, member in self.members.items() if member.key in self.vary}
        result = algebra.derived(body, lambda t: tensor("d " + t.name, t.indices)
                                 if t.name in moving else ZERO)
        return self._released(result, set(self.vary), at.scope)
