"""Jobs as a worker sees them: the queue that hands them out, and what a handler may do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from trimtab.ports.work import Work


class JobInterrupted(BaseException):
    """The job must not go on in this worker. Not an Exception: a handler that goes on after
    whatever fails must not go on after this."""


class JobCancelled(JobInterrupted):
    """Somebody asked to cancel the job."""


class JobLeaseLost(JobInterrupted):
    """Another worker may have the job by now: this one must write nothing more for it."""


class JobHandedBack(JobInterrupted):
    """The worker is stopping; the job goes back to the queue with its checkpoint."""


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a running job is, and until when its worker is believed to be alive."""

    job_id: str
    worker: str  # empty while nobody holds the job
    lease_until: datetime
    step: str = ""  # a catalogue key, as in ``Progress``
    done: int = 0
    total: int | None = None
    checkpoint: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The answer to a heartbeat: does the worker still hold the job, shall it be cancelled."""

    held: bool
    cancel_asked: bool


class JobRun(Protocol):
    """One attempt at a job, as its handler sees it."""

    @property
    def job_id(self) -> str:
        """The job's key, for what must be done once for a job."""
        ...

    @property
    def params(self) -> Mapping[str, Any]:
        """What was asked for."""
        ...

    @property
    def asked_by(self) -> str:
        """Who asked for the job, in whose name and with whose rights it is done."""
        ...

    @property
    def is_last_attempt(self) -> bool:
        """Whether an error now is the end of the job."""
        ...

    @property
    def checkpoint(self) -> Mapping[str, Any] | None:
        """What ``save`` was last given, in this attempt or an earlier one."""
        ...

    def progress(self, step: str, done: int, total: int | None = None) -> None:
        """Say how far it is (a ``Progress``). Raises JobInterrupted when the job must stop."""
        ...

    def save(self, checkpoint: Mapping[str, Any]) -> None:
        """Keep what a later attempt needs to go on from here; plain JSON values.

        Raises JobInterrupted when the job must stop; the checkpoint is kept unless the lease
        is lost.
        """
        ...


def finish_nothing(work: Work) -> None:
    """Write nothing beside the end of the job."""


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """What a handler leaves behind. ``finish`` writes in the transaction that ends the job: both
    are kept or neither is."""

    result: Mapping[str, Any] = field(default_factory=dict)
    finish: Callable[[Work], None] = finish_nothing


JobHandler: TypeAlias = Callable[[JobRun], JobOutcome]
"""Does one kind of job. It may be called again for a job it had begun or all but ended (a killed
worker), so whatever it does outside ``finish`` must be harmless when done twice."""


class JobQueue(Protocol):
    """What workers need of the database beside the job records themselves.

    Methods that take a Work act in its transaction; the others commit at once and are not
    audited.
    """

    def has_queued(self, kinds: Collection[str]) -> bool:
        """Whether a job of these kinds is due."""
        ...

    def has_abandoned(self) -> bool:
        """Whether a worker died and left a job."""
        ...

    def abandoned(self, work: Work) -> tuple[str, ...]:
        """Running jobs whose lease has ended; locked until the transaction ends."""
        ...

    def next_queued(self, work: Work, kinds: Collection[str]) -> str | None:
        """The queued job of these kinds that has waited longest, locked; None without one."""
        ...

    def lease(self, work: Work, job_id: str, worker: str, seconds: float) -> None:
        """Give the job to a worker; its checkpoint stays."""
        ...

    def release(self, work: Work, job_id: str) -> None:
        """Take the job from its worker; its checkpoint stays."""
        ...

    def forget(self, work: Work, job_id: str) -> None:
        """Remove progress and checkpoint of a job that is over."""
        ...

    def is_held(self, work: Work, job_id: str, worker: str) -> bool:
        """Whether that worker still has the job; locked until the transaction ends."""
        ...

    def beat(
        self, job_id: str, worker: str, seconds: float, step: str, done: int, total: int | None
    ) -> Heartbeat:
        """Prolong the lease by ``seconds`` from now and note the progress."""
        ...

    def save(self, job_id: str, worker: str, checkpoint: Mapping[str, Any]) -> bool:
        """Keep a checkpoint; False, and nothing kept, if the worker has the job no longer."""
        ...

    def progress(self, jobs: Iterable[str]) -> Mapping[str, JobProgress]:
        """Progress of the jobs with these ids, where there is any."""
        ...
