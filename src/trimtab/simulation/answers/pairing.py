"""One mix minus the first, run by run."""

from __future__ import annotations

import numpy as np

from trimtab.simulation.types import Tensor

TIE = 1e-11
"""Relative difference below which two runs are the same: rounding of floating-point sums."""


def paired_gap(mine: Tensor, first: Tensor) -> Tensor:
    """The difference of runs paired by draw and random stream; 0 where it is rounding alone."""
    gap = mine - first
    rounding = TIE * np.maximum(np.abs(mine), np.abs(first))
    return np.where(np.abs(gap) <= rounding, 0.0, gap)
