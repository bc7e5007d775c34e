"""What the brief says in words, in both languages, from what a pass holds."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from trimtab.kernel import Basis, Estimate, end_instant
from trimtab.messages import Language
from trimtab.monitoring.types import Calibration
from trimtab.reports import Source, render_brief
from trimtab.reports.edition import build_edition
from trimtab.reports.episodes import episode_row
from trimtab.reports.headlines import headlines
from trimtab.reports.method import method_view
from trimtab.reports.replay import replay_view
from trimtab.reports.types import no_sources
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
    assert any("20 months before" in sentence for sentence in _said(synthetic, current=late))


def _blinded(found, rows, months=1):
    """The pass with the last months of some rows unknown."""
    statistic, adjusted = found.signal.statistic.copy(), found.adjusted.copy()
    statistic[rows, -months:] = adjusted[rows, -months:] = np.nan
    return replace(found, adjusted=adjusted, signal=replace(found.signal, statistic=statistic))


def test_what_cannot_be_told_is_counted_at_once(synthetic):
    blind = _blinded(synthetic.make_pass(), slice(-2, None))
    said = _said(synthetic, current=blind)
    assert said[0].startswith("Three of 28 industries with enough data show falling employment")
    assert said[1].startswith("2 industries cannot be judged")
    assert said[-1].startswith("Read it with this in mind: by the promised rates, 28 industries")
    chinese = _said(synthetic, Language.ZH, current=blind)
    assert "28个数据充足的行业中有3个" in chinese[0] and chinese[1].startswith(
        "另有2个行业无法判断"
    )


def test_series_that_ended_are_not_counted_as_normal(synthetic):
    ended = _blinded(synthetic.make_pass(), slice(-5, None), months=4)
    said = _said(synthetic, current=ended)
    assert said[0].startswith("Three of 25 industries with enough data")
    assert said[1] == "5 series ended earlier and are not judged."
    assert not any("cannot be judged" in sentence for sentence in said)
    assert _said(synthetic, Language.ZH, current=ended)[1] == "另有5个序列较早终止，不作判断。"
    late = _blinded(synthetic.make_pass(), slice(-5, None), months=3)
    assert _said(synthetic, current=late)[1].startswith("5 industries cannot be judged")


def test_an_open_episode_of_an_ended_series_says_when_it_ended(synthetic):
    found = synthetic.make_pass()
    row = found.signal.series.index(found.open_episodes[0].series)
    wording = Wording(synthetic.make_brief(current=_blinded(found, [row], 6)), Language.EN)
    said, edition = headlines(wording), build_edition(wording.brief, Language.EN)
    assert (
        said[0].startswith("Two of 29") and said[1] == "1 series ended earlier and is not judged."
    )
    assert not any("has not cleared yet" in sentence for sentence in said)
    assert [one.figures_end for one in edition.episodes] == ["", "", "figures end in Jun 2019"]
    assert "the statistic of Jun 2019 is" in edition.evidence[-1].finding


def test_when_nothing_can_be_judged_nothing_is_called_normal(synthetic):
    found = synthetic.make_quiet_pass()
    silent = np.full_like(found.signal.statistic, np.nan)
    blind = replace(found, signal=replace(found.signal, statistic=silent))
    brief = synthetic.make_brief(current=blind, replay=None)
    english, chinese = (headlines(Wording(brief, language)) for language in reversed(Language))
    assert english[0] == "None of the 30 industries can be judged yet in Dec 2019."
    assert "four years" in english[1] and len(english) == 2
    assert chinese[0] == "截至2019年12月，30个行业均尚无法判断。"
    edition = build_edition(brief, Language.EN)
    words = " ".join((edition.no_episode, edition.strip.finding, edition.overview.finding))
    assert "can be judged" in words and "No industry" not in words and "0 of" not in words


def test_an_interval_without_width_is_called_unknown(synthetic):
    found = synthetic.make_pass()
    top = found.open_episodes[0]
    flat = replace(top, statistic=Estimate(top.statistic.value, *[top.statistic.value] * 2, "sd"))
    brief = synthetic.make_brief(
        current=replace(found, episodes=tuple(flat if e is top else e for e in found.episodes))
    )
    for language, words in ((Language.EN, "interval not known"), (Language.ZH, "尚无法给出区间")):
        edition = build_edition(brief, language)
        assert [words in row.statistic for row in edition.episodes] == [True, False, False]
        assert words in edition.key_figures[2].interval and words in edition.evidence[0].finding
        assert 'class="interval"' not in edition.evidence[0].drawings[0]
        assert 'class="interval"' in edition.evidence[1].drawings[0]


def test_statistics_of_a_table_share_their_decimals(synthetic):
    found = synthetic.make_pass()
    narrow = {e.episode_id: w for e, w in zip(found.open_episodes, (0.9, 0.02, 0.8), strict=True)}
    episodes = tuple(
        replace(e, statistic=_around(e.statistic.value, narrow[e.episode_id]))
        if e.episode_id in narrow
        else e
        for e in found.episodes
    )
    brief = synthetic.make_brief(current=replace(found, episodes=episodes), replay=None)
    for row in build_edition(brief, Language.EN).episodes:
        assert re.fullmatch(r"\d+\.\d \[\d+\.\d, \d+\.\d\]", row.statistic)


def _around(value, width):
    return Estimate(value, value - width / 2, value + width / 2, "sd", basis=Basis.SYNTHETIC)


def test_where_nobody_dates_recessions_none_is_mentioned(synthetic):
    bare = synthetic.make_brief(recessions=(), exposure=None, scores=(), sources=no_sources)
    document = render_brief(bare)
    shown = re.sub(r"<(style|script)>.*?</\1>", "", document, flags=re.DOTALL)
    assert not re.search(r"[Rr]ecession|衰退|United States|美国|Sahm|萨姆|NBER", shown)
    assert "usual range of all months" in shown and "全部月份的通常范围" in shown


def test_an_empty_field_of_a_source_is_a_dash(synthetic):
    brief = synthetic.make_brief(sources=lambda language: (Source("panel.xlsx", "", ""),))
    sources = method_view(Wording(brief, Language.EN)).sources
    assert sources is not None and sources.rows == (("panel.xlsx", "–", "–", "–"),)


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
    assert (row.level_word, row.since, row.threshold) == ("severe", "Apr 2019", "threshold 7.0")
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
    assert view.title == "What would have been known on Mar 31, 2008"
    assert view.vintage == "final vintage + release lag"
    assert "figures up to Feb 2008" in view.sentences[0]
    assert "month 2 of a recession (Jan 2008 to Jun 2009)" in view.sentences[1]
    assert "of 30 series" in view.sentences[2]
    assert replay_view(Wording(synthetic.make_brief(replay=None), Language.EN)) is None
