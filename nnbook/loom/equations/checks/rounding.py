"""Decimals on the page: right when they are the value, rounded to the digits shown."""

from decimal import Decimal
from fractions import Fraction

from nnbook.loom.equations.checks.verdicts import Refused
from nnbook.loom.equations.reading import tree

COARSEST = Fraction(1, 5)
SURE = 11  # digits that floats are right to


def literal(node):
    """The (Number, signed value) of a bare number, or None."""
    negative = isinstance(node, tree.Neg)
    number = node.body if negative else node
    if not isinstance(number, tree.Number):
        return None
    return number, -number.value if negative else number.value


def is_long(node, digits=SURE):
    """Whether a bare number shows more digits than are checked."""
    number = literal(node)
    return number is not None and len(number[0].text.replace(".", "").strip("0")) > digits


def shown_side(left, right):
    """The side that is a bare number; of two, the one with fewer digits."""
    numbers = [side for side in (left, right) if literal(side)]
    return max(reversed(numbers), key=lambda n: literal(n)[0].unit, default=None)


def check_rounded(shown, value, exact, what):
    """Refuse unless `shown` is `value`, correctly rounded. Half-way both ways are right."""
    number, stated = literal(shown)
    true = Fraction(value) if exact is None else exact
    half = number.unit / 2
    slack = abs(true) * Fraction(1, 10**12) if exact is None else 0
    if abs(true - stated) > half + slack:
        raise Refused(f"{what} is {_digits(value)}, which rounds to {rounded(true, number)}, "
                      f"not {_text(shown)}", shown.at)
    if abs(true - stated) <= slack:
        return
    if stated == 0 or half / abs(stated) > COARSEST:
        raise Refused(f"{_text(shown)} shows too few digits to say anything about "
                      f"{_digits(value)}", shown.at)


def hint(shown, sides, on_the_left):
    """What a number that is not equal to the other side should read, or that it is rounded."""
    number, true = literal(shown)[0], Fraction(sides[1 if on_the_left else 0])
    if abs(true - literal(shown)[1]) <= number.unit / 2:
        if number.unit / 2 > COARSEST * abs(literal(shown)[1]):
            return rf": it is rounded too far, so write \approx {float(true):.2g}"
        return r": it is rounded, so write \approx"
    return f": it should read {rounded(true, number)}"


def rounded(true, number):
    """A value with as many digits as a number on the page shows, as text."""
    scaled = true / number.unit
    whole = int(abs(scaled) + Fraction(1, 2))
    sign = "-" if true < 0 and whole else ""
    if number.shift:
        whole = Fraction(whole) * number.unit / Fraction(10) ** number.shift
        power = r"\%" if number.shift == -2 else rf" \cdot 10^{{{number.shift}}}"
        return f"{sign}{_plain(whole)}{power}"
    return sign + _plain(whole * number.unit, number)


def _plain(value, number=None):
    decimals = len(number.text.partition(".")[2]) if number else 0
    exact = Decimal(value.numerator) / value.denominator
    return f"{exact:.{decimals}f}" if number else f"{float(value):g}"


def _text(node):
    number, value = literal(node)
    text = number.text + (f"·10^{number.shift}" if number.shift not in (0, -2) else "")
    return ("-" if value < 0 else "") + text + ("%" if number.shift == -2 else "")


def _digits(value):
    return f"{value:.10g}"
