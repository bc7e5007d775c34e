"""The job ``simulation.run``: a scenario run by a worker, with a checkpoint after every task."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from trimtab.app.province_economy import SETTINGS
from trimtab.app.simulation import Prepared, Wishes, prepare, run_prepared
from trimtab.app.simulation_kept import RUNS_FILE, write_runs
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
    prepared = _without_folders(prepare(Path(run.params["scenario"]), Wishes()))
    out.mkdir(parents=True, exist_ok=True)
    finished = run_prepared(prepared, progress=run.progress, keep=out / _KEPT, resume=True)
    write_runs(finished.runs, out / RUNS_FILE)
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


def _without_folders(prepared: Prepared) -> Prepared:
    """The sources of the economy without where they lie on this machine, so that the same scenario
    gives the same results wherever its folder is."""
    economy = prepared.economy
    named = tuple(SETTINGS if Path(one).is_dir() else one for one in economy.sources)
    return replace(prepared, economy=replace(economy, sources=named))
