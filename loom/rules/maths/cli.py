"""`python -m loom check` and `mutate`: the engine without pytest."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from loom.model import book
from loom.equations.page import KILLED, SURVIVED
from loom.rules.maths import lock, mutation
from loom.rules.maths.checker import Checker, Found
from loom.rules.maths.pages import stem
from loom.model import Fault, SourceError


_Result = TypeVar("_Result")
_checker: Checker  # of this process: what is learnt of one page serves the next
_ALONE = 7  # pages that one process has done before a second one has started


def check(options: Namespace) -> int:
    """Print a line a display and everything that is refused; returns the exit status."""
    whole = book.load(options.root)
    names = _names(whole, options.pages)
    found = _each_page(_check_page, names, whole.root, prove=not options.quick)
    every = [each for name in names for each in found[name]]
    if options.json:
        print(json.dumps([_entry(each) for each in every], ensure_ascii=False, indent=1))
    else:
        for each in every:
            if each.refused:
                print(each, file=sys.stderr)
            elif not each.inline:
                words = (f"{each.page}:{each.line}", each.name, each.verdict.kind, each.reason)
                print(": ".join(filter(None, words)))
        print(_summary(each.verdict.kind for each in every), file=sys.stderr)
    if any(each.refused for each in every):
        return 1
    return _write_lock(whole, found, options) if options.lock else 0


def mutate(options: Namespace) -> int:
    """Print every mutant that is not killed; exit status 1 where one has survived.

    Where all are tried, the numbers in docs/verdicts.json must be these.
    """
    whole = book.load(options.root)
    locked = lock.read(whole.root) if options.every == 1 else {}
    fates: Counter[str] = Counter()
    stale: list[str] = []
    names = _names(whole, options.pages)
    found = _each_page(partial(_mutate_page, every=options.every), names, whole.root, mend=False)
    for name, mutants in found.items():
        fates.update(mutant.fate for mutant in mutants)
        stale += lock.miscounts(locked, name, mutants)
        for mutant in mutants:
            if mutant.fate != KILLED:
                print(mutant, file=sys.stderr if mutant.fate == SURVIVED else sys.stdout)
    print(_summary(fates.elements()), file=sys.stderr)
    if stale:
        print(*stale, lock.CURE, sep="\n", file=sys.stderr)
    return 1 if fates[SURVIVED] or stale else 0


def _each_page(task: Callable[[str], _Result], names: list[str], root: Path, **how: bool) -> dict[str, _Result]:
    """What the task finds on each page, by name; many pages are shared among all cores.

    how: what a Checker is told, of which every process has one of its own
    """
    if len(names) <= _ALONE:
        _begin(root, how)
        return {name: task(name) for name in names}
    context = multiprocessing.get_context("spawn")  # the same on every system
    with ProcessPoolExecutor(os.cpu_count(), context, _begin, (root, how)) as pool:
        return dict(zip(names, pool.map(task, names)))


def _begin(root: Path, how: dict[str, bool]) -> None:
    global _checker
    _checker = Checker(book.load(root), **how)


def _check_page(name: str) -> list[Found]:
    return _checker.check_page(name)


def _mutate_page(name: str, every: int = 1) -> list[mutation.Mutant]:
    return mutation.mutate_page(_checker, name, every)


def _entry(found: Found) -> dict[str, Any]:
    reason = f"{found.reason} (it holds with {found.repair})" if found.repair else found.reason
    return {"page": found.page, "line": found.line, "name": found.name,
            "verdict": found.verdict.kind, "reason": reason,
            "reasons": lock.as_data(found.verdict.reasons)}


def _summary(words: Any) -> str:
    counts = sorted(Counter(words).items())
    return ", ".join(f"{count} {word}" for word, count in counts) or "nothing"


def _write_lock(whole: book.Book, found: dict[str, list[Found]], options: Namespace) -> int:
    if options.quick:
        print("--lock needs the proofs: leave out --quick", file=sys.stderr)
        return 1
    locked = lock.read(whole.root)
    lost = lock.lost_proofs(locked, found)
    if lost and not options.accept:
        for each in lost:
            print(f"{each.page}:{each.line}: {each.name}: {lock.lost(locked, each)}: prove it "
                  "again, or accept the loss with --accept", file=sys.stderr)
        return 1
    mutants = _each_page(_mutate_page, list(found), whole.root, mend=False)
    survivors = [m for page in mutants.values() for m in page if m.fate == SURVIVED]
    if survivors:
        print(*survivors, f"{lock.FILE} is not written: no mutant may survive",
              sep="\n", file=sys.stderr)
        return 1
    fresh = lock.pages(found, mutants, lock.contexts(whole))
    kept = {n: e for n, e in locked.items() if n in whole.pages and n not in found}
    lock.write(whole.root, {**kept, **fresh})
    print(f"wrote {lock.FILE}", file=sys.stderr)
    return 0


def _names(whole: book.Book, wanted: list[str]) -> list[str]:
    """Pages by file name, path or stem. Raises SourceError for one that does not exist."""
    if not wanted:
        return list(whole.pages)
    found = []
    for text in wanted:
        short = text.rpartition("/")[2]
        matches = [n for n in whole.pages
                   if short in (n, stem(n), stem(n).replace("_", "-"))]
        if not matches:
            raise SourceError([Fault(text, 1, f"no such page: one of {', '.join(whole.pages)}")])
        found += matches
    return found
