"""Monte-Carlo error apart from parameter uncertainty: nested analysis of variance.

Model        y[d, r] = mean + P[d] + C[d, r]: draws d = 1..n of the parameters, replicates r = 1..R
             nested in them, P and C independent with mean 0 and variances ``parameters`` and
             ``chance``.
Estimators   chance = MSW; parameters = (MSB - MSW) / R: unbiased (Searle, Casella and McCulloch
             1992, Variance Components, section 3.5), cut at 0 for use.
Intervals    chance: chi-square. parameters: modified large sample (Ting, Burdick, Graybill,
             Jeyaratnam and Lu 1990, J. Stat. Comput. Simul. 35:135-143), for normal P and C. A
             long-tailed P makes the second too narrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, nan, sqrt

import numpy as np
from scipy import stats

from trimtab.simulation.answers.types import COVERAGE, Component, Components, Interval
from trimtab.simulation.types import Matrix, Tensor


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Of an outcome (n, R, ...): means of draws (n, ...), variance between and within draws."""

    draw_means: Tensor
    between: Tensor
    within: Tensor
    draws: int
    replicates: int

    @property
    def parameter_variance(self) -> Tensor:
        """Unbiased, may be below 0; NaN with one draw."""
        return np.asarray(self.between - self.chance_of_mean)

    @property
    def chance_of_mean(self) -> Tensor:
        """Variance of a draw's mean that is chance; 0 where one replicate cannot show it."""
        return np.asarray(np.nan_to_num(self.within) / self.replicates)


def mean_squares(runs: Tensor) -> MeanSquares:
    """Of runs (n, R, ...). ``between`` is the variance of draw means (MSB / R)."""
    draws, replicates = runs.shape[:2]
    means = runs.mean(1)
    nothing = np.full(runs.shape[2:], nan)
    between = means.var(0, ddof=1) if draws > 1 else nothing
    within = runs.var(1, ddof=1).mean(0) if replicates > 1 else nothing
    return MeanSquares(means, between, within, draws, replicates)


def random_draws(runs: Tensor) -> Tensor:
    """The draws that vary: all but the central one (axis 0); it alone where there is no other."""
    return runs[1:] if runs.shape[0] > 1 else runs


def components(runs: Matrix, coverage: float = COVERAGE) -> Components:
    """Variance components of one outcome (D, R); a part that was not run is None."""
    found = mean_squares(random_draws(runs))
    n, r = found.draws, found.replicates
    within = float(found.within)
    chance = None
    if r > 1:
        chance = Component(within, within, _interval_of_variance(within, n * (r - 1), coverage))
    parameters = None
    if n > 1:
        unbiased = float(found.parameter_variance)
        interval = (
            _modified_large_sample(r * float(found.between), within, n, r, coverage)
            if r > 1
            else _interval_of_variance(unbiased, n - 1, coverage)
        )
        parameters = Component(max(0.0, unbiased), unbiased, interval)
    return Components(parameters, chance)


def _interval_of_variance(variance: float, freedom: int, coverage: float) -> Interval:
    tail = (1 - coverage) / 2
    low, high = stats.chi2.ppf([1 - tail, tail], freedom)
    return Interval(freedom * variance / float(low), freedom * variance / float(high))


def _modified_large_sample(
    between: float, within: float, n: int, r: int, coverage: float
) -> Interval:
    """Interval of (between - within) / r, mean squares with n - 1 and n (r - 1) degrees."""
    if within == 0:
        return _interval_of_variance(between / r, n - 1, coverage)
    tail = (1 - coverage) / 2
    first, second = n - 1, n * (r - 1)
    quantile = stats.f.ppf
    g1, g2 = (1 - df / float(stats.chi2.ppf(1 - tail, df)) for df in (first, second))
    h1, h2 = (df / float(stats.chi2.ppf(tail, df)) - 1 for df in (first, second))
    upper, lower = (float(quantile(p, first, second)) for p in (1 - tail, tail))
    g12 = ((upper - 1) ** 2 - g1**2 * upper**2 - h2**2) / upper
    h12 = ((1 - lower) ** 2 - h1**2 * lower**2 - g2**2) / lower
    below = g1**2 * between**2 + h2**2 * within**2 + g12 * between * within
    above = h1**2 * between**2 + g2**2 * within**2 + h12 * between * within
    middle = between - within
    low, high = middle - sqrt(max(below, 0.0)), middle + sqrt(max(above, 0.0))
    return Interval(max(0.0, low / r), max(0.0, high / r))


def replicates_needed(
    chance: float, draws: int, half_width: float, coverage: float = COVERAGE
) -> int | None:
    """Replicates a draw for a Monte-Carlo half-width of the mean over ``draws``.

    None where no finite number will do (a half-width of 0). Normal quantile; chance is the
    variance within a draw.
    """
    if chance == 0:
        return 1
    if not half_width > 0:
        return None
    z = float(stats.norm.ppf(0.5 + coverage / 2))
    return max(1, ceil(z**2 * chance / (draws * half_width**2) - 1e-9))
