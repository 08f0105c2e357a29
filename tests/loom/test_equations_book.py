"""The gates: the whole book has verdicts, mutants of it are killed, the lock is current."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from equations_bench import NEURON, page_text
from equations_bench import checker as checker_of

from loom import cli as loom
from loom import model as source
from loom.model import book
from loom.equations.mutants import mutants
from loom.equations.page import EQUIVALENT, KILLED, SURVIVED
from loom.equations.verdicts import Verdict, reason
from loom.rules.maths import lock
from loom.rules.maths.checker import Found
from loom.rules.maths.coverage import uncovered
from loom.rules.maths.mutation import mutate_page
from loom.model import SourceError

ROOT = Path(__file__).parents[2]
CURE = "see `python -m loom check`"
GOOD = page_text([r"\sigma(-x) = 1 - \sigma(x)"], maths="use neuron\nreal x", prose=r"$1 + 1 = 2$")


@pytest.fixture(scope="module")
def whole(checker):
    """The book's checker and the verdicts on its pages, with proofs.

    The checker is the one that the pages' own items use: nothing is decided twice.
    """
    return checker, {name: checker.check_page(name) for name in checker.book.pages}


@pytest.fixture
def project(tmp_path):
    """A folder with two pages, the second of which can be written anew."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "01-neuron.md").write_text(NEURON, "utf-8")
    (tmp_path / "docs" / "02-test.md").write_text(GOOD, "utf-8")
    return tmp_path


# The book ---------------------------------------------------------------------------


def test_every_equation_of_the_book_holds(whole):
    refused = [str(v) for page in whole[1].values() for v in page if v.refused]
    assert not refused, "\n".join([*refused, CURE])


def test_hardly_any_display_is_skipped(whole):
    skipped = [str(v) for page in whole[1].values() for v in page if v.verdict.kind == "skipped"]
    assert len(skipped) <= 2, skipped


def test_at_least_half_of_the_claims_without_a_rounded_number_are_proved(whole):
    claims = [v for page in whole[1].values() for v in page
              if not v.inline and v.verdict.kind in ("proved", "proved-at-sizes", "checked")
              and "rounded" not in [why.kind for why in v.verdict.reasons]]
    proved = [v for v in claims if v.verdict.kind == "proved"]
    assert len(proved) >= len(claims) / 2, [str(v) for v in claims if v not in proved]


def test_a_sample_of_the_mutants_of_every_page_is_killed(whole):
    """All of them are tried by `python -m loom mutate`, in .ci/run."""
    found = [m for name in whole[0].book.pages for m in mutate_page(whole[0], name, every=40)]
    assert not [str(m) for m in found if m.fate == SURVIVED]
    assert sum(m.fate == KILLED for m in found) > 0.9 * len(found)


def test_every_quantity_of_an_exported_function_is_met_by_a_display(whole):
    missing = [line for name in whole[0].book.pages for line in uncovered(whole[0], name)]
    assert not missing, missing


def test_the_lock_is_current(whole):
    found = lock.differences(lock.read(ROOT), whole[1], lock.contexts(whole[0].book))
    assert not found, "\n".join([*found, lock.CURE])


@pytest.mark.patient
def test_a_run_repeats_exactly_whatever_the_hash_seed(project):
    (project / "docs/02-test.md").write_text(GOOD.replace("1 - ", "1 + "), "utf-8")

    def output(seed):
        command = [sys.executable, "-m", "loom", "check", "--quick", "--json", "--root", project]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True).stdout

    assert output("1") == output("2") != b""


def test_tangling_needs_neither_numpy_nor_sympy():
    code = "import sys, loom.cli; print({'numpy', 'sympy'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.strip() == "set()", run.stderr
    code = "import sys, loom.rules.maths.lock; print({'numpy', 'sympy'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.strip() == "set()", f"weave reads the lock without NumPy: {run.stderr}"


@pytest.mark.parametrize("missing", ["sympy", pytest.param("numpy", marks=pytest.mark.patient)])
def test_without_the_extra_the_command_says_what_to_install(missing):
    code = f"import sys; sys.modules[{missing!r}] = None\nfrom loom.cli import main; sys.exit(main(['check']))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (2, f'{missing} is not installed: pip install -e ".[test]"\n')


# Mutants -----------------------------------------------------------------------------


