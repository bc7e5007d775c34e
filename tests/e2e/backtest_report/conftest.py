"""Loads the made-up back-test."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

BUILDER = Path(__file__).resolve().parents[2] / "unit" / "backtest_report" / "made_up.py"


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    """The module that builds the made-up panel, its back-tests and their report."""
    spec = importlib.util.spec_from_file_location("trimtab_e2e_made_up_backtest", BUILDER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def report_file(made_up, tmp_path_factory) -> Path:
    """A full report on disk."""
    from trimtab.reports.backtest import write_backtest_report

    path = tmp_path_factory.mktemp("report") / "backtest.html"
    write_backtest_report(made_up.report(), path)
    return path
