"""How soon: the share of downturns found by each month since their start, and by episode."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate
from trimtab.monitoring.backtest.episodes import NationalEpisode
from trimtab.monitoring.backtest.matching import Clock
from trimtab.monitoring.backtest.scoring import Outcomes
from trimtab.monitoring.backtest.stage import Stage
from trimtab.monitoring.backtest.timeline import HIT_LEAD_MONTHS

Vector = npt.NDArray[np.float64]

DELAYS = tuple(range(-HIT_LEAD_MONTHS, 19))


@dataclass(frozen=True, slots=True)
class DelayCurve:
    """``found[i]``: share of the scored downturns found at most ``delays[i]`` months after their
    first month, counted by ``clock``. Intervals from a bootstrap over national episodes."""

    detector: str
    clock: Clock
    downturns: int
    delays: tuple[int, ...]
    found: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class EpisodeOutcome:
    """What one detector did in one national episode: its scored downturns, hits, median lags.

    One piece of evidence each, so no interval. Lags are NaN without a hit.
    """

    detector: str
    episode: NationalEpisode
    downturns: int
    hits: int
    median_lag_reference: float
    median_lag_known: float


def trace_delays(stage: Stage, outcomes: Outcomes) -> tuple[DelayCurve, DelayCurve]:
    """Curves by the month the figures are about and by the month they could be known.

    Model        found(k) = hits with lag <= k / scored downturns; the same hits in both curves,
                 the second counted by the release of the figure that crossed the threshold
    Returns      two DelayCurves over ``DELAYS``; neither ever falls
    """
    lags = {Clock.REFERENCE: outcomes.lag, Clock.KNOWN: outcomes.known_lag}
    return (_curve(stage, Clock.REFERENCE, lags), _curve(stage, Clock.KNOWN, lags))


def _curve(stage: Stage, clock: Clock, lags: dict[Clock, Vector]) -> DelayCurve:
    lag = lags[clock]  # NaN where missed: never at most anything
    return DelayCurve(
        stage.track.detector,
        clock,
        int(stage.events.sum()),
        DELAYS,
        tuple(stage.share(lag <= delay, stage.events) for delay in DELAYS),
    )


def split_by_episode(
    stage: Stage, outcomes: Outcomes, episodes: tuple[NationalEpisode, ...]
) -> tuple[EpisodeOutcome, ...]:
    """Hits and lags of the scored downturns nearest to each national episode."""
    found = ~np.isnan(outcomes.lag)
    parts = []
    for index, episode in enumerate(episodes):
        inside = stage.events & (stage.event_stretch == index)
        hit = inside & found
        parts.append(
            EpisodeOutcome(
                stage.track.detector,
                episode,
                int(inside.sum()),
                int(hit.sum()),
                _median(outcomes.lag[hit]),
                _median(outcomes.known_lag[hit]),
            )
        )
    return tuple(parts)


def _median(lags: Vector) -> float:
    return float(np.median(lags)) if len(lags) else float("nan")
