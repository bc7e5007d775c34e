"""Inference clustered by industry: sandwich, jackknife over industries, tests of contrasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from trimtab.monitoring.event_study.cells import Array, CellBlock, Indices
from trimtab.monitoring.event_study.estimation import (
    Fit,
    NormalEquations,
    normal_equations,
    solve_information,
    spread_of_weights,
)


@dataclass(frozen=True, slots=True)
class TestResult:
    """A test of contrasts: F with two degrees of freedom, and the probability of a larger one."""

    __test__ = False  # not a test case

    statistic: float
    contrasts: int
    degrees_of_freedom: float
    p_value: float


@dataclass(frozen=True, slots=True)
class ContrastEstimate:
    """A linear combination of coefficients: value, standard error, interval, two-sided p-value."""

    value: float
    standard_error: float
    low: float
    high: float
    p_value: float

    def times(self, factor: float) -> ContrastEstimate:
        """The same in a unit ``factor`` times smaller; ``factor`` above zero."""
        moved = (factor * one for one in (self.value, self.standard_error, self.low, self.high))
        value, error, low, high = moved
        return ContrastEstimate(value, error, low, high, self.p_value)


@dataclass(frozen=True, slots=True)
class ClusterCovariance:
    """Covariance (P, P) of the coefficients and the number of clusters it rests on."""

    matrix: Array
    clusters: int

    def estimate(self, coefficients: Array, contrast: Array, coverage: float) -> ContrastEstimate:
        """A contrast (P,) with a t interval of ``clusters`` - 1 degrees of freedom."""
        value = float(contrast @ coefficients)
        error = float(contrast @ self.matrix @ contrast) ** 0.5
        freedom = self.clusters - 1
        reach = float(stats.t.ppf(0.5 + coverage / 2, freedom)) * error
        p_value = float(2 * stats.t.sf(abs(value) / error, freedom)) if error > 0 else float("nan")
        return ContrastEstimate(value, error, value - reach, value + reach, p_value)

    def joint_test(self, coefficients: Array, contrasts: Array) -> TestResult | None:
        """Whether every contrast (Q, P) is zero; None when Q contrasts are too many to test.

        Model        Hotelling's T2: W (G - Q) / ((G - 1) Q) ~ F(Q, G - Q), with W the Wald
                     statistic; the plain Wald test rejects far too often when Q is not small
                     beside the number of clusters G. Q above (G - 1) / 2 is not tested
        References   Pustejovsky and Tipton (2018), JBES 36, on Wald tests with few clusters
        """
        many, clusters = contrasts.shape[0], self.clusters
        if many == 0 or many > (clusters - 1) / 2:
            return None
        values = contrasts @ coefficients
        covariance = contrasts @ self.matrix @ contrasts.T
        wald = float(values @ np.linalg.pinv(covariance, hermitian=True) @ values)
        statistic = wald * (clusters - many) / ((clusters - 1) * many)
        freedom = clusters - many
        return TestResult(statistic, many, freedom, float(stats.f.sf(statistic, many, freedom)))


def industries_of(block: CellBlock) -> Indices:
    """Positions of the industries that have cells in the block."""
    return np.unique(block.industry[block.industry >= 0])


def industry_scores(fit: Fit, block: CellBlock, regressors: Array, basis: Array) -> Array:
    """(I, P): each industry's part of the score, effects eliminated; parts add up to zero."""
    own = np.einsum("gnk,gnt->gnkt", regressors, fit.residual, optimize=True) @ basis
    per_cell = own.reshape(*own.shape[:2], -1) - np.matmul(fit.residual, fit.absorbed)
    kept = block.industry >= 0
    scores = np.zeros((int(block.industry.max(initial=-1)) + 1, per_cell.shape[2]))
    np.add.at(scores, block.industry[kept], per_cell[kept])
    return scores


def sandwich(fit: Fit, block: CellBlock, regressors: Array, basis: Array) -> ClusterCovariance:
    """Covariance robust to any dependence within an industry (CR1).

    Model        c H^-1 (sum_i s_i s_i') H^-1, c = G / (G - 1) * (n - 1) / (n - k): n observations,
                 k coefficients and quarter effects (cell effects lie within clusters)
    References   Cameron and Miller (2015), Journal of Human Resources 50, sec. II
    """
    scores = industry_scores(fit, block, regressors, basis)
    clusters = industries_of(block).size
    effects = int(block.used.any(axis=1).sum()) - block.used.shape[0]
    count = block.observations
    spent = fit.coefficients.size + effects
    factor = clusters / (clusters - 1) * (count - 1) / max(count - spent, 1)
    bread = solve_information(fit.information, np.eye(fit.coefficients.size))
    return ClusterCovariance(factor * bread @ (scores.T @ scores) @ bread.T, clusters)


def leave_one_out(fit: Fit, block: CellBlock, regressors: Array, basis: Array) -> Array:
    """(G, P): coefficients without each industry in turn, by one Newton step from the full fit.

    References   MacKinnon, Nielsen and Webb (2024), "Cluster-robust jackknife and bootstrap
                 inference for logistic regression models": the linearised jackknife
    """
    steps = [
        _step_without(fit, block.industry == one, regressors, basis) for one in industries_of(block)
    ]
    return np.asarray(fit.coefficients + np.array(steps))


def _step_without(fit: Fit, left_out: Array, regressors: Array, basis: Array) -> Array:
    """Change of the coefficients when some cells (G, N) are left out: the equations less theirs."""
    groups, cells = np.nonzero(left_out)
    theirs = normal_equations(
        _arranged(fit, groups, cells, fit.weight),
        _arranged(fit, groups, cells, fit.residual),
        _arranged(fit, groups, cells, regressors),
        basis,
    )
    whole = fit.equations
    rest = NormalEquations(
        quarter=whole.quarter - theirs.quarter,
        crossed=whole.crossed - theirs.crossed,
        direct=whole.direct - theirs.direct,
        quarter_score=whole.quarter_score - theirs.quarter_score,
        score=whole.score - theirs.score,
    )
    absorbed = rest.absorbed()
    return solve_information(rest.information(absorbed), rest.reduced_score(absorbed))


def _arranged(fit: Fit, groups: Indices, cells: Indices, values: Array) -> Array:
    """Some cells' values (G, N, ...) as (G, M, ...) with M the most of one group; else zero."""
    many = np.bincount(groups, minlength=fit.weight.shape[0])
    within = np.arange(groups.size) - np.repeat(np.cumsum(many) - many, many)
    made = np.zeros((fit.weight.shape[0], int(many.max(initial=0)), *values.shape[2:]))
    made[groups, within] = values[groups, cells]
    return made


def quarter_part(fit: Fit, groups: Indices, cells: Indices) -> Array:
    """(G, T, T): what some cells add to the information on their groups' quarter effects."""
    weight = _arranged(fit, groups, cells, fit.weight)
    return spread_of_weights(weight, weight / np.maximum(weight.sum(axis=2)[..., None], 1e-300))


def jackknife(coefficients: Array, without: Array) -> ClusterCovariance:
    """Covariance from the coefficients without each industry in turn (CR3).

    Model        (G - 1) / G * sum_i (b_(i) - b)(b_(i) - b)'. Less often too small than the
                 sandwich when industries differ in size or few are highly exposed
    References   MacKinnon, Nielsen and Webb (2023), Journal of Applied Econometrics 38
    """
    clusters = without.shape[0]
    away = without - coefficients
    return ClusterCovariance((clusters - 1) / clusters * away.T @ away, clusters)
