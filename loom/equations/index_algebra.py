"""Sums of products of array entries in a normal form: what holds here holds for every size.

A polynomial is a sum of terms with rational coefficients; a term is a product of powers of
atoms, summed over its bound indices. All are nested tuples, and two polynomials that are
structurally equal are equal for all values of the letters and for all sizes. Everything
holds where both sides are defined: no denominator is 0, every logarithm exists.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, islice
from math import gcd, lcm
from typing import Any, NamedTuple

FREE, BOUND, FRESH, HOLE = range(4)  # kinds of indices
TENSOR, DELTA, FUNCTION, DENOMINATOR, UNKNOWN = "T", "D", "F", "P", "H"  # tags of atoms
MOST_TERMS, MOST_LABELLINGS, MOST_WORK, MOST_POWER = 4000, 200, 80_000, 24


class GaveUp(Exception):
    """This cannot be decided here."""


class Index(NamedTuple):
    """An index and the size that it runs up to; i up to m and i up to n are different.

    name: of a free letter (digits: a constant), (height, number) of a canonical bound index
    or of a hole, a counter of a fresh index.
    """

    kind: int
    name: Any
    range: str


class Atom(NamedTuple):
    """One factor of a term.

    TENSOR       an entry of a letter; a size is #m; + before the name: known to be positive
    DELTA        1 where its two indices are equal, else 0
    FUNCTION     a function of numbers, or its derivative of an order, at a polynomial
    DENOMINATOR  a polynomial that has a negative exponent
    UNKNOWN      a smooth number of an array, the array being `argument` as a function of
                 `holes`; `indices` are the entries by which it was differentiated
    """

    tag: str
    name: str = ""
    order: int = 0
    indices: tuple[Any, ...] = ()
    argument: Poly = ()
    holes: tuple[Index, ...] = ()


Number = int | Fraction  # whole numbers are int, whose hashes take no time
Exponent = Number  # a fraction only on exp
Factors = Iterable[tuple[Atom, Exponent]]
Monomial = tuple[tuple[Atom, Exponent], ...]
Term = tuple[tuple[Index, ...], Monomial]
Poly = tuple[tuple[Term, Number], ...]
Indices = tuple[Index, ...]
Renaming = Mapping[Index, Index]
Value = Callable[[Atom], Poly | None]

ZERO: Poly = ()
ONE: Poly = ((((), ()), 1),)


class _Work:
    """Done since `restart`, so that the same statement takes the same course."""

    done = 0


def restart() -> None:
    """Begin a new statement."""
    _Work.done = 0


def _count() -> int:
    _Work.done += 1
    if _Work.done > MOST_WORK:
        raise GaveUp
    return _Work.done


def fresh(size: str) -> Index:
    """An index that occurs nowhere else."""
    return Index(FRESH, _count(), size)


def exact(value: Number) -> Number:
    """The same number, an int where it is whole."""
    return value.numerator if value.denominator == 1 else value


def constant(value: Number) -> Poly:
    """A number."""
    return ((((), ()), exact(value)),) if value else ZERO


def single(atom: Atom, exponent: Exponent = 1) -> Poly:
    """An atom, which is in normal form, as a polynomial."""
    return ((((), ((atom, exponent),)), 1),)


def tensor(name: str, indices: Indices = ()) -> Poly:
    """An entry of a letter."""
    return single(Atom(TENSOR, name, indices=indices))


def size(name: str) -> Poly:
    """A size as a number."""
    return constant(int(name)) if name.isdigit() else tensor("#" + name)


def delta(first: Indices, second: Indices) -> Poly:
    """1 where the indices are equal, pair by pair; their ranges are the same."""
    if [i.range for i in first] != [j.range for j in second]:
        raise GaveUp
    return normal(1, (), [(_delta(i, j), 1) for i, j in zip(first, second)])


def _delta(i: Index, j: Index) -> Atom:
    return Atom(DELTA, indices=(min(i, j), max(i, j)))


@lru_cache(50_000)
def _inside(atom: Atom) -> tuple[frozenset[Index], int]:
    """The indices that are free in an atom, and 1 + the greatest height of a binder in it."""
    if atom.tag in (TENSOR, DELTA):
        return frozenset(atom.indices), 0
    found = (free_in(atom.argument) - {*atom.holes}).union(*atom.indices)
    return found, max([_height(atom.argument), *(i.name[0] + 1 for i in atom.holes)])


def free(atom: Atom) -> frozenset[Index]:
    """The indices that are free in an atom."""
    return _inside(atom)[0]


def _free_of(factors: Factors) -> frozenset[Index]:
    return frozenset().union(*(free(atom) for atom, _ in factors))


def free_in(p: Poly) -> frozenset[Index]:
    """The indices that are free in a polynomial."""
    return frozenset().union(*(_free_of(mono) - {*bounds} for (bounds, mono), _ in p))


def _height(p: Poly) -> int:
    return max((h for (bounds, mono), _ in p for h in (
        *(i.name[0] + 1 for i in bounds), *(_inside(atom)[1] for atom, _ in mono))), default=0)


def atoms(p: Poly) -> Iterator[Atom]:
    """Every atom of a polynomial, those inside others included."""
    for (_, mono), _ in p:
        for atom, _ in mono:
            yield atom
            yield from atoms(atom.argument)


def add(*polys: Poly) -> Poly:
    """The sum."""
    found: dict[Term, Number] = {}
    for p in polys:
        for term, c in p:
            found[term] = found.get(term, 0) + c
    return tuple(sorted((term, exact(c)) for term, c in found.items() if c))


def scale(factor: Number, p: Poly) -> Poly:
    """A multiple."""
    return tuple((term, exact(factor * c)) for term, c in p) if factor else ZERO


def subtract(p: Poly, q: Poly) -> Poly:
    """The difference."""
    return add(p, scale(-1, q))


def multiply(p: Poly, q: Poly) -> Poly:
    """The product."""
    if p == ONE or q == ONE:
        return q if p == ONE else p
    if len(p) * len(q) > MOST_TERMS:
        raise GaveUp
    others = list(opened(q))
    return add(*(normal(c * d, (*bounds, *more), mono + factors)
                 for bounds, c, mono in opened(p) for more, d, factors in others))


def product_of(factors: Iterable[Poly]) -> Poly:
    """The product of several."""
    result = ONE
    for factor in factors:
        result = multiply(result, factor)
    return result


def bind(p: Poly, indices: Indices) -> Poly:
    """The sum over indices."""
    return add(*(normal(c, (*bounds, *indices), mono) for bounds, c, mono in opened(p)))


def _product(c: Number, bounds: Indices, rest: Poly, mono: Monomial) -> Poly:
    return bind(multiply(normal(c, (), mono), rest), bounds)


def power(p: Poly, exponent: int) -> Poly:
    """A whole power."""
    if abs(exponent) > MOST_POWER:
        raise GaveUp
    return product_of([p if exponent > 0 else inverse(p)] * abs(exponent))


def inverse(p: Poly) -> Poly:
    """1/p, for the values for which p is not 0."""
    c, common, rest = content(p)
    if any(atom.tag == DELTA for atom, _ in common):
        raise GaveUp
    if c == 1 and not common and rest != ONE:
        return single(Atom(DENOMINATOR, argument=p), -1)
    outside = normal(Fraction(1) / c, (), [(atom, -e) for atom, e in common])
    return outside if rest == ONE else multiply(outside, inverse(rest))


def content(p: Poly) -> tuple[Number, Monomial, Poly]:
    """(number, common factors, rest), whose product is p."""
    if not p:
        raise GaveUp
    if len(p) == 1 and not p[0][0][0]:
        return p[0][1], p[0][0][1], ONE
    exponents: dict[Atom, list[Exponent]] = {}
    for (bounds, mono), _ in p:
        for atom, e in mono:
            if atom.tag != DELTA and free(atom).isdisjoint(bounds):
                exponents.setdefault(atom, []).append(e)
    least = {atom: min(es + [0] * (len(es) < len(p))) for atom, es in exponents.items()}
    common = tuple((atom, e) for atom, e in least.items() if e)
    signs = sum(1 if c > 0 else -1 for _, c in p) or (1 if p[0][1] > 0 else -1)
    number = Fraction(gcd(*(c.numerator for _, c in p)), lcm(*(c.denominator for _, c in p)))
    number = number if signs > 0 else -number
    over = tuple((atom, -e) for atom, e in common)  # added to exponents, so that S/S is 1
    return number, common, add(*(normal(Fraction(c) / number, bounds, mono + over)
                                 for bounds, c, mono in opened(p)))


def opened(p: Poly) -> Iterator[tuple[Indices, Number, Monomial]]:
    """The terms, with fresh names for their bound indices: (indices, coefficient, factors)."""
    for (bounds, mono), c in p:
        names = {i: fresh(i.range) for i in bounds}
        factor, factors = _renamed(mono, names) if names else (1, mono)
        yield tuple(names.values()), c * factor, factors


def _renamed(mono: Monomial, names: Renaming) -> tuple[Number, Monomial]:
    """Factors under other names, different ones for different indices, so that none merge."""
    rest, kept = _changed(mono, names)
    if len(rest) != 1 or rest[0][0][0]:
        raise GaveUp
    return rest[0][1], kept + rest[0][0][1]


def changed(p: Poly, names: Renaming, value: Value | None = None) -> Poly:
    """Other indices in the place of free ones, and polynomials in the place of tensors."""
    if value is None and free_in(p).isdisjoint(names):
        return p
    return add(*(_product(c, bounds, *_changed(mono, names, value))
                 for bounds, c, mono in opened(p)))


def _changed(mono: Monomial, names: Renaming, value: Value | None = None
             ) -> tuple[Poly, Monomial]:
    """The same of factors: (what is no monomial with the coefficient 1 any more, the rest)."""
    rest, kept = ONE, []
    for atom, e in mono:
        _count()
        if value is None and free(atom).isdisjoint(names):
            kept.append((atom, e))
            continue
        new = _changed_atom(atom, e, names, value)
        if len(new) == 1 and not new[0][0][0] and new[0][1] == 1:
            kept += new[0][0][1]
        else:
            rest = multiply(rest, new)
    return rest, tuple(kept)


def _changed_atom(atom: Atom, e: Exponent, names: Renaming, value: Value | None) -> Poly:
    def named(indices: Indices) -> Indices:
        return tuple(names.get(i, i) for i in indices)

    if atom.tag == DELTA:
        return single(_delta(*named(atom.indices)), e)
    if atom.tag == TENSOR:
        atom = Atom(TENSOR, atom.name, indices=named(atom.indices))
        new = value(atom) if value else None
        return single(atom, e) if new is None else power(new, int(e))
    if atom.tag == UNKNOWN:
        entry, argument = _at_entry(atom)
        slots = map(named, atom.indices)
        return power(unknown(atom.name, slots, entry, changed(argument, names, value)), int(e))
    argument = changed(atom.argument, names, value)
    if atom.tag == DENOMINATOR:
        return power(argument, int(e))
    if atom.name == "exp":
        return function("exp", 0, scale(e, argument))
    return power(function(atom.name, atom.order, argument), int(e))


def _at_entry(atom: Atom) -> tuple[Indices, Poly]:
    """The entry of an unknown's array at fresh indices."""
    entry = tuple(fresh(i.range) for i in atom.holes)
    return entry, changed(atom.argument, dict(zip(atom.holes, entry)))


