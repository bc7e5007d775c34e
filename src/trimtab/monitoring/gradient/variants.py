"""Checks of a clustered slope: exposure dealt out anew, and single industries held in bounds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.gradient.clustered import ClusteredDesign
from trimtab.monitoring.gradient.types import Matrix, Vector

HUBER = 1.345
"""Residuals beyond this many scales count as much as at it: 95 % efficient for normal errors."""

_STEPS = 50
_SETTLED = 1e-9  # log change of an industry's fitted value
_STANDARD_PER_MEDIAN = 1.4826  # standard deviations per median absolute deviation, normal errors


def permutation_p_values(
    design: ClusteredDesign, outcomes: Matrix, permutations: int, generator: np.random.Generator
) -> Vector:
    """P-value of no slope when the exposures are dealt out anew over the industries.

    Model        the statistic is the slope over its clustered error, recomputed for each deal with
                 exposure and outcome both cleared of the controls; p = (1 + deals at least as
                 large) / (1 + deals)
    Inputs       design whose ``column`` is exposure, the same in all cells of a cluster;
                 outcomes (N, B)
    Returns      (B,)
    References   DiCiccio and Romano (2017), JASA 112: dividing by the error keeps the size when
                 industries differ in noise; Freedman and Lane (1983) for the controls
    """
    sizes = np.diff([*design.starts, len(design.order)])
    exposure = (design.rows[:, design.column] / design.root_weight)[design.starts]
    deals = np.stack([exposure, *(generator.permutation(exposure) for _ in range(permutations))], 1)
    basis, _ = np.linalg.qr(np.delete(design.rows, design.column, axis=1))
    dealt = np.repeat(deals, sizes, axis=0) * design.root_weight[:, None]
    dealt -= basis @ (basis.T @ dealt)
    cleared = outcomes[design.order] * design.root_weight[:, None]
    cleared = cleared - basis @ (basis.T @ cleared)
    size = (dealt**2).sum(axis=0)
    found = np.empty(outcomes.shape[1])
    for at in range(len(found)):
        slope = dealt.T @ cleared[:, at] / size
        scores = np.add.reduceat(
            dealt * (cleared[:, at, None] - slope * dealt), design.starts, axis=0
        )
        statistic = np.abs(slope) * size / np.sqrt((scores**2).sum(axis=0))
        as_large = (statistic[1:] >= statistic[0] * (1 - 1e-12)).sum()
        found[at] = (1 + as_large) / (1 + permutations)
    return found


def robust_slopes(design: ClusteredDesign, outcomes: Matrix) -> tuple[Vector, Vector]:
    """Slope and clustered error with the influence of each industry's shock bounded (Huber).

    Model        reweighted least squares; all cells of an industry take the weight
                 min(1, 1.345 s / |r|) with r the industry's weighted mean residual and s their
                 median absolute deviation, as a standard deviation
    Returns      slope (B,), error (B,): sandwich with the derivative of Huber's function, times
                 G / (G - k), k the coefficients that vary between industries
    Simplifies   bounds the shock of an industry, not its leverage: leaving one industry out shows
                 that
    References   Huber and Ronchetti, Robust Statistics (2009), sections 7.6 and 7.8
    """
    rows, starts = design.rows, design.starts
    weighted = outcomes[design.order] * design.root_weight[:, None]
    products = np.stack([part.T @ part for part in np.split(rows, starts[1:])])  # (G, k, k)
    sums = np.stack([part.T @ own for part, own in _split(rows, weighted, starts)])  # (G, k, B)
    mass = np.add.reduceat(design.root_weight**2, starts)
    centres = np.add.reduceat(rows * design.root_weight[:, None], starts, axis=0) / mass[:, None]
    levels = np.add.reduceat(weighted * design.root_weight[:, None], starts, axis=0) / mass[:, None]
    coefficients = (design.bread @ sums.sum(axis=0)).T  # (B, k)
    trust, inside = _trust(levels - centres @ coefficients.T)
    for _ in range(_STEPS):
        renewed = _solve(trust, products, np.einsum("gb,gkb->bk", trust, sums))
        moved = np.abs((renewed - coefficients) @ centres.T).max()
        coefficients = renewed
        trust, inside = _trust(levels - centres @ coefficients.T)
        if moved <= _SETTLED:
            break
    aim = np.broadcast_to(np.eye(rows.shape[1])[design.column], coefficients.shape)
    direction = _solve(inside.astype(float), products, aim)
    scores = sums - np.einsum("gkl,bl->gkb", products, coefficients)
    pulls = trust * np.einsum("bk,gkb->gb", direction, scores)
    freedom = len(starts) / max(len(starts) - np.linalg.matrix_rank(centres), 1)
    return coefficients[:, design.column], np.sqrt(freedom * (pulls**2).sum(axis=0))


def _split(
    rows: Matrix, weighted: Matrix, starts: npt.NDArray[np.int64]
) -> Iterator[tuple[Matrix, Matrix]]:
    return zip(np.split(rows, starts[1:]), np.split(weighted, starts[1:]), strict=True)


def _trust(mean: Matrix) -> tuple[Matrix, npt.NDArray[np.bool_]]:
    """Huber's weight of each industry and outcome (G, B), and where the residual is within bounds.

    Where more than half of the residuals are nought there is no scale, and nothing is bounded.
    """
    size = np.abs(mean)
    scale = _STANDARD_PER_MEDIAN * np.median(np.abs(mean - np.median(mean, axis=0)), axis=0)
    bound = np.where(scale > 0, HUBER * scale, np.inf)
    inside = size <= bound
    return np.where(inside, 1.0, bound / np.where(inside, 1.0, size)), inside


def _solve(trust: Matrix, products: npt.NDArray[np.float64], right: Matrix) -> Matrix:
    """Solve each outcome's weighted normal equations; the shortest solution where they are flat."""
    groups, parameters = products.shape[:2]
    cross = (trust.T @ products.reshape(groups, -1)).reshape(-1, parameters, parameters)
    return np.asarray(np.einsum("bkl,bl->bk", np.linalg.pinv(cross, hermitian=True), right))


def agreed_side(
    side: Vector,
    robust_side: Vector,
    permutation_p: Vector,
    left_out: npt.NDArray[np.float64],
    level: float,
) -> Vector:
    """-1 or 1 where every variant finds a slope of the same sign, else 0.

    Inputs       side, robust_side (B,): -1 or 1 where the interval excludes nought, else 0;
                 permutation_p (B,); left_out (G, B) slopes with one industry left out
    """
    kept = (np.sign(left_out) == side).all(axis=0)
    agreed = (side == robust_side) & (permutation_p <= level) & kept
    return np.where(agreed, side, 0.0)
