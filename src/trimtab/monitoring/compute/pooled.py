"""The statistic of the baseline: the recent rise of a series in units of its own calm noise,
pooled with the middle of its group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import InputRejectedError
from trimtab.monitoring.types import Direction
from trimtab.stats import (
    change_over,
    lagged,
    leave_one_out_median,
    recursive_scale,
    trailing_mean,
    trailing_minimum,
)

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PoolingSettings:
    """How rises are measured and shared. Few numbers, each round, none tuned to a decimal.

    A rise is the mean of the last ``mean_months`` minus the lowest ``low_mean_months``-month mean
    of the ``low_months`` before. ``pooling`` is the weight of the group's middle.
    """

    mean_months: int = 1
    low_mean_months: int = 3
    low_months: int = 6
    scale_months: int = 3
    scale_half_life: float = 60.0
    scale_history: int = 12
    pooling: float = 0.5

    def __post_init__(self) -> None:
        months = (self.mean_months, self.low_mean_months, self.low_months, self.scale_months)
        if min(months) < 1 or self.scale_half_life <= 0 or not 0 <= self.pooling < 1:
            raise InputRejectedError("MONITORING-014", settings=str(self))


DEFAULT_POOLING = PoolingSettings()


def signed_level(values: Matrix, direction: Direction, logarithmic: bool) -> Matrix:
    """Values on the scale changes are compared on, turned so that up is bad.

    Counts become natural logarithms (a value of 0 or less is a gap), rates stay as they are;
    series that fall when work is lost change sign.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        level = np.log(np.where(values > 0, values, np.nan)) if logarithmic else values
    return np.asarray(level if direction is Direction.RISE else -level)


def own_scale(level: Matrix, settings: PoolingSettings = DEFAULT_POOLING) -> Matrix:
    """Standard deviation of 3-month changes of each series, from the months before each month.

    NaN until the series has shown ``scale_history`` changes, and where it never moves.
    """
    change = change_over(level, settings.scale_months)
    count = np.cumsum(~np.isnan(change), axis=1)
    scale = np.where(count >= settings.scale_history, recursive_scale(change, settings.scale_half_life), np.nan)
    before = lagged(scale, 1)
    return np.where(before > 0, before, np.nan)


def own_scale_statistic(level: Matrix, settings: PoolingSettings = DEFAULT_POOLING) -> Matrix:
    """How far each series has risen from its recent low, in its own standard deviations.

    Model        z_t = (mean of last mean_months - min of earlier 3-month means) / s_{t-1}, with
                 s the robust recursive standard deviation of the series' 3-month changes
    Inputs       level (S, T): seasonally adjusted, up is bad (see ``signed_level``), gaps NaN
    Returns      (S, T), no unit; NaN until there is enough history
    Simplifies   the noise of a series is summarised by one slowly moving number
    """
    mean = trailing_mean(level, settings.mean_months)
    low_mean = trailing_mean(level, settings.low_mean_months, max(settings.low_mean_months - 1, 1))
    low = trailing_minimum(low_mean, 1, settings.low_months, max(settings.low_months // 2, 1))
    return np.asarray((mean - low) / own_scale(level, settings))


def pooled_statistic(
    own: Matrix, groups: Sequence[str], settings: PoolingSettings = DEFAULT_POOLING
) -> Matrix:
    """Each series' own statistic mixed with the median of the others of its group.

    Model        p_t = (1 - w) z_t + w median of z_t over the group's other series, w = pooling
    Inputs       own (S, T) from ``own_scale_statistic``; groups (S,) labels
    Returns      (S, T); a series alone in its group keeps its own statistic
    Simplifies   one weight for all series; groups do not overlap
    """
    labels = np.asarray(groups)
    common = np.full_like(own, np.nan)
    for label in np.unique(labels):
        rows = labels == label
        common[rows] = leave_one_out_median(own[rows])
    weight = np.where(np.isnan(common), 0.0, settings.pooling)
    return np.asarray((1 - weight) * own + weight * np.where(np.isnan(common), 0.0, common))
