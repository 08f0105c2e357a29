"""Appendix B is a glossary worth reading, and the whole book keeps to it."""

import re
import textwrap
from functools import cache

import pytest
from conftest import sample, whole_book

from loom.model import inline
from loom.rules import glossary, links, parity
from loom.model import LANGUAGES, SourceError, read

BOOK = whole_book()
PAGE = BOOK.pages[glossary.PAGE]
TERMS = glossary.terms(PAGE)
BY_ANCHOR = {term.anchor: term for term in TERMS}
ENTRIES = [heading for heading in PAGE.headings if heading.level == 3]
TARGET = re.compile(r"\]\([^()\n]*\)|<[^<>\n]*>")
LOSSES = sample([(t, lang, other) for t in TERMS for lang, other in (("zh", "en"), ("en", "zh")) if other not in t.alone], 3)
PLANTS = sample([(term, never, word) for term in TERMS for never in term.never for word in never.words], 3)

SMALL = """
### 权重 | weight {#weight}

<!-- term
zh 权重
en weight, weights
also zh 体重
also en weighted
not en body weight, people's weights
never zh 比重, 体重 unless 身高, 磅
never en heaviness
-->

### 学习率 | learning rate {#learning-rate}

<!-- term
zh 学习率
en learning rate, learning rates
never zh 学习速率
-->

### 导数 | derivative {#derivative}

<!-- term
zh 导数
en derivative, derivatives
-->

### 偏导数 | partial derivative {#partial-derivative}

<!-- term
zh 偏导数
en partial derivative
-->

### 网络 | network {#network}

<!-- term
zh 网络
en network
alone zh
-->
"""


def small_terms(text=SMALL):
    """The entries of a glossary page."""
    return glossary.terms(read(text, "docs/b-glossary.md"))


def said(zh, en, terms=None):
    """The faults of one pair of paragraphs."""
    text = f'<div lang="zh" markdown>\n\n{zh}\n\n</div>\n<div lang="en" markdown>\n\n{en}\n\n</div>\n'
    return list(glossary.faults(read(text, "docs/x.md"), terms or small_terms()))


# Small pairs ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("权重是 2。", "The weight is 2."),
        ("两个权重。", "Two weights."),
        ("权重。", "WEIGHTS."),
        ("用权重平均。", "A weighted mean."),
        ("他的体重和身高。", "His weight and height."),
        ("他有多重？", "What is his body\nweight?"),
        ("没有这些词。", "None of the words, not even weightless or underweights."),
        ("学习率太大。", "The learning\nrate is too large."),
        ("学习\n率太大。", "The learning rate is too large."),
        ("**学习率**太大。", "The **learning** rate is too large."),
        ("偏导数。", "A partial derivative."),
        ("这个网络答得好。", "It answers well."),
        ("**hidden-weights**：先猜。", "**hidden-weights**: Guess first."),
        ("**weights-by-hand**：先猜。", "**weights-by-hand**: Guess first."),
        ("**sigmoid-of-three**：先猜。", "**sigmoid-of-three**: Guess first."),
        ("代码 `权重`。", "Code `w`."),
        ("见[这里](weight.md)。", "See [here](weight.md)."),
    ],
)
def test_a_pair_that_uses_the_words_of_the_list_passes(zh, en):
    assert said(zh, en) == []


@pytest.mark.parametrize(
    ("zh", "en", "line", "message"),
    [
        ("他有多重？", "Body weight is no weight.", 8, "the en text says 'weight'"),
        ("这个数是 2。", "The weight is 2.", 8, "the en text says 'weight', so the zh text beside it (line 1) says 权重 / 体重"),
        ("权重是 2。", "The number is 2.", 3, "the zh text says '权重', so the en text beside it (line 6) says weight / weights / weighted"),
        ("学习很快。", "One.\nThe learning\nrate.", 9, "the en text says 'learning rate'"),
        ("导数。", "A partial derivative.", 8, "the en text says 'partial derivative'"),
        ("它答得好。", "The network answers well.", 8, "the en text says 'network'"),
    ],
)
def test_a_word_without_its_partner_is_told_with_the_line_of_the_word(zh, en, line, message):
    (fault,) = (f for f in said(zh, en) if message in f.message)
    assert (fault.path, fault.line) == ("docs/x.md", line)


