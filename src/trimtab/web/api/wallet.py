"""``/api/v1/wallet``: the certificates of the asker, and what they showed to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.workbench.certificate_files import certificate_file
from trimtab.app.workbench.viewer import Viewer
from trimtab.app.workbench.wallet import my_certificate, my_certificates, owner
from trimtab.app.workbench.wallet_history import my_shares
from trimtab.app.workbench.wallet_presenting import require_shareable
from trimtab.app.workbench.wallet_shares import make_share, revoke_share
from trimtab.credentials.wallet import AUDIENCE_LONGEST, CLAIMS, LONGEST_SHARE, ShareState
from trimtab.office.rights import Right
from trimtab.web.access import accounts, bench, needs
from trimtab.web.idempotency import ANSWER_ONCE
from trimtab.web.pages.verification_frame import base_of
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of

router = APIRouter(prefix="/wallet", tags=["wallet"], responses=PROBLEMS)

Owner = Annotated[Viewer, needs(Right.WALLET_OWN)]
Key = Annotated[str, Path(max_length=80, description="The key in the certificate's QR code")]


class CertificateItem(BaseModel):
    """A certificate of the asker."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "key": "0b1d4c53-6e0f-4d8c-9d3a-2f3f3f0f7b11",
                    "certificate_id": "urn:uuid:0b1d4c53-6e0f-4d8c-9d3a-2f3f3f0f7b11",
                    "title": "Courier, intermediate",
                    "level": "Intermediate",
                    "issuer": "Example College",
                    "awarded_on": "2026-10-24",
                    "valid_until": None,
                    "state": "valid",
                    "shareable": True,
                    "claims": ["title", "level"],
                }
            ]
        }
    )

    key: str
    certificate_id: str
    title: str
    level: str
    issuer: str
    awarded_on: date
    valid_until: date | None = Field(description="The last day.")
    state: str
    shareable: bool
    claims: list[str] = Field(description="What of it can be shown one by one.")


class CertificateList(BaseModel):
    """All certificates of the asker, the latest first."""

    items: list[CertificateItem]
    total: int
    next: None = None


class ShareGiven(BaseModel):
    """What to show, to whom, how long the link waits."""

    model_config = ConfigDict(extra="forbid")

    certificate: str = Field(max_length=80)
    claims: list[Annotated[str, Field(max_length=60)]] = Field(
        max_length=len(CLAIMS), examples=[["title", "level"]]
    )
    audience: str = Field(max_length=AUDIENCE_LONGEST, examples=["Example Logistics Ltd."])
    days: int = Field(7, ge=1, le=LONGEST_SHARE.days)


class ShareItem(BaseModel):
    """Something shown, or to be shown, once."""

    share_id: str
    certificate_id: str
    claims: list[str]
    audience: str
    made_at: datetime
    until: datetime
    used_at: datetime | None
    state: ShareState


class ShareList(BaseModel):
    """What the asker showed to whom, the latest first."""

    items: list[ShareItem]
    total: int
    next: None = None


class ShareMade(BaseModel):
    """A new share; its address is told this once."""

    share_id: str
    address: str
    until: datetime


@router.get("/certificates", summary="My certificates")
def certificates(request: Request, viewer: Owner) -> CertificateList:
    """What the asker holds, each as it stands now."""
    mine = my_certificates(
        bench(request), viewer.name, language_of(request, viewer), datetime.now(UTC)
    )
    items = [
        CertificateItem(
            key=one.key,
            certificate_id=one.certificate_id,
            title=one.title,
            level=one.level,
            issuer=one.issuer,
            awarded_on=one.awarded_on,
            valid_until=one.valid_until,
            state=one.state,
            shareable=one.shareable,
            claims=list(one.claims),
        )
        for one in mine
    ]
    return CertificateList(items=items, total=len(items))


@router.get(
    "/certificates/{key}/document",
    summary="One certificate as it was signed",
    response_class=Response,
    responses={200: {"content": {"application/vc": {}}}},
)
def document(request: Request, viewer: Owner, key: Key) -> Response:
    """Byte for byte, without the holder's name."""
    language = language_of(request, viewer)
    _, record = my_certificate(bench(request), viewer.name, key, language, datetime.now(UTC))
    made = certificate_file(
        bench(request), record.certificate_id, "json", language, base_of(request)
    )
    return Response(
        made.content, media_type="application/vc", headers={"Cache-Control": "no-store"}
    )


@router.get("/shares", summary="What I showed to whom")
def shares(request: Request, viewer: Owner) -> ShareList:
    """Only the asker sees it."""
    found = my_shares(bench(request), viewer.name, language_of(request, viewer))
    items = [
        ShareItem(
            share_id=one.share.share_id,
            certificate_id=one.share.certificate_id,
            claims=list(one.share.shown),
            audience=one.share.audience,
            made_at=one.share.made_at,
            until=one.share.until,
            used_at=one.share.used_at,
            state=one.state,
        )
        for one in found
    ]
    return ShareList(items=items, total=len(items))


@router.post(
    "/shares",
    status_code=201,
    summary="Show a certificate by a link that opens once",
    openapi_extra={ANSWER_ONCE: True},
)
def share(request: Request, response: Response, viewer: Owner, given: ShareGiven) -> ShareMade:
    """The address is told this once; the store keeps a hash."""
    now = datetime.now(UTC)
    mine, record = my_certificate(
        bench(request), viewer.name, given.certificate, language_of(request, viewer), now
    )
    require_shareable(bench(request), record, now)
    made, secret = make_share(
        accounts(request),
        record.holder_id or "",
        record.certificate_id,
        given.claims,
        given.audience,
        timedelta(days=given.days),
        mine.claims,
    )
    response.headers["Cache-Control"] = "no-store"
    return ShareMade(
        share_id=made.share_id, address=f"{base_of(request)}/share/{secret}", until=made.until
    )


@router.delete("/shares/{share_id}", status_code=204, summary="Take back what was not opened")
def take_back(request: Request, viewer: Owner, share_id: Key) -> Response:
    """The link cannot be opened any more."""
    with accounts(request).office.reading() as reading:
        holder_id = owner(reading, viewer.name)
    revoke_share(accounts(request), holder_id, share_id)
    return Response(status_code=204)
