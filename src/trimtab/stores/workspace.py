"""The folder of a store: where things lie, who holds a lease, and what may be cleared away."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from trimtab.kernel import StateError
from trimtab.kernel.files import sync_to_disk
from trimtab.stores.catalogue import Catalogue
from trimtab.stores.leases import Lease

_ABANDONED_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Workspace:
    """``memory`` bounds the sort of an import, in DuckDB's notation (``512MB``)."""

    folder: Path
    memory: str = "512MB"

    @property
    def exists(self) -> bool:
        return self.batches.is_dir()

    @property
    def batches(self) -> Path:
        return self.folder / "batches"

    @property
    def staging(self) -> Path:
        """Where validated files wait to become a batch."""
        return self.folder / "staging"

    @property
    def spill(self) -> Path:
        """Where sorts go that do not fit into memory."""
        return self.folder / "spill"

    @property
    def writers(self) -> Lease:
        """Held by imports and compactions while their files are not in the catalogue yet."""
        return Lease(self.folder, "writers")

    @property
    def readers(self) -> Lease:
        """Held from reading the list of live segments until their files were read."""
        return Lease(self.folder, "readers")

    @property
    def migration(self) -> Lease:
        """Held while the schema is brought up to date."""
        return Lease(self.folder, "migration")

    def create(self) -> None:
        """Make the folders that are not there yet."""
        folders = (self.batches, self.staging, self.spill)
        if not all(folder.is_dir() for folder in folders):
            for folder in folders:
                folder.mkdir(parents=True, exist_ok=True)
            sync_to_disk(self.folder)

    @property
    def _mark(self) -> Path:
        return self.folder / "store.id"

    def belongs_to(self, catalogue: Catalogue) -> bool:
        """Whether this folder is marked as that database's."""
        return self._mark.exists() and self._mark.read_text("ascii") == catalogue.store_id()

    def bind(self, catalogue: Catalogue) -> None:
        """Tie a new folder and a new database to each other; only while holding ``migration``.

        Raises StateError STORE-024 for a folder or database that already has another partner:
        its batches would be orphans there.
        """
        known = catalogue.store_id()
        live, _ = catalogue.known_segments()
        held = {place.name for place in self.batches.iterdir()}
        if self._mark.exists() or not live <= held or (held and not live):
            raise StateError("STORE-024", workspace=str(self.folder))
        if known is None:
            known = secrets.token_hex(16)
            catalogue.set_store_id(known)
        partial = self._mark.with_suffix(".new")
        partial.write_text(known, "ascii")
        sync_to_disk(partial)
        partial.rename(self._mark)
        sync_to_disk(self.folder)

    def new_segment_id(self) -> str:
        """A name that tells when it was made and that nobody else takes."""
        return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(6)}"

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder of one's own in ``spill``. Only while holding ``writers``."""
        folder = self.spill / secrets.token_hex(8)
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def sweep(self, catalogue: Catalogue) -> None:
        """Remove folders without a catalogue row, and retired segments nobody can be reading.

        Does nothing while an import is running: what it writes has no row yet. A reader that
        started before a segment was retired still holds ``readers``; once that lease was free,
        even for a moment, all later readers see the new list. Files wait in ``staging`` without
        a lease, so there only what was left for a day is removed.
        """
        with self.writers.alone_if_free() as free:
            if not free:
                return
            live, retired = catalogue.known_segments()
            if retired:
                with self.readers.alone_if_free() as unread:
                    if unread:
                        catalogue.forget(sorted(retired))
                        retired = frozenset()
            kept = live | retired
            orphans = [place for place in self.batches.iterdir() if place.name not in kept]
            abandoned = [place for place in self.staging.iterdir() if _is_abandoned(place)]
            for place in (*orphans, *abandoned, *self.spill.iterdir()):
                _remove(place)


def _is_abandoned(place: Path) -> bool:
    with suppress(FileNotFoundError):
        return time.time() - place.stat().st_mtime > _ABANDONED_SECONDS
    return False


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place, ignore_errors=True)
    else:
        place.unlink(missing_ok=True)
