"""Loads the generated panel of the unit tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

BUILDER = Path(__file__).resolve().parents[2] / "unit" / "reports" / "synthetic.py"


@pytest.fixture(scope="session")
def synthetic() -> ModuleType:
    """The module that builds generated passes and briefs."""
    spec = importlib.util.spec_from_file_location("trimtab_e2e_synthetic_brief", BUILDER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def brief_file(synthetic, tmp_path_factory) -> Path:
    """A full brief on disk."""
    from trimtab.reports import write_brief

    path = tmp_path_factory.mktemp("brief") / "brief.html"
    write_brief(synthetic.make_brief(), path)
    return path
