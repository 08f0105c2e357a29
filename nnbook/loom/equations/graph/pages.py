"""Pages as models: a graph, and every statement that the page makes.

Reading a page never fails as a whole: what is wrong with an item is kept with it and
reported as its verdict.
"""

import re
from dataclasses import dataclass, field, replace
from functools import partial

from nnbook.loom.equations.graph import declarations
from nnbook.loom.equations.graph.definitions import parse_item, register_heads
from nnbook.loom.equations.graph.items import displays, inlines
from nnbook.loom.equations.graph.model import Graph, Leaf
from nnbook.loom.equations.graph.tables import tables
from nnbook.loom.equations.reading import tree


@dataclass
class Model:
    """A page as the engine sees it; `faults` are (line, message).

    given_at: the worked example in force at a line.
    """

    page: object
    graph: Graph
    items: list
    faults: list
    given_at: object
    uses: list = field(default_factory=list)

    @property
    def defined(self):
        """The definitions this page makes, by key."""
        return {d.key: d for item in self.items for d in item.definitions}


class Library:
    """The models of a book's pages, each built when it is first asked for."""

    def __init__(self, book):
        self.book = book
        self.order = list(book.pages)
        self._models = {}

    def model(self, name):
        """The model of a page by its file name."""
        if name not in self._models:
            self._models[name] = _build(self, self.book.pages[name])
        return self._models[name]

    def find(self, stem, before):
        """The file name of an earlier page by its stem, or None."""
        for name in self.order[: self.order.index(before)]:
            if _stem(name) == stem:
                return name
        return None

    def defining(self, key, before):
        """The stem of the first earlier page that defines a key, or None."""
        for name in self.order[: self.order.index(before)]:
            if key in self.model(name).defined:
                return _stem(name)
        return None

    def stems(self, before):
        """The stems of the earlier pages."""
        return [_stem(name) for name in self.order[: self.order.index(before)]]

    def display(self, name, before):
        """The item of an earlier display by its name, or None."""
        known = self.book.equations.get(name)
        if known is None or known.page not in self.order[: self.order.index(before) + 1]:
            return None
        items = self.model(known.page).items
        return next(i for i in items if i.name == name and i.kind != "recall")


def _stem(name):
    return re.sub(r"^(\d+|[a-z])-", "", name).replace("-", "_").removesuffix(".md")


def _build(library, page):
    declared = declarations.read(page)
    graph = Graph(elsewhere=partial(library.defining, before=page.name))
    model = Model(page, graph, [], list(declared.faults), declared.given_at)
    _use(library, model, declared)
    for key, (kind, line) in declared.leaves.items():
        model.graph.definitions.pop(key, None)
        model.graph.leaves[key] = Leaf(kind, page.path, line, key in declared.families)
    model.graph.functions |= set(declared.functions)
    model.graph.names.update(declared.names)
    model.items = [*displays(page, declared), *inlines(page, declared),
                   *tables(page, declared, model.graph)]
    model.items.sort(key=lambda item: item.line)
    register_heads(model, declared.functions)
    _parse(model)
    _infer_families(model)
    model.faults += _wrong_given(model, declared)
    return model


def _use(library, model, declared):
    for line, stem in declared.used:
        name = library.find(stem, model.page.name)
        if name is None:
            model.faults.append((line, f"use {stem}: no earlier page has this stem: one of "
                                       f"{', '.join(library.stems(model.page.name))}"))
            continue
        used = library.model(name)
        model.uses += [name, *used.uses]
        for first, second in model.graph.include(used.graph):
            if first.key not in declared.leaves:
                model.faults.append((line, f"use {stem}: {first.key} is defined at {first.place} "
                                           f"and again at {second.place}: use one of the two "
                                           f"pages, or declare {first.key} here"))


def _wrong_given(model, declared):
    """What a worked example cannot give: a defined quantity, an unknown letter, two values."""
    seen, graph = {}, model.graph
    for line, (key, sample), value in declared.given:
        definition = graph.definitions.get(key)
        if definition:
            yield line, (f"given {key}: it is defined at {definition.place}: give what it is computed "
                         "from")
        elif key not in graph.leaves and key not in graph.pending:
            close = graph.suggest(key)
            yield line, (f"given {key}: nothing declares it" +
                         (f" (did you mean {close}?)" if close else f": write real {key}"))
        elif seen.setdefault((line, key, sample), value) != value:
            yield line, f"given {key}: two values on one line"


def _parse(model):
    """Read every item; what both languages say inline is read once."""
    known = {}
    for item in model.items:
        if item.is_inline and item.text in known:
            item.statements, item.error = known[item.text]
            continue
        parse_item(item, model.graph)
        if item.is_inline:
            known[item.text] = item.statements, item.error


def _infer_families(model):
    """A leaf that the page writes with a sample, `y^{(i)}`, is one value for every sample."""
    for item in model.items:
        for statement in item.statements:
            for node in statement.walk():
                if isinstance(node, tree.Entry) and node.role == "sample":
                    leaf = model.graph.leaves.get(getattr(node.base, "key", None))
                    if leaf and leaf.kind != "dim" and not leaf.family:
                        model.graph.leaves[node.base.key] = replace(leaf, family=True)
