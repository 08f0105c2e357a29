"""The worked example, and calculations with numbers: exact where fractions do, else long.

`example` is said by the author. A calculation that names the formula it puts numbers into,
`example pre_activation`, is compared with it slot by slot: a 0 must not hide a mistake.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import mpmath

from loom.equations import tree
from loom.equations.arithmetic import (
    RELATIONS, Exact, NotExact, NoValue, Precise, digits, no_value,
)
from loom.equations.evaluate import Env, evaluate
from loom.equations.rounding import (
    as_float, as_text, check_rounded, decimal, hint, rounded, shown_side, stated,
)
from loom.equations.theory import SAMPLE, Theory
from loom.equations.trials import agrees
from loom.equations.vacuity import literal
from loom.equations.verdicts import CHECKED, PROVED, Reason, Refused, reason, refuse
from loom.equations.worlds import Example

_FEWEST = 5  # digits from which a number is taken for one that the page knows
_NEAR = {5: Fraction(3, 2)}  # how near, in units of the last digit, by the number of digits
_NEAR_OF_MORE = Fraction(21, 2)
_LONG = 7  # digits from which two displays have the same number, or one has a slip
_MOST_DIGITS = 45
_WHOLE = (tree.Symbol, tree.Indexed, tree.Derivative)  # a number stands in the place of the whole

Slot = tuple[str, int | None]  # a key, and the sample
Nodes = tuple[tree.Node, ...]
Pairs = list[tuple[tree.Node, tree.Node]]  # a symbol, and the number in its place


class Known:
    """What a page computes: its quantities, and the decimals that it shows as results."""

    def __init__(self, statements: Iterable[tree.Node]):
        self.nodes: dict[tree.Node, None] = {}
        self.results: set[Fraction] = set()
        for statement in statements:
            for node in statement.walk():
                if isinstance(node, tree.Chain):
                    self.results |= {abs(stated(item)) for item in node.items if literal(item)}
                    self.nodes.update((item, None) for item in node.items if not literal(item))
                elif literal(node) is None and node.shape is not None:
                    self.nodes[node] = None


class Examples:
    """A worked example with what is asked of it. Values are kept for the next statement.

    templates: formulas that the display names, into which it puts numbers.  free: letters in
    them that may have any value, the same everywhere in one calculation.  bound: the values
    of letters that no example gives, such as the argument of a function.
    """

    def __init__(self, theory: Theory, given: Mapping[Any, Any], known: Known | None = None,
                 templates: Iterable[tree.Node] = (), free: frozenset[str] = frozenset(),
                 bound: Mapping[Slot, tree.Node] | None = None):
        self.theory, self.known, self.templates, self.free = theory, known, tuple(templates), free
        self.bound = dict(bound or {})
        self.values = dict(given)
        world = Example(theory, self.values)
        self._exact, self._precise = Env(Exact(), theory, world), Env(Precise(), theory, world)
        self._known: list[tuple[Fraction, tree.Node]] | None = None

    # Values --------------------------------------------------------------------------

    def value(self, node: tree.Node) -> tuple[Fraction, bool]:
        """The value of a number at the example, and whether it is exact. Raises Refused."""
        try:
            found = evaluate(node, self._exact)
            if found.shape != (1, 1, 1):
                refuse("array-in-example", node.at)
            return Fraction(found[0, 0, 0]), True
        except NotExact:
            pass
        except (NoValue, OverflowError, RecursionError) as error:
            self._raise(error, node)
        try:
            with mpmath.workdps(digits(node.nesting + 1)):
                found = evaluate(node, self._precise)
                if found.shape != (1, 1, 1):
                    refuse("array-in-example", node.at)
                return _fraction(found[0, 0, 0]), False
        except (NoValue, OverflowError, RecursionError, MemoryError) as error:
            self._raise(error, node)
        raise AssertionError

    @staticmethod
    def _raise(error: Exception, node: tree.Node) -> None:
        why = error.reason if isinstance(error, NoValue) else reason("too-large")
        raise Refused(why, node.at) from None

    def compare(self, left: tree.Node, operator: str, right: tree.Node) -> tuple[str, tuple[Reason, ...]]:
        """(verdict, reasons) for two sides that have one value each. Raises Refused."""
        at = left.at[0], right.at[1]
        (a, a_exact), (b, b_exact) = self.value(left), self.value(right)
        exact = a_exact and b_exact
        shown = shown_side(left, right)
        if operator == "~":
            if shown is None:
                refuse("approx-without-decimal", at)
            self._refuse_long(shown)
            check_rounded(shown, b if shown is left else a)
            return CHECKED, (reason("rounded"),)
        if exact:
            holds = RELATIONS[operator](a, b)
        else:
            with mpmath.workdps(60):
                deep = max(left.nesting, right.nesting) + 1
                holds = agrees(_number(a), operator, _number(b), deep)
        if not holds:
            other = b if shown is left else a
            told = hint(shown, other) if operator == "=" else None
            raise Refused(reason("not-equal" if operator == "=" else "false", left=as_float(a),
                                 right=as_float(b), operator=operator, where=(), sizes=(),
                                 **({"hint": told} if told else {})), at)
        return (PROVED, (reason("exact"),)) if exact else (CHECKED, (reason("by-value"),))

    @staticmethod
    def _refuse_long(shown: tree.Node) -> None:
        if len(as_text(shown).replace(".", "").strip("-0")) > _MOST_DIGITS:
            refuse("too-many-digits", shown.at, most=_MOST_DIGITS)

    def given(self, left: tree.Node, operator: str, right: tree.Node) -> Reason | None:
        """The reason where a relation is the example itself, `x_1 = 2`; else None."""
        side, other = (right, left) if literal(left) else (left, right)
        base = side.base if isinstance(side, tree.Indexed) and side.role == SAMPLE else side
        key = getattr(base, "key", None)
        if key not in self.theory.leaves or operator != "=" or not literal(other):
            return None
        actual, _ = self.value(side)
        if actual != stated(other):
            refuse("other-example", side.at, key=key, value=f"{float(actual):g}", got=as_text(other))
        return reason("worked-example")

    def refuse_equal(self, left: tree.Node, right: tree.Node) -> None:
        """Refuse `≠` between sides that are equal in the worked example."""
        try:
            sides = self.value(left)[0], self.value(right)[0]
        except Refused:
            return
        if sides[0] == sides[1]:
            refuse("equal-in-example", left.at, value=f"{float(sides[0]):g}")

    def about(self, left: tree.Node, right: tree.Node) -> bool:
        """Whether a sentence gives a named quantity its value in the example: z = 7."""
        symbolic, number = (right, left) if self.theory.is_constant(left) else (left, right)
        if _is_named(symbolic):
            return True
        derived = [n for n in symbolic.walk() if isinstance(n, tree.Derivative)]
        if not all(map(_is_named, derived)):
            return False
        plain = not any(isinstance(n, (tree.Apply, tree.Symbol)) for n in number.walk())
        known = set(tree.free_symbols(symbolic)) & set(self.theory.definitions)
        return plain and bool(derived or any(self.theory.kind(key) == "scalar" for key in known))

    # Slot by slot --------------------------------------------------------------------

    def slot_by_slot(self, left: tree.Node, right: tree.Node) -> Reason | None:
        """`z = 0 · 2 + 1 · 3 + 4`: numbers stand exactly where the formula of z has symbols."""
        symbolic, numbers = (right, left) if self.theory.is_constant(left) else (left, right)
        if literal(numbers):
            return None
        template = symbolic
        definition = self.theory.definitions.get(getattr(symbolic, "key", ""), (None,))[0]
        if definition is not None and definition.parameters is None and not definition.index:
            template = definition.body
        pairs = None if isinstance(template, _WHOLE) else next(self.align(template, numbers), None)
        if pairs is None:
            return None
        for symbol, number in pairs:
            self._refuse_mismatch(symbol, number)
        return reason("slot-by-slot")

    def refuse_hidden(self, *sides: tree.Node) -> None:
        """Hold the sides of a calculation against the formulas that its display names."""
        calculations = [side for side in sides if not literal(side)]
        if not self.templates or not calculations:
            return
        for side in calculations:
            formulas = [t for t in self.templates if not isinstance(t, _WHOLE)]
            fitting = [pairs for t in formulas for pairs in self.align(t, side)]
            if not fitting and _plain(side):
                continue  # a value such as 1/4, and no calculation
            if not fitting:
                refuse("no-such-formula", side.at)
            wrong: list[Refused] = []
            for pairs in fitting:
                try:
                    self._refuse_mismatches(pairs)
                    break
                except Refused as error:
                    wrong.append(error)
            else:
                raise wrong[0]

    def _refuse_mismatches(self, pairs: Pairs) -> None:
        """Refuse a number that is not what its symbol is worth, or two for one free letter."""
        letters = dict(self.bound)
        for symbol, number in pairs:
            slot = _slot(symbol)
            if (slot in letters or slot[0] in self.free) and \
                    self.value(letters.setdefault(slot, number))[0] != self.value(number)[0]:
                refuse("two-arguments", number.at, key=slot[0])
        known = {key: number for (key, sample), number in letters.items() if sample is None}
        for symbol, number in pairs:
            if _slot(symbol) not in letters:
                self._refuse_mismatch(tree.substitute(symbol, known), number)

    def align(self, template: tree.Node, numbers: tree.Node) -> Iterator[Pairs]:
        """Every way in which numbers stand in the places of symbols: [(symbol, number), …]."""
        if isinstance(template, tree.Big) and not isinstance(numbers, tree.Big):
            template = self._spelt_out(template)
        if isinstance(template, _WHOLE) or _stands_for(numbers, template):
            yield [(template, numbers)]
        elif type(template) is not type(numbers) or isinstance(template, (tree.Big, tree.Cases)):
            return
        elif isinstance(template, tree.Number) and isinstance(numbers, tree.Number):
            if template.value == numbers.value:
                yield []
        elif not isinstance(template, tree.Apply) or not isinstance(numbers, tree.Apply) \
                or (template.function, template.primes) == (numbers.function, numbers.primes):
            for parts in self._forms(template, numbers.children):
                yield from self._align_all(parts, numbers.children)

    def _align_all(self, templates: Nodes, numbers: Nodes) -> Iterator[Pairs]:
        if not templates:
            yield []
            return
        for first in self.align(templates[0], numbers[0]):
            for rest in self._align_all(templates[1:], numbers[1:]):
                yield first + rest

    def _forms(self, template: tree.Node, numbers: Nodes) -> Iterator[Nodes]:
        """The parts of a formula, as many as there are numbers: brackets are read as none."""
        parts, count = template.children, len(numbers)
        if len(parts) == count:
            yield parts
        if isinstance(template, tree.Mul) and len(parts) == count + 1 > 2 and literal(parts[0]):
            yield (tree.Mul(parts[:2]), *parts[2:])  # one number for 2 (a - b)
        if isinstance(template, tree.Add):
            spelt = [self._spelt_out(p) if isinstance(p, tree.Big) else p for p in parts]
            parts = tuple(t for p in spelt for t in (p.terms if isinstance(p, tree.Add) else (p,)))
            if len(parts) == count > len(spelt):
                yield parts
            run = len(parts) - count + 1
            for k in range(count if run > 1 else 0):
                if literal(numbers[k]):  # one number for (a + b)
                    yield (*parts[:k], tree.Add(parts[k : k + run]), *parts[k + run:])

    def _spelt_out(self, node: tree.Big) -> tree.Node:
        """A sum over the samples of the example as its terms."""
        try:
            count = self._exact.world.extent(node.range, lambda key: 1) if node.range else 0
        except NoValue:
            return node
        if node.operator != "sum" or count < 2:
            return node
        return tree.Add(tuple(tree.substitute(node.body, {node.index: tree.Number(str(i))})
                              for i in range(1, count + 1)))

    def _refuse_mismatch(self, symbol: tree.Node, number: tree.Node) -> None:
        (actual, _), (given, _) = self.value(symbol), self.value(number)
        shown = literal(number)
        near = shown and shown.is_decimal and abs(actual - given) <= shown.unit * (
            _NEAR_OF_MORE if self.known is None or self._carried(shown) else Fraction(1, 2))
        minus_zero = isinstance(number, tree.Neg) and not given  # a + 0 must not turn into a - 0
        if minus_zero or not near and abs(actual - given) > abs(actual) / 10**12:
            key = getattr(symbol, "key", None) or getattr(getattr(symbol, "base", None), "key", "")
            got = as_text(number) if shown else f"{float(given):g}"
            refuse("wrong-slot", number.at, got=got, key=key, value=f"{float(actual):.6g}")

    def _carried(self, number: tree.Number) -> bool:
        """Whether a number is carried on from a calculation of the page, guard digits and all."""
        return self.known is not None and _significant(number) >= _FEWEST \
            and number.value in self.known.results

    # Numbers that the page knows ------------------------------------------------------

    def refuse_slips(self, *sides: tree.Node) -> None:
        """Refuse a number in a calculation that is one of the page's, but wrongly rounded.

        `0.523695 · (1 − 0.523695) ≈ 0.249439` is true arithmetic with 0.523696 in it, too.
        """
        for side in sides:
            if self.known is None or literal(side):
                continue
            for node in side.walk():
                if isinstance(node, tree.Number) and "." in node.text \
                        and _significant(node) >= _FEWEST and node.value not in self.known.results:
                    self._refuse_slip(node)

    def _refuse_slip(self, node: tree.Number) -> None:
        reach = _NEAR.get(_significant(node), _NEAR_OF_MORE) * node.unit
        values = self._known_values()
        start = bisect.bisect_left(values, node.value - reach, key=lambda pair: pair[0])
        end = bisect.bisect_right(values, node.value + reach, key=lambda pair: pair[0])
        near = [value for value, _ in values[start:end]]
        half = node.unit / 2 * (1 + Fraction(1, 10**6))
        if near and all(abs(value - node.value) > half for value in near):
            closest = min(near, key=lambda value: abs(value - node.value))
            refuse("slip", node.at, got=node.text, value=decimal(closest, ".10g"),
                   wanted=rounded(closest, node))
        known = [*(self.known.results if self.known else ()), *(value for value, _ in values)]
        swapped = [value for value in known if _transposed(node, value)]
        if not near and swapped:
            refuse("slip", node.at, got=node.text, value=decimal(swapped[0], ".10g"),
                   wanted=rounded(swapped[0], node))

    def _known_values(self) -> list[tuple[Fraction, tree.Node]]:
        if self._known is None:
            found: dict[Fraction, tree.Node] = {}
            for node in self.known.nodes if self.known else ():
                try:
                    found.setdefault(abs(self.value(node)[0]), node)
                except Refused:
                    continue
            self._known = sorted(found.items(), key=lambda pair: pair[0])
        return self._known


def long_decimals(statements: Iterable[tree.Node]) -> Iterator[tuple[tree.Number, bool]]:
    """The decimals of calculations that are too long to be alike by chance, and whether each
    is a result."""
    for statement in statements:
        results = {id(literal(item)) for chain in statement.walk() if isinstance(chain, tree.Chain)
                   for item in chain.items if literal(item)}
        for node in statement.walk():
            if isinstance(node, tree.Number) and "." in node.text and _significant(node) >= _LONG:
                yield node, id(node) in results


def nearly_the_same(number: tree.Number, other: tree.Number) -> bool:
    """Whether two long decimals differ in the last digits, and not by rounding alone."""
    return number.unit / 2 < abs(number.value - other.value) <= _NEAR_OF_MORE * number.unit \
        and other.unit <= number.unit


def _significant(node: tree.Number) -> int:
    """How many significant digits a number shows."""
    return len(node.text.replace(".", "").lstrip("0"))


def _transposed(node: tree.Number, result: Fraction) -> bool:
    """Whether a number has the digits of a known one, two neighbours exchanged."""
    decimals = len(node.text.partition(".")[2])
    known = decimal(result, f".{decimals}f")
    if len(known) != len(node.text) or known == node.text:
        return False
    differing = [k for k, (a, b) in enumerate(zip(known, node.text)) if a != b]
    return len(differing) == 2 and differing[1] - differing[0] == 1 and \
        known[differing[0]] == node.text[differing[1]] and known[differing[1]] == node.text[differing[0]]


def _slot(symbol: tree.Node) -> Slot:
    """What a number is put in for: a letter, or its value at a named sample, `y^{(1)}`."""
    if isinstance(symbol, tree.Indexed) and symbol.role == SAMPLE:
        at = symbol.index[0]
        sample = int(at.value) if isinstance(at, tree.Number) else None
        return getattr(symbol.base, "key", ""), sample
    return getattr(symbol, "key", ""), None


def _plain(node: tree.Node) -> bool:
    """Whether a node is a bare number, or a fraction of two."""
    return literal(node) is not None or (
        isinstance(node, tree.Div) and all(literal(part) for part in node.children))


def _stands_for(number: tree.Node, template: tree.Node) -> bool:
    """Whether a number may stand in the place of a whole expression: not of a mere product
    or power, which is written out, for `3` in the place of `1 · 3` would hide the 1."""
    if not _plain(number) or literal(template) or isinstance(template, tree.Neg):
        return False
    if isinstance(template, tree.Div) and isinstance(number, tree.Div):
        return False
    written = template.factors if isinstance(template, tree.Mul) else \
        (template.base,) if isinstance(template, tree.Pow) else ()
    return not written or not all(isinstance(part, _WHOLE) for part in written)


def _is_named(node: tree.Node) -> bool:
    """A symbol, a member of a family, or a derivative of one by another."""
    if isinstance(node, tree.Derivative):
        return all(_is_named(part) for part in (node.body, *node.variables))
    return isinstance(node, (tree.Symbol, tree.Indexed))


def _fraction(number: Any) -> Fraction:
    if not mpmath.isfinite(number):
        raise no_value("too-large")
    sign, mantissa, exponent, _ = mpmath.mpf(number)._mpf_
    if abs(exponent) > 20_000:
        raise no_value("too-large")
    value = Fraction(int(mantissa)) * Fraction(2) ** exponent
    return -value if sign else value


def _number(value: Fraction) -> Any:
    return mpmath.mpf(value.numerator) / value.denominator
