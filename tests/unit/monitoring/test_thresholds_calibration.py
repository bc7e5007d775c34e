"""Thresholds keep their promise on data they never saw, and say when they are borrowed."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError, Period, Region
from trimtab.monitoring.compute.detection import Downturn
from trimtab.monitoring.compute.thresholds import (
    ALARM_INDEX,
    calibrate_thresholds,
    calm_months,
    realised_rate,
    settled_months,
    too_short,
)
from trimtab.monitoring.compute.thresholds_borrowed import US_STATES, calibrate_or_borrow
from trimtab.monitoring.types import Calibration

PROMISED = 0.05


def noise(series: int, months: int, seed: int) -> np.ndarray:
    """Persistent noise with a common part: what a calm statistic looks like."""
    generator = np.random.default_rng(seed)
    shocks = generator.normal(0, 1, (series, months)) + 0.5 * generator.normal(0, 1, (1, months))
    values = np.zeros((series, months))
    for month in range(1, months):
        values[:, month] = 0.8 * values[:, month - 1] + shocks[:, month]
    return values


def test_the_promise_holds_on_calm_history_that_set_no_threshold():
    trained, fresh = noise(40, 300, 1), noise(40, 300, 2)
    everything = np.ones(trained.shape, dtype=bool)
    threshold = calibrate_thresholds(trained, everything, PROMISED, 3).thresholds[ALARM_INDEX]
    realised = realised_rate(fresh, everything, threshold, 4)
    assert realised.low <= PROMISED <= realised.high
    assert realised.value == pytest.approx(PROMISED, rel=0.5)


def test_the_promise_holds_on_average_though_history_is_short_and_moves_together():
    """Alarms that come in clusters make history a poor guide; the promise is about new months."""
    rates = []
    for seed in range(12):
        trained, fresh = noise(10, 240, seed), noise(10, 1200, 100 + seed)
        common = np.random.default_rng(200 + seed).normal(0, 2, 1440).cumsum()
        common -= np.convolve(common, np.ones(24) / 24, "same")
        trained, fresh = trained + common[:240], fresh + common[240:]
        everything = np.ones(trained.shape, dtype=bool)
        limit = calibrate_thresholds(trained, everything, PROMISED, 3, 100).thresholds[ALARM_INDEX]
        everything = np.ones(fresh.shape, dtype=bool)
        rates.append(realised_rate(fresh, everything, limit, 4, 1).value)
    assert 0.4 * PROMISED <= np.mean(rates) <= 1.1 * PROMISED


def test_weeks_are_counted_as_weeks():
    statistic = noise(20, 520, 21)
    calm = np.ones(statistic.shape, dtype=bool)
    weekly = calibrate_thresholds(statistic, calm, PROMISED, 22, 50, per_year=52)
    assert weekly.series_years == pytest.approx(20 * 520 / 52)
    monthly = calibrate_thresholds(statistic, calm, PROMISED * 12 / 52, 22, 50)
    rate = realised_rate(statistic, calm, weekly.thresholds[ALARM_INDEX], 1, 10, per_year=52)
    assert rate.value <= PROMISED
    assert weekly.thresholds[ALARM_INDEX] == pytest.approx(
        monthly.thresholds[ALARM_INDEX], rel=0.15
    )
    assert settled_months(statistic, per_year=52).argmax() == 103


def test_the_interval_of_a_short_record_has_a_width():
    statistic = noise(20, 24, 23)
    rate = realised_rate(statistic, np.ones(statistic.shape, dtype=bool), 2.0, 24)
    assert rate.low < rate.value < rate.high


def test_no_alarm_in_ten_years_does_not_prove_there_is_none():
    statistic = np.zeros((1, 120))
    rate = realised_rate(statistic, np.ones(statistic.shape, dtype=bool), 1.0, 25)
    assert (rate.value, rate.low) == (0, 0)
    assert rate.high == pytest.approx(0.2996, abs=1e-4)  # -ln 0.05 in ten years


def test_levels_rise_and_their_promises_fall():
    statistic = noise(30, 240, 5)
    result = calibrate_thresholds(statistic, np.ones(statistic.shape, dtype=bool), PROMISED, 6)
    assert list(result.thresholds) == sorted(result.thresholds)
    assert result.promised == pytest.approx((0.20, 0.10, 0.05, 0.02))
    for (low, high), threshold in zip(result.intervals, result.thresholds, strict=True):
        assert low <= threshold <= high
    assert result.calibration is Calibration.OWN
    assert result.series_years == pytest.approx(30 * 240 / 12)


def test_a_downturn_in_the_history_does_not_raise_the_threshold():
    statistic = noise(30, 240, 7)
    calm = np.ones(statistic.shape, dtype=bool)
    calm[:, 100:140] = False
    shaken = statistic.copy()
    shaken[:, 105:130] += 50
    plain = calibrate_thresholds(statistic, calm, PROMISED, 8).thresholds
    with_downturn = calibrate_thresholds(shaken, calm, PROMISED, 8).thresholds
    assert with_downturn == pytest.approx(plain, rel=0.1)


def test_the_same_seed_gives_the_same_thresholds():
    statistic = noise(10, 240, 9)
    calm = np.ones(statistic.shape, dtype=bool)
    first, second = (calibrate_thresholds(statistic, calm, PROMISED, 10) for _ in range(2))
    assert first == second


def test_a_short_panel_borrows_and_says_so():
    statistic = noise(3, 36, 11)  # nine series-years: no false alarm was to be expected yet
    result = calibrate_or_borrow(statistic, np.ones(statistic.shape, dtype=bool), PROMISED, 12)
    assert result.calibration is Calibration.BORROWED
    assert result.thresholds[ALARM_INDEX] == pytest.approx(
        US_STATES.thresholds[US_STATES.rates.index(PROMISED)]
    )
    assert np.isnan(result.realised).all()


def test_many_series_over_few_months_borrow_too():
    statistic = noise(52, 240, 31)
    calm = np.zeros(statistic.shape, dtype=bool)
    calm[:, 60:65] = True  # 22 series-years, five months
    calm[0] = True  # and one series that was always calm
    assert too_short(statistic, calm, PROMISED)
    result = calibrate_or_borrow(statistic, calm, PROMISED, 32)
    assert result.calibration is Calibration.BORROWED
    calm[:, 60:108] = True
    assert calibrate_or_borrow(statistic, calm, PROMISED, 32).calibration is Calibration.OWN
    assert too_short(statistic, calm, PROMISED, per_year=52)  # 48 weeks are not four years


def test_months_near_downturns_are_not_calm():
    regions = (Region("CN-310000"), Region("CN-320000"))
    downturn = Downturn(regions[0], Period.parse("2010-10"), Period.parse("2010-12"))
    calm = calm_months([downturn], regions, Period.parse("2010-01"), 24)
    assert np.flatnonzero(~calm[0]).tolist() == list(range(3, 18))  # April 2010 to June 2011
    assert calm[1].all()


def test_a_national_downturn_at_the_start_of_the_record_is_calm_for_nobody():
    regions = tuple(Region(f"CN-{code}0000") for code in (31, 32, 33, 34, 35))
    early = [Downturn(r, Period.parse("2011-01"), Period.parse("2011-06")) for r in regions[:2]]
    late = [Downturn(r, Period.parse("2018-01"), Period.parse("2018-06")) for r in regions[:2]]
    calm = calm_months(early + late, regions, Period.parse("2010-01"), 120)
    assert not calm[4, : 12 + 6 + 6].any()
    assert calm[4, 24:].all()  # a later one is: there the region's record would show a start
    assert not calm[0, 96:102].any()


def test_the_first_two_years_after_a_start_or_gap_are_not_settled():
    statistic = np.zeros((1, 100))
    statistic[0, :10] = np.nan
    statistic[0, 50:90] = np.nan
    settled = settled_months(statistic)[0]
    assert np.flatnonzero(settled).tolist() == list(range(33, 62))


@pytest.mark.parametrize("rate", [0.0, -0.1, 1.5])
def test_impossible_rates_are_refused(rate):
    with pytest.raises(InputRejectedError) as refused:
        calibrate_or_borrow(noise(3, 36, 1), np.ones((3, 36), dtype=bool), rate, 1)
    assert refused.value.code == "MONITORING-012"


def test_a_statistic_that_never_rises_cannot_set_a_threshold():
    statistic = -np.ones((3, 36))
    with pytest.raises(InputRejectedError) as refused:
        calibrate_thresholds(statistic, np.ones((3, 36), dtype=bool), PROMISED, 1)
    assert refused.value.code == "MONITORING-013"
