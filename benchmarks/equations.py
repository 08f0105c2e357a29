"""How long the equations of chapters 0 to 3 take: to read, to check, and to check with proofs.

    python benchmarks/equations.py [runs]

The figures are processor seconds without the imports: the best of the runs, each in a
process of its own.
"""

import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from nnbook.loom import book
from nnbook.loom.equations.checks.page import Checker
from nnbook.loom.equations.evaluation import symbolic  # noqa: F401  imported before the clock starts

ROOT = Path(__file__).parents[1]
CHAPTERS = ("00-contract.md", "01-neuron.md", "02-two-two-one.md", "03-loss.md")
LIMITS = {"reading": 0.03, "checking": 1.5, "checking with proofs": 5.0}


def read(whole):
    """Parse every formula of the chapters."""
    library = Checker(whole).library
    for name in CHAPTERS:
        library.model(name)


def check(whole, prove=False):
    """Decide on every statement of the chapters."""
    checker = Checker(whole, prove)
    for name in CHAPTERS:
        checker.check_page(name)


TASKS = {"reading": read, "checking": check, "checking with proofs": partial(check, prove=True)}


def seconds(name):
    """The time of one task in this process, whose caches are empty."""
    whole = book.load(ROOT)
    start = time.process_time()
    TASKS[name](whole)
    return time.process_time() - start


def main(runs=5):
    """Print a line a figure; returns 1 where one is above its limit."""
    slow = 0
    for name, limit in LIMITS.items():
        command = [sys.executable, __file__, name]
        took = min(float(subprocess.check_output(command)) for _ in range(runs))
        print(f"{name}: {took:.3f} s (limit {limit} s)")
        slow |= took > limit
    return int(slow)


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in TASKS:
        print(seconds(sys.argv[1]))
    else:
        sys.exit(main(*map(int, sys.argv[1:])))
