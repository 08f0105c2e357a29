"""Every one-token mistake that could stand in a formula."""

from nnbook.loom.equations.reading import words
from nnbook.loom.equations.reading.tokens import tokenize

_SWAPS = {
    "+": ("-",), "<": (">",), ">": ("<",), r"\le": (r"\ge",), r"\ge": (r"\le",),
    r"\leq": (r"\geq",), r"\geq": (r"\leq",), r"\cdot": ("+", "-"), r"\times": ("+",),
    r"\sum": (r"\prod",), r"\max": (r"\min",), r"\min": (r"\max",), r"\tanh": (r"\exp",),
    r"\exp": (r"\ln",), r"\ln": (r"\exp",), r"\sin": (r"\cos",), r"\cos": (r"\sin",),
    "/": (r"\cdot",),
}
_BEFORE_A_SIGN = ("(", "{", "[", "=", "&", r"\\", r"\approx", "<", ">")


def mutants(text):
    """Every one-token mutant of a formula as (what was changed, the mutant), each once.

    Signs, operators and relations are turned, digits moved by one, letters exchanged for
    the formula's other letters, factors, powers, primes, indices and accents dropped.
    """
    tokens = tokenize(text)[:-1]
    found = {}
    for change, start, end, new in _edits(text, tokens):
        mutant = text[:start] + new + text[end:]
        if mutant != text:
            found.setdefault(mutant, change)
    return [(change, mutant) for mutant, change in found.items()]


def _edits(text, tokens):
    names = _names(tokens)
    for i, token in enumerate(tokens):
        yield from _turned(tokens, i)
        if token.kind == "number":
            yield from _other_digits(token)
        if token.kind == "letter" or token.text in words.GREEK:
            for other in names:
                if other != token.text and not _in_word(tokens, i):
                    spaced = other + " " if other.startswith("\\") else other
                    yield f"{token.text} → {other}", token.start, token.end, spaced
        yield from _dropped(text, tokens, i)


def _names(tokens):
    """The letters of a formula that may be taken for each other."""
    found = [t.text for i, t in enumerate(tokens)
             if (t.kind == "letter" or t.text in words.GREEK) and not _in_word(tokens, i)]
    return list(dict.fromkeys(found))


def _in_word(tokens, i):
    """Whether a letter belongs to the argument of \\begin, \\mathrm and their like."""
    while i > 0 and tokens[i - 1].kind == "letter":
        i -= 1
    return i > 1 and tokens[i - 1].text == "{" and tokens[i - 2].text in (
        r"\begin", r"\end", *words.UPRIGHT)


def _turned(tokens, i):
    token = tokens[i]
    for new in _SWAPS.get(token.text, ()):
        yield f"{token.text} → {new}", token.start, token.end, new + " "
    if token.text == "-":
        unary = i == 0 or tokens[i - 1].text in _BEFORE_A_SIGN
        yield f"- → {'nothing' if unary else '+'}", token.start, token.end, "" if unary else "+"


def _other_digits(token):
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


def _dropped(text, tokens, i):
    """A factor, power, prime, index or accent left out."""
    token = tokens[i]
    if token.text == "'":
        yield "' dropped", token.start, token.end, ""
    if token.text in words.ACCENTS:
        yield f"{token.text} dropped", token.start, token.end, " "
    if token.text == "^" and i + 1 < len(tokens):
        end = _group_end(tokens, i + 1)
        yield f"{text[token.start : end]} dropped", token.start, end, ""
    follows = tokens[i + 1].text if i + 1 < len(tokens) else ""
    if token.kind == "number" and (follows in (r"\cdot", r"\times")):
        yield f"{token.text} {follows} dropped", token.start, tokens[i + 1].end, ""
    elif token.kind == "number" and follows[:1].isalpha() or token.kind == "number" \
            and follows[:1] == "\\" and follows[1:2].isalpha() and follows not in words.RELATIONS:
        yield f"{token.text} dropped", token.start, token.end, ""
    if token.text == r"\frac" and i + 1 < len(tokens):
        middle = _group_end(tokens, i + 1)
        second = next((j for j in range(i + 1, len(tokens)) if tokens[j].start >= middle), None)
        if second is not None:
            yield "fraction dropped", token.start, _group_end(tokens, second), ""


def _group_end(tokens, i):
    """Where the argument that begins at token i ends in the text."""
    if tokens[i].text != "{":
        return tokens[i].start + 1 if tokens[i].kind == "number" else tokens[i].end
    depth = 0
    for token in tokens[i:]:
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return token.end
    return tokens[-1].end
