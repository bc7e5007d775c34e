"""The audit trail in the database: appended to in the transaction of what it tells."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Row,
    String,
    Table,
    insert,
    or_,
    select,
    text,
    type_coerce,
)

from trimtab.kernel import Problem
from trimtab.office.audit import Anchor, Change, Link, TrailQuery, chain, genesis
from trimtab.office.audit_checking import TrailCheck, Verdict
from trimtab.office.canonical import canonical
from trimtab.office.types import AuditAction
from trimtab.ports import Progress, no_progress
from trimtab.stores.office import schema
from trimtab.stores.office.mapper import TABLES
from trimtab.stores.schema import UtcInstant, batch, segment, store

AUDITED: Mapping[str, Table] = {
    table.name: table for table in (store, segment, batch, *TABLES.values())
}
"""Every table whose rows the trail accounts for. A migration that changes one of them appends an
entry for each row that it changes."""

GUARDS: Mapping[str, tuple[str, ...]] = {
    "sqlite": ("audit_keeps_updates", "audit_keeps_deletes", "audit_keeps_replaced"),
    "postgresql": ("audit_keeps_rows", "audit_keeps_all"),
}
"""The triggers of migration 0003."""

_LOCK = 0x7472696D746162  # "trimtab": the one lock of writers, in PostgreSQL's space of such locks
_BLOCK = 5_000


def write_alone(connection: Connection) -> None:
    """Wait until no other writer is at work, and keep others out until this transaction ends.

    SQLite began with BEGIN IMMEDIATE and is alone already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '30s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


class Trail:
    """What one transaction tells the trail; the caller writes alone.

    Entries are written by ``flush``, at the end of the transaction.
    """

    def __init__(self, connection: Connection, actor: str, reason: str, at: datetime) -> None:
        self.actor = actor
        self.at = at.astimezone(UTC)
        self._reason = reason
        self._connection = connection
        self._changes: list[Change] = []

    def append(
        self,
        action: AuditAction,
        entity: str,
        entity_id: str,
        before: str | None,
        after: str | None,
    ) -> None:
        """Tell of one change; ``before`` and ``after`` are canonical JSON."""
        self._changes.append(
            Change(self.at, self.actor, self._reason, action, entity, entity_id, before, after)
        )

    def flush(self) -> None:
        """Write what was told since the last flush."""
        if not self._changes:
            return
        sequence, previous = self._head()
        links = [link._asdict() for link in chain(self._changes, sequence, previous)]
        for link in links:
            link["at"] = self.at
        self._connection.execute(insert(schema.audit), links)
        self._changes.clear()

    def _head(self) -> tuple[int, str]:
        entry = schema.audit.c
        last = select(entry.sequence, entry.hash).order_by(entry.sequence.desc()).limit(1)
        if row := self._connection.execute(last).first():
            return row.sequence, row.hash
        return 0, genesis(self._connection.execute(select(store.c.store_id)).scalar() or "")


