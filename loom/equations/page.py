"""The statements of one page, with what its symbols mean: in go LaTeX and declarations, out
come verdicts.

Reading a page never fails as a whole: what is wrong with a statement is kept with it, and
is its verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import zip_longest
from typing import Any

import numpy as np

from loom.equations import tree
from loom.equations.claims import (
    CHECK, FLOATS, PROVE, SCREEN, Claims, Outcome, Statement, elaborate, points_of, together,
)
from loom.equations.declare import Declared, declare, read_given
from loom.equations.definitions import Definitions
from loom.equations.example import Examples, Known, long_decimals, nearly_the_same
from loom.equations.hints import difference
from loom.equations.parser import read_heads, read_names, read_statements
from loom.equations.program import Binding, Program
from loom.equations.proofs import prove
from loom.equations.shapes import Elaborator, index_of
from loom.equations.theory import LAYER, SAMPLE, SCALAR, STEP, Definition, Theory
from loom.equations.trials import Relation, Trials
from loom.equations.vacuity import canonical_form
from loom.equations.verdicts import (
    DEFINITION, PROGRAM, PROVED, RECALL, REFUSED, REFUTED, SKIPPED, Reason, Refused, Verdict,
    reason, refuse,
)

KILLED, EQUIVALENT, SURVIVED = "killed", "equivalent", "survived"
_CLAIMS = ("", "example", "vary")
# What a statement that is declared false may be refused for, and what its reader is told.
_REFUTED = {
    "does-not-hold": {
        "not-equal", "false", "equal", "equal-somewhere", "equal-in-example",
        "false-under-condition", "wrong-digits", "order-too-strong", "order-not-shrinking",
    },
    "does-not-fit": {
        "cannot-add", "cannot-multiply", "cannot-pair", "cannot-equate", "other-shape",
    },
}


@dataclass(frozen=True)
class Display:
    """A statement as the caller has it.

    kind: "" for a claim, def, example, vary, false, recall or skip.  argument: what varies,
    the formulas an example puts numbers into, with other givens, or both words of a false
    claim of such a kind.  given: the worked example in force, {(key, sample or None): Fraction, or rows of them}.  inline: it stands in a
    sentence.  row: it stands in a table, whose row is an example of its own.
    """

    latex: str
    kind: str = ""
    name: str = ""
    argument: str = ""
    given: Mapping[Any, Any] = field(default_factory=dict)
    inline: bool = False
    row: bool = False
    place: object = None


@dataclass
class Item:
    """A display as it was read: its statements with shapes, its definitions, or its error."""

    display: Display
    statements: list[Statement] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    error: Refused | None = None


class Page:
    """The statements of a page.

    lines: the declarations, [(place, text)] or one text.  use: the page of a stem, or None.
    seed: decides all random numbers.  program: what the page's code computes, or a function
    that says so when it is first asked for.  elsewhere: which other page defines a key.
    """

    def __init__(self, lines: str | Sequence[tuple[object, str]], displays: Iterable[Display],
                 use: Callable[[str], Page | None] | None = None, seed: str = "",
                 program: Program | Callable[[], Program] | None = None,
                 elsewhere: Callable[[str], str | None] | None = None):
        if isinstance(lines, str):
            lines = list(enumerate(lines.splitlines(), 1))
        self.seed, self._program = seed, program
        self.theory = Theory(elsewhere=elsewhere)
        self.uses: list[Page] = []
        self.readers: list[Page] = []
        self.faults: list[tuple[object, Reason]] = []
        self.declared: Declared = self._declare(lines, use)
        self.items = [Item(display) for display in displays]
        self._heads: dict[object, Item] = {}  # which display defines what
        self._read()
        self._trials: Trials | None = None
        self._verdicts: dict[tuple[int, bool], Verdict] = {}
        self._examples: dict[object, Examples] = {}
        self._decimals: list[tuple[tree.Number, str, bool]] | None = None
        self._binding: Binding | None = None

    # Reading -------------------------------------------------------------------------

    def _declare(self, lines: Sequence[tuple[object, str]],
                 use: Callable[[str], Page | None] | None) -> Declared:
        declared = declare(self.theory, list(lines))
        self.faults += declared.faults
        own = {*self.theory.leaves, *self.theory.functions, *self.theory.sizes}
        for place, stem in declared.uses:
            page = use(stem) if use else None
            if page is None:
                self.faults.append((place, reason("no-such-page", stem=stem)))
                continue
            self.uses += [page, *page.uses]
            for other in (page, *page.uses):
                if self not in other.readers:
                    other.readers.append(self)
            for first, second in self.theory.include(page.theory, own):
                self.faults.append((place, reason("defined-twice", key=first.key,
                                                  first=first.place, second=second.place)))
        return declared

    def _read(self) -> None:
        """Definitions first, as often as one helps another; then everything else."""
        waiting = [item for item in self.items if item.display.kind == "def"]
        for _ in range(2):  # a second time, when all heads are known: v_0 belongs to v_t
            known, self._heads = Theory(), {}
            for item in waiting:
                item.error = None
                self._keep_error(item, partial(self._register, theory=known))
            self.theory.pending, self.theory.pending_axes = known.pending, known.pending_axes
        while waiting:
            failed = [item for item in waiting if not item.error and not self._define(item)]
            if len(failed) == len([i for i in waiting if not i.error]):
                for item in failed:
                    self._keep_error(item, self._read_definitions)
                break
            waiting = failed
        self.theory.settled()
        read: dict[tuple[str, str, str], Item] = {}
        for item in self.items:
            display = item.display
            if display.kind in ("def", "skip", "recall", "false"):
                continue
            key = display.latex, display.kind, display.argument
            if key in read:
                item.statements, item.error = read[key].statements, read[key].error
            else:
                self._keep_error(item, self._read_claims)
                read[key] = item
        self._check_given()

    @staticmethod
    def _keep_error(item: Item, read: Callable[[Item], None]) -> None:
        try:
            read(item)
        except Refused as error:
            item.error = error

    def _register(self, item: Item, theory: Theory) -> None:
        """Let the page's formulas know what a display defines, wherever it stands."""
        for head in read_heads(item.display.latex, self.theory) or refuse("no-head"):
            key, at = _array_key(head.key, head.entries), (head.start, head.start)
            if key in self.theory.functions:
                refuse("function-with-formula", at, key=key)
            if key in self.theory.leaves and key not in self._inherited():
                refuse("declared-and-defined", at, key=key)
            if head.prime:
                continue
            if key in self.theory.definitions:
                refuse("defined-already", at, key=key, place=self.theory.definitions[key][0].place)
            pattern = key, str([(role, index_of(node)) for role, node in head.index])
            if self._heads.setdefault(pattern, item) is not item:
                refuse("defined-twice-here", at, key=key)
            self.theory.leaves.pop(key, None)
            theory.pending[key] = head.parameters
            theory.pending_axes[key] = tuple(role for role, _ in head.index)

    def _inherited(self) -> set[str]:
        return {key for page in self.uses for key in page.theory.leaves} - {
            key for key, leaf in self.theory.leaves.items()
            if all(page.theory.leaves.get(key) is not leaf for page in self.uses)}

    def _define(self, item: Item) -> bool:
        """Read a display of definitions, if what it needs is known by now."""
        try:
            self._read_definitions(item)
        except Refused:
            item.statements, item.definitions = [], []
            return False
        for definition in item.definitions:
            self.theory.define(definition)
            self.theory.pending.pop(definition.key, None)
        return True

    def _read_definitions(self, item: Item) -> None:
        """The rows of a display of definitions, as often as one helps another."""
        display = item.display
        heads = read_heads(display.latex, self.theory)
        bound = tuple(name for head in heads for name in head.parameters or ())
        nodes = read_statements(display.latex, self.theory, bound=bound, defining=True)
        rows = [(node, after if isinstance(after, tree.IndexRange) else None)
                for node, after in zip_longest(nodes, nodes[1:]) if not isinstance(node, tree.IndexRange)]
        theory = replace(self.theory, definitions=dict(self.theory.definitions),
                         pending=dict(self.theory.pending), _closures={})
        found: dict[int, tuple[Definition, Statement]] = {}
        while len(found) < len(rows):
            before, failed = len(found), None
            for k, (node, limits) in enumerate(rows):
                if k in found:
                    continue
                try:
                    found[k] = self._definition(display, node, theory, limits)
                except Refused as error:
                    failed = failed or error
                else:
                    theory.define(found[k][0])
            if len(found) == before and failed:
                raise failed
        for k in range(len(rows)):
            definition, statement = found[k]
            self._refuse_circle(definition, theory)
            item.definitions.append(definition)
            item.statements.append(statement)

    def _definition(self, display: Display, node: tree.Node, theory: Theory,
                    limits: tree.IndexRange | None) -> tuple[Definition, Statement]:
        """One row: what it defines, and the whole chain with shapes."""
        if not isinstance(node, tree.Chain) or node.operators[:1] != ("=",):
            refuse("not-a-definition", node.at)
        if "<-" in node.operators:
            refuse("update-in-definition", node.at)
        left, body = node.items[:2]
        key, parameters, index, letters, prime = _left_side(left)
        if letters:
            body = tree.Entries(letters[0], (*letters, None)[1], body, at=body.at)
        elaborator = Elaborator(theory)
        elaborator.parameters = {name: elaborator.parameter_shape(name) for name in parameters or ()}
        done = elaborator.definition(left, body)
        known = {*tree.binds(done), *(k for _, pattern in index for k in tree.free_symbols(pattern))}
        for letter in elaborator.ranges:
            if letter not in known and letter in _free_letters(body, theory):
                refuse("index-not-on-the-left", body.at, index=letter)
        for name in parameters or ():
            if name not in tree.free_symbols(body):
                refuse("constant-function", node.at, key=key, parameter=name)
        definition = Definition(key, parameters, index, done, display.name, display.place, prime,
                                limits)
        if len(node.items) == 2:
            return definition, Statement(done)
        after = replace(theory, definitions=dict(theory.definitions), _closures={})
        after.define(definition)
        rest = elaborate(tree.Chain(node.items[1:], node.operators[1:], at=node.at), after)
        assert isinstance(rest.node, tree.Chain)
        items = (tree.Symbol(key, shape=done.shape), *rest.node.items)
        return definition, Statement(replace(rest.node, items=items, operators=node.operators), rest.ranges)

    @staticmethod
    def _refuse_circle(definition: Definition, theory: Theory) -> None:
        """Only a family over layers or steps may be computed from itself."""
        family = any(role in (LAYER, STEP) for key in theory.closure(definition.key)
                     for d in theory.definitions.get(key, ()) for role, _ in d.index)
        if not family and definition.key in theory.reaches(definition.body):
            refuse("defined-through-itself", definition.body.at, key=definition.key)

    def _read_claims(self, item: Item) -> None:
        varied = self._varied(item.display)
        statements = read_statements(item.display.latex, self.theory, vary=varied)
        item.statements = [elaborate(node, self.theory) for node in statements]

    def _varied(self, display: Display) -> tuple[str, ...]:
        if display.kind != "vary":
            return ()
        return tuple(key for key, _ in read_names(display.argument))

    def _check_given(self) -> None:
        """What a worked example cannot give: a defined quantity, an unknown letter, two values."""
        seen: dict[object, Any] = {}
        for place, (key, sample), value in self.declared.given:
            definition = self.theory.definitions.get(key)
            if definition:
                self.faults.append((place, reason("given-defined", key=key, place=definition[0].place)))
            elif self.theory.kind(key) is None:
                self.faults.append((place, reason("given-unknown", key=key, like=self.theory.suggest(key))))
            elif seen.setdefault((place, key, sample), value) != value:
                self.faults.append((place, reason("given-twice", key=key)))
            elif not _in_domain(value, getattr(self.theory.leaves.get(key), "domain", "size")):
                domain = self.theory.leaves[key].domain if key in self.theory.leaves else "size"
                self.faults.append((place, reason("given-outside", key=key, domain=domain)))

    # What is shared by the statements --------------------------------------------------

    @property
    def trials(self) -> Trials:
        """The worlds of the page."""
        if self._trials is None:
            nodes = [s.node for item in self.items for s in item.statements]
            self._trials = Trials(self.theory, self.seed)
            self._trials = Trials(self.theory, self.seed, points_of(nodes, self._trials))
        return self._trials

    def examples(self, item: Item, theory: Theory | None = None) -> Examples:
        """The worked example in force at an item."""
        display = item.display
        key = tuple(sorted(display.given.items(), key=str)), display.argument if display.kind == "example" else ""
        if theory is not None and theory is not self.theory:
            return self._example(display, theory, None)
        if key not in self._examples:
            self._examples[key] = self._example(display, self.theory, self._known)
        return self._examples[key]

    @cached_property
    def _known(self) -> Known:
        """What the page computes."""
        return Known([s.node for i in self.items for s in i.statements if not i.error])

    def _example(self, display: Display, theory: Theory, known: Known | None) -> Examples:
        given, bound, templates, free = dict(display.given), {}, [], set()
        for word in display.argument.split() if display.kind == "example" else ():
            name, equals, number = word.partition("=")
            if equals:
                any_value = number == "any"
                for slot, value in read_given(f"{name}=0" if any_value else word, theory):
                    given.pop(slot, None)
                    if any_value:
                        free.add(slot[0])
                    elif theory.kind(slot[0]) is None or slot[0] in theory.definitions:
                        bound[slot] = _number(number)
                    else:
                        given[slot] = value
            else:
                formulas, parameters = self._formulas(name, theory)
                templates += formulas
                free |= parameters
        used = {key for template in templates for key in tree.free_symbols(template)}
        for key in {*free, *(key for key, _ in bound)} - used:
            refuse("given-unknown", key=key, like=theory.suggest(key))
        return Examples(theory, given, known, templates, frozenset(free), bound)

    def _formulas(self, name: str, theory: Theory) -> tuple[list[tree.Node], set[str]]:
        """The formulas of a display, here or on a page that is used, and their parameters."""
        for page in (self, *self.uses):
            for item in page.items:
                if item.display.name == name and item.display.kind != "recall":
                    definitions = [theory.definitions.get(d.key, (d,))[0] for d in item.definitions]
                    sides = [d.body for d in definitions]
                    sides += [side for s in item.statements if isinstance(s.node, tree.Chain)
                              for side in s.node.items[1 if definitions else 0:]]
                    parts = [n for side in sides for n in side.walk() if n.shape == SCALAR and n.children]
                    heads = [tree.Apply(d.key, 0, tuple(map(tree.Symbol, d.parameters)))
                             for d in definitions if d.parameters]
                    return parts + heads, {name for d in definitions for name in d.parameters or ()}
        refuse("no-such-display", name=name)

    @property
    def program(self) -> Program:
        """What the page's code computes."""
        if callable(self._program):
            self._program = self._program()
        return self._program or Program.of({})

    def binding(self, theory: Theory) -> Binding:
        """The program held against a theory: the page's own, or one with other formulas."""
        if self._binding is None:
            self._binding = Binding(self.program, self.theory, self.seed)
        return self._binding.changed(theory)

    # Verdicts ------------------------------------------------------------------------

    def verdict(self, item: Item, prove: bool = True) -> Verdict:
        """The verdict on one item, found once."""
        if (id(item), prove) not in self._verdicts:
            self._verdicts[id(item), prove] = self._verdict(item, PROVE if prove else CHECK)
        return self._verdicts[id(item), prove]

    def _verdict(self, item: Item, effort: int) -> Verdict:
        try:
            if item.error:
                raise item.error
            with np.errstate(all="ignore"):  # what has no value is NaN, and is looked at
                outcome = self.outcome(item, effort)
        except Refused as error:
            return Verdict(REFUSED, (self._with_hint(error),), error.at)
        return Verdict(outcome.kind, outcome.reasons)

    def _with_hint(self, error: Refused) -> Reason:
        """The reason of a refusal, and how the two sides of a false equation differ."""
        if error.about is None or error.reason.kind != "not-equal":
            return error.reason
        hint = difference(error.about, self.trials)
        return Reason("not-equal", (*error.reason.values, ("hint", hint)) if hint else error.reason.values)

    def outcome(self, item: Item, effort: int = PROVE, theory: Theory | None = None,
                trials: Trials | None = None) -> Outcome:
        """What an item is worth. Raises Refused."""
        theory, trials = theory or self.theory, trials or self.trials
        kind = item.display.kind
        if kind == "skip":
            return Outcome(SKIPPED, (reason("skipped", why=item.display.argument),))
        if kind == "recall":
            return self._recall(item)
        if kind == "false":
            return self._refuted(item, effort, theory, trials)
        if kind == "def":
            return Definitions(self, theory, trials, effort).check(item)
        if kind not in _CLAIMS:
            refuse("unknown-kind", name=kind)
        return self._claims(item, effort, theory, trials)

    def _claims(self, item: Item, effort: int, theory: Theory, trials: Trials) -> Outcome:
        updates = [s for s in item.statements if _is_update(s.node)]
        claims = [s for s in item.statements if not _is_update(s.node)]
        display, outcomes = item.display, []
        if updates:
            outcomes.append(self._updates(updates, display, theory))
        if claims or not updates:
            checker = Claims(trials, self.examples(item, theory), effort,
                             display.kind == "example" or display.row, display.inline,
                             self._varied(display))
            outcomes.append(checker.check(claims))
            self._refuse_other_digits(item)
        outcome = together(outcomes)
        return replace(outcome, reasons=(*outcome.reasons, *self._bound(item, theory)))

    def _refuted(self, item: Item, effort: int, theory: Theory, trials: Trials) -> Outcome:
        """One relation that is declared false: it can be read, and it does not hold.

        It is never among the item's statements, so nothing else can rest on it.
        """
        kind, _, argument = item.display.argument.partition(" ")
        claim = Item(replace(item.display, kind=kind, argument=argument))
        nodes = read_statements(claim.display.latex, theory, vary=self._varied(claim.display))
        if len(nodes) != 1 or len(getattr(nodes[0], "operators", ("",))) != 1:
            refuse("false-is-one-relation")
        try:
            claim.statements = [elaborate(node, theory) for node in nodes]
            self._claims(claim, effort, theory, trials)
        except Refused as error:
            for why, refusals in _REFUTED.items():
                if error.reason.kind in refusals:
                    return Outcome(REFUTED, (reason(why),))
            raise
        refuse("declared-false", nodes[0].at)

    def _refuse_other_digits(self, item: Item) -> None:
        """Refuse a long decimal that another display here, or on a page in use, has otherwise."""
        if item.display.inline or not item.display.name:
            return
        if self._decimals is None:
            self._decimals = [(node, other.display.name, result)
                              for page in (self, *self.uses) for other in page.items
                              if not other.display.inline
                              for node, result in long_decimals([s.node for s in other.statements])]
        elsewhere = [(n, result) for n, name, result in self._decimals if name != item.display.name]
        for node, result in long_decimals([s.node for s in item.statements]):
            same = [n for n, is_result in elsewhere if is_result and n.value == node.value]
            nearly = [n for n, _ in elsewhere if nearly_the_same(node, n)]
            if nearly and not result and not same:
                refuse("slip", node.at, got=node.text, value=nearly[0].text, wanted=nearly[0].text)

    def _bound(self, item: Item, theory: Theory) -> tuple[Reason, ...]:
        """What of the program equals an item's sides or its derivatives. Raises Refused."""
        binding = self.binding(theory)
        chains = [s.node for s in item.statements if isinstance(s.node, tree.Chain)]
        found = binding.sides(item.display.name, chains) if item.display.name and not item.display.inline else []
        nodes = {n: None for chain in chains for n in chain.walk() if isinstance(n, tree.Derivative)}
        for node in nodes:
            found += binding.quantity(node, node.at)[:1]
        return tuple(dict.fromkeys(found))

    def _updates(self, statements: list[Statement], display: Display, theory: Theory) -> Outcome:
        """All rows of updates together: they are one step of the program."""
        rows: dict[str, tree.Node] = {}
        at = statements[0].node.at
        for statement in statements:
            chain = statement.node
            assert isinstance(chain, tree.Chain)
            target = chain.items[0]
            if chain.operators != ("<-",) or not isinstance(target, (tree.Symbol, tree.Indexed)):
                refuse("update-shape", chain.at)
            key = getattr(target, "key", None) or getattr(getattr(target, "base", None), "key", "")
            if key in theory.definitions:
                refuse("update-of-defined", target.at, key=key, place=theory.definitions[key][0].place)
            if key not in theory.leaves:
                refuse("update-of-unknown", target.at, key=key)
            if key in rows:
                refuse("updated-twice", chain.at, key=key)
            rows[key] = chain.items[1]
            self._refuse_idle(target, chain.items[1], chain)
        return Outcome(PROGRAM, (self.binding(theory).update(rows, at, display.name),))

    def _refuse_idle(self, target: tree.Node, body: tree.Node, chain: tree.Node) -> None:
        try:
            self.trials.try_everywhere(Relation(target, "=", body))
        except Refused:
            return
        refuse("update-moves-nothing", chain.at)

    def _recall(self, item: Item) -> Outcome:
        """An earlier display again: the same words, with the same meaning."""
        for page in (self, *self.uses):
            for earlier in page.items:
                if earlier.display.name == item.display.name and earlier.display.kind not in ("recall", "false"):
                    found = page.verdict(earlier, prove=False)
                    if (not found.refused or found.reasons[0].kind == "nothing-checks") \
                            and self._means_the_same(item, earlier, page):
                        return Outcome(RECALL, (reason("recalled", name=earlier.display.name,
                                                       place=earlier.display.place),))
                    refuse("recalled-differently")
        refuse("no-such-display", name=item.display.name)

    def _means_the_same(self, item: Item, earlier: Item, page: Page) -> bool:
        bound = tuple(_parameters(earlier))
        nodes = read_statements(item.display.latex, page.theory, bound)
        others = read_statements(earlier.display.latex, page.theory, bound)
        keys = {key for node in others for key in tree.free_symbols(node)}
        same = all(self.theory.definitions.get(k) == page.theory.definitions.get(k)
                   and getattr(self.theory.leaves.get(k), "domain", None)
                   == getattr(page.theory.leaves.get(k), "domain", None) for k in keys)
        return same and nodes == others and not earlier.error

    # Mutants -------------------------------------------------------------------------

    def reread(self, item: Item, latex: str) -> Item:
        """The same item with another formula, which must define the same symbols."""
        changed = Item(replace(item.display, latex=latex))
        if item.display.kind != "def":
            self._read_claims(changed)
            return changed
        theory = self.theory
        keys = {definition.key for definition in item.definitions}
        without = {k: family for k, family in theory.definitions.items()}
        self.theory = replace(theory, definitions=without, _closures={})
        try:
            self._read_definitions(changed)
        finally:
            self.theory = theory
        if [(d.key, d.index, d.parameters, d.body.shape) for d in changed.definitions] != \
                [(d.key, d.index, d.parameters, d.body.shape) for d in item.definitions] or not keys:
            refuse("defines-something-else")
        return changed

    def changed_theory(self, definitions: list[Definition]) -> tuple[Theory, Trials]:
        """The theory and the worlds in which definitions have other formulas."""
        theory = self.theory.with_definitions(definitions)
        return theory, Trials(theory, self.seed, self.trials.points, self.trials)

    def breaks(self, changed: list[Definition]) -> str | None:
        """The name of a statement of this page that does not hold with other definitions."""
        theory, trials = self.changed_theory(changed)
        keys = {definition.key for definition in changed}
        affected = [item for item in self.items if self._depends(item, keys, theory)]
        for effort in (FLOATS, SCREEN):  # many digits only where floats show no difference
            for item in affected:
                try:
                    self._check_again(item, keys, effort, theory, trials)
                except Refused:
                    if self._holds(item):
                        return item.display.name or item.display.latex
        return None

    def _depends(self, item: Item, keys: set[str], theory: Theory) -> bool:
        """Whether what an item says is about quantities that are computed from some of the keys."""
        if item.error or item.display.kind in ("skip", "recall"):
            return False
        return any(keys & theory.reaches(part) for s in item.statements
                   for part in (s.node.items if isinstance(s.node, tree.Chain) else (s.node,)))

    def _check_again(self, item: Item, keys: set[str], effort: int, theory: Theory,
                     trials: Trials) -> None:
        """Check an item where the definitions of some keys are others. Raises Refused."""
        if item.display.kind != "def":
            self._claims(item, effort, theory, trials)
        elif not keys & {d.key for d in item.definitions}:
            for definition in item.definitions:
                self.binding(theory).definition(definition.key)
            Definitions(self, theory, trials, effort).further_claims(item)

    def _holds(self, item: Item) -> bool:
        """Whether a statement holds as the page stands: what is refused vouches for nothing."""
        return item.display.kind == "def" or self.verdict(item).kind != REFUSED

    def fate(self, item: Item, latex: str) -> tuple[str, tuple[Reason, ...]]:
        """What becomes of a mutant of an item: KILLED, EQUIVALENT or SURVIVED, and why."""
        try:
            changed = self.reread(item, latex)
            with np.errstate(all="ignore"):
                if item.display.kind == "def":
                    return self._fate_of_definition(item, changed)
                outcome = self.outcome(changed, SCREEN)
        except Refused as error:
            return KILLED, (error.reason,)
        if any(_is_update(s.node) for s in changed.statements):
            same = self._proved_same([s.node for s in item.statements], [s.node for s in changed.statements])
            return (EQUIVALENT if same else SURVIVED), outcome.reasons
        if any(r.kind in ("random-numbers", "under-condition") for r in outcome.reasons):
            outcome = self.outcome(changed)
            if any(r.kind in ("random-numbers", "under-condition") for r in outcome.reasons):
                return SURVIVED, outcome.reasons
        return EQUIVALENT, outcome.reasons

    def _fate_of_definition(self, item: Item, changed: Item) -> tuple[str, tuple[Reason, ...]]:
        theory, trials = self.changed_theory(changed.definitions)
        checker = Definitions(self, theory, trials, SCREEN)
        for definition in changed.definitions:
            checker.refuse(changed, definition)
        checker.further_claims(changed)
        broken = checker.broken_by(changed.definitions)
        if broken:
            return KILLED, (reason("would-break", name=broken),)
        same = self._proved_same([d.body for d in item.definitions], [d.body for d in changed.definitions])
        return (EQUIVALENT if same else SURVIVED), (reason("nothing-refuses"),)

    def _proved_same(self, nodes: list[tree.Node], others: list[tree.Node]) -> bool:
        """Whether two lists of expressions or updates are proved to be the same."""
        if len(nodes) != len(others):
            return False
        for a, b in zip(nodes, others):
            if a == b:
                continue
            sides = [n.items for n in (a, b) if isinstance(n, tree.Chain)] or [(a,), (b,)]
            if len(sides[0]) != len(sides[1]) or sides[0][:-1] != sides[1][:-1]:
                return False
            proof = prove(Relation(sides[0][-1], "=", sides[1][-1]), self.trials)
            if proof is None or proof[0] != PROVED:
                return False
        return True


