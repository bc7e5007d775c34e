"""A number that is not known exactly: lowest, best and highest value, and where they come from."""

from __future__ import annotations

import math
from dataclasses import dataclass

from trimtab.kernel import InputRejectedError

ASSUMPTION = "assumption"
"""Source of a range that the author of a scenario states; any other source is the id of an effect
of the evidence register."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """``low <= best <= high``. Raises SIMULATION-050 otherwise.

    Model        triangular density on [low, high] with its mode at best: the least that a range
                 with a most likely value says. No study published these densities.
    """

    low: float
    best: float
    high: float
    source: str = ASSUMPTION

    def __post_init__(self) -> None:
        ends = (self.low, self.best, self.high)
        if not (all(map(math.isfinite, ends)) and self.low <= self.best <= self.high):
            raise InputRejectedError("SIMULATION-050", low=self.low, best=self.best, high=self.high)

    @property
    def is_known(self) -> bool:
        """Whether the range is a single value."""
        return self.low == self.high

    def draw(self, u: float) -> float:
        """Quantile ``u`` (0 to 1) of the triangular density.

        Examples
        --------
        >>> Uncertain(0.0, 0.5, 1.0).draw(0.5), Uncertain(0.2, 0.2, 0.2).draw(0.9)
        (0.5, 0.2)
        """
        width = self.high - self.low
        if width == 0:
            return self.best
        split = (self.best - self.low) / width
        if u < split:
            return self.low + math.sqrt(u * width * (self.best - self.low))
        return self.high - math.sqrt((1 - u) * width * (self.high - self.best))
