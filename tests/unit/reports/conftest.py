"""Loads the generated panel that stands beside these tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

BUILDER = Path(__file__).resolve().parent / "synthetic.py"


@pytest.fixture(scope="session")
def synthetic() -> ModuleType:
    """The module that builds generated passes and briefs."""
    spec = importlib.util.spec_from_file_location("trimtab_tests_synthetic_brief", BUILDER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
