"""Definitions and derivatives held against what the page's program computes."""

from functools import cached_property
from random import Random

import numpy as np

from nnbook.loom.equations.checks import steps
from nnbook.loom.equations.checks.verdicts import Refused
from nnbook.loom.equations.evaluation.evaluator import Env, EvaluationError, evaluate
from nnbook.loom.equations.evaluation.numeric import Numeric, close
from nnbook.loom.equations.evaluation.worlds import SAMPLES
from nnbook.loom.equations.graph.naming import LISTS, derivative_name, program_name
from nnbook.loom.equations.reading import tree

_POINTS = (-20.0, -3.1, -1.0, -0.3, 0.0, 0.7, 2.0, 5.3, 20.0)
_NUMERIC = Numeric()


class Unbound(EvaluationError):
    """The program does not know this leaf here."""


class Changed(Unbound):
    """The program has several values for this leaf, and which is meant cannot be told."""


class ProgramWorld:
    """Leaves with the values that names have at one moment of the program.

    given: the worked example, for what a statement on the page has written as a number.
    """

    def __init__(self, names, graph, given=None):
        self.graph, self.given = graph, given or {}
        self.names = _with_members(names)

    @property
    def samples(self):
        """As many as the lists are long."""
        return max((len(v) for v in self.names.values() if isinstance(v, list)), default=1)

    def noise(self, function, *words):
        """Nothing: the program computes no function without a formula. Raises Unbound."""
        raise Unbound(f"{function} has no formula")

    def find(self, key, sample=None):
        """The number that a symbol has here, or None."""
        found = self.names.get(program_name(key, self.graph.names))
        if sample is not None:
            inside = isinstance(found, list) and 1 <= sample <= len(found)
            return found[sample - 1] if inside else None
        if found is None and key == SAMPLES and self.samples > 1:
            return float(self.samples)
        return found if isinstance(found, float) else None

    def leaf(self, key, sample, backend):
        """The value of a leaf. Raises Unbound where the program has none."""
        if self.names.get(name := program_name(key, self.graph.names), 0) is None:
            raise Changed(f"{name} has more than one value there")
        found = self.find(key, sample)
        if found is None:
            found = self.given.get((key, sample))
        if found is None:
            raise Unbound(f"{key} has no value there")
        return backend.number(found)

    def cuts(self, node, graph, without=None):
        """The defined quantities, but for one, that the program knows here: {slot: number}.

        What a derivative in it varies stays whole: ŷ is no cut for ∂ℒ/∂z_3.
        """
        known = {key: number for key, other in graph.definitions.items()
                 if key != without and other.parameters is None and other.index is None
                 and (number := self.find(key)) is not None}
        cut = graph.cuttable(known, [node])
        return {(key, None): _NUMERIC.number(known[key]) for key in cut}


def _with_members(names):
    """Lists under their symbol's name too, and their members by number: weights, w, w1, w2."""
    found = dict(names)
    for name, number in names.items():
        symbol = program_name(LISTS[name], {}) if name in LISTS else name
        found.setdefault(symbol, number)
        if isinstance(number, list):
            found.update({f"{symbol}{i}": member for i, member in enumerate(number, 1)
                          if f"{symbol}{i}" not in names})
    return found


