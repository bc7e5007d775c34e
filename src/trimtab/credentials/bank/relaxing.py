"""A program without the demand for whole numbers, kept warm.

The linear program is solved again and again with other bounds and aims by the dual simplex method,
starting from where it was. Rows that whole numbers imply are added to it once.
"""

from __future__ import annotations

from typing import NamedTuple

from trimtab.credentials.bank.columns import Program, Row, stacked
from trimtab.credentials.bank.highs import Numbers, binding, started
from trimtab.credentials.bank.rounding import rounded_rows

_OPTIONS = {"presolve": "off", "solver": "simplex"}


class Relaxed(NamedTuple):
    """The least of an aim, the values of the columns there, and what a unit more of each costs."""

    least: float
    values: Numbers
    costs: Numbers


class Relaxation:
    """The linear program of a program."""

    def __init__(self, program: Program) -> None:
        import numpy as np

        self._bounds = np.zeros(len(program.upper)), np.array(program.upper, dtype=np.float64)
        self._solver = started(
            stacked([*program.rows, *rounded_rows(program)]),
            self._bounds,
            np.zeros(len(program.upper)),
            whole=False,
            options=_OPTIONS,
        )

    def aim(self, weights: Numbers) -> None:
        """What is to be least from here on."""
        import numpy as np

        columns = np.arange(len(weights), dtype=np.int32)
        self._solver.changeColsCost(len(weights), columns, weights)

    def hold(self, row: Row) -> None:
        """One more row that holds from here on."""
        import numpy as np

        columns, weights, low, high = row
        self._solver.addRow(
            low, high, len(columns), np.array(columns, dtype=np.int32), np.array(weights)
        )

    def least(self, lower: Numbers, upper: Numbers) -> Relaxed | None:
        """The least of the aim within bounds; None where nothing is allowed."""
        import numpy as np

        changed = np.flatnonzero((lower != self._bounds[0]) | (upper != self._bounds[1]))
        if len(changed):
            self._solver.changeColsBounds(
                len(changed), changed.astype(np.int32), lower[changed], upper[changed]
            )
        self._bounds = lower, upper
        self._solver.run()
        if self._solver.getModelStatus() != binding().HighsModelStatus.kOptimal:
            return None
        found = self._solver.getSolution()
        return Relaxed(
            self._solver.getObjectiveValue(), np.array(found.col_value), np.array(found.col_dual)
        )
