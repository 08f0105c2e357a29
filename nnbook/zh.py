# Made from docs/c-answers.md: edit it, run `python -m loom tangle`.

# docs/c-answers.md#how-check-works
"""批改练习的 `check`，说中文。"""

from nnbook.exercises import Words, said

WORDS = Words(
    lang="zh",
    comma="、",
    right="对了，做得好！",
    wrong="还不对：{parts}\n提示：{hint}",
    dots="把三个点换成你算出的数：{parts}",
    no_number="{part} 应当是一个实数，例如 0.5；收到的是 {got}",
    other_parts="{name} 要的是 {wanted}；收到的是 {got}",
    no_exercise="没有叫 {name} 的练习；名字最像的是 {near}",
)


def check(name: str, /, **answer: object) -> None:
    """批改一道练习：打印对了，或者哪几项还不对，并给一条提示。

    name：练习的名字。answer：每一项一个数；还没有算出的写三个点，`...`。
    没有这道练习，抛出 ValueError；项不对，或者不是实数，抛出 TypeError。
    """
    print(said(WORDS, name, answer))