def normal(c: Number, bounds: Indices, factors: Factors) -> Poly:
    """A product, summed over indices that occur nowhere else, in normal form."""
    _count()
    powers = _powers(factors)
    for atom, e in sorted(powers.items(), key=lambda pair: pair[0].tag != DELTA):
        if atom.tag != TENSOR and (new := _simpler(c, bounds, atom, e, powers)) is not None:
            return new
    occurring = _free_of(powers.items())
    kept = tuple(i for i in bounds if i in occurring)
    if len(kept) < len(bounds):
        sizes = [size(i.range) for i in bounds if i not in occurring]
        return product_of([*sizes, normal(c, kept, powers.items())])
    if kept:
        return _canonical(c, kept, tuple(powers.items()))
    return ((((), tuple(sorted(powers.items()))), exact(c)),) if c else ZERO


def _powers(factors: Factors) -> dict[Atom, Exponent]:
    found: dict[Atom, Exponent] = {}
    for atom, e in factors:
        found[atom] = found.get(atom, 0) + e
    return {atom: exact(e) for atom, e in found.items() if e}


def _simpler(c: Number, bounds: Indices, atom: Atom, e: Exponent, powers: dict[Atom, Exponent]
             ) -> Poly | None:
    """The product with one factor worked out, where there is something to do."""
    rest = tuple(pair for pair in powers.items() if pair[0] != atom)
    if atom.tag == DENOMINATOR and e > 0:
        return _product(c, bounds, power(atom.argument, int(e)), rest)
    if atom.name in _ROOTS and e != 1:  # even powers of a root or an absolute value
        halves, odd = divmod(int(e), 2)
        squares = power(atom.argument, int(halves * 2 * _ROOTS[atom.name]))
        return _product(c, bounds, squares, (*rest, *((atom, 1),) * odd))
    if atom.tag != DELTA:
        return None
    if e < 0:
        raise GaveUp
    i, j = atom.indices
    if i == j:
        return normal(c, bounds, rest)
    if all(k.kind == FREE and k.name.isdigit() for k in (i, j)):
        return ZERO
    old, new = (i, j) if i in bounds else (j, i)
    if old in bounds or old in _free_of(rest):  # between two free letters it stays, once
        more, mono = _changed(rest, {old: new})
        kept = tuple(b for b in bounds if b != old)
        return _product(c, kept, more, mono if old in bounds else (*mono, (atom, 1)))
    return normal(c, bounds, (*rest, (atom, 1))) if e > 1 else None


