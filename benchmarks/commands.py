"""How long it takes to build the book in three languages, and to prove it.

    python benchmarks/commands.py [runs]

The figures are the best of the runs, by the clock, interpreter included: the strict build, the
suite without the tests that need a browser, the whole suite. The limits are meant for two cores
on which nothing else runs; the first line says how fast one of them is, for comparison.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = [sys.executable, "-m"]
TASKS = {
    "strict build of three languages": ([*PYTHON, "mkdocs", "build", "--strict", "--quiet", "--site-dir"], 8),
    "suite without browser tests": ([*PYTHON, "pytest", "-q", "-m", "not browser"], 20),
    "whole suite": ([*PYTHON, "pytest", "-q"], 240),  # so that installing fits into five minutes as well
}


def seconds(command):
    """The time of one run, which has to succeed."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def ten_million_steps():
    """The time of a plain loop, which takes a second on a slow core."""
    start, total = time.perf_counter(), 0
    for step in range(10_000_000):
        total += step * step
    return time.perf_counter() - start


def main(runs=3):
    """Print a line a figure; returns 1 where one is above its limit."""
    print(f"{os.cpu_count()} cores; ten million steps of a loop: {ten_million_steps():.2f} s")
    slow = 0
    for name, (command, limit) in TASKS.items():
        with tempfile.TemporaryDirectory() as folder:
            end = [folder] if command[-1] == "--site-dir" else []
            best = min(seconds([*command, *end]) for _ in range(runs))
        print(f"{name}: {best:.1f} s (limit {limit} s)")
        slow |= best > limit
    return int(slow)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
