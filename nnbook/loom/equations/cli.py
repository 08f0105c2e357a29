"""`python -m nnbook.loom check` and `mutate`: the engine without pytest."""

import json
import re
import sys
from collections import Counter

from nnbook.loom import book
from nnbook.loom.equations.checks import lock, mutation
from nnbook.loom.equations.checks.page import Checker
from nnbook.loom.equations.checks.verdicts import MISSED, NOTICED
from nnbook.loom.source import Fault, SourceError


def check(options):
    """Print a line a display and everything that is refused; returns the exit status."""
    whole = book.load(options.root)
    names = _names(whole, options.pages)
    if options.patient:
        mutation.patient()
    checker = Checker(whole, prove=not options.quick)
    verdicts = {name: checker.check_page(name) for name in names}
    every = [v for name in names for v in verdicts[name]]
    if options.json:
        print(json.dumps([_entry(v) for v in every], ensure_ascii=False, indent=1))
    else:
        for v in every:
            if v.refused:
                print(v, file=sys.stderr)
            elif not v.inline:
                print(": ".join(filter(None, (f"{v.page}:{v.line}", v.name, v.verdict, v.reason))))
        print(_summary(every), file=sys.stderr)
    if any(v.refused for v in every):
        return 1
    return _write_lock(whole, checker, verdicts, options) if options.lock else 0


def _entry(v):
    reason = f"{v.reason} (it holds with {v.repair})" if v.repair else v.reason
    return {"page": v.page, "line": v.line, "name": v.name, "verdict": v.verdict, "reason": reason}


def _summary(every):
    counts = Counter(v.verdict for v in every)
    return ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())) or "nothing"


def _write_lock(whole, checker, verdicts, options):
    locked = lock.read(whole.root)
    lost = lock.lost_proofs(locked, verdicts)
    if lost and not options.accept:
        for v in lost:
            print(f"{v.page}:{v.line}: {v.name}: was proved, and is only checked now: prove it "
                  "again, or accept the loss with --accept", file=sys.stderr)
        return 1
    mutants = {name: mutation.mutate_page(checker, name) for name in verdicts}
    missed = [m for page in mutants.values() for m in page if m.fate == MISSED]
    if missed:
        print(*missed, f"{lock.FILE} is not written: it says that every mistake is noticed",
              sep="\n", file=sys.stderr)
        return 1
    fresh = lock.keep_proofs(locked, lock.pages(verdicts, mutants, lock.contexts(whole)), verdicts)
    kept = {} if not options.pages else {n: e for n, e in locked.items() if n in whole.pages}
    lock.write(whole.root, {**kept, **fresh})
    print(f"wrote {lock.FILE}", file=sys.stderr)
    return 0


def mutate(options):
    """Print every mutant that nothing notices; exit status 1 where one is not proved true.

    Where all are tried, the numbers in docs/verdicts.json must be these.
    """
    whole = book.load(options.root)
    checker = Checker(whole)
    locked = lock.read(whole.root) if options.every == 1 else {}
    fates, stale = Counter(), []
    for name in _names(whole, options.pages):
        found = mutation.mutate_page(checker, name, options.every)
        fates.update(mutant.fate for mutant in found)
        stale += lock.miscounts(locked, name, found)
        for mutant in found:
            if mutant.fate != NOTICED:
                print(mutant, file=sys.stderr if mutant.fate == MISSED else sys.stdout)
    print(", ".join(f"{count} {fate}" for fate, count in sorted(fates.items())), file=sys.stderr)
    if stale:
        print(*stale, lock.CURE, sep="\n", file=sys.stderr)
    return 1 if fates[MISSED] or stale else 0


def _names(whole, wanted):
    """Pages by file name, path or stem. Raises SourceError for one that does not exist."""
    if not wanted:
        return list(whole.pages)
    found = []
    for text in wanted:
        short = text.rpartition("/")[2]
        matches = [n for n in whole.pages
                   if short in (n, _stem(n), _stem(n).replace("-", "_"))]
        if not matches:
            raise SourceError([Fault(text, 1, f"no such page: one of {', '.join(whole.pages)}")])
        found += matches
    return found


def _stem(name):
    return re.sub(r"^(\d+|[a-z])-", "", name).removesuffix(".md")
