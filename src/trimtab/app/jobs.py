"""Jobs of a workspace: ask for them, look at them, run a worker."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType

from trimtab.app.job_kinds import parse_params
from trimtab.kernel import UnknownCodeError
from trimtab.office import Job, JobState
from trimtab.office.jobs import cancel, list_jobs, request_job, retry, show_job
from trimtab.office.jobs_worker import (
    StopRequest,
    Worker,
    WorkerSettings,
    run_worker,
    tell_nobody,
)
from trimtab.ports import Progress, no_progress
from trimtab.ports.jobs import JobProgress
from trimtab.stores.office.jobs import SqlJobQueue
from trimtab.stores.office.store import SqlOfficeStore, open_office


@dataclass(frozen=True, slots=True)
class JobsAtWork:
    """What a worker is to do, and who watches it."""

    jobs_max: int | None = None
    until_idle: bool = False
    kinds: Collection[str] = ()
    settings: WorkerSettings = field(default_factory=WorkerSettings)
    told: Callable[[Job], None] = tell_nobody
    shown: Progress = no_progress


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs of a workspace, as ``actor`` may see and change them."""

    folder: Path
    database_url: str | None
    office: SqlOfficeStore
    actor: str
    reason: str

    def add(self, kind: str, given: Mapping[str, str], once_key: str | None = None) -> Job:
        """Queue a job. Raises what ``parse_params`` raises, NotAllowedError OFFICE-010."""
        params = parse_params(kind, given)
        with self.office.work(self.actor, self.reason) as work:
            return request_job(work, kind, params, once_key)

    def cancel(self, job_id: str) -> Job:
        """Cancel a job. Raises StateError JOB-003, UnknownCodeError JOB-002."""
        with self.office.work(self.actor, self.reason) as work:
            return cancel(work, job_id)

    def retry(self, job_id: str) -> Job:
        """Queue a job again. Raises StateError JOB-004, UnknownCodeError JOB-002."""
        with self.office.work(self.actor, self.reason) as work:
            return retry(work, job_id)

    def list(self, state: JobState | None = None) -> Sequence[Job]:
        """Jobs, newest first."""
        with self.office.reading() as reading:
            found = list_jobs(reading, self.actor, state)
        return sorted(found, key=lambda job: (job.queued_at, job.job_id), reverse=True)

    def show(self, job_id: str) -> Job:
        """One job. Raises UnknownCodeError JOB-002."""
        with self.office.reading() as reading:
            return show_job(reading, self.actor, job_id)

    def progress(self, jobs: Sequence[Job]) -> Mapping[str, JobProgress]:
        """How far the jobs are, by id; only those that run or have a checkpoint."""
        return SqlJobQueue(self.office.engine).progress([job.job_id for job in jobs])

    def work(self, asked: JobsAtWork) -> int:
        """Run jobs until told to stop (SIGTERM, SIGINT); how many attempts were made.

        Raises UnknownCodeError JOB-008 for a kind that no handler does.
        """
        from trimtab.app.job_handlers import Place, handlers_of

        handlers = handlers_of(Place(self.folder, self.database_url, self.office))
        for kind in asked.kinds:
            if kind not in handlers:
                raise UnknownCodeError("JOB-008", kind=kind, known=", ".join(handlers))
        chosen = {kind: handlers[kind] for kind in asked.kinds or handlers}
        stop = StopRequest()
        with _asked_by_signals(stop):
            worker = Worker(
                self.office,
                SqlJobQueue(self.office.engine),
                chosen,
                asked.settings,
                stop,
                asked.told,
                asked.shown,
            )
            return run_worker(worker, jobs_max=asked.jobs_max, until_idle=asked.until_idle)

    def __enter__(self) -> Jobs:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.office.close()


def open_jobs(
    folder: Path, database_url: str | None, actor: str, reason: str, create: bool = False
) -> Jobs:
    """The jobs of a workspace. Raises StateError STORE-002 when there is none and ``create`` is
    False."""
    office = open_office(folder, database_url, create=create)
    return Jobs(folder, database_url, office, actor, reason)


@contextmanager
def _asked_by_signals(stop: StopRequest) -> Iterator[None]:
    """SIGTERM and SIGINT ask the worker to stop while the block lasts.

    Only the main thread may listen to signals; a worker in another one is stopped otherwise.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.ask()

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
