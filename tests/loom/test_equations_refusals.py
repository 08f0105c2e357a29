"""What is refused, and in which words: nothing passes because the engine does not see it."""

import pytest
from equations_bench import checker, kinds, page_text, told, verdict, verdicts

from loom.model import SourceError


def inline(prose, **page):
    """The verdicts on a page that says this in a sentence."""
    return verdicts(prose=prose, **page)


# What the reader of formulas does not know ----------------------------------------------


@pytest.mark.parametrize("latex, message", [
    (r"0.5 \frac \frac 0.2 = 1", "write {0.2}"), (r"x^0.5 = 1", "write ^{0.5}"), (r"2^15 = 32768", "write ^{15}"),
])
def test_a_number_that_tex_cuts_apart_is_refused(latex, message):
    found = verdict(latex)
    assert found.refused and message in found.reason, str(found)


def test_a_module_that_cannot_be_imported_leaves_the_page_readable():
    page = page_text(["1 + 1 = 2"]) + '\n```python title="nnbook/extra.py"\nimport math\n\nhalf = len(5)\n```\n'
    found = checker(page).check_page("02-test.md")
    assert kinds(found) == ["proved"], found


@pytest.mark.parametrize("relation", [
    r"\leqslant", r"\geqslant", r"\ll", r"\gg", r"\simeq", r"\sim", r"\cong", r"\doteq", r"\lesssim", r"\equiv",
    r"\propto", r"\asymp", r"\in", r"\rightarrow", "→", "＝", "≤", r"\notarelation",
])
def test_a_relation_that_is_not_executed_is_refused_in_a_sentence(relation):
    [found] = inline(f"Here $x {relation} 1$.")
    assert found.refused and told(found) != "refused cannot-stand-here", (relation, found)


def test_a_formula_without_a_relation_states_nothing():
    plain = r"$x$, $\hat y$, $\frac{x}{y}$, $\lvert x \rvert$, $x \cdot y$, $1, \dots, m$, $\mathcal L$, $\sqrt x$"
    assert inline(f"See {plain} and $50\\%$.") == []


# The worked example ----------------------------------------------------------------------

GIVEN = "use neuron\nreal x a c\nfunction f\ngiven x_1=2 x_2=3 w_1=0 w_2=1 b=4 x=1 c=0"


@pytest.mark.parametrize("latex", [
    r"\frac{\partial z}{\partial b} = 1 = w_2", r"\frac{\partial z}{\partial b} = w_2 = 1",
    r"1 = w_2 = \frac{\partial z}{\partial b}", r"w_2 = 1 = \frac{\partial z}{\partial b}",
    r"z = 7 = 4 + x_2", r"x_1 = 2 = 2 x",
    r"\begin{aligned} \frac{\partial z}{\partial w_1} &= x_1 \\ \frac{\partial z}{\partial b} &= 1 = w_2 \end{aligned}",
    r"\begin{aligned} \frac{\partial z}{\partial w_1} &= x_1 \\ \frac{\partial z}{\partial b} &= 1 \\ &= w_2 \end{aligned}",
])
def test_a_false_link_is_refused_though_the_example_hides_it(latex):
    """Not even where the display says that it is about the example."""
    assert told(verdict(("example", latex), maths=GIVEN)) in ("refused equal-in-example-only", "refused not-equal")
    assert verdict(latex, maths=GIVEN).refused


@pytest.mark.parametrize("latex", [
    r"\frac{\partial z}{\partial w_1} = x_1 = 2", r"z = 0 \cdot 2 + 1 \cdot 3 + 4 = 7",
    r"\begin{aligned} \frac{\partial z}{\partial w_1} &= x_1 = 2 \\ \frac{\partial z}{\partial b} &= 1 \end{aligned}",
    r"\begin{aligned} \frac{\partial z}{\partial w_1} &= x_1 \\ w_2 &= 1 \end{aligned}",
])
def test_a_link_to_the_numbers_of_the_example_is_right_where_the_display_is_about_it(latex):
    found = verdict(("example", latex), maths=GIVEN)
    assert not found.refused, str(found)
    assert told(verdict(latex, maths=GIVEN)) == "refused say-example"


