"""Scores computed on matrices agree with matching alarm by alarm, for any statistic."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.kernel import Frequency, Period, Region, SeriesKey
from trimtab.monitoring.backtest import Clock, Outcome, Timeline, Track, match_alarms
from trimtab.monitoring.backtest.episodes import find_national_episodes
from trimtab.monitoring.backtest.scoring import score_track
from trimtab.monitoring.compute.crossings import alarm_months
from trimtab.monitoring.compute.detection import Downturn
from trimtab.monitoring.types import Alarm, Level

FIRST = Period.parse("1990-01")
MONTHS = 96
SCORED_FROM = FIRST + 24
REGIONS = (Region("US-AK"), Region("US-AL"), Region("US-AZ"))


def make_track(generator: np.random.Generator) -> Track:
    shape = (len(REGIONS), MONTHS)
    ratio = generator.normal(0, 0.8, shape)
    ratio[generator.random(shape) < 0.05] = np.nan
    months = FIRST.ordinal + np.arange(MONTHS)
    known = np.broadcast_to(months + generator.integers(0, 3), shape)
    chance = generator.uniform(0.01, 0.99, (2, *shape))
    fold = np.zeros(MONTHS, dtype=np.int64)
    level = np.where(ratio >= 1, 3, 0)
    return Track("toy", REGIONS, FIRST, ratio, level, known, chance[0], chance[1], fold)


def make_downturns(generator: np.random.Generator) -> list[Downturn]:
    made = []
    for region in REGIONS:
        edges = np.sort(generator.choice(MONTHS, size=6, replace=False)).tolist()
        made += [
            Downturn(region, FIRST + start, FIRST + end)
            for start, end in zip(edges[::2], edges[1::2], strict=True)
        ]
    return made


def list_all(track: Track) -> list[Alarm]:
    rows, columns = np.nonzero(alarm_months(track.ratio, np.ones(1)))
    made = []
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        key = SeriesKey("rate", REGIONS[row], None, None, Frequency.MONTHLY, "share")
        known = Period(Frequency.MONTHLY, int(track.known[row, column]))
        made.append(Alarm("toy", key, FIRST + column, known, Level.HIGH))
    return made


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_counts_and_lags(seed: int) -> None:
    generator = np.random.default_rng(seed)
    track, downturns = make_track(generator), make_downturns(generator)
    timeline = Timeline.of(downturns, REGIONS)
    episodes = find_national_episodes(timeline)
    last = FIRST + (MONTHS - 1)
    scores = score_track(track, timeline, episodes, SCORED_FROM, last, 1)
    alarms = [a for a in list_all(track) if a.reference >= SCORED_FROM]
    scored = [
        event
        for event, d in enumerate(timeline.downturns())
        if d.start >= SCORED_FROM
        and not np.isnan(track.ratio[REGIONS.index(d.region), d.start - FIRST])
    ]
    if not scored:
        assert scores is None
        return
    assert scores is not None
    by_reference = match_alarms(alarms, downturns)
    by_known = match_alarms(alarms, downturns, Clock.KNOWN)
    count = by_reference.outcomes.count
    assert scores.alarms == len(alarms)
    assert scores.false_alarms == count(Outcome.FALSE)
    assert scores.repeats == count(Outcome.REPEAT)
    assert scores.late == count(Outcome.LATE)
    lags = [lag for event in scored if (lag := by_reference.lag(event)) is not None]
    known = [event for event in scored if by_known.lag(event) is not None]
    assert scores.downturns == len(scored)
    assert scores.hits == len(lags)
    assert scores.hit_rate_known.value == len(known) / len(scored)
    if lags:
        assert scores.median_lag_reference.value == np.median(lags)
        assert np.isclose(scores.mean_lag_reference.value, np.mean(lags))
        assert scores.hits_before_start.value == np.mean(np.array(lags) < 0)
