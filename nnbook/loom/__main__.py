"""`python -m nnbook.loom`: tangle the chapters, or check that nothing has drifted."""

import argparse
import sys

from nnbook.loom import book, tangle
from nnbook.loom.source import SourceError

CURE = "cure: edit the chapter, never nnbook/, then run `python -m nnbook.loom tangle`"


def main(arguments=None):
    """Run one command; returns its exit status: 0, 1 for drift, 2 for a broken source."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2


def _parser():
    parser = argparse.ArgumentParser(prog="python -m nnbook.loom", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("tangle", help="write nnbook/*.py from docs/*.md")
    command.add_argument("--check", action="store_true", help="only compare; exit 1 on drift")
    command.add_argument("--root", default=".", help="the project's folder (default: here)")
    command.set_defaults(run=_tangle)
    return parser


def _tangle(options):
    whole = book.load(options.root)
    if not options.check:
        for path in tangle.write(whole):
            print(f"wrote {path}")
    drift = tangle.differences(whole)
    if drift:
        print(*drift, CURE, sep="\n", file=sys.stderr)
    return 1 if drift else 0


if __name__ == "__main__":
    sys.exit(main())
