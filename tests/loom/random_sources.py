"""Random sources, right and nearly right, for comparing two readers of them."""

PROSE = ["words", "（……）。", "a `code` span", "a $x_1$ formula", "**bold**", "[a](#a)", "end"]
CODE = [
    "x = 1", "", "if x:", "    y = 2", "# a remark", "- no item", "> no quote", "'''", "</div>", "<!-- no comment -->", "1. no item",
    "def f():", "print('```')", "=====", "| a | b |", "!!! note", "    pass", "\\", "&lt; <b>",
]  # fmt: skip
SESSIONS = [">>> 1 + 1\n2", ">>> x = 1", ">>> for i in [1]:\n...     print(i)\n1", ""]
INFOS = ["python"] * 90 + [
    'python title="nnbook/a.py"', "text", "text", "text", "console", "yaml", "html", "Python", "py", "python ", "{.python}", "", " python", "pycon",
]  # fmt: skip
MARKS = ["```"] * 6 + ["````", "~~~", "~~~~"]
ITEMS = ["- ", "* ", "+ ", "1. "] * 4 + ["2. ", "10. ", "-  "]
BOXES = ['!!! note "甲 | A"', '=== "甲 | A"', '??? tip "甲 | A"', '???+ tip "甲 | A"', '===+ "甲 | A"'] * 8 + [
    '!!! note "A"', "!!! note", '!!!note "甲 | A"', '=== "x"', '!!! "甲 | A"', '!!! note  "甲 | A"',
]  # fmt: skip
ODD_LINES = [
    "<!--", "<!-- a remark -->", "-->", "<!-- ```python", "====", "---", "***", "* * *", "- - -\n\n    x = 1", "___\n\n    x = 1", "# a", "#a", "####### x", "    # x", "<pre>", "<details>", "<div>",
    "</div>", "<b>", "text </div>", "<script>", "<?", "```text\n>>> 1\n```", '<span lang="zh">甲</span><span lang="en">A</span>', "```python```", "x ```python", "`",
    "```` ```python ````", "\u3000```python", "\t```python", "[x]: y", "*[ABC]: abc", ": def", "| a | b |\n|---|---|\n| 1 | 2 |", "\\```python",
    '<div lang="zh" markdown>', '<DIV lang="en">', ">>> 1",
]  # fmt: skip


def source(chance):
    """A source made with a random.Random."""
    lines = ["# 甲 | A {#top}", ""]
    for _ in range(chance.randint(1, 6)):
        lines += _chunk(chance, 0) + [""] * chance.choice([0] + [1] * 12 + [2])
    if chance.random() < 0.12:
        _spoil(chance, lines)
    return "\n".join(lines)


def _chunk(chance, depth):
    kind = chance.random()
    if depth > 2 or kind < 0.30:
        return _fence(chance)
    if kind < 0.50:
        return [chance.choice(PROSE) for _ in range(chance.randint(1, 4))]
    if kind < 0.82:
        return _container(chance, depth)
    if kind < 0.83:
        return ["> " + line for line in _chunk(chance, depth + 1)]
    if kind < 0.86:
        return chance.choice(ODD_LINES).split("\n")
    if kind < 0.89 or depth:
        return ["## 甲 | A {#%s}" % chance.choice("abcdefgh")]
    zh, en = _chunk(chance, 1), _chunk(chance, 1)
    return [
        '<div lang="zh" markdown>', "", *zh, "", "</div>",
        '<div lang="en" markdown>', "", *en, "", "</div>",
    ]  # fmt: skip


def _fence(chance):
    marks, pieces = chance.choice(MARKS), SESSIONS if chance.random() < 0.3 else CODE
    body = "\n".join(chance.choice(pieces) for _ in range(chance.randint(1, 4))).split("\n")
    if chance.random() < 0.03:
        odd = ["```", "~~~", "````", "```python", "  ```", "``` ", "~~~python"]
        body.insert(chance.randint(0, len(body)), chance.choice(odd))
    close = marks
    if chance.random() < 0.02:
        close = chance.choice(["```", "~~~", "````", marks + " ", " " + marks, marks + "x", ""])
    return [marks + chance.choice(INFOS), *body, close]


def _container(chance, depth):
    head = [chance.choice(ITEMS) + chance.choice(PROSE)]
    if chance.random() < 0.4:
        head = [chance.choice(BOXES)]
    elif chance.random() < 0.3:
        head.append(chance.choice(["", "  ", "    ", "   "]) + chance.choice(PROSE))
    lines = head + [""] * chance.choice([0] + [1] * 12 + [2])
    lines += _indented(chance, depth)
    if chance.random() < 0.3:
        lines += [""] * chance.choice([0, 1, 1, 1, 1]) + [chance.choice(ITEMS) + chance.choice(PROSE)]
    if chance.random() < 0.3:
        lines += [""] + _indented(chance, depth)
    return lines


def _indented(chance, depth):
    by = chance.choice([4] * 40 + [2, 3, 5, 8, 0])
    return [" " * by + line if line.strip() else line for line in _chunk(chance, depth + 1)]


def _spoil(chance, lines):
    i, what = chance.randrange(len(lines)), chance.random()
    if what < 0.3:
        del lines[i]
    elif what < 0.5:
        lines.insert(i, lines[i])
    elif what < 0.75:
        lines[i] = " " * chance.randint(1, 5) + lines[i]
    else:
        lines[i] = lines[i].lstrip() + chance.choice([" ", "  ", "`", "x"])
