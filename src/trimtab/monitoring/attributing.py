"""Gives open episodes their attribution, and says whether their evidence stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from trimtab.kernel import SeriesKey
from trimtab.monitoring.attributed import Component
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
    confirmed when the node its verdict names - the nation's cycle, its region, its industry -
    survives false-discovery control; without a verdict, when the series itself does.
    """
    row_of = {key: row for row, key in enumerate(series)}
    still_open = [number for number, one in enumerate(episodes) if one.ended is None]
    rows = [row_of[episodes[number].series] for number in still_open]
    columns = [int(np.flatnonzero(~np.isnan(statistic[row]))[-1]) for row in rows]
    found = levels.attribute_cells(rows, columns)
    confirmed = {component: levels.confirmed_by(component) for component in Component}
    result = list(episodes)
    for number, row, attribution in zip(still_open, rows, found, strict=True):
        named = attribution.verdict or levels.layout.residual
        result[number] = replace(
            result[number], attribution=attribution, confirmed=bool(confirmed[named][row])
        )
    return tuple(result)
