"""From what was known at each origin to estimates, intervals, skill and coverage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.nowcast.bridge import predict_changes, trusted_share
from trimtab.monitoring.nowcast.features import FastViews, TargetViews, own_features
from trimtab.monitoring.nowcast.intervals import count_coverage, half_widths
from trimtab.monitoring.nowcast.skill import measure_skill
from trimtab.monitoring.nowcast.types import Coverage, NowcastSettings, Reason, Regime, Skill

Matrix = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class StepRun:
    """Everything said at every origin (O,) about the month ``step`` after the last published one.

    On the scale of ``TargetViews``: ``carried`` the last value carried forward, ``change`` what is
    added to it, ``half_width`` of the interval, ``outcome`` the change that came as known today
    (NaN if not yet). ``weight`` is NaN where too few errors were known, ``predicted`` where the
    equation could say nothing; ``fresh`` where every fast series had a recent week.
    """

    step: int
    carried: Floats
    predicted: Floats
    weight: Floats
    change: Floats
    half_width: Floats
    outcome: Floats
    turning: Mask
    fresh: Mask

    @property
    def scored(self) -> Mask:
        """(O,) Origins whose estimate was the equation's, with its interval, and has come true."""
        judged = ~np.isnan(self.weight) & ~np.isnan(self.predicted)
        return np.asarray(judged & ~np.isnan(self.half_width) & ~np.isnan(self.outcome))

    @property
    def present_reason(self) -> Reason | None:
        """Why the present estimate is the last value, if it is."""
        if not self.fresh[-1]:
            return Reason.STALE
        if np.isnan(self.predicted[-1]) or np.isnan(self.weight[-1]):
            return Reason.SHORT
        return Reason.NO_SKILL if self.weight[-1] == 0 else None

    def rows(self, regime: Regime | None) -> Mask:
        """(O,) Scored origins of a regime, all of them for None."""
        if regime is None:
            return self.scored
        return np.asarray(self.scored & (self.turning == (regime is Regime.TURNING)))


def run_step(
    target: TargetViews, fast: FastViews, turning: Mask, step: int, settings: NowcastSettings
) -> StepRun:
    """Fit, combine and bound the estimate of one step at every origin, from its past only."""
    bridge = fast.bridge(target.last, step)
    features = np.concatenate([own_features(target), bridge], axis=1)
    outcomes = target.outcomes(step)
    predicted = predict_changes(features, outcomes, settings)
    weight = trusted_share(predicted, outcomes, settings)
    change = np.nan_to_num(weight) * np.nan_to_num(predicted)
    carried = np.isnan(weight) | np.isnan(predicted)
    errors = np.where(carried[None, :], np.nan, outcomes - change[None, :])
    return StepRun(
        step=step,
        carried=target.carried(step),
        predicted=predicted,
        weight=weight,
        change=change,
        half_width=half_widths(errors, outcomes, turning, carried, settings),
        outcome=outcomes[-1],
        turning=turning,
        fresh=np.asarray(~np.isnan(bridge).any(axis=1)),
    )


def judge_step(run: StepRun) -> tuple[tuple[Skill, ...], tuple[Coverage, ...]]:
    """Skill and coverage at scored origins, together and by regime; absent where too few."""
    skills, coverages = [], []
    for regime in (None, *Regime):
        rows = run.rows(regime)
        error = run.outcome[rows] - run.change[rows]
        skills.append(measure_skill(error, run.outcome[rows], run.step, regime))
        inside = np.abs(error) <= run.half_width[rows]
        coverages.append(count_coverage(inside, run.step, regime))
    return (
        tuple(skill for skill in skills if skill is not None),
        tuple(coverage for coverage in coverages if coverage is not None),
    )
