"""The evidence of one episode: the series itself, and below it the statistic with its thresholds.

Two panels under one another share the months: never two y axes over one another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.kernel import Period
from trimtab.messages import opening_capital
from trimtab.monitoring.reasons import reason_sentence
from trimtab.monitoring.types import Episode, MonitoringPass
from trimtab.reports import numbers
from trimtab.reports.charts.axes import (
    PERIODS_OF_YEAR,
    TimeScale,
    ValueScale,
    draw_provisional,
    draw_spans,
    draw_steps,
    draw_years,
    spread_labels,
    step_labels,
)
from trimtab.reports.charts.drawing import Drawing, number, text_width
from trimtab.reports.charts.figure import Column, Figure, TableView, csv_link, plain
from trimtab.reports.wording import Wording

WIDTH = 448
_LEFT, _RIGHT = 44, 352  # the plot; direct labels stand to the right of it
_UPPER, _LOWER = (48, 168), (216, 316)
_HEIGHT = 344
_YEARS_SHOWN = 15
_LABEL_GAP = 16


@dataclass(frozen=True, slots=True)
class _Window:
    """The months shown of one episode's series."""

    found: MonitoringPass
    episode: Episode
    row: int
    scale: TimeScale
    offset: int
    unit: numbers.Scale

    @property
    def months(self) -> list[Period]:
        return [self.scale.first + step for step in range(self.scale.count)]

    def adjusted(self) -> np.ndarray:
        """In the unit of the chart."""
        return self.found.adjusted[self.row, self.offset :] / self.unit.divisor

    def statistic(self) -> np.ndarray:
        return self.found.signal.statistic[self.row, self.offset :]

    @property
    def last_judged(self) -> Period:
        """The month of the latest statistic: earlier than the panel's for a series that ended."""
        known = np.flatnonzero(~np.isnan(self.statistic()))
        return self.months[int(known[-1])] if len(known) else self.scale.last


def _window(found: MonitoringPass, episode: Episode, wording: Wording) -> _Window:
    signal = found.signal
    year = PERIODS_OF_YEAR[found.frequency]
    earliest = min(found.last_period + (1 - year * _YEARS_SHOWN), episode.opened + -3 * year)
    first = max(earliest, signal.first)
    count = found.last_period - first + 1
    row, offset = signal.series.index(episode.series), first - signal.first
    largest = float(np.nanmax(np.abs(found.adjusted[row, offset:])))
    unit = numbers.scale_for(
        largest, episode.series.unit, wording.unit(episode.series), wording.language
    )
    return _Window(found, episode, row, TimeScale(first, count, _LEFT, _RIGHT), offset, unit)


def _points(
    window: _Window, values: np.ndarray, scale: ValueScale
) -> list[tuple[float, float] | None]:
    return [
        None if np.isnan(value) else (window.scale.middle(month), scale.at(value))
        for month, value in zip(window.months, values, strict=True)
    ]


def _draw_series(drawing: Drawing, window: _Window, wording: Wording) -> None:
    values = window.adjusted()
    scale = ValueScale.around(float(np.nanmin(values)), float(np.nanmax(values)), *_UPPER)
    draw_steps(drawing, scale, step_labels(scale.steps(), wording.language), _LEFT, _RIGHT)
    drawing.polyline(_points(window, values, scale), "series")
    known = np.flatnonzero(~np.isnan(values))
    last = float(values[known[-1]])
    label = numbers.significant(last, wording.language)
    drawing.text(_RIGHT + 8, scale.at(last) + 4, label, "value")


def _draw_statistic(drawing: Drawing, window: _Window, wording: Wording) -> None:
    found, episode, values = window.found, window.episode, window.statistic()
    thresholds = found.signal.thresholds[window.row]
    ends = episode.statistic if numbers.interval_known(episode.statistic) else None
    low = min(0.0, float(np.nanmin(values)), ends.low if ends else 0.0)
    reached = max(float(np.nanmax(values)), ends.high if ends else 0.0, float(thresholds[0]))
    scale = ValueScale.around(low, reached, *_LOWER)
    draw_steps(drawing, scale, step_labels(scale.steps(), wording.language), _LEFT, _RIGHT)
    _draw_thresholds(drawing, scale, thresholds, wording)
    drawing.polyline(_points(window, values, scale), "series")
    if ends:
        x = window.scale.middle(window.last_judged)
        drawing.line(x, scale.at(ends.low), x, scale.at(ends.high), "interval")


