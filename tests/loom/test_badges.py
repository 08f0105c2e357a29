"""A badge beside each display, and the table it leads to, out of the committed verdicts."""

import ast
import json
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from equations_bench import GIVEN_TRUE, NEURON, page_text, verdicts

from conftest import ROOT, whole_book
from loom import cli as loom
from loom.model import book
from loom.weave import badges
from loom.equations import commands
from loom.equations.verdicts import reason
from loom.rules.maths import lock, words
from loom.weave.html import weave

MIRROR = r"\sigma(-x) = 1 - \sigma(x)"
PAGE = page_text(
    [MIRROR, ("example", r"\sigma(0) \approx 0.5"), ("skip 太长 | too long", r"a = b")], maths="use neuron\nreal x",
) + "\n<!-- eq sigmoid recall -->\n```math\n\\sigma(z) = \\frac{1}{1 + e^{-z}}\n```\n"
TABLE = "# 结论 | Verdicts {#verdicts}\n\n<!-- verdicts -->\n"
PLACES = {"01-neuron.md": NEURON, "02-test.md": PAGE, "how.md": TABLE}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A folder with three pages and their verdicts."""
    root = tmp_path_factory.mktemp("project")
    (root / "docs").mkdir()
    for name, text in PLACES.items():
        (root / "docs" / name).write_text(text, "utf-8")
    assert loom.main(["check", "--lock", "--root", str(root)]) == 0
    return root


def page_of(root, name, lang="en", text=None):
    """A woven page as an element; with another text where one is given."""
    if text:
        (root / "docs" / name).write_text(text, "utf-8")
    try:
        whole = book.load(root)
        html = weave("\n".join(whole.pages[name].lines), lang, page=name, book=whole)
    finally:
        (root / "docs" / name).write_text(PLACES[name], "utf-8")
    return ElementTree.fromstring(f"<page>{html.replace('&nbsp;', ' ')}</page>")


def badges_of(page):
    """The badge of each display, or None."""
    return [display.find("a[@class='verdict']") for display in page.iterfind(".//div[@class='equation']")]


def said(element):
    return " ".join("".join(element.itertext()).split())


# Badges --------------------------------------------------------------------------------


@pytest.mark.parametrize("lang, labels", [
    ("zh", ["已证明：用代数推出", "已检查：按写出的位数舍入后相同", "没有执行：太长", "与程序一致：等于 sigmoid() 算出的数"]),
    ("en", ["proved: by algebra", "checked: rounded to the digits shown", "not executed: too long",
            "agrees with the program: equals what sigmoid() computes"]),
])
def test_each_display_says_its_verdict_in_words_and_leads_to_its_line(project, lang, labels):
    found = badges_of(page_of(project, "02-test.md", lang))
    assert [badge.get("aria-label") for badge in found] == labels
    assert [badge.get("href") for badge in found] == [
        f"how.md#verdict-{name}" for name in ("test_0", "test_1", "test_2", "sigmoid")]
    assert len({ElementTree.tostring(badge[0]) for badge in found}) == 4, "each verdict has a shape of its own"
    assert all(badge[0].get("aria-hidden") == "true" for badge in found)


def test_a_note_beside_each_mark_says_what_it_means_and_how_the_verdict_was_reached(project):
    for lang, told in (("zh", ["已证明", "用代数推出", badges.MEANINGS["proved"][0], "怎样检查"]),
                       ("en", ["proved", "by algebra", badges.MEANINGS["proved"][1], "How it was checked"])):
        display = page_of(project, "02-test.md", lang).find(".//div[@class='equation']")
        badge, note = display[1:3]
        assert note.get("popover") == "" and [said(part) for part in note] == told
        assert note.find("a").get("href") == badge.get("href")
    both = page_of(project, "02-test.md", "both").find(".//span[@class='nn-note']")
    assert [span.get("lang") for span in both.iterfind("span/span")] == ["zh-Hans", "en"] * 2
    assert badges.MEANINGS.keys() == words.VERDICTS.keys()


def test_both_languages_say_it_twice(project):
    assert badges_of(page_of(project, "02-test.md", "both"))[0].get("aria-label") == "已证明：用代数推出 · proved: by algebra"


@pytest.mark.parametrize("name, right, wrong, left", [
    ("02-test.md", "1 - ", "1 + ", [False, True, True, True]),
    ("02-test.md", "1 - ", "1\n  - ", [True, True, True, True]),
    ("02-test.md", "real x", "positive x", [False, False, False, True]),
    ("02-test.md", "test_1", "test_9", [True, False, True, True]),
    ("01-neuron.md", "h = sigmoid(z)", "h = z", [False, False]),
    ("01-neuron.md", "w_1 x_1 +", "w_1 x_1 -", [False, False]),
])
def test_a_display_whose_verdict_is_out_of_date_has_no_badge(project, name, right, wrong, left):
    page = page_of(project, name, text=PLACES[name].replace(right, wrong))
    assert [badge is not None for badge in badges_of(page)] == left


def test_a_book_without_verdicts_or_without_the_table_weaves_too(project, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/01-neuron.md").write_text(NEURON, "utf-8")
    assert badges_of(page_of(tmp_path, "01-neuron.md")) == [None, None]
    (tmp_path / lock.FILE).write_bytes((project / lock.FILE).read_bytes())
    spans = page_of(tmp_path, "01-neuron.md").findall(".//span[@class='verdict']")
    assert [span.get("role") for span in spans] == ["img", "img"]
    assert weave(NEURON, "en", page="01-neuron.md").count('class="verdict"') == 0


# The table -----------------------------------------------------------------------------


def test_the_table_tells_of_every_display_where_it_is_how_it_was_checked_and_its_mutants(project):
    page = page_of(project, "how.md")
    entries = json.loads((project / lock.FILE).read_text("utf-8"))
    rows = {row.get("id"): row for row in page.iterfind(".//tbody/tr")}
    assert list(rows) == [f"verdict-{name}" for name in ("pre_activation", "sigmoid", "test_0", "test_1", "test_2")]
    number, verdict, how, count = rows["verdict-test_0"]
    assert number.find("a").get("href") == "02-test.md#eq-test_0" and said(number) == "(2.1)test_0"
    assert (said(verdict), said(how)) == ("proved", "by algebra")
    entry = entries["02-test.md"]["displays"]["test_0"]
    assert said(count) == f"Killed / tried{entry['killed']} / {entry['mutants']}" and entry["mutants"] > 3
    assert said(rows["verdict-pre_activation"][2]) == "equals z in neuron()"
    assert [said(heading) for heading in page.iterfind(".//h3")] == ["1 One", "2 Test"]
    assert said(page.find("div/p")).startswith(
        "5 numbered equations: 1 × proved, 1 × checked, 2 × agrees with the program, 1 × not executed. Of ")


def test_the_table_speaks_each_language_and_both(project):
    place = ".//tr[@id='verdict-test_0']/td"
    assert said(page_of(project, "how.md", "zh").find(place)) == "已证明"
    cell = page_of(project, "how.md", "both").find(place)
    assert [(span.get("lang"), span.text) for span in cell.iterfind("span")] == [("zh-Hans", "已证明"), ("en", "proved")]


def test_the_table_leaves_out_what_is_out_of_date(project):
    whole = book.load(project)
    equations = whole.pages["02-test.md"].equations
    equations[0] = equations[0]._replace(fence=equations[0].fence._replace(body="x = x"))
    html = weave("\n".join(whole.pages["how.md"].lines), "en", page="how.md", book=whole)
    assert "verdict-test_1" in html and "verdict-test_0" not in html


# Words ---------------------------------------------------------------------------------


def test_every_reason_in_the_books_lock_has_words_in_both_languages():
    for page in lock.read(ROOT).values():
        for name, entry in page["displays"].items():
            assert entry["verdict"] in words.VERDICTS
            for why in lock.reasons(entry):
                assert isinstance(words.WORDS[why.kind], tuple), f"{name}: {why.kind} needs Chinese in maths/words.py"


def test_every_reason_of_a_green_verdict_has_words_in_both_languages():
    given = {why.kind for v in verdicts(*GIVEN_TRUE, prove=True) if not v.refused for why in v.verdict.reasons}
    assert len(given) > 9
    assert not [kind for kind in given if not isinstance(words.WORDS[kind], tuple)]


def kinds_in(path):
    """The kinds of reasons that a module gives, as it says them."""
    for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if call.args and name in ("refuse", "reason", "no_value"):
            first = call.args[0]
            branches = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            yield from (each.value for each in branches if isinstance(each, ast.Constant))


def test_every_kind_of_reason_has_words():
    folder = ROOT / "loom"
    paths = [path for room in ("equations", "maths") for path in sorted((folder / room).glob("*.py"))]
    kinds = {kind for path in paths for kind in kinds_in(path)} | set(commands.REFUSED.values())
    assert len(kinds) > 200 and sorted(kinds - words.WORDS.keys()) == [], "say them in loom/rules/maths/words.py"


def test_the_words_of_every_kind_can_be_filled():
    for kind in words.WORDS:
        zh, en = words.words(reason(kind))
        assert zh and en and not set("⟦⟧") & {*zh, *en}, kind


def test_words_are_filled_with_values_and_leave_out_what_is_missing():
    sizes = reason("algebra-at-sizes", sizes=["m = 2", "n = 3"])
    assert words.words(sizes) == ("用代数推出，取 m = 2、n = 3", "by algebra, with m = 2, n = 3")
    told = reason("should-read", wanted="2.5")
    wrong = reason("not-equal", left=1.5, right=2.5, where=(("x", 0.5),), sizes=(), hint=told)
    assert words.english([wrong]) == (
        "not equal: the left side is 1.5, the right side 2.5 where x = 0.5: it should read 2.5")
    assert words.both([reason("algebra"), reason("exact")]) == (
        "用代数推出；用分数精确计算", "by algebra; in exact fractions")


def test_every_page_of_the_book_has_a_badge_by_each_display():
    whole = whole_book()
    shown = badges.Badges(whole)
    missing = [equation.name for page in whole.pages.values() for equation in page.equations
               if shown.entry(equation) is None]
    assert not missing, f"{missing}\n{lock.CURE}"
    assert shown.page == "how-equations-are-checked.md"


def test_weaving_badges_needs_neither_numpy_nor_sympy():
    code = "import sys, loom.weave.html, loom.weave.badges; print({'numpy', 'sympy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr
