"""Crossings of many thresholds at once, for the sweep over false-alarm budgets."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

REARM_SHARE = 0.40


def cross_thresholds(
    values: npt.NDArray[np.float64], thresholds: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Upward crossings of each threshold (S,) by each row of ``values`` (R, T): (S, R, T).

    A row alarms when it reaches the threshold while armed; it is armed again when it falls to
    40 % of the threshold. A row that begins above the threshold was not seen to cross it, so it
    starts unarmed and arms at its first value below. NaN changes nothing.
    """
    limit = thresholds[:, None]
    crossed = np.zeros((len(thresholds), *values.shape), dtype=bool)
    armed = np.zeros((len(thresholds), values.shape[0]), dtype=bool)
    seen = np.zeros(values.shape[0], dtype=bool)
    for column in range(values.shape[1]):
        value = values[:, column]
        reached = value >= limit
        crossed[:, :, column] = armed & reached
        below = np.where(seen, value <= REARM_SHARE * limit, value < limit)
        armed = (armed & ~reached) | below
        seen |= ~np.isnan(value)
    return crossed
