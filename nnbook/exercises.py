# Made from docs/c-answers.md by `python -m nnbook.loom tangle`: edit the chapter.

# docs/c-answers.md#how-check-works
"""The exercises of the book: `check` compares an answer, and gives a hint."""

import difflib
from numbers import Real

EXACT = None  # in place of a number of decimals
ANSWERS = {}  # exercise -> {part: (value, decimals)}
HINTS = {"zh": {}, "en": {}}  # language -> {exercise: hint}

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
    wrong = [part for part in parts if not _is_right(part, answer[part], *parts[part])]
    if wrong:
        print(f"{name} ({_listed(wrong)}): {HINTS[lang][name]}")
    return not wrong


def _parts(name):
    if name in ANSWERS:
        return ANSWERS[name]
    near = difflib.get_close_matches(str(name), ANSWERS) or ANSWERS
    raise ValueError(f"no exercise is called {name!r}; there is {_listed(near)}")


def _is_right(part, given, value, decimals):
    if isinstance(given, bool) or not isinstance(given, Real):
        raise TypeError(
            f"{part} must be a real number such as 0.5, got {type(given).__name__}"
        )
    tolerance = 1e-9 if decimals is EXACT else 0.5 * 10**-decimals
    return value - tolerance <= given <= value + tolerance


# docs/c-answers.md#answers-contract
ANSWERS.update({
    "round-once": {
        "from_rounded": (0.952 * 0.249 * 0.0904, 6),
        "from_full": (0.9526096518 * 0.2494385387 * 0.0903533195, 6),
    },
})


# docs/c-answers.md#answers-contract
HINTS["zh"].update({
    "round-once": "两次都把三个数乘到底，中途一位也不丢，最后才舍入一次。",
})


# docs/c-answers.md#answers-contract
HINTS["en"].update({
    "round-once": "Both times, keep every digit of the product, and round only once.",
})


# docs/c-answers.md#answers-neuron
import math

from nnbook.neuron import neuron, sigmoid

ANSWERS.update({
    "powers-by-hand": {"e_to_7": (math.exp(7), 1), "e_to_minus_3": (math.exp(-3), 4)},
    "bias-for-half": {"b": (-3, EXACT)},
    "sigmoid-of-three": {"value": (sigmoid(3), 4)},
    "negative-weight": {
        "z": (-2, EXACT),
        "output": (neuron([-2, 1], -2, [1, 2]), 4),
        "after": (neuron([-2, 1], -2, [2, 2]), 4),
    },
    "mirror": {"value": (1 - sigmoid(3), 4)},
    "tanh-from-sigmoid": {"value": (2 * sigmoid(3) - 1, 4)},
    "first-overflow": {"z": (-710, EXACT)},
})


# docs/c-answers.md#answers-neuron
HINTS["zh"].update({
    "powers-by-hand": "指数相加，结果相乘：哪两个已知的指数加起来够数？指数变号，用一去除。",
    "bias-for-half": "σ 在哪一个 z 处恰好是一半？选一个偏置，让 z 落在那里。",
    "sigmoid-of-three": "先求 e 的负三次方，加一，再用一除以它，最后才舍入。",
    "negative-weight": "负的权重，乘积也变号。先求 z，再压扁；输入增加一，z 变化多少？",
    "mirror": "镜像规则：从 σ(3) 到 σ(−3)，只要一次减法。",
    "tanh-from-sigmoid": "用 tanh z = 2σ(2z) − 1，σ(3) 多带两位，最后才舍入。",
    "first-overflow": "它算的是 e 的 −z 次方。−z 到了多少，math.exp 才放不下？注意符号。",
})


# docs/c-answers.md#answers-neuron
HINTS["en"].update({
    "powers-by-hand": "Add exponents, multiply results: which two that you know add up?"
    " For the other sign, divide one by the power.",
    "bias-for-half": "At which z is σ exactly one half?"
    " Choose the bias that brings z there.",
    "sigmoid-of-three": "Find e to the minus three, add one, divide one by that,"
    " and round only at the end.",
    "negative-weight": "A negative weight turns the sign of its product. Find z, then"
    " squash it. By how much does z change when the input grows by one?",
    "mirror": "The mirror rule takes you from σ(3) to σ(−3) with one subtraction.",
    "tanh-from-sigmoid": "Use tanh z = 2σ(2z) − 1, carry two more digits of σ(3),"
    " and round only at the end.",
    "first-overflow": "It computes e to the power −z. For which −z is math.exp at a"
    " loss? Mind the sign.",
})
