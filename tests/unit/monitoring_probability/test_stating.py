"""The door: own or borrowed, skill or base rate, and words for all of it."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from trimtab.kernel import Estimate, Period
from trimtab.messages import LANGUAGES, Language
from trimtab.monitoring.calibration import Calibration
from trimtab.monitoring.probability import (
    absence_sentence,
    downturn_probabilities,
    foresees_starts,
    probability_sentences,
    stating,
)
from trimtab.monitoring.probability.lent import US_NATION, US_STATES
from trimtab.monitoring.probability.record import PastRecord, score_record

FIRST = Period.parse("1985-01")


def state(country, until: str, dated=None):
    months = Period.parse(until) - FIRST + 1
    end = Period.parse(until).end
    return downturn_probabilities(
        country.series,
        FIRST,
        country.level[:, :months],
        country.statistic[:, :months],
        dated or country.dated,
        datetime(end.year, end.month, 10, tzinfo=UTC),
    )


def test_own_once_three_downturns_were_dated_and_borrowed_before(nation):
    early, late = state(nation, "1999-12"), state(nation, "2013-12")
    assert early[0].calibration is Calibration.BORROWED
    assert early[0].rests_on == US_NATION.model.rests_on
    assert late[0].calibration is Calibration.OWN
    assert late[0].rests_on.startswith("US 198")


def test_it_rises_in_a_downturn_and_falls_after_it(nation):
    calm, inside = state(nation, "2013-06")[0], state(nation, "2014-09")[0]
    assert calm.in_downturn.value < 0.3 < 0.6 < inside.in_downturn.value
    assert inside.in_downturn.low < inside.in_downturn.value < inside.in_downturn.high


def test_parts_share_a_record_and_each_has_its_own_probability(states):
    country, *parts = state(states, "2014-09")
    assert str(country.region) == "US"
    assert len({one.in_downturn.value for one in parts}) == 6
    assert len({one.brier for one in parts}) == 1
    (brier,) = {one.brier for one in parts}
    assert brier.value < parts[0].brier_of_base_rate
    assert sum(bin_.months for bin_ in parts[0].reliability) > 6 * 60


def test_an_undated_country_borrows_and_scores_nothing(nation):
    (found,) = state(nation, "2014-09", dated=lambda country, instant: ())
    assert found.calibration is Calibration.BORROWED
    assert (found.brier, found.skill_within_6_months, found.reliability) == (None, None, ())


def test_without_skill_the_statement_about_the_future_is_the_base_rate(nation):
    borrowed = state(nation, "1999-12")[0]
    assert borrowed.within_6_months.value == pytest.approx(US_NATION.model.line.start_rate)
    assert US_NATION.skill_within_6_months.low <= 0 >= US_STATES.skill_within_6_months.low


@pytest.mark.parametrize(("low", "expected"), [(0.05, True), (-0.01, False)])
def test_only_skill_beyond_chance_moves_it_from_the_base_rate(nation, monkeypatch, low, expected):
    record = PastRecord(99, skill_within_6_months=Estimate(0.1, low, 0.2, "share"))
    monkeypatch.setattr(stating, "score_record", lambda *given: record)
    calm, inside = (state(nation, month)[0] for month in ("2013-06", "2014-09"))
    assert foresees_starts(calm) is expected
    ratio = inside.within_6_months.value / calm.within_6_months.value
    assert (ratio < 0.7) is expected  # a downturn seldom starts inside another


def test_figures_older_than_three_months_state_nothing(nation):
    level, statistic = nation.level[:, :300].copy(), nation.statistic[:, :300].copy()
    level[:, -4:], statistic[:, -4:] = np.nan, np.nan
    at = datetime(2010, 1, 10, tzinfo=UTC)
    assert downturn_probabilities(nation.series, FIRST, level, statistic, nation.dated, at) == ()
    level, statistic = nation.level[:, :300].copy(), nation.statistic[:, :300].copy()
    level[:, -2:], statistic[:, -2:] = np.nan, np.nan
    (found,) = downturn_probabilities(nation.series, FIRST, level, statistic, nation.dated, at)
    assert str(found.period) == "2009-10"


@pytest.mark.parametrize("months", [0, 1, 5, 20, 40])
def test_short_histories_give_none_or_borrow(states, months):
    at = datetime(1988, 6, 1, tzinfo=UTC)
    given = (states.level[:, :months], states.statistic[:, :months])
    found = downturn_probabilities(states.series, FIRST, *given, states.dated, at)
    assert all(one.calibration is Calibration.BORROWED for one in found)
    assert all(one.brier is None for one in found)


def test_too_few_months_are_not_scored():
    months = np.arange(40)
    yes = np.ones((1, 40), dtype=bool)
    half = (months % 2 == 0)[None]
    stated = np.full((1, 40), 0.5)
    assert score_record(stated, stated, (half, yes, half, yes), months) == PastRecord(40)
    longer = [np.tile(a, 3) for a in (stated, half, yes)]
    scored = score_record(
        longer[0], longer[0], (longer[1], longer[2], longer[1], longer[2]), np.arange(120)
    )
    assert scored.brier.value == pytest.approx(0.25) == scored.brier_of_base_rate
    assert scored.skill_within_6_months.value == pytest.approx(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_say_what_it_rests_on_and_how_far_to_believe_it(nation, language):
    borrowed, own = state(nation, "1999-12")[0], state(nation, "2014-09")[0]
    told = [" ".join(probability_sentences(one, language)) for one in (borrowed, own)]
    assert borrowed.rests_on in told[0]
    assert own.rests_on in told[1]
    base = {Language.EN: "base rate", Language.ZH: "基准率"}[language]
    assert base in told[0]
    assert base in told[1]
    assert told[0] != told[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_absence_has_a_reason(language, series_key):
    later, earlier = Period.parse("2014-09"), Period.parse("1995-03")
    told = {
        absence_sentence([series_key("US-AL", "21")], later, language),
        absence_sentence([series_key("US-AL")], later, language),
        absence_sentence([series_key("US-AL")], earlier, language),
    }
    assert len(told) == 3


def test_nothing_is_borrowed_from_years_that_had_not_happened_yet(states):
    """Of 1999-10, states' numbers would rest on 1999-11: only the country is stated."""
    before, after = (state(states, month) for month in ("1999-10", "1999-12"))
    assert [str(one.region) for one in before] == ["US"]
    assert len(after) == 7
