"""Texts that a careless reader would take quadratic time for: a unit, repeated."""

LONG_LINES = {
    "words": "word ", "Chinese": "字", "backticks": "`a` ", "lone backticks": "`` ` ", "dollars": "$a$ ",
    "dollars and blanks": "$ a", "escapes": "\\$", "opening brackets": "[", "images": "![", "links": "[a](#a) ",
    "half links": "](a", "link targets and blanks": "](a  ", "definitions": "[a]: ", "tags": "<a href=",
    "spans": "<span ", "span pairs": '<span lang="zh">a', "whole spans": '<span lang="zh">a</span><span lang="en">a</span>',
    "div": "<div ", "div lang": "<div lang ", "closing div": "</div>", "comments": "<!--", "closed comments": "<!-- a -->",
    "eq comments": "<!-- eq ", "pipes": " | ", "bars": "$a|b$ ", "quotes": ">", "spaced quotes": "> ", "items": "- ", "numbers": "1. ",
    "digits": "1", "hashes": "#", "spaced hashes": "# ", "ids": " {#a", "braces": "{", "equals": "=", "dashes": "- -", "tildes": "~",
    "fence": "```a ", "exclamations": "!!! ", "titles": '!!! a "', "words of a title": "!!! a a a a ", "tabs": '=== "', "angles": "<",
    "names of a tag": "<a-", "addresses": "<a.a", "figures": '![a | b](a.svg "', "Latin words": "five words of English ", "Latin word": "abc'-",
    "elements with lang": '<i lang="en">a', "tag attributes": '<b a="b" ', "attribute lists": "{a=", "equals in braces": "{=a", "tick boxes": "- [ ] ",
    "footnotes": "[^", "strokes": "~~", "delimiters": "|-", "delimiter colons": ":-:|", "spaced stars": "* ", "items in items": "- 1. ",
    "half tags": "<b ", "whole tags": "<b>", "closing tags": "</b>", "quotes in Chinese": "字“", "joins": "字](字",
}  # fmt: skip
BEGUN = {  # a beginning, then a unit that keeps a pattern hoping
    "heading": ("# a", " "), "heading with id": ("# a | b", " {#"), "box": ("!!! a", " "), "box kind": ("!!! ", "a "), "tab": ("===", " "),
    "figure": ("![a](a.svg", " "), "div": ("<div", " lang"), "link": ("[a](a", " "), "tag": ("<a", " href"), "tag name": ("<", "a"),
    "quote": ("> ", " "), "comment": ("<!-- eq", " "), "front matter": ("---\ntitle: a", " "), "span": ("<span", " lang"),
    "session": ("```python\n>>>", " "), "info": ("```python", " "), "underline": ("a\n", "= "), "spaced rule": ("-", " "), "words": ("字 a", " "), "delimiter": ("a\n|", " -"), "attributes": ("<b", ' a="b"'),
    "attribute list": ("{", "="), "attribute words": ("{a", " b"), "lang": ('<i lang="en"', " a"), "quotation": (">", " "), "shown": ("```text\n", ">>> \n"),
}  # fmt: skip
MANY_LINES = {
    "paragraphs": "words\n\n", "long paragraph": "words $a$ [a](#a)\n", "headings": "# 甲 | A\n\n", "fences": "```text\na\n```\n\n",
    "open fences": "```text\n", "programs": "```python\nx = 1\n```\n\n", "sessions": "```python\n>>> 1\n1\n```\n\n", "items": "- a\n",
    "deep items": "- a\n    - b\n\n        - c\n\n", "boxes": '!!! note "a | b"\n\n    a\n\n', "comments": "<!-- a -->\n", "open comments": "<!-- a\n",
    "displays": "<!-- eq a def -->\n```math\na = b | c\n```\n\n", "pairs": '<div lang="zh" markdown>\n\na\n\n</div>\n<div lang="en" markdown>\n\na\n\n</div>\n',
    "open blocks": '<div lang="zh" markdown>\n', "closings": "</div>\n", "divs": "<div>\n", "quotes": "> a\n", "faults": "$$ a\n\n", "bars": "$a|b$\n",
    "figures": '![a | b](a.svg "a | b")\n\n', "blank lines": "\n", "carriage returns": "\r", "anchors": "a {#a}\n", "front matter": "---\n", "Chinese lines": "字\n", "English lines": "字 word word\n", "tables": "a\n|-|\n", "rules": "- -\n", "numbers": "2. a\n",
    "inner fences": "````text\n```python\n>>> a\n", "keys": "---\na: b\n", "prompts": "```text\n>>> a\n```\n\n",
}  # fmt: skip


def texts(size):
    """(name, text) of about so many characters each."""
    for name, unit in LONG_LINES.items():
        yield f"{name} on one line", unit * (size // len(unit)) + "\n"
    for name, (start, unit) in BEGUN.items():
        yield f"{name} that goes on", start + unit * (size // len(unit)) + "x\n"
    for name, unit in MANY_LINES.items():
        yield f"lines of {name}", unit * (size // len(unit))
