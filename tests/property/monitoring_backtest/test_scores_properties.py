"""Laws the back-test's scores keep for any alarms, downturns and probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from scipy.stats import mannwhitneyu

from trimtab.kernel import Frequency, Period, Region, SeriesKey
from trimtab.monitoring.backtest import Clock, Outcome, match_alarms
from trimtab.monitoring.backtest.resampling import draw_stretches, estimate
from trimtab.monitoring.backtest.scores import ProbabilityParts, RankParts, fit_line
from trimtab.monitoring.compute.detection import Downturn
from trimtab.monitoring.types import Alarm, Level

FIRST = Period.parse("1990-01")
REGIONS = (Region("US-AK"), Region("US-AL"))


@st.composite
def downturns(draw: st.DrawFn) -> list[Downturn]:
    made = []
    for region in REGIONS:
        edges = sorted(draw(st.lists(st.integers(0, 90), max_size=8, unique=True)))
        for start, end in zip(edges[::2], edges[1::2], strict=False):
            made.append(Downturn(region, FIRST + start, FIRST + end))
    return made


@st.composite
def alarms(draw: st.DrawFn) -> list[Alarm]:
    made = []
    for region in REGIONS:
        series = SeriesKey("unemployment_rate", region, None, None, Frequency.MONTHLY, "share")
        for at in draw(st.lists(st.integers(0, 100), max_size=8, unique=True)):
            delay = draw(st.integers(0, 2))
            made.append(Alarm("toy", series, FIRST + at, FIRST + at + delay, Level.HIGH))
    return made


@given(alarms(), downturns(), st.sampled_from(Clock))
def test_each_alarm_has_one_outcome_and_each_hit_one_downturn(
    given_alarms: list[Alarm], given_downturns: list[Downturn], clock: Clock
) -> None:
    matching = match_alarms(given_alarms, given_downturns, clock)
    used = [index for index in matching.alarm_of if index >= 0]
    assert len(matching.outcomes) == len(given_alarms)
    assert len(matching.alarm_of) == len(given_downturns)
    assert len(used) == len(set(used)) == matching.outcomes.count(Outcome.HIT)
    for event, index in enumerate(matching.alarm_of):
        if index >= 0:
            downturn, alarm = matching.downturns[event], matching.alarms[index]
            assert alarm.series.region == downturn.region
            assert downturn.start + -6 <= clock.read(alarm) <= downturn.end


@given(alarms(), downturns())
def test_no_one_to_one_matching_finds_more_downturns(
    given_alarms: list[Alarm], given_downturns: list[Downturn]
) -> None:
    matching = match_alarms(given_alarms, given_downturns)
    possible = np.array(
        [
            [
                a.series.region == d.region and d.start + -6 <= a.reference <= d.end
                for a in given_alarms
            ]
            for d in given_downturns
        ],
        dtype=float,
    ).reshape(len(given_downturns), len(given_alarms))
    rows, columns = linear_sum_assignment(-possible)
    best = int(possible[rows, columns].sum())
    assert sum(index >= 0 for index in matching.alarm_of) == best


@given(alarms(), downturns())
def test_an_alarm_more_never_loses_a_hit(
    given_alarms: list[Alarm], given_downturns: list[Downturn]
) -> None:
    if not given_alarms:
        return
    fewer = match_alarms(given_alarms[1:], given_downturns)
    more = match_alarms(given_alarms, given_downturns)
    assert sum(i >= 0 for i in more.alarm_of) >= sum(i >= 0 for i in fewer.alarm_of)


@given(alarms(), downturns())
def test_false_alarms_are_those_far_from_every_downturn(
    given_alarms: list[Alarm], given_downturns: list[Downturn]
) -> None:
    matching = match_alarms(given_alarms, given_downturns)
    for alarm, outcome in zip(matching.alarms, matching.outcomes, strict=True):
        far = all(
            d.region != alarm.series.region or not d.start + -6 <= alarm.reference <= d.end + 6
            for d in given_downturns
        )
        assert (outcome is Outcome.FALSE) == far


scored = st.integers(0, 2**32 - 1).map(np.random.default_rng)


@settings(max_examples=50)
@given(scored, st.integers(1, 4))
def test_auc_is_mann_whitney(generator: np.random.Generator, stretches: int) -> None:
    size = int(generator.integers(10, 200))
    score = generator.integers(0, 12, size).astype(float)  # ties on purpose
    label = generator.random(size) < 0.3
    label[:2] = (True, False)
    stretch = generator.integers(0, stretches, size)
    parts = RankParts.of(score, label, stretch, stretches)
    wins = mannwhitneyu(score[label], score[~label]).statistic
    expected = wins / (label.sum() * (~label).sum())
    assert parts.auc(np.ones(stretches)) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=30)
@given(scored)
def test_weights_are_repetitions(generator: np.random.Generator) -> None:
    """Counting a stretch twice scores as writing its rows twice would."""
    size, stretches = 120, 3
    probability = generator.uniform(0.05, 0.95, size)
    label = generator.random(size) < probability
    stretch = np.arange(size) % stretches
    weight = np.array([2.0, 0.0, 1.0])
    rows = np.repeat(np.arange(size), weight[stretch].astype(int))
    again, once = np.zeros(len(rows), dtype=np.int64), np.ones(1)
    parts = ProbabilityParts.of(probability, label, stretch, stretches)
    expanded = ProbabilityParts.of(probability[rows], label[rows], again, 1)
    ranks = RankParts.of(probability, label, stretch, stretches)
    ranks_expanded = RankParts.of(probability[rows], label[rows], again, 1)
    assert parts.brier(weight) == pytest.approx(expanded.brier(once))
    assert ranks.auc(weight) == pytest.approx(ranks_expanded.auc(once))
    assert parts.calibration(weight) == pytest.approx(expanded.calibration(once), rel=1e-6)


def test_calibration_line_recovers_its_own_slope() -> None:
    logit = np.linspace(-4, 4, 41)
    counts = np.full(41, 10_000.0)
    outcomes = counts / (1 + np.exp(-(0.6 * logit - 0.3)))
    assert fit_line(logit, outcomes, counts) == pytest.approx((0.6, -0.3), abs=1e-9)


@pytest.mark.parametrize("stretches", [1, 2, 3, 5, 8])
def test_draws_of_stretches_are_a_distribution(stretches: int) -> None:
    draws = draw_stretches(stretches, seed=1)
    assert draws.share.sum() == pytest.approx(1.0)
    assert (draws.counts.sum(axis=1) == stretches).all()
    expected = np.full(stretches, 1.0)
    assert draws.share @ draws.counts == pytest.approx(expected, abs=0.15)


def test_an_interval_holds_its_value_and_one_stretch_says_nothing() -> None:
    values = np.array([0.2, 0.6, 0.9])
    many = estimate(
        lambda w: float(w @ values / w.sum()), draw_stretches(3, 1), "share", (0.0, 1.0)
    )
    one = estimate(lambda w: 0.4, draw_stretches(1, 1), "share", (0.0, 1.0))
    assert values.min() <= many.low < many.value < many.high <= values.max()
    assert (one.low, one.value, one.high) == (0.0, 0.4, 1.0)
