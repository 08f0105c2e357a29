"""A page's program held against its equations.

A function is bound by its name, by `eq: name` in its docstring, or by the names of what it
returns; its parameters by what their names stand for. It is called with values of these from
random worlds. A variable of the page is bound by running what made it in the same way.
"""

from __future__ import annotations

import ast
import dis
import inspect
import io
import re
import textwrap
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from types import CodeType, ModuleType
from typing import Any, NamedTuple

import numpy as np

from loom.equations import commands, tree
from loom.equations.arithmetic import Floats, NoValue, Value
from loom.equations.evaluate import Env, evaluate, generic
from loom.equations.parser import read_statements
from loom.equations.plain import clause, latex
from loom.equations.shapes import Elaborator, index_of
from loom.equations.theory import LAYERED, SAMPLE, SCALAR, Size, Theory
from loom.equations.verdicts import Reason, Refused, reason, refuse
from loom.equations.worlds import NEAR, WIDE, Batch, shape_in

_ACCENT = re.compile(r"\\(hat|bar|tilde|dot) (.*)")
_SAID = re.compile(r"eq: ([A-Za-z_]\w*(?:(?:, | … | and )[A-Za-z_]\w*)*)")
_ENOUGH, _BATCHES = 3, 3  # ordinary worlds that must be compared; batches in which calls are made
_POINTS = (-20.0, -3.1, 5.3, 20.0, 0.7, -0.3)  # for functions of the page, beside special ones
_MEMBER = re.compile(r"(.+)_\{?(\d+)\}?")
_GRADIENT = re.compile(r"\\partial (.+)")  # names \partial \mathcal L=partials
Call = tuple[int, int, dict[str, Any], dict[str, Any]]  # batch, world, returned names, arguments
Source = tuple[frozenset[str], Callable[[int, int], Any]]  # the keys it tells of, its values


def program_name(key: str, names: Mapping[str, str]) -> str:
    """The identifier for a key: `\\hat y` is y_hat, `h_1` is h1, `\\mathrm d W` is dW."""
    if key in names:
        return names[key]
    if key.startswith(r"\mathrm d "):
        return "d" + program_name(key.removeprefix(r"\mathrm d "), {})
    base, _, below = key.removesuffix(LAYERED).removesuffix("*").partition("_")
    accent = _ACCENT.fullmatch(base)
    word = f"{program_name(accent[2], {})}_{accent[1]}" if accent else re.sub(
        r"\\(mathrm |mathcal |var(?!$))?", "", base)
    below = below.strip("{}").replace("\\", "").replace(",", "_")
    joined = "_" if base in commands.GREEK or below and not below.isdigit() else ""
    return word + (joined + below if below else "") + ("_star" if key[-1] == "*" else "")


def said(docstring: str) -> tuple[str, ...]:
    """The displays that a docstring names: `eq: a`, `eq: a, b and c`."""
    return tuple(re.findall(r"\b(?!and\b)\w+", " ".join(_SAID.findall(docstring))))


@dataclass(frozen=True)
class Moment:
    """The names of a page after one statement, and those that it gave values to."""

    names: Mapping[str, Any]
    made: frozenset[str]
    statement: ast.stmt | None = None  # of one that can be run again with other values

    def reads(self) -> set[str]:
        """The names of values, not of functions or modules, that the statement reads."""
        codes = [_code(self.statement)] if self.statement else []
        for code in codes:  # and what stands inside of it
            codes += [part for part in code.co_consts if isinstance(part, CodeType)]
        found = {step.argval for code in codes for step in dis.get_instructions(code)
                 if step.opname in ("LOAD_NAME", "LOAD_GLOBAL")} & self.names.keys()
        return {n for n in found if not (callable(v := self.names[n]) or isinstance(v, ModuleType))}


