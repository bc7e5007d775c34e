"""One archive of everything a workspace holds, as it was at one instant.

The tables are read in one transaction that sees neither half an import nor half a work. The files
of the batches that count in that transaction never change, and while the readers' lease is held
nobody clears them away: imports, compactions and office work go on meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, Engine

from trimtab import __version__
from trimtab.kernel import Problem, StateError
from trimtab.office.types import OPERATOR
from trimtab.ports import Progress, no_progress
from trimtab.stores import database
from trimtab.stores.backup.archive import ArchiveWriter, chunks_of
from trimtab.stores.backup.checking import open_backup
from trimtab.stores.backup.manifest import (
    RULEBOOK,
    BackupInfo,
    BackupTable,
    Manifest,
    is_encodable,
)
from trimtab.stores.backup.private_file import private_draft
from trimtab.stores.backup.rows import count_rows, known_tables, lines_of
from trimtab.stores.backup.snapshot import Snapshot, read_snapshot, snapshot_engine
from trimtab.stores.backup.trail import tell_of_backup
from trimtab.stores.workspace import Workspace


def create_backup(
    workspace: Path,
    database_url: str | None,
    out: Path,
    progress: Progress = no_progress,
    *,
    actor: str = OPERATOR,
    reason: str = "backup",
    replace: bool = False,
) -> BackupInfo:
    """Write one archive of a workspace and its database, and check it once it is written.

    ``out`` is the file, or a folder in which one is named after the time. The schema is not
    touched, so an older workspace can be saved before newer software changes it. The audit trail
    is told beforehand, in a work of its own. Raises StateError STORE-001, STORE-002, STORE-003,
    STORE-024, BACKUP-001 for a file that is there, BACKUP-002 when the file cannot be written,
    BACKUP-003 for a file name that is no text, STORE-023 when a stored batch is damaged;
    NotAllowedError OFFICE-010, BACKUP-020; and whatever ``progress`` raises. Nothing is left then.
    """
    place = Workspace(Path(workspace))
    if not place.exists:
        raise StateError("STORE-002", workspace=str(workspace))
    if database_url is None and not (place.folder / database.FILE).exists():
        raise StateError("STORE-024", workspace=str(workspace))
    created_at = datetime.now(UTC)
    path = out / f"trimtab-{created_at:%Y%m%dT%H%M%SZ}.zip" if out.is_dir() else out
    if path.exists() and not replace:
        raise StateError("BACKUP-001", file=str(path))
    engine = database.open_engine(place.folder, database_url)
    try:
        with database.reading(engine) as connection:
            read_snapshot(connection, place)  # does it belong to the folder?
        tell_of_backup(engine, path, actor, reason)
        with private_draft(path, replace) as (draft, file):
            with place.readers.shared():
                _write(place, engine, file, created_at, progress)
            open_backup(draft, path).check_files(progress)
    except FileExistsError:
        raise StateError("BACKUP-001", file=str(path)) from None
    except OSError as failure:
        reason = failure.strerror or str(failure)
        raise StateError("BACKUP-002", file=str(path), reason=reason) from failure
    finally:
        engine.dispose()
    return open_backup(path).info


def _write(
    place: Workspace, engine: Engine, file: BinaryIO, created_at: datetime, progress: Progress
) -> None:
    with ArchiveWriter(file, created_at) as archive:
        with database.reading(snapshot_engine(engine)) as connection:
            snapshot = read_snapshot(connection, place)
            tables = _write_tables(connection, archive, progress)
        _write_batches(place, snapshot, archive, progress)
        for path in _rulebook_files(place.folder):
            archive.add(path.relative_to(place.folder).as_posix(), chunks_of(path))
        archive.seal(
            Manifest(
                created_at=created_at,
                trimtab_version=__version__,
                schema_revision=snapshot.revision,
                store_id=snapshot.store_id,
                audit_sequence=snapshot.audit_sequence,
                audit_hash=snapshot.audit_hash,
                tables=tables,
                files=tuple(archive.files),
            )
        )


def _write_tables(
    connection: Connection, archive: ArchiveWriter, progress: Progress
) -> tuple[BackupTable, ...]:
    tables = tuple(
        BackupTable(form, count_rows(connection, form)) for form in known_tables(connection)
    )
    total = sum(table.rows for table in tables)
    done = 0

    def told(blocks: Iterable[tuple[int, bytes]]) -> Iterator[bytes]:
        nonlocal done
        for rows, block in blocks:
            progress("backup.step.tables", done, total)
            done += rows
            yield block

    for table in tables:
        archive.add(table.file, told(lines_of(connection, table.form)))
    progress("backup.step.tables", total, total)
    return tables


def _write_batches(
    place: Workspace, snapshot: Snapshot, archive: ArchiveWriter, progress: Progress
) -> None:
    """Copy the files that count; each must still be what was published."""
    total = sum(file.bytes for file in snapshot.files)
    done = 0

    def told(chunks: Iterable[bytes]) -> Iterator[bytes]:
        nonlocal done
        for chunk in chunks:
            progress("backup.step.files", done, total)
            done += len(chunk)
            yield chunk

    problems = []
    for file in snapshot.files:
        params: dict[str, object] = {"segment": file.segment_id, "file": file.name}
        try:
            added = archive.add(file.place, told(chunks_of(place.folder / file.place)))
        except FileNotFoundError:
            problems.append(Problem("STORE-018", file=file.place, params=params))
            continue
        if added.sha256 != file.sha256:
            params |= {"found": added.sha256, "expected": file.sha256}
            problems.append(Problem("STORE-019", file=file.place, params=params))
    if problems:
        raise StateError("STORE-023", problems=problems, files=len(problems))
    progress("backup.step.files", total, total)


def _rulebook_files(workspace: Path) -> Iterator[Path]:
    """The bureau's own parameter files, sorted; hidden files and folders (``.git``) are left."""
    for folder, inside, names in os.walk(workspace / RULEBOOK):
        inside[:] = sorted(name for name in inside if not name.startswith("."))
        for path in (Path(folder, name) for name in sorted(names) if not name.startswith(".")):
            if not is_encodable(path.name):
                raise StateError("BACKUP-003", file=repr(path.name))
            if path.is_file():
                yield path
