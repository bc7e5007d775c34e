"""Loads the made-up ensembles and their report."""

from __future__ import annotations

from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def made_up(load_builder) -> ModuleType:
    """The module that builds ensembles with known truth and a report on one."""
    return load_builder("unit/simulation_answers/made_up.py")


@pytest.fixture(scope="session")
def report(made_up):
    """A full report, synthetic."""
    return made_up.report()
