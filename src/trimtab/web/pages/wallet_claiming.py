"""How a wallet comes to its owner: a caseworker gives a code, the holder uses it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from trimtab.app.workbench.viewer import Viewer
from trimtab.app.workbench.wallet_claims import claim_wallet, make_claim, open_account
from trimtab.app.workbench.wallet_giving import given_to
from trimtab.credentials.wallet import CLAIM_LASTS
from trimtab.kernel import NotAllowedError, StateError, TrimtabError, UsageError
from trimtab.web.access import accounts, bench, public
from trimtab.web.pages.verification_frame import base_of, unkept
from trimtab.web.pages.wallet_frame import Giver, Key, Owner, Text
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import language_of
from trimtab.web.sessions import address_of_request, see_other

router = APIRouter(include_in_schema=False)

Anybody = Annotated[Viewer, public()]


def ask_code(
    request: Request, viewer: Viewer, error: TrimtabError | None = None, template: str = "claim"
) -> Response:
    """The form for the code."""
    said = sentence_of(error, language_of(request, viewer)) if error else ""
    status = status_of(error) if error else 200
    return unkept(request, viewer, f"wallet/{template}.html.j2", status, said=said)


@router.post("/wallet/claim")
def claim(request: Request, viewer: Owner, code: Text = "") -> Response:
    """Take possession of a wallet with the account one is signed in to."""
    try:
        claim_wallet(accounts(request), viewer.name, code, address_of_request(request))
    except (NotAllowedError, StateError) as error:
        return ask_code(request, viewer, error)
    return see_other("/wallet")


@router.get("/wallet/claim")
def lead_to_form(viewer: Owner) -> Response:
    """The address of a refused code, opened again: the form stands in the wallet."""
    return see_other("/wallet")


@router.get("/wallet/new")
def ask_new(request: Request, viewer: Anybody) -> Response:
    """For whoever has a code and no account."""
    if viewer.actor is not None:
        return see_other("/wallet")
    return ask_code(request, viewer, template="new")


@router.post("/wallet/new")
def open_new(request: Request, viewer: Anybody, code: Text = "") -> Response:
    """Open an account with a code; next its password is chosen."""
    language = language_of(request, viewer)
    try:
        secret = open_account(accounts(request), code, address_of_request(request), language)
    except (NotAllowedError, StateError) as error:
        return ask_code(request, viewer, error, "new")
    return see_other(f"/sign-in/link/{secret}")


@router.get("/wallet/claims/{key}")
def before_giving(request: Request, viewer: Giver, key: Key) -> Response:
    """The caseworker's form: whose identity is to be confirmed."""
    return _giving(request, viewer, key)


def _giving(
    request: Request, viewer: Viewer, key: str, error: TrimtabError | None = None, code: str = ""
) -> Response:
    language = language_of(request, viewer)
    return unkept(
        request,
        viewer,
        "wallet/give.html.j2",
        status_of(error) if error else 200,
        given=given_to(bench(request), viewer.name, key, language),
        code=code,
        address=f"{base_of(request)}/wallet/new",
        days=CLAIM_LASTS.days,
        said=sentence_of(error, language) if error else "",
    )


@router.post("/wallet/claims/{key}")
def give(
    request: Request, viewer: Giver, key: Key, seen: Annotated[bool, Form()] = False
) -> Response:
    """A code for the holder of a certificate, told once."""
    if not seen:
        return _giving(request, viewer, key, UsageError("WEB-167"))
    given = given_to(bench(request), viewer.name, key, language_of(request, viewer))
    try:
        code = make_claim(accounts(request), viewer.name, given.holder_id, given.region)
    except StateError as error:
        return _giving(request, viewer, key, error)
    return _giving(request, viewer, key, code=code)
