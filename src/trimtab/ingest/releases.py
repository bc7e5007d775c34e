"""When a figure could be known: stated in the file, one instant for all of it, or a release lag."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from trimtab.classifications import release_lag
from trimtab.kernel import (
    Frequency,
    InputRejectedError,
    Period,
    Region,
    UnknownCodeError,
    parse_instant,
)


class ReleaseKind(StrEnum):
    """How the release time of a row is found."""

    LAG = "lag"  # days after the period's end
    COLUMN = "column"  # the file states it
    INSTANT = "instant"  # the whole file was released at once


@dataclass(frozen=True, slots=True)
class ReleaseRule:
    """``days`` after the period (LAG), the ``column``, or the instant ``at``.

    Known from the end of the release day, UTC: March's figure with lag 24 is released on 24 April
    and known from 25 April 00:00. Late by hours rather than early by minutes.

    Examples
    --------
    >>> ReleaseRule(ReleaseKind.LAG, days=24).release(Period.parse("2026-03")).isoformat()
    '2026-04-25T00:00:00+00:00'
    """

    kind: ReleaseKind
    days: int | None = None
    column: str | None = None
    at: str | None = None

    def __post_init__(self) -> None:
        needed = {
            ReleaseKind.LAG: self.days is not None,
            ReleaseKind.COLUMN: self.column is not None,
            ReleaseKind.INSTANT: self.at is not None,
        }
        if not needed[self.kind]:
            raise InputRejectedError(
                "INGEST-053", field="release", got=self.kind.value, allowed="days | column | at"
            )
        if self.at is not None:
            parse_instant(self.at)

    @property
    def basis(self) -> str:
        """``vintage`` when release times came with the data, ``lag`` when reconstructed."""
        return "lag" if self.kind is ReleaseKind.LAG else "vintage"

    def release(self, period: Period) -> datetime:
        """When the figure of a period could be known (not for COLUMN)."""
        if self.kind is ReleaseKind.INSTANT:
            return parse_instant(self.at or "")
        return datetime.combine(period.end + timedelta(days=self.days or 0), time(), UTC)


def usual_release(indicator: str, region: Region, frequency: Frequency) -> ReleaseRule | None:
    """The release lag that the reference data document for an indicator, or None.

    Lags of weekly figures are counted from Saturday, the last day of a claims week; the ISO week
    that holds it ends on Sunday, one day later.
    """
    try:
        lag = release_lag(indicator, region, frequency)
    except UnknownCodeError:
        return None
    weekly = frequency is Frequency.WEEKLY
    return ReleaseRule(ReleaseKind.LAG, days=lag.days - 1 if weekly else lag.days)
