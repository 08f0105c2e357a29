"""What the book promises as a whole."""

import ast
import re
import subprocess
import sys

import pytest
from conftest import ROOT, whole_book

from loom import tangle
from loom.rules import links
from loom.weave import html as weave

BOOK = whole_book()
DRAWINGS = ROOT / "docs" / "drawings"
SAME_WORDS = {"tanh", "ReLU", "vec", "Alice", "Bob", "Charlie", "Diana", "dA[0]", "plain", "samples", "nnbook", "PyTorch",
              "PyTorch nn", "JAX", "autograd", "scikit-learn"}  # in both languages  # fmt: skip
MODULES = tangle.modules(BOOK)
ORDER = list(BOOK.pages)
CURE = "cure: run `python -m loom tangle`, and edit the chapter only"


def test_the_package_is_what_the_chapters_say():
    assert tangle.differences(BOOK) == [], CURE


def test_every_link_leads_somewhere():
    assert [str(fault) for fault in links.faults(BOOK)] == []


@pytest.mark.parametrize("name", ORDER)
def test_every_formula_and_every_drawing_can_be_set(name):
    weave.check(BOOK.pages[name], BOOK.root)


@pytest.mark.parametrize("stem", MODULES)
def test_a_module_imports_only_modules_of_earlier_chapters(stem):
    page = MODULES[stem].page.removeprefix("docs/")
    for node in ast.walk(ast.parse(MODULES[stem].text)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{stem} imports relatively: write from nnbook.… import …"
            names = [node.module]
        for name in names:
            if name.startswith("nnbook."):
                owner = MODULES[name.split(".")[1]].page.removeprefix("docs/")
                assert ORDER.index(owner) <= ORDER.index(page), f"{stem} imports {name} of a later chapter"


@pytest.mark.parametrize("stem", MODULES)
def test_modules_are_short_and_their_public_functions_documented(stem):
    lines = MODULES[stem].text.splitlines()
    assert max(map(len, lines)) <= 88, "wrap the long line in the chapter"
    # answers.py alone may be long: it is a table, which grows by a row and two hints with each exercise.
    assert len(lines) <= 120 or stem == "answers", f"{stem} has {len(lines)} lines: split the module in its chapter"
    for node in ast.walk(ast.parse(MODULES[stem].text)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{stem}.{node.name} has no docstring"
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            assert body[-1].end_lineno - body[0].lineno < 25, f"{stem}.{node.name} is too long"


def test_importing_a_module_before_chapter_7_loads_no_numpy():
    pages = {stem: module.page.removeprefix("docs/") for stem, module in MODULES.items()}
    scalar = [f"nnbook.{stem}" for stem, page in pages.items() if not (page[:2].isdigit() and int(page[:2]) >= 7)]
    code = "import importlib, sys\nfor name in sys.argv[1:]:\n    importlib.import_module(name)\n    print(name, 'numpy' in sys.modules)"
    command = [sys.executable, "-c", code, "nnbook", *scalar]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert run.stdout.splitlines() == [f"{name} False" for name in ("nnbook", *scalar)], run.stdout + run.stderr
    assert len(scalar) >= 10


@pytest.mark.parametrize("name", sorted(path.name for path in DRAWINGS.glob("*.svg") if path.stem != "favicon"))
def test_a_drawing_is_small_and_can_be_shown_in_both_languages_and_schemes(name):
    text = (DRAWINGS / name).read_text(encoding="utf-8")
    assert len(text.encode()) < 8000, f"{name} is too large: draw it with fewer points"
    words = re.findall(r">([^<>]*[A-Za-z\u4e00-\u9fff]{2,}[^<>]*)<", text)
    words = [word for word in words if word.strip(" ′") not in SAME_WORDS]
    assert not words, f"{name} holds the words {words}: one drawing serves both languages"
    bare = re.sub(r"var\(--nn-\w+, #\w+\)|url\(#[\w-]+\)", "", text)
    assert "#" not in bare and "<style" not in bare and "<script" not in bare, (
        f"{name} has a colour of its own: use --nn- variables"
    )


def test_the_navigation_lists_the_pages_in_reading_order():
    listed = re.findall(r"^ +- (?:.*: )?(\S+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(ORDER), "the nav of mkdocs.yml should list each page of docs/ once"
    assert listed[:2] == ["index.md", "python.md"], "what comes before chapter 1"
    in_order = [name for name in ORDER if name != "python.md"]
    assert [name for name in listed if name != "python.md"] == in_order, "the nav and docs/ should have one order"


def test_the_readme_shows_the_two_commands_both_programs_and_the_rule():
    screen = "".join((ROOT / "README.md").read_text("utf-8").splitlines(keepends=True)[:38])
    commands = 'pip install -e ".[site]" && mkdocs serve', 'pip install -e ".[test]" && pytest'
    programs = "first_net.train(", "0.0024", "deep_net.train(", "0.5031"
    for wanted in (*commands, *programs, "never `nnbook/`"):
        assert wanted in screen, f"the README's first screen lost {wanted!r}"
    assert "$" not in screen, "a README has no inline mathematics"


def test_generated_modules_are_marked_for_code_review():
    run = subprocess.run(
        ["git", "check-attr", "linguist-generated", "nnbook/neuron.py", "loom/tangle.py"],
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    if run.returncode:
        pytest.skip("git is not here to ask")
    assert [line.rsplit(": ")[-1] for line in run.stdout.splitlines()] == ["set", "unspecified"]
