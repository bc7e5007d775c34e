"""From a scan to episodes: what opened, why, how sure, and what would clear it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate, Frequency, Period
from trimtab.monitoring.compute.alignment import known_months
from trimtab.monitoring.compute.crossings import REARM_SHARE, alarm_months, levels_reached
from trimtab.monitoring.compute.episodes import (
    Span,
    open_spans,
    statistic_noise,
)
from trimtab.monitoring.compute.scan import Scan
from trimtab.monitoring.compute.thresholds import ALARM_INDEX, ALARM_LEVEL
from trimtab.monitoring.types import Alarm, Episode, EpisodeStatus, Level, Signal
from trimtab.tables import Panel

Levels = npt.NDArray[np.int64]

_TWO_SIDED_90 = 1.6449
_WEEK, _FIRST_MONDAY = 7, 4  # days; 1970-01-05 is day 4 of numpy's calendar
_LEVELS = {int(level): level for level in Level}
STATISTIC_UNIT = "robust standard deviations"


@dataclass(frozen=True, slots=True)
class Movement:
    """How far each series has moved (S, T), what movement is usual for it (S, T), on the scale the
    indicator is compared on; ``reason`` is the catalogue key that says so."""

    change: npt.NDArray[np.float64]
    usual: npt.NDArray[np.float64]
    reason: str


def episodes_of(
    panel: Panel, signal: Signal, scan: Scan, movement: Movement
) -> tuple[Episode, ...]:
    """Every episode of every series, in order of series and time.

    An episode opens at level 1 and ends when the statistic falls to 40 % of that threshold; the
    alarms inside it are crossings of the alarm threshold (level 3), each of which counts.
    """
    return _Reporter(panel, signal, scan, movement).episodes()


class _Reporter:
    """Reads episodes off the matrices of one pass, whole columns of them at a time: a country has
    tens of thousands."""

    def __init__(self, panel: Panel, signal: Signal, scan: Scan, movement: Movement) -> None:
        self.panel, self.signal, self.scan, self.movement = panel, signal, scan, movement
        self.known = ~np.isnan(signal.statistic)
        self.levels = levels_reached(signal.statistic, signal.thresholds)
        alarms = alarm_months(signal.statistic, signal.thresholds[:, ALARM_INDEX])
        self.alarms = [np.flatnonzero(row).tolist() for row in alarms]
        self.released = _release_ordinals(panel)
        self.periods = [signal.first + step for step in range(signal.statistic.shape[1] + 1)]

    def episodes(self) -> tuple[Episode, ...]:
        spans = open_spans(self.signal.statistic, self.signal.thresholds[:, 0])
        if not spans:
            return ()
        calibration, reason = self.scan.calibration, self.movement.reason
        clears = (REARM_SHARE * self.signal.thresholds[:, 0]).tolist()
        calm_months = (self.scan.calm & self.known).sum(axis=1).tolist()
        identities = [f"{key.series_id & (2**64 - 1):016x}" for key in self.panel.series]
        opened_as = [str(period) for period in self.periods]
        return tuple(
            Episode(
                episode_id=f"{identities[span.row]}-{opened_as[span.start]}",
                detector=self.signal.detector,
                series=self.panel.series[span.row],
                status=EpisodeStatus.OPEN if span.end is None else EpisodeStatus.CLEARED,
                level=_LEVELS[level],
                peak_level=_LEVELS[peak],
                opened=self.periods[span.start],
                known=self._known(span.row, span.start),
                ended=None if span.end is None else self.periods[span.end],
                alarms=self._alarms(span.row, span.start, latest),
                statistic=Estimate(value, value - margin, value + margin, unit=STATISTIC_UNIT),
                threshold=threshold,
                clears_below=clears[span.row],
                reason=reason,
                reason_params={"change": change, "usual": usual},
                calibration=calibration.calibration,
                calibration_months=calm_months[span.row],
                promised_rate=calibration.promised[level - 1],
            )
            for span, latest, level, peak, value, margin, threshold, change, usual in zip(
                spans, *self._figures(spans), strict=True
            )
        )

    def _figures(self, spans: Sequence[Span]) -> list[list[Any]]:
        """Of every span: last judged column, level there, highest level, statistic and its margin,
        threshold of the level, change, usual change."""
        rows = np.array([span.row for span in spans])
        starts = np.array([span.start for span in spans])
        months = self.known.shape[1]
        ends = np.array([months if span.end is None else span.end for span in spans])
        columns = np.arange(months)
        latest = np.maximum.accumulate(np.where(self.known, columns, -1), axis=1)[rows, ends - 1]
        # still open below level 1's threshold: watched until it clears
        level = np.maximum(self.levels[rows, latest], 1)
        margin = _TWO_SIDED_90 * np.nan_to_num(statistic_noise(self.signal.statistic))
        figures = (
            latest,
            level,
            _highest(self.levels, rows, starts, latest),
            self.signal.statistic[rows, latest],
            margin[rows],
            self.signal.thresholds[rows, level - 1],
            self.movement.change[rows, latest],
            self.movement.usual[rows, latest],
        )
        return [figure.tolist() for figure in figures]

    def _known(self, row: int, column: int) -> Period:
        """The month (week) in which a month's (week's) figure was released."""
        return Period(self.panel.frequency, int(self.released[row, column]))

    def _alarms(self, row: int, start: int, latest: int) -> tuple[Alarm, ...]:
        columns = self.alarms[row]
        inside = columns[bisect_left(columns, start) : bisect_right(columns, latest)]
        return tuple(
            Alarm(
                self.signal.detector,
                self.panel.series[row],
                self.periods[column],
                self._known(row, column),
                _LEVELS[max(int(self.levels[row, column]), ALARM_LEVEL)],
            )
            for column in inside
        )


def _highest(levels: Levels, rows: Levels, starts: Levels, latest: Levels) -> Levels:
    """Highest level from the start to the last judged column of each span, at least 1."""
    months = levels.shape[1]
    bounds = np.stack([rows * months + starts, rows * months + latest + 1], axis=1).ravel()
    highest = np.maximum.reduceat(np.append(levels.ravel(), 0), bounds)[::2]
    return np.maximum(highest, 1)


def _release_ordinals(panel: Panel) -> npt.NDArray[np.int64]:
    """(S, T) ordinal, at the panel's frequency, of the period in which each value was released.

    Where no release is known, and never before it, the period the value is about.
    """
    about = panel.first.ordinal + np.arange(panel.values.shape[1])
    reference = np.broadcast_to(about, panel.values.shape)
    if panel.frequency is Frequency.MONTHLY:
        return known_months(panel.released, reference)
    unknown = np.isnat(panel.released)
    days = panel.released.astype("datetime64[D]").astype(np.int64)
    weeks = (days - _FIRST_MONDAY) // _WEEK
    return np.where(unknown, reference, np.maximum(weeks, reference))
