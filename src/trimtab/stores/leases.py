"""Leases between processes: file locks that the system drops when their holder dies.

A process that writes or reads holds its lease *shared*; whoever clears away asks for it *alone*
and gets it only when nobody holds it, so a killed process never blocks anybody and a live one is
never cleared under its hands. Works on POSIX systems, NFS 4 included.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = "leases"


class Lease:
    """One lock file of a workspace; every use opens it anew, so threads do not share a lock."""

    def __init__(self, workspace: Path, name: str) -> None:
        self._path = workspace / FOLDER / name

    def _open(self) -> int:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Hold the lease beside others who hold it shared."""
        descriptor = self._open()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody else holds the lease, then hold it alone."""
        descriptor = self._open()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def alone_if_free(self) -> Iterator[bool]:
        """Hold the lease alone if nobody else holds it now; yields whether it does."""
        descriptor = self._open()
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(descriptor)
