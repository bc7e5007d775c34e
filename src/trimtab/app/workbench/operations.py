"""Whether a server can do its work: database, store, workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trimtab.app.supervision import WorkerState
from trimtab.app.workbench.bench import Workbench
from trimtab.kernel import TrimtabError
from trimtab.stores.office.job_counts import count_jobs

NO_WORKERS = WorkerState(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Condition:
    """What answers and what waits. ``jobs`` counts by state; it and ``batches`` are empty and
    zero while the database does not answer."""

    database: bool
    store: bool
    workers: WorkerState
    jobs: Mapping[str, int]
    batches: int

    @property
    def ready(self) -> bool:
        """Whether requests can be answered and jobs are done: at least one worker, if any are
        wanted."""
        enough = self.workers.alive > 0 or self.workers.wanted == 0
        return self.database and self.store and enough


def condition(bench: Workbench) -> Condition:
    """Ask database, store and workers; never raises."""
    supervisor = bench.services.get("workers")
    workers: WorkerState = supervisor.state if supervisor else NO_WORKERS
    counted = _jobs(bench)
    batches = _batches(bench)
    return Condition(
        database=counted is not None,
        store=batches is not None,
        workers=workers,
        jobs=counted or {},
        batches=batches or 0,
    )


def _jobs(bench: Workbench) -> Mapping[str, int] | None:
    try:
        return count_jobs(bench.office.engine)
    except TrimtabError:
        return None


def _batches(bench: Workbench) -> int | None:
    """How many batches there are; None where their list or folder cannot be read."""
    try:
        found = len(bench.store.batches())
        next((bench.folder / "batches").iterdir(), None)
    except (TrimtabError, OSError):
        return None
    return found
