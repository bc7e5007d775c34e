"""Jobs as people see them in a browser: which there are, how far each is, stop it, try it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from trimtab.app.demonstration_titles import title_in
from trimtab.app.jobs import Jobs
from trimtab.app.titles import indicator_title
from trimtab.app.workbench.bench import Workbench
from trimtab.kernel import UsageError
from trimtab.messages import Language, has_text, text
from trimtab.office.notifications import error_sentence, kind_title
from trimtab.office.rights import Right, holds
from trimtab.office.types import Actor, Job, JobState
from trimtab.ports.jobs import JobProgress

STARTABLE = ("monitoring.run", "stores.verify", "stores.compact", "audit.verify")
"""Kinds that may be asked for from a browser: those that are told no place on the server's disk."""

_TOLD = {"indicators", "as_of", "promised_rate"}
_OVER = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True)
class JobSeen:
    """A job in words. ``told`` and ``result`` are pairs of a name and what it says; places on the
    server's disk are cut to the name of the file."""

    job_id: str
    kind: str
    title: str
    state: JobState
    stopping: bool
    asked_by: str
    asked_by_title: str
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    not_before: datetime | None
    attempt: int
    attempts_max: int
    step: str
    done: int
    total: int | None
    told: tuple[tuple[str, str], ...]
    result: tuple[tuple[str, str], ...]
    error: str

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state in _OVER


@dataclass(frozen=True, slots=True)
class JobList:
    """A page of jobs, newest first; ``counts`` are of all of them by state."""

    jobs: tuple[JobSeen, ...]
    total: int
    next: str | None
    counts: Mapping[str, int]


def list_jobs(
    bench: Workbench,
    actor: str,
    language: Language,
    state: JobState | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> JobList:
    """Jobs, newest first, from after the one that ``cursor`` names.

    Raises NotAllowedError OFFICE-010, UsageError WEB-124 for a cursor that names no job.
    """
    opened = _open(bench, actor, "jobs.list")
    everything = opened.list()
    counts = {one.value: sum(job.state is one for job in everything) for one in JobState}
    chosen = [job for job in everything if state is None or job.state is state]
    first = _after(cursor, [job.job_id for job in chosen])
    shown = chosen[first : first + limit]
    progress = opened.progress(shown)
    people = _titles(bench)
    seen = tuple(_seen(job, progress.get(job.job_id), people, language) for job in shown)
    following = shown[-1].job_id if shown and first + limit < len(chosen) else None
    return JobList(seen, len(chosen), following, counts)


def see_job(bench: Workbench, actor: str, job_id: str, language: Language) -> JobSeen:
    """One job. Raises NotAllowedError OFFICE-010, UnknownCodeError JOB-002."""
    opened = _open(bench, actor, "jobs.show")
    job = opened.show(job_id)
    progress = opened.progress([job]).get(job_id)
    return _seen(job, progress, _titles(bench), language)


def start_job(
    bench: Workbench, actor: str, kind: str, given: Mapping[str, str], language: Language
) -> JobSeen:
    """Ask for a job. Raises UsageError WEB-125 for a kind or parameter that cannot be asked for
    here, NotAllowedError OFFICE-010, and what ``parse_params`` raises."""
    if kind not in STARTABLE or set(given) - _TOLD:
        named = ", ".join([kind, *sorted(set(given) - _TOLD)])
        raise UsageError("WEB-125", kind=named, known=", ".join(STARTABLE))
    job = _open(bench, actor, "jobs.add").add(kind, given)
    return see_job(bench, actor, job.job_id, language)


def cancel_job(bench: Workbench, actor: str, job_id: str, language: Language) -> JobSeen:
    """Stop a job. Raises StateError JOB-003, UnknownCodeError JOB-002, NotAllowedError
    OFFICE-010."""
    _open(bench, actor, "jobs.cancel").cancel(job_id)
    return see_job(bench, actor, job_id, language)


def retry_job(bench: Workbench, actor: str, job_id: str, language: Language) -> JobSeen:
    """Queue a job again. Raises StateError JOB-004, UnknownCodeError JOB-002, NotAllowedError
    OFFICE-010."""
    _open(bench, actor, "jobs.retry").retry(job_id)
    return see_job(bench, actor, job_id, language)


def may_run_jobs(bench: Workbench, actor: str) -> bool:
    """Whether somebody may ask for jobs, stop them and try them again."""
    with bench.office.reading() as reading:
        return holds(reading, actor, Right.JOBS_RUN, None)


def _open(bench: Workbench, actor: str, reason: str) -> Jobs:
    return Jobs(bench.folder, bench.database_url, bench.office, actor, reason)


def _after(cursor: str | None, ids: list[str]) -> int:
    if cursor is None:
        return 0
    try:
        return ids.index(cursor) + 1
    except ValueError:
        raise UsageError("WEB-124", cursor=cursor) from None


def _titles(bench: Workbench) -> Mapping[str, str]:
    with bench.office.reading() as reading:
        return {one.actor_id: one.title for one in reading.find(Actor)}


def _seen(
    job: Job, progress: JobProgress | None, people: Mapping[str, str], language: Language
) -> JobSeen:
    at_work = progress if job.state is JobState.RUNNING else None
    return JobSeen(
        job_id=job.job_id,
        kind=job.kind,
        title=_capital(kind_title(job.kind, language)),
        state=job.state,
        stopping=job.cancel_asked and job.state is JobState.RUNNING,
        asked_by=job.asked_by,
        asked_by_title=title_in(people.get(job.asked_by, job.asked_by), language),
        queued_at=job.queued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        not_before=job.not_before,
        attempt=job.attempt,
        attempts_max=job.attempts_max,
        step=text(at_work.step, language) if at_work and at_work.step else "",
        done=at_work.done if at_work else 0,
        total=at_work.total if at_work else None,
        told=_pairs(job.params, language),
        result=_pairs(job.result or {}, language),
        error=error_sentence(job.error, language) if job.error else "",
    )


def _capital(title: str) -> str:
    """A title as it stands alone: kinds of jobs are written to stand within a sentence."""
    return title[:1].upper() + title[1:]


def _pairs(values: Mapping[str, Any], language: Language) -> tuple[tuple[str, str], ...]:
    """Names in words where there is one; what is not known yet is left out."""
    return tuple(
        (_named(name, language), _said(name, value, language))
        for name, value in values.items()
        if value is not None
    )


def _named(name: str, language: Language) -> str:
    key = f"web.jobs.told.{name}"
    return text(key, language) if has_text(key, language) else name


def _said(name: str, value: Any, language: Language) -> str:
    if isinstance(value, bool):
        return text("web.jobs.yes" if value else "web.jobs.no", language)
    if isinstance(value, list | tuple):
        return text("form.listed", language).join(_said(name, one, language) for one in value)
    if isinstance(value, int):
        return f"{value:,}"
    said = str(value)
    if name == "indicators":
        return indicator_title(said, language)
    return PurePath(said).name if said.startswith("/") else said
