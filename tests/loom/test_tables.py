"""A header cell of a table says something, also to who listens."""

from xml.etree import ElementTree

from loom.weave.html import weave

TABLE = r"""
| | $\hat{y}_1$ | words |
|---|---|---|
| 1 | $x_1$ | 2 |
"""


def test_an_empty_header_cell_is_no_header_and_a_formula_says_its_name():
    page = ElementTree.fromstring(f"<page>{weave(TABLE, 'en')}</page>")
    corner, formula, words = page.find(".//thead/tr")
    assert (corner.tag, formula.tag, words.tag) == ("td", "th", "th")
    assert formula.find("math").get("aria-label") == "hat y 1"
    assert "aria-label" not in page.find(".//tbody//math").attrib, "a screen reader reads MathML better than a label"
