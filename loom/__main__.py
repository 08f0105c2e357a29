"""`python -m loom`: see `cli`."""

import sys

from loom.cli import main

if __name__ == "__main__":
    sys.exit(main())
