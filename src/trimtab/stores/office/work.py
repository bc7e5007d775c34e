"""One transaction of the office: reads and writes records, and tells the trail of each change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Select, Update, bindparam, delete, insert, select, update

from trimtab.kernel import StateError, UnknownCodeError
from trimtab.office.canonical import canonical
from trimtab.office.types import AuditAction
from trimtab.ports import Record
from trimtab.stores.office.audit import Trail
from trimtab.stores.office.mapper import Form, form_of

R = TypeVar("R", bound=Record)

_KEY = "the_key"


@cache
def _by_key(key: Column[Any]) -> Select[Any]:
    """Statements are made once: making one costs more than running it."""
    return select(key.table).where(key == bindparam(_KEY))


@cache
def _change(key: Column[Any]) -> Update:
    return update(key.table).where(key == bindparam(_KEY))


def _cannot_be_kept(value: object) -> bool:
    """Whether a text can equal nothing in the database, which may refuse even to look for it: no
    row holds a NUL or half of a surrogate pair."""
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return "\0" in value


class SqlReading:
    """Implements ``trimtab.ports.Reading`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def connection(self) -> Connection:
        """The transaction, for what else of this room must happen in it."""
        return self._connection

    def get(self, kind: type[R], key: str) -> R | None:
        """The record with this key, None where there is none."""
        form = form_of(kind)
        if _cannot_be_kept(key):
            return None
        row = self._connection.execute(_by_key(form.key), {_KEY: key}).first()
        return None if row is None else form.record(row)

    def find(self, kind: type[R], /, **equal: object) -> tuple[R, ...]:
        """The records whose named fields equal the given values, in the order of their keys."""
        form = form_of(kind)
        if any(_cannot_be_kept(value) for value in equal.values()):
            return ()
        chosen = select(form.table)
        for name, value in equal.items():
            column = form.table.c[name]
            given = value.value if isinstance(value, Enum) else value
            chosen = chosen.where(column.is_(None) if given is None else column == given)
        # SQLite orders text by its bytes; PostgreSQL would by the language of the server.
        postgresql = self._connection.dialect.name == "postgresql"
        rows = self._connection.execute(
            chosen.order_by(form.key.collate("C") if postgresql else form.key)
        )
        return tuple(form.record(row) for row in rows)


class SqlWork(SqlReading):
    """Implements ``trimtab.ports.Work``. Nobody else writes while it lasts, so what it has read
    stays true until it ends."""

    def __init__(self, connection: Connection, trail: Trail) -> None:
        super().__init__(connection)
        self._trail = trail

    @property
    def actor(self) -> str:
        """Who does this."""
        return self._trail.actor

    @property
    def at(self) -> datetime:
        """When the transaction began."""
        return self._trail.at

    def add(self, record: Record) -> None:
        """Keep a new record. Raises StateError OFFICE-001 when its key is taken."""
        form, key = _form_and_key(record)
        if self._kept(form, key) is not None:
            raise StateError("OFFICE-001", entity=form.entity, key=key)
        values = form.values(record)
        self._connection.execute(insert(form.table), values)
        self._trail.append(AuditAction.ADD, form.entity, key, None, canonical(values))

    def replace(self, record: Record) -> None:
        """Change a record; one that stays the same leaves no entry.

        Raises UnknownCodeError OFFICE-002 when there is none of its key.
        """
        form, key = _form_and_key(record)
        before = self._known(form, key)
        values = form.values(record)
        after = canonical(values)
        if after == before:
            return
        self._connection.execute(_change(form.key), {**values, _KEY: key})
        self._trail.append(AuditAction.REPLACE, form.entity, key, before, after)

    def remove(self, record: Record) -> None:
        """Take a record away. Raises UnknownCodeError OFFICE-002 when there is none of its key."""
        form, key = _form_and_key(record)
        before = self._known(form, key)
        self._connection.execute(delete(form.table).where(form.key == key))
        self._trail.append(AuditAction.REMOVE, form.entity, key, before, None)

    def note(self, entity: str, entity_id: str, facts: Mapping[str, Any]) -> None:
        """Tell the trail of something that is not the change of a record."""
        self._trail.append(AuditAction.EVENT, entity, entity_id, None, canonical(facts))

    def _kept(self, form: Form[Any], key: str) -> str | None:
        if _cannot_be_kept(key):
            return None
        row = self._connection.execute(_by_key(form.key), {_KEY: key}).first()
        return None if row is None else canonical(row._asdict())

    def _known(self, form: Form[Any], key: str) -> str:
        kept = self._kept(form, key)
        if kept is None:
            raise UnknownCodeError("OFFICE-002", entity=form.entity, key=key)
        return kept


def _form_and_key(record: Record) -> tuple[Form[Any], str]:
    return form_of(type(record)), getattr(record, record.KEY)
