"""Clustered inference and confounder bounds against published and independent numbers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import linalg

from trimtab.monitoring.gradient.bounds import adjusted_slope, partial_r2, robustness_value
from trimtab.monitoring.gradient.clustered import fit_clustered, prepare_design


def _sample(cells: int, groups: int, seed: int = 3):
    draw = np.random.default_rng(seed)
    cluster = np.sort(draw.integers(0, groups, cells))
    cluster = np.unique(cluster, return_inverse=True)[1]
    regressors = np.column_stack([np.ones(cells), draw.normal(size=(cells, 2))])
    outcome = draw.normal(size=cells) + draw.normal(size=cluster.max() + 1)[cluster]
    return regressors, cluster, draw.uniform(0.5, 3, cells), outcome


def test_two_groups_have_the_published_degrees_of_freedom():
    """Imbens and Kolesar (2016), section II: 3 treated and 27 untreated; degrees of freedom 2.5.

    With equal variances: (N0 + N1)^2 (N0 - 1)(N1 - 1) / (N1^2 (N1 - 1) + N0^2 (N0 - 1)); the
    variance is the sum of the two sample variances of a mean.
    """
    treated = np.repeat([1.0, 0.0], [3, 27])
    outcome = np.random.default_rng(1).normal(size=30)
    regressors = np.column_stack([np.ones(30), treated])
    design = prepare_design(regressors, np.arange(30), np.ones(30), 1)
    assert design.degrees_of_freedom == pytest.approx(30**2 * 26 * 2 / (9 * 2 + 27**2 * 26))
    assert round(design.degrees_of_freedom, 1) == 2.5
    fit = fit_clustered(design, outcome[:, None])
    by_hand = outcome[:3].var(ddof=1) / 3 + outcome[3:].var(ddof=1) / 27
    assert fit.error_cr2[0] ** 2 == pytest.approx(by_hand, rel=1e-12)
    assert fit.value[0] == pytest.approx(outcome[:3].mean() - outcome[3:].mean(), rel=1e-12)


@pytest.mark.parametrize("weighted", [False, True])
def test_slope_and_cr1_are_those_of_statsmodels(weighted: bool):
    import statsmodels.api as models

    regressors, cluster, weight, outcome = _sample(120, 14)
    weight = weight if weighted else np.ones(120)
    theirs = models.WLS(outcome, regressors, weights=weight).fit(
        cov_type="cluster", cov_kwds={"groups": cluster, "use_correction": True}
    )
    for column in range(3):
        design = prepare_design(regressors, cluster, weight, column)
        fit = fit_clustered(design, outcome[:, None])
        assert fit.value[0] == pytest.approx(theirs.params[column], rel=1e-10)
        assert fit.error_cr1[0] == pytest.approx(theirs.bse[column], rel=1e-10)


@pytest.mark.parametrize("column", [0, 1, 2])
def test_cr2_is_its_definition(column: int):
    """Bell and McCaffrey (2002) written out with full N x N matrices."""
    regressors, cluster, weight, outcome = _sample(60, 9)
    rows, target = regressors * np.sqrt(weight)[:, None], outcome * np.sqrt(weight)
    bread = np.linalg.inv(rows.T @ rows)
    annihilator = np.eye(60) - rows @ bread @ rows.T
    residual = annihilator @ target
    contributions, directions = [], []
    for group in range(cluster.max() + 1):
        own = cluster == group
        root = linalg.inv(linalg.sqrtm(annihilator[np.ix_(own, own)]).real)
        adjusted = root @ rows[own] @ bread[:, column]
        contributions.append(adjusted @ residual[own])
        directions.append(annihilator[:, own] @ adjusted)
    product = np.array(directions) @ np.array(directions).T
    design = prepare_design(regressors, cluster, weight, column)
    fit = fit_clustered(design, outcome[:, None])
    assert fit.error_cr2[0] == pytest.approx(np.sqrt(np.square(contributions).sum()), rel=1e-9)
    freedom = np.trace(product) ** 2 / np.square(product).sum()
    assert design.degrees_of_freedom == pytest.approx(freedom, rel=1e-9)


def test_leaving_a_cluster_out_is_estimating_without_it():
    regressors, cluster, weight, outcome = _sample(60, 9)
    fit = fit_clustered(prepare_design(regressors, cluster, weight, 2), outcome[:, None])
    for group in range(cluster.max() + 1):
        rest = cluster != group
        root = np.sqrt(weight[rest])
        alone = np.linalg.lstsq(regressors[rest] * root[:, None], outcome[rest] * root, rcond=None)
        assert fit.left_out[group, 0] == pytest.approx(alone[0][2], rel=1e-9)


def test_bounds_are_those_of_the_darfur_study():
    """Cinelli and Hazlett (2020), Table 1, and the sensemakr manual: effect of direct harm on
    attitudes to peace, 0.097 (0.023), 783 degrees of freedom; a confounder 1 and 3 times as strong
    as being female."""
    value, error, freedom = 0.09731582, 0.02325654, 783
    assert partial_r2(value, error, freedom) == pytest.approx(0.0219, abs=5e-5)
    assert robustness_value(value, error, freedom) == pytest.approx(0.1388, abs=5e-5)
    assert robustness_value(value, error, freedom, 0.05) == pytest.approx(0.0763, abs=5e-5)
    once = adjusted_slope(value, error, freedom, 0.009164287, 0.1246409)
    thrice = adjusted_slope(value, error, freedom, 0.02749286, 0.3740494)
    assert once[1:] == pytest.approx((0.07522026, 0.02187331), abs=1e-7)
    assert thrice[1:] == pytest.approx((0.03039602, 0.01867031), abs=1e-6)
