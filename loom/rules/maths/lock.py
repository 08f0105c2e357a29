"""The committed verdicts, docs/verdicts.json: what weave shows and no proof may leave.

For each page the file holds a hash of what its displays rest on, and one entry a display:
its verdict, the reasons as data, a hash of the display, and how many of its mutants were
killed. It has no dates and no line numbers, so the same pages give the same bytes. This
module needs neither NumPy nor SymPy.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from loom.model.book import Book
from loom.equations.verdicts import (
    CHECKED,
    PROVED,
    PROVED_AT_SIZES,
    RECALL,
    Reason,
    reason,
)
from loom.model import Fault, SourceError
from loom.model.displays import MATHS

FILE = "docs/verdicts.json"
CURE = "cure: python -m loom check --lock"
_ENTRY = {"hash", "killed", "mutants", "reasons", "verdict"}
KILLED = "killed"  # the fate of a mutant, as in equations.page, which needs NumPy
_PROOFS = (CHECKED, PROVED_AT_SIZES, PROVED)  # from weakest to strongest
Pages = dict[str, Any]


def read(root: Path | str) -> Pages:
    """The pages by name; {} where there is no file.

    Raises SourceError for a file that `write` has not written.
    """
    path = Path(root) / FILE
    if not path.exists():
        return {}
    try:
        pages = json.loads(path.read_text("utf-8"))
        entries = [entry for page in pages.values() for entry in page["displays"].values()]
        if all(_ENTRY <= entry.keys() for entry in entries):
            return pages
        line, wrong = 1, "an entry lacks something"
    except ValueError as error:
        line, wrong = getattr(error, "lineno", 1), "this is no JSON"
    except (AttributeError, KeyError, TypeError):
        line, wrong = 1, "this holds no verdicts"
    message = f"{wrong}: delete the file, then {CURE.removeprefix('cure: ')}"
    raise SourceError([Fault(FILE, line, message)])


def write(root: Path | str, pages: Pages) -> None:
    """Write the file; the same pages give the same bytes."""
    text = json.dumps(pages, ensure_ascii=False, indent=1, sort_keys=True)
    (Path(root) / FILE).write_text(text + "\n", "utf-8")


def as_data(reasons: Iterable[Reason]) -> list[list[Any]]:
    """Reasons as JSON holds them: [[kind, {name: value}], …]."""
    return [[why.kind, {name: _plain(value) for name, value in why.values}] for why in reasons]


def reasons(entry: Mapping[str, Any]) -> tuple[Reason, ...]:
    """The reasons of an entry."""
    return tuple(reason(kind, **values) for kind, values in entry["reasons"])


def _plain(value: Any) -> Any:
    if isinstance(value, (tuple, list, set, frozenset)):
        return [_plain(each) for each in value]
    if isinstance(value, Fraction) or not isinstance(value, (str, int, float, type(None))):
        return str(value)
    return value


# What a verdict rests on -------------------------------------------------------------


def digest(*texts: str) -> str:
    """A short hash of texts, in which the breaking of lines makes no difference."""
    return sha256(" ".join(" ".join(texts).split()).encode()).hexdigest()[:12]


def contexts(book: Book) -> dict[str, str]:
    """By page, a hash of all declarations, definitions and code from the first page to it.

    A verdict is worth nothing any more once one of these has changed.
    """
    found, before = {}, ""
    for name, page in book.pages.items():
        maths = [c.text for c in page.comments if MATHS.match(c.text)]
        definitions = [f"{e.name} {e.fence.body}" for e in page.equations if e.kind == "def"]
        code = [fence.body for fence in page.fences if fence.language == "python"]
        if maths or definitions or code:
            before = digest(before, *maths, *definitions, *code)
        found[name] = before
    return found


def current(locked: Pages, name: str, equation: str, hashed: str, context: str) -> Any:
    """The entry of a display of the page `name`, or None where it is missing or out of date.

    hashed: the digest of the display's kind, argument and LaTeX.
    """
    page = locked.get(name, {})
    entry = page.get("displays", {}).get(equation)
    if entry is None or page.get("context") != context or entry["hash"] != hashed:
        return None
    return entry


# Writing -----------------------------------------------------------------------------
# `found` is {page name: [checker.Found, …]}, `mutants` {page name: [mutation.Mutant, …]}.


def pages(found: Mapping[str, list[Any]], mutants: Mapping[str, list[Any]],
          context: Mapping[str, str]) -> Pages:
    """The file's pages."""
    fresh: Pages = {}
    for name, page in found.items():
        tried = tally(mutants[name])
        displays = {f.name: {"verdict": f.verdict.kind, "reasons": as_data(f.verdict.reasons),
                             "hash": f.hash, **tried(f.name)} for f in page if _counts(f)}
        if displays:
            fresh[name] = {"context": context[name], "displays": displays}
    return fresh


