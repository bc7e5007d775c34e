"""Real shocks of industries, from calm windows of a panel: what the error curves are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import InputRejectedError
from trimtab.monitoring.gradient.history import window_of
from trimtab.monitoring.gradient.types import FEWEST_INDUSTRIES, Matrix, Vector


@dataclass(frozen=True, slots=True)
class ShockPool:
    """Residual log changes of G industries in W calm windows, ``residuals`` (W, G), around exposure
    and controls; ``exposure``, ``weight`` (G,) and ``controls`` (G, K) of the last window."""

    residuals: Matrix
    exposure: Vector
    weight: Vector
    controls: Matrix
    months: int

    @property
    def dispersion(self) -> float:
        """Weighted root mean square of the residuals, log change over the window."""
        return float(np.sqrt(np.average((self.residuals**2).mean(axis=0), weights=self.weight)))


def calm_shocks(
    levels: Matrix, exposure: Vector, months: int, ends: Sequence[int] | npt.NDArray[np.int64]
) -> ShockPool:
    """Residuals of the gradient regression in the windows that end at the given columns.

    Inputs       levels (G, T) persons, one row an industry; exposure (G,) share; ends: columns of
                 the last months of calm windows
    Returns      ShockPool of the industries known in all the windows
    Raises       InputRejectedError MONITORING-067 when there is no window, or fewer than 8
                 industries are known throughout
    Simplifies   what co-moved with exposure in a window is taken out with its line, so the shocks
                 are orthogonal to exposure; the confounder of the curves puts it back
    """
    windows = [window_of(levels, int(end), months) for end in ends]
    names = windows[-1].names if windows else ()
    windows = [one for one in windows if one.names == names]
    known = np.isfinite(exposure)
    for one in windows:
        known = known & np.isfinite(one.change) & np.isfinite(one.controls).all(axis=1)
    if not windows or known.sum() < FEWEST_INDUSTRIES:
        raise InputRejectedError(
            "MONITORING-067", windows=len(windows), industries=int(known.sum())
        )
    residuals = []
    for one in windows:
        root = np.sqrt(one.weight[known])
        columns = np.column_stack([np.ones(known.sum()), one.controls[known], exposure[known]])
        solved = np.linalg.lstsq(columns * root[:, None], one.change[known] * root, rcond=None)[0]
        residuals.append(one.change[known] - columns @ solved)
    last = windows[-1]
    return ShockPool(
        np.array(residuals), exposure[known], last.weight[known], last.controls[known], months
    )