@dataclass
class Program:
    """The functions of a page, and the moments of its run."""

    functions: dict[str, Callable[..., Any]] = field(default_factory=dict)
    moments: list[Moment] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)  # of functions, where `inspect` has none
    faults: list[tuple[Any, Reason]] = field(default_factory=list)  # what went wrong, by place

    @classmethod
    def of(cls, namespace: Mapping[str, Any]) -> Program:
        """The program of a script: its functions and its values, by name."""
        return cls({name: value for name, value in namespace.items() if callable(value)},
                   [Moment(namespace, frozenset())])

    def return_names(self, label: str) -> tuple[str, ...]:
        """The names in `return a, b`, where that is the function's only return."""
        with suppress(OSError, TypeError, SyntaxError, ValueError):
            source = self.sources.get(label) or inspect.getsource(self.functions[label])
            nodes = ast.walk(ast.parse(textwrap.dedent(source)))
            [value] = [n.value for n in nodes if isinstance(n, ast.Return)]
            parts = value.elts if isinstance(value, ast.Tuple) else [value]
            if all(isinstance(part, ast.Name) for part in parts):
                return tuple(map(ast.unparse, filter(None, parts)))
        return ()

    def pieces(self) -> Iterator[Piece]:
        """The functions that can be looked into."""
        for label, function in self.functions.items():
            with suppress(ValueError, TypeError):
                taken = {p.name: p.default is not p.empty
                         for p in inspect.signature(function).parameters.values()
                         if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)}
                yield Piece(label, f"{label}()", taken, function, self.return_names(label),
                            function.__doc__ or "")


@dataclass(frozen=True, eq=False)
class Piece:
    """Something that can be called: a function, or some statements of the page."""

    label: str  # of a function
    shown: str  # what a reason calls it
    parameters: Mapping[str, bool]  # by name, whether one may be left out
    function: Callable[..., Any]
    returns: tuple[str, ...] = ()  # the names in its return
    docstring: str = ""


