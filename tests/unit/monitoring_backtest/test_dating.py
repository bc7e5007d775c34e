"""Dating downturns on small series."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.kernel import Period, Region, UsageError
from trimtab.monitoring.backtest.dating import (
    DatingRule,
    adjust_with_hindsight,
    date_downturns,
)

FIRST = Period.parse("2000-01")
REGION = Region("US-AL")


def _dated(level, **rule):
    found = date_downturns(np.asarray(level, float)[None], FIRST, [REGION], DatingRule(**rule))
    return [(one.start - FIRST, None if one.end is None else one.end - FIRST) for one in found]


def _path(*turns):
    """Straight lines through (month, level)."""
    months, levels = zip(*turns, strict=True)
    return np.interp(np.arange(months[-1] + 1), months, levels)


def test_a_downturn_runs_from_the_month_after_the_peak_to_the_trough():
    assert _dated(_path((0, 90), (20, 100), (32, 95), (60, 110))) == [(21, 32)]


@pytest.mark.parametrize(("trough", "dated"), [(24, []), (25, [(21, 25)])])
def test_a_downturn_of_four_months_is_too_short(trough, dated):
    assert _dated(_path((0, 90), (20, 100), (trough, 95), (60, 110))) == dated


@pytest.mark.parametrize(("level", "dated"), [(99.1, []), (98.9, [(21, 32)])])
def test_a_fall_below_one_percent_is_no_downturn(level, dated):
    assert _dated(_path((0, 90), (20, 100), (32, level), (60, 110))) == dated


def test_of_equal_months_the_last_is_the_peak_and_the_last_the_trough():
    level = _path((0, 90), (20, 100), (23, 100), (32, 95), (35, 95), (60, 110))
    assert _dated(level) == [(24, 35)]


def test_of_two_peaks_in_a_row_the_higher_one_stays():
    level = _path((0, 90), (20, 100), (22, 99.9), (29, 101), (45, 95), (70, 110))
    assert _dated(level) == [(30, 45)]


def test_no_turning_point_has_a_gap_in_its_window():
    level = _path((0, 90), (20, 100), (32, 95), (60, 110))
    level[26] = np.nan
    assert _dated(level) == []
    level[26], level[40] = 97.5, np.nan
    assert _dated(level) == [(21, 32)]


def test_a_fall_without_a_trough_yet_has_no_end():
    assert _dated(_path((0, 90), (20, 100), (32, 95))) == [(21, None)]
    assert _dated(_path((0, 90), (20, 100), (26, 99.9))) == []


def test_cycles_that_are_too_short_are_merged():
    level = _path((0, 90), (20, 100), (27, 95), (33, 98), (45, 93), (80, 110))
    assert _dated(level) == [(21, 27), (34, 45)]
    assert _dated(level, shortest_cycle=15) == [(21, 45)]


def test_too_short_a_series_has_no_downturn():
    assert _dated(np.arange(12.0) + 1) == []


@pytest.mark.parametrize(
    "wrong",
    [{"window": 0}, {"shortest_downturn": 0}, {"shortest_cycle": -1}, {"least_fall": 1.0}],
)
def test_a_rule_that_is_none_is_refused(wrong):
    with pytest.raises(UsageError) as caught:
        DatingRule(**wrong)
    assert caught.value.code == "BACKTEST-013"


def test_seasons_are_taken_out_and_the_trend_left():
    months = np.arange(120)
    trend = 100 * np.exp(0.002 * months)
    seasonal = trend * np.exp(0.05 * np.sin(2 * np.pi * months / 12))
    adjusted = adjust_with_hindsight(seasonal[None])[0]
    assert np.abs(np.log(adjusted / trend)).max() < 0.002
    assert np.abs(np.log(seasonal / trend)).max() > 0.04
