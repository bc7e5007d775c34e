"""``/api/v1/jobs``: jobs and their progress, ask for one, stop it, try it again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.workbench.jobs import (
    STARTABLE,
    JobSeen,
    cancel_job,
    list_jobs,
    retry_job,
    see_job,
    start_job,
)
from trimtab.app.workbench.viewer import Viewer
from trimtab.office.rights import Right
from trimtab.office.types import JobState
from trimtab.web.access import bench, needs
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of

router = APIRouter(prefix="/jobs", tags=["jobs"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.JOBS_SEE)]
Runner = Annotated[Viewer, needs(Right.JOBS_RUN)]
JobId = Annotated[
    str,
    Path(
        pattern=r"^[0-9A-Za-z:._-]{1,128}$",
        description="The job's number",
        examples=["20261123T080000-0123456789ab"],
    ),
]


class Told(BaseModel):
    """A parameter or result in words."""

    name: str
    value: str


class JobItem(BaseModel):
    """One job."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "job_id": "20261123T080000-0123456789ab",
                    "kind": "monitoring.run",
                    "title": "Monitoring",
                    "state": "running",
                    "stopping": False,
                    "asked_by": "analyst",
                    "queued_at": "2026-11-23T08:00:00Z",
                    "started_at": "2026-11-23T08:00:01Z",
                    "finished_at": None,
                    "not_before": None,
                    "attempt": 1,
                    "attempts_max": 3,
                    "step": "Detecting changes",
                    "done": 12,
                    "total": 40,
                    "told": [],
                    "result": [],
                    "error": None,
                }
            ]
        }
    )

    job_id: str
    kind: str
    title: str = Field(description="The kind in the language of the asker.")
    state: JobState
    stopping: bool = Field(description="Somebody asked to stop it; it ends at its next step.")
    asked_by: str
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    not_before: datetime | None = Field(description="When it is tried again at the earliest.")
    attempt: int
    attempts_max: int
    step: str | None = Field(description="What a running job does now, in words.")
    done: int
    total: int | None
    told: list[Told]
    result: list[Told]
    error: str | None


class JobAnswer(BaseModel):
    """Jobs, newest first."""

    items: list[JobItem]
    total: int
    next: str | None = Field(description="The cursor of the next page; null at the end.")


class JobAsked(BaseModel):
    """A job to be done."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"kind": "monitoring.run", "params": {"indicators": "employment"}}]
        },
    )

    kind: str = Field(max_length=64, description=f"One of {', '.join(STARTABLE)}.")
    params: dict[Annotated[str, Field(max_length=64)], Annotated[str, Field(max_length=500)]] = (
        Field(
            default_factory=dict,
            max_length=8,
            description="For monitoring.run: indicators (a,b), as_of (a day), promised_rate.",
        )
    )


@router.get("", summary="Jobs, newest first")
def list_them(
    request: Request,
    viewer: Seer,
    state: Annotated[JobState | None, Query(description="Only those in this state")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[str | None, Query(max_length=128)] = None,
) -> JobAnswer:
    """Jobs with their progress."""
    language = language_of(request, viewer)
    found = list_jobs(bench(request), viewer.name, language, state, limit, cursor)
    return JobAnswer(items=[_item(one) for one in found.jobs], total=found.total, next=found.next)


@router.post("", status_code=201, summary="Ask for a job")
def start(request: Request, viewer: Runner, asked: JobAsked) -> JobItem:
    """Queue a job; a worker process does it."""
    language = language_of(request, viewer)
    return _item(start_job(bench(request), viewer.name, asked.kind, asked.params, language))


@router.get("/{job_id}", summary="One job")
def show(request: Request, viewer: Seer, job_id: JobId) -> JobItem:
    """A job with its progress, result or error."""
    return _item(see_job(bench(request), viewer.name, job_id, language_of(request, viewer)))


@router.post("/{job_id}/cancel", summary="Stop a job")
def cancel(request: Request, viewer: Runner, job_id: JobId) -> JobItem:
    """A waiting job is cancelled at once, a running one at its next step."""
    return _item(cancel_job(bench(request), viewer.name, job_id, language_of(request, viewer)))


@router.post("/{job_id}/retry", summary="Queue a failed or cancelled job again")
def retry(request: Request, viewer: Runner, job_id: JobId) -> JobItem:
    """It goes on from its last checkpoint, with all its attempts."""
    return _item(retry_job(bench(request), viewer.name, job_id, language_of(request, viewer)))


def _item(job: JobSeen) -> JobItem:
    return JobItem(
        job_id=job.job_id,
        kind=job.kind,
        title=job.title,
        state=job.state,
        stopping=job.stopping,
        asked_by=job.asked_by,
        queued_at=job.queued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        not_before=job.not_before,
        attempt=job.attempt,
        attempts_max=job.attempts_max,
        step=job.step or None,
        done=job.done,
        total=job.total,
        told=[Told(name=name, value=value) for name, value in job.told],
        result=[Told(name=name, value=value) for name, value in job.result],
        error=job.error or None,
    )
