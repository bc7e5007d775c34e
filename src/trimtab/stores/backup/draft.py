"""Folders that go when the work in them ends, and one that takes its place whole."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from trimtab.kernel import StateError
from trimtab.kernel.files import sync_to_disk
from trimtab.stores.leases import Lease

_LEASE = "migration"
"""What an opened workspace waits for before it changes anything."""


def refuse_filled_folder(target: Path) -> None:
    """Raises StateError BACKUP-013 when something is there already."""
    try:
        filled = any(target.iterdir())
    except FileNotFoundError:
        return
    except NotADirectoryError:
        filled = True
    if filled:
        raise StateError("BACKUP-013", workspace=str(target))


@contextmanager
def draft_workspace(target: Path) -> Iterator[Path]:
    """A hidden folder beside ``target`` that is removed when the block ends without placing it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with private_folder(target.parent, f".{target.name}.restoring-") as draft:
        yield draft


@contextmanager
def private_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A folder only its owner may look into; it is removed when the block ends.

    What killed processes left under this prefix is removed first: their leases are free.
    """
    import tempfile

    for left in parent.glob(f"{prefix}*"):
        with suppress(OSError):
            if left.lstat().st_uid == os.geteuid():  # all may write where temporary files lie
                _remove_dead(left)
    unseen = Path(tempfile.mkdtemp(prefix=".trimtab-", dir=parent))
    with Lease(unseen, _LEASE).shared():  # before it has a name under which others remove it
        folder = unseen.rename(parent / f"{prefix}{secrets.token_hex(6)}")
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_dead(folder: Path) -> None:
    with Lease(folder, _LEASE).alone_if_free() as free:
        if free:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def placed(draft: Path, target: Path) -> Iterator[None]:
    """The draft under its name, on the disk; taken away again when the block fails.

    Raises StateError BACKUP-013 when something took the place meanwhile.
    """
    refuse_filled_folder(target)
    if target.is_dir():
        draft.chmod(target.stat().st_mode & 0o7777)
    for folder in (draft, *(place for place in draft.rglob("*") if place.is_dir())):
        sync_to_disk(folder)
    draft.rename(target)  # also over an empty folder
    sync_to_disk(target.parent)
    try:
        yield
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
