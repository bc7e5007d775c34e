"""Nothing after a week may move that week, and no release after an origin may move its estimate.

Cutting the input and scrambling what follows must both leave what came before identical to the
last bit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.monitoring.compute.weekly import scan_weeks
from trimtab.monitoring.compute.weekly_seasonal import adjust_weeks
from trimtab.monitoring.compute.weekly_statistic import weekly_level, weekly_statistic
from trimtab.monitoring.types import Direction

Matrix = npt.NDArray[np.float64]
WEEKS = 260

STATISTICS: dict[str, Callable[[Matrix], Matrix]] = {
    "additive adjustment": lambda x: adjust_weeks(x, False),
    "multiplicative adjustment": lambda x: adjust_weeks(x, True),
    "weekly statistic": lambda x: weekly_statistic(
        weekly_level(x, Direction.RISE, False), ["a", "b"] * (len(x) // 2)
    ),
    "falling index": lambda x: weekly_statistic(
        weekly_level(x, Direction.FALL, True), ["a"] * len(x)
    ),
    "adjusted, then scanned": lambda x: weekly_statistic(
        weekly_level(adjust_weeks(x, True), Direction.RISE, True), ["a"] * len(x)
    ),
    "scan": lambda x: (
        scan_weeks(
            x, Direction.RISE, True, ["a"] * len(x), np.ones(x.shape, dtype=bool), 0.05
        ).statistic
    ),
}


def random_weeks(seed: int, gaps: float, wild: bool) -> Matrix:
    """Four positive series of six years with seasons, gaps and outliers."""
    generator = np.random.default_rng(seed)
    weeks = np.arange(WEEKS)
    season = 0.3 * np.cos(2 * np.pi * weeks / 52.18 + generator.uniform(0, 6, (4, 1)))
    walk = np.cumsum(generator.normal(0, 0.02, (4, WEEKS)), axis=1)
    values = np.exp(1 + season + walk + 0.5 * (weeks > 180))
    if wild:
        values[generator.random(values.shape) < 0.01] *= 50
    values[generator.random(values.shape) < gaps] = np.nan
    return values


@pytest.mark.parametrize("name", STATISTICS)
@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    cut=st.integers(1, WEEKS - 1),
    gaps=st.sampled_from([0.0, 0.05, 0.3]),
    wild=st.booleans(),
)
def test_later_weeks_move_nothing(name, seed, cut, gaps, wild):
    statistic = STATISTICS[name]
    values = random_weeks(seed, gaps, wild)
    whole = statistic(values)[:, :cut]
    other = np.random.default_rng(seed + 1)
    scrambled = values.copy()
    scrambled[:, cut:] = other.exponential(100, scrambled[:, cut:].shape)
    scrambled[:, cut:][other.random(scrambled[:, cut:].shape) < 0.3] = np.nan
    np.testing.assert_array_equal(statistic(values[:, :cut]), whole, strict=True)
    np.testing.assert_array_equal(statistic(scrambled)[:, :cut], whole, strict=True)


def test_the_statistic_exists_where_it_is_compared():
    """The comparison above is not one of NaN with NaN."""
    values = random_weeks(1, 0.05, True)
    for name, statistic in STATISTICS.items():
        assert (~np.isnan(statistic(values)[:, 220:])).mean() > 0.5, name
