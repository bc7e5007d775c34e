"""Robust scale and centre of many series at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]

_STANDARD_PER_MEAN_ABSOLUTE = float(np.sqrt(np.pi / 2))  # deviations of a normal variable


def median_along(values: npt.NDArray[np.float64], axis: int) -> npt.NDArray[np.float64]:
    """Median that passes over NaN and is NaN, without a warning, where nothing exists."""
    exists = ~np.isnan(values)
    count = exists.sum(axis=axis, keepdims=True)
    ordered = np.sort(values, axis=axis)  # NaN last
    low = np.take_along_axis(ordered, np.maximum((count - 1) // 2, 0), axis=axis)
    high = np.take_along_axis(ordered, np.maximum(count // 2, 0) * (count > 0), axis=axis)
    return np.asarray(np.squeeze((low + high) / 2, axis=axis))


def median_of(values: Vector) -> float:
    """Median of a vector that passes over NaN; NaN where nothing exists."""
    count = len(values) - int(np.isnan(values).sum())
    if not count:
        return float("nan")
    low, high = (count - 1) // 2, count // 2
    ordered = np.partition(values, (low, high))  # NaN last
    return float((ordered[low] + ordered[high]) / 2)


def leave_one_out_median(values: Matrix) -> Matrix:
    """For each row the median of the other rows, column by column, passing over NaN.

    NaN in a row where no other row has a value. One sort serves all rows: leaving out the value of
    rank k moves the middle of the ordered column by at most one place.

    Examples
    --------
    >>> leave_one_out_median(np.array([[1.0], [2.0], [9.0]]))
    array([[5.5],
           [5. ],
           [1.5]])
    """
    rows = values.shape[0]
    order = np.argsort(values, axis=0, kind="stable")
    ordered = np.take_along_axis(values, order, axis=0)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(rows)[:, None], axis=0)
    others = (~np.isnan(values)).sum(axis=0, keepdims=True) - ~np.isnan(values)
    low, high = np.maximum((others - 1) // 2, 0), others // 2
    low = np.minimum(low + (low >= rank), rows - 1)
    high = np.minimum(high + (high >= rank), rows - 1)
    middle = np.take_along_axis(ordered, low, axis=0) + np.take_along_axis(ordered, high, axis=0)
    return np.where(others > 0, middle / 2, np.nan)


def recursive_scale(
    deviations: Matrix, half_life: float, clip: float = 3.0, prior_months: float = 24.0
) -> Matrix:
    """Standard deviation of each series from its past and present deviations.

    Model        a_t = (1 - l) a_{t-1} + l min(|d_t|, clip * s_{t-1}), l = 1 - 2^(-1 / half_life),
                 divided by the weight so far; s_t = (n a_t + prior_months m_t) / (n + prior_months)
                 with n the effective months so far and m_t the median of a_t over the series: a
                 short history leans on its neighbours. Times sqrt(pi / 2): the standard deviation
                 of a normal variable with that mean absolute deviation
    Inputs       deviations (S, T), any unit; half_life, prior_months in months; clip in scales
    Returns      (S, T) in the same unit; NaN before the first deviation of any series
    Simplifies   a single wild month moves the scale by at most l * clip, so a level shift or a
                 pandemic enters slowly; the distribution's shape is taken as normal
    References   Huber and Ronchetti, Robust Statistics (2009), ch. 6: joint clipping of residuals
    """
    share = 1 - 0.5 ** (1 / half_life)
    series, months = deviations.shape
    weighted, weight = np.zeros(series), np.zeros(series)
    scale = np.full(series, np.nan)
    result = np.empty_like(deviations)
    for month in range(months):
        size = np.abs(deviations[:, month])
        exists = ~np.isnan(size)
        unknown = np.isnan(scale)
        limit = np.where(unknown, median_of(size), scale) if unknown.any() else scale
        held = np.where(exists, np.fmin(size, clip * limit), 0.0)
        weighted = np.where(exists, (1 - share) * weighted + share * held, weighted)
        weight = np.where(exists, (1 - share) * weight + share, weight)
        scale = _lean_on_neighbours(weighted, weight, weight / share, prior_months)
        result[:, month] = scale
    return result * _STANDARD_PER_MEAN_ABSOLUTE


def _lean_on_neighbours(
    weighted: Vector, weight: Vector, effective: Vector, prior_months: float
) -> Vector:
    own = np.where(weight > 0, weighted / np.maximum(weight, 1e-300), np.nan)
    middle = median_of(own)
    return np.where(
        weight > 0, (effective * own + prior_months * middle) / (effective + prior_months), middle
    )
