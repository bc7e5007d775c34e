"""Causal seasonal adjustment: what it removes, what it leaves, what it refuses."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError, Period
from trimtab.monitoring.compute.seasonal import SeasonalSettings, adjust_seasonally
from trimtab.monitoring.compute.seasonal_festival import festival_shares

FIRST = Period.parse("2000-01")
MONTHS = np.arange(120)
SEASON = np.array([3, 2, 1, 0, -1, -3, -4, -2, 0, 1, 1, 2.0])
SETTLED = slice(36, None)
FESTIVALS = tuple(
    date.fromisoformat(day)
    for day in (
        "2000-02-05", "2001-01-24", "2002-02-12", "2003-02-01", "2004-01-22", "2005-02-09",
        "2006-01-29", "2007-02-18", "2008-02-07", "2009-01-26",
    )
)  # fmt: skip


def test_a_fixed_season_is_removed_and_the_trend_kept():
    trend = 50 + 0.1 * MONTHS
    result = adjust_seasonally((trend + SEASON[MONTHS % 12])[None], FIRST, False)
    np.testing.assert_allclose(result.adjusted[0, SETTLED], trend[SETTLED], atol=1e-9)


def test_multiplicative_seasons_of_counts():
    trend = 1000 * 1.005**MONTHS
    counts = trend * np.exp(SEASON[MONTHS % 12] / 10)
    result = adjust_seasonally(counts[None], FIRST, True)
    np.testing.assert_allclose(result.adjusted[0, SETTLED], trend[SETTLED], rtol=1e-9)


def test_nothing_is_adjusted_before_two_years_of_deviations():
    result = adjust_seasonally((50 + SEASON[MONTHS % 12])[None], FIRST, False)
    assert np.isnan(result.adjusted[0, :30]).all()
    assert not np.isnan(result.adjusted[0, 30:]).any()
    assert result.years[0, 29] == 1
    assert result.years[0, 30] == 2


def test_an_outlier_hardly_moves_the_season_of_later_years():
    clean = 50 + SEASON[MONTHS % 12] + np.random.default_rng(5).normal(0, 0.2, 120)
    wild = clean.copy()
    wild[60] += 40  # a pandemic month
    difference = (
        adjust_seasonally(wild[None], FIRST, False).adjusted
        - adjust_seasonally(clean[None], FIRST, False).adjusted
    )
    assert difference[0, 60] == pytest.approx(40, abs=1e-9)  # the shock itself stays visible
    assert np.abs(difference[0, 72:]).max() < 1.0


def test_a_gap_stays_a_gap_and_spoils_no_other_month():
    values = 50 + 0.1 * MONTHS + SEASON[MONTHS % 12]
    with_gap = values.copy()
    with_gap[[58, 59]] = np.nan
    result = adjust_seasonally(with_gap[None], FIRST, False)
    assert np.flatnonzero(np.isnan(result.adjusted[0, SETTLED])).tolist() == [22, 23]
    kept = np.setdiff1d(np.arange(36, 120), [58, 59])
    np.testing.assert_allclose(result.adjusted[0, kept], 50 + 0.1 * kept, atol=1e-9)


def test_the_moving_festival_is_learnt_from_the_past():
    shares = festival_shares(FIRST, 120, FESTIVALS)
    effect = -0.20 * shares[0] + 0.05 * shares[1]
    noise = np.random.default_rng(9).normal(0, 0.002, 120)
    counts = 1000 * np.exp(SEASON[MONTHS % 12] / 10 + effect + noise)
    plain = adjust_seasonally(counts[None], FIRST, True).adjusted[0, 60:]
    moved = adjust_seasonally(counts[None], FIRST, True, festivals=FESTIVALS).adjusted[0, 60:]
    assert np.log(moved).std() < 0.5 * np.log(plain).std()


def test_festival_shares_are_days_of_the_month():
    by_month = festival_shares(Period.parse("2004-01"), 3, FESTIVALS)
    mean = np.mean(
        [festival_shares(Period.parse(f"{y}-01"), 3, FESTIVALS) for y in range(2000, 2010)], axis=0
    )
    assert np.abs(mean).max() < 1e-12  # the mean over the years given is taken out
    spread = by_month[1] - festival_shares(Period.parse("2007-01"), 3, FESTIVALS)[1]
    # 22 January 2004: 10 of the 20 days from the day on lie in January; 18 February 2007: none
    assert spread[0] == pytest.approx(10 / 20)


@pytest.mark.parametrize(
    "wrong", [{"years": 0}, {"recency": 1.2}, {"clip": 0}, {"years_needed": 9}]
)
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(InputRejectedError) as refused:
        SeasonalSettings(**wrong)
    assert refused.value.code == "MONITORING-010"


@pytest.mark.parametrize("dates", [FESTIVALS[:5], (*FESTIVALS[:-1], date(2009, 6, 1))])
def test_festival_dates_must_cover_the_data(dates):
    with pytest.raises(InputRejectedError) as refused:
        adjust_seasonally(np.ones((1, 120)), FIRST, True, festivals=dates)
    assert refused.value.code == "MONITORING-011"
