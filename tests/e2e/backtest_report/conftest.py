"""Loads the made-up back-test."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def made_up(load_builder) -> ModuleType:
    """The module that builds the made-up panel, its back-tests and their report."""
    return load_builder("unit/backtest_report/made_up.py")


@pytest.fixture(scope="session")
def report_file(made_up, tmp_path_factory) -> Path:
    """A full report on disk."""
    from trimtab.reports.backtest import write_backtest_report

    path = tmp_path_factory.mktemp("report") / "backtest.html"
    write_backtest_report(made_up.report(), path)
    return path
