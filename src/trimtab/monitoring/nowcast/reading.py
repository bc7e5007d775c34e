"""Finds the series a nowcast needs and reads them as known at any instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from trimtab.kernel import (
    Frequency,
    InputRejectedError,
    SeasonalAdjustment,
    SeriesKey,
    UnknownCodeError,
    UsageError,
)
from trimtab.monitoring.nowcast.views import Known, weeks_of
from trimtab.ports import PanelStore, SeriesQuery
from trimtab.tables import Panel, Vintage

FAST_INDICATORS = (
    "insured_unemployment_rate",
    "continued_claims",
    "initial_claims",
    "job_postings",
)
"""Used where ``sources`` names none: claims and postings, each weekly or daily."""

_FAST = (Frequency.WEEKLY, Frequency.DAILY)
_NAMED_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class StoreReader:
    """Reads one monthly series and its fast series; ``present`` holds them, the monthly one first,
    as the store knew them at the instant asked about.

    Final figures with a release lag are replayed from ``present``; true vintages are read from the
    store again at every origin, so that no revision is seen before its day.
    """

    store: PanelStore
    present: tuple[Panel, ...]

    @property
    def target(self) -> SeriesKey:
        return self.present[0].series[0]

    @property
    def fast(self) -> tuple[SeriesKey, ...]:
        return tuple(panel.series[0] for panel in self.present[1:])

    @property
    def vintage(self) -> Vintage:
        kinds = {panel.vintage for panel in self.present}
        return Vintage.TRUE if kinds == {Vintage.TRUE} else Vintage.FINAL_WITH_LAG

    def read(self, instant: datetime) -> Known:
        """The series as known at an instant no later than the present."""
        target, *fast = (self._known(panel, instant) for panel in self.present)
        return Known(target, tuple(weeks_of(panel) for panel in fast))

    def _known(self, panel: Panel, instant: datetime) -> Panel:
        if panel.vintage is Vintage.TRUE and instant < panel.known_at:
            again = _read_again(self.store, panel.series[0], instant)
            return panel.select([]) if again is None else again
        return panel.known_by(instant)


def find_series(
    store: PanelStore,
    instant: datetime,
    target: str,
    sources: tuple[str, ...] = (),
    region: str | None = None,
) -> StoreReader:
    """The monthly series of a region and every fast series of it that was known at the instant.

    Without ``region``: the country, if it has both kinds, else the only region that has. Only
    series of all industries and occupations; adjusted by the publisher before unadjusted, weekly
    before daily. Raises UnknownCodeError NOWCAST-002 without the monthly series, InputRejectedError
    NOWCAST-003 without a fast one, UsageError NOWCAST-004 when several regions have both.
    """
    monthly = _by_region(_known_series(store, instant, (target,), (Frequency.MONTHLY,)))
    wanted = sources or FAST_INDICATORS
    fast = _by_region(_known_series(store, instant, wanted, _FAST))
    day = instant.date().isoformat()
    if not monthly or (region and region not in monthly):
        raise UnknownCodeError(
            "NOWCAST-002", indicator=target, region=region or "*", instant=day,
            held=_listed(monthly),
        )  # fmt: skip
    both = sorted(monthly.keys() & fast.keys())
    if region:
        both = [region] if region in fast else []
    if not both:
        raise InputRejectedError(
            "NOWCAST-003", region=region or _listed(monthly), instant=day,
            indicators=", ".join(wanted), held=_listed(fast),
        )  # fmt: skip
    chosen = _chosen_region(both, target)
    first, *_ = monthly[chosen]
    one_each = {panel.series[0].indicator: panel for panel in reversed(fast[chosen])}
    panels = (first, *(one_each[name] for name in wanted if name in one_each))
    return StoreReader(store, panels)


def _chosen_region(both: list[str], target: str) -> str:
    countries = [code for code in both if "-" not in code]
    if len(both) > 1 and len(countries) != 1:
        shown = ", ".join(both[:_NAMED_AT_MOST])
        raise UsageError("NOWCAST-004", indicator=target, n=len(both), regions=shown)
    return (countries or both)[0]


def _known_series(
    store: PanelStore,
    instant: datetime,
    indicators: tuple[str, ...],
    frequencies: tuple[Frequency, ...],
) -> list[Panel]:
    """One panel for each series with a figure known by the instant, the preferred ones first."""
    found = []
    for frequency in frequencies:
        held = {key.indicator for key in store.series(SeriesQuery(frequency=frequency))}
        if asked := tuple(name for name in indicators if name in held):
            panel = store.as_of(instant, SeriesQuery(indicators=asked, frequency=frequency))
            found += [
                panel.select([row])
                for row, key in enumerate(panel.series)
                if not key.industry and not key.occupation
            ]
    kept = [panel for panel in found if not np.isnan(panel.values).all()]
    return sorted(kept, key=lambda panel: _preference(panel.series[0]))


def _preference(key: SeriesKey) -> tuple[bool, bool, str]:
    return (
        key.frequency is Frequency.DAILY,
        key.seasonal_adjustment is SeasonalAdjustment.NONE,
        str(key),
    )


def _by_region(panels: list[Panel]) -> dict[str, list[Panel]]:
    regions: dict[str, list[Panel]] = {}
    for panel in panels:
        regions.setdefault(str(panel.series[0].region), []).append(panel)
    return regions


def _listed(regions: dict[str, list[Panel]]) -> str:
    return ", ".join(sorted(regions)[:_NAMED_AT_MOST]) or "-"


def _read_again(store: PanelStore, key: SeriesKey, instant: datetime) -> Panel | None:
    """One series as the store knew it at an earlier instant; None if it knew nothing of it."""
    query = SeriesQuery(
        indicators=(key.indicator,), regions=(str(key.region),), frequency=key.frequency
    )
    panel = store.as_of(instant, query)
    return panel.select([panel.series.index(key)]) if key in panel.series else None