# Canonical names of bound indices --------------------------------------------------------
# Names are only chosen here: a fault loses proofs, it cannot make a false one.


def _canonical(c: Number, bounds: Indices, mono: Monomial) -> Poly:
    """The term with its bound indices named (h, 0), (h, 1), …; h is above all names inside."""
    top = max(_inside(atom)[1] for atom, _ in mono)

    def names(order: list[Index]) -> dict[Index, Index]:
        return {i: Index(BOUND, (top, k), i.range) for k, i in enumerate(order)}

    def key(order: list[Index]) -> Any:
        rest, kept = _changed(mono, names(order))
        return sorted(kept), rest

    orders = list(islice(_orders(bounds, mono, {i: i.range for i in bounds}), MOST_LABELLINGS))
    if len(orders) == MOST_LABELLINGS:
        raise GaveUp
    chosen = names(min(orders, key=key) if len(orders) > 1 else orders[0])
    factor, renamed = _renamed(mono, chosen)
    term = tuple(chosen.values()), tuple(sorted(_powers(renamed).items()))
    return ((term, exact(c * factor)),) if c else ZERO


def _orders(bounds: Indices, mono: Monomial, given: Mapping[Index, Any]
            ) -> Iterator[list[Index]]:
    """Orders of indices that do not depend on their names: by colours, refined until they tell."""
    colours, cells = _ranked(given), 0
    while cells < len({*colours.values()}) < len(bounds):
        cells = len({*colours.values()})
        colours = _ranked({i: (colours[i], sorted(
            (_signature(atom, colours, i), e) for atom, e in mono if i in free(atom)))
            for i in bounds})
    order = sorted(bounds, key=colours.__getitem__)
    groups = [list(group) for _, group in groupby(order, colours.__getitem__)]
    alike = next((group for group in groups if len(group) > 1), [])
    if not alike:
        yield order
    for i in alike:
        yield from _orders(bounds, mono, {j: (colours[j], j != i) for j in bounds})


