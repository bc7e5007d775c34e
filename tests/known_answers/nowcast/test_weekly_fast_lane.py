"""The fast lane on the nation's insured unemployment rate, 1972-1984: development figures.

Months from the start of the recession to the day the alarm was known. The form of the statistic
was chosen on the same three recessions: the first test is in-sample, the second leaves the calm
weeks around one recession out of its threshold. The figures of docs/explanation/weekly-fast-lane.md
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from trimtab.kernel import Frequency, Period, utc
from trimtab.monitoring.compute.alignment import month_ordinals
from trimtab.monitoring.compute.crossings import alarm_months
from trimtab.monitoring.compute.named_rules_weekly import weekly_rise
from trimtab.monitoring.compute.thresholds import ALARM_INDEX, calibrate_thresholds
from trimtab.monitoring.compute.weekly import US_WEEKLY_CLAIMS
from trimtab.monitoring.compute.weekly_statistic import (
    DEFAULT_WEEKLY,
    WeeklySettings,
    weekly_level,
    weekly_statistic,
)
from trimtab.monitoring.types import Direction
from trimtab.ports import SeriesQuery

pytestmark = pytest.mark.shared

RECESSIONS = (("1973-12", "1975-03"), ("1980-02", "1980-07"), ("1981-08", "1982-11"))
DATES = tuple((Period.parse(start), Period.parse(end)) for start, end in RECESSIONS)
STORED_LAG, PUBLISHED_LAG = 12.0, 8.5  # days from the Saturday a week ends
DAYS_A_MONTH = 30.44


class Nation:
    """The weekly statistic of the nation and the weeks that count."""

    def __init__(self, workspace, settings: WeeklySettings = DEFAULT_WEEKLY) -> None:
        query = SeriesQuery(("insured_unemployment_rate",), frequency=Frequency.WEEKLY)
        panel = workspace.store.as_of(utc(date(1986, 1, 1)), query)
        level = weekly_level(panel.values, Direction.RISE, logarithmic=False)
        self.statistic = weekly_statistic(level, ["US"], settings)
        self.rate = panel.values
        months = month_ordinals(panel)
        self.saturday = [period.start + timedelta(days=5) for period in panel.periods]
        near = [(months >= a.ordinal - 6) & (months <= b.ordinal + 6) for a, b in DATES]
        self.calm = ~np.any(near, axis=0)[None, :]
        middles = [(DATES[i][1].ordinal + DATES[i + 1][0].ordinal) // 2 for i in range(2)]
        self.stretch = np.digitize(months, middles)

    def alarms(self, threshold: float) -> np.ndarray:
        return alarm_months(self.statistic, np.array([threshold]))[0]

    def threshold(self, calm: np.ndarray, rate: float) -> float:
        found = calibrate_thresholds(self.statistic, calm, rate, seed=1, per_year=52)
        return found.thresholds[ALARM_INDEX]

    def lags(self, alarms: np.ndarray, release: float) -> tuple[list[float], list[date]]:
        """Months from each start to its first alarm known within [start - 6, end]; false alarms."""
        weeks = [self.saturday[week] for week in np.flatnonzero(alarms)]
        known = [week + timedelta(days=release) for week in weeks]
        lags = []
        for start, end in DATES:
            hits = [day for day in known if (start + -6).start <= day < end.end]
            lags.append((min(hits) - start.start).days / DAYS_A_MONTH if hits else np.nan)
        false = [
            week
            for week, day in zip(weeks, known, strict=True)
            if not any((start + -6).start <= day < (end + 7).start for start, end in DATES)
        ]
        return lags, false


@pytest.fixture(scope="module")
def weekly(nation) -> Nation:
    return Nation(nation)


LENT = dict(zip(US_WEEKLY_CLAIMS.rates, US_WEEKLY_CLAIMS.thresholds, strict=True))
SHOWN = (0.15, 0.40, 0.80)
"""Rates that 6.6 calm years can show; rarer ones lie on the line through their thresholds."""


def rare_threshold(weekly: Nation, calm: np.ndarray, rate: float) -> float:
    """Exponential tail: threshold linear in the logarithm of the rate."""
    thresholds = [weekly.threshold(calm, shown) for shown in SHOWN]
    return float(np.polyval(np.polyfit(np.log(SHOWN), thresholds, 1), np.log(rate)))


@pytest.mark.parametrize(
    ("release", "rate", "published"),
    [
        (PUBLISHED_LAG, 0.05, (1.0, -1.5, 3.7)),
        (STORED_LAG, 0.05, (1.1, -1.4, 3.8)),
        (PUBLISHED_LAG, 0.15, (0.7, -1.8, 3.0)),
    ],
)
def test_in_sample_the_three_recessions_are_known_early_without_a_false_alarm(
    weekly, release, rate, published
):
    lags, false = weekly.lags(weekly.alarms(LENT[rate]), release)
    assert lags == pytest.approx(published, abs=0.1)
    assert false == []


def test_leaving_a_recession_out_the_first_stretch_has_a_false_alarm(weekly):
    lags, false, thresholds = [], [], []
    for left_out in range(3):
        calm = weekly.calm & (weekly.stretch != left_out)[None, :]
        thresholds.append(rare_threshold(weekly, calm, 0.05))
        inside = weekly.alarms(thresholds[-1]) & (weekly.stretch == left_out)
        found, wrong = weekly.lags(inside, PUBLISHED_LAG)
        lags.append(found[left_out])
        false += wrong
    assert thresholds == pytest.approx((0.82, 1.27, 1.14), abs=0.01)
    assert lags == pytest.approx((-2.7, -1.3, 3.5), abs=0.1)
    assert [day.isoformat() for day in false] == ["1972-07-22"]


def test_what_is_lent_is_what_the_nation_showed(weekly):
    for rate, threshold in LENT.items():
        if rate in SHOWN:
            assert weekly.threshold(weekly.calm, rate) == pytest.approx(threshold, abs=0.01)
        else:
            rare = rare_threshold(weekly, weekly.calm, rate)
            assert rare == pytest.approx(threshold, abs=0.01)
    calm_years = (weekly.calm & ~np.isnan(weekly.statistic)).sum() / 52
    assert calm_years == pytest.approx(6.6, abs=0.05)


TRIED = {
    (4, 26): (0.0, -2.0, 3.0),
    (13, 26): (1.4, -1.1, 3.7),
    (4, 52): (0.0, -1.8, 3.0),
    (26, 52): (1.7, -0.6, 4.0),
}


@pytest.mark.parametrize("form", TRIED)
def test_other_windows_at_their_lowest_threshold_without_a_false_alarm(nation, form):
    """In-sample, to choose a form: a longer mean is later."""
    mean, low = form
    weekly = Nation(nation, WeeklySettings(mean=mean, low=low))
    values = weekly.statistic[~np.isnan(weekly.statistic)]
    for threshold in np.quantile(values, np.linspace(0.5, 0.99, 99)):
        lags, false = weekly.lags(weekly.alarms(threshold), PUBLISHED_LAG)
        if not false and not np.isnan(lags).any():
            break
    assert not false
    assert lags == pytest.approx(TRIED[form], abs=0.15)


def test_sos_is_later(weekly):
    alarms = alarm_months(weekly_rise(weekly.rate), np.array([0.0020]))[0]
    lags, false = weekly.lags(alarms, PUBLISHED_LAG)
    assert false == []
    assert lags == pytest.approx((3.0, 0.3, 4.6), abs=0.15)
