"""Definitions: each needs a second source, the program or a claim that would notice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np

from loom.equations import commands, tree
from loom.equations.arithmetic import Floats, NoValue, Value, digits
from loom.equations.claims import PROVE, Claims, Outcome, Statement
from loom.equations.evaluate import Env, evaluate, whole
from loom.equations.shapes import Elaborator
from loom.equations.theory import SCALAR, Definition, Theory
from loom.equations.trials import Trials
from loom.equations.verdicts import DEFINITION, PROGRAM, Reason, Refused, reason, refuse
from loom.equations.worlds import NEAR, WIDE

if TYPE_CHECKING:
    from loom.equations.page import Item, Page


_OF_NUMBERS = ("division-by-zero", "outside-domain", "kink", "tie", "not-whole")  # why one world has no value


class Definitions:
    """Checks the definitions of one display of a page, with the theory that holds them."""

    def __init__(self, page: Page, theory: Theory, trials: Trials, effort: int = PROVE):
        self.page, self.theory, self.trials, self.effort = page, theory, trials, effort

    def check(self, item: Item) -> Outcome:
        """The outcome of a display of definitions. Raises Refused."""
        found = [self._one(item, definition) for definition in item.definitions]
        self.further_claims(item)
        weakest = next((o for o in found if o.kind == DEFINITION), found[0])
        return Outcome(weakest.kind, tuple(dict.fromkeys(r for o in found for r in o.reasons)))

    def further_claims(self, item: Item) -> None:
        """In `a = b = c` the first sign defines, and what follows is claimed."""
        for statement in item.statements:
            node = statement.node
            if isinstance(node, tree.Chain) and len(node.items) > 2:
                rest = tree.Chain(node.items[1:], node.operators[1:], at=node.at)
                claims = Claims(self.trials, self.page.examples(item), self.effort)
                claims.check([Statement(rest, statement.ranges)])

    def _one(self, item: Item, definition: Definition) -> Outcome:
        known, bound = self.refuse(item, definition)
        if definition.prime:
            return Outcome(DEFINITION, (reason("derivative-convention"),))
        if bound:
            return Outcome(PROGRAM, tuple(bound))
        if known:
            return Outcome(DEFINITION, (known,))
        witness = self.witness(definition)
        if witness is None:
            refuse("nothing-checks", definition.body.at, key=definition.key)
        return Outcome(DEFINITION, (reason("would-break", name=witness),))

    def refuse(self, item: Item, definition: Definition) -> tuple[Reason | None, list[Reason]]:
        """Refuse a definition that is wrong; else what is known to equal it."""
        self._refuse_other_range(definition)
        self._refuse_without_value(definition)
        if definition.prime:
            self._refuse_other_derivative(definition)
            return None, []
        bound = self.page.binding(self.theory).definition(definition.key)
        return self._known_function(definition), bound

    def _refuse_other_range(self, definition: Definition) -> None:
        """A range names the members of a family that no other row defines, and all of them."""
        limits = definition.limits
        if limits is None:
            return
        if limits.index not in self.theory.indices or limits.index not in definition.letters:
            refuse("index-not-on-the-left", limits.at, index=limits.index)
        role = self.theory.indices[limits.index][0]
        marks = [node for d in self.theory.definitions[definition.key] if not d.prime
                 for axis, node in d.index if axis == role]
        for number in range(2):
            env = self.trials.floats(self.trials.batch(number=number))
            top = env.world.extent((self.theory.top(role),), int)
            try:
                low, high = sorted(whole(node, env) for node in (limits.low, limits.high))
                members = [whole(mark, env.changed(bound={limits.index: value})) for mark in marks
                           for value in (range(low, high + 1) if limits.index in tree.free_symbols(mark) else (0,))]
            except NoValue as error:
                raise Refused(error.reason, limits.at) from None
            if len(members) != len({*members}) or {*range(1, top + 1)} - {*members} or max(members) > top:
                refuse("other-range", limits.at, key=definition.key)

    def _refuse_without_value(self, definition: Definition) -> None:
        """A definition needs values in ordinary worlds, and a quantity not always the same one."""
        if any(Elaborator(self.theory).parameter_shape(n) != SCALAR for n in definition.parameters or ()):
            return  # tried where it is called, with arrays of the right shape
        floats, finite = self._floats(definition)
        worlds = [w for w in range(len(floats)) if not 4 <= w < NEAR + WIDE]
        leaves = [k for k in self.theory.reaches(definition.body) if k in self.theory.leaves]
        plain = definition.parameters is None and not definition.index and bool(leaves)
        values = floats[worlds][finite[worlds]]
        if plain and not (len(values) and (np.ptp(values, axis=0) > 1e-6 * np.abs(values).max(axis=0)).any()):
            finite[:] = False  # many digits tell whether it is always the same
        tries = list(self._tries(definition, [w for w in worlds if not finite[w]]))
        known = [v for v in tries if isinstance(v, np.ndarray)]
        if not known and not finite[worlds].any():
            why = next((v for v in tries if isinstance(v, Reason)), reason("no-value"))
            raise Refused(why, definition.body.at)
        if plain and not finite.any() and len(known) > 3 and all((v == known[0]).all() for v in known):
            refuse("always-the-same", definition.body.at, key=definition.key)

    def _floats(self, definition: Definition) -> tuple[Value, Value]:
        """The entries in every world, a row each, and where floats tell them all."""
        batch = self.trials.batch()
        env, rows = self.trials.floats(batch), [np.full((batch.total, 1), np.nan)]
        with suppress(NoValue), np.errstate(all="ignore"):
            values = [evaluate(definition.body, env.changed(bound=self._bound(definition, env, k))).real
                      for k in range(1 + bool(definition.letters))]
            rows = [np.broadcast_to(v, (batch.total, *v.shape[1:])).reshape(batch.total, -1) for v in values]
        finite = np.array([np.isfinite(row).all(axis=1) for row in rows])
        return rows[0], np.where(np.arange(batch.total) % 2, finite[-1], finite[0])

    @staticmethod
    def _bound(definition: Definition, env: Env, world: int) -> dict[str, Any]:
        """Values of a definition's parameters, and of its letters in a world."""
        bound: dict[str, Any] = {name: env.drawn((f"argument {name}", None, None, None), SCALAR)
                                 for name in definition.parameters or ()}
        return bound | {letter: 1 + world % 2 for letter in definition.letters}

    def _tries(self, definition: Definition, worlds: list[int]) -> Iterator[np.ndarray | Reason]:
        """Values in several worlds, or why there is none. Refuses cases that do not fit together."""
        batch = self.trials.batch()
        for world in worlds:
            with mpmath.workdps(digits(1)):
                env = self.trials.precise(batch, world, 1)
                bound = self._bound(definition, env, world)
                try:
                    yield evaluate(definition.body, env.changed(bound=bound))
                except NoValue as error:
                    if error.reason.kind in ("cases-gap", "cases-overlap"):
                        first = next(iter(bound.values()), None)
                        shown = f"{float(first.flat[0]):g}" if isinstance(first, np.ndarray) else ""
                        refuse(error.reason.kind, definition.body.at,
                               key=next(iter(bound), ""), value=shown)
                    yield error.reason
                    if not definition.letters and error.reason.kind not in _OF_NUMBERS:
                        return  # it lies in the sizes, which are those of all these worlds
                except (OverflowError, ZeroDivisionError):
                    yield reason("too-large")

    def _refuse_other_derivative(self, definition: Definition) -> None:
        """A derivative that is given must be the derivative wherever there is one."""
        assert definition.parameters is not None
        [name] = definition.parameters
        function = tree.Apply(definition.key, 1, (tree.Symbol(name, shape=SCALAR),), shape=SCALAR)
        batch = self.trials.batch()
        env = self.trials.floats(batch)
        plain = replace(self.theory, definitions={
            **self.theory.definitions, definition.key: tuple(
                d for d in self.theory.definitions[definition.key] if not d.prime)}, _closures={})
        at = env.drawn((f"argument {name}", None, None, None), SCALAR)
        with np.errstate(all="ignore"):
            wanted = evaluate(function, Env(Floats(), plain, batch, bound={name: at})).real
            got = evaluate(definition.body, env.changed(bound={name: at})).real
        wrong = np.isfinite(wanted) & (np.abs(wanted - got) > 1e-9 * (1 + np.abs(wanted)))
        if wrong.any():
            world = int(np.argmax(wrong.reshape(batch.total, -1).any(axis=1)))
            refuse("other-derivative", definition.body.at, key=definition.key,
                   value=f"{at[world, 0, 0].real:.4g}", got=f"{got.flat[world]:.6g}",
                   wanted=f"{wanted.flat[world]:.6g}")

    def _known_function(self, definition: Definition) -> Reason | None:
        """Hold the definition of tanh and its like against the function everyone knows."""
        if definition.key not in commands.FUNCTIONS or not definition.parameters:
            return None
        batch = self.trials.batch()
        env = self.trials.floats(batch)
        value = env.drawn(("argument", None, None, None), SCALAR)
        with np.errstate(all="ignore"):
            wanted = env.arithmetic.functions[definition.key](value).real
            found = evaluate(definition.body, env.changed(bound={definition.parameters[0]: value})).real
        for world in range(batch.total):
            a, b, at = wanted.flat[world], found.flat[world], value.flat[world].real
            if np.isfinite(a) and np.isfinite(b) and abs(a - b) > 1e-9 * max(abs(a), 1e-6):
                refuse("not-the-known-function", definition.body.at, key=definition.key,
                       point=f"{at:g}", wanted=f"{a:.6g}", got=f"{b:.6g}")
        return reason("known-function", name=definition.key[1:])

    # Who would notice ----------------------------------------------------------------

    def witness(self, definition: Definition) -> str | None:
        """The name of a claim that fails when the definition is spoilt, or None."""
        body = definition.body
        factor = tree.Mul((tree.Number("1.37", shape=SCALAR), body), shape=body.shape)
        spoilt = tree.Add((factor, tree.Number("0.29", shape=SCALAR)), shape=body.shape)
        return self.broken_by([replace(definition, body=spoilt)])

    def broken_by(self, changed: list[Definition]) -> str | None:
        """The name of a statement, here or on a page that uses this one, that a change breaks."""
        keys = {definition.key for definition in changed}
        for page in (self.page, *self.page.readers):
            if any(page.theory.definitions.get(k) != self.page.theory.definitions.get(k) for k in keys):
                continue  # that page means something else by the letter
            broken = page.breaks(changed)
            if broken:
                return broken
        return None
