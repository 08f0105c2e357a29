"""The whole book: every page of docs/ in reading order, and what crosses pages."""

import re
from pathlib import Path
from typing import NamedTuple

from loom import model as source
from loom.model import Fault, SourceError

_NAME = re.compile(r"[\w.-]+")
_OTHER_MARKDOWN = re.compile(r".*\.(?:md|markdown|mdown|mkdn?)", re.IGNORECASE)


class Numbered(NamedTuple):
    """Where an equation stands: its page's name and its printed number."""

    page: str
    number: str


class Book(NamedTuple):
    """The pages by name (`01-neuron.md`), and the equations by name."""

    root: Path
    pages: dict
    equations: dict

    @property
    def docs(self):
        """The folder that holds the sources."""
        return self.root / "docs"


def load(root, without=()):
    """Read every source below root/docs, but for the paths in `without`.

    Raises SourceError with every fault of every page, or when there is no page.
    """
    root = Path(root)
    docs = root / "docs"
    pages, faults = {}, []
    for path in sorted(docs.rglob("*"), key=lambda path: _reading_order(path.relative_to(docs))):
        name = path.relative_to(docs).as_posix()
        if f"docs/{name}" in without:
            continue
        if is_page(path, docs):
            try:
                pages[name] = read_page(path, root)
            except SourceError as error:
                faults += error.faults
        elif _OTHER_MARKDOWN.fullmatch(name) and not path.is_dir() and "/." not in f"/{name}":
            faults.append(Fault(f"docs/{name}", 1, "a page's name ends with .md: rename it"))
    if not pages and not faults and not without:
        raise SourceError([Fault("docs", 1, f"no chapter in {docs}: run from the project's root")])
    if faults:
        raise SourceError(faults)
    return assemble(root, pages)


def assemble(root, pages):
    """A Book of pages that are in reading order. Raises SourceError as `load` does."""
    equations, labels, faults = {}, {}, []
    for name, page in pages.items():
        faults += _number(name, page, equations)
        label = chapter_label(name)
        other = labels.setdefault(label, page) if label else page
        if other is not page:
            faults.append(
                Fault(page.path, 1, f"{other.path} is chapter {label} already: rename this one")
            )
    if faults:
        raise SourceError(faults)
    return Book(Path(root), pages, equations)


def is_page(path, docs):
    """Whether a path is a source below docs; MkDocs, too, passes over names with a dot first."""
    if path.suffix != ".md" or not path.is_relative_to(docs) or path.is_dir():
        return False
    return not any(part.startswith(".") for part in path.relative_to(docs).parts)


def read_page(path, root):
    """One source as a Page, named relative to root. Raises SourceError."""
    name = path.relative_to(root).as_posix()
    if not all(_NAME.fullmatch(part) for part in name.split("/")):
        message = "a page's name has letters, digits, '-', '_' and '.' only: rename it"
        raise SourceError([Fault(ascii(name)[1:-1], 1, message)])
    try:
        data = path.read_bytes()
        return source.read(data.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError([Fault(name, line, "not UTF-8: save the file as UTF-8")]) from None
    except OSError as error:
        message = f"this file cannot be read ({error.strerror}): restore it, or delete it"
        raise SourceError([Fault(name, 1, message)]) from None


def chapter_label(name):
    """`01-neuron.md` is chapter 1, `c-answers.md` is C, any other page has none."""
    match = re.match(r"(?:([0-9]+)|([a-z]))-", name.rpartition("/")[2])
    if not match:
        return ""
    return str(int(match[1])) if match[1] else match[2].upper()


def chapter_number(name):
    """The number of the chapter that a page is, or belongs to: 6 for `06a-train-first-net.md`, else 0."""
    match = re.match("[0-9]+", name.rpartition("/")[2])
    return int(match[0]) if match else 0


def title(page, name):
    """What a page is called in Chinese and English, its number first: "5 九个偏导数"."""
    heading = next((h for h in page.headings if h.level == 1), None)
    label = chapter_label(name)
    words = (heading.zh, heading.en) if heading else (name, name)
    return tuple(f"{label} {each}" if label else each for each in words)


def _reading_order(path):
    """The preface, the chapters by number, the rest by name."""
    number = re.match(r"[0-9]+", path.name)
    is_preface = path.as_posix() == "index.md"
    return not is_preface, number is None, int(number[0]) if number else 0, path.as_posix()


def _number(name, page, equations):
    label, count, faults = chapter_label(name), 0, []
    for equation in page.equations:
        known = equations.get(equation.name)
        if equation.kind == "recall":
            if known is None:
                message = f"recall of {equation.name!r}: no earlier display has this name"
                faults.append(Fault(page.path, equation.line, message))
        elif known:
            message = (
                f"the name {equation.name!r} is taken: docs/{known.page} has ({known.number}); "
                "choose another, or say recall"
            )
            faults.append(Fault(page.path, equation.line, message))
        else:
            count += 1
            number = f"{label}.{count}" if label else str(count)
            equations[equation.name] = Numbered(name, number)
    return faults
