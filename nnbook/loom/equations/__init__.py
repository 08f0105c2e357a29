"""Every equation of the book is read from its LaTeX, executed and, where possible, proved.

Four rooms, each built on the one before:

    reading/      LaTeX → tree: tokens with positions, a Pratt parser, statements
    graph/        pages → what their symbols mean: declarations, definitions, items
    evaluation/   one evaluator, complex NumPy numbers and SymPy; worlds and examples
    checks/       claims, empty statements, the program, mutants, the lock

and two doors: `cli` (python -m nnbook.loom check, mutate) and `sybil` (pytest).

    from nnbook.loom.equations.checks.page import Checker
    Checker(book.load(".")).check_page("01-neuron.md")   # a list of Verdict

`checks.lock.read(root)` gives the committed verdicts without NumPy and without SymPy.
"""
