"""Verifiers written by others, installed once in exactly the pinned versions."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

HERE = Path(__file__).parent
INSTALL = ("install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund")
Run = Callable[[str, dict[str, Any]], dict[str, Any]]


def _lacking(what: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have {what}")
    pytest.skip(f"needs {what}")


def _installed(node: str, npm: str) -> Path:
    """The folder with the packages of package.json; made once, whoever comes first."""
    listed = HERE / "package.json"
    digest = hashlib.sha256(listed.read_bytes()).hexdigest()[:16]
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trimtab"
    folder = root / f"third-party-{digest}"
    root.mkdir(parents=True, exist_ok=True)
    with (root / "third-party.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            folder.mkdir(exist_ok=True)
            shutil.copy(listed, folder)
            done = subprocess.run(
                [npm, *INSTALL],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=600,
                check=False,
            )
            if done.returncode:
                last = (done.stderr.strip().splitlines() or ["no word"])[-1]
                _lacking(f"the npm registry for the third-party verifiers ({last})")
            (folder / "complete").write_text(node)
    return folder


@pytest.fixture(scope="session")
def third_party() -> Run:
    """Runs one of the programs beside this file on a JSON document: ``run(program, given)``."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        _lacking("node and npm (Debian: apt-get install nodejs npm)")
    folder = _installed(node, npm)

    def run(program: str, given: dict[str, Any]) -> dict[str, Any]:
        for name in (program, "offline.mjs"):
            place = folder / name
            content = (HERE / name).read_bytes()
            if not place.exists() or place.read_bytes() != content:
                fresh = place.with_suffix(f".{os.getpid()}")
                fresh.write_bytes(content)
                fresh.replace(place)  # at once: another test process may be reading it
        done = subprocess.run(
            [node, program],
            cwd=folder,
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        assert answer["asked"] == [], "a library asked for what was not served"
        return answer

    return run
