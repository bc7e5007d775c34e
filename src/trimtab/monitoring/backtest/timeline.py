"""Downturns as arrays on an axis of months: what the labels, matching and calm months rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Frequency, InputRejectedError, Period, Region
from trimtab.monitoring.compute.detection import Downturn

IntVector = npt.NDArray[np.int64]
BoolMatrix = npt.NDArray[np.bool_]

HIT_LEAD_MONTHS = 6  # an alarm this long before the start is still about this downturn
FALSE_MARGIN_MONTHS = 6  # this far outside a downturn an alarm is false
ENTRY_HORIZON_MONTHS = 6  # "one within 6 months"


@dataclass(frozen=True, slots=True)
class MatchingRule:
    """How near to a downturn an alarm must be to be a hit, and how far from it to be false."""

    hit_lead_months: int = HIT_LEAD_MONTHS
    false_margin_months: int = FALSE_MARGIN_MONTHS

    @property
    def calm_before(self) -> int:
        """An alarm that may be a hit is never false."""
        return max(self.hit_lead_months, self.false_margin_months)


PROTOCOL_RULE = MatchingRule()


@dataclass(frozen=True, slots=True)
class Timeline:
    """Downturns of ``regions`` as month ordinals (Period.ordinal), ordered by region and start.

    ``row`` (E,) is the region of each downturn, ``start`` and ``end`` its first and last month,
    both included. Downturns of one region do not overlap.
    """

    regions: tuple[Region, ...]
    row: IntVector
    start: IntVector
    end: IntVector

    @classmethod
    def of(cls, downturns: Sequence[Downturn], regions: Sequence[Region]) -> Timeline:
        """Place downturns on the regions' rows; those of other regions are left out.

        Raises InputRejectedError MONITORING-020 when a downturn ends before it starts, is not
        monthly, or overlaps another of its region.
        """
        row_of = {region: row for row, region in enumerate(regions)}
        kept = sorted(d for d in downturns if d.region in row_of)
        previous: Downturn | None = None
        for downturn in kept:
            overlaps = (
                previous is not None
                and previous.region == downturn.region
                and previous.end >= downturn.start
            )
            monthly = downturn.start.frequency is downturn.end.frequency is Frequency.MONTHLY
            if not monthly or downturn.end < downturn.start or overlaps:
                raise InputRejectedError(
                    "MONITORING-020",
                    region=str(downturn.region),
                    start=str(downturn.start),
                    end=str(downturn.end),
                )
            previous = downturn
        kept.sort(key=lambda d: (row_of[d.region], d.start))
        return cls(
            tuple(regions),
            np.array([row_of[d.region] for d in kept], dtype=np.int64),
            np.array([d.start.ordinal for d in kept], dtype=np.int64),
            np.array([d.end.ordinal for d in kept], dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self.row)

    def select(self, chosen: BoolMatrix) -> Timeline:
        """Only some of the downturns."""
        return Timeline(self.regions, self.row[chosen], self.start[chosen], self.end[chosen])

    def downturns(self) -> tuple[Downturn, ...]:
        """The downturns as records, in the timeline's order."""
        return tuple(
            Downturn(self.regions[row], month(start), month(end))
            for row, start, end in zip(self.row, self.start, self.end, strict=True)
        )

    def covered(self, start: IntVector, end: IntVector, months: IntVector) -> BoolMatrix:
        """(R, T): months inside ``[start, end]`` of at least one downturn of the region.

        ``months`` (T,) are consecutive ordinals.
        """
        first, length = int(months[0]), len(months)
        change = np.zeros((len(self.regions), length + 1), dtype=np.int64)
        opens = np.clip(start - first, 0, length)
        closes = np.clip(end - first + 1, 0, length)
        np.add.at(change, (self.row, opens), 1)
        np.add.at(change, (self.row, closes), -1)
        return np.asarray(change.cumsum(axis=1)[:, :-1] > 0)

    def in_downturn(self, months: IntVector) -> BoolMatrix:
        """(R, T): whether the region is in a downturn in the month."""
        return self.covered(self.start, self.end, months)

    def starts_within(self, months: IntVector, horizon: int = ENTRY_HORIZON_MONTHS) -> BoolMatrix:
        """(R, T): whether a downturn starts in one of the ``horizon`` months after the month."""
        return self.covered(self.start - horizon, self.start - 1, months)

    def near(self, months: IntVector, rule: MatchingRule = PROTOCOL_RULE) -> BoolMatrix:
        """(R, T): months in which an alarm would not be false; the others are calm."""
        before, after = self.start - rule.calm_before, self.end + rule.false_margin_months
        return self.covered(before, after, months)


def month(ordinal: int) -> Period:
    """The month of an ordinal."""
    return Period(Frequency.MONTHLY, int(ordinal))
