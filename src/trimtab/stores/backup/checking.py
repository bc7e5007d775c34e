"""Reads a backup as something a stranger may have made: nothing is believed before it is checked.

Names must lead into a workspace, sizes must be those declared, no file is read farther than its
declared size, and every file must have the hash of the manifest.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from trimtab.kernel import InputRejectedError, Problem
from trimtab.ports import Progress
from trimtab.stores.backup.archive import CHUNK
from trimtab.stores.backup.manifest import (
    FORMAT,
    NAME,
    VERSION,
    BackupFile,
    BackupInfo,
    Manifest,
    is_safe,
    manifest_from,
)
from trimtab.stores.migrations import REVISIONS

_LONGEST_MANIFEST = 64 << 20
_UNREADABLE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
_NO_MANIFEST = (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup whose manifest and list of files were checked; its content was not yet.

    ``shown`` is the name by which people know it.
    """

    path: Path
    shown: Path
    manifest: Manifest

    @property
    def info(self) -> BackupInfo:
        """What it holds, as the manifest tells."""
        return BackupInfo.of(self.shown, self.path.stat().st_size, self.manifest)

    def refusal(self, *problems: Problem) -> InputRejectedError:
        """The error that says why this backup is not used."""
        return InputRejectedError("BACKUP-006", problems=problems, file=str(self.shown))

    def check_files(self, progress: Progress) -> None:
        """Compare every file with its hash. Raises InputRejectedError BACKUP-006."""
        problems: list[Problem] = []
        done = 0
        with self.opened() as archive:
            for file in self.manifest.files:
                try:
                    for chunk in self.chunks(archive, file):
                        progress("backup.step.check", done, self.manifest.bytes)
                        done += len(chunk)
                except InputRejectedError as failure:
                    problems += failure.problems
        if problems:
            raise self.refusal(*problems)
        progress("backup.step.check", done, self.manifest.bytes)

    @contextmanager
    def opened(self) -> Iterator[ZipFile]:
        """The archive, to read its files from."""
        with ZipFile(self.path) as archive:
            yield archive

    def chunks(self, archive: ZipFile, file: BackupFile) -> Iterator[bytes]:
        """The content of one file; it is not to be used before the end was reached.

        Raises InputRejectedError BACKUP-006 with problem BACKUP-008 when it is not what was
        written.
        """
        digest, size = hashlib.sha256(), 0
        try:
            with archive.open(file.name) as member:
                while chunk := member.read(CHUNK):
                    size += len(chunk)
                    if size > file.bytes:
                        break
                    digest.update(chunk)
                    yield chunk
        except _UNREADABLE as failure:
            raise self.refusal(Problem("BACKUP-008", file=file.name)) from failure
        if size != file.bytes or digest.hexdigest() != file.sha256:
            raise self.refusal(Problem("BACKUP-008", file=file.name))


def open_backup(path: Path, shown: Path | None = None) -> Backup:
    """Read the manifest of a backup and hold the archive's list of files against it.

    Raises InputRejectedError BACKUP-004 for a file that is no backup, BACKUP-005 for one of a
    newer format, BACKUP-010 for one of a newer schema, BACKUP-011 when the file cannot be read,
    BACKUP-006 with problems BACKUP-007 (a
    file is missing), BACKUP-008 (another size) or BACKUP-009 (a file that must not be there).
    """
    named = shown or path
    try:
        with ZipFile(path) as archive:
            manifest = _read_manifest(archive, named)
            backup = Backup(path, named, manifest)
            problems = tuple(_wrong_entries(archive, manifest, path.stat().st_size))
    except OSError as failure:
        reason = failure.strerror or str(failure)
        raise InputRejectedError("BACKUP-011", file=str(named), reason=reason) from failure
    except _UNREADABLE as failure:
        raise InputRejectedError("BACKUP-004", file=str(named)) from failure
    if problems:
        raise backup.refusal(*problems)
    if manifest.schema_revision not in REVISIONS:
        found = manifest.schema_revision
        raise InputRejectedError("BACKUP-010", file=str(named), found=found, known=REVISIONS[-1])
    return backup


def _read_manifest(archive: ZipFile, named: Path) -> Manifest:
    try:
        entry = archive.getinfo(NAME)
        if entry.file_size > _LONGEST_MANIFEST:
            raise ValueError(NAME)
        with archive.open(entry) as member:
            told = json.loads(member.read(_LONGEST_MANIFEST))
        if told["format"] != FORMAT:
            raise ValueError(NAME)
        version = int(told["format_version"])
        if version == VERSION:
            return manifest_from(told)
    except _NO_MANIFEST as failure:
        raise InputRejectedError("BACKUP-004", file=str(named)) from failure
    raise InputRejectedError("BACKUP-005", file=str(named), found=version, known=VERSION)


def _wrong_entries(archive: ZipFile, manifest: Manifest, size: int) -> Iterator[Problem]:
    expected = {file.name: file.bytes for file in manifest.files}
    entries = [entry for entry in archive.infolist() if entry.filename != NAME]
    names = Counter(entry.filename for entry in entries)
    for name in sorted(expected.keys() - names.keys()):
        yield Problem("BACKUP-007", file=name)
    for entry in entries:
        name = entry.filename
        if name not in expected or not is_safe(name) or names[name] > 1:
            yield Problem("BACKUP-009", file=name)
        elif entry.file_size != expected[name]:
            yield Problem("BACKUP-008", file=name)
    # Entries that share their bytes: a small file that would unpack to a huge one.
    if sum(entry.compress_size for entry in entries) > size:
        yield Problem("BACKUP-009", file=NAME)
