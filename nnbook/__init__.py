# Made from docs/index.md by `python -m nnbook.loom tangle`: edit the chapter.

# docs/index.md#promises
"""Neural networks, from one multiplication to backpropagation, one page at a time."""

__version__ = "0.1.0"
