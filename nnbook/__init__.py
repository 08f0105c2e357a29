# Made from docs/python.md: edit it, run `python -m loom tangle`.

# docs/python.md#import
"""Neural networks, from one multiplication to backpropagation, one page at a time."""

__version__ = "0.1.0"
