"""Updates: `w ← w - η ∂ℒ/∂w` must be what one step of the page's program does.

A step is a call of one of the page's functions with one sample and one repetition, or a
statement of the page that gives the symbol's variable a new value. All rows of a display
happen at once: every right side is computed from the values before the step.
"""

import ast
from numbers import Real
from random import Random
from typing import NamedTuple

from nnbook.loom.equations.checks import proofs, running
from nnbook.loom.equations.checks.context import value
from nnbook.loom.equations.checks.program import ProgramWorld, Unbound, value_at
from nnbook.loom.equations.checks.verdicts import PROGRAM, PROVED, Outcome, Refused
from nnbook.loom.equations.evaluation.numeric import close
from nnbook.loom.equations.graph.naming import LISTS, REPEATS, program_name
from nnbook.loom.equations.reading import tree

_TRIES = 4
_SHAPE = "an update reads: name \\leftarrow expression, one a row"


class Step(NamedTuple):
    """One step of the program: numbers by name before and after it.

    bound: it must agree; another step may be no step at all.
    """

    place: str
    before: dict
    after: dict
    bound: bool


def is_update(statement):
    """Whether a statement is an update."""
    return isinstance(statement, tree.Chain) and "<-" in statement.operators


class Updates:
    """Holds the updates of one display against a run of the page's program."""

    def __init__(self, context, run, given):
        self.context, self.graph = context, context.graph
        self.run, self.given = run, given

    def check(self, chains):
        """The outcome of all rows together. Raises Refused."""
        rows = {}
        for chain in chains:
            target, body = self._row(chain)
            if target.key in rows:
                raise Refused(f"{target.key} is updated twice in one step", chain.at)
            rows[target.key] = body
            self._refuse_idle(target, body, chain)
        return Outcome(PROGRAM, f"agrees with one step of {self._agreement(rows, chains[0].at)}")

    def _row(self, chain):
        if chain.operators != ("<-",):
            raise Refused(_SHAPE, chain.at)
        target, body = chain.items
        if not isinstance(target, tree.Symbol):
            raise Refused(_SHAPE, target.at)
        if target.key in self.graph.definitions:
            raise Refused(f"{target.key} is computed at "
                          f"{self.graph.definitions[target.key].place}: only what nothing "
                          "computes can be updated", target.at)
        if target.key not in self.graph.leaves:
            raise Refused(f"{target.key} is no quantity that can be updated", target.at)
        return target, body

    def _refuse_idle(self, target, body, chain):
        moves = [abs(value(body, env) - value(target, env)) for env in self.context.worlds()]
        if max(moves) < 1e-12:
            raise Refused("this update moves nothing", chain.at)

    # The program ----------------------------------------------------------------

    def _agreement(self, rows, at):
        """Where the program takes such a step. Raises Refused where it takes another."""
        names = {key: program_name(key, self.graph.names) for key in rows}
        found, wrong = None, None
        for step in (*self._calls(), *self._statements(set(names.values()))):
            if not all(isinstance(step.after.get(name), float) for name in names.values()):
                continue
            difference = self._difference(step, rows, names)
            if difference is None:
                found = found or step.place
            elif difference and step.bound:
                raise Refused(difference, at)
            else:
                wrong = wrong or difference
        if found:
            return found
        raise Refused(wrong or f"no step of the program changes {', '.join(names.values())} from "
                      "what this rule has: call the function that takes a step on this page, "
                      "or write the step as a statement", at)

    def _difference(self, step, rows, names):
        """None where a step follows the rule, "" where it says nothing, else what is wrong."""
        world = ProgramWorld(step.before, self.graph, {} if step.bound else self.given)
        moved = False
        for key, body in rows.items():
            name, after = names[key], step.after[names[key]]
            try:
                start, expected = (value_at(node, self.graph, world)
                                   for node in (tree.Symbol(key), body))
            except Unbound:
                return ""
            if not close(after - start, expected - start, 1e-6) or not close(after, expected):
                return f"the code has {name} = {after:.6g} after one step of {step.place}, " \
                       f"the rule gives {expected:.6g}"
            moved = moved or not close(start, after)
        return None if moved else ""

    # Calls ------------------------------------------------------------------------

    def _calls(self):
        """One step of each function, as the page calls it and with other numbers."""
        random = Random(self.context.seed)
        for name, function in self.run.functions.items():
            for recorded in self.run.calls.get(name, ()):
                single = _single(recorded)
                yield from _call(name, function, *single)
                for keep in (False, True):
                    for _ in range(_TRIES):
                        yield from _call(name, function, *_other(*single, random, keep))

    def _statements(self, names):
        """Statements of the page that give one of the names a new value."""
        for moment in self.run.moments:
            if moment.statement is not None and names & moment.assigned:
                yield Step("the page's program", moment.before, moment.made,
                           _is_step(moment.statement))


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


def proved_same(chains, others, context):
    """Whether two displays of updates are proved to be the same rules."""
    if len(chains) != len(others):
        return False
    for chain, other in zip(chains, others):
        if chain.items[0] != other.items[0]:
            return False
        outcome = proofs.equality(chain.items[1], other.items[1], context, "")
        if chain.items[1] != other.items[1] and outcome.verdict != PROVED:
            return False
    return True
