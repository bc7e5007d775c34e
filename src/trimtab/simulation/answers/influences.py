"""What each uncertain parameter does to a difference, and which of them hardly matter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.simulation.answers.types import Interval

LEAST_FELT = 0.01
"""Share of the strongest influence below which a parameter hardly matters."""


@dataclass(frozen=True, slots=True)
class Influence:
    """How one uncertain parameter bears on the difference of one mix from the first.

    ``rank_correlation`` with interval over draws; ``share``: first-order share of the variance by
    linear regression on quantiles, with interval. ``swing``: the difference with the parameter
    alone at its low and high quantile, None where it was not run.
    """

    parameter: str
    rank_correlation: float
    correlation_interval: Interval
    share: float
    share_interval: Interval
    swing: tuple[float, float] | None

    @property
    def strength(self) -> float:
        """Length of the swing; without one, the share of the variance (0 where unknown)."""
        if self.swing is not None:
            return abs(self.swing[1] - self.swing[0])
        return 0.0 if np.isnan(self.share) else self.share


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Influences on one outcome of one mix, strongest first; ``explained``: R2 of the regression.

    ``central``: the difference with every parameter at its best. ``felt`` and ``hardly_felt`` part
    the influences at ``LEAST_FELT`` of the strongest: a rank correlation over a finite number of
    draws is never exactly 0, so that it cannot tell a weak parameter from one that does nothing.
    """

    mix: str
    outcome: str
    influences: tuple[Influence, ...]
    explained: float
    central: float

    @property
    def felt(self) -> tuple[Influence, ...]:
        return tuple(one for one in self.influences if self._is_felt(one))

    @property
    def hardly_felt(self) -> tuple[Influence, ...]:
        return tuple(one for one in self.influences if not self._is_felt(one))

    def _is_felt(self, one: Influence) -> bool:
        strongest = max(of.strength for of in self.influences)
        return one.strength > 0 and one.strength >= LEAST_FELT * strongest
