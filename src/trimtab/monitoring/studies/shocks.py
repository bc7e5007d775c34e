"""Injected shocks: which series move, by how much, and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.attributed import Component
from trimtab.monitoring.studies.panels import StudyPanel

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]

SIZES = (0.25, 0.50, 0.75, 1.00, 1.25, 1.50)
RAMP_MONTHS = 12


class Shape(StrEnum):
    """How a shock arrives; ``studies.shape.<value>``."""

    STEP = "step"  # whole from the first month on
    RAMP = "ramp"  # in twelve equal parts


@dataclass(frozen=True, slots=True)
class Shock:
    """A lasting movement of one kind that begins in the month (column) ``onset``.

    ``row`` is the series it is looked at from: its cell, its region, its industry. ``size`` is in
    standard deviations of each affected series' own monthly irregular noise
    (``StudyPanel.noise_deviation``); of an exposure-related shock it is the size in the most
    exposed industry.
    """

    component: Component
    row: int
    size: float
    shape: Shape
    onset: int


def inject(panel: StudyPanel, shock: Shock) -> Matrix:
    """The panel's level (S, T) with the shock added; months before its onset are untouched."""
    size = shock.size * affected(panel, shock.component, shock.row) * panel.noise_deviation
    moved = panel.level.copy()
    after = np.arange(panel.level.shape[1] - shock.onset) + 1
    profile = np.minimum(after / RAMP_MONTHS, 1.0) if shock.shape is Shape.RAMP else after**0.0
    moved[:, shock.onset :] += size[:, None] * profile
    return moved


def affected(panel: StudyPanel, component: Component, row: int) -> Vector:
    """(S,): how much of a shock's size each series takes.

    An exposure-related shock is in proportion to exposure, whole in the most exposed industry; it
    therefore has a part that all share. Series of unknown exposure stay where they are.
    """
    count = len(panel.regions)
    match component:
        case Component.CYCLE:
            return np.ones(count)
        case Component.REGION:
            return np.array([region == panel.regions[row] for region in panel.regions], dtype=float)
        case Component.INDUSTRY:
            same = panel.industries[row]
            return np.array([industry == same for industry in panel.industries], dtype=float)
        case Component.EXPOSURE:
            if panel.exposure is None:
                return np.zeros(count)
            return np.asarray(np.nan_to_num(panel.exposure / np.nanmax(panel.exposure)))
        case Component.OWN:
            return np.asarray(np.arange(count) == row, dtype=float)


def viewpoint(panel: StudyPanel, component: Component, generator: np.random.Generator) -> int:
    """The series a shock is looked at from: any one; a most exposed one if it is exposure's."""
    if component is Component.EXPOSURE and panel.exposure is not None:
        candidates = np.flatnonzero(panel.exposure == np.nanmax(panel.exposure))
    else:
        candidates = np.arange(len(panel.regions))
    return int(generator.choice(candidates))
