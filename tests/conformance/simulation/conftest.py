"""Loads the random models of the property tests: both folders ask about the same ones."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

BUILDER = Path(__file__).resolve().parents[2] / "property" / "simulation" / "random_models.py"


@pytest.fixture(scope="session")
def random_models() -> ModuleType:
    """The module that makes random models."""
    spec = importlib.util.spec_from_file_location("trimtab_random_models", BUILDER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
