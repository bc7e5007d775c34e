"""A pass over a monthly panel: adjusted, scanned, divided between levels, in words of episodes."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from trimtab import classifications
from trimtab.kernel import SeasonalAdjustment, SeriesKey
from trimtab.monitoring.attributing import attributed
from trimtab.monitoring.compute.attribution import LevelScan, scan_levels
from trimtab.monitoring.compute.episodes import change_since_extreme
from trimtab.monitoring.compute.pooled import own_scale
from trimtab.monitoring.compute.scan import scan_series
from trimtab.monitoring.compute.seasonal import adjust_seasonally
from trimtab.monitoring.indicators import IndicatorMeaning
from trimtab.monitoring.probability import downturn_probabilities
from trimtab.monitoring.reporting import Movement, episodes_of
from trimtab.monitoring.types import MonitoringPass, Signal
from trimtab.monitoring.watch import DETECTOR, Mask, Watch, group_of
from trimtab.tables import Panel

Matrix = npt.NDArray[np.float64]

FESTIVAL_YEARS = range(1949, 2051)


def monthly_pass(
    panel: Panel, meaning: IndicatorMeaning, watch: Watch, vacancies: Panel | None = None
) -> MonitoringPass:
    """Everything one pass finds in a monthly panel.

    ``vacancies``: vacancy-like figures to be joined with unemployment-like ones of the same region.
    """
    watch.progress("monitoring.step.adjust", 0, 4)
    adjusted = _adjust(panel, meaning.logarithmic)
    beside = None if vacancies is None else _beside(panel, vacancies)
    regions = [key.region for key in panel.series]
    calm = watch.calm(regions, panel.first, panel.values.shape[1], panel.known_at)
    watch.progress("monitoring.step.calibrate", 1, 4)
    scan = scan_series(
        adjusted,
        meaning.direction,
        meaning.logarithmic,
        groups=[group_of(key) for key in panel.series],
        calm=calm,
        promised_rate=watch.promised_rate,
        vacancies=beside,
    )
    watch.progress("monitoring.step.attribute", 2, 4)
    levels = _levels(panel, scan.level, calm, watch)
    watch.progress("monitoring.step.detect", 3, 4)
    signal = Signal(
        DETECTOR,
        panel.series,
        panel.first,
        scan.statistic,
        np.tile(scan.calibration.thresholds, (len(panel.series), 1)),
    )
    movement = Movement(change_since_extreme(scan.level), own_scale(scan.level), meaning.reason)
    episodes = episodes_of(panel, signal, scan, movement)
    found = MonitoringPass(
        known_at=panel.known_at,
        vintage=panel.vintage,
        detector=DETECTOR,
        last_period=panel.last,
        signal=signal,
        adjusted=adjusted,
        episodes=attributed(episodes, panel.series, scan.statistic, levels),
        false_alarms=scan.false_alarms,
        calibration=scan.calibration.calibration,
        batches=watch.batches,
        levels=levels.signals,
        smallest_shocks=levels.smallest_shocks,
        probabilities=downturn_probabilities(
            panel.series,
            panel.first,
            scan.level,
            scan.statistic,
            watch.downturns,
            panel.known_at,
        ),
        vacancies=beside,
    )
    watch.progress("monitoring.step.detect", 4, 4)
    return found


def _levels(panel: Panel, level: Matrix, calm: Mask, watch: Watch) -> LevelScan:
    """What the panel shows at each level; a series' work is its industry and occupation."""
    return scan_levels(
        level,
        [str(key.region) for key in panel.series],
        [_work_of(key) for key in panel.series],
        calm,
        watch.promised_rate,
        watch.exposures([key.industry for key in panel.series]),
    )


def _work_of(key: SeriesKey) -> str:
    return " ".join(str(code) for code in (key.industry, key.occupation) if code)


def _beside(panel: Panel, vacancies: Panel) -> Matrix:
    """Vacancies (S, T), adjusted, on the rows and months of a panel; NaN where there are none."""
    adjusted = _adjust(vacancies, multiplicative=True)
    result = np.full(panel.values.shape, np.nan)
    row_of = {_place(key): row for row, key in enumerate(vacancies.series)}
    columns = np.arange(panel.values.shape[1]) + (panel.first - vacancies.first)
    inside = (columns >= 0) & (columns < adjusted.shape[1])
    for row, key in enumerate(panel.series):
        if _place(key) in row_of:
            result[row, inside] = adjusted[row_of[_place(key)], columns[inside]]
    return result


def _place(key: SeriesKey) -> tuple[object, ...]:
    return key.region, key.industry, key.occupation


def _adjust(panel: Panel, multiplicative: bool) -> Matrix:
    """Seasonally adjusted from the past only; what the publisher adjusted stays as it is.

    Chinese series lose the moving Spring Festival first.
    """
    adjusted = panel.values.copy()
    for chinese in (True, False):
        rows = [
            row
            for row, key in enumerate(panel.series)
            if key.seasonal_adjustment is SeasonalAdjustment.NONE
            and (key.region.country == "CN") is chinese
        ]
        if rows:
            festivals = _festivals() if chinese else ()
            adjusted[rows] = adjust_seasonally(
                panel.values[rows], panel.first, multiplicative, festivals=festivals
            ).adjusted
    return adjusted


def _festivals() -> tuple[date, ...]:
    """All dates on record, whatever the panel's years: what an early month is compared with must
    not change as the panel grows."""
    return tuple(classifications.spring_festival(year) for year in FESTIVAL_YEARS)
