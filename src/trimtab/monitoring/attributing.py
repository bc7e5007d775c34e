"""Gives open episodes their attribution, and says whether their evidence stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from trimtab.kernel import SeriesKey
from trimtab.monitoring.compute.attribution import LevelScan
from trimtab.monitoring.types import Episode


def attributed(
    episodes: Sequence[Episode],
    series: Sequence[SeriesKey],
    statistic: npt.NDArray[np.float64],
    levels: LevelScan,
) -> tuple[Episode, ...]:
    """The same episodes; those still open carry attribution and confirmation.

    The attribution is of the last month in which the series has a statistic (S, T). An episode is
    confirmed when any node it belongs to - the nation, its region, its industry, the series
    itself - survives false-discovery control.
    """
    row_of = {key: row for row, key in enumerate(series)}
    still_open = [number for number, one in enumerate(episodes) if one.ended is None]
    rows = [row_of[episodes[number].series] for number in still_open]
    columns = [int(np.flatnonzero(~np.isnan(statistic[row]))[-1]) for row in rows]
    found = levels.attribute_cells(rows, columns)
    confirmed = levels.confirmed_rows
    result = list(episodes)
    for number, row, attribution in zip(still_open, rows, found, strict=True):
        result[number] = replace(
            result[number], attribution=attribution, confirmed=bool(confirmed[row])
        )
    return tuple(result)
