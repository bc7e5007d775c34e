"""Dating downturns on a monthly level (payroll, employment, an activity index), with hindsight.

Labels, not warnings: a turning point needs the six months after it, and a trough may move to a
lower one until the next peak is dated. Nothing here may be read by a detector.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from trimtab.kernel import Period, Region, UsageError

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]

_YEAR = 12
_SEASON_YEARS = 4  # years on both sides that a seasonal factor rests on
_PEAK, _TROUGH = 1, -1


@dataclass(frozen=True, slots=True)
class DatingRule:
    """What counts as a downturn: months, and the fall from peak to trough as a share of the peak.

    ``shortest_cycle`` is the least distance of two peaks or two troughs, 0 for none. Raises
    UsageError BACKTEST-013 unless window and shortest_downturn are at least 1, shortest_cycle is
    not negative and 0 <= least_fall < 1.
    """

    window: int = 6
    shortest_downturn: int = 5
    least_fall: float = 0.01
    shortest_cycle: int = 0

    def __post_init__(self) -> None:
        months = min(self.window, self.shortest_downturn)
        if months < 1 or self.shortest_cycle < 0 or not 0 <= self.least_fall < 1:
            raise UsageError(
                "BACKTEST-013",
                window=self.window,
                shortest=self.shortest_downturn,
                cycle=self.shortest_cycle,
                fall=self.least_fall,
            )


@dataclass(frozen=True, slots=True)
class DatedDownturn:
    """First month of decline to the trough, both included; ``end`` None: no trough dated yet."""

    region: Region
    start: Period
    end: Period | None


@dataclass(frozen=True, slots=True)
class _Turn:
    month: int
    kind: int  # 1 peak, -1 trough


def date_downturns(
    levels: Matrix, first: Period, regions: Sequence[Region], rule: DatingRule | None = None
) -> tuple[DatedDownturn, ...]:
    """Downturns of each series between its peaks and troughs.

    Model        a peak (trough) is the highest (lowest) month of the ``window`` months on both
                 sides, the last of equals; peaks and troughs alternate, of two in a row the more
                 extreme stays; of two peaks or troughs closer than ``shortest_cycle`` likewise.
                 A downturn runs from the month after a peak to the trough and counts if it lasts
                 ``shortest_downturn`` months and falls by ``least_fall`` of the peak
    Inputs       levels (S, T), positive, seasonally adjusted, gaps NaN: no turning point has a gap
                 within its window; one region a series
    Returns      downturns by region and start; the last of a region has no end while no trough
                 is dated and the fall so far would count
    Simplifies   no Spencer curve or 12-month average first and no outlier correction: the series
                 should be smooth; the shortest phase binds downturns, not recoveries
    References   Bry and Boschan (1971), Cyclical Analysis of Time Series, NBER, chapter 2;
                 Harding and Pagan (2002), Journal of Monetary Economics 49(2), for the censoring

    Examples
    --------
    >>> level = np.r_[np.linspace(90, 100, 20), np.linspace(99, 90, 10), np.linspace(91, 99, 15)]
    >>> found = date_downturns(level[None], Period.parse("2000-01"), [Region("US-AL")])
    >>> [(str(one.start), str(one.end)) for one in found]
    [('2001-09', '2002-06')]
    """
    used = rule or DatingRule()
    return tuple(
        DatedDownturn(region, first + start, None if end is None else first + end)
        for series, region in sorted(zip(levels, regions, strict=True), key=lambda pair: pair[1])
        for start, end in _downturns(series, used)
    )


def _downturns(level: Vector, rule: DatingRule) -> Iterator[tuple[int, int | None]]:
    turns = _apart(_alternating(_extremes(level, rule.window), level), level, rule.shortest_cycle)
    for peak, trough in pairwise(turns):
        if peak.kind == _PEAK and _counts(level, peak.month, trough.month, rule):
            yield peak.month + 1, trough.month
    if turns and turns[-1].kind == _PEAK and turns[-1].month + 1 < len(level):
        top = turns[-1].month
        after = level[top + 1 :]
        known = not np.isnan(after).all()
        if known and _counts(level, top, top + 1 + int(np.nanargmin(after)), rule):
            yield top + 1, None


def _counts(level: Vector, peak: int, trough: int, rule: DatingRule) -> bool:
    fallen = 1 - level[trough] / level[peak]
    return bool(trough - peak >= rule.shortest_downturn and fallen >= rule.least_fall)


def _extremes(level: Vector, window: int) -> list[_Turn]:
    """Months beyond all others within the window, none of which is a gap."""
    if len(level) <= 2 * window:
        return []
    around = sliding_window_view(level, 2 * window + 1)
    middle = around[:, window : window + 1]
    before, after = around[:, :window], around[:, window + 1 :]
    turns = []
    for kind in (_PEAK, _TROUGH):
        beyond = (kind * middle >= kind * before) & (kind * middle > kind * after)
        turns += [_Turn(int(t) + window, kind) for t in np.flatnonzero(beyond.all(axis=1))]
    return sorted(turns, key=lambda turn: turn.month)


def _alternating(turns: Sequence[_Turn], level: Vector) -> list[_Turn]:
    """Of two peaks or two troughs in a row the more extreme, the earlier of equals."""
    kept: list[_Turn] = []
    for turn in turns:
        if kept and kept[-1].kind == turn.kind:
            if _more_extreme(turn, kept[-1], level):
                kept[-1] = turn
        else:
            kept.append(turn)
    return kept


def _more_extreme(one: _Turn, other: _Turn, level: Vector) -> bool:
    return bool(one.kind * level[one.month] > other.kind * level[other.month])


def _apart(turns: list[_Turn], level: Vector, cycle: int) -> list[_Turn]:
    """Without the less extreme of the first two of a kind that are too close, until none are."""
    for earlier, later in sorted(
        (
            pair
            for kind in (_PEAK, _TROUGH)
            for pair in pairwise([turn for turn in turns if turn.kind == kind])
        ),
        key=lambda pair: pair[0].month,
    ):
        if later.month - earlier.month < cycle:
            weaker = earlier if _more_extreme(later, earlier, level) else later
            rest = [turn for turn in turns if turn is not weaker]
            return _apart(_alternating(rest, level), level, cycle)
    return turns


def adjust_with_hindsight(levels: Matrix) -> Matrix:
    """Take the seasons out of (S, T) positive monthly levels, using later months too.

    Model        d = ln x - its centred 2x12-month mean; the factor of a month is the median of
                 d over the same calendar month of up to four years on both sides;
                 adjusted = x / exp(factor). Only for labels: detectors adjust from the past
    Returns      (S, T); NaN where x is a gap, or no year around has a deviation
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = np.log(np.where(levels > 0, levels, np.nan))
    deviation = scaled - _centred_mean(scaled)
    edge = _YEAR * _SEASON_YEARS
    padded = np.pad(deviation, ((0, 0), (edge, edge)), constant_values=np.nan)
    length = levels.shape[1]
    years = [padded[:, shift : shift + length] for shift in range(0, 2 * edge + 1, _YEAR)]
    stack = np.stack(years)
    known = ~np.isnan(stack).all(axis=0)
    factor = np.full_like(scaled, np.nan)
    factor[known] = np.nanmedian(stack[:, known], axis=0)
    return np.asarray(np.exp(scaled - factor))


def _centred_mean(values: Matrix) -> Matrix:
    """2x12-month mean centred on each month; NaN within six months of an end or a gap."""
    weights = np.r_[0.5, np.ones(_YEAR - 1), 0.5] / _YEAR
    centred = np.full_like(values, np.nan)
    if values.shape[1] > _YEAR:
        centred[:, 6:-6] = sliding_window_view(values, _YEAR + 1, axis=1) @ weights
    return centred
