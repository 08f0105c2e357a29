"""Tables whose headings can be heard: what a screen reader asks of a header cell."""

from markdown.treeprocessors import Treeprocessor


class NameHeaders(Treeprocessor):
    """An empty header cell is no header; one that is a formula says so in words."""

    def run(self, root):
        """Changes the cells in place."""
        for cell in list(root.iter("th")):
            if not "".join(cell.itertext()).strip() and not len(cell):
                cell.tag = "td"
            for formula in cell.iter("math"):
                formula.set("aria-label", _spoken(formula.get("alttext", "")))


def _spoken(tex):
    """TeX as words that can be read out: `\\hat{y}_1` is "hat y 1"."""
    return " ".join(tex.translate(str.maketrans(r"\{}_^", "     ")).split())
