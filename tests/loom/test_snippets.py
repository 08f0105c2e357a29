"""Programs and sessions of a page are pytest items at the page's own lines.

Small projects are run with the book's own conftest.py.
"""

import re
from pathlib import Path

import pytest
from conftest import sample

import loom.rules.maths.checker  # noqa: F401  here, since NumPy cannot be loaded by two of the small projects
from loom.model.book import is_page

ROOT = Path(__file__).parents[2]
PAGE = """\
# 甲 | A {#a}

```python
x = 1
```

words

```python
>>> x + 1
2
>>> y = x + 2
>>> y
3
```

```python title="nnbook/a.py"
def twice(n):
    return 2 * n
```

```python
assert twice(y) == 6
```
"""
PLUGINS = ("-p", "no:doctest", "-p", "no:unraisableexception")  # the second looks through all memory at each end
LINES = [3, 10, 12, 13, 17, 22]


@pytest.fixture
def project(pytester, monkeypatch):
    """A function that runs pytest on files; they are given as name=text."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # looking for plugins takes longer than the files
    pytester.makeconftest((ROOT / "conftest.py").read_text(encoding="utf-8"))

    def run(*options, cache="no:cacheprovider", **files):
        for name, text in files.items():
            path = pytester.path / {"page": "docs/01-a.md", "readme": "README.md"}.get(name, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        return pytester.runpytest_inprocess(*PLUGINS, "-p", cache, *options)

    return run


def items(result):
    """Where the items that -v names stand, and how each went."""
    found = re.findall(r"^(\S+)::line:(\d+),column:1 (\w+)", result.stdout.str(), re.MULTILINE)
    return [(name, int(line), outcome) for name, line, outcome in found]


def test_every_block_and_every_prompt_is_an_item_at_its_line(project):
    result = project("-v", page=PAGE)
    assert items(result) == [("docs/01-a.md", line, "PASSED") for line in LINES]


@pytest.mark.parametrize("line", sample(LINES[::-2], 3))
def test_one_example_alone_runs_what_stands_above_it_first(project, line):
    result = project("-v", f"docs/01-a.md::line:{line},column:1", page=PAGE)
    assert items(result) == [("docs/01-a.md", line, "PASSED")]


def test_one_example_is_chosen_by_a_word_of_its_name(project):
    result = project("-v", "-k", "line:22", page=PAGE)
    assert items(result) == [("docs/01-a.md", 22, "PASSED")]


def test_what_stands_above_runs_once_and_quietly(project):
    page = '# 甲 | A {#a}\n\n```python\nx = 1\n```\n\n```python\nruns = globals().get("runs", 0) + 1\nprint("loud")\n```\n\n'
    page += "```python\nimport sys\nsys.exit(3)\n```\n\n```python\n1 / 0\n```\n\n```python\n>>> runs\n1\n```\n"
    assert items(project("-v", "-k", "line:22", page=page)) == [("docs/01-a.md", 22, "PASSED")]
    result = project("-v", page=page)
    assert [(line, outcome) for _, line, outcome in items(result)] == [
        (3, "PASSED"), (7, "PASSED"), (12, "FAILED"), (17, "FAILED"), (22, "PASSED"),
    ]  # fmt: skip


def test_the_last_failures_are_chosen(project):
    result = project("-v", page=PAGE.replace("== 6", "== 7"), cache="cacheprovider")
    assert items(result)[-1] == ("docs/01-a.md", 22, "FAILED")
    result = project("-v", "--lf", page=PAGE, cache="cacheprovider")
    assert items(result) == [("docs/01-a.md", 22, "PASSED")]


def test_an_example_sees_nothing_of_what_stands_below_whatever_ran_before(project):
    page = '# 甲 | A {#a}\n\n```python\nlater = "later" in globals()\n```\n\n```python\n>>> later\nFalse\n```\n\n```python\nlater = 5\n```\n'
    names = [f"docs/01-a.md::line:{line},column:1" for line in (12, 8, 3)]
    result = project("-v", *names, page=page)
    assert items(result) == [("docs/01-a.md", line, "PASSED") for line in (12, 8, 3)]
    page = page.replace('later = "later" in globals()', "print(later)")
    assert items(project("-v", *names, page=page))[-1] == ("docs/01-a.md", 3, "FAILED")


# Failures -------------------------------------------------------------------------------


def test_a_failing_program_is_reported_at_the_pages_own_line(project):
    page = PAGE.replace("    return 2 * n", "    return 2 / 0\n").replace("assert twice", "assert  twice")
    result = project(page=page)
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(["docs/01-a.md:24:*", "*01-a.md:19: ZeroDivisionError"])
    result.stdout.no_fnmatch_line("*snippets.py*")


def test_a_syntax_error_is_reported_at_the_pages_own_line(project):
    result = project(page="# 甲 | A {#a}\n\n```python\nx = 1\nx = = 2\n```\n")
    result.assert_outcomes(failed=1)
    result.stdout.re_match_lines([r'.*File ".*docs/01-a\.md", line 5'])
    result.stdout.no_re_match_line(r".*\.py:\d")


def test_a_block_that_skips_itself_fails(project):
    skips = ("import pytest; pytest.skip('later')", "import unittest; raise unittest.SkipTest('never')")
    result = project(page="# 甲 | A {#a}\n" + "".join(f"\n```python\n{skip}\n```\n" for skip in skips))
    result.assert_outcomes(failed=2)
    told = "*every block of the book runs, and this one skips: "
    result.stdout.fnmatch_lines([f"{told}later", f"{told}never"])


def test_true_is_not_one(project):
    wrong = (("1 == 1", "1"), ("1 > 2", "0"), ("1", "True"))
    page = "# 甲 | A {#a}\n" + "".join(f"\n```python\n>>> {code}\n{printed}\n```\n" for code, printed in wrong)
    project(page=page).assert_outcomes(failed=3)


def test_a_wrong_output_is_reported_at_its_prompt(project):
    result = project(page=PAGE.replace(">>> y\n3", ">>> y\n4"))
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(["Expected:", "    4", "Got:", "    3", "01-a.md:13: SybilFailure"])


def test_one_changed_character_of_an_output_is_a_failure(project):
    outputs = ["3\n", "2.0\n", "", "2\n2\n", "...\n", "2\n"]
    fences = "".join(f"```python\n>>> 1 + 1\n{output}```\n\n" for output in outputs)
    result = project("-v", page="# 甲 | A {#a}\n\n" + fences)
    assert [outcome for _, _, outcome in items(result)] == ["FAILED"] * 5 + ["PASSED"]


def test_an_exception_in_a_session_is_reported_at_its_prompt(project):
    result = project(page=PAGE.replace(">>> y\n3", ">>> z\n3"))
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(["*NameError: name 'z' is not defined", "*01-a.md:13: SybilFailure"])


def test_an_expected_exception_passes(project):
    page = "# 甲 | A {#a}\n\n```python\n>>> 1 / 0\nTraceback (most recent call last):\n    ...\nZeroDivisionError: division by zero\n```\n"
    project(page=page).assert_outcomes(passed=1)
    project(page=page.replace("by zero", "by one")).assert_outcomes(failed=1)


# Pages ------------------------------------------------------------------------------------


def test_a_page_with_any_name_depth_and_line_ends_is_run_at_its_lines(project):
    odd = (("docs/深/更深/02-传播.md", "\ufeff", "\n"), ("docs/附录.md", "", "\r\n"), ("docs/a/b/c/d.md", "\ufeff", "\r"))
    text = PAGE.replace(' title="nnbook/a.py"', "")
    result = project("-q", "-rA", **{name: start + text.replace("\n", end) for name, start, end in odd})
    result.assert_outcomes(passed=len(odd) * len(LINES))
    assert all(f"{name}::line:{line},column:1" in result.stdout.str() for name, *_ in odd for line in LINES)


def test_indented_blocks_and_blocks_of_one_language_are_run(project):
    page = '# 甲 | A {#a}\n\n- b\n\n    ```python\n    if True:\n        x = 1\n    ```\n\n=== "甲 | A"\n\n    ```python\n    >>> x\n    2\n    ```\n\n'
    page += '<div lang="zh" markdown>\n\n```python\ny = "甲"\n```\n\n</div>\n<div lang="en" markdown>\n\n```python\n1 / 0\n```\n\n</div>\n'
    result = project("-v", page=page)
    assert [(line, outcome) for _, line, outcome in items(result)] == [(5, "PASSED"), (13, "FAILED"), (19, "PASSED"), (26, "FAILED")]
    result.stdout.fnmatch_lines(["*01-a.md:27: ZeroDivisionError"])


def test_pages_do_not_share_their_names(project):
    result = project(page=PAGE, **{"docs/02-b.md": "# 乙 | B {#b}\n\n```python\nx\n```\n"})
    result.assert_outcomes(passed=len(LINES), failed=1)
    result.stdout.fnmatch_lines(["*02-b.md:4: NameError"])


def test_what_numpy_was_told_on_one_page_holds_on_that_page_alone(project):
    told = "# 甲 | A {#a}\n\n```python\n>>> import numpy as np\n>>> np.set_printoptions(precision=3)\n>>> _ = np.seterr(all='ignore')\n>>> np.array([1 / 3])\narray([0.333])\n```\n"
    other = "# 乙 | B {#b}\n\n```python\n>>> import numpy as np\n>>> np.array([1 / 3]), np.geterr()['over']\n(array([0.33333333]), 'warn')\n```\n"
    project(page=told, **{"docs/02-b.md": other}).assert_outcomes(passed=6)


def test_a_warning_that_a_reader_would_see_is_a_failure(project):
    result = project(page="# 甲 | A {#a}\n\n```python\nimport warnings\n\nwarnings.warn('old')\n```\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*01-a.md:6: UserWarning"])


def test_a_page_that_is_a_link_has_its_equations_tested(project, pytester):
    away = pytester.path / "away.md"
    away.write_text("# 甲 | A {#a}\n\n<!-- eq sum -->\n```math\n1 + 1 = 3\n```\n", "utf-8")
    (pytester.path / "docs").mkdir()
    (pytester.path / "docs/01-a.md").symlink_to(away)
    project().assert_outcomes(failed=1)


def test_the_readme_is_run_as_plain_markdown(project):
    result = project("-v", readme="# nnbook\n\n```python\n>>> 1 + 1\n2\n```\n\n```text\nx\n```\n")
    assert items(result) == [("README.md", 4, "PASSED")]
    result = project(readme="# nnbook\n\n```py\n>>> 1 + 1\n3\n```\n")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["README.md:3: unknown info string 'py': *"])


def test_other_markdown_files_are_nobodys_tests(project):
    wrong = "```python\n1 / 0\n```\n"
    result = project(page=PAGE, **{name: wrong for name in ("other/README.md", "other/docs/a.md", "docs/.b.md", "c.md")})
    result.assert_outcomes(passed=len(LINES))


# Broken sources ------------------------------------------------------------------------------


BROKEN = {
    "a\n\n```python \nx\n```\n": ["3: unknown info string 'python ': *"],
    "a\n\n```py\nx\n```\n\n$$\n": ["3: unknown info string 'py': *", "7: *```math fence"],
    "```python\nx\n": ["1: this fence is never closed: *"],
    "```python\n>>>x\n```\n": ["2: a prompt is *"],
    "a\n\n甲".encode("gb18030"): ["3: not UTF-8: save the file as UTF-8"],
    "a\n\n```python\nx".encode("utf-16"): ["1: not UTF-8: save the file as UTF-8"],
}


def test_a_broken_source_is_one_error_with_file_and_line_and_no_traceback(project):
    pages = {f"docs/0{number}-a.md": text for number, text in enumerate(BROKEN)}
    result = project(page=PAGE, **pages)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.assert_outcomes(errors=len(pages))
    for name, faults in zip(pages, BROKEN.values()):
        result.stdout.fnmatch_lines([*(f"{name}:{fault}" for fault in faults), f"ERROR {name}"])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_re_match_line(r".*\.py:\d")


@pytest.mark.parametrize("options", [(), ("-p", "xdist", "-n", "2")])
def test_the_whole_suite_over_a_broken_source_tells_its_faults_and_nothing_else(project, pytester, options):
    pytester.makeini("[pytest]\ntestpaths = docs")
    result = project(*options, page="a\n\n```py\nx\n```\n\n$$\n")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    faults = [line.partition(": ")[2][:14] for line in result.stderr.lines if line]
    assert faults == ["docs/01-a.md:3", "docs/01-a.md:7"]
    result.stdout.no_re_match_line(r".*(Traceback|\.py:\d)")


# The book itself -------------------------------------------------------------------------------

FENCE = re.compile(r"^( *)(```+|~~~+)python.*\n((?:.*\n)*?)\1\2 *$", re.MULTILINE)
NO_PROSE = re.compile(r"^( *)(```+)(?:.*\n)*?\1\2 *$|<!--(?:.*\n)*?.*-->|(?<!`)(`+)(?!`).+?(?<!`)\3(?!`)", re.MULTILINE)
CELL = re.compile(r"\| *\$-?\d[\d.{},]*\$ *(?=\|)")
RELATION = re.compile(r"(?<!_\{\w)[=<>]|\\(approx|[lg]eq?|neq?|Rightarrow|implies|iff|leftarrow|gets|in)\b")


def count(text, name):
    """How many examples a page has, by plain regular expressions."""
    bodies = [match[3] for match in FENCE.finditer(text)]
    sessions = [body for body in bodies if ">>>" in body]
    snippets = len(bodies) - len(sessions) + len(re.findall(r"^ *>>> ", "".join(sessions), re.MULTILINE))
    docstrings = re.findall(r'"""[^"]*\beq: ', "".join(bodies))
    return snippets + len(docstrings) + (0 if name == "README.md" else sum(equations(text)))


def equations(text):
    """How many displays a page has, and how many formulas with a relation in its sentences."""
    formulas = re.findall(r"(?<!\\)\$([^$\n]+)(?<!\\)\$", NO_PROSE.sub("", text))
    return len(re.findall(r"^ *```math$", text, re.MULTILINE)), sum(map(bool, map(RELATION.search, formulas)))


def test_every_example_of_the_book_is_collected(request):
    pages = [path for path in sorted((ROOT / "docs").rglob("*.md")) if is_page(path, ROOT / "docs")]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *pages]}
    wanted = {name: count(text, name) for name, text in texts.items()}
    collect = request.config.pluginmanager.get_plugin("book").pytest_collect_file
    files = {name: collect(ROOT / name, request.session) for name in texts}
    got = {name: number for name, file in files.items() if (number := len(list(file.collect())))}
    cure = "find what is not collected; see snippets.py and equations/sybil.py"
    assert got.keys() == {name for name, number in wanted.items() if number}, cure
    for name, number in got.items():  # a number in a table may be a statement, or may not
        assert 0 <= number - wanted[name] <= len(CELL.findall(texts[name])), f"{name}: {wanted[name]} expected\n{cure}"
    displays, inline = map(sum, zip(*map(equations, texts.values())))
    assert sum(got.values()) - displays - inline >= 130, "three chapters had 142 examples; where are they?"
    assert displays >= 90 and inline >= 170, f"{displays} displays, {inline} relations: three chapters had more"