def _left_side(left: tree.Node) -> tuple[str, tuple[str, ...] | None, tuple[Any, ...],
                                         tuple[str, ...], bool]:
    """(key, parameters, index, letters of entries, whether it is a derivative) of a left side."""
    letters: tuple[str, ...] = ()
    if isinstance(left, tree.Indexed) and left.role == "entry":
        letters = tuple(part.key for part in left.index if isinstance(part, tree.Symbol))
        if len(letters) != len(left.index):
            refuse("no-head", left.at)
        left = left.base
        if isinstance(left, tree.Symbol):
            left = replace(left, key=_array_key(left.key, letters))
    if isinstance(left, tree.Apply) and left.primes <= 1 and all(
            isinstance(a, tree.Symbol) for a in left.arguments):
        names = tuple(a.key for a in left.arguments if isinstance(a, tree.Symbol))
        return left.function, names, (), letters, left.primes == 1
    index: list[tuple[str, tree.Node]] = []
    while isinstance(left, tree.Indexed) and left.role in (LAYER, STEP, SAMPLE):
        if index_of(left.index[0]) is None:
            refuse("index-not-understood", left.at)
        index.insert(0, (left.role, left.index[0]))
        left = left.base
    if not isinstance(left, tree.Symbol):
        refuse("no-head", left.at)
    return left.key, None, tuple(index), letters, False


