"""From a track and dated downturns to scores with intervals over national episodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Period
from trimtab.monitoring.backtest.budgets import detect_at_budgets
from trimtab.monitoring.backtest.episodes import NationalEpisode
from trimtab.monitoring.backtest.matching import first_hits
from trimtab.monitoring.backtest.reliability import score_probability
from trimtab.monitoring.backtest.stage import Stage
from trimtab.monitoring.backtest.timeline import (
    ENTRY_HORIZON_MONTHS,
    BoolMatrix,
    IntVector,
    Timeline,
)
from trimtab.monitoring.backtest.types import ProbabilityScores, Scores, Track
from trimtab.monitoring.compute.crossings import alarm_months

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Alarms of the scored months as cells (R, T), each of one kind, and lags (E,) of the hits.

    Lags are NaN where the downturn was missed or is not scored. ``known_lag`` is of the same hits
    by the month they could be known; ``lag_by_known`` of a matching made by known months.
    """

    alarms: BoolMatrix
    false: BoolMatrix
    repeats: BoolMatrix
    late: BoolMatrix
    lag: Vector
    known_lag: Vector
    lag_by_known: Vector


def score_track(
    track: Track,
    timeline: Timeline,
    episodes: tuple[NationalEpisode, ...],
    scored_from: Period,
    scored_until: Period,
    seed: int,
) -> Scores | None:
    """Score alarms and probabilities in the months ``scored_from`` to ``scored_until``.

    Only alarms that refer to these months exist for the score, exactly those a file of alarms
    holds. A downturn that began earlier still takes its alarm, but only downturns that start
    inside and have a statistic in their first month are scored. None when there is none.
    """
    stage = Stage.of(track, timeline, episodes, scored_from, scored_until, seed)
    if not stage.events.any():
        return None
    outcomes = judge_alarms(stage)
    found = ~np.isnan(outcomes.lag)
    in_downturn, within_6_months = _score_probabilities(stage, scored_until)
    return Scores(
        scored_from=scored_from,
        scored_until=scored_until,
        episodes=episodes,
        downturns=int(stage.events.sum()),
        hits=int(found.sum()),
        alarms=int(outcomes.alarms.sum()),
        false_alarms=int(outcomes.false.sum()),
        repeats=int(outcomes.repeats.sum()),
        late=int(outcomes.late.sum()),
        series_years=float(stage.scored.sum()) / 12,
        calm_series_years=float((stage.scored & stage.calm).sum()) / 12,
        hit_rate=stage.share(found, stage.events),
        hit_rate_known=stage.share(~np.isnan(outcomes.lag_by_known), stage.events),
        median_lag_reference=stage.median(outcomes.lag),
        median_lag_known=stage.median(outcomes.known_lag),
        mean_lag_reference=stage.mean(outcomes.lag),
        mean_lag_known=stage.mean(outcomes.known_lag),
        hits_before_start=stage.share(outcomes.lag < 0, found),
        false_alarms_per_series_year=stage.rate(outcomes.false, stage.scored),
        calm_false_alarm_rate=stage.rate(outcomes.false, stage.scored & stage.calm),
        detection=detect_at_budgets(stage),
        in_downturn=in_downturn,
        within_6_months=within_6_months,
    )


def judge_alarms(stage: Stage) -> Outcomes:
    """Match the scored months' alarms with the downturns by the rules of ``matching``."""
    track, timeline, months = stage.track, stage.timeline, stage.track.months
    alarms = alarm_months(track.ratio, np.ones(1)) & stage.scored
    lead = stage.rule.hit_lead_months
    found = first_hits(alarms[None], int(months[0]), timeline, lead)[0]
    hits = np.zeros_like(alarms)
    hits[timeline.row[found >= 0], found[found >= 0] - months[0]] = True
    in_window = timeline.covered(timeline.start - lead, timeline.end, months)
    lag = _lags(found, stage)
    return Outcomes(
        alarms=alarms,
        false=alarms & stage.calm,
        repeats=alarms & in_window & ~hits,
        late=alarms & ~in_window & ~stage.calm,
        lag=lag,
        known_lag=_known_lags(lag, stage),
        lag_by_known=_lags(_first_hits_known(alarms, stage), stage),
    )


def _score_probabilities(
    stage: Stage, scored_until: Period
) -> tuple[ProbabilityScores, ProbabilityScores]:
    """Both probabilities; a start within 6 months is judged where all 6 months are scored."""
    months, timeline = stage.track.months, stage.timeline
    foreseeable = months <= scored_until.ordinal - ENTRY_HORIZON_MONTHS
    return (
        score_probability(
            stage.track.p_in_downturn, timeline.in_downturn(months), stage.scored, stage
        ),
        score_probability(
            stage.track.p_within_6_months,
            timeline.starts_within(months),
            stage.scored & foreseeable,
            stage,
        ),
    )


def _lags(found: IntVector, stage: Stage) -> Vector:
    """Months from start to alarm of the scored downturns; NaN where missed or not scored."""
    hit = (found >= 0) & stage.events
    return np.asarray(np.where(hit, found - stage.timeline.start, np.nan))


def _known_lags(lag: Vector, stage: Stage) -> Vector:
    """Lags of the same hits by the month in which they could be known."""
    known = np.full(len(lag), np.nan)
    rows, columns = stage.timeline.row, stage.timeline.start - stage.track.months[0]
    found = ~np.isnan(lag)
    at = columns[found] + lag[found].astype(int)
    known[found] = stage.track.known[rows[found], at] - stage.timeline.start[found]
    return known


def _first_hits_known(alarms: BoolMatrix, stage: Stage) -> IntVector:
    """Hits when an alarm counts at the month it could be known."""
    track = stage.track
    rows, columns = np.nonzero(alarms)
    known = track.known[rows, columns]
    first = track.first.ordinal
    length = max(alarms.shape[1], int(known.max(initial=first)) - first + 1)
    moved = np.zeros((1, alarms.shape[0], length), dtype=bool)
    moved[0, rows, known - first] = True
    return np.asarray(first_hits(moved, first, stage.timeline, stage.rule.hit_lead_months)[0])
