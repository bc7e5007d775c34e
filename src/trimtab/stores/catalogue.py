"""The list of batches and live segments. Publishing is one commit here; readers lock nobody out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select, true

from trimtab.kernel import SeriesKey
from trimtab.office.types import OPERATOR
from trimtab.ports import BatchInfo
from trimtab.stores import database
from trimtab.stores.office.audit import Trail, write_alone
from trimtab.stores.office.writes import add_row, begin_trail, remove_rows, replace_rows
from trimtab.stores.schema import batch, segment, store
from trimtab.tables import Finding, Severity


@dataclass(frozen=True, slots=True)
class SegmentFile:
    """One file of a segment, as it was when it was published."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A folder of Parquet files. ``position`` orders segments: the later one wins a tie."""

    segment_id: str
    position: int
    release_basis: str
    rows: int
    files: tuple[SegmentFile, ...]


def _finding_to_json(finding: Finding) -> dict[str, Any]:
    series = None if finding.series is None else str(finding.series)
    params = {
        name: value if isinstance(value, str | int | float | bool | None) else str(value)
        for name, value in finding.params.items()
    }
    return {"code": finding.code, "severity": finding.severity, "series": series, "params": params}


def _finding_from_json(found: dict[str, Any]) -> Finding:
    series = SeriesKey.parse(found["series"]) if found["series"] else None
    return Finding(found["code"], Severity(found["severity"]), series, found["params"])


def _to_info(row: Row[Any]) -> BatchInfo:
    return BatchInfo(
        batch_id=row.batch_id,
        source=row.source,
        source_sha256=row.source_sha256,
        release_basis=row.release_basis,
        imported_at=row.imported_at,
        rows=row.rows,
        series=row.series,
        findings=tuple(map(_finding_from_json, row.findings)),
    )


def _to_segment(row: Row[Any]) -> SegmentRow:
    files = tuple(SegmentFile(**file) for file in row.files)
    return SegmentRow(row.segment_id, row.position, row.release_basis, row.rows, files)


class Catalogue:
    """Rows of the operational database that say which files count."""

    def __init__(self, engine: Engine, actor: str = OPERATOR) -> None:
        self._engine = engine
        self._actor = actor

    def store_id(self) -> str | None:
        """The id that ties this database to its workspace folder; None in a new database."""
        with database.reading(self._engine) as connection:
            return connection.execute(select(store.c.store_id)).scalar()

    def set_store_id(self, store_id: str) -> None:
        """Give a new database its id; the audit trail begins here."""
        with database.writing(self._engine) as connection:
            write_alone(connection)
            connection.execute(insert(store).values(store_id=store_id))
            begin_trail(connection, self._actor)

    def replace_store_id(self, store_id: str, reason: str) -> None:
        """Give a copy an id of its own, so that nobody takes it for the store it was made of."""
        with self._writing(reason) as (connection, trail):
            remove_rows(connection, trail, store, true())
            add_row(connection, trail, store, {"store_id": store_id})

    def batches(self) -> tuple[BatchInfo, ...]:
        """Every batch ever published, oldest first."""
        with database.reading(self._engine) as connection:
            rows = connection.execute(select(batch).order_by(batch.c.sequence))
            return tuple(map(_to_info, rows))

    def live_segments(self) -> tuple[SegmentRow, ...]:
        """The segments that count now, in publication order."""
        live = select(segment).where(segment.c.retired_at.is_(None)).order_by(segment.c.position)
        with database.reading(self._engine) as connection:
            return tuple(map(_to_segment, connection.execute(live)))

    def known_segments(self) -> tuple[frozenset[str], frozenset[str]]:
        """Ids of the live and of the retired segments."""
        rows = select(segment.c.segment_id, segment.c.retired_at)
        with database.reading(self._engine) as connection:
            found = connection.execute(rows).all()
        live = frozenset(row.segment_id for row in found if row.retired_at is None)
        return live, frozenset(row.segment_id for row in found) - live

    def add(self, info: BatchInfo, files: Sequence[SegmentFile], segment_id: str) -> BatchInfo:
        """Publish a batch: from this commit on it counts. Returns the one that is there.

        A batch of the same content that is there already stays as it is.
        """
        with self._writing(f"import {info.source}") as (connection, trail):
            same = select(batch).where(batch.c.batch_id == info.batch_id)
            if there := connection.execute(same).first():
                return _to_info(there)
            last = connection.execute(select(func.max(batch.c.sequence))).scalar() or 0
            new = SegmentRow(segment_id, last + 1, info.release_basis, info.rows, tuple(files))
            add_row(connection, trail, segment, _segment_values(new))
            add_row(connection, trail, batch, _batch_values(info, last + 1, segment_id))
        return info

    def replace(self, old: Sequence[SegmentRow], new: SegmentRow, now: datetime) -> bool:
        """Let ``new`` count instead of ``old``, in one commit; False if one of them is not live."""
        ids = [part.segment_id for part in old]
        with self._writing("compaction") as (connection, trail):
            chosen = segment.c.segment_id.in_(ids) & segment.c.retired_at.is_(None)
            live = select(func.count()).select_from(segment).where(chosen)
            if connection.execute(live).scalar() != len(ids):
                return False
            add_row(connection, trail, segment, _segment_values(new))
            moved = batch.c.segment_id.in_(ids)
            replace_rows(connection, trail, batch, moved, segment_id=new.segment_id)
            retired = segment.c.segment_id.in_(ids)
            replace_rows(connection, trail, segment, retired, retired_at=now)
        return True

    def forget(self, retired: Sequence[str]) -> None:
        """Remove the rows of retired segments; their folders are orphans from then on."""
        gone = segment.c.segment_id.in_(retired) & segment.c.retired_at.is_not(None)
        with self._writing("compaction") as (connection, trail):
            remove_rows(connection, trail, segment, gone)

    @contextmanager
    def _writing(self, reason: str) -> Iterator[tuple[Connection, Trail]]:
        """One transaction whose changes the audit trail tells; sequence numbers of batches and of
        entries follow the order of commits."""
        with database.writing(self._engine) as connection:
            write_alone(connection)
            trail = Trail(connection, self._actor, reason, datetime.now(UTC))
            yield connection, trail
            trail.flush()


def _segment_values(row: SegmentRow) -> dict[str, Any]:
    files = [{"name": file.name, "bytes": file.bytes, "sha256": file.sha256} for file in row.files]
    return {
        "segment_id": row.segment_id,
        "position": row.position,
        "release_basis": row.release_basis,
        "rows": row.rows,
        "files": files,
        "retired_at": None,
    }


def _batch_values(info: BatchInfo, sequence: int, segment_id: str) -> dict[str, Any]:
    return {
        "sequence": sequence,
        "batch_id": info.batch_id,
        "source": info.source,
        "source_sha256": info.source_sha256,
        "release_basis": info.release_basis,
        "imported_at": info.imported_at,
        "rows": info.rows,
        "series": info.series,
        "findings": [_finding_to_json(finding) for finding in info.findings],
        "segment_id": segment_id,
    }
