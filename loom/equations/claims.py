"""One claim: is it true, does it say anything, and is it proved?"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod

import numpy as np

from loom.equations import tree, vacuity
from loom.equations.arithmetic import NoValue
from loom.equations.conditions import check_implication
from loom.equations.evaluate import evaluate
from loom.equations.example import Examples
from loom.equations.orders import check_order
from loom.equations.proofs import prove
from loom.equations.search import search
from loom.equations.shapes import Elaborator
from loom.equations.theory import REAL, SCALAR, Dim, Theory
from loom.equations.trials import Relation, Trials
from loom.equations.verdicts import (
    CHECKED, GIVEN, PROVED, RECALL, STRENGTH, Reason, Refused, reason, refuse,
)

_MOST_POINTS = 10
_DECIDED = 3  # worlds without which nothing is proved: both sides may have no value anywhere
# How much effort: floats alone, a few worlds decided with many digits, many of them, proved.
FLOATS, SCREEN, CHECK, PROVE = range(4)


@dataclass(frozen=True)
class Outcome:
    """A verdict's kind with its reasons. example: true of the page's example only."""

    kind: str
    reasons: tuple[Reason, ...] = ()
    example: bool = False

    @property
    def always(self) -> bool:
        """Whether it holds for all values."""
        return self.kind not in (GIVEN, RECALL) and not self.example


def together(outcomes: list[Outcome]) -> Outcome:
    """The outcome of a display: that of its weakest claim, with every reason."""
    real = [o for o in outcomes if o.kind in STRENGTH[2:]] or outcomes
    weakest = min(real, key=lambda o: STRENGTH.index(o.kind))
    reasons = dict.fromkeys(r for o in real if o.kind == weakest.kind for r in o.reasons)
    return Outcome(weakest.kind, tuple(reasons))


@dataclass
class Statement:
    """A statement with shapes, and the dimension that each of its free indices runs over."""

    node: tree.Node
    ranges: dict[str, Dim] = field(default_factory=dict)


def elaborate(node: tree.Node, theory: Theory) -> Statement:
    """A parsed statement with shapes. Raises Refused."""
    elaborator = Elaborator(theory)
    done = elaborator.statement(node)
    return Statement(done, dict(elaborator.ranges))


class Claims:
    """Checks the statements of one display.

    examples: the worked example in force.  example: the author says that the display is
    about it.  inline: it stands in a sentence.  varied: what varies in a differential.
    """

    def __init__(self, trials: Trials, examples: Examples, effort: int = PROVE,
                 example: bool = False, inline: bool = False, varied: tuple[str, ...] = ()):
        self.trials, self.theory, self.examples = trials, trials.theory, examples
        self.effort, self.example, self.inline, self.varied = effort, example, inline, varied
        self._limits: tuple[tree.IndexRange, ...] = ()

    def check(self, statements: list[Statement]) -> Outcome:
        """The outcome for all statements of a display together. Raises Refused."""
        found: list[Outcome] = []
        empty: Refused | None = None
        self._limits = tuple(s.node for s in statements if isinstance(s.node, tree.IndexRange))
        for statement in statements:
            node = statement.node
            if isinstance(node, tree.IndexRange):
                continue
            if isinstance(node, tree.Membership):
                found.append(Outcome(PROVED, (reason("shapes"),)))
            elif isinstance(node, tree.Implies):
                limits = tuple(statement.ranges.items())
                found.append(Outcome(*check_implication(node, self.trials, limits)))
            elif isinstance(node, tree.Chain):
                outcomes, why = self._chain(node, statement.ranges)
                found += outcomes
                empty = empty or why
        if not found and empty:
            raise empty
        if not found:
            return Outcome(GIVEN, tuple(reason("index-range", index=r.index) for r in self._limits))
        if not (self.example or self.inline) and len({outcome.always for outcome in found}) == 2:
            refuse("say-example", statements[0].node.at)  # x_1 = 2 beside what always holds
        return together(found)

    def _chain(self, chain: tree.Chain, ranges: dict[str, Dim]) -> tuple[list[Outcome], Refused | None]:
        """The outcomes of a chain's pairs; an empty pair counts only where nothing else does."""
        if not chain.operators:
            refuse("states-nothing", chain.at)
        if len({operator[0] for operator in chain.operators} & {"<", ">"}) > 1:
            refuse("two-directions", chain.at)
        vacuity.refuse_empty_derivatives(chain, self.theory)
        vacuity.refuse_idle_indices(chain, self.theory)
        outcomes: list[Outcome] = []
        empty: Refused | None = None
        for left, operator, right in _full_values(chain):
            outcome = self.pair(left, operator, right, ranges)
            why = None
            if operator in ("=", "~", "<=", ">=") and outcome.always and outcome.kind in STRENGTH[2:]:
                why = vacuity.emptiness(left, operator, right, self.trials)
            if why is None:
                outcomes.append(outcome)
            elif why.kind == "definition-again" and self.inline:
                outcomes.append(Outcome(RECALL, (why,)))
            else:
                empty = empty or Refused(why, (left.at[0], right.at[1]))
        self._refuse_chance(chain, ranges)
        return outcomes, empty

    def _refuse_chance(self, chain: tree.Chain, ranges: dict[str, Dim]) -> None:
        """Refuse `a = 1 = b` where b is 1 in the worked example only: it says that a = b."""
        before = None
        for at, item in enumerate(chain.items):
            if at and chain.operators[at - 1] not in ("=", "~"):
                before = None
            if self.theory.is_constant(item):
                continue
            if before is not None and before < at - 1:
                left = chain.items[before]
                try:
                    self.pair(left, "=", item, ranges)
                except Refused as error:
                    raise Refused(reason("equal-in-example-only", why=error.reason),
                                  (left.at[0], item.at[1])) from None
            before = at

    # One relation --------------------------------------------------------------------

    def pair(self, left: tree.Node, operator: str, right: tree.Node,
             ranges: dict[str, Dim]) -> Outcome:
        """The outcome of one relation. Raises Refused."""
        at = left.at[0], right.at[1]
        if any(isinstance(n, tree.Order) for side in (left, right) for n in side.walk()):
            return Outcome(*check_order(left, operator, right, self.trials, ranges))
        constant = self.theory.is_constant(left), self.theory.is_constant(right)
        if all(constant):
            return _entry_by_entry(self._numbers, left, operator, right)
        if operator == "~" and not any(constant):
            refuse("approx-without-decimal", at)
        if any(constant):
            given = self.examples.given(left, operator, right)
            if given:
                return Outcome(GIVEN, (given,), example=True)
            return self._one_number(left, operator, right, ranges)
        return self._general(left, operator, right, ranges)

    def _numbers(self, left: tree.Node, operator: str, right: tree.Node) -> Outcome:
        """Both sides are made of numbers alone."""
        if self.example:
            self.examples.refuse_hidden(left, right)
        self.examples.refuse_slips(left, right)
        kind, reasons = self.examples.compare(left, operator, right)
        if operator != "~" and kind == CHECKED and self.effort == PROVE:  # irrational, or a slope
            proof = prove(self.relation(left, operator, right, {}), self.trials)
            kind, reasons = (proof[0], (proof[1],)) if proof else (kind, reasons)
        return Outcome(kind, reasons)

    def _one_number(self, left: tree.Node, operator: str, right: tree.Node,
                    ranges: dict[str, Dim]) -> Outcome:
        """A quantity and a number: about all values, or about the worked example."""
        if self.example or operator == "~":
            if operator == "~" and not (self.example or self.inline):
                refuse("say-example", (left.at[0], right.at[1]))
            return _entry_by_entry(self._at_example, left, operator, right)
        try:
            outcome = self._general(left, operator, right, ranges)
        except Refused as error:
            return self._example_instead(left, operator, right, error)
        if operator == "!=":
            self.examples.refuse_equal(left, right)
        return outcome

    def _example_instead(self, left: tree.Node, operator: str, right: tree.Node,
                         error: Refused) -> Outcome:
        """What does not always hold may be about the example; a display has to say so."""
        about = self.examples.about(left, right)
        try:
            self.examples.compare(left, operator, right)
        except Refused as other:
            inside = self.inline and about and other.reason.kind != "not-given"
            raise (other if inside else error) from None
        if about and not self.inline:
            refuse("say-example", (left.at[0], right.at[1]))
        return self._at_example(left, operator, right)

    def _at_example(self, left: tree.Node, operator: str, right: tree.Node) -> Outcome:
        if not self.example and not self.examples.about(left, right):
            refuse("example-at-most", (left.at[0], right.at[1]))
        self.examples.refuse_slips(left, right)
        if self.example:
            self.examples.refuse_hidden(*(s for s in (left, right) if self.theory.is_constant(s)))
        slots = self.examples.slot_by_slot(left, right) if operator == "=" else None
        if slots:
            return Outcome(CHECKED, (slots,), example=True)
        _, reasons = self.examples.compare(left, operator, right)
        return Outcome(CHECKED, (reason("at-example"), *(r for r in reasons if r.kind == "rounded")),
                       example=True)

    def relation(self, left: tree.Node, operator: str, right: tree.Node,
                 ranges: dict[str, Dim]) -> Relation:
        """A relation for all values of the indices that are free in it."""
        keys = {*tree.free_symbols(left), *tree.free_symbols(right)}
        known = tuple((k, d) for k, d in ranges.items() if k in keys)
        return Relation(left, operator, right, known, self._limits, self.varied)

    def _general(self, left: tree.Node, operator: str, right: tree.Node,
                 ranges: dict[str, Dim]) -> Outcome:
        """Two sides that are compared in every world."""
        relation = self.relation(left, operator, right, ranges)
        if operator not in ("=", "!="):
            self._refuse_declared(relation)
        if operator == "!=" and isinstance(left, tree.Symbol) and isinstance(right, tree.Symbol):
            refuse("two-symbols-differ", relation.at)
        tally = self.trials.screen(relation)
        zero = tree.Number("0")
        if operator == "=" and zero not in (left, right) and tally.decided and tally.largest < 1e-12:
            refuse("both-sides-zero", relation.at)
        proof = prove(relation, self.trials) if self.effort == PROVE else None
        if self.effort == FLOATS:
            return Outcome(CHECKED, (reason("random-numbers"),))
        if proof is None or tally.decided < _DECIDED or proof[1].kind != "algebra-every-size" and (
                self.trials.delicate(left) or self.trials.delicate(right)):
            self.trials.decide(relation, tally, *([_DECIDED] if self.effort == SCREEN else []))
        if proof is not None and proof[0] == PROVED:
            return Outcome(PROVED, (proof[1],))
        if operator not in ("=", "~"):
            search(relation, self.trials)
        if self.effort > SCREEN:
            self.trials.settle(relation, tally)
        if proof is not None:
            return Outcome(proof[0], (proof[1],))
        return Outcome(CHECKED, (reason("random-numbers"),))

    def _refuse_declared(self, relation: Relation) -> None:
        """An inequality that a declaration says already."""
        for side, other in ((relation.left, relation.right), (relation.right, relation.left)):
            leaf = self.theory.leaves.get(getattr(side, "key", ""))
            if leaf and leaf.domain != REAL and self.theory.is_constant(other):
                refuse("declared-already", relation.at, key=leaf.key, domain=leaf.domain)


