"""The benchmarks run small, compare answers, and print rows of the agreed form."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("program", "size", "words"),
    [
        ("store.py", ["--rows", "20000", "--repeats", "1"], ("import", "as_of", "totals")),
        ("csv_import.py", ["--gigabytes", "0.001"], ("CSV", "published")),
    ],
)
def test_a_small_run_prints_rows_of_the_agreed_form(repository, tmp_path, program, size, words):
    benchmark: Path = repository / "benchmarks" / program
    done = subprocess.run(
        [sys.executable, benchmark, *size, "--folder", tmp_path, "--json"],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    wanted = {"name", "unit", "ours", "reference", "reference_name", "peak_mb"}
    assert report and all(set(row) == wanted for row in report)
    told = " ".join(row["name"] for row in report)
    assert all(word in told for word in words)
    assert all("synthetic" in row["name"] for row in report)
    assert list(tmp_path.iterdir()) == []
