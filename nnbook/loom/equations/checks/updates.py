"""Updates: `w ← w - η ∂ℒ/∂w` must be what one step of the page's program does.

All rows of a display happen at once: every right side is computed from the values before
the step.
"""

from nnbook.loom.equations.checks import proofs
from nnbook.loom.equations.checks.context import value
from nnbook.loom.equations.checks.program import ProgramWorld, Unbound, value_at
from nnbook.loom.equations.checks.verdicts import PROGRAM, PROVED, Outcome, Refused
from nnbook.loom.equations.evaluation.numeric import close
from nnbook.loom.equations.graph.naming import program_name
from nnbook.loom.equations.reading import tree

_SHAPE = "an update reads: name \\leftarrow expression, one a row"


def is_update(statement):
    """Whether a statement is an update."""
    return isinstance(statement, tree.Chain) and "<-" in statement.operators


class Updates:
    """Holds the updates of one display against a run of the page's program."""

    def __init__(self, context, binding, given):
        self.context, self.graph = context, context.graph
        self.binding, self.given = binding, given

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
        for step in self.binding.steps:
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
