"""Runs the Python of a page and keeps what its functions compute on the way.

The modules come from the chapters themselves, not from the disk, so a page is compared
with the code that it prints.
"""

import ast
import doctest
import importlib.abc
import importlib.util
import io
import sys
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from numbers import Real
from random import Random

from nnbook.loom.equations.evaluation.watching import watched
from nnbook.loom.equations.graph.naming import GRADIENTS, PARAMETERS, REPEATS

KEPT = 3
PACKAGE = "nnbook"
_PATIENCE = 40_000  # events, after which a statement that trains is no longer watched


@dataclass(frozen=True)
class Moment:
    """What is known at one point of the program.

    place: in words.  names: every number by name; None for a name that may mean several.
    made: what was just computed.  before: the names a statement started from.
    statement: its syntax.  function, result: what was called, and what it returned.
    """

    place: str
    names: dict
    made: dict
    before: dict = field(default_factory=dict)
    statement: object = None
    function: object = None
    result: object = None

    @property
    def assigned(self):
        """The names of what was just computed."""
        return frozenset(self.made)


@dataclass
class Run:
    """A page's program after it has run: its moments, its functions, how they were called."""

    moments: list = field(default_factory=list)
    functions: dict = field(default_factory=dict)
    calls: dict = field(default_factory=dict)


def run(page, modules, seed):
    """Run the Python blocks of a page in order. What fails there is reported by pytest."""
    own = {f"{PACKAGE}.{fence.stem}" for fence in page.fences if fence.stem}
    runner = _Runner(page, own)
    with _chapters(modules), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        for fence in page.fences:
            if fence.language == "python":
                runner.fence(fence)
        runner.load(own)
        runner.repeat(Random(seed))
    return runner.run


class _Runner:
    def __init__(self, page, own):
        self.run, self.own = Run(), own
        self.namespace = {"__name__": "__page__"}
        self.calls = {}
        self.place = page.path
        self.loops = _loops(page)

    def fence(self, fence):
        session = fence.body.lstrip("\n").startswith(">>>")
        pieces = [fence.body]
        if session:
            pieces = [e.source for e in doctest.DocTestParser().get_examples(fence.body)]
        for piece in pieces:
            for statement in _statements(piece):
                if not self._statement(statement, f"{self.place}:{fence.line}") and not session:
                    return

    def _statement(self, statement, place):
        code = compile(ast.Module([statement], []), "<page>", "exec")
        before, self.patience = plain(self.namespace), _PATIENCE
        try:
            with watched(self._record_call):
                exec(code, self.namespace)
        except Exception:
            return False
        if not isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
            stored = set(_stored(statement))
            if any(isinstance(node, ast.Call) for node in ast.walk(statement)):
                stored -= set(GRADIENTS)  # of arguments that only the call knows
            made = plain({k: v for k, v in self.namespace.items() if k in stored})
            if made:
                names = {**plain(self.namespace), **made}
                self.run.moments.append(Moment(place, names, made, before, statement))
        return True

    def load(self, own):
        """Every function of the page's own modules and of the page itself."""
        for name in sorted(own):
            try:
                module = importlib.import_module(name)
            except (Exception, SystemExit):
                continue
            self._functions(vars(module), name)
        self._functions(self.namespace, "__page__")

    def _functions(self, names, module):
        for name, value in names.items():
            if callable(value) and getattr(value, "__module__", None) == module \
                    and hasattr(value, "__code__"):
                known = self.run.functions.setdefault(name, value)
                if not self.calls.get(known.__code__):
                    self.run.functions[name] = value  # of two copies the one that is called

    def _record_call(self, frame, event, argument):
        self.patience -= 1
        if self.patience < 0:
            sys.setprofile(None)
        if event != "call" or frame.f_globals.get("__name__") not in (*self.own, "__page__"):
            return
        code = frame.f_code
        if code.co_name.startswith("<") or len(self.calls.setdefault(code, [])) >= KEPT:
            return
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        self.calls[code].append({name: copied(frame.f_locals[name]) for name in names})

    def repeat(self, random):
        """Call each function again: with the page's arguments, and with random numbers."""
        for name, function in self.run.functions.items():
            self.run.calls[name] = self.calls.get(function.__code__, [])
            moments = []
            for recorded in self.run.calls[name]:
                arguments = {k: min(v, 2) if k in REPEATS and isinstance(v, int) else v
                             for k, v in recorded.items()}
                self._call(name, function, arguments, moments)
                for keep in (False, True):
                    tries = [varied(arguments, random, keep) for _ in range(KEPT)]
                    if all([self._call(name, function, a, moments) for a in tries]):
                        break
            self.run.moments += _without_counters(moments)

    def _call(self, name, function, arguments, moments):
        seen = []

        def watch(frame, event, argument):
            if event == "return" and frame.f_code is function.__code__:
                seen.append((dict(frame.f_locals), argument))

        start = plain(arguments)
        try:
            with watched(watch):
                function(**copied(arguments))
        except Exception:
            return False
        local, result = seen[-1]
        names = plain(local)
        columns = _columns(self.loops.get(name, ()), arguments)
        if columns:  # the only lists that are as long as there are samples
            names = {k: v for k, v in names.items() if not isinstance(v, list)} | columns
        # What has another value at the end cannot be told from what it was on the way.
        names.update((k, None) for k, v in start.items() if names.get(k, v) != v)
        returned = plain({function.__name__: result}) if not isinstance(result, Real) else {}
        made = {k: v for k, v in {**names, **returned}.items() if k not in start}
        moments.append((Moment(f"{name}()", {**returned, **names}, made, function=function,
                               result=result), _whole(local)))
        return True