@pytest.mark.parametrize("latex, mistake", [
    ("z = w_1 x_1 + b", "z = w_1 x_1 - b"), ("z = w_1 x_1 + b", "z = w_2 x_1 + b"),
    (r"\frac{1}{1 + e^{-z}}", r"\frac{1}{1 + e^{z}}"), ("2 x = y", " x = y"), ("x^2 = y", "x = y"),
    ("f'(x) = y", "f(x) = y"), (r"\hat y = 1", "  y = 1"), ("x < y", "x > y"), ("a = 0.25", "a = 0.26"),
    (r"y^{(i)} = 1", "y = 1"), (r"\frac{1}{m} x = y", " x = y"), (r"3 \cdot x = y", r"3 + x = y"),
])
def test_the_mistakes_that_people_make_are_among_the_mutants(latex, mistake):
    found = ["".join(text.split()) for _, text in mutants(latex)]
    assert "".join(mistake.split()) in found, found


def test_a_mutant_that_survives_is_reported():
    """Where x = 0, r = x x + y looks just like r = x y + y."""
    text = page_text([("def", "r = x y + y"), r"x = 0 \Rightarrow r = y"], maths="real x y")
    fates = Counter(m.fate for m in mutate_page(checker_of(text), "02-test.md"))
    assert fates[SURVIVED] > 0 and fates[KILLED] > 0


def test_an_equivalent_mutant_is_listed_with_its_proof():
    text = page_text([r"\sum_{i=1}^{4} i = 10"], maths="real x")
    found = [m for m in mutate_page(checker_of(text), "02-test.md") if m.fate != KILLED]
    assert [(m.change, m.fate, str(m).rpartition(": ")[2]) for m in found] == [
        ("1 → 0", EQUIVALENT, "in exact fractions")]


def test_a_weaker_inequality_that_only_seems_true_is_not_called_equivalent():
    text = page_text([r"p + q \ge 2 \sqrt{p q}"], maths="positive p q")
    found = [m for m in mutate_page(checker_of(text), "02-test.md") if m.fate != KILLED]
    assert found and {m.fate for m in found} == {SURVIVED}


def mutants_of(text, fate=None):
    """The changes that were tried on a page, or those with one fate."""
    found = mutate_page(checker_of(text), "02-test.md")
    return [m.change for m in found if fate in (None, m.fate)]


def test_inline_relations_are_mutated_once_for_both_languages():
    text = page_text([], maths="real x", prose="Here $2 + 3 = 5$, and again $2 + 3 = 5$.")
    assert sorted(mutants_of(text, KILLED)) == sorted(["2 → 3", "2 → 1", "+ → -", "3 → 4", "3 → 2", "5 → 6", "5 → 4"])


TABLE = "| $x$ | $x^2 + 1$ |\n|--:|--:|\n| $0$ | $1$ |\n| $0.5$ | $1.25$ |\n"


def test_headings_cells_and_the_values_of_letters_in_tables_are_mutated():
    text = page_text([], maths="real x", prose=TABLE)
    changes = mutants_of(text)
    assert {"1.25 → 1.26", "x = 0.5 → 0.6", "2 → 3", "+ → -", "^2 dropped"} <= set(changes)
    assert "2 → 3" in mutants_of(text, KILLED), "a heading is one formula, though 0 hides the mistake in one row"
    assert mutants_of(text, SURVIVED) == []


def test_the_values_of_the_worked_example_are_mutated():
    text = page_text([("example", "x + y = 3")], maths="real x y a\ngiven x=1 y=2 a=5")
    assert {"given x = 1 → 2", "given y = 2 → 1"} <= set(mutants_of(text, KILLED))
    assert mutants_of(text, SURVIVED) == ["given a = 5 → 6", "given a = 5 → 4"], "nothing uses it"


def test_an_uncovered_quantity_is_reported():
    code = '"""One module."""\n\n\ndef forward(x, y):\n    r = x * y\n    q = r + 1\n    return r, q'
    call = "```python\nfrom nnbook.extra import forward\n\nr, q = forward(1.0, 2.0)\n```\n"
    exported = f'```python title="nnbook/extra.py"\n{code}\n```\n\n{call}'
    text = page_text([("def", "r = x y")], maths="real x y") + "\n" + exported
    assert uncovered(checker_of(text), "02-test.md") == ["docs/02-test.md: forward(): q is met by no display"]


# The lock ----------------------------------------------------------------------------


def verdict(state, *reasons, source="x = y"):
    return Found("docs/a.md", 3, "name", Verdict(state, reasons), source=source)


@pytest.fixture
def locked():
    entry = {"verdict": "proved", "reasons": [], "hash": lock.digest("", "", "x = y"), "mutants": 1, "killed": 1}
    return {"a.md": {"context": "c", "displays": {"name": entry}}}


