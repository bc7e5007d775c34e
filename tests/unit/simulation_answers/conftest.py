"""Loads the made-up ensembles."""

from __future__ import annotations

from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def made_up(load_builder) -> ModuleType:
    """The module that builds ensembles with known truth."""
    return load_builder("unit/simulation_answers/made_up.py")
