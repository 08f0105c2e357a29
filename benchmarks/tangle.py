"""How long `python -m loom tangle --check` takes for a book of 100 chapters.

    python benchmarks/tangle.py [chapters] [runs]

The chapters are copies of docs/01-neuron.md under other names. The figure is the time of
the whole process, interpreter included: the best of the runs. The limit is 0.5 s.
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIMIT = 0.5
COMMAND = [sys.executable, "-m", "loom", "tangle", "--root"]


def write_book(root, chapters):
    """Write so many chapters below root/docs; returns their size in bytes."""
    (root / "docs").mkdir()
    text = (ROOT / "docs" / "01-neuron.md").read_text(encoding="utf-8")
    size = 0
    for n in range(chapters):
        renamed = re.sub(r"(<!-- eq \w+)", rf"\1_{n}", text)
        renamed = re.sub(r'title="nnbook/(\w+)\.py"', rf'title="nnbook/\1_{n}.py"', renamed)
        path = root / "docs" / f"{n + 1:02}-neuron-{n}.md"
        path.write_text(renamed, encoding="utf-8", newline="\n")
        size += path.stat().st_size
    return size


def seconds(command):
    """The time of one run, which has to succeed."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main(chapters=100, runs=7):
    """Print the figure; returns 1 when it is above the limit for 100 chapters."""
    with tempfile.TemporaryDirectory() as folder:
        size = write_book(Path(folder), chapters)
        first = seconds([*COMMAND, folder])
        best = min(seconds([*COMMAND, folder, "--check"]) for _ in range(runs))
    print(
        f"tangle --check: {chapters} chapters of {size / chapters / 1000:.0f} kB in {best:.2f} s "
        f"(best of {runs}; writing them took {first:.2f} s; limit {LIMIT} s for 100)"
    )
    return int(best > LIMIT * chapters / 100)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
