"""Jobs and their states. Every change is a record replaced in a transaction, so the trail has it.

::

    queued -> running -> done
      ^         |-----> failed       (attempts used up, or an error that will not go away)
      |         |-----> cancelled
      `---------'                    (an attempt failed, its worker died or was stopped)
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from trimtab.kernel import StateError, UnknownCodeError, UsageError
from trimtab.office.rights import Right, require
from trimtab.office.types import Job, JobState
from trimtab.ports import Reading, Work

ATTEMPTS = 3
OVER = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


def enqueue(
    work: Work,
    kind: str,
    params: Mapping[str, Any] | None = None,
    once_key: str | None = None,
    *,
    attempts_max: int = ATTEMPTS,
    not_before: datetime | None = None,
) -> Job:
    """Queue a job in the transaction of the work it belongs to: both happen or neither does.

    A second call with the same ``once_key`` queues nothing and returns the first job, whatever
    became of it. Raises UsageError JOB-001 for params that are not plain JSON values.
    """
    if once_key is not None and (there := work.find(Job, once_key=once_key)):
        return there[0]
    job = Job(
        job_id=f"{work.at:%Y%m%dT%H%M%S}-{secrets.token_hex(6)}",
        kind=kind,
        params=_checked(kind, params or {}),
        asked_by=work.actor,
        queued_at=work.at,
        attempts_max=attempts_max,
        not_before=not_before,
        once_key=once_key,
    )
    work.add(job)
    return job


def request_job(
    work: Work, kind: str, params: Mapping[str, Any], once_key: str | None = None
) -> Job:
    """Queue a job because somebody asks for it. Raises NotAllowedError OFFICE-010, UsageError
    JOB-001."""
    require(work, work.actor, Right.JOBS_RUN, None)
    return enqueue(work, kind, params, once_key)


def list_jobs(reading: Reading, actor: str, state: JobState | None = None) -> tuple[Job, ...]:
    """All jobs, or those in one state, oldest first. Raises NotAllowedError OFFICE-010."""
    require(reading, actor, Right.JOBS_SEE, None)
    return reading.find(Job) if state is None else reading.find(Job, state=state)


def show_job(reading: Reading, actor: str, job_id: str) -> Job:
    """One job. Raises NotAllowedError OFFICE-010, UnknownCodeError JOB-002."""
    require(reading, actor, Right.JOBS_SEE, None)
    return find_job(reading, job_id)


def _checked(kind: str, params: Mapping[str, Any]) -> dict[str, Any]:
    try:
        plain: dict[str, Any] = json.loads(json.dumps(dict(params), allow_nan=False))
    except (TypeError, ValueError) as failure:
        raise UsageError("JOB-001", kind=kind, reason=str(failure)) from failure
    return plain


def find_job(reading: Reading, job_id: str) -> Job:
    """The job with this id. Raises UnknownCodeError JOB-002."""
    job = reading.get(Job, job_id)
    if job is None:
        raise UnknownCodeError("JOB-002", job=job_id)
    return job


def cancel(work: Work, job_id: str) -> Job:
    """Cancel a queued job now, a running one as soon as its worker hears of it.

    Raises StateError JOB-003 for a job that is over, NotAllowedError OFFICE-010.
    """
    require(work, work.actor, Right.JOBS_RUN, None)
    job = find_job(work, job_id)
    if job.state in OVER:
        raise StateError("JOB-003", job=job_id, state=job.state.value)
    changed = (
        end(job, JobState.CANCELLED, work.at)
        if job.state is JobState.QUEUED
        else replace(job, cancel_asked=True)
    )
    work.replace(changed)
    return changed


def retry(work: Work, job_id: str) -> Job:
    """Queue a failed or cancelled job again, with all its attempts and its last checkpoint.

    Raises StateError JOB-004 for a job in another state, NotAllowedError OFFICE-010.
    """
    require(work, work.actor, Right.JOBS_RUN, None)
    job = find_job(work, job_id)
    if job.state not in {JobState.FAILED, JobState.CANCELLED}:
        raise StateError("JOB-004", job=job_id, state=job.state.value)
    changed = replace(requeue(job, attempt=0), error=None, finished_at=None, cancel_asked=False)
    work.replace(changed)
    return changed


def start(job: Job, worker: str, at: datetime) -> Job:
    """The job as a worker takes it."""
    return replace(
        job, state=JobState.RUNNING, attempt=job.attempt + 1, worker=worker, started_at=at,
        not_before=None,
    )  # fmt: skip


def requeue(job: Job, attempt: int, not_before: datetime | None = None) -> Job:
    """The job as it waits for its next attempt; ``attempt`` are those that count."""
    return replace(
        job, state=JobState.QUEUED, attempt=attempt, worker=None, started_at=None,
        not_before=not_before,
    )  # fmt: skip


def end(
    job: Job,
    state: JobState,
    at: datetime,
    result: Mapping[str, Any] | None = None,
    error: Mapping[str, Any] | None = None,
) -> Job:
    """The job as it ends."""
    return replace(job, state=state, finished_at=at, result=result, error=error, not_before=None)


def retry_delay(attempt: int, first: timedelta, longest: timedelta) -> timedelta:
    """How long to wait after failed attempt ``attempt`` (1, 2, ...): doubling, up to ``longest``.

    Examples
    --------
    >>> [retry_delay(n, timedelta(seconds=30), timedelta(minutes=5)).seconds for n in (1, 2, 3, 9)]
    [30, 60, 120, 300]
    """
    doublings: int = 2 ** min(attempt - 1, 16)
    return min(longest, first * doublings)
