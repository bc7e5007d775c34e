"""``/api/v1/cases``: what people do together at any time, files and documents."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile

from trimtab.app.workbench.case_documents import MEDIA_TYPES
from trimtab.app.workbench.case_work import CaseWork
from trimtab.coordination import ReleaseKind
from trimtab.web import case_bodies as bodies
from trimtab.web.api.case_routes import (
    Assigner,
    CaseId,
    PartId,
    Releaser,
    Seer,
    Talker,
    answered,
    desk_of,
)
from trimtab.web.case_answers import CaseDetail
from trimtab.web.case_files import DocumentForm, DocumentKind, official_document
from trimtab.web.downloads import download
from trimtab.web.problems import PROBLEMS

together = APIRouter(prefix="/cases", tags=["cases"], responses=PROBLEMS)


@together.post("/{case_id}/comments", status_code=201, summary="Comment on a case")
def comment(
    request: Request, viewer: Talker, case_id: CaseId, body: bodies.CommentGiven
) -> CaseDetail:
    """It cannot be changed afterwards."""
    CaseWork(desk_of(request, viewer)).comment(case_id, body.text)
    return answered(request, viewer, case_id)


@together.post("/{case_id}/attachments", status_code=201, summary="Attach a file")
def attach(
    request: Request,
    viewer: Talker,
    case_id: CaseId,
    file: Annotated[UploadFile, File(description="At most 20 MiB")],
    note: Annotated[str, Form(max_length=2_000)] = "",
) -> CaseDetail:
    """It cannot be changed or removed afterwards."""
    CaseWork(desk_of(request, viewer)).attach(case_id, file.filename or "", file.file.read(), note)
    return answered(request, viewer, case_id)


_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The file"}
}


@together.get(
    "/{case_id}/attachments/{attachment_id}",
    summary="A file of a case",
    response_class=Response,
    responses=_BYTES,
)
def attachment(request: Request, viewer: Seer, case_id: CaseId, attachment_id: PartId) -> Response:
    """After holding it against its hash."""
    _, content = CaseWork(desk_of(request, viewer)).file(case_id, attachment_id)
    return download(content, "application/octet-stream", attachment_id.replace(":", "-"))


@together.get(
    "/{case_id}/documents/{kind}.{form}",
    summary="The official document",
    response_class=Response,
    responses={
        200: {
            "content": {media_type: {} for media_type in MEDIA_TYPES.values()},
            "description": "Word or PDF in the language asked for",
        }
    },
)
def document(
    request: Request,
    viewer: Seer,
    case_id: CaseId,
    kind: DocumentKind,
    form: DocumentForm,
) -> Response:
    """In Chinese by GB/T 9704-2012, in English a memorandum."""
    return official_document(request, viewer, case_id, kind, form)


@together.put("/{case_id}/assignment", summary="Name who is responsible")
def assign(
    request: Request, viewer: Assigner, case_id: CaseId, body: bodies.AssignmentGiven
) -> CaseDetail:
    """And perhaps another leading department."""
    CaseWork(desk_of(request, viewer)).assign(case_id, body.department_id, body.assignee)
    return answered(request, viewer, case_id)


@together.post("/{case_id}/departments", summary="Let a department take part")
def involve(
    request: Request, viewer: Talker, case_id: CaseId, body: bodies.DepartmentGiven
) -> CaseDetail:
    """It sees the case from now on."""
    CaseWork(desk_of(request, viewer)).involve(case_id, body.department_id)
    return answered(request, viewer, case_id)


@together.post("/{case_id}/escalations", summary="Put the case before the department above")
def escalate(
    request: Request, viewer: Talker, case_id: CaseId, body: bodies.NoteGiven
) -> CaseDetail:
    """Once in each stage."""
    CaseWork(desk_of(request, viewer)).escalate(case_id, body.note)
    return answered(request, viewer, case_id)


@together.put("/{case_id}/release", summary="Let everybody read something from a day on")
def release(
    request: Request, viewer: Releaser, case_id: CaseId, body: bodies.ReleaseGiven
) -> CaseDetail:
    """The case, a frozen assessment or a decision in force; never one's own."""
    CaseWork(desk_of(request, viewer)).release(case_id, body.kind, body.key, body.on)
    return answered(request, viewer, case_id)


@together.delete("/{case_id}/release", summary="Keep it inside again")
def withdraw_release(
    request: Request,
    viewer: Releaser,
    case_id: CaseId,
    kind: ReleaseKind,
    key: Annotated[str, Query(max_length=80)],
) -> CaseDetail:
    """What was read cannot be taken back."""
    CaseWork(desk_of(request, viewer)).withdraw_release(case_id, kind, key)
    return answered(request, viewer, case_id)
