"""The whole book: every page of docs/ in reading order, and what crosses pages."""

import re
from dataclasses import dataclass
from pathlib import Path

from nnbook.loom import source
from nnbook.loom.source import Fault, SourceError


@dataclass(frozen=True)
class Numbered:
    """Where an equation stands: its page's name and its printed number."""

    page: str
    number: str


@dataclass(frozen=True)
class Book:
    """The pages by name (`01-neuron.md`), and the equations by name."""

    root: Path
    pages: dict
    equations: dict

    @property
    def docs(self):
        """The folder that holds the sources."""
        return self.root / "docs"


def load(root):
    """Read every source below root/docs.

    Raises SourceError with every fault of every page, or when there is no page.
    """
    root = Path(root)
    paths = sorted((root / "docs").rglob("*.md"), key=_reading_order)
    if not paths:
        raise SourceError([Fault("docs", 1, f"no chapter found in {root / 'docs'}: run from the project's root")])
    pages, faults = {}, []
    for path in paths:
        try:
            pages[path.relative_to(root / "docs").as_posix()] = read_page(path, root)
        except SourceError as error:
            faults += error.faults
    if faults:
        raise SourceError(faults)
    return assemble(root, pages)


def assemble(root, pages):
    """A Book of pages that are in reading order. Raises SourceError as `load` does."""
    equations, faults = {}, []
    for name, page in pages.items():
        faults += _number(name, page, equations)
    if faults:
        raise SourceError(faults)
    return Book(Path(root), pages, equations)


def read_page(path, root):
    """One source as a Page, named relative to root. Raises SourceError."""
    name = path.relative_to(root).as_posix()
    data = path.read_bytes()
    try:
        return source.read(data.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError([Fault(name, line, "not UTF-8: save the file as UTF-8")]) from None


def chapter_label(name):
    """`01-neuron.md` is chapter 1, `c-answers.md` is C, any other page has none."""
    match = re.match(r"(?:(\d+)|([a-z]))-", name)
    if not match:
        return ""
    return str(int(match[1])) if match[1] else match[2].upper()


def _reading_order(path):
    return (path.name != "index.md", not path.name[0].isdigit(), path.as_posix())


def _number(name, page, equations):
    label, count, faults = chapter_label(name), 0, []
    for equation in page.equations:
        known = equations.get(equation.name)
        if equation.kind == "recall":
            if known is None:
                faults.append(Fault(page.path, equation.line, f"recall of {equation.name!r}, which no earlier display is called"))
        elif known:
            faults.append(Fault(page.path, equation.line, f"the name {equation.name!r} is taken: docs/{known.page} has ({known.number})"))
        else:
            count += 1
            number = f"{label}.{count}" if label else str(count)
            equations[equation.name] = Numbered(name, number)
    return faults
