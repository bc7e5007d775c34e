"""What was known at each past origin, laid out so that one row never sees another's future."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Frequency, Period, end_instant
from trimtab.tables import Panel

Matrix = npt.NDArray[np.float64]
Columns = npt.NDArray[np.int64]

_DAYS_AT_LEAST = 4  # known days that make the mean of a week
_LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class Known:
    """The target (one monthly series) and the fast series, each a weekly panel of its own, as
    known at one instant. What was unknown by then is NaN or has no row."""

    target: Panel
    fast: tuple[Panel, ...]


ReadKnown = Callable[[datetime], Known]
"""Reads the same series as known at an instant."""


@dataclass(frozen=True, slots=True)
class Views:
    """Row o is what was known at origin o; the last row is the present.

    ``last`` (O,) is the column of the month last published at each origin; ``target`` (O, T) the
    monthly values up to it; ``weekly`` (P, O, W) those of each fast series; NaN where unknown.
    ``origins`` are all at the same distance from the end of their last month.
    """

    origins: tuple[datetime, ...]
    first_month: Period
    last: Columns
    target: Matrix
    first_week: Period
    weekly: npt.NDArray[np.float64]


def build_views(read: ReadKnown, now: datetime, ahead: int) -> Views:
    """Everything that was known at the present and at each past origin of the same position.

    Model        with m the last month published now, an origin lies (now - end of m) after the end
                 of each earlier month; what was then known of later months is hidden, so that every
                 origin stands where the present stands
    Inputs       ``ahead``: NaN columns added after the last month, for the months to estimate; at
                 least one fast series with a known week and one known month at ``now``
    Returns      Views, from the first month at whose origin a week was known; origins at which
                 their month was not yet published are left out
    """
    present = read(now)
    first_month = present.target.first
    newest = int(np.flatnonzero(~np.isnan(present.target.values[0]))[-1])
    first_week = min(panel.first for panel in present.fast)
    weeks = max(panel.last for panel in present.fast) - first_week + 1
    distance = now - end_instant(first_month + newest)
    begins = (first_week.start - first_month.start).days // _LONGEST_MONTH
    origins, last, targets, weekly = [], [], [], []
    for month in range(max(begins, 0), newest + 1):
        instant = end_instant(first_month + month) + distance
        known = present if month == newest else read(instant)
        row = _laid_on(known.target, first_month, newest + 1 + ahead)
        row[month + 1 :] = np.nan
        fast = np.array([_laid_on(panel, first_week, weeks) for panel in known.fast])
        if month == newest or not (np.isnan(row[month]) or np.isnan(fast).all()):
            origins.append(instant)
            last.append(month)
            targets.append(row)
            weekly.append(fast)
    return Views(
        tuple(origins),
        first_month,
        np.array(last, dtype=np.int64),
        np.array(targets),
        first_week,
        np.stack(weekly, axis=1),
    )


def _laid_on(panel: Panel, first: Period, length: int) -> npt.NDArray[np.float64]:
    """The one row of a panel on the columns from ``first`` on; all NaN if it has none."""
    laid = np.full(length, np.nan)
    if len(panel.series):
        columns = np.arange(panel.values.shape[1]) + (panel.first - first)
        inside = (columns >= 0) & (columns < length)
        laid[columns[inside]] = panel.values[0, inside]
    return laid


def weeks_of(panel: Panel) -> Panel:
    """A daily panel as means of its weeks; a weekly one as it is.

    A week exists from four known days on and is known when the latest of the known days was.
    """
    if panel.frequency is Frequency.WEEKLY:
        return panel
    first, last = panel.first.to(Frequency.WEEKLY), panel.last.to(Frequency.WEEKLY)
    weeks, rows = last - first + 1, len(panel.series)
    before = (panel.first.start - first.start) // timedelta(days=1)
    days = np.full((rows, 7 * weeks), np.nan)
    days[:, before : before + panel.values.shape[1]] = panel.values
    released = np.full(days.shape, np.datetime64("NaT", "us"))
    released[:, before : before + panel.values.shape[1]] = panel.released
    of_week, known_of_week = days.reshape(rows, weeks, 7), released.reshape(rows, weeks, 7)
    exists = ~np.isnan(of_week)
    count = exists.sum(axis=2)
    enough = count >= _DAYS_AT_LEAST
    mean = np.where(exists, of_week, 0.0).sum(axis=2) / np.maximum(count, 1)
    known = np.where(exists, known_of_week, np.datetime64(0, "us")).max(axis=2)
    return Panel(
        tuple(replace(key, frequency=Frequency.WEEKLY) for key in panel.series),
        first,
        np.where(enough, mean, np.nan),
        np.where(enough, known, np.datetime64("NaT", "us")),
        panel.known_at,
        panel.vintage,
    )
