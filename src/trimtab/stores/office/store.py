"""The office's door to the operational database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from trimtab.stores import database
from trimtab.stores.office.audit import Trail, TrailReading, write_alone
from trimtab.stores.office.work import SqlReading, SqlWork
from trimtab.stores.opening import open_place


def _now() -> datetime:
    return datetime.now(UTC)


class SqlOfficeStore:
    """Implements ``trimtab.ports.OfficeStore``; one object may serve many threads.

    Writers follow one another, on SQLite and on PostgreSQL alike: the trail is one chain. A work
    within a work would wait for itself and is given up after 30 seconds (StateError STORE-003).
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime] = _now) -> None:
        self.engine = engine
        self._now = now

    @contextmanager
    def work(self, actor: str, reason: str) -> Iterator[SqlWork]:
        """One transaction of ``actor`` for ``reason``; it leaves no trace if the block fails."""
        with database.writing(self.engine) as connection:
            write_alone(connection)
            trail = Trail(connection, actor, reason, self._now())
            yield SqlWork(connection, trail)
            trail.flush()

    @contextmanager
    def reading(self) -> Iterator[SqlReading]:
        """A view of all records as they are at one moment."""
        with database.reading(_snapshot(self.engine)) as connection:
            yield SqlReading(connection)

    @contextmanager
    def trail(self) -> Iterator[TrailReading]:
        """The audit trail and the rows it speaks of, as they are at one moment."""
        with database.reading(_snapshot(self.engine)) as connection:
            yield TrailReading(connection)

    def close(self) -> None:
        """Close the connections to the database."""
        self.engine.dispose()

    def __enter__(self) -> SqlOfficeStore:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()


def _snapshot(engine: Engine) -> Engine:
    """SQLite reads what was committed when the transaction began; PostgreSQL must be asked to."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ")
    return engine


def open_office(
    folder: Path,
    database_url: str | None = None,
    *,
    create: bool = False,
    now: Callable[[], datetime] = _now,
) -> SqlOfficeStore:
    """The office of a workspace; brings its schema up to date, and leaves its batches alone.

    Raises what ``ObservationStore.open`` raises.
    """
    _, engine = open_place(Path(folder), database_url, create=create)
    return SqlOfficeStore(engine, now)
