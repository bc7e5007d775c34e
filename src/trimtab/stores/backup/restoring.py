"""A workspace out of an archive: all of it, or nothing.

Everything is built and checked in a hidden folder beside the place, its database as an SQLite file
first, whatever the target: a backup of an older schema is brought up to date, and its trail is
read, before anything is changed that others can see.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Engine

from trimtab.kernel import InputRejectedError, StateError
from trimtab.office.types import OPERATOR
from trimtab.ports import Progress, no_progress
from trimtab.stores import database
from trimtab.stores.backup.checking import Backup, open_backup
from trimtab.stores.backup.draft import draft_workspace, placed, refuse_filled_folder
from trimtab.stores.backup.rebuilding import copy_rows, refuse_filled_database
from trimtab.stores.backup.snapshot import MARK
from trimtab.stores.backup.trail import check_trail, tell_of_restore
from trimtab.stores.backup.verifying import (
    CheckedBackup,
    examine,
    rebuilt,
    refuse_full_disk,
    room_for,
)
from trimtab.stores.catalogue import Catalogue
from trimtab.stores.office.audit import write_alone
from trimtab.stores.verification import find_damage
from trimtab.stores.workspace import Workspace


def restore_backup(
    path: Path,
    workspace: Path,
    database_url: str | None = None,
    progress: Progress = no_progress,
    *,
    actor: str = OPERATOR,
    reason: str = "restore",
    accept_broken_trail: bool = False,
) -> CheckedBackup:
    """Make a workspace and its database of a backup, and tell its audit trail so.

    Only into a folder that is absent or empty and a database without rows; into another database
    than the workspace's own file, all rows come in one transaction. Hashes, stored files and the
    audit trail are checked first. ``actor`` needs the right to restore in the office that is
    restored. Raises what ``verify_backup`` raises; StateError BACKUP-013 or BACKUP-014 when
    something is there already, BACKUP-021 when the folder cannot be written, STORE-003;
    InputRejectedError BACKUP-019 when the trail is not intact and ``accept_broken_trail`` is
    False; NotAllowedError OFFICE-010. Nothing is left then.
    """
    backup = open_backup(path)
    target = Path(workspace).resolve()
    refuse_filled_folder(target)
    if database_url:
        _refuse_filled(target, database_url)
    backup.check_files(progress)
    try:
        with draft_workspace(target) as draft:
            refuse_full_disk(draft, room_for(backup))
            _unpack(backup, draft, progress)
            with rebuilt(backup, draft, progress) as engine:
                checked = examine(backup, engine)
                if not (checked.trail_intact or accept_broken_trail):
                    problems = checked.trail_problems
                    raise InputRejectedError("BACKUP-019", problems=problems, file=str(path))
                _verify_files(draft, engine, progress)
                intact = checked.trail_intact
                store_id = tell_of_restore(engine, checked.info, actor, reason, intact)
                _write_synced(draft / MARK, [store_id.encode()])
                if database_url:
                    _move(engine, backup, draft, target, database_url, progress)
            if not database_url:
                with placed(draft, target):
                    pass
    except OSError as failure:
        told = failure.strerror or str(failure)
        raise StateError("BACKUP-021", workspace=str(target), reason=told) from failure
    return checked


def _refuse_filled(target: Path, database_url: str) -> None:
    engine = database.open_engine(target, database_url)
    try:
        if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
            return  # looking would make it
        database.is_current(engine)  # refuses a schema of newer software
        with database.reading(engine) as connection:
            refuse_filled_database(connection)
    finally:
        engine.dispose()


def _unpack(backup: Backup, folder: Path, progress: Progress) -> None:
    """Write the files of batches and of the rule book; their names were checked."""
    place = Workspace(folder)
    place.create()
    tables = {table.file for table in backup.manifest.tables}
    files = [file for file in backup.manifest.files if file.name not in tables]
    done, total = 0, sum(file.bytes for file in files)
    with backup.opened() as archive:
        for file in files:
            path = folder / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_synced(path, backup.chunks(archive, file))
            done += file.bytes
            progress("backup.step.unpack", done, total)


def _write_synced(path: Path, chunks: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(chunks)
        file.flush()
        os.fsync(file.fileno())


def _verify_files(folder: Path, engine: Engine, progress: Progress) -> None:
    """Read back from the disk what was unpacked. Raises StateError STORE-023."""
    segments = Catalogue(engine).live_segments()
    if problems := tuple(find_damage(Workspace(folder).batches, segments, progress)):
        raise StateError("STORE-023", problems=problems, files=len(problems))


def _move(
    built: Engine, backup: Backup, draft: Path, target: Path, url: str, progress: Progress
) -> None:
    """Give another database the rows of the one that was built, and the folder its place.

    One transaction: until it is committed nobody sees a row, and if that fails the folder goes.
    """
    other = database.open_engine(draft, url)
    try:
        database.migrate(other)
        with ExitStack() as committed, database.writing(other) as connection:
            write_alone(connection)
            refuse_filled_database(connection)
            with database.reading(built) as source:
                copy_rows(source, connection, progress)
                expected = check_trail(source).problems
            problems = check_trail(connection).problems
            if problems != expected:
                shown = str(backup.shown)
                raise InputRejectedError("BACKUP-019", problems=problems, file=shown)
            built.dispose()
            for file in draft.glob(f"{database.FILE}*"):
                file.unlink()
            committed.enter_context(placed(draft, target))
    finally:
        other.dispose()
