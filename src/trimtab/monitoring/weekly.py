"""The fast lane: a pass over a weekly panel, known days after the week."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Frequency, SeasonalAdjustment
from trimtab.monitoring.compute.alignment import month_ordinals
from trimtab.monitoring.compute.pooled import signed_level
from trimtab.monitoring.compute.weekly import calm_weeks, scan_weeks
from trimtab.monitoring.compute.weekly_seasonal import adjust_weeks
from trimtab.monitoring.indicators import IndicatorMeaning
from trimtab.monitoring.reporting import Movement, episodes_of
from trimtab.monitoring.types import MonitoringPass, Signal
from trimtab.monitoring.watch import DETECTOR, Mask, Watch, group_of
from trimtab.stats import change_over, recursive_scale, trailing_mean, trailing_minimum
from trimtab.tables import Panel

Matrix = npt.NDArray[np.float64]

_MEAN_WEEKS, _MEAN_AT_LEAST, _LOW_WEEKS, _USUAL_WEEKS = 4, 3, 26, 13
_HALF_LIFE_WEEKS = 260.0


def weekly_pass(panel: Panel, meaning: IndicatorMeaning, watch: Watch) -> MonitoringPass:
    """Everything one pass finds in a weekly panel: episodes, without attribution to levels."""
    watch.progress("monitoring.step.adjust", 0, 3)
    adjusted = _adjust(panel, meaning.logarithmic)
    watch.progress("monitoring.step.calibrate", 1, 3)
    scan = scan_weeks(
        adjusted,
        meaning.direction,
        meaning.logarithmic,
        [group_of(key) for key in panel.series],
        _calm(panel, watch),
        watch.promised_rate,
    )
    watch.progress("monitoring.step.detect", 2, 3)
    signal = Signal(
        DETECTOR,
        panel.series,
        panel.first,
        scan.statistic,
        np.tile(scan.calibration.thresholds, (len(panel.series), 1)),
    )
    level = signed_level(adjusted, meaning.direction, meaning.logarithmic)
    found = MonitoringPass(
        known_at=panel.known_at,
        vintage=panel.vintage,
        detector=DETECTOR,
        last_period=panel.last,
        signal=signal,
        adjusted=adjusted,
        episodes=episodes_of(panel, signal, scan, _movement(level, f"{meaning.reason}_weekly")),
        false_alarms=scan.false_alarms,
        calibration=scan.calibration.calibration,
        batches=watch.batches,
    )
    watch.progress("monitoring.step.detect", 3, 3)
    return found


def _calm(panel: Panel, watch: Watch) -> Mask:
    """Weeks whose last day lies in a calm month."""
    month_of_week = month_ordinals(panel)
    first = panel.first.to(Frequency.MONTHLY)
    months = int(month_of_week[-1]) - first.ordinal + 1
    regions = [key.region for key in panel.series]
    calm = watch.calm(regions, first, months, panel.known_at)
    return calm_weeks(calm, month_of_week - first.ordinal)


def _movement(level: Matrix, reason: str) -> Movement:
    """Change of the 4-week mean since its 26-week low, and what change over 13 weeks is usual."""
    mean = trailing_mean(level, _MEAN_WEEKS, _MEAN_AT_LEAST)
    low = trailing_minimum(mean, 0, _LOW_WEEKS, _LOW_WEEKS // 2)
    usual = recursive_scale(change_over(mean, _USUAL_WEEKS), _HALF_LIFE_WEEKS)
    return Movement(mean - low, usual, reason)


def _adjust(panel: Panel, multiplicative: bool) -> Matrix:
    adjusted = panel.values.copy()
    rows = [
        row
        for row, key in enumerate(panel.series)
        if key.seasonal_adjustment is SeasonalAdjustment.NONE
    ]
    if rows:
        adjusted[rows] = adjust_weeks(panel.values[rows], multiplicative)
    return adjusted
