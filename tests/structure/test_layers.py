"""The import contract holds, and names every room."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from configparser import ConfigParser
from pathlib import Path, PurePath
from statistics import median

import pytest

FORBIDDEN_NAMES = {"common", "utils", "util", "helpers", "misc", "core", "manager", "managers"}
LONGEST_FILE = 400


@pytest.fixture(scope="module")
def contract(repository: Path) -> ConfigParser:
    parser = ConfigParser()
    parser.read(repository / ".importlinter", encoding="utf-8")
    return parser


def test_import_contract_holds(repository: Path):
    linted = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=repository,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert "0 broken" in linted.stdout


def test_layers_are_exhaustive(contract: ConfigParser, repository: Path):
    """A room nobody placed would escape the contract."""
    layers = contract["importlinter:contract:layers"]
    assert layers.getboolean("exhaustive")
    named = layers["layers"].replace("(", " ").replace(")", " ").replace("|", " ").split()
    rooms = {path.parent.name for path in (repository / "src/trimtab").glob("*/__init__.py")}
    assert rooms <= set(named)
    assert [name for name, count in Counter(named).items() if count > 1] == []


def test_engines_are_kept_out_of_inner_rooms(contract: ConfigParser, repository: Path):
    inner = contract["importlinter:contract:inner-rooms-know-no-engine"]
    outer = {"app", "cli", "web", "stores", "ingest", "reports", "reference", "rulebook"}
    rooms = {path.parent.name for path in (repository / "src/trimtab").glob("*/__init__.py")}
    guarded = {name.removeprefix("trimtab.") for name in inner["source_modules"].split()}
    assert sorted(rooms - outer - guarded) == []
    assert {"duckdb", "sqlalchemy", "fastapi"} <= set(inner["forbidden_modules"].split())


def test_no_module_is_named_after_nothing(project_files: list[Path], repository: Path):
    named = [
        str(path.relative_to(repository))
        for path in project_files
        if path.suffix == ".py"
        and FORBIDDEN_NAMES & {PurePath(p).stem for p in path.relative_to(repository).parts}
    ]
    assert not named


def test_files_stay_readable(project_files: list[Path], repository: Path):
    lengths = {
        path.relative_to(repository): path.read_text(encoding="utf-8").count("\n")
        for path in project_files
        if path.suffix in {".py", ".html", ".j2", ".css", ".js"}
        and (repository / "src") in path.parents
        and ".min." not in path.name
    }
    assert {str(path): n for path, n in lengths.items() if n > LONGEST_FILE} == {}
    written = [n for path, n in lengths.items() if path.suffix == ".py" and n > 10]
    assert median(written) <= 150
