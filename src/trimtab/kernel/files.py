"""A file is written whole or not at all."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_READABLE = 0o644  # a temporary file is private; what replaces a person's file is not


def sync_to_disk(path: Path) -> None:
    """Put what a file or folder holds on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A draft beside ``path`` that replaces it when the block ends, and is removed if it fails.

    Whoever reads ``path`` sees the old file or the whole new one, also after a power cut. Raises
    OSError as the system gives it: the caller knows the sentence.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        sync_to_disk(draft)
        draft.chmod(_READABLE)
        draft.replace(path)
        if os.name == "posix":  # elsewhere a folder cannot be opened
            sync_to_disk(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    encoding: str = "utf-8",
) -> None:
    """Write a CSV file whole; OSError as ``written_whole`` gives it."""
    with written_whole(path) as draft, draft.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