def tally(mutants: Iterable[Any]) -> Callable[[str], dict[str, int]]:
    """A function from a display's name to how many of its mutants were tried and killed."""
    tried: Counter[str] = Counter()
    killed: Counter[str] = Counter()
    for mutant in mutants:
        tried[mutant.name] += 1
        killed[mutant.name] += mutant.fate == KILLED
    return lambda name: {"mutants": tried[name], "killed": killed[name]}


def _counts(found: Any) -> bool:
    """Whether a verdict is that of a display of its own."""
    return not found.inline and found.verdict.kind != RECALL and not found.refused


def _entry(locked: Pages, name: str, found: Any) -> Any:
    return locked.get(name, {}).get("displays", {}).get(found.name)


def lost_proofs(locked: Pages, found: Mapping[str, list[Any]]) -> list[Any]:
    """The verdicts on displays whose proof was a better one before."""
    return [f for name, page in found.items() for f in page
            if _counts(f) and _lost(_entry(locked, name, f), f)]


def _lost(entry: Any, found: Any) -> bool:
    if entry is None or found.verdict.kind not in _PROOFS or entry["verdict"] not in _PROOFS:
        return False
    return _PROOFS.index(found.verdict.kind) < _PROOFS.index(entry["verdict"])


def lost(locked: Pages, found: Any) -> str:
    """What to say of a lost proof."""
    page = found.page.removeprefix("docs/")
    return f"was {_entry(locked, page, found)['verdict']}, and is only {found.verdict.kind} now"


# Comparing ---------------------------------------------------------------------------


def differences(locked: Pages, found: Mapping[str, list[Any]],
                context: Mapping[str, str]) -> list[str]:
    """Where the file is not current, a line each; [] when it is."""
    lines: list[str] = []
    for name, page in found.items():
        displays = [f for f in page if _counts(f)]
        known = set(locked.get(name, {}).get("displays", {}))
        if known and displays and locked[name].get("context") != context[name]:
            lines.append(f"{displays[0].page}: declarations, definitions or code, here or on an "
                         f"earlier page, have changed since {FILE} was written")
        lines += filter(None, (_difference(_entry(locked, name, f), f) for f in displays))
        lines += [f"{name}: {FILE} has a display {gone!r}, and the page has not"
                  for gone in sorted(known - {f.name for f in displays})]
    lines += [f"{FILE} has a page {name!r}, and the book has not"
              for name in locked if name not in found]
    return lines


def _difference(entry: Any, found: Any) -> str | None:
    place, now = f"{found.page}:{found.line}: {found.name}", found.verdict
    if entry is None or entry["hash"] != found.hash:
        return f"{place}: not in {FILE} as it is now"
    if _lost(entry, found):
        return f"{place}: was {entry['verdict']}, and is only {now.kind} now"
    if entry["verdict"] != now.kind:
        return f"{place}: {now.kind}, but {FILE} says {entry['verdict']}"
    if entry["reasons"] != as_data(now.reasons):
        return f"{place}: {now}, but {FILE} says {'; '.join(map(str, reasons(entry)))}"
    return None


def miscounts(locked: Pages, name: str, mutants: Iterable[Any]) -> Iterator[str]:
    """Where the file has other numbers of mutants than were tried and killed, a line each."""
    tried = tally(mutants)
    for equation, entry in locked.get(name, {}).get("displays", {}).items():
        now = tried(equation)
        if any(entry[key] != now[key] for key in now):
            yield (f"{name}: {equation}: {now['killed']} of {now['mutants']} mutants are killed, "
                   f"but {FILE} says {entry['killed']} of {entry['mutants']}")
