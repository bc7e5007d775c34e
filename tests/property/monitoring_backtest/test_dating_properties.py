"""Dates that were final stay, whatever comes after."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.kernel import Period, Region
from trimtab.monitoring.backtest.dating import date_downturns

FIRST = Period.parse("2000-01")
REGIONS = [Region("US-AL")]


def _level(seed: int) -> np.ndarray:
    generator = np.random.default_rng(seed)
    swing = np.sin(np.arange(200) / generator.uniform(5, 12)) * generator.uniform(1, 6)
    return 100 + swing + generator.normal(0, 0.3, 200).cumsum()


@settings(max_examples=60)
@given(seed=st.integers(0, 10_000), cut=st.integers(40, 190), futures=st.integers(1, 10_000))
def test_a_downturn_before_a_later_dated_one_never_moves(seed, cut, futures):
    """The next downturn's peak ends all doubt about the trough before it."""
    past = _level(seed)[:cut]
    future = past[-1] + np.random.default_rng(futures).normal(0, 2, 60).cumsum()
    then = date_downturns(past[None], FIRST, REGIONS)
    now = date_downturns(np.append(past, future)[None], FIRST, REGIONS)
    final = [one for one in then[:-1] if one.end is not None]
    assert final == [one for one in now if one.end is not None][: len(final)]


@settings(max_examples=60)
@given(seed=st.integers(0, 10_000), factor=st.floats(0.01, 1000))
def test_dates_do_not_depend_on_the_unit(seed, factor):
    level = np.round(_level(seed), 3)
    assert date_downturns(level[None], FIRST, REGIONS) == date_downturns(
        level[None] * 2.0 ** round(np.log2(factor)), FIRST, REGIONS
    )


@settings(max_examples=60)
@given(seed=st.integers(0, 10_000))
def test_downturns_of_a_region_do_not_overlap_and_obey_the_rule(seed):
    level = _level(seed)
    ends = [FIRST + -1]
    for one in date_downturns(level[None], FIRST, REGIONS):
        assert one.start > ends[-1]
        if one.end is not None:
            peak, trough = level[one.start - FIRST - 1], level[one.end - FIRST]
            assert one.end - one.start + 1 >= 5 and 1 - trough / peak >= 0.01
            ends.append(one.end)
