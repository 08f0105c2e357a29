"""The figures of a run as text."""

from statistics import median


def compared(section):
    """For each row with seconds, (name, median, least, most, ratio): the first row's median over this one's."""
    rows = [(name, row["seconds"]) for name, row in section["rows"].items() if "seconds" in row]
    first = median(rows[0][1]) if rows else None
    return [(name, median(times), min(times), max(times), first / median(times)) for name, times in rows]


def digits(apart):
    """How far apart two lists of costs are, as text."""
    return "" if apart is None else "equal" if apart == 0 else f"{apart:.0e}"


def lines(section):
    """The lines of a section's table."""
    rows = section["rows"]
    yield f"{section['title']}: {section['unit']}"
    for name, middle, least, most, ratio in compared(section):
        agreement = digits(rows[name].get("apart"))
        yield f"  {name:34} {middle:10.4f} s  ({least:.4f} to {most:.4f})  {ratio:8.2f}  {agreement}"
    losses = sorted(((row["loss"], name) for name, row in rows.items() if "loss" in row), reverse=True)
    for loss, name in losses[:5]:
        yield f"  {name:34} {loss:10.2f} times the faster form, one of the 5 worst of {len(losses)}"
    for name, row in rows.items():
        if "bytes" in row:
            yield f"  {name:34} {row['bytes'] / 1e6:10.1f} MB  {row['times_x']:8.2f} times X"
        elif "skipped" in row:
            yield f"  {name:34} skipped: {row['skipped']}"
