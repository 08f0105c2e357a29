"""Every exercise: asked in both languages, answered, solved; the right answer passes and a near miss fails."""

import ast
import math
import re
from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from conftest import whole_book

from nnbook import en, zh
from nnbook.answers import EXACT, EXERCISES
from loom.rules import exercises
from loom.weave.html import weave

EDIT = "edit docs/c-answers.md and tangle again"
BOOK = whole_book()
ASKED = exercises.asked(BOOK)
CHECK = {"zh": zh.check, "en": en.check}
RIGHT_ANSWER = {"zh": "对了，做得好！", "en": "Right, well done!"}

# Not from ANSWERS: worked out with fifty digits, written with the decimals that the page asks for,
# and as a fraction where it asks for the exact value.
RIGHT = {
    "which-layout": {"samples": "5", "inputs": "4", "neurons": "3", "rows": "3"},
    "powers-by-hand": {"e_to_7": "1096.6", "e_to_minus_3": "0.0498"},
    "bias-for-half": {"b": "-3"},
    "sigmoid-of-three": {"value": "0.9526"},
    "negative-weight": {"z": "-2", "output": "0.1192", "after": "0.0180"},
    "mirror": {"value": "0.0474"},
    "tanh-from-sigmoid": {"value": "0.9051"},
    "first-overflow": {"z": "-710"},
    "three-alike": {"h": "0.9525741", "y_hat": "0.7216326"},
    "three-alike-swapped": {"h": "0.8807971", "y_hat": "0.7069874"},
    "count-three-four-two": {"count": "26"},
    "hidden-swapped": {"w1": "-3", "w2": "4", "b1": "-8", "w3": "2", "w4": "-1", "b2": "-6", "w5": "3", "w6": "-5", "b3": "1"},
    "exactly-half": {"b3": "-1.2977"},
    "all-zero": {"cost": "1/2"},
    "all-half": {"cost": "1/4"},
    "all-ones-weights": {"cost": "0.5071183"},
    "true-means": {"weight": "141.25", "height": "66.75"},
    "best-constant": {"c": "3", "cost": "7/2"},
    "slope-of-the-cost": {"slope": "-3/5", "flat_at": "1/2"},
    "square-of-a-line": {"slope": "30"},
    "sigmoid-slope-at-zero": {"slope": "1/4"},
    "sigmoid-slope-at-minus-three": {"slope": "0.0451767"},
    "tanh-slope": {"slope": "0.1807"},
    "two-paths": {"d_u_d_w": "18", "d_u_d_b": "63"},
    "one-fifth-of-the-step": {"error": "0.000067"},
    "nine-values": {"w1": "0.0215", "w2": "0.0107", "w3": "0.0215", "w4": "0.0107", "w5": "-0.0113", "w6": "-0.0113",
                    "b1": "-0.0107", "b2": "-0.0107", "b3": "-0.2376"},
    "w4-on-paper": {"w4": "0.4016"},
    "label-zero": {"delta_o": "0.2613", "w1": "-0.0236"},
    "which-factor": {"first": "0.021456", "second": "0.021432", "third": "0.021481"},
    "input-zero": {"count": "2"},
    "which-way": {"count": "3"},
    "one-more-step": {"loss": "0.2154869"},
    "update-by-hand": {"w5": "1.0056", "b3": "0.1188"},
    "seed-zero": {"epoch_0": "0.352068", "epoch_100": "0.036804", "last": "0.0024030897"},
    "two-new-people": {"first": "0.967", "second": "0.039"},
    "other-shifts": {"means": "0.0023", "less": "0.2500"},
    "raw-data": {"alice": "0.000", "diana": "0.000", "cost": "0.250"},
    "all-zero-start": {"difference": "0", "cost": "0.0024"},
    "learning-rates": {"hundredth": "0.0376", "one": "0.0002", "thousand": "0.5000"},
    "new-column": {"z1": "5", "z2": "31", "z3": "-25"},
    "shape-puzzle": {"rows": "3", "columns": "7", "samples": "20", "parameters": "70"},
    "nine-numbers-in-arrays": {"alice": "0.7899", "bob": "0.0180", "charlie": "0.0180", "diana": "0.9820"},
    "multiply-adds": {"first": "49.152", "total": "49.188"},
    "row-layout": {"rows": "4", "columns": "3", "entry": "-28"},
    "wrong-bias": {"z": "-31", "right": "3"},
    "how-many-products": {"different": "1", "square_weights": "2", "all_equal": "8"},
    "count-the-shapes": {"first": "2", "second": "2", "third": "8"},
    "one-entry-on-paper": {"w23": "-1", "b2": "1"},
    "gradient-of-inputs": {"a32": "-11", "fits": "0"},
    "rows-or-columns": {"fits": "2", "right": "1"},
    "ravel-or-vec": {"ravel": "13", "vec": "12", "rows": "8"},
    "another-batch": {"w3": "-0.352404", "w6": "0.003611", "b3": "0.042242"},
    "everyone-twice": {"with_mean": "1", "with_sum": "8"},
    "gaps": {"exponent": "-43", "power": "53"},
    "logarithms-by-hand": {"five": "1.6094", "thousand": "6.9078", "eighth": "-2.0794"},
    "sigma-is-one": {"float32": "16.6356", "digits": "73"},
    "first-warning": {"float64": "-354.90", "float32": "-44.37", "value": "0"},
    "shift-by-hand": {"three": "801.5514", "two": "-899.8731"},
    "which-formula": {"difference": "1.86", "fraction": "1.58", "log": "1.11", "log1p": "1.00"},
    "half-the-bits": {"gap": "-23", "power": "24", "half_ulp": "-16"},
    "likelihood-of-three": {"likelihood": "0.28", "cost": "0.4243"},
    "hardest-push": {"y_hat": "0.2000", "slope": "-0.8000"},
    "shifted-logits": {"p": "0.0776956", "loss": "0.5549569"},
    "two-softmax-slopes": {"p1": "0.2247", "p2": "-0.1598"},
    "far-below-zero": {"right": "2.863", "wrong": "45"},
    "eight-of-ten": {"z": "1.3863", "loss": "0.5004"},
    "sum-of-two": {"slope": "-0.6820", "difference": "-1.3410"},
    "shapes-of-gradients": {"dW2": "12", "dZ1": "28", "db3": "2"},
    "other-labels": {"dW2_11": "0.0279", "dW1_21": "0.0909"},
    "mean-inside": {"G1_12": "0.1345", "dW1_12": "-0.2178"},
    "divided-twice": {"factor": "200", "rate": "0.00005"},
    "count-multiply-adds": {"forward": "266", "backward": "392", "unused": "140"},
    "work-ratio": {"three_to_one": "1.25", "equal": "1.5"},
    "decay-factors": {"with_m": "29/32", "without_m": "1/4"},
    "cube-at-three": {"central": "2701/100", "complex": "2699/100"},
    "step-for-float32": {"step": "0.0056", "error": "0.0000159"},
    "factor-from-error": {"first": "4", "second": "19"},
    "across-the-kink": {"near": "3/5", "at_zero": "1/2"},
    "check-with-penalty": {"entries": "11", "dW1_21": "0.0159"},
    "a-two-too-many": {"error": "0.2222", "multiply": "1/2"},
    "price-of-a-check": {"central": "94", "forward": "48"},
    "four-coins": {"variance": "16", "std": "4"},
    "equal-layers": {"W1": "5", "W2": "3"},
    "which-is-half": {"square": "5/2", "variance": "3/2"},
    "two-deviations": {"he": "0.0127578", "xavier": "0.0438529"},
    "popular-default": {"factor": "0.1667", "ten_layers": "1.6538"},
    "leaky-relu": {"std": "0.1407"},
    "another-seed": {"power": "0.620", "ratio": "0.0769"},
    "nine-weights": {"penalty": "3/2", "slope": "9/25"},
    "one-hundredth": {"left": "0.9043821", "steps": "69"},
    "three-views": {"l2": "4", "penalty": "9/20", "factor": "19/20"},
    "other-programs": {"pytorch": "25", "keras": "2/5"},
    "check-with-l2": {"W1_13": "-0.7858", "W2_11": "-1.0721", "b1_1": "0.5512"},
    "factor-two": {"quotient": "-7/10", "written": "-7/20", "real": "7/5"},
    "free-bias": {"free": "2.1972", "penalised": "0.3205", "prediction": "0.5795"},
    "another-valley": {"large": "9", "small": "1", "bound": "0.2222", "best": "0.2", "factor": "0.8"},
    "three-steps": {"momentum": "0.302", "nesterov": "0.352"},
    "converted-rate": {"rate": "0.06", "plain": "0.3"},
    "best-heavy-ball": {"rate": "0.25", "beta": "0.25", "r": "0.50"},
    "first-adam-step": {"outside": "0.0008", "inside": "0.0000004"},
    "noise-of-a-batch": {"repeated": "1.5", "shuffled": "1.125"},
    "twenty-costs": {"at_600": "0.57399670", "lowest": "0.50113943", "lowest_at": "1639"},
    "two-steps-by-hand": {"c": "81/100", "S": "-17/100", "P": "63/25", "w_1": "16/25"},
    "when-it-pays": {"steps": "4", "samples": "1567"},
    "minus-one-half": {"rises": "0", "last": "0.50686"},
    "half-the-rate": {"rises": "571", "border": "400"},
    "other-thresholds": {"above_0_6": "21", "above_0_4": "173"},
    "too-sure": {"loss": "1.2040", "worse_by": "0.5108"},
    "hidden-adam": {"beta2": "99/100", "factor": "10"},
    "three-forms": {"right": "8/5", "sign": "-8/5", "two": "4/5"},
    "count-the-sigmas": {"original": "858", "enough": "198"},
    "unused-share": {"share": "0.3064"},
    "a-dead-network": {"cost": "0.5623"},
}

