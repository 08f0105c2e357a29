"""`pytest` proves the book: every program and every equation is a test at its own line."""

from pathlib import Path

from loom.testing import Book

pytest_plugins = ["pytester"]


def pytest_configure(config):
    """Collect the pages of this folder."""
    config.pluginmanager.register(Book(Path(__file__).parent), "book")
