"""From the chapters to the package: `tangle` writes it, `tangle --check` finds drift."""

import errno
import importlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import loom
from loom import tangle
from loom.model import book
from loom.cli import CURE, main
from loom.model import SourceError

NEURON = """\
---
title: 神经元 | Neuron
---

# 神经元 | Neuron {#neuron}

```python title="nnbook/neuron.py"
\"\"\"One neuron.\"\"\"
import math
```

## 压扁 | Squash {#squash}

```python title="nnbook/neuron.py"


def half(x):
    # σ
    return x / 2

```

```python
>>> half(4)
2.0
```
"""
MODULE = '''\
# Made from docs/01-neuron.md: edit it, run `python -m loom tangle`.

# docs/01-neuron.md#neuron
"""One neuron."""
import math


# docs/01-neuron.md#squash


def half(x):
    # σ
    return x / 2
'''
INDEX = '# 前言 | Preface {#preface}\n\n```python title="nnbook/__init__.py"\n__version__ = "1"\n```\n'


@pytest.fixture
def project(tmp_path):
    """A small book, tangled."""
    (tmp_path / "docs").mkdir()
    write(tmp_path, "docs/index.md", INDEX)
    write(tmp_path, "docs/01-neuron.md", NEURON)
    assert main(["tangle", "--root", str(tmp_path)]) == 0
    return tmp_path