PARTS = [(name, part) for name in EXERCISES for part in EXERCISES[name].parts]


@pytest.fixture
def said(capsys):
    """A function: what the `check` of a language prints about an answer, without the last line break."""

    def of(name, lang="en", **answer):
        assert CHECK[lang](name, **answer) is None, f"check prints, and returns nothing to be printed as well: {EDIT}"
        out = capsys.readouterr().out
        assert out.endswith("\n") and out.count("\n") <= 2, f"{name}: at most two lines, a verdict and a hint: {EDIT}"
        return out[:-1]

    return of


def rounded(name):
    """The answers of an exercise, each rounded to the decimals that it asks for."""
    parts = EXERCISES[name].parts.items()
    return {part: value if decimals is EXACT else round(value, decimals) for part, (value, decimals) in parts}


def one_unit(name, part):
    """The smallest step by which an answer to this part can be wrong."""
    decimals = EXERCISES[name].parts[part][1]
    return 1e-6 if decimals is EXACT else 10.0**-decimals


def not_right(name, *parts, lang="en"):
    """What is said where these parts are wrong."""
    sentence = {"en": "Not right yet: {}\nHint: {}", "zh": "还不对：{}\n提示：{}"}[lang]
    return sentence.format({"en": ", ", "zh": "、"}[lang].join(parts), getattr(EXERCISES[name], lang))


