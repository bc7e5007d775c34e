"""A real PostgreSQL, made once a session; each test gets a copy of a migrated database."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

_numbers = count(1)


@dataclass(frozen=True)
class PostgresServer:
    """A server that answers on a Unix socket in ``folder`` and nowhere else."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """One statement outside any transaction, as CREATE DATABASE needs it."""
        import psycopg

        with psycopg.connect(
            f"host={self.folder} user=postgres dbname=postgres", autocommit=True
        ) as connection:
            connection.execute(statement)


def _unprivileged() -> dict[str, object]:
    """PostgreSQL refuses to run as root: which account to run it under instead."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    pytest.fail("running as root without an account 'postgres' or 'nobody'")


@pytest.fixture(scope="session")
def postgres_server(postgres_programs: Path) -> Iterator[PostgresServer]:
    """A PostgreSQL server for this session, removed afterwards."""
    account = _unprivileged()
    place = os.environ.get("PYTEST_DEBUG_TEMPROOT")  # in memory, if there is plenty
    folder = Path(tempfile.mkdtemp(prefix="trimtab-pg-", dir=place))  # a socket's path is short
    if account:
        os.chown(folder, int(str(account["user"])), int(str(account["group"])))
    data = folder / "data"
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    process = None
    try:
        subprocess.run(
            [postgres_programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N"],
            cwd=folder, env=environment, check=True, capture_output=True, timeout=120, **account,
        )  # fmt: skip
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                [postgres_programs / "postgres", "-D", data, "-k", folder, "-c",
                 "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off",
                 "-c", "synchronous_commit=off", "-c", "shared_buffers=16MB"],
                cwd=folder, env=environment, stdout=log, stderr=log, **account,
            )  # fmt: skip
        server = PostgresServer(folder)
        _wait_until_it_answers(server, process)
        yield server
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # "fast shutdown"
            process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_it_answers(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    import psycopg

    for _ in range(200):
        try:
            server.execute("SELECT 1")
        except psycopg.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
        else:
            return
    pytest.fail((server.folder / "log").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def postgres_template(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Name of a database with the current schema and nothing in it."""
    from trimtab.stores import ObservationStore

    postgres_server.execute("CREATE DATABASE trimtab_template")
    folder = tmp_path_factory.mktemp("template")
    ObservationStore.open(folder, postgres_server.url("trimtab_template")).close()
    return "trimtab_template"


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """A database of one's own with the current schema."""
    name = f"test_{next(_numbers)}"
    postgres_server.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield postgres_server.url(name)
    postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A database of one's own without any table."""
    name = f"empty_{next(_numbers)}"
    postgres_server.execute(f"CREATE DATABASE {name}")
    yield postgres_server.url(name)
    postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """Each operational database: the workspace's own SQLite file (None), a PostgreSQL URL."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
