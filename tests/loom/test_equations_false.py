"""A display that is declared false has to be readable and wrong, and nothing rests on it."""

import json
from xml.etree import ElementTree

import pytest
from equations_bench import checker, page_text, verdict, verdicts

from loom import cli as loom
from loom import model as source
from loom.model import book
from loom.weave import notebook
from loom.rules.maths.mutation import mutate_page
from loom.model import SourceError
from loom.weave.html import weave

NAMES = r"""use neuron
size n p
real x y   W (n, p)   V (n, p)   u (p, 1)
positive \varepsilon
function f
given x_1=2 x_2=3 w_1=0 w_2=1 b=4"""


def told(latex, kind="false"):
    """The verdict on a display, and the kinds of its reasons."""
    found = verdict((kind, latex), maths=NAMES).verdict
    return " ".join([found.kind, *(why.kind for why in found.reasons)])


@pytest.mark.parametrize("latex, kind", [
    (r"\tanh x = 2\sigma(x) - 1", "false"), ("2 + 2 = 5", "false"), ("x^2 > 0", "false"),
    (r"x > 0 \iff \sigma(x) > \frac13", "false"), (r"\sigma(z) \approx 0.9891", "false example"),
    (r"d(x y) = dx \, dy", "false vary x y"),
    (r"\frac{f(x + \varepsilon) - f(x)}{\varepsilon} = f'(x) + O(\varepsilon^2)", "false"),
])
def test_a_slip_is_refuted_by_its_values(latex, kind):
    assert told(latex, kind) == "refuted does-not-hold"


@pytest.mark.parametrize("latex", ["W u = u W", "W V = V W", r"W + u = V", r"W \odot u = W", r"W^\top = V"])
def test_a_slip_is_refuted_by_its_shapes(latex):
    assert told(latex) == "refuted does-not-fit"


@pytest.mark.parametrize("latex, kind", [
    (r"\tanh x = 2\sigma(2x) - 1", "false"), ("x^2 \\ge 0", "false"), ("2 + 2 = 4", "false"),
    (r"\sigma(z) \approx 0.9991", "false example"), (r"d(x y) = dx \, y + x \, dy", "false vary x y"),
])
def test_what_holds_may_not_be_declared_false(latex, kind):
    assert told(latex, kind) == "refused declared-false"


@pytest.mark.parametrize("latex, why", [
    ("x = y +", "ends-too-soon"), ("x = q", "unknown-symbol"), ("x = x", "same-on-both-sides"),
    (r"x \leftarrow x + 1", "update-of-unknown"), ("x = y = 1", "false-is-one-relation"),
    ("x", "false-is-one-relation"), (r"\begin{aligned} x &= y \\ y &= x^2 \end{aligned}", "false-is-one-relation"),
])
def test_what_says_nothing_definite_is_refused_and_not_taken_for_wrong(latex, why):
    assert told(latex).startswith("refused") and (why in told(latex) or "leftarrow" in latex), told(latex)


def test_no_number_is_known_from_a_display_that_is_false():
    [false, *_, prose] = verdicts(("false", "2 + 2 = 5.25"), maths=NAMES, prose="It is $5.25$.")
    assert (false.verdict.kind, prose.verdict.reasons[0].kind) == ("refuted", "number-unknown")


def test_a_false_display_cannot_be_recalled_and_checks_no_definition():
    text = page_text([("def", "k = x^3"), ("false", "k = x^2")], maths=NAMES)
    text += "\n<!-- eq test_1 recall -->\n```math\nk = x^2\n```\n"
    found = checker(text).check_page("02-test.md")
    assert [each.verdict.reasons[0].kind for each in found] == ["nothing-checks", "does-not-hold", "no-such-display"]


def test_a_docstring_cannot_name_a_false_display():
    text = page_text([("false", "2 x = x")], maths=NAMES)
    text += '\n```python title="nnbook/extra.py"\n"""Extra."""\n\n\ndef extra(x):\n    """2x, twice x.  eq: test_0"""\n    return 2 * x\n```\n'
    kinds = {why.kind for each in checker(text).check_page("02-test.md") for why in each.verdict.reasons}
    assert "docstring-no-such-display" in kinds


def test_a_mutant_of_a_false_display_would_say_nothing_so_there_is_none():
    whole = checker(page_text(["2 x = x + x", ("false", "2 x = x + 1")], maths=NAMES))
    assert {mutant.name for mutant in mutate_page(whole, "02-test.md")} <= {"test_0", "maths"}


@pytest.mark.parametrize("after, message", [("skip", "only example or vary"), ("vary", ""), ("example", "")])
def test_only_the_kind_of_a_claim_may_follow_false(after, message):
    text = page_text([(f"false {after} x", "2 x = x")], maths=NAMES)
    if not message:
        assert source.read(text, "02-test.md").equations
        return
    with pytest.raises(SourceError, match=message):
        source.read(text, "02-test.md")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A folder with a page that shows a slip, and its verdict."""
    root = tmp_path_factory.mktemp("project")
    (root / "docs").mkdir()
    text = page_text([("false", "x + 1 = x")], maths="real x", python="1 + 1")
    (root / "docs/02-test.md").write_text(text, "utf-8")
    assert loom.main(["check", "--lock", "--root", str(root)]) == 0
    return root


def test_a_false_display_says_so_on_the_page_and_in_the_lock(project):
    whole = book.load(project)
    entry = json.loads((project / "docs/verdicts.json").read_text("utf-8"))["02-test.md"]["displays"]["test_0"]
    assert (entry["verdict"], entry["mutants"]) == ("refuted", 0)
    html = weave("\n".join(whole.pages["02-test.md"].lines), "en", page="02-test.md", book=whole)
    display = ElementTree.fromstring(f"<page>{html.replace('&nbsp;', ' ')}</page>").find(".//div[@id='eq-test_0']")
    assert display.get("class") == "equation equation-false"
    assert "".join(display.find("span").itertext()) == "wrong, and refused"
    assert display.find("div").get("aria-label") == "Wrong equation (2.1)"
    assert r"\\tag{2.1, wrong}" in notebook.weave(whole.pages["02-test.md"], "02-test.md", "en", whole)