def test_every_exercise_has_an_answer_worked_out_elsewhere():
    assert RIGHT.keys() == EXERCISES.keys(), "work the new exercise out by other means and add it to RIGHT in this file"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_answer_worked_out_elsewhere_passes_with_a_kind_word(said, lang):
    for name, parts in RIGHT.items():
        answer = {part: float(Fraction(shown)) for part, shown in parts.items()}
        assert said(name, lang, **answer) == RIGHT_ANSWER[lang], f"{name} refuses {answer}: {EDIT}"


def test_an_exercise_wants_the_decimals_that_the_page_asks_for():
    for name, parts in RIGHT.items():
        asked = {part: len(shown.partition(".")[2]) or EXACT for part, shown in parts.items()}
        wanted = {part: decimals for part, (_, decimals) in EXERCISES[name].parts.items()}
        assert wanted == asked, f"{name} wants other decimals than the page asks for: {EDIT}"


def test_the_right_answer_passes_rounded_and_unrounded(said):
    for name in EXERCISES:
        full = {part: value for part, (value, _) in EXERCISES[name].parts.items()}
        for answer in (rounded(name), full):
            assert said(name, **answer) == RIGHT_ANSWER["en"], f"{name} refuses {answer}: {EDIT}"


def test_a_near_miss_in_one_part_fails_and_names_that_part(said):
    for name, part in PARTS:
        unit, right = one_unit(name, part), rounded(name)[part]
        for near in (rounded(name) | {part: right - unit}, rounded(name) | {part: right + unit}):
            assert said(name, **near) == not_right(name, part), f"{name} lets {near} pass: ask {part} for more decimals"


