"""What the probability model sees: one recipe for every detector, ours and the named rules.

From the statistic in units of its alarm threshold, s(t), using this and earlier months only:
level, changes over 1, 3 and 6 months, highest value of the last 12 months and distance from it,
the median over regions and its change over 3 months, and how long ago the last alarm was. A
detector's own features (Indicator.features beyond the statistic) are added.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from trimtab.monitoring.backtest.sweep import cross_thresholds

Matrix = npt.NDArray[np.float64]

_LIMIT = 6.0  # thresholds: beyond it a larger statistic says nothing more
_HIGH_MONTHS = 12
_MEMORY_MONTHS = 36


def probability_features(ratio: Matrix, own: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Features (R, T, K) from ``ratio`` (R, T) and a detector's ``own`` features (R, T, J).

    NaN where the statistic does not exist; a change whose earlier value does not exist is 0.
    """
    level = np.clip(ratio, -_LIMIT, _LIMIT)
    exists = ~np.isnan(level)
    high = _trailing_max(level, _HIGH_MONTHS)
    middle = _median_over_regions(level)
    columns = [
        level,
        np.maximum(level - 0.5, 0),
        np.maximum(level - 1.0, 0),
        _change(level, 1),
        _change(level, 3),
        _change(level, 6),
        high,
        level - high,
        middle,
        _change(middle, 3),
        _recency(level),
    ]
    features = np.concatenate([np.stack(columns, axis=2), own[:, :, 1:]], axis=2)
    features = np.where(np.isnan(features), 0.0, features)
    return np.where(exists[:, :, None], features, np.nan)


def _change(values: Matrix, months: int) -> Matrix:
    change = np.zeros_like(values)
    change[:, months:] = values[:, months:] - values[:, :-months]
    return np.where(np.isnan(change), 0.0, change)


def _trailing_max(values: Matrix, months: int) -> Matrix:
    low = np.where(np.isnan(values), -np.inf, values)
    padded = np.pad(low, ((0, 0), (months - 1, 0)), constant_values=-np.inf)
    return np.asarray(sliding_window_view(padded, months, axis=1).max(axis=2))


def _median_over_regions(values: Matrix) -> Matrix:
    """Median over regions of each month, the same for all; 0 where no region has a value."""
    some = ~np.isnan(values).all(axis=0)
    middle = np.zeros(values.shape[1])
    middle[some] = np.nanmedian(values[:, some], axis=0)
    return np.broadcast_to(middle, values.shape)


def _recency(values: Matrix) -> Matrix:
    """1 in the month of an alarm, falling in a straight line to 0 over three years."""
    alarms = cross_thresholds(values, np.ones(1))[0]
    columns = np.arange(values.shape[1])
    last = np.maximum.accumulate(np.where(alarms, columns, -_MEMORY_MONTHS), axis=1)
    return np.asarray(np.maximum(1 - (columns - last) / _MEMORY_MONTHS, 0.0))
