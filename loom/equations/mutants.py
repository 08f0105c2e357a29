"""Every one-token mistake that could stand in a formula."""

from __future__ import annotations

from collections.abc import Iterator

from loom.equations.commands import ACCENTS, GREEK, RELATIONS, UPRIGHT
from loom.equations.tokens import Token, Tokens, tokenize

_SWAPS = {
    "+": ("-",), "<": (">",), ">": ("<",), r"\le": (r"\ge",), r"\ge": (r"\le",),
    r"\leq": (r"\geq",), r"\geq": (r"\leq",), r"\cdot": ("+", "-"), r"\times": ("+",),
    r"\sum": (r"\prod",), r"\max": (r"\min",), r"\min": (r"\max",), r"\tanh": (r"\exp",),
    r"\exp": (r"\ln",), r"\ln": (r"\exp",), r"\sin": (r"\cos",), r"\cos": (r"\sin",),
    "/": (r"\cdot",), r"\odot": ("",), r"\otimes": ("",),
}
_BEFORE_A_SIGN = ("(", "{", "[", "=", "&", r"\\", r"\approx", "<", ">")


def mutants(text: str) -> list[tuple[str, str]]:
    """Every one-token mutant of a formula as (what was changed, the mutant), each once.

    Signs, operators and relations are turned, digits moved by one, letters exchanged for
    the formula's other letters, factors, powers, primes, indices and accents dropped.
    """
    tokens = tokenize(text)[:-1]
    found: dict[str, str] = {}
    for change, start, end, new in _edits(text, tokens):
        mutant = text[:start] + new + text[end:]
        if mutant != text:
            found.setdefault(mutant, change)
    return [(change, mutant) for mutant, change in found.items()]


Edit = tuple[str, int, int, str]  # what was changed, and new text for text[start:end]


def _edits(text: str, tokens: Tokens) -> Iterator[Edit]:
    names = _names(tokens)
    for i, token in enumerate(tokens):
        yield from _turned(tokens, i)
        if token.kind == "number":
            yield from _other_digits(token)
        if token.kind == "letter" or token.text in GREEK:
            for other in names:
                if other != token.text and not _in_word(tokens, i):
                    spaced = other + " " if other.startswith("\\") else other
                    yield f"{token.text} → {other}", token.start, token.end, spaced
        yield from _dropped(text, tokens, i)
        yield from _other_layer(tokens, i)
    yield from _exchanged(text, tokens)


def _names(tokens: Tokens) -> list[str]:
    """The letters of a formula that may be taken for each other."""
    found = [t.text for i, t in enumerate(tokens)
             if (t.kind == "letter" or t.text in GREEK) and not _in_word(tokens, i)]
    return list(dict.fromkeys(found))


def _in_word(tokens: Tokens, i: int) -> bool:
    """Whether a letter belongs to the argument of \\begin, \\mathrm and their like."""
    while i > 0 and tokens[i - 1].kind == "letter":
        i -= 1
    return i > 1 and tokens[i - 1].text == "{" and tokens[i - 2].text in (
        r"\begin", r"\end", *UPRIGHT)


def _turned(tokens: Tokens, i: int) -> Iterator[Edit]:
    token = tokens[i]
    for new in _SWAPS.get(token.text, ()):
        yield f"{token.text} → {new}", token.start, token.end, new + " "
    if token.text == "-":
        unary = i == 0 or tokens[i - 1].text in _BEFORE_A_SIGN
        yield f"- → {'nothing' if unary else '+'}", token.start, token.end, "" if unary else "+"


def _other_digits(token: Token) -> Iterator[Edit]:
    """The last digit one more and one less; a whole number keeps its value's neighbours."""
    digits = token.text
    if "." in digits:
        last = int(digits[-1])
        for new in {(last + 1) % 10, (last - 1) % 10}:
            yield f"{digits} → {digits[:-1]}{new}", token.start, token.end, f"{digits[:-1]}{new}"
    elif digits.isdigit():
        for new in (int(digits) + 1, int(digits) - 1):
            if new >= 0:
                yield f"{digits} → {new}", token.start, token.end, str(new)