def write(root, name, text):
    """Write a file to the byte."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def package(root):
    """The bytes of every file of the package."""
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in tangle.generated(root)}


def run(root, *options):
    return main(["tangle", *options, "--root", str(root)])


def check(root, capsys):
    """The exit status of tangle --check, and the lines it says before the cure."""
    capsys.readouterr()
    status = run(root, "--check")
    out, error = capsys.readouterr()
    assert out == "" and "Traceback" not in error
    lines = error.splitlines()
    if status == 1:
        assert lines.pop() == CURE, "drift is told with its cure"
    return status, lines


# What is written ------------------------------------------------------------------


def test_a_module_names_its_chapter_and_the_section_of_every_block(project):
    assert (project / "nnbook/neuron.py").read_bytes() == MODULE.encode()


def test_what_is_written_agrees_and_runs(project, capsys):
    assert check(project, capsys) == (0, [])
    names = {}
    exec((project / "nnbook/neuron.py").read_text(encoding="utf-8"), names)
    assert names["half"](4) == 2


def test_only_what_changed_is_written_and_told(project, capsys):
    capsys.readouterr()
    before = (project / "nnbook/__init__.py").stat().st_mtime_ns
    assert run(project) == 0 and capsys.readouterr().out == ""
    write(project, "docs/01-neuron.md", NEURON.replace("x / 2", "x / 3"))
    assert run(project) == 0 and capsys.readouterr().out == "wrote nnbook/neuron.py\n"
    assert (project / "nnbook/__init__.py").stat().st_mtime_ns == before
    assert sorted(package(project)) == ["nnbook/__init__.py", "nnbook/neuron.py"]


def test_the_same_bytes_come_out_twice_elsewhere_and_from_other_line_ends(project, tmp_path_factory):
    wanted = package(project)
    for end in ("\n", "\r\n", "\r"):
        other = tmp_path_factory.mktemp("else where 别处")
        write(other, "docs/index.md", "\ufeff" + INDEX.replace("\n", end))
        write(other, "docs/01-neuron.md", NEURON.replace("\n", end))
        assert run(other) == run(other) == 0
        assert package(other) == wanted


def test_sources_are_never_touched(project):
    write(project, "docs/01-neuron.md", "\ufeff" + NEURON.replace("\n", "\r\n"))
    before = [(p.read_bytes(), p.stat().st_mtime_ns) for p in sorted((project / "docs").iterdir())]
    (project / "nnbook/neuron.py").unlink()
    assert run(project) == 0 and run(project, "--check") == 0
    assert before == [(p.read_bytes(), p.stat().st_mtime_ns) for p in sorted((project / "docs").iterdir())]


def test_a_chapter_may_own_several_modules_and_stand_in_a_folder_with_a_chinese_name(project, capsys):
    more = '# 乙 | B {#b}\n\n```python title="nnbook/b.py"\nx = 1\n```\n\n```python title="nnbook/c.py"\ny = 1\n```\n\n```python title="nnbook/b.py"\nz = 1\n```\n'
    write(project, "docs/深/更深/02-传播.md", more)
    assert run(project) == 0
    text = (project / "nnbook/b.py").read_text(encoding="utf-8")
    assert text.endswith("# docs/深/更深/02-传播.md#b\nx = 1\n\n\n# docs/深/更深/02-传播.md#b\nz = 1\n")
    assert check(project, capsys) == (0, [])


def test_the_command_line_does_the_same(project):
    write(project, "nnbook/neuron.py", MODULE.replace("x / 2", "x / 3"))
    command = [sys.executable, "-m", "loom", "tangle", "--check", "--root", str(project)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1
    assert done.stderr == f"nnbook/neuron.py:13 differs from docs/01-neuron.md:19\n{CURE}\n"


# Drift ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "line", "source_line"),
    [
        ("# Made from", "# made from", 1, 7),
        ("#neuron\n", "#neurons\n", 3, 7),
        ('"""One neuron."""', '"""Two neurons."""', 4, 8),
        ("import math", "import  math", 5, 9),
        ("import math\n\n\n", "import math\n\n", 7, 14),
        ("\n\n# docs/01-neuron.md#squash", "\n# docs/01-neuron.md#squash", 7, 14),
        ("#squash", "#squish", 8, 14),
        ("def half", "def  half", 11, 17),
        ("σ", "s", 12, 18),
        ("x / 2\n", "x / 3\n", 13, 19),
        ("x / 2\n", "x / 2 \n", 13, 19),
        ("x / 2\n", "x / 2", 13, 19),
        ("x / 2\n", "x / 2\n\n", 14, 19),
        ("x / 2\n", "x / 2\nmore = 1\n", 14, 19),
        ("    return x / 2\n", "", 13, 19),
        ("# Made", "\ufeff# Made", 1, 7),
    ],
)
def test_a_changed_character_is_told_with_both_places(project, capsys, old, new, line, source_line):
    assert MODULE.count(old) == 1
    write(project, "nnbook/neuron.py", MODULE.replace(old, new))
    wanted = f"nnbook/neuron.py:{line} differs from docs/01-neuron.md:{source_line}"
    assert check(project, capsys) == (1, [wanted])
    assert run(project) == 0 and check(project, capsys) == (0, []), "tangle cures it"


@pytest.mark.parametrize("text", [b"", b"\n", b"\xff\xfe", b"x"])
def test_an_emptied_or_broken_module_is_drift(project, capsys, text):
    write(project, "nnbook/neuron.py", text)
    assert check(project, capsys) == (1, ["nnbook/neuron.py:1 differs from docs/01-neuron.md:7"])


def test_bytes_that_are_no_utf8_never_equal_the_replacement_character(project, capsys):
    write(project, "docs/01-neuron.md", NEURON.replace("σ", "\ufffd"))
    write(project, "nnbook/neuron.py", MODULE.encode().replace("σ".encode(), b"\xff"))
    assert check(project, capsys) == (1, ["nnbook/neuron.py:12 differs from docs/01-neuron.md:18"])


def test_a_module_with_other_line_ends_is_told_as_that(project, capsys):
    write(project, "nnbook/neuron.py", MODULE.replace("\n", "\r\n"))
    assert check(project, capsys) == (
        1, ["nnbook/neuron.py:1 differs from docs/01-neuron.md:7 in its line ends alone (CRLF)"],
    )  # fmt: skip


def test_a_missing_module_is_told_with_the_block_that_exports_it(project, capsys):
    (project / "nnbook/neuron.py").unlink()
    assert check(project, capsys) == (1, ["nnbook/neuron.py is missing: docs/01-neuron.md:7 exports it"])
    shutil.rmtree(project / "nnbook")
    assert len(check(project, capsys)[1]) == 2
    assert run(project) == 0 and check(project, capsys) == (0, [])


@pytest.mark.parametrize("name", ["orphan.py", "data.txt", "sub/deep.py", "sub/__init__.py", "neuron.pyc", "neuron.py.new"])
def test_a_file_without_a_chapter_is_drift_that_tangle_does_not_hide(project, capsys, name):
    write(project, f"nnbook/{name}", "x = 1\n")
    wanted = [f"nnbook/{name}:1 has no chapter: delete it, or export it from a chapter"]
    assert check(project, capsys) == (1, wanted)
    assert run(project) == 1, "tangle deletes nothing, and says so"
    assert (project / "nnbook" / name).exists()


def test_a_link_to_nowhere_without_a_chapter_is_drift(project, capsys):
    (project / "nnbook/orphan.py").symlink_to(project / "nowhere.py")
    assert check(project, capsys)[0] == 1


def test_caches_and_hidden_files_are_nobodys_drift(project, capsys):
    for name in ("__pycache__/neuron.cpython-311.pyc", ".DS_Store"):
        write(project, f"nnbook/{name}", "")
    assert check(project, capsys) == (0, [])


def test_every_drift_is_told_at_once(project, capsys):
    write(project, "nnbook/neuron.py", MODULE.replace("σ", "s"))
    write(project, "nnbook/orphan.py", "")
    (project / "nnbook/__init__.py").unlink()
    assert [line.split(" ")[0] for line in check(project, capsys)[1]] == [
        "nnbook/__init__.py", "nnbook/neuron.py:12", "nnbook/orphan.py:1",
    ]  # fmt: skip


def test_an_edited_chapter_is_drift_until_it_is_tangled(project, capsys):
    write(project, "docs/01-neuron.md", NEURON.replace("# 神经元", "words\n\n# 神经元").replace("x / 2", "x / 4"))
    assert check(project, capsys) == (1, ["nnbook/neuron.py:13 differs from docs/01-neuron.md:21"])
    (project / "docs/01-neuron.md").unlink()
    assert check(project, capsys) == (1, ["nnbook/neuron.py:1 has no chapter: delete it, or export it from a chapter"])


# Sources that are refused ---------------------------------------------------------------

OTHER = '# 乙 | B {#b}\n\n```python title="nnbook/b.py"\nx = 1\n```\n'


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("02-b.md", OTHER.replace("/b.py", "/neuron.py"), "docs/02-b.md:3: nnbook/neuron.py belongs to docs/01-neuron.md:7: "),
        ("02-b.md", OTHER.replace("# 乙 | B {#b}", ""), "docs/02-b.md:3: exported code stands below a heading"),
        ("02-b.md", OTHER.replace("x = 1", "x = = 1"), "docs/02-b.md:4: this does not compile: invalid syntax"),
        ("02-b.md", OTHER.replace("x = 1", "x = 1\n\nreturn x"), "docs/02-b.md:6: this does not compile: 'return' outside function"),
        ("02-b.md", OTHER.replace("x = 1", 'x = 1\ny = "\\d"'), "docs/02-b.md:5: this does not compile: "),
        ("02-b.md", OTHER.replace("x = 1", "x = (1"), "docs/02-b.md:4: this does not compile: '(' was never closed"),
        ("02-b.md", OTHER.replace("x = 1", '"""'), "docs/02-b.md:4: this does not compile: unterminated triple-quoted"),
        ("02-b.md", OTHER.replace("x = 1", "x = " + "(" * 500), "docs/02-b.md:4: this does not compile: "),
        ("02-b.md", OTHER.replace("x = 1", "x = " + "-" * 100_000 + "1"), "docs/02-b.md:3: this does not compile: "),
        ("02-b.md", OTHER.replace("x = 1", "x = 1\nx is 2"), "docs/02-b.md:5: this does not compile: "),
        ("02-b.md", OTHER[:-4], "docs/02-b.md:3: this fence is never closed"),
        ("02-b.md", OTHER.replace("nnbook/b", "nnbook/../b"), "docs/02-b.md:3: unknown info string"),
        ("02-b.md", OTHER.replace("nnbook/b", "loom/b"), "docs/02-b.md:3: unknown info string"),
        ("02-b.md", OTHER.replace("# 乙", "\n乙").encode("gb18030"), "docs/02-b.md:2: not UTF-8: save the file as UTF-8"),
        ("02-b.md", OTHER.encode("utf-16"), "docs/02-b.md:1: not UTF-8: save the file as UTF-8"),
        ("02-b.markdown", OTHER, "docs/02-b.markdown:1: a page's name ends with .md: rename it"),
        ("02-b.MD", OTHER, "docs/02-b.MD:1: a page's name ends with .md: rename it"),
        ("02 b.md", OTHER, "docs/02 b.md:1: a page's name has letters, digits"),
        ("02-b\n.md", OTHER, "docs/02-b\\n.md:1: a page's name has letters, digits"),
        ("01-b.md", OTHER, "docs/01-neuron.md:1: docs/01-b.md is chapter 1 already"),
        ("part/c-b.md", OTHER.replace("乙", "$"), "docs/part/c-b.md:1: a dollar without a partner"),
    ],
)  # fmt: skip
def test_a_broken_source_is_told_with_its_line_and_nothing_is_written(project, capsys, name, text, message):
    write(project, "docs/01-neuron.md", NEURON.replace("x / 2", "x / 3"))
    write(project, f"docs/{name}", text)
    before = package(project)
    for options in ([], ["--check"]):
        capsys.readouterr()
        assert run(project, *options) == 2
        out, error = capsys.readouterr()
        assert out == "" and error.startswith(message), f"got {error!r}; cure: see tangle.modules"
        assert "Traceback" not in error and package(project) == before


