"""Promised and realised false-alarm rates over a grid of promises: is the stated rate the rate?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate, Period
from trimtab.monitoring.backtest.episodes import Fold, cut_folds, find_national_episodes
from trimtab.monitoring.backtest.stage import Stage
from trimtab.monitoring.backtest.timeline import Timeline
from trimtab.monitoring.backtest.truncation import (
    drop_downturns,
    mask_inputs,
    truncate_downturns,
    truncate_inputs,
)
from trimtab.monitoring.compute.crossings import alarm_months
from trimtab.monitoring.compute.detection import (
    Detector,
    DetectorInputs,
    Downturn,
    FittedDetector,
)
from trimtab.monitoring.compute.thresholds import ALARM_INDEX, RATE_FACTORS

BASE_RATES = (0.05, 0.075, 0.10)  # a fit promises four rates: with these, ten from 0.02 to 0.40
_HIGHEST = 0.40


@dataclass(frozen=True, slots=True)
class KeptPromise:
    """False alarms per calm series-year: what a threshold promised, and what it gave."""

    detector: str
    promised: float
    realised: Estimate


@dataclass(frozen=True, slots=True)
class RateThresholds:
    """Thresholds by promised rate as multiples of the alarm threshold of the track.

    ``ratios`` (G, T): one fit read all months of a back-test, several those of a development
    score. ``promised`` (G,) rises.
    """

    promised: npt.NDArray[np.float64]
    ratios: npt.NDArray[np.float64]


def fit_held_out(
    detector: Detector,
    inputs: DetectorInputs,
    downturns: Sequence[Downturn],
    train_until: Period,
    promised_rate: float,
) -> RateThresholds:
    """Thresholds for every rate of the grid from data up to ``train_until`` alone."""
    past = truncate_inputs(inputs, train_until)
    known = truncate_downturns(downturns, train_until)
    by_rate = _thresholds(detector, past, known, train_until, promised_rate)
    months = inputs.unemployment.values.shape[1]
    ratios = np.repeat(np.array(list(by_rate.values()))[:, None], months, axis=1)
    return RateThresholds(np.array(list(by_rate)), ratios)


def fit_left_out(
    detector: Detector,
    inputs: DetectorInputs,
    downturns: Sequence[Downturn],
    promised_rate: float,
) -> RateThresholds:
    """As ``fit_held_out``, each stretch from the other stretches (see ``development``)."""
    panel = inputs.unemployment
    timeline = Timeline.of(downturns, inputs.regions)
    episodes = tuple(
        episode
        for episode in find_national_episodes(timeline)
        if episode.end >= panel.first and episode.start <= panel.last
    )
    parts = []
    for fold in cut_folds(episodes, panel.first, panel.last):
        by_rate = _fold_thresholds(detector, inputs, timeline, fold, promised_rate)
        length = fold.scored_until - fold.scored_from + 1
        parts.append(np.repeat(np.array(list(by_rate.values()))[:, None], length, axis=1))
    return RateThresholds(np.array(list(by_rate)), np.concatenate(parts, axis=1))


def _fold_thresholds(
    detector: Detector,
    inputs: DetectorInputs,
    timeline: Timeline,
    fold: Fold,
    promised_rate: float,
) -> dict[float, float]:
    hidden = (fold.hidden_from, fold.hidden_until)
    others = drop_downturns(timeline.downturns(), *hidden)
    seen = mask_inputs(inputs, *hidden)
    return _thresholds(detector, seen, others, inputs.unemployment.last, promised_rate)


def _thresholds(
    detector: Detector,
    inputs: DetectorInputs,
    downturns: Sequence[Downturn],
    until: Period,
    promised_rate: float,
) -> dict[float, float]:
    """Promised rate to threshold over the alarm threshold of ``promised_rate``; rates rise."""

    def fit(rate: float) -> FittedDetector:
        return detector.fit(inputs, downturns, until, rate)

    reference = fit(promised_rate)
    alarm = reference.thresholds[ALARM_INDEX]
    found: dict[float, float] = {}
    for base in dict.fromkeys((promised_rate, *BASE_RATES)):
        fitted = reference if base == promised_rate else fit(base)
        for factor, threshold in zip(RATE_FACTORS, fitted.thresholds, strict=True):
            rate = round(base * factor, 6)
            if rate <= max(_HIGHEST, promised_rate):
                found.setdefault(rate, threshold / alarm)
    return dict(sorted(found.items()))


def measure_promises(stage: Stage, thresholds: RateThresholds) -> tuple[KeptPromise, ...]:
    """Realised false alarms in the scored calm months at each promised rate.

    Model        alarms are crossings of that rate's threshold, re-armed at 40 % of it; false where
                 calm; divided by calm series-years. Intervals from 24-month calendar blocks, all
                 regions together
    """
    track = stage.track
    calm = stage.scored & stage.calm
    one = np.ones(1)
    return tuple(
        KeptPromise(
            track.detector,
            float(promised),
            stage.rate(alarm_months(track.ratio / ratio, one) & calm, calm),
        )
        for promised, ratio in zip(thresholds.promised, thresholds.ratios, strict=True)
    )
