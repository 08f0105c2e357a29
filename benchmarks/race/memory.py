"""The largest memory of a process that trains, one process for each.

Linux alone tells it without what the process that started this one had: VmHWM.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[1]
STATUS = Path("/proc/self/status")
PEAK = f"print(next(line.split()[1] for line in open('{STATUS}') if line.startswith('VmHWM')))"
PROGRAM_2 = "import turns; from race.program_2 import *; X, Y, start, _ = original(); del _; {name}(X, Y, start)()"
WIDE = """
import numpy as np
from nnbook.deep_net import initialise, train
rng = np.random.default_rng(0)
X, Y = rng.random({shape}){transposed}, rng.random((1, 500))
train(X, Y, initialise((200_000, 20, 7, 5, 1), rng), iterations=3)
"""
TASKS = {
    "original": PROGRAM_2.format(name="as_it_was"),
    "nnbook plain": PROGRAM_2.format(name="plain"),
    "nnbook samples": PROGRAM_2.format(name="samples"),
    "torch by hand": PROGRAM_2.format(name="torch_by_hand"),
    "torch nn": PROGRAM_2.format(name="torch_nn"),
    "jax jit": PROGRAM_2.format(name="jax_jit"),
    "autograd": PROGRAM_2.format(name="autograd"),
    "nnbook, 200000 x 500, by rows": WIDE.format(shape=(200_000, 500), transposed=""),
    "nnbook, 200000 x 500, by columns": WIDE.format(shape=(500, 200_000), transposed=".T"),
}


def peak(code):
    """A row with the bytes of a process that runs this code."""
    paths = os.pathsep.join([str(FOLDER), str(FOLDER.parent)])
    found = subprocess.run([sys.executable, "-c", f"{code}\n{PEAK}"], env=os.environ | {"PYTHONPATH": paths},
                           capture_output=True, text=True)  # fmt: skip
    if found.returncode:
        return {"skipped": found.stderr.splitlines()[-1]}
    return {"bytes": int(found.stdout) * 1024}


def measure():
    """The section: the largest memory in bytes, and in terms of that of X."""
    rows = {}
    for name, code in TASKS.items():
        of_x = np.dtype(float).itemsize * (200_000 * 500 if "x" in name.split() else 12288 * 200)
        rows[name] = peak(code) if STATUS.exists() else {"skipped": "only Linux tells it"}
        if "bytes" in rows[name]:
            rows[name]["times_x"] = rows[name]["bytes"] / of_x
    return {"title": "memory", "unit": "a process", "rows": rows}
