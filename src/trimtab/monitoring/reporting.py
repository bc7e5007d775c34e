"""From a scan to episodes: what opened, why, how sure, and what would clear it."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from trimtab.kernel import Estimate, Frequency, Period
from trimtab.monitoring.compute.crossings import REARM_SHARE, alarm_months, levels_reached
from trimtab.monitoring.compute.episodes import (
    Span,
    change_since_extreme,
    open_spans,
    statistic_noise,
)
from trimtab.monitoring.compute.pooled import own_scale
from trimtab.monitoring.compute.scan import Scan
from trimtab.monitoring.compute.thresholds import ALARM_INDEX, ALARM_LEVEL
from trimtab.monitoring.indicators import IndicatorMeaning
from trimtab.monitoring.types import Alarm, Episode, EpisodeStatus, Level, Signal
from trimtab.tables import Panel

_TWO_SIDED_90 = 1.6449
STATISTIC_UNIT = "robust standard deviations"


def episodes_of(
    panel: Panel, signal: Signal, scan: Scan, meaning: IndicatorMeaning
) -> tuple[Episode, ...]:
    """Every episode of every series, in order of series and time.

    An episode opens at level 1 and ends when the statistic falls to 40 % of that threshold; the
    alarms inside it are crossings of the alarm threshold (level 3), each of which counts.
    """
    return _Reporter(panel, signal, scan, meaning).episodes()


class _Reporter:
    """Holds the matrices that every episode of one pass is read from."""

    def __init__(self, panel: Panel, signal: Signal, scan: Scan, meaning: IndicatorMeaning) -> None:
        self.panel, self.signal, self.scan, self.meaning = panel, signal, scan, meaning
        self.levels = levels_reached(signal.statistic, signal.thresholds)
        self.alarms = alarm_months(signal.statistic, signal.thresholds[:, ALARM_INDEX])
        self.noise = statistic_noise(signal.statistic)
        self.change = change_since_extreme(scan.level)
        self.usual = own_scale(scan.level)
        self.calm_months = (scan.calm & ~np.isnan(scan.statistic)).sum(axis=1)

    def episodes(self) -> tuple[Episode, ...]:
        spans = open_spans(self.signal.statistic, self.signal.thresholds[:, 0])
        return tuple(self._episode(span) for span in spans)

    def _episode(self, span: Span) -> Episode:
        row, key = span.row, self.panel.series[span.row]
        latest = self._latest(span)
        peak = int(self.levels[row, span.start : latest + 1].max())
        now = int(self.levels[row, latest])
        level = Level(max(now, 1))  # still open below level 1's threshold: watched until it clears
        opened = self.signal.first + span.start
        threshold = float(self.signal.thresholds[row, level - 1])
        return Episode(
            episode_id=f"{key.series_id & (2**64 - 1):016x}-{opened}",
            detector=self.signal.detector,
            series=key,
            status=EpisodeStatus.OPEN if span.end is None else EpisodeStatus.CLEARED,
            level=level,
            peak_level=Level(max(peak, 1)),
            opened=opened,
            known=self._known(row, span.start),
            ended=None if span.end is None else self.signal.first + span.end,
            alarms=self._alarms(span, latest),
            statistic=self._statistic(row, latest),
            threshold=threshold,
            clears_below=REARM_SHARE * float(self.signal.thresholds[row, 0]),
            reason=self._reason(),
            reason_params={
                "change": float(self.change[row, latest]),
                "usual": float(self.usual[row, latest]),
            },
            calibration=self.scan.calibration.calibration,
            calibration_months=int(self.calm_months[row]),
            promised_rate=self.scan.calibration.promised[level - 1],
        )

    def _latest(self, span: Span) -> int:
        """The last month of the episode that has a statistic."""
        end = self.signal.statistic.shape[1] if span.end is None else span.end
        known = np.flatnonzero(~np.isnan(self.signal.statistic[span.row, span.start : end]))
        return span.start + int(known[-1])

    def _statistic(self, row: int, column: int) -> Estimate:
        value = float(self.signal.statistic[row, column])
        margin = _TWO_SIDED_90 * float(np.nan_to_num(self.noise[row]))
        return Estimate(value, value - margin, value + margin, unit=STATISTIC_UNIT)

    def _known(self, row: int, column: int) -> Period:
        """The month in which a month's figure was released."""
        released: datetime = self.panel.released[row, column].astype("datetime64[us]").item()
        return Period.containing(released.date(), Frequency.MONTHLY)

    def _alarms(self, span: Span, latest: int) -> tuple[Alarm, ...]:
        columns = span.start + np.flatnonzero(self.alarms[span.row, span.start : latest + 1])
        return tuple(
            Alarm(
                self.signal.detector,
                self.panel.series[span.row],
                self.signal.first + int(column),
                self._known(span.row, int(column)),
                Level(max(int(self.levels[span.row, column]), ALARM_LEVEL)),
            )
            for column in columns
        )

    def _reason(self) -> str:
        scale = "logarithmic" if self.meaning.logarithmic else "rate"
        return f"{self.meaning.direction.value}_{scale}"
