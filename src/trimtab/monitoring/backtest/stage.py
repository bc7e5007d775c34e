"""The scored months of a track, what is true of them, and figures resampled over them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate, Period
from trimtab.monitoring.backtest.episodes import NationalEpisode, nearest_episode
from trimtab.monitoring.backtest.resampling import Draws, draw_stretches, estimate
from trimtab.monitoring.backtest.timeline import (
    PROTOCOL_RULE,
    BoolMatrix,
    IntVector,
    MatchingRule,
    Timeline,
)
from trimtab.monitoring.backtest.types import Track

Vector = npt.NDArray[np.float64]

CALENDAR_BLOCK_MONTHS = 24
_ANY_RATE = (0.0, 12.0)  # at most one alarm a month


@dataclass(frozen=True, slots=True)
class Stage:
    """The scored months of a track and what is true of them; shared by all scores of the track.

    ``scored`` (R, T): months with a statistic inside the scored stretch. ``events`` (E,): which
    downturns of ``timeline`` are scored. ``stretch`` (T,) and ``event_stretch`` (E,): the
    national episode a month or downturn is resampled with.
    """

    track: Track
    timeline: Timeline
    scored: BoolMatrix
    events: npt.NDArray[np.bool_]
    calm: BoolMatrix
    stretch: IntVector
    event_stretch: IntVector
    draws: Draws
    calendar: IntVector
    calendar_draws: Draws
    rule: MatchingRule = PROTOCOL_RULE

    @classmethod
    def of(
        cls,
        track: Track,
        timeline: Timeline,
        episodes: tuple[NationalEpisode, ...],
        scored_from: Period,
        scored_until: Period,
        seed: int,
        rule: MatchingRule = PROTOCOL_RULE,
    ) -> Stage:
        months = track.months
        inside = (months >= scored_from.ordinal) & (months <= scored_until.ordinal)
        exists = ~np.isnan(track.ratio)
        started = (timeline.start >= scored_from.ordinal) & (timeline.start <= scored_until.ordinal)
        column = np.clip(timeline.start - months[0], 0, len(months) - 1)
        events = started & exists[timeline.row, column]
        calendar = np.maximum(months - scored_from.ordinal, 0) // CALENDAR_BLOCK_MONTHS
        blocks = (scored_until - scored_from) // CALENDAR_BLOCK_MONTHS + 1
        return cls(
            track,
            timeline,
            exists & inside,
            events,
            ~timeline.near(months, rule),
            nearest_episode(episodes, months),
            nearest_episode(episodes, timeline.start),
            draw_stretches(max(len(episodes), 1), seed),
            np.minimum(calendar, blocks - 1),
            draw_stretches(blocks, seed),
            rule,
        )

    def rate(self, count: BoolMatrix, exposure: BoolMatrix) -> Estimate:
        """Events per series-year of exposure.

        When none happened the upper bound is the rate that would have shown one with 95 %
        probability, had the months been independent.
        """
        blocks = self.calendar_draws.counts.shape[1]
        happened = np.bincount(self.calendar, weights=count.sum(axis=0), minlength=blocks)
        years = np.bincount(self.calendar, weights=exposure.sum(axis=0), minlength=blocks) / 12
        rate = estimate(
            lambda weight: ratio(weight @ happened, weight @ years),
            self.calendar_draws,
            "per series-year",
            _ANY_RATE,
        )
        if rate.value == 0:
            return replace(rate, high=-np.log(0.05) / years.sum())
        return rate

    def share(self, true: npt.NDArray[np.bool_], of: npt.NDArray[np.bool_]) -> Estimate:
        """Share of the downturns ``of`` (E,) that are also ``true``."""
        stretches = self.draws.counts.shape[1]
        part = np.bincount(self.event_stretch[of & true], minlength=stretches)
        whole = np.bincount(self.event_stretch[of], minlength=stretches)
        return estimate(
            lambda weight: ratio(weight @ part, weight @ whole), self.draws, "share", (0.0, 1.0)
        )

    @property
    def lag_limits(self) -> tuple[float, float]:
        """The lags a hit can have: from the lead of the rule to the last month of a downturn."""
        length = (self.timeline.end - self.timeline.start)[self.events]
        return -float(self.rule.hit_lead_months), float(length.max(initial=0))

    def median(self, lag: Vector) -> Estimate:
        """Median of the lags (E,) that are not NaN."""
        found = ~np.isnan(lag)
        order = np.argsort(lag[found], kind="stable")
        values, stretch = lag[found][order], self.event_stretch[found][order]
        return estimate(
            lambda weight: weighted_median(values, weight[stretch]),
            self.draws,
            "months",
            self.lag_limits,
        )

    def mean(self, lag: Vector) -> Estimate:
        """Mean of the lags (E,) that are not NaN."""
        found = ~np.isnan(lag)
        values, stretch = lag[found], self.event_stretch[found]
        return estimate(
            lambda weight: ratio(weight[stretch] @ values, weight[stretch].sum()),
            self.draws,
            "months",
            self.lag_limits,
        )


def ratio(part: Any, whole: Any) -> float:
    """Part of a whole; NaN of nothing."""
    return float(part / whole) if whole > 0 else np.nan


def weighted_median(ordered: Vector, weight: Vector) -> float:
    """Median of ordered values, each repeated ``weight`` times; NaN when nothing is left."""
    total = weight.sum()
    if total == 0:
        return np.nan
    reached = np.cumsum(weight)
    low = ordered[np.searchsorted(reached, total / 2)]
    high = ordered[np.searchsorted(reached, total / 2, side="right")]
    return float((low + high) / 2)
