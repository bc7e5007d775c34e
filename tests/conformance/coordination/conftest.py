"""A furnished bureau on each operational database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from trimtab.stores.office.store import open_office


@pytest.fixture(scope="session")
def bureaus(load_builder) -> ModuleType:
    return load_builder("unit/coordination/bureau.py")


@pytest.fixture(scope="session")
def empty_workspace(tmp_path_factory) -> Path:
    """A migrated workspace, to be copied."""
    folder = tmp_path_factory.mktemp("coordination") / "workspace"
    open_office(folder, create=True).close()
    return folder


@pytest.fixture
def workspace(tmp_path: Path, empty_workspace: Path, database_url: str | None) -> Path:
    if database_url is None:
        shutil.copytree(empty_workspace, tmp_path / "workspace")
    return tmp_path / "workspace"


@pytest.fixture
def bureau(workspace: Path, database_url: str | None, bureaus) -> Iterator[object]:
    clock = bureaus.Clock()
    with open_office(workspace, database_url, create=True, now=clock) as office:
        with office.work("operator", "set up") as work:
            bureaus.furnish(work)
        yield bureaus.Bureau(office, clock)
