"""Rows of a backup back into tables; rows of one database into another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from zipfile import ZipFile

from sqlalchemy import Connection, Engine, insert
from sqlalchemy.exc import OperationalError, StatementError

from trimtab.kernel import Problem, StateError
from trimtab.ports import Progress
from trimtab.stores import database
from trimtab.stores.backup.checking import Backup
from trimtab.stores.backup.manifest import BackupTable
from trimtab.stores.backup.rows import (
    ROWS_AT_ONCE,
    TableForm,
    count_rows,
    known_tables,
    row_of,
    rows_of,
)

_LONGEST_LINE = 64 << 20


def refuse_filled_database(connection: Connection) -> None:
    """Raises StateError BACKUP-014 when one of the tables has a row."""
    if any(count_rows(connection, form) for form in known_tables(connection)):
        shown = connection.engine.url.render_as_string(hide_password=True)
        raise StateError("BACKUP-014", database=shown)


def rebuild_database(backup: Backup, archive: ZipFile, engine: Engine, progress: Progress) -> None:
    """Fill an empty database with the rows of a backup and bring it to today's schema.

    Raises InputRejectedError BACKUP-006 with problems BACKUP-015 (a line that is no row), -016
    (another number of rows), -017 (tables that its schema does not have).
    """
    tables = {table.form.name: table for table in backup.manifest.tables}
    revision = backup.manifest.schema_revision
    database.migrate(engine, revision)
    done, total = 0, sum(table.rows for table in tables.values())
    with database.writing(engine) as connection:
        forms = known_tables(connection)
        if {form.name: form for form in forms} != {n: t.form for n, t in tables.items()}:
            raise backup.refusal(Problem("BACKUP-017", params={"revision": revision}))
        for form in forms:
            for rows in _blocks(_rows(backup, archive, tables[form.name])):
                progress("backup.step.rebuild", done, total)
                _insert(backup, connection, form, rows)
                done += len(rows)
    progress("backup.step.rebuild", total, total)
    database.migrate(engine)


def copy_rows(source: Connection, target: Connection, progress: Progress) -> None:
    """Copy every table into an empty database of the same schema."""
    forms = known_tables(source)
    done, total = 0, sum(count_rows(source, form) for form in forms)
    for form in forms:
        result = source.execute(rows_of(form, source.dialect.name))
        for rows in result.mappings().partitions(ROWS_AT_ONCE):
            progress("backup.step.copy", done, total)
            target.execute(insert(form.clause), [dict(row) for row in rows])
            done += len(rows)
    progress("backup.step.copy", total, total)


def _rows(backup: Backup, archive: ZipFile, table: BackupTable) -> Iterator[dict[str, Any]]:
    file = next(one for one in backup.manifest.files if one.name == table.file)
    number = 0
    for number, line in enumerate(_lines(backup.chunks(archive, file)), 1):
        try:
            yield row_of(table.form, line)
        except (ValueError, TypeError, RecursionError) as failure:
            raise backup.refusal(_unreadable_row(table.form, number)) from failure
    if number != table.rows:
        counts: dict[str, object] = {"found": number, "expected": table.rows}
        raise backup.refusal(Problem("BACKUP-016", file=table.file, params=counts))


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
        if len(rest) > _LONGEST_LINE:
            yield rest[:1]  # no row is that long: refused as one that cannot be read
            return
    if rest:
        yield rest


def _blocks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while block := list(islice(rows, ROWS_AT_ONCE)):
        yield block


def _insert(
    backup: Backup, connection: Connection, form: TableForm, rows: list[dict[str, Any]]
) -> None:
    try:
        connection.execute(insert(form.clause), rows)
    except OperationalError:
        raise
    except StatementError as failure:  # a value of another kind, a key twice
        raise backup.refusal(Problem("BACKUP-015", file=f"tables/{form.name}.jsonl")) from failure


def _unreadable_row(form: TableForm, number: int) -> Problem:
    return Problem("BACKUP-015", file=f"tables/{form.name}.jsonl", row=number)