def _draw_thresholds(
    drawing: Drawing, scale: ValueScale, thresholds: np.ndarray, wording: Wording
) -> None:
    """Each threshold inside the chart as a line, led to its level's mark and word at the right."""
    inside = [
        (level, scale.at(float(threshold)))
        for level, threshold in enumerate(thresholds, start=1)
        if threshold <= scale.high
    ]
    places = spread_labels([y for _, y in inside], _LABEL_GAP)
    for (level, y), label_y in zip(inside, places, strict=True):
        drawing.line(_LEFT, y, _RIGHT, y, "threshold")
        drawing.line(_RIGHT, y, _RIGHT + 12, label_y, "leader")
        drawing.level_mark(_RIGHT + 13, label_y - 7, level, 14)
        drawing.text(_RIGHT + 31, label_y + 4, wording.level(level), "tick")


def _draw_opening(drawing: Drawing, window: _Window, wording: Wording) -> None:
    """The first month through both panels, named above; alarms as marks on the time axis."""
    opened = window.episode.opened
    x = window.scale.middle(opened)
    drawing.line(x, _UPPER[0] - 6, x, _UPPER[1], "opened")
    drawing.line(x, _LOWER[0], x, _LOWER[1], "opened")
    label = wording.say("chart.opened", month=wording.period(opened))
    half = text_width(label, 12) / 2
    drawing.text(min(x, WIDTH - half), _UPPER[0] - 10, label, "opened-label", "middle")
    for alarm in window.episode.alarms:
        if alarm.reference >= window.scale.first:
            at = number(window.scale.middle(alarm.reference))
            drawing.path(f"M{at} {_LOWER[1]}l-5 9h10z", "alarm")


def draw_evidence(found: MonitoringPass, episode: Episode, wording: Wording) -> Figure:
    """Chart, table and download of one episode."""
    window = _window(found, episode, wording)
    brief = wording.brief
    drawing = Drawing(WIDTH, _HEIGHT)
    _, upper_title, lower_title = _headers(window, wording)
    drawing.text(0, 14, upper_title, "panel")
    drawing.text(0, _LOWER[0] - 14, lower_title, "panel")
    for top, bottom in (_UPPER, _LOWER):
        draw_spans(drawing, window.scale, brief.recessions, top, bottom, wording)
        draw_provisional(drawing, window.scale, brief.provisional_from, top, bottom, wording)
    _draw_series(drawing, window, wording)
    _draw_statistic(drawing, window, wording)
    _draw_opening(drawing, window, wording)
    draw_years(drawing, window.scale, _LOWER[1])
    finding = _finding(window, wording)
    return Figure(
        name="evidence",
        title=wording.series(episode.series),
        finding=finding,
        drawings=(drawing.svg(f"{wording.series(episode.series)}: {finding}"),),
        table=_table(window, wording),
        download=_download(window, wording),
        file_name=f"evidence-{episode.episode_id}-{wording.language}.csv",
    )


def _finding(window: _Window, wording: Wording) -> str:
    episode = window.episode
    return wording.say(
        "chart.evidence_finding",
        reason=opening_capital(reason_sentence(episode, wording.language)),
        month=wording.period(episode.opened),
        statistic=wording.statistic(episode.statistic),
        threshold=numbers.significant(episode.threshold, wording.language, 2),
        level=wording.level(episode.level),
        last=wording.period(window.last_judged),
    )


def _headers(window: _Window, wording: Wording) -> tuple[str, str, str]:
    indicator = wording.indicator(window.episode.series)
    return (
        wording.say("table.month"),
        opening_capital(wording.say("chart.adjusted", indicator=indicator, unit=window.unit.unit)),
        wording.say("chart.statistic"),
    )


def _table(window: _Window, wording: Wording) -> TableView:
    """Newest month first."""
    month, adjusted, statistic = _headers(window, wording)
    columns = [_column(values, wording) for values in (window.adjusted(), window.statistic())]
    rows = list(zip(map(wording.period, window.months), *columns, strict=True))
    return TableView((Column(month, False), Column(adjusted), Column(statistic)), tuple(rows[::-1]))


def _column(values: np.ndarray, wording: Wording) -> list[str]:
    """Numbers of one column with the same decimals, so that they can be compared by eye."""
    places = numbers.column_places(float(np.nanmax(np.abs(values))))
    return [numbers.fixed(float(value), places, wording.language) for value in values]


def _download(window: _Window, wording: Wording) -> str:
    rows = zip(
        map(str, window.months),
        map(plain, window.adjusted()),
        map(plain, window.statistic()),
        strict=True,
    )
    return csv_link(_headers(window, wording), rows)
