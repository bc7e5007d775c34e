"""Writes the files of a backup into one archive, as a stream, and remembers their hashes.

ZIP with 64-bit sizes: Parquet is stored as it is (it is compressed already), all else deflated.
Any unzip program can look inside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from trimtab.stores.backup.manifest import NAME, BackupFile, Manifest

CHUNK = 1 << 20
_OWNER_ONLY = 0o600 << 16


class ArchiveWriter:
    """An archive being written to an open file."""

    def __init__(self, file: BinaryIO, created_at: datetime) -> None:
        self._zip = ZipFile(file, "w", allowZip64=True)
        self._stamp = created_at.timetuple()[:6]
        self.files: list[BackupFile] = []

    def add(self, name: str, chunks: Iterable[bytes]) -> BackupFile:
        """Write one file piece by piece; what was written."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(self._entry(name), "w", force_zip64=True) as member:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        added = BackupFile(name, size, digest.hexdigest())
        self.files.append(added)
        return added

    def seal(self, manifest: Manifest) -> None:
        """Write the manifest and the directory of the archive."""
        self._zip.writestr(self._entry(NAME), manifest.to_json())
        self._zip.close()

    def __enter__(self) -> ArchiveWriter:
        return self

    def __exit__(self, *failure: object) -> None:
        """Let go of the file; an archive that was not sealed stays without a manifest."""
        with suppress(OSError):
            self._zip.close()

    def _entry(self, name: str) -> ZipInfo:
        entry = ZipInfo(name, self._stamp)
        entry.compress_type = ZIP_STORED if name.endswith(".parquet") else ZIP_DEFLATED
        entry.external_attr = _OWNER_ONLY
        return entry


def chunks_of(path: Path) -> Iterator[bytes]:
    """The content of a file, piece by piece."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
