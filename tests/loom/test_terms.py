"""The first use of a glossary term on a page explains it, and says what the other language calls it."""

from xml.etree import ElementTree

import pytest
from conftest import ROOT, whole_book

from loom.model import book
from loom.rules import glossary
from loom.weave import terms
from loom.model import read
from loom.weave.html import weave

GLOSSARY = """\
# 术语 | Terms {#terms}

## 权重 | weight {#weight}

<!-- term
zh 权重
en weight, weights
not en body weight
-->

<div lang="zh" markdown>

输入所乘的数，记作
$w$。见[别处](#terms)。

</div>
<div lang="en" markdown>

What an *input* is multiplied by,
written $w$. See [elsewhere](#terms).

</div>

## 权重衰减 | weight decay {#weight-decay}

<!-- term
zh 权重衰减
en weight decay
-->

## NaN | NaN {#nan}

<!-- term
zh NaN
en NaN
-->
"""
PAIR = '<div lang="zh" markdown>\n\n{}\n\n</div>\n<div lang="en" markdown>\n\n{}\n\n</div>\n\n'


def woven(text, lang, page="01-one.md"):
    pages = {"b-glossary.md": read(GLOSSARY, "docs/b-glossary.md")}
    pages[page] = read(text, f"docs/{page}")
    whole = book.assemble(ROOT, pages)
    return ElementTree.fromstring(f"<page>{weave(text, lang, page=page, book=whole)}</page>")


def links(zh, en, lang, before=""):
    """(words, the other language's word) of every term linked in a paragraph of the language."""
    found = woven(before + PAIR.format(zh, en), lang)
    notes = found.iterfind(".//span[@class='nn-note']")
    others = [other.text if (other := note.find("span[@lang]")) is not None else None for note in notes]
    return list(zip([link.text for link in found.iterfind(".//a[@class='term']")], others, strict=True))


def test_a_term_links_to_its_entry_and_its_note_holds_both_words_and_the_first_sentence():
    for lang, told in (("zh", ["权重", "weight", "输入所乘的数，记作 w。", "查术语表"]),
                       ("en", ["weight", "权重", "What an input is multiplied by, written w.", "Look it up in the glossary"])):
        words, tail = {"zh": ("权重", "。"), "en": ("weights", ".")}[lang]
        (paragraph,) = woven(PAIR.format("一个权重。", "Two weights."), lang)
        link, note = paragraph
        assert link.attrib == {"class": "term", "href": "b-glossary.md#weight"} and link.text == words
        assert (note.get("popover"), note.tail) == ("", tail) and "data-search-exclude" in note.attrib
        assert [" ".join("".join(part.itertext()).split()) for part in note] == told
        assert note.find("span[@lang]").get("lang") == {"zh": "en", "en": "zh-Hans"}[lang]
        assert note.find("a").get("href") == "b-glossary.md#weight" and note.find(".//math") is not None
        assert (note.find("span/em") is not None) is (lang == "en"), "the sentence is read as prose"


@pytest.mark.parametrize(("lang", "most"), [("zh", 60), ("en", 115)])
def test_every_entry_of_the_book_starts_with_a_definition_of_one_line_without_links(lang, most):
    page = whole_book().pages[glossary.PAGE]
    for term in glossary.terms(page):
        *_, sentence = terms.entries(page, lang)[term.anchor]
        assert 5 < len(sentence) <= most and "](" not in sentence, f"{term.anchor}: {sentence!r}: start with a shorter sentence"


def test_a_word_in_another_sense_has_none():
    assert links("体重", "His body\nweight, the weight.", "en") == [("weight", "权重")]
    assert links("体重", "His body weight.", "en") == links("体重", "His body weight.", "zh") == []


