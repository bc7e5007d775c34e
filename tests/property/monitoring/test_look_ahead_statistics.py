"""Nothing after a month may move that month: every statistic, on random matrices with gaps.

Cutting the matrix after month t and scrambling what follows must both leave every value up to t
identical to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.kernel import Period
from trimtab.monitoring.compute.alignment import Grid
from trimtab.monitoring.compute.joined import by_release, join_rises, latest_rises
from trimtab.monitoring.compute.named_rules import fall_below_high, rise_above_low
from trimtab.monitoring.compute.named_rules_weekly import weekly_rise
from trimtab.monitoring.compute.pooled import (
    baseline_statistic,
    measure_rises,
    own_scale,
    own_scale_changes,
    own_scale_statistic,
    pool_rises,
)
from trimtab.monitoring.compute.scan import pooled_statistic
from trimtab.monitoring.compute.seasonal import adjust_seasonally
from trimtab.monitoring.types import Direction
from trimtab.stats import recursive_scale, trailing_maximum, trailing_mean, trailing_minimum

Matrix = npt.NDArray[np.float64]
FIRST = Period.parse("2015-01")
SPRING_FESTIVALS = tuple(
    date.fromisoformat(day)
    for day in (
        "2015-02-19", "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25",
        "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29",
    )
)  # fmt: skip

STATISTICS: dict[str, Callable[[Matrix], Matrix]] = {
    "trailing mean": lambda x: trailing_mean(x, 3, 2),
    "trailing minimum": lambda x: trailing_minimum(x, 1, 12),
    "trailing maximum": lambda x: trailing_maximum(x, 0, 5),
    "recursive scale": lambda x: recursive_scale(x, 24.0),
    "own scale": own_scale,
    "own-scale statistic": own_scale_statistic,
    "own-scale changes": lambda x: own_scale_changes(x)[:, :, 1],
    "unemployment and vacancies joined": lambda x: joined_statistic(x),  # defined below
    "pooled statistic": lambda x: baseline_statistic(x, ["a", "b"] * (len(x) // 2)),
    "additive adjustment": lambda x: adjust_seasonally(x, FIRST, False).adjusted,
    "multiplicative adjustment": lambda x: adjust_seasonally(x, FIRST, True).adjusted,
    "festival adjustment": lambda x: (
        adjust_seasonally(x, FIRST, True, festivals=SPRING_FESTIVALS).adjusted
    ),
    "adjusted, then pooled": lambda x: baseline_statistic(
        adjust_seasonally(x, FIRST, False).adjusted, ["a"] * len(x)
    ),
    "scan with vacancies": lambda x: scanned_with_vacancies(x),  # defined below
    "unemployment rise": rise_above_low,
    "vacancy fall": fall_below_high,
    "weekly rise": weekly_rise,
}


def joined_statistic(values: Matrix) -> Matrix:
    """Three regions: the first rows as unemployment, the others as vacancies known months late."""
    up, down = measure_rises(values[:3]), measure_rises(-values[3:])
    reference = np.broadcast_to(np.arange(values.shape[1]), up.own.shape)
    late = latest_rises(down, reference + 2, reference)
    pooled = pool_rises(join_rises(up, late), ["a"] * 3)
    target = Grid((), FIRST, pooled, reference, True)
    return by_release(pooled, reference + FIRST.ordinal + 1, target)


def scanned_with_vacancies(values: Matrix) -> Matrix:
    """Three regions; the vacancies of one begin years after the others', one has none."""
    vacancies = values[3:].copy()
    vacancies[1, :70] = np.nan
    vacancies[2] = np.nan
    return pooled_statistic(values[:3], Direction.RISE, False, ["a"] * 3, vacancies)


def random_matrix(seed: int, gaps: float, wild: bool) -> Matrix:
    """Six positive series of ten years with seasons, a common turn, gaps and outliers."""
    generator = np.random.default_rng(seed)
    months = np.arange(120)
    season = generator.normal(0, 0.3, (6, 12))[:, months % 12]
    walk = np.cumsum(generator.normal(0, 0.1, (6, 120)), axis=1)
    values = np.exp(1 + season + walk + 0.5 * (months > 80))
    if wild:
        values[generator.random(values.shape) < 0.02] *= 50
    values[generator.random(values.shape) < gaps] = np.nan
    return values


@pytest.mark.parametrize("name", STATISTICS)
@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    cut=st.integers(1, 119),
    gaps=st.sampled_from([0.0, 0.05, 0.4]),
    wild=st.booleans(),
)
def test_the_future_moves_nothing(name, seed, cut, gaps, wild):
    statistic = STATISTICS[name]
    values = random_matrix(seed, gaps, wild)
    whole = statistic(values)[:, :cut]
    scrambled = values.copy()
    other = np.random.default_rng(seed + 1)
    scrambled[:, cut:] = other.exponential(100, scrambled[:, cut:].shape)
    scrambled[:, cut:][other.random(scrambled[:, cut:].shape) < 0.3] = np.nan
    np.testing.assert_array_equal(statistic(values[:, :cut]), whole, strict=True)
    np.testing.assert_array_equal(statistic(scrambled)[:, :cut], whole, strict=True)


def test_the_test_would_notice():
    """A statistic that looks one month ahead fails the comparison above."""
    values = random_matrix(1, 0.0, False)
    ahead = np.roll(values, -1, axis=1)
    assert not np.array_equal(ahead[:, :60], np.roll(values[:, :60], -1, axis=1), equal_nan=True)
