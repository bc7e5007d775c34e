"""The tutorial of a first simulation works as written, in an empty folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_tutorial_runs(repository: Path, tmp_path: Path):
    page = (repository / "docs/tutorials/first-simulation.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    commands = [line for line in "".join(blocks).splitlines() if line.strip()]
    assert len(commands) >= 10
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command in commands:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env={**os.environ, "PATH": programs, "TRIMTAB_LANG": "en"},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    assert (tmp_path / "fast.yaml").read_text() != (tmp_path / "ohio.yaml").read_text()
    found = json.loads((tmp_path / "ohio-results" / "results.json").read_text(encoding="utf-8"))
    # What the page says about the figures.
    assert found["scenario"]["economy"]["basis"] == "modelled"
    influences = found["sensitivity"]["employment_years"][0]["influences"]
    strongest = max(influences, key=lambda one: one["share"] or 0)
    assert strongest["parameter"] == "reemployment_service.search_lift"
    assert strongest["share"] > 0.5
    jobs = {one["mix"]: one["spread"]["value"] for one in found["differences"]["employment_years"]}
    assert 0 < jobs["serve_and_train"] < jobs["serve"]
