"""The middle of groups of series, month by month: robust to wild members."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.compute.attribution.layout import MEMBERS_AT_LEAST, Axis
from trimtab.stats import median_along

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]

_CLIP = 1.5  # standard deviations of a series' change


def middle_of_all(values: Matrix) -> Vector:
    """(T,): median over the series of each month; NaN where fewer than 4 exist."""
    enough = (~np.isnan(values)).sum(axis=1) >= MEMBERS_AT_LEAST
    return np.where(enough, median_along(values, axis=1), np.nan)


def middle_of_nodes(values: Matrix, axis: Axis) -> Matrix:
    """(T, N): median over the series of each node; NaN where fewer than 4 exist."""
    result = np.full((len(values), len(axis.labels)), np.nan)
    for nodes, rows in axis.blocks:
        block = values[:, rows]
        enough = (~np.isnan(block)).sum(axis=2) >= MEMBERS_AT_LEAST
        result[:, nodes] = np.where(enough, median_along(block, axis=2), np.nan)
    return result


def refined_middle(residual: Matrix, axis: Axis) -> Matrix:
    """(T, N): mean of residuals held within 1.5 standard deviations: one step from the median.

    A median uses 64 % of the information of a normal sample; one Huber step from it about 95 %.

    References   Huber and Ronchetti, Robust Statistics (2009), section 6.7: one-step estimates
    """
    held = np.clip(residual, -_CLIP, _CLIP)
    exists = ~np.isnan(held)
    held[~exists] = 0.0
    result = np.full((len(residual), len(axis.labels)), np.nan)
    for nodes, rows in axis.blocks:
        count = exists[:, rows].sum(axis=2)
        mean = held[:, rows].sum(axis=2) / np.maximum(count, 1)
        result[:, nodes] = np.where(count >= MEMBERS_AT_LEAST, mean, np.nan)
    return result
