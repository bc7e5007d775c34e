"""A table as JSON lines: one form for every engine, one object a row, in the order of the keys.

What a column holds is read from the database itself and kept in the manifest, so a backup of an
older schema needs no code that still knows it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    Double,
    Float,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    TableClause,
    Text,
    column,
    func,
    inspect,
    select,
    table,
)
from sqlalchemy.types import TypeEngine

# All tables join the metadata, so that none is left out of a backup.
import trimtab.stores.coordination.schema
import trimtab.stores.credentials.schema_bank
import trimtab.stores.credentials.schema_issuing
import trimtab.stores.office.schema
import trimtab.stores.office.schema_accounts
import trimtab.stores.office.schema_requests  # noqa: F401
from trimtab.stores.schema import UtcInstant, metadata

_FORMS: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (JSON, "json"),
    (Boolean, "boolean"),
    (DateTime, "instant"),
    (Date, "date"),
    (Integer, "integer"),
    (Float, "number"),
    (String, "text"),
)
_TYPES: dict[str, TypeEngine[Any]] = {
    "json": JSON(none_as_null=True),
    "boolean": Boolean(),
    "instant": UtcInstant(),
    "date": Date(),
    "integer": BigInteger(),
    "number": Double(),
    "text": Text(),
}
_READ: dict[str, Callable[[Any], Any]] = {
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
}
FORMS = frozenset(_TYPES)
ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class TableForm:
    """A table's columns in order, each with the form of its values (``instant``, ``json``...)."""

    name: str
    columns: dict[str, str]
    key: tuple[str, ...]

    @property
    def clause(self) -> TableClause:
        """The table for statements; its types are those of the backup, not of today's code."""
        return table(self.name, *(column(name, _TYPES[f]) for name, f in self.columns.items()))


def known_tables(connection: Connection) -> tuple[TableForm, ...]:
    """The tables of this software that the database has, referred-to tables first."""
    there = set(inspect(connection).get_table_names())
    found = MetaData()
    names = [one.name for one in metadata.sorted_tables if one.name in there]
    found.reflect(connection, only=names, resolve_fks=False)
    return tuple(_form_of(found.tables[name]) for name in names)


def _form_of(found: Table) -> TableForm:
    forms = {one.name: _column_form(one.type) for one in found.columns}
    return TableForm(found.name, forms, tuple(one.name for one in found.primary_key))


def _column_form(kind: TypeEngine[Any]) -> str:
    return next(form for parent, form in _FORMS if isinstance(kind, parent))


def rows_of(form: TableForm, dialect: str) -> Select[Any]:
    """The rows of a table in the order of its key."""
    clause = form.clause
    chosen = select(clause)
    for name in form.key:
        # SQLite orders text by its bytes; PostgreSQL would by the language of the server.
        bytewise = dialect == "postgresql" and form.columns[name] == "text"
        chosen = chosen.order_by(clause.c[name].collate("C") if bytewise else clause.c[name])
    return chosen


def count_rows(connection: Connection, form: TableForm) -> int:
    """How many rows a table has."""
    return connection.execute(select(func.count()).select_from(form.clause)).scalar_one()


def lines_of(connection: Connection, form: TableForm) -> Iterator[tuple[int, bytes]]:
    """The rows of a table as a stream of blocks: how many rows, a line for each."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
    rows = rows_of(form, connection.dialect.name)
    result = connection.execute(rows, execution_options={"yield_per": ROWS_AT_ONCE})
    for block in result.partitions():
        yield len(block), "".join(encode(row._asdict()) + "\n" for row in block).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def row_of(form: TableForm, line: bytes) -> dict[str, Any]:
    """What one line says. Raises ValueError for a line that is not a row of this table."""
    found = json.loads(line)
    if not isinstance(found, dict) or found.keys() != form.columns.keys():
        raise ValueError(", ".join(form.columns))
    for name, kind in form.columns.items():
        if found[name] is not None and kind in _READ:
            found[name] = _READ[kind](found[name])
    return found
