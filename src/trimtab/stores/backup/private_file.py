"""A file only its owner may read, there whole or not at all."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from trimtab.kernel.files import OWNER_ONLY, written_whole

PREFIX = ".trimtab-backup-"


@contextmanager
def private_draft(path: Path, replace: bool) -> Iterator[tuple[Path, BinaryIO]]:
    """A draft beside ``path``, open for writing, that takes its name when the block ends.

    It holds personal data: only its owner may read it, from the first byte on. What a killed
    process left in the folder is removed. Raises what ``written_whole`` raises.
    """
    remove_dead_drafts(path.parent)
    with (
        ExitStack() as named,
        written_whole(path, OWNER_ONLY, replace=replace, prefix=PREFIX) as draft,
    ):
        file = named.enter_context(draft.open("w+b"))
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # alive until it has its name
        yield draft, file
        file.flush()


def remove_dead_drafts(folder: Path) -> None:
    """Remove the drafts in a folder whose writer is gone."""
    for draft in folder.glob(f"{PREFIX}*"):
        with suppress(OSError), draft.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.unlink()
