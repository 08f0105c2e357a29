"""What the figures were measured on, in neutral words."""

import os
import platform
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = "numpy", "torch", "jax", "scikit-learn", "autograd", "mkdocs", "mkdocs-material"


def processor():
    """The processor's name as the system has it."""
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text("utf-8").splitlines() if cpus.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def blas():
    """NumPy's BLAS: its name, version, kernels and threads, or a word that says why not."""
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return "not told: threadpoolctl is not installed"
    found = [one for one in threadpool_info() if "numpy" in one["filepath"]]
    parts = ("{internal_api} {version}, kernels for {architecture}, threads: {num_threads}".format(**one) for one in found)
    return "; ".join(parts) or "not told"


def described():
    """A dict of words."""
    versions = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "date": date.today().isoformat(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "blas": blas(),
        "versions": versions,
    }
