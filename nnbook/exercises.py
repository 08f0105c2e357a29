# Made from docs/c-answers.md: edit it, run `python -m loom tangle`.

# docs/c-answers.md#how-check-works
"""What is said about an answer; `check` of `nnbook.zh` and `nnbook.en` says it."""

import difflib
from numbers import Real
from typing import NamedTuple

from nnbook.answers import EXACT, EXERCISES


class Words(NamedTuple):
    """The sentences of one language, and its code, in which names are filled in."""

    lang: str
    comma: str
    right: str
    wrong: str
    dots: str
    no_number: str
    other_parts: str
    no_exercise: str


def said(words: Words, name: str, answer: dict[str, object]) -> str:
    """What `words` say about an answer to the exercise `name`.

    answer: for each part a real number, or `...` while there is none.
    Raises ValueError for an unknown exercise, TypeError for other parts than the
    exercise has and for a part that is no real number.
    """
    parts = _parts(words, name, answer)
    dots = [part for part in parts if answer[part] is ...]
    wrong = [
        part
        for part in parts
        if part not in dots and not _is_right(answer[part], *parts[part])
    ]
    if wrong:
        hint = getattr(EXERCISES[name], words.lang)
        return words.wrong.format(parts=words.comma.join(wrong), hint=hint)
    if dots:
        return words.dots.format(parts=words.comma.join(dots))
    return words.right


def _parts(words, name, answer):
    """The parts of an exercise, if the answer has these and they are numbers."""
    if name not in EXERCISES:
        near = difflib.get_close_matches(str(name), EXERCISES, cutoff=0)
        near = words.comma.join(near)
        raise ValueError(words.no_exercise.format(name=name, near=near))
    parts = EXERCISES[name].parts
    if answer.keys() != parts.keys():
        wanted, got = words.comma.join(parts), words.comma.join(answer) or "-"
        raise TypeError(words.other_parts.format(name=name, wanted=wanted, got=got))
    for part, given in answer.items():
        is_number = isinstance(given, Real) and not isinstance(given, bool)
        if given is not ... and not is_number:
            got = type(given).__name__
            raise TypeError(words.no_number.format(part=part, got=got))
    return parts


def _is_right(given, value, decimals):
    tolerance = 1e-9 if decimals is EXACT else 0.5 * 10**-decimals
    return value - tolerance <= given <= value + tolerance
