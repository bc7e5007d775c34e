"""Times and memory of steps, each in a process of its own, and the form they are reported in."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Answer = dict[str, float]
"""What a step found; two steps that are compared must agree on what both report."""


@dataclass(frozen=True)
class Measured:
    """Median seconds and largest memory of the runs of a step."""

    seconds: float
    peak_mb: float
    answer: Answer


def run_step(step: Callable[[Path], Answer], folder: Path) -> None:
    """In the child: one step, its time, memory and answer as JSON."""
    import duckdb  # noqa: F401  loading libraries is not what is compared
    import pyarrow.parquet  # noqa: F401

    import trimtab.stores  # noqa: F401

    start = time.perf_counter()
    answer = step(folder)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "answer": answer}))


def run_child(program: str, folder: Path, *what: str) -> str:
    """Run a benchmark's own program for one step.

    The caller loads no library itself: on Linux a child's peak memory starts at its parent's.
    """
    command = [sys.executable, program, "--folder", str(folder), *what]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def measure(program: str, folder: Path, step: str, repeats: int) -> Measured:
    """Run a step ``repeats`` times."""
    runs = [json.loads(run_child(program, folder, "--step", step)) for _ in range(repeats)]
    return Measured(
        seconds=statistics.median(run["seconds"] for run in runs),
        peak_mb=max(run["peak_mb"] for run in runs),
        answer=runs[0]["answer"],
    )


def report_row(
    name: str, ours: Measured, reference: Measured, reference_name: str
) -> dict[str, Any]:
    """One row of the report. Raises SystemExit when the two answers differ."""
    for what in ours.answer.keys() & reference.answer.keys():
        left, right = ours.answer[what], reference.answer[what]
        if abs(left - right) > 1e-9 * abs(left):
            raise SystemExit(f"{name}: {what} is {left} and in the reference {right}")
    return {
        "name": name,
        "unit": "s",
        "ours": round(ours.seconds, 3),
        "reference": round(reference.seconds, 3),
        "reference_name": f"{reference_name} ({reference.peak_mb:.0f} MB)",
        "peak_mb": round(ours.peak_mb),
    }


def print_report(rows: list[dict[str, Any]], as_json: bool) -> None:
    """As JSON, or one line each."""
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        print(f"{row['name']}: {row['ours']} s, {row['peak_mb']} MB"
              f" | {row['reference_name']}: {row['reference']} s")  # fmt: skip
