"""What every lever builds on: the economy at rest, and the statuses and layers asked for so far."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from trimtab.simulation.levers.baseline import Baseline
from trimtab.simulation.levers.steady_state import BaselineSolution
from trimtab.simulation.types import Economy, Matrix, Network, Statuses, Vector

ORDINARY = "ordinary"


class Layout:
    """Statuses, row classes and network layers; grows while levers are prepared."""

    def __init__(self, network: Network) -> None:
        self._statuses: dict[str, int] = {ORDINARY: 0}
        self._row_classes: dict[str, int] = {ORDINARY: 0}
        self._layers: dict[str, sparse.csr_array] = dict(
            zip(network.names, network.layers, strict=True)
        )
        self.own_layers = len(network.names)

    def status(self, name: str, row_class: str = ORDINARY) -> int:
        """Position of a status, made where there is none of that name."""
        row = self._row_classes.setdefault(row_class, len(self._row_classes))
        self._statuses.setdefault(name, row)
        return list(self._statuses).index(name)

    def row_class(self, name: str) -> int:
        """Position of a row class that a status has asked for."""
        return self._row_classes[name]

    def layer(self, name: str, rows: sparse.csr_array | None = None) -> int:
        """Position of a layer, added with ``rows`` (C, C) where there is none of that name."""
        if rows is not None:
            self._layers.setdefault(name, rows)
        return list(self._layers).index(name) if name in self._layers else -1

    @property
    def statuses(self) -> Statuses:
        """All statuses asked for."""
        return Statuses(tuple(self._statuses), tuple(self._statuses.values()))

    @property
    def network(self) -> Network:
        """The economy's layers and those added."""
        return Network(tuple(self._layers), tuple(self._layers.values()))

    @property
    def row_classes(self) -> int:
        """Number of row classes."""
        return len(self._row_classes)


@dataclass(frozen=True)
class Ground:
    """The economy at rest before any lever, for a batch of runs of so many steps.

    ``search`` (B,) intensity; ``insured`` (K,) share of each kind that draws benefit when
    unemployed; ``wage`` (C,) per year, NaN where nobody's wage is known; ``growing``: (C, B) jobs
    that the demand levers add by the end at their best values, where a lever asks for it.
    """

    economy: Economy
    baseline: Baseline
    solution: BaselineSolution
    steps: int
    batch: int
    search: Vector
    spells: int
    wage: Vector
    insured: Vector
    layout: Layout
    growing: Matrix | None = None

    step_years: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "step_years", self.baseline.step_years)

    @property
    def demand(self) -> Vector:
        """(C,) jobs demanded before any lever."""
        return self.solution.best.demand

    @property
    def unemployed(self) -> Vector:
        """(C,) unemployed at the start."""
        return self.solution.best.unemployed

    def whole_steps(self, weeks: Vector) -> Vector:
        """Weeks as whole steps, at least one; NaN stays."""
        return np.maximum(np.rint(weeks / self.baseline.step_weeks), 1.0)


def wages(economy: Economy) -> Vector:
    """(C,) wage per year; unknown ones have the mean of the known by jobs; NaN if none is."""
    wage = economy.cells.wage_year
    jobs = economy.employed.sum(axis=1)
    known = np.isfinite(wage)
    weight = float(jobs[known].sum())
    mean = float(wage[known] @ jobs[known]) / weight if weight > 0 else np.nan
    return np.where(known, wage, mean)
