"""The workbench on each operational database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

_numbers = count(1)


@pytest.fixture(scope="session")
def filled_on_postgres(
    workbenches, postgres_server, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """A workspace and the name of its database, both to be copied."""
    name = "web_template"
    postgres_server.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    folder = tmp_path_factory.mktemp("postgres") / "workspace"
    return workbenches.fill_workspace(folder, postgres_server.url(name)), name


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def web_database(
    request: pytest.FixtureRequest, workbenches, tmp_path: Path
) -> Iterator[tuple[Path, str | None]]:
    """A filled workspace of one's own and its database: SQLite (None), then PostgreSQL."""
    if request.param == "sqlite":
        filled = request.getfixturevalue("filled_workspace")
        yield workbenches.copy_of(filled, tmp_path / "workspace"), None
        return
    server = request.getfixturevalue("postgres_server")
    filled, template = request.getfixturevalue("filled_on_postgres")
    name = f"web_{next(_numbers)}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield workbenches.copy_of(filled, tmp_path / "workspace"), server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def bench(workbenches, web_database) -> Iterator[object]:
    with workbenches.opened(*web_database) as opened:
        yield opened


@pytest.fixture
def application(workbenches, bench):
    return workbenches.application_of(bench)


@pytest.fixture
def client_as(workbenches, application) -> Callable[..., object]:
    def client(role: str | None = None, language: str = "zh"):
        return workbenches.client_of(application, role, language)

    return client
