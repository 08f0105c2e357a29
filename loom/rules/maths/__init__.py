"""The book and its equations: everything between the Markdown pages and the engine.

    items, tables     what a page states: displays, relations in sentences, rows of tables
    prose, known      decimals that no relation says anything about; the numbers a page has
    running, docstrings, coverage      the page's Python
    pages, checker    the book's pages in the engine; a verdict on each statement
    words             reasons in Chinese and English
    lock              docs/verdicts.json, the committed verdicts
    repair, mutation  the edit that mends a statement; mistakes, and whether they are caught
    cli, sybil        python -m loom check, mutate; pytest

The engine, `loom.equations`, knows no page, no file and no human language.
"""
