"""Loads the generated panel that stands beside these tests."""

from __future__ import annotations

from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def synthetic(load_builder) -> ModuleType:
    """The module that builds generated passes and briefs."""
    return load_builder("unit/reports/synthetic.py")
