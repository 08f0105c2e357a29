"""How things are timed that are to be compared: in turn, in processor time, on one BLAS thread.

Import this before NumPy. Whatever else the machine does then slows all of them alike, and time in
which the process has to wait is not counted.
"""

import os
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_ENABLE_X64"] = "1"  # JAX keeps float64 as it is, like the others


def turns(tasks, rounds, clock=time.process_time):
    """The seconds of each task, a function, in each round. -> {name: [seconds, …]}"""
    seconds = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            start = clock()
            task()
            seconds[name].append(clock() - start)
    return seconds
