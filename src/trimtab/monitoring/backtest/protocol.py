"""The back-test: fit on the past, speak about every later month, never look ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Period, UsageError
from trimtab.monitoring.backtest.episodes import cut_folds, find_national_episodes
from trimtab.monitoring.backtest.features import probability_features
from trimtab.monitoring.backtest.probability import LogisticModel, fit_logistic
from trimtab.monitoring.backtest.scoring import score_track
from trimtab.monitoring.backtest.sweep import cross_thresholds
from trimtab.monitoring.backtest.timeline import ENTRY_HORIZON_MONTHS, BoolMatrix, Timeline
from trimtab.monitoring.backtest.truncation import (
    drop_downturns,
    mask_inputs,
    truncate_downturns,
    truncate_inputs,
)
from trimtab.monitoring.backtest.types import BacktestResult, DetectorResult, Track
from trimtab.monitoring.compute.detection import (
    Detector,
    DetectorInputs,
    Downturn,
    FittedDetector,
    Indicator,
)
from trimtab.monitoring.types import Alarm, Level

PROMISED_RATE = 0.05
SEED = 20200229
DATING_DELAY_MONTHS = 6  # a turning point is dated at the earliest this long after it


@dataclass(frozen=True, slots=True)
class Probabilities:
    """The two fitted probability models of a detector."""

    in_downturn: LogisticModel
    within_6_months: LogisticModel


@dataclass(frozen=True, slots=True)
class Reading:
    """An indicator laid on the unemployment panel's regions and months, scaled by its threshold."""

    ratio: npt.NDArray[np.float64]
    level: npt.NDArray[np.int64]
    known: npt.NDArray[np.int64]
    features: npt.NDArray[np.float64]


def run_backtest(
    inputs: DetectorInputs,
    downturns: Sequence[Downturn],
    national: Sequence[Downturn] | None,
    detectors: Sequence[Detector],
    train_until: Period,
    test_from: Period,
    promised_rate: float = PROMISED_RATE,
    seed: int = SEED,
) -> BacktestResult:
    """Fit every detector on data up to ``train_until`` and read it from ``test_from`` to the end.

    Model        thresholds and probability models see inputs and downturns cut at ``train_until``;
                 the fitted detectors then read all inputs, each month from its own past only
    Inputs       ``national``: dates of national recessions for grouping, or None (see episodes)
    Returns      alarms and probabilities of every region and month from ``test_from``; scores
                 where downturns start there
    Raises       UsageError MONITORING-021 unless train_until < test_from <= last month of the panel
    Simplifies   labels of the last 6 training months (12 for "starts within 6 months") are left
                 out because they would not have been dated; the dates themselves are final
    """
    panel = inputs.unemployment
    if not panel.first < train_until < test_from <= panel.last:
        raise UsageError(
            "MONITORING-021",
            train_until=str(train_until),
            test_from=str(test_from),
            first=str(panel.first),
            last=str(panel.last),
        )
    timeline = Timeline.of(downturns, inputs.regions)
    past = truncate_inputs(inputs, train_until)
    past_downturns = truncate_downturns(timeline.downturns(), train_until)
    trainable = _months(inputs) <= train_until.ordinal
    in_test = timeline.select(timeline.end >= test_from.ordinal)
    episodes = find_national_episodes(in_test, _national_timeline(national, test_from))
    results = []
    for detector in (d for d in detectors if d.applies_to(past)):
        fitted = detector.fit(past, past_downturns, train_until, promised_rate)
        reading = read_indicator(fitted, inputs)
        models = fit_probabilities(
            reading, Timeline.of(past_downturns, inputs.regions), _months(inputs), trainable
        )
        track = _track(fitted.name, inputs, reading, models)
        scores = score_track(track, timeline, episodes, test_from, panel.last, seed)
        alarms = list_alarms(track, inputs, test_from)
        results.append(DetectorResult(track, alarms, fitted.thresholds, promised_rate, scores))
    skipped = tuple(d.name for d in detectors if not d.applies_to(past))
    return BacktestResult(
        tuple(results), skipped, train_until, test_from, panel.vintage, seed
    )
