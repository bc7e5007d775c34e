"""Loads the made-up back-test."""

from __future__ import annotations

from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def made_up(load_builder) -> ModuleType:
    """The module that builds the made-up panel, its back-tests and their report."""
    return load_builder("unit/backtest_report/made_up.py")
