"""Several kinds of evidence about one labour market, joined so that none alarms alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trimtab.kernel import SeasonalAdjustment
from trimtab.monitoring.compute.alignment import Grid, highest_released, latest_known
from trimtab.monitoring.compute.pooled import Rises
from trimtab.monitoring.compute.weekly_seasonal import adjust_weeks
from trimtab.monitoring.compute.weekly_statistic import weekly_level, weekly_statistic
from trimtab.monitoring.types import Direction
from trimtab.tables import Panel

Matrix = npt.NDArray[np.float64]
Months = npt.NDArray[np.int64]

CAP = 2.0
"""Own-scale rise beyond which one of two kinds of evidence says no more: the other must agree."""

LATE_MONTHS = 3
"""A figure that many months old still stands for its series; an older one does not."""


def join_capped(up: Matrix, down: Matrix) -> Matrix:
    """Mean of unemployment-like and vacancy-like evidence, each capped at 2.

    Where there is no vacancy-like evidence (NaN), the unemployment-like one alone, uncapped.
    """
    both = (np.minimum(up, CAP) + np.minimum(down, CAP)) / 2
    return np.where(np.isnan(down), up, both)


def join_rises(up: Rises, down: Rises) -> Rises:
    """``join_capped`` for the series' own window and for each window of the group."""
    windows = zip(up.group, down.group, strict=True)
    return Rises(join_capped(up.own, down.own), tuple(join_capped(*pair) for pair in windows))


def latest_rises(rises: Rises, known: Months, by: Months) -> Rises:
    """Of each month the latest rises known by then, at most three months old."""

    def latest(values: Matrix) -> Matrix:
        return latest_known(values, known, by, LATE_MONTHS)

    return Rises(latest(rises.own), tuple(map(latest, rises.group)))


def join_weekly(monthly: Matrix, weekly: Matrix) -> Matrix:
    """Mean of the monthly statistic and weekly evidence capped at 2.

    Inputs       monthly, weekly (R, T) by month of release; where either is NaN, the monthly one
    Simplifies   equal weights: three recessions with weekly claims teach no others
    """
    return np.where(np.isnan(weekly), monthly, (monthly + np.minimum(weekly, CAP)) / 2)


def weekly_evidence(claims: Panel, target: Grid) -> Matrix:
    """The weekly statistic of a panel of claims rates, the highest released in each month (R, T).

    Weeks that their publisher did not adjust are adjusted from their own past first.
    """
    published = all(key.seasonal_adjustment is not SeasonalAdjustment.NONE for key in claims.series)
    values = claims.values if published else adjust_weeks(claims.values, multiplicative=False)
    level = weekly_level(values, Direction.RISE, logarithmic=False)
    weekly = weekly_statistic(level, ("all",) * len(level))
    return highest_released(weekly, claims, target)


def by_release(values: Matrix, known: Months, target: Grid) -> Matrix:
    """A monthly statistic laid on the months of release: the latest known by each month (R, T').

    ``values`` and ``known`` (R, T) begin where the target does; the target may end later.
    """
    longer = target.values.shape[1] - values.shape[1]
    reference = target.first.ordinal + np.arange(target.values.shape[1])
    by = np.broadcast_to(reference, target.values.shape)
    padded = np.pad(values, ((0, 0), (0, longer)), constant_values=np.nan)
    known = np.concatenate([known, by[:, values.shape[1] :]], axis=1)
    return latest_known(padded, known, by, LATE_MONTHS)
