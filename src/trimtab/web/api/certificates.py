"""``/api/v1/certificates``: found, looked at, drafted, suspended, reinstated, revoked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.workbench import certificate_drafts as drafts
from trimtab.app.workbench.certificates import CertificateView, see_certificate
from trimtab.app.workbench.certificates_acts import change_state
from trimtab.app.workbench.certificates_search import (
    STATES,
    CertificateQuery,
    find_certificates,
    may_name,
)
from trimtab.app.workbench.viewer import Viewer
from trimtab.credentials.issuing.types import ChangeReason, Move
from trimtab.kernel import InputRejectedError
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of

router = APIRouter(tags=["certificates"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.CREDENTIALS_SEE)]
Drafter = Annotated[Viewer, needs(Right.CREDENTIALS_ISSUE)]
Changer = Annotated[Viewer, needs(Right.CREDENTIALS_REVOKE)]
Word = Annotated[str, Query(max_length=200)]
Limit = Annotated[int, Query(ge=1, le=500)]
Cursor = Annotated[str | None, Query(max_length=200)]
Key = Annotated[
    str,
    Path(
        pattern=r"^[0-9A-Za-z:._~-]{1,200}$",
        description="The key of its address, or its id",
        examples=["0b1d4c53-6e0f-4d8c-9d3a-2f3f3f0f7b11"],
    ),
]


class CertificateItem(BaseModel):
    """A certificate as a line of a list."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "certificate_id": "urn:uuid:0b1d4c53-6e0f-4d8c-9d3a-2f3f3f0f7b11",
                    "number": "EXAMPLE-2026-0001",
                    "title": "Online delivery rider (example), Intermediate worker",
                    "level": 3,
                    "holder": "0d7b2a52-7f6e-4f2c-9a0b-6c1d2e3f4a5b",
                    "issuer": "Example Technician College",
                    "awarded_on": "2026-10-20",
                    "valid_until": None,
                    "state": "issued",
                }
            ]
        }
    )

    certificate_id: str
    number: str
    title: str
    level: int | None = Field(description="One of the eight grades.")
    holder: str = Field(description="A name for those who work with certificates, else an id.")
    issuer: str
    awarded_on: date
    valid_until: datetime | None
    state: Literal["issued", "suspended", "revoked", "expired"]


class CertificateList(BaseModel):
    """Certificates, newest first."""

    items: list[CertificateItem]
    total: int
    next: str | None


class StepItem(BaseModel):
    """One thing that happened to a certificate."""

    at: datetime
    move: Move
    reason: ChangeReason | None
    note: str
    actor: str


class CertificateAnswer(BaseModel):
    """One certificate with its history and its present signed document."""

    certificate_id: str
    key: str
    number: str | None
    kind: str
    title: str
    level: int | None
    standard: str | None
    holder: str = Field(description="Empty for those who do not read names.")
    issuer: str
    region: str
    awarded_on: date
    valid_from: datetime
    valid_until: datetime | None
    state: Literal["issued", "suspended", "revoked", "expired"]
    edition: int
    digest: str
    signed_with: str
    registered_at: datetime | None
    steps: list[StepItem]
    moves: list[Move] = Field(description="What the asker may do to it now.")
    document: str = Field(description="The credential, JSON as it was signed.")


class ChangeAsked(BaseModel):
    """Why a certificate is suspended, reinstated or revoked."""

    model_config = ConfigDict(extra="forbid")

    reason: ChangeReason
    note: str = Field(min_length=1, max_length=1000, description="Without names of persons.")


class DraftAsked(BaseModel):
    """One certificate."""

    model_config = ConfigDict(extra="forbid")

    issuer: str = Field(min_length=1, max_length=200)
    achievement: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1, max_length=100)
    identity_number: str = Field(default="", max_length=40)
    awarded_on: date
    valid_until: date | None = None
    number: str = Field(default="", max_length=60)
    score: str = Field(default="", max_length=60)


class Drafted(BaseModel):
    """The batch of one; ``waits``: somebody else must approve it."""

    batch_id: str = Field(examples=["0b1d4c53-6e0f-4d8c-9d3a-2f3f3f0f7b11"])
    waits: bool


@router.get("/certificates", summary="Certificates")
def list_them(
    request: Request, viewer: Seer, q: Word = "", standard: Word = "",
    state: Literal["", "issued", "suspended", "revoked", "expired"] = "", issuer: Word = "",
    key: Word = "", batch: Word = "", limit: Limit = 50, cursor: Cursor = None,
) -> CertificateList:  # fmt: skip
    """By words of number, id or title, standard, state, issuer, key or batch; newest first."""
    assert state in ("", *STATES)
    found = find_certificates(
        bench(request), viewer.name, CertificateQuery(q, standard, issuer, state, key, batch),
        language_of(request, viewer), named=may_name(viewer.rights), limit=limit, after=cursor,
    )  # fmt: skip
    items = [CertificateItem.model_validate(one, from_attributes=True) for one in found.rows]
    return CertificateList(items=items, total=found.total, next=found.next)


@router.get("/certificates/{key}", summary="One certificate")
def show(request: Request, viewer: Seer, key: Key) -> CertificateAnswer:
    """What it says, where it stands, its history, and the signed document."""
    return _answer(request, viewer, key)


def _answer(request: Request, viewer: Viewer, key: str) -> CertificateAnswer:
    named = may_name(viewer.rights)
    seen = see_certificate(
        bench(request).office, viewer.name, key, language_of(request, viewer), named=named
    )
    return CertificateAnswer(**_plain(seen))


def _plain(seen: CertificateView) -> dict[str, Any]:
    record, achievement = seen.record, seen.achievement
    same = ("certificate_id", "number", "region", "awarded_on", "valid_from", "valid_until",
            "edition", "digest")  # fmt: skip
    return {
        **{name: getattr(record, name) for name in same},
        "key": seen.key, "kind": record.kind.value, "title": seen.title,
        "level": achievement.level if achievement else None,
        "standard": achievement.standard_id if achievement else None,
        "holder": seen.holder, "issuer": record.issuer_id, "state": seen.state,
        "signed_with": record.key_id, "registered_at": seen.registered_at,
        "steps": [
            StepItem(at=one.step.at, move=one.step.move, reason=one.step.reason,
                     note=one.step.note, actor=one.step.actor)
            for one in seen.steps
        ],
        "moves": list(seen.moves), "document": seen.content,
    }  # fmt: skip


@router.post("/certificates/{key}/{move}", summary="Suspend, reinstate or revoke")
def change(
    request: Request, viewer: Changer, key: Key, move: Literal["suspend", "lift", "revoke"],
    asked: ChangeAsked,
) -> CertificateAnswer:  # fmt: skip
    """The status lists say so at once. A revocation is final."""
    change_state(bench(request), viewer.name, key, Move(move), asked.reason.value, asked.note)
    return _answer(request, viewer, key)


@router.post("/certificates", status_code=202, summary="Draft one certificate")
def draft(request: Request, viewer: Drafter, asked: DraftAsked) -> Drafted:
    """Below technician grade it is issued at once; else it waits for a second person."""
    fields = {
        name: value if isinstance(value, str) else value.isoformat()
        for name, value in asked
        if value is not None
    }
    made = drafts.draft_one(bench(request), viewer.name, fields, language_of(request, viewer))
    if made.findings:
        first = made.findings[0]
        raise InputRejectedError("WEB-184", column=first.column, found=first.code)
    return Drafted(batch_id=made.batch_id, waits=made.waits)
