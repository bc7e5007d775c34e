"""Fixtures that find what a machine may lack. With CI=true a skip is a failure."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

# No test looks at a clock: a loaded machine must not fail a property.
settings.register_profile("trimtab", deadline=None)
settings.load_profile("trimtab")

REPOSITORY = Path(__file__).resolve().parent.parent
MEMORY = Path("/dev/shm")
PLENTY = 6 << 30  # bytes


def pytest_configure() -> None:
    """Temporary files lie in memory where there is plenty of it: tests of stores make thousands of
    small files, and on a slow disk they wait for nothing else."""
    if "PYTEST_DEBUG_TEMPROOT" not in os.environ and _memory_left() > PLENTY:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY)


def _memory_left() -> int:
    """Bytes that files in memory may take without the machine running short."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return 0
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(shutil.disk_usage(MEMORY).free, free)


def _lacking(what: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have {what}")
    pytest.skip(f"needs {what}")


@pytest.fixture(scope="session", autouse=True)
def schema_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A new SQLite database gets the present schema as a copy of one that was migrated: hundreds of
    tests need one, and the way there is walked step by step by the tests of the migrations."""
    from trimtab.stores import database

    walk, latest = database.migrate, database.REVISIONS[-1]
    ready = tmp_path_factory.mktemp("schema")

    def migrate(engine: Engine, revision: str = latest) -> None:
        if engine.dialect.name != "sqlite" or revision != latest or not _is_empty(engine):
            walk(engine, revision)
            return
        if not (ready / database.FILE).exists():
            made = database.open_engine(ready, None)
            walk(made)
            made.dispose()
        with (
            closing(sqlite3.connect(ready / database.FILE)) as source,
            closing(sqlite3.connect(str(engine.url.database))) as target,
        ):
            source.backup(target)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(database, "migrate", migrate)
        yield


@pytest.fixture(scope="session", autouse=True)
def cheap_passphrases() -> Iterator[None]:
    """Key files of tests cost a guess little; what a real one costs has a test of its own."""
    from trimtab.stores.credentials import pkcs8

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pkcs8, "COST", 1 << 4)
        yield


def _is_empty(engine: Engine) -> bool:
    with engine.connect() as connection:
        return not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()


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


@pytest.fixture(scope="session")
def workbenches(load_builder) -> ModuleType:
    """Tiny workbenches, which all tests of the web share."""
    return load_builder("unit/web/workbenches.py")


@pytest.fixture(scope="session")
def filled_workspace(workbenches, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of a demonstration, to be copied and never written to."""
    return workbenches.fill_workspace(tmp_path_factory.mktemp("web") / "workspace")
