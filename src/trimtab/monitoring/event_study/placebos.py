"""Placebo exposures: the exposure of industries drawn anew among them, many times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.event_study.cells import Array, CellBlock
from trimtab.monitoring.event_study.estimation import Fit, fit_block, solve_information
from trimtab.monitoring.event_study.inference import industries_of, quarter_part


@dataclass(frozen=True, slots=True)
class PlaceboExposures:
    """The observed statistic among those of ``draws`` random reassignments.

    ``p_value`` is exact under the hypothesis that exposure was assigned to industries at random:
    (1 + number of draws at least as large in size) / (1 + draws).
    """

    statistic: float
    draws: int
    p_value: float


def randomise_exposure(
    block: CellBlock,
    scores: Array,
    controls: Array,
    after: Array,
    draws: int,
    generator: np.random.Generator,
) -> PlaceboExposures:
    """Randomisation test of no relation between exposure and the change after the event.

    Model        counts are fitted with the fixed effects and the gradients of ``controls`` (I, M)
                 alone; the statistic is the score of exposure x ``after`` (T,) over its standard
                 error clustered by industry. Reassigning exposure changes the regressor and not
                 that fit, so each draw costs one product. With controls it is the part of
                 exposure they leave unexplained that is reassigned
    Inputs       scores (I,) of the industries in the block's numbering
    References   Fisher (1935), The Design of Experiments, sec. 21; the studentised score as in
                 Kline and Santos (2012), Journal of Econometric Methods 1; residuals reassigned as
                 in Freedman and Lane (1983), JBES 1
    """
    fit, scores, kept = _without_exposure(block, scores, controls)
    quarter = fit.equations.quarter + fit.equations.ridge()
    residual, exposed = _by_industry(block, fit.weight, fit.residual, after, scores.size)
    drawn = _reassigned(scores, kept, draws, generator)
    parts = drawn * (residual @ after).sum(axis=0)
    for group in range(residual.shape[0]):
        effects = np.linalg.solve(quarter[group], (drawn @ exposed[group]).T)
        parts -= (residual[group] @ effects).T
    size = np.sqrt((parts**2).sum(axis=1))
    statistics = np.divide(parts.sum(axis=1), size, out=np.zeros_like(size), where=size > 0)
    larger = int((np.abs(statistics[1:]) >= abs(statistics[0]) - 1e-12).sum())
    return PlaceboExposures(float(statistics[0]), draws, (1 + larger) / (1 + draws))


def randomised_gradients(
    block: CellBlock,
    scores: Array,
    controls: Array,
    basis: Array,
    draws: int,
    generator: np.random.Generator,
) -> Array:
    """(draws + 1, Q): gradients by quarter under the observed exposure (row 0) and reassigned ones.

    Model        one Newton step from the fit without exposure, with the information averaged over
                 all reassignments, so that every row is the same function of its exposure
    Inputs       scores (I,); controls (I, M); basis (T, Q)
    Simplifies   the step length of a particular assignment differs a little from the average, which
                 matters for no comparison between rows
    """
    fit, scores, kept = _without_exposure(block, scores, controls)
    summed = np.zeros((scores.size, basis.shape[0]))
    used = block.industry >= 0
    np.add.at(summed, block.industry[used], fit.residual[used])
    information = basis.T @ _average_information(fit, block, kept) @ basis
    drawn = _reassigned(scores, kept, draws, generator)
    return np.asarray(solve_information(information, (drawn @ summed @ basis).T).T)


def _average_information(fit: Fit, block: CellBlock, kept: npt.NDArray[np.int64]) -> Array:
    """(T, T): information on gradients by quarter, averaged over assignments of unit variance.

    With effects eliminated, rows over all industries add up to zero, so that only the industries'
    own blocks remain.
    """
    inverse = np.linalg.inv(fit.equations.quarter + fit.equations.ridge())
    total = np.zeros(inverse.shape[1:])
    for one in kept:
        own = quarter_part(fit, *np.nonzero(block.industry == one))
        total += own.sum(axis=0) - np.einsum("gij,gjk->ik", own @ inverse, own, optimize=True)
    return np.asarray(total * kept.size / max(kept.size - 1, 1))


def _without_exposure(
    block: CellBlock, scores: Array, controls: Array
) -> tuple[Fit, Array, npt.NDArray[np.int64]]:
    """The fit of effects and controls alone, exposure beyond controls, and the industries in use.

    Exposure is centred and of unit variance over the industries in use, zero elsewhere.
    """
    quarters = block.counts.shape[2]
    basis = np.eye(quarters)[:, 1:] if controls.shape[1] else np.zeros((quarters, 0))
    fit = fit_block(block, block.regressors(controls), basis)
    kept = industries_of(block)
    design = np.column_stack([np.ones(kept.size), controls[kept]])
    left = scores[kept] - design @ np.linalg.lstsq(design, scores[kept], rcond=None)[0]
    beyond = np.zeros_like(scores)
    beyond[kept] = left / max(float(left.std()), 1e-300)
    return fit, beyond, kept


def _reassigned(
    scores: Array, kept: npt.NDArray[np.int64], draws: int, generator: np.random.Generator
) -> Array:
    """(draws + 1, I): the observed exposure, and random ones."""
    drawn = np.tile(scores, (draws + 1, 1))
    drawn[1:, kept] = generator.permuted(drawn[1:, kept], axis=1)
    return drawn


def extremity(drawn: Array) -> Array:
    """(draws + 1,): how far each draw of contrasts (Q, draws + 1) lies from the middle of all.

    Mahalanobis distance in the covariance of the draws; with more contrasts than draws can tell
    apart, in the directions they do. For none, zero.
    """
    if not drawn.shape[0]:
        return np.zeros(drawn.shape[1])
    away = drawn - drawn.mean(axis=1, keepdims=True)
    covariance = away @ away.T / away.shape[1]
    return np.asarray(
        np.einsum("qd,qd->d", away, np.linalg.pinv(covariance, hermitian=True) @ away)
    )


def combined_p_value(statistics: Array) -> tuple[Array, float]:
    """P-values (M,) of several statistics among their draws, and of the smallest of them.

    Inputs       statistics (draws + 1, M), row 0 observed, larger is more extreme
    References   Westfall and Young (1993), Resampling-Based Multiple Testing: the smallest p-value
                 is judged by the smallest p-values of the draws, so dependence costs nothing
    """
    ordered = np.sort(statistics, axis=0)
    reached = [
        np.searchsorted(column, own - 1e-12)
        for column, own in zip(ordered.T, statistics.T, strict=True)
    ]
    larger = 1 - np.array(reached).T / statistics.shape[0]
    smallest = larger.min(axis=1)
    return larger[0], float((smallest <= smallest[0] + 1e-12).mean())


def _by_industry(
    block: CellBlock, weight: Array, residual: Array, after: Array, industries: int
) -> tuple[Array, Array]:
    """(G, I, T) residuals, and weighted regressors ``after`` with the cell effects eliminated."""
    total = np.maximum(weight.sum(axis=2, keepdims=True), 1e-300)
    mean = (weight @ after)[..., None] / total
    own = weight * (after - mean)
    groups, cells = np.nonzero(block.industry >= 0)
    place = (groups, block.industry[groups, cells])
    shape = (block.industry.shape[0], industries, residual.shape[2])
    residuals, regressors = np.zeros(shape), np.zeros(shape)
    np.add.at(residuals, place, residual[groups, cells])
    np.add.at(regressors, place, own[groups, cells])
    return residuals, regressors
