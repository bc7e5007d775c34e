"""The observation store: a workspace folder and an operational database, used as one.

::

    workspace/
      trimtab.db                    the catalogue (SQLite), unless a PostgreSQL URL is given
      batches/<segment>/            observations.parquet, series.parquet; never changed
      staging/                      validated files that wait to become a batch
      spill/                        sorts that do not fit into memory
      leases/                       lock files
      store.id                      the id that ties the folder to its database
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

import numpy as np
import pyarrow as pa
from sqlalchemy import Engine

from trimtab.kernel import Period, SeriesKey, StateError, UsageError
from trimtab.office.types import OPERATOR
from trimtab.ports import BatchInfo, Progress, SeriesQuery, no_progress
from trimtab.stores.catalogue import Catalogue
from trimtab.stores.holdings import Holdings
from trimtab.stores.opening import open_place
from trimtab.stores.rows import known_rows
from trimtab.stores.segment import Segment
from trimtab.stores.totals import Totals, group_series, sum_groups
from trimtab.stores.verification import find_damage
from trimtab.stores.vintage import NEVER, Reading, microseconds, read_matrices
from trimtab.stores.workspace import Workspace
from trimtab.tables import OBSERVATIONS, Panel, StagedObservations, Vintage


class ObservationStore:
    """Implements ``trimtab.ports.PanelStore``; one object may serve many threads."""

    def __init__(self, workspace: Workspace, engine: Engine, actor: str = OPERATOR) -> None:
        self._workspace = workspace
        self._engine = engine
        self._catalogue = Catalogue(engine, actor)
        self._holdings = Holdings.of(())
        self._lock = Lock()

    @classmethod
    def open(
        cls,
        workspace: Path,
        database_url: str | None = None,
        *,
        create: bool = True,
        memory: str = "512MB",
        actor: str = OPERATOR,
    ) -> ObservationStore:
        """Open a workspace, bring its schema up to date and sweep what a dead import left.

        ``memory`` bounds the sort of an import; what does not fit spills into the workspace.
        ``actor`` is who the audit trail names for what is published and merged.
        Raises StateError STORE-001 when the schema is newer than this software, STORE-002 when
        the workspace does not exist and ``create`` is False, STORE-003 when the database does
        not answer, STORE-024 when folder and database do not belong together;
        ConfigurationError STORE-005 for another kind of database.
        """
        place, engine = open_place(Path(workspace), database_url, create=create, memory=memory)
        store = cls(place, engine, actor)
        store.sweep()
        return store

    def close(self) -> None:
        """Close the connections to the database."""
        self._engine.dispose()

    def __enter__(self) -> ObservationStore:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()

    def publish(self, staged: StagedObservations, progress: Progress = no_progress) -> BatchInfo:
        """Make the staged file one immutable batch: all of it or none.

        Idempotent: the batch id is a hash of the rows and of what their release times mean, so
        the same content imported again, from whatever file, returns the batch that is there and
        changes nothing, its rank in ties included. Raises TableContractError TABLE-001, or
        STORE-022 with problems STORE-009 (series), STORE-011 (a key twice), STORE-012 (value and
        status); InputRejectedError STORE-006, STORE-007; StateError STORE-003, STORE-008,
        STORE-010. Nothing is stored then.
        """
        from trimtab.stores.publishing import publish_staged

        with self._workspace.writers.shared():
            return publish_staged(self._workspace, self._catalogue, staged, progress)

    def batches(self) -> tuple[BatchInfo, ...]:
        """Published batches, oldest first."""
        return self._catalogue.batches()

    def series(self, query: SeriesQuery) -> tuple[SeriesKey, ...]:
        """The series held, sorted by canonical key; empty where none matches."""
        with self._reading() as holdings:
            return holdings.keys(np.flatnonzero(holdings.select(query)))

    def as_of(self, instant: datetime, query: SeriesQuery) -> Panel:
        """The last value released by ``instant`` of each series and period the query names.

        Series of which nothing was known are left out. Columns run from ``query.since`` to before
        ``query.until`` (half-open); where one is None, to the first or last period known. Of two
        rows released at the same instant the one published later counts; a suppressed or missing
        one (NaN) supersedes an earlier value. Raises UsageError STORE-015 for an instant without
        time zone, STORE-016 when the matrix would be too large, STORE-017 when since or until is
        of another frequency; UnknownCodeError STORE-014 for a code never held.
        """
        with self._reading() as holdings:
            reading = _plan(holdings, instant, query)
            found = read_matrices(reading)
            vintage = _vintage(reading)
        known = found.released != NEVER
        columns = reading.known_columns(known, bool(query.since), bool(query.until))
        series = known.any(axis=1)
        rows = slice(None) if series.all() else series
        return Panel(
            series=holdings.keys(reading.chosen[series]),
            first=Period(query.frequency, reading.first + columns.start),
            values=found.values[rows, columns],
            released=found.released[rows, columns].view("datetime64[us]"),
            known_at=instant.astimezone(UTC),
            vintage=vintage,
        )

    def as_of_table(self, instant: datetime, query: SeriesQuery) -> pa.RecordBatchReader:
        """The same answer as rows in the form of OBSERVATIONS, with their status, as a stream.

        Sorted by series and period; memory stays bounded whatever the size. What is read stays
        on the disk until the stream was read to its end or is no longer used.
        """

        def stream() -> Iterator[pa.RecordBatch]:
            with self._reading() as holdings:
                yield from known_rows(_plan(holdings, instant, query))

        with self._reading() as holdings:
            _plan(holdings, instant, query)  # raises now rather than at the first row
        return pa.RecordBatchReader.from_batches(OBSERVATIONS.schema, stream())

    def totals_as_of(
        self, instant: datetime, query: SeriesQuery, by: tuple[str, ...] = ()
    ) -> Totals:
        """Sums over the series the query names, as known at ``instant``, in groups.

        Groups are indicator, unit and seasonal adjustment, and each of ``by`` (region, industry,
        occupation). Memory holds the sums and a few slices of series. Raises UsageError STORE-020
        for a unit that cannot be added (shares), STORE-021 for another ``by``, and what ``as_of``
        raises.
        """
        with self._reading() as holdings:
            reading = _plan(holdings, instant, query)
            groups, group = group_series(holdings.series.take(pa.array(reading.chosen)), by)
            sums = sum_groups(reading, group, len(groups))
            vintage = _vintage(reading)
        known = sums.observed + sums.without_value > 0
        columns = reading.known_columns(known, bool(query.since), bool(query.until))
        rows = np.flatnonzero(known.any(axis=1))
        sums = sums.part(rows, columns)
        return Totals(
            by=by,
            groups=tuple(groups[row] for row in rows),
            first=Period(query.frequency, reading.first + columns.start),
            values=np.where(sums.observed > 0, sums.values, np.nan),
            observed=sums.observed,
            without_value=sums.without_value,
            known_at=instant.astimezone(UTC),
            vintage=vintage,
        )

    def verify(self, progress: Progress = no_progress) -> int:
        """Compare every file with its hash in the catalogue; the number of batches they hold.

        Raises StateError STORE-023 with a problem for each file that is missing (STORE-018) or
        altered (STORE-019).
        """
        with self._workspace.readers.shared():
            batches = self._catalogue.batches()
            segments = self._catalogue.live_segments()
            problems = tuple(find_damage(self._workspace.batches, segments, progress))
        if problems:
            raise StateError("STORE-023", problems=problems, files=len(problems))
        return len(batches)

    def compact(self, small: int = 5_000_000, progress: Progress = no_progress) -> int:
        """Merge neighbouring segments of fewer than ``small`` rows; how many were merged.

        Answers stay the same and batches keep their own rows in the catalogue. Nobody waits:
        whoever is reading keeps the old files, which go once no such reader is left.
        """
        from trimtab.stores.compaction import merge, mergeable_runs

        merged = 0
        with self._workspace.writers.shared(), self._reading() as holdings:
            for run in mergeable_runs(holdings.segments, small):
                if merge(self._workspace, self._catalogue, run, progress):
                    merged += len(run)
        self.sweep()
        return merged

    def sweep(self) -> None:
        """Remove what nobody will read again: folders of dead imports, retired segments."""
        self._workspace.sweep(self._catalogue)

    @contextmanager
    def _reading(self) -> Iterator[Holdings]:
        """What is live now; it stays on the disk until the block ends."""
        with self._workspace.readers.shared():
            rows = self._catalogue.live_segments()
            with self._lock:
                there = {segment.row: segment for segment in self._holdings.segments}
                if tuple(there) != rows:
                    batches = self._workspace.batches
                    self._holdings = Holdings.of(
                        [there.get(row) or Segment(row, batches / row.segment_id) for row in rows]
                    )
                holdings = self._holdings
            yield holdings


def _plan(holdings: Holdings, instant: datetime, query: SeriesQuery) -> Reading:
    for bound in (query.since, query.until):
        if bound and bound.frequency is not query.frequency:
            raise UsageError("STORE-017", bound=str(bound), frequency=query.frequency.value)
    holdings.refuse_unknown(query)
    return Reading.plan(
        holdings,
        np.flatnonzero(holdings.select(query)),
        query.since.ordinal if query.since else None,
        query.until.ordinal if query.until else None,
        microseconds(instant),
    )


def _vintage(reading: Reading) -> Vintage:
    """True vintages only if all that may matter are: one reconstructed release time taints it."""
    return Vintage.TRUE if reading.bases() == {Vintage.TRUE.value} else Vintage.FINAL_WITH_LAG
