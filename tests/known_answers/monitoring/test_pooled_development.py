"""The baseline on the development data: what docs/explanation/detector.md claims, roughly.

Bounds, not equalities: they catch a broken detector, not a rounding.
"""

from __future__ import annotations

import numpy as np

from trimtab.kernel import Period
from trimtab.monitoring.compute.alignment import lay_on_months
from trimtab.monitoring.compute.crossings import alarm_months
from trimtab.monitoring.compute.detection import DetectorInputs
from trimtab.monitoring.compute.named_rules import SAHM
from trimtab.monitoring.compute.pooled import DEFAULT_POOLING, own_scale_statistic
from trimtab.monitoring.compute.pooled_detector import SEED, PooledDetector, indicate_pooled
from trimtab.monitoring.compute.seasonal import adjusted_grid
from trimtab.monitoring.compute.thresholds import (
    ALARM_INDEX,
    calibrate_thresholds,
    calm_months,
    settled_months,
)
from trimtab.monitoring.compute.thresholds_borrowed import US_NATION, US_STATES
from trimtab.monitoring.types import Calibration

STARTS = [Period.parse(text) for text in ("1970-01", "1973-12", "1980-02", "1981-08")]


def first_known_lags(fitted, inputs, ends) -> list[int | None]:
    """Months from each recession's start to the month its first alarm was known."""
    indicator = fitted.indicate(inputs)
    threshold = np.array([fitted.thresholds[ALARM_INDEX]])
    columns = np.flatnonzero(alarm_months(indicator.values, threshold)[0])
    known = indicator.known[0, columns]
    lags: list[int | None] = []
    for start, end in zip(STARTS, ends, strict=True):
        inside = known[(known >= start.ordinal - 6) & (known <= end.ordinal)]
        lags.append(int(inside[0]) - start.ordinal if inside.size else None)
    return lags


def test_trained_to_1966_it_finds_four_recessions_sooner_than_sahm(us_nation):
    ends = [d.end for d in us_nation.downturns if d.start in STARTS]
    fitted = PooledDetector().fit(
        us_nation.inputs, us_nation.downturns, Period.parse("1966-12"), 0.05
    )
    assert fitted.calibration.calibration is Calibration.OWN
    assert fitted.uses_vacancies
    assert not fitted.uses_claims  # claims begin in 1971: the thresholds never saw them
    ours = first_known_lags(fitted, us_nation.inputs, ends)
    sahm = first_known_lags(SAHM, us_nation.inputs, ends)
    assert None not in ours
    assert None not in sahm
    assert np.mean(ours) <= np.mean(sahm) - 1


def test_it_does_not_wait_for_vacancies(us_nation):
    inputs = DetectorInputs(us_nation.inputs.unemployment, us_nation.inputs.vacancies)
    fitted = PooledDetector().fit(inputs, us_nation.downturns, Period.parse("1984-12"), 0.05)
    indicator = fitted.indicate(inputs)
    reference = indicator.first.ordinal + np.arange(indicator.values.shape[1])
    assert set((indicator.known[0] - reference).tolist()) == {1}


def test_trained_to_1978_weekly_claims_find_the_next_two_recessions_when_they_are_released(
    us_nation,
):
    """Known in the month of release: 0 and 3 months after the start, nothing false."""
    fitted = PooledDetector().fit(
        us_nation.inputs, us_nation.downturns, Period.parse("1978-12"), 0.05
    )
    assert fitted.uses_claims
    indicator = fitted.indicate(us_nation.inputs)
    reference = indicator.first.ordinal + np.arange(indicator.values.shape[1])
    np.testing.assert_array_equal(indicator.known[0], reference)
    alarms = alarm_months(indicator.values, np.array([fitted.thresholds[ALARM_INDEX]]))[0]
    later = [indicator.first + int(column) for column in np.flatnonzero(alarms)]
    lags = [
        month - start
        for month, start in zip([m for m in later if m > Period.parse("1978-12")], STARTS[2:],
                                strict=True)
    ]  # fmt: skip
    assert np.mean(lags) <= 1.6


def test_states_by_thresholds_that_saw_only_1976_to_1988(us_states):
    """Of the 30 downturns that start in 1989-91, most are found within four months."""
    fitted = PooledDetector().fit(
        us_states.inputs, us_states.downturns, Period.parse("1988-12"), 0.05
    )
    assert fitted.calibration.calibration is Calibration.OWN
    indicator = fitted.indicate(us_states.inputs)
    alarms = alarm_months(indicator.values, np.array([fitted.thresholds[ALARM_INDEX]]))
    lags = []
    for downturn in us_states.downturns:
        if "1989-01" <= str(downturn.start) <= "1991-12":
            start, end = downturn.start - indicator.first, downturn.end - indicator.first
            row = indicator.regions.index(downturn.region)
            found = np.flatnonzero(alarms[row, start - 6 : end + 1]) - 6
            lags.append(found[0] if found.size else np.inf)
    assert len(lags) == 30
    assert np.mean(np.isfinite(lags)) >= 0.8
    assert np.median(lags) <= 4


def test_one_region_without_neighbours_still_has_a_statistic(us_states):
    alone = DetectorInputs(us_states.inputs.unemployment.select([4]))
    indicator = PooledDetector().fit(alone, (), Period.parse("1999-12"), 0.05).indicate(alone)
    assert not np.isnan(indicator.values[0, 60:]).any()
    level = adjusted_grid(lay_on_months(alone.unemployment)).values
    np.testing.assert_array_equal(indicator.values, own_scale_statistic(level))


def test_thresholds_lent_to_others_are_those_of_these_data(us_nation, us_states):
    """Rates and thresholds of ``thresholds_borrowed``, made again from their sources."""
    nation = DetectorInputs(us_nation.inputs.unemployment, us_nation.inputs.vacancies)
    for lender, inputs, downturns, uses in (
        (US_STATES, us_states.inputs, us_states.downturns, (False, False)),
        (US_NATION, nation, us_nation.downturns, (True, False)),
    ):
        indicator = indicate_pooled(inputs, DEFAULT_POOLING, *uses)
        months = indicator.values.shape[1]
        calm = calm_months(downturns, indicator.regions, indicator.first, months)
        calm &= settled_months(indicator.values)
        made = [
            calibrate_thresholds(indicator.values, calm, rate, SEED).thresholds[ALARM_INDEX]
            for rate in lender.rates
        ]
        np.testing.assert_allclose(made, lender.thresholds, atol=0.006)
