"""The benchmark of the store runs, compares answers, and prints rows of the agreed form."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def test_a_small_run_prints_rows_of_the_agreed_form(repository: Path, tmp_path: Path):
    done = subprocess.run(
        [sys.executable, repository / "benchmarks" / "store.py", "--rows", "20000",
         "--repeats", "1", "--folder", tmp_path, "--json"],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    wanted = {"name", "unit", "ours", "reference", "reference_name", "peak_mb"}
    assert report and all(set(row) == wanted for row in report)
    assert all("20,000 synthetic rows" in row["name"] for row in report)
    told = " ".join(row["name"] for row in report)
    assert all(word in told for word in ("import", "as_of", "totals"))
    assert list(tmp_path.iterdir()) == []
