"""Changes of the catalogue's rows, told to the trail in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update

from trimtab.office.canonical import canonical
from trimtab.office.types import AuditAction
from trimtab.stores.office.audit import AUDITED, Trail, identity, row_text


def add_row(connection: Connection, trail: Trail, table: Table, values: Mapping[str, Any]) -> None:
    """Insert one row; ``values`` names every column."""
    connection.execute(insert(table).values(values))
    key = str(values[identity(table).name])
    trail.append(AuditAction.ADD, table.name, key, None, canonical(values))


def replace_rows(
    connection: Connection, trail: Trail, table: Table, chosen: ColumnElement[bool], **values: Any
) -> None:
    """Give the chosen rows new values."""
    key = identity(table)
    for row in connection.execute(select(table).where(chosen).order_by(key)).all():
        name = row._mapping[key]
        connection.execute(update(table).where(key == name).values(values))
        after = canonical({**row._asdict(), **values})
        trail.append(AuditAction.REPLACE, table.name, name, row_text(row), after)


def remove_rows(
    connection: Connection, trail: Trail, table: Table, chosen: ColumnElement[bool]
) -> None:
    """Delete the chosen rows."""
    key = identity(table)
    for row in connection.execute(select(table).where(chosen).order_by(key)).all():
        connection.execute(delete(table).where(key == row._mapping[key]))
        trail.append(AuditAction.REMOVE, table.name, row._mapping[key], row_text(row), None)


def begin_trail(connection: Connection, actor: str) -> None:
    """The first entries of a trail: every row that is there when it begins."""
    trail = Trail(connection, actor, "begin of the trail", datetime.now(UTC))
    for table in AUDITED.values():
        key = identity(table)
        for row in connection.execute(select(table).order_by(key)):
            trail.append(AuditAction.ADD, table.name, row._mapping[key], None, row_text(row))
    trail.flush()
