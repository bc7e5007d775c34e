"""All that a report of a back-test shows beyond its scores, computed once from its tracks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from trimtab.monitoring.backtest.calibration_probabilities import (
    Reliability,
    measure_reliability,
)
from trimtab.monitoring.backtest.calibration_promises import (
    KeptPromise,
    RateThresholds,
    measure_promises,
)
from trimtab.monitoring.backtest.curves import (
    DelayCurve,
    EpisodeOutcome,
    split_by_episode,
    trace_delays,
)
from trimtab.monitoring.backtest.differences import Difference, compare
from trimtab.monitoring.backtest.scoring import Outcomes, judge_alarms
from trimtab.monitoring.backtest.sensitivity import VariantScores, vary_truth
from trimtab.monitoring.backtest.stage import Stage
from trimtab.monitoring.backtest.timeline import Timeline
from trimtab.monitoring.backtest.types import BacktestResult, DetectorResult
from trimtab.monitoring.compute.detection import Downturn


@dataclass(frozen=True, slots=True)
class BacktestStudy:
    """One result (held-out or development) looked at from all sides.

    Detectors keep the order of the result; those without scores appear in ``result`` alone.
    ``differences`` are of the first detector against every other. ``other_truth`` is the same
    result on a second set of dated downturns, None where none was given.
    """

    result: BacktestResult
    delays: tuple[DelayCurve, ...]
    episodes: tuple[EpisodeOutcome, ...]
    differences: tuple[Difference, ...]
    promises: tuple[KeptPromise, ...]
    reliability: tuple[Reliability, ...]
    sensitivity: tuple[VariantScores, ...]
    other_truth: BacktestResult | None

    @property
    def scored(self) -> tuple[DetectorResult, ...]:
        return tuple(one for one in self.result.detectors if one.scores is not None)


def study_result(
    result: BacktestResult,
    downturns: Sequence[Downturn],
    thresholds: Mapping[str, RateThresholds],
    other_truth: BacktestResult | None = None,
) -> BacktestStudy:
    """Look at a result from all sides; ``downturns`` are those it was scored on.

    ``thresholds`` by detector name: for those that promise a rate (see ``calibration_promises``);
    ``other_truth`` is the result rescored on other dates (see ``sensitivity.rescore``).
    """
    looked = [(stage, judge_alarms(stage)) for stage in _stages(result, downturns)]
    by_name = {stage.track.detector: stage for stage, _ in looked}
    scored = [one for one in result.detectors if one.scores is not None]
    return BacktestStudy(
        result=result,
        delays=tuple(chain.from_iterable(trace_delays(*pair) for pair in looked)),
        episodes=tuple(
            chain.from_iterable(
                split_by_episode(stage, outcomes, one.scores.episodes)
                for one, (stage, outcomes) in zip(scored, looked, strict=True)
                if one.scores
            )
        ),
        differences=_differences(looked),
        promises=tuple(
            chain.from_iterable(
                measure_promises(by_name[name], rates)
                for name, rates in thresholds.items()
                if name in by_name
            )
        ),
        reliability=tuple(
            measure_reliability(stage, one.scores.scored_until)
            for one, (stage, _) in zip(scored, looked, strict=True)
            if one.scores
        ),
        sensitivity=tuple(
            chain.from_iterable(
                vary_truth(one, stage.timeline, result.seed)
                for one, (stage, _) in zip(scored, looked, strict=True)
            )
        ),
        other_truth=other_truth,
    )


def _stages(result: BacktestResult, downturns: Sequence[Downturn]) -> list[Stage]:
    """The stages the scores were made on."""
    return [
        Stage.of(
            one.track,
            Timeline.of(downturns, one.track.regions),
            one.scores.episodes,
            one.scores.scored_from,
            one.scores.scored_until,
            result.seed,
        )
        for one in result.detectors
        if one.scores is not None
    ]


def _differences(looked: Sequence[tuple[Stage, Outcomes]]) -> tuple[Difference, ...]:
    if not looked:
        return ()
    ours, outcomes = looked[0]
    found = (compare(ours, outcomes, stage, others) for stage, others in looked[1:])
    return tuple(difference for difference in found if difference is not None)
