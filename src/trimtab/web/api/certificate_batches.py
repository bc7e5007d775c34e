"""``/api/v1/certificate-batches``: a list brought, what is wrong in it, approved, stopped."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.workbench import certificate_batches as batches
from trimtab.app.workbench import certificate_drafts as drafts
from trimtab.app.workbench import certificate_revocations as revocations
from trimtab.app.workbench.viewer import Viewer
from trimtab.credentials.issuing.batch_types import BatchState, RevocationState
from trimtab.credentials.issuing.types import ChangeReason
from trimtab.kernel import UsageError
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of

router = APIRouter(tags=["certificates"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.CREDENTIALS_SEE)]
Drafter = Annotated[Viewer, needs(Right.CREDENTIALS_ISSUE)]
Approver = Annotated[Viewer, needs(Right.CREDENTIALS_APPROVE)]
Revoker = Annotated[Viewer, needs(Right.CREDENTIALS_REVOKE)]
Limit = Annotated[int, Query(ge=1, le=500)]
Cursor = Annotated[str | None, Query(max_length=200)]
BatchKey = Annotated[
    str,
    Path(pattern=r"^[0-9a-f-]{1,64}$", examples=["0b1d4c53-6e0f-4d8c-9d3a-2f3f3f0f7b11"]),
]


class FindingItem(BaseModel):
    """What is wrong with one cell."""

    row: int
    cell: str = Field(examples=["F7"], description="As in the list; the row alone without one.")
    column: str
    header: str = Field(description="As in the list; the title of the column without one.")
    value: str
    sentence: str
    code: str


class BatchItem(BaseModel):
    """A batch: how many rows, where it is, who must still decide."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "batch_id": "0b1d4c53-6e0f-4d8c-9d3a-2f3f3f0f7b11",
                    "title": "Assessments, autumn 2026",
                    "issuer": "did:web:college.example",
                    "state": "drafted",
                    "rows": 120,
                    "faulty": 2,
                    "issued": 0,
                    "drafted_by": "caseworker",
                    "drafted_at": "2026-11-23T08:00:00Z",
                    "waits_for": ["College registrar"],
                    "job_id": None,
                }
            ]
        }
    )

    batch_id: str
    title: str
    issuer: str
    state: BatchState
    rows: int
    faulty: int
    issued: int
    drafted_by: str
    drafted_at: datetime
    waits_for: list[str]
    job_id: str | None


class BatchList(BaseModel):
    """Batches, newest first."""

    items: list[BatchItem]
    total: int
    next: str | None


class RevocationItem(BaseModel):
    """The revocation of all certificates of a batch that was asked for last."""

    state: RevocationState
    reason: ChangeReason
    note: str
    certificates: int = Field(description="Not revoked when it was asked for.")
    revoked: int = Field(description="By this revocation, so far.")
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_note: str
    job_id: str | None
    finished_at: datetime | None


class BatchAnswer(BatchItem):
    """A batch with what became of its rows; ``valid``: its certificates that are not revoked."""

    counts: dict[str, int]
    findings: list[FindingItem]
    valid: int
    revocation: RevocationItem | None


