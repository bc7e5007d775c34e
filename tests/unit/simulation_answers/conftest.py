"""Loads the made-up ensembles."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

BUILDER = Path(__file__).resolve().parent / "made_up.py"


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    """The module that builds ensembles with known truth."""
    spec = importlib.util.spec_from_file_location("trimtab_made_up_ensemble", BUILDER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
