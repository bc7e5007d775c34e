"""What the back-test gives: tracks of detectors and their scores. Frozen."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from math import isfinite

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate, Period, Region
from trimtab.monitoring.backtest.episodes import NationalEpisode
from trimtab.monitoring.probable import ReliabilityBin
from trimtab.monitoring.types import Alarm, FalseAlarmRate
from trimtab.tables import Vintage


def to_plain(value: object) -> object:
    """Records as dictionaries, periods as text, numbers that are no numbers as None."""
    if isinstance(value, Period):
        return str(value)
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    return value


@dataclass(frozen=True, slots=True)
class Track:
    """What one detector said about every region and month, on one scale.

    All matrices are (R, T); column 0 is the month ``first``.
    ``ratio``: statistic divided by the alarm threshold in force, so that an alarm is a crossing
    of 1; NaN where the statistic does not exist. ``level``: 0, or the highest level whose
    threshold is reached. ``known``: ordinal of the month in which the value could be known.
    ``p_in_downturn`` and ``p_within_6_months``: probabilities, without holes (where there is no
    statistic they are the base rate of the training data). ``fold`` (T,): which fit a month was
    read by; one fit for all in a back-test, several in a development score.
    """

    detector: str
    regions: tuple[Region, ...]
    first: Period
    ratio: npt.NDArray[np.float64]
    level: npt.NDArray[np.int64]
    known: npt.NDArray[np.int64]
    p_in_downturn: npt.NDArray[np.float64]
    p_within_6_months: npt.NDArray[np.float64]
    fold: npt.NDArray[np.int64]

    @property
    def months(self) -> npt.NDArray[np.int64]:
        """(T,) month ordinals."""
        return np.arange(self.ratio.shape[1]) + self.first.ordinal

    @property
    def last(self) -> Period:
        return self.first + (int(self.ratio.shape[1]) - 1)


@dataclass(frozen=True, slots=True)
class ProbabilityScores:
    """How good one probability was, over all regions and scored months.

    ``auc_within_folds`` compares only months read by the same fit (see RankParts.within_folds);
    it equals ``auc`` where one fit read all. ``brier_of_base_rate`` is what always stating the
    scored months' own base rate would cost.
    """

    auc: Estimate
    auc_within_folds: Estimate
    brier: Estimate
    brier_of_base_rate: float
    calibration_slope: Estimate
    calibration_intercept: Estimate
    reliability: tuple[ReliabilityBin, ...]


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

    ``thresholds`` are None where every fold had its own. ``promised_rate`` is None for a rule
    whose threshold was not fitted: it promises nothing. ``scores`` is None when no downturn is
    dated in the scored months: false alarms cannot be told from true ones then either.
    """

    track: Track
    alarms: tuple[Alarm, ...]
    thresholds: tuple[float, float, float, float] | None
    promised_rate: float | None
    scores: Scores | None

    @property
    def detector(self) -> str:
        return self.track.detector

    @property
    def false_alarms(self) -> FalseAlarmRate | None:
        """What was promised and what the scored calm months showed; None without a promise."""
        if self.promised_rate is None:
            return None
        if self.scores is None:
            return FalseAlarmRate(self.promised_rate, None, 0.0)
        realised, years = self.scores.calm_false_alarm_rate, self.scores.calm_series_years
        return FalseAlarmRate(self.promised_rate, realised, years)

    @property
    def realised_to_promised(self) -> Estimate | None:
        """Realised false-alarm rate divided by the promised one: 1 is a promise kept."""
        if self.promised_rate is None or self.scores is None:
            return None
        rate, promised = self.scores.calm_false_alarm_rate, self.promised_rate
        bounds = (rate.value / promised, rate.low / promised, rate.high / promised)
        return Estimate(*bounds, unit="ratio", coverage=rate.coverage)

    def to_json(self) -> dict[str, object]:
        """Everything but the matrices, which are the files' business."""
        return {
            "detector": self.detector,
            "regions": len(self.track.regions),
            "last": str(self.track.last),
            "alarms": len(self.alarms),
            "thresholds": to_plain(self.thresholds),
            "promised_rate": self.promised_rate,
            "realised_to_promised": to_plain(self.realised_to_promised),
            "scores": to_plain(self.scores),
        }


@dataclass(frozen=True, slots=True)
class BacktestResult:
    """What a back-test found, with what it rests on.

    ``train_until`` is None for a development score (every stretch left out in turn). ``skipped``
    names the detectors whose inputs were missing.
    """

    detectors: tuple[DetectorResult, ...]
    skipped: tuple[str, ...]
    train_until: Period | None
    test_from: Period
    vintage: Vintage
    seed: int

    @property
    def label(self) -> str:
        """What the test rests on, to be printed beside every figure."""
        true_vintages = self.vintage is Vintage.TRUE
        return "true vintages" if true_vintages else "final vintage + release lag"

    def to_json(self) -> dict[str, object]:
        """Plain dictionaries, lists, text and numbers; None where a figure is undefined."""
        return {
            "label": self.label,
            "train_until": None if self.train_until is None else str(self.train_until),
            "test_from": str(self.test_from),
            "seed": self.seed,
            "skipped": list(self.skipped),
            "detectors": [one.to_json() for one in self.detectors],
        }
