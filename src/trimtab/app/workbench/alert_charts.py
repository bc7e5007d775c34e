"""The charts of one alert as documents: the series, its statistic, where the movement belongs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Frequency, Period
from trimtab.messages import opening_capital, text
from trimtab.monitoring import Attribution, Episode, MonitoringPass
from trimtab.reports import numbers
from trimtab.reports.wording import Wording

_YEAR = {Frequency.MONTHLY: 12, Frequency.WEEKLY: 52}
_YEARS_SHOWN = 15
_YEARS_BEFORE = 3  # of the episode, at least
_APART = 0.13  # of the height of the chart, between two names of thresholds
_ROOM = 1.15  # thresholds up to this much above the highest value are drawn

Document = dict[str, Any]
Line = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Window:
    """The stretch of an episode's series that is shown."""

    found: MonitoringPass
    episode: Episode
    wording: Wording
    row: int
    offset: int

    @property
    def periods(self) -> list[Period]:
        first, last = self.found.signal.first + self.offset, self.found.last_period
        return list(first.range_until(last + 1))

    def shared(self) -> Document:
        """What both charts show: the months, the opening, the recessions dated by then."""
        periods, opened = self.periods, self.episode.opened
        language = self.wording.language
        mark = {
            "period": str(opened),
            "label": text("brief.chart.opened", language, month=self.wording.period(opened)),
            "level": int(self.episode.level),
        }
        shades = [
            {
                "from": str(max(start, periods[0])),
                "until": str(min(end, periods[-1])),
                "label": text("brief.chart.key_recession", language),
            }
            for start, end in _of_frequency(self.wording.brief.recessions, self.found.frequency)
            if end >= periods[0] and start <= periods[-1]
        ]
        return {"periods": [str(one) for one in periods], "marks": [mark], "shades": shades}


def _of_frequency(
    spans: tuple[tuple[Period, Period], ...], frequency: Frequency
) -> list[tuple[Period, Period]]:
    return [(start.to(frequency), (end + 1).to(frequency) + -1) for start, end in spans]


def _window(found: MonitoringPass, episode: Episode, wording: Wording) -> _Window:
    year, first = _YEAR[found.frequency], found.signal.first
    earliest = min(
        found.last_period + (1 - year * _YEARS_SHOWN), episode.opened + -_YEARS_BEFORE * year
    )
    row = found.signal.series.index(episode.series)
    return _Window(found, episode, wording, row, max(0, earliest - first))


def series_chart(
    found: MonitoringPass, episode: Episode, wording: Wording, finding: str
) -> Document:
    """The seasonally adjusted series in the unit that keeps its numbers short."""
    window = _window(found, episode, wording)
    values = found.adjusted[window.row, window.offset :]
    largest = float(np.nanmax(np.abs(values)))
    key = episode.series
    unit = numbers.scale_for(largest, key.unit, wording.unit(key), wording.language)
    indicator = opening_capital(wording.indicator(key))
    name = text("web.alerts.chart.adjusted", wording.language, indicator=indicator)
    return {
        "kind": "line",
        "title": name,
        "finding": finding,
        "unit": unit.unit,
        "format": "number",
        "series": [{"name": name, "values": _rounded(values / unit.divisor)}],
        **window.shared(),
    }


def statistic_chart(
    found: MonitoringPass, episode: Episode, wording: Wording, finding: str
) -> Document:
    """The statistic with the thresholds of the levels, each named."""
    window = _window(found, episode, wording)
    values = found.signal.statistic[window.row, window.offset :]
    thresholds = found.signal.thresholds[window.row]
    highest = max(float(np.nanmax(values)), episode.statistic.high, float(thresholds[0]))
    lowest = min(0.0, float(np.nanmin(values)))
    name = text("web.alerts.chart.statistic", wording.language)
    return {
        "kind": "line",
        "title": name,
        "finding": finding,
        "unit": text("web.alerts.chart.statistic_unit", wording.language),
        "format": "number",
        "zero": True,
        "series": [{"name": name, "values": _rounded(values)}],
        "thresholds": [
            {
                "value": float(f"{thresholds[level - 1]:.4g}"),
                "label": f"{level} {wording.level(level)}",
            }
            for level in _told_apart(thresholds, lowest, highest, int(episode.level))
        ],
        **window.shared(),
    }


def _told_apart(thresholds: Line, lowest: float, highest: float, level: int) -> list[int]:
    """Levels whose thresholds have room for a name: the alert's own first, then from the top."""
    least = _APART * (highest - lowest)
    chosen: list[int] = []
    for one in (level, *range(len(thresholds), 0, -1)):
        value = float(thresholds[one - 1])
        free = all(abs(value - float(thresholds[other - 1])) >= least for other in chosen)
        if value <= highest * _ROOM and free:
            chosen.append(one)
    return sorted(chosen)


def attribution_chart(found: Attribution, wording: Wording, finding: str) -> Document:
    """Shares of the rise by component, largest first, with their intervals."""
    ranked = sorted(found.shares.items(), key=lambda one: -one[1].value)
    language = wording.language
    name = text("web.alerts.chart.share", language)
    return {
        "kind": "bar",
        "title": text("card.section.attribution", language),
        "finding": finding,
        "unit": "%",
        "format": "share",
        "zero": True,
        "categories": [
            opening_capital(text(f"monitoring.component.{one.value}", language))
            for one, _ in ranked
        ],
        "series": [
            {
                "name": name,
                "values": [_share(share.value) for _, share in ranked],
                "low": [_share(share.low) for _, share in ranked],
                "high": [_share(share.high) for _, share in ranked],
            }
        ],
    }


def _share(value: float) -> float | None:
    """Whole percent: shares of draws say no more."""
    return None if np.isnan(value) else round(value, 2)


def _rounded(values: Line) -> list[float | None]:
    """Five significant digits: more than a chart can show."""
    return [None if np.isnan(value) else float(f"{value:.5g}") for value in values]
