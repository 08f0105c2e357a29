"""What a display defines, found before its symbols are known."""

from typing import NamedTuple

from nnbook.loom.equations.reading import tree, words
from nnbook.loom.equations.reading.statements import StatementParser


class Head(NamedTuple):
    """The left side of a definition: `z`, `\\sigma(z)` or `\\mathcal L^{(i)}`."""

    key: str
    parameters: tuple | None
    index: str | None
    start: int


class Everything:
    """A scope in which every name is a quantity, for reading names alone."""

    def kind(self, key):
        """Every name is known."""
        return "scalar"


class _HeadReader(StatementParser):
    def is_symbol(self, token):
        return super().is_symbol(token) or token.text in words.FUNCTIONS

    def _base(self):
        return self.next().text if self.token.text in words.FUNCTIONS else super()._base()

    def heads(self):
        found, depth, fresh = [], 0, True
        self._open_environment()
        while self.token.kind != "end":
            if fresh and depth == 0 and self.is_symbol(self.token):
                head = self._head()
                if head:
                    found.append(head)
                fresh = False
                continue
            text = self.next()
            depth += (text.text in ("{", "(", "[")) - (text.text in ("}", ")", "]"))
            fresh = text.text in (r"\\", ",", ";") or text.kind == "quad"
        return found

    def _head(self):
        start = self.token.start
        key, entries = self.name()
        index = self._sample_index(entries)
        parameters = self._parameters() if self.token.text == "(" else None
        if self.token.text == "&":
            self.next()
        if self.token.text != "=" or index is False or parameters == ():
            return None
        return Head(key, parameters, index, start)

    @staticmethod
    def _sample_index(entries):
        """The letter of `^{(i)}`, None without one, False where this is no head."""
        if not entries:
            return None
        (role, index), *more = entries
        single = role == "sample" and isinstance(index, tree.Symbol) and not more
        return index.key if single else False

    def _parameters(self):
        """The names in `(z, t)`, or () where the bracket holds anything else."""
        end, names = self.closing(self.at), []
        self.next()
        while self.at < end:
            if not self.is_symbol(self.token):
                break
            names.append(self.name()[0])
            if self.token.text == ",":
                self.next()
        complete = self.at == end
        self.at = end + 1
        return tuple(names) if complete else ()


def read_heads(text):
    """The left sides in a display of definitions. Raises MathsError."""
    return _HeadReader(text, Everything()).heads()


def read_names(text):
    """Names that stand one after another, `w_1..w_6` spelt out: [(key, entries), …]."""
    reader, found = _HeadReader(text, Everything()), []
    while reader.token.kind != "end":
        if reader.token.text == "," and found:
            reader.next()
            continue
        if not reader.is_symbol(reader.token):
            reader.refuse_token(reader.token)
        found.append(reader.name())
        if reader.token.text == "." and reader.ahead().text == ".":
            reader.next()
            reader.next()
            found += _range(reader, found[-1][0], reader.name()[0])
    return found


def _range(reader, first, last):
    stem, _, low = first.rpartition("_")
    other, _, high = last.rpartition("_")
    low, high = low.strip("{}"), high.strip("{}")
    if stem != other or not (low.isdigit() and high.isdigit()) or int(low) >= int(high):
        reader.refuse(f"{first}..{last} is no range: write w_1..w_6", reader.tokens[0])
    numbers = range(int(low) + 1, int(high) + 1)
    return [(f"{stem}_{n}" if n < 10 else f"{stem}_{{{n}}}", []) for n in numbers]
