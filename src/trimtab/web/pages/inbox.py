"""The inbox: what waits for the viewer, and duties handed to others for a time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData

from trimtab.app.workbench.case_desk import CaseDesk
from trimtab.app.workbench.case_work import CaseWork
from trimtab.app.workbench.inbox import inbox_of
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import TrimtabError
from trimtab.office.rights import Right
from trimtab.office.tasks import close_task
from trimtab.office.types import TaskState
from trimtab.web.access import bench, needs
from trimtab.web.case_fields import FIELDS
from trimtab.web.case_forms import FormState, Reader, refused, said, typed_form
from trimtab.web.problems import status_of
from trimtab.web.rendering import language_of, page

router = APIRouter(prefix="/inbox", include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.CASES_SEE)]
Worker = Annotated[Viewer, needs(Right.TASKS_WORK)]
Typed = Annotated[FormData, Depends(typed_form)]
_DONE = ("delegate", "end_delegation", "task")


@router.get("")
def show(
    request: Request, viewer: Seer, done: Annotated[str, Query(max_length=20)] = ""
) -> HTMLResponse:
    """Everything that waits, overdue first."""
    return _page(request, viewer, FormState(), 200, done)


def _page(
    request: Request, viewer: Viewer, state: FormState, status: int, done: str = ""
) -> HTMLResponse:
    found = inbox_of(bench(request), viewer, language_of(request, viewer))
    return page(
        request,
        viewer,
        "inbox/inbox.html.j2",
        status,
        found=found,
        words=found.words,
        state=state,
        fields=FIELDS,
        done=done if done in _DONE else "",
    )


@router.post("/delegations")
def delegate(request: Request, viewer: Seer, form: Typed) -> Response:
    """Hand a duty to somebody for a time."""
    try:
        reader = Reader(form)
        right, until = reader.choice("right", Right), reader.wanted_day("until")
        for name in ("receiver", "department", "region"):
            if not said(form, name):
                reader.wrong("WEB-144", name)
        reader.done()
        assert right is not None and until is not None
        _work(request, viewer).delegate(
            said(form, "receiver"), right, said(form, "region"), said(form, "department"), until
        )
    except TrimtabError as error:
        return _refused(request, viewer, "delegate", form, error)
    return RedirectResponse("/inbox?done=delegate#delegations", 303)


@router.post("/delegations/{delegation_id}/end")
def end(
    request: Request,
    viewer: Seer,
    delegation_id: Annotated[str, Path(max_length=120)],
    form: Typed,
) -> Response:
    """Take it back, or give it back."""
    try:
        _work(request, viewer).end_delegation(delegation_id)
    except TrimtabError as error:
        return _refused(request, viewer, "end_delegation", form, error)
    return RedirectResponse("/inbox?done=end_delegation#delegations", 303)


@router.post("/tasks/{task_id}")
def end_task(
    request: Request, viewer: Worker, task_id: Annotated[str, Path(max_length=200)], form: Typed
) -> Response:
    """A task of the office is done, or need not be done."""
    try:
        dismissed = said(form, "state") == TaskState.DISMISSED.value
        desk = CaseDesk(bench(request), viewer, language_of(request, viewer))
        with desk.work("end_task") as work:
            close_task(work, task_id, said(form, "note"), dismissed=dismissed)
    except TrimtabError as error:
        return _refused(request, viewer, "task", form, error)
    return RedirectResponse("/inbox?done=task#tasks", 303)


def _work(request: Request, viewer: Viewer) -> CaseWork:
    return CaseWork(CaseDesk(bench(request), viewer, language_of(request, viewer)))


def _refused(
    request: Request, viewer: Viewer, deed: str, form: FormData, error: TrimtabError
) -> HTMLResponse:
    found = inbox_of(bench(request), viewer, language_of(request, viewer))
    state = refused(deed, form, error, found.words)
    return _page(request, viewer, state, status_of(error))