def _entry_by_entry(check: Callable[[tree.Node, str, tree.Node], Outcome],
                    left: tree.Node, operator: str, right: tree.Node) -> Outcome:
    """The outcome for two numbers, or for two arrays of known sizes that should be equal."""
    sizes = [size.name for dim in left.shape for size in dim]
    if left.shape == SCALAR or operator not in ("=", "~") or not all(map(str.isdigit, sizes)):
        return check(left, operator, right)
    rows, columns = (prod(int(size.name) for size in dim) for dim in left.shape)
    places = product(range(rows), range(columns))
    found = [check(_entry(left, *at), operator, _entry(right, *at)) for at in places]
    return replace(together(found), example=found[0].example)


def _entry(node: tree.Node, row: int, column: int) -> tree.Node:
    if isinstance(node, tree.Matrix):
        return node.rows[row][column]
    index = tree.Number(str(row + 1)), tree.Number(str(column + 1))
    return tree.Indexed(node, "entry", index, at=node.at, shape=SCALAR)


def _full_values(chain: tree.Chain) -> list[tuple[tree.Node, str, tree.Node]]:
    """The pairs of a chain; a number is rounded from the full value, not from a rounded one."""
    pairs, full = [], chain.items[0]
    for left, operator, right in chain.pairs:
        rounded_before = operator == "~" and vacuity.literal(left) is not None
        pairs.append((full if rounded_before else left, operator, right))
        full = full if operator == "~" and vacuity.literal(right) is not None else right
    return pairs


def points_of(nodes: list[tree.Node], trials: Trials) -> tuple[float, ...]:
    """Numbers at which something may happen: those that statements hold, and between them."""
    found: dict[float, None] = {}
    env = trials.floats(trials.batch())
    for part in (part for node in nodes for part in node.walk()):
        plain = isinstance(part, (tree.Number, tree.Pow, tree.Div, tree.Apply, tree.Symbol))
        if plain and part.shape == SCALAR and trials.theory.is_constant(part):
            with suppress(NoValue), np.errstate(all="ignore"):
                found.setdefault(float(abs(evaluate(part, env).flat[0].real)))
    written = sorted(v for v in list(found)[:_MOST_POINTS] if 0 < v < 1e6)
    between = ((a + b) / 2 for a, b in zip(written, written[1:]))
    return (*written, *between, *(1.25 * a for a in written[-2:]))
