"""What the structure tests read: the source as syntax trees, the tracked files, the catalogue."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})

Sentences = dict[str, dict[str, str]]
"""Key -> plural category -> sentence; a sentence without plural forms has the category ""."""


def _sentences(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, str):
            yield key, {"": value}
        elif "other" in value and set(value) <= PLURALS:
            yield key, dict(value)
        else:
            yield from _sentences(value, key + ".")


@pytest.fixture(scope="session")
def sentences(repository: Path) -> dict[str, Sentences]:
    """Language -> every sentence of the catalogue, as written in its TOML files."""
    catalogue: dict[str, Sentences] = {}
    for file in sorted((repository / "src/trimtab/messages").glob("*/*.toml")):
        found = dict(_sentences(tomllib.loads(file.read_text(encoding="utf-8"))))
        catalogue.setdefault(file.parent.name, {}).update(found)
    return catalogue


@pytest.fixture(scope="session")
def source(repository: Path) -> dict[Path, ast.Module]:
    """Every module of ``src``, by its path below ``src``, parsed."""
    root = repository / "src"
    return {
        path.relative_to(root): ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
        for path in sorted(root.rglob("*.py"))
    }


@pytest.fixture(scope="session")
def project_files(repository: Path) -> list[Path]:
    """Files that git holds or would add; without git, everything that is not a tool's folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [repository / name for name in listed.stdout.split("\0") if name]
    else:
        made = {"build", "dist", "site", "demo", "__pycache__"}
        paths = [
            path
            for path in repository.rglob("*")
            if not any(p.startswith(".v") or p in made for p in path.relative_to(repository).parts)
        ]
    return sorted(path for path in paths if path.is_file())


@pytest.fixture(scope="session")
def fresh_python(repository: Path) -> Callable[..., str]:
    """Run a program text in a new interpreter and give back what it printed."""

    def run(program: str, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=repository,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