@contextmanager
def unseen() -> Iterator[None]:
    """Nothing that is printed or warned of is seen."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), \
            warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def _again(code: CodeType, names: Mapping[str, Any], wanted: Iterable[str], /, **given: Any) -> Any:
    """Statements of the page, run with other values of some names."""
    exec(code, namespace := {**names, **given})
    return {name: namespace[name] for name in wanted}


def _code(*body: ast.stmt) -> CodeType:
    return compile(ast.Module([*body], []), "<page>", "exec")


def flat(value: Any) -> dict[str, Any]:
    """The entries of a dict or a NamedTuple by name."""
    parts = value._asdict() if hasattr(value, "_asdict") else value
    return {k: v for k, v in parts.items() if isinstance(k, str)} if isinstance(parts, dict) else {}


def plain(value: np.ndarray) -> Any:
    """What a program has in place of rows and columns: a float, or an array of its own."""
    return float(value[0, 0]) if value.shape == (1, 1) else np.array(value)


def difference(got: Any, wanted: np.ndarray) -> dict[str, str] | None:
    """What differs, as the parameters of a reason; None where nothing does."""
    if isinstance(got, float) and wanted.size == 1 and abs(got - (one := float(wanted[0, 0]))) <= \
            1e-9 * abs(one) + 1e-12 * max(1, abs(one)):
        return None
    try:
        found = np.asarray(got, dtype=float)
    except (TypeError, ValueError):
        return {"got": type(got).__name__, "wanted": f"{wanted.shape}", "entry": ""}
    if found.size == wanted.size == 1 or found.shape == wanted.shape[:1] and wanted.shape[1] == 1:
        found = found.reshape(wanted.shape)
    if isinstance(got, bool) or found.shape != wanted.shape:
        return {"got": f"{found.shape}", "wanted": f"{wanted.shape}", "entry": ""}
    with np.errstate(all="ignore"):
        allowed = 1e-9 * np.abs(wanted) + 1e-12 * max(1, np.abs(wanted).max())
        wrong = np.argwhere(~(np.abs(found - wanted) <= allowed))
    for j, k in wrong:
        entry = f"[{j + 1}, {k + 1}]" if wanted.size > 1 else ""
        return {"got": f"{found[j, k]:.6g}", "wanted": f"{wanted[j, k]:.6g}", "entry": entry}
    return None


# Comparing it with equations -------------------------------------------------------------


class Mode(NamedTuple):
    """How names are understood where there are several ways."""

    samples: str = "list"  # of a family over samples a list, an array, or the one at hand
    hand: bool = False  # of a family over layers or steps the one at hand
    members: bool = False  # `x` is x_1, x_2, …, even if x is known
    formal: tuple[tuple[str, str], ...] = ()  # what the parameters stand for in a formula …
    arrays: bool = False  # … whose letters are arrays here, not numbers


_MODES = [Mode(*mode) for mode in product(("list", "array", "one"), (False, True), (False, True))]


@dataclass
class Run:
    """The calls of a piece."""

    mode: Mode
    keys: frozenset[str] = frozenset()  # what the arguments were computed from
    names: set[str] = field(default_factory=set)  # of what was returned
    calls: list[Call] = field(default_factory=list)
    error: Reason | None = None  # why there were not enough calls


class Binding:
    """Compares the definitions and claims of a theory with a program, or one function of it."""

    def __init__(self, program: Program, theory: Theory, seed: str, only: str = ""):
        self.program, names = program, theory.names
        quantities = [*theory.leaves, *(
            key for key, [first, *_] in theory.definitions.items() if first.parameters is None)]
        sizes = [*theory.sizes, *(size for _, size in theory.indices.values())]
        known = [*sizes, *quantities, *theory.functions]
        self.keys = {name: key for key, name in names.items() if key in known}
        known.sort(key=lambda key: key.endswith(LAYERED))  # W is W before it is W^{[l]}
        for key in known:  # what a name stands for: by declaration, else by the rule
            self.keys.setdefault(program_name(key, {}), key)
        self._members: dict[str, list[tuple[int, str]]] = {}  # x: (1, x_1), (2, x_2), …
        for member in filter(None, map(_MEMBER.fullmatch, quantities)):
            for name in {program_name(member[1], {}), program_name(member[1], names)}:
                self._members.setdefault(name, []).append((int(member[2]), member[0]))
        self._prefixes = {name: f"d_{program_name(of[1], names)}_d_"
                          for key, name in names.items() if (of := _GRADIENT.fullmatch(key))}
        self._pieces = {p.label: p for p in program.pieces() if only in ("", p.label)}
        self._slices: dict[object, Piece | None] = {}
        self._batches = [Batch(theory, seed, number, "distinct", points)
                         for points in ((), _POINTS) for number in range(_BATCHES)]
        self._page, self._latest = self, self
        self._begin(theory)

    def _begin(self, theory: Theory) -> None:
        """Evaluate with a theory; each batch has another layer, step and sample at hand."""
        self.theory = theory
        self._envs = [Env(Floats(), theory, batch, {
            letter: 1 + n % batch.size(Size(size)) for letter, (_, size) in theory.indices.items()})
            for n, batch in enumerate(self._batches)]
        self._runs: dict[object, Run] = {}
        self._values: dict[object, np.ndarray] = {}

    def changed(self, theory: Theory) -> Binding:
        """The same program, held against other formulas of the same symbols."""
        if theory is not self.theory and theory is not self._latest.theory:
            self._latest = copy(self)
            self._latest._begin(theory)
        return self if theory is self.theory else self._latest

    def names_of(self, node: tree.Node) -> list[str]:
        """What the program calls a symbol, a member of a family, or a derivative."""
        while isinstance(node, tree.Indexed):
            node = node.base
        if isinstance(node, tree.Derivative):
            parts = [self.names_of(part) for part in (node.body, *node.variables)]
            return ["d_" + "_d_".join(names) for names in product(*parts)]
        return [name for name, key in self.keys.items() if node == tree.Symbol(key)]

    def _symbol(self, key: str) -> tree.Node:
        """A quantity; of a family over layers or steps the member at hand."""
        node: tree.Node = tree.Symbol(key)
        for letter, (role, _) in self.theory.indices.items():
            if role != SAMPLE and role in self.theory.axes(key) and isinstance(node, tree.Symbol):
                node = tree.Indexed(node, role, (tree.Symbol(letter),))
        return Elaborator(self.theory).statement(node)

    def _source(self, name: str, mode: Mode, deep: bool = True) -> Source | None:
        """What a name of the program stands for; None for nothing."""
        values: dict[object, list[Any]] = {}

        def value(n: int, k: int, node: tree.Node, sample: int | None = None,
                  letters: tuple[tuple[str, int], ...] = ()) -> Any:
            at = n, id(node), sample, letters
            if at not in values:
                found = self._value(n, node, mode, sample, letters)
                values[at] = found[:, 0, 0].tolist() if found.shape[1:] == (1, 1) else list(found)
            one = values[at][k]
            return one if isinstance(one, float) else np.array(one)

        key, before = self.keys.get(name, ""), self.keys.get(name.removesuffix("_prev"), "")
        formal, told = dict(mode.formal).get(name, ""), self.theory.closure(before)
        many = np.array if mode.samples == "array" else list
        if mode.formal:
            return (frozenset((formal,)), lambda n, k: plain(
                self._formal(n, formal, mode.arrays)[k].real)) if formal else None
        members = sorted(self._members.get(name, ()))
        if members and (mode.members or not key):
            nodes = [self._symbol(member) for _, member in members]
            return frozenset().union(*map(self.theory.reaches, nodes)), lambda n, k: many(
                [value(n, k, node) for node in nodes])
        if key in self.theory.functions:
            return told, lambda n, k: self._function(key, n, k)
        if key in self.theory.sizes or key and self.theory.kind(key) is None:
            return told, lambda n, k: self._batches[n].size(Size(key))
        if key or self.theory.axes(before):
            node = self._symbol(before)
            if isinstance(node, tree.Indexed) and not (key and mode.hand):
                [letter], role = tree.free_symbols(node.index[0]), node.role
                if not key:
                    return told, lambda n, k: value(
                        n, k, node, None, ((letter, self._envs[n].bound[letter] - 1),))
                first = all(index_of(at) != ("", 0) for d in self.theory.definitions.get(key, ())
                            for _, at in d.index)  # from a^{[0]} or from a^{[1]} on
                return told, lambda n, k: {at: value(n, k, node, None, ((letter, at),))
                                           for at in range(first, self._envs[n].top(role) + 1)}
            if isinstance(node, tree.Symbol) and self.theory.varies(key) and mode.samples != "one":
                return told, lambda n, k: many([
                    value(n, k, node, i) for i in range(1, self._envs[n].top(SAMPLE) + 1)])
            return told, lambda n, k: value(n, k, node)
        slope = re.fullmatch(r"d_(.+)_d_(.+)", name)
        if slope and self.keys.keys() >= {*slope.groups()}:
            body, by = (self._symbol(self.keys[part]) for part in slope.groups())
            node = Elaborator(self.theory).statement(tree.Derivative(body, (by,)))
            return frozenset(self.theory.reaches(node)), lambda n, k: value(n, k, node)
        latest = (m.names[name] for m in reversed(self.program.moments) if name in m.names)
        entries, prefix = flat(next(latest, None)) if deep else {}, self._prefixes.get(name, "")
        parts = {k: part for k in entries if (part := self._source(prefix + k, mode, False))}
        return (frozenset().union(*(keys for keys, _ in parts.values())), lambda n, k: {
            name: get(n, k) for name, (_, get) in parts.items()}
        ) if parts and len(parts) == len(entries) else None

    def _value(self, n: int, node: tree.Node, mode: Mode, sample: int | None = None,
               letters: tuple[tuple[str, int], ...] = ()) -> np.ndarray:
        """The value of an expression in every world of a batch. Raises NoValue."""
        key = n, node, mode, sample, letters
        if key not in self._values:
            formal = {k: self._formal(n, k, mode.arrays) for _, k in mode.formal}
            env = self._envs[n]
            if mode.samples == "one":
                sample = sample or 1 + n % env.top(SAMPLE)
            with np.errstate(all="ignore"):
                found = evaluate(node, env.changed(
                    bound={**env.bound, **dict(letters), **formal}, sample=sample)).real
            self._values[key] = np.broadcast_to(found, (env.world.count, *found.shape[1:]))
        return self._values[key]

    def _formal(self, n: int, key: str, arrays: bool) -> Value:
        """What the parameter of a formula stands for; an array in place of a number, or not."""
        leaf, shape = self.theory.leaves.get(key), (2, 3) if arrays else (1, 1)
        if leaf and leaf.shape != SCALAR:
            shape = shape_in(self._batches[n], leaf.shape, self._envs[n].index)
        return self._batches[n].leaf((key, 0, 0, int(arrays)), shape, Floats())

    def _function(self, key: str, n: int, k: int) -> Callable[..., Any]:
        """A function without a formula as a function of Python."""
        env = Env(Floats(), self.theory, self._batches[n].world(k))
        return lambda *arguments: plain(generic(key, 0, [
            np.atleast_2d(np.asarray(a, dtype=complex))[None] for a in arguments], env)[0].real)

    def _run(self, piece: Piece, formal: Mode | None = None) -> Run:
        """The calls of a piece; those made for the page's own formulas, where they serve."""
        if self._page is not self:
            run, before = self._page._run(piece, formal), self._page.theory.definitions
            if all(self.theory.definitions.get(k) == before.get(k) for k in run.keys):
                return run
        if (piece, formal) not in self._runs:
            tried = (self._call(piece, mode) for mode in ([formal] if formal else _MODES))
            first = next(tried)
            self._runs[piece, formal] = first if not first.error else next(
                (run for run in tried if not run.error), first)
        return self._runs[piece, formal]

    def _call(self, piece: Piece, mode: Mode) -> Run:
        """Call a piece with what its parameters stand for."""
        sources = {name: self._source(name, mode) for name in piece.parameters}
        for name, optional in piece.parameters.items():
            if not (sources[name] or optional):
                return Run(mode, error=reason(
                    "program-cannot-be-called", function=piece.shown, parameter=name))
        bound = {name: source for name, source in sources.items() if source}
        run, near = Run(mode, frozenset().union(*(keys for keys, _ in bound.values()))), 0
        start = _BATCHES if mode.formal else 0
        worlds = [*range(NEAR), *range(NEAR + WIDE, self._batches[start].total)]
        with unseen():
            for n, k in product(range(start, start + _BATCHES), worlds if bound else ()):
                try:
                    given = {name: value(n, k) for name, (_, value) in bound.items()}
                    result = piece.function(**given)
                except (ValueError, ArithmeticError):
                    continue  # it does not take such arguments
                except (Exception, SystemExit) as error:
                    run.error = reason("program-fails", function=piece.shown,
                                       error=f"{type(error).__name__}: {error}")
                    return run
                run.calls.append((n, k, self._entries(piece, result, given), given))
                run.names |= run.calls[-1][2].keys()
                near += k < NEAR
        if near < _ENOUGH:
            run.error = reason("program-never-compared", name=piece.shown)
        return run

    def _entries(self, piece: Piece, result: Any, given: dict[str, Any]) -> dict[str, Any]:
        """What was returned, by name, "" for the whole; of nothing, the changed arguments."""
        if result is None:
            return {**given, **{k: v for g in given.values() for k, v in flat(g).items()}, "": None}
        parts: dict[str, Any] = {piece.label: result}
        if isinstance(result, tuple) and not flat(result):
            parts = dict(zip(piece.returns, result)) if len(piece.returns) == len(result) else {}
        elif len(piece.returns) == 1:
            parts[piece.returns[0]] = result
        prefix = next((self._prefixes[name] for name in parts if name in self._prefixes), "")
        found = {prefix + name: v for part in parts.values() for name, v in flat(part).items()}
        found |= {k: v for k, v in parts.items() if k in piece.returns and not flat(v)}
        return found if isinstance(result, tuple) or flat(result) else {**found, "": result}

    def _agrees(self, piece: Piece, names: list[str], node: tree.Node, at: tuple[int, int],
                level: int = 0, formal: Mode | None = None) -> bool:
        """Whether a piece has what an expression is. Raises Refused where it differs.

        One that is called so (level 1) or says so (level 2) must be callable and compared.
        """
        run, near = self._run(piece, formal), 0
        if run.error:
            if level > (run.error.kind == "program-cannot-be-called"):
                raise Refused(run.error, at)
            return False
        reached = self.theory.reaches(node, frozenset(k for _, k in run.mode.formal)) - run.keys
        lacks = tuple(sorted(reached & {*self.theory.leaves, *self.theory.functions}))
        values: dict[object, tuple[np.ndarray, np.ndarray]] = {}
        for n, k, entries, arguments in () if run.names.isdisjoint(names) else run.calls:
            for name, sample, letters, part in self._parts(n, entries, names, node):
                try:
                    if (n, sample, letters) not in values:
                        found = self._value(n, node, run.mode, sample, letters)
                        values[n, sample, letters] = found, np.isfinite(found).all(axis=(1, 2))
                except NoValue as error:
                    raise Refused(error.reason, at) from None
                every, finite = values[n, sample, letters]
                if not finite[k]:
                    continue
                wanted = every[k]
                differs = difference(part, wanted)
                if differs and lacks and not self._idle(lacks, n, node, wanted, k):
                    if level < 2:
                        return False
                    refuse("program-lacks", at, function=piece.shown, keys=lacks)
                if differs:
                    where = ((a, f"{v:.6g}") for a, v in arguments.items() if isinstance(v, float))
                    refuse("program-differs", at, name=name or piece.shown, place=piece.shown,
                           where=tuple(where), **differs)
                near += k < NEAR
        if near < _ENOUGH and level:
            refuse("program-never-compared", at, name=piece.shown)
        return near >= _ENOUGH

    def _idle(self, lacks: tuple[str, ...], n: int, node: tree.Node, wanted: Value, k: int) -> bool:
        """Whether a quantity is the same whatever the leaves are that a piece does not ask for."""
        if not all(key in self.theory.leaves and not self.theory.leaves[key].axes for key in lacks):
            return False
        env = self._envs[n]
        moved = {(key, None, None, None): env.quantity(key) + 1 for key in lacks}
        with suppress(NoValue):
            return bool(np.allclose(evaluate(node, env.changed(cuts={**env.cuts, **moved}))[k].real, wanted))
        return False

    def _parts(self, n: int, entries: Mapping[str, Any], names: list[str], node: tree.Node,
               ) -> Iterator[tuple[str, int | None, tuple[tuple[str, int], ...], Any]]:
        """What has one of some names: (name, sample, letters, value) of each of its members."""
        for name in [each for each in names if each in entries][:1]:
            keys, m, got = tree.free_symbols(node), self._envs[n].top(SAMPLE), entries[name]
            letter = next((k for k in keys if k in self.theory.indices), None)
            many = len(got) == m if isinstance(got, list) else getattr(got, "shape", ())[:1] == (m,)
            if letter and isinstance(got, dict) and all(isinstance(i, int) for i in got):
                yield from ((name, None, ((letter, i),), part) for i, part in got.items())
            elif many and node.shape == SCALAR and any(map(self.theory.varies, keys)):
                yield from ((name, i, (), part) for i, part in enumerate(got, 1))
            else:
                yield name, None, (), got

    def definition(self, key: str) -> list[Reason]:
        """What of the program equals a definition. Raises Refused where it differs."""
        family = [d for d in self.theory.definitions.get(key, ()) if not d.prime]
        if not family:
            return []
        body, formal, displays = family[0].body, family[0].parameters, {d.name for d in family}
        if formal is None:
            return self.quantity(self._symbol(key), body.at, key, displays)
        called, found = {program_name(key, known) for known in ({}, self.theory.names)}, []
        for piece in self._pieces.values():
            says = not displays.isdisjoint(said(piece.docstring))
            modes = [Mode(formal=tuple(zip([*piece.parameters, *formal], formal)), arrays=arrays)
                     for arrays in (True, False)]  # entry by entry, where the program does that
            if (says or piece.label in called | displays) and [self._agrees(
                    piece, [""], body, body.at, 0 if mode.arrays else 1 + says, mode)
                    for mode in modes][-1]:
                found.append(reason("program-agrees", name=piece.shown))
        return found

    def quantity(self, node: tree.Node, at: tuple[int, int], key: str = "",
                 displays: Collection[str] = ()) -> list[Reason]:
        """What of the program equals a quantity or a derivative. Raises Refused."""
        names, found = self.names_of(node), []
        for piece in self._pieces.values():
            if not piece.parameters.keys().isdisjoint(names):
                continue  # it is given what it returns
            says = not set(displays).isdisjoint(said(piece.docstring))
            whole = says or piece.label in {*names, *displays}
            named = [n for n in names if n in self._run(piece).names]
            stated = self._stated(piece) if says and not named else None
            target = stated if stated and key in self.theory.reaches(stated) else node
            level = 2 if says else int(whole or not set(names).isdisjoint(piece.returns))
            if self._agrees(piece, [*names, ""] if whole else names, target, at, level):
                name = next((n for n in named if n != piece.label), "")
                found.append(reason("program-agrees-in", name=name, place=piece.shown)
                             if name else reason("program-agrees", name=piece.shown))
        found += [reason("program-agrees-variable", name=piece.shown)
                  for piece in self._made([names]) if self._agrees(piece, names, node, at)]
        return list(dict.fromkeys(found))

    def sides(self, name: str, chains: Iterable[tree.Chain]) -> list[Reason]:
        """The functions that say by `eq: name` that they compute a side of a claim."""
        sides = [side for chain in chains if "<-" not in chain.operators for side in chain.items
                 if not any(isinstance(n, tree.Order) for n in side.walk())]
        return [self._says("program-agrees", piece, sides) for piece in self._pieces.values()
                if sides and name in said(piece.docstring)]

    def returned(self, label: str) -> list[Reason]:
        """Whether a function returns what its docstring starts with; nothing for words."""
        stated = self._stated(self._pieces[label])
        return [self._says("program-returns", self._pieces[label], [stated])] if stated else []

    def results(self, label: str) -> dict[str, Any]:
        """What a function returned first, by name, "" for the whole; nothing if it never did."""
        return next((entries for _, _, entries, _ in self._run(self._pieces[label]).calls), {})

    def update(self, rows: Mapping[str, tree.Node], at: tuple[int, int], name: str = "") -> Reason:
        """The step of the program that changes quantities as the rows say. Raises Refused."""
        found, wrong = [], []
        names = {key: self.names_of(tree.Symbol(key)) for key in rows}
        for piece in [*self._pieces.values(), *self._made(list(names.values()))]:
            level, whole = 2 * (name in said(piece.docstring)), [""] * (len(rows) == 1)
            try:
                if all(self._agrees(piece, names[key] + whole, body, at, level)
                       for key, body in rows.items()):
                    found.append(reason("program-step", name=piece.shown))
            except Refused as error:
                wrong.append(error)
                if level:
                    raise
        if found:
            return found[0]
        raise (*wrong, Refused(reason("no-step", names=tuple(n[0] for n in names.values())), at))[0]

    def _says(self, kind: str, piece: Piece, nodes: list[tree.Node]) -> Reason:
        """Refuse a piece unless it returns all of some expressions by name, or one as a whole."""
        parts = [node for node in nodes if self._run(piece).names & set(self.names_of(node))]
        wrong = []
        for node in parts or nodes:
            try:
                self._agrees(piece, [*self.names_of(node), ""], node, nodes[0].at, 2)
            except Refused as error:
                wrong.append(error)
        if wrong and (parts or len(wrong) == len(nodes)):
            raise wrong[0]
        return reason(kind, name=piece.shown)

    def _stated(self, piece: Piece) -> tree.Node | None:
        """The expression that a function's docstring starts with; None for words."""
        text = clause(piece.docstring.split("\n")[0].partition("eq: ")[0].strip())
        with suppress(Refused):
            for node in read_statements(latex(text), self.theory) if text else ():
                side = node.items[0] if isinstance(node, tree.Chain) else node
                return Elaborator(self.theory).statement(side)
        return None

    def _made(self, families: list[list[str]]) -> Iterator[Piece]:
        """The statements that made some quantities, back to names that stand for something."""
        for index, moment in enumerate(self.program.moments):
            wanted = frozenset(next(filter(moment.names.__contains__, f), "") for f in families)
            if wanted & moment.made and (index, wanted) not in self._slices:
                body: list[ast.stmt] = []
                need, given = set(wanted), set[str]()
                for earlier in reversed(self.program.moments[: index + 1]):
                    if earlier.made & need and earlier.statement is not None:
                        body.insert(0, earlier.statement)
                        need -= earlier.made
                        for name in earlier.reads():
                            (given if self._source(name, _MODES[0]) else need).add(name)
                again = partial(_again, _code(*body), moment.names, wanted)
                self._slices[index, wanted] = None if need else Piece(
                    "", ", ".join(wanted), dict.fromkeys(sorted(given), False), again)
            if piece := self._slices.get((index, wanted)):
                yield piece
