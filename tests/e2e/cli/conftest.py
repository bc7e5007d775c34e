"""Runs the installed command as a person would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def trimtab() -> Run:
    """``trimtab("monitoring", "run", lang="zh")``: exit code, output and errors of one command."""

    def run(*arguments: str, lang: str = "en", cwd: Path | None = None):
        environment = os.environ | {"TRIMTAB_LANG": lang, "COLUMNS": "140", "NO_COLOR": "1"}
        environment.pop("TRIMTAB_WORKSPACE", None)
        program = str(Path(sys.executable).with_name("trimtab"))
        return subprocess.run(
            [program, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment,
            cwd=cwd,
            timeout=300,
        )

    return run


@pytest.fixture(scope="session")
def demo(trimtab: Run, tmp_path_factory: pytest.TempPathFactory):
    """The demonstration, built once: its folder and what it printed."""
    folder = tmp_path_factory.mktemp("demo")
    return folder, trimtab("demo", "--out", str(folder))
