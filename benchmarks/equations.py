"""How long the equations of chapters 0 to 6 take: to read, to check, to prove, to mutate.

    python benchmarks/equations.py [runs]

The figures are processor seconds without the imports: the best of the runs, each in a
process of its own; the mutants run once. The ratio is the one to checking without proofs.
"""

import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import sympy  # noqa: F401  imported before the clock starts

from loom.model import book
from loom.rules.maths.checker import Checker
from loom.rules.maths.mutation import mutate_page

ROOT = Path(__file__).parents[1]
LIMITS = {"reading": 0.03, "checking": 2.0, "checking with proofs": 4.0, "all mutants": 20.0}
ONCE = "all mutants"


def chapters(whole):
    """The names of chapters 0 to 6, with the page that trains."""
    return [name for name in whole.pages if name[:1] == "0" and name < "07"]


def read(whole):
    """Read every formula of the chapters."""
    checker = Checker(whole)
    for name in chapters(whole):
        checker.page(name)


def check(whole, prove=False):
    """Decide on every statement of the chapters."""
    checker = Checker(whole, prove)
    for name in chapters(whole):
        checker.check_page(name)


def mutate(whole):
    """Find out the fate of every mutant of the chapters."""
    checker = Checker(whole, mend=False)
    for name in chapters(whole):
        mutate_page(checker, name)


TASKS = {"reading": read, "checking": check, "checking with proofs": partial(check, prove=True),
         ONCE: mutate}


def seconds(name):
    """The time of one task in this process, whose caches are empty."""
    whole = book.load(ROOT)
    start = time.process_time()
    TASKS[name](whole)
    return time.process_time() - start


def main(runs=3):
    """Print a line a figure; returns 1 where one is above its limit."""
    took = {}
    for name, limit in LIMITS.items():
        command = [sys.executable, __file__, name]
        times = range(1 if name == ONCE else runs)
        took[name] = min(float(subprocess.check_output(command)) for _ in times)
        base = took.get("checking")
        ratio = f", {took[name] / base:.2f} times checking" if base else ""
        print(f"{name}: {took[name]:.3f} s (limit {limit} s){ratio}")
    return int(any(took[name] > limit for name, limit in LIMITS.items()))


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in TASKS:
        print(seconds(sys.argv[1]))
    else:
        sys.exit(main(*map(int, sys.argv[1:])))
