"""Use-cases of monitoring: one pass over what the store knew at an instant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from trimtab.kernel import Frequency, InputRejectedError
from trimtab.monitoring.indicators import INDICATORS, VACANCIES_BESIDE, meaning_of
from trimtab.monitoring.monthly import monthly_pass
from trimtab.monitoring.probability import DatedDownturns
from trimtab.monitoring.types import MonitoringPass
from trimtab.monitoring.watch import IndustryExposures, Watch, no_exposures
from trimtab.monitoring.weekly import weekly_pass
from trimtab.ports import PanelStore, Progress, SeriesQuery, no_progress
from trimtab.tables import Panel

WATCHED = (Frequency.MONTHLY, Frequency.WEEKLY)
"""Frequencies that have a pass, in the order of the passes."""


class MonitoringService:
    """Runs detectors over stored series. Reads only through ``PanelStore.as_of``.

    ``downturns`` answers which downturns of a country had been dated by an instant;
    ``exposures`` how exposed industries are to AI.
    """

    def __init__(
        self,
        store: PanelStore,
        downturns: DatedDownturns,
        exposures: IndustryExposures = no_exposures,
    ) -> None:
        self._store = store
        self._downturns = downturns
        self._exposures = exposures

    def indicators(self) -> tuple[str, ...]:
        """Indicators that monitoring knows and the store holds monthly or weekly."""
        held = {name for frequency in WATCHED for name in self._held(frequency)}
        return tuple(sorted(held & INDICATORS.keys()))

    def _held(self, frequency: Frequency) -> set[str]:
        return {key.indicator for key in self._store.series(SeriesQuery(frequency=frequency))}

    def run(
        self,
        instant: datetime,
        indicators: tuple[str, ...] = (),
        promised_rate: float = 0.05,
        progress: Progress = no_progress,
    ) -> tuple[MonitoringPass, ...]:
        """One pass for each indicator and frequency, on what was known at ``instant``; the monthly
        ones first.

        Raises UnknownCodeError MONITORING-002 for an indicator monitoring does not know and
        InputRejectedError MONITORING-003 when none has a monthly or weekly series known by then.
        """
        for name in indicators:
            meaning_of(name)
        batches = tuple(batch.batch_id for batch in self._store.batches())
        watch = Watch(self._downturns, self._exposures, promised_rate, batches, progress)
        names = indicators or self.indicators()
        passes = tuple(self._passes(instant, names, watch))
        if not passes:
            asked = ", ".join(sorted(names or INDICATORS))
            raise InputRejectedError(
                "MONITORING-003", indicators=asked, instant=instant.date().isoformat()
            )
        return passes

    def _passes(
        self, instant: datetime, names: tuple[str, ...], watch: Watch
    ) -> Iterator[MonitoringPass]:
        monthly, weekly = (self._held(frequency) for frequency in WATCHED)
        for name in names:
            if name in weekly and name not in monthly:
                continue
            panel = self._panel(instant, name, Frequency.MONTHLY)
            if panel.series:
                beside = (one for one in VACANCIES_BESIDE.get(name, ()) if one in monthly)
                vacancies = next(beside, None)
                yield monthly_pass(
                    panel,
                    meaning_of(name),
                    watch,
                    self._panel(instant, vacancies, Frequency.MONTHLY) if vacancies else None,
                )
        for name in names:
            if name in weekly:
                panel = self._panel(instant, name, Frequency.WEEKLY)
                if panel.series:
                    yield weekly_pass(panel, meaning_of(name), watch)

    def _panel(self, instant: datetime, name: str, frequency: Frequency) -> Panel:
        return self._store.as_of(instant, SeriesQuery(indicators=(name,), frequency=frequency))
