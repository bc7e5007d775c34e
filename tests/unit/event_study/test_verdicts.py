"""The order in which doubts stop a verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trimtab.kernel import Estimate, Period
from trimtab.monitoring.event_study.inference import ContrastEstimate
from trimtab.monitoring.event_study.placebos import PlaceboExposures
from trimtab.monitoring.event_study.types import (
    Doubt,
    LeaveOneOut,
    PriorTrend,
    StudySettings,
    Verdict,
)
from trimtab.monitoring.event_study.verdicts import decide

SETTINGS = StudySettings(Period.parse("2022Q4"))
FLAT = PriorTrend(Estimate(0.0, -0.01, 0.01, "change_share"), 0.5, 0.5, 0.5, None, (), 0.5)
RARE = PlaceboExposures(-3.0, 999, 0.002)
STEADY = LeaveOneOut(-0.07, -0.05, "a", "b", swing=False)


def _average(low: float, high: float) -> ContrastEstimate:
    return ContrastEstimate((low + high) / 2, 0.01, low, high, 0.01)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-0.09, -0.03, Verdict.COMOVEMENT_DOWN),
        (0.03, 0.09, Verdict.COMOVEMENT_UP),
        (-0.03, 0.04, Verdict.NONE_SEEN),
        (-0.08, 0.04, Verdict.CANNOT_TELL),  # a fall of 6 % is not ruled out
        (-0.03, 0.07, Verdict.CANNOT_TELL),
    ],
)
def test_interval_decides_where_nothing_stands_against_it(low, high, verdict):
    found, doubts = decide(_average(low, high), FLAT, RARE, STEADY, 30, SETTINGS)
    assert found is verdict
    assert (doubts == (Doubt.WIDE,)) == (verdict is Verdict.CANNOT_TELL)


def test_a_prior_trend_comes_before_everything():
    rejected = replace(FLAT, p_value=0.05)
    found, doubts = decide(_average(-0.09, -0.03), rejected, RARE, STEADY, 9, SETTINGS)
    assert (found, doubts) == (Verdict.PRIOR_TREND, (Doubt.PRIOR_TREND,))


def test_few_industries_or_ordinary_placebos_stop_a_verdict():
    average = _average(-0.09, -0.03)
    found = decide(average, FLAT, RARE, STEADY, 9, SETTINGS)
    assert found == (Verdict.CANNOT_TELL, (Doubt.FEW_INDUSTRIES,))
    usual = replace(RARE, p_value=0.06)
    found = decide(average, FLAT, usual, STEADY, 30, SETTINGS)
    assert found == (Verdict.CANNOT_TELL, (Doubt.PLACEBO_EXPOSURES,))


def test_a_verdict_that_hangs_on_one_industry_says_so():
    found = decide(_average(-0.09, -0.03), FLAT, RARE, replace(STEADY, swing=True), 30, SETTINGS)
    assert found == (Verdict.COMOVEMENT_DOWN, (Doubt.ONE_INDUSTRY,))
