"""Scores of one probability over the scored months: ranking, error, calibration, reliability."""

from __future__ import annotations

from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.backtest.resampling import Draws, estimate
from trimtab.monitoring.backtest.scores import ProbabilityParts, RankParts
from trimtab.monitoring.backtest.timeline import BoolMatrix, IntVector
from trimtab.monitoring.backtest.types import ProbabilityScores, Track
from trimtab.monitoring.probable import ReliabilityBin

_TENTHS = 10
_ANY = (float("-inf"), float("inf"))


class Stretches(Protocol):
    """What resampling needs: the stretch of each month (T,), the draws of stretches, the track."""

    @property
    def track(self) -> Track: ...

    @property
    def stretch(self) -> IntVector: ...

    @property
    def draws(self) -> Draws: ...


def score_probability(
    probability: npt.NDArray[np.float64], label: BoolMatrix, scored: BoolMatrix, by: Stretches
) -> ProbabilityScores:
    """Score ``probability`` (R, T), inside 0 to 1, against ``label`` where ``scored``."""
    stated, true = probability[scored], label[scored]
    stretch = np.broadcast_to(by.stretch, scored.shape)[scored]
    stretches = by.draws.counts.shape[1]
    fold = np.broadcast_to(by.track.fold, scored.shape)[scored]
    rank = RankParts.of(stated, true, stretch, stretches)
    rank_within = RankParts.within_folds(stated, true, stretch, stretches, fold)
    parts = ProbabilityParts.of(stated, true, stretch, stretches)

    @cache
    def line(weight: bytes) -> tuple[float, float]:
        """Both figures of a draw come from one fit."""
        return parts.calibration(np.frombuffer(weight))

    return ProbabilityScores(
        auc=estimate(rank.auc, by.draws, "share", (0.0, 1.0)),
        auc_within_folds=estimate(rank_within.auc, by.draws, "share", (0.0, 1.0)),
        brier=estimate(parts.brier, by.draws, "share", (0.0, 1.0)),
        brier_of_base_rate=parts.brier_of_base_rate(np.ones(stretches)),
        calibration_slope=estimate(lambda w: line(w.tobytes())[0], by.draws, "slope", _ANY),
        calibration_intercept=estimate(lambda w: line(w.tobytes())[1], by.draws, "log-odds", _ANY),
        reliability=reliability_table(stated, true),
    )


def reliability_table(
    stated: npt.NDArray[np.float64], true: npt.NDArray[np.bool_]
) -> tuple[ReliabilityBin, ...]:
    """Mean stated probability and share that came true, by tenth of the stated probability."""
    tenth = np.minimum((stated * _TENTHS).astype(int), _TENTHS - 1)
    counts = np.bincount(tenth, minlength=_TENTHS)
    means = np.bincount(tenth, weights=stated, minlength=_TENTHS)
    trues = np.bincount(tenth, weights=true, minlength=_TENTHS)
    return tuple(
        ReliabilityBin(float(means[i] / counts[i]), float(trues[i] / counts[i]), int(counts[i]))
        for i in range(_TENTHS)
        if counts[i]
    )
