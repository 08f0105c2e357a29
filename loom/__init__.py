"""How the book is made: read a chapter's source, tangle it, run it, weave it.

`model` reads a page once; `rules` says what must hold of it, `equations` whether its statements
hold; `tangle` and `weave` turn it into code and pages; `testing` and `site` serve pytest and MkDocs.
Files are read and written at the rim, in `cli`, `model.book` and `site`. Tangling and testing need
no MkDocs.
"""

import sys

if sys.version_info < (3, 11):
    raise SystemExit(f"the book needs Python 3.11 or newer; this is {'.'.join(map(str, sys.version_info[:3]))}")