def test_the_numbers_of_the_example_need_no_word():
    rows = r"\begin{aligned} x_1 &= 2 \\ x_2 &= 3 \end{aligned}"
    assert told(verdict(rows, maths=GIVEN)) == "given worked-example"
    assert told(verdict(rows.replace("3", "4"), maths=GIVEN)) == "refused other-example"


@pytest.mark.parametrize("latex", [
    r"\frac{d}{dx} x^2 = 2", r"\frac{d}{dx} x^2 = 2 x = 2", r"e^x = e", r"\sigma'(x) = \sigma(1)(1 - \sigma(1))",
    r"x + x_1 = 3", r"\frac{d}{dx} x^2 \approx 2.0", r"e^x \approx 2.718", r"\frac{d}{dx} x^2 > 1", r"a c = 0",
])
def test_what_holds_at_the_example_only_is_refused_unless_the_display_says_so(latex):
    found, inside = [verdict(shown, maths=GIVEN + " a=5") for shown in (latex, ("example", latex))]
    assert told(found) == "refused " + ("say-example" if "approx" in latex else "example-at-most")
    assert inside.verdict.kind == "checked", str(inside)
    [sentence] = inline(f"See ${latex}$.", maths=GIVEN + " a=5")
    assert told(sentence) == "refused example-at-most"


def test_a_function_without_a_formula_has_no_value_in_the_example():
    assert told(verdict("f(x) = 1", maths=GIVEN)) == "refused not-equal"
    assert told(verdict(("example", "f(x) = 1"), maths=GIVEN)) == "refused function-not-given"


@pytest.mark.parametrize("latex", [
    r"\sigma(z) \approx 0.9991", r"z + 1 = 8", r"\frac{\partial z}{\partial w_1} = 2",
    r"x_1 \frac{\partial z}{\partial w_1} = 4",
])
def test_a_named_quantity_in_a_sentence_has_its_value_in_the_example(latex):
    [found] = inline(f"See ${latex}$.", maths=GIVEN)
    assert found.verdict.kind == "checked", str(found)
    assert told(verdict(latex, maths=GIVEN)) == "refused say-example"


def test_numbers_stand_in_the_places_of_their_symbols():
    found = [verdict(("example", latex), maths=GIVEN) for latex in ("x + x_1 = 1 + 2", "x + x_1 = 2 + 1")]
    assert list(map(told, found)) == ["checked slot-by-slot", "refused wrong-slot"]


@pytest.mark.parametrize("latex, why", [
    (r"x_1 \ne 2", "equal"), (r"a \ne 5", "equal"), (r"z \ne 7", "equal-somewhere"), (r"(a - 1)^2 \ne 0", "equal"),
    (r"2 = 3 + 1 \ne 4", "not-equal"), (r"\sigma(x) \ne \sigma(-x)", "equal"), (r"e^x \ne e^a", "equal"),
    (("example", r"x_1 \ne 2"), "false"), (r"x_1 \ne 5", "say-example"),
])
def test_what_may_be_equal_is_not_unequal(latex, why):
    assert told(verdict(latex, maths=GIVEN)) == f"refused {why}"


@pytest.mark.parametrize("latex", [
    r"e^x \ne 0", r"\sigma(x) \ne 1", r"3 \ne 4", r"a^2 + 1 \ne 0", ("example", r"x_1 \ne 5"),
])
def test_what_can_never_be_equal_is_unequal(latex):
    assert not verdict(latex, maths=GIVEN, prove=True).refused


# Decimals that no relation says anything about ---------------------------------------------


ZH = '<div lang="zh" markdown>\n\n{}\n\n</div>\n<div lang="en" markdown>\n\nWords.\n\n</div>'


