"""``trimtab``: the baseline detector, fitted on calm history for a stated false-alarm rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Period
from trimtab.monitoring.compute.alignment import (
    Grid,
    known_so_far,
    latest_known,
    lay_on_grid,
    lay_on_months,
    weeks_to_months,
)
from trimtab.monitoring.compute.detection import DetectorInputs, Downturn, Indicator
from trimtab.monitoring.compute.pooled import (
    DEFAULT_POOLING,
    PoolingSettings,
    Rises,
    group_middle,
    measure_rises,
    pool_rises,
    signed_level,
)
from trimtab.monitoring.compute.seasonal import adjusted_grid
from trimtab.monitoring.compute.thresholds import (
    ThresholdCalibration,
    calm_months,
    settled_months,
)
from trimtab.monitoring.compute.thresholds_borrowed import (
    US_NATION,
    US_STATES,
    calibrate_or_borrow,
)
from trimtab.monitoring.types import Direction

Matrix = npt.NDArray[np.float64]

SEED = 19850101
CAP = 2.0
"""Own-scale rise beyond which one of two kinds of evidence says no more: the other must agree."""

SEEN_MONTHS = 60
"""An input enters only if the thresholds saw this many months of it."""

_LATE_MONTHS = 3


@dataclass(frozen=True, slots=True)
class FittedPooledDetector:
    """The baseline with its thresholds and its choice of inputs fixed."""

    calibration: ThresholdCalibration
    settings: PoolingSettings
    uses_vacancies: bool
    uses_claims: bool
    name: str = "trimtab"

    @property
    def thresholds(self) -> tuple[float, float, float, float]:
        return self.calibration.thresholds

    def indicate(self, inputs: DetectorInputs) -> Indicator:
        """The pooled statistic by region and month, in own standard deviations; see ``pooled``.

        Features: the statistic, the own rise, the group's middle over each of its windows.
        """
        return indicate_pooled(inputs, self.settings, self.uses_vacancies, self.uses_claims)


@dataclass(frozen=True, slots=True)
class PooledDetector:
    """Detector ``trimtab``.

    Model        own-scale rise of each region (``pooled``); where vacancies exist, the mean of the
                 unemployment-like rise (unemployment, and claims where they exist) and the fall of
                 vacancies, each capped at 2 so that neither alarms alone, in logarithms because
                 along a Beveridge hyperbola both move by the same proportion; then mixed with the
                 middle of the other regions. Thresholds by block bootstrap of calm months
    Simplifies   see docs/explanation/detector.md
    References   Michaillat and Saez (2025), Oxford Bulletin of Economics and Statistics 87(6), for
                 joining unemployment and vacancies
    """

    settings: PoolingSettings = DEFAULT_POOLING
    seed: int = SEED
    name: str = "trimtab"

    def applies_to(self, inputs: DetectorInputs) -> bool:
        return True

    def fit(
        self,
        inputs: DetectorInputs,
        downturns: Sequence[Downturn],
        train_until: Period,
        promised_rate: float,
    ) -> FittedPooledDetector:
        """Thresholds from months up to ``train_until``; later ones are cut off before counting."""
        uses = _usable(inputs, train_until)
        indicator = indicate_pooled(inputs, self.settings, *uses)
        statistic = indicator.values[:, : max(train_until - indicator.first + 1, 0)]
        started = [downturn for downturn in downturns if downturn.start <= train_until]
        calm = calm_months(started, indicator.regions, indicator.first, statistic.shape[1])
        settled = calm & settled_months(statistic)
        lender = US_NATION if uses[0] else US_STATES
        calibration = calibrate_or_borrow(statistic, settled, promised_rate, self.seed, lender)
        return FittedPooledDetector(calibration, self.settings, *uses)


def _usable(inputs: DetectorInputs, train_until: Period) -> tuple[bool, bool]:
    """Whether vacancies and claims have enough months before ``train_until`` to be learnt from."""
    unemployment = lay_on_months(inputs.unemployment)
    months = max(train_until - unemployment.first + 1, 0)
    answers = []
    for grid in (_vacancies(inputs, unemployment), _claims(inputs, unemployment)):
        seen = 0 if grid is None else int((~np.isnan(grid.values[:, :months])).sum(axis=1).min())
        answers.append(seen >= SEEN_MONTHS)
    return answers[0], answers[1]


def _vacancies(inputs: DetectorInputs, target: Grid) -> Grid | None:
    return None if inputs.vacancies is None else lay_on_grid(inputs.vacancies, target)


def _claims(inputs: DetectorInputs, target: Grid) -> Grid | None:
    return None if inputs.claims is None else weeks_to_months(inputs.claims, target)


def indicate_pooled(
    inputs: DetectorInputs, settings: PoolingSettings, uses_vacancies: bool, uses_claims: bool
) -> Indicator:
    """The statistic from unemployment and from those other inputs that are used."""
    grid = lay_on_months(inputs.unemployment)
    claims = _claims(inputs, grid) if uses_claims else None
    vacancies = _vacancies(inputs, grid) if uses_vacancies else None
    logarithmic = vacancies is not None
    rises = _rises(grid, Direction.RISE, logarithmic, settings)
    known = known_so_far(grid.known)
    if claims is not None:
        rises = _mean_of_known(rises, _rises(claims, Direction.RISE, True, settings), known, claims)
    if vacancies is not None:
        rises = _joined(rises, _rises(vacancies, Direction.FALL, True, settings), known, vacancies)
    groups = ("all",) * len(grid.regions)
    pooled = pool_rises(rises, groups, settings)
    middles = [group_middle(Rises(rises.own, (window,)), groups) for window in rises.group]
    known_everywhere = known.max(axis=0, keepdims=True, initial=0)
    return Indicator(
        grid.regions,
        grid.first,
        pooled,
        np.broadcast_to(known_everywhere, pooled.shape),
        np.stack([pooled, rises.own, *middles], axis=2),
    )


def _rises(grid: Grid, direction: Direction, logarithmic: bool, settings: PoolingSettings) -> Rises:
    adjusted = adjusted_grid(grid, multiplicative=logarithmic)
    return measure_rises(signed_level(adjusted.values, direction, logarithmic), settings)


def _mean_of_known(first: Rises, second: Rises, known: npt.NDArray[np.int64], late: Grid) -> Rises:
    """Mean of two kinds of unemployment; the first alone where the second is not known in time."""

    def mean(one: Matrix, other: Matrix) -> Matrix:
        timely = latest_known(other, known_so_far(late.known), known, _LATE_MONTHS)
        return np.where(np.isnan(timely), one, (one + timely) / 2)

    return Rises(mean(first.own, second.own), tuple(map(mean, first.group, second.group)))


def _joined(up: Rises, down: Rises, known: npt.NDArray[np.int64], late: Grid) -> Rises:
    """Mean of capped unemployment-like and vacancy-like evidence; the former alone without it."""

    def join(one: Matrix, other: Matrix) -> Matrix:
        timely = latest_known(other, known_so_far(late.known), known, _LATE_MONTHS)
        both = (np.minimum(one, CAP) + np.minimum(timely, CAP)) / 2
        return np.where(np.isnan(timely), one, both)

    return Rises(join(up.own, down.own), tuple(map(join, up.group, down.group)))
