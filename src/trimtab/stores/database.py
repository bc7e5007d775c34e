"""Opens the operational database: SQLite in the workspace by default, or PostgreSQL.

Brings the schema to what this software knows; a schema that is newer is refused, never touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from trimtab.kernel import ConfigurationError, EnvironmentLackingError, StateError
from trimtab.office.types import OPERATOR
from trimtab.stores.migrations import REVISIONS, TRAIL_BEGINS

FILE = "trimtab.db"
_BUSY_SECONDS = 30


def open_engine(workspace: Path, database_url: str | None) -> Engine:
    """An engine for ``database_url``, or for the workspace's own SQLite file.

    Raises ConfigurationError STORE-005 for another kind of database, EnvironmentLackingError
    STORE-004 without the driver of PostgreSQL.
    """
    url = _checked_url(database_url) if database_url else URL.create("sqlite")
    if url.get_backend_name() == "sqlite":
        url = url.set(database=url.database or str(workspace / FILE))
        return _sqlite_engine(url)
    try:
        return create_engine(url, pool_pre_ping=True)
    except ModuleNotFoundError as missing:
        raise EnvironmentLackingError("STORE-004", package=missing.name) from missing


def _checked_url(database_url: str) -> URL:
    try:
        url = make_url(database_url)
    except ArgumentError:
        raise ConfigurationError("STORE-005", url=database_url.split("@")[-1]) from None
    match url.get_backend_name():
        case "postgresql":
            return url.set(drivername="postgresql+psycopg")
        case "sqlite":
            return url.set(drivername="sqlite")
        case _:
            raise ConfigurationError("STORE-005", url=url.render_as_string(hide_password=True))


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        # The driver's own transactions begin too late and not before DDL: ours begin in `begin`.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # a commit survives a power cut
        connection.execute("PRAGMA foreign_keys = ON")
        # Keys of certificates are random: with 2 MB each insert into a large index reads the disk.
        connection.execute("PRAGMA cache_size = -16384")  # KiB
        connection.execute("PRAGMA wal_autocheckpoint = 4000")  # pages

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("trimtab_writes", False)
        # A writer takes the lock at once: a transaction that reads first could not be promoted.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read with. Raises StateError STORE-003 when the database does not answer."""
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as failure:
        raise _unreachable(engine, failure) from failure


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it or none. Raises StateError STORE-003."""
    try:
        writer = engine.execution_options(trimtab_writes=True)
        with writer.begin() as connection:
            yield connection
    except DBAPIError as failure:
        raise _unreachable(engine, failure) from failure


def _unreachable(engine: Engine, failure: DBAPIError) -> StateError:
    shown = engine.url.render_as_string(hide_password=True)
    return StateError("STORE-003", database=shown, reason=str(failure.orig).strip())


def _revision(connection: Connection) -> str | None:
    """The revision the database is at; None for an empty one."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_current(engine: Engine) -> bool:
    """Whether the schema is the one this software knows.

    Raises StateError STORE-001 for a schema made by newer software.
    """
    with reading(engine) as connection:
        found = _revision(connection)
    if found is not None and found not in REVISIONS:
        raise StateError("STORE-001", found=found, known=REVISIONS[-1])
    return found == REVISIONS[-1]


def migrate(engine: Engine, revision: str = REVISIONS[-1]) -> None:
    """Bring the schema up or down to ``revision``; ``base`` empties it."""
    from alembic import command
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    order = ("base", *REVISIONS)
    with writing(engine) as connection:
        settings.attributes["connection"] = connection
        before = order.index(_revision(connection) or "base")
        after = order.index(revision)
        (command.upgrade if after >= before else command.downgrade)(settings, revision)
        if before < order.index(TRAIL_BEGINS) <= after:
            _take_over(connection)


def _take_over(connection: Connection) -> None:
    """A database from before the audit trail: its trail begins with what it holds.

    One that has no id yet has no trail before ``Catalogue.set_store_id``.
    """
    from trimtab.stores.office.writes import begin_trail

    if connection.execute(text("SELECT count(*) FROM store")).scalar():
        begin_trail(connection, OPERATOR)