def test_every_fault_of_every_page_is_told_at_once_and_in_order(project, capsys):
    write(project, "docs/02-b.md", "```py\n```\n\n$$\n")
    write(project, "docs/03-c.md", "</div>\n")
    assert run(project) == 2
    places = [line.split(": ")[0] for line in capsys.readouterr().err.splitlines()]
    assert places == ["docs/02-b.md:1", "docs/02-b.md:4", "docs/03-c.md:1"]


@pytest.mark.parametrize("root", ["", "docs", "nowhere"])
def test_a_folder_without_chapters_is_told_where_to_run(tmp_path, capsys, root):
    (tmp_path / "docs").mkdir()
    assert run(tmp_path / root) == 2
    assert "run from the project's root" in capsys.readouterr().err


def test_a_book_of_one_broken_page_is_not_called_empty(tmp_path, capsys):
    write(tmp_path, "docs/index.md", "$$\n")
    assert run(tmp_path) == 2
    assert capsys.readouterr().err.startswith("docs/index.md:1: `$$`")


def test_a_source_that_cannot_be_read_is_a_fault(project, capsys):
    (project / "docs/02-b.md").symlink_to(project / "nowhere.md")
    assert run(project, "--check") == 2
    assert capsys.readouterr().err.startswith("docs/02-b.md:1: this file cannot be read (No such file")


