"""Facts read off a pass."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from trimtab.kernel import Period
from trimtab.reports import reading


def _signal(synthetic, statistic, thresholds=(1.0, 2.0, 3.0, 4.0)):
    made = synthetic.make_pass().signal
    rows = np.array(statistic, dtype=float)
    return replace(
        made,
        series=made.series[: len(rows)],
        statistic=rows,
        thresholds=np.tile(np.array(thresholds, dtype=float), (len(rows), 1)),
    )


def test_a_level_counts_the_thresholds_reached(synthetic):
    signal = _signal(synthetic, [[0.9, 1.0, 2.5, 9.0, np.nan]])
    assert reading.levels_by_month(signal).tolist() == [[0, 1, 2, 4, -1]]


def test_without_thresholds_no_level_can_be_told(synthetic):
    signal = _signal(synthetic, [[9.0, 0.1]], (np.nan,) * 4)
    assert reading.levels_by_month(signal).tolist() == [[-1, -1]]


def test_shares_leave_out_what_cannot_be_told():
    levels = np.array([[1, -1, 0], [4, -1, -1], [0, -1, 2], [-1, -1, 0]], dtype=np.int8)
    shares = reading.shares_at_or_above(levels)
    assert shares[:, 0] == pytest.approx([2 / 3, 1 / 3, 1 / 3, 1 / 3])
    assert np.isnan(shares[:, 1]).all()
    assert shares[:, 2] == pytest.approx([1 / 3, 1 / 3, 0, 0])


def test_charts_begin_when_half_of_the_series_can_be_judged():
    levels = np.array([[0, 0, 0, 0], [-1, 0, -1, 0], [-1, -1, -1, 1], [-1, 0, 0, 0]], dtype=np.int8)
    assert reading.judged_since(levels) == 1
    assert reading.judged_since(levels[:, :1]) == 0


def test_months_of_a_span_include_both_ends_and_stay_inside():
    first = Period.parse("2008-01")
    spans = ((Period.parse("2007-06"), Period.parse("2008-02")), (first + 4, first + 9))
    assert reading.months_in(spans, first, 6).tolist() == [True, True, False, False, True, True]


def test_an_open_episode_below_level_one_is_not_beyond_its_range(synthetic):
    found = synthetic.make_pass()
    assert len(reading.beyond_now(found)) == len(found.open_episodes) == 3
    calmed = found.signal.statistic.copy()
    calmed[found.signal.series.index(found.open_episodes[0].series), -1] = 1.9
    later = replace(found, signal=replace(found.signal, statistic=calmed))
    assert reading.beyond_now(later) == found.open_episodes[1:]


def test_episodes_of_the_past_are_judged_by_opening_and_end(synthetic):
    found = synthetic.make_pass()
    month = Period.parse("2009-01")
    levels = reading.levels_by_month(found.signal)[:, month - found.signal.first]
    assert len(reading.open_at(found, month)) >= (levels > 0).sum() > 10
    since = reading.opened_since(found, month)
    assert all(episode.opened > month for episode in since)
    assert {e.episode_id for e in found.open_episodes} <= {e.episode_id for e in since}


def test_total_change_is_that_of_the_sum(synthetic):
    found = synthetic.make_pass()
    calm = np.ones(found.adjusted.shape[1], dtype=bool)
    change = reading.total_change(found, calm)
    total = synthetic.employment().sum(axis=0)
    assert change is not None
    assert change.value == pytest.approx(total[-1] / total[-13] - 1)
    assert change.usual_low < change.usual_high


def test_total_change_is_not_told_of_shares_or_of_short_history(synthetic):
    found = synthetic.make_pass()
    calm = np.ones(found.adjusted.shape[1], dtype=bool)
    assert reading.total_change(found, ~calm) is None
    shares = tuple(replace(key, unit="share") for key in found.signal.series)
    rates = replace(found, signal=replace(found.signal, series=shares))
    assert reading.total_change(rates, calm) is None


def test_the_nearest_series_is_the_one_with_the_least_gap(synthetic):
    found = synthetic.make_quiet_pass()
    nearest = reading.nearest_to_threshold(found)
    assert nearest is not None
    row, statistic, threshold = nearest
    assert statistic == np.nanmax(found.signal.statistic[:, -1])
    assert threshold == 2.0 and found.signal.statistic[row, -1] == statistic
