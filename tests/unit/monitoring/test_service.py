"""A pass over a synthetic panel: the injected fall is found, calm series stay quiet."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from trimtab.classifications import spring_festival
from trimtab.kernel import (
    Frequency,
    Industry,
    InputRejectedError,
    Period,
    Region,
    SeasonalAdjustment,
    SeriesKey,
    UnknownCodeError,
    parse_instant,
)
from trimtab.messages import LANGUAGES
from trimtab.monitoring import (
    Calibration,
    EpisodeStatus,
    MonitoringService,
    reason_sentence,
)
from trimtab.tables import Panel, Vintage

MONTHS, FALL_FROM = 240, 228
FIRST = Period.parse("2000-01")


class OnePanelStore:
    """A PanelStore that holds one panel in memory."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel

    def as_of(self, instant, query):
        rows = [
            i for i, key in enumerate(self.panel.series)
            if key.indicator in query.indicators and key.frequency is query.frequency
        ]  # fmt: skip
        known = self.panel.select(rows).known_by(instant)
        if not rows:
            return known
        last = int(np.flatnonzero(~np.isnan(known.values).all(axis=0))[-1]) + 1
        return Panel(
            known.series, known.first, known.values[:, :last], known.released[:, :last],
            instant, known.vintage,
        )  # fmt: skip

    def series(self, query):
        return self.panel.series

    def batches(self):
        return ()


def panel(months: int = MONTHS, fall: float = 0.15, adjustment=SeasonalAdjustment.NONE) -> Panel:
    """30 synthetic industries with seasons and noise; the first falls in the last year."""
    generator = np.random.default_rng(5)
    season = 1 + 0.05 * np.sin(2 * np.pi * np.arange(months) / 12)
    values = 1e5 * season * np.exp(generator.normal(0, 0.004, (30, months)).cumsum(axis=1) * 0.3)
    values[0, FALL_FROM:] *= np.linspace(1, 1 - fall, max(months - FALL_FROM, 0))
    series = tuple(
        SeriesKey("employment", Region("US"), Industry(f"NAICS@2022:{code}"), None,
                  Frequency.MONTHLY, "count", adjustment)
        for code in range(100, 130)
    )  # fmt: skip
    ends = [np.datetime64((FIRST + step).end, "us") + np.timedelta64(5, "D")
            for step in range(months)]  # fmt: skip
    released = np.tile(np.array(ends), (30, 1))
    known_at = datetime(2030, 1, 1, tzinfo=UTC)
    return Panel(series, FIRST, values, released, known_at, Vintage.FINAL_WITH_LAG)


def run(given: Panel, instant: str = "2020-02", *indicators: str):
    service = MonitoringService(OnePanelStore(given), lambda country, at: ())
    return service.run(parse_instant(instant), indicators)


@pytest.fixture(scope="module")
def found():
    (one,) = run(panel())
    return one


def test_the_fall_is_open_and_on_top(found):
    first = found.open_episodes[0]
    assert first.series.industry == Industry("NAICS@2022:100")
    assert first.level >= 3
    assert first.opened >= FIRST + FALL_FROM
    assert first.statistic.low <= first.statistic.value <= first.statistic.high
    assert first.statistic.value >= first.threshold > first.clears_below > 0
    assert [alarm.known > alarm.reference for alarm in first.alarms] == [True]


def test_before_the_fall_it_was_not_known():
    (one,) = run(panel(), "2018-12")
    assert one.last_period == Period.parse("2018-11")
    fallen = (e for e in one.open_episodes if e.series.industry == Industry("NAICS@2022:100"))
    assert next(fallen, None) is None


def test_what_a_replay_says_is_what_the_past_months_of_today_say(found):
    """Levels may move with the thresholds, the statistic of a past month never does."""
    (earlier,) = run(panel(), "2019-06")
    columns = earlier.signal.statistic.shape[1]
    assert np.array_equal(
        earlier.signal.statistic, found.signal.statistic[:, :columns], equal_nan=True
    )


def test_the_promise_is_measured_on_months_that_did_not_set_the_threshold(found):
    assert found.calibration is Calibration.OWN
    assert found.false_alarms.promised == 0.05
    assert found.false_alarms.realised is not None
    calm_years = 30 * MONTHS / 12
    assert 0 < found.false_alarms.series_years < calm_years / 2


def test_reasons_are_sentences_in_both_languages(found):
    for episode in found.episodes:
        for language in LANGUAGES:
            sentence = reason_sentence(episode, language)
            assert "%" in sentence
            assert "{" not in sentence


def test_cleared_episodes_have_an_end(found):
    for episode in found.episodes:
        assert (episode.ended is None) == (episode.status is EpisodeStatus.OPEN)
        assert episode.level <= episode.peak_level


def test_a_short_panel_borrows_its_thresholds():
    short = panel(months=54)
    (one,) = run(short.select([0, 1]), "2005-01")
    assert one.calibration is Calibration.BORROWED


def test_what_the_publisher_adjusted_is_not_adjusted_again():
    given = panel(adjustment=SeasonalAdjustment.PUBLISHER)
    (one,) = run(given)
    assert np.array_equal(one.adjusted, given.values)


def test_unknown_and_absent_indicators_are_told_apart():
    with pytest.raises(UnknownCodeError, match="MONITORING-002"):
        run(panel(), "2020-02", "happiness")
    with pytest.raises(InputRejectedError, match="MONITORING-003"):
        run(panel(), "2020-02", "hires")


def test_the_spring_festival_is_taken_out_of_chinese_series():
    """A dip in the festival's month moves between January and February; adjusted, it is gone."""
    given = panel()
    values = np.full_like(given.values, 1e5)
    for column, period in enumerate(given.periods):
        festival = spring_festival(period.start.year)
        if period.start <= festival < period.end:
            values[:, column] *= 0.9
    chinese = tuple(
        SeriesKey("employment", Region(f"CN-{code}0000"), None, None, Frequency.MONTHLY, "count")
        for code in range(11, 41)
    )
    shown = [
        run(Panel(series, FIRST, values, given.released, given.known_at, given.vintage))[0]
        for series in (chinese, given.series)
    ]
    from_2015 = Period.parse("2015-01") - FIRST
    roughness = [np.nanstd(np.log(one.adjusted[0, from_2015:])) for one in shown]
    assert roughness[0] < 0.8 * roughness[1]  # one month of dip against days counted
