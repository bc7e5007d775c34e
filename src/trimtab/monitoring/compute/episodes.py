"""Merge alarms of one series into episodes: what people see, acknowledge and close.

Merging is display. False-alarm rates are counted on alarms, each of which counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.compute.crossings import REARM_SHARE
from trimtab.stats import trailing_mean, trailing_minimum

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Span:
    """Columns ``start <= t < end`` of one series during which an episode was open.

    ``end`` is None while it still is.
    """

    row: int
    start: int
    end: int | None


def open_spans(statistic: Floats, threshold: Floats) -> tuple[Span, ...]:
    """Spans from the first crossing of a threshold until the statistic falls to 40 % of it.

    Model        open(t) = statistic >= threshold, or open(t-1) and statistic > 0.4 threshold
    Inputs       statistic (S, T); threshold (S,); a missing month (NaN) changes nothing
    Returns      spans in order of series, then time
    Simplifies   a gap in the data keeps an episode open: silence is not recovery

    Examples
    --------
    >>> open_spans(np.array([[0.0, 1.2, 0.9, 0.3, 0.2, 1.1]]), np.array([1.0]))
    (Span(row=0, start=1, end=3), Span(row=0, start=5, end=None))
    """
    series, months = statistic.shape
    state = np.zeros(series, dtype=bool)
    opened = np.zeros((series, months + 1), dtype=bool)
    for month in range(months):
        now = statistic[:, month]
        with np.errstate(invalid="ignore"):
            state = np.where(
                np.isnan(now), state, (now >= threshold) | (state & (now > REARM_SHARE * threshold))
            )
        opened[:, month + 1] = state
    change = np.diff(opened.astype(np.int8), axis=1)
    rows, starts = np.nonzero(change == 1)
    end_rows, ends = np.nonzero(change == -1)  # of a row, opening and ending take turns
    opened_before = np.searchsorted(rows, rows, side="left")
    ended_before = np.searchsorted(end_rows, rows, side="left")
    ended = np.searchsorted(end_rows, rows, side="right") - ended_before
    turn = np.arange(len(rows)) - opened_before
    return tuple(
        Span(row, start, int(ends[first + number]) if number < count else None)
        for row, start, first, number, count in zip(
            rows.tolist(), starts.tolist(), ended_before, turn, ended, strict=True
        )
    )


def statistic_noise(statistic: Floats, months: int = 60) -> Floats:
    """Standard deviation of the noise in the latest value of each series' statistic.

    Model        statistic = smooth path + white noise; the second difference of white noise has
                 six times its variance, so noise = 1.4826 median |second difference| / sqrt(6)
    Inputs       statistic (S, T); the last ``months`` months are used
    Returns      (S,); NaN with fewer than 12 second differences
    Simplifies   noise of neighbouring months is taken as independent although the statistic
                 averages over months: the interval is then somewhat too narrow
    """
    bend = np.abs(np.diff(statistic[:, -months:], n=2, axis=1))
    enough = (~np.isnan(bend)).sum(axis=1) >= 12
    middle = np.full(len(statistic), np.nan)
    middle[enough] = np.nanmedian(bend[enough], axis=1)
    return np.asarray(1.4826 * middle / np.sqrt(6.0))


def change_since_extreme(level: Floats) -> Floats:
    """Rise of the 3-month mean above its lowest value of the last 12 months, shape (S, T).

    Inputs       level (S, T): seasonally adjusted, turned so that up is bad; logarithms for counts
    """
    mean = trailing_mean(level, 3)
    return np.asarray(mean - trailing_minimum(mean, 0, 12, 6))
