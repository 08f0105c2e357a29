"""Every display and every inline relation is a pytest item at its own line.

Small projects are run with the book's own conftest.py.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from equations_bench import NEURON, verdicts

import loom.equations.page  # noqa: F401  once, not in every small project

ROOT = Path(__file__).parents[2]
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


def test_a_readme_is_run_without_the_engine():
    options = "['README.md', '-q', '-n0', '-k', 'not deep_net and (line:8 or line:9 or line:10 or line:11)']"  # without program 2, which takes seconds
    code = f"import pytest, sys; pytest.main({options}); print({{'mpmath', 'sympy'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.endswith("set()\n") and "3 passed" in done.stdout, done.stdout + done.stderr


# Tables, and numbers alone -------------------------------------------------------------


def stated(prose, maths="real x y \\varepsilon\ngiven x=3"):
    """What a page with this prose states in sentences and tables, and whether it holds."""
    found = verdicts(prose=prose, maths=f"use neuron\n{maths}")
    return {v.source: not v.refused for v in found}


def table(*rows):
    """A table: its headings, the rule below them, its rows."""
    return "\n".join([rows[0], "|--" * (rows[0].count("|") - 1) + "|", *rows[1:]])


def test_a_number_below_a_formula_is_its_value_with_the_letters_of_its_row():
    right = table("| step $\\varepsilon$ | height $(1 + \\varepsilon)^2$ |", "| $0.1$ | $1.21$ |", "| **2** | $9$ |")
    assert stated(right) == {r"(1 + \varepsilon)^2 \approx 1.21": True, r"(1 + \varepsilon)^2 = 9": True}
    assert stated(right.replace("1.21", "1.22"))[r"(1 + \varepsilon)^2 \approx 1.22"] is False


def test_a_heading_in_bold_is_the_letter_all_the_same():
    rows = "| **$x$** | $x^2$ |", "| $2$ | $4$ |"
    assert stated(table(*rows)) == {"x^2 = 4": True}, "the row's 2, and not the 3 that is given"
    assert stated(table(rows[0].replace("$x$", r"$\boldsymbol x$"), rows[1])) == {"x^2 = 4": True}


def test_a_row_may_give_letters_and_state_a_number_of_its_own_formula():
    right = table("| | $x$ | $y$ | value |", "| $x + y$ | $2$ | $5$ | $7$ |", "| $x y$ | $2$ | $5$ | $10$ |")
    assert stated(right) == {"x + y = 7": True, "x y = 10": True}
    assert stated(right.replace("$10$", "$11$"))["x y = 11"] is False


def test_a_calculation_in_a_cell_has_the_number_in_the_next_cell():
    right = table("| what | worked out | value |", "| a square | $0.5^2$ | $0.25$ |", "| a product | $2 \\cdot 3$ | $6$ |")
    assert stated(right) == {r"0.5^2 \approx 0.25": True, r"2 \cdot 3 = 6": True}
    assert stated(right.replace("$6$", "$5$"))[r"2 \cdot 3 = 5"] is False


STEPS = table("| worked out | at every step | all digits | once |", "| $1.114 + 1.114$ | $2.22$ | $2.228$ | $2.23$ |",
              "| $1.004 \\cdot 250$ | $250.00$ | $251.000$ | $251.00$ |", "| $1.5 \\cdot 1.5$ | $2.2$ | $2.25$ | $2.3$ |")


def test_behind_a_calculation_the_columns_of_its_values_are_checked_and_the_others_are_not():
    found = stated(STEPS)
    assert len(found) == 6 and all(found.values()), found
    for right, wrong in (("$2.228$", "$2.229$"), ("$251.00$", "$252.00$"), ("$2.25$", "$2.26$")):
        assert sum(not holds for holds in stated(STEPS.replace(right, wrong)).values()) == 1, wrong


@pytest.mark.parametrize("formula, right", [
    ("0.26", False), ("0.25", True), ("0.3", True), ("0.250", True), ("0.70", True), ("0.999", False), ("0.990", False),
])
def test_a_number_alone_with_two_decimals_must_be_one_that_the_page_has(formula, right):
    found = [v for v in verdicts(prose=f"Here $\\frac14 = 0.25$. It is ${formula}$.", maths="real x") if v.refused]
    assert bool(found) != right, found
