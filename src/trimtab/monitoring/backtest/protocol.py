"""The back-test: fit on the past, speak about every later month, never look ahead."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trimtab.kernel import Period, UsageError
from trimtab.monitoring.backtest.episodes import find_national_episodes
from trimtab.monitoring.backtest.reading import (
    fit_probabilities,
    list_alarms,
    make_track,
    month_ordinals,
    read_indicator,
)
from trimtab.monitoring.backtest.scoring import score_track
from trimtab.monitoring.backtest.timeline import Timeline
from trimtab.monitoring.backtest.truncation import truncate_downturns, truncate_inputs
from trimtab.monitoring.backtest.types import BacktestResult, DetectorResult
from trimtab.monitoring.compute.detection import Detector, DetectorInputs, Downturn

PROMISED_RATE = 0.05  # false alarms per series-year of calm months
SEED = 20200229


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
    Raises       UsageError MONITORING-021 unless the panel begins before train_until, train_until
                 is before test_from and test_from is in the panel
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
    past_timeline = Timeline.of(past_downturns, inputs.regions)
    episodes = find_national_episodes(_since(timeline, test_from), _national(national, test_from))
    months = month_ordinals(inputs)
    trainable = months <= train_until.ordinal
    results, skipped = [], []
    for detector in detectors:
        if not detector.applies_to(inputs):
            skipped.append(detector.name)
            continue
        fitted = detector.fit(past, past_downturns, train_until, promised_rate)
        reading = read_indicator(fitted, inputs)
        track = make_track(
            inputs, reading, fit_probabilities(reading, past_timeline, months, trainable)
        )
        results.append(
            DetectorResult(
                track=track,
                alarms=list_alarms(track, inputs, test_from),
                thresholds=fitted.thresholds,
                promised_rate=promise_of(detector, fitted, promised_rate),
                scores=score_track(track, timeline, episodes, test_from, panel.last, seed),
            )
        )
    return BacktestResult(
        tuple(results), tuple(skipped), train_until, test_from, panel.vintage, seed
    )


def promise_of(detector: object, fitted: object, promised_rate: float) -> float | None:
    """The rate, unless nothing was fitted: a rule that is its own fit keeps its threshold."""
    return None if fitted is detector else promised_rate


def _since(timeline: Timeline, first: Period) -> Timeline:
    return timeline.select(timeline.start >= first.ordinal)


def _national(national: Sequence[Downturn] | None, first: Period) -> Timeline | None:
    """National dates that reach into the scored months."""
    if national is None:
        return None
    regions = sorted({downturn.region for downturn in national})
    timeline = Timeline.of(national, regions)
    return timeline.select(np.asarray(timeline.end >= first.ordinal))
