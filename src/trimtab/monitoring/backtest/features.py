"""What the probability models see: one short recipe for every detector, ours and the named rules.

From a statistic x, using each month and earlier ones only: its level, its changes over 1, 3 and
6 months, the smoothed level of the last half year, and the breadth of the 3-month change over all
regions. A detector's own features (Indicator.features beyond the statistic) add their levels.

All are divided by their usual spread in the training months and pass through tanh: a downturn
twice as deep as any in training is then as certain as the deepest one, not twice as certain. With
two national episodes to learn from, unbounded features ranked the left-out one at random.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Cube = npt.NDArray[np.float64]

_CHANGES_MONTHS = (1, 3, 6)
_BREADTH_MONTHS = 3
_LEVEL_SPREADS = 3.0  # levels bend at three spreads, changes at one
_SMOOTHING = 0.2
_NORMAL_SPREAD = 1.4826  # median absolute deviation to standard deviation


@dataclass(frozen=True, slots=True)
class Spread:
    """Robust standard deviations in the training months: of the statistic, of its changes over
    1, 3 and 6 months, and of the detector's own features (J,)."""

    level: float
    changes: tuple[float, ...]
    own: npt.NDArray[np.float64]


def measure_spread(ratio: Matrix, own: Cube, trainable: npt.NDArray[np.bool_]) -> Spread:
    """Spreads of ``ratio`` (R, T) and ``own`` (R, T, J) over the months ``trainable`` (T,)."""
    return Spread(
        _robust_deviation(ratio[:, trainable]),
        tuple(_robust_deviation(_change(ratio, k)[:, trainable]) for k in _CHANGES_MONTHS),
        np.array([_robust_deviation(own[:, trainable, j]) for j in range(own.shape[2])]),
    )


def probability_features(ratio: Matrix, own: Cube, spread: Spread) -> Cube:
    """Features (R, T, K), each within -1 to 1; NaN where the statistic does not exist.

    A change whose earlier value does not exist, or an own feature that does not, is 0.
    """
    exists = ~np.isnan(ratio)
    level = np.tanh(ratio / (_LEVEL_SPREADS * spread.level))
    changes = [
        np.tanh(_change(ratio, months) / width)
        for months, width in zip(_CHANGES_MONTHS, spread.changes, strict=True)
    ]
    breadth = _mean_over_regions(changes[_CHANGES_MONTHS.index(_BREADTH_MONTHS)])
    mine = np.tanh(own / (_LEVEL_SPREADS * spread.own))
    features = np.concatenate([np.stack([level, *changes, breadth, _smooth(level)], 2), mine], 2)
    return np.where(exists[:, :, None], np.nan_to_num(features), np.nan)


def _robust_deviation(values: npt.NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    if not known.size:
        return 1.0
    deviation = _NORMAL_SPREAD * float(np.median(np.abs(known - np.median(known))))
    return deviation if deviation > 0 else 1.0


def _change(values: Matrix, months: int) -> Matrix:
    change = np.full_like(values, np.nan)
    change[:, months:] = values[:, months:] - values[:, :-months]
    return change


def _mean_over_regions(values: Matrix) -> Matrix:
    """Mean of the regions that have a value, the same for all; 0 where none has."""
    known = ~np.isnan(values)
    mean = np.nan_to_num(values).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.broadcast_to(mean, values.shape)


def _smooth(values: Matrix) -> Matrix:
    """Exponential mean from 0 on; a missing month leaves it where it was."""
    smoothed = np.zeros_like(values)
    state = np.zeros(values.shape[0])
    for column in range(values.shape[1]):
        now = values[:, column]
        state = np.where(np.isnan(now), state, state + _SMOOTHING * (now - state))
        smoothed[:, column] = state
    return smoothed
