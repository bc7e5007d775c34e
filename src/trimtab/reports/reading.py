"""Plain facts read off a pass: which level each series stood at in each month, and how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Period
from trimtab.monitoring.types import Episode, EpisodeStatus, MonitoringPass, Signal
from trimtab.reports import numbers
from trimtab.reports.types import Brief

UNKNOWN = -1
MONTHS_PER_YEAR = 12
LEAST_CALM_MONTHS = 60
LEAST_JUDGED = 0.5
ENDED_AFTER = 3  # months without a figure before the last month of the panel


def levels_by_month(signal: Signal) -> npt.NDArray[np.int8]:
    """Level 0 to 4 of every series and month, shape (S, T); -1 where it cannot be told.

    A month's level is the number of thresholds its statistic has reached. An *episode* lasts
    longer: it stays open until the statistic falls below its clearing value.
    """
    statistic = signal.statistic[:, :, np.newaxis]
    thresholds = signal.thresholds[:, np.newaxis, :]
    reached: npt.NDArray[np.int8] = (statistic >= thresholds).sum(axis=2).astype(np.int8)
    without_thresholds = np.isnan(thresholds).all(axis=2)
    reached[np.isnan(signal.statistic) | without_thresholds] = UNKNOWN
    return reached


def shares_at_or_above(levels: npt.NDArray[np.int8]) -> npt.NDArray[np.float64]:
    """Share of readable series at or above level 1, 2, 3, 4 by month, shape (4, T); NaN if none."""
    readable = (levels >= 0).sum(axis=0)
    reached = np.stack([(levels >= level).sum(axis=0) for level in (1, 2, 3, 4)])
    shares = np.full(reached.shape, np.nan)
    np.divide(reached, readable, out=shares, where=(readable > 0)[np.newaxis])
    return shares


def judged_since(levels: npt.NDArray[np.int8]) -> int:
    """First column from which at least half of the series can be judged in every month.

    Shares over a handful of early series would read as national storms. 0 when it never holds.
    """
    enough = (levels >= 0).mean(axis=0) >= LEAST_JUDGED
    thin = np.flatnonzero(~enough)
    start = int(thin[-1]) + 1 if len(thin) else 0
    return start if start < levels.shape[1] else 0


@dataclass(frozen=True, slots=True)
class Judged:
    """How many series can be judged in the last month, and why the others cannot.

    ``ended`` had figures, the last of them more than three months before the panel's last month;
    ``unknown`` lack the latest figure or a long enough history. Neither is calm, neither alarmed.
    """

    total: int
    ended: int
    unknown: int

    @property
    def count(self) -> int:
        return self.total - self.ended - self.unknown


def judged_now(found: MonitoringPass) -> Judged:
    """Series by whether the last month of the pass can be judged."""
    unjudged = levels_by_month(found.signal)[:, -1] == UNKNOWN
    ended = unjudged & (last_columns(found) < found.adjusted.shape[1] - 1 - ENDED_AFTER)
    ended &= last_columns(found) >= 0
    return Judged(len(unjudged), int(ended.sum()), int((unjudged & ~ended).sum()))


def last_columns(found: MonitoringPass) -> npt.NDArray[np.intp]:
    """Column of the last figure of every series, shape (S,); -1 where there is none."""
    there = ~np.isnan(found.adjusted) | ~np.isnan(found.signal.statistic)
    from_behind = there[:, ::-1].argmax(axis=1)
    return np.where(there.any(axis=1), there.shape[1] - 1 - from_behind, -1)


def waiting_now(found: MonitoringPass) -> tuple[Episode, ...]:
    """Open episodes whose latest statistic is known and lies below level 1."""
    latest = dict(zip(found.signal.series, levels_by_month(found.signal)[:, -1], strict=True))
    return tuple(episode for episode in found.open_episodes if latest[episode.series] == 0)


def beyond_now(found: MonitoringPass) -> tuple[Episode, ...]:
    """Open episodes whose latest statistic still reaches level 1; highest level, then statistic."""
    latest = dict(zip(found.signal.series, levels_by_month(found.signal)[:, -1], strict=True))
    beyond = (episode for episode in found.open_episodes if latest[episode.series] > 0)
    return tuple(sorted(beyond, key=lambda e: (-e.level, -e.statistic.value)))


def promised_by_level(found: MonitoringPass) -> dict[int, float]:
    """False alarms per calm series-year promised at each level, as far as episodes state them."""
    stated = {int(e.level): e.promised_rate for e in found.episodes if e.promised_rate > 0}
    return dict(sorted(stated.items()))


def months_in(
    spans: tuple[tuple[Period, Period], ...], first: Period, count: int
) -> npt.NDArray[np.bool_]:
    """Which of ``count`` months from ``first`` lie inside a span (both ends included)."""
    inside = np.zeros(count, dtype=bool)
    for start, end in spans:
        inside[max(0, start - first) : max(0, end - first + 1)] = True
    return inside


def open_at(found: MonitoringPass, month: Period) -> tuple[Episode, ...]:
    """Episodes that stood open in a past month, judged by when they opened and ended."""
    return tuple(
        episode
        for episode in found.episodes
        if episode.opened <= month and (episode.ended is None or episode.ended > month)
    )


def opened_since(found: MonitoringPass, month: Period) -> tuple[Episode, ...]:
    """Episodes that opened after a month, whether or not they are still open."""
    return tuple(episode for episode in found.episodes if episode.opened > month)


def cleared_since(found: MonitoringPass, month: Period) -> tuple[Episode, ...]:
    """Episodes that ended after a month."""
    return tuple(
        episode
        for episode in found.episodes
        if episode.status is EpisodeStatus.CLEARED and episode.ended and episode.ended > month
    )


def nearest_to_threshold(found: MonitoringPass) -> tuple[int, float, float] | None:
    """Row, statistic and level-1 threshold of the series closest to alarm in the last month."""
    last, first_threshold = found.signal.statistic[:, -1], found.signal.thresholds[:, 0]
    gap = first_threshold - last
    if np.isnan(gap).all():
        return None
    row = int(np.nanargmin(gap))
    return row, float(last[row]), float(first_threshold[row])


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of today beside its usual range; today may well lie outside it."""

    value: float
    usual_low: float
    usual_high: float


