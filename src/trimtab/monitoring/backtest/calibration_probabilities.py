"""Reliability of stated probabilities with intervals: does 30 % come true in 30 % of months?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate, Period
from trimtab.monitoring.backtest.resampling import estimate
from trimtab.monitoring.backtest.stage import Stage, ratio
from trimtab.monitoring.backtest.timeline import ENTRY_HORIZON_MONTHS, BoolMatrix

_GROUPS = 10
_FEWEST_TENTHS = 3  # probabilities that fill fewer tenths are grouped by rank instead


@dataclass(frozen=True, slots=True)
class ReliabilityPoint:
    """Months of one group of stated probabilities: their mean, and the share that came true.

    Groups are tenths of the probability or, where the probabilities fill fewer than three tenths,
    ten groups of equal size by rank. The interval is resampled by national episode.
    """

    stated: float
    observed: Estimate
    months: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """Points of one detector's two probabilities, rising."""

    detector: str
    in_downturn: tuple[ReliabilityPoint, ...]
    within_6_months: tuple[ReliabilityPoint, ...]


def measure_reliability(stage: Stage, scored_until: Period) -> Reliability:
    """Both probabilities in the scored months; a start within 6 months where all 6 are scored."""
    months, track = stage.track.months, stage.track
    foreseeable = stage.scored & (months <= scored_until.ordinal - ENTRY_HORIZON_MONTHS)
    return Reliability(
        track.detector,
        _points(stage, track.p_in_downturn, stage.timeline.in_downturn(months), stage.scored),
        _points(stage, track.p_within_6_months, stage.timeline.starts_within(months), foreseeable),
    )


def _points(
    stage: Stage,
    probability: npt.NDArray[np.float64],
    label: BoolMatrix,
    scored: BoolMatrix,
) -> tuple[ReliabilityPoint, ...]:
    stated, true = probability[scored], label[scored]
    stretch = np.broadcast_to(stage.stretch, scored.shape)[scored]
    stretches = stage.draws.counts.shape[1]
    group = _groups(stated)
    counts = np.zeros((_GROUPS, stretches))
    trues = np.zeros((_GROUPS, stretches))
    np.add.at(counts, (group, stretch), 1)
    np.add.at(trues, (group, stretch), true)
    sums = np.bincount(group, weights=stated, minlength=_GROUPS)

    def observed(index: int) -> Estimate:
        came, of = trues[index], counts[index]
        return estimate(lambda w: ratio(w @ came, w @ of), stage.draws, "share", (0.0, 1.0))

    return tuple(
        ReliabilityPoint(
            float(sums[index] / counts[index].sum()), observed(index), int(counts[index].sum())
        )
        for index in range(_GROUPS)
        if counts[index].any()
    )


def _groups(stated: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """(N,) group of each probability; equal probabilities are always in one group."""
    tenth = np.minimum((stated * _GROUPS).astype(np.int64), _GROUPS - 1)
    if len(np.unique(tenth)) >= _FEWEST_TENTHS:
        return tenth
    below = np.searchsorted(np.sort(stated), stated)
    return np.minimum(below * _GROUPS // max(len(stated), 1), _GROUPS - 1).astype(np.int64)
