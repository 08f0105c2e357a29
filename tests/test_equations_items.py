"""Every display and every inline relation is a pytest item at its own line.

Small projects are run with the book's own conftest.py.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from equations_bench import NEURON

import nnbook.loom.equations.evaluation.symbolic  # noqa: F401  once, not in every small project

ROOT = Path(__file__).parents[1]
PAGE = r"""# 题 | Test {#test}

<!-- maths
use neuron
real x
-->

<div lang="zh" markdown>

先看 $1 + 1 = 2$，再看 $2 + 2 = 4$；还有 $\sigma(0) = 0.5$。

</div>
<div lang="en" markdown>

First $1 + 1 = 2$, then $2 + 2 = 4$, which takes
two lines, and $\sigma(0) = 0.5$. A letter $x$ states nothing.

</div>

<!-- eq mirror -->
```math
\sigma(-x) = 1 - \sigma(x)
```

```python
>>> 1 + 1
2
```
"""
ITEMS = [(10, 4), (10, 19), (10, 34), (15, 7), (15, 25), (16, 16), (20, 1), (26, 1)]


@pytest.fixture
def project(pytester, monkeypatch):
    """A function that writes the second page, runs pytest, and gives what it prints."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # looking for plugins takes longer than the pages
    pytester.makeconftest((ROOT / "conftest.py").read_text(encoding="utf-8"))
    (pytester.path / "docs").mkdir()
    (pytester.path / "docs/01-neuron.md").write_text(NEURON, encoding="utf-8")

    def run(*options, page=PAGE, how=pytester.runpytest_inprocess, cache="no:cacheprovider"):
        (pytester.path / "docs/02-test.md").write_text(page, encoding="utf-8")
        # unraisableexception looks through all memory at the end of each run
        return how("-p", "no:doctest", "-p", "no:unraisableexception", "-p", cache, *options)

    return run


def items(result):
    """Where the items of the second page stand that -v names, and how each went."""
    found = re.findall(r"02-test.md::line:(\d+),column:(\d+) (\w+)", result.stdout.str())
    return [(int(line), int(column)) for line, column, _ in found], {o for *_, o in found}


def test_every_statement_is_an_item_at_its_own_line_and_column(project):
    assert items(project("-v")) == (ITEMS, {"PASSED"})


def test_one_statement_alone_is_chosen_by_its_place_or_by_its_name(project):
    assert items(project("-v", "docs/02-test.md::line:20,column:1")) == ([(20, 1)], {"PASSED"})
    assert items(project("-v", "-k", "mirror")) == ([(20, 1)], {"PASSED"})


def test_the_last_failures_are_chosen(project):
    wrong = PAGE.replace("2 + 2 = 4$,", "2 + 2 = 5$,")
    result = project("-v", page=wrong, cache="cacheprovider")
    result.assert_outcomes(passed=len(ITEMS) + 2, failed=1)
    result = project("-v", "--lf", cache="cacheprovider")
    assert items(result) == ([(15, 25)], {"PASSED"})


@pytest.mark.patient
def test_two_workers_share_a_page(project, pytester):
    result = project("-q", "-p", "xdist", "-n", "2", "--dist", "load", how=pytester.runpytest_subprocess)
    result.assert_outcomes(passed=len(ITEMS) + 3)


def test_a_failure_is_told_as_file_line_name_reason_and_repair_without_a_traceback(project):
    result = project(page=PAGE.replace("1 - \\sigma", "1 + \\sigma"))
    result.assert_outcomes(passed=len(ITEMS) + 2, failed=1)
    message = r"^docs/02-test.md:22: mirror: not equal: .* \(it holds with \+ → -: \\sigma\(-x\) = 1 - \\sigma\(x\)\)$"
    result.stdout.re_match_lines([message])
    result.stdout.no_re_match_line(r".*\.py:\d|.*Traceback|.*SybilFailure")


@pytest.mark.parametrize("lang, right, wrong, place", [
    ("zh", "再看 $2 + 2 = 4$", "再看 $2 + 2 = 5$", "10: $2 + 2 = 5$: not equal"),
    ("en", "then $2 + 2 = 4$", "then $2 + 2 = 5$", "15: $2 + 2 = 5$: not equal"),
    ("zh", "还有 $\\sigma(0) = 0.5$", "还有 0.5", "10: 0.5: a decimal outside mathematics"),
    ("en", "and $\\sigma(0) = 0.5$", "and 0.5", "16: 0.5: a decimal outside mathematics"),
    ("en", "\\sigma(0) = 0.5$. A", "\\sigma(1) = 0.73$. A", "16: *write \\approx*"),
    (None, "use neuron", "use nobody", "4: maths: use nobody: no earlier page has this stem"),
])
def test_a_mistake_is_reported_at_its_line_in_either_language(project, lang, right, wrong, place):
    assert right in PAGE
    project(page=PAGE.replace(right, wrong)).stdout.fnmatch_lines([f"docs/02-test.md:{place.replace('[', '[[]')}*"])


def test_two_faults_on_a_line_are_two_items_or_one_that_tells_both(project):
    page = PAGE.replace("A letter", "0.125 and 0.375. A letter").replace("use neuron", "use neuron nobody noone")
    result = project("-v", page=page)
    places = items(result)[0]
    assert len(places) == len(set(places)) == len(ITEMS) + 3
    result.stdout.fnmatch_lines(["docs/02-test.md:4: maths: use nobody: *", "docs/02-test.md:4: maths: use noone: *"])


def test_a_broken_page_hides_no_statement_of_another(project, pytester):
    (pytester.path / "docs/03-broken.md").write_text("no heading in two languages\n\n# x\n", "utf-8")
    result = project("-v", "docs/02-test.md")
    assert items(result) == (ITEMS, {"PASSED"})
    double = PAGE.replace("mirror", "sigmoid")
    result = project("docs/02-test.md", page=double)
    result.stdout.fnmatch_lines(["docs/02-test.md:20: the name 'sigmoid' is taken*"])
    result.assert_outcomes(errors=1)


def test_a_readme_is_run_without_numpy():
    code = "import pytest, sys; pytest.main(['README.md', '-q', '-n0']); print({'numpy', 'sympy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.endswith("set()\n") and "3 passed" in done.stdout, done.stdout + done.stderr