class TrailReading:
    """The trail and the rows it accounts for, on one connection.

    Everything is read as it is kept: a tampered value must be found, not trip the reader.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def links(
        self,
        *conditions: ColumnElement[bool],
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[Link]:
        """Entries in the order of the chain, in blocks."""
        order = schema.audit.c.sequence
        chosen = _as_kept(schema.audit).where(*conditions).limit(limit)
        chosen = chosen.order_by(order.desc() if newest_first else order)
        for row in self._connection.execute(chosen.execution_options(yield_per=_BLOCK)):
            yield Link(row[0], _instant_text(row[1]), *row[2:])

    def search(self, query: TrailQuery, limit: int | None = None) -> Iterator[Link]:
        """The entries a query names, newest first."""
        entry = schema.audit.c
        equal = ("entity", "entity_id", "actor")
        conditions: list[ColumnElement[bool]] = [
            entry[name] == getattr(query, name) for name in equal if getattr(query, name)
        ]
        if query.since:
            conditions.append(entry.at >= query.since)
        if query.until:
            conditions.append(entry.at < query.until)
        if query.before is not None:
            conditions.append(entry.sequence < query.before)
        if query.search:
            texts = (entry.reason, entry.entity_id, entry.before, entry.after)
            found = (place.icontains(query.search, autoescape=True) for place in texts)
            conditions.append(or_(*found))
        return self.links(*conditions, newest_first=True, limit=limit)

    def rows(self, entity: str) -> Iterator[tuple[str, str]]:
        """Key and canonical text of every row of an audited table."""
        table = AUDITED[entity]
        columns = tuple(table.columns)
        key = identity(table).name
        stream = self._connection.execute(_as_kept(table).execution_options(yield_per=_BLOCK))
        for row in stream:
            values = {
                column.name: _read(column, value)
                for column, value in zip(columns, row, strict=True)
            }
            yield str(values[key]), canonical(values)

    def said(self, entity: str, entity_id: str, before: int | None = None) -> str | None:
        """What the last entry about one record, before an entry or at all, says of it."""
        entry = schema.audit.c
        about = [entry.entity == entity, entry.entity_id == entity_id]
        if before is not None:
            about.append(entry.sequence < before)
        changes = entry.action != AuditAction.EVENT.value
        found = next(self.links(*about, changes, newest_first=True, limit=1), None)
        return None if found is None else found.after

    def at(self, sequence: int) -> Link | None:
        """The entry of this sequence."""
        return next(self.links(schema.audit.c.sequence == sequence), None)

    def head(self) -> Link | None:
        """The last entry."""
        return next(self.links(newest_first=True, limit=1), None)

    def lacking_guards(self) -> tuple[str, ...]:
        """Triggers that keep the trail append-only and are not there."""
        if self._connection.dialect.name == "postgresql":
            there = text(
                "SELECT tgname FROM pg_trigger "
                "WHERE tgrelid = 'audit'::regclass AND tgenabled <> 'D'"
            )
        else:
            there = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        found = set(self._connection.execute(there).scalars())
        wanted = GUARDS[self._connection.dialect.name]
        return tuple(name for name in wanted if name not in found)


def examine(
    trail: TrailReading, anchor: Anchor | None = None, progress: Progress = no_progress
) -> Verdict:
    """Recompute every hash, and compare every audited row with what the trail says of it."""
    check = TrailCheck(anchor)
    for number, link in enumerate(trail.links()):
        check.read(link)
        if number % _BLOCK == 0:
            progress("audit.step.verify", number, None)
    if lacking := trail.lacking_guards():
        check.tell(Problem("AUDIT-013", "audit", params={"triggers": ", ".join(lacking)}))
    return check.finish(AUDITED, trail.rows, trail.said)


def identity(table: Table) -> Column[Any]:
    """The column that names a row in the trail."""
    return table.c.batch_id if table is batch else next(iter(table.primary_key.columns))


def row_text(row: Row[Any]) -> str:
    """The canonical text of a row that was read in its own types."""
    return canonical(row._asdict())


def _as_kept(table: Table) -> Any:
    """A query of all columns, none of them converted."""
    return select(*(type_coerce(column, String) for column in table.columns))


@lru_cache(maxsize=4096)  # entries of one transaction share their instant
def _instant_text(value: object) -> str:
    """An instant as the chain spells it; what is not one stays as it is, and will not match."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
        assert isinstance(found, datetime)
    except (ValueError, AssertionError):
        return repr(value)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _read(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    kind = column.type
    if isinstance(kind, UtcInstant):
        return _instant_text(value)
    try:
        if isinstance(kind, JSON):
            return value if isinstance(value, dict | list) else json.loads(value)
        if isinstance(kind, Boolean):
            return {0: False, 1: True}[value]
        if isinstance(kind, Date):
            return value if isinstance(value, date) else date.fromisoformat(value)
    except (ValueError, TypeError, KeyError):
        return repr(value)
    return value if isinstance(value, str | int | float) else repr(value)
