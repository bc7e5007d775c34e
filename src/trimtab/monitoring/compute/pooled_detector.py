"""``trimtab``: the baseline detector, fitted on calm history for a stated false-alarm rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.kernel import Period
from trimtab.monitoring.compute.alignment import known_so_far, lay_on_months
from trimtab.monitoring.compute.detection import DetectorInputs, Downturn, Indicator
from trimtab.monitoring.compute.pooled import (
    DEFAULT_POOLING,
    PoolingSettings,
    own_scale_statistic,
    pooled_statistic,
)
from trimtab.monitoring.compute.seasonal import adjusted_grid
from trimtab.monitoring.compute.thresholds import (
    ThresholdCalibration,
    calibrate_thresholds,
    calm_months,
)

SEED = 19850101


@dataclass(frozen=True, slots=True)
class FittedPooledDetector:
    """The baseline with its thresholds fixed."""

    calibration: ThresholdCalibration
    settings: PoolingSettings
    name: str = "trimtab"

    @property
    def thresholds(self) -> tuple[float, float, float, float]:
        return self.calibration.thresholds

    def indicate(self, inputs: DetectorInputs) -> Indicator:
        """The pooled statistic of every region and month; see ``pooled``."""
        return indicate_pooled(inputs, self.settings)


@dataclass(frozen=True, slots=True)
class PooledDetector:
    """Detector ``trimtab``."""

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
        indicator = indicate_pooled(inputs, self.settings)
        months = train_until - indicator.first + 1
        statistic = indicator.values[:, :months]
        started = [downturn for downturn in downturns if downturn.start <= train_until]
        calm = calm_months(started, indicator.regions, indicator.first, statistic.shape[1])
        calibration = calibrate_thresholds(statistic, calm, promised_rate, self.seed)
        return FittedPooledDetector(calibration, self.settings)


def indicate_pooled(inputs: DetectorInputs, settings: PoolingSettings) -> Indicator:
    grid = adjusted_grid(lay_on_months(inputs.unemployment))
    own = own_scale_statistic(grid.values, settings)
    pooled = pooled_statistic(own, ("all",) * len(grid.regions), settings)
    known = known_so_far(grid.known).max(axis=0, keepdims=True, initial=0)
    return Indicator(
        grid.regions,
        grid.first,
        pooled,
        np.broadcast_to(known, pooled.shape),
        np.stack([pooled, own], axis=2),
    )
