"""What the words of a chapter may hold: whole tags, Markdown that is read, one language.

Each function gives (offset, message) for all that the page would show otherwise than it
is meant. `source.read` asks them about every paragraph, and turns offsets into lines.
The time taken is linear in the length of the text.
"""

import re

from loom.model import inline

LANGUAGES = ("zh", "en")
_INSIDE_SPAN = r"((?:[^<\n]|<(?!/?span\b))*)"
SPAN_PAIR = re.compile(
    f'<span lang="zh">{_INSIDE_SPAN}</span><span lang="en">{_INSIDE_SPAN}</span>'
)
_LONE_SPAN = re.compile(r"<span\b[^<>]*\slang\s*=", re.IGNORECASE)
_TAG = re.compile(r"<(?:[!?]|/?(?P<name>(?>[A-Za-z][\w-]*))(?![\w.+-]*[:@]))")
_ATTRIBUTES = r'(?>(?:(?>\s+)(?:[A-Za-z][\w-]*="[^"<>]*"|download(?=[\s>])))*)'
_WHOLE_TAG = re.compile(
    rf"<(?P<closes>/)?(?P<name>(?>[A-Za-z][\w-]*))(?P<attributes>{_ATTRIBUTES})\s*+/?>"
)
_ANY_TAG = re.compile("<[^<>]*>")
_OPENING_TAG = re.compile("<[A-Za-z][^<>]*>")
_REFUSED_ATTRIBUTE = re.compile(r"\s(style|on\w+)\s*=", re.IGNORECASE)
_INLINE_TAGS = frozenset(
    "a abbr b bdi br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span "
    "strong sub sup time u var wbr".split()
)
_VOID = ("br", "img", "wbr")
_NOT_READ = (  # a sign that stands in every such text, the pattern, the cure
    ("~~", re.compile("~~+"), "strike nothing out, or write <del>…</del>"),
    (
        "] ",
        re.compile(r"^ *(?:[-*+]|\d+\.) +\[[ xX]\](?= )", re.MULTILINE),
        "write the item without a box",
    ),
    ("[^", re.compile(r"\[\^[^\[\]\n]*\]"), "say it in the text, in brackets"),
    (
        "*[",
        re.compile(r"^ *\*\[[^\]\n]+\]:", re.MULTILINE),
        'write <abbr title="…">…</abbr>',
    ),
)
_ATTRIBUTE_LIST = re.compile(r"\{[^{}\n=]*=[^{}\n]*\}")
_IMAGE = re.compile(r"(?<!^)!\[", re.MULTILINE)
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = r"[A-Za-z][A-Za-z'’-]*[,;:]?"
_SENTENCE = re.compile(rf"(?<![A-Za-z'’-]){_WORD}(?:\s+{_WORD}){{4}}")
_THREE_WORDS = re.compile(r"\s[A-Za-z'’-]+[,;:]?\s+[A-Za-z]")  # sooner seen not to be there
_ELEMENT = r'<(\w+) (?:[^<>]* )?lang="{}[^"]*"[^<>]*>[^<]*</\1>'
_IN_CHINESE = re.compile(_ELEMENT.format("zh"))
_NOT_IN_CHINESE = re.compile(_ELEMENT.format("(?!zh)"))
_TARGET_OF_LINK = re.compile(r"\]\([^()\s]*")
_TITLE_LINE = re.compile(r"^ *(?:!!!|\?\?\?|===).*$", re.MULTILINE)


def misread(text, bare):
    """What Markdown or a browser reads otherwise, or not at all.

    bare: the text after `inline.blank`.
    """
    if "<" in bare or "[" in bare or "{" in bare or "~~" in bare:
        return _misread(text, bare)
    return ()  # as for most paragraphs


def _misread(text, bare):
    if "<" in bare:
        yield from _wrong_tags(bare)
        yield from unbalanced(bare)
        for match in _OPENING_TAG.finditer(bare):
            if not text.startswith(match[0], match.start()):
                yield match.start(), "no code and no formula inside a tag: delete it"
    if "{" in bare:
        for match in _ATTRIBUTE_LIST.finditer(bare):
            yield (
                match.start(),
                "an attribute list names an id and classes alone, {#id .class}: delete the rest",
            )
    if "[" in bare or "~~" in bare:
        for sign, pattern, cure in _NOT_READ:
            for match in pattern.finditer(bare) if sign in bare else ():
                yield match.start(), f"the page would show {match[0]!r} as it is: {cure}"
    if "[" in bare:
        for offset in inline.unread_links(bare):
            yield (
                offset,
                'a link reads [words](target) or [words](target "title"), in one place, with no '
                "brackets in its words and no blank or parenthesis in its target",
            )


