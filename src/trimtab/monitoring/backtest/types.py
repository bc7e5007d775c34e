"""What the back-test gives: tracks of detectors and their scores. Frozen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate, Period, Region
from trimtab.monitoring.backtest.episodes import NationalEpisode
from trimtab.monitoring.types import Alarm
from trimtab.tables import Vintage


@dataclass(frozen=True, slots=True)
class Track:
    """What one detector said about every region and month, on one scale.

    All matrices are (R, T); column 0 is the month ``first``.
    ``ratio``: statistic divided by the alarm threshold in force, so that an alarm is a crossing
    of 1; NaN where the statistic does not exist. ``level``: 0, or the highest level whose
    threshold is reached. ``known``: ordinal of the month in which the value could be known.
    ``p_in_downturn`` and ``p_within_6_months``: probabilities, without holes (where there is no
    statistic they are the base rate of the training data).
    """

    detector: str
    regions: tuple[Region, ...]
    first: Period
    ratio: npt.NDArray[np.float64]
    level: npt.NDArray[np.int64]
    known: npt.NDArray[np.int64]
    p_in_downturn: npt.NDArray[np.float64]
    p_within_6_months: npt.NDArray[np.float64]

    @property
    def months(self) -> npt.NDArray[np.int64]:
        """(T,) month ordinals."""
        return np.arange(self.ratio.shape[1]) + self.first.ordinal

    @property
    def last(self) -> Period:
        return self.first + (self.ratio.shape[1] - 1)


@dataclass(frozen=True, slots=True)
class ProbabilityScores:
    """How good one probability was, over all regions and scored months.

    ``brier_of_base_rate`` is what always stating the scored months' own base rate would cost.
    """

    auc: Estimate
    brier: Estimate
    brier_of_base_rate: float
    calibration_slope: Estimate
    calibration_intercept: Estimate
    reliability: tuple[ReliabilityBin, ...]


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Months whose stated probability fell in one tenth, and the share that came true."""

    stated: float
    observed: float
    months: int


@dataclass(frozen=True, slots=True)
class Detection:
    """What a threshold with at most ``budget`` false alarms per series-year would have found.

    The threshold (a multiple of the detector's own) is chosen on the scored months themselves:
    it compares statistics with each other and promises nothing.
    """

    budget: float
    threshold_ratio: float
    false_alarms_per_series_year: float
    hit_rate: Estimate
    median_lag_reference: Estimate


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one detector on the scored months; lags in months from the downturn's start.

    ``..._reference`` counts from the month the figures are about, ``..._known`` from the month
    they could be known. ``calm_false_alarm_rate`` is per series-year of calm months only (more
    than six months from any downturn), the unit of the promised rate.
    """

    scored_from: Period
    scored_until: Period
    episodes: tuple[NationalEpisode, ...]
    downturns: int
    hits: int
    alarms: int
    false_alarms: int
    repeats: int
    late: int
    series_years: float
    calm_series_years: float
    hit_rate: Estimate
    hit_rate_known: Estimate
    median_lag_reference: Estimate
    median_lag_known: Estimate
    mean_lag_reference: Estimate
    mean_lag_known: Estimate
    hits_before_start: Estimate
    false_alarms_per_series_year: Estimate
    calm_false_alarm_rate: Estimate
    detection: tuple[Detection, ...]
    in_downturn: ProbabilityScores
    within_6_months: ProbabilityScores


@dataclass(frozen=True, slots=True)
class DetectorResult:
    """One detector's alarms and probabilities from ``test_from`` on, and its scores there.

    ``scores`` is None when no downturn starts in the scored months; ``calm_false_alarm_rate``
    is then still worth having and is None only without any calm month.
    """

    track: Track
    alarms: tuple[Alarm, ...]
    thresholds: tuple[float, float, float, float] | None
    promised_rate: float
    scores: Scores | None


@dataclass(frozen=True, slots=True)
class BacktestResult:
    """What a back-test found, with what it rests on.

    ``train_until`` is None for a development score (every stretch left out in turn).
    """

    detectors: tuple[DetectorResult, ...]
    skipped: tuple[str, ...]
    train_until: Period | None
    test_from: Period
    vintage: Vintage
    seed: int
