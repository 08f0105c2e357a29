"""The committed verdicts, docs/verdicts.json: what weave shows and no proof may leave.

For each page the file holds a hash of what its displays rest on, and one entry a display:
its verdict, the reason, a hash of its LaTeX, and how many of its mutants were noticed. It
has no dates and no line numbers, so the same pages give the same bytes.
"""

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path

from nnbook.loom.equations.checks.verdicts import CHECKED, NOTICED, PROVED
from nnbook.loom.source import Fault, SourceError

FILE = "docs/verdicts.json"
_ENTRY = {"hash", "mutants", "noticed", "reason", "verdict"}
CURE = "cure: python -m nnbook.loom check --lock"


def read(root):
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


def write(root, pages):
    """Write the file; the same pages give the same bytes."""
    text = json.dumps(pages, ensure_ascii=False, indent=1, sort_keys=True)
    (Path(root) / FILE).write_text(text + "\n", "utf-8")


# What a verdict rests on -------------------------------------------------------------


def digest(text):
    """A short hash of a text, in which the breaking of lines makes no difference."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def contexts(book):
    """By page, a hash of all declarations, definitions and code from the first page to it.

    A verdict is worth nothing any more once one of these has changed.
    """
    found, before = {}, ""
    for name, page in book.pages.items():
        maths = [c.text for c in page.comments if c.text.split()[1:2] == ["maths"]]
        definitions = [f"{e.name} {e.fence.body}" for e in page.equations if e.kind == "def"]
        code = [fence.body for fence in page.fences if fence.language == "python"]
        if maths or definitions or code:
            before = digest(" ".join([before, *maths, *definitions, *code]))
        found[name] = before
    return found


def current(locked, name, equation, latex, context):
    """The entry of a display of the page `name`, or None where it is missing or out of date."""
    page = locked.get(name, {})
    entry = page.get("displays", {}).get(equation)
    if entry is None or page.get("context") != context or entry["hash"] != digest(latex):
        return None
    return entry


# Writing -----------------------------------------------------------------------------


def pages(verdicts, mutants, context):
    """The file's pages for {page name: [Verdict, …]} and {page name: [Mutant, …]}."""
    found = {}
    for name, page in verdicts.items():
        tried = tally(mutants[name])
        displays = {
            v.name: {"verdict": v.verdict, "reason": v.reason, "hash": digest(v.source), **tried(v.name)}
            for v in page if _counts(v)
        }
        if displays:
            found[name] = {"context": context[name], "displays": displays}
    return found


def tally(mutants):
    """A function from a display's name to how many of its mutants were tried and noticed."""
    tried = Counter(m.name for m in mutants)
    noticed = Counter(m.name for m in mutants if m.fate == NOTICED)
    return lambda name: {"mutants": tried[name], "noticed": noticed[name]}


def _counts(verdict):
    """Whether a verdict is that of a display of its own."""
    return not verdict.inline and verdict.verdict != "recall" and not verdict.refused


def _entry(locked, name, verdict):
    return locked.get(name, {}).get("displays", {}).get(verdict.name)


def keep_proofs(locked, fresh, verdicts):
    """Fresh pages in which a proof that was merely not finished stays obtained."""
    for name, page in verdicts.items():
        for v in page:
            entry, new = _entry(locked, name, v), _entry(fresh, name, v)
            if entry and new and v.timed_out and entry["verdict"] == PROVED \
                    and entry["hash"] == new["hash"]:
                new.update(verdict=PROVED, reason=entry["reason"])
    return fresh


def lost_proofs(locked, verdicts):
    """The verdicts on displays that were proved before, and are not after a complete attempt."""
    return [v for name, page in verdicts.items() for v in page
            if _counts(v) and _lost(_entry(locked, name, v), v)]


def _lost(entry, verdict):
    if entry is None or entry["verdict"] != PROVED:
        return False
    return verdict.verdict == CHECKED and not verdict.timed_out


# Comparing ---------------------------------------------------------------------------


def differences(locked, verdicts, context):
    """Where the file is not current, a line each; [] when it is.

    A proof that was not tried to its end is no difference; a proof that was lost is.
    """
    found = []
    for name, page in verdicts.items():
        displays = [v for v in page if _counts(v)]
        known = set(locked.get(name, {}).get("displays", {}))
        if known and displays and locked[name].get("context") != context[name]:
            found.append(f"{displays[0].page}: declarations, definitions or code, here or on an "
                         f"earlier page, have changed since {FILE} was written")
        found += filter(None, (_difference(_entry(locked, name, v), v) for v in displays))
        found += [f"{name}: {FILE} knows a display {gone!r} that is not there"
                  for gone in sorted(known - {v.name for v in displays})]
    found += [f"{FILE} knows a page {name!r} that is not there" for name in locked
              if name not in verdicts]
    return found


def _difference(entry, v):
    place = f"{v.page}:{v.line}: {v.name}"
    if entry is None or entry["hash"] != digest(v.source):
        return f"{place}: not in {FILE} as it stands now"
    if _lost(entry, v):
        return f"{place}: was proved, and is only checked now"
    unfinished = v.timed_out and entry["verdict"] == PROVED
    if entry["verdict"] != v.verdict and not unfinished:
        return f"{place}: {v.verdict}, but {FILE} says {entry['verdict']}"
    if entry["reason"] != v.reason and not unfinished:
        return f"{place}: {v.reason}, but {FILE} says {entry['reason']}"
    return None


def miscounts(locked, name, mutants):
    """Where the file has other numbers of mutants than were tried and noticed, a line each."""
    tried = tally(mutants)
    for equation, entry in locked.get(name, {}).get("displays", {}).items():
        now = tried(equation)
        if any(entry[key] != now[key] for key in now):
            yield (f"{name}: {equation}: {now['noticed']} of {now['mutants']} mistakes are noticed, "
                   f"but {FILE} says {entry['noticed']} of {entry['mutants']}")