def _wrong_tags(bare):
    for match in _LONE_SPAN.finditer(inline.without(SPAN_PAIR, bare)):
        yield (
            match.start(),
            'words of one language inside a line come in pairs: <span lang="zh">…</span>'
            '<span lang="en">…</span>, with nothing between',
        )
    for match in _TAG.finditer(bare):
        name = (match["name"] or "").lower()
        tag = _WHOLE_TAG.match(bare, match.start())
        message = None
        if bare.startswith("<!--", match.start()):
            message = "a comment starts its own line: move it there"
        elif name == "div":
            message = "a <div …> or </div> stands alone on its line: move it there"
        elif name not in _INLINE_TAGS:
            message = (
                f"the page cannot show {match[0] + '…'!r}: write &lt; for a sign, `code` for "
                "code, or Markdown for what the tag does"
            )
        elif not tag:
            message = (
                f'{match[0]}… is no whole tag, whose attributes read name="…": correct it, or '
                "write &lt; for a sign"
            )
        else:
            message = refused_attribute(tag["attributes"])
        if message:
            yield match.start(), message


def refused_attribute(text):
    """Why a tag with these attributes is refused, or None."""
    match = _REFUSED_ATTRIBUTE.search(text)
    return match and f"no {match[1]} in a tag, for style sheets and scripts see to that: delete it"


def unbalanced(bare):
    """Every tag without a partner in its text, or in its half of a pair of spans."""
    parts = [(match.start(i), match[i]) for match in SPAN_PAIR.finditer(bare) for i in (1, 2)]
    for start, part in (*parts, (0, inline.without(SPAN_PAIR, bare))):
        opened = []
        for tag in _WHOLE_TAG.finditer(part):
            name = tag["name"].lower()
            if name not in _INLINE_TAGS or name in _VOID:
                continue
            if not tag["closes"]:
                opened.append((name, tag.start()))
            elif opened and opened[-1][0] == name:
                opened.pop()
            else:
                yield start + tag.start(), f"{tag[0]} closes nothing here: delete it"
                return
        for name, at in opened:
            yield start + at, f"<{name}> is not closed in its paragraph: write </{name}>"


def foreign(text, bare, lang):
    """Words of another language than the text's; lang is None where all readers see it.

    bare: the text after `inline.blank`. Code, formulas, addresses and elements with a `lang`
    of their own are not asked, nor are the titles of boxes and tabs, whose halves are asked
    one by one.
    """
    may_be_english = lang != "en" and _THREE_WORDS.search(text)
    if not may_be_english and (lang == "zh" or text.isascii() or not _HAN.search(text)):
        return ()
    return _foreign(text, bare, lang)


def _foreign(text, bare, lang):
    if lang is None:
        bare = inline.without(_TITLE_LINE, bare)
        for match in SPAN_PAIR.finditer(bare):
            for i, half in enumerate(LANGUAGES, 1):
                start, end = match.span(i)
                for offset, message in foreign(text[start:end], bare[start:end], half):
                    yield start + offset, message
        bare = inline.without(SPAN_PAIR, bare)
    bare = inline.without(_TARGET_OF_LINK, bare)
    where = f"in the {lang} text" if lang else "outside the language blocks"
    chinese = lang != "zh" and _HAN.search(inline.without(_IN_CHINESE, bare))
    if chinese:
        yield (
            chinese.start(),
            f"Chinese words {where}: move them to the zh text, or write "
            f'<i lang="zh-Hans">{chinese[0]}…</i>',
        )
    english = lang != "en" and _SENTENCE.search(
        inline.without(_ANY_TAG, inline.without(_NOT_IN_CHINESE, bare))
    )
    if english:
        yield (
            english.start(),
            f"English words {where}: move them to the en text, or write "
            f'<i lang="en">{english[0].split()[0]}…</i>',
        )


def outside(text):
    """The text without code and formulas; "" where it cannot be read."""
    try:
        return inline.blank(text)
    except inline.InlineFault:
        return ""


def lost_images(bare):
    """Every image outside the language blocks that does not stand where a figure stands.

    bare: the text after `inline.blank`.
    """
    for match in _IMAGE.finditer(inline.without(SPAN_PAIR, bare)):
        yield (
            match.start(),
            "outside the language blocks a figure stands at the left margin, alone on its "
            "line: move it there",
        )
