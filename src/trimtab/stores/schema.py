"""The catalogue's tables in the operational database (SQLAlchemy Core).

A *batch* is what somebody imported and is never changed or removed: provenance. A *segment* is
the folder of Parquet files that holds the rows of one batch or, after compaction, of several
batches in sequence. Readers see the segments whose ``retired_at`` is null.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator


class UtcInstant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; SQLite would lose the offset otherwise."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

store = Table(
    "store",
    metadata,
    # One row. The workspace folder carries the same id: whoever opens the folder with another
    # database must not find all its batches to be orphans.
    Column("store_id", String(32), primary_key=True),
)

segment = Table(
    "segment",
    metadata,
    Column("segment_id", String(64), primary_key=True),
    # The sequence of the last batch it holds: of two values released at the same instant, the
    # one in the segment with the higher position counts.
    Column("position", Integer, nullable=False, index=True),
    Column("release_basis", String(16), nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("files", JSON, nullable=False),  # [{"name", "bytes", "sha256"}]
    Column("retired_at", UtcInstant, nullable=True),
)

batch = Table(
    "batch",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("batch_id", String(64), nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("source_sha256", String(64), nullable=False),
    Column("release_basis", String(16), nullable=False),
    Column("imported_at", UtcInstant, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("series", BigInteger, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("segment_id", String(64), ForeignKey("segment.segment_id"), nullable=False, index=True),
)
