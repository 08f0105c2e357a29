"""Appendix B, read: how the book calls a thing in each language, and how never.

Below the heading of an entry stands a comment that says which words are meant:

    ### 权重 | weight {#weight}

    <!-- term
    zh 权重
    en weight, weights
    also en weighted
    not en body weight
    never zh 比重, 体重 unless 身高, 磅
    alone zh
    -->

A pair whose English uses one of the `en` words says it in Chinese with one of the `zh`
words, and the reverse; an `also` word is a good rendering too, but asks for nothing.
`alone zh` lets the Chinese say a common word where the English has a pronoun. Where
words overlap, the longest is meant: a “forward pass” is not a use of “pass”. The phrases
after `not` hold a word of the term in another sense, and are no use of it. `never` words do not stand in a pair that uses the term, unless one of the words after `unless`
stands in the same text, or quotation marks directly around them: “体重” in quotation
marks is spoken of, and not used.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from loom.rules import parity
from loom.model import LANGUAGES, Fault, SourceError

PAGE = "b-glossary.md"
_COMMENT = re.compile(r"<!--\s*terms?\b(.*)-->", re.DOTALL)
_LINE = re.compile(r"(?:(also|never|alone|not) )?(zh|en)(?: (?!unless )(.+?)(?: unless (.+))?)?")
_LATIN = re.compile("[A-Za-z]")


@dataclass(frozen=True)
class Never:
    """Words that a text of one language does not use for the term."""

    lang: str
    words: tuple
    unless: tuple


@dataclass(frozen=True)
class Term:
    """An entry: its anchor, its words by language, and what the other lines add."""

    anchor: str
    words: dict
    also: dict
    other: dict
    never: tuple
    alone: tuple


def terms(page):
    """The entries of the glossary's page.

    Raises SourceError for a term comment that stands below no heading of its own, that
    lacks the words of a language, or that lists a word of an earlier entry.
    """
    found, faults = {}, []
    for comment in page.comments:
        inside = _COMMENT.fullmatch(comment.text)
        if not inside:
            continue
        above = [heading.anchor for heading in page.headings if heading.line < comment.line]
        try:
            if not above:
                raise ValueError("a term comment stands below the heading of its entry")
            if above[-1] in found:
                raise ValueError("two term comments below one heading: give each term its own")
            found[above[-1]] = _term(above[-1], inside[1], found.values())
        except ValueError as error:
            faults.append(Fault(page.path, comment.line, str(error)))
    if faults:
        raise SourceError(faults)
    return list(found.values())


def _term(anchor, text, earlier):
    words, also, other, never, alone = {}, {}, {}, [], []
    for line in text.strip().split("\n"):
        match = _LINE.fullmatch(line.strip())
        key, lang, listed, unless = match.groups() if match else (None, None, "", None)
        listed, kept = _listed(listed or ""), {"also": also, "not": other}.get(key, words)
        if key == "alone" and not listed:
            alone.append(lang)
        elif key == "never" and listed:
            never.append(Never(lang, listed, _listed(unless or "")))
        elif key in ("also", "not", None) and listed and not unless and lang not in kept:
            kept[lang] = listed
        else:
            raise ValueError(
                "a term comment has one line zh … and one en …, and may have also zh …, not zh …, "
                f"never zh … unless …, alone zh, or these with en, but no {line.strip()!r}"
            )
    if set(words) != set(LANGUAGES):
        raise ValueError("a term comment lists the words of zh and of en")
    for lang, phrases in other.items():
        for phrase in phrases:
            if not find(words[lang], phrase, lang):
                raise ValueError(f"not {lang} {phrase!r} has no word of the term: leave it out")
    _refuse_taken(words, earlier)
    return Term(anchor, words, also, other, tuple(never), tuple(alone))


def _refuse_taken(words, earlier):
    for lang in LANGUAGES:
        taken = {plain(word): term.anchor for term in earlier for word in term.words[lang]}
        for word in words[lang]:
            if plain(word) in taken:
                raise ValueError(f"{word!r} is a word of {taken[plain(word)]!r} already")


def _listed(text):
    return tuple(word.strip() for word in text.split(",") if word.strip())


def faults(page, glossary):
    """A Fault for every pair of a page that calls a term other than the glossary does."""
    for pair in parity.pairs(page):
        sides = {"zh": pair.zh, "en": pair.en}
        only = {plain(word) for word in pair.only}
        used = {lang: _first_uses(glossary, sides[lang].text, lang) for lang in LANGUAGES}
        for term in glossary:
            for lang, other in (("zh", "en"), ("en", "zh")):
                use = None if other in term.alone else used[other].get(term.anchor)
                if use and not set(map(plain, use[0].split())) <= only:
                    if not find(_good(term, lang), sides[lang].text, lang):
                        yield _missing(page, sides, term, lang, other, use)
            if any(find(term.words[lang], sides[lang].text, lang) for lang in LANGUAGES):
                yield from _forbidden(page, sides, term)


def uses(glossary, text, lang):
    """(match, Term) for every place that uses a term, in order.

    Of two that overlap, the longer one is the use: "mean squared error", not "the mean". A
    phrase in another sense is longer than the word inside it, and no use.
    """
    places = [(m, term) for term in glossary for m in find(term.words[lang], text, lang)]
    places += [(m, None) for term in glossary for m in find(term.other.get(lang, ()), text, lang)]
    places.sort(key=lambda place: place[0].start() - place[0].end())
    kept = []
    for match, term in places:
        if all(match.end() <= other.start() or other.end() <= match.start() for other, _ in kept):
            kept.append((match, term))
    return sorted((place for place in kept if place[1]), key=lambda place: place[0].start())


def find(words, text, lang):
    """The places where a text of a language uses one of the words, as matches."""
    words, squeezed = tuple(words), _squeezed(text)
    if not any(word in squeezed for word in _plain_words(words)):  # most words, most texts
        return []
    return list(pattern(words, lang).finditer(text))


def pattern(words, lang):
    """A regular expression for the words, of any case; Latin words are whole words.

    A part of a name such as `hidden-weights` is no whole word. A phrase may go over a line
    end or out of bold type, and a Chinese word over a line end.
    """
    return _pattern(tuple(words), lang)


@lru_cache(maxsize=None)
def _pattern(words, lang):
    longest_first = sorted(words, key=len, reverse=True)
    latin = [_expression(word, lang) for word in longest_first if _LATIN.match(word[0])]
    other = [_expression(word, lang) for word in longest_first if not _LATIN.match(word[0])]
    # No letter stands before a Latin word: asked once a place, not once a word.
    parts = [rf"(?<![a-z])(?<![a-z]-)(?:{'|'.join(latin)})"] if latin else []
    return re.compile("|".join(parts + other), re.IGNORECASE)


def _expression(word, lang):
    gap = r"(?:\n *)?" if lang == "zh" else ""
    found = gap.join(r"[\s*]+" if mark == " " else re.escape(mark) for mark in word)
    return found + (r"(?!-?[a-z])" if _LATIN.match(word[-1]) else "")


def plain(word):
    """A word as it is compared: of one case, without blanks and line breaks."""
    return "".join(word.split()).casefold()


@lru_cache(maxsize=None)
def _plain_words(words):
    return tuple(map(plain, words))


@lru_cache(maxsize=8)
def _squeezed(text):
    """A text without what may stand inside a phrase: whatever uses a word contains it."""
    return plain(text.replace("*", ""))


def _first_uses(glossary, text, lang):
    return {term.anchor: match for match, term in reversed(uses(glossary, text, lang))}


def _good(term, lang):
    return term.words[lang] + term.also.get(lang, ())


def _line(side, offset):
    """The line of the file on which side.text[offset] stands."""
    lines = [line + i for line, text in side.paragraphs for i in range(text.count("\n") + 1)]
    return lines[side.text.count("\n", 0, offset)]


def _missing(page, sides, term, lang, other, use):
    wanted = " / ".join(_good(term, lang))
    word = " ".join(use[0].split())
    return Fault(
        page.path,
        _line(sides[other], use.start()),
        f"the {other} text says {word!r}, so the {lang} text beside it (line {sides[lang].line}) "
        f"says {wanted} (docs/{PAGE}#{term.anchor}); where it is meant to differ, write "
        f"<!-- only {word} --> into the en block",
    )


def _forbidden(page, sides, term):
    for never in term.never:
        side = sides[never.lang]
        if never.unless and find(never.unless, side.text, never.lang):
            continue
        for match in find(never.words, side.text, never.lang):
            before, after = side.text[: match.start()], side.text[match.end() :]
            if before.endswith("“") and after.startswith("”"):
                continue
            wanted = " / ".join(term.words[never.lang])
            yield Fault(
                page.path,
                _line(side, match.start()),
                f"{match[0]!r} is not what this book calls it: write {wanted} "
                f"(docs/{PAGE}#{term.anchor})",
            )
