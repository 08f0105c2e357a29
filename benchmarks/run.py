"""The benchmark: nnbook beside the original programs, PyTorch, JAX, scikit-learn and autograd.

    python benchmarks/run.py [--rounds 7] [--out benchmarks/result.json] [--only program_2 …]

In each section the rivals take turns in one process, in processor time, on one BLAS thread, from the
same start; what is not installed is skipped. The table shows the median, the least and the most of the
rounds, the first row's median over this one's, and how far the costs are from those of the first row.
It takes about ten minutes. docs/16b-benchmark.md shows one run; `python benchmarks/page.py` writes the
page's tables and figures from benchmarks/result.json.
"""

import argparse
import json
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path[:0] = [str(FOLDER.parent)]  # this checkout's nnbook

import turns  # noqa: F401  before NumPy  # isort: skip

from race import auto, commands, machine, memory, mini_batches, program_1, program_2, table

SECTIONS = {
    "program_1": lambda rounds: [program_1.measure(rounds)],
    "program_2": lambda rounds: [program_2.measure(rounds)],
    "older_kernels": lambda rounds: program_2.with_older_kernels(rounds),
    "float32": lambda rounds: [mini_batches.in_float32(rounds)],
    "float64": lambda rounds: [mini_batches.in_float64(rounds)],
    "auto": lambda rounds: [auto.measure(rounds)],
    "memory": lambda rounds: [memory.measure()],
    "import": lambda rounds: [commands.imports(rounds)],
    "book": lambda rounds: [commands.book(max(1, rounds // 3))],
}


def main():
    """Run the sections, print their tables as they come, and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", type=Path, default=FOLDER / "result.json")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS))
    options = parser.parse_args()
    found = {"machine": machine.described(), "rounds": options.rounds, "sections": []}
    print(*(f"{key}: {value}" for key, value in found["machine"].items()), sep="\n")
    for name in options.only:
        for section in SECTIONS[name](options.rounds):
            print(*table.lines(section), sep="\n", flush=True)
            found["sections"].append(section)
            options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"written to {options.out}")


if __name__ == "__main__":
    main()
