"""Amounts of money as they are paid: to the fen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_HALF_A_FEN = 0.5 + 1e-7  # 0.9 * 2,685.05 is 2416.54499..., meant is 2416.545


def round_to_fen(amount: NDArray[np.float64]) -> NDArray[np.float64]:
    """Money to 0.01, halves up, whatever binary fractions left behind; NaN stays.

    Examples
    --------
    >>> round_to_fen(np.array([7546 * (0.2 + 0.1) * 0.5, 0.9 * 2685.05, 0.005])).tolist()
    [1131.9, 2416.55, 0.01]
    """
    return np.floor(amount * 100 + _HALF_A_FEN) / 100