@pytest.mark.parametrize("found, words", [
    (verdict("proved"), None), (verdict("checked"), "was proved"), (verdict("proved-at-sizes"), "was proved"),
    (verdict("proved", source="x = z"), "not in"), (verdict("definition"), "says proved"),
])
def test_a_proof_may_not_silently_become_a_weaker_one_or_a_check(locked, found, words):
    differences = lock.differences(locked, {"a.md": [found]}, {"a.md": "c"})
    assert (words is None) == (not differences) and (words or "") in "".join(differences)
    assert bool(lock.lost_proofs(locked, {"a.md": [found]})) == (words == "was proved")


def test_another_reason_or_another_page_around_it_leaves_the_lock_outdated(locked):
    assert "have changed since" in lock.differences(locked, {"a.md": [verdict("proved")]}, {"a.md": "d"})[0]
    now = verdict("proved", reason("algebra-at-sizes", sizes=("n = 2", "m = 3")))
    assert "says" in lock.differences(locked, {"a.md": [now]}, {"a.md": "c"})[0]
    locked["a.md"]["displays"]["name"]["reasons"] = json.loads(json.dumps(lock.as_data(now.verdict.reasons)))
    assert lock.differences(locked, {"a.md": [now]}, {"a.md": "c"}) == []


def test_a_display_that_is_gone_leaves_the_lock(locked):
    assert "the page has not" in lock.differences(locked, {"a.md": []}, {"a.md": "c"})[0]
    assert "the book has not" in lock.differences(locked, {}, {})[0]


def test_an_entry_holds_only_for_the_same_formula_among_the_same_definitions(locked):
    entry = locked["a.md"]["displays"]["name"]
    same, other = lock.digest("", "", " x =\ny"), lock.digest("", "", "x = z")
    assert lock.current(locked, "a.md", "name", same, "c") is entry
    assert lock.current(locked, "a.md", "name", lock.digest("example", "", "x = y"), "c") is None
    for wrong in (("a.md", "name", other, "c"), ("a.md", "name", same, "d"),
                  ("a.md", "nome", same, "c"), ("b.md", "name", same, "c")):
        assert lock.current(locked, *wrong) is None, wrong


@pytest.mark.parametrize("page, right, wrong, changed", [
    ("01-neuron.md", "w_1 x_1 +", "w_1 x_1 -", True), ("01-neuron.md", "h = sigmoid(z)", "h = z", True),
    ("01-neuron.md", "x_1=2", "x_1=3", True), ("02-test.md", "real x", "positive x", True),
    ("02-test.md", "<!-- maths\nuse neuron\nreal x", "<!--maths\nuse neuron\npositive x", True),
    ("02-test.md", "1 - ", "1 + ", False), ("02-test.md", "$1 + 1 = 2$", "Words.", False),
])
def test_a_verdict_rests_on_declarations_definitions_and_code_of_its_page_and_earlier_ones(page, right, wrong, changed):
    texts = {"01-neuron.md": NEURON, "02-test.md": GOOD}
    assert right in texts[page]

    def contexts(texts):
        return lock.contexts(book.assemble(".", {n: source.read(t, f"docs/{n}") for n, t in texts.items()}))

    before, after = contexts(texts), contexts({**texts, page: texts[page].replace(right, wrong)})
    assert (before["02-test.md"] != after["02-test.md"]) == changed
    assert (before["01-neuron.md"] != after["01-neuron.md"]) == (changed and page == "01-neuron.md")


@pytest.mark.parametrize(
    ("text", "line", "wrong"),
    [
        ("{\n<<<<<<< HEAD\n", 2, "this is no JSON"),
        ("[1]", 1, "this holds no verdicts"),
        ('{"01-a.md": 3}', 1, "this holds no verdicts"),
        ('{"01-a.md": {"displays": {"a": {"hash": "1"}}}}', 1, "an entry lacks something"),
    ],
)
def test_a_lock_that_holds_no_verdicts_is_refused(tmp_path, text, line, wrong):
    (tmp_path / "docs").mkdir()
    (tmp_path / lock.FILE).write_text(text, "utf-8")
    with pytest.raises(SourceError, match=f"docs/verdicts.json:{line}: {wrong}: delete the file, then python"):
        lock.read(tmp_path)


# The command line --------------------------------------------------------------------


def run(project, *arguments):
    return loom.main([*arguments, "--root", str(project)])


def test_check_prints_a_line_a_display(project, capsys):
    assert run(project, "check") == 0
    assert "docs/02-test.md:8: test_0: proved: by algebra" in capsys.readouterr().out


