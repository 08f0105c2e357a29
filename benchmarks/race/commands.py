"""Whole processes: importing the package, and making the book.

The time is the processor time of the process and of all that it starts. The plain build is one of
MkDocs Material with the English text of the same pages and formulas left to the browser: what a book
in one language costs that checks nothing.
"""

import os
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from turns import turns

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r'<div lang="zh" markdown>\n.*?\n</div>\n', re.DOTALL)
CONFIG = """\
site_name: plain
theme: {name: material, font: false}
plugins: [search]
markdown_extensions: [attr_list, md_in_html, admonition, tables, pymdownx.superfences, toc,
  {pymdownx.arithmatex: {generic: true}}]
"""


def used():
    """The processor seconds that the processes started so far have taken."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def process(*arguments, folder=ROOT):
    """A task that runs Python with these arguments."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, *arguments]
    return lambda: subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def imports(rounds):
    """The section: seconds of a process that imports one thing."""
    names = {"import nnbook": "nnbook", "import nnbook.first_net": "nnbook.first_net",
             "import numpy": "numpy", "import nnbook.deep_net": "nnbook.deep_net"}  # fmt: skip
    tasks = {"bare Python": process("-c", "")} | {name: process("-c", f"import {of}") for name, of in names.items()}
    rows = {name: {"seconds": seconds} for name, seconds in turns(tasks, 5 * rounds, used).items()}
    return {"title": "import", "unit": "a process", "rows": rows}


def plain_book(folder):
    """Write the plain book."""
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    (folder / "docs").mkdir()
    for page in (ROOT / "docs").glob("*.md"):
        text = CHINESE.sub("", page.read_text("utf-8"))
        (folder / "docs" / page.name).write_text(text, encoding="utf-8")


def book(rounds):
    """The section: seconds of each command."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain_book(folder)
        build = "-m", "mkdocs", "build", "--quiet", "--site-dir"
        tasks = {
            "plain build, one language": process(*build, str(folder / "plain"), folder=folder),
            "build, three languages": process(*build, str(folder / "book")),
            "tangle --check": process("-m", "loom", "tangle", "--check"),
            "check with all proofs": process("-m", "loom", "check"),
        }
        try:
            import mkdocs  # noqa: F401
        except ImportError:
            return {"title": "book", "unit": "a run", "rows": {name: {"skipped": "mkdocs is not installed"} for name in tasks}}
        tasks["build, three languages"]()  # what the notebooks print is kept from build to build
        rows = {name: {"seconds": seconds} for name, seconds in turns(tasks, rounds, used).items()}
    return {"title": "book", "unit": "a run", "rows": rows}
