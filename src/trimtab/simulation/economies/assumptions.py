"""What the modelled network takes for granted: each a number to change, with its range."""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import MappingProxyType

from trimtab.kernel import InputRejectedError

RANGES = MappingProxyType(
    {
        "stay_share": (0.3, 0.85),
        "between_share": (0.01, 0.10),
        "distance_elasticity": (0.5, 2.0),
    }
)
"""Plausible ranges, for sensitivity runs; values beyond them are allowed up to the limits."""

ACT_BETWEEN_REGIONS = frozenset({"between_share", "distance_elasticity"})
"""Assumptions that do nothing in an economy of one region."""

_LIMITS = {
    "stay_share": (0.0, 0.99),
    "between_share": (0.0, 0.99),
    "distance_elasticity": (0.0, 10.0),
    "kept_edges": (1, 100_000),
}


@dataclass(frozen=True, slots=True)
class MobilityAssumptions:
    """Assumptions of ours, not estimates: no source at hand identifies them.

    stay_share           0.5: share of applications that go to the own occupation, with vacancies in
                         proportion to jobs. Monthly group tables mix stayers with job keepers
    between_share        0.03: share of applications to other regions
    distance_elasticity  1: proximity of two regions is distance ** -elasticity, in tiles of the
                         schematic grid (``classifications.tile_grid``)
    kept_edges           40: thinning of the moves between detailed occupations, see ``thin_moves``;
                         a matter of speed, not an assumption about people
    Raises InputRejectedError SIMULATION-020 for a value beyond the limits.
    """

    stay_share: float = 0.5
    between_share: float = 0.03
    distance_elasticity: float = 1.0
    kept_edges: int = 40

    def __post_init__(self) -> None:
        for one in fields(self):
            value, (low, high) = getattr(self, one.name), _LIMITS[one.name]
            if not low <= value <= high:
                raise InputRejectedError(
                    "SIMULATION-020", name=one.name, value=value, low=low, high=high
                )
