"""Anderson mixing: fewer steps to the fixed point of a map whose steps are expensive."""

from __future__ import annotations

import numpy as np

from trimtab.simulation.types import Vector

_REMEMBERED = 6
_PLAIN_STEPS = 5


class FixedPointMixer:
    """Takes the steps x -> g(x) of a map and proposes where to go on.

    Model        x' = g(x) - sum_k c_k (g_k+1 - g_k), with c the least-squares solution of
                 g(x) - x = sum_k c_k (f_k+1 - f_k), f = g(x) - x, over the last 6 steps
    Returns      combinations of values of g with weights that sum to 1: linear sums that g keeps
                 are kept; where that would be negative, g(x) itself
    References   Anderson (1965), Journal of the ACM 12(4), 547-560; Walker and Ni (2011), SIAM
                 Journal on Numerical Analysis 49(4), 1715-1735
    """

    def __init__(self) -> None:
        self._images: list[Vector] = []
        self._moves: list[Vector] = []
        self._taken = 0

    def proposal(self, at: Vector, image: Vector) -> Vector:
        """Where to go on from ``at``, whose image under the map is ``image``."""
        self._taken += 1
        self._images = [*self._images, image][-_REMEMBERED - 1 :]
        self._moves = [*self._moves, image - at][-_REMEMBERED - 1 :]
        if self._taken <= _PLAIN_STEPS:
            return image
        moves = np.diff(np.array(self._moves), axis=0).T
        weights = np.linalg.lstsq(moves, self._moves[-1], rcond=1e-10)[0]
        mixed: Vector = image - np.diff(np.array(self._images), axis=0).T @ weights
        return mixed if mixed.min() >= 0 else image
