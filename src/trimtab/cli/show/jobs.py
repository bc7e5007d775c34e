"""Jobs as lines, tables and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.messages import text
from trimtab.office.notifications import error_sentence, kind_title
from trimtab.office.types import Job, JobState
from trimtab.ports.jobs import JobProgress

_COLUMNS = ("job", "kind", "state", "progress", "attempt", "queued_utc", "asked_by")


def job_to_json(job: Job, progress: JobProgress | None) -> dict[str, Any]:
    """One job with its progress."""
    return {
        "job_id": job.job_id,
        "kind": job.kind,
        "params": dict(job.params),
        "state": job.state.value,
        "asked_by": job.asked_by,
        "queued_at": job.queued_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "not_before": job.not_before,
        "attempt": job.attempt,
        "attempts_max": job.attempts_max,
        "cancel_asked": job.cancel_asked,
        "once_key": job.once_key,
        "worker": job.worker,
        "progress": _progress_to_json(progress),
        "result": None if job.result is None else dict(job.result),
        "error": None if job.error is None else dict(job.error) | {"sentence": _error(job)},
    }


def _progress_to_json(progress: JobProgress | None) -> dict[str, Any] | None:
    if progress is None:
        return None
    return {
        "step": progress.step or None,
        "done": progress.done,
        "total": progress.total,
        "lease_until": progress.lease_until,
        "has_checkpoint": progress.checkpoint is not None,
    }


def show_jobs(jobs: Sequence[Job], progress: Mapping[str, JobProgress], total: int) -> None:
    """One line a job, newest first."""
    if not jobs:
        print_lines(say("jobs.none"))
        return
    shown = table(say("jobs.title"), [say(f"jobs.column.{name}") for name in _COLUMNS], (4,))
    for whole in (0, 5):  # an id is there to be copied; an instant is one word
        shown.columns[whole].no_wrap = True
    for job in jobs:
        shown.add_row(
            job.job_id,
            _kind(job),
            _state(job),
            _progress(job, progress.get(job.job_id)),
            f"{job.attempt}/{job.attempts_max}",
            f"{job.queued_at:%Y-%m-%d %H:%M}",
            job.asked_by,
        )
    console().print(shown)
    if total > len(jobs):
        print_lines(say("jobs.more", n=total - len(jobs)))


def show_job(job: Job, progress: JobProgress | None) -> None:
    """Everything about one job, a line each."""
    facts = {
        "job": job.job_id,
        "kind": _kind(job),
        "state": _state(job),
        "progress": _progress(job, progress),
        "attempt": f"{job.attempt}/{job.attempts_max}",
        "asked_by": job.asked_by,
        "queued": _instant(job.queued_at),
        "not_before": _instant(job.not_before),
        "started": _instant(job.started_at),
        "finished": _instant(job.finished_at),
        "worker": job.worker or "",
        "params": _plain(job.params),
        "result": _plain(job.result),
        "error": _error(job),
    }
    print_lines(*(f"{say(f'jobs.column.{name}')}: {fact}" for name, fact in facts.items() if fact))


def show_job_line(job: Job) -> None:
    """A job that begins or ends, as the worker tells it."""
    line = say("jobs.line", job=job.job_id, kind=_kind(job), state=_state(job))
    print_lines(line, *([f"  {_error(job)}"] if job.error and job.state != "running" else []))


def _kind(job: Job) -> str:
    return kind_title(job.kind, language())


def _state(job: Job) -> str:
    if job.cancel_asked and job.state is JobState.RUNNING:
        return say("jobs.state.cancelling")
    return say(f"jobs.state.{job.state}")


def _progress(job: Job, progress: JobProgress | None) -> str:
    if job.state is not JobState.RUNNING or progress is None or not progress.step:
        return ""
    far = f"{progress.done:,}" + (f"/{progress.total:,}" if progress.total else "")
    return f"{text(progress.step, language())} {far}"


def _error(job: Job) -> str:
    return error_sentence(job.error, language()) if job.error else ""


def _instant(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC" if instant else ""


def _plain(values: Mapping[str, Any] | None) -> str:
    return json.dumps(dict(values), ensure_ascii=False) if values else ""
