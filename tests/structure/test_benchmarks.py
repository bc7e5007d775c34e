"""Every benchmark answers `--json`, and says so; it is run by hand, never timed in a test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = sorted(
    path
    for path in (Path(__file__).resolve().parents[2] / "benchmarks").glob("*.py")
    if not path.name.startswith("_")
)


@pytest.mark.parametrize("benchmark", BENCHMARKS, ids=lambda path: path.stem)
def test_benchmark_takes_json(benchmark: Path, repository: Path):
    done = subprocess.run(
        [sys.executable, benchmark, "--help"],
        cwd=repository,
        env={**os.environ, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "--json" in done.stdout
    assert benchmark.read_text(encoding="utf-8").startswith('"""'), "say what it measures"
