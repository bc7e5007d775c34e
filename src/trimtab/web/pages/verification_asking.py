"""What holders show: links they made (``/share``) and answers to a verifier (``/verify/request``).

Each is opened by a form and once. Looking at an address uses nothing up: programs that read
messages open links.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import Response

from trimtab.app.workbench.verification import check
from trimtab.app.workbench.viewer import Viewer
from trimtab.app.workbench.wallet_shares import (
    Presented,
    answer_of,
    find_request,
    find_share,
    make_request,
    open_answer,
    open_share,
)
from trimtab.credentials.wallet import AUDIENCE_LONGEST, CLAIMS, LEAST, REQUEST_LASTS
from trimtab.kernel import InputRejectedError, NotAllowedError, TrimtabError, UnknownCodeError
from trimtab.web.access import accounts, bench, public
from trimtab.web.pages.verification_frame import (
    base_of,
    count_question,
    drawing,
    told,
    unkept,
)
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import language_of, office_zone

router = APIRouter(include_in_schema=False)

Anybody = Annotated[Viewer, public()]
Secret = Annotated[str, Path(max_length=100)]
Text = Annotated[str, Form(max_length=400)]
Claims = Annotated[list[str] | None, Form()]
_MOST_CLAIMS = 50  # of one form; more than there are


@router.get("/verify/request")
def ask_holder(request: Request, viewer: Anybody) -> Response:
    """The form with which a verifier asks a holder to show something."""
    return _ask_holder(request, viewer)


def _ask_holder(request: Request, viewer: Viewer, error: TrimtabError | None = None) -> Response:
    return unkept(
        request,
        viewer,
        "verification/request.html.j2",
        status_of(error) if error else 200,
        claims=CLAIMS,
        least=LEAST,
        longest=AUDIENCE_LONGEST,
        said=sentence_of(error, language_of(request, viewer)) if error else "",
    )


@router.post("/verify/request")
def make(request: Request, viewer: Anybody, audience: Text = "", wanted: Claims = None) -> Response:
    """Make the request; both of its addresses are told once."""
    from trimtab.credentials.badges import qr_svg

    try:
        count_question(request)
        made, code, secret = make_request(
            accounts(request), audience, (wanted or [])[:_MOST_CLAIMS]
        )
    except (InputRejectedError, NotAllowedError) as error:
        return _ask_holder(request, viewer, error)
    address = f"{base_of(request)}/wallet/answer/{code}"
    return unkept(
        request,
        viewer,
        "verification/waiting.html.j2",
        made=made,
        address=address,
        picture=drawing(qr_svg(address)),
        secret=secret,
        minutes=int(REQUEST_LASTS.total_seconds() // 60),
    )


@router.get("/verify/request/{secret}")
def look(request: Request, viewer: Anybody, secret: Secret) -> Response:
    """Whether the holder has answered."""
    try:
        asked = find_request(accounts(request), secret=secret)
        answered = answer_of(accounts(request), asked) is not None
    except UnknownCodeError as error:
        return told(request, viewer, error)
    return unkept(
        request,
        viewer,
        "verification/answered.html.j2",
        made=asked,
        answered=answered,
        secret=secret,
    )


@router.post("/verify/request/{secret}")
def show_answer(request: Request, viewer: Anybody, secret: Secret) -> Response:
    """The holder's answer, once."""
    try:
        presented = open_answer(bench(request), secret)
    except UnknownCodeError as error:
        return told(request, viewer, error)
    if presented is None:
        return look(request, viewer, secret)
    return _shown(request, viewer, presented)


@router.get("/share/{token}")
def look_at_share(request: Request, viewer: Anybody, token: Secret) -> Response:
    """For whom a link is, and until when."""
    try:
        count_question(request)
        share = find_share(accounts(request), token)
    except (NotAllowedError, UnknownCodeError) as error:
        return told(request, viewer, error)
    return unkept(request, viewer, "verification/share.html.j2", share=share)


@router.post("/share/{token}")
def open_the_share(request: Request, viewer: Anybody, token: Secret) -> Response:
    """What the holder shows, verified, once."""
    try:
        count_question(request)
        presented = open_share(bench(request), token)
    except (NotAllowedError, UnknownCodeError) as error:
        return told(request, viewer, error)
    return _shown(request, viewer, presented)


def _shown(request: Request, viewer: Viewer, presented: Presented) -> Response:
    answered = check(
        bench(request),
        presented.text.encode(),
        language_of(request, viewer),
        presented.at,
        nonce=presented.nonce,
        audience=presented.audience,
        fresh=lambda _: True,  # the store let it be used, which it does once
        zone=office_zone(request),
    )
    return unkept(
        request,
        viewer,
        "verification/result.html.j2",
        answered=answered,
        registered=False,
        audience=presented.audience,
    )