@pytest.mark.parametrize(
    ("zh", "en", "line", "word"),
    [
        ("权重不是比重。", "The weight.", 3, "比重"),
        ("第一段。\n\n权重，\n不是比重。", "The weight.", 6, "比重"),
        ("神经元的体重是 2。", "The neuron's weight is 2.", 3, "体重"),
        ("学习速率太大。", "The learning rate is too large.", 3, "学习速率"),
        ("学习\n速率太大，学习率。", "The learning rate.", 3, "学习\n速率"),
        ("权重。", "The weight, or heaviness.", 8, "heaviness"),
    ],
)
def test_a_forbidden_word_is_told_with_its_line(zh, en, line, word):
    (fault,) = (f for f in said(zh, en) if "is not what this book calls it" in f.message)
    assert (fault.path, fault.line) == ("docs/x.md", line)
    assert fault.message.startswith(repr(word))


def test_the_cure_names_no_forbidden_word():
    (fault,) = said("神经元的体重。", "The neuron's weight.")
    assert "write 权重 (docs/b-glossary.md#weight)" in fault.message


def test_a_forbidden_word_may_stand_where_the_term_is_not_meant():
    assert said("比重是密度之比。", "Specific gravity is a ratio of densities.") == []


def test_a_forbidden_word_may_stand_beside_a_word_after_unless():
    assert said("体重是 133 磅。", "The weight is 133 pounds.") == []


def test_a_forbidden_word_in_quotation_marks_is_spoken_of_but_a_quotation_that_uses_it_is_not():
    assert said("权重不叫“比重”。", "The weight.") == []
    assert len(said("他说“权重就是比重”。", "The weight.")) == 1
    assert len(said("他说“比重就是权重”。", "The weight.")) == 1


def test_the_longest_of_overlapping_words_is_the_use():
    found = glossary.uses(small_terms(), "The partial derivative, a derivative.", "en")
    assert [(match[0], term.anchor) for match, term in found] == [
        ("partial derivative", "partial-derivative"),
        ("derivative", "derivative"),
    ]


def test_a_phrase_in_another_sense_is_no_use():
    found = glossary.uses(small_terms(), "Body weight, people's weights, weight.", "en")
    assert [(match[0], match.start(), term.anchor) for match, term in found] == [("weight", 31, "weight")]


def test_a_pair_may_say_that_it_is_meant_to_differ():
    assert said("这个数。", "<!-- only weight -->\n\nThe weight.") == []
    assert said("速度。", "<!-- only learning rate -->\n\nThe learning rate.") == []
    assert len(said("速度。", "<!-- only learning -->\n\nThe learning rate.")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "## 比重，权重 | weight {#a}\n",
        '![比重，权重 | weight](a.svg)\n',
        '![图 | picture](a.svg "比重，权重 | weight")\n',
        '!!! note "比重，权重 | weight"\n    <span lang="zh">一</span><span lang="en">one</span>\n',
        'A <span lang="zh">比重，权重</span><span lang="en">weight</span>.\n',
    ],
)
def test_headings_figures_titles_and_spans_are_read_too(text):
    (fault,) = glossary.faults(read("\n\n" + text, "docs/x.md"), small_terms())
    assert fault.line == 3


# Entries that cannot be used ------------------------------------------------


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("<!-- term\nzh 权重\n-->", "lists the words of zh and of en"),
        ("<!-- term\n-->", "one line zh … and one en …"),
        ("<!-- term -->", "one line zh … and one en …"),
        ("<!-- term\nzh 权重\nen ,\n-->", "no 'en ,'"),
        ("<!-- term\nzh 权重\nzh 比重\nen weight\n-->", "no 'zh 比重'"),
        ("<!-- term\nzh 权重\nen weight\nno zh 比重\n-->", "no 'no zh 比重'"),
        ("<!-- term\nzh 新\nen new\nnot en old\n-->", "not en 'old' has no word of the term"),
        ("<!-- term\nzh 新\nen new\nnot en anew\n-->", "not en 'anew' has no word of the term"),
        ("<!-- term\nzh 新\nen new\nnot en new year\nnot en new moon\n-->", "no 'not en new moon'"),
        ("<!-- term\nzh 权重\nen weight\nnever 比重\n-->", "no 'never 比重'"),
        ("<!-- term\nzh 权重\nen weight\nnever zh\n-->", "no 'never zh'"),
        ("<!-- term\nzh 权重\nen weight\nnever zh unless 磅\n-->", "no 'never zh unless 磅'"),
        ("<!-- term\nzh 权重 unless 磅\nen weight\n-->", "no 'zh 权重 unless 磅'"),
        ("<!-- term\nzh 权重\nen weight\nalone zh 权重\n-->", "no 'alone zh 权重'"),
        ("<!-- term\nzh 学习率\nen rate\n-->", "'学习率' is a word of 'learning-rate' already"),
        ("<!-- term\nzh 速\nen learning  rates\n-->", "is a word of 'learning-rate' already"),
    ],
)
def test_a_malformed_entry_is_told_with_its_line_and_cure(comment, message):
    with pytest.raises(SourceError) as error:
        small_terms(f"{SMALL}\n### 新 | new {{#new}}\n\n{comment}\n")
    (fault,) = error.value.faults
    assert message in fault.message
    assert fault.line == SMALL.count("\n") + 4


