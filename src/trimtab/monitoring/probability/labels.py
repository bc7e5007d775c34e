"""What had been dated by an instant: which months are known to be inside a downturn or outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Frequency, Period
from trimtab.monitoring.backtest.episodes import NationalEpisode, find_national_episodes
from trimtab.monitoring.backtest.timeline import ENTRY_HORIZON_MONTHS, Timeline
from trimtab.monitoring.compute.detection import Downturn
from trimtab.monitoring.probability.movement import Movement

Mask = npt.NDArray[np.bool_]

DATING_DELAY_MONTHS = 12
"""A month without a dated downturn counts as calm only this much later: the longest the NBER has
taken to announce a peak since it announces them (1980) is eleven months after the start."""

DatedDownturns = Callable[[str, datetime], Sequence[Downturn]]
"""Downturns of a country and its parts as they had been dated by an instant."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels (R, T) and where they are known; ``episodes`` are those dated to their end.

    ``inside``: the region is in a downturn. ``starts``: one starts within the next six months.
    """

    inside: Mask
    inside_known: Mask
    starts: Mask
    starts_known: Mask
    episodes: tuple[NationalEpisode, ...]

    def limited_to(self, kept: Mask) -> Labels:
        """The same labels, known only in the months ``kept`` (R, T)."""
        return replace(
            self,
            inside_known=self.inside_known & kept,
            starts_known=self.starts_known & kept,
        )


def end_of(month: int) -> datetime:
    """The instant at which a month, given by its ordinal, is over."""
    return datetime.combine(Period(Frequency.MONTHLY, month).end, time(), UTC)


def labels_at(movement: Movement, downturns: Sequence[Downturn], instant: datetime) -> Labels:
    """Labels of the movement's months from what had been dated by ``instant``.

    Model        known up to 12 months before the instant; beyond that, months of a downturn whose
                 end was dated, and months before the dated start of one still open. The months of
                 an open downturn carry no label: where it ends is not known
    Simplifies   a downturn that is given counts as dated; whoever keeps announcement days gives
                 fewer downturns for an earlier instant
    """
    now = Period.containing(instant.date(), Frequency.MONTHLY).ordinal
    given = [one for one in downturns if one.start.ordinal <= now]
    closed = Timeline.of([one for one in given if one.end.ordinal < now], movement.regions)
    all_given = Timeline.of(given, movement.regions)
    known_until = np.full(len(movement.regions), now - DATING_DELAY_MONTHS)
    np.maximum.at(known_until, closed.row, closed.end)
    still_open = all_given.end >= now
    known_until[all_given.row[still_open]] = all_given.start[still_open] - 1
    months = movement.months
    starts = all_given.starts_within(months)
    inside_known = months <= known_until[:, None]
    return Labels(
        inside=closed.in_downturn(months),
        inside_known=inside_known,
        starts=starts,
        starts_known=inside_known
        & (starts | (months + ENTRY_HORIZON_MONTHS <= known_until[:, None])),
        episodes=find_national_episodes(closed),
    )


def episodes_seen(movement: Movement, labels: Labels) -> tuple[NationalEpisode, ...]:
    """Episodes during which the statistic existed: the independent pieces of evidence."""
    exists = np.asarray(~np.isnan(movement.statistic).all(axis=0))
    first = movement.first
    return tuple(
        one
        for one in labels.episodes
        if exists[max(one.start - first, 0) : max(one.end - first + 1, 0)].any()
    )
