"""What a pass needs to know beside its panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Industry, Period, Region, SeriesKey
from trimtab.monitoring.compute.thresholds import calm_months
from trimtab.monitoring.probability import DatedDownturns
from trimtab.ports import Progress, no_progress

DETECTOR = "trimtab"

Mask = npt.NDArray[np.bool_]

IndustryExposures = Callable[[Sequence[Industry | None]], npt.NDArray[np.float64]]
"""AI exposure of industries, shares of tasks 0 to 1; NaN where unknown."""


def no_exposures(industries: Sequence[Industry | None]) -> npt.NDArray[np.float64]:
    """Exposure unknown: the exposure-related component is then not told apart."""
    return np.full(len(industries), np.nan)


@dataclass(frozen=True, slots=True)
class Watch:
    """``downturns`` answers which downturns of a country had been dated by an instant,
    ``exposures`` how exposed industries are to AI; ``batches`` are those the store held."""

    downturns: DatedDownturns
    exposures: IndustryExposures
    promised_rate: float
    batches: tuple[str, ...] = ()
    progress: Progress = no_progress

    def calm(
        self, regions: Sequence[Region], first: Period, months: int, instant: datetime
    ) -> Mask:
        """(S, T): months away from every downturn of each series' country dated by ``instant``."""
        calm = np.ones((len(regions), months), dtype=bool)
        for country in {region.country for region in regions}:
            national = self.downturns(country, instant)
            rows = [row for row, region in enumerate(regions) if region.country == country]
            calm[rows] = calm_months(national, [Region(country)], first, months)
        return calm


def group_of(key: SeriesKey) -> str:
    """Series that share a cycle: the regions of a country, or the industries of a region."""
    if key.industry or key.occupation:
        return str(key.region)
    return key.region.country
