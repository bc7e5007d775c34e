"""Fixtures that find what a machine may lack. With CI=true a skip is a failure."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest
from hypothesis import settings

# No test looks at a clock: a loaded machine must not fail a property.
settings.register_profile("trimtab", deadline=None)
settings.load_profile("trimtab")

REPOSITORY = Path(__file__).resolve().parent.parent


def _lacking(what: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have {what}")
    pytest.skip(f"needs {what}")


@pytest.fixture(scope="session")
def repository() -> Path:
    """Root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The evaluation data beside the project; TRIMTAB_SHARED names another place."""
    folder = Path(os.environ.get("TRIMTAB_SHARED", REPOSITORY.parent / "shared")) / "data"
    if not folder.is_dir():
        _lacking("the evaluation data in ../shared (or TRIMTAB_SHARED)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a chromium browser."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        _lacking("chromium (Debian: apt-get install chromium)")
    return found


@pytest.fixture(scope="session")
def postgres_programs() -> Path:
    """Folder of initdb and postgres."""
    candidates = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    if path := shutil.which("initdb"):
        candidates.append(Path(path).parent)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    _lacking("the PostgreSQL server programs (Debian: apt-get install postgresql)")


@pytest.fixture(scope="session")
def load_builder() -> Callable[[str], ModuleType]:
    """Loads a module of tests by its path below ``tests``, once: builders that folders share."""

    def load(place: str) -> ModuleType:
        name = "trimtab_tests_" + place.removesuffix(".py").replace("/", "_")
        if name not in sys.modules:
            spec = importlib.util.spec_from_file_location(name, REPOSITORY / "tests" / place)
            assert spec and spec.loader
            sys.modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(sys.modules[name])
        return sys.modules[name]

    return load


@pytest.fixture(scope="session")
def tiny(load_builder) -> ModuleType:
    """The tiny economies that the tests of the levers share."""
    return load_builder("unit/levers/tiny_economies.py")


@pytest.fixture(scope="session")
def random_models(load_builder) -> ModuleType:
    """The random models that property and conformance tests of the engines share."""
    return load_builder("property/simulation/random_models.py")
