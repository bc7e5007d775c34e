"""One scan of a panel: statistic, thresholds, and how often the promise was kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.compute.joined import LATE_MONTHS, join_capped
from trimtab.monitoring.compute.pooled import Rises, measure_rises, pool_rises, signed_level
from trimtab.monitoring.compute.thresholds import (
    ALARM_INDEX,
    CALENDAR_YEARS,
    MONTHS,
    ThresholdCalibration,
    calibrate_thresholds,
    realised_rate,
    settled_months,
    too_short,
)
from trimtab.monitoring.compute.thresholds_borrowed import (
    US_NATION,
    US_STATES,
    calibrate_or_borrow,
)
from trimtab.monitoring.types import Calibration, Direction, FalseAlarmRate
from trimtab.stats import lagged

Matrix = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

SEED = 19850101


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
    *,
    vacancies: Matrix | None = None,
) -> Scan:
    """Statistic of every series and month, with thresholds for the promised rate.

    Inputs       adjusted (S, T): seasonally adjusted from the past only; groups (S,): series that
                 are pooled; calm (S, T); promised_rate: alarms per calm series-year; vacancies
                 (S, T): adjusted vacancy-like figures of the same regions and months, NaN where
                 there are none; joined as the detector ``trimtab`` joins them (``joined``), a month
                 that is not out yet with the newest of the three months before
    Returns      Scan; thresholds are lent where the panel's own calm history is too short
    Simplifies   one set of thresholds for all series of the panel
    """
    level = signed_level(adjusted, direction, logarithmic)
    statistic = pooled_statistic(adjusted, direction, logarithmic, groups, vacancies)
    settled = calm & settled_months(statistic)
    lender = US_NATION if _all_joined(vacancies) else US_STATES
    calibration = calibrate_or_borrow(statistic, settled, promised_rate, SEED, lender)
    if calibration.calibration is Calibration.BORROWED:
        rate = _rate_of_borrowed(statistic, settled, calibration, promised_rate)
    else:
        rate = promise_kept(statistic, settled, promised_rate)
    return Scan(level, statistic, settled, calibration, rate)


def _all_joined(vacancies: Matrix | None) -> bool:
    """Whether every series has vacancies: two joined kinds of evidence are quieter than one."""
    return vacancies is not None and bool((~np.isnan(vacancies)).any(axis=1).all())


def pooled_statistic(
    adjusted: Matrix,
    direction: Direction,
    logarithmic: bool,
    groups: Sequence[str],
    vacancies: Matrix | None = None,
) -> Matrix:
    """The statistic of a scan (S, T), before any threshold; inputs as of ``scan_series``."""
    rises = measure_rises(signed_level(adjusted, direction, logarithmic))
    if vacancies is not None:
        rises = _with_vacancies(rises, adjusted, direction, vacancies)
    return pool_rises(rises, groups)


def _with_vacancies(
    rises: Rises, adjusted: Matrix, direction: Direction, vacancies: Matrix
) -> Rises:
    """The rises; where vacancies exist, both sides in logarithms and joined."""
    newest = vacancies
    for months in range(1, LATE_MONTHS + 1):
        newest = np.where(np.isnan(newest), lagged(vacancies, months), newest)
    ups = measure_rises(signed_level(adjusted, direction, logarithmic=True))
    downs = measure_rises(signed_level(newest, Direction.FALL, logarithmic=True))

    def join(plain: Matrix, up: Matrix, down: Matrix) -> Matrix:
        return np.where(np.isnan(down), plain, join_capped(up, down))

    windows = zip(rises.group, ups.group, downs.group, strict=True)
    return Rises(join(rises.own, ups.own, downs.own), tuple(join(*three) for three in windows))


def promise_kept(
    statistic: Matrix, calm: Mask, promised_rate: float, per_year: int = MONTHS
) -> FalseAlarmRate:
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
    half = CALENDAR_YEARS / 2
    if too_short(statistic[:, :split], early[:, :split], promised_rate, per_year, half):
        return FalseAlarmRate(promised_rate, None, 0.0)
    threshold = calibrate_thresholds(
        statistic[:, :split], early[:, :split], promised_rate, SEED, per_year=per_year
    ).thresholds[ALARM_INDEX]
    realised = realised_rate(statistic, late, threshold, SEED, per_year=per_year)
    years = float((late & ~np.isnan(statistic)).sum() / per_year)
    return FalseAlarmRate(promised_rate, realised, years)


def _rate_of_borrowed(
    statistic: Matrix, calm: Mask, calibration: ThresholdCalibration, promised_rate: float
) -> FalseAlarmRate:
    """A borrowed threshold never saw this panel: all its calm months may be counted."""
    years = float((calm & ~np.isnan(statistic)).sum() / MONTHS)
    if years < 1:
        return FalseAlarmRate(promised_rate, None, years)
    threshold = calibration.thresholds[ALARM_INDEX]
    return FalseAlarmRate(promised_rate, realised_rate(statistic, calm, threshold, SEED), years)