class Binding:
    """Compares definitions with a run of the page's program."""

    def __init__(self, run, seed):
        self.run, self.seed = run, seed

    def definition(self, definition, graph, given):
        """What of the program equals the definition, in words; None where nothing has its name.

        Raises Refused where the program computes something else, or computes it from
        other things than the definition does.
        """
        if definition.parameters is not None:
            return self._function(definition, graph)
        found = None
        for moment in self.run.moments:
            computed = self._computed(moment, definition, graph)
            if computed is None:
                continue
            name, number = computed
            world = ProgramWorld(moment.names, graph, None if moment.function else given)
            try:
                cuts = world.cuts(definition.body, graph, definition.key)
                expected = value_at(definition.body, graph, world, cuts)
            except Changed:
                continue
            except Unbound as error:
                if moment.function is None:
                    continue
                raise Refused(f"{moment.place} computes {name}, but not from what the equation "
                              f"has: {error}", definition.body.at) from None
            if not close(expected, number):
                raise Refused(f"the code has {name} = {number:.6g} in {moment.place}, the equation "
                              f"gives {expected:.6g}", definition.body.at)
            if found is None or moment.function is not None:
                found = name if name.endswith("()") else f"{name} in {_label(moment)}"
        return found

    def derivative(self, node, graph, given):
        """The same for a derivative of one symbol by others."""
        symbols = (node.body, *node.variables)
        if not all(isinstance(s, tree.Symbol) for s in symbols):
            return None
        name = derivative_name(node.body.key, [v.key for v in node.variables], graph.names)
        found = None
        for moment in self.run.moments:
            number = moment.made.get(name)
            if not isinstance(number, float):
                continue
            world = ProgramWorld(moment.names, graph, None if moment.function else given)
            try:
                expected = value_at(node, graph, world)
            except Unbound:
                continue
            if not close(expected, number):
                raise Refused(f"the code has {name} = {number:.6g} in {moment.place}, the "
                              f"derivative is {expected:.6g}", node.at)
            found = f"{name} in {_label(moment)}"
        return found

    @cached_property
    def steps(self):
        """The steps of the program that an update may describe."""
        return steps.steps(self.run, self.seed)

    def by_row(self, label, graph):
        """The graph in which what a function has in lists is one value for every sample."""
        lists = {name for moment in self.run.moments if moment.place == label
                 for name, number in moment.names.items() if isinstance(number, list)}
        return graph.with_families({key for key in graph.leaves
                                    if program_name(key, graph.names) in lists})

    def returns(self, label, expression, graph, shown):
        """Whether a function, called as `label`, was seen to return a number, always this one.

        Raises Refused where it returns another number than the expression is there.
        """
        seen = False
        for moment in self.run.moments:
            number = moment.result
            if moment.place != label or not is_number(number):
                continue
            world = ProgramWorld(moment.names, graph)
            try:
                expected = value_at(expression, graph, world, world.cuts(expression, graph))
            except Unbound:
                continue
            if not close(expected, float(number)):
                raise Refused(f"{label} returns {number:.6g}, but {shown} is {expected:.6g} there")
            seen = True
        return seen

    def _computed(self, moment, definition, graph):
        """The name and number that the program has for a definition at a moment, or None."""
        name = program_name(definition.key, graph.names)
        number = moment.made.get(name)
        if isinstance(number, float):
            return name, number
        function = moment.function
        if function is not None and isinstance(moment.result, (int, float)) \
                and names_equation(function, definition, name):
            return f"{function.__name__}()", float(moment.result)
        return None

    def _function(self, definition, graph):
        name = program_name(definition.key, graph.names)
        found = None
        for label, function in self.run.functions.items():
            if not names_equation(function, definition, name):
                continue
            if function.__code__.co_argcount != len(definition.parameters):
                continue
            self._compare_function(label, function, definition, graph)
            found = f"{label}()"
        return found

    def _compare_function(self, label, function, definition, graph):
        random = Random(self.seed)
        for point in _POINTS:
            arguments = [point] + [random.uniform(-2, 2) for _ in definition.parameters[1:]]
            try:
                number = function(*arguments)
            except (ValueError, ArithmeticError):
                continue  # outside of what it takes
            except Exception as error:
                raise Refused(f"{label}() fails: {error}", definition.body.at) from None
            bound = dict(zip(definition.parameters, map(_NUMERIC.number, arguments)))
            try:
                expected = value_at(definition.body, graph, ProgramWorld({}, graph), bound=bound)
            except Unbound as error:
                raise Refused(f"{label}() has only its arguments, but {error}",
                              definition.body.at) from None
            if not close(expected, number):
                shown = ", ".join(f"{a:g}" for a in arguments)
                raise Refused(f"the code has {label}({shown}) = {number:.6g}, the equation gives "
                              f"{expected:.6g}", definition.body.at)


def is_number(result):
    """Whether a function returned one number, and not a truth value."""
    return isinstance(result, (int, float)) and not isinstance(result, bool)


def _label(moment):
    """Where a moment is, without a line number: it goes into the lock file."""
    return "the page's program" if moment.function is None else f"{moment.function.__name__}()"


def names_equation(function, definition, name):
    """Whether a function is the definition's: by its name, or by `eq: name` in its docstring."""
    if function.__name__ in (name, definition.equation):
        return True
    return f"eq: {definition.equation}" in [line.strip() for line in endings(function)]


def endings(function):
    """What stands from each `eq:` to the end of its line."""
    for line in (function.__doc__ or "").split("\n"):
        _, mark, rest = line.partition("eq: ")
        if mark:
            yield f"eq: {rest.strip()}"


def value_at(node, graph, world, cuts=None, bound=None):
    """The value of an expression in a world of the program. Raises Unbound or Refused."""
    try:
        with np.errstate(all="ignore"):
            found = evaluate(node, Env(_NUMERIC, graph, world, bound=bound, cuts=cuts)).real
    except Unbound:
        raise
    except EvaluationError as error:
        raise Refused(str(error), node.at) from None
    if not np.isfinite(found):
        raise Refused("this has no finite value", node.at)
    return float(found)
