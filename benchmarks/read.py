"""How long reading takes for the texts of tests/loom/hostile.py, once, twice and four times as long.

    python benchmarks/read.py [megabytes]

Prints a line for each text whose time more than triples when it doubles, and the slowest.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import hostile  # noqa: E402

from loom import model as source  # noqa: E402


def seconds(text, runs=2):
    """The best time of reading a text, right or wrong, and finding its anchors."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        try:
            source.read(text, "page.md")
        except source.SourceError:
            pass
        times.append(time.perf_counter() - start)
    return min(times)


def main(megabytes=0.25):
    """Returns 1 when a text takes more than linear time."""
    sizes = [int(megabytes * 1e6) * factor for factor in (1, 2, 4)]
    failed, slowest = 0, (0, "")
    for texts in zip(*(hostile.texts(size) for size in sizes)):
        name = texts[0][0]
        times = [seconds(text) for _, text in texts]
        slowest = max(slowest, (times[-1], name))
        if any(later > 3 * earlier + 0.05 for earlier, later in zip(times, times[1:])):
            failed = 1
            print(f"{name}: {', '.join(f'{t:.2f} s' for t in times)}")
    print(f"slowest: {slowest[1]}, {sizes[-1] / 1e6:.0f} MB in {slowest[0]:.2f} s")
    return failed


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:])))
