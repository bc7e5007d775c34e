"""The queue of jobs in the operational database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, or_, select

from trimtab.office.types import JobState
from trimtab.ports import Work
from trimtab.ports.jobs import Heartbeat, JobProgress
from trimtab.stores import database
from trimtab.stores.office import job_progress as rows
from trimtab.stores.office.schema import job, job_progress
from trimtab.stores.office.work import SqlWork


class SqlJobQueue:
    """Implements ``trimtab.ports.jobs.JobQueue``; one object may serve many threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def has_queued(self, kinds: Collection[str]) -> bool:
        """Whether a job of these kinds is due."""
        with database.reading(self._engine) as connection:
            return connection.execute(_queued(connection, kinds).limit(1)).first() is not None

    def has_abandoned(self) -> bool:
        """Whether a worker died and left a job."""
        with database.reading(self._engine) as connection:
            return connection.execute(_abandoned(connection).limit(1)).first() is not None

    def abandoned(self, work: Work) -> tuple[str, ...]:
        """Running jobs whose lease has ended; locked until the transaction ends."""
        connection = _connection(work)
        found = _abandoned(connection).with_for_update(skip_locked=True, of=job)
        return tuple(connection.execute(found).scalars())

    def next_queued(self, work: Work, kinds: Collection[str]) -> str | None:
        """The queued job that has waited longest, locked; None without one.

        On SQLite the transaction holds the only writer's lock; on PostgreSQL the row is locked
        and rows that others have locked are passed over.
        """
        connection = _connection(work)
        found = _queued(connection, kinds).limit(1).with_for_update(skip_locked=True)
        return connection.execute(found).scalar()

    def lease(self, work: Work, job_id: str, worker: str, seconds: float) -> None:
        """Give the job to a worker; its checkpoint stays."""
        rows.lease(_connection(work), job_id, worker, seconds)

    def release(self, work: Work, job_id: str) -> None:
        """Take the job from its worker; its checkpoint stays."""
        rows.release(_connection(work), job_id)

    def forget(self, work: Work, job_id: str) -> None:
        """Remove progress and checkpoint of a job that is over."""
        rows.forget(_connection(work), job_id)

    def is_held(self, work: Work, job_id: str, worker: str) -> bool:
        """Whether that worker still has the job; locked until the transaction ends."""
        return rows.is_held(_connection(work), job_id, worker)

    def beat(
        self, job_id: str, worker: str, seconds: float, step: str, done: int, total: int | None
    ) -> Heartbeat:
        """Prolong the lease by ``seconds`` from now and note the progress."""
        shown = {"step": step, "done": done, "total": total}
        with database.writing(self._engine) as connection:
            return rows.beat(connection, job_id, worker, seconds, shown)

    def save(self, job_id: str, worker: str, checkpoint: Mapping[str, Any]) -> bool:
        """Keep a checkpoint; False, and nothing kept, if the worker has the job no longer."""
        with database.writing(self._engine) as connection:
            return rows.save(connection, job_id, worker, checkpoint)

    def progress(self, jobs: Iterable[str]) -> Mapping[str, JobProgress]:
        """Progress of the jobs with these ids, where there is any."""
        with database.reading(self._engine) as connection:
            return rows.read(connection, jobs)


def _connection(work: Work) -> Connection:
    if not isinstance(work, SqlWork):
        raise TypeError(type(work).__name__)
    return work.connection


def _queued(connection: Connection, kinds: Collection[str]) -> Select[Any]:
    due = or_(job.c.not_before.is_(None), job.c.not_before <= rows.clock(connection))
    ready: ColumnElement[bool] = (job.c.state == JobState.QUEUED.value) & due
    chosen = select(job.c.job_id).where(ready, job.c.kind.in_(tuple(kinds)))
    return chosen.order_by(job.c.queued_at, job.c.job_id)


def _abandoned(connection: Connection) -> Select[Any]:
    """A running job without a row has no lease either: a backup was restored in part."""
    ended = or_(
        job_progress.c.lease_until.is_(None), job_progress.c.lease_until < rows.clock(connection)
    )
    joined = job.outerjoin(job_progress, job.c.job_id == job_progress.c.job_id)
    running = job.c.state == JobState.RUNNING.value
    return select(job.c.job_id).select_from(joined).where(running, ended).order_by(job.c.job_id)
