"""The committed verdicts, docs/verdicts.json: what weave shows and no proof may leave.

The file holds one entry a display: its verdict, the reason, a hash of its LaTeX, and how
many of its mutants were noticed. It has no dates and no line numbers, so the same pages
give the same bytes.
"""

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path

from nnbook.loom.equations.checks.verdicts import CHECKED, PROVED

FILE = "docs/verdicts.json"
CURE = "cure: python -m nnbook.loom check --lock"


def read(root):
    """The entries by page and name; {} where there is no file."""
    path = Path(root) / FILE
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def write(root, entries):
    """Write the file; the same entries give the same bytes."""
    text = json.dumps(entries, ensure_ascii=False, indent=1, sort_keys=True)
    (Path(root) / FILE).write_text(text + "\n", "utf-8")


def entries(checker, verdicts):
    """The entries for the verdicts of whole pages, {page name: [Verdict, …]}."""
    return {name: _page(checker, name, found) for name, found in verdicts.items()
            if any(not v.inline for v in found)}


def _page(checker, name, verdicts):
    from nnbook.loom.equations.checks.mutation import NOTICED, mutate_page  # weave needs none

    fates = Counter((m.name, m.fate == NOTICED) for m in mutate_page(checker, name))
    found = {}
    for v in verdicts:
        if v.inline or v.verdict == "recall":
            continue
        noticed, true = fates[v.name, True], fates[v.name, False]
        found[v.name] = {"verdict": v.verdict, "reason": v.reason, "hash": _hash(v.source),
                         "mutants": noticed + true, "noticed": noticed}
    return found


def differences(locked, verdicts):
    """Where the lock is not current, a line each; [] when it is.

    A proof that was not tried to its end is no difference; a proof that was lost is.
    """
    found = []
    for name, page in verdicts.items():
        known = dict(locked.get(name, {}))
        for v in page:
            if v.inline or v.verdict == "recall":
                continue
            entry = known.pop(v.name, None)
            if entry is None or entry["hash"] != _hash(v.source):
                found.append(f"{v.page}:{v.line}: {v.name}: not in {FILE} as it stands now")
            elif lost_proof(entry, v):
                found.append(f"{v.page}:{v.line}: {v.name}: was proved, and is only checked now")
            elif entry["verdict"] != v.verdict and not (v.timed_out and entry["verdict"] == PROVED):
                found.append(f"{v.page}:{v.line}: {v.name}: {v.verdict}, but {FILE} says "
                             f"{entry['verdict']}")
        found += [f"{name}: {FILE} knows a display {gone!r} that is not there" for gone in known]
    found += [f"{FILE} knows a page {name!r} that is not there" for name in locked
              if name not in verdicts]
    return found


def lost_proof(entry, verdict):
    """Whether a proof was obtained before and a complete attempt failed now."""
    return entry["verdict"] == PROVED and verdict.verdict == CHECKED and not verdict.timed_out


def keep_proofs(locked, fresh, verdicts):
    """Fresh entries in which a proof that was merely not finished stays obtained."""
    for name, page in verdicts.items():
        for v in page:
            entry = locked.get(name, {}).get(v.name)
            new = fresh.get(name, {}).get(v.name)
            if entry and new and v.timed_out and entry["verdict"] == PROVED \
                    and entry["hash"] == new["hash"]:
                new.update(verdict=PROVED, reason=entry["reason"])
    return fresh


def _hash(source):
    return sha256(" ".join(source.split()).encode()).hexdigest()[:12]
