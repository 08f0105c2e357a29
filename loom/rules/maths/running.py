"""Runs the Python of a page and keeps its functions and variables.

The modules come from the chapters themselves, not from the disk, so a page is compared
with the code that it prints. What a page changes for the whole process is put back.
"""

from __future__ import annotations

import ast
import doctest
import importlib.abc
import importlib.util
import os
import random
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import copy_context
from functools import cache, partial
from types import ModuleType
from typing import Any

import numpy as np

from loom.equations.program import Moment, Program, unseen
from loom.equations.verdicts import reason
from loom.model.page import Fence, Page
from loom.tangle import Module

PACKAGE = "nnbook"
_PAGE = "__page__"
_RUN_AGAIN = (ast.Assign, ast.AugAssign, ast.AnnAssign)
_COPIED = (np.ndarray, list, dict)
Statement = tuple[ast.stmt, int]


def run(page: Page, modules: Mapping[str, Module], seed: str = "") -> Program:
    """The program of a page, its Python blocks run in order.

    An exception ends a block and is reported by pytest; an exit is a fault of the program.
    """
    own = {f"{PACKAGE}.{fence.stem}" for fence in page.fences if fence.stem}
    runner = _Runner()
    with state_kept(), _chapters(modules), unseen():  # pytest compares what is printed
        random.seed(seed)
        for fence in page.fences:
            if fence.language == "python":
                runner.fence(fence)
        for name in sorted(own):
            runner.module(name)
        runner.functions(runner.namespace, _PAGE)
    return runner.program


class _Runner:
    """Runs statements in one namespace, that of the page."""

    def __init__(self) -> None:
        self.program = Program()
        self.namespace: dict[str, Any] = {"__name__": _PAGE}
        self.sources: dict[tuple[str, str], str] = {}
        self.known: dict[str, Any] = {}
        self.context = copy_context()  # what the page tells NumPy of errors and printing

    def fence(self, fence: Fence) -> None:
        """Run a block; in a session a statement that fails does not end it."""
        module = f"{PACKAGE}.{fence.stem}" if fence.stem else _PAGE
        for statement, line in _statements(fence):
            if isinstance(statement, ast.FunctionDef):
                self.sources[module, statement.name] = ast.unparse(statement)
            ended = self._run(statement, fence.line + line)
            if ended is not None and (ended or not fence.is_session):
                return

    def _run(self, statement: ast.stmt, line: int) -> bool | None:
        """None for a statement that ran, else whether it wanted to end everything."""
        code = compile(ast.Module([statement], []), f"<line {line}>", "exec")
        try:
            self.context.run(exec, code, self.namespace)  # the page's own code is what is to be checked
        except Exception:
            return False
        except SystemExit:
            self.program.faults.append((line, reason("program-exits", line=line)))
            return True
        self._keep(statement)
        return None

    def _keep(self, statement: ast.stmt) -> None:
        """Note the names that a statement gave values to, as they are now."""
        made = {name for name in _stored(statement) if name in self.namespace}
        for name, value in self.namespace.items():
            if name in made or name not in self.known or not isinstance(value, _COPIED):
                self.known[name] = _copied(value)
        if made and not isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            again = statement if isinstance(statement, _RUN_AGAIN) else None
            self.program.moments.append(Moment(dict(self.known), frozenset(made), again))

    def module(self, name: str) -> None:
        """The functions of one of the page's own modules."""
        try:
            self.functions(vars(importlib.import_module(name)), name)
        except Exception:
            return  # what cannot be imported is reported where it is tangled
        except SystemExit:
            self.program.faults.append((1, reason("program-exits", line=1)))

    def functions(self, names: Mapping[str, Any], module: str) -> None:
        """The functions that a module defines itself, lambdas included."""
        for name, value in names.items():
            if callable(value) and hasattr(value, "__code__") and value.__module__ == module:
                if name not in self.program.functions:
                    self.program.functions[name] = value
                    if (module, name) in self.sources:
                        self.program.sources[name] = self.sources[module, name]


def _statements(fence: Fence) -> Iterator[Statement]:
    """The statements of a block, each with its line in it."""
    pieces = [(fence.body, 0)]
    if fence.is_session:
        try:
            examples = doctest.DocTestParser().get_examples(fence.body)
        except ValueError:
            return
        pieces = [(example.source, example.lineno) for example in examples]
    for text, line in pieces:
        try:
            body = ast.parse(text).body
        except SyntaxError:
            continue
        yield from ((statement, line + statement.lineno) for statement in body)


def _stored(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement gives values to, whole or in part."""
    for node in ast.walk(statement):
        if isinstance(getattr(node, "ctx", None), ast.Store):
            while isinstance(node, (ast.Subscript, ast.Attribute)):
                node = node.value
            if isinstance(node, ast.Name):
                yield node.id


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, _COPIED) else value


# What must not leak ----------------------------------------------------------------------


@contextmanager
def state_kept() -> Iterator[None]:
    """Put back afterwards what a page may change for the whole process."""
    kept: list[tuple[Callable[[Any], Any], Any]] = [
        (lambda options: np.set_printoptions(**options), np.get_printoptions()),
        (lambda flags: np.seterr(**flags), np.geterr()),
        (np.random.set_state, np.random.get_state()),
        (random.setstate, random.getstate()),
        (os.chdir, os.getcwd()),
    ]
    environment, path = dict(os.environ), list(sys.path)
    with warnings.catch_warnings():
        try:
            yield
        finally:
            for put_back, state in kept:
                put_back(state)
            os.environ.clear()
            os.environ.update(environment)
            sys.path[:] = path


# The chapters' modules -------------------------------------------------------------------


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports nnbook.<stem> from the text of the chapters."""

    def __init__(self, modules: Mapping[str, Module]):
        self.modules = {f"{PACKAGE}.{stem}": module for stem, module in modules.items()}

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """The chapters' module of a name; None leaves it to others."""
        return importlib.util.spec_from_loader(name, self) if name in self.modules else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the text that the chapters give a module."""
        made = self.modules[module.__name__]
        exec(_compiled(made.text, made.path), vars(module))


_compiled = cache(partial(compile, mode="exec"))  # every page imports what others import


@contextmanager
def _chapters(modules: Mapping[str, Module]) -> Iterator[None]:
    finder = _Finder(modules)
    import nnbook

    attributes = dict(vars(nnbook))
    put_aside = {name: sys.modules.pop(name) for name in finder.modules if name in sys.modules}
    for name in put_aside:  # `from nnbook import neuron` looks here first
        vars(nnbook).pop(name.rpartition(".")[2], None)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in set(vars(nnbook)) - set(attributes):
            delattr(nnbook, name)
        for name in finder.modules:
            sys.modules.pop(name, None)
        sys.modules.update(put_aside)
        vars(nnbook).update(attributes)
