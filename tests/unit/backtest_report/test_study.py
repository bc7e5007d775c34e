"""Curves, promises, differences and variants against the scores they belong to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from trimtab.kernel import Period, Region
from trimtab.monitoring.backtest import run_backtest, study_result
from trimtab.monitoring.backtest.calibration_promises import fit_held_out
from trimtab.monitoring.backtest.curves import DELAYS
from trimtab.monitoring.backtest.differences import compare
from trimtab.monitoring.backtest.matching import Clock
from trimtab.monitoring.backtest.scoring import judge_alarms
from trimtab.monitoring.backtest.sensitivity import BASE, VARIANTS, TruthChange, TruthVariant
from trimtab.monitoring.backtest.stage import Stage
from trimtab.monitoring.backtest.timeline import MatchingRule, Timeline
from trimtab.monitoring.backtest.truncation import truncate_downturns, truncate_inputs
from trimtab.monitoring.compute.detection import Downturn


@pytest.fixture(scope="module")
def study(made_up):
    return made_up.report().held_out


def _scores(study, detector):
    return next(one.scores for one in study.scored if one.detector == detector)


def _variants(study, detector="trimtab"):
    return {one.variant: one for one in study.sensitivity if one.detector == detector}


def test_delay_curves_rise_to_the_hit_rate_and_publication_is_never_sooner(study):
    for detector in ("trimtab", "sahm", "mckelvey"):
        curves = {one.clock: one for one in study.delays if one.detector == detector}
        shares = {c: np.array([e.value for e in one.found]) for c, one in curves.items()}
        assert all((np.diff(share) >= 0).all() for share in shares.values())
        assert (shares[Clock.KNOWN] <= shares[Clock.REFERENCE]).all()
        scores = _scores(study, detector)
        assert shares[Clock.REFERENCE][-1] == pytest.approx(scores.hit_rate.value)
        median = scores.median_lag_reference.value
        half = shares[Clock.REFERENCE][DELAYS.index(int(np.ceil(median)))]
        assert half >= scores.hit_rate.value / 2


def test_the_promise_of_the_test_is_one_of_the_grid(study):
    grid = {one.promised: one.realised for one in study.promises}
    assert min(grid) == 0.02 and max(grid) == 0.40 and len(grid) >= 9
    assert grid[0.05].value == pytest.approx(_scores(study, "trimtab").calm_false_alarm_rate.value)
    rates = [grid[rate].value for rate in sorted(grid)]
    assert rates[-1] > rates[0]


def test_variants_differ_from_the_protocol_in_one_thing(study):
    scores, variants = _scores(study, "trimtab"), _variants(study)
    base = variants[BASE]
    assert base.hit_rate == scores.hit_rate
    assert base.median_lag_known == scores.median_lag_known
    assert base.false_alarms_per_series_year == scores.false_alarms_per_series_year
    assert base.auc_in_downturn == scores.in_downturn.auc_within_folds
    for months in (1, 2, 3):
        later = variants[TruthVariant(TruthChange.START, months)]
        earlier = variants[TruthVariant(TruthChange.START, -months)]
        assert later.median_lag_known.value <= base.median_lag_known.value
        assert earlier.median_lag_known.value >= base.median_lag_known.value
    leads = [
        variants[TruthVariant(TruthChange.HIT_LEAD, lead)].hit_rate.value for lead in (3, 9, 12)
    ]
    assert leads == sorted(leads)
    assert set(variants) == set(VARIANTS)


def test_a_variant_that_leaves_no_downturn_is_left_out(made_up):
    from trimtab.monitoring.backtest.sensitivity import vary_truth

    one = made_up.held_out().detectors[0]
    timeline = Timeline.of(made_up.downturns(), one.track.regions)
    longer = TruthVariant(TruthChange.SHORTEST, made_up.LENGTH + 2)
    assert vary_truth(one, timeline, 1, (longer,)) == ()


def test_moved_downturns_never_overlap_and_vanish_when_nothing_is_left():
    start = Period.parse("2000-01")
    regions = (Region("US-AL"),)
    close = [Downturn(regions[0], start, start + 1), Downturn(regions[0], start + 3, start + 20)]
    timeline = Timeline.of(close, regions)
    moved = TruthVariant(TruthChange.START, -3).apply(timeline)
    assert (moved.start[1:] > moved.end[:-1]).all()
    shorter = TruthVariant(TruthChange.END, -3).apply(timeline)
    assert len(shorter) == 1 and shorter.start[0] == timeline.start[1]


def test_an_alarm_that_may_be_a_hit_is_never_false():
    assert MatchingRule(hit_lead_months=12, false_margin_months=3).calm_before == 12
    assert MatchingRule(hit_lead_months=3, false_margin_months=6).calm_before == 6


def test_a_detector_does_not_differ_from_itself_and_differences_turn_round(made_up, study):
    stages = []
    for one in study.scored[:2]:
        timeline = Timeline.of(made_up.downturns(), one.track.regions)
        scores = one.scores
        stage = Stage.of(
            one.track, timeline, scores.episodes, scores.scored_from, scores.scored_until, 3
        )
        stages.append((stage, judge_alarms(stage)))
    ours, theirs = stages
    same = compare(*ours, *ours)
    for estimate in (same.hit_rate, same.median_lag_known):
        assert (estimate.value, estimate.low, estimate.high) == (0, 0, 0)
    there, back = compare(*ours, *theirs), compare(*theirs, *ours)
    for name in ("hit_rate", "median_lag_known", "false_alarms_per_series_year"):
        one, other = getattr(there, name), getattr(back, name)
        assert (one.value, one.low, one.high) == pytest.approx(
            (-other.value, -other.high, -other.low)
        )
    gained = study.scored[0].scores.hit_rate.value - study.scored[1].scores.hit_rate.value
    assert there.hit_rate.value == pytest.approx(gained)


def test_episodes_add_up_to_the_scores(study):
    for one in study.scored:
        parts = [part for part in study.episodes if part.detector == one.detector]
        assert sum(part.downturns for part in parts) == one.scores.downturns
        assert sum(part.hits for part in parts) == one.scores.hits


def test_reliability_counts_every_scored_month(study):
    for measured, one in zip(study.reliability, study.scored, strict=True):
        months = sum(point.months for point in measured.in_downturn)
        assert months == round(one.scores.series_years * 12)
        assert all(
            p.observed.low <= p.observed.value <= p.observed.high for p in measured.in_downturn
        )
        stated = [point.stated for point in measured.within_6_months]
        assert stated == sorted(stated)


def test_the_second_truth_is_scored_on_the_same_alarms(study):
    first, second = study.result.detectors[0].scores, study.other_truth.detectors[0].scores
    assert (second.alarms, second.downturns) == (first.alarms, first.downturns)
    assert second.mean_lag_reference.value == pytest.approx(
        first.mean_lag_reference.value - 2, abs=1
    )


@pytest.mark.parametrize("future", ["cut off", "scrambled"])
def test_thresholds_of_all_promised_rates_see_no_later_month(made_up, future):
    """Bit-identical, so the calibration plot of a held-out test is held out, too."""
    inputs, known = made_up.inputs(), made_up.downturns()
    until = made_up.TRAIN_UNTIL
    if future == "cut off":
        other, dated = truncate_inputs(inputs, until + 1), truncate_downturns(known, until)
    else:
        panel = inputs.unemployment
        later = until - panel.first + 1
        values = panel.values.copy()
        values[:, later:] = values[:, later:][:, ::-1] * 3
        other, dated = replace(inputs, unemployment=replace(panel, values=values)), known
    detector = made_up.DETECTORS[0]
    first = fit_held_out(detector, inputs, known, until, made_up.RATE)
    second = fit_held_out(detector, other, dated, until, made_up.RATE)
    assert (first.promised == second.promised).all()
    assert (first.ratios[:, 0] == second.ratios[:, 0]).all()


def test_curves_of_a_part_do_not_see_what_lies_after_it(made_up):
    """A study of the months up to 2000-01 is the same when the panel goes on."""
    last = made_up.FIRST + 300
    shorter = truncate_inputs(made_up.inputs(), last)
    known = truncate_downturns(made_up.downturns(), last)
    result = run_backtest(
        shorter, known, None, made_up.DETECTORS, made_up.TRAIN_UNTIL, made_up.TEST_FROM
    )
    whole = made_up.held_out()
    for one, other in zip(result.detectors, whole.detectors, strict=True):
        kept = one.track.ratio.shape[1]
        assert np.array_equal(one.track.ratio, other.track.ratio[:, :kept], equal_nan=True)
    curves = study_result(result, known, {}).delays
    seen = [replace(one, track=other.track) for one, other in
            zip(result.detectors, whole.detectors, strict=True)]  # fmt: skip
    assert study_result(replace(result, detectors=tuple(seen)), known, {}).delays == curves
