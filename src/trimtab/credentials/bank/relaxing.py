"""A program without the demand for whole numbers, kept warm.

The linear program is solved again and again with other bounds and aims by the dual simplex method,
starting from where it was. Rows that whole numbers imply are added to it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from trimtab.credentials.bank.columns import Program, aim_row, stacked
from trimtab.credentials.bank.highs import Numbers, binding, started
from trimtab.credentials.bank.rounding import rounded_rows

_OPTIONS = {"presolve": "off", "solver": "simplex"}


class Relaxed(NamedTuple):
    """The least of an aim, the values of the columns there, and what a unit more of each costs."""

    least: float
    values: Numbers
    costs: Numbers


class Relaxation:
    """The linear program of a program, with a row for each aim that is free until it is held."""

    def __init__(self, program: Program, aims: Sequence[Numbers]) -> None:
        import numpy as np

        rows = [*program.rows, *rounded_rows(program)]
        self._aims, self._first = aims, len(rows)
        self._bounds = np.zeros(len(program.upper)), np.array(program.upper, dtype=np.float64)
        self._solver = started(
            stacked([*rows, *(aim_row(aim, -inf, inf) for aim in aims)]),
            self._bounds,
            np.zeros(len(program.upper)),
            whole=False,
            options=_OPTIONS,
        )

    def aim(self, number: int) -> None:
        """Which of the aims is to be least from here on; those after it are free."""
        import numpy as np

        weights = self._aims[number]
        self._solver.changeColsCost(len(weights), np.arange(len(weights), dtype=np.int32), weights)
        for later in range(number, len(self._aims)):
            self._solver.changeRowBounds(self._first + later, -inf, inf)

    def hold(self, number: int, value: float) -> None:
        """The value of an aim from here on."""
        self._solver.changeRowBounds(self._first + number, value, value)

    def least(self, lower: Numbers, upper: Numbers) -> Relaxed | None:
        """The least of the aim within bounds; None where nothing is allowed.

        Raises TimeoutError where the solver does not say which.
        """
        import numpy as np

        changed = np.flatnonzero((lower != self._bounds[0]) | (upper != self._bounds[1]))
        if len(changed):
            self._solver.changeColsBounds(
                len(changed), changed.astype(np.int32), lower[changed], upper[changed]
            )
        self._bounds = lower, upper
        self._solver.run()
        status, states = self._solver.getModelStatus(), binding().HighsModelStatus
        if status in (states.kInfeasible, states.kUnboundedOrInfeasible):
            return None
        if status != states.kOptimal:
            raise TimeoutError
        found = self._solver.getSolution()
        return Relaxed(
            self._solver.getObjectiveValue(), np.array(found.col_value), np.array(found.col_dual)
        )
