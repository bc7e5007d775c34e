"""Least squares with inference clustered by industry: CR1, CR2 and its degrees of freedom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.gradient.types import Matrix, Vector

_ABSORBED = 1e-9  # a direction of a cluster that the regression fits exactly carries no information


@dataclass(frozen=True, slots=True)
class ClusteredDesign:
    """A weighted regression prepared for any number of outcomes; rows are sorted by cluster.

    ``rows`` (N, k) and ``root_weight`` (N,): regressors times the root of the weight; ``bread``
    (k, k) its inverse cross-product; ``starts`` (G,) first row of each cluster; ``order`` (N,)
    sorts the caller's cells. For the coefficient ``column``: ``plain``, ``adjusted`` and
    ``omitted`` (N,) turn residuals into cluster contributions to CR1, CR2 and to the change when
    the cluster is left out.
    """

    rows: Matrix
    root_weight: Vector
    bread: Matrix
    starts: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]
    column: int
    plain: Vector
    adjusted: Vector
    omitted: Vector
    degrees_of_freedom: float


@dataclass(frozen=True, slots=True)
class ClusteredFit:
    """One coefficient for each of B outcomes: ``value``, ``error_cr1``, ``error_cr2`` (B,) and
    ``left_out`` (G, B), the coefficient with each cluster left out."""

    value: Vector
    error_cr1: Vector
    error_cr2: Vector
    left_out: Matrix


def prepare_design(
    regressors: Matrix, cluster: npt.NDArray[np.int64], weight: Vector, column: int
) -> ClusteredDesign:
    """Prepare the clustered regression of one coefficient.

    Model        y = X b + e, errors correlated within clusters in any way, independent between;
                 CR2: residuals of cluster g are multiplied by (I - H_gg)^(-1/2), which makes the
                 variance unbiased under the working model of equal independent weighted errors;
                 degrees of freedom by Satterthwaite: (tr P)^2 / tr(P^2)
    Inputs       regressors (N, k) of full rank, intercept included; cluster (N,) integers 0..G-1,
                 none empty; weight (N,) positive; column: whose coefficient
    Returns      ClusteredDesign
    Simplifies   working model without correlation within clusters; a direction that a cluster's
                 own dummy absorbs is left out (pseudo-inverse)
    References   Bell and McCaffrey (2002), Survey Methodology 28; Imbens and Kolesar (2016), Review
                 of Economics and Statistics 98; Pustejovsky and Tipton (2018), JBES 36
    """
    order = np.argsort(cluster, kind="stable")
    root = np.sqrt(weight[order])
    rows = regressors[order] * root[:, None]
    starts = np.flatnonzero(np.diff(cluster[order], prepend=-1))
    triangle = np.linalg.qr(rows, mode="r")
    inverse = np.linalg.inv(triangle)
    bread = inverse @ inverse.T
    direction = bread[:, column]
    plain = rows @ direction
    adjusted, omitted = _corrected(rows @ inverse, plain, starts)
    freedom = _satterthwaite(rows, bread, starts, adjusted)
    return ClusteredDesign(
        rows, root, bread, starts, order, column, plain, adjusted, omitted, freedom
    )


def _corrected(
    standard: Matrix, plain: Vector, starts: npt.NDArray[np.int64]
) -> tuple[Vector, Vector]:
    """(I - H_gg)^(-1/2) and (I - H_gg)^(-1) times each cluster's part of ``plain``.

    With Q_g = U S V' the cluster's rows in orthonormal regressors, H_gg = U S^2 U': only the
    directions U need correcting. Clusters of one size are decomposed together.
    """
    adjusted, omitted = plain.copy(), plain.copy()
    sizes = np.diff([*starts, len(plain)])
    for size in np.unique(sizes):
        at = starts[sizes == size][:, None] + np.arange(size)
        left, singular, _ = np.linalg.svd(standard[at], full_matrices=False)
        remaining = 1 - singular**2
        kept = remaining > _ABSORBED
        safe = np.where(kept, remaining, 1.0)
        part = np.einsum("mnr,mn->mr", left, plain[at])
        for target, power in ((adjusted, -0.5), (omitted, -1.0)):
            factor = np.where(kept, safe**power - 1, -1.0)
            target[at] += np.einsum("mnr,mr->mn", left, factor * part)
    return adjusted, omitted


def _satterthwaite(
    rows: Matrix, bread: Matrix, starts: npt.NDArray[np.int64], adjusted: Vector
) -> float:
    own = np.add.reduceat(adjusted**2, starts)
    carried = np.add.reduceat(adjusted[:, None] * rows, starts, axis=0)
    product = np.diag(own) - carried @ bread @ carried.T
    return float(np.trace(product) ** 2 / (product**2).sum())


def fit_clustered(design: ClusteredDesign, outcomes: Matrix) -> ClusteredFit:
    """The prepared coefficient of each outcome.

    Inputs       outcomes (N, B) in the caller's order of cells
    Returns      ClusteredFit; CR1 carries the usual factor G/(G-1) (N-1)/(N-k)
    """
    weighted = outcomes[design.order] * design.root_weight[:, None]
    coefficients = design.bread @ (design.rows.T @ weighted)
    residual = weighted - design.rows @ coefficients
    cells, parameters = design.rows.shape
    groups = len(design.starts)
    factor = groups / (groups - 1) * (cells - 1) / (cells - parameters)
    value = coefficients[design.column]

    def contributions(by: Vector) -> Matrix:
        return np.add.reduceat(by[:, None] * residual, design.starts, axis=0)

    return ClusteredFit(
        value=value,
        error_cr1=np.sqrt(factor * (contributions(design.plain) ** 2).sum(axis=0)),
        error_cr2=np.sqrt((contributions(design.adjusted) ** 2).sum(axis=0)),
        left_out=value - contributions(design.omitted),
    )
