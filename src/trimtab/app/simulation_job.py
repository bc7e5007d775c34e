"""The job ``simulation.run``: a scenario run by a worker, with a checkpoint after every task."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from trimtab.app.simulation import Wishes, prepare, run_prepared
from trimtab.app.simulation_results import Destinations, write_results
from trimtab.messages import preferred_language
from trimtab.ports.jobs import JobOutcome, JobRun

_KEPT = "unfinished"
"""Folder of finished tasks, inside the folder of the results, until the run has ended."""


def run_simulation_job(run: JobRun) -> JobOutcome:
    """Run the scenario of a job into its folder; a later attempt goes on where this one ends.

    The finished tasks in the folder are the checkpoint: they carry the scenario, economy and
    version they belong to, and others are refused (SIMULATION-108). Progress is told while tasks
    run and ends the run when the job was cancelled.
    """
    out = Path(run.params["out"])
    prepared = prepare(Path(run.params["scenario"]), Wishes())
    out.mkdir(parents=True, exist_ok=True)
    finished = run_prepared(prepared, progress=run.progress, keep=out / _KEPT, resume=True)
    files = write_results(finished, Destinations(out), preferred_language(), datetime.now(UTC))
    return JobOutcome(
        {
            "out": str(out),
            "files": [file.name for file in files],
            "mixes": list(finished.runs.mixes),
            "draws": finished.runs.draws - 1,
            "replicates": finished.runs.replicates,
        }
    )