def _array_key(key: str, letters: Sequence[str]) -> str:
    """The array whose entries are defined: `p_{ji}` are those of P, `p_j` those of p."""
    return key.upper() if len(letters) == 2 and len(key) == 1 else key


def _free_letters(node: tree.Node, theory: Theory, bound: frozenset[str] = frozenset()) -> set[str]:
    """The letters that choose something and that no sum binds."""
    if isinstance(node, tree.Big):
        bound = bound | {node.index}
    found: set[str] = set()
    if isinstance(node, tree.Indexed):
        found = {k for part in node.index for k in tree.free_symbols(part)
                 if k not in bound and k not in theory.sizes and k not in ("L", "T", "m")}
    for child in node.children:
        found |= _free_letters(child, theory, bound)
    return found


def _number(text: str) -> tree.Node:
    """A decimal with its sign."""
    number = tree.Number(text.removeprefix("-"))
    return tree.Neg(number) if text.startswith("-") else number


def _is_update(node: tree.Node) -> bool:
    return isinstance(node, tree.Chain) and "<-" in node.operators


def _parameters(item: Item) -> list[str]:
    return [name for definition in item.definitions for name in definition.parameters or ()]


def _in_domain(value: Any, domain: str) -> bool:
    """Whether a given value lies in the domain that its letter was declared with."""
    rows = value if isinstance(value, tuple) else ((value,),)
    entries = [v for row in rows for v in row]
    if domain == "size":
        return all(v >= 1 and v.denominator == 1 for v in entries)
    if domain == "positive":
        return all(v > 0 for v in entries)
    if domain in ("one_hot", "simplex"):
        columns = [sum(column) for column in zip(*rows)]
        inside = all(v in (0, 1) if domain == "one_hot" else 0 <= v <= 1 for v in entries)
        return inside and all(total == 1 for total in columns)
    return domain != "unit" or all(0 <= v <= 1 for v in entries)


def check(declarations: str, displays: Iterable[Display | str], prove: bool = True,
          program: Mapping[str, Any] | None = None, seed: str = "") -> list[Verdict]:
    """The verdicts on displays, in order.

    program: functions and values by name, which definitions and claims are held against.
    """
    shown = [Display(d) if isinstance(d, str) else d for d in displays]
    page = Page(declarations, shown, seed=seed, program=Program.of(dict(program or {})))
    given = {slot: value for _, slot, value in page.declared.given}
    if given:
        shown = [replace(d, given={**given, **d.given}) for d in shown]
        page = Page(declarations, shown, seed=seed, program=Program.of(dict(program or {})))
    if page.faults:
        return [Verdict(REFUSED, tuple(why for _, why in page.faults))] * len(page.items)
    return [page.verdict(item, prove) for item in page.items]


__all__ = ["DEFINITION", "Display", "Item", "Page", "canonical_form", "check"]
