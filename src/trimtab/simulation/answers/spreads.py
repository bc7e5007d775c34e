"""A figure with both kinds of uncertainty, from runs (D, R) or from many at once (D, R, N).

Parameters     quantiles of the draw means after their deviations were shrunk to the variance freed
               of Monte-Carlo noise (Louis 1984, J. Am. Stat. Assoc. 79:393-398), with expected
               coverage over new draws; below 19 draws, where no order statistic reaches, the t
               prediction interval of the draw means, noise left in: rather too wide.
Monte-Carlo    t interval of the mean over draws and replicates, draws held fixed.
Whole          half-widths of both added in squares, each side for itself: exact for symmetric
               independent parts, an approximation otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan, sqrt

import numpy as np
from scipy import stats

from trimtab.simulation.answers.outcomes import Direction
from trimtab.simulation.answers.types import COVERAGE, Interval, Spread, Standing
from trimtab.simulation.answers.variance import MeanSquares, mean_squares, random_draws
from trimtab.simulation.types import Tensor

LEAST_DRAWS = 19
"""Random draws from which the 5 and 95 % quantiles are order statistics: 2 / 0.1 - 1."""


@dataclass(frozen=True, slots=True)
class Spreads:
    """Arrays (...,) behind ``Spread``; NaN ends where that part was not run."""

    value: Tensor
    central: Tensor
    low: Tensor
    high: Tensor
    parameters_low: Tensor
    parameters_high: Tensor
    monte_carlo: Tensor
    chance: Tensor

    def at(self, place: int | None = None) -> Spread:
        """One of them; None for arrays without axes."""

        def read(array: Tensor) -> float:
            return float(array if place is None else array[place])

        value = read(self.value)
        low, high, half = map(read, (self.parameters_low, self.parameters_high, self.monte_carlo))
        return Spread(
            value=value,
            central=read(self.central),
            whole=Interval(read(self.low), read(self.high)),
            parameters=None if isnan(low) else Interval(low, high),
            monte_carlo=None if isnan(half) else Interval(value - half, value + half),
            chance=read(self.chance),
        )


def spreads(runs: Tensor, coverage: float = COVERAGE) -> Spreads:
    """Of runs (D, R, ...), draw 0 the central one."""
    found = mean_squares(random_draws(runs))
    value = found.draw_means.mean(0)
    low, high = parameter_interval(found, coverage)
    half = monte_carlo_half_width(found, coverage)
    below, above = (np.nan_to_num(np.abs(end - value)) for end in (low, high))
    noise = np.nan_to_num(half)
    return Spreads(
        value=value,
        central=runs[0].mean(0),
        low=value - np.hypot(below, noise),
        high=value + np.hypot(above, noise),
        parameters_low=low,
        parameters_high=high,
        monte_carlo=half,
        chance=np.sqrt(np.nan_to_num(found.within)),
    )


def spread(runs: Tensor, coverage: float = COVERAGE) -> Spread:
    """Of one outcome (D, R)."""
    return spreads(runs, coverage).at()


def freed_means(found: MeanSquares) -> Tensor:
    """Draw means (n, ...) drawn together to the variance of the parameters alone."""
    middle = found.draw_means.mean(0)
    freed = np.clip(found.parameter_variance, 0.0, None)
    kept = np.sqrt(
        np.divide(freed, found.between, out=np.zeros_like(freed), where=found.between > 0)
    )
    return np.asarray(middle + kept * (found.draw_means - middle))


def parameter_interval(found: MeanSquares, coverage: float) -> tuple[Tensor, Tensor]:
    """Ends (...,) of the interval over parameter draws; NaN with a single draw."""
    middle = found.draw_means.mean(0)
    if found.draws < 2:
        return np.full_like(middle, nan), np.full_like(middle, nan)
    if found.draws >= LEAST_DRAWS:
        tails = [(1 - coverage) / 2, (1 + coverage) / 2]
        low, high = np.quantile(freed_means(found), tails, axis=0, method="weibull")
        return np.minimum(low, middle), np.maximum(high, middle)
    t = float(stats.t.ppf(0.5 + coverage / 2, found.draws - 1))
    half = t * np.sqrt(found.between * (1 + 1 / found.draws))
    return np.asarray(middle - half), np.asarray(middle + half)


def monte_carlo_half_width(found: MeanSquares, coverage: float) -> Tensor:
    """Half-width (...,) of the interval of the mean; NaN with one replicate."""
    if found.replicates < 2:
        return np.full_like(found.draw_means.mean(0), nan)
    runs = found.draws * found.replicates
    t = float(stats.t.ppf(0.5 + coverage / 2, runs - found.draws))
    return np.asarray(t * np.sqrt(found.within) / sqrt(runs))


def standing(shown: Spread, better: Direction) -> Standing:
    """What the whole interval of a difference allows to be said."""
    ends = (shown.whole.low, shown.value, shown.whole.high)
    if any(map(isnan, ends)):
        return Standing.CANNOT_TELL
    if ends == (0.0, 0.0, 0.0):
        return Standing.SAME
    if not shown.has_interval:
        return Standing.NOT_JUDGED
    if shown.whole.covers_zero:
        return Standing.CANNOT_TELL
    if better is Direction.NEITHER:
        return Standing.MORE if shown.value > 0 else Standing.LESS
    good = (shown.value > 0) == (better is Direction.HIGHER)
    return Standing.BETTER if good else Standing.WORSE