def test_two_terms_below_one_heading_are_refused():
    comment = "<!-- term\nzh {}\nen {}\n-->\n"
    with pytest.raises(SourceError, match=r"docs/b-glossary.md:8: two term comments below one heading"):
        small_terms("## 一 | one {#one}\n\n" + comment.format("一", "one") + "\n" + comment.format("二", "two"))


def test_a_term_without_a_heading_is_refused():
    with pytest.raises(SourceError, match=r"docs/b-glossary.md:1: a term comment stands below the heading"):
        small_terms("<!-- term\nzh 一\nen one\n-->\n\n## 一 | one {#one}\n")


def test_an_entry_holds_what_its_comment_says():
    weight = small_terms()[0]
    assert weight.words == {"zh": ("权重",), "en": ("weight", "weights")}
    assert weight.also == {"zh": ("体重",), "en": ("weighted",)}
    assert weight.other == {"en": ("body weight", "people's weights")}
    assert weight.never[0] == glossary.Never("zh", ("比重", "体重"), ("身高", "磅"))


# The glossary of the book ---------------------------------------------------


def entry_blocks(heading):
    """The blocks between the heading of an entry and the next heading."""
    later = [h.line for h in PAGE.headings if h.line > heading.line]
    end = min(later, default=len(PAGE.lines) + 1)
    return [block for block in PAGE.blocks if heading.line < block.line < end]


def text_of(block):
    return "\n".join(p.text for p in PAGE.paragraphs if block.line < p.line < block.end)


def test_the_glossary_has_at_least_forty_entries_and_each_says_what_its_words_are():
    assert len(TERMS) >= 40
    assert [h.anchor for h in ENTRIES] == [t.anchor for t in TERMS], "every ### heading has a term comment below it"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda h: h.anchor)
def test_an_entry_explains_its_term_in_both_languages_and_leads_to_the_book(entry):
    term = BY_ANCHOR[entry.anchor]
    for lang in LANGUAGES:
        heading = getattr(entry, lang)
        good = term.words[lang] + term.also.get(lang, ())
        assert glossary.find(good, heading, lang), f"the heading {heading!r} has none of {good}"
    blocks = entry_blocks(entry)
    assert [block.lang for block in blocks] == ["zh", "en"], f"write a pair of blocks below {entry.anchor}"
    for block in blocks:
        text = text_of(block)
        targets = [link.target for link in inline.links(text)]
        assert targets, f"{PAGE.path}:{block.line}: link to where the book introduces {entry.anchor}"
        assert all(target.partition("#")[0] in BOOK.pages for target in targets), targets
        words = inline.blank(text)
        assert len(words) >= (15 if block.lang == "zh" else 40), f"{PAGE.path}:{block.line}: explain {entry.anchor}"


def test_every_link_of_the_glossary_leads_somewhere():
    assert [str(fault) for fault in links.faults(BOOK) if fault.path == PAGE.path] == []


def test_no_entry_forbids_its_own_words_unless_it_says_where():
    for term in TERMS:
        for never in term.never:
            good = set(term.words[never.lang] + term.also.get(never.lang, ()))
            assert never.unless or not good & set(never.words), term.anchor


def test_no_entry_forbids_a_word_that_another_entry_asks_for():
    for term in TERMS:
        for never in term.never:
            for word in never.words:
                others = [other.anchor for other in TERMS if word in other.words[never.lang]]
                assert others == [], f"{term.anchor} forbids {word!r}"


@pytest.mark.parametrize("zh, anchor", [("亚当", "adam"), ("体重", "weight"), ("偏差", "bias"), ("成本", "cost"), ("激励函数", "activation-function"), ("衍生", "derivative"), ("学习速率", "learning-rate")])  # fmt: skip
def test_the_usual_slips_are_forbidden(zh, anchor):
    assert any(zh in never.words for never in BY_ANCHOR[anchor].never)


def test_every_term_but_adam_is_used_in_the_book():
    used = {
        term.anchor
        for page in BOOK.pages.values()
        if page is not PAGE
        for pair in parity.pairs(page)
        for lang, side in (("zh", pair.zh), ("en", pair.en))
        for _, term in glossary.uses(TERMS, side.text, lang)
    }
    assert set(BY_ANCHOR) - used <= {"adam"}, "an entry that no page uses can wait"


# The whole book -------------------------------------------------------------


