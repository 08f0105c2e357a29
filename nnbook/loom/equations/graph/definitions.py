"""What displays define: heads first, so that every formula knows them, then the bodies."""

from dataclasses import replace

from nnbook.loom.equations.graph.model import Definition
from nnbook.loom.equations.reading import tree, words
from nnbook.loom.equations.reading.heads import read_heads
from nnbook.loom.equations.reading.statements import read_statements
from nnbook.loom.equations.reading.tokens import MathsError


def register_heads(model, generic):
    """Let the page's formulas know what its displays define, wherever they stand.

    generic: the lines that declare functions without a formula, by key.
    """
    graph = model.graph
    for item in model.items:
        if item.kind != "def":
            continue
        try:
            heads = read_heads(item.text)
            if not heads:
                raise MathsError("a definition starts with a name and =: z = … or f(x) = …")
            for head in heads:
                if head.key in generic:
                    raise MathsError(f"{head.key} is any function by line {generic[head.key]}, so "
                                     "it has no formula here: define another letter", head.start)
                _register(graph, model, item, head)
        except MathsError as error:
            item.error = error


def _register(graph, model, item, head):
    earlier = graph.definitions.get(head.key)
    leaf = graph.leaves.get(head.key)
    if leaf and leaf.page == model.page.path:
        raise MathsError(f"{head.key} is declared at line {leaf.line}: what is defined is not "
                         "declared, take it out of the maths comment", head.start)
    if head.key in graph.pending:
        raise MathsError(f"{head.key} is defined twice on this page", head.start)
    if earlier:
        raise MathsError(f"{head.key} is defined at {earlier.place}: recall that display, or "
                         "choose another symbol", head.start)
    graph.leaves.pop(head.key, None)
    graph.functions.discard(head.key)
    graph.pending[head.key] = head.parameters


def parse_item(item, graph):
    """Read an item's formula; its definitions join the graph. Errors stay with the item."""
    if item.error or item.kind in ("skip", "vary"):
        return
    try:
        _read(item, graph)
        for definition in item.definitions:
            _refuse_circle(graph, definition)
            graph.definitions[definition.key] = definition
            graph.forget()
    except MathsError as error:
        item.error = error


def reread(item, text, graph):
    """The same item with another formula, which must define the same symbols.

    The graph stays as it is. Raises MathsError.
    """
    changed = replace(item, text=text, statements=[], definitions=[])
    _read(changed, graph)
    if [d.key for d in changed.definitions] != [d.key for d in item.definitions]:
        raise MathsError("this defines something else")
    for definition in changed.definitions:
        _refuse_circle(graph, definition)
    return changed


def _read(item, graph):
    heads = read_heads(item.text) if item.kind == "def" else []
    bound = [name for head in heads for name in head.parameters or ()]
    item.statements = read_statements(item.text, graph, bound)
    if item.kind == "def":
        item.definitions = [_definition(item, s) for s in item.statements]


def _definition(item, statement):
    at = statement.at
    if not isinstance(statement, tree.Chain) or statement.operators[:1] != ("=",):
        raise MathsError("a definition reads: name = expression", *at)
    left, body = statement.items[:2]
    key, parameters, index = _left_side(left)
    for constant in set(parameters or ()) & set(words.CONSTANTS):
        raise MathsError(f"{constant} is a constant and no argument", *left.at)
    known = set(parameters or ()) | ({index} if index else set())
    for name in _free_indices(body):
        if name not in known:
            raise MathsError(f"nothing says what {name} is: write it on the left too", *body.at)
    for name in parameters or ():
        if name not in tree.free_symbols(body):
            raise MathsError(f"{key} does not depend on its argument {name}: a constant function",
                             *at)
    return Definition(key, parameters, index, body, item.name, item.page, item.line_of(at[0]))


def _left_side(left):
    if isinstance(left, tree.Symbol):
        return left.key, None, None
    if isinstance(left, tree.Apply) and not left.primes and all(
        isinstance(a, tree.Symbol) for a in left.arguments
    ):
        return left.function, tuple(a.key for a in left.arguments), None
    if isinstance(left, tree.Entry) and isinstance(left.index, tree.Symbol):
        return left.base.key, None, left.index.key
    raise MathsError("a definition has a name on its left: z = … or f(x) = …", *left.at)


def _free_indices(node, bound=frozenset()):
    """The letters that choose a sample and that no sum binds."""
    if isinstance(node, tree.Big):
        bound = bound | {node.index}
    if isinstance(node, tree.Entry):
        yield from (k for k in tree.free_symbols(node.index) if k not in bound)
    for child in node.children:
        yield from _free_indices(child, bound)


def free_indices(statement):
    """The letters of a claim that nothing binds: it is meant for every sample."""
    return list(dict.fromkeys(_free_indices(statement)))


def _refuse_circle(graph, definition):
    seen, todo = set(), [definition.body]
    while todo:
        for key in tree.free_symbols(todo.pop()):
            if key == definition.key:
                raise MathsError(f"{key} is defined through itself")
            if key in graph.definitions and key not in seen:
                seen.add(key)
                todo.append(graph.definitions[key].body)
