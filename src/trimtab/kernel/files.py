"""A file is written whole or not at all."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

OWNER_ONLY = 0o600
_READABLE = 0o644  # a temporary file is private; what replaces a person's file is not
_COMPUTED = tuple("=+-@＝＋－＠\t\r\n")  # what a text begins with that a spreadsheet computes


def sync_to_disk(path: Path) -> None:
    """Put what a file or folder holds on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def written_whole(
    path: Path, mode: int = _READABLE, *, replace: bool = True, prefix: str = ""
) -> Iterator[Path]:
    """A draft beside ``path`` that takes its name when the block ends, and is removed if it fails.

    Whoever reads ``path`` sees the old file or the whole new one, also after a power cut. Nobody
    else reads the draft before it has the name and ``mode``. Without ``replace`` a file that is
    there stays (FileExistsError), also one that appeared meanwhile. Raises OSError as the system
    gives it: the caller knows the sentence.
    """
    handle, name = tempfile.mkstemp(prefix=prefix or f".{path.name}.", dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        sync_to_disk(draft)
        draft.chmod(mode)
        if replace:
            draft.replace(path)
        else:
            _take_free_name(draft, path)
        if os.name == "posix":  # elsewhere a folder cannot be opened
            sync_to_disk(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _take_free_name(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)  # unlike a rename, fails when the name is taken
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links
        if path.exists():
            raise FileExistsError(path) from None
        draft.rename(path)


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    encoding: str = "utf-8",
    *,
    guarded: bool = False,
) -> None:
    """Write a CSV file whole; OSError as ``written_whole`` gives it.

    ``guarded``: for what people typed, which may not become a formula in somebody's spreadsheet.
    """
    with written_whole(path) as draft, draft.open("w", encoding=encoding, newline="") as file:
        # Minimal quoting leaves a lone carriage return bare, which would end the row there.
        writer = csv.writer(
            file,
            lineterminator="\n",
            quoting=csv.QUOTE_NONNUMERIC if guarded else csv.QUOTE_MINIMAL,
        )
        writer.writerow(header)
        writer.writerows((map(guard_formula, row) for row in rows) if guarded else rows)


def guard_formula(cell: object) -> object:
    """A cell that a spreadsheet shows as it is: before a text that it would compute stands an
    apostrophe; numbers, also as text, stay numbers.

    References   OWASP, CSV Injection (the characters named there, full-width forms included)

    >>> [guard_formula(cell) for cell in ("=1+1", "-5.2", -5.2, None, "left early")]
    ["'=1+1", '-5.2', -5.2, None, 'left early']
    """
    if not isinstance(cell, str) or not cell.startswith(_COMPUTED):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
