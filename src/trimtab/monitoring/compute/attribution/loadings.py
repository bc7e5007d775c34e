"""How strongly each node follows the common cycle, learnt from its own past."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.attributed import Component
from trimtab.monitoring.compute.attribution.contrasts import Matrix
from trimtab.monitoring.compute.attribution.noise import HALF_LIFE_MONTHS
from trimtab.stats import median_of

Vector = npt.NDArray[np.float64]

PRIOR_DEVIATION = {Component.REGION: 0.3, Component.INDUSTRY: 0.5, Component.OWN: 0.3}
"""Standard deviation of loadings around 1 before anything is seen: a cyclical industry moves half
as much again as the middle one; regions and series of one industry differ less."""
_LEAST = 1e-4  # variance of a movement, so that nodes without any do not divide by nothing
_HELD = 6.0  # standard deviations of a change; a wilder month counts as this much


def follow_cycle(nodes: Matrix, common: Vector, months: int, prior: float) -> tuple[Matrix, Matrix]:
    """What each node takes of the common movement beyond a loading of 1, and how unsure that is.

    Model        b_t = sum w n c / (sum w c^2 + l) over months to t - h, weights halving every 60
                 months; n the node's movement after polishing, c the common one; l = h v / p^2,
                 v the mean square of what the node does besides, drawn to the middle node as by h
                 months: a loading is drawn to 1 until the past has shown otherwise, and overlapping
                 changes count once per window h
    Inputs       nodes (T, N); common (T,); months h of the window; prior p: deviation of loadings
    Returns      (T, N) b c, and its standard deviation |c| / sqrt(sum w c^2 / (h v) + 1 / p^2)
    Simplifies   loadings drift slowly
    References   Hoerl and Kennard (1970), Technometrics 12 (ridge regression)
    """
    keep = 0.5 ** (1 / HALF_LIFE_MONTHS)
    movement = np.nan_to_num(common, nan=0.0)
    with_cycle, of_cycle, square, weight = np.zeros((4, nodes.shape[1]))
    followed, doubt = np.zeros_like(nodes), np.empty_like(nodes)
    doubt[:months] = prior * np.abs(movement[:months, None])
    for month in range(len(nodes) - months):
        held = np.clip(nodes[month], -_HELD, _HELD)
        exists = ~np.isnan(held)
        held = np.where(exists, held, 0.0)
        cycle = float(np.clip(movement[month], -_HELD, _HELD))
        with_cycle = keep * with_cycle + cycle * held
        of_cycle = keep * of_cycle + cycle**2 * exists
        square = keep * square + held**2
        weight = keep * weight + exists
        explained = with_cycle**2 / (of_cycle + _LEAST)  # a cycle of rounding explains nothing
        left = np.maximum(square - explained, 0.0)
        middle = median_of(np.where(weight > 0, left / np.maximum(weight, keep), np.nan))
        variance = months * (left + months * np.fmax(middle, _LEAST)) / (weight + months)
        precision = of_cycle / variance + 1 / prior**2
        used = movement[month + months]
        followed[month + months] = with_cycle / variance / precision * used
        doubt[month + months] = np.abs(used) / np.sqrt(precision)
    return followed, doubt
