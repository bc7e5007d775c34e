"""Skill tiers of occupations: low, middle and high, from the skill levels of ISCO-08.

ISCO-08 gives each major group a skill level: 9 is level 1; 4 to 8 level 2; 3 level 3; 2 level 4;
1 (managers) levels 3 and 4, except hospitality and retail managers (14), level 3. Here level 1 is
low, level 2 middle, levels 3 and 4 high. Armed forces have no tier.

References   ILO (2012), International Standard Classification of Occupations: ISCO-08, volume I
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from trimtab.app.exposure_cells import csco_groups, occupation_weights
from trimtab.app.exposure_scores import ISCO, SOC, ScoreBook, embedded_scores
from trimtab.classifications import crosswalk

Matrix = npt.NDArray[np.float64]


class SkillTier(StrEnum):
    """Tiers in order."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


_OF_MAJOR = {"9": 0, **dict.fromkeys("45678", 1), **dict.fromkeys("123", 2)}


def tiers_of_occupations(occupations: Sequence[str], book: ScoreBook | None = None) -> Matrix:
    """Share of each tier (O, 3) in each occupation, in the order of ``SkillTier``.

    Model        SOC detailed: shares of its ISCO groups by the crosswalk; broader: weighted by the
                 jobs of the nation; ISCO: by its major group; CSCO: shares of its ISCO groups
    Returns      rows add up to 1; NaN where a code has no tier
    Simplifies   a tier is of the work, not of the worker

    >>> tiers_of_occupations(["SOC@2018:15-1252", "ISCO@08:91", "CSCO@2022:6-29-00-00"]).round(2)
    array([[0.  , 0.  , 1.  ],
           [1.  , 0.  , 0.  ],
           [0.33, 0.67, 0.  ]])
    """
    chosen = book or embedded_scores()
    detailed = _detailed_tiers(chosen.occupations)
    rows = {code: _shares(code, chosen, detailed) for code in dict.fromkeys(occupations)}
    return np.array([rows[code] for code in occupations]).reshape(-1, len(SkillTier))


def _shares(code: str, book: ScoreBook, detailed: Matrix) -> npt.NDArray[np.float64]:
    if code.startswith(f"{SOC}:"):
        parts = occupation_weights(code, book) @ detailed
    else:
        groups = {code: 1.0} if code.startswith(f"{ISCO}:") else csco_groups(code)
        parts = np.zeros(len(SkillTier))
        for group, share in groups.items():
            if (tier := _OF_MAJOR.get(group.partition(":")[2][0])) is not None:
                parts[tier] += share
    total = parts.sum()
    return parts / total if total > 0 else np.full(len(SkillTier), np.nan)


def _detailed_tiers(occupations: tuple[str, ...]) -> Matrix:
    place = {code: at for at, code in enumerate(occupations)}
    found = np.zeros((len(occupations), len(SkillTier)))
    for link in crosswalk(SOC, ISCO).links:
        tier = _OF_MAJOR.get(link.target.partition(":")[2][0])
        if tier is not None and link.source in place:
            found[place[link.source], tier] += link.weight
    return found
