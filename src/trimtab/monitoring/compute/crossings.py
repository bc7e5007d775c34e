"""Alarms: upward crossings of a threshold, re-armed when the statistic has fallen far enough."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]

REARM_SHARE = 0.40


def alarm_months(statistic: Matrix, thresholds: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Months in which each series crosses its threshold upward while armed.

    Model        alarm_t = armed and x_t >= threshold; an alarm disarms; armed again once
                 x_t <= 0.40 threshold. A series whose first value is at or above the threshold
                 was not seen to cross it: it starts disarmed
    Inputs       statistic (S, T); thresholds broadcasting against (..., S): a number, (S,), or
                 (G, 1) for G thresholds at once; positive. NaN months change nothing
    Returns      (S, T), or (G, S, T)

    Examples
    --------
    >>> alarm_months(np.array([[0.0, 1.0, 0.5, 1.2, 0.4, 1.1]]), np.array([1.0])).astype(int)
    array([[0, 1, 0, 0, 0, 1]])
    """
    limit = np.broadcast_to(thresholds, np.broadcast_shapes(thresholds.shape, statistic.shape[:1]))
    alarms = np.zeros((*limit.shape, statistic.shape[1]), dtype=bool)
    armed = np.zeros(limit.shape, dtype=bool)
    seen = np.zeros(statistic.shape[0], dtype=bool)
    for month in range(statistic.shape[1]):
        now = statistic[:, month]
        reached = now >= limit
        alarms[..., month] = armed & reached
        below = np.where(seen, now <= REARM_SHARE * limit, now < limit)
        armed = (armed & ~reached) | below
        seen |= ~np.isnan(now)
    return alarms


def levels_reached(statistic: Matrix, thresholds: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Highest level (1 to 4) whose threshold is reached in each month, 0 for none.

    Inputs       statistic (S, T); thresholds (4,) or (S, 4), rising
    """
    limits = np.broadcast_to(thresholds, (statistic.shape[0], thresholds.shape[-1]))
    reached = statistic[:, :, None] >= limits[:, None, :]
    return np.asarray(reached.sum(axis=2, dtype=np.int64))
