"""The known AI shock: which places, industries and months it hits, and how hard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.province.figures import Figures
from trimtab.province.types import Array, Vector

SHOCK_MONTHS = 12
RAMP_MONTHS = 6
SEPARATIONS_RISE = 1.6
"""Relative rise of the separation rate in a cell that is hit fully, at an exposure of 1."""
POSTINGS_FALL = 0.9
"""Relative fall of vacancies, likewise."""
NOT_REFILLED = 0.6
"""Share of the additional separations whose posts are gone."""


@dataclass(frozen=True, slots=True)
class KnownShock:
    """The truth that monitoring is to be judged against.

    ``exposure`` (I,) share of tasks; ``strength`` (P, I): 0 where nothing happens, else how hard a
    place is hit, 0 to 1; ``ramp`` (T + 1,) 0 to 1; ``first`` the shock's first month in the panel.
    """

    exposure: Vector
    strength: Array
    ramp: Vector
    first: int

    @property
    def hit(self) -> npt.NDArray[np.bool_]:
        """(P, I): where the shock acts."""
        return self.strength > 0

    @property
    def separations_rise(self) -> Array:
        """(P, I, T + 1) relative rise of the separation rate."""
        return SEPARATIONS_RISE * self._dose()

    @property
    def postings_fall(self) -> Array:
        """(P, I, T + 1) relative fall of vacancies, 0 to 1."""
        return np.minimum(POSTINGS_FALL * self._dose(), 1.0)

    def employment_effect(self, separation: Vector) -> Array:
        """(P, I, T + 1) log change of employment since the shock began, at these rates (I,)."""
        lost = separation[None, :, None] * self.separations_rise * NOT_REFILLED
        return np.asarray(-np.cumsum(lost, axis=2))

    def _dose(self) -> Array:
        return (self.strength * self.exposure)[:, :, None] * self.ramp


def known_shock(figures: Figures, exposure: Vector, months: int) -> KnownShock:
    """The shock of the last twelve months, in the places and industries that the lists name."""
    time = np.arange(-1, months)
    first = months - SHOCK_MONTHS
    strength = np.outer(figures.prefectures.shock, figures.industries.shock)
    ramp = np.clip((time - first + 1) / RAMP_MONTHS, 0.0, 1.0)
    return KnownShock(exposure, strength, ramp, first)
