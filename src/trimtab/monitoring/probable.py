"""Calibrated probabilities of a downturn, with what they rest on."""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.kernel import Estimate, Period, Region
from trimtab.monitoring.calibration import Calibration


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Months whose stated probability fell in one tenth, and the share that came true."""

    stated: float
    observed: float
    months: int


@dataclass(frozen=True, slots=True)
class DownturnProbability:
    """Probability that ``region`` is in a downturn, and that one begins within 6 months.

    ``calibration``: fitted on the region's own dated downturns, or borrowed; ``rests_on`` names
    the history in words of data, not of a sentence. ``brier`` and ``reliability`` are of forecasts
    made at past origins with what was dated by then, never in-sample; None and empty where there
    were too few. ``skill_within_6_months`` is 1 - Brier / Brier of the base rate at those origins;
    where its interval holds 0, or none was measured, ``within_6_months`` is the base rate.
    ``calibration_slope`` is of ``in_downturn`` at those origins: 1 is right, below 1 too sure.
    """

    region: Region
    period: Period
    in_downturn: Estimate
    within_6_months: Estimate
    calibration: Calibration
    rests_on: str
    origins: int
    brier: Estimate | None = None
    brier_of_base_rate: float | None = None
    skill_within_6_months: Estimate | None = None
    reliability: tuple[ReliabilityBin, ...] = ()
    calibration_slope: Estimate | None = None
