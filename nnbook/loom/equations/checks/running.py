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
from dataclasses import dataclass, field
from numbers import Real
from random import Random

KEPT = 3
PACKAGE = "nnbook"


@dataclass(frozen=True)
class Moment:
    """What is known at one point of the program: its names and what was just computed.

    place: in words.  assigned: the names computed here.  result: what a function returned.
    """

    place: str
    names: dict
    assigned: frozenset
    function: object = None
    result: object = None


@dataclass
class Run:
    """A page's program after it has run: its moments and its functions by name."""

    moments: list = field(default_factory=list)
    functions: dict = field(default_factory=dict)


def run(page, modules, seed):
    """Run the Python blocks of a page in order. What fails there is reported by pytest."""
    own = {f"{PACKAGE}.{fence.stem}" for fence in page.fences if fence.stem}
    runner = _Runner(page, own)
    with _chapters(modules), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        for fence in page.fences:
            if fence.language == "python":
                runner.fence(fence)
        runner.load(own)
        runner.vary(Random(seed))
    return runner.run


class _Runner:
    def __init__(self, page, own):
        self.run, self.own = Run(), own
        self.namespace = {"__name__": "__page__"}
        self.calls = {}
        self.place = page.path

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
        try:
            with _profiled(self._record_call):
                exec(code, self.namespace)
        except Exception:
            return False
        assigned = {n.id for n in ast.walk(statement)
                    if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        if assigned and not isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            moment = Moment(place, _plain(self.namespace), frozenset(assigned))
            self.run.moments.append(moment)
        return True

    def load(self, own):
        """Every function of the page's own modules and of the page itself."""
        for name in sorted(own):
            module = importlib.import_module(name)
            self._functions(vars(module), name)
        self._functions(self.namespace, "__page__")

    def _functions(self, names, module):
        for name, value in names.items():
            if callable(value) and getattr(value, "__module__", None) == module \
                    and hasattr(value, "__code__"):
                self.run.functions[name] = value

    def _record_call(self, frame, event, argument):
        if event != "call" or frame.f_globals.get("__name__") not in (*self.own, "__page__"):
            return
        code = frame.f_code
        if code.co_name.startswith("<") or len(self.calls.setdefault(code, [])) >= KEPT:
            return
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        self.calls[code].append({name: frame.f_locals[name] for name in names})

    def vary(self, random):
        """Call each function again: with the page's arguments, and with random numbers."""
        for name, function in self.run.functions.items():
            for arguments in self.calls.get(function.__code__, ()):
                self._call(name, function, arguments)
                for keep in (False, True):
                    varied = [_varied(arguments, random, keep) for _ in range(KEPT)]
                    if all([self._call(name, function, a) for a in varied]):
                        break

    def _call(self, name, function, arguments):
        seen = []

        def watch(frame, event, argument):
            if event == "return" and frame.f_code is function.__code__:
                seen.append((dict(frame.f_locals), argument))

        try:
            with _profiled(watch):
                function(**arguments)
        except Exception:
            return False
        names, result = seen[-1]
        known = {**_plain(names), **(_plain({"": result}) if not isinstance(result, Real) else {})}
        assigned = frozenset(known) - frozenset(_plain(arguments))
        self.run.moments.append(Moment(f"{name}()", known, assigned, function, result))
        return True


@contextmanager
def _profiled(watch):
    """Let watch(frame, event, argument) see every call."""
    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before)


def _statements(source):
    try:
        return ast.parse(source).body
    except SyntaxError:
        return []


def _varied(value, random, keep_whole):
    """The same structure with other numbers in it."""
    if isinstance(value, bool) or not isinstance(value, (Real, dict, list, tuple)):
        return value
    if isinstance(value, dict):
        return {k: _varied(v, random, keep_whole) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        items = [_varied(v, random, keep_whole) for v in value]
        return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    if keep_whole and isinstance(value, int):
        return value
    return random.choice((-1, 1)) * random.uniform(0.2, 2)


def _plain(names):
    """The numbers and lists of numbers in a namespace, those in dicts and tuples by name."""
    found, inside = {}, {}
    for name, value in names.items():
        if name.startswith("__"):
            continue
        if isinstance(value, Real) and not isinstance(value, bool):
            found[name] = float(value)
        elif isinstance(value, dict):
            inside.update({k: float(v) for k, v in value.items()
                           if isinstance(k, str) and isinstance(v, Real)})
        elif isinstance(value, tuple) and hasattr(value, "_asdict"):
            inside.update(_plain(value._asdict()))
        elif isinstance(value, (list, tuple)) and value and len(value) <= 64 and all(
            isinstance(v, Real) and not isinstance(v, bool) for v in value
        ):
            found[name] = [float(v) for v in value]
    return {**inside, **found}


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
