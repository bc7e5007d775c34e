"""Our fits against a general fitter given every fixed effect as a dummy variable."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as statsmodels

from trimtab.monitoring.event_study.cells import block_of_cells
from trimtab.monitoring.event_study.estimation import fit_block
from trimtab.monitoring.event_study.inference import (
    industry_scores,
    jackknife,
    leave_one_out,
    sandwich,
)

INDUSTRIES, REGIONS, AGES, QUARTERS = 9, 2, 2, 7
SHAPE = (INDUSTRIES, REGIONS, AGES)
REFERENCE = 3


def _counts(seed: int, mean: float = 60.0) -> np.ndarray:
    """(I, R, A, T) counts with a few missing ones and a few zeros."""
    generator = np.random.default_rng(seed)
    level = mean * generator.lognormal(0, 0.8, (*SHAPE, 1))
    shocks = generator.normal(0, 0.2, (INDUSTRIES, 1, 1, QUARTERS))
    counts = generator.poisson(level * np.exp(shocks)).astype(float)
    counts[2, 1, 0, 4] = np.nan
    counts[5, 0, 1, :2] = np.nan
    counts[1, 0, 0, 6] = 0.0
    return counts


def _dummies(labels: np.ndarray) -> np.ndarray:
    return (labels[:, None] == np.unique(labels)[None, :]).astype(float)


def _fit_dummies(counts, regressors, effects, weight=None):
    """Reference fit: regressors first, then all dummies but those that are redundant."""
    kept = ~np.isnan(counts)
    columns = [regressors[kept]] + [_dummies(effect[kept]) for effect in effects]
    design = np.hstack(columns)
    _, upper = np.linalg.qr(design)
    independent = np.abs(np.diag(upper)) > 1e-8
    family = statsmodels.families.Poisson()
    model = statsmodels.GLM(counts[kept], design[:, independent], family=family)
    return model.fit(tol=1e-14, maxiter=200), kept, design[:, independent]


def _long_form(counts, scores):
    industry, region, age, quarter = np.indices(counts.shape)
    basis = np.delete(np.eye(QUARTERS), REFERENCE, axis=1)
    regressors = (scores[industry][..., :, None] * basis[quarter][..., None, :]).reshape(
        counts.size, -1
    )
    cell = (industry * REGIONS + region) * AGES + age
    group = region * AGES + age
    return basis, regressors, cell.ravel(), (group * QUARTERS + quarter).ravel(), industry.ravel()


@pytest.mark.parametrize("kinds", [1, 2])
def test_poisson_coefficients_and_sandwich(kinds: int):
    counts = _counts(kinds)
    scores = np.random.default_rng(7).normal(size=(INDUSTRIES, kinds))
    basis, regressors, cell, group_quarter, industry = _long_form(counts, scores)
    reference, kept, design = _fit_dummies(counts.ravel(), regressors, (cell, group_quarter))
    industry_of, region_of, age_of = (one.ravel() for one in np.indices(SHAPE))
    block = block_of_cells(counts.reshape(-1, QUARTERS), industry_of, region_of * AGES + age_of)
    own = block.regressors(scores)
    fit = fit_block(block, own, basis)
    size = fit.coefficients.size
    np.testing.assert_allclose(fit.coefficients, reference.params[:size], rtol=0, atol=1e-8)
    # the textbook sandwich from the whole design, without the factor for few clusters
    residual = counts.ravel()[kept] - reference.fittedvalues
    scored = np.zeros((INDUSTRIES, design.shape[1]))
    np.add.at(scored, industry[kept], design * residual[:, None])
    bread = np.linalg.inv(design.T @ (design * reference.fittedvalues[:, None]))
    expected = (bread @ scored.T @ scored @ bread)[:size, :size]
    spent = np.linalg.matrix_rank(design) - np.unique(cell[kept]).size
    factor = INDUSTRIES / (INDUSTRIES - 1) * (kept.sum() - 1) / (kept.sum() - spent)
    found = sandwich(fit, block, own, basis)
    assert found.clusters == INDUSTRIES
    np.testing.assert_allclose(found.matrix, expected * factor, rtol=1e-6)
    np.testing.assert_allclose(industry_scores(fit, block, own, basis).sum(axis=0), 0, atol=1e-6)


def test_age_triple_difference_is_the_poisson_model_with_three_sets_of_effects():
    counts = _counts(3)
    counts[..., :] = np.nan_to_num(counts, nan=40.0)
    scores = np.random.default_rng(8).normal(size=(INDUSTRIES, 1))
    industry, region, age, quarter = np.indices(counts.shape)
    basis = np.delete(np.eye(QUARTERS), REFERENCE, axis=1)
    young = (age == 0).ravel()[:, None]
    regressors = young * scores[industry.ravel()] * basis[quarter.ravel()]
    effects = (
        ((industry * REGIONS + region) * AGES + age).ravel(),
        ((industry * REGIONS + region) * QUARTERS + quarter).ravel(),
        ((region * AGES + age) * QUARTERS + quarter).ravel(),
    )
    reference, _, _ = _fit_dummies(counts.ravel(), regressors, effects)
    industry_of, region_of = (one.ravel() for one in np.indices((INDUSTRIES, REGIONS)))
    flat = counts.reshape(-1, AGES, QUARTERS)
    block = block_of_cells(flat[:, 0], industry_of, region_of, totals=flat.sum(axis=1))
    fit = fit_block(block, block.regressors(scores), basis)
    np.testing.assert_allclose(
        fit.coefficients, reference.params[: fit.coefficients.size], rtol=0, atol=1e-7
    )


def test_one_step_without_an_industry_is_close_to_the_whole_fit_without_it():
    counts, scores = _counts(5, mean=400.0), np.random.default_rng(9).normal(size=(INDUSTRIES, 1))
    industry_of, region_of, age_of = (one.ravel() for one in np.indices(SHAPE))
    group = region_of * AGES + age_of
    basis = np.delete(np.eye(QUARTERS), REFERENCE, axis=1)
    flat = counts.reshape(-1, QUARTERS)
    block = block_of_cells(flat, industry_of, group)
    own = block.regressors(scores)
    fit = fit_block(block, own, basis)
    step = leave_one_out(fit, block, own, basis)
    exact = []
    for one in range(INDUSTRIES):
        rest = block_of_cells(flat[industry_of != one], industry_of[industry_of != one],
                              group[industry_of != one])  # fmt: skip
        exact.append(fit_block(rest, rest.regressors(scores), basis).coefficients)
    away = np.array(exact) - fit.coefficients
    assert np.abs(step - np.array(exact)).max() < 0.15 * np.abs(away).max()
    close = jackknife(fit.coefficients, step).matrix
    whole = jackknife(fit.coefficients, np.array(exact)).matrix
    np.testing.assert_allclose(np.sqrt(np.diag(close)), np.sqrt(np.diag(whole)), rtol=0.1)
