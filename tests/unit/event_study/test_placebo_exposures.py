"""Randomised exposures: exact where they must be, and combined without paying twice."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.monitoring.event_study.cells import block_of_cells
from trimtab.monitoring.event_study.contrasts import quarter_basis
from trimtab.monitoring.event_study.estimation import fit_block
from trimtab.monitoring.event_study.placebos import (
    combined_p_value,
    randomise_exposure,
    randomised_gradients,
)

INDUSTRIES, QUARTERS = 24, 10


def _block(seed: int, slope: float, scores: np.ndarray):
    generator = np.random.default_rng(seed)
    level = generator.lognormal(6, 0.5, (INDUSTRIES, 1))
    shock = generator.normal(0, 0.02, (INDUSTRIES, QUARTERS))
    after = np.arange(QUARTERS) >= 6
    mean = level * np.exp(shock + slope * scores[:, None] * after)
    counts = generator.poisson(mean).astype(float)
    industry = np.arange(INDUSTRIES)
    return block_of_cells(counts, industry, 0 * industry), after.astype(float)


SCORES = np.random.default_rng(0).normal(size=INDUSTRIES)
NO_CONTROLS = np.empty((INDUSTRIES, 0))


def test_p_values_are_uniform_without_a_relation_and_small_with_one():
    found = []
    for seed in range(60):
        block, after = _block(seed, 0.0, SCORES)
        generator = np.random.default_rng(seed)
        found.append(randomise_exposure(block, SCORES, NO_CONTROLS, after, 99, generator).p_value)
    assert 0.40 < np.mean(found) < 0.60
    assert np.mean(np.array(found) <= 0.1) < 0.25
    block, after = _block(1, -0.05, SCORES)
    strong = randomise_exposure(block, SCORES, NO_CONTROLS, after, 99, np.random.default_rng(1))
    assert strong.p_value == pytest.approx(0.01)
    assert strong.statistic < 0


def test_statistic_is_the_score_over_its_clustered_error():
    """From first principles: dummies projected out by weighted least squares."""
    block, after = _block(3, -0.02, SCORES)
    found = randomise_exposure(block, SCORES, NO_CONTROLS, after, 99, np.random.default_rng(0))
    null = fit_block(block, block.regressors(NO_CONTROLS), np.zeros((QUARTERS, 0)))
    weight, residual = null.weight.reshape(-1), null.residual.reshape(-1)
    cell, quarter = np.indices((INDUSTRIES, QUARTERS)).reshape(2, -1)
    dummies = np.hstack([np.eye(INDUSTRIES)[cell], np.eye(QUARTERS)[quarter]])
    regressor = SCORES[cell] * after[quarter]
    root = np.sqrt(weight)
    projected = np.linalg.lstsq(root[:, None] * dummies, root * regressor, rcond=None)[0]
    parts = np.bincount(cell, weights=(regressor - dummies @ projected) * residual)
    assert found.statistic == pytest.approx(parts.sum() / np.sqrt((parts**2).sum()), rel=1e-6)


def test_first_row_is_near_the_fit_with_exposure():
    block, _ = _block(5, -0.02, SCORES)
    basis = quarter_basis(QUARTERS, 6)
    drawn = randomised_gradients(block, SCORES, NO_CONTROLS, basis, 199, np.random.default_rng(2))
    standard = ((SCORES - SCORES.mean()) / SCORES.std())[:, None]
    fit = fit_block(block, block.regressors(standard), basis)
    assert drawn.shape == (200, QUARTERS - 1)
    assert np.corrcoef(drawn[0], fit.coefficients)[0, 1] > 0.95
    assert np.abs(drawn[1:].mean(axis=0)).max() < 0.2 * drawn[1:].std(axis=0).max()


def test_combined_p_value_equals_counting_by_hand():
    statistics = np.array([[3.0, 1.0], [1.0, 2.0], [2.0, 0.0], [0.0, 3.0]])
    each, combined = combined_p_value(statistics)
    np.testing.assert_allclose(each, [0.25, 0.75])
    # smallest p-values of the rows: 1/4, 2/4, 2/4, 1/4
    assert combined == pytest.approx(0.5)
