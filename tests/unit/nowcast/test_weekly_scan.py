"""The weekly fast lane: seasons out, rises in, thresholds per series-year."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError
from trimtab.monitoring.compute.crossings import alarm_months
from trimtab.monitoring.compute.thresholds import ALARM_INDEX
from trimtab.monitoring.compute.weekly import US_WEEKLY_CLAIMS, calm_weeks, scan_weeks
from trimtab.monitoring.compute.weekly_seasonal import adjust_weeks
from trimtab.monitoring.compute.weekly_statistic import (
    WeeklySettings,
    weekly_level,
    weekly_statistic,
)
from trimtab.monitoring.types import Calibration, Direction

WEEKS = 620


def claims(seed: int = 0, series: int = 30) -> np.ndarray:
    """Counts of claims: a slow walk of their own, a season, sampling noise."""
    generator = np.random.default_rng(seed)
    walk = np.cumsum(generator.normal(0, 0.012, (series, WEEKS)), axis=1)
    season = 0.25 * np.cos(2 * np.pi * np.arange(WEEKS) / 52.1775)
    return np.exp(9 + walk + season + generator.normal(0, 0.03, walk.shape))


def test_seasons_are_taken_out_from_the_past():
    weeks = np.arange(WEEKS)
    season = 0.25 * np.cos(2 * np.pi * weeks / 52.1775) + 0.3 * (weeks % 52.1775 < 2)
    trend = 8 + 0.001 * weeks
    adjusted = np.log(adjust_weeks(np.exp(trend + season)[None], multiplicative=True))[0]
    assert np.isnan(adjusted[:120]).all()
    late = slice(260, WEEKS)
    assert np.std((adjusted - trend)[late]) < 0.25 * np.std(season[late])
    additive = adjust_weeks((trend + season)[None], multiplicative=False)[0]
    np.testing.assert_allclose(additive[late], adjusted[late], atol=1e-9)


def test_a_common_rise_is_found_in_weeks_and_a_steady_panel_stays_quiet():
    values = claims()
    values[:, 580:] *= np.exp(np.minimum(0.04 * np.arange(1, 41), 0.5))
    calm = np.ones(values.shape, dtype=bool)
    calm[:, 570:] = False
    adjusted = adjust_weeks(values, multiplicative=True)
    scan = scan_weeks(adjusted, Direction.RISE, True, ["US"] * 30, calm, 0.05)
    assert scan.calibration.calibration is Calibration.OWN
    assert scan.calibration.promised == pytest.approx((0.2, 0.1, 0.05, 0.02))
    assert scan.calibration.series_years == pytest.approx(scan.calm.sum() / 52)
    alarms = alarm_months(scan.statistic, np.array(scan.calibration.thresholds[ALARM_INDEX]))
    first = np.argmax(alarms[:, 580:], axis=1)
    assert alarms[:, 580:].any(axis=1).mean() > 0.9
    assert np.median(first) <= 12
    calm_rate = (alarms & scan.calm).sum() / scan.calm.sum() * 52
    assert calm_rate <= 0.05


def test_a_short_panel_borrows_and_says_so():
    values = claims(series=2)[:, :200]
    calm = np.ones(values.shape, dtype=bool)
    scan = scan_weeks(values, Direction.RISE, True, ["a", "b"], calm, 0.15)
    assert scan.calibration.calibration is Calibration.BORROWED
    assert scan.calibration.thresholds[ALARM_INDEX] == pytest.approx(0.90)
    assert scan.calibration.thresholds[0] == pytest.approx(
        np.interp(np.log(0.6), np.log(US_WEEKLY_CLAIMS.rates), US_WEEKLY_CLAIMS.thresholds)
    )
    assert list(scan.calibration.thresholds) == sorted(set(scan.calibration.thresholds))
    assert scan.calibration.series_years == pytest.approx(scan.calm.sum() / 52)


def test_rates_rise_by_their_root_and_falling_indexes_by_their_logarithm():
    np.testing.assert_allclose(
        weekly_level(np.array([[0.04, -0.01]]), Direction.RISE, False), [[0.2, np.nan]]
    )
    np.testing.assert_allclose(
        weekly_level(np.array([[np.e, 0.0]]), Direction.FALL, True), [[-1.0, np.nan]]
    )


def test_half_own_rise_half_middle_of_the_others_in_any_unit():
    level = np.log(claims(series=3))
    alone = weekly_statistic(level, ["a", "b", "c"])
    pooled = weekly_statistic(level, ["a", "a", "a"])
    assert (~np.isnan(alone)).any(axis=1).all()
    np.testing.assert_allclose(pooled[0], (alone[0] + (alone[1] + alone[2]) / 2) / 2)
    np.testing.assert_allclose(weekly_statistic(7 * level, ["a", "a", "a"]), pooled)


def test_a_week_is_calm_when_the_month_it_ends_in_is():
    calm = np.array([[True, False, True]])
    found = calm_weeks(calm, np.array([-1, 0, 0, 1, 2, 3]))
    np.testing.assert_array_equal(found, [[False, True, True, False, True, False]])
    assert not calm_weeks(calm[:, :0], np.array([0, 1])).any()


def test_settings_that_do_not_go_together_are_refused():
    for wrong in ({"mean": 0}, {"pooling": 1.0}, {"scale_half_life": 0.0}):
        with pytest.raises(InputRejectedError, match="WEEKLY-001"):
            WeeklySettings(**wrong)
