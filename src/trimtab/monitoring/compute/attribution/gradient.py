"""Movement of industries in proportion to their exposure: a robust slope and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.stats import median_along

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]

INDUSTRIES_AT_LEAST = 8
_STEPS = 6
_TUNING = 1.345  # Huber's constant: 95 % efficient on normal residuals
_STANDARD_PER_MEDIAN = 1.4826


@dataclass(frozen=True, slots=True)
class Slope:
    """``value`` (T,): change per unit of exposure; ``cautious`` (T,): the slope nearest to zero
    among those without one of the industries, zero where their signs differ; ``error`` (T,):
    standard error over the industries of the month."""

    value: Vector
    cautious: Vector
    error: Vector


def exposure_by_industry(exposure: Vector, node_of: npt.NDArray[np.int64], nodes: int) -> Vector:
    """(K,): mean exposure of the series of each industry that have one, else NaN."""
    known = ~np.isnan(exposure)
    total = np.bincount(node_of[known], weights=exposure[known], minlength=nodes)
    count = np.bincount(node_of[known], minlength=nodes)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def has_gradient(exposure: Vector) -> bool:
    """Whether at least 8 industries have exposures, 4 of them different."""
    known = exposure[~np.isnan(exposure)]
    return len(known) >= INDUSTRIES_AT_LEAST and len(np.unique(known)) >= INDUSTRIES_AT_LEAST // 2


def exposure_slope(movement: Matrix, exposure: Vector) -> Slope:
    """Slope of the industries' movement on exposure, month by month.

    Model        Huber regression K_k = a + g x_k + e_k by reweighting, started from no slope, so
                 that one industry's shock is an outlier before it can tilt the line; leverage
                 corrected (HC3) standard error, one cluster per industry; slopes without industry
                 k from the weighted fit in closed form
    Inputs       movement (T, K), gaps NaN; exposure (K,), NaN where unknown
    Returns      Slope; NaN in months with fewer than 8 industries
    Simplifies   weights are not found anew when an industry is left out
    References   Huber and Ronchetti (2009), ch. 7; MacKinnon and White (1985), Journal of
                 Econometrics 29; Cook (1977), Technometrics 19
    """
    exists = ~np.isnan(movement) & ~np.isnan(exposure)
    values = np.where(exists, movement, 0.0)
    start = median_along(np.where(exists, movement, np.nan), axis=1)
    residual = values - np.nan_to_num(start, nan=0.0)[:, None]
    centre_x = np.nan_to_num(exposure, nan=0.0)
    for _ in range(_STEPS):
        weight = _weights(residual, exists)
        total = np.maximum(weight.sum(axis=1), 1e-300)[:, None]
        off = centre_x - (weight * centre_x).sum(axis=1)[:, None] / total
        middle = (weight * values).sum(axis=1)[:, None] / total
        spread = np.maximum((weight * off**2).sum(axis=1), 1e-300)[:, None]
        slope = (weight * off * values).sum(axis=1)[:, None] / spread
        residual = values - middle - slope * off
    leverage = np.minimum(weight / total + weight * off**2 / spread, 0.999)
    pull = np.where(exists, weight * off * residual / (spread * (1 - leverage)), 0.0)
    enough = exists.sum(axis=1) >= INDUSTRIES_AT_LEAST
    others = slope - pull
    nearest = np.abs(others).min(axis=1) * (np.abs(np.sign(others).sum(axis=1)) == others.shape[1])
    return Slope(
        value=np.where(enough, slope[:, 0], np.nan),
        cautious=np.where(enough, np.sign(slope[:, 0]) * nearest, np.nan),
        error=np.where(enough, np.sqrt((pull**2).sum(axis=1)), np.nan),
    )


def _weights(residual: Matrix, exists: npt.NDArray[np.bool_]) -> Matrix:
    size = np.where(exists, np.abs(residual), np.nan)
    scale = median_along(size, axis=1)[:, None] * _STANDARD_PER_MEDIAN
    limit = np.maximum(_TUNING * np.nan_to_num(scale, nan=0.0), 1e-12)
    return np.where(exists, limit / np.maximum(np.abs(residual), limit), 0.0)