def test_the_border_is_half_a_unit(said):
    for name, part in PARTS:
        value, decimals = EXERCISES[name].parts[part]
        half = 1e-9 if decimals is EXACT else 0.5 * 10.0**-decimals
        for factor, passes in ((-1.01, False), (-0.99, True), (0.99, True), (1.01, False)):
            answer = rounded(name) | {part: value + factor * half}
            is_right = said(name, **answer) == RIGHT_ANSWER["en"]
            assert is_right is passes, f"{name}: {part} is judged wrongly {factor} half units off: {EDIT}"


def test_a_number_that_no_answer_can_be_fails_without_an_error(said):
    for name in EXERCISES:
        for part, number in product(EXERCISES[name].parts, (math.nan, math.inf, -math.inf, 10**400, np.float64("nan"))):
            answer = rounded(name) | {part: number}
            assert said(name, **answer) == not_right(name, part), f"{name} lets {number} pass: {EDIT}"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_hint_speaks_the_language_of_the_reader(said, lang):
    assert said("bias-for-half", lang, b=0) == not_right("bias-for-half", "b", lang=lang), EDIT
    wrong = not_right("negative-weight", "z", "after", lang=lang)
    assert said("negative-weight", lang, z=0, output=0.1192, after=0) == wrong, "name the wrong parts: " + EDIT


def test_every_kind_of_real_number_is_taken(said):
    for three in (-3, -3.0, Fraction(-3), np.int64(-3), np.float64(-3), np.float32(-3)):
        assert said("bias-for-half", b=three) == RIGHT_ANSWER["en"], f"{three!r} is the number -3: {EDIT}"


@pytest.mark.parametrize("answer", ["-3", None, True, [-3], np.array(-3), np.array([-3]), -3 + 0j, Decimal(-3)], ids=repr)
def test_an_answer_that_is_no_real_number_is_refused_by_name(answer):
    kind = type(answer).__name__
    sentences = {"en": f"b must be a real number such as 0.5, got {kind}", "zh": f"b 应当是一个实数，例如 0.5；收到的是 {kind}"}
    for lang, message in sentences.items():
        with pytest.raises(TypeError) as error:
            CHECK[lang]("bias-for-half", b=answer)
        assert str(error.value) == message, EDIT


def test_three_dots_left_in_are_explained_in_the_language_of_the_reader(said):
    sentences = {"en": "Replace the three dots with your number: ", "zh": "把三个点换成你算出的数："}
    for lang, sentence in sentences.items():
        assert said("mirror", lang, value=...) == f"{sentence}value", EDIT
        assert said("negative-weight", lang, z=-2, output=0.1192, after=...) == f"{sentence}after", EDIT


def test_what_is_wrong_already_is_told_before_the_dots(said):
    assert said("negative-weight", z=0, output=0.1192, after=...) == not_right("negative-weight", "z"), EDIT


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("name", "near"), [("bias-for-hlaf", "bias-for-half"), ("Mirror", "mirror"), ("", None), ("qqqq", None), (None, None), (7, None)])
def test_an_unknown_exercise_gets_the_nearest_names(lang, name, near):
    begun = {"en": f"no exercise is called {name}; the nearest names are ", "zh": f"没有叫 {name} 的练习；名字最像的是 "}[lang]
    with pytest.raises(ValueError) as error:
        CHECK[lang](name, b=-3)
    assert str(error.value).startswith(begun + (near or "")), EDIT
    names = str(error.value).removeprefix(begun).split({"en": ", ", "zh": "、"}[lang])
    assert names and set(names) <= EXERCISES.keys() and len(names) <= 3, EDIT


@pytest.mark.parametrize(
    ("answer", "got"), [({}, "-"), ({"c": -3}, "c"), ({"b": -3, "c": 1}, "b, c")], ids=["none", "other", "more"]
)
def test_other_parts_than_the_exercise_has_are_refused(answer, got):
    with pytest.raises(TypeError, match=f"^bias-for-half wants b, got {got}$"):
        en.check("bias-for-half", **answer)


def test_a_missing_part_is_refused_in_the_language_of_the_reader():
    with pytest.raises(TypeError, match="^negative-weight wants z, output, after, got z$"):
        en.check("negative-weight", z=-2)
    with pytest.raises(TypeError, match="^negative-weight 要的是 z、output、after；收到的是 z$"):
        zh.check("negative-weight", z=-2)


