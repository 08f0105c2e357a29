"""The package's type hints: every public function has them, and mypy finds no fault in them."""

import ast
import subprocess
import sys

import pytest
from conftest import ROOT, whole_book

from loom import tangle

MODULES = tangle.modules(whole_book())
PUBLIC = [stem for stem in MODULES if not stem.startswith("_") and stem not in ("answers", "exercises")]
CURE = "give it in the chapter, and tangle again"


@pytest.mark.parametrize("stem", PUBLIC)
def test_public_functions_say_what_they_take_and_return(stem):
    tree = ast.parse(MODULES[stem].text)
    functions = [node for body in (tree, *tree.body) for node in getattr(body, "body", ()) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        if function.name.startswith("_") and not function.name.startswith("__"):
            continue
        parts = function.args
        for argument in (*parts.posonlyargs, *parts.args, *parts.kwonlyargs, parts.vararg, parts.kwarg):
            typed = argument is None or argument.arg == "self" or argument.annotation
            assert typed, f"{stem}.{function.name}: {argument.arg} has no type: {CURE}"
        assert function.returns, f"{stem}.{function.name} does not say what it returns: {CURE}"


def test_mypy_agrees():
    run = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, f"{run.stdout}{run.stderr}"
