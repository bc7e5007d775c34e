"""What an ensemble runs, cut into tasks: the same tasks however many processes do them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from trimtab.simulation.answers.types import SWING
from trimtab.simulation.ensemble.draws import draw_quantiles
from trimtab.simulation.levers import Baseline, Column, Policy, uncertain_parameters
from trimtab.simulation.scenario.types import Mode, Scenario
from trimtab.simulation.types import Economy, Matrix

BLOCK_BYTES = 64 * 2**20
"""What the stocks of the columns of one mean-field task may take; the cache decides below that."""

MOST_COLUMNS = 256
REPLICATES_A_TASK = 5
_COPIES = 6
"""Arrays of the size of the unemployed that a step holds at a time."""


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Mixes run at the same points of the parameters and, as counts, on the same random streams.

    ``mixes``: name and policies, shocks included; the first is the comparison. ``points`` (X, P):
    quantiles of the P ``parameters``, NaN for a best estimate. Row 0 is the central draw, rows up
    to ``draws`` (the central one included) are random; the rest move one parameter alone, low then
    high, and are run in the mean field only.
    """

    economy: Economy
    baseline: Baseline
    mixes: tuple[tuple[str, tuple[Policy, ...]], ...]
    steps: int
    mode: Mode
    seed: int
    replicates: int
    draws: int
    parameters: tuple[str, ...]
    points: Matrix

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.mixes)

    @property
    def swings(self) -> int:
        """Points beyond the draws."""
        return len(self.points) - self.draws

    @property
    def runs(self) -> int:
        """Runs of one mix at one point, on one stream."""
        return len(self.mixes) * (self.draws * self.replicates + self.swings)

    def column(self, mix: int, point: int) -> Column:
        """What one column of a compiled model stands for."""
        known = {
            name: float(at)
            for name, at in zip(self.parameters, self.points[point], strict=True)
            if not math.isnan(at)
        }
        return Column(self.mixes[mix][1], known)


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work whose result does not depend on any other.

    ``columns``: pairs of mix and point run side by side. ``replicates``: from, until; None in the
    mean field.
    """

    columns: tuple[tuple[int, int], ...]
    replicates: tuple[int, int] | None = None

    @property
    def runs(self) -> int:
        first, last = self.replicates or (0, 1)
        return len(self.columns) * (last - first)


def plan_ensemble(
    scenario: Scenario, economy: Economy, mixes: tuple[tuple[str, tuple[Policy, ...]], ...] = ()
) -> Ensemble:
    """The ensemble of a scenario; ``mixes`` instead of its own, for a frontier.

    A scenario in which nothing is uncertain has the central draw alone.
    """
    own = mixes or tuple((mix.name, scenario.policies_of(mix)) for mix in scenario.mixes)
    parameters = _parameters(scenario.baseline, own)
    draws = scenario.draws if parameters else 0
    rows = [
        np.full((1, len(parameters)), np.nan),
        draw_quantiles(parameters, draws, scenario.seed),
    ]
    if draws and not mixes:
        rows.append(_one_at_a_time(len(parameters)))
    return Ensemble(
        economy=economy,
        baseline=scenario.baseline,
        mixes=own,
        steps=scenario.steps,
        mode=scenario.mode,
        seed=scenario.seed,
        replicates=scenario.replicates if scenario.mode is Mode.COUNTS else 1,
        draws=1 + draws,
        parameters=parameters,
        points=np.concatenate(rows),
    )


def _parameters(
    baseline: Baseline, mixes: tuple[tuple[str, tuple[Policy, ...]], ...]
) -> tuple[str, ...]:
    """Names of what is uncertain in any mix, in the order of their names."""
    named = (uncertain_parameters(baseline, policies) for _, policies in mixes)
    return tuple(sorted({name for names in named for name in names}))


def _one_at_a_time(parameters: int) -> Matrix:
    """Each parameter at both ends of ``SWING``, the others at their best: (2 P, P)."""
    points = np.full((2 * parameters, parameters), np.nan)
    for at in range(parameters):
        points[2 * at : 2 * at + 2, at] = SWING
    return points


def tasks_of(ensemble: Ensemble) -> tuple[Task, ...]:
    """The tasks, in an order that does not depend on who does them."""
    mixes, draws = range(len(ensemble.mixes)), range(ensemble.draws)
    beyond = [(mix, point) for point in range(draws.stop, len(ensemble.points)) for mix in mixes]
    if ensemble.mode is Mode.MEAN_FIELD:
        inside = [(mix, point) for point in draws for mix in mixes]
        return _blocks(ensemble, inside + beyond)
    chunks = range(0, ensemble.replicates, REPLICATES_A_TASK)
    counted = tuple(
        Task(
            tuple((mix, draw) for mix in mixes),
            (first, min(first + REPLICATES_A_TASK, ensemble.replicates)),
        )
        for draw in draws
        for first in chunks
    )
    return counted + _blocks(ensemble, beyond)


def _blocks(ensemble: Ensemble, columns: list[tuple[int, int]]) -> tuple[Task, ...]:
    size = columns_a_task(ensemble)
    return tuple(Task(tuple(columns[at : at + size])) for at in range(0, len(columns), size))


def columns_a_task(ensemble: Ensemble) -> int:
    """Columns that the mean field takes side by side."""
    cells, kinds = len(ensemble.economy.cells), len(ensemble.economy.kinds)
    statuses = 4  # ordinary, served, in training, trained: the most that levers ask for
    each = 8 * _COPIES * cells * kinds * statuses * ensemble.baseline.spells
    return int(min(MOST_COLUMNS, max(1, BLOCK_BYTES // each)))
