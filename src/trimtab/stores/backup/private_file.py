"""A file only its owner may read, there whole or not at all."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from trimtab.kernel.files import sync_to_disk

PREFIX = ".trimtab-backup-"


@contextmanager
def private_draft(path: Path, replace: bool) -> Iterator[tuple[Path, BinaryIO]]:
    """A draft beside ``path``, open for writing, that takes its name when the block ends.

    Its mode is 0600 from the first byte on: it holds personal data. Never takes the place of
    another file unless ``replace``: FileExistsError, also when one appeared meanwhile. What a
    killed process left in the folder is removed. Raises OSError as the system gives it.
    """
    remove_dead_drafts(path.parent)
    handle, name = tempfile.mkstemp(prefix=PREFIX, dir=path.parent)
    draft = Path(name)
    try:
        with open(handle, "w+b") as file:  # noqa: PTH123  # a descriptor, not a path
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # alive as long as it is held
            yield draft, file
            file.flush()
            os.fsync(file.fileno())
            _take_name(draft, path, replace)
        sync_to_disk(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _take_name(draft: Path, path: Path, replace: bool) -> None:
    if replace:
        draft.replace(path)
        return
    try:
        path.hardlink_to(draft)  # unlike a rename, fails when the name is taken
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links
        if path.exists():
            raise FileExistsError(path) from None
        draft.rename(path)


def remove_dead_drafts(folder: Path) -> None:
    """Remove the drafts in a folder whose writer is gone."""
    for draft in folder.glob(f"{PREFIX}*"):
        with suppress(OSError), draft.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.unlink()
