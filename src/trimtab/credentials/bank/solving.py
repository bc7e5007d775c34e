"""Solves programs: one aim after the other, by HiGHS through scipy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, inf
from typing import TYPE_CHECKING, TypeAlias

from trimtab.credentials.bank.columns import Program, matrix
from trimtab.kernel import StateError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.optimize import LinearConstraint, OptimizeResult

Weights: TypeAlias = "NDArray[np.float64]"
Held: TypeAlias = "tuple[Weights, float]"
"""An aim and the most it may be."""

_TOLERANCE = 1e-6  # of HiGHS: how far a whole number may be off
_MARGIN = 0.05  # of a unit, by which a bound may be off
_SECONDS = 20.0
_SECONDS_TO_GUESS = 2.0


@dataclass(frozen=True, slots=True)
class Solved:
    """Whole values of all columns; ``proven`` that none better exists."""

    values: NDArray[np.int64]
    proven: bool


def aim_short(program: Program) -> Weights:
    """What is lacking, summed over needs and limits."""
    import numpy as np

    weights = np.zeros(len(program.upper))
    weights[[*program.short, *program.limits.values()]] = 1
    return weights


def aim_used(program: Program, worths: Sequence[int]) -> Weights:
    """What is used up, by the worth of each entry."""
    import numpy as np

    weights = np.zeros(len(program.upper))
    for worth, columns in zip(worths, program.uses, strict=True):
        weights[columns] += worth
    return weights


def solve(program: Program, aims: Sequence[Weights]) -> Solved:
    """The least of the first aim; among those the least of the second, and so on.

    The first aim is mostly as good as its bound: the least without the demand for whole numbers,
    rounded up. So the bound is held as a row, and one above it, and the other aims are sought at
    once; where they can be had, the first aim is proven and needs no search of its own. Otherwise
    the aims follow one another.

    Neighbouring aims become one weighted sum where that is safe: where the largest weight times
    the solver's tolerance on whole numbers stays far below the one unit by which answers differ.
    Otherwise each is solved, held as a row, and the next one follows. All weights are whole, so
    aims are compared exactly after rounding.
    """
    limits = _limits(program)
    if len(aims) > 1:
        bound = _bound(program, limits, aims[0])
        for most in (bound, bound + 1):
            solved = _in_turn(program, limits, aims[1:], [(aims[0], most)], _SECONDS_TO_GUESS)
            if solved is not None and solved.proven:
                return solved
    solved = _in_turn(program, limits, aims, [], _SECONDS)
    return solved or Solved(_nothing(program), proven=False)


def _in_turn(
    program: Program,
    limits: Sequence[LinearConstraint],
    aims: Sequence[Weights],
    held: Sequence[Held],
    seconds: float,
) -> Solved | None:
    """The aims one after the other; None where nothing was found, or nothing can be."""
    import numpy as np

    held, solved = list(held), None
    for aim in _joined(program, aims):
        found = _run(program, [*limits, *map(_hold, held)], aim, seconds)
        if found.x is None:
            return replace(solved, proven=False) if solved else None
        values = np.rint(found.x).astype(np.int64)
        done = bool(found.status == 0) and (solved is None or solved.proven)
        solved = Solved(values, done)
        held.append((aim, float(aim @ values)))
    return solved


def _joined(program: Program, aims: Sequence[Weights]) -> list[Weights]:
    import numpy as np

    upper = np.array(program.upper)
    made = [aims[0]]
    for aim in aims[1:]:
        weight = float(aim @ upper) + 1
        joined = made[-1] * weight + aim
        if np.abs(joined).max(initial=0) * len(joined) * _TOLERANCE < 0.25:
            made[-1] = joined
        else:
            made.append(aim)
    return made


def _limits(program: Program) -> list[LinearConstraint]:
    from scipy.optimize import LinearConstraint

    return [LinearConstraint(*matrix(program))] if program.rows else []


def _hold(held: Held) -> LinearConstraint:
    from scipy.optimize import LinearConstraint

    return LinearConstraint(held[0][None, :], -inf, held[1] + 0.5)


def _bound(program: Program, limits: Sequence[LinearConstraint], aim: Weights) -> float:
    """No whole answer is better. Rounded up with a margin far above the solver's tolerance."""
    found = _run(program, limits, aim, _SECONDS_TO_GUESS, whole=False)
    return 0.0 if found.x is None else float(ceil(found.fun - _MARGIN))


def _run(
    program: Program,
    constraints: Sequence[LinearConstraint],
    aim: Weights,
    seconds: float,
    *,
    whole: bool = True,
) -> OptimizeResult:
    import numpy as np
    from scipy.optimize import Bounds, milp

    return milp(
        aim,
        integrality=np.full(len(aim), int(whole)),
        bounds=Bounds(0, np.array(program.upper)),
        constraints=constraints,
        options={"mip_rel_gap": 0.0, "time_limit": seconds},
    )


def _nothing(program: Program) -> NDArray[np.int64]:
    """Everything lacks: always allowed, except that choices must say what they ask."""
    import numpy as np

    if program.asks:
        raise StateError("CREDITS-030", seconds=int(_SECONDS))
    values = np.zeros(len(program.upper), dtype=np.int64)
    lacking = [*program.short, *program.limits.values()]
    values[lacking] = np.array(program.upper, dtype=np.int64)[lacking]
    return values
