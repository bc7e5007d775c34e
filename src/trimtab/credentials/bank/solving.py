"""Solves programs: one aim after the other, and of all that are equally good the first in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from trimtab.credentials.bank.columns import Program, Row, aim_row
from trimtab.credentials.bank.highs import Numbers
from trimtab.credentials.bank.ordering import points
from trimtab.credentials.bank.probing import bound
from trimtab.credentials.bank.relaxing import Relaxation
from trimtab.credentials.bank.rounding import rounded_rows
from trimtab.credentials.bank.whole import System, Whole, first_in_order
from trimtab.kernel import StateError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SECONDS = 20.0
_TRIES = 2  # values of an aim that are held, before the integer program is asked for it


@dataclass(frozen=True, slots=True)
class Solved:
    """Whole values of all columns; ``proven`` that none is better, and that of those that are as
    good none comes before it."""

    values: NDArray[np.int64]
    proven: bool


def aim_short(program: Program) -> Numbers:
    """What is lacking, summed over needs and limits."""
    import numpy as np

    weights = np.zeros(len(program.upper))
    weights[[*program.short, *program.limits.values()]] = 1
    return weights


def aim_used(program: Program, worths: Sequence[int]) -> Numbers:
    """What is used up, by the worth of each entry."""
    import numpy as np

    weights = np.zeros(len(program.upper))
    for worth, columns in zip(worths, program.uses, strict=True):
        weights[columns] += worth
    return weights


def solve(program: Program, aims: Sequence[Numbers]) -> Solved:
    """The least of the first aim; among those the least of the second, and so on; among those the
    first in the order of ``ordering``.

    What an aim is at least is proven first, without looking for an answer, and held; mostly an
    answer exists that is as good. Aims are never weighed against each other. Where half of the time
    was not enough, the aims are solved one after the other and the answer may be unproven.

    Raises StateError CREDITS-030 (nothing was found in 20 seconds), CREDITS-063 (the solver failed
    a check).
    """
    import numpy as np

    begin = monotonic()
    try:
        found = _at_bounds(program, aims, begin + _SECONDS / 2)
    except TimeoutError:
        found = None
    found = found or _in_turn(program, aims, begin + _SECONDS)
    return Solved(found.values.astype(np.int64), found.proven)


def _at_bounds(program: Program, aims: Sequence[Numbers], until: float) -> Whole | None:
    """The answer by way of the bounds of all aims; None where nothing is allowed.

    Raises TimeoutError.
    """
    search = _Search(program, aims, Relaxation(program, aims), until)
    return search.from_aim(0, [], _bounds(program))


@dataclass(frozen=True, slots=True)
class _Search:
    """One program, its aims in turn."""

    program: Program
    aims: Sequence[Numbers]
    relaxation: Relaxation
    until: float

    def from_aim(
        self, number: int, held: list[Row], bounds: tuple[Numbers, Numbers]
    ) -> Whole | None:
        """The least of an aim and of those after it, with the earlier ones held; None where
        nothing is allowed."""
        aim, first, least = self.aims[number], _first(self.program), -inf
        for _ in range(_TRIES):
            self.relaxation.aim(number)
            found = bound(self.relaxation, bounds, first, least)
            if found is None:
                return None
            least = found.least
            self.relaxation.hold(number, least)
            within = found.lower, found.upper
            if answer := self._after(number, [*held, aim_row(aim, least, least)], within, None):
                return answer
        system = self._system([*held, aim_row(aim, least + 1, inf)], bounds)
        better = system.least(aim, None)
        if better is None or not better.proven:
            return better
        value = float(aim @ better.values)
        self.relaxation.hold(number, value)
        return self._after(number, [*held, aim_row(aim, value, value)], bounds, better)

    def _after(
        self, number: int, held: list[Row], bounds: tuple[Numbers, Numbers], known: Whole | None
    ) -> Whole | None:
        """The following aim; after the last the first in order."""
        if number < len(self.aims) - 1:
            return self.from_aim(number + 1, held, bounds)
        return first_in_order(self._system(held, bounds), [*points(self.program)], known)

    def _system(self, held: list[Row], bounds: tuple[Numbers, Numbers]) -> System:
        rows = [*self.program.rows, *rounded_rows(self.program), *held]
        return System(rows, bounds, self.until)


def _in_turn(program: Program, aims: Sequence[Numbers], until: float) -> Whole:
    """The aims one after the other, then the first of the answers that are as good."""
    system = System(program.rows, _bounds(program), until)
    found: Whole | None = None
    try:
        for aim in aims:
            found = system.least(aim, found and found.values)
            if found is None or not found.proven:
                break
            value = float(aim @ found.values)
            system.hold(aim_row(aim, value, value))
        else:
            found = first_in_order(system, [*points(program)], found)
    except TimeoutError:
        found = found and found._replace(proven=False)
    if found is None:
        raise StateError("CREDITS-030", seconds=int(_SECONDS))
    return found


def _bounds(program: Program) -> tuple[Numbers, Numbers]:
    import numpy as np

    return np.zeros(len(program.upper)), np.array(program.upper, dtype=np.float64)


def _first(program: Program) -> Numbers:
    """What is tried first: choices and rules, which settle most; last what only follows."""
    import numpy as np

    first = np.zeros(len(program.upper))
    first[[*program.asks.values()]] = 0.3
    first[program.applies] = 0.2
    first[[*program.short, *program.limits.values(), *program.lost.values()]] = -1
    return first
