"""One display, or one formula in a sentence: its claims and its updates together."""

from nnbook.loom.equations.checks.claims import Claims
from nnbook.loom.equations.checks.updates import Updates, is_update
from nnbook.loom.equations.checks.verdicts import together


def check(item, context, binding):
    """The outcome of an item that defines nothing. Raises Refused."""
    updates = [s for s in item.statements if is_update(s)]
    claims = [s for s in item.statements if not is_update(s)]
    outcomes = []
    if updates:
        outcomes.append(Updates(context, binding, item.given).check(updates))
    if claims or not updates:
        outcomes.append(Claims(context, item.given, item.is_inline, item.row).check(claims))
    return together(outcomes)
