"""One attempt at a job: a thread keeps its lease alive while the handler works."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any

from trimtab.office.types import Job
from trimtab.ports import Progress
from trimtab.ports.jobs import JobCancelled, JobHandedBack, JobLeaseLost, JobQueue

NOW, AT_CHECKPOINT = 2, 1
"""How urgently a worker was asked to stop: at the next word from the handler, or once it has
saved a checkpoint (or is done)."""


class LeasedRun:
    """Implements ``trimtab.ports.jobs.JobRun``; the lease lives as long as the ``with`` block.

    The handler's calls touch no database except ``save``: the heartbeat carries the latest
    progress out and brings back whether the job was cancelled or lost.
    """

    def __init__(
        self,
        queue: JobQueue,
        job: Job,
        worker: str,
        *,
        checkpoint: Mapping[str, Any] | None,
        lease_seconds: float,
        beat_seconds: float,
        stop_asked: Callable[[], int],
        shown: Progress,
    ) -> None:
        self._queue, self._job, self._worker = queue, job, worker
        self._checkpoint = checkpoint
        self._lease_seconds, self._beat_seconds = lease_seconds, beat_seconds
        self._stop_asked, self._shown = stop_asked, shown
        self._latest: tuple[str, int, int | None] = ("", 0, None)
        self._lock = Lock()
        self._cancelled = self._lost = False
        self._over = Event()
        self._thread = Thread(target=self._keep_alive, name=f"lease-{job.job_id}", daemon=True)

    @property
    def job_id(self) -> str:
        """The job's key."""
        return self._job.job_id

    @property
    def params(self) -> Mapping[str, Any]:
        """What was asked for."""
        return self._job.params

    @property
    def asked_by(self) -> str:
        """Who asked for the job."""
        return self._job.asked_by

    @property
    def is_last_attempt(self) -> bool:
        """Whether an error now is the end of the job."""
        return self._job.attempt >= self._job.attempts_max

    @property
    def checkpoint(self) -> Mapping[str, Any] | None:
        """What was last saved."""
        return self._checkpoint

    def __enter__(self) -> LeasedRun:
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def progress(self, step: str, done: int, total: int | None = None) -> None:
        """Note how far it is. Raises JobInterrupted when the job must stop."""
        with self._lock:
            self._latest = (step, done, total)
        self._shown(step, done, total)
        self._stop_if_needed(NOW)

    def save(self, checkpoint: Mapping[str, Any]) -> None:
        """Keep a checkpoint. Raises JobInterrupted when the job must stop."""
        kept = mark(self._job, checkpoint)
        if self._lost or not self._queue.save(self._job.job_id, self._worker, kept):
            raise JobLeaseLost
        self._checkpoint = dict(checkpoint)
        self._stop_if_needed(AT_CHECKPOINT)

    def _stop_if_needed(self, urgency: int) -> None:
        if self._lost:
            raise JobLeaseLost
        if self._cancelled:
            raise JobCancelled
        if self._stop_asked() >= urgency:
            raise JobHandedBack

    def _keep_alive(self) -> None:
        last = time.monotonic()
        while not self._over.wait(self._beat_seconds) and not self._lost:
            begun = time.monotonic()
            try:
                self._beat()
            except Exception:  # whatever it is, no heartbeat left: the lease may run out
                self._lost = time.monotonic() - last > self._lease_seconds
            else:
                last = begun

    def _beat(self) -> None:
        with self._lock:
            step, done, total = self._latest
        answer = self._queue.beat(
            self._job.job_id, self._worker, self._lease_seconds, step, done, total
        )
        self._lost = not answer.held
        self._cancelled = answer.cancel_asked


def mark(job: Job, checkpoint: Mapping[str, Any]) -> dict[str, Any]:
    """A checkpoint with the attempt that saved it."""
    return {"during": _attempt(job), "content": dict(checkpoint)}


def content(marked: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The checkpoint as its handler saved it."""
    return None if marked is None else marked["content"]


def moved_on(job: Job, marked: Mapping[str, Any] | None) -> bool:
    """Whether the job's present attempt saved a checkpoint."""
    return marked is not None and marked["during"] == _attempt(job)


def _attempt(job: Job) -> str:
    started = job.started_at.isoformat() if job.started_at else ""
    return f"{job.worker} {started}"
