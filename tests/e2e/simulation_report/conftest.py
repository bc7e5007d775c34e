"""Loads the made-up ensembles and their report."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def made_up(load_builder) -> ModuleType:
    """The module that builds ensembles with known truth and a report on one."""
    return load_builder("unit/simulation_answers/made_up.py")


@pytest.fixture(scope="session")
def report_file(made_up, tmp_path_factory) -> Path:
    """A full report on disk, over all states so that it has a map."""
    from trimtab.classifications import tile_grid
    from trimtab.reports.simulation import write_html

    path = tmp_path_factory.mktemp("report") / "simulation.html"
    write_html(made_up.report(regions=tuple(map(str, tile_grid("US")))), path)
    return path
