"""Ours minus a named rule, on the same downturns and months, with the same draws for both."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate
from trimtab.monitoring.backtest.resampling import Draws, estimate
from trimtab.monitoring.backtest.scoring import Outcomes
from trimtab.monitoring.backtest.stage import Stage, ratio, weighted_median

Vector = npt.NDArray[np.float64]

_ANY = (float("-inf"), float("inf"))


@dataclass(frozen=True, slots=True)
class Difference:
    """``detector`` minus ``other`` on what both can judge.

    Shares of downturns, months, and false alarms per series-year. An interval that holds 0 does
    not tell them apart. ``episodes``: stretches of time the downturns were resampled by; false
    alarms were by calendar blocks.
    """

    detector: str
    other: str
    downturns: int
    episodes: int
    hit_rate: Estimate
    median_lag_known: Estimate
    false_alarms_per_series_year: Estimate


def compare(stage: Stage, outcomes: Outcomes, other: Stage, others: Outcomes) -> Difference | None:
    """Paired differences; None when no downturn can be judged by both.

    Model        both are scored on the downturns and months in which both have a statistic; a
                 draw of stretches weighs both alike, so what they share cancels
    Simplifies   the median lags are of each one's own hits
    """
    events = stage.events & other.events
    if not events.any():
        return None
    both = stage.scored & other.scored
    return Difference(
        stage.track.detector,
        other.track.detector,
        int(events.sum()),
        len(np.unique(stage.event_stretch[events])),
        _of_hits(stage, events, outcomes.lag, others.lag),
        _of_medians(stage, events, outcomes.known_lag, others.known_lag),
        _of_rates(stage, both, outcomes.false & both, others.false & both),
    )


def _of_hits(stage: Stage, events: npt.NDArray[np.bool_], lag: Vector, other: Vector) -> Estimate:
    stretches = stage.draws.counts.shape[1]
    gained = (~np.isnan(lag)).astype(float) - (~np.isnan(other)).astype(float)
    stretch = stage.event_stretch[events]
    net = np.bincount(stretch, weights=gained[events], minlength=stretches)
    whole = np.bincount(stretch, minlength=stretches)
    return estimate(lambda w: ratio(w @ net, w @ whole), stage.draws, "share", _ANY)


def _of_medians(
    stage: Stage, events: npt.NDArray[np.bool_], lag: Vector, other: Vector
) -> Estimate:
    sides = []
    for months in (lag, other):
        found = events & ~np.isnan(months)
        order = np.argsort(months[found], kind="stable")
        sides.append((months[found][order], stage.event_stretch[found][order]))

    def difference(weight: Vector) -> float:
        one, two = (weighted_median(values, weight[stretch]) for values, stretch in sides)
        return one - two

    return estimate(difference, stage.draws, "months", _ANY)


def _of_rates(
    stage: Stage,
    both: npt.NDArray[np.bool_],
    false: npt.NDArray[np.bool_],
    other: npt.NDArray[np.bool_],
) -> Estimate:
    """By calendar blocks, as the rates themselves."""
    blocks = stage.calendar_draws.counts.shape[1]

    def by_block(cells: npt.NDArray[np.bool_]) -> Vector:
        counts = np.bincount(stage.calendar, weights=cells.sum(axis=0), minlength=blocks)
        return np.asarray(counts, dtype=np.float64)

    net, years = by_block(false) - by_block(other), by_block(both) / 12
    draws: Draws = stage.calendar_draws
    rate = estimate(lambda w: ratio(w @ net, w @ years), draws, "per series-year", (-12.0, 12.0))
    if not (false.any() or other.any()):  # no false alarm of either: the data know no scale
        bound = -np.log(0.05) / years.sum()
        return replace(rate, low=-bound, high=bound)
    return rate
