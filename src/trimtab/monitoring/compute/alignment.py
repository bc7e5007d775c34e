"""Lays panels on one grid of regions and months, and says when each figure could be known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Frequency, Period, Region, SeasonalAdjustment
from trimtab.stats import lagged
from trimtab.tables import Panel

Matrix = npt.NDArray[np.float64]
Months = npt.NDArray[np.int64]

_EPOCH_ORDINAL = 1970 * 12  # Period.ordinal of 1970-01


@dataclass(frozen=True, slots=True)
class Grid:
    """Values (R, T) and the month ordinal in which each could be known; gaps are NaN.

    ``known`` of a gap is its own reference month: it delays nothing. ``adjusted`` says whether
    the publisher removed the seasons of every series.
    """

    regions: tuple[Region, ...]
    first: Period
    values: Matrix
    known: Months
    adjusted: bool


def lay_on_months(panel: Panel) -> Grid:
    """A monthly panel as a grid of its own regions and months."""
    regions = tuple(key.region for key in panel.series)
    reference = panel.first.ordinal + np.arange(panel.values.shape[1])
    return Grid(
        regions,
        panel.first,
        panel.values,
        known_months(panel.released, np.broadcast_to(reference, panel.values.shape)),
        all(key.seasonal_adjustment is not SeasonalAdjustment.NONE for key in panel.series),
    )


def lay_on_grid(panel: Panel, target: Grid) -> Grid:
    """A monthly panel on the regions and months of another grid; what it lacks is a gap."""
    own = lay_on_months(panel)
    rows, months = target.values.shape
    reference = target.first.ordinal + np.arange(months)
    values = np.full((rows, months), np.nan)
    known = np.broadcast_to(reference, values.shape).copy()
    row_of = {region: row for row, region in enumerate(own.regions)}
    columns = reference - own.first.ordinal
    inside = (columns >= 0) & (columns < own.values.shape[1])
    for row, region in enumerate(target.regions):
        if region in row_of:
            values[row, inside] = own.values[row_of[region], columns[inside]]
            known[row, inside] = own.known[row_of[region], columns[inside]]
    return Grid(target.regions, target.first, values, known, own.adjusted)


def known_months(released: npt.NDArray[np.datetime64], reference: Months) -> Months:
    """Month ordinal of release times; where there is none, the reference month.

    Never before the reference month: a figure released inside its own month is known in it.
    """
    unknown = np.isnat(released)
    months = released.astype("datetime64[M]").astype(np.int64) + _EPOCH_ORDINAL
    return np.where(unknown, reference, np.maximum(months, reference))


def known_so_far(*known: Months) -> Months:
    """When a statistic of all earlier and present months could be known: the latest of them."""
    return np.asarray(np.maximum.accumulate(np.maximum.reduce(known), axis=1))


def month_ordinals(panel: Panel) -> Months:
    """Month ordinal in which each period of a weekly or daily panel ends."""
    if panel.frequency is Frequency.MONTHLY:
        return panel.first.ordinal + np.arange(panel.values.shape[1])
    ends = [(p.end.toordinal() - 1) for p in panel.periods]
    days = np.array(ends, dtype="int64") - 719163  # ordinal of 1970-01-01
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + _EPOCH_ORDINAL


def weeks_to_months(panel: Panel, target: Grid) -> Grid:
    """Mean of the weeks (or days) that end in each month, on the regions and months of a grid.

    NaN where fewer than three quarters of a month's weeks or days exist. Known when the last of
    them was released.
    """
    rows, months = target.values.shape
    reference = target.first.ordinal + np.arange(months)
    total, count = np.zeros((rows, months)), np.zeros((rows, months))
    known = np.broadcast_to(reference, (rows, months)).copy()
    ended = month_ordinals(panel)
    column = ended - target.first.ordinal
    released = known_months(panel.released, np.broadcast_to(ended, panel.values.shape))
    row_of = {key.region: row for row, key in enumerate(panel.series)}
    for row, region in enumerate(target.regions):
        if region in row_of:
            value = panel.values[row_of[region]]
            usable = (column >= 0) & (column < months) & ~np.isnan(value)
            np.add.at(total[row], column[usable], value[usable])
            np.add.at(count[row], column[usable], 1)
            np.maximum.at(known[row], column[usable], released[row_of[region], usable])
    enough = count >= (21 if panel.frequency is Frequency.DAILY else 3)
    adjusted = all(k.seasonal_adjustment is not SeasonalAdjustment.NONE for k in panel.series)
    values = np.where(enough, total / np.maximum(count, 1), np.nan)
    return Grid(target.regions, target.first, values, known, adjusted)


def latest_known(values: Matrix, known: Months, by: Months, at_most: int) -> Matrix:
    """The latest value of the last ``at_most`` months that was known by ``by`` (R, T).

    Lets a series that comes out late stand beside one that comes out early without delaying it.
    """
    result = np.full_like(values, np.nan)
    for months in range(at_most, -1, -1):
        earlier = lagged(values, months)
        when = np.full_like(known, np.iinfo(np.int64).max)
        when[:, months:] = known[:, : known.shape[1] - months]
        result = np.where(~np.isnan(earlier) & (when <= by), earlier, result)
    return result


def highest_released(weekly: Matrix, panel: Panel, target: Grid) -> Matrix:
    """Highest value among the weeks released in each month, on the regions and months of a grid.

    ``weekly`` (S, W) is a statistic of the panel's series. A month's value is complete when the
    month ends: nothing of a weekly series' speed is lost to waiting for the month to fill.
    """
    months = target.values.shape[1]
    values = np.full(target.values.shape, np.nan)
    ended = np.broadcast_to(month_ordinals(panel), panel.values.shape)
    column = known_months(panel.released, ended) - target.first.ordinal
    row_of = {key.region: row for row, key in enumerate(panel.series)}
    for row, region in enumerate(target.regions):
        if region in row_of:
            source = row_of[region]
            usable = (column[source] >= 0) & (column[source] < months) & ~np.isnan(weekly[source])
            np.fmax.at(values[row], column[source, usable], weekly[source, usable])
    return values
