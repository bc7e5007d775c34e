"""Loads the generated panel of the unit tests."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def synthetic(load_builder) -> ModuleType:
    """The module that builds generated passes and briefs."""
    return load_builder("unit/reports/synthetic.py")


@pytest.fixture(scope="session")
def brief_file(synthetic, tmp_path_factory) -> Path:
    """A full brief on disk."""
    from trimtab.reports import write_brief

    path = tmp_path_factory.mktemp("brief") / "brief.html"
    write_brief(synthetic.make_brief(), path)
    return path
