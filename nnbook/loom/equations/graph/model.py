"""The graph of a page: its leaves, its definitions and those of the pages it uses."""

from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from nnbook.loom.equations.reading import tree, words


@dataclass(frozen=True)
class Leaf:
    """A symbol that depends on nothing. `family`: it has one value for every sample."""

    kind: str
    page: str
    line: int
    family: bool = False


@dataclass(frozen=True)
class Definition:
    """`key = body`, or `key(parameters) = body`, or `key^{(index)} = body`."""

    key: str
    parameters: tuple | None
    index: str | None
    body: tree.Node
    equation: str
    page: str
    line: int

    @property
    def place(self):
        """Where it stands, for messages."""
        return f"{self.page}:{self.line}"


@dataclass
class Graph:
    """What the symbols of a page mean; the scope that its formulas are read in.

    elsewhere: which earlier page defines a key: its stem, or None.
    """

    leaves: dict = field(default_factory=dict)
    definitions: dict = field(default_factory=dict)
    functions: set = field(default_factory=set)
    names: dict = field(default_factory=dict)
    pending: dict = field(default_factory=dict)
    elsewhere: object = None
    _closures: dict = field(default_factory=dict)

    def include(self, other):
        """Take over what another page's graph knows; a definition beats a declaration.

        Returns the pairs of definitions that contradict each other.
        """
        clashes = [(self.definitions[key], new) for key, new in other.definitions.items()
                   if self.definitions.get(key, new) is not new]
        self.definitions = {**other.definitions, **self.definitions}
        self.leaves = {key: leaf for key, leaf in {**self.leaves, **other.leaves}.items()
                       if key not in self.definitions}
        self.functions = (self.functions | other.functions) - set(self.definitions)
        self.names.update(other.names)
        return clashes

    def with_definition(self, definition):
        """The same graph with one definition put in another's place."""
        definitions = {**self.definitions, definition.key: definition}
        return replace(self, definitions=definitions, _closures={})

    def with_families(self, keys):
        """The same graph with a value for every sample of these leaves."""
        leaves = {key: replace(leaf, family=leaf.family or key in keys)
                  for key, leaf in self.leaves.items()}
        return replace(self, leaves=leaves, _closures={})

    def forget(self):
        """Definitions have changed: what was learnt of them is old."""
        self._closures.clear()

    # The scope that the parser asks ------------------------------------------

    def kind(self, key):
        """"function", "scalar", or None for a symbol that nobody declared."""
        if key in self.pending:
            return "scalar" if self.pending[key] is None else "function"
        if key in self.definitions:
            return "scalar" if self.definitions[key].parameters is None else "function"
        if key in self.functions:
            return "function"
        return "scalar" if key in self.leaves else None

    def arity(self, key):
        """How many arguments a function takes; None where any number will do."""
        parameters = self.pending.get(key)
        if parameters is None and key in self.definitions:
            parameters = self.definitions[key].parameters
        return None if parameters is None else len(parameters)

    def depends(self, key, keys):
        """Whether a defined quantity is computed from one of the keys."""
        return key in self.definitions and any(k in self.closure(key) for k in keys if k != key)

    def defined_by(self, key):
        """The stem of an earlier page, not used here, that defines a key; or None."""
        return self.elsewhere(key) if self.elsewhere else None

    def suggest(self, key):
        """The known symbol that looks most like this one, or None."""
        known = [*self.leaves, *self.definitions, *self.functions, *self.pending]
        folded = {k.lower(): k for k in known}
        if key.lower() in folded:
            return folded[key.lower()]
        if len(key) == 1:
            return None
        close = get_close_matches(key, known, n=1, cutoff=0.6)
        return close[0] if close else None

    # What a quantity is computed from ------------------------------------------

    def closure(self, key):
        """Every key that this one is computed from, itself included."""
        if key not in self._closures:
            self._closures[key] = {key}
            definition = self.definitions.get(key)
            if definition:
                own = {*(definition.parameters or ()), definition.index}
                self._closures[key] = {key} | self.reaches(definition.body, own)
        return self._closures[key]

    def reaches(self, node, bound=frozenset()):
        """Every key that an expression is computed from, leaves and definitions."""
        found = set()
        for key in tree.free_symbols(node, frozenset(bound)):
            found |= self.closure(key)
        return found

    def derived_by(self, node, cut=frozenset()):
        """The keys that derivatives vary in an expression, and in what it is made of.

        cut: the definitions that are not looked into.
        """
        found, seen, todo = set(), set(cut), [node]
        while todo:
            body = todo.pop()
            for node in body.walk():
                if isinstance(node, tree.Derivative):
                    found |= {base_key(variable) for variable in node.variables}
                elif isinstance(node, tree.Along):
                    found.add(base_key(node.variable))
            inside = {k for k in tree.free_symbols(body) if k in self.definitions} - seen
            seen |= inside
            todo += [self.definitions[key].body for key in inside]
        return found

    def cuttable(self, keys, nodes):
        """Those of the defined keys that may be given a value of their own in expressions.

        One that depends on what a derivative varies may not: its change would be lost.
        """
        varied = set()
        while True:
            cut = {key for key in keys if not (self.closure(key) - {key}) & varied}
            more = {key for node in nodes for key in self.derived_by(node, cut)}
            if more <= varied:
                return cut
            varied |= more

    def varies(self, key):
        """Whether a quantity has a value of its own for every sample."""
        definition = self.definitions.get(key)
        if definition is None:
            return key in self.leaves and self.leaves[key].family
        if definition.index is not None:
            return True
        bound = set(definition.parameters or ())
        return any(self.varies(k) for k in bare_symbols(definition.body) if k not in bound)

    def is_constant(self, node):
        """Whether an expression holds nothing but numbers and defined functions of them."""
        return all(
            key in words.CONSTANTS and key not in self.leaves
            or key in words.FUNCTIONS
            or self.kind(key) == "function" and self._plain_function(key)
            for key in tree.free_symbols(node)
        )

    def _plain_function(self, key):
        definition = self.definitions.get(key)
        if definition is None:
            return False
        inside = set(tree.free_symbols(definition.body)) - set(definition.parameters)
        return all(k in words.CONSTANTS or k in words.FUNCTIONS or self._plain_function(k)
                   for k in inside)


def base_key(node):
    """The key of a symbol or of the family that it is a member of; None for what is neither."""
    return getattr(node.base if isinstance(node, tree.Entry) else node, "key", None)


def bare_symbols(node):
    """The keys that stand for the sample at hand: not those of a named sample `y^{(i)}`."""
    if isinstance(node, tree.Entry) and node.role == "sample":
        return []
    if isinstance(node, tree.Symbol):
        return [node.key]
    found = []
    for child in node.children:
        found += bare_symbols(child)
    return found
