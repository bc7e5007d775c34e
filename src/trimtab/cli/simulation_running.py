"""What ``simulation run`` and ``compare`` have in common: prepare, warn, run, write."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from trimtab.app.simulation import Finished, Prepared, Wishes, prepare, run_prepared
from trimtab.app.simulation_keep import TaskFolder
from trimtab.app.simulation_results import Destinations, write_results
from trimtab.cli.output import console, language, print_lines, progress_shown, say
from trimtab.kernel import UsageError
from trimtab.simulation.answers import outcome

LONG_SECONDS = 20.0
"""A run that takes longer is announced with its size first."""

_MANY_RUNS = 200
"""Below that many runs nothing is tried out: it would be over before."""


@dataclass(frozen=True, slots=True)
class Workforce:
    """Who does the work, and where finished tasks are kept."""

    processes: int | None = None
    cluster: str | None = None
    keep: Path | None = None
    resume: bool = False

    @property
    def processes_used(self) -> int:
        """Those asked for, else one for each processor."""
        return self.processes or os.cpu_count() or 1


def run_and_write(
    scenario: Path,
    wishes: Wishes,
    workforce: Workforce,
    destinations: Destinations,
    outcomes: Iterable[str],
    quiet: bool,
    least_mixes: int = 1,
) -> Finished:
    """Run a scenario, with progress, and write what was asked for.

    Refuses before the run what no run answers for: UnknownCodeError (see ``outcome``).
    """
    for name in outcomes:
        outcome(name)
    prepared = prepare(scenario, wishes)
    if len(prepared.ensemble.mixes) < least_mixes:
        raise UsageError("SIMULATION-113", file=str(scenario), n=len(prepared.ensemble.mixes))
    destinations.check()
    if not quiet:
        announce(prepared, workforce.processes_used)
    with progress_shown(quiet) as progress:
        try:
            finished = run_prepared(
                prepared,
                workforce.processes_used,
                progress,
                workforce.keep,
                workforce.resume,
                workforce.cluster,
            )
        except KeyboardInterrupt:
            say_interrupted(workforce.keep)
            raise
    write_results(finished, destinations, language(), datetime.now(UTC))
    return finished


def say_interrupted(keep: Path | None) -> None:
    """On stderr: how much is kept and how to go on."""
    told = say("simulation.interrupted")
    if keep is not None and (n := TaskFolder(keep).kept):
        told = say("simulation.interrupted_kept", n=n, folder=keep)
    console(stderr=True).print(told, markup=False, soft_wrap=True)


def say_written(destinations: Destinations) -> None:
    """Where the results lie, after they were shown."""
    for path in destinations.given:
        print_lines(say("simulation.written", file=path))


def announce(prepared: Prepared, processes: int) -> None:
    """Before a long run: how many runs, how much memory, about how long."""
    size = prepared.size
    if size.runs * size.cells < _MANY_RUNS:
        return
    seconds = prepared.seconds(processes)
    if seconds >= LONG_SECONDS:
        console(stderr=True).print(
            say(
                "simulation.long",
                runs=f"{size.runs:,}",
                n=size.steps,
                cells=f"{size.cells:,}",
                megabytes=f"{size.result_bytes / 2**20:,.0f}",
                minutes=f"{max(1, round(seconds / 60)):,}",
            )
        )
