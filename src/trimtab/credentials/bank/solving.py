"""Solves programs: one aim after the other, and of all that are equally good the first in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from trimtab.credentials.bank.columns import Program, Row
from trimtab.credentials.bank.highs import Numbers
from trimtab.credentials.bank.ordering import points
from trimtab.credentials.bank.probing import bound
from trimtab.credentials.bank.relaxing import Relaxation
from trimtab.credentials.bank.whole import System, Whole, first_in_order
from trimtab.kernel import StateError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SECONDS = 20.0


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

    Bounds of all aims are proven first, without looking for an answer. Mostly an answer exists that
    is as good as the bounds, or a unit worse in the last aim. Otherwise the aims are solved one
    after the other. Each is held once it is known, so aims are never weighed against each other.

    Raises StateError CREDITS-030 (nothing was found in 20 seconds), CREDITS-063 (the solver failed
    a check).
    """
    import numpy as np

    until = monotonic() + _SECONDS
    found = _at_bounds(program, aims, until) or _in_turn(program, aims, until)
    return Solved(found.values.astype(np.int64), found.proven)


def _at_bounds(program: Program, aims: Sequence[Numbers], until: float) -> Whole | None:
    """The first answer in order that is as good as the bounds; None where there is none."""
    relaxation, first, bounds = Relaxation(program), _first(program), _bounds(program)
    held, last = list[Row](), -inf
    for aim in aims[:-1]:
        relaxation.aim(aim)
        if (found := bound(relaxation, bounds, first)) is None:
            return None
        bounds = found.lower, found.upper
        held.append(_row(aim, found.least))
        relaxation.hold(held[-1])
    relaxation.aim(aims[-1])
    for _ in range(2):
        if (found := bound(relaxation, bounds, first, last)) is None:
            return None
        last = found.least
        rows = [*program.rows, *held, _row(aims[-1], last)]
        system = System(rows, (found.lower, found.upper), until)
        if answer := first_in_order(system, [*points(program)], None):
            return answer
    return None


def _in_turn(program: Program, aims: Sequence[Numbers], until: float) -> Whole:
    """The aims one after the other, then the first of the answers that are as good."""
    system = System(program.rows, _bounds(program), until)
    found: Whole | None = None
    for aim in aims:
        better = system.least(aim, found and found.values)
        if better is None or not better.proven:
            found = better or found
            break
        found = better
        system.hold(_row(aim, float(aim @ found.values)))
    else:
        found = first_in_order(system, [*points(program)], found)
    if found is None:
        raise StateError("CREDITS-030", seconds=int(_SECONDS))
    return found


def _bounds(program: Program) -> tuple[Numbers, Numbers]:
    import numpy as np

    return np.zeros(len(program.upper)), np.array(program.upper, dtype=np.float64)


def _row(aim: Numbers, most: float) -> Row:
    columns = [column for column, weight in enumerate(aim) if weight]
    return columns, [float(aim[column]) for column in columns], -inf, most


def _first(program: Program) -> Numbers:
    """What is tried first: choices and rules, which settle most; last what only follows."""
    import numpy as np

    first = np.zeros(len(program.upper))
    first[[*program.asks.values()]] = 0.3
    first[program.applies] = 0.2
    first[[*program.short, *program.limits.values(), *program.lost.values()]] = -1
    return first
