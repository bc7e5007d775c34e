"""Development scores: every national episode judged by a fit that saw nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from trimtab.kernel import InputRejectedError, Period
from trimtab.monitoring.backtest.episodes import Fold, cut_folds, find_national_episodes
from trimtab.monitoring.backtest.protocol import PROMISED_RATE, SEED, promise_of
from trimtab.monitoring.backtest.reading import (
    fit_probabilities,
    list_alarms,
    make_track,
    month_ordinals,
    read_indicator,
)
from trimtab.monitoring.backtest.scoring import score_track
from trimtab.monitoring.backtest.timeline import Timeline
from trimtab.monitoring.backtest.truncation import drop_downturns, mask_inputs
from trimtab.monitoring.backtest.types import BacktestResult, DetectorResult, Track
from trimtab.monitoring.compute.detection import Detector, DetectorInputs, Downturn


def leave_one_episode_out(
    inputs: DetectorInputs,
    downturns: Sequence[Downturn],
    national: Sequence[Downturn] | None,
    detectors: Sequence[Detector],
    score_from: Period,
    score_until: Period,
    promised_rate: float = PROMISED_RATE,
    seed: int = SEED,
) -> BacktestResult:
    """Score detectors on their own development data without ever scoring in-sample.

    Model        time is divided into national episodes with 12 months on both sides, and the
                 stretches between them. For each, thresholds and probability models are fitted
                 on panels in which the stretch is not known (NaN) and on the downturns outside
                 it; the fitted detector then reads the whole panel causally, and only its months
                 of the stretch are kept. The kept months of all folds make one track.
    Returns      a BacktestResult without ``train_until``; alarms and scores of ``score_from`` to
                 ``score_until``
    Raises       InputRejectedError MONITORING-024 without a national episode to leave out
    Simplifies   folds train on later episodes too, as cross-validation does; it measures the
                 recipe, not what could have been known at the time (run_backtest does that)
    """
    panel = inputs.unemployment
    timeline = Timeline.of(downturns, inputs.regions)
    country = None
    if national is not None:
        country = Timeline.of(national, sorted({downturn.region for downturn in national}))
    episodes = find_national_episodes(timeline, country)
    in_range = tuple(e for e in episodes if e.end >= panel.first and e.start <= panel.last)
    if not in_range:
        raise InputRejectedError(
            "MONITORING-024", first=str(panel.first), last=str(panel.last), n=len(timeline)
        )
    folds = cut_folds(in_range, panel.first, panel.last)
    scored = tuple(e for e in in_range if e.end >= score_from and e.start <= score_until)
    results = []
    for detector in (d for d in detectors if d.applies_to(inputs)):
        reads = [_read_fold(detector, inputs, timeline, fold, promised_rate) for fold in folds]
        track = _join([track for track, _ in reads], folds)
        alarms = list_alarms(track, inputs, score_from)
        scores = score_track(track, timeline, scored, score_from, score_until, seed)
        results.append(DetectorResult(track, alarms, None, reads[0][1], scores))
    skipped = tuple(d.name for d in detectors if not d.applies_to(inputs))
    return BacktestResult(tuple(results), skipped, None, score_from, panel.vintage, seed)


def _read_fold(
    detector: Detector,
    inputs: DetectorInputs,
    timeline: Timeline,
    fold: Fold,
    promised_rate: float,
) -> tuple[Track, float | None]:
    """What the fit without this fold says about every month, and the rate it promises."""
    hidden = (fold.hidden_from, fold.hidden_until)
    others = drop_downturns(timeline.downturns(), *hidden)
    seen = mask_inputs(inputs, *hidden)
    fitted = detector.fit(seen, others, inputs.unemployment.last, promised_rate)
    reading = read_indicator(fitted, inputs)
    months = month_ordinals(inputs)
    trainable = (months < hidden[0].ordinal) | (months > hidden[1].ordinal)
    models = fit_probabilities(reading, Timeline.of(others, inputs.regions), months, trainable)
    return make_track(inputs, reading, models), promise_of(detector, fitted, promised_rate)


def _join(tracks: Sequence[Track], folds: Sequence[Fold]) -> Track:
    """One track from each fold's scored months."""
    whole = tracks[0]
    slices = [slice(f.scored_from - whole.first, f.scored_until - whole.first + 1) for f in folds]

    def join(name: str) -> npt.NDArray[Any]:
        parts = [getattr(t, name)[:, kept] for t, kept in zip(tracks, slices, strict=True)]
        return np.concatenate(parts, axis=1)

    return Track(
        whole.detector,
        whole.regions,
        whole.first,
        join("ratio"),
        join("level"),
        join("known"),
        join("p_in_downturn"),
        join("p_within_6_months"),
        np.repeat(np.arange(len(slices)), [part.stop - part.start for part in slices]),
    )
