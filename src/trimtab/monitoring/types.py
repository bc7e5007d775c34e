"""What monitoring takes and gives: settings, alarms, episodes, a pass. Frozen, self-validating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate, Frequency, InputRejectedError, Period, SeriesKey
from trimtab.monitoring.attributed import Attribution, LevelSignal, SmallestShock
from trimtab.monitoring.calibration import Calibration as Calibration
from trimtab.monitoring.probable import DownturnProbability
from trimtab.tables import Vintage


class Level(IntEnum):
    """Neutral alert levels; the words are catalogue entries ``monitoring.level.<n>``."""

    WATCH = 1
    ELEVATED = 2
    HIGH = 3
    SEVERE = 4


class Direction(StrEnum):
    """Which way a series moves when work is lost."""

    RISE = "rise"  # unemployment, claims, separations
    FALL = "fall"  # employment, vacancies, hires


class Classification(StrEnum):
    """Who may see an alert; internal unless a person releases it."""

    INTERNAL = "internal"
    PUBLIC = "public"


class EpisodeStatus(StrEnum):
    """Where an episode stands: still over its threshold, or ended because the signal cleared."""

    OPEN = "open"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One upward crossing of a threshold.

    ``reference`` is the month the figures are about; ``known`` the month in which they could be
    known, release delay included.
    """

    detector: str
    series: SeriesKey
    reference: Period
    known: Period
    level: Level

    def __post_init__(self) -> None:
        if self.known < self.reference:
            raise InputRejectedError(
                "MONITORING-001", reference=str(self.reference), known=str(self.known)
            )


@dataclass(frozen=True, slots=True)
class Episode:
    """Alarms of one series merged for display: from the first crossing until the signal clears.

    ``statistic`` is the latest value of the detector's statistic with its interval, in units of
    ``threshold``'s scale; ``clears_below`` what it must fall under to end. ``reason`` is a
    catalogue key under ``monitoring.reason.`` filled with ``reason_params``. ``promised_rate``:
    false alarms per calm series-year that the threshold of the present ``level`` promises.
    ``attribution`` and ``confirmed`` (survives false-discovery control from the nation down) are
    of the panel's last month, so only an open episode has them.
    """

    episode_id: str
    detector: str
    series: SeriesKey
    status: EpisodeStatus
    level: Level
    peak_level: Level
    opened: Period
    known: Period
    ended: Period | None
    alarms: tuple[Alarm, ...]
    statistic: Estimate
    threshold: float
    clears_below: float
    reason: str
    reason_params: Mapping[str, object] = field(default_factory=dict)
    calibration: Calibration = Calibration.NONE
    calibration_months: int = 0
    promised_rate: float = float("nan")
    classification: Classification = Classification.INTERNAL
    attribution: Attribution | None = None
    confirmed: bool | None = None


@dataclass(frozen=True, slots=True)
class FalseAlarmRate:
    """Alarms per series-year in calm months: what was promised, and what history showed.

    ``realised`` is None where there was no held-out calm history to measure it on.
    """

    promised: float
    realised: Estimate | None
    series_years: float

    @property
    def verdict(self) -> str:
        """``unmeasured``; ``broken`` or ``cautious`` when the interval leaves out the promise;
        ``unclear`` when it spans less than half and more than twice of it; else ``kept``."""
        if self.realised is None:
            return "unmeasured"
        low, high = self.realised.low, self.realised.high
        if low > self.promised:
            return "broken"
        if high < self.promised:
            return "cautious"
        wide = low < self.promised / 2 and high > 2 * self.promised
        return "unclear" if wide else "kept"


@dataclass(frozen=True, slots=True)
class Signal:
    """The detector's statistic of every series and month; NaN where it cannot be computed.

    ``statistic`` (series, period) and ``thresholds`` (series, 4) for levels 1 to 4, in the same
    unit: robust standard deviations of the series' own calm months.
    """

    detector: str
    series: tuple[SeriesKey, ...]
    first: Period
    statistic: npt.NDArray[np.float64]
    thresholds: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MonitoringPass:
    """Everything one pass found, as known at one instant."""

    known_at: datetime
    vintage: Vintage
    detector: str
    last_period: Period
    signal: Signal
    adjusted: npt.NDArray[np.float64]  # (series, period): seasonally adjusted from the past only
    episodes: tuple[Episode, ...]
    false_alarms: FalseAlarmRate
    calibration: Calibration
    batches: tuple[str, ...]
    levels: tuple[LevelSignal, ...] = ()
    smallest_shocks: tuple[SmallestShock, ...] = ()
    probabilities: tuple[DownturnProbability, ...] = ()
    vacancies: npt.NDArray[np.float64] | None = None  # joined with the series (S, T), adjusted

    @property
    def indicator(self) -> str:
        """The one indicator this pass watched."""
        return self.signal.series[0].indicator

    @property
    def frequency(self) -> Frequency:
        """Monthly, or weekly in the fast lane."""
        return self.signal.first.frequency

    @property
    def known_day(self) -> date:
        """The last day whose releases the pass could see: ``--as-of 2008-03`` is 31 March."""
        return (self.known_at - timedelta(microseconds=1)).date()

    @property
    def judged(self) -> npt.NDArray[np.bool_]:
        """(series,): whether a statistic exists in the panel's last month."""
        return ~np.isnan(self.signal.statistic[:, -1])

    @property
    def open_episodes(self) -> tuple[Episode, ...]:
        """Episodes still open, highest level first, then the strongest."""
        still_open = (e for e in self.episodes if e.status is EpisodeStatus.OPEN)
        return tuple(
            sorted(still_open, key=lambda e: (-e.level, -e.statistic.value, str(e.series)))
        )
