"""Static shapes: what every expression of a formula is, before anything is evaluated.

`Elaborator` turns the tree as written into the tree that is evaluated: each node gets its
shape, products of arrays become MatMul, sums get their range, `\\mathbf 1` and `I` their
size. Sizes stay symbols; one that is not written is found by unification.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import NoReturn

from loom.equations import commands, tree
from loom.equations.theory import (
    LAYER, SAMPLE, SCALAR, STEP, Definition, Dim, Shape, Size, Theory, base_key, show_dim, show_shape,
)
from loom.equations.tree import replace
from loom.equations.verdicts import Refused, refuse

SAMPLES = Size("m")
_TRACE, _DIAG, _VEC = r"\mathrm tr", r"\mathrm diag", r"\mathrm vec"
_NUMBERS = (r"\lVert", r"\lVert_1", r"\mathrm Var", r"\mathrm E")  # of an array, a number


def index_of(node: tree.Node) -> tuple[str, int] | None:
    """(letter, offset) of `l`, `l - 1`, `2`, with the letter "" for a number; else None."""
    if isinstance(node, tree.Number) and node.text.isdigit():
        return "", int(node.text)
    if isinstance(node, tree.Symbol):
        return node.key, 0
    if isinstance(node, tree.Neg):
        inside = index_of(node.body)
        return ("", -inside[1]) if inside and not inside[0] else None
    if isinstance(node, tree.Add):
        parts = [index_of(term) for term in node.terms]
        letters = [part[0] for part in parts if part and part[0]]
        if None in parts or len(letters) > 1:
            return None
        return "".join(letters), sum(part[1] for part in parts if part)
    return None


def size_at(size: Size, letter: str, index: tuple[str, int]) -> Size:
    """A member of a family of sizes with an index put in the place of a letter."""
    if size.letter != letter or size.letter is None:
        return size
    return Size(size.name, index[0], index[1] + size.offset)


def dim(*sizes: Size) -> Dim:
    """A product of sizes; 1 is no factor."""
    return tuple(size for size in sizes if size.name != "1")


class Elaborator:
    """Elaborates the statements of one formula.

    parameters: shapes of names that are bound, by a function or by an index (a number).
    """

    def __init__(self, theory: Theory, parameters: dict[str, Shape] | None = None):
        self.theory = theory
        self.parameters = parameters or {}
        self.ranges: dict[str, Dim] = {}
        self._solved: dict[Size, Dim] = {}
        self._fresh = count()
        self._bodies: dict[object, tree.Node] = {}

    def definition(self, left: tree.Node, body: tree.Node) -> tree.Node:
        """The body of a definition, of the shape that its family has. Raises Refused."""
        done = self.node(body)
        if isinstance(left, tree.Indexed) and left.role in (LAYER, STEP) \
                and base_key(left) in self.theory.definitions:
            known = self.node(left)
            if not self._same_shape(known.shape, done.shape):
                self._refuse_shapes("cannot-equate", body, known, done)
        return self._finish(done)

    # Doors ---------------------------------------------------------------------------

    def statement(self, node: tree.Node) -> tree.Node:
        """A Chain, Implies, Membership or expression, elaborated. Raises Refused."""
        return self._finish(self.node(node))

    def _finish(self, node: tree.Node) -> tree.Node:
        """Put the sizes that were found in the place of those that were not written."""
        for part in node.walk():
            if part.shape is not None and part.shape != SCALAR:
                rows, columns = (self._resolve(d) for d in part.shape)
                if any(size.name[0] == "?" for size in (*rows, *columns)):
                    refuse("size-unknown", part.at)
                part.shape = rows, columns
            if isinstance(part, tree.Big) and part.range is not None:
                part.range = self._resolve(part.range)
            if isinstance(part, tree.Apply) and part.formula is not None:
                self._finish(part.formula)
        self.ranges = {key: self._resolve(d) for key, d in self.ranges.items()}
        return node

    # Sizes ---------------------------------------------------------------------------

    def _unknown(self) -> Dim:
        return (Size(f"?{next(self._fresh)}"),)

    def _resolve(self, d: Dim) -> Dim:
        found: list[Size] = []
        for size in d:
            found += self._resolve(self._solved[size]) if size in self._solved else (size,)
        return tuple(found)

    def _same_dim(self, a: Dim, b: Dim) -> bool:
        """Whether two dimensions are equal; one that was not written becomes the other."""
        left, right = list(self._resolve(a)), list(self._resolve(b))
        for size in tuple(left):
            if size in right:
                left.remove(size)
                right.remove(size)
        if not left and not right:
            return True
        for one, other in ((left, right), (right, left)):
            if len(one) == 1 and one[0].name[0] == "?":
                self._solved[one[0]] = tuple(other)
                return True
        return False

    def _same_shape(self, a: Shape, b: Shape) -> bool:
        return self._same_dim(a[0], b[0]) and self._same_dim(a[1], b[1])

    def _shown(self, shape: Shape) -> str:
        return show_shape((self._resolve(shape[0]), self._resolve(shape[1])))

    def _is_scalar(self, node: tree.Node) -> bool:
        return self._resolve(node.shape[0]) == () == self._resolve(node.shape[1])

    def dimension(self, node: tree.Node) -> Dim:
        """A dimension as written: a size, a number, or a product of them. Raises Refused."""
        if isinstance(node, tree.Mul):
            return tuple(size for factor in node.factors for size in self.dimension(factor))
        if isinstance(node, tree.Number) and node.text.isdigit():
            return dim(Size(node.text))
        if isinstance(node, tree.Symbol) and node.key in self.theory.sizes:
            return (Size(node.key),)
        if isinstance(node, tree.Indexed) and node.role == LAYER:
            key, index = getattr(node.base, "key", None), index_of(node.index[0])
            if key in self.theory.size_families and index is not None:
                return (Size(key, *index),)
        refuse("not-a-size", node.at)

    def _note_range(self, index: tree.Node, d: Dim) -> None:
        """A letter that chooses an entry runs over that dimension, everywhere the same."""
        if isinstance(index, tree.Symbol) and index.key not in {*self.theory.leaves, *self.theory.sizes}:
            known = self.ranges.setdefault(index.key, d)
            if not self._same_dim(known, d):
                refuse("two-ranges", index.at, index=index.key,
                       first=show_dim(self._resolve(known)), second=show_dim(self._resolve(d)))

    # Nodes ---------------------------------------------------------------------------

    def node(self, node: tree.Node) -> tree.Node:
        """A node and all below it with shapes, some of them still to be found."""
        return getattr(self, "_" + type(node).__name__.lower())(node)

    def _all(self, nodes: Iterable[tree.Node]) -> tuple[tree.Node, ...]:
        return tuple(map(self.node, nodes))

    def scalar(self, node: tree.Node) -> tree.Node:
        """A node that must be a number."""
        found = self.node(node)
        if not self._same_shape(found.shape, SCALAR):
            refuse("not-a-number", node.at, shape=self._shown(found.shape))
        return found

    def _number(self, node: tree.Number) -> tree.Node:
        return replace(node, shape=SCALAR)

    def _symbol(self, node: tree.Symbol) -> tree.Node:
        key, theory = node.key, self.theory
        if key in self.parameters:
            return replace(node, shape=self.parameters[key])
        if key in theory.leaves:
            self._refuse_bare(node, theory.leaves[key].axes)
            return replace(node, shape=theory.leaves[key].shape)
        if key in theory.definitions:
            definition = theory.definitions[key][0]
            self._refuse_bare(node, [role for role, _ in definition.index])
            return replace(node, shape=definition.body.shape)
        if key in theory.pending:
            refuse("not-defined-yet", node.at, key=key)
        if key in theory.indices:
            self._note_range(node, (Size(theory.indices[key][1]),))
        return replace(node, shape=SCALAR)  # a size, a constant, or an index that is free

    @staticmethod
    def _refuse_bare(node: tree.Symbol, axes: Iterable[str]) -> None:
        for role in axes:
            if role in (LAYER, STEP):
                refuse("index-left-out", node.at, key=node.key, role=role)

    def _indexed(self, node: tree.Indexed) -> tree.Node:
        index = tuple(self.scalar(part) for part in node.index)
        if node.role in (LAYER, STEP):
            return self._member_of_family(node, index)
        if node.role == "member":
            members = self.theory.members(getattr(node.base, "key", ""))
            self._note_range(node.index[0], (Size(str(len(members))),))
            return replace(node, base=replace(node.base, shape=SCALAR), index=index, shape=SCALAR)
        base_key = getattr(node.base, "key", None)
        if node.role == SAMPLE and base_key is not None and self.theory.varies(base_key):
            self._note_range(node.index[0], (SAMPLES,))
            base = self._family_symbol(node.base)
            return replace(node, base=base, index=index, shape=base.shape)
        base = self.node(node.base)
        rows, columns = (self._resolve(d) for d in base.shape)
        if node.role == SAMPLE:
            if columns == ():
                refuse("no-samples", node.at, key=base_key or "")
            self._note_range(node.index[0], columns)
            return replace(node, base=base, index=index, shape=(rows, ()))
        dims = [rows, columns] if len(index) == 2 else [rows or columns]
        if len(index) == 1 and rows and columns or len(index) > 2 or not (rows or columns):
            refuse("wrong-number-of-indices", node.at, got=len(index), shape=self._shown(base.shape))
        for part, d in zip(node.index, dims):
            self._note_range(part, d)
        return replace(node, base=base, index=index, shape=SCALAR)

    def _family_symbol(self, node: tree.Node) -> tree.Node:
        """The symbol of a family over samples, with the shape of a member."""
        assert isinstance(node, tree.Symbol)
        if node.key in self.theory.leaves:
            return replace(node, shape=self.theory.leaves[node.key].shape)
        return replace(node, shape=self.theory.definitions[node.key][0].body.shape)

    def _member_of_family(self, node: tree.Indexed, index: tuple[tree.Node, ...]) -> tree.Node:
        key = getattr(node.base, "key", "")
        wanted = index_of(node.index[0]) or ("", 0)  # t - s: no size depends on it
        if wanted[0] in self.theory.indices:
            self._note_range(tree.Symbol(wanted[0], at=node.at),
                             (Size(self.theory.indices[wanted[0]][1]),))
        shape = SCALAR if key in self.theory.size_families else self._family(node, key, wanted)
        return replace(node, base=replace(node.base, shape=shape), index=index, shape=shape)

    def _family(self, node: tree.Indexed, key: str, wanted: tuple[str, int]) -> Shape:
        """The shape of one member of a family of arrays or numbers."""
        leaf = self.theory.leaves.get(key)
        if leaf is not None:
            letter = next((k for k, (role, _) in self.theory.indices.items() if role == node.role), "")
            return self._shape_at(leaf.shape, letter, wanted)
        for definition in self.theory.definitions.get(key, ()):
            pattern = next((index_of(n) for role, n in definition.index if role == node.role), None)
            if pattern is not None and definition.body.shape is not None:
                shift = wanted[0], wanted[1] - pattern[1]
                if pattern[0]:
                    return self._shape_at(definition.body.shape, pattern[0], shift)
                return self._generalised(definition.body.shape, pattern[1], wanted)
        if key not in self.theory.pending:
            refuse("not-defined-yet", node.at, key=key)
        return self._unknown(), self._unknown()

    @staticmethod
    def _shape_at(shape: Shape, letter: str, index: tuple[str, int]) -> Shape:
        rows, columns = (tuple(size_at(size, letter, index) for size in d) for d in shape)
        return rows, columns

    @staticmethod
    def _generalised(shape: Shape, number: int, wanted: tuple[str, int]) -> Shape:
        """The shape at another index than the numbered one that is known: n_0 becomes n_l."""
        rows, columns = (
            tuple(Size(s.name, wanted[0], wanted[1] + s.offset - number) if s.letter == "" else s
                  for s in d) for d in shape)
        return rows, columns

    def _constantarray(self, node: tree.ConstantArray) -> tree.Node:
        size = self.dimension(node.size) if node.size is not None else self._unknown()
        if node.kind == "identity":
            shape: Shape = (size, size)
        elif node.kind == "zeros" and node.size is None:
            shape = (size, self._unknown())
        else:
            shape = (size, ())
        return replace(node, shape=shape)

    def _matrix(self, node: tree.Matrix) -> tree.Node:
        rows = tuple(tuple(self.scalar(entry) for entry in row) for row in node.rows)
        if len({len(row) for row in rows}) > 1:
            refuse("ragged-rows", node.at)
        shape = dim(Size(str(len(rows)))), dim(Size(str(len(rows[0]))))
        return replace(node, rows=rows, shape=shape)

    def _entries(self, node: tree.Entries) -> tree.Node:
        body = self.scalar(node.body)
        dims = []
        for letter in tree.binds(node):
            if letter not in self.ranges:
                refuse("range-unknown", node.at, index=letter)
            dims.append(self.ranges.pop(letter))
        return replace(node, body=body, shape=(dims[0], dims[1] if len(dims) > 1 else ()))

    # Arithmetic ----------------------------------------------------------------------

    def _add(self, node: tree.Add) -> tree.Node:
        terms = self._all(node.terms)
        return replace(node, terms=terms, shape=self._common(terms, node, "cannot-add"))

    def _common(self, parts: tuple[tree.Node, ...], node: tree.Node, kind: str) -> Shape:
        """The shape of terms that are added or multiplied entry by entry."""
        shape, first = SCALAR, None
        for part in sorted(parts, key=self._broadcasts):
            if self._is_scalar(part):
                continue
            if first is None:
                shape, first = part.shape, part
            elif self._broadcasts(part) and self._same_dim(shape[0], part.shape[0]):
                continue
            elif not self._same_shape(shape, part.shape):
                self._refuse_shapes(kind, node, first, part)
        return shape

    def _broadcasts(self, node: tree.Node) -> bool:
        key = node.base if isinstance(node, tree.Indexed) else node
        leaf = self.theory.leaves.get(getattr(key, "key", ""))
        return bool(leaf and leaf.broadcast)

    def _refuse_shapes(self, kind: str, node: tree.Node, a: tree.Node, b: tree.Node) -> NoReturn:
        refuse(kind, (a.at[0], b.at[1]) if a.at[0] < b.at[1] else node.at,
               left=self._shown(a.shape), right=self._shown(b.shape),
               left_at=a.at, right_at=b.at)

    def _neg(self, node: tree.Neg) -> tree.Node:
        body = self.node(node.body)
        return replace(node, body=body, shape=body.shape)

    def _mul(self, node: tree.Mul) -> tree.Node:
        product, *rest = self._all(node.factors)
        for factor in rest:
            product = self._times(product, factor, node)
        return product

    def _times(self, left: tree.Node, right: tree.Node, node: tree.Node) -> tree.Node:
        at = left.at[0], right.at[1]
        if self._is_scalar(left) or self._is_scalar(right):
            shape = right.shape if self._is_scalar(left) else left.shape
            flat = left.factors if isinstance(left, tree.Mul) and self._is_scalar(left) else (left,)
            return tree.Mul((*flat, right), at=at, shape=shape)
        if not self._same_dim(left.shape[1], right.shape[0]):
            self._refuse_shapes("cannot-multiply", node, left, right)
        return tree.MatMul(left, right, at=at, shape=(left.shape[0], right.shape[1]))

    def _matmul(self, node: tree.MatMul) -> tree.Node:
        return self._times(self.node(node.left), self.node(node.right), node)

    def _hadamard(self, node: tree.Hadamard) -> tree.Node:
        factors = self._all(node.factors)
        return replace(node, factors=factors, shape=self._common(factors, node, "cannot-pair"))

    def _kronecker(self, node: tree.Kronecker) -> tree.Node:
        factors = self._all(node.factors)
        rows = tuple(size for f in factors for size in f.shape[0])
        columns = tuple(size for f in factors for size in f.shape[1])
        return replace(node, factors=factors, shape=(rows, columns))

    def _div(self, node: tree.Div) -> tree.Node:
        over, under = self.node(node.over), self.node(node.under)
        if not self._is_scalar(under) and (
                self._is_scalar(over) or not self._same_shape(over.shape, under.shape)):
            refuse("cannot-divide", node.at, over=self._shown(over.shape), under=self._shown(under.shape))
        return replace(node, over=over, under=under, shape=over.shape)

    def _pow(self, node: tree.Pow) -> tree.Node:
        base, exponent = self.node(node.base), self.node(node.exponent)
        if isinstance(node.base, tree.Symbol) and node.base.key == "e":
            return replace(node, base=base, exponent=exponent, shape=exponent.shape)
        exponent = self.scalar(node.exponent)
        if not self._is_scalar(base) and self._same_dim(*base.shape):
            refuse("power-of-array", node.at, shape=self._shown(base.shape))
        return replace(node, base=base, exponent=exponent, shape=base.shape)

    def _transpose(self, node: tree.Transpose) -> tree.Node:
        body = self.node(node.body)
        return replace(node, body=body, shape=body.shape[::-1])

    # Functions -----------------------------------------------------------------------

    def _apply(self, node: tree.Apply) -> tree.Node:
        key, theory = node.function, self.theory
        arguments = self._all(node.arguments)
        found = replace(node, arguments=arguments)
        if key in theory.definitions:
            return self._call(found, theory.definitions[key][0])
        if key in theory.functions:
            return self._generic(found, theory.functions[key])
        if key in (_TRACE, _DIAG, _VEC):
            return self._array_function(found, arguments[0])
        if key in _NUMBERS:
            return replace(found, shape=SCALAR)
        if key not in commands.FUNCTIONS:
            refuse("not-defined-yet", node.at, key=key)
        return replace(found, shape=self._common(arguments, node, "cannot-pair"))

    def _array_function(self, node: tree.Apply, argument: tree.Node) -> tree.Node:
        rows, columns = argument.shape
        shapes: dict[str, Shape] = {_TRACE: SCALAR, _VEC: ((*columns, *rows), ()), _DIAG: (rows, rows)}
        if node.function == _DIAG and self._resolve(columns) != ():
            if not self._same_dim(rows, columns):
                refuse("not-square", node.at, shape=self._shown(argument.shape))
            return replace(node, shape=(rows, ()))
        if node.function == _TRACE and not self._same_dim(rows, columns):
            refuse("not-square", node.at, shape=self._shown(argument.shape))
        return replace(node, shape=shapes[node.function])

    def _generic(self, node: tree.Apply, entrywise: bool) -> tree.Node:
        shape = self._common(node.arguments, node, "cannot-pair")
        if entrywise or shape == SCALAR:
            return replace(node, shape=shape)
        if node.primes or len(node.arguments) > 1:
            refuse("function-of-array", node.at, key=node.function)
        return replace(node, shape=SCALAR)

    def _call(self, node: tree.Apply, definition: Definition) -> tree.Node:
        """A page's function: entry by entry where its parameters are numbers."""
        parameters = definition.parameters or ()
        arrays = [self.parameter_shape(name) != SCALAR for name in parameters]
        if not any(arrays):
            shape = self._common(node.arguments, node, "cannot-pair")
            return replace(node, shape=shape)
        if node.primes:
            refuse("function-of-array", node.at, key=node.function)
        shapes = {name: a.shape for name, a in zip(parameters, node.arguments)}
        body = Elaborator(self.theory, shapes)
        body._solved, body._fresh = self._solved, self._fresh
        formula = body.node(definition.body)
        return replace(node, formula=formula, shape=formula.shape)

    def parameter_shape(self, name: str) -> Shape:
        """The shape that a function's parameter was declared with; a number if it was not."""
        leaf = self.theory.leaves.get(name)
        return leaf.shape if leaf else SCALAR

    def _big(self, node: tree.Big) -> tree.Node:
        shadowed = self.ranges.pop(node.index, None)
        low = self.scalar(node.low) if node.low is not None else None
        high = self.scalar(node.high) if node.high is not None else None
        for bounds in (node.low, node.high):
            for key in tree.free_symbols(bounds) if bounds is not None else ():
                if key not in self.parameters and self.theory.kind(key) not in (None, "size"):
                    refuse("bound-not-whole", node.at, key=key)
        body = self.node(node.body) if node.operator in ("sum", "prod") else self.scalar(node.body)
        condition = self._chain(node.condition) if node.condition is not None else None
        extent = self.ranges.pop(node.index, None)
        if shadowed is not None:
            self.ranges[node.index] = shadowed
        if node.operator == "prod" and not self._is_scalar(body):
            refuse("product-of-arrays", node.at)
        if low is None:
            if extent is None:
                refuse("range-unknown", node.at, index=node.index)
        else:
            extent = self._whole_range(node, extent)
        return replace(node, low=low, high=high, condition=condition, body=body, range=extent,
                       shape=SCALAR if node.operator == "argmax" else body.shape)

    def _whole_range(self, node: tree.Big, extent: Dim | None) -> Dim | None:
        """The dimension that bounds 1…n run over whole, None for any other bounds."""
        try:
            written = self.dimension(node.high) if node.high is not None else ()
        except Refused:
            return None
        if node.low != tree.Number("1") or any(size.name.isdigit() for size in written):
            return None
        if extent is None:
            return written
        return extent if self._same_dim(extent, written) else None

    def _derivative(self, node: tree.Derivative) -> tree.Node:
        body = self.node(node.body)
        variables = self._all(node.variables)
        shape = body.shape
        for variable in variables:
            if self._is_scalar(variable):
                continue
            if self._resolve(shape[0]) == () == self._resolve(shape[1]):
                shape = variable.shape
            elif self._resolve(shape[1]) == () and () in map(self._resolve, variable.shape):
                shape = (shape[0], variable.shape[0] or variable.shape[1])  # out, in
            else:
                refuse("layout-not-fixed", node.at, over=self._shown(shape),
                       under=self._shown(variable.shape))
        return replace(node, body=body, variables=variables, shape=shape)

    def _differential(self, node: tree.Differential) -> tree.Node:
        body = self.node(node.body)
        return replace(node, body=body, shape=body.shape)

    def _substitution(self, node: tree.Substitution) -> tree.Node:
        body, variable, value = map(self.node, (node.body, node.variable, node.value))
        if not self._same_shape(variable.shape, value.shape):
            self._refuse_shapes("cannot-put", node, variable, value)
        return replace(node, body=body, variable=variable, value=value, shape=body.shape)

    def _cases(self, node: tree.Cases) -> tree.Node:
        values = tuple(self.scalar(value) for value in node.values)
        conditions = tuple(None if c is None else self._chain(c) for c in node.conditions)
        return replace(node, values=values, conditions=conditions, shape=SCALAR)

    def _order(self, node: tree.Order) -> tree.Node:
        return replace(node, body=self.scalar(node.body), shape=SCALAR)

    # Statements ----------------------------------------------------------------------

    def _chain(self, node: tree.Chain) -> tree.Chain:
        items = self._all(node.items)
        first = next((item for item in items if not self._is_scalar(item)), None)
        for item, written in zip(items, node.items):
            if first is None or written == tree.Number("0"):
                continue
            if not self._same_shape(first.shape, item.shape):
                self._refuse_shapes("cannot-equate", node, first, item)
        return replace(node, items=items)

    def _implies(self, node: tree.Implies) -> tree.Node:
        premises = tuple(self._chain(p) for p in node.premises)
        return replace(node, premises=premises, conclusion=self._chain(node.conclusion))

    def _indexrange(self, node: tree.IndexRange) -> tree.Node:
        low, high = self.scalar(node.low), self.scalar(node.high)
        return replace(node, low=low, high=high)

    def _membership(self, node: tree.Membership) -> tree.Node:
        items = self._all(node.items)
        columns = () if node.columns is None else self.dimension(node.columns)
        wanted = self.dimension(node.rows), columns
        for item in items:
            if not self._same_shape(item.shape, wanted):
                refuse("other-shape", item.at, got=self._shown(item.shape), wanted=self._shown(wanted))
        return replace(node, items=items)
