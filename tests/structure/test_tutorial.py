"""The tutorial works as written: its commands are run, in order, in an empty folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

# What sets the environment up has happened already where this test runs.
SET_UP = re.compile(r"^(make |\. |export )")


def _commands(page: Path) -> list[str]:
    blocks = re.findall(
        r"^```sh\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    lines = "\n".join(blocks).splitlines()
    return [line for line in lines if line.strip() and not SET_UP.match(line)]


@pytest.mark.slow
@pytest.mark.parametrize("page", ["tutorials/first-steps.md"])
def test_tutorial_runs(page: str, repository: Path, tmp_path: Path):
    (tmp_path / "docs").symlink_to(repository / "docs")
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    commands = _commands(repository / "docs" / page)
    assert len(commands) >= 10
    for command in commands:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env={**os.environ, "PATH": programs, "TRIMTAB_LANG": "en"},
            capture_output=True,
            encoding="utf-8",
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    assert (tmp_path / "mine.html").stat().st_size > 10_000
    assert (tmp_path / "known-then.csv").stat().st_size > 1_000


def test_both_languages_teach_the_same_commands(repository: Path):
    def spoken(page: str) -> list[str]:
        return [re.sub(r"\s+#.*", "", line) for line in _commands(repository / "docs" / page)]

    assert spoken("tutorials/first-steps.md") == spoken("zh/first-steps.md")
