"""What the brief says in words, in both languages, from what a pass holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from trimtab.kernel import Estimate, end_instant
from trimtab.messages import Language
from trimtab.monitoring.types import Calibration
from trimtab.reports.episodes import episode_row
from trimtab.reports.headlines import headlines
from trimtab.reports.method import method_view
from trimtab.reports.replay import replay_view
from trimtab.reports.wording import Wording


def _said(synthetic, language=Language.EN, **changes):
    return headlines(Wording(synthetic.make_brief(**changes), language))


def test_the_first_sentence_says_how_many(synthetic):
    english, chinese = _said(synthetic), _said(synthetic, Language.ZH)
    assert english[0] == (
        "Three of 30 industries show falling employment beyond their usual range in Dec 2019."
    )
    assert chinese[0].startswith("2019年12月") and "30个行业中有3个" in chinese[0]
    assert "Newspaper, book and directory publishers (severe)" in english[1]
    assert english[2] == "A year earlier none stood open; since then three opened and none cleared."


def test_nothing_found_is_said_as_such(synthetic):
    said = _said(synthetic, current=synthetic.make_quiet_pass(), replay=None)
    assert said[0] == (
        "No industry shows falling employment beyond its usual range in Dec 2019; 30 were read."
    )
    assert said[1].startswith("Nearest to its threshold is ")


def test_one_is_singular(synthetic):
    found = synthetic.make_pass()
    one = replace(found, episodes=found.open_episodes[:1])
    assert _said(synthetic, current=one)[0].startswith("One of 30 industries shows falling")


def test_an_episode_not_yet_cleared_is_told_apart(synthetic):
    found = synthetic.make_pass()
    statistic = found.signal.statistic.copy()
    statistic[found.signal.series.index(found.open_episodes[0].series), -1] = 1.0
    calmed = replace(found, signal=replace(found.signal, statistic=statistic))
    said = _said(synthetic, current=calmed)
    assert said[0].startswith("Two of 30 industries show")
    assert "One more was beyond its range earlier and has not cleared yet." in said


def test_old_figures_are_called_old(synthetic):
    found = synthetic.make_pass()
    assert not any("not today" in sentence for sentence in _said(synthetic))
    late = replace(found, known_at=end_instant(found.last_period + 20))
    assert any("21 months before" in sentence for sentence in _said(synthetic, current=late))


def test_what_cannot_be_told_is_counted(synthetic):
    found = synthetic.make_pass()
    statistic = found.signal.statistic.copy()
    statistic[-2:, -1] = np.nan
    blind = replace(found, signal=replace(found.signal, statistic=statistic))
    assert any(s.startswith("For 2 industries it cannot be told") for s in
               _said(synthetic, current=blind))  # fmt: skip


def test_promised_rates_are_turned_into_alerts_a_year(synthetic):
    assert _said(synthetic)[-1] == (
        "Read it with this in mind: by the promised rates, 30 industries raise about 6 alerts of "
        "level “watch” a year even when nothing is wrong, and about 1.5 of them reach level “high”."
    )


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.03, 0.07, "holds the promised rate"), (0.06, 0.07, "above"), (0.01, 0.02, "below")],
)
def test_a_broken_promise_is_called_one(synthetic, low, high, verdict):
    middle = (low + high) / 2
    found = synthetic.make_pass(realised=Estimate(middle, low, high, "per_series_year"))
    view = method_view(Wording(synthetic.make_brief(current=found), Language.EN))
    assert verdict in view.false_alarms[-1]


def test_an_unmeasured_promise_is_called_unmeasured(synthetic):
    found = synthetic.make_pass()
    silent = replace(found, false_alarms=replace(found.false_alarms, realised=None))
    view = method_view(Wording(synthetic.make_brief(current=silent), Language.ZH))
    assert "无法判断" in view.false_alarms[-1]


def test_method_has_six_sentences_in_each_language(synthetic):
    for language in Language:
        assert len(method_view(Wording(synthetic.make_brief(), language)).sentences) == 6


def test_scores_are_set_detector_by_metric(synthetic):
    scores = method_view(Wording(synthetic.make_brief(), Language.EN)).scores
    assert scores is not None
    assert [row[0] for row in scores.rows] == ["Trimtab (pooled, own scale)", "Sahm"]
    assert scores.rows[0][1] == "79% [66, 90]"
    assert scores.rows[1][-1] == "–"


def test_a_row_says_level_threshold_promise_and_calibration(synthetic):
    wording = Wording(synthetic.make_brief(), Language.EN)
    episode = wording.brief.current.open_episodes[0]
    row = episode_row(episode, wording)
    assert (row.level_word, row.since, row.threshold) == ("severe", "Apr 2019", "threshold 7")
    assert row.promised == "Promised: 0.02 false alarms per series-year."
    assert row.calibration == "Own history: 240 calm months."
    uncalibrated = replace(
        episode, calibration=Calibration.NONE, threshold=99.0, promised_rate=float("nan")
    )
    row = episode_row(uncalibrated, wording)
    assert row.threshold == "below its threshold 99"
    assert row.promised == "No false-alarm rate is promised."
    assert row.calibration == "Not calibrated: read as a hint only."


def test_the_replay_says_what_was_known_and_compares(synthetic):
    view = replay_view(Wording(synthetic.make_brief(), Language.EN))
    assert view is not None
    assert view.title == "What would have been known on Apr 1, 2008"
    assert view.vintage == "final vintage + release lag"
    assert "figures up to Feb 2008" in view.sentences[0]
    assert "month 2 of a recession (Jan 2008 to Jun 2009)" in view.sentences[1]
    assert "of 30 series" in view.sentences[2]
    assert replay_view(Wording(synthetic.make_brief(replay=None), Language.EN)) is None