def test_check_prints_json(project, capsys):
    assert run(project, "check", "--json", "test") == 0
    first, second = json.loads(capsys.readouterr().out)
    assert first == {"page": "docs/02-test.md", "line": 8, "name": "test_0", "verdict": "proved",
                     "reason": "by algebra", "reasons": [["algebra", {}]]}
    assert (second["name"], second["line"]) == ("$1 + 1 = 2$", 13)


def test_check_says_where_and_what_to_do(project, capsys):
    (project / "docs/02-test.md").write_text(GOOD.replace("1 - ", "1 + "), "utf-8")
    assert run(project, "check", "--quick") == 1
    error = capsys.readouterr().err
    assert "docs/02-test.md:10: test_0: not equal" in error and "+ → -" in error


@pytest.mark.parametrize("command", ["check", "mutate"])
def test_a_source_that_cannot_be_read_is_exit_status_2(project, command, capsys):
    assert run(project, command, "nobody") == 2
    (project / "docs/02-test.md").write_text("# no second language\n", "utf-8")
    assert run(project, command) == 2
    assert "docs/02-test.md:1" in capsys.readouterr().err


def test_mutate_fails_only_for_what_survives(project, capsys):
    assert run(project, "mutate", "test") == 0
    assert "killed" in capsys.readouterr().err
    bad = page_text([("def", "r = x y + y"), r"x = 0 \Rightarrow r = y"], maths="real x y")
    (project / "docs/02-test.md").write_text(bad, "utf-8")
    assert run(project, "mutate", "test") == 1


def test_check_writes_the_lock_twice_alike_and_keeps_proofs(project, capsys):
    assert run(project, "check", "--lock") == 0
    first = (project / lock.FILE).read_bytes()
    assert run(project, "check", "--lock") == 0 and (project / lock.FILE).read_bytes() == first
    assert run(project, "check", "--lock", "--quick") == 1 and "leave out --quick" in capsys.readouterr().err
    assert (project / lock.FILE).read_bytes() == first, "a proof that was not tried is no lost proof"
    entry = json.loads(first)["02-test.md"]["displays"]["test_0"]
    assert (entry["verdict"], entry["reasons"]) == ("proved", [["algebra", {}]])
    assert entry["mutants"] == entry["killed"] > 3


def test_no_lock_is_written_while_a_mutant_survives_or_a_proof_is_lost(project, capsys):
    assert run(project, "check", "--lock", "test") == 0
    first = (project / lock.FILE).read_bytes()
    bad = page_text([("def", "r = x y + y"), r"x = 0 \Rightarrow r = y"], maths="real x y")
    (project / "docs/02-test.md").write_text(bad, "utf-8")
    assert run(project, "check", "--lock", "test") == 1 and "is not written" in capsys.readouterr().err
    text = GOOD.replace(r"\sigma(-x) = 1 - \sigma(x)", r"x > 0 \iff \sigma(x) > \frac12")
    (project / "docs/02-test.md").write_text(text, "utf-8")
    (project / lock.FILE).write_bytes(first)
    assert run(project, "check", "--lock", "test") == 1 and "was proved, and is only checked" in capsys.readouterr().err
    assert (project / lock.FILE).read_bytes() == first
    assert run(project, "check", "--lock", "--accept", "test") == 0 and (project / lock.FILE).read_bytes() != first


def test_mutate_refuses_other_numbers_than_the_lock_has(project, capsys):
    assert run(project, "check", "--lock", "test") == 0 and run(project, "mutate", "test") == 0
    entries = json.loads((project / lock.FILE).read_text("utf-8"))
    entries["02-test.md"]["displays"]["test_0"]["killed"] -= 1
    lock.write(project, entries)
    capsys.readouterr()
    assert run(project, "mutate", "test") == 1 and run(project, "mutate", "test", "--every", "2") == 0
    assert "02-test.md: test_0: " in capsys.readouterr().err


# A newcomer ---------------------------------------------------------------------------


def test_a_newcomer_who_imitates_the_page_gets_help_with_every_typo(project, capsys):
    """Each of these typos in a new paragraph gives a message with file, line and cure."""
    new = GOOD + "\n<!-- eq half -->\n```math\n\\sigma(0) = \\frac12\n```\n"
    typos = {r"\sigma(0)": r"\sgma(0)", r"\frac12": r"\frac13", "half -->": "half def -->", "= ": "\\= "}
    path = project / "docs/02-test.md"
    path.write_text(new, "utf-8")
    assert run(project, "check", "--quick", "test") == 0
    for right, wrong in typos.items():
        path.write_text(new[: len(GOOD)] + new[len(GOOD):].replace(right, wrong), "utf-8")
        capsys.readouterr()
        assert run(project, "check", "--quick", "test") == 1, wrong
        assert "docs/02-test.md:1" in capsys.readouterr().err