def _other_layer(tokens: Tokens, i: int) -> Iterator[Edit]:
    """`[l]` for `[l-1]`, and one layer further down."""
    inside = [t.text for t in tokens[i : i + 5]]
    if inside[:1] == ["["] and i and tokens[i - 1].text == "{" and len(inside) > 2:
        if inside[2] == "]" and tokens[i + 1].kind == "letter":
            yield f"[{inside[1]}] → [{inside[1]}-1]", tokens[i + 2].start, tokens[i + 2].start, "-1"
        elif inside[2] in ("-", "+") and inside[4:] == ["]"]:
            yield f"[{''.join(inside[1:4])}] → [{inside[1]}]", tokens[i + 2].start, tokens[i + 3].end, ""


def _exchanged(text: str, tokens: Tokens) -> Iterator[Edit]:
    """Two neighbouring factors, each a capital letter with its marks, in the other order."""
    for i, token in enumerate(tokens):
        if _capital(tokens, i):
            middle = _operand_end(text, tokens, i)
            j = next((k for k in range(i, len(tokens)) if tokens[k].start >= middle), None)
            if j is not None and _capital(tokens, j):
                end = _operand_end(text, tokens, j)
                first, second = text[token.start : middle].strip(), text[tokens[j].start : end].strip()
                yield f"{first} {second} exchanged", token.start, end, f"{second} {first}"


def _capital(tokens: Tokens, i: int) -> bool:
    token = tokens[i]
    letter = token.kind == "letter" and token.text.isupper()
    return letter and not _in_word(tokens, i) and (i == 0 or tokens[i - 1].text not in ("_", "^"))


def _operand_end(text: str, tokens: Tokens, i: int) -> int:
    """Where a letter with its subscript and superscripts ends."""
    end, j = tokens[i].end, i + 1
    while j + 1 < len(tokens) and tokens[j].text in ("_", "^"):
        end = _group_end(tokens, j + 1)
        j = next((k for k in range(j, len(tokens)) if tokens[k].start >= end), len(tokens))
    return end


def _dropped(text: str, tokens: Tokens, i: int) -> Iterator[Edit]:
    """A factor, power, prime, index or accent left out."""
    token = tokens[i]
    if token.text == "'":
        yield "' dropped", token.start, token.end, ""
    if token.text in ACCENTS:
        yield f"{token.text} dropped", token.start, token.end, " "
    if token.text == "^" and i + 1 < len(tokens):
        end = _group_end(tokens, i + 1)
        yield f"{text[token.start : end]} dropped", token.start, end, ""
    follows = tokens[i + 1].text if i + 1 < len(tokens) else ""
    if token.kind == "number" and (follows in (r"\cdot", r"\times")):
        yield f"{token.text} {follows} dropped", token.start, tokens[i + 1].end, ""
    elif token.kind == "number" and follows[:1].isalpha() or token.kind == "number" \
            and follows[:1] == "\\" and follows[1:2].isalpha() and follows not in RELATIONS:
        yield f"{token.text} dropped", token.start, token.end, ""
    if token.text == r"\frac" and i + 1 < len(tokens):
        middle = _group_end(tokens, i + 1)
        second = next((j for j in range(i + 1, len(tokens)) if tokens[j].start >= middle), None)
        if second is not None:
            yield "fraction dropped", token.start, _group_end(tokens, second), ""


def _group_end(tokens: Tokens, i: int) -> int:
    """Where the argument that begins at token i ends in the text."""
    if tokens[i].text != "{":
        return tokens[i].start + 1 if tokens[i].kind == "number" else tokens[i].end
    depth = 0
    for token in tokens[i:]:
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return token.end
    return tokens[-1].end
