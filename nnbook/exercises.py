# Made from docs/c-answers.md: edit it, run `python -m nnbook.loom tangle`.

# docs/c-answers.md#how-check-works
"""The exercises of the book: `check` compares an answer, and gives a hint."""

import difflib
from numbers import Real

from nnbook.answers import ANSWERS, EXACT, HINTS

NO_NUMBER, DOTS = {}, {}  # language -> what is said of an answer that is no number
_listed = ", ".join


def check(name, *, lang="en", **answer):
    """True if every part is right; if not, print a hint and return False.

    name: an exercise.   lang: "zh" or "en".   answer: a real number for each part.
    Raises ValueError for an unknown exercise or language, TypeError for parts the
    exercise does not have, or lacks, and for an answer that is no real number.
    """
    if lang not in HINTS:
        raise ValueError(f"lang must be one of {_listed(HINTS)}, got {lang!r}")
    parts = _parts(name)
    if answer.keys() != parts.keys():
        got = _listed(answer) or "nothing"
        raise TypeError(f"{name} wants {_listed(parts)}, got {got}")
    for part, given in answer.items():
        _refuse_unless_a_number(part, given, lang)
    wrong = [part for part in parts if not _is_right(answer[part], *parts[part])]
    if wrong:
        print(f"{name} ({_listed(wrong)}): {HINTS[lang][name]}")
    return not wrong


def _parts(name):
    if name in ANSWERS:
        return ANSWERS[name]
    near = difflib.get_close_matches(str(name), ANSWERS) or ANSWERS
    raise ValueError(f"no exercise is called {name!r}; there is {_listed(near)}")


def _refuse_unless_a_number(part, given, lang):
    if isinstance(given, bool) or not isinstance(given, Real):
        got = DOTS[lang] if given is ... else type(given).__name__
        raise TypeError(NO_NUMBER[lang].format(part=part, got=got))


def _is_right(given, value, decimals):
    tolerance = 1e-9 if decimals is EXACT else 0.5 * 10**-decimals
    return value - tolerance <= given <= value + tolerance


# docs/c-answers.md#how-check-works
NO_NUMBER["zh"] = "{part} 应当是一个实数，例如 0.5；收到的是：{got}"
DOTS["zh"] = "三个点，请换成你算出的数"


# docs/c-answers.md#how-check-works
NO_NUMBER["en"] = "{part} must be a real number such as 0.5, got {got}"
DOTS["en"] = "three dots: put your number in their place"
