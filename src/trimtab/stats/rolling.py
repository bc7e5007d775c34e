"""Trailing windows over the months of a matrix (series, month): past and present only.

Every function adds or compares whole shifted columns in a fixed order, so that cutting a matrix
after month t leaves every result up to t identical to the last bit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]


def lagged(values: Matrix, months: int) -> Matrix:
    """Value of ``months`` earlier; NaN where that lies before the first column. ``months`` >= 0.

    Examples
    --------
    >>> lagged(np.array([[1.0, 2.0, 3.0]]), 1)
    array([[nan,  1.,  2.]])
    """
    shifted = np.full_like(values, np.nan)
    length = values.shape[-1]
    if months < length:
        shifted[..., months:] = values[..., : length - months]
    return shifted


def change_over(values: Matrix, months: int) -> Matrix:
    """Value minus its value ``months`` earlier."""
    return np.asarray(values - lagged(values, months))


def trailing_mean(values: Matrix, window: int, at_least: int | None = None) -> Matrix:
    """Mean of the last ``window`` months, the present one included.

    NaN unless ``at_least`` (default: all) of them exist. A rule that fills a gap says so by
    asking for fewer.

    Examples
    --------
    >>> trailing_mean(np.array([[1.0, 2.0, 6.0, np.nan, 1.0]]), 3, at_least=2)
    array([[nan, 1.5, 3. , 4. , 3.5]])
    """
    total = np.zeros_like(values)
    count = np.zeros(values.shape, dtype=np.int64)
    for months in range(min(window, values.shape[-1])):
        shifted = lagged(values, months)
        exists = ~np.isnan(shifted)
        total += np.where(exists, shifted, 0.0)
        count += exists
    enough = count >= max(window if at_least is None else at_least, 1)
    return np.where(enough, total / np.maximum(count, 1), np.nan)


def trailing_minimum(values: Matrix, first: int, last: int, at_least: int = 1) -> Matrix:
    """Lowest value of the months ``t - last`` to ``t - first``, both included, gaps passed over.

    NaN unless ``at_least`` of them exist.
    """
    lowest = np.full_like(values, np.inf)
    count = np.zeros(values.shape, dtype=np.int64)
    for months in range(first, min(last, values.shape[-1]) + 1):
        shifted = lagged(values, months)
        lowest = np.fmin(lowest, shifted)
        count += ~np.isnan(shifted)
    return np.where(count >= max(at_least, 1), lowest, np.nan)


def trailing_maximum(values: Matrix, first: int, last: int, at_least: int = 1) -> Matrix:
    """Highest value of the months ``t - last`` to ``t - first``; see ``trailing_minimum``."""
    return -trailing_minimum(-values, first, last, at_least)
