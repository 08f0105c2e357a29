"""What the docstrings of exported functions say of equations, held against both.

    def sigmoid(z):
        '''σ(z) = 1 / (1 + e⁻ᶻ), a number from 0 to 1.          eq: sigmoid

The first line starts with what the function returns: a formula, or an expression in the
page's symbols, or words. Each `eq: name` is a display of the page.
"""

import ast
import re
from dataclasses import replace
from difflib import get_close_matches

from nnbook.loom.equations.checks.claims import Claims
from nnbook.loom.equations.checks.verdicts import (
    PROGRAM, REFUSED, Outcome, Refused, Verdict,
)
from nnbook.loom.equations.graph.items import Item
from nnbook.loom.equations.reading import plain, tree
from nnbook.loom.equations.reading.statements import read_statements
from nnbook.loom.equations.reading.tokens import MathsError

_NAMES = re.compile(r"eq: ([A-Za-z_]\w*(?:(?:, | … | and )[A-Za-z_]\w*)*)")


def items(model):
    """An Item for each exported function whose docstring names an equation, at its line.

    Its text is the first line up to `eq:`, its argument the equations that it names.
    """
    for fence in model.page.fences:
        if not fence.stem:
            continue
        for node in ast.walk(ast.parse(fence.body)):
            text = ast.get_docstring(node) if isinstance(node, ast.FunctionDef) else None
            named = " ".join(_NAMES.findall(text or ""))
            names = [name for name in re.findall(r"\w+", named) if name != "and"]
            if names:
                line = fence.line + node.body[0].lineno
                first = text.split("\n")[0].partition("eq: ")[0].strip()
                yield Item(model.page.path, line, f"{node.name}()", "docstring", first, line,
                           argument=" ".join(names), given=model.given_at(line))


def verdict(checker, name, item):
    """The verdict on one docstring, or None for one that says it all in words."""
    try:
        outcome = _outcome(checker, name, item)
    except MathsError as error:
        return _refused(item, f"the docstring's formula is not understood: {error}: write it with "
                              "the page's symbols, or in words")
    except Refused as error:
        return _refused(item, str(error))
    return outcome and Verdict(item.page, item.line, item.name, outcome.verdict, outcome.reason,
                               inline=True, source=item.text)


def _refused(item, message):
    return Verdict(item.page, item.line, item.name, REFUSED, message, inline=True, source=item.text)


def _outcome(checker, name, item):
    _refuse_unknown(checker, checker.library.model(name), item)
    outcome = _claim(checker, name, item)
    return returned(checker, name, item) or outcome or _defined(checker, name, item)


def _refuse_unknown(checker, model, item):
    known = [other.name for other in model.items if not other.is_inline]
    for wanted in item.argument.split():
        if checker.library.display(wanted, model.page.name) is None:
            near = get_close_matches(wanted, known, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            raise Refused(f"no display of this page or of an earlier one is called {wanted}{hint}")


def _defined(checker, name, item):
    """The outcome of comparing a function with the definition that its docstring names."""
    model = checker.library.model(name)
    for wanted in item.argument.split():
        for definition in checker.library.display(wanted, name).definitions:
            if definition.page == model.page.path or model.graph.definitions.get(
                    definition.key) is not definition:
                continue  # held against the program where it stands, or not what is meant here
            binding = checker.binding(name)
            bound = binding.definition(definition, binding.by_row(item.name, model.graph), {})
            if bound:
                return Outcome(PROGRAM, f"{wanted} agrees with {bound}")
    return None


def _claim(checker, name, item):
    """The outcome of the docstring's formula; None where it has no relation."""
    text = plain.formula(plain.clause(item.text))
    if not text:
        return None
    context = checker.context(name)
    statements = read_statements(plain.latex(text), context.graph)
    return Claims(context, item.given, inline=True).check(statements)


def returned(checker, name, item):
    """The outcome of comparing what the function returns with what its docstring starts with.

    None where that is no expression in the page's symbols, or nothing was computed.
    Raises Refused where the function returns something else.
    """
    graph = checker.library.model(name).graph
    try:
        first = read_statements(plain.latex(plain.clause(item.text)), graph)[0]
    except MathsError:
        return None
    if not isinstance(first, tree.Chain):
        return None
    expression = replace(first.items[0], at=(0, 0))
    if checker.binding(name).returns(item.name, expression, graph, plain.clause(item.text)):
        return Outcome(PROGRAM, "is what the function returns")
    return None
