"""Where a rise belongs: common cycle, region, industry, exposure-related, or the series' own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate, InputRejectedError
from trimtab.monitoring.calibration import Calibration


class Component(StrEnum):
    """Parts of a movement; the words are catalogue entries ``monitoring.component.<value>``.

    ``EXPOSURE`` is movement in proportion to the AI exposure of industries: co-movement, never a
    cause.
    """

    CYCLE = "cycle"
    REGION = "region"
    INDUSTRY = "industry"
    EXPOSURE = "exposure"
    OWN = "own"


class Undecided(StrEnum):
    """Why an attribution names no component; ``monitoring.undecided.<value>``."""

    ALONE = "alone"  # one series: there is nothing to compare it with
    SHORT = "short"  # too little history to know what is usual
    NOT_RISING = "not_rising"  # nothing exceeds the usual noise: there is nothing to share out
    TOO_CLOSE = "too_close"  # two components are as likely as each other


@dataclass(frozen=True, slots=True)
class Attribution:
    """How the rise of one series divides, in the window where it is clearest.

    ``contributions`` are in robust standard deviations of the series' own change over
    ``window_months`` (signed: a component may pull the other way); ``shares`` divide the positive
    ones and add to 1. Both with 90 % intervals, for the components the panel can tell apart;
    ``unidentified`` are the others. ``verdict`` is the largest component, None for "cannot tell",
    with the reason in ``undecided``; ``certainty`` is the share of draws in which it is the
    largest. Raises InputRejectedError MONITORING-041 unless exactly one of the two is given.
    """

    contributions: Mapping[Component, Estimate]
    shares: Mapping[Component, Estimate]
    unidentified: tuple[Component, ...]
    window_months: int
    verdict: Component | None
    certainty: float
    undecided: Undecided | None = None

    def __post_init__(self) -> None:
        if (self.verdict is None) == (self.undecided is None):
            raise InputRejectedError(
                "MONITORING-041", verdict=str(self.verdict), undecided=str(self.undecided)
            )


@dataclass(frozen=True, slots=True)
class SmallestShock:
    """The smallest lasting step that would be found: ``size`` in standard deviations of a series'
    monthly noise, found within ``months`` with probability ``power`` at the alarm threshold.

    ``size`` is None when not even the largest step tried (3) is found that often.
    """

    component: Component
    size: float | None
    months: int
    power: float


@dataclass(frozen=True, slots=True)
class LevelSignal:
    """Accumulated evidence of one component, for each of its nodes and months.

    ``nodes`` (N,) are region codes, industry codes or series in the panel's order; one node (the
    country) for the cycle and for the exposure gradient. ``statistic`` (N, T) is the largest of
    the standardised window changes, NaN where it cannot be computed; ``thresholds`` (4,) are
    those of levels 1 to 4 at the promised rates per calm node-year. ``p_values`` (N,) and
    ``confirmed`` (N,) are of the last month: whether the node survives false-discovery control
    from the nation down. ``calibration``: whether thresholds and p-values rest on the panel's calm
    months or are borrowed from simulated panels.
    """

    component: Component
    nodes: tuple[str, ...]
    statistic: npt.NDArray[np.float64]
    thresholds: tuple[float, float, float, float]
    promised_rate: float
    realised: Estimate | None
    p_values: npt.NDArray[np.float64]
    confirmed: npt.NDArray[np.bool_]
    calibration: Calibration = Calibration.NONE
