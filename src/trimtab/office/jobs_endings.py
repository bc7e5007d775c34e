"""What becomes of a job: records written in a transaction of the worker that had it."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from math import isfinite
from pathlib import Path
from typing import Any

from trimtab.kernel import (
    InputRejectedError,
    NotAllowedError,
    TrimtabError,
    UnknownCodeError,
    UsageError,
)
from trimtab.office.jobs import end, find_job, requeue, retry_delay
from trimtab.office.jobs_run import moved_on
from trimtab.office.notifications import SENDING, failed_job_params, notify
from trimtab.office.types import Job, JobState
from trimtab.ports import Work
from trimtab.ports.jobs import JobLeaseLost, JobOutcome, JobQueue

WORKER = "system:worker"
"""The actor in whose name workers change jobs."""

_LASTING = (UsageError, InputRejectedError, UnknownCodeError, NotAllowedError)
_SHOWN = 20  # problems kept with an error


@dataclass(frozen=True, slots=True)
class Delays:
    """How long a job waits after a failed attempt: ``first``, then doubling up to ``longest``."""

    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(hours=1)


def require_held(queue: JobQueue, work: Work, job: Job) -> Job:
    """The job as it is now. Raises JobLeaseLost when its worker has it no longer."""
    if not queue.is_held(work, job.job_id, str(job.worker)):
        raise JobLeaseLost
    return find_job(work, job.job_id)


def complete(queue: JobQueue, work: Work, job: Job, outcome: JobOutcome) -> Job:
    """The handler's writes and the end of the job."""
    outcome.finish(work)
    queue.forget(work, job.job_id)
    return _replaced(work, end(job, JobState.DONE, work.at, result=outcome.result))


def give_up(queue: JobQueue, work: Work, job: Job) -> Job:
    """Cancelled while it ran."""
    queue.release(work, job.job_id)
    return _replaced(work, end(job, JobState.CANCELLED, work.at, error=job.error))


def hand_back(queue: JobQueue, work: Work, job: Job) -> Job:
    """Its worker was asked to stop: the attempt does not count."""
    if job.cancel_asked:
        return give_up(queue, work, job)
    queue.release(work, job.job_id)
    return _replaced(work, requeue(job, attempt=job.attempt - 1))


def take_back(queue: JobQueue, work: Work, job: Job) -> Job:
    """Its worker died. An attempt that got to a checkpoint does not count."""
    if job.cancel_asked:
        return give_up(queue, work, job)
    known = queue.progress([job.job_id]).get(job.job_id)
    counted = job.attempt - int(moved_on(job, known.checkpoint if known else None))
    queue.release(work, job.job_id)
    if counted < job.attempts_max:
        return _replaced(work, requeue(job, attempt=counted))
    return _fail(work, job, {"code": "JOB-006", "params": {"attempts": counted}})


def fail(queue: JobQueue, work: Work, job: Job, error: Exception, delays: Delays) -> Job:
    """Its handler raised an error: another attempt, later, or the end."""
    if job.cancel_asked:
        return give_up(queue, work, job)
    queue.release(work, job.job_id)
    kept = as_record(error)
    if is_lasting(error) or job.attempt >= job.attempts_max:
        return _fail(work, job, kept)
    due = work.at + retry_delay(job.attempt, delays.first, delays.longest)
    return _replaced(work, replace(requeue(job, job.attempt, not_before=due), error=kept))


def _fail(work: Work, job: Job, error: Mapping[str, Any]) -> Job:
    failed = _replaced(work, end(job, JobState.FAILED, work.at, error=error))
    if job.kind != SENDING:  # a message about a message that cannot be sent could not be sent
        about = f"{job.job_id} {work.at.isoformat()}"  # a job may fail again after a retry
        notify(work, "job_failed", failed_job_params(failed), about=about)
    return failed


def _replaced(work: Work, job: Job) -> Job:
    work.replace(job)
    return job


def is_lasting(error: BaseException) -> bool:
    """Whether the same job would meet this error again."""
    return isinstance(error, _LASTING)


def as_record(error: Exception) -> dict[str, Any]:
    """What is kept of an error: code and parameters.

    Of one that nobody foresaw the kind and the place, not its words: they may name a person.
    """
    if isinstance(error, TrimtabError):
        problems = [f"{one.place} {one.code}".strip() for one in error.problems[:_SHOWN]]
        params = {name: _plain(value) for name, value in error.params.items()}
        return {"code": error.code, "params": params, "problems": problems}
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return {"code": "JOB-007", "params": {"kind": type(error).__name__, "place": place}}


def _plain(value: object) -> object:
    fits = isinstance(value, str | int | None) or (isinstance(value, float) and isfinite(value))
    return value if fits else str(value)
