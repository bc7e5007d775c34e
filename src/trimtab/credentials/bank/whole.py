"""Whole numbers: the least of an aim, and of all answers that are allowed the first in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from importlib.metadata import version
from time import monotonic
from typing import NamedTuple

from trimtab.credentials.bank.columns import Row, Stacked, stacked
from trimtab.credentials.bank.highs import Numbers, binding, started
from trimtab.credentials.bank.ordering import Point
from trimtab.kernel import StateError

_OPTIONS = {
    "mip_rel_gap": 0.0,
    "mip_allow_restart": False,  # both took a third of the time and found nothing sooner
    "mip_heuristic_run_feasibility_jump": False,
}
_EXACT = 1e-6  # sums of whole numbers are whole
_VALUES = 65536  # of the points that are compared at once


class Whole(NamedTuple):
    """Whole values of the columns; ``proven`` that the aim has no smaller value."""

    values: Numbers
    proven: bool


class System:
    """Rows and bounds of whole columns; ``until``: the instant at which to stop."""

    def __init__(self, rows: Sequence[Row], bounds: tuple[Numbers, Numbers], until: float) -> None:
        self.lower, self.upper = (one.copy() for one in bounds)
        self._rows, self._until = list(rows), until
        self._arrays: Stacked | None = None

    def hold(self, row: Row) -> None:
        """One more row that holds from here on."""
        self._rows.append(row)
        self._arrays = None

    @property
    def _stacked(self) -> Stacked:
        self._arrays = self._arrays or stacked(self._rows)
        return self._arrays

    def least(self, aim: Numbers, known: Numbers | None) -> Whole | None:
        """The least of an aim, starting from a known answer; None where nothing is allowed.

        Raises TimeoutError where nothing was found in time, StateError CREDITS-063 where the
        solver's answer does not keep the rows.
        """
        import numpy as np

        core, seconds = binding(), max(0.0, self._until - monotonic())
        options = {**_OPTIONS, "time_limit": seconds}
        solver = started(self._stacked, (self.lower, self.upper), aim, whole=True, options=options)
        if known is not None:
            start = core.HighsSolution()
            start.col_value = known
            solver.setSolution(start)
        solver.run()
        status, states = solver.getModelStatus(), core.HighsModelStatus
        if status in (states.kInfeasible, states.kUnboundedOrInfeasible):
            return None
        if solver.getInfo().primal_solution_status != core.SolutionStatus.kSolutionStatusFeasible:
            raise TimeoutError
        values = np.rint(np.array(solver.getSolution().col_value))
        if not self.allows(values) or abs(aim @ values - solver.getObjectiveValue()) > 0.5:
            raise StateError("CREDITS-063", version=version("scipy"))
        return Whole(values, bool(status == states.kOptimal))

    def allows(self, values: Numbers) -> bool:
        """Whether whole numbers keep every row and bound."""
        import numpy as np

        within = bool((values >= self.lower).all() and (values <= self.upper).all())
        starts, columns, weights, low, high = self._stacked
        of = np.repeat(np.arange(len(low)), np.diff(starts))
        sums = np.bincount(of, weights * values[columns], len(low))
        return within and bool((sums >= low - _EXACT).all() and (sums <= high + _EXACT).all())

    def fix(self, point: Point, value: int) -> None:
        """What the columns of a point sum up to, from here on."""
        columns = [column for column in point.columns if self.upper[column]]
        if value == 0:
            self.upper[columns] = 0
        elif len(columns) == 1:
            self.lower[columns] = self.upper[columns] = value
        else:
            self.hold((columns, [1.0] * len(columns), value, value))

    def narrow(self) -> None:
        """Leave out what the rows, each by itself, do not allow any more."""
        import numpy as np

        starts, columns, weights, low, high = self._stacked
        of = np.repeat(np.arange(len(low)), np.diff(starts))
        for sign, most in ((1.0, high), (-1.0, -low)):
            weight = sign * weights
            least = np.where(weight > 0, weight * self.lower[columns], weight * self.upper[columns])
            room = most[of] - np.bincount(of, least, len(low))[of] + _EXACT
            tight = np.abs(weight) > room  # not even one unit more
            down, up = columns[tight & (weight > 0)], columns[tight & (weight < 0)]
            self.upper[down] = self.lower[down]
            self.lower[up] = self.upper[up]


def first_in_order(system: System, order: Sequence[Point], found: Whole | None) -> Whole | None:
    """The first of all answers that are allowed, ``found`` being one if any is known; None where
    there is none.

    As many points are compared at once as have 65,536 values together, by weights of which each is
    more than all that follow: the first difference decides. Where the time runs out, what was found
    last is not proven to be the first.
    """
    waiting = deque(order)
    while waiting and (found is None or found.proven):
        together, values = list[Point](), 1
        while waiting and values * (waiting[0].most + 1) <= max(_VALUES, waiting[0].most + 1):
            point = waiting.popleft()
            if (system.lower == system.upper)[[*point.columns]].all():
                continue
            if found and not together and point.at(found.values) == point.rather:
                system.fix(point, point.rather)
                continue
            together.append(point)
            values *= point.most + 1
        if found and not together:
            break
        try:
            better = system.least(_weights(together, len(system.upper)), found and found.values)
        except TimeoutError:
            if found is None:
                raise
            return found._replace(proven=False)
        if better is None and found is not None:  # it allowed one before
            raise StateError("CREDITS-063", version=version("scipy"))
        if better is None:
            return None
        found = better
        for point in together:
            system.fix(point, point.at(found.values))
        system.narrow()
    return found


def _weights(together: Sequence[Point], columns: int) -> Numbers:
    import numpy as np

    weights, weight = np.zeros(columns), 1.0
    for point in reversed(together):
        weights[[*point.columns]] += -weight if point.rather else weight
        weight *= point.most + 1
    return weights