def _ranked(keys: Mapping[Index, Any]) -> dict[Index, int]:
    ordered = [key for key, _ in groupby(sorted(keys.values()))]
    return {i: ordered.index(key) for i, key in keys.items()}


def _signature(part: Any, colours: Mapping[Index, int], mark: Index) -> str:
    """A part with colours for names, one index marked, in no order but that of entries."""
    if isinstance(part, Index):
        if part == mark or part in colours:
            return "*" if part == mark else str(colours[part])
        return "~" + part.range if part.kind in (BOUND, HOLE) else str(part)
    if not isinstance(part, tuple):
        return str(part)
    if isinstance(part, Atom) and part.tag == TENSOR:
        return str([part.name, *(_signature(i, colours, mark) for i in part.indices)])
    return str(sorted(_signature(inner, colours, mark) for inner in part))


# Functions -------------------------------------------------------------------------------


_ROOTS = {"sqrt": Fraction(1, 2), "abs": Fraction(1)}  # even powers are powers of the argument


def is_positive(atom: Atom) -> bool:
    """Whether an atom is positive for all values, where it is defined and not 0."""
    if atom.tag == TENSOR:
        return atom.name[0] in "#+"
    if atom.tag == DENOMINATOR:
        return all(c > 0 and all(is_positive(a) for a, _ in mono)
                   for (_, mono), c in atom.argument)
    return atom.tag == FUNCTION and atom.name in ("exp", *_ROOTS)


def function(name: str, order: int, p: Poly) -> Poly:
    """A function of a number, or its derivative of an order, at a polynomial."""
    if name == "exp":
        return _exp(p)
    if order == 0 or name not in ("ln", "tanh", *_ROOTS):
        return _ln(p) if name == "ln" else _plain(name, p, order)
    if order > 1:
        raise GaveUp
    if name == "ln":
        return inverse(p)
    if name == "tanh":
        return subtract(ONE, power(_plain(name, p), 2))
    return scale(_ROOTS[name], multiply(_plain(name, p), inverse(p)))


