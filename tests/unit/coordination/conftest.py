"""A furnished bureau on SQLite."""

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
def furnished(tmp_path_factory, bureaus) -> Path:
    """A workspace with departments and people, to be copied."""
    folder = tmp_path_factory.mktemp("coordination") / "workspace"
    opened = open_office(folder, create=True, now=bureaus.Clock())
    with opened as office, office.work("operator", "set up") as work:
        bureaus.furnish(work)
    return folder


@pytest.fixture
def bureau(tmp_path: Path, furnished: Path, bureaus) -> Iterator[object]:
    shutil.copytree(furnished, tmp_path / "workspace")
    clock = bureaus.Clock()
    with open_office(tmp_path / "workspace", now=clock) as office:
        yield bureaus.Bureau(office, clock)
