"""Definitions: each needs a second source, the program or a claim that would notice."""

from dataclasses import replace

from nnbook.loom.equations.checks import displays
from nnbook.loom.equations.checks.claims import Claims
from nnbook.loom.equations.checks.context import Context, value
from nnbook.loom.equations.checks.verdicts import DEFINITION, PROGRAM, Outcome, Refused
from nnbook.loom.equations.evaluation.evaluator import CaseError, Env, EvaluationError, evaluate
from nnbook.loom.equations.evaluation.numeric import Numeric, close
from nnbook.loom.equations.reading import tree, words

_NUMERIC = Numeric()
_FAR = (-1000.0, 1000.0)
_POINTS = (0.3, 0.9, 1.7, 2.6)


class Definitions:
    """Checks the definitions of one page."""

    def __init__(self, checker, name, context):
        self.checker, self.name, self.context = checker, name, context
        self.graph = context.graph

    def check(self, item):
        """The outcome of a display of definitions. Raises Refused."""
        outcomes = [self._one(definition, item.given) for definition in item.definitions]
        self.further_claims(item)
        weakest = next((o for o in outcomes if o.verdict == DEFINITION), outcomes[0])
        return Outcome(weakest.verdict, "; ".join(o.reason for o in outcomes))

    def further_claims(self, item):
        """In `a = b = c` the first sign defines, and what follows is claimed."""
        for statement in item.statements:
            if len(statement.items) > 2:
                rest = tree.Chain(statement.items[1:], statement.operators[1:], at=statement.at)
                Claims(self.context, item.given).check([rest])

    def _one(self, definition, given):
        known, bound = self.refuse(definition, given)
        if bound:
            return Outcome(PROGRAM, f"agrees with {bound}")
        if known:
            return Outcome(DEFINITION, known)
        witness = self.witness(definition)
        if witness is None:
            raise Refused(f"nothing checks this definition of {definition.key}: no variable of "
                          "the program has its name, and no claim would notice a mistake in it",
                          definition.body.at)
        return Outcome(DEFINITION, f"a mistake in it would break {witness}")

    def refuse(self, definition, given):
        """Raise Refused where a definition is wrong; return what is known to equal it."""
        self._refuse_without_value(definition)
        self._refuse_bad_cases(definition)
        known = self._known_function(definition)
        return known, self.checker.binding(self.name).definition(definition, self.graph, given)

    def _refuse_without_value(self, definition):
        if definition.parameters is None and definition.index is None:
            numbers = [value(definition.body, env) for env in self.context.worlds()]
            leaves = [k for k in self.graph.reaches(definition.body) if k in self.graph.leaves]
            if leaves and max(numbers) == min(numbers):
                raise Refused(f"{definition.key} is the same whatever it is computed from",
                              definition.body.at)

    def _refuse_bad_cases(self, definition):
        """Cases must cover everything and not overlap, above all where they meet."""
        borders = [right for node in definition.body.walk() if isinstance(node, tree.Cases)
                   for condition in node.conditions if condition is not None
                   for left, _, right in condition.pairs
                   if isinstance(left, tree.Symbol) and self.graph.is_constant(right)]
        if not definition.parameters or not borders:
            return
        world = self.context.worlds(1)[0]
        for number in [value(border, world) for border in borders] + list(_FAR):
            bound = {name: _NUMERIC.number(number) for name in definition.parameters}
            try:
                evaluate(definition.body, world.changed(bound=bound))
            except CaseError as error:
                raise Refused(f"{error} at {definition.parameters[0]} = {number:g}",
                              definition.body.at) from None
            except EvaluationError:
                continue  # outside of the function's domain

    def _known_function(self, definition):
        """Hold the definition of tanh and its like against the function everyone knows."""
        if definition.key not in words.FUNCTIONS:
            return None
        for point in _POINTS:
            number = _NUMERIC.number(point)
            bound = {definition.parameters[0]: number}
            env = Env(_NUMERIC, self.graph, self.context.worlds(1)[0].world, bound=bound)
            expected = _NUMERIC.function(definition.key, [number], definition.body.at).real
            found = value(definition.body, env)
            if not close(found, expected):
                raise Refused(f"{definition.key}({point}) is {expected:.6g}, but this gives "
                              f"{found:.6g}", definition.body.at)
        return f"equals the known function {definition.key[1:]}"

    # Who would notice ---------------------------------------------------------

    def witness(self, definition):
        """The name of a claim that fails when the definition is spoilt, or None."""
        body = definition.body
        spoilt = tree.Add((tree.Mul((tree.Number("1.37"), body)), tree.Number("0.29")))
        return self.broken_by(replace(definition, body=spoilt))

    def broken_by(self, changed):
        """The name of a statement, here or on a page that uses this one, that a change breaks."""
        for name in self._readers(changed.key):
            model = self.checker.library.model(name)
            graph = model.graph.with_definition(changed)
            context = Context(graph, self.checker.seed(name), prove=False)
            for item in model.items:
                if self._uses(item, changed.key, graph) and self._breaks(item, context, name):
                    return item.name
        return None

    def _readers(self, key):
        own = self.checker.library.model(self.name).graph.definitions[key]
        order = self.checker.library.order
        for name in order[order.index(self.name) :]:
            if self.checker.library.model(name).graph.definitions.get(key) is own:
                yield name

    @staticmethod
    def _uses(item, key, graph):
        if item.error or item.kind in ("skip", "vary", "recall"):
            return False
        parts = [n for s in item.statements for n in s.children]
        if item.kind == "def":
            parts = [d.body for d in item.definitions if d.key != key]
        return any(key in graph.reaches(part) for part in parts)

    def _breaks(self, item, context, name):
        try:
            if item.kind == "def":
                for definition in item.definitions:
                    self.checker.binding(name).definition(definition, context.graph, item.given)
                self._claims_after(item, context)
            else:
                displays.check(item, context, self.checker.binding(name))
        except Refused:
            return True
        return False

    @staticmethod
    def _claims_after(item, context):
        for statement in item.statements:
            if len(statement.items) > 2:
                rest = tree.Chain(statement.items[1:], statement.operators[1:])
                Claims(context, item.given).check([rest])
