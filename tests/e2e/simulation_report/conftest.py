"""Loads the made-up ensembles and their report."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

BUILDER = Path(__file__).resolve().parents[2] / "unit" / "simulation_answers" / "made_up.py"


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    """The module that builds ensembles with known truth and a report on one."""
    spec = importlib.util.spec_from_file_location("trimtab_e2e_report_ensemble", BUILDER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def report_file(made_up, tmp_path_factory) -> Path:
    """A full report on disk, over all states so that it has a map."""
    from trimtab.classifications import tile_grid
    from trimtab.reports.simulation import write_html

    path = tmp_path_factory.mktemp("report") / "simulation.html"
    write_html(made_up.report(regions=tuple(map(str, tile_grid("US")))), path)
    return path
