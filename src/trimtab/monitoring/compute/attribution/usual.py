"""The usual size of a component's movements, from the months before."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.compute.attribution.contrasts import shifted
from trimtab.monitoring.compute.attribution.noise import HALF_LIFE_MONTHS
from trimtab.stats import median_of

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]

USUAL_AT_LEAST, ALONE_AT_LEAST = 6, 24
"""Movements a node must have shown before its usual size is known; a node without others of its
kind to lean on needs more."""
_PRIOR_MONTHS = 36.0
_HELD, _HELD_MEAN = 1.5, 0.739
"""A movement counts for at most 1.5 usual sizes, so that a year of recession hardly widens what is
usual; 0.739 is the mean of a standard normal's absolute value held at 1.5."""
_OPEN_MONTHS = 12  # before anything is held: a first small movement must not bind the scale


def usual_size(value: Matrix, months: int) -> Matrix:
    """(T, N): standard deviation of a movement in the months before its window.

    Model        a_t = weighted mean of min(|v|, 1.5 s_{t-1}), weights halving every 60 months;
                 s = a / 0.739, which for normal noise is its standard deviation, drawn to the
                 middle node as by 36 months more; used h months later
    Inputs       value (T, N), gaps NaN; months h of the window
    Returns      (T, N), NaN until 6 movements (24 of a single node) or where nothing ever moved
    References   Huber and Ronchetti, Robust Statistics (2009), ch. 6
    """
    share = 1 - 0.5 ** (1 / HALF_LIFE_MONTHS)
    length, nodes = value.shape
    total, weight = np.zeros(nodes), np.zeros(nodes)
    count, limit = np.zeros(nodes, dtype=np.int64), np.full(nodes, np.inf)
    result = np.empty_like(value)
    for month in range(length):
        size = np.abs(value[month])
        exists = ~np.isnan(size)
        held = np.where(exists, np.fmin(size, limit), 0.0)
        total = np.where(exists, (1 - share) * total + share * held, total)
        weight = np.where(exists, (1 - share) * weight + share, weight)
        count += exists
        mean = total / np.maximum(weight, share)
        middle = median_of(np.where(count > 0, mean, np.nan))
        effective = weight / share
        scale = (effective * mean + _PRIOR_MONTHS * middle) / (effective + _PRIOR_MONTHS)
        scale /= _HELD_MEAN
        limit = np.where(count >= _OPEN_MONTHS, _HELD * scale, np.inf)
        needed = USUAL_AT_LEAST if nodes > 1 else ALONE_AT_LEAST
        result[month] = np.where((count >= needed) & (scale > 0), scale, np.nan)
    return shifted(result, months)
