"""From a fitted detector to a track: one scale, two probabilities, no holes, alarms as records."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import InputRejectedError, Period
from trimtab.monitoring.backtest.features import Spread, measure_spread, probability_features
from trimtab.monitoring.backtest.probability import (
    EntryRates,
    LogisticModel,
    fit_entry_rates,
    fit_logistic,
)
from trimtab.monitoring.backtest.timeline import (
    ENTRY_HORIZON_MONTHS,
    Timeline,
    month,
)
from trimtab.monitoring.backtest.types import Track
from trimtab.monitoring.compute.crossings import alarm_months, levels_reached
from trimtab.monitoring.compute.detection import DetectorInputs, FittedDetector
from trimtab.monitoring.compute.thresholds import ALARM_INDEX
from trimtab.monitoring.types import Alarm, Level

RIDGE = 30.0
DATING_DELAY_MONTHS = 6  # a turning point is dated at the earliest this long after it


@dataclass(frozen=True, slots=True)
class Reading:
    """An indicator laid on the unemployment panel's regions and months, in its own thresholds.

    Matrices (R, T): ``ratio`` is the statistic over the alarm threshold; ``level`` 0 to 4 the
    highest threshold reached; ``known`` the ordinal of the month a value could be known.
    ``own`` (R, T, J) are the detector's features beyond the statistic.
    """

    detector: str
    ratio: npt.NDArray[np.float64]
    level: npt.NDArray[np.int64]
    known: npt.NDArray[np.int64]
    own: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ProbabilityModels:
    """What the two probabilities of a detector rest on, from training months alone."""

    spread: Spread
    in_downturn: LogisticModel
    entry: EntryRates


def month_ordinals(inputs: DetectorInputs) -> npt.NDArray[np.int64]:
    """(T,) ordinals of the unemployment panel's months."""
    panel = inputs.unemployment
    return np.arange(panel.values.shape[1]) + panel.first.ordinal


def read_indicator(fitted: FittedDetector, inputs: DetectorInputs) -> Reading:
    """Let a fitted detector read all inputs; its value of a month rests on no later release.

    Raises InputRejectedError MONITORING-022 unless its thresholds are positive and do not fall.
    """
    thresholds = np.array(fitted.thresholds)
    if not (thresholds[0] > 0 and (np.diff(thresholds) >= 0).all()):
        raise InputRejectedError(
            "MONITORING-022", detector=fitted.name, thresholds=fitted.thresholds
        )
    indicator = fitted.indicate(inputs)
    months = month_ordinals(inputs)
    shape = (len(inputs.regions), len(months))
    row_of = {region: row for row, region in enumerate(indicator.regions)}
    here = [row for row, region in enumerate(inputs.regions) if region in row_of]
    there = [row_of[inputs.regions[row]] for row in here]
    offset = indicator.first.ordinal - int(months[0])
    start, stop = max(offset, 0), min(offset + indicator.values.shape[1], shape[1])
    values = np.full(shape, np.nan)
    known = np.broadcast_to(months, shape).copy()
    own = np.full((*shape, indicator.features.shape[2] - 1), np.nan)
    if start < stop:
        target = np.ix_(here, range(start, stop))
        source = np.ix_(there, range(start - offset, stop - offset))
        values[target] = indicator.values[source]
        known[target] = np.maximum(indicator.known[source], known[target])
        own[target] = indicator.features[:, :, 1:][source]
    ratio = values / thresholds[ALARM_INDEX]
    level = levels_reached(values, thresholds)
    return Reading(fitted.name, ratio, level, known, own)


def fit_probabilities(
    reading: Reading,
    timeline: Timeline,
    months: npt.NDArray[np.int64],
    trainable: npt.NDArray[np.bool_],
) -> ProbabilityModels:
    """Fit both models on the months ``trainable`` (T,) whose labels would have been dated.

    Before every end of a trainable stretch, labels of the last 6 months ("in a downturn") and of
    the last 12 ("one starts within 6 months") are left out.
    """
    dated = _runs_shortened(trainable, DATING_DELAY_MONTHS)
    entered = _runs_shortened(trainable, DATING_DELAY_MONTHS + ENTRY_HORIZON_MONTHS)
    spread = measure_spread(reading.ratio, reading.own, trainable)
    features = probability_features(reading.ratio, reading.own, spread)[:, dated]
    label, starts = timeline.in_downturn(months), timeline.starts_within(months)
    return ProbabilityModels(
        spread,
        fit_logistic(features.reshape(-1, features.shape[2]), label[:, dated].reshape(-1), RIDGE),
        fit_entry_rates(starts[:, entered], label[:, entered]),
    )


def _runs_shortened(trainable: npt.NDArray[np.bool_], by: int) -> npt.NDArray[np.bool_]:
    """Months whose next ``by`` months are trainable too."""
    kept = trainable.copy()
    for ahead in range(1, by + 1):
        kept[:-ahead] &= trainable[ahead:]
        kept[-ahead:] = False
    return kept


def make_track(inputs: DetectorInputs, reading: Reading, models: ProbabilityModels) -> Track:
    """Join a reading with its probabilities."""
    features = probability_features(reading.ratio, reading.own, models.spread)
    p_in_downturn = models.in_downturn.predict(features)
    return Track(
        reading.detector,
        inputs.regions,
        inputs.unemployment.first,
        reading.ratio,
        reading.level,
        reading.known,
        p_in_downturn,
        models.entry.predict(p_in_downturn),
        np.zeros(reading.ratio.shape[1], dtype=np.int64),
    )


def list_alarms(track: Track, inputs: DetectorInputs, since: Period) -> tuple[Alarm, ...]:
    """Alarms that refer to ``since`` or later, by month and region.

    The level is the highest whose threshold the statistic reached in the month of the crossing.
    """
    rows, columns = np.nonzero(alarm_months(track.ratio, np.ones(1)))
    alarms = (
        Alarm(
            track.detector,
            inputs.unemployment.series[row],
            track.first + int(column),
            month(track.known[row, column]),
            Level(int(track.level[row, column])),
        )
        for row, column in zip(rows, columns, strict=True)
    )
    chosen = (alarm for alarm in alarms if alarm.reference >= since)
    return tuple(sorted(chosen, key=lambda alarm: (alarm.reference, alarm.series.region)))