def refused(prose="", **page):
    return [v for v in inline(prose, **page) if v.refused]


@pytest.mark.parametrize("prose, shown", [
    (ZH.format("结果是0.9991。"), "0.9991"), ("Loss 0.2268 is small.", "0.2268"), ("Alice 0.9999.", "0.9999"),
    ("It is .9991 here.", ".9991"), ("An _0.9991_ here.", "0.9991"), (ZH.format("结果是0．9991。"), "0．9991"), (ZH.format("从0.9991到0.5。"), "0.9991"),
    ("# 损失 0.2268 | Loss {#loss}".replace("# ", "## "), "0.2268"),
    ('!!! note "损失 0.2268 | Loss"\n    Words.', "0.2268"),
    ("![曲线 | A curve up to 0.2268](drawings/a.svg)", "0.2268"),
    ('![曲线 | A curve](drawings/a.svg "到 0.2268 | To the top")', "0.2268"),
])
def test_a_decimal_in_words_is_refused_wherever_it_stands(prose, shown):
    assert [v.source for v in refused(prose)][:1] == [shown]


@pytest.mark.parametrize("prose", [
    "Python 3.11 and NumPy 2.1 and version 3.12.4.", "See [it](https://example.org/v1.25).", "A `0.9999` in code.",
    "![曲线 | A curve up to 1.625](drawings/a.svg)\n\nIt is $x = 1.625$.",
])
def test_a_version_an_address_and_code_are_no_decimals(prose):
    assert refused(prose, maths="use neuron\nreal x\ngiven x=1.625") == []


BARE = "use neuron\nreal x\ngiven x_1=2 x_2=3 w_1=0 w_2=1 b=4 x=1.625"


@pytest.mark.parametrize("formula", ["0.9999", "-0.9991", "1.6251", r"99.9911\%", "(0.9999, 7)", "{0.9999}", "1.375", "0{.}9999", ".9999", "-.9991",
                                     r"0.99\,99", r"99.95\%"])
def test_a_decimal_alone_must_be_a_number_of_the_page(formula):
    [found] = refused(f"It is ${formula}$.", maths=BARE)
    assert told(found) == "refused number-unknown"


@pytest.mark.parametrize("formula", ["0.9991", "0.99909", "0.999", "1.625", "1.62", "4.225", "-2.125"])
def test_a_decimal_alone_that_the_page_computes_gives_or_prints_is_right(formula):
    shown = "0.999089" if formula == "0.99909" else "0.99909"
    page = [("example", rf"\sigma(z) \approx {shown}")]
    prose = r"Here $2.6 \cdot 1.625$ is $" + formula + "$."
    python = ">>> -17 / 8\n-2.125"
    assert not [v for v in verdicts(*page, prose=prose, python=python, maths=BARE) if v.refused]


def test_the_numbers_of_a_page_that_is_used_count():
    one = page_text([r"1 - 0.6248 = 0.3752"])
    two = "# 二 | Two {{#two}}\n\n<!-- maths\nuse {}\n-->\n\nAgain $0.3752$.\n"
    found = [v for v in checker(two.format("neuron one"), one=one).check_page("09-test.md") if v.refused]
    assert found == []
    found = [v for v in checker(two.format("neuron"), one=one).check_page("09-test.md") if v.refused]
    assert [v.source for v in found] == ["$0.3752$"]


# Many digits ----------------------------------------------------------------------------------


@pytest.mark.parametrize("latex, right", [
    (r"\sigma(7) \approx 0.99908894880559936", False), (r"\sigma(7) \approx 0.99908894880565", False),
    (r"\sigma(7) \approx 0.99908894880560", True), (r"\sigma(7) \approx 0.9990889488055994", True),
    (r"\sigma(7) = 0.9990889488055994", False), (r"\pi = 3.14159265358979", False), (r"\sigma(0) = 0.5000000000000", True),
    (("example", r"\sigma(z) \approx 0.99908894880560"), True), (("example", r"\sigma(z) \approx 0.99908894880561"), False),
    (r"\sigma(x) + \sigma(-x) = 1.00000000001", False),
    (r"e^x e^{-x} = 1.0000000001", False), (r"\sigma(x) + \sigma(-x) + 0.25 = 1.25", True), (r"\frac{1}{8192} = 0.0001220703125", True),
])
def test_every_digit_that_is_shown_is_checked(latex, right):
    assert verdict(latex).refused != right


