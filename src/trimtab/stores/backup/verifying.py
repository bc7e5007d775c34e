"""Proves that a backup can be restored: its database is rebuilt and its audit trail read."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from trimtab.kernel import Problem, StateError
from trimtab.ports import Progress, no_progress
from trimtab.stores import database
from trimtab.stores.backup.checking import Backup, open_backup
from trimtab.stores.backup.draft import private_folder
from trimtab.stores.backup.manifest import BackupInfo
from trimtab.stores.backup.rebuilding import rebuild_database
from trimtab.stores.backup.snapshot import live_files
from trimtab.stores.backup.trail import check_trail
from trimtab.stores.catalogue import Catalogue

_ROOM = 3
"""A database takes up to so many times the size of its JSON lines (indexes, the log)."""


@dataclass(frozen=True, slots=True)
class CheckedBackup:
    """A backup that can be restored; how many entries its trail has, and what is wrong there."""

    info: BackupInfo
    audit_entries: int
    trail_problems: tuple[Problem, ...]

    @property
    def trail_intact(self) -> bool:
        return not self.trail_problems


def verify_backup(path: Path, progress: Progress = no_progress) -> CheckedBackup:
    """Compare every file with its hash and rebuild the database, in a temporary folder.

    A trail that is not intact is told, not raised: the backup of it can be restored. Raises what
    ``open_backup`` raises, InputRejectedError BACKUP-006 also with problems BACKUP-015 to -018,
    StateError BACKUP-012 when the disk is too full.
    """
    import tempfile

    backup = open_backup(path)
    backup.check_files(progress)
    with private_folder(Path(tempfile.gettempdir()), "trimtab-verify-") as folder:
        refuse_full_disk(folder, _rows_bytes(backup) * _ROOM)
        with rebuilt(backup, folder, progress) as engine:
            return examine(backup, engine)


def room_for(backup: Backup) -> int:
    """Bytes that a workspace made of a backup takes."""
    return backup.manifest.bytes + _rows_bytes(backup) * (_ROOM - 1)


def refuse_full_disk(folder: Path, needed: int) -> None:
    """Raises StateError BACKUP-012 when so many bytes do not fit."""
    free = shutil.disk_usage(folder).free
    if needed > free:
        shown = (f"{size / 2**30:.2f} GiB" for size in (needed, free))
        raise StateError("BACKUP-012", folder=str(folder), needed=next(shown), free=next(shown))


@contextmanager
def rebuilt(backup: Backup, folder: Path, progress: Progress) -> Iterator[Engine]:
    """The database of a backup as an SQLite file in a folder, with today's schema."""
    engine = database.open_engine(folder, None)
    try:
        with backup.opened() as archive:
            rebuild_database(backup, archive, engine, progress)
        catalogue = Catalogue(engine)
        if catalogue.store_id() is None:  # saved before it had one, or before its first opening
            catalogue.set_store_id(secrets.token_hex(16))
        yield engine
    finally:
        engine.dispose()


def examine(backup: Backup, engine: Engine) -> CheckedBackup:
    """Hold the files of the archive against the catalogue, and the rows against the trail.

    Raises InputRejectedError BACKUP-006 with problem BACKUP-018 for each file that differs.
    """
    with database.reading(engine) as connection:
        expected = {(f.place, f.bytes, f.sha256) for f in live_files(connection)}
        verdict = check_trail(connection)
    held = {
        (file.name, file.bytes, file.sha256)
        for file in backup.manifest.files
        if file.name.startswith("batches/")
    }
    if wrong := sorted({place for place, *_ in expected ^ held}):
        raise backup.refusal(*(Problem("BACKUP-018", file=place) for place in wrong))
    return CheckedBackup(backup.info, verdict.entries, verdict.problems)


def _rows_bytes(backup: Backup) -> int:
    tables = {table.file for table in backup.manifest.tables}
    return sum(file.bytes for file in backup.manifest.files if file.name in tables)
