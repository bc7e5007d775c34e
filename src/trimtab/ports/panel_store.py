"""The store of observations as rooms see it: immutable batches, read as known at an instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from trimtab.kernel import Frequency, Period, SeriesKey

if TYPE_CHECKING:  # the command line imports ports at start-up; tables would bring in Arrow
    from trimtab.tables import Finding, Panel, StagedObservations


@dataclass(frozen=True, slots=True)
class SeriesQuery:
    """Which series and periods. An empty tuple means "all"; ``region`` codes match exactly."""

    indicators: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    frequency: Frequency = Frequency.MONTHLY
    since: Period | None = None
    until: Period | None = None


@dataclass(frozen=True, slots=True)
class BatchInfo:
    """One published batch: its id, where it came from, and what it holds."""

    batch_id: str
    source: str
    source_sha256: str
    release_basis: str
    imported_at: datetime
    rows: int
    series: int
    findings: tuple[Finding, ...]


class PanelStore(Protocol):
    """Bitemporal store: a revision is a new row, and ``as_of`` is the only read path."""

    def as_of(self, instant: datetime, query: SeriesQuery) -> Panel:
        """The last value released by ``instant`` of each series and period the query names."""
        ...

    def series(self, query: SeriesQuery) -> Sequence[SeriesKey]:
        """The series held, sorted."""
        ...

    def batches(self) -> Sequence[BatchInfo]:
        """Published batches, oldest first."""
        ...

    def publish(self, staged: StagedObservations) -> BatchInfo:
        """Make the staged file one immutable batch: all of it or none. Idempotent by content."""
        ...
