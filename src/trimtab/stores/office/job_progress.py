"""Leases, progress and checkpoints of jobs: rows that change every few seconds, unaudited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Update, delete, func, insert, select, update

from trimtab.ports.jobs import Heartbeat, JobProgress
from trimtab.stores.office.schema import job, job_progress

NOBODY = ""


def clock(connection: Connection) -> datetime:
    """The instant by the database's own clock, which all workers share.

    SQLite has no server, and all its workers run on one machine: there it is the machine's clock.
    """
    if connection.dialect.name == "postgresql":
        instant: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return instant
    return datetime.now(UTC)


def lease(connection: Connection, job_id: str, worker: str, seconds: float) -> None:
    """Give a job to a worker from now on; a checkpoint stays, the progress starts anew."""
    until = clock(connection) + timedelta(seconds=seconds)
    fresh: dict[str, Any] = {
        "worker": worker, "lease_until": until, "step": "", "done": 0, "total": None,
    }  # fmt: skip
    there = update(job_progress).where(job_progress.c.job_id == job_id).values(fresh)
    if connection.execute(there).rowcount == 0:
        connection.execute(insert(job_progress).values(job_id=job_id, **fresh))


def release(connection: Connection, job_id: str) -> None:
    """Take a job from whoever has it."""
    row = update(job_progress).where(job_progress.c.job_id == job_id)
    connection.execute(row.values(worker=NOBODY, lease_until=clock(connection)))


def forget(connection: Connection, job_id: str) -> None:
    """Remove the row of a job."""
    connection.execute(delete(job_progress).where(job_progress.c.job_id == job_id))


def is_held(connection: Connection, job_id: str, worker: str) -> bool:
    """Whether the worker has the job; the row is locked until the transaction ends."""
    holder = select(job_progress.c.worker).where(job_progress.c.job_id == job_id)
    return connection.execute(holder.with_for_update()).scalar() == worker


def beat(
    connection: Connection, job_id: str, worker: str, seconds: float, shown: Mapping[str, Any]
) -> Heartbeat:
    """Prolong the lease and note ``shown`` (step, done, total), if the worker has the job still."""
    until = clock(connection) + timedelta(seconds=seconds)
    changed = connection.execute(_held(job_id, worker).values(lease_until=until, **shown))
    asked = connection.execute(select(job.c.cancel_asked).where(job.c.job_id == job_id)).scalar()
    return Heartbeat(held=changed.rowcount == 1, cancel_asked=bool(asked))


def save(connection: Connection, job_id: str, worker: str, checkpoint: Mapping[str, Any]) -> bool:
    """Keep a checkpoint, if the worker has the job still."""
    changed = connection.execute(_held(job_id, worker).values(checkpoint=dict(checkpoint)))
    return changed.rowcount == 1


def read(connection: Connection, jobs: Iterable[str]) -> dict[str, JobProgress]:
    """The rows of these jobs."""
    rows = select(job_progress).where(job_progress.c.job_id.in_(tuple(jobs)))
    return {row.job_id: JobProgress(**row._asdict()) for row in connection.execute(rows)}


def _held(job_id: str, worker: str) -> Update:
    row = (job_progress.c.job_id == job_id) & (job_progress.c.worker == worker)
    return update(job_progress).where(row)
