"""The weekly statistic: how far the 4-week mean has risen above its low of the last half-year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import InputRejectedError
from trimtab.monitoring.compute.pooled import PoolingSettings, Rises, pool_rises
from trimtab.monitoring.types import Direction
from trimtab.stats import change_over, lagged, recursive_scale, trailing_mean, trailing_minimum

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WeeklySettings:
    """How a weekly rise is measured and shared; all spans in weeks.

    ``mean`` smooths; ``low`` is how far back the low lies at most (26: a longer window still sees
    the low before a recession when the recession is over, and calls its tail a new rise);
    ``scale_change`` is the span of the changes whose standard deviation is the unit,
    ``scale_half_life`` how fast that unit moves, ``scale_history`` how many changes it needs;
    ``pooling`` is the weight of the group's middle.
    """

    mean: int = 4
    low: int = 26
    scale_change: int = 13
    scale_half_life: float = 260.0
    scale_history: int = 52
    pooling: float = 0.5

    def __post_init__(self) -> None:
        weeks = (self.mean, self.low, self.scale_change, self.scale_history)
        if min(weeks) < 1 or self.scale_half_life <= 0 or not 0 <= self.pooling < 1:
            raise InputRejectedError("WEEKLY-001", settings=str(self))


DEFAULT_WEEKLY = WeeklySettings()

_SCALE_PRIOR_WEEKS = 104.0
_MEAN_SHARE = 0.75  # of the weeks of a mean that must exist: holidays leave a hole


def weekly_level(values: Matrix, direction: Direction, logarithmic: bool) -> Matrix:
    """Values on a scale whose noise does not grow with them, turned so that up is bad.

    Counts and indexes become natural logarithms (a value of 0 or less is a gap). Rates become
    square roots: the noise of a rate counted from claims grows with its root, and a logarithm
    would make steps of rounding large where the rate is low.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        if logarithmic:
            level = np.log(np.where(values > 0, values, np.nan))
        else:
            level = np.sqrt(np.where(values >= 0, values, np.nan))
    return np.asarray(level if direction is Direction.RISE else -level)


def weekly_statistic(
    level: Matrix, groups: Sequence[str], settings: WeeklySettings = DEFAULT_WEEKLY
) -> Matrix:
    """Own-scale rise of each series, mixed with the middle of its group.

    Model        m_t = 4-week mean; z_t = (m_t - min over j = 1..26 of m_{t-j}) / s_{t-1}, s the
                 robust recursive standard deviation of 13-week changes of m; statistic =
                 (1 - w) z + w median of the others' z
    Inputs       level (S, W): seasonally adjusted, up is bad (``weekly_level``), gaps NaN; groups
                 (S,) labels of series that share a cycle
    Returns      (S, W), no unit; NaN until 52 changes have been seen
    Simplifies   a series alone in its group keeps its own rise; the noise of a series is one
                 slowly moving number
    """
    mean = trailing_mean(level, settings.mean, int(np.ceil(_MEAN_SHARE * settings.mean)))
    low = trailing_minimum(mean, 1, settings.low, (settings.low + 1) // 2)
    own = (mean - low) / _own_scale(mean, settings)
    pooling = PoolingSettings(pooling=settings.pooling)
    return pool_rises(Rises(own, (own,)), groups, pooling)


def _own_scale(mean: Matrix, settings: WeeklySettings) -> Matrix:
    """Standard deviation of each series' changes, from the weeks before each week."""
    change = change_over(mean, settings.scale_change)
    seen = np.cumsum(~np.isnan(change), axis=1) >= settings.scale_history
    scale = recursive_scale(change, settings.scale_half_life, prior_months=_SCALE_PRIOR_WEEKS)
    before = lagged(np.where(seen, scale, np.nan), 1)
    return np.where(before > 0, before, np.nan)