def test_folders_with_a_pages_name_and_hidden_pages_are_no_pages(project, capsys):
    (project / "docs/02-b.md").mkdir()
    write(project, "docs/.02-c.md", "```py\n")
    write(project, "docs/.cache/02-d.md", "```py\n")
    write(project, "docs/.02-e.markdown", "")
    write(project, "docs/drawings/md.svg", "")
    (project / "docs/02-f.MD").mkdir()
    assert check(project, capsys) == (0, [])


# Targets that lead elsewhere ----------------------------------------------------------------


def test_a_linked_module_is_refused_and_what_it_leads_to_is_left_alone(project, capsys, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "neuron.py"
    outside.write_text(MODULE, encoding="utf-8")
    (project / "nnbook/neuron.py").unlink()
    (project / "nnbook/neuron.py").symlink_to(outside)
    write(project, "docs/01-neuron.md", NEURON.replace("x / 2", "x / 3"))
    write(project, "docs/index.md", INDEX.replace('"1"', '"2"'))
    before = package(project)
    for options in ([], ["--check"]):
        assert run(project, *options) == 2
        error = capsys.readouterr().err
        assert error.startswith("docs/01-neuron.md:7: nnbook/neuron.py is a link") and "copy" in error
    assert package(project) == before and outside.read_text(encoding="utf-8") == MODULE


def test_a_linked_package_is_refused(project, capsys, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    shutil.rmtree(project / "nnbook")
    (project / "nnbook").symlink_to(outside)
    assert run(project) == 2
    assert ": nnbook is a link" in capsys.readouterr().err
    assert os.listdir(outside) == []


def test_a_folder_in_a_modules_place_is_refused(project, capsys):
    (project / "nnbook/neuron.py").unlink()
    (project / "nnbook/neuron.py").mkdir()
    assert run(project) == run(project, "--check") == 2
    assert "nnbook/neuron.py cannot be a file" in capsys.readouterr().err


def test_a_file_in_the_packages_place_is_refused(project, capsys):
    shutil.rmtree(project / "nnbook")
    write(project, "nnbook", "")
    assert run(project) == run(project, "--check") == 2
    assert "nnbook/neuron.py cannot be a file" in capsys.readouterr().err


# The book -------------------------------------------------------------------------------------


def test_pages_come_in_reading_order(project):
    for name in ("10-j.md", "9-i.md", "c-answers.md", "a-notation.md", "附录.md"):
        write(project, f"docs/{name}", "")
    assert list(book.load(project).pages) == ["index.md", "01-neuron.md", "9-i.md", "10-j.md", "a-notation.md", "c-answers.md", "附录.md"]


def display(name, kind=""):
    return f"<!-- eq {name} {kind} -->\n```math\na = b\n```\n\n"


def test_equations_are_numbered_by_chapter_and_found_by_name(project):
    write(project, "docs/01-neuron.md", display("a", "def") + display("b") + display("a", "recall"))
    write(project, "docs/index.md", display("e"))
    write(project, "docs/02-b.md", display("a", "recall") + display("c"))
    write(project, "docs/part/c-answers.md", display("d"))
    numbers = {name: (e.page, e.number) for name, e in book.load(project).equations.items()}
    assert numbers == {"e": ("index.md", "1"), "a": ("01-neuron.md", "1.1"), "b": ("01-neuron.md", "1.2"), "c": ("02-b.md", "2.1"), "d": ("part/c-answers.md", "C.1")}


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (display("a"), display("a"), "docs/02-b.md:1: the name 'a' is taken: docs/01-neuron.md has (1.1); choose another"),
        (display("a"), display("b", "recall"), "docs/02-b.md:1: recall of 'b': no earlier display has this name"),
        (display("a", "recall"), display("a"), "docs/01-neuron.md:1: recall of 'a': no earlier display has this name"),
    ],
)  # fmt: skip
def test_names_of_equations_are_unique_in_the_book_and_known_when_recalled(project, first, second, message):
    write(project, "docs/01-neuron.md", first)
    write(project, "docs/02-b.md", second)
    with pytest.raises(SourceError) as error:
        book.load(project)
    assert str(error.value).startswith(message)


