"""``/api/v1/issuers``, ``/accreditations``: who may certify what, and with which keys."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.workbench import issuers as shown
from trimtab.app.workbench import issuers_acts as acts
from trimtab.app.workbench.issuers_compromise import see_compromise
from trimtab.app.workbench.issuers_keys import new_key, revoke_key, start_reissue
from trimtab.app.workbench.viewer import Viewer
from trimtab.credentials.types import Accreditation, KeyEnd, KeyStanding
from trimtab.messages import Language
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.paging import Asked
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of

router = APIRouter(tags=["issuers"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.CREDENTIALS_SEE)]
Accreditor = Annotated[Viewer, needs(Right.CREDENTIALS_ACCREDIT)]
Keeper = Annotated[Viewer, needs(Right.CREDENTIAL_KEYS_KEEP)]
Approver = Annotated[Viewer, needs(Right.CREDENTIALS_APPROVE)]
IssuerKey = Annotated[
    str,
    Path(
        pattern=r"^[0-9A-Za-z:._~%-]{1,200}$",
        description="The key of its address, or its id",
        examples=["did:web:college.example"],
    ),
]
Reason = Annotated[str, Field(min_length=1, max_length=500)]
_KEY = "did:web:college.example#key-44ea6edc1e47797d"


class Asking(BaseModel):
    """A body that knows no other fields."""

    model_config = ConfigDict(extra="forbid")


class KeyItem(BaseModel):
    """A key and what it is worth today."""

    key_id: str = Field(examples=[_KEY])
    algorithm: str = Field(examples=["Ed25519"])
    public_key_multibase: str
    valid_from: datetime
    expires: datetime | None
    revoked_at: datetime | None
    end: KeyEnd | None
    standing: KeyStanding
    kept_here: bool
    certificates: int


class AccreditationItem(BaseModel):
    """That an issuer may certify a standard up to a grade, somewhere, between two days."""

    accreditation_id: str
    issuer_id: str
    standard_id: str = Field(description="``*`` is any.")
    highest_level: int
    region: str
    since: date
    until: date | None
    authority: str
    legal_basis: str


class AccreditationList(BaseModel):
    """Accreditations in the order of their ids."""

    items: list[AccreditationItem]
    total: int
    next: str | None


class IssuerItem(BaseModel):
    """An issuer with its keys."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "issuer_id": "did:web:college.example",
                    "key": "50d33cc4104682de",
                    "title": "Example Technician College",
                    "region": "CN-980000",
                    "department_id": "college",
                    "trusted": True,
                    "certificates": 30,
                    "warnings": [],
                    "keys": [],
                }
            ]
        }
    )

    issuer_id: str
    key: str
    title: str
    region: str
    department_id: str | None
    trusted: bool
    certificates: int
    warnings: list[str] = Field(description="Names of what is not in order.")
    keys: list[KeyItem]


class IssuerList(BaseModel):
    """Issuers in the order of their keys."""

    items: list[IssuerItem]
    total: int
    next: str | None


class IssuerAsked(Asking):
    """A new issuer."""

    issuer_id: str = Field(min_length=10, max_length=200, examples=["did:web:college.example"])
    title_zh: str = Field(default="", max_length=200)
    title_en: str = Field(default="", max_length=200)
    region: str = Field(min_length=1, max_length=60, examples=["CN-310000"])
    department_id: str | None = Field(default=None, max_length=40)
    reason: Reason


class AccreditationAsked(Asking):
    """A new accreditation."""

    standard_id: str = Field(min_length=1, max_length=200)
    highest_level: int = Field(ge=1, le=8)
    region: str = Field(min_length=1, max_length=60)
    since: date
    until: date | None = None
    authority: str = Field(min_length=1, max_length=200)
    legal_basis: str = Field(min_length=1, max_length=300)
    reason: Reason


class EndAsked(Asking):
    """When an accreditation ends."""

    until: date
    reason: Reason


class KeyAsked(Asking):
    """A new key; it signs from now on."""

    algorithm: Literal["Ed25519", "ES256"] = "Ed25519"
    months: Literal[12, 24, 36] = 24
    reason: Reason


class KeyEndAsked(Asking):
    """Which key is revoked, why, and since when."""

    key_id: str = Field(min_length=1, max_length=200, examples=[_KEY])
    end: KeyEnd
    since: date | None = Field(default=None, description="From the beginning of this day (UTC).")
    reason: Reason


class ReissueAsked(Asking):
    """Which compromised key."""

    key_id: str = Field(min_length=1, max_length=200, examples=[_KEY])
    reason: Reason


class AffectedAnswer(BaseModel):
    """What it would mean that a key was stolen."""

    certificates: int
    registered_before: int = Field(description="Seen by the register of issues before: still good.")
    not_revoked: int = Field(description="These would be signed again.")


class JobAsked(BaseModel):
    """The job that does it."""

    job_id: str = Field(examples=["20261123T080000-0123456789ab"])


@router.get("/issuers", summary="Issuers")
def list_them(request: Request, viewer: Seer, paging: Asked) -> IssuerList:
    """With their keys and what is not in order."""
    found = shown.list_issuers(bench(request), viewer.name, language_of(request, viewer))
    page = paging.of(found, lambda one: one.key)
    return IssuerList(items=[_item(one) for one in page.items], total=page.total, next=page.next)


