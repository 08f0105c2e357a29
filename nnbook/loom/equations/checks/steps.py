"""The steps that a page's program takes, for the updates that describe them.

A step is a call of one of the page's functions with one sample and one repetition, or a
statement of the page that gives a variable a new value.
"""

import ast
import io
from contextlib import redirect_stderr, redirect_stdout
from numbers import Real
from random import Random
from typing import NamedTuple

from nnbook.loom.equations.checks import running
from nnbook.loom.equations.graph.naming import LISTS, REPEATS

_TRIES = 4


class Step(NamedTuple):
    """One step of the program: numbers by name before and after it.

    bound: it must agree; another step may be no step at all.
    """

    place: str
    before: dict
    after: dict
    bound: bool


def steps(run, seed):
    """Every step that a page's program takes: one of each function, and its statements."""
    found, random = [], Random(seed)
    for name, function in run.functions.items():
        for recorded in run.calls.get(name, ()):
            single = _single(recorded)
            found += _call(name, function, *single)
            for keep in (False, True):
                for _ in range(_TRIES):
                    found += _call(name, function, *_other(*single, random, keep))
    for moment in run.moments:
        if moment.statement is not None:
            found.append(Step("the page's program", moment.before, moment.made,
                              _is_step(moment.statement)))
    return found


def _single(recorded):
    """A call's arguments with one sample and one repetition, and the names they have then."""
    arguments = {k: 1 if k in REPEATS and isinstance(v, int) else v for k, v in recorded.items()}
    tables = {k: v for k, v in arguments.items() if _is_table(v)}
    if len(tables) != 1:
        return arguments, None
    [(table, rows)] = tables.items()
    for key, column in arguments.items():
        if isinstance(column, (list, tuple)) and len(column) == len(rows):
            arguments[key] = column[:1]
    return arguments, table


def _is_table(candidate):
    return isinstance(candidate, (list, tuple)) and len(candidate) > 0 and all(
        isinstance(row, (list, tuple)) and row and all(isinstance(x, Real) for x in row)
        for row in candidate
    )


def _other(arguments, table, random, keep):
    """The same arguments with other numbers; what is positive on its own stays so."""
    changed = running.varied(arguments, random, keep)
    for key, number in arguments.items():
        if isinstance(number, float) and number > 0:
            changed[key] = abs(changed[key])
    return changed, table


def _call(name, function, arguments, table):
    """The step that a call makes; nothing where it fails or changes no numbers."""
    passed = running.copied(arguments)
    before = running.plain(arguments)
    if table:
        before["x"] = [float(x) for x in arguments[table][0]]
        before.update((LISTS[k], v[0]) for k, v in list(before.items())
                      if k in LISTS and isinstance(v, list) and len(v) == 1)
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            result = function(**passed)
    except Exception:
        return
    parts = result if isinstance(result, tuple) and not hasattr(result, "_asdict") else (result,)
    after = {}
    for part in (*(p for p in passed.values() if isinstance(p, dict)), *parts):
        after.update(running.plain({"": part}))
    yield Step(f"{name}()", before, after, True)


def _is_step(statement):
    """Whether a statement must be a step: it subtracts something times a learning rate."""
    assigns = isinstance(statement, (ast.Assign, ast.AugAssign))
    nodes = list(ast.walk(statement)) if assigns else []
    subtracts = any(isinstance(getattr(node, "op", None), ast.Sub) for node in nodes)
    return subtracts and any(isinstance(n, ast.Name) and n.id == "learning_rate" for n in nodes)
