"""Earlier episodes and what followed; alerts of one place told as one; places on the map."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from trimtab.app.alerts import alerts_of
from trimtab.app.workbench.alert_card import view_alert
from trimtab.app.workbench.alert_charts import _told_apart
from trimtab.app.workbench.alert_files import alerts_csv
from trimtab.app.workbench.alert_past import past_of, past_words
from trimtab.app.workbench.alerts import alert_row
from trimtab.app.workbench.overview_news import Change, Seen, news_between, seen_now
from trimtab.app.workbench.overview_places import tiles_of
from trimtab.app.workbench.overview_stories import stories_of
from trimtab.app.workbench.replay import months_of, parse_month
from trimtab.kernel import InputRejectedError, Period
from trimtab.messages import Language


@pytest.fixture(scope="session")
def employment(passes):
    return next(one for one in passes if one.indicator == "employment")


@pytest.fixture(scope="session")
def fallen(employment):
    """The alert of the one series that was made to fall."""
    return max(employment.open_episodes, key=lambda one: one.statistic.value)


def test_only_episodes_that_ended_before_count_as_earlier(employment, fallen):
    past = past_of(employment, fallen)
    assert past is not None
    ended_before = [
        one
        for one in employment.episodes
        if one.ended and one.ended <= fallen.opened and one.series == fallen.series
    ]
    assert past.same == len(ended_before)
    assert all(one.ended <= fallen.opened for one in past.shown)
    assert all(one.lasted == one.ended - one.opened for one in past.shown)
    assert past.quarter_lasted <= past.median_lasted <= past.three_quarters_lasted
    assert past.in_downturn is None  # nobody dates downturns of an invented place


def test_what_followed_is_the_change_of_the_adjusted_series_over_a_year(employment, fallen):
    past = past_of(employment, fallen)
    one = next(one for one in past.shown if one.change is not None)
    row = employment.signal.series.index(one.series)
    at = one.opened - employment.signal.first
    before, after = employment.adjusted[row, at], employment.adjusted[row, at + 12]
    assert one.change == pytest.approx(after / before - 1)


def test_a_series_without_earlier_episodes_says_so(employment, fallen):
    alone = replace(employment, episodes=(fallen,))
    assert past_of(alone, fallen) is None


@pytest.mark.parametrize("language", list(Language))
def test_the_sentences_about_the_past_hold_its_numbers(employment, fallen, language):
    past = past_of(employment, fallen)
    assert str(past.total) in past_words(past, False, language)


def test_alerts_of_one_place_are_one_story(passes, fallen):
    alerts = alerts_of(passes)
    here = [
        alert
        for alert in alerts
        if (alert[1].series.region, alert[1].series.industry)
        == (fallen.series.region, fallen.series.industry)
    ]
    assert {alert[0].indicator for alert in here} == {"employment", "registered_unemployment"}
    told = stories_of(alerts, Language.EN)
    story = next(one for one in told if one.count == len(here))
    assert "employment falling" in story.sentence and "rising" in story.sentence
    assert story.level == max(int(episode.level) for _, episode in here)
    assert story.href == f"/alerts?region={fallen.series.region}&industry={fallen.series.industry}"
    assert [one.level for one in told] == sorted((one.level for one in told), reverse=True)


def test_each_region_has_one_tile_with_its_highest_level(passes):
    alerts = alerts_of(passes)
    tiles = tiles_of(passes, alerts, Language.ZH)
    assert [tile.label for tile in tiles] == ["甲市", "乙市", "丙市"]
    assert len({(tile.column, tile.row) for tile in tiles}) == 3
    for tile in tiles:
        levels = [int(e.level) for _, e in alerts if str(e.series.region) == tile.code]
        assert (tile.level, tile.value) == (max(levels, default=0), str(len(levels)))


def test_a_card_without_the_slow_part_leaves_it_open(employment, fallen, batches):
    view = view_alert((employment, fallen), None, batches, Language.EN)
    assert view.clearing is None
    assert [section.name for section in view.facts] == ["evidence", "false_alarms", "vintage"]
    periods = view.evidence.series["periods"]
    assert len(periods) == len(view.evidence.series["series"][0]["values"])
    assert view.evidence.statistic["marks"][0]["period"] == str(fallen.opened)
    assert "synthetic" not in view.row.title  # the page is marked as a whole


def test_an_ended_episode_needs_no_computation(employment, batches):
    ended = next(one for one in employment.episodes if one.ended)
    view = view_alert((employment, ended), None, batches, Language.ZH)
    assert view.clearing is not None and view.belonging.chart is None


@pytest.mark.parametrize(
    ("highest", "level", "shown"),
    [(2.0, 1, [1, 3]), (8.0, 4, [3, 4]), (20.0, 2, [2]), (0.8, 1, [1])],
)
def test_names_of_thresholds_do_not_stand_on_each_other(highest, level, shown):
    assert _told_apart(np.array([0.9, 1.0, 1.7, 3.1]), 0.0, highest, level) == shown


def test_a_title_that_a_spreadsheet_would_compute_is_quoted(employment, fallen):
    row = replace(alert_row((employment, fallen), Language.EN), title="=1+1")
    assert "'=1+1" in alerts_csv([row])


def test_news_tells_raised_lowered_and_ended_apart(passes, batches):
    now = seen_now(passes, batches)
    (first, level), *_ = now.alerts.items()
    ended = next(e for one in passes for e in one.episodes if e.ended).episode_id
    for was, change in ((level + 1, Change.LOWERED), (level - 1, Change.RAISED)):
        before = Seen(now.at, {**now.alerts, first: was, ended: 2}, now.batches)
        told = {
            one.change: one
            for one in news_between(before, now, passes, batches, Language.EN).changes
        }
        assert set(told) == {change, Change.ENDED}
        assert told[change].named[0].alert_id == first
        assert told[Change.ENDED].named[0].alert_id == ended
    assert not news_between(now, now, passes, batches, Language.EN).changes
    assert Seen.from_text(now.as_text()) == now


def test_months_of_the_slider_end_after_the_usual_delay(passes):
    months = months_of(passes, date(2030, 1, 1))
    assert months.last == Period.parse("2026-03")
    assert months_of(passes, date(2026, 1, 15)).last == Period.parse("2026-01")
    assert parse_month("", months) == months.last
    assert months.all()[0] == months.first and months.all()[-1] == months.last
    for wrong in ("2026-04", "2026Q1", "soon"):
        with pytest.raises(InputRejectedError, match="WEB-053"):
            parse_month(wrong, months)
