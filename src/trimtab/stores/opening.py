"""Opening a workspace folder together with the database that belongs to it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from trimtab.kernel import StateError
from trimtab.stores import database
from trimtab.stores.catalogue import Catalogue
from trimtab.stores.workspace import Workspace


def open_place(
    folder: Path, database_url: str | None = None, *, create: bool = True, memory: str = "512MB"
) -> tuple[Workspace, Engine]:
    """The folder and an engine for its database, the schema brought up to date.

    Raises StateError STORE-001 when the schema is newer than this software, STORE-002 when the
    workspace does not exist and ``create`` is False, STORE-003 when the database does not answer,
    STORE-024 when folder and database do not belong together; ConfigurationError STORE-005 for
    another kind of database.
    """
    place = Workspace(folder, memory)
    if not create and not place.exists:
        raise StateError("STORE-002", workspace=str(folder))
    place.create()
    engine = database.open_engine(place.folder, database_url)
    _prepare(place, engine)
    return place, engine


def _prepare(place: Workspace, engine: Engine) -> None:
    catalogue = Catalogue(engine)
    if database.is_current(engine) and place.belongs_to(catalogue):
        return
    with place.migration.alone():  # another process may be ahead of this one
        if not database.is_current(engine):
            database.migrate(engine)
        if not place.belongs_to(catalogue):
            place.bind(catalogue)
