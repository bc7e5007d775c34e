"""One scan of a panel: statistic, thresholds, and how often the promise was kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.compute.pooled import baseline_statistic, signed_level
from trimtab.monitoring.compute.thresholds import (
    ALARM_INDEX,
    ThresholdCalibration,
    calibrate_thresholds,
    realised_rate,
    settled_months,
    too_short,
)
from trimtab.monitoring.compute.thresholds_borrowed import calibrate_or_borrow
from trimtab.monitoring.types import Calibration, Direction, FalseAlarmRate

Matrix = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

SEED = 19850101
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Scan:
    """``level`` (S, T): adjusted series turned so that up is bad; ``statistic`` (S, T) in robust
    standard deviations; ``calm`` (S, T) the months thresholds rest on."""

    level: Matrix
    statistic: Matrix
    calm: Mask
    calibration: ThresholdCalibration
    false_alarms: FalseAlarmRate


def scan_series(
    adjusted: Matrix,
    direction: Direction,
    logarithmic: bool,
    groups: Sequence[str],
    calm: Mask,
    promised_rate: float,
) -> Scan:
    """Statistic of every series and month, with thresholds for the promised rate.

    Inputs       adjusted (S, T): seasonally adjusted from the past only; groups (S,): series that
                 are pooled; calm (S, T); promised_rate: alarms per calm series-year
    Returns      Scan; thresholds are lent where the panel's own calm history is too short
    Simplifies   one set of thresholds for all series of the panel
    """
    level = signed_level(adjusted, direction, logarithmic)
    statistic = baseline_statistic(level, groups)
    settled = calm & settled_months(statistic)
    calibration = calibrate_or_borrow(statistic, settled, promised_rate, SEED)
    if calibration.calibration is Calibration.BORROWED:
        rate = _rate_of_borrowed(statistic, settled, calibration, promised_rate)
    else:
        rate = promise_kept(statistic, settled, promised_rate)
    return Scan(level, statistic, settled, calibration, rate)


def promise_kept(statistic: Matrix, calm: Mask, promised_rate: float) -> FalseAlarmRate:
    """What a threshold set on the first half of calm history realised on the second half.

    The half is by calm series-years; none of the months that are counted set the threshold.
    ``realised`` is None when a half alone is too short to carry a threshold.
    """
    counted = calm & ~np.isnan(statistic)
    exposure = np.cumsum(counted.sum(axis=0))
    split = int(np.searchsorted(exposure, exposure[-1] / 2)) + 1
    early, late = calm.copy(), calm.copy()
    early[:, split:] = False
    late[:, :split] = False
    if too_short(statistic[:, :split], early[:, :split], promised_rate):
        return FalseAlarmRate(promised_rate, None, 0.0)
    threshold = calibrate_thresholds(
        statistic[:, :split], early[:, :split], promised_rate, SEED
    ).thresholds[ALARM_INDEX]
    realised = realised_rate(statistic, late, threshold, SEED)
    years = float((late & ~np.isnan(statistic)).sum() / _YEAR)
    return FalseAlarmRate(promised_rate, realised, years)


def _rate_of_borrowed(
    statistic: Matrix, calm: Mask, calibration: ThresholdCalibration, promised_rate: float
) -> FalseAlarmRate:
    """A borrowed threshold never saw this panel: all its calm months may be counted."""
    years = float((calm & ~np.isnan(statistic)).sum() / _YEAR)
    if years < 1:
        return FalseAlarmRate(promised_rate, None, years)
    threshold = calibration.thresholds[ALARM_INDEX]
    return FalseAlarmRate(promised_rate, realised_rate(statistic, calm, threshold, SEED), years)
