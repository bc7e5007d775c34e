"""Rows over quarters do what their names say."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.monitoring.event_study import contrasts

QUARTERS, EVENT = 20, 13


@pytest.mark.parametrize("season", range(4))
def test_a_stable_season_and_a_trend_leave_only_the_trend(season: int):
    quarters = np.arange(QUARTERS)
    pattern = np.array([0.3, -0.1, 0.05, -0.25])[(quarters + season) % 4]
    gradient = 0.2 + 0.01 * quarters + pattern
    removed = contrasts.seasons_removed(QUARTERS, EVENT, season, seasonal=True)
    np.testing.assert_allclose(removed @ gradient, 0.2 + 0.01 * quarters, atol=1e-12)
    slope = contrasts.slope_row(QUARTERS, EVENT, season, seasonal=True)
    assert slope @ gradient == pytest.approx(0.01)
    assert (slope[EVENT:] == 0).all()


def test_average_is_after_the_event_against_the_year_before():
    gradient = np.arange(QUARTERS) ** 2.0
    removed = contrasts.seasons_removed(QUARTERS, EVENT, 0, seasonal=False)
    row = contrasts.average_row(removed, EVENT, span=3)
    expected = gradient[13:16].mean() - gradient[9:13].mean()
    assert row @ gradient == pytest.approx(expected)


def test_path_is_zero_in_the_quarter_before_the_event():
    removed = contrasts.seasons_removed(QUARTERS, EVENT, 2, seasonal=True)
    rows = contrasts.path_rows(removed, EVENT)
    assert (rows[EVENT - 1] == 0).all()


def test_departures_are_blind_to_level_and_season_and_to_nothing_else():
    rows = contrasts.departure_rows(QUARTERS, EVENT, 1, seasonal=True)
    assert rows.shape == (EVENT - 4, QUARTERS)
    season = np.array([0.3, -0.1, 0.05, -0.25])[(np.arange(QUARTERS) + 1) % 4]
    np.testing.assert_allclose(rows @ (5.0 + season), 0, atol=1e-12)
    trend = rows @ np.arange(QUARTERS)
    assert np.abs(trend).max() > 0.5
    assert (rows[:, EVENT:] == 0).all()


def test_placebo_dates_have_a_year_on_both_sides_before_the_event():
    assert list(contrasts.placebo_events(8)) == [4]
    assert list(contrasts.placebo_events(13)) == [4, 5, 6, 7, 8, 9]