@router.post("/issuers", status_code=201, summary="Register an issuer")
def add(request: Request, viewer: Accreditor, asked: IssuerAsked) -> IssuerItem:
    """It can issue once it is accredited and has a key."""
    titles = {Language.ZH.value: asked.title_zh, Language.EN.value: asked.title_en}
    made = acts.register_issuer(
        bench(request), viewer.name, asked.issuer_id, titles, asked.region,
        asked.department_id or "", asked.reason,
    )  # fmt: skip
    return _one(request, viewer, made.issuer_id)


@router.get("/issuers/{key}", summary="One issuer")
def show(request: Request, viewer: Seer, key: IssuerKey) -> IssuerItem:
    """With its keys and their history."""
    return _one(request, viewer, key)


def _one(request: Request, viewer: Viewer, key: str) -> IssuerItem:
    return _item(shown.see_issuer(bench(request), viewer.name, key, language_of(request, viewer)))


def _item(view: shown.IssuerView) -> IssuerItem:
    record = view.record
    return IssuerItem(
        issuer_id=record.issuer_id, key=view.key, title=view.title, region=record.region,
        department_id=record.department_id, trusted=record.trusted,
        certificates=view.certificates, warnings=list(view.warnings),
        keys=[_key(one) for one in view.keys],
    )  # fmt: skip


def _key(view: shown.KeyView) -> KeyItem:
    same = ("key_id", "public_key_multibase", "valid_from", "expires", "revoked_at", "end")
    found: dict[str, Any] = {name: getattr(view.key, name) for name in same}
    return KeyItem(
        **found, algorithm=view.key.algorithm.value, standing=view.standing,
        kept_here=view.key.held_in is not None, certificates=view.certificates,
    )  # fmt: skip


@router.post("/issuers/{key}/keys", status_code=201, summary="Make a new key")
def rotate(request: Request, viewer: Keeper, key: IssuerKey, asked: KeyAsked) -> IssuerItem:
    """The one before is superseded; what it signed stays good."""
    new_key(bench(request), viewer.name, key, asked.algorithm, str(asked.months), asked.reason)
    return _one(request, viewer, key)


@router.get("/issuers/{key}/affected", summary="What if a key was stolen?")
def affected(
    request: Request, viewer: Seer, key: IssuerKey,
    key_id: Annotated[str, Query(max_length=200, examples=[_KEY])],
) -> AffectedAnswer:  # fmt: skip
    """How many certificates bear it, how many still verify; nothing is changed."""
    language = language_of(request, viewer)
    _, _, found = see_compromise(bench(request), viewer.name, key, key_id, language)
    return AffectedAnswer(
        certificates=found.certificates, registered_before=found.before, not_revoked=found.good
    )


@router.post("/issuers/{key}/keys/revoke", summary="Revoke a key")
def revoke(request: Request, viewer: Keeper, key: IssuerKey, asked: KeyEndAsked) -> IssuerItem:
    """A compromised key casts doubt on what the register of issues did not see before."""
    since = datetime.combine(asked.since, time(), UTC) if asked.since else None
    revoke_key(bench(request), viewer.name, asked.key_id, asked.end, since, asked.reason)
    return _one(request, viewer, key)


@router.post("/issuers/{key}/keys/reissue", status_code=202, summary="Issue certificates again")
def reissue(request: Request, viewer: Approver, key: IssuerKey, asked: ReissueAsked) -> JobAsked:
    """What a key had signed is signed with the current one, under the same ids."""
    _one(request, viewer, key)
    job = start_reissue(bench(request), viewer.name, asked.key_id, asked.reason)
    return JobAsked(job_id=job.job_id)


@router.get("/accreditations", summary="Accreditations")
def list_accreditations(
    request: Request, viewer: Seer, paging: Asked,
    q: Annotated[str, Query(max_length=200)] = "", on: date | None = None,
) -> AccreditationList:  # fmt: skip
    """By words of issuer, standard, region or authority; in force on a day."""
    found = shown.list_accreditations(
        bench(request), viewer.name, language_of(request, viewer), q, on
    )
    page = paging.of(found, lambda one: one.record.accreditation_id)
    items = [_accreditation(one.record) for one in page.items]
    return AccreditationList(items=items, total=page.total, next=page.next)


@router.post("/issuers/{key}/accreditations", status_code=201, summary="Accredit an issuer")
def accredit(
    request: Request, viewer: Accreditor, key: IssuerKey, asked: AccreditationAsked
) -> AccreditationItem:
    """It holds from the first day until before the last."""
    made = acts.accredit(
        bench(request), viewer.name, key, asked.standard_id, str(asked.highest_level),
        asked.region, asked.since.isoformat(), asked.until.isoformat() if asked.until else "",
        asked.authority, asked.legal_basis, asked.reason,
    )  # fmt: skip
    return _accreditation(made)


@router.post("/accreditations/{accreditation_id}/end", summary="End an accreditation")
def end(
    request: Request, viewer: Accreditor,
    accreditation_id: Annotated[str, Path(pattern=r"^[0-9A-Za-z:._-]{1,128}$")], asked: EndAsked,
) -> AccreditationItem:  # fmt: skip
    """Certificates issued before stay what they are."""
    return _accreditation(
        acts.stop_accreditation(
            bench(request), viewer.name, accreditation_id, asked.until.isoformat(), asked.reason
        )
    )


def _accreditation(record: Accreditation) -> AccreditationItem:
    return AccreditationItem.model_validate(record, from_attributes=True)
