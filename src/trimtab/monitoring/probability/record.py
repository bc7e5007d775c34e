"""How good statements made without knowing the outcome were: error, skill, slope, reliability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate
from trimtab.monitoring.backtest.reliability import reliability_table
from trimtab.monitoring.backtest.resampling import Draws, draw_stretches, estimate
from trimtab.monitoring.backtest.scores import ProbabilityParts
from trimtab.monitoring.probability.movement import Matrix
from trimtab.monitoring.probable import ReliabilityBin

Mask = npt.NDArray[np.bool_]
IntVector = npt.NDArray[np.int64]

BLOCK_MONTHS = 24
MONTHS_AT_LEAST = 60
SEED = 19911222
DRAWS_LISTED = 462  # at most so many are listed exactly (resampling); those are kept

_ANY = (float("-inf"), float("inf"))


@dataclass(frozen=True, slots=True)
class PastRecord:
    """Scores of past statements; None and empty where too few of them can be judged.

    ``months``: calendar months whose outcome is known. Intervals: 24-month blocks of the calendar,
    all regions together, drawn with replacement.
    """

    months: int
    brier: Estimate | None = None
    brier_of_base_rate: float | None = None
    calibration_slope: Estimate | None = None
    skill_within_6_months: Estimate | None = None
    reliability: tuple[ReliabilityBin, ...] = ()


def score_record(
    inside: Matrix, starts: Matrix, labels: tuple[Mask, Mask, Mask, Mask], months: IntVector
) -> PastRecord:
    """Score statements (R, T), NaN where none was made, against outcomes.

    ``labels``: inside, where that is known, starts, where that is known. Nothing is scored unless
    at least 60 months with both outcomes can be judged.
    """
    true, known, started, start_known = labels
    judged = known & ~np.isnan(inside)
    seen = int(judged.any(axis=0).sum())
    scored = _Scored.of(inside, true, judged, months)
    if scored is None:
        return PastRecord(seen)
    foreseen = _Scored.of(starts, started, start_known & ~np.isnan(starts), months)
    return PastRecord(
        months=seen,
        brier=estimate(scored.parts.brier, scored.draws, "share", (0.0, 1.0)),
        brier_of_base_rate=scored.parts.brier_of_base_rate(np.ones(scored.blocks)),
        calibration_slope=estimate(scored.slope, _fewer(scored.draws), "slope", _ANY),
        skill_within_6_months=None
        if foreseen is None
        else estimate(foreseen.skill, foreseen.draws, "share", (-np.inf, 1.0)),
        reliability=reliability_table(inside[judged], true[judged]),
    )


@dataclass(frozen=True, slots=True)
class _Scored:
    """Parts of the scores by block of the calendar, and the draws of blocks."""

    parts: ProbabilityParts
    draws: Draws

    @classmethod
    def of(cls, stated: Matrix, true: Mask, judged: Mask, months: IntVector) -> _Scored | None:
        outcome = true[judged]
        if judged.any(axis=0).sum() < MONTHS_AT_LEAST or outcome.all() or not outcome.any():
            return None
        block = np.broadcast_to(months // BLOCK_MONTHS, judged.shape)[judged]
        number, block = np.unique(block, return_inverse=True)
        parts = ProbabilityParts.of(stated[judged], outcome, block, len(number))
        return cls(parts, draw_stretches(len(number), SEED))

    @property
    def blocks(self) -> int:
        return int(self.draws.counts.shape[1])

    def skill(self, weight: npt.NDArray[np.float64]) -> float:
        """1 - Brier / Brier of always stating the share that came true."""
        base = self.parts.brier_of_base_rate(weight)
        return 1 - self.parts.brier(weight) / base if base > 0 else np.nan

    def slope(self, weight: npt.NDArray[np.float64]) -> float:
        return self.parts.calibration(weight)[0]


def _fewer(draws: Draws) -> Draws:
    """A fifth of random draws: each draw of the slope is a regression of its own."""
    every = 5 if len(draws.counts) > DRAWS_LISTED else 1
    return Draws(draws.counts[::every], draws.share[::every])
