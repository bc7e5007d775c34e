"""Files that are on the disk, hashed, before anybody is told of them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from trimtab.stores.catalogue import SegmentFile

_CHUNK = 1 << 20


class HashingFile:
    """A file to write to that hashes what passes through; ``seal`` puts it on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = path.open("wb")
        self._hash = hashlib.sha256()
        self._bytes = 0

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        self._bytes += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    def tell(self) -> int:
        return self._bytes

    @property
    def closed(self) -> bool:
        return self._file.closed

    def close(self) -> None:
        self._file.close()

    def seal(self) -> SegmentFile:
        """Flush to the disk itself, close, and say what was written."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return SegmentFile(self._path.name, self._bytes, self._hash.hexdigest())


def sha256_of(path: Path) -> str:
    """Hash of a file as it is now."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
