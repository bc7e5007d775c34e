"""The size of each series' monthly noise, comparable between series of any unit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trimtab.stats import median_of

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

HALF_LIFE_MONTHS = 60.0
UNIT_CHANGES = 12
_PRIOR_MONTHS = 24.0
_HELD = 3.0
_STANDARD_PER_MEAN_ABSOLUTE = float(np.sqrt(np.pi / 2))  # deviations of a normal variable


def unit_of_changes(change: Matrix) -> tuple[Vector, Mask]:
    """(S,) mean size of the first 12 changes other than zero, NaN where a series has fewer; and
    the months (T, S) by which it is known: earlier ones may not use it."""
    size = np.abs(change)
    seen = np.cumsum(size > 0, axis=0, dtype=np.int32)
    first = (size > 0) & (seen <= UNIT_CHANGES)
    mean = np.where(first, size, 0.0).sum(axis=0) / UNIT_CHANGES
    known = seen >= UNIT_CHANGES
    return np.where(known.any(axis=0), mean, np.nan), known


def monthly_noise(change: Matrix, known: Mask) -> Matrix:
    """Standard deviation of the noise of each series whose one-month changes are given.

    Model        a_t = weighted mean of min(|change|, 3 a_{t-1}), weights halving every 60 months,
                 starting from 12 months of the unit; drawn to the middle series as by 24 months
                 more. White noise of deviation s has changes of deviation sqrt(2) s
    Inputs       change (T, S) in units of ``unit_of_changes``; known (T, S)
    Returns      (T, S) in the same units; NaN before the unit is known
    References   as ``trimtab.stats.recursive_scale``, which starts from the first change instead
    """
    share = 1 - 0.5 ** (1 / HALF_LIFE_MONTHS)
    start = 1 - (1 - share) ** UNIT_CHANGES
    total, weight = np.zeros((2, change.shape[1]))
    mean = np.full(change.shape[1], np.nan)
    result = np.empty_like(change)
    for month in range(len(change)):
        size = np.abs(change[month])
        exists = ~np.isnan(size) & (weight > 0)
        held = np.where(exists, np.fmin(size, _HELD * mean), 0.0)
        total = np.where(exists, (1 - share) * total + share * held, total)
        weight = np.where(exists, (1 - share) * weight + share, weight)
        fresh = known[month] & (weight == 0)
        total, weight = np.where(fresh, start, total), np.where(fresh, start, weight)
        mean = np.where(weight > 0, total / np.maximum(weight, share), np.nan)
        effective = weight / share
        middle = median_of(mean)
        result[month] = (effective * mean + _PRIOR_MONTHS * middle) / (effective + _PRIOR_MONTHS)
    result *= _STANDARD_PER_MEAN_ABSOLUTE / np.sqrt(2.0)
    return result
