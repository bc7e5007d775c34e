"""A panel of counts by industry, region, age group and quarter, and the exposure of industries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from trimtab.kernel import Basis, Frequency, InputRejectedError, Period
from trimtab.monitoring.event_study.cells import Array


class Outcome(StrEnum):
    """What is counted; the words are catalogue entries ``event_study.outcome.<value>``."""

    EMPLOYMENT = "employment"
    HIRES = "hires"
    SEPARATIONS = "separations"


@dataclass(frozen=True, slots=True)
class IndustryPanel:
    """``counts[outcome]`` (I, R, A, T): jobs or persons, NaN where missing or suppressed.

    ``industries``, ``regions``, ``ages`` in the order of the axes; ``first`` is the quarter of
    column 0. Raises InputRejectedError EVENT-013 when an array has another shape, EVENT-014 when
    a count is negative or the first period is no quarter.
    """

    industries: tuple[str, ...]
    regions: tuple[str, ...]
    ages: tuple[str, ...]
    first: Period
    counts: Mapping[Outcome, Array]
    basis: Basis = Basis.OBSERVED

    def __post_init__(self) -> None:
        if self.first.frequency is not Frequency.QUARTERLY:
            raise InputRejectedError("EVENT-014", found=str(self.first))
        expected = (len(self.industries), len(self.regions), len(self.ages))
        for outcome, array in self.counts.items():
            if array.shape[:3] != expected or array.ndim != 4:
                raise InputRejectedError(
                    "EVENT-013", outcome=outcome.value, found=array.shape, expected=expected
                )
            if (array < 0).any():
                raise InputRejectedError("EVENT-014", found=float(np.nanmin(array)))

    @property
    def quarters(self) -> int:
        return int(next(iter(self.counts.values())).shape[3])

    @property
    def last(self) -> Period:
        return self.first + (self.quarters - 1)


@dataclass(frozen=True, slots=True)
class ExposureScores:
    """``scores`` (I,): AI exposure of each industry of a panel, NaN where there is none.

    ``controls`` (I, M): further properties of industries whose own gradients are allowed for in
    every quarter (sensitivity to the business cycle, say), named in ``control_names``.
    ``measure`` and ``source`` say what the scores are.
    """

    scores: Array
    controls: Array
    control_names: tuple[str, ...] = ()
    measure: str = ""
    source: str = ""

    @property
    def known(self) -> np.ndarray:
        """(I,): whether an industry has a score and every control."""
        return np.asarray(np.isfinite(self.scores) & np.isfinite(self.controls).all(axis=1))


def without_controls(scores: Array, measure: str = "", source: str = "") -> ExposureScores:
    """Exposure alone."""
    return ExposureScores(scores, np.empty((scores.size, 0)), (), measure, source)
