"""A tiny workbench (synthetic panel, demonstration office) and browsers signed in by role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture
def bench_us_small(workbenches, filled_workspace: Path, tmp_path: Path) -> Iterator[object]:
    """A workbench of one's own over a copy of the tiny workspace."""
    folder = workbenches.copy_of(filled_workspace, tmp_path / "workspace")
    with workbenches.opened(folder) as bench:
        yield bench


@pytest.fixture
def application(workbenches, bench_us_small):
    return workbenches.application_of(bench_us_small)


@pytest.fixture
def client_as(workbenches, application) -> Callable[..., object]:
    """``client_as("analyst")``: a browser signed in; ``client_as(None)``: nobody."""

    def client(role: str | None = None, language: str = "zh"):
        return workbenches.client_of(application, role, language)

    return client
