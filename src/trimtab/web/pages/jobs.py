"""Jobs: which wait and run, how far they are, stop and try again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from trimtab.app.workbench.jobs import (
    STARTABLE,
    cancel_job,
    list_jobs,
    may_run_jobs,
    retry_job,
    see_job,
    start_job,
)
from trimtab.app.workbench.viewer import Viewer
from trimtab.office.rights import Right
from trimtab.office.types import JobState
from trimtab.web.access import bench, needs
from trimtab.web.rendering import language_of, page
from trimtab.web.sessions import see_other

router = APIRouter(prefix="/jobs", include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.JOBS_SEE)]
Runner = Annotated[Viewer, needs(Right.JOBS_RUN)]
_PAGE = 25


@router.get("")
def show_all(
    request: Request,
    viewer: Seer,
    state: Annotated[JobState | None, Query()] = None,
    cursor: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    """The list; its rows alone for htmx, which asks every few seconds while something runs."""
    opened = bench(request)
    found = list_jobs(opened, viewer.name, language_of(request, viewer), state, _PAGE, cursor)
    part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target")
    return page(
        request,
        viewer,
        "jobs/rows.html.j2" if part else "jobs/list.html.j2",
        found=found,
        state=state,
        state_chosen=state.value if state else "",
        states=list(JobState),
        startable=STARTABLE,
        may_run=may_run_jobs(opened, viewer.name),
    )


@router.post("")
def start(request: Request, viewer: Runner, kind: Annotated[str, Form(max_length=64)]) -> Response:
    """Ask for a job that needs no parameters."""
    job = start_job(bench(request), viewer.name, kind, {}, language_of(request, viewer))
    return see_other(f"/jobs/{job.job_id}")


@router.get("/{job_id}")
def show(request: Request, viewer: Seer, job_id: str) -> Response:
    """One job; its state alone for htmx."""
    opened = bench(request)
    part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target")
    return page(
        request,
        viewer,
        "jobs/state.html.j2" if part else "jobs/job.html.j2",
        job=see_job(opened, viewer.name, job_id, language_of(request, viewer)),
        may_run=may_run_jobs(opened, viewer.name),
    )


@router.post("/{job_id}/cancel")
def cancel(request: Request, viewer: Runner, job_id: str) -> Response:
    """Stop a job."""
    cancel_job(bench(request), viewer.name, job_id, language_of(request, viewer))
    return see_other(f"/jobs/{job_id}")


@router.post("/{job_id}/retry")
def retry(request: Request, viewer: Runner, job_id: str) -> Response:
    """Queue a failed or cancelled job again."""
    retry_job(bench(request), viewer.name, job_id, language_of(request, viewer))
    return see_other(f"/jobs/{job_id}")
