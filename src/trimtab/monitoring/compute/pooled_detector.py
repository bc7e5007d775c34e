"""``trimtab``: the baseline detector, fitted on calm history for a stated false-alarm rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Period
from trimtab.monitoring.compute.alignment import (
    Grid,
    known_months,
    known_so_far,
    lay_on_grid,
    lay_on_months,
    month_ordinals,
    weeks_to_months,
)
from trimtab.monitoring.compute.detection import DetectorInputs, Downturn, Indicator
from trimtab.monitoring.compute.joined import (
    by_release,
    join_rises,
    join_weekly,
    latest_rises,
    weekly_evidence,
)
from trimtab.monitoring.compute.pooled import (
    DEFAULT_POOLING,
    PoolingSettings,
    measure_rises,
    own_scale_changes,
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
from trimtab.tables import Panel

Matrix = npt.NDArray[np.float64]

SEED = 19850101
SEEN_MONTHS = 60
"""An input enters only if the thresholds saw this many months of it."""


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

        With claims a month is the month of release, and the months may run past the last one of
        unemployment. Features: the statistic, and the changes of unemployment over 3 and 6 months.
        """
        return indicate_pooled(inputs, self.settings, self.uses_vacancies, self.uses_claims)


@dataclass(frozen=True, slots=True)
class PooledDetector:
    """Detector ``trimtab``.

    Model        own-scale rise of each region (``pooled``); where vacancies exist, the mean of the
                 unemployment rise and the fall of vacancies, each capped at 2 so that neither
                 alarms alone, in logarithms because along a Beveridge hyperbola both move by the
                 same proportion; then mixed with the middle of the other regions. Where weekly
                 claims exist, the mean of that and of the highest weekly evidence released in the
                 month, capped at 2. Thresholds by block bootstrap of calm months
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
    vacancies = _vacancies(inputs, grid) if uses_vacancies else None
    level = _level(grid, Direction.RISE, vacancies is not None)
    rises = measure_rises(level, settings)
    known = known_so_far(grid.known)
    if vacancies is not None:
        falls = measure_rises(_level(vacancies, Direction.FALL, True), settings)
        rises = join_rises(rises, latest_rises(falls, known_so_far(vacancies.known), known))
    pooled = pool_rises(rises, ("all",) * len(level), settings)
    monthly = (pooled, *np.moveaxis(own_scale_changes(level, settings), 2, 0))
    known = np.broadcast_to(known.max(axis=0, keepdims=True, initial=0), level.shape)
    if not uses_claims or inputs.claims is None:
        features = np.stack(monthly, axis=2)
        return Indicator(grid.regions, grid.first, pooled, known, features)
    target = _months_of_release(grid, inputs.claims)
    released = [by_release(values, known, target) for values in monthly]
    statistic = join_weekly(released[0], weekly_evidence(inputs.claims, target))
    features = np.stack([statistic, *released[1:]], axis=2)
    return Indicator(grid.regions, grid.first, statistic, target.known, features)


def _months_of_release(grid: Grid, claims: Panel) -> Grid:
    """The grid's regions, from its first month to the last in which anything was released.

    Each month is known when it ends: values rest on what was released in it or before.
    """
    ended = np.broadcast_to(month_ordinals(claims), claims.values.shape)
    exists = ~np.isnan(claims.values)
    last = max(
        grid.first.ordinal + grid.values.shape[1] - 1,
        int(grid.known.max(initial=0)),
        int(known_months(claims.released, ended)[exists].max(initial=0)),
    )
    reference = np.arange(grid.first.ordinal, last + 1)
    shape = (len(grid.regions), len(reference))
    return replace(grid, values=np.full(shape, np.nan), known=np.broadcast_to(reference, shape))


def _level(grid: Grid, direction: Direction, logarithmic: bool) -> Matrix:
    adjusted = adjusted_grid(grid, multiplicative=logarithmic)
    return signed_level(adjusted.values, direction, logarithmic)
