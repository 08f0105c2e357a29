"""Decimals: right when they are the value, rounded once to the digits shown."""

from __future__ import annotations

import sys
from decimal import Decimal
from fractions import Fraction

from loom.equations import tree
from loom.equations.vacuity import literal
from loom.equations.verdicts import Reason, reason, refuse

COARSEST = Fraction(1, 5)


def stated(node: tree.Node) -> Fraction:
    """The value of a bare number with its sign."""
    number = literal(node)
    assert number is not None
    return -number.value if isinstance(node, tree.Neg) else number.value


def shown_side(left: tree.Node, right: tree.Node) -> tree.Node | None:
    """The side that is a bare number; of two, the one with fewer digits."""
    numbers = [side for side in (left, right) if literal(side)]
    return max(reversed(numbers), key=_unit, default=None)


def _unit(node: tree.Node) -> Fraction:
    number = literal(node)
    assert number is not None
    return number.unit


def check_rounded(shown: tree.Node, true: Fraction) -> None:
    """Refuse unless `shown` is the value, correctly rounded. Half-way both ways are right."""
    half, value = _unit(shown) / 2, stated(shown)
    if abs(true - value) > half:
        refuse("wrong-digits", shown.at, value=decimal(true, ".10g"), wanted=rounded(true, shown),
               got=as_text(shown))
    if true != value and (value == 0 or half / abs(value) > COARSEST):
        refuse("too-few-digits", shown.at, value=decimal(true, ".10g"), got=as_text(shown))


def hint(shown: tree.Node | None, true: Fraction) -> Reason | None:
    """What a number that is not equal to the other side should read, or that it is rounded."""
    if shown is None:
        return None
    if abs(true - stated(shown)) <= _unit(shown) / 2:
        if _unit(shown) / 2 > COARSEST * abs(stated(shown)):
            return reason("rounded-too-far", wanted=f"{float(true):.2g}")
        return reason("write-approx")
    return reason("should-read", wanted=rounded(true, shown))


def rounded(true: Fraction, shown: tree.Node) -> str:
    """A value with as many digits as a number on the page shows, as LaTeX."""
    number = literal(shown)
    assert number is not None
    whole = int(abs(true) / number.unit + Fraction(1, 2))
    sign = "-" if true < 0 and whole else ""
    if number.shift:
        power = r"\%" if number.shift == -2 else rf" \cdot 10^{{{number.shift}}}"
        return f"{sign}{decimal(whole * number.unit / Fraction(10) ** number.shift, 'g')}{power}"
    decimals = len(number.text.partition(".")[2])
    return sign + decimal(whole * number.unit, f".{decimals}f")


def decimal(value: Fraction, form: str) -> str:
    """A value in decimals; unlike a float it may be greater than 1.8e308."""
    return format(Decimal(value.numerator) / value.denominator, form)


def as_float(value: Fraction) -> float | str:
    """A value as a float, or in decimals where no float holds it."""
    return float(value) if abs(value) <= sys.float_info.max else decimal(value, ".10g")


def as_text(shown: tree.Node) -> str:
    """A bare number as it is written."""
    number = literal(shown)
    assert number is not None
    power = rf" \cdot 10^{{{number.shift}}}" if number.shift not in (0, -2) else ""
    sign = "-" if isinstance(shown, tree.Neg) else ""
    return sign + number.text + power + (r"\%" if number.shift == -2 else "")
