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
Cube = npt.NDArray[np.float64]

CHANGE_MONTHS = (3, 6)

_LOW_MEAN_MONTHS, _LOW_MEAN_AT_LEAST = 3, 2


@dataclass(frozen=True, slots=True)
class PoolingSettings:
    """How rises are measured and shared: few numbers, each round, none tuned to a decimal.

    A rise is the present month minus the lowest 3-month mean of the ``own_months`` before it. The
    group's middle is read over each of ``group_months`` and averaged: a short window follows a
    sudden turn, a long one a slow turn, and a median over many series is quiet enough for both.
    ``pooling`` is the weight of the group's middle; ``scale_months`` the span of the changes whose
    standard deviation is the unit, ``scale_half_life`` (months) how fast that unit moves.
    """

    own_months: int = 12
    group_months: tuple[int, ...] = (3, 12)
    pooling: float = 0.5
    scale_months: int = 3
    scale_half_life: float = 60.0
    scale_history: int = 12

    def __post_init__(self) -> None:
        months = (self.own_months, self.scale_months, self.scale_history, *self.group_months)
        sound = self.group_months and min(months) >= 1 and self.scale_half_life > 0
        if not sound or not 0 <= self.pooling < 1:
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
    scale = np.where(
        count >= settings.scale_history, recursive_scale(change, settings.scale_half_life), np.nan
    )
    before = lagged(scale, 1)
    return np.where(before > 0, before, np.nan)


def own_scale_statistic(
    level: Matrix, low_months: int | None = None, settings: PoolingSettings = DEFAULT_POOLING
) -> Matrix:
    """How far each series has risen from its recent low, in its own standard deviations.

    Model        z_t = (y_t - min over j = 1..low_months of mean(y_{t-j-2..t-j})) / s_{t-1}, s the
                 robust recursive standard deviation of the series' 3-month changes
    Inputs       level (S, T): seasonally adjusted, up is bad (see ``signed_level``), gaps NaN;
                 ``low_months`` is the series' own window unless given
    Returns      (S, T), no unit; NaN until there is enough history
    Simplifies   the noise of a series is summarised by one slowly moving number
    """
    low_mean = trailing_mean(level, _LOW_MEAN_MONTHS, _LOW_MEAN_AT_LEAST)
    months = settings.own_months if low_months is None else low_months
    low = trailing_minimum(low_mean, 1, months, (months + 1) // 2)
    return np.asarray((level - low) / own_scale(level, settings))


def own_scale_changes(level: Matrix, settings: PoolingSettings = DEFAULT_POOLING) -> Cube:
    """Changes of the level over 3 and 6 months, in own standard deviations: (S, T, 2).

    They fall as soon as a rise has turned, which the rise above a 12-month low does not show for
    a year. Used for probabilities, not for alarms.
    """
    scale = own_scale(level, settings)
    return np.stack([change_over(level, months) / scale for months in CHANGE_MONTHS], axis=2)


@dataclass(frozen=True, slots=True)
class Rises:
    """Own-scale rises of the same series over each window: ``own`` (S, T), ``group`` per window."""

    own: Matrix
    group: tuple[Matrix, ...]


def measure_rises(level: Matrix, settings: PoolingSettings = DEFAULT_POOLING) -> Rises:
    """Own-scale rises over the series' own window and over each of the group's."""
    own = own_scale_statistic(level, settings.own_months, settings)
    group = tuple(
        own if months == settings.own_months else own_scale_statistic(level, months, settings)
        for months in settings.group_months
    )
    return Rises(own, group)


def pool_rises(
    rises: Rises, groups: Sequence[str], settings: PoolingSettings = DEFAULT_POOLING
) -> Matrix:
    """Each series' own rise mixed with the middle of the others of its group.

    Model        p = (1 - w) z + w * mean over windows of the median of the others' rises
    Inputs       rises (S, T); groups (S,) labels, such as the industry or the country
    Returns      (S, T); a series alone in its group keeps its own rise
    Simplifies   one weight for all series; groups do not overlap; a group of two takes its
                 neighbour for the middle
    """
    common = group_middle(rises, groups)
    alone = np.isnan(common)
    weight = np.where(alone, 0.0, settings.pooling)
    return np.asarray((1 - weight) * rises.own + weight * np.where(alone, 0.0, common))


def baseline_statistic(
    level: Matrix, groups: Sequence[str], settings: PoolingSettings = DEFAULT_POOLING
) -> Matrix:
    """The statistic of the baseline from levels (S, T): ``measure_rises``, then ``pool_rises``."""
    return pool_rises(measure_rises(level, settings), groups, settings)


def group_middle(rises: Rises, groups: Sequence[str]) -> Matrix:
    """Mean over the windows of the median rise of the group's other series (S, T)."""
    labels = np.asarray(groups)
    total = np.zeros_like(rises.own)
    for window in rises.group:
        for label in np.unique(labels):
            rows = np.flatnonzero(labels == label)
            total[rows] += leave_one_out_median(window[rows])
    return total / len(rises.group)
