"""Showing a certificate: by a link, or as the answer to a verifier; what was shown; taking back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from trimtab.app.workbench.wallet import my_certificate, my_certificates
from trimtab.app.workbench.wallet_history import claim_words, my_shares
from trimtab.app.workbench.wallet_presenting import require_shareable
from trimtab.app.workbench.wallet_shares import (
    answer_request,
    find_request,
    make_share,
    revoke_share,
)
from trimtab.credentials.wallet import AUDIENCE_LONGEST, LEAST, LONGEST_SHARE, WEIGHTY
from trimtab.kernel import InputRejectedError, TrimtabError, UnknownCodeError
from trimtab.web.access import accounts, bench
from trimtab.web.pages.verification_frame import base_of, drawing, told, unkept
from trimtab.web.pages.wallet_frame import MOST_CLAIMS, Claims, Code, Key, Owner, Text
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import language_of
from trimtab.web.sessions import see_other

router = APIRouter(include_in_schema=False)

DAYS = (1, 7, LONGEST_SHARE.days)
Days = Annotated[int, Form(ge=1, le=LONGEST_SHARE.days)]


@router.get("/wallet/certificates/{key}/share")
def choose(request: Request, viewer: Owner, key: Key) -> Response:
    """What to show, to whom, until when."""
    return _choose(request, viewer, key)


def _choose(
    request: Request,
    viewer: Owner,
    key: str,
    error: TrimtabError | None = None,
    chosen: tuple[str, ...] = LEAST,
    audience: str = "",
    days: int = 7,
) -> Response:
    language = language_of(request, viewer)
    mine, record = my_certificate(bench(request), viewer.name, key, language, datetime.now(UTC))
    require_shareable(bench(request), record, datetime.now(UTC))
    return unkept(
        request,
        viewer,
        "wallet/share.html.j2",
        status_of(error) if error else 200,
        mine=mine,
        chosen=chosen,
        audience=audience,
        days=days,
        all_days=DAYS,
        longest=AUDIENCE_LONGEST,
        weighty=WEIGHTY,
        said=sentence_of(error, language) if error else "",
    )


@router.post("/wallet/certificates/{key}/share")
def share(
    request: Request,
    viewer: Owner,
    key: Key,
    claims: Claims = None,
    audience: Text = "",
    days: Days = 7,
) -> Response:
    """Make the link; it is told once."""
    from trimtab.credentials.badges import qr_svg

    language, chosen = language_of(request, viewer), tuple((claims or [])[:MOST_CLAIMS])
    mine, record = my_certificate(bench(request), viewer.name, key, language, datetime.now(UTC))
    require_shareable(bench(request), record, datetime.now(UTC))
    try:
        made, secret = make_share(
            accounts(request),
            record.holder_id or "",
            record.certificate_id,
            chosen,
            audience,
            timedelta(days=days),
            mine.claims,
        )
    except InputRejectedError as error:
        return _choose(request, viewer, key, error, chosen, audience[:AUDIENCE_LONGEST], days)
    address = f"{base_of(request)}/share/{secret}"
    return unkept(
        request,
        viewer,
        "wallet/shared.html.j2",
        mine=mine,
        share=made,
        address=address,
        picture=drawing(qr_svg(address)),
    )


@router.get("/wallet/shares")
def history(
    request: Request, viewer: Owner, done: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """What I showed to whom."""
    rows = my_shares(bench(request), viewer.name, language_of(request, viewer))
    return unkept(request, viewer, "wallet/shares.html.j2", rows=rows, done=done == "revoked")


@router.post("/wallet/shares/{share_id}/revoke")
def take_back(request: Request, viewer: Owner, share_id: Key) -> Response:
    """End a link that was not opened."""
    from trimtab.app.workbench.wallet import owner

    with accounts(request).office.reading() as reading:
        holder_id = owner(reading, viewer.name)
    revoke_share(accounts(request), holder_id, share_id)
    return see_other("/wallet/shares?done=revoked")


@router.get("/wallet/answer/{code}")
def asked(request: Request, viewer: Owner, code: Code) -> Response:
    """A verifier's question, with what could be shown."""
    return _asked(request, viewer, code)


def _asked(
    request: Request, viewer: Owner, code: str, error: TrimtabError | None = None, opened: str = ""
) -> Response:
    language = language_of(request, viewer)
    try:
        question = find_request(accounts(request), code=code)
    except UnknownCodeError as over:
        return told(request, viewer, over)
    held = my_certificates(bench(request), viewer.name, language, datetime.now(UTC))
    mine = [one for one in held if one.shareable]
    return unkept(
        request,
        viewer,
        "wallet/answer.html.j2",
        status_of(error) if error else 200,
        question=question,
        mine=mine,
        code=code,
        wanted=claim_words(question.wanted, language),
        opened=opened,
        weighty=WEIGHTY,
        said=sentence_of(error, language) if error else "",
    )


@router.post("/wallet/answer/{code}")
def answer(
    request: Request,
    viewer: Owner,
    code: Code,
    certificate: Annotated[str, Form(max_length=80)] = "",
    claims: Claims = None,
) -> Response:
    """Show a certificate to the verifier who asked."""
    language = language_of(request, viewer)
    mine, record = my_certificate(
        bench(request), viewer.name, certificate, language, datetime.now(UTC)
    )
    require_shareable(bench(request), record, datetime.now(UTC))
    try:
        shown = answer_request(
            accounts(request),
            record.holder_id or "",
            code,
            record.certificate_id,
            (claims or [])[:MOST_CLAIMS],
            mine.claims,
        )
    except InputRejectedError as error:
        return _asked(request, viewer, code, error, certificate)
    except UnknownCodeError as over:
        return told(request, viewer, over)
    return unkept(request, viewer, "wallet/answered.html.j2", share=shown, mine=mine)