# The machine ----------------------------------------------------------------------


def test_every_python_on_this_machine_that_is_new_enough_reads_the_book_alike():
    pythons = {sys.executable, *filter(None, map(shutil.which, ("python3", "/usr/bin/python3")))}
    asked = {python: subprocess.run([python, "-c", "import sys; print(sys.version_info >= (3, 11))"], capture_output=True, text=True).stdout for python in pythons}
    for python in [python for python in pythons if asked[python] == "True\n"]:
        done = subprocess.run([python, "-m", "loom", "tangle", "--check"], cwd=Path(__file__).parents[2], capture_output=True, text=True)
        assert done.returncode == 0, f"{python}: {done.stderr[:500]}"


def test_an_old_python_is_refused_in_one_line(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 12))
    with pytest.raises(SystemExit, match=r"^the book needs Python 3\.11 or newer; this is 3\.10\.12$"):
        importlib.reload(loom)


def test_a_folder_that_cannot_be_written_is_told_in_one_line(project, capsys, monkeypatch):
    def full(self, data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))

    (project / "docs/01-neuron.md").write_text('# 甲 | A {#a}\n\n```python title="nnbook/a.py"\nx = 1\n```\n', "utf-8")
    monkeypatch.setattr(Path, "write_bytes", full)
    assert run(project) == 2
    assert re.fullmatch(r".*a\.py\.new: No space left on device: .*\n", capsys.readouterr().err)
