"""Use-cases of monitoring: one pass over what the store knew at an instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

import numpy as np
import numpy.typing as npt

from trimtab import classifications
from trimtab.kernel import Frequency, InputRejectedError, Region, SeasonalAdjustment, SeriesKey
from trimtab.monitoring.compute.detection import Downturn
from trimtab.monitoring.compute.scan import scan_series
from trimtab.monitoring.compute.seasonal import adjust_seasonally
from trimtab.monitoring.compute.thresholds import calm_months
from trimtab.monitoring.indicators import INDICATORS, IndicatorMeaning, meaning_of
from trimtab.monitoring.reporting import episodes_of
from trimtab.monitoring.types import MonitoringPass, Signal
from trimtab.ports import PanelStore, Progress, SeriesQuery, no_progress
from trimtab.tables import Panel

DETECTOR = "trimtab"
FESTIVAL_YEARS = range(1949, 2051)

DatedDownturns = Callable[[str, datetime], Sequence[Downturn]]
"""Downturns of a country as they had been dated by an instant."""


class MonitoringService:
    """Runs detectors over stored series. Reads only through ``PanelStore.as_of``.

    ``downturns`` answers which downturns of a country had been dated by an instant.
    """

    def __init__(self, store: PanelStore, downturns: DatedDownturns) -> None:
        self._store = store
        self._downturns = downturns

    def indicators(self) -> tuple[str, ...]:
        """Indicators that monitoring knows and the store holds monthly."""
        held = {key.indicator for key in self._store.series(SeriesQuery())}
        return tuple(sorted(held & INDICATORS.keys()))

    def run(
        self,
        instant: datetime,
        indicators: tuple[str, ...] = (),
        promised_rate: float = 0.05,
        progress: Progress = no_progress,
    ) -> tuple[MonitoringPass, ...]:
        """One pass for each indicator, on what was known at ``instant``.

        Raises UnknownCodeError MONITORING-002 for an indicator monitoring does not know and
        InputRejectedError MONITORING-003 when none has a monthly series known by then.
        """
        meanings = {name: meaning_of(name) for name in indicators or self.indicators()}
        passes = []
        for name, meaning in meanings.items():
            query = SeriesQuery(indicators=(name,), frequency=Frequency.MONTHLY)
            panel = self._store.as_of(instant, query)
            if panel.series:
                passes.append(self._pass(panel, meaning, promised_rate, progress))
        if not passes:
            asked = ", ".join(sorted(meanings or INDICATORS))
            raise InputRejectedError(
                "MONITORING-003", indicators=asked, instant=instant.date().isoformat()
            )
        return tuple(passes)

    def _pass(
        self, panel: Panel, meaning: IndicatorMeaning, promised_rate: float, progress: Progress
    ) -> MonitoringPass:
        progress("monitoring.step.adjust", 0, 3)
        adjusted = _adjust(panel, meaning.logarithmic)
        progress("monitoring.step.calibrate", 1, 3)
        scan = scan_series(
            adjusted,
            meaning.direction,
            meaning.logarithmic,
            groups=[group_of(key) for key in panel.series],
            calm=self._calm(panel),
            promised_rate=promised_rate,
        )
        progress("monitoring.step.detect", 2, 3)
        signal = Signal(
            DETECTOR,
            panel.series,
            panel.first,
            scan.statistic,
            np.tile(scan.calibration.thresholds, (len(panel.series), 1)),
        )
        found = MonitoringPass(
            known_at=panel.known_at,
            vintage=panel.vintage,
            detector=DETECTOR,
            last_period=panel.last,
            signal=signal,
            adjusted=adjusted,
            episodes=episodes_of(panel, signal, scan, meaning),
            false_alarms=scan.false_alarms,
            calibration=scan.calibration.calibration,
            batches=tuple(batch.batch_id for batch in self._store.batches()),
        )
        progress("monitoring.step.detect", 3, 3)
        return found

    def _calm(self, panel: Panel) -> npt.NDArray[np.bool_]:
        """(S, T): months away from every downturn dated for the series' country by then."""
        regions = [key.region for key in panel.series]
        calm = np.ones((len(regions), len(panel.periods)), dtype=bool)
        for country in {region.country for region in regions}:
            national = self._downturns(country, panel.known_at)
            rows = [row for row, region in enumerate(regions) if region.country == country]
            calm[rows] = calm_months(national, [Region(country)], panel.first, calm.shape[1])
        return calm


def group_of(key: SeriesKey) -> str:
    """Series that share a cycle: the regions of a country, or the industries of a region."""
    if key.industry or key.occupation:
        return str(key.region)
    return key.region.country


def _adjust(panel: Panel, multiplicative: bool) -> npt.NDArray[np.float64]:
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
