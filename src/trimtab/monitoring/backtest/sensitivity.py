"""What the scores would be had the truth been dated or counted otherwise. Alarms stay the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from trimtab.kernel import Estimate
from trimtab.monitoring.backtest.episodes import find_national_episodes
from trimtab.monitoring.backtest.resampling import estimate
from trimtab.monitoring.backtest.scores import RankParts
from trimtab.monitoring.backtest.scoring import judge_alarms, score_track
from trimtab.monitoring.backtest.stage import Stage
from trimtab.monitoring.backtest.timeline import MatchingRule, Timeline
from trimtab.monitoring.backtest.types import BacktestResult, DetectorResult, Scores
from trimtab.monitoring.compute.detection import Downturn


class TruthChange(StrEnum):
    """What is done to the truth."""

    NONE = "none"
    START = "start"  # every start moved by so many months
    END = "end"  # every end moved
    HIT_LEAD = "hit_lead"  # an alarm counts from so many months before the start
    SHORTEST = "shortest"  # downturns shorter than so many months are dropped
    FALSE_MARGIN = "false_margin"  # false only so many months outside a downturn


@dataclass(frozen=True, slots=True)
class TruthVariant:
    """One change of the truth, by ``months``."""

    change: TruthChange
    months: int = 0

    @property
    def rule(self) -> MatchingRule:
        match self.change:
            case TruthChange.HIT_LEAD:
                return MatchingRule(hit_lead_months=self.months)
            case TruthChange.FALSE_MARGIN:
                return MatchingRule(false_margin_months=self.months)
            case _:
                return MatchingRule()

    def apply(self, timeline: Timeline) -> Timeline:
        """The downturns as this variant dates them; one that vanishes is left out."""
        match self.change:
            case TruthChange.START:
                return _moved(timeline, self.months, 0)
            case TruthChange.END:
                return _moved(timeline, 0, self.months)
            case TruthChange.SHORTEST:
                return timeline.select(timeline.end - timeline.start + 1 >= self.months)
            case _:
                return timeline


BASE = TruthVariant(TruthChange.NONE)
VARIANTS = (
    BASE,
    *(TruthVariant(TruthChange.START, months) for months in (-3, -2, -1, 1, 2, 3)),
    *(TruthVariant(TruthChange.END, months) for months in (-3, -2, -1, 1, 2, 3)),
    *(TruthVariant(TruthChange.HIT_LEAD, months) for months in (3, 9, 12)),
    *(TruthVariant(TruthChange.FALSE_MARGIN, months) for months in (3, 12)),
    *(TruthVariant(TruthChange.SHORTEST, months) for months in (6, 9, 12)),
)
"""The protocol (lead 6, margin 6) first; every other differs from it in one thing."""


@dataclass(frozen=True, slots=True)
class VariantScores:
    """The main scores of one detector under one variant of the truth."""

    detector: str
    variant: TruthVariant
    downturns: int
    hit_rate: Estimate
    median_lag_known: Estimate
    false_alarms_per_series_year: Estimate
    auc_in_downturn: Estimate


def vary_truth(
    result: DetectorResult,
    timeline: Timeline,
    seed: int,
    variants: Sequence[TruthVariant] = VARIANTS,
) -> tuple[VariantScores, ...]:
    """Scores of the same alarms and probabilities under each variant that leaves a downturn.

    Thresholds and models stay as fitted on the training truth: this asks what the score rests
    on, not what another truth would have taught. Empty when the result has no scores.
    """
    if result.scores is None:
        return ()
    found = (_score(result, result.scores, timeline, variant, seed) for variant in variants)
    return tuple(scores for scores in found if scores is not None)


def _score(
    result: DetectorResult,
    base: Scores,
    timeline: Timeline,
    variant: TruthVariant,
    seed: int,
) -> VariantScores | None:
    changed = variant.apply(timeline)
    inside = changed.select(changed.start >= base.scored_from.ordinal)
    episodes = find_national_episodes(inside)
    stage = Stage.of(
        result.track, changed, episodes, base.scored_from, base.scored_until, seed, variant.rule
    )
    if not stage.events.any():
        return None
    outcomes = judge_alarms(stage)
    return VariantScores(
        result.detector,
        variant,
        int(stage.events.sum()),
        stage.share(~np.isnan(outcomes.lag), stage.events),
        stage.median(outcomes.known_lag),
        stage.rate(outcomes.false, stage.scored),
        _auc(stage),
    )


def _auc(stage: Stage) -> Estimate:
    """Ranking of months by the probability of being in a downturn, within folds."""
    scored, track = stage.scored, stage.track
    label = stage.timeline.in_downturn(track.months)[scored]
    stretch, fold = (
        np.broadcast_to(by, scored.shape)[scored] for by in (stage.stretch, track.fold)
    )
    stretches = stage.draws.counts.shape[1]
    parts = RankParts.within_folds(track.p_in_downturn[scored], label, stretch, stretches, fold)
    return estimate(parts.auc, stage.draws, "share", (0.0, 1.0))


def _moved(timeline: Timeline, start: int, end: int) -> Timeline:
    """Starts and ends moved; a start never runs into the downturn before, an end into the next."""
    first, last = timeline.start + start, timeline.end + end
    same = timeline.row[1:] == timeline.row[:-1]
    first[1:] = np.where(same, np.maximum(first[1:], last[:-1] + 1), first[1:])
    moved = replace(timeline, start=first, end=last)
    return moved.select(moved.end >= moved.start)


def rescore(result: BacktestResult, downturns: Sequence[Downturn]) -> BacktestResult:
    """The same alarms and probabilities against another set of dated downturns.

    Thresholds and models stay those fitted on the first set. A detector is scored on the months
    it was scored on, or from ``test_from`` to the end of its track.
    """
    return replace(
        result, detectors=tuple(_rescored(one, result, downturns) for one in result.detectors)
    )


def _rescored(
    one: DetectorResult, result: BacktestResult, downturns: Sequence[Downturn]
) -> DetectorResult:
    track = one.track
    timeline = Timeline.of(downturns, track.regions)
    since = one.scores.scored_from if one.scores else result.test_from
    until = one.scores.scored_until if one.scores else track.last
    episodes = find_national_episodes(timeline.select(timeline.start >= since.ordinal))
    return replace(one, scores=score_track(track, timeline, episodes, since, until, result.seed))
