"""A real server in a process of its own, over a copy of the tiny workspace."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

STARTING = (
    "import sys; from pathlib import Path; from trimtab.cli.serve import serve_demonstration; "
    "serve_demonstration(Path(), int(sys.argv[2]), workspace=Path(sys.argv[1]), "
    "database=sys.argv[3] or None, workers=int(sys.argv[4]))"
)


@dataclass
class Server:
    """A running demonstration: ``url``, its process, its workspace, and where its log is."""

    url: str
    process: subprocess.Popen[str]
    workspace: Path
    log: Path


def start(
    workspace: Path, log: Path, port: int = 0, database_url: str = "", workers: int = 1
) -> Server:
    """Start a server and wait until it says where it is."""
    environment = {
        **os.environ, "TRIMTAB_LANG": "en", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
    }  # fmt: skip
    with log.open("a") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", STARTING, str(workspace), str(port), database_url, str(workers)],
            stdout=subprocess.PIPE, stderr=out, text=True, env=environment,
        )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline()
    if "http://" not in line:
        process.kill()
        pytest.fail(f"the server did not start: {line}\n{log.read_text()}")
    url = line[line.index("http://") :].split()[0]
    return Server(url, process, workspace, log)


def stop(server: Server) -> int:
    """Stop it in good order; its exit code."""
    server.process.terminate()
    try:
        return server.process.wait(60)
    except subprocess.TimeoutExpired:
        server.process.kill()
        raise


@pytest.fixture
def start_server(
    workbenches, filled_workspace: Path, tmp_path: Path
) -> Iterator[Callable[..., Server]]:
    """Starts servers over one copy of the workspace; those left are stopped."""
    started: list[Server] = []
    workspace = workbenches.copy_of(filled_workspace, tmp_path / "workspace")

    def start_one(port: int = 0, workers: int = 1) -> Server:
        started.append(start(workspace, tmp_path / "server.log", port, workers=workers))
        return started[-1]

    yield start_one
    for server in started:
        if server.process.poll() is None:
            stop(server)


@pytest.fixture(scope="module")
def served(
    workbenches, filled_workspace: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """One server for the tests of a module."""
    folder = tmp_path_factory.mktemp("served")
    workspace = workbenches.copy_of(filled_workspace, folder / "workspace")
    server = start(workspace, folder / "server.log")
    yield server
    stop(server)
