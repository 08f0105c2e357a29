"""How functions refuse what is no number that they can use."""

from numbers import Real


def number_error(bad, wanted="a finite number"):
    """The error's type, and what it says behind the argument's name."""
    if isinstance(bad, Real) and not isinstance(bad, bool):
        return ValueError, f"must be {wanted}, got {bad!r}"
    return TypeError, f"must be a real number, got {type(bad).__name__}"