def _plain(name: str, p: Poly, order: int = 0) -> Poly:
    return single(Atom(FUNCTION, name, order, argument=p))


def _exp(p: Poly) -> Poly:
    """exp(Σ c·t) = Π exp(t)^c, and exp ln q = q."""
    factors = []
    for (bounds, mono), c in p:
        if c.denominator == 1 and not bounds and [
                (atom.tag, atom.name, e) for atom, e in mono] == [(FUNCTION, "ln", 1)]:
            factors.append(power(mono[0][0].argument, int(c)))
        else:
            atom = Atom(FUNCTION, "exp", argument=(((bounds, mono), 1),))
            factors.append(single(atom, int(c) if c.denominator == 1 else c))
    return product_of(factors)


def _ln(p: Poly) -> Poly:
    """The logarithm, where known positives split off."""
    c, common, rest = content(p)
    rest = rest if c > 0 else scale(-1, rest)
    parts = [_plain("ln", constant(abs(c)))] if abs(c) != 1 else []
    for atom, e in common:
        if not is_positive(atom):
            rest = multiply(rest, single(atom, e))
        elif atom.tag == FUNCTION and atom.name == "exp":
            parts.append(scale(e, atom.argument))
        else:
            inside = atom.argument if atom.tag == DENOMINATOR else single(atom)
            parts.append(scale(e, _plain("ln", inside)))
    return add(*parts) if rest == ONE else add(*parts, _plain("ln", rest))


def unknown(name: str, slots: Iterable[Indices], holes: Indices, p: Poly) -> Poly:
    """The partial derivative of an unknown number of an array by the entries in slots.

    The array is p as a function of holes; the order of slots does not matter (C²).
    """
    new = tuple(Index(HOLE, (_height(p), k), i.range) for k, i in enumerate(holes))
    argument = changed(p, dict(zip(holes, new)))
    return single(Atom(UNKNOWN, name, indices=tuple(sorted(slots)), argument=argument, holes=new))


def derived(p: Poly, on: Callable[[Atom], Poly]) -> Poly:
    """The derivation that is `on` on tensors."""
    out = []
    for bounds, c, mono in opened(p):
        for k, (atom, e) in enumerate(mono):
            if slope := _slope(atom, on):
                others = normal(c * e, (), (*mono[:k], (atom, e - 1), *mono[k + 1:]))
                out.append(bind(multiply(others, slope), bounds))
    return add(*out)


def _slope(atom: Atom, on: Callable[[Atom], Poly]) -> Poly:
    if atom.tag == TENSOR:
        return on(atom)
    if atom.tag == UNKNOWN:
        entry, argument = _at_entry(atom)
        outer = unknown(atom.name, (*atom.indices, entry), atom.holes, atom.argument)
        return bind(multiply(outer, derived(argument, on)), entry)
    inner = derived(atom.argument, on)
    if not inner or atom.tag == DENOMINATOR:
        return inner
    return multiply(function(atom.name, atom.order + 1, atom.argument), inner)


# Is it zero? -----------------------------------------------------------------------------


def is_zero(p: Poly, sum_to_one: Collection[str] = ()) -> bool:
    """Whether a polynomial is 0 for all values.

    sum_to_one: letters whose entries sum to 1 over their first index.
    """
    simpler = _cleared(_summed(p, sum_to_one))
    return not simpler or simpler != p and is_zero(simpler, sum_to_one)


def _summed(p: Poly, sum_to_one: Collection[str]) -> Poly:
    """1 in the place of a sum over a letter, where its index is in nothing else."""
    out = []
    for bounds, c, mono in opened(p):
        for atom, e in mono:
            others = tuple(pair for pair in mono if pair[0] != atom)
            if atom.tag == TENSOR and atom.name in sum_to_one and e == 1:
                row, *more = atom.indices
                if row in bounds and row not in _free_of(others).union(more):
                    mono, bounds = others, tuple(i for i in bounds if i != row)
        out.append(normal(c, bounds, mono))
    return add(*out)


def _cleared(p: Poly) -> Poly:
    """Multiplied by a denominator that stands outside all sums."""
    outside = [(e, atom) for (_, mono), _ in p for atom, e in mono
               if atom.tag == DENOMINATOR and all(i.kind == FREE for i in free(atom))]
    if not outside:
        return p
    least, atom = min(outside)
    return add(*(normal(c, bounds, (*mono, (atom, -least))) for bounds, c, mono in opened(p)))
