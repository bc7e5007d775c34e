"""Which assumption decides: each uncertain parameter against the difference from the first mix.

Rank correlation     Spearman over draws; interval by Fisher's z with the standard error of Bonett
                     and Wright (2000, Psychometrika 65:23-28).
First-order share    squared standardised regression coefficient on the quantiles drawn, parameters
                     independent (Saltelli et al. 2008, Global Sensitivity Analysis, section 1.2.5);
                     right as far as ``explained`` (R2) is near 1. Interval from the t interval of
                     the coefficient.
Swing                one parameter alone from its 5 to its 95 % quantile, all others at their best.
Order                by the length of the swing, which carries no noise of the draws; by the
                     first-order share where no swing was run.
"""

from __future__ import annotations

from math import atanh, nan, sqrt, tanh

import numpy as np
from scipy import stats

from trimtab.kernel import UsageError
from trimtab.simulation.answers.comparing import measured
from trimtab.simulation.answers.influences import Influence, Sensitivity
from trimtab.simulation.answers.pairing import paired_gap
from trimtab.simulation.answers.types import COVERAGE, Interval, Runs
from trimtab.simulation.types import Matrix, Vector

LEAST_DRAWS = 10


def sensitivity(runs: Runs, name: str, coverage: float = COVERAGE) -> tuple[Sensitivity, ...]:
    """One for each mix but the first. Raises SIMULATION-145 with too few draws or no parameter."""
    if runs.draws - 1 < LEAST_DRAWS or not runs.parameters:
        raise UsageError("SIMULATION-145", draws=runs.draws - 1, least=LEAST_DRAWS)
    table = measured(runs, name)
    gaps = paired_gap(table, table[0]).mean(2)  # (M, D)
    return tuple(
        _of_mix(runs, mix, name, gaps[place], place, coverage)
        for place, mix in enumerate(runs.mixes)
        if place > 0
    )


def _of_mix(
    runs: Runs, mix: str, name: str, gap: Vector, place: int, coverage: float
) -> Sensitivity:
    drawn, found = runs.uniforms[1:], gap[1:]
    shares, intervals, explained = _shares(drawn, found, coverage)
    swings = runs.swings.get(name)
    influences = []
    for at, parameter in enumerate(runs.parameters):
        correlation, interval = rank_correlation(drawn[:, at], found, coverage)
        swing = None
        if swings is not None:
            low, high = paired_gap(swings[place, at], swings[0, at])
            swing = (float(low), float(high))
        influences.append(
            Influence(parameter, correlation, interval, shares[at], intervals[at], swing)
        )
    # Not by rank correlation: over 100 draws a parameter without effect has one of 0.2 by chance.
    influences.sort(key=lambda one: -one.strength)
    return Sensitivity(mix, name, tuple(influences), explained, float(gap[0]))


def rank_correlation(x: Vector, y: Vector, coverage: float) -> tuple[float, Interval]:
    """Spearman's with its interval; NaN where one side does not vary."""
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return nan, Interval(nan, nan)
    rho = float(np.corrcoef(stats.rankdata(x), stats.rankdata(y))[0, 1])
    if abs(rho) >= 1 - 1e-12:
        return rho, Interval(rho, rho)
    half = float(stats.norm.ppf(0.5 + coverage / 2)) * sqrt((1 + rho**2 / 2) / (len(x) - 3))
    return rho, Interval(tanh(atanh(rho) - half), tanh(atanh(rho) + half))


def _shares(
    drawn: Matrix, found: Vector, coverage: float
) -> tuple[list[float], list[Interval], float]:
    """First-order shares (P,), their intervals, R2; NaN where draws are too few or nothing
    varies."""
    n, p = drawn.shape
    variance = found.var(ddof=1)
    if n < p + 3 or variance == 0:
        return [nan] * p, [Interval(nan, nan)] * p, nan
    centred = drawn - drawn.mean(0)
    inverse = np.linalg.pinv(centred.T @ centred)
    slopes = inverse @ centred.T @ (found - found.mean())
    rest = found - found.mean() - centred @ slopes
    error = np.sqrt(np.clip(np.diag(inverse), 0, None) * (rest @ rest) / (n - p - 1))
    t = float(stats.t.ppf(0.5 + coverage / 2, n - p - 1))
    scale = drawn.std(0, ddof=1) / sqrt(variance)
    intervals = []
    for slope, half, by in zip(slopes, t * error, scale, strict=True):
        ends = sorted((((slope - half) * by) ** 2, ((slope + half) * by) ** 2))
        low = 0.0 if abs(slope) <= half else ends[0]
        intervals.append(Interval(min(1.0, float(low)), min(1.0, float(ends[1]))))
    explained = 1 - float(rest @ rest) / float(variance * (n - 1))
    shares = np.minimum((slopes * scale) ** 2, 1.0)
    return [float(one) for one in shares], intervals, explained
