"""From a scan to episodes: what opened, why, how sure, and what would clear it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

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

_TWO_SIDED_90 = 1.6449
_WEEK, _FIRST_MONDAY = 7, 4  # days; 1970-01-05 is day 4 of numpy's calendar
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
    """Holds what every episode of one pass is read from, computed once for the whole matrix."""

    def __init__(self, panel: Panel, signal: Signal, scan: Scan, movement: Movement) -> None:
        self.panel, self.signal, self.scan, self.movement = panel, signal, scan, movement
        months = np.arange(signal.statistic.shape[1])
        known = ~np.isnan(signal.statistic)
        self.last_known = np.maximum.accumulate(np.where(known, months, -1), axis=1)
        self.levels = levels_reached(signal.statistic, signal.thresholds)
        alarms = alarm_months(signal.statistic, signal.thresholds[:, ALARM_INDEX])
        self.alarms = [np.flatnonzero(row).tolist() for row in alarms]
        self.margin = _TWO_SIDED_90 * np.nan_to_num(statistic_noise(signal.statistic))
        self.calm_months = (scan.calm & known).sum(axis=1).tolist()
        self.released = _release_ordinals(panel)
        self.identities = [f"{key.series_id & (2**64 - 1):016x}" for key in panel.series]

    def episodes(self) -> tuple[Episode, ...]:
        spans = open_spans(self.signal.statistic, self.signal.thresholds[:, 0])
        return tuple(self._episode(span) for span in spans)

    def _episode(self, span: Span) -> Episode:
        row = span.row
        end = self.signal.statistic.shape[1] if span.end is None else span.end
        latest = int(self.last_known[row, end - 1])
        peak = int(self.levels[row, span.start : latest + 1].max())
        now = int(self.levels[row, latest])
        level = Level(max(now, 1))  # still open below level 1's threshold: watched until it clears
        opened = self.signal.first + span.start
        return Episode(
            episode_id=f"{self.identities[row]}-{opened}",
            detector=self.signal.detector,
            series=self.panel.series[row],
            status=EpisodeStatus.OPEN if span.end is None else EpisodeStatus.CLEARED,
            level=level,
            peak_level=Level(max(peak, 1)),
            opened=opened,
            known=self._known(row, span.start),
            ended=None if span.end is None else self.signal.first + span.end,
            alarms=self._alarms(row, span.start, latest),
            statistic=self._statistic(row, latest),
            threshold=float(self.signal.thresholds[row, level - 1]),
            clears_below=REARM_SHARE * float(self.signal.thresholds[row, 0]),
            reason=self.movement.reason,
            reason_params={
                "change": float(self.movement.change[row, latest]),
                "usual": float(self.movement.usual[row, latest]),
            },
            calibration=self.scan.calibration.calibration,
            calibration_months=self.calm_months[row],
            promised_rate=self.scan.calibration.promised[level - 1],
        )

    def _statistic(self, row: int, column: int) -> Estimate:
        value, margin = float(self.signal.statistic[row, column]), float(self.margin[row])
        return Estimate(value, value - margin, value + margin, unit=STATISTIC_UNIT)

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
                self.signal.first + column,
                self._known(row, column),
                Level(max(int(self.levels[row, column]), ALARM_LEVEL)),
            )
            for column in inside
        )


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
