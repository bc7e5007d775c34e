"""Cost per job-year: extra cost over extra job-years, both against the first mix in pairs of runs.

Parameters     quantiles of the draws' own ratios; below 19 draws Fieller's interval with the
               covariance of the draws.
Monte-Carlo    Fieller (1954, J. R. Stat. Soc. B 16:175-185), draws held fixed.
Refused        where the interval of the extra job-years covers 0: a ratio over nothing.
"""

from __future__ import annotations

from math import inf, isfinite, sqrt

import numpy as np
from scipy import stats

from trimtab.simulation.answers.pairing import paired_gap
from trimtab.simulation.answers.spreads import LEAST_DRAWS, freed_means, spread
from trimtab.simulation.answers.types import CostRatio, Interval, RatioReason, Runs, Spread
from trimtab.simulation.answers.variance import mean_squares, random_draws
from trimtab.simulation.types import Matrix

COST, JOB_YEARS = "cost", "employment_years"


def cost_per_job_year(runs: Runs, coverage: float) -> tuple[CostRatio, ...]:
    """One answer for each mix but the first, in currency per job-year."""
    if not {COST, JOB_YEARS} <= set(runs.outcomes):
        return tuple(CostRatio(mix, RatioReason.NO_COST) for mix in runs.mixes[1:])
    cost, jobs = runs.outcomes[COST], runs.outcomes[JOB_YEARS]
    return tuple(
        _ratio(mix, cost[place] - cost[0], paired_gap(jobs[place], jobs[0]), coverage)
        for place, mix in enumerate(runs.mixes)
        if place > 0
    )


def _ratio(mix: str, cost: Matrix, jobs: Matrix, coverage: float) -> CostRatio:
    """From paired differences (D, R)."""
    spent, gained = spread(cost, coverage), spread(jobs, coverage)
    if gained.whole.high < 0:
        return CostRatio(mix, RatioReason.LOSES_JOBS)
    if gained.whole == Interval(0.0, 0.0):
        return CostRatio(mix, RatioReason.NO_CHANGE)
    if gained.whole.covers_zero:
        return CostRatio(mix, RatioReason.CANNOT_TELL)
    if spent.whole.high < 0:
        return CostRatio(mix, RatioReason.SAVES_MONEY)
    value = spent.value / gained.value
    parameters = _over_draws(cost, jobs, value, coverage)
    chance = _over_replicates(cost, jobs, coverage)
    parts = [one for one in (parameters, chance) if one is not None]
    if not all(isfinite(end) for one in parts for end in (one.low, one.high)):
        return CostRatio(mix, RatioReason.CANNOT_TELL)
    below = sqrt(sum(min(0.0, one.low - value) ** 2 for one in parts))
    above = sqrt(sum(max(0.0, one.high - value) ** 2 for one in parts))
    central = float(cost[0].mean() / jobs[0].mean()) if jobs[0].mean() else value
    whole = Interval(value - below, value + above)
    return CostRatio(mix, RatioReason.KNOWN, Spread(value, central, whole, parameters, chance))


def _over_draws(cost: Matrix, jobs: Matrix, value: float, coverage: float) -> Interval | None:
    """Interval over parameter draws; ends are infinite where too many draws gain no job-year."""
    found = [mean_squares(random_draws(one)) for one in (cost, jobs)]
    if found[0].draws < 2:
        return None
    spent, gained = map(freed_means, found)
    if len(spent) < LEAST_DRAWS:
        spare = 1 + 1 / len(spent)  # for a new draw, not for the mean
        covariance = np.cov(spent, gained) * spare
        t = float(stats.t.ppf(0.5 + coverage / 2, len(spent) - 1))
        return fieller(float(spent.mean()), float(gained.mean()), covariance, t)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(gained > 0, spent / gained, inf)
    ordered = np.sort(each)
    # Rounded before it is cut off: (1 - 0.9) / 2 * (19 + 1) comes out just below 1.
    tail = max(1, int(round((1 - coverage) / 2 * (len(each) + 1), 9)))
    low, high = ordered[tail - 1], ordered[-tail]
    return Interval(min(float(low), value), max(float(high), value))


def _over_replicates(cost: Matrix, jobs: Matrix, coverage: float) -> Interval | None:
    """Interval of the ratio of means that is due to chance within draws."""
    spent, gained = random_draws(cost), random_draws(jobs)
    draws, replicates = spent.shape
    if replicates < 2:
        return None
    a, b = (one - one.mean(1, keepdims=True) for one in (spent, gained))
    freedom, runs = draws * (replicates - 1), draws * replicates
    products = np.array([[(a * a).sum(), (a * b).sum()], [(a * b).sum(), (b * b).sum()]])
    t = float(stats.t.ppf(0.5 + coverage / 2, freedom))
    return fieller(float(spent.mean()), float(gained.mean()), products / freedom / runs, t)


def fieller(above: float, below: float, covariance: Matrix, t: float) -> Interval:
    """Fieller's interval of ``above / below``, both estimates with this (2, 2) covariance.

    Infinite ends where ``below`` is not different from 0 at this t.

    Examples
    --------
    >>> import numpy as np
    >>> fieller(10.0, 5.0, np.zeros((2, 2)), 2.0)
    Interval(low=2.0, high=2.0)
    """
    a = below**2 - t**2 * float(covariance[1, 1])
    b = above * below - t**2 * float(covariance[0, 1])
    c = above**2 - t**2 * float(covariance[0, 0])
    root = b**2 - a * c
    if a <= 0 or root < 0:
        return Interval(-inf, inf)
    return Interval((b - sqrt(root)) / a, (b + sqrt(root)) / a)
