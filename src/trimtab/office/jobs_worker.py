"""The worker: claims jobs one after the other, runs their handlers, writes what became of them."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from trimtab.kernel import StateError, UsageError
from trimtab.office.jobs import find_job, start
from trimtab.office.jobs_endings import (
    WORKER,
    Delays,
    complete,
    fail,
    give_up,
    hand_back,
    require_held,
    take_back,
)
from trimtab.office.jobs_run import LeasedRun, content
from trimtab.office.types import Job
from trimtab.ports import OfficeStore, Progress, Work, no_progress
from trimtab.ports.jobs import JobCancelled, JobHandedBack, JobHandler, JobLeaseLost, JobQueue

_SLEEP_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """Times of a worker.

    A job whose worker was killed waits for up to ``lease_seconds``; a heartbeat every
    ``beat_seconds`` keeps the lease of a live one.
    """

    lease_seconds: float = 60.0
    beat_seconds: float = 2.0
    poll_seconds: float = 1.0
    delays: Delays = field(default_factory=Delays)

    def __post_init__(self) -> None:
        if not 0 < self.beat_seconds * 3 <= self.lease_seconds:
            raise UsageError("JOB-005", lease=self.lease_seconds, beat=self.beat_seconds)


class StopRequest:
    """Asked once, a worker stops after its job or at the job's next checkpoint; asked twice, at
    the job's next sign of progress. The job goes back to the queue with its checkpoint."""

    def __init__(self) -> None:
        self._asked = 0

    def ask(self) -> None:
        """Ask (again). It takes no lock: a signal handler may call it at any moment."""
        self._asked += 1

    @property
    def times(self) -> int:
        """How often it was asked."""
        return self._asked

    def wait(self, seconds: float) -> None:
        """Sleep, but not long past the first request."""
        until = time.monotonic() + seconds
        while not self._asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _SLEEP_SECONDS))


def tell_nobody(job: Job) -> None:
    """Say nothing of a job."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Who runs jobs, and with what. ``told`` hears of each job that begins and ends."""

    store: OfficeStore
    queue: JobQueue
    handlers: Mapping[str, JobHandler]
    settings: WorkerSettings = field(default_factory=WorkerSettings)
    stop: StopRequest = field(default_factory=StopRequest)
    told: Callable[[Job], None] = tell_nobody
    shown: Progress = no_progress
    name: str = field(
        default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    )


def run_worker(worker: Worker, *, jobs_max: int | None = None, until_idle: bool = False) -> int:
    """Run jobs until told to stop; how many attempts were made.

    ``until_idle`` ends when no job is due (one that waits for its next attempt is not due).
    Otherwise a database that does not answer is waited for. Raises StateError STORE-003 when it
    does not answer and the worker is to end by itself.
    """
    attempts = 0
    patient = jobs_max is None and not until_idle
    while not worker.stop.times and (jobs_max is None or attempts < jobs_max):
        try:
            found = run_next(worker)
        except StateError as error:
            if not patient or error.code != "STORE-003":
                raise
            found = None
        if found is not None:
            attempts += 1
        elif not patient:
            break
        else:
            worker.stop.wait(worker.settings.poll_seconds)
    return attempts


def run_next(worker: Worker) -> Job | None:
    """Claim the next job, run it, write what became of it; None when none is due."""
    claimed = claim(worker)
    if claimed is None:
        return None
    worker.told(claimed)
    finished = _run(worker, claimed)
    worker.told(finished)
    return finished


def claim(worker: Worker) -> Job | None:
    """Take the next job that is due; None without one."""
    kinds = worker.handlers.keys()
    if worker.queue.has_abandoned():
        with worker.store.work(WORKER, "job.lease_ended") as work:
            for job_id in worker.queue.abandoned(work):
                take_back(worker.queue, work, find_job(work, job_id))
    if not worker.queue.has_queued(kinds):
        return None
    with worker.store.work(WORKER, "job.start") as work:
        queued = worker.queue.next_queued(work, kinds)
        if queued is None:
            return None
        job = start(find_job(work, queued), worker.name, work.at)
        work.replace(job)
        worker.queue.lease(work, job.job_id, worker.name, worker.settings.lease_seconds)
    return job


def _run(worker: Worker, job: Job) -> Job:
    try:
        with _leased(worker, job) as run:
            outcome = worker.handlers[job.kind](run)
        return _settle(worker, job, "job.finish", partial(complete, outcome=outcome))
    except JobCancelled:
        return _settle(worker, job, "job.cancel", give_up)
    except JobHandedBack:
        return _settle(worker, job, "job.hand_back", hand_back)
    except JobLeaseLost:
        return job
    except Exception as error:
        failed = partial(fail, error=error, delays=worker.settings.delays)
        return _settle(worker, job, "job.error", failed)
    except BaseException:  # the process is being ended
        _settle(worker, job, "job.hand_back", hand_back)
        raise


def _leased(worker: Worker, job: Job) -> LeasedRun:
    known = worker.queue.progress([job.job_id]).get(job.job_id)
    return LeasedRun(
        worker.queue,
        job,
        worker.name,
        checkpoint=content(known.checkpoint if known else None),
        lease_seconds=worker.settings.lease_seconds,
        beat_seconds=worker.settings.beat_seconds,
        stop_asked=lambda: worker.stop.times,
        shown=worker.shown,
    )


def _settle(
    worker: Worker, job: Job, reason: str, change: Callable[[JobQueue, Work, Job], Job]
) -> Job:
    """Write what became of the job, if this worker still has it."""
    try:
        with worker.store.work(WORKER, reason) as work:
            return change(worker.queue, work, require_held(worker.queue, work, job))
    except JobLeaseLost:
        return job
