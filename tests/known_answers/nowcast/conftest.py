"""The nation's figures to 1984 in a workspace, imported as a user would."""

from __future__ import annotations

from pathlib import Path

import pytest

from trimtab.app.imports import import_source
from trimtab.app.workspace import Workspace, open_workspace

NATION = (
    "unemployment_vacancy_1929_1984.csv",
    "insured_unemployment_rate_weekly_1971_1984.csv",
)


@pytest.fixture(scope="session")
def nation(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Monthly unemployment and vacancy rates, weekly insured unemployment rate."""
    opened = open_workspace(tmp_path_factory.mktemp("nation"), create=True)
    for name in NATION:
        import_source(opened, str(shared_data / "us_national" / name))
    return opened
