"""How the book is made: read a chapter's source, tangle it, run it, weave it.

Everything here turns text into text; files are read and written at the rim, in
`__main__`, `book` and `site`. Tangling and testing need no MkDocs.
"""

import sys

if sys.version_info < (3, 11):
    raise SystemExit(f"nnbook needs Python 3.11 or newer; this is {'.'.join(map(str, sys.version_info[:3]))}")
