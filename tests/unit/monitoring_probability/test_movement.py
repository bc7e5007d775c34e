"""Which series a probability is read from."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError, Occupation, Period, SeriesKey
from trimtab.monitoring.probability.movement import common_level, movements

FIRST = Period.parse("2000-01")


def walk(rows: int, months: int = 120, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(rows, months)).cumsum(axis=1)


def test_a_common_path_is_recovered_whatever_the_scale_of_the_series():
    shared = 10 * np.sin(np.arange(240) / 20)
    scales = np.array([[0.01], [1.0], [5.0], [100.0], [3.0], [0.2], [7.0]])
    found = common_level(scales * (shared + 0.05 * walk(7, 240)))[0]
    exists = ~np.isnan(found)
    assert exists.sum() > 200
    change = np.diff(shared[exists])
    assert np.corrcoef(np.diff(found[exists]), change)[0, 1] > 0.9


def test_regions_give_the_country_and_each_region(states):
    country, parts = movements(states.series, FIRST, states.level, states.statistic)
    assert (country.national, parts.national) == (True, False)
    assert [str(region) for region in country.regions] == ["US"]
    assert len(parts.regions) == 6
    assert np.array_equal(parts.statistic, states.statistic, equal_nan=True)


def test_the_countrys_own_series_comes_before_its_industries(series_key):
    both = [series_key("US", "21"), series_key("US"), *(series_key("US", str(c)) for c in range(5))]
    level = walk(7)
    (found,) = movements(both, FIRST, level, level)
    (alone,) = movements([both[1]], FIRST, level[1:2], level[1:2])
    assert np.array_equal(found.statistic, alone.statistic, equal_nan=True)


def test_cells_and_a_handful_of_industries_give_none(series_key):
    level = walk(4)
    cells = [series_key("US-AL", str(code)) for code in range(4)]
    assert movements(cells, FIRST, level, level) == ()
    few = [series_key("US", str(code)) for code in range(4)]
    assert movements(few, FIRST, level, level) == ()
    base = series_key("US-AL")
    nurse = SeriesKey(
        base.indicator, base.region, None, Occupation("SOC@2018:29-1141"), base.frequency, "share"
    )
    assert movements([nurse], FIRST, level[:1], level[:1]) == ()


def test_shapes_that_disagree_are_refused(series_key):
    with pytest.raises(InputRejectedError) as refused:
        movements([series_key("US")], FIRST, walk(1, 50), walk(1, 49))
    assert refused.value.code == "PROBABILITY-001"
