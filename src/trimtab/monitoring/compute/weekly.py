"""One scan of a weekly panel: the fast lane beside the monthly pass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.compute.scan import SEED, Scan, promise_kept
from trimtab.monitoring.compute.thresholds import (
    ALARM_INDEX,
    ThresholdCalibration,
    realised_rate,
    settled_months,
)
from trimtab.monitoring.compute.thresholds_borrowed import BorrowedScale, calibrate_or_borrow
from trimtab.monitoring.compute.weekly_seasonal import YEAR_WEEKS
from trimtab.monitoring.compute.weekly_statistic import (
    DEFAULT_WEEKLY,
    WeeklySettings,
    weekly_level,
    weekly_statistic,
)
from trimtab.monitoring.types import Calibration, Direction, FalseAlarmRate

Matrix = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

US_WEEKLY_CLAIMS = BorrowedScale(
    rates=(0.02, 0.05, 0.10, 0.15, 0.40, 0.80),
    thresholds=(1.40, 1.18, 1.01, 0.90, 0.68, 0.49),
    source="US insured unemployment rate, weekly, 1972-1984 (US Department of Labor)",
)
"""Its 6.6 calm years show rates of 0.15 a year and more; the three rarer ones lie on the line
through those in the logarithm of the rate: an exponential tail, modelled and not observed."""


def scan_weeks(
    adjusted: Matrix,
    direction: Direction,
    logarithmic: bool,
    groups: Sequence[str],
    calm: Mask,
    promised_rate: float,
    settings: WeeklySettings = DEFAULT_WEEKLY,
) -> Scan:
    """Statistic of every weekly series, with thresholds of levels 1 to 4 for the promised rate.

    Model        ``weekly_statistic``; thresholds by a bootstrap of 104-week blocks of calm weeks
    Inputs       adjusted (S, W): weekly values, seasonally adjusted from the past only
                 (``adjust_weeks``) or by the publisher; groups (S,): series that are pooled; calm
                 (S, W): weeks away from dated downturns (``calm_weeks``); promised_rate: alarms per
                 calm series-*year*, as in the monthly pass
    Returns      Scan, with weeks in the place of months; thresholds are lent by the nation's claims
                 of 1972-1984 where the panel's calm history is too short
    Simplifies   one set of thresholds for all series; a year is 52 weeks
    """
    level = weekly_level(adjusted, direction, logarithmic)
    statistic = weekly_statistic(level, groups, settings)
    settled = calm & settled_months(statistic, YEAR_WEEKS)
    calibration = calibrate_or_borrow(
        statistic, settled, promised_rate, SEED, US_WEEKLY_CLAIMS, YEAR_WEEKS
    )
    if calibration.calibration is Calibration.OWN:
        kept = promise_kept(statistic, settled, promised_rate, YEAR_WEEKS)
    else:
        kept = _kept_by_lent(statistic, settled, calibration, promised_rate)
    return Scan(level, statistic, settled, calibration, kept)


def _kept_by_lent(
    statistic: Matrix, calm: Mask, calibration: ThresholdCalibration, promised_rate: float
) -> FalseAlarmRate:
    """A lent threshold saw none of this panel: all its calm weeks may be counted."""
    years = calibration.series_years
    if years < 1:
        return FalseAlarmRate(promised_rate, None, years)
    threshold = calibration.thresholds[ALARM_INDEX]
    realised = realised_rate(statistic, calm, threshold, SEED, per_year=YEAR_WEEKS)
    return FalseAlarmRate(promised_rate, realised, years)


def calm_weeks(calm_months: Mask, month_of_week: npt.NDArray[np.int64]) -> Mask:
    """(S, W): whether the month in which each week ends is calm.

    ``calm_months`` (S, T) as ``thresholds.calm_months``; ``month_of_week`` (W,) the column of the
    month in which each week ends (``alignment.month_ordinals`` less the first month's ordinal); a
    week outside those months is not calm.
    """
    months = calm_months.shape[1]
    inside = (month_of_week >= 0) & (month_of_week < months)
    columns = np.where(inside, month_of_week, 0)
    if not months:
        return np.zeros((len(calm_months), len(month_of_week)), dtype=bool)
    return np.asarray(calm_months[:, columns] & inside[None, :])
