"""Kinds of evidence are joined so that none alarms alone, and by what was out at the time."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from trimtab.kernel import Frequency, Period, Region, SeasonalAdjustment, SeriesKey
from trimtab.monitoring.compute.alignment import Grid, highest_released
from trimtab.monitoring.compute.joined import (
    CAP,
    by_release,
    join_capped,
    join_weekly,
    weekly_evidence,
)
from trimtab.monitoring.compute.scan import scan_series
from trimtab.monitoring.compute.thresholds_borrowed import US_NATION, US_STATES
from trimtab.monitoring.types import Direction
from trimtab.tables import Panel, Vintage

FIRST = Period.parse("2015-01")


def grid(regions: tuple[str, ...], months: int) -> Grid:
    shape = (len(regions), months)
    known = np.broadcast_to(FIRST.ordinal + np.arange(months), shape)
    return Grid(tuple(map(Region, regions)), FIRST, np.full(shape, np.nan), known, True)


def weeks(values: np.ndarray, delay_days: int, adjusted: bool = True) -> Panel:
    first = Period.parse("2015-W01")
    kind = SeasonalAdjustment.PUBLISHER if adjusted else SeasonalAdjustment.NONE
    keys = tuple(
        SeriesKey("claims", Region(r), None, None, Frequency.WEEKLY, "share", kind)
        for r in ("CN-310000", "CN-320000")[: len(values)]
    )
    ends = np.array([(first + i).end for i in range(values.shape[1])], dtype="datetime64[us]")
    released = np.broadcast_to(ends + np.timedelta64(delay_days, "D"), values.shape)
    known_at = datetime(2026, 1, 1, tzinfo=UTC)
    return Panel(keys, first, values, released, known_at, Vintage.FINAL_WITH_LAG)


def test_one_kind_of_evidence_however_strong_needs_the_other():
    strong, none = np.array([[9.0]]), np.array([[0.0]])
    alone = join_capped(strong, none)
    assert alone == join_capped(none, strong) == pytest.approx(CAP / 2)
    assert join_capped(strong, strong) == pytest.approx(CAP)
    assert join_weekly(none, strong) == pytest.approx(CAP / 2)


def test_evidence_that_does_not_exist_changes_nothing():
    up, missing = np.array([[9.0, 1.0]]), np.array([[np.nan, np.nan]])
    np.testing.assert_array_equal(join_capped(up, missing), up)
    np.testing.assert_array_equal(join_weekly(up, missing), up)


def test_a_statistic_by_release_is_the_newest_that_was_out():
    values = np.array([[1.0, 2.0, 3.0, 4.0]])
    known = FIRST.ordinal + np.array([[1, 2, 5, 5]])  # the third was two months late
    released = by_release(values, known, grid(("CN-310000",), 6))
    np.testing.assert_array_equal(released, [[np.nan, 1.0, 2.0, 2.0, 2.0, 4.0]])


def test_a_figure_older_than_three_months_no_longer_stands():
    values = np.array([[1.0, np.nan, np.nan, np.nan, np.nan]])
    known = FIRST.ordinal + np.arange(5)[None]
    released = by_release(values, known, grid(("CN-310000",), 5))
    np.testing.assert_array_equal(released, [[1.0, 1.0, 1.0, 1.0, np.nan]])


def test_a_month_holds_the_highest_week_released_in_it():
    weekly = np.arange(10.0)[None]
    weekly[0, 3] = 50.0  # ends 2015-01-26, released twelve days later
    panel = weeks(weekly, 12)
    month = highest_released(weekly, panel, grid(("CN-320000", "CN-310000"), 3))
    assert np.isnan(month[0]).all()  # a region without weeks
    np.testing.assert_array_equal(month[1], [2.0, 50.0, 9.0])


def test_weeks_their_publisher_left_unadjusted_are_adjusted_first():
    generator = np.random.default_rng(3)
    week = np.arange(420)
    season = np.cos(2 * np.pi * week / 52.18)
    values = (0.02 + 0.004 * season + generator.normal(0, 2e-4, 420))[None]
    target = grid(("CN-310000",), 96)
    kept = slice(64, 96)  # after two years of factors and one of changes
    year_round = highest_released(season[None], weeks(values, 12), target)[0, kept]
    untouched = weekly_evidence(weeks(values, 12), target)[0, kept]
    adjusted = weekly_evidence(weeks(values, 12, adjusted=False), target)[0, kept]
    assert np.corrcoef(untouched, year_round)[0, 1] > 0.7
    assert abs(np.corrcoef(adjusted, year_round)[0, 1]) < 0.5


def calm_market(months: int) -> tuple[np.ndarray, np.ndarray]:
    """Unemployment and vacancy rates of twelve regions that only fluctuate."""
    generator = np.random.default_rng(11)
    unemployment = 0.05 * np.exp(generator.normal(0, 0.02, (12, months)))
    vacancies = 0.03 * np.exp(generator.normal(0, 0.02, (12, months)))
    return unemployment, vacancies


def scan(unemployment, vacancies=None):
    calm = np.ones(unemployment.shape, dtype=bool)
    calm[:, 195:] = False
    groups = tuple(map(str, range(len(unemployment))))  # nobody's neighbour
    return scan_series(unemployment, Direction.RISE, False, groups, calm, 0.05, vacancies=vacancies)


def test_a_scan_with_vacancies_judges_both_sides():
    unemployment, vacancies = calm_market(240)
    unemployment[0, 200:] *= 1.3  # unemployment alone rises
    unemployment[1, 200:] *= 1.3
    vacancies[1, 200:] *= 0.7  # both sides worsen
    joined = scan(unemployment, vacancies)
    alarm = joined.calibration.thresholds[2]
    assert joined.statistic[0, 201] < joined.statistic[1, 201] <= CAP
    assert joined.statistic[1, 201] >= alarm > joined.statistic[0, 201]
    assert scan(unemployment).statistic[0, 201] > CAP


def test_a_region_without_vacancies_keeps_its_own_rise():
    unemployment, vacancies = calm_market(240)
    vacancies[3] = np.nan
    alone = [unemployment[3:4], np.full((1, 240), np.nan)]
    plain = scan_series(
        alone[0], Direction.RISE, False, ("a",), np.ones((1, 240), dtype=bool), 0.05
    )
    joined = scan_series(
        unemployment, Direction.RISE, False, tuple("bbbabbbbbbbb"),
        np.ones((12, 240), dtype=bool), 0.05, vacancies=vacancies,
    )  # fmt: skip
    rows = [0, 3]
    assert not np.isnan(joined.statistic[rows, 100:]).any()
    scale = joined.statistic[3, 100:] / plain.statistic[0, 100:]  # neighbours lend scale only
    assert (scale[np.abs(plain.statistic[0, 100:]) > 0.1] > 0).all()


def test_vacancies_that_are_not_out_yet_stand_at_their_newest():
    unemployment, vacancies = calm_market(240)
    late = vacancies.copy()
    late[:, -1] = np.nan
    held = vacancies.copy()
    held[:, -1] = vacancies[:, -2]
    np.testing.assert_array_equal(
        scan(unemployment, late).statistic, scan(unemployment, held).statistic
    )


def test_a_short_record_borrows_what_was_learnt_from_the_same_kinds_of_evidence():
    unemployment, vacancies = calm_market(60)
    alarm = US_NATION.thresholds[US_NATION.rates.index(0.05)]
    assert scan(unemployment[:2], vacancies[:2]).calibration.thresholds[2] == pytest.approx(alarm)
    vacancies[1] = np.nan
    cautious = US_STATES.thresholds[US_STATES.rates.index(0.05)]
    mixed = scan(unemployment[:2], vacancies[:2])
    assert mixed.calibration.thresholds[2] == pytest.approx(cautious)
