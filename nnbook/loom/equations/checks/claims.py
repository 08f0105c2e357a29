"""One claim: is it true, and is it proved?"""

from fractions import Fraction

from nnbook.loom.equations.checks import conditions, operands, proofs, rounding, slots, vacuity
from nnbook.loom.equations.checks.context import nesting, value
from nnbook.loom.equations.checks.hints import difference
from nnbook.loom.equations.checks.orders import check_order
from nnbook.loom.equations.checks.verdicts import (
    CHECKED, GIVEN, PROVED, RECALL, Outcome, Refused, together,
)
from nnbook.loom.equations.evaluation.numeric import close, compare
from nnbook.loom.equations.graph.definitions import free_indices
from nnbook.loom.equations.reading import tree


class Claims:
    """Checks the statements of one item. `given`: the worked example in force.

    row: they stand in a table, whose row is an example of its own.
    """

    def __init__(self, context, given, inline=False, row=False):
        self.context, self.graph = context, context.graph
        self.given, self.inline, self.row = given, inline, row

    def check(self, statements):
        """The outcome for all statements of a display together. Raises Refused."""
        found, ranges, empty, rows = [], [], None, []
        for statement in statements:
            if isinstance(statement, tree.IndexRange):
                ranges.append(Outcome(GIVEN, f"the range of the index {statement.index}"))
            elif isinstance(statement, tree.Implies):
                found.append(conditions.check_implication(statement, self.context))
            else:
                outcomes, empty = self._chain(statement, empty)
                found += outcomes
                rows.append((statement, outcomes))
        if not found and empty:
            raise Refused(*empty)
        _refuse_lone_example(rows)
        return together(found or ranges)

    def _chain(self, chain, empty):
        """The outcomes of a chain's pairs; an empty pair counts only where nothing else does."""
        if not chain.operators:
            raise Refused("this states nothing: a display says that something equals something",
                          chain.at)
        directions = {operator[0] for operator in chain.operators} & {"<", ">"}
        if len(directions) > 1:
            raise Refused("< and > in one chain: turn one of them round", chain.at)
        vacuity.refuse_empty_derivatives(chain, self.context)
        vacuity.refuse_idle_indices(chain, self.graph)
        outcomes = []
        for left, operator, right in chain.pairs:
            outcome = self.pair(left, operator, right)
            why = None
            if operator in ("=", "~", "<=", ">=") and _always(outcome):
                why = vacuity.emptiness(left, right, self.context)
            if why is None:
                outcomes.append(outcome)
            elif self.inline and why.startswith(vacuity.RESTATED):
                outcomes.append(Outcome(RECALL, why))
            else:
                empty = empty or (why, (left.at[0], right.at[1]))
        self._refuse_chance(chain)
        return outcomes, empty

    def _refuse_chance(self, chain):
        """Refuse `a = 1 = b` where b is 1 in the worked example only: it says that a = b."""
        before = None
        for at, item in enumerate(chain.items):
            if at and chain.operators[at - 1] not in ("=", "~"):
                before = None
            if self.graph.is_constant(item):
                continue
            if before is not None and before < at - 1:
                left = chain.items[before]
                try:
                    self.pair(left, "=", item)
                except Refused as error:
                    raise Refused("the sides to the left and right of the number are equal in the "
                                  f"worked example only: {error}", (left.at[0], item.at[1])) from None
            before = at

    def pair(self, left, operator, right):
        """The outcome of one relation. Raises Refused."""
        at = left.at[0], right.at[1]
        if any(isinstance(n, tree.Order) for side in (left, right) for n in side.walk()):
            return check_order(left, operator, right, self.context)
        indices = free_indices(tree.Chain((left, right), (operator,)))
        if indices:
            return self._for_every_sample(left, operator, right, indices)
        constant = self.graph.is_constant(left), self.graph.is_constant(right)
        if all(constant):
            return self._numbers(left, operator, right)
        if operator == "~" and not any(constant):
            raise Refused("≈ wants a decimal on one side, whose digits say how close; or write "
                          "= … + O(…)", at)
        given = self._is_given(left, operator, right) or self._is_given(right, operator, left)
        if given:
            return given
        if any(constant):
            return self._one_number(left, operator, right, constant[0])
        return self._general(left, operator, right)

    # Numbers ------------------------------------------------------------------

    def _numbers(self, left, operator, right):
        """Both sides are made of numbers alone."""
        env = self.context.example(self.given)
        for side in (left, right):
            if self.given and rounding.literal(side) is None:
                slots.refuse_hidden(side, env, self.context)
                operands.refuse_slips(side, env, self.context.known)
        return self._compare(left, operator, right, env, self.given)

    def _compare(self, left, operator, right, env, given):
        """Two sides that have one value each."""
        values = value(left, env), value(right, env)
        exact = self.context.exact(left, given), self.context.exact(right, given)
        rational = None not in exact
        at = left.at[0], right.at[1]
        if operator in ("=", "~"):
            shown = rounding.shown_side(left, right)
            if operator == "=" and rational:
                return self._equal_fractions(exact, shown, at)
            if shown is not None and rounding.is_long(shown) and not rational:
                exact, values = self._at_length((left, right), given, shown, operator)
            if shown is not None and operator == "~":
                other = 1 if shown is left else 0
                what = "the left side" if other == 0 else "the right side"
                rounding.check_rounded(shown, values[other], exact[other], what)
                return Outcome(CHECKED, "rounded to the digits shown")
            if operator == "~":
                raise Refused("≈ wants a decimal on one side, whose digits say how close", at)
            if not close(*values, 1e-12):
                hint = "" if shown is None else rounding.hint(shown, values, shown is left)
                raise Refused(f"not equal: the left side is {values[0]:.10g}, the right side "
                              f"{values[1]:.10g}{hint}", at)
            return proofs.equality(left, right, self.context, "by its value")
        if rational:
            holds = _exactly(*exact, operator)
        else:
            holds = not close(*values, 1e-12) and compare(values[0], operator, values[1])
        if not holds:
            raise Refused(f"false: the left side is {values[0]:.10g}, the right side "
                          f"{values[1]:.10g}", at)
        return Outcome(PROVED if rational else CHECKED, "by its value")

    def _at_length(self, sides, given, shown, operator):
        """The values of two sides to more digits than floats have. Raises Refused."""
        exact = [self.context.precise(side, given) for side in sides]
        if operator == "=" and abs(exact[0] - exact[1]) > abs(exact[0]) * Fraction(1, 10**30):
            raise Refused(f"not equal{rounding.hint(shown, exact, shown is sides[0])}", shown.at)
        return exact, [float(number) for number in exact]

    def _equal_fractions(self, exact, shown, at):
        if exact[0] == exact[1]:
            return Outcome(PROVED, "exact arithmetic")
        hint = ""
        if shown is not None:
            hint = rounding.hint(shown, exact, rounding.literal(shown)[1] == exact[0])
        raise Refused(f"not equal: the left side is {float(exact[0]):.10g}, the right side "
                      f"{float(exact[1]):.10g}{hint}", at)

    # The worked example -------------------------------------------------------

    def _is_given(self, side, operator, other):
        """`x_1 = 2` for a leaf: the worked example itself."""
        base = side
        if isinstance(side, tree.Entry) and side.role == "sample":
            base = side.base
        if not isinstance(base, tree.Symbol) or base.key not in self.graph.leaves:
            return None
        if operator != "=" or rounding.literal(other) is None:
            return None
        env = self.context.example(self.given)
        actual = value(side, env)
        stated = rounding.literal(other)[1]
        if actual != float(stated):
            raise Refused(f"{base.key} is {actual:g} in the worked example, not "
                          f"{float(stated):g}: for another example write a new maths comment "
                          "with `given` above it", side.at)
        return Outcome(GIVEN, "the worked example", example=True)

    def _one_number(self, left, operator, right, left_is_number):
        """A quantity and a number: true in general, or at the worked example."""
        general = None
        if operator != "~":
            try:
                outcome = self._general(left, operator, right)
                if operator == "!=":
                    self._refuse_equal_example(left, right)
                return outcome
            except Refused as error:
                general = error
        symbolic, number = (right, left) if left_is_number else (left, right)
        at = left.at[0], right.at[1]
        env = self.context.example(self.given)
        try:
            value(symbolic, env)
        except Refused as missing:
            if general is None or self._mostly_given(symbolic):
                raise missing from None
            raise general from None
        if rounding.literal(number) is None and operator == "=":
            if slots.matches_example(symbolic, number, env, self.context):
                return Outcome(CHECKED, "the worked example, slot by slot", example=True)
        if not self.row and not self._about_example(symbolic, number):
            raise Refused("this holds in the worked example at most, and is no named quantity of it: "
                          f"{general or 'name what has this value'}", at)
        outcome = self._compare(left, operator, right, env, self.given)
        exact = outcome.verdict == PROVED or not outcome.reason
        return Outcome(CHECKED, "at the worked example" if exact
                       else f"{outcome.reason}, at the worked example", example=True)

    def _refuse_equal_example(self, left, right):
        try:
            sides = [value(side, self.context.example(self.given)) for side in (left, right)]
        except Refused:
            return
        if close(*sides, 1e-12):
            raise Refused(f"false in the worked example, where both sides are {sides[0]:g}", left.at)

    def _about_example(self, symbolic, number):
        """Whether a reader takes this for the example's value: not `e^x = e` or `x^2' = 2`."""
        if _is_named(symbolic):
            return True
        derived = [n for n in symbolic.walk() if isinstance(n, tree.Derivative)]
        if not all(map(_is_named, derived)):
            return False
        plain = not any(isinstance(n, (tree.Apply, tree.Symbol)) for n in number.walk())
        known = set(tree.free_symbols(symbolic)) & set(self.graph.definitions)
        return plain and bool(derived or any(self.graph.kind(key) == "scalar" for key in known))

    def _mostly_given(self, symbolic):
        leaves = [k for k in self.graph.reaches(symbolic) if k in self.graph.leaves]
        return not leaves or any((key, None) in self.given for key in leaves)

    # Claims about all values ----------------------------------------------------

    def _for_every_sample(self, left, operator, right, indices):
        outcomes = []
        for sample in (1, 2):  # every world has two samples
            number = {index: tree.Number(str(sample)) for index in indices}
            sides = (vacuity.substitute(side, number) for side in (left, right))
            outcomes.append(self.pair(next(sides), operator, next(sides)))
        return together(outcomes)

    def _general(self, left, operator, right):
        """Two sides that are compared in every random world."""
        at = left.at[0], right.at[1]
        if operator in ("=", "~"):
            pairs = [(value(left, env), value(right, env)) for env in self.context.worlds()]
            deep = max(nesting(left), nesting(right)) > 1
            sure = 5 if deep else 8
            if rounding.is_long(left, sure) or rounding.is_long(right, sure):
                raise Refused("so many digits are not checked in a claim about all values: write a "
                              f"fraction, or {sure} digits at most", at)
            if not all(close(*pair, 1e-6 if deep else 1e-9) for pair in pairs):
                raise Refused(difference(left, right, self.context), at)
            zero = tree.Number("0")
            if left != zero and right != zero and all(abs(v) < 1e-12 for p in pairs for v in p):
                raise Refused("both sides are 0 in every world, so this says nothing", at)
            return proofs.equality(left, right, self.context, "in five random worlds")
        return conditions.check_inequality(left, operator, right, self.context)


def _refuse_lone_example(rows):
    """Rows that hold always, and one that holds only for the example's numbers: a mistake."""
    always = any(_always(o) for _, outcomes in rows for o in outcomes[:1])
    for row, outcomes in rows:
        only = outcomes and not any(map(_always, outcomes))
        if always and only and "=" in row.operators and any(o.example for o in outcomes):
            raise Refused("this row holds in the worked example only, the others hold always",
                          row.at)


def _is_named(node):
    """A symbol, a member of a family, or a derivative of one by another."""
    if isinstance(node, tree.Derivative):
        return all(_is_named(part) for part in (node.body, *node.variables))
    return isinstance(node, (tree.Symbol, tree.Entry))


def _always(outcome):
    return outcome.verdict in (CHECKED, PROVED) and not outcome.example


def _exactly(left, right, operator):
    return {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right,
            "!=": left != right}[operator]
