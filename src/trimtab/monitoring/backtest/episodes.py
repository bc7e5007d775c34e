"""National episodes: the few independent events that many regional downturns belong to.

Downturns of fifty states in one recession are one piece of evidence, not fifty. Intervals are
therefore resampled, and development folds cut, by national episode.

Rule: where national recessions are supplied, each is an episode. Otherwise regional downturns whose
starts lie at most 12 months apart form a cluster, and a cluster that reaches a quarter of the
regions is a national episode; its first month is its earliest start, its last the latest end.
Every other downturn belongs to no national episode.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Period
from trimtab.monitoring.backtest.timeline import IntVector, Timeline, month

CLUSTER_GAP_MONTHS = 12
NATIONAL_SHARE = 0.25
LEFT_OUT_MARGIN_MONTHS = 12  # a left-out episode takes this much time on both sides with it


@dataclass(frozen=True, slots=True)
class NationalEpisode:
    """A stretch of months in which the country was in trouble, and its number of downturns."""

    start: Period
    end: Period
    downturns: int


@dataclass(frozen=True, slots=True)
class Fold:
    """Months scored by a fit that saw none of ``hidden_from`` to ``hidden_until``.

    The folds' scored months ``scored_from`` to ``scored_until`` divide the time axis.
    ``episode`` is None for the time between national episodes.
    """

    scored_from: Period
    scored_until: Period
    hidden_from: Period
    hidden_until: Period
    episode: NationalEpisode | None


def find_national_episodes(
    timeline: Timeline, national: Timeline | None = None
) -> tuple[NationalEpisode, ...]:
    """Episodes in order of time, by the rule of this module."""
    if national is not None:
        spans = zip(national.start.tolist(), national.end.tolist(), strict=True)
        return tuple(_episode(timeline, start, end) for start, end in sorted(spans))
    order = np.argsort(timeline.start, kind="stable")
    starts = timeline.start[order]
    clusters = np.split(order, np.flatnonzero(np.diff(starts) > CLUSTER_GAP_MONTHS) + 1)
    needed = NATIONAL_SHARE * len(timeline.regions)
    return tuple(
        NationalEpisode(
            month(timeline.start[cluster].min()), month(timeline.end[cluster].max()), len(cluster)
        )
        for cluster in clusters
        if len(cluster) and len(np.unique(timeline.row[cluster])) >= needed
    )


def _episode(timeline: Timeline, start: int, end: int) -> NationalEpisode:
    low, high = start - CLUSTER_GAP_MONTHS, end
    inside = (timeline.start >= low) & (timeline.start <= high)
    return NationalEpisode(month(start), month(end), int(inside.sum()))


def nearest_episode(
    episodes: tuple[NationalEpisode, ...], months: IntVector
) -> npt.NDArray[np.int64]:
    """Index of the episode each month is nearest to: halves of the time between two episodes go
    to either. Resampling these stretches whole keeps hits, false alarms and months together.

    All zeros when there is at most one episode.
    """
    cuts = [(before.end.ordinal + after.start.ordinal) / 2 for before, after in pairwise(episodes)]
    return np.searchsorted(np.array(cuts), months).astype(np.int64)


def cut_folds(
    episodes: tuple[NationalEpisode, ...], first: Period, last: Period
) -> tuple[Fold, ...]:
    """Divide ``first`` to ``last`` into episodes with a margin, and the time between them.

    Each stretch is scored by a fit that saw nothing of it. Where two episodes are closer than
    twice the margin, the months between are divided at the middle, but both fits still leave out
    their whole margin.
    """
    margin = LEFT_OUT_MARGIN_MONTHS
    folds: list[Fold] = []
    free = first
    for index, episode in enumerate(episodes):
        start = max(episode.start + -margin, free)
        end = min(episode.end + margin, last)
        if index + 1 < len(episodes):
            following = episodes[index + 1].start
            if following + -margin <= end:
                end = max(episode.end, month((episode.end.ordinal + following.ordinal) // 2))
        if start > free:
            folds.append(Fold(free, start + -1, free, start + -1, None))
        hidden = (max(episode.start + -margin, first), min(episode.end + margin, last))
        folds.append(Fold(start, end, *hidden, episode))
        free = end + 1
    if free <= last:
        folds.append(Fold(free, last, free, last, None))
    return tuple(folds)
