"""What an operational database says of itself, within one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, String, column, inspect, select, table

from trimtab.kernel import StateError
from trimtab.stores.office.schema import audit
from trimtab.stores.schema import segment, store
from trimtab.stores.workspace import Workspace

MARK = "store.id"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a live segment: its path in the workspace, and what was published."""

    segment_id: str
    name: str
    bytes: int
    sha256: str

    @property
    def place(self) -> str:
        return f"batches/{self.segment_id}/{self.name}"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Schema, identity, the head of the audit trail (0 and empty without one), files that count."""

    revision: str
    store_id: str | None
    audit_sequence: int
    audit_hash: str
    files: tuple[StoredFile, ...]


def snapshot_engine(engine: Engine) -> Engine:
    """The engine with transactions that see one state: SQLite's do, PostgreSQL must be asked."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine


def read_snapshot(connection: Connection, place: Workspace) -> Snapshot:
    """Read it, of a database of this schema or an older one.

    Raises StateError STORE-024 when the database does not belong to the folder, which a database
    without tables never does.
    """
    names = set(inspect(connection).get_table_names())
    if "alembic_version" not in names or "segment" not in names:
        raise StateError("STORE-024", workspace=str(place.folder))
    version = select(column("version_num", String)).select_from(table("alembic_version"))
    store_id = connection.execute(select(store)).scalar() if "store" in names else None
    if store_id != _mark_of(place):
        raise StateError("STORE-024", workspace=str(place.folder))
    head = None
    if "audit" in names:
        last = select(audit.c.sequence, audit.c.hash).order_by(audit.c.sequence.desc()).limit(1)
        head = connection.execute(last).first()
    return Snapshot(
        revision=str(connection.execute(version).scalar()),
        store_id=store_id,
        audit_sequence=head.sequence if head else 0,
        audit_hash=head.hash if head else "",
        files=live_files(connection),
    )


def _mark_of(place: Workspace) -> str | None:
    mark = place.folder / MARK
    return mark.read_text("ascii") if mark.exists() else None


def live_files(connection: Connection) -> tuple[StoredFile, ...]:
    """The files that count, in the order in which they were published."""
    live = select(segment.c.segment_id, segment.c.files).where(segment.c.retired_at.is_(None))
    return tuple(
        StoredFile(row.segment_id, file["name"], file["bytes"], file["sha256"])
        for row in connection.execute(live.order_by(segment.c.position))
        for file in row.files
    )
