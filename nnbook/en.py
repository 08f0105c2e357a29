# Made from docs/c-answers.md: edit it, run `python -m loom tangle`.

# docs/c-answers.md#how-check-works
"""The `check` that marks exercises, in English."""

from nnbook.exercises import Words, said

WORDS = Words(
    lang="en",
    comma=", ",
    right="Right, well done!",
    wrong="Not right yet: {parts}\nHint: {hint}",
    dots="Replace the three dots with your number: {parts}",
    no_number="{part} must be a real number such as 0.5, got {got}",
    other_parts="{name} wants {wanted}, got {got}",
    no_exercise="no exercise is called {name}; the nearest names are {near}",
)


def check(name: str, /, **answer: object) -> None:
    """Mark an exercise: print that it is right, or what is not, with a hint.

    name: an exercise. answer: a number for each part, or three dots, `...`, while
    there is none.
    Raises ValueError for an unknown exercise, TypeError for other parts than the
    exercise has and for what is no real number.
    """
    print(said(WORDS, name, answer))