def usual_range(
    values: npt.NDArray[np.float64], calm: npt.NDArray[np.bool_]
) -> tuple[float, float] | None:
    """5th and 95th percentile over calm months; None with fewer than 60 of them."""
    usual = values[calm & ~np.isnan(values)]
    if len(usual) < LEAST_CALM_MONTHS:
        return None
    low, high = np.quantile(usual, [0.05, 0.95])
    return float(low), float(high)


def total_change(found: MonitoringPass, calm: npt.NDArray[np.bool_]) -> Compared | None:
    """Relative change of the summed series over twelve months, beside its usual range.

    Model        sum of the seasonally adjusted series, from the first month all of them are known
    Returns      shares; None when the series are not counts or the history is too short
    Simplifies   a series without a figure in the last month is left out of the whole sum
    """
    if any(key.unit != "count" for key in found.signal.series):
        return None
    living = found.adjusted[~np.isnan(found.adjusted[:, -1])]
    incomplete = np.flatnonzero(np.isnan(living).any(axis=0))
    start = int(incomplete[-1]) + 1 if len(incomplete) else 0
    total = living[:, start:].sum(axis=0)
    if len(living) == 0 or len(total) <= MONTHS_PER_YEAR:
        return None
    change = total[MONTHS_PER_YEAR:] / total[:-MONTHS_PER_YEAR] - 1
    usual = usual_range(change, calm[start + MONTHS_PER_YEAR :])
    return None if usual is None else Compared(float(change[-1]), *usual)


def legend(brief: Brief, episodes: Sequence[Episode]) -> tuple[str, ...]:
    """The signs the evidence charts of these episodes use; none for what is not in them."""
    there = {
        "recession": bool(brief.recessions),
        "opened": True,
        "alarm": True,
        "interval": any(numbers.interval_known(e.statistic) for e in episodes),
        "provisional": brief.provisional_from is not None,
    }
    return tuple(sign for sign, shown in there.items() if shown)
