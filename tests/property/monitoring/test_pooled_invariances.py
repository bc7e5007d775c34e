"""What the baseline's statistic must not depend on, and what it must."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trimtab.kernel import InputRejectedError
from trimtab.monitoring.compute.pooled import (
    PoolingSettings,
    baseline_statistic,
    own_scale_statistic,
    signed_level,
)
from trimtab.monitoring.types import Direction
from trimtab.stats import leave_one_out_median, median_along

cells = st.one_of(st.floats(-1e6, 1e6), st.just(np.nan))
matrices = st.tuples(st.integers(1, 9), st.integers(1, 5)).flatmap(
    lambda shape: arrays(float, shape, elements=cells)
)


@given(matrices)
def test_leave_one_out_median_is_the_median_of_the_others(values):
    expected = np.full_like(values, np.nan)
    for row, column in np.ndindex(values.shape):
        others = np.delete(values[:, column], row)
        others = others[~np.isnan(others)]
        if others.size:
            expected[row, column] = np.median(others)
    np.testing.assert_allclose(leave_one_out_median(values), expected, rtol=1e-12)


@given(matrices)
def test_median_along_is_the_median_of_what_exists(values):
    expected = [
        np.median(column[~np.isnan(column)]) if (~np.isnan(column)).any() else np.nan
        for column in values.T
    ]
    np.testing.assert_allclose(median_along(values, 0), expected, rtol=1e-12)


def walks(seed: int, series: int = 8) -> np.ndarray:
    generator = np.random.default_rng(seed)
    return np.cumsum(generator.normal(0, 1, (series, 120)), axis=1)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), factor=st.floats(0.01, 100), shift=st.floats(-50, 50))
def test_units_do_not_matter(seed, factor, shift):
    level = walks(seed)
    own = own_scale_statistic(level)
    np.testing.assert_allclose(
        own_scale_statistic(level * factor + shift), own, rtol=1e-6, atol=1e-6
    )


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_order_of_series_does_not_matter(seed):
    level = walks(seed)
    order = np.random.default_rng(seed).permutation(len(level))
    groups = np.array(["a", "a", "b", "b", "b", "a", "c", "b"])
    whole = baseline_statistic(level, groups)
    np.testing.assert_allclose(baseline_statistic(level[order], groups[order]), whole[order])


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_group_does_not_hear_another_beyond_the_common_prior(seed):
    """A series alone in its group keeps its own rise."""
    level = walks(seed)
    alone = baseline_statistic(level, [str(row) for row in range(len(level))])
    np.testing.assert_array_equal(alone, own_scale_statistic(level))


def test_a_shock_to_all_is_seen_more_clearly_than_a_shock_to_one():
    level = walks(4, 20)
    one, everyone = level.copy(), level.copy()
    one[0, 100:] += 4
    everyone[:, 100:] += 4
    groups = ["a"] * 20
    assert baseline_statistic(everyone, groups)[0, 101] > baseline_statistic(one, groups)[0, 101]
    assert baseline_statistic(one, groups)[0, 101] > baseline_statistic(level, groups)[0, 101]


def test_a_fall_of_jobs_and_a_rise_of_unemployment_point_the_same_way():
    jobs = np.array([[100.0, 90.0, 0.0]])
    fallen = signed_level(jobs, Direction.FALL, True)
    assert fallen[0, 1] > fallen[0, 0]
    assert np.isnan(fallen[0, 2])  # no logarithm of nothing: a gap
    assert (signed_level(jobs, Direction.RISE, False) == jobs).all()


@pytest.mark.parametrize(
    "wrong", [{"own_months": 0}, {"pooling": 1.0}, {"group_months": ()}, {"scale_half_life": 0}]
)
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(InputRejectedError) as refused:
        PoolingSettings(**wrong)
    assert refused.value.code == "MONITORING-014"
