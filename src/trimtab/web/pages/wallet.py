"""The worker's own pages: certificates, credits, taking everything along, leaving.

Everything here is asked of the holder that the account is linked to; certificates of others do not
exist here. No cache keeps what is answered.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from trimtab.app.workbench.certificate_files import CertificateForm, badge_drawing, certificate_file
from trimtab.app.workbench.verification import page_address
from trimtab.app.workbench.wallet import my_certificate, my_certificates
from trimtab.app.workbench.wallet_archive import archive, twin_archive
from trimtab.app.workbench.wallet_claims import holder_of
from trimtab.app.workbench.wallet_credits import my_credits
from trimtab.app.workbench.wallet_leaving import leave
from trimtab.app.workbench.wallet_presenting import require_shareable
from trimtab.kernel import InputRejectedError, UsageError
from trimtab.web.access import accounts, bench
from trimtab.web.downloads import download
from trimtab.web.pages import wallet_claiming, wallet_sharing
from trimtab.web.pages.verification_frame import base_of, drawing, unkept
from trimtab.web.pages.wallet_frame import Key, Owner
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import language_of, office_zone
from trimtab.web.sessions import drop_session

router = APIRouter(include_in_schema=False)
router.include_router(wallet_claiming.router)
router.include_router(wallet_sharing.router)


@router.get("/wallet")
def overview(request: Request, viewer: Owner) -> Response:
    """My certificates; the form for the code while there is no wallet."""
    language, now = language_of(request, viewer), datetime.now(UTC)
    with accounts(request).office.reading() as reading:
        if holder_of(reading, viewer.actor) is None:
            return wallet_claiming.ask_code(request, viewer)
    mine = my_certificates(bench(request), viewer.name, language, now)
    credited = my_credits(bench(request), viewer.name, language, now)
    return unkept(request, viewer, "wallet/overview.html.j2", mine=mine, credits=credited)


@router.get("/wallet/certificates/{key}")
def one(request: Request, viewer: Owner, key: Key) -> Response:
    """One certificate with its QR code and its files."""
    from trimtab.credentials.badges import qr_svg

    language = language_of(request, viewer)
    mine, record = my_certificate(bench(request), viewer.name, key, language, datetime.now(UTC))
    address = page_address(base_of(request), record.certificate_id)
    return unkept(
        request,
        viewer,
        "wallet/certificate.html.j2",
        mine=mine,
        address=address,
        picture=drawing(qr_svg(address)),
        badge=drawing(badge_drawing(bench(request), record.certificate_id, language)),
    )


@router.get("/wallet/certificates/{key}/file/{form}")
def file(request: Request, viewer: Owner, key: Key, form: CertificateForm) -> Response:
    """A file of a certificate."""
    language = language_of(request, viewer)
    _, record = my_certificate(bench(request), viewer.name, key, language, datetime.now(UTC))
    made = certificate_file(
        bench(request), record.certificate_id, form, language, base_of(request), named=True
    )
    return _saved(made.content, made.media_type, made.name)


@router.get("/wallet/credits")
def credits(request: Request, viewer: Owner) -> Response:
    """My credits and what they count for."""
    language = language_of(request, viewer)
    mine = my_credits(bench(request), viewer.name, language, datetime.now(UTC))
    return unkept(request, viewer, "wallet/credits.html.j2", credits=mine)


@router.get("/wallet/download")
def everything(request: Request, viewer: Owner) -> Response:
    """All that is mine, in one archive."""
    language, now = language_of(request, viewer), datetime.now(UTC)
    made = archive(bench(request), viewer.name, language, base_of(request), now)
    return _saved(
        made, "application/zip", f"trimtab-{now.astimezone(office_zone(request)):%Y-%m-%d}.zip"
    )


@router.get("/wallet/certificates/{key}/twin")
def twin(request: Request, viewer: Owner, key: Key) -> Response:
    """The certificate for showing in parts, with everything in it and its key: for its holder."""
    now = datetime.now(UTC)
    mine, record = my_certificate(
        bench(request), viewer.name, key, language_of(request, viewer), now
    )
    require_shareable(bench(request), record, now)
    made = twin_archive(bench(request), record.certificate_id, now)
    return _saved(made, "application/zip", f"certificate-{mine.key[:8]}.sd-jwt.zip")


def _saved(content: bytes, media_type: str, name: str) -> Response:
    answer = download(content, media_type, name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/wallet/delete")
def before_leaving(request: Request, viewer: Owner) -> Response:
    """What goes and what stays."""
    return _before_leaving(request, viewer)


def _before_leaving(
    request: Request, viewer: Owner, error: InputRejectedError | UsageError | None = None
) -> Response:
    return unkept(
        request,
        viewer,
        "wallet/delete.html.j2",
        status_of(error) if error else 200,
        said=sentence_of(error, language_of(request, viewer)) if error else "",
    )


@router.post("/wallet/delete")
def go(request: Request, viewer: Owner, confirmed: Annotated[bool, Form()] = False) -> Response:
    """Leave: link and shares go, the account is switched off."""
    if not confirmed:
        return _before_leaving(request, viewer, UsageError("WEB-168"))
    leave(accounts(request), viewer.name)
    answer = unkept(request, viewer, "wallet/deleted.html.j2")
    drop_session(request, answer)
    return answer
