"""The workspace as a server holds it open: one store and one office for all who work in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trimtab.app.workspace import Workspace
from trimtab.office.types import OPERATOR
from trimtab.stores import ObservationStore
from trimtab.stores.office.store import SqlOfficeStore, open_office


@dataclass(frozen=True)
class Workbench:
    """One open workspace, shared by all requests and threads of a server.

    ``services`` holds what lives as long as the server (accounts, the live monitoring), by name.
    """

    folder: Path
    database_url: str | None
    store: ObservationStore
    office: SqlOfficeStore
    services: dict[str, Any] = field(default_factory=dict)

    def workspace(self, actor: str) -> Workspace:
        """The same workspace in somebody's name, without opening it again."""
        return Workspace(self.folder, self.database_url, actor, self.store)

    def close(self) -> None:
        """Close services that can be closed, the office and the store."""
        for service in reversed(list(self.services.values())):
            close = getattr(service, "close", None)
            if close is not None:
                close()
        self.office.close()
        self.store.close()


def open_workbench(
    folder: Path, database_url: str | None = None, *, create: bool = False
) -> Workbench:
    """Open a workspace for a server. Raises what ``ObservationStore.open`` raises."""
    store = ObservationStore.open(folder, database_url, create=create, actor=OPERATOR)
    return Workbench(folder, database_url, store, open_office(folder, database_url))
