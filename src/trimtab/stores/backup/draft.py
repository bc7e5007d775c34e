"""A workspace that is built beside its place and takes it whole."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trimtab.kernel import StateError
from trimtab.kernel.files import sync_to_disk
from trimtab.stores.leases import Lease


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
    """A hidden folder beside ``target`` that is removed when the block ends without placing it.

    What a killed process left of an earlier one is removed first: its lease is free.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    hidden = f".{target.name}.restoring-"
    for left in target.parent.glob(f"{hidden}*"):
        with Lease(left, "migration").alone_if_free() as free:
            if free:
                shutil.rmtree(left, ignore_errors=True)
    draft = target.parent / f"{hidden}{secrets.token_hex(6)}"
    draft.mkdir(mode=0o700)
    try:
        with Lease(draft, "migration").shared():
            yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


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
