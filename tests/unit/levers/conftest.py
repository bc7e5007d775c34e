"""The tiny economies that the tests of the levers share."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

BUILDER = Path(__file__).resolve().parents[2] / "unit" / "levers" / "tiny_economies.py"


@pytest.fixture(scope="session")
def tiny() -> ModuleType:
    """The builder as a module."""
    name = "trimtab_tests_tiny_economies"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, BUILDER)
        assert spec and spec.loader
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]