class DecisionAsked(BaseModel):
    """A word on a decision."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field(default="", max_length=500)


class RevocationAsked(BaseModel):
    """Why all certificates of a batch are to be revoked."""

    model_config = ConfigDict(extra="forbid")

    reason: ChangeReason
    note: str = Field(min_length=1, max_length=500, description="Without names of persons.")


@router.get("/certificate-batches", summary="Batches")
def list_batches(
    request: Request, viewer: Seer, waiting: bool = False, limit: Limit = 50, cursor: Cursor = None
) -> BatchList:
    """Newest first; ``waiting``: only those that nobody decided on."""
    found = batches.list_batches(
        bench(request), viewer.name, language_of(request, viewer), waiting=waiting
    )
    ids = [one.batch.batch_id for one in found]
    if cursor is not None and cursor not in ids:
        raise UsageError("WEB-124", cursor=cursor)
    start = ids.index(cursor) + 1 if cursor is not None else 0
    shown = found[start : start + limit]
    more = start + limit < len(found)
    return BatchList(
        items=[BatchItem(**_batch(one)) for one in shown],
        total=len(found),
        next=shown[-1].batch.batch_id if shown and more else None,
    )


def _batch(view: batches.BatchView) -> dict[str, Any]:
    batch = view.batch
    same = ("batch_id", "title", "state", "rows", "faulty", "issued", "drafted_by", "drafted_at",
            "job_id")  # fmt: skip
    found = {name: getattr(batch, name) for name in same}
    return {**found, "issuer": batch.issuer_id, "waits_for": list(view.waits_for)}


@router.post("/certificate-batches", status_code=201, summary="Bring a list")
def bring(
    request: Request, viewer: Drafter, file: UploadFile,
    issuer: Annotated[str, Form(max_length=200)], title: Annotated[str, Form(max_length=200)],
) -> BatchAnswer:  # fmt: skip
    """Every cell is checked; nothing is issued before somebody else approves it."""
    batch = drafts.draft_list(
        bench(request), viewer.name, issuer, title, file.filename or "", file.file
    )
    return _batch_answer(request, viewer, batch.batch_id)


@router.get("/certificate-batches/{batch_id}", summary="One batch")
def show_batch(request: Request, viewer: Seer, batch_id: BatchKey) -> BatchAnswer:
    """Its state, its rows counted, what is wrong with which cell."""
    return _batch_answer(request, viewer, batch_id)


def _batch_answer(request: Request, viewer: Viewer, batch_id: str) -> BatchAnswer:
    seen = batches.see_batch(
        bench(request), viewer.name, batch_id, language_of(request, viewer), named=False
    )
    findings = [FindingItem.model_validate(one, from_attributes=True) for one in seen.findings]
    counts = {state.value: count for state, count in seen.counts.items()}
    asked = seen.view.revocation
    return BatchAnswer(
        **_batch(seen.view),
        counts=counts,
        findings=findings,
        valid=seen.valid,
        revocation=RevocationItem.model_validate(asked, from_attributes=True) if asked else None,
    )


@router.post("/certificate-batches/{batch_id}/approve", summary="Approve a batch")
def approve(
    request: Request, viewer: Approver, batch_id: BatchKey, asked: DecisionAsked
) -> BatchAnswer:
    """By somebody else than who drafted it; a job issues it."""
    drafts.approve(bench(request), viewer.name, batch_id, asked.note)
    return _batch_answer(request, viewer, batch_id)


@router.post("/certificate-batches/{batch_id}/refuse", summary="Refuse a batch")
def refuse(
    request: Request, viewer: Approver, batch_id: BatchKey, asked: DecisionAsked
) -> BatchAnswer:
    """Nothing is issued; a reason must be given."""
    drafts.refuse(bench(request), viewer.name, batch_id, asked.note)
    return _batch_answer(request, viewer, batch_id)


@router.post("/certificate-batches/{batch_id}/withdraw", summary="Take a draft back")
def withdraw(request: Request, viewer: Drafter, batch_id: BatchKey) -> BatchAnswer:
    """Before it was decided on."""
    drafts.withdraw(bench(request), viewer.name, batch_id)
    return _batch_answer(request, viewer, batch_id)


@router.post("/certificate-batches/{batch_id}/cancel", summary="Stop issuing a batch")
def cancel(request: Request, viewer: Seer, batch_id: BatchKey) -> BatchAnswer:
    """What was issued stays."""
    drafts.cancel(bench(request), viewer.name, batch_id)
    return _batch_answer(request, viewer, batch_id)


@router.post("/certificate-batches/{batch_id}/revocation", summary="Ask to revoke a batch")
def ask_revocation(
    request: Request, viewer: Seer, batch_id: BatchKey, asked: RevocationAsked
) -> BatchAnswer:
    """All its certificates; nothing is revoked before somebody else approves."""
    revocations.ask(bench(request), viewer.name, batch_id, asked.reason, asked.note)
    return _batch_answer(request, viewer, batch_id)


@router.post("/certificate-batches/{batch_id}/revocation/approve", summary="Approve the revocation")
def approve_revocation(
    request: Request, viewer: Revoker, batch_id: BatchKey, asked: DecisionAsked
) -> BatchAnswer:
    """By somebody else than who asked; a job revokes. Irreversible."""
    revocations.approve(bench(request), viewer.name, batch_id, asked.note)
    return _batch_answer(request, viewer, batch_id)


@router.post("/certificate-batches/{batch_id}/revocation/refuse", summary="Refuse the revocation")
def refuse_revocation(
    request: Request, viewer: Seer, batch_id: BatchKey, asked: DecisionAsked
) -> BatchAnswer:
    """The certificates stay as they are; whoever asked takes it back without a reason."""
    revocations.refuse(bench(request), viewer.name, batch_id, asked.note)
    return _batch_answer(request, viewer, batch_id)
