"""From a track and dated downturns to scores with intervals over national episodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate, Period
from trimtab.monitoring.backtest.episodes import NationalEpisode, nearest_episode
from trimtab.monitoring.backtest.matching import first_hits
from trimtab.monitoring.backtest.reliability import score_probability
from trimtab.monitoring.backtest.resampling import Draws, draw_stretches, estimate
from trimtab.monitoring.backtest.sweep import cross_thresholds
from trimtab.monitoring.backtest.timeline import (
    ENTRY_HORIZON_MONTHS,
    HIT_LEAD_MONTHS,
    BoolMatrix,
    IntVector,
    Timeline,
)
from trimtab.monitoring.backtest.types import Detection, Scores, Track

Vector = npt.NDArray[np.float64]

BUDGETS = (0.02, 0.05, 0.10)  # false alarms per series-year
_SWEEP_STEPS = 120
_ANY_RATE = (0.0, float("inf"))
_ANY_LAG = (float("-inf"), float("inf"))


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

    @classmethod
    def of(
        cls,
        track: Track,
        timeline: Timeline,
        episodes: tuple[NationalEpisode, ...],
        scored_from: Period,
        scored_until: Period,
        seed: int,
    ) -> Stage:
        months = track.months
        inside = (months >= scored_from.ordinal) & (months <= scored_until.ordinal)
        exists = ~np.isnan(track.ratio)
        started = (timeline.start >= scored_from.ordinal) & (timeline.start <= scored_until.ordinal)
        column = np.clip(timeline.start - months[0], 0, len(months) - 1)
        events = started & exists[timeline.row, column]
        return cls(
            track,
            timeline,
            exists & inside,
            events,
            ~timeline.near(months),
            nearest_episode(episodes, months),
            nearest_episode(episodes, timeline.start),
            draw_stretches(max(len(episodes), 1), seed),
        )

    def per_stretch(self, cells: BoolMatrix) -> Vector:
        """(B,) how many of the cells (R, T) lie in each stretch."""
        stretches = self.draws.counts.shape[1]
        return np.bincount(self.stretch, weights=cells.sum(axis=0), minlength=stretches)

    def rate(self, count: BoolMatrix, exposure: BoolMatrix) -> Estimate:
        """Events per series-year of exposure."""
        happened, years = self.per_stretch(count), self.per_stretch(exposure) / 12
        return estimate(
            lambda weight: _ratio(weight @ happened, weight @ years),
            self.draws,
            "per series-year",
            _ANY_RATE,
        )

    def share(self, true: npt.NDArray[np.bool_], of: npt.NDArray[np.bool_]) -> Estimate:
        """Share of the downturns ``of`` (E,) that are also ``true``."""
        stretches = self.draws.counts.shape[1]
        part = np.bincount(self.event_stretch[of & true], minlength=stretches)
        whole = np.bincount(self.event_stretch[of], minlength=stretches)
        return estimate(
            lambda weight: _ratio(weight @ part, weight @ whole), self.draws, "share", (0.0, 1.0)
        )

    def median(self, lag: Vector) -> Estimate:
        """Median of the lags (E,) that are not NaN."""
        found = ~np.isnan(lag)
        order = np.argsort(lag[found], kind="stable")
        values, stretch = lag[found][order], self.event_stretch[found][order]
        return estimate(
            lambda weight: _weighted_median(values, weight[stretch]), self.draws, "months", _ANY_LAG
        )

    def mean(self, lag: Vector) -> Estimate:
        """Mean of the lags (E,) that are not NaN."""
        found = ~np.isnan(lag)
        values, stretch = lag[found], self.event_stretch[found]
        return estimate(
            lambda weight: _ratio(weight[stretch] @ values, weight[stretch].sum()),
            self.draws,
            "months",
            _ANY_LAG,
        )


def score_track(
    track: Track,
    timeline: Timeline,
    episodes: tuple[NationalEpisode, ...],
    scored_from: Period,
    scored_until: Period,
    seed: int,
) -> Scores | None:
    """Score alarms and probabilities in the months ``scored_from`` to ``scored_until``.

    Matching runs over the whole track, so that an alarm just before the stretch can have found
    its downturn; downturns that start and alarms that refer to months inside it are counted.
    None when no downturn with a statistic starts there.
    """
    stage = Stage.of(track, timeline, episodes, scored_from, scored_until, seed)
    if not stage.events.any():
        return None
    months = track.months
    alarms = cross_thresholds(track.ratio, np.ones(1))
    reference = _lags(first_hits(alarms, int(months[0]), timeline)[0], stage)
    known_of_hit = _known_lags(reference, stage)
    by_known = _lags(_first_hits_known(alarms[0], track, timeline), stage)
    counted = alarms[0] & stage.scored
    false = counted & stage.calm
    hit_cells = _hit_cells(reference, stage)
    in_window = timeline.covered(timeline.start - HIT_LEAD_MONTHS, timeline.end, months)
    repeats = counted & in_window & ~hit_cells
    found = ~np.isnan(reference)
    entry_until = months <= scored_until.ordinal - ENTRY_HORIZON_MONTHS
    return Scores(
        scored_from=scored_from,
        scored_until=scored_until,
        episodes=episodes,
        downturns=int(stage.events.sum()),
        hits=int(found.sum()),
        alarms=int(counted.sum()),
        false_alarms=int(false.sum()),
        repeats=int(repeats.sum()),
        late=int((counted & ~stage.calm & ~in_window).sum()),
        series_years=float(stage.scored.sum()) / 12,
        calm_series_years=float((stage.scored & stage.calm).sum()) / 12,
        hit_rate=stage.share(found, stage.events),
        hit_rate_known=stage.share(~np.isnan(by_known), stage.events),
        median_lag_reference=stage.median(reference),
        median_lag_known=stage.median(known_of_hit),
        mean_lag_reference=stage.mean(reference),
        mean_lag_known=stage.mean(known_of_hit),
        hits_before_start=stage.share(reference < 0, found),
        false_alarms_per_series_year=stage.rate(false, stage.scored),
        calm_false_alarm_rate=stage.rate(false, stage.scored & stage.calm),
        detection=_detect_at_budgets(stage),
        in_downturn=score_probability(
            track.p_in_downturn, timeline.in_downturn(months), stage.scored, stage
        ),
        within_6_months=score_probability(
            track.p_within_6_months,
            timeline.starts_within(months),
            stage.scored & entry_until,
            stage,
        ),
    )


def _lags(found: IntVector, stage: Stage) -> Vector:
    """Months from start to alarm of the scored downturns; NaN where missed or not scored."""
    hit = (found >= 0) & stage.events
    return np.where(hit, found - stage.timeline.start, np.nan)


def _hit_cells(lag: Vector, stage: Stage) -> BoolMatrix:
    cells = np.zeros(stage.scored.shape, dtype=bool)
    found = ~np.isnan(lag)
    columns = stage.timeline.start[found] + lag[found].astype(int) - stage.track.months[0]
    cells[stage.timeline.row[found], columns] = True
    return cells


def _known_lags(lag: Vector, stage: Stage) -> Vector:
    """Lags of the same hits by the month in which they could be known."""
    known = np.full(len(lag), np.nan)
    rows, columns = stage.timeline.row, stage.timeline.start - stage.track.months[0]
    found = ~np.isnan(lag)
    at = columns[found] + lag[found].astype(int)
    known[found] = stage.track.known[rows[found], at] - stage.timeline.start[found]
    return known


def _first_hits_known(alarms: BoolMatrix, track: Track, timeline: Timeline) -> IntVector:
    """Hits when an alarm counts at the month it could be known."""
    rows, columns = np.nonzero(alarms)
    known = track.known[rows, columns]
    first = track.first.ordinal
    length = max(alarms.shape[1], int(known.max(initial=first)) - first + 1)
    moved = np.zeros((1, alarms.shape[0], length), dtype=bool)
    moved[0, rows, known - first] = True
    return first_hits(moved, first, timeline)[0]


def _detect_at_budgets(stage: Stage) -> tuple[Detection, ...]:
    """For each budget the threshold with most hits, then least median lag, within the budget."""
    ratio = stage.track.ratio
    positive = ratio[stage.scored & (ratio > 0)]
    if len(positive) == 0:
        return ()
    shares = 1 - np.geomspace(0.5, 1 / max(len(positive), 2), _SWEEP_STEPS)
    thresholds = np.unique(np.append(np.quantile(positive, shares), 1.0))
    alarms = cross_thresholds(ratio, thresholds)
    rate = (alarms & stage.scored & stage.calm).sum(axis=(1, 2)) / (stage.scored.sum() / 12)
    found = first_hits(alarms, int(stage.track.months[0]), stage.timeline)
    lag = np.where((found >= 0) & stage.events, found - stage.timeline.start, np.nan)
    hits = (~np.isnan(lag)).sum(axis=1)
    medians = np.array([np.median(row[~np.isnan(row)]) if n else np.inf
                        for row, n in zip(lag, hits, strict=True)])  # fmt: skip
    chosen = []
    for budget in BUDGETS:
        within = np.flatnonzero(rate <= budget)
        if len(within):
            best = within[np.lexsort((medians[within], -hits[within]))[0]]
            chosen.append(
                Detection(
                    budget,
                    float(thresholds[best]),
                    float(rate[best]),
                    stage.share(~np.isnan(lag[best]), stage.events),
                    stage.median(lag[best]),
                )
            )
    return tuple(chosen)


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else np.nan


def _weighted_median(ordered: Vector, weight: Vector) -> float:
    """Median of ordered values, each repeated ``weight`` times; NaN when nothing is left."""
    total = weight.sum()
    if total == 0:
        return np.nan
    reached = np.cumsum(weight)
    low = ordered[np.searchsorted(reached, total / 2)]
    high = ordered[np.searchsorted(reached, total / 2, side="right")]
    return float((low + high) / 2)
