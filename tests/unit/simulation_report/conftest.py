"""Loads the made-up ensembles and their report."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

BUILDER = Path(__file__).resolve().parents[1] / "simulation_answers" / "made_up.py"


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    """The module that builds ensembles with known truth and a report on one."""
    spec = importlib.util.spec_from_file_location("trimtab_unit_report_ensemble", BUILDER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def report(made_up):
    """A full report, synthetic."""
    return made_up.report()
