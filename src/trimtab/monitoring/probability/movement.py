"""What probabilities are read from: how a region or a whole country moves on its own scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import InputRejectedError, Period, Region, SeriesKey
from trimtab.monitoring.compute.pooled import (
    own_scale,
    own_scale_changes,
    own_scale_statistic,
)
from trimtab.stats import change_over, median_along

Matrix = npt.NDArray[np.float64]
Cube = npt.NDArray[np.float64]

COMMON_AT_LEAST = 5  # series below which there is no common movement to speak of
COMMON_AT_MOST = 1_000  # evenly spaced rows of a larger panel: a median needs no more


@dataclass(frozen=True, slots=True)
class Movement:
    """Regions that are judged by one model.

    ``statistic`` (R, T) and ``changes`` (R, T, 2), level changes over 3 and 6 months, are in each
    row's own standard deviations; NaN where they do not exist. Column 0 is the month ``first``.
    ``national``: the rows are countries, not parts of them.
    """

    regions: tuple[Region, ...]
    first: Period
    statistic: Matrix
    changes: Cube
    national: bool

    @property
    def months(self) -> npt.NDArray[np.int64]:
        """(T,) month ordinals."""
        return np.arange(self.statistic.shape[1]) + self.first.ordinal

    @property
    def country(self) -> str:
        return self.regions[0].country


def common_level(level: Matrix) -> Matrix:
    """The level that all series share, (1, T).

    Model        the sum over months of the median of the series' one-month changes, each in its
                 own standard deviations; a month in which fewer than five series moved counts as
                 no change, NaN before the first that does count
    Simplifies   every series counts alike, however many people it employs
    """
    sample = level[:: -(-len(level) // COMMON_AT_MOST)]
    change = change_over(sample, 1) / own_scale(sample)
    enough = (~np.isnan(change)).sum(axis=0) >= COMMON_AT_LEAST
    middle = np.where(enough, median_along(np.where(enough, change, np.nan), axis=0), 0.0)
    started = np.maximum.accumulate(enough)
    return np.where(started, np.cumsum(middle), np.nan)[None]


def movements(
    series: Sequence[SeriesKey], first: Period, level: Matrix, statistic: Matrix
) -> tuple[Movement, ...]:
    """For every country of a panel: the country's movement, then that of its parts.

    A country moves as its own series does where there is one, else as the common level of its
    industries, else of its regions. Cells (industries or occupations of a region) are judged by
    nothing: nobody dates the downturns of a cell.
    Raises InputRejectedError PROBABILITY-001 unless level and statistic have a row per series.
    """
    if not level.shape == statistic.shape or len(series) != len(level):
        raise InputRejectedError(
            "PROBABILITY-001", series=len(series), level=level.shape, statistic=statistic.shape
        )
    found = []
    for country in sorted({key.region.country for key in series}):
        whole, industries, parts = _rows_of(series, country)
        rows = whole[:1] or industries or parts
        moves = _national(country, first, level[rows]) if rows else None
        if moves is not None:
            found.append(moves)
        if parts:
            changes = own_scale_changes(level[parts])
            regions = tuple(series[row].region for row in parts)
            found.append(Movement(regions, first, statistic[parts], changes, national=False))
    return tuple(found)


def _rows_of(series: Sequence[SeriesKey], country: str) -> tuple[list[int], list[int], list[int]]:
    """Rows of the country as a whole, of its industries, and of its parts as a whole.

    Of two series of one part (adjusted and not, say) the first speaks for it.
    """
    whole: list[int] = []
    industries: list[int] = []
    parts: dict[Region, int] = {}
    for row, key in enumerate(series):
        if key.region.country != country or key.occupation:
            continue
        if key.region.is_country:
            (industries if key.industry else whole).append(row)
        elif not key.industry:
            parts.setdefault(key.region, row)
    return whole, industries, list(parts.values())


def _national(country: str, first: Period, level: Matrix) -> Movement | None:
    """The country's own level, or the one its series share; None for two to four series."""
    if 1 < len(level) < COMMON_AT_LEAST:
        return None
    if len(level) > 1:
        level = common_level(level)
    changes = own_scale_changes(level)
    return Movement((Region(country),), first, own_scale_statistic(level), changes, national=True)
