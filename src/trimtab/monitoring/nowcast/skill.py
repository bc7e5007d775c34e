"""Skill at past origins against the last value carried forward."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate
from trimtab.monitoring.nowcast.types import Regime, Skill
from trimtab.stats import block_columns

Floats = npt.NDArray[np.float64]

BLOCK_ORIGINS = 12
REPLICATES = 1_000
SEED = 19850101
ORIGINS_NEEDED = 24
_RATIO = "ratio"
_TAILS = (0.05, 0.95)


def measure_skill(
    errors: Floats, carried_errors: Floats, step: int, regime: Regime | None
) -> Skill | None:
    """Root mean square and mean absolute error relative to those of the last value.

    Model        ratio over past origins; 90 % interval from a circular bootstrap of blocks of 12
                 origins (months) in order of time, both errors of an origin kept together
    Inputs       errors, carried_errors (N,): of the same origins, in order of time
    Returns      Skill; None with fewer than 24 origins or a last value that was never wrong
    Simplifies   origins of one regime are joined as if they followed each other; three recessions
                 are few, and the interval cannot know a kind of month the history lacks
    References   Politis and Romano (1992), "A circular block-resampling procedure for stationary
                 data"
    """
    if len(errors) < ORIGINS_NEEDED or not carried_errors.any():
        return None
    generator = np.random.default_rng(SEED)
    columns = np.array(
        [
            block_columns(len(errors), BLOCK_ORIGINS, len(errors), generator)
            for _ in range(REPLICATES)
        ]
    )
    drawn = _ratios(errors[columns], carried_errors[columns])
    value = _ratios(errors, carried_errors)
    low, high = np.nanquantile(drawn, _TAILS, axis=1)
    squared, absolute = (
        Estimate(float(v), float(min(v, a)), float(max(v, b)), _RATIO)
        for v, a, b in zip(value, low, high, strict=True)
    )
    return Skill(
        step, regime, len(errors), squared, absolute, float(np.sqrt((carried_errors**2).mean()))
    )


def _ratios(errors: Floats, carried: Floats) -> Floats:
    """(2,) or (2, R): of root mean squares and of mean sizes along the last axis."""
    moved = np.where((carried != 0).any(axis=-1), 1.0, np.nan)
    square = np.sqrt((errors**2).mean(axis=-1)), np.sqrt((carried**2).mean(axis=-1) * moved)
    size = np.abs(errors).mean(axis=-1), np.abs(carried).mean(axis=-1) * moved
    return np.array([square[0] / square[1], size[0] / size[1]])