def test_a_heading_of_the_glossary_is_followed_by_the_other_languages_word():
    page = GLOSSARY.replace("\n## ", "\n### ")
    whole = book.assemble(ROOT, {"b-glossary.md": read(page, "docs/b-glossary.md")})
    for lang, names in (("zh", ["权重 weight", "权重衰减 weight decay", "NaN"]), ("en", ["weight 权重", "weight decay 权重衰减", "NaN"])):
        woven = ElementTree.fromstring(f"<page>{weave(page, lang, page='b-glossary.md', book=whole)}</page>")
        assert [" ".join("".join(heading.itertext()).split()) for heading in woven.iter("h3")] == names
        assert [part.get("lang") for part in woven.iterfind("h3/span")] == [{"zh": "en", "en": "zh-Hans"}[lang]] * 2


def test_a_page_of_both_languages_and_the_glossary_itself_have_none():
    text = PAIR.format("权重", "weight")
    assert woven(text, "both").find(".//a") is None
    whole = book.assemble(ROOT, {"b-glossary.md": read(GLOSSARY + text, "docs/b-glossary.md")})
    assert 'class="term"' not in weave(GLOSSARY + text, "zh", page="b-glossary.md", book=whole)


def test_only_the_first_use_on_a_page_is_linked():
    pair = PAIR.format("权重，权重。\n\n- 权重", "weight")
    text = pair + "## 节 | Section {#two}\n\n" + pair
    assert len(list(woven(text, "zh").iterfind(".//a[@class='term']"))) == 1


def test_the_longest_term_is_meant_and_a_word_alike_in_both_languages_stands_once():
    assert links("权重衰减与权重", "Weight decay, weight", "zh") == [("权重衰减", "weight decay"), ("权重", "weight")]
    assert links("权重衰减与权重", "Weight decay, weight", "en") == [("Weight decay", "权重衰减"), ("weight", "权重")]
    assert links("NaN", "NaN", "zh") == links("NaN", "NaN", "en") == [("NaN", None)]


@pytest.mark.parametrize(
    ("prose", "linked"),
    [
        ("`weight`", 0),
        ("[weight](#x)", 0),
        ('<i lang="zh-Hans">weight</i>', 0),
        ('<i lang="zh-Hans">权重</i>, a weight', 1),
        ("*weight*", 1),
        ("**weight**", 1),
        ("x `a` and weight", 1),
        ("hidden-weights", 0),
        ("weigh\nts", 0),
        ("| weight |\n|---|\n| 1 |", 0),
        ("| x |\n|---|\n| weight |", 1),
        ('!!! note "weight"\n    x', 0),
        ('!!! note "x"\n    weight', 1),
        ("$x$, weight, $y$", 1),
    ],
)
def test_code_links_titles_and_foreign_words_are_left_alone(prose, linked):
    assert len(links("词", prose, "en")) == linked


@pytest.mark.parametrize("text", ["a **weight** and $x$, then\nmore `code`", "weight decay; weight", "$x$ weight"])
def test_nothing_but_the_note_is_added_to_the_text(text):
    page = woven(PAIR.format("词", text), "en")
    plain = ElementTree.fromstring(f"<page>{weave(PAIR.format('词', text), 'en')}</page>")
    for note in page.iterfind(".//span[@class='nn-note']"):
        tail = note.tail
        note.clear()
        note.tail = tail
    assert "".join(page.itertext()) == "".join(plain.itertext())


def test_headings_code_and_captions_are_left_alone():
    figure = "![权重 | weight](drawings/neuron.svg \"权重 | the weight\")\n\n"
    before = "# 权重 | weight {#w}\n\n```python\nweight = 1\n```\n\n" + figure
    assert links("词", "word", "en", before) == []
    assert links("权重", "weight", "en", before) == [("weight", "权重")]


def test_a_page_in_a_subfolder_leads_back_to_the_glossary():
    link = woven(PAIR.format("权重", "weight"), "zh", page="more/02-two.md").find(".//a")
    assert link.get("href") == "../b-glossary.md#weight"