def _loops(page):
    """Loops over rows that are handed over, `for x1, x2, y in samples`, by function.

    Each is the argument, the names of its columns, and what else has a value for each row.
    """
    found = {}
    for fence in page.fences:
        for function in _statements(fence.body) if fence.stem else ():
            for node in ast.walk(function) if isinstance(function, ast.FunctionDef) else ():
                if isinstance(node, ast.For) and isinstance(node.iter, ast.Name) \
                        and isinstance(node.target, ast.Tuple):
                    inside = {n for line in node.body for n in _stored(line)}
                    loop = node.iter.id, list(_stored(node.target)), inside
                    found.setdefault(function.name, []).append(loop)
    return found


def _columns(loops, arguments):
    """Lists for the columns of rows; None for what a loop computes anew for each row."""
    found = {}
    for argument, names, inside in loops:
        rows = arguments.get(argument)
        if isinstance(rows, (list, tuple)) and rows and all(
            isinstance(row, (list, tuple)) and len(row) == len(names)
            and all(isinstance(n, Real) for n in row) for row in rows
        ):
            found.update(dict.fromkeys(inside))
            found.update({name: [float(row[i]) for row in rows] for i, name in enumerate(names)})
    return found


def _without_counters(moments):
    """The moments of a function without what was a whole number in each: it counts."""
    counters = set.intersection(*(whole for _, whole in moments)) if moments else set()
    return [replace(moment, made={k: v for k, v in moment.made.items() if k not in counters})
            for moment, _ in moments]


def _whole(names):
    return {k for k, v in names.items() if isinstance(v, int) and not isinstance(v, bool)}


def _stored(statement):
    """The names that a statement gives values to, whole or in part."""
    for node in ast.walk(statement):
        if isinstance(getattr(node, "ctx", None), ast.Store):
            while isinstance(node, (ast.Subscript, ast.Attribute)):
                node = node.value
            if isinstance(node, ast.Name):
                yield node.id


def _statements(source):
    try:
        return ast.parse(source).body
    except SyntaxError:
        return []


def copied(value):
    """The same dicts, lists and tuples of the same things, for a program that may change them."""
    if isinstance(value, dict):
        return {k: copied(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return _like(value, map(copied, value))
    return value


def varied(value, random, keep_whole):
    """The same structure with other numbers in it; what counts repetitions stays."""
    if isinstance(value, bool) or not isinstance(value, (Real, dict, list, tuple)):
        return value
    if isinstance(value, dict):
        return {k: v if k in REPEATS else varied(v, random, keep_whole) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return _like(value, [varied(v, random, keep_whole) for v in value])
    if keep_whole and isinstance(value, int):
        return value
    return random.choice((-1, 1)) * random.uniform(0.2, 2)


def _like(value, items):
    return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)


def plain(names):
    """The numbers and lists of numbers in a namespace, those in dicts and tuples by name.

    An entry that several dicts have with different values is None, unless one of them is
    the dict of parameters. Entries of a dict of derivatives are named after them.
    """
    found, inside = {}, {}
    for name, value in names.items():
        if name.startswith("__"):
            continue
        if isinstance(value, Real) and not isinstance(value, bool):
            found[name] = float(value)
        elif isinstance(value, dict):
            for key, number in _entries(name, value):
                same = inside.setdefault(key, number) == number
                inside[key] = number if same else None
        elif isinstance(value, tuple) and hasattr(value, "_asdict"):
            inside.update(plain(value._asdict()))
        elif isinstance(value, (list, tuple)) and value and len(value) <= 64 and all(
            isinstance(v, Real) and not isinstance(v, bool) for v in value
        ):
            found[name] = [float(v) for v in value]
    own = names.get(PARAMETERS)
    first = dict(_entries(PARAMETERS, own)) if isinstance(own, dict) else {}
    return {**inside, **first, **found}


def _entries(name, value):
    before = "d_loss_d_" if name in GRADIENTS else ""
    for key, number in value.items():
        if isinstance(key, str) and isinstance(number, Real):
            yield before + key, float(number)


# The chapters' modules ----------------------------------------------------------


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports nnbook.<stem> from the text of the chapters."""

    def __init__(self, modules):
        self.modules = {f"{PACKAGE}.{stem}": module for stem, module in modules.items()}

    def find_spec(self, name, path=None, target=None):
        if name in self.modules:
            return importlib.util.spec_from_loader(name, self)
        return None

    def exec_module(self, module):
        text = self.modules[module.__name__].text
        exec(compile(text, self.modules[module.__name__].path, "exec"), vars(module))


@contextmanager
def _chapters(modules):
    finder = _Finder(modules)
    import nnbook

    attributes = dict(vars(nnbook))
    put_aside = {name: sys.modules.pop(name) for name in finder.modules if name in sys.modules}
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