def test_a_long_number_is_told_as_it_should_read():
    reason = verdict(r"\sqrt{2} \approx 1.414213562373095048801").reason
    assert "rounds to 1.414213562373095048802, not" in reason, reason


# Statements that say nothing -------------------------------------------------------------------


@pytest.mark.parametrize("latex", [
    r"a \ge a", r"a \le a + 0", r"\sigma(x) \ge \frac{1}{1 + e^{-x}}", r"u = w_1 x_1 + w_2 x_2 + b",
    r"z(x_1) = w_1 x_1 + w_2 x_2 + b", r"f'(x) = \frac{df}{dx}", r"f''(x) = \frac{d^2 f}{dx^2}", "1 = 1.0", "0.50 = 0.5",
])
def test_the_same_said_again_says_nothing(latex):
    found = verdicts(("def", "u = z"), latex, maths=GIVEN)[1]
    assert told(found) in ("refused same-on-both-sides", "refused definition-again"), str(found)


@pytest.mark.parametrize("line, message", [
    ("given z=3", "given z: it is defined at docs/01-neuron.md:8"), ("given k=3", "given k: nothing declares it"),
    ("given y=1 y=2", "given y: two values"), ("given r=1", "given r: it is defined at docs/02-test.md"),
])
def test_a_worked_example_gives_declared_leaves_once(line, message):
    found = verdicts(("def", "r = 2 y"), "r - y = y", maths=f"use neuron\nreal y\n{line}")
    [fault] = [v for v in found if v.name == "maths"]
    assert message in fault.reason and fault.line == 6


# What it says -----------------------------------------------------------------------------------


@pytest.mark.parametrize("latex, message", [
    (r"{\partial w_1 = x_1", "this brace is not closed"), (r"\frac\partial z}{\partial w_1} = x_1", "closes nothing"),
    (r"\haty = 1", r"did you mean \hat y?"), (r"\sgima(x) = 1", r"did you mean \sigma?"),
    (r"\log_2 8 = 3", r"write \frac{\ln 8}{\ln 2}"), (r"2^{100000} > 1", "too large for floats"),
    (r"w_1 \rightarrow w_1 - 1", r"write \leftarrow for an update"), (("example", r"\sigma(z) + 0 = 1"), r"too far, so write \approx 1"),
    (r"\frac{\sigma(0)}{1} + 0.02 - 0 \cdot \sigma(1) = 1", r"too far, so write \approx 0.52"),
    (r"w_1 \leqslant 1", r"write \le"), (r"x → 1", r"write \Rightarrow"),
])
def test_a_message_names_the_cure(latex, message):
    found = verdict(latex)
    assert found.refused and message in found.reason, str(found)


@pytest.mark.parametrize("latex, maths, message", [
    (r"\sigma(x) = 1", "real x", "`use neuron` in the maths comment defines it"),
    ("x + x = 2 x", "use 01-neuron\nreal x", "no earlier page has this stem: one of neuron"),
    ("x + x = 2 x", "use neuron.md\nreal x", "no earlier page has this stem: one of neuron"),
])
def test_a_page_that_is_not_used_is_named(latex, maths, message):
    assert message in " ".join(v.reason for v in verdicts(latex, maths=maths))


def test_a_comment_that_is_not_closed_is_told_where_it_opens():
    with pytest.raises(SourceError, match="the comment opened at line 3 is not closed"):
        checker(page_text(["1 + 1 = 2"]).replace("\n-->", "", 1))
