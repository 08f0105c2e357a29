"""The sections of `benchmarks/run.py`, a module each.

`measure(rounds)` of a section returns its title, what one figure means, and its rows: by name either
{"seconds": [one a round], …} or {"skipped": why}. The first row is what the others are compared with.
"""


def entered(rivals, *given):
    """The tasks of those that are installed, and a row that says why for each of the others.

    rivals: functions by name; each imports its library and returns a task, or raises ImportError
    """
    tasks, rows = {}, {}
    for name, make in rivals.items():
        try:
            tasks[name] = make(*given)
        except ImportError as error:
            rows[name] = {"skipped": f"{error.name} is not installed"}
    return tasks, rows


def apart(costs, others):
    """The largest difference between two lists of costs, as far as both of them go."""
    return max(abs(float(a) - float(b)) for a, b in zip(costs, others))
