"""The tree of a formula.

Every node knows its place in the source (`at`); two nodes are equal when they say the
same, wherever they stand. `shape` is set by `shapes`: (rows, columns) of an expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Any, Generic, TypeVar, dataclass_transform

_Kind = TypeVar("_Kind", bound=type)
_Value = TypeVar("_Value")
_FIELDS: dict[Any, list[str]] = {}


class _once(Generic[_Value]):
    """A property that is found out once, without the lock that `cached_property` may take."""

    def __init__(self, find: Callable[[Any], _Value]):
        self.find, self.name, self.__doc__ = find, find.__name__, find.__doc__

    def __get__(self, node: Any, kind: Any = None) -> _Value:
        found = vars(node)[self.name] = self.find(node)
        return found


@dataclass_transform()
def _node(kind: _Kind) -> _Kind:
    """A kind of node: a dataclass that works out its hash once."""
    made: Any = dataclass(unsafe_hash=True)(kind)
    made.hash_of_fields, made.__hash__ = made.__hash__, Node.__hash__
    return made


@dataclass
class Node:
    """Something with a place: source[at[0]:at[1]]."""

    at: tuple[int, int] = field(compare=False, kw_only=True, default=(0, 0))
    shape: Any = field(compare=False, kw_only=True, default=None)

    def hash_of_fields(self) -> int:
        """The hash of what is compared, which `_node` puts in for each kind."""
        raise NotImplementedError

    def __hash__(self) -> int:
        found: int | None = vars(self).get("hash")
        if found is None:
            found = vars(self)["hash"] = self.hash_of_fields()
        return found

    @_once
    def children(self) -> tuple[Node, ...]:
        """The nodes directly below this one, in reading order."""
        found: list[Node] = []
        for name in _fields(type(self)):
            _collect(getattr(self, name), found)
        return tuple(found)

    @_once
    def nesting(self) -> int:
        """How many derivatives stand inside each other, as written."""
        own = self.primes if isinstance(self, Apply) else len(self.variables) \
            if isinstance(self, Derivative) else int(isinstance(self, Differential))
        return own + max((child.nesting for child in self.children), default=0)

    @_once
    def takes_shape(self) -> bool:
        """Whether its value depends on a shape that it takes from what stands around it."""
        return isinstance(self, (ConstantArray, Entries)) or any(
            child.takes_shape for child in self.children)

    def walk(self) -> Iterator[Node]:
        """This node and everything below it, in reading order."""
        todo = [self]
        while todo:
            node = todo.pop()
            yield node
            todo += node.children[::-1]

    @_once
    def names(self) -> tuple[str, ...]:
        """The keys that this node mentions and does not bind itself, in reading order."""
        found: dict[str, bool] = {}
        _free(self, frozenset(), found)
        return tuple(found)


@_node
class Number(Node):
    """A literal; `text` keeps the digits shown, `shift` a percent sign or a power of ten."""

    text: str
    shift: int = 0

    @_once
    def value(self) -> Fraction:
        """The exact value."""
        return Fraction(self.text) * Fraction(10) ** self.shift

    @property
    def is_decimal(self) -> bool:
        """Whether digits after a point, or a power of ten, are shown."""
        return "." in self.text or self.shift != 0

    @property
    def unit(self) -> Fraction:
        """The value of one step of the last digit shown."""
        _, _, decimals = self.text.partition(".")
        if decimals:
            return Fraction(10) ** (self.shift - len(decimals))
        zeros = len(self.text) - len(self.text.rstrip("0"))
        return Fraction(10) ** (self.shift + (zeros if zeros < len(self.text) else 0))


@_node
class Symbol(Node):
    """A name by its canonical key: `w_1`, `\\hat y`, `\\mathcal L`, `\\mathrm d W`."""

    key: str


@_node
class Indexed(Node):
    """One of a family, or a part of an array, by `role`.

    layer: `W^{[l]}`.  step: `v_t`.  sample: `y^{(i)}`, or column i of an array.
    entry: `w_{jk}`, `b_j` of an array.  member: `w_i`, one of the scalars w_1, w_2, …
    """

    base: Node
    role: str
    index: tuple[Node, ...]


@_node
class ConstantArray(Node):
    """`\\mathbf 1` (ones), `\\mathbf 0` (zeros) or `I` (identity), with a size or without."""

    kind: str
    size: Node | None = None


@_node
class Matrix(Node):
    """An array written out, row by row."""

    rows: tuple[tuple[Node, ...], ...]


@_node
class Entries(Node):
    """The array whose entry at (row, column) is the body: what `p_j = …` defines."""

    row: str
    column: str | None
    body: Node


@_node
class Add(Node):
    """A sum of two or more terms; a difference has a Neg among them."""

    terms: tuple[Node, ...]


@_node
class Neg(Node):
    """Minus something."""

    body: Node


@_node
class Mul(Node):
    """A product as written, of two or more factors, numbers and arrays alike."""

    factors: tuple[Node, ...]


@_node
class MatMul(Node):
    """A product of two arrays; made of Mul once shapes are known."""

    left: Node
    right: Node


@_node
class Hadamard(Node):
    """A product entry by entry, \\odot."""

    factors: tuple[Node, ...]


@_node
class Kronecker(Node):
    """A Kronecker product, \\otimes, of two or more factors."""

    factors: tuple[Node, ...]


@_node
class Div(Node):
    """A fraction."""

    over: Node
    under: Node


@_node
class Pow(Node):
    """A power."""

    base: Node
    exponent: Node


@_node
class Transpose(Node):
    """`A^\\top`."""

    body: Node


@_node
class Apply(Node):
    """A function at its arguments; `primes` counts the derivatives taken of it.

    formula: the body of a page's function of arrays, elaborated for these arguments.
    """

    function: str
    primes: int
    arguments: tuple[Node, ...]
    formula: Any = field(compare=False, kw_only=True, default=None)


@_node
class Big(Node):
    """A sum, prod, max, min or argmax over an index, from low to high.

    Without bounds the index runs over all the entries, samples or layers it chooses in
    the body; `range` is that size, set by `shapes`. condition: which of them count, as in
    \\sum_{j \\ne y}.
    """

    operator: str
    index: str
    low: Node | None
    high: Node | None
    condition: Chain | None
    body: Node
    range: Any = field(compare=False, kw_only=True, default=None)


@_node
class Derivative(Node):
    """The derivative of body by `variables`, one for each order."""

    body: Node
    variables: tuple[Node, ...]
    total: bool = field(compare=False, default=False)


@_node
class Differential(Node):
    """`dZ`, `d(g(Z))`: what changes to first order when the varied quantities change."""

    body: Node


@_node
class Substitution(Node):
    """`\\mathcal L(w_1 - \\eta)`: what body becomes when the variable has another value."""

    body: Node
    variable: Node
    value: Node


@_node
class Cases(Node):
    """Values by condition; the condition of the last may be None: otherwise."""

    values: tuple[Node, ...]
    conditions: tuple[Chain | None, ...]


@_node
class Order(Node):
    """O(…), the size of what is left out."""

    body: Node


@_node
class Chain(Node):
    """`a = b < c`: one operator fewer than items. Operators: = ~ < > <= >= != <-"""

    items: tuple[Node, ...]
    operators: tuple[str, ...]

    @property
    def pairs(self) -> tuple[tuple[Node, str, Node], ...]:
        """The relations between neighbours: (left, operator, right)."""
        return tuple(zip(self.items, self.operators, self.items[1:]))


@_node
class Implies(Node):
    """Under the premises the conclusion holds; `both` when also the other way round."""

    premises: tuple[Chain, ...]
    conclusion: Chain
    both: bool = False


@_node
class IndexRange(Node):
    """`i = 1, …, m` or `l = L - 1, …, 1`: the values of an index; it claims nothing."""

    index: str
    low: Node
    high: Node


@_node
class Membership(Node):
    """`X, Y \\in \\mathbb R^{n \\times m}`: arrays with this shape; `columns` None for R^n."""

    items: tuple[Node, ...]
    rows: Node
    columns: Node | None


_Some = TypeVar("_Some", bound=Node)


def _fields(kind: Any) -> list[str]:
    if kind not in _FIELDS:
        _FIELDS[kind] = [f.name for f in fields(kind) if f.compare]
    return _FIELDS[kind]


def _collect(value: object, found: list[Node]) -> None:
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:
            _collect(item, found)


def rebuild(node: Node, change: Any) -> Node:
    """The same node with `change` applied to each of its children."""
    changed = {name: _rebuilt(getattr(node, name), change) for name in _fields(type(node))}
    if all(changed[name] is getattr(node, name) for name in changed):
        return node
    return replace(node, **changed)


def replace(node: _Some, **changes: Any) -> _Some:
    """The same node with other fields."""
    made, own = object.__new__(type(node)), vars(node)
    vars(made).update({name: own[name] for name in node.__dataclass_fields__}, **changes)
    return made


def _rebuilt(part: Any, change: Any) -> Any:
    if isinstance(part, Node):
        return change(part)
    if isinstance(part, tuple):
        new = tuple(_rebuilt(item, change) for item in part)
        return part if all(a is b for a, b in zip(new, part)) else new
    return part


def substitute(node: Node, values: dict[str, Node]) -> Node:
    """An expression with nodes put in the place of symbols."""
    if isinstance(node, Symbol):
        return values.get(node.key, node)
    if isinstance(node, (Big, Entries)):
        values = {key: new for key, new in values.items() if key not in binds(node)}
    return rebuild(node, lambda child: substitute(child, values))


def binds(node: Node) -> tuple[str, ...]:
    """The letters that a node binds in its body."""
    if isinstance(node, Big):
        return (node.index,)
    if isinstance(node, Entries):
        return (node.row, node.column) if node.column else (node.row,)
    return ()


def free_symbols(node: Node, bound: frozenset[str] = frozenset()) -> list[str]:
    """The keys that a node mentions and does not bind itself, in reading order."""
    if not bound:
        return list(node.names)
    found: dict[str, bool] = {}
    _free(node, bound, found)
    return list(found)


def _free(node: Node, bound: frozenset[str], found: dict[str, bool]) -> None:
    if isinstance(node, Symbol):
        if node.key not in bound:
            found[node.key] = True
        return
    if isinstance(node, Big):
        for bounds in (node.low, node.high):
            if bounds is not None:
                _free(bounds, bound, found)
        bound = bound | {node.index}
        for part in (node.condition, node.body):
            if part is not None:
                _free(part, bound, found)
        return
    if isinstance(node, Apply):
        found[node.function] = True
    bound = bound | frozenset(binds(node))
    for child in node.children:
        _free(child, bound, found)
