"""What the back-test says in words below its table, so that figures need not be deciphered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from trimtab.app.backtest import BacktestAnswer
from trimtab.cli.show.backtests import show_backtest
from trimtab.kernel import Estimate, Frequency, Period, Region, SeasonalAdjustment, SeriesKey
from trimtab.messages import LANGUAGES, Language
from trimtab.monitoring.backtest import BacktestResult, DetectorResult, Scores, run_backtest
from trimtab.monitoring.compute.detection import DetectorInputs, Downturn
from trimtab.monitoring.compute.named_rules import SAHM
from trimtab.monitoring.compute.pooled_detector import PooledDetector
from trimtab.tables import Panel, Vintage

FIRST = Period.parse("2000-01")
BEIJING = Region("CN-110000")
GOOD = Estimate(0.9, 0.8, 0.95, unit="share")


@pytest.fixture(scope="module")
def result() -> BacktestResult:
    """One region, 15 years, two downturns; ours and the Sahm rule."""
    month = np.arange(180)
    rates = np.full((1, 180), 0.04) + np.random.default_rng(5).normal(0, 0.0005, (1, 180))
    for start in (50, 130):
        up, down = (np.clip(one, 0, 1) for one in ((month - start) / 10, (start + 40 - month) / 30))
        rates += 0.02 * up * down
    key = SeriesKey(
        "unemployment_rate", BEIJING, None, None, Frequency.MONTHLY, "share",
        SeasonalAdjustment.NONE,
    )  # fmt: skip
    released = np.array([(FIRST + int(t) + 1).end for t in month], dtype="datetime64[us]")
    known_at = datetime(2020, 1, 1, tzinfo=UTC)
    panel = Panel((key,), FIRST, rates, released[None], known_at, Vintage.FINAL_WITH_LAG)
    downturns = [Downturn(BEIJING, FIRST + start, FIRST + (start + 9)) for start in (50, 130)]
    return run_backtest(
        DetectorInputs(panel), downturns, None, (PooledDetector(), SAHM),
        Period.parse("2007-12"), Period.parse("2008-01"),
    )  # fmt: skip


def _said(result: BacktestResult, language: Language, capsys, monkeypatch) -> str:
    """What is shown, without the line breaks of a narrow screen."""
    monkeypatch.setenv("TRIMTAB_LANG", language.value)
    show_backtest(BacktestAnswer(result, None), language)
    joint = " " if language is Language.EN else ""
    return joint.join(line.strip() for line in capsys.readouterr().out.splitlines())


def _with(result: BacktestResult, at: int, one: DetectorResult) -> BacktestResult:
    detectors = list(result.detectors)
    detectors[at] = one
    return replace(result, detectors=tuple(detectors))


def _scored(result: BacktestResult, rate: Estimate, entering: Estimate) -> BacktestResult:
    ours = result.detectors[0]
    assert isinstance(ours.scores, Scores)
    scores = replace(
        ours.scores,
        calm_false_alarm_rate=rate,
        in_downturn=replace(ours.scores.in_downturn, auc=GOOD, auc_within_folds=GOOD),
        within_6_months=replace(
            ours.scores.within_6_months, auc=entering, auc_within_folds=entering
        ),
    )
    kept = replace(result, detectors=result.detectors[:1])
    return _with(kept, 0, replace(ours, scores=scores, promised_rate=0.05))


PROMISES = {
    "broken": (Estimate(0.2, 0.1, 0.3, unit="rate"), "promise was not kept", "承诺未能兑现"),
    "exceeded": (Estimate(0.02, 0.01, 0.04, unit="rate"), "fewer false alarms", "少于承诺"),
    "kept": (Estimate(0.05, 0.02, 0.08, unit="rate"), "", ""),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", PROMISES)
def test_a_promise_not_kept_is_said(result, language, case, capsys, monkeypatch):
    rate = PROMISES[case][0]
    said = _said(_scored(result, rate, GOOD), language, capsys, monkeypatch)
    at = 1 if language is Language.EN else 2
    for name, row in PROMISES.items():
        if name != "kept":
            assert (row[at] in said) == (name == case)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("area", "useless"),
    [((0.45, 0.3, 0.7), True), ((0.55, 0.51, 0.59), True), ((0.55, 0.4, 0.7), False)],
)
def test_a_probability_like_chance_is_said(result, language, area, useless, capsys, monkeypatch):
    rate = PROMISES["kept"][0]
    shown = _scored(result, rate, Estimate(*area, unit="share"))
    said = _said(shown, language, capsys, monkeypatch)
    words = "do not use this probability" if language is Language.EN else "请勿使用这一概率"
    assert said.count(words) == int(useless)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("stated_from", "english", "chinese"),
    [
        (150, ("base rate", "where it has a statistic"), ("基准发生率", "在其统计量存在的月份")),
        (180, ("base rate", "give no statistic in the scored"), ("基准发生率", "无法得出统计量")),
        (0, ("where it has a statistic",), ("在其统计量存在的月份",)),
    ],
)
def test_a_detector_without_scores_is_named_with_the_reason(
    result, language, stated_from, english, chinese, capsys, monkeypatch
):
    sahm = result.detectors[1]
    ratio = np.where(np.arange(180) < stated_from, np.nan, 0.5)[None]
    track = replace(sahm.track, detector="sos", ratio=ratio)
    shown = _with(result, 1, replace(sahm, track=track, scores=None))
    said = _said(shown, language, capsys, monkeypatch)
    for words in english if language is Language.EN else chinese:
        assert words in said
    assert "sos" in said
    if stated_from == 0:
        assert ("base rate" if language is Language.EN else "基准发生率") not in said