@pytest.mark.parametrize("name", BOOK.pages)
def test_no_pair_of_the_book_calls_a_term_other_than_the_glossary_does(name):
    assert [str(fault) for fault in glossary.faults(BOOK.pages[name], TERMS)] == []


@cache
def real_pairs():
    """(page, zh block, en block, Pair) for every pair of blocks, chapters first."""
    pages = sorted(BOOK.pages.values(), key=lambda page: page is PAGE)
    found = []
    for page in pages:
        blocks = iter(page.blocks)
        found += zip([page] * len(page.blocks), *zip(*zip(blocks, blocks)), parity.pairs(page))
    return found


@cache
def meant(number, lang):
    """The anchors of the terms that a real pair uses in one language."""
    pair = real_pairs()[number][3]
    side = {"zh": pair.zh, "en": pair.en}[lang]
    return {term.anchor for _, term in glossary.uses(TERMS, side.text, lang)}


@cache
def passes(number):
    """Whether a real pair, read alone, has no fault."""
    page, zh, en, _ = real_pairs()[number]
    return not faults_of_copy(page, zh, en, {})


def faults_of_copy(page, zh, en, changes):
    """The faults of one pair of a page, alone, with some lines changed; their lines are the page's."""
    lines = [changes.get(n, page.lines[n - 1]) for n in range(zh.line, en.end + 1)]
    found = glossary.faults(read("\n".join(lines), page.path), TERMS)
    return [fault._replace(line=fault.line + zh.line - 1) for fault in found]


def first_use(page, block, words):
    """(line, column, word) of a word of the block's prose, or None."""
    for paragraph in page.paragraphs:
        if block.line < paragraph.line < block.end:
            prose = inline.blank(paragraph.text)
            prose = TARGET.sub(lambda m: " " * len(m[0]), prose)
            for match in glossary.find(words, prose, block.lang):
                before = paragraph.text[: match.start()]
                if "\n" not in match[0] and not before.endswith("“"):
                    return paragraph.line + before.count("\n"), len(before) - before.rfind("\n") - 1, match[0]
    return None


def place_to_plant(term, never):
    for number, (page, zh, en, pair) in enumerate(real_pairs()):
        block, side = (zh, pair.zh) if never.lang == "zh" else (en, pair.en)
        if not glossary.find(term.words[never.lang], side.text, never.lang):
            continue
        unless = never.unless and glossary.find(never.unless, side.text, never.lang)
        use = first_use(page, block, term.words[never.lang])
        if use and not unless and passes(number):
            return page, zh, en, *use
    raise AssertionError(f"no pair of the book that passes uses {term.anchor} in {never.lang}")


@pytest.mark.parametrize("term, never, word", PLANTS, ids=[f"{t.anchor}-{w}" for t, _, w in PLANTS])
def test_a_forbidden_word_in_place_of_the_good_one_in_a_real_pair_is_caught_with_page_and_line(term, never, word):
    page, zh, en, n, column, good = place_to_plant(term, never)
    line = page.lines[n - 1]
    planted = line[:column] + word + line[column + len(good) :]
    found = faults_of_copy(page, zh, en, {n: planted})
    assert any(f.path == page.path and f.line == n and f.message.startswith(repr(word)) for f in found), planted


@pytest.mark.parametrize("term, lang, other", LOSSES, ids=[f"{t.anchor}-{lang}" for t, lang, _ in LOSSES])
def test_a_real_pair_that_loses_its_word_in_one_language_is_caught(term, lang, other):
    good = term.words[lang] + term.also.get(lang, ())
    for number, (page, zh, en, pair) in enumerate(real_pairs()):
        side = {"zh": pair.zh, "en": pair.en}[lang]
        if term.anchor not in meant(number, other) or not glossary.find(good, side.text, lang):
            continue
        block = zh if lang == "zh" else en
        text = "\n".join(page.lines[block.line : block.end - 1])
        wiped = glossary.pattern(good, lang).sub(lambda m: "\n" * m[0].count("\n") + {"zh": "甲乙", "en": "xyz"}[lang], text)
        changes = dict(enumerate(wiped.split("\n"), block.line + 1))
        found = faults_of_copy(page, zh, en, changes)
        assert any(f"#{term.anchor})" in f.message and "text beside it" in f.message for f in found), text
        return
    raise AssertionError(f"no pair of the book says {term.anchor} in both languages")


def test_the_docstring_of_the_glossary_shows_an_entry_that_can_be_read():
    shown = textwrap.dedent(glossary.__doc__.split("\n\n", 2)[2].split("\n\nA pair")[0])
    (term,) = small_terms(shown)
    assert term.anchor == "weight" and term.alone == ("zh",)