# The hints -------------------------------------------------------------------


def test_a_hint_is_written_in_its_language_and_gives_no_answer_away():
    for name, exercise in EXERCISES.items():
        han = {lang: re.search("[\u4e00-\u9fff]", getattr(exercise, lang)) for lang in CHECK}
        assert exercise.en and han["zh"] and not han["en"], f"the hints of {name} stand in the wrong language: {EDIT}"
        for lang in CHECK:
            for number in re.findall(r"[-−]?\d+(?:\.\d+)?", getattr(exercise, lang)):
                given = float(number.replace("−", "-"))
                for part, (value, decimals) in exercise.parts.items():
                    close = abs(given - value) <= (1e-9 if decimals is EXACT else 10.0**-decimals)
                    assert not close, f"the {lang} hint of {name} says {number}, which is {part}: {EDIT}"


# The pages ------------------------------------------------------------------


def test_every_exercise_is_asked_in_both_languages_and_solved():
    assert [str(fault) for fault in exercises.faults(BOOK)] == []


def test_every_exercise_that_is_asked_has_an_answer_and_every_answer_an_exercise():
    assert ASKED.keys() == EXERCISES.keys(), f"exercises asked and answers kept differ: {EDIT}"


def test_every_program_asks_for_the_parts_that_are_kept():
    for name, by_lang in ASKED.items():
        for lang, box in by_lang.items():
            (call,) = (node for node in ast.walk(ast.parse(box.fence.body)) if isinstance(node, ast.Call))
            parts = [keyword.arg for keyword in call.keywords]
            assert parts == [*EXERCISES[name].parts], f"{box.page}:{box.fence.line}: {name} wants {[*EXERCISES[name].parts]}"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_program_of_an_exercise_runs_as_it_stands_and_asks_for_the_numbers(capsys, lang):
    pages = {}
    for name, by_lang in ASKED.items():
        box = by_lang[lang]
        exec(box.fence.body, pages.setdefault(box.page, {}))
        parts = {"en": ", ", "zh": "、"}[lang].join(EXERCISES[name].parts)
        assert capsys.readouterr().out.strip().endswith(parts), f"{box.page}:{box.fence.line}"


def _titled(place, colon, title):
    """`Chapter 1: One neuron`; the title of an appendix names its letter already."""
    place = place[0].upper() + place[1:]
    return title if title.startswith(f"{place}{colon}") else f"{place}{colon}{title}"


def test_solutions_stand_in_sections_that_are_called_as_their_chapters():
    page = BOOK.pages[exercises.PAGE]
    places = {line: ASKED[name]["zh"].page for line, name in exercises.solutions(page)}
    sections = [heading for heading in page.headings if heading.level == 2]
    for section, below in zip(sections, [*sections[1:], None]):
        pages = {chapter for line, chapter in places.items() if section.line < line and (not below or line < below.line)}
        if section.anchor.startswith("answers-"):
            assert len(pages) == 1, f"docs/{exercises.PAGE}:{section.line}: one chapter a section, not {sorted(pages)}"
            chapter = BOOK.pages[pages.pop()]
            zh, en = exercises.place(chapter.name)
            title = chapter.headings[0]
            assert (section.zh, section.en) == (_titled(zh, "：", title.zh), _titled(en, ": ", title.en))
        else:
            assert not pages, f"docs/{exercises.PAGE}:{section.line}: a solution stands in no section of a chapter"


def test_each_way_leads_from_the_exercise_to_its_solution_and_back():
    for lang in ("zh", "en", "both"):
        answers = weave("\n".join(BOOK.pages[exercises.PAGE].lines), lang, page=exercises.PAGE, book=BOOK)
        for name in ("bias-for-half", "shapes-of-gradients", "a-dead-network"):
            page = ASKED[name]["zh"].page
            chapter = weave("\n".join(BOOK.pages[page].lines), lang, page=page, book=BOOK)
            assert chapter.count(f'href="{exercises.PAGE}#{name}"') == (2 if lang == "both" else 1)
            assert chapter.count(f'id="exercise-{name}"') == 1
            assert answers.count(f'href="{page}#exercise-{name}"') == 1 and answers.count(f'id="{name}"') == 1
