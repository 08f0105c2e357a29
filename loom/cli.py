"""`python -m loom`: tangle the chapters, execute their equations, try mistakes."""

import argparse
import gc
import os
import sys

from loom import tangle
from loom.model import book
from loom.model import SourceError

CURE = "cure: edit the chapter, never nnbook/, then run `python -m loom tangle`"


def main(arguments=None):
    """Run one command; returns its exit status: 0, 1 for drift, 2 for a broken source."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # every core has a process already
    try:
        return options.run(options)
    except SourceError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}: let the folder be written, or copy the project", file=sys.stderr)
    except ModuleNotFoundError as error:  # NumPy and SymPy, which tangling does without
        print(f'{error.name} is not installed: pip install -e ".[test]"', file=sys.stderr)
    return 2


def _parser():
    parser = argparse.ArgumentParser(prog="python -m loom", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", prog=parser.prog)
    command = commands.add_parser("tangle", help="write nnbook/*.py from docs/*.md")
    command.add_argument("--check", action="store_true", help="only compare; exit 1 on drift")
    command.add_argument("--root", default=".", help="the project's folder (default: here)")
    command.set_defaults(run=_tangle)
    command = _on_pages(commands, "check", "execute every equation; exit 1 if one is refused")
    command.add_argument("--json", action="store_true", help="print a list of objects")
    command.add_argument("--quick", action="store_true", help="try no proofs: faster, and without --lock")
    command.add_argument("--lock", action="store_true", help="write docs/verdicts.json")
    command.add_argument("--accept", action="store_true", help="with --lock: let proofs be lost")
    command.set_defaults(run=_check)
    command = _on_pages(commands, "mutate", "try every one-token mistake that could stand on a page")
    command.add_argument("--every", type=int, default=1, metavar="N", help="only each N-th mutant")
    command.set_defaults(run=_mutate)
    return parser


def _on_pages(commands, name, text):
    command = commands.add_parser(name, help=text)
    command.add_argument("pages", nargs="*", metavar="PAGE", help="01-neuron.md, … (default: all)")
    command.add_argument("--root", default=".", help="the project's folder (default: here)")
    return command


def _check(options):
    from loom.rules.maths import cli  # here, so that tangling needs no NumPy

    return cli.check(options)


def _mutate(options):
    from loom.rules.maths import cli

    return cli.mutate(options)


def _tangle(options):
    gc.disable()  # whatever is read is kept to the end: looking for garbage costs a seventh
    whole = book.load(options.root)
    if not options.check:
        for path in tangle.write(whole):
            print(f"wrote {path}")
    drift = tangle.differences(whole)
    if drift:
        print(*drift, CURE, sep="\n", file=sys.stderr)
    return 1 if drift else 0

