# Made from docs/index.md: edit it, run `python -m nnbook.loom tangle`.

# docs/index.md#promises
"""Neural networks, from one multiplication to backpropagation, one page at a time."""

__version__ = "0.1.0"
