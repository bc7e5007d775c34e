"""What a detector is: fitted on the past up to a month, then read causally at every month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Period, Region
from trimtab.tables import Panel


@dataclass(frozen=True, slots=True, order=True)
class Downturn:
    """A dated downturn of a region: first month of decline to its last month, both included."""

    region: Region
    start: Period
    end: Period


@dataclass(frozen=True, slots=True)
class DetectorInputs:
    """Panels a detector may use; one series per region, monthly except where said.

    ``unemployment`` and ``vacancies`` are shares of the labour force; ``claims`` is the weekly
    insured unemployment rate (share) or continued claims per covered worker; ``postings`` is a
    daily index. Rows of ``unemployment`` define the regions; other panels may hold fewer.
    """

    unemployment: Panel
    vacancies: Panel | None = None
    claims: Panel | None = None
    postings: Panel | None = None

    @property
    def regions(self) -> tuple[Region, ...]:
        return tuple(key.region for key in self.unemployment.series)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A statistic by region and month, shape (R, T); NaN where it cannot be computed.

    ``known`` (R, T) is the ordinal of the month in which each value could be known, release
    delay included: value (r, t) depends on nothing released later. ``features`` (R, T, K) are
    what the probability model may use; by default the statistic itself.
    """

    regions: tuple[Region, ...]
    first: Period
    values: npt.NDArray[np.float64]
    known: npt.NDArray[np.int64]
    features: npt.NDArray[np.float64]


class FittedDetector(Protocol):
    """A detector whose thresholds are fixed. ``thresholds`` are those of levels 1 to 4, rising."""

    @property
    def name(self) -> str: ...

    @property
    def thresholds(self) -> tuple[float, float, float, float]: ...

    def indicate(self, inputs: DetectorInputs) -> Indicator: ...


class Detector(Protocol):
    """Fits on data up to and including ``train_until``; never looks later."""

    @property
    def name(self) -> str: ...

    def applies_to(self, inputs: DetectorInputs) -> bool: ...

    def fit(
        self,
        inputs: DetectorInputs,
        downturns: Sequence[Downturn],
        train_until: Period,
        promised_rate: float,
    ) -> FittedDetector: ...
