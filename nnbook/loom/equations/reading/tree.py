"""The tree of a formula.

Every node knows its place in the source (`at`); two nodes are equal when they say the
same, wherever they stand. A new kind of mathematics adds nodes here, a rule to the
parser and a rule to the evaluator, and changes none of the present ones.
"""

from dataclasses import dataclass, field, fields
from fractions import Fraction
from functools import cache, cached_property

_NODE = dict(unsafe_hash=True)


@dataclass(**_NODE)
class Node:
    """Something with a place: source[at[0]:at[1]]."""

    at: tuple = field(compare=False, kw_only=True, default=(0, 0))

    @cached_property
    def children(self):
        """The nodes directly below this one, in reading order."""
        found = []
        for name in _fields(type(self)):
            _collect(getattr(self, name), found)
        return tuple(found)

    def walk(self):
        """This node and everything below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(**_NODE)
class Number(Node):
    """A literal; `text` keeps the digits shown, `shift` a percent sign or a power of ten."""

    text: str
    shift: int = 0

    @cached_property
    def value(self):
        """The exact value."""
        return Fraction(self.text) * Fraction(10) ** self.shift

    @property
    def is_decimal(self):
        """Whether digits after a point, or a power of ten, are shown."""
        return "." in self.text or self.shift != 0

    @property
    def unit(self):
        """The value of one step of the last digit shown."""
        _, _, decimals = self.text.partition(".")
        if decimals:
            return Fraction(10) ** (self.shift - len(decimals))
        zeros = len(self.text) - len(self.text.rstrip("0"))
        return Fraction(10) ** (self.shift + (zeros if zeros < len(self.text) else 0))


@dataclass(**_NODE)
class Symbol(Node):
    """A name by its canonical key: `w_1`, `\\hat y`, `\\mathcal L`."""

    key: str


@dataclass(**_NODE)
class Entry(Node):
    """One member of a family. `role`: sample `y^{(i)}`, layer `W^{[l]}`, sub `w_i`."""

    base: Node
    role: str
    index: Node


@dataclass(**_NODE)
class Add(Node):
    """A sum of two or more terms; a difference has a Neg among them."""

    terms: tuple


@dataclass(**_NODE)
class Neg(Node):
    """Minus something."""

    body: Node


@dataclass(**_NODE)
class Mul(Node):
    """A product of two or more factors."""

    factors: tuple


@dataclass(**_NODE)
class Div(Node):
    """A fraction."""

    over: Node
    under: Node


@dataclass(**_NODE)
class Pow(Node):
    """A power."""

    base: Node
    exponent: Node


@dataclass(**_NODE)
class Apply(Node):
    """A function at its arguments; `primes` counts the derivatives taken of it."""

    function: str
    primes: int
    arguments: tuple


@dataclass(**_NODE)
class Big(Node):
    """A sum or product over an index; without bounds it runs over all samples."""

    operator: str
    index: str
    low: Node | None
    high: Node | None
    body: Node


@dataclass(**_NODE)
class Derivative(Node):
    """The derivative of body by `variables`, one for each order."""

    body: Node
    variables: tuple
    total: bool = field(compare=False, default=False)


@dataclass(**_NODE)
class Along(Node):
    """`\\mathcal L(w_1 - \\eta)`: what body becomes when the variable has another value."""

    body: Node
    variable: Node
    value: Node


@dataclass(**_NODE)
class Cases(Node):
    """Values by condition; the condition of the last may be None: otherwise."""

    values: tuple
    conditions: tuple


@dataclass(**_NODE)
class Order(Node):
    """O(…), the size of what is left out."""

    body: Node


@dataclass(**_NODE)
class Chain(Node):
    """`a = b < c`: one operator fewer than items."""

    items: tuple
    operators: tuple

    @property
    def pairs(self):
        """The relations between neighbours: (left, operator, right)."""
        return tuple(zip(self.items, self.operators, self.items[1:]))


@dataclass(**_NODE)
class Implies(Node):
    """Under the premises the conclusion holds; `both` when also the other way round."""

    premises: tuple
    conclusion: Chain
    both: bool = False


@dataclass(**_NODE)
class IndexRange(Node):
    """`i = 1, …, m`: which values an index runs through; it claims nothing."""

    index: str


@cache
def _fields(kind):
    return [f.name for f in fields(kind) if f.compare]


def _collect(value, found):
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:
            _collect(item, found)


def free_symbols(node, bound=frozenset()):
    """The keys that a node mentions and does not bind itself, in reading order."""
    found = {}
    _free(node, bound, found)
    return list(found)


def _free(node, bound, found):
    if isinstance(node, Symbol):
        if node.key not in bound:
            found[node.key] = True
    elif isinstance(node, Big):
        for bounds in (node.low, node.high):
            if bounds is not None:
                _free(bounds, bound, found)
        _free(node.body, bound | {node.index}, found)
    else:
        if isinstance(node, Apply):
            found[node.function] = True
        for child in node.children:
            _free(child, bound, found)
