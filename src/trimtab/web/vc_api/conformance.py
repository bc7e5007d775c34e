"""The application of the conformance server: what the W3C test suites are pointed at.

Open to everybody, without database or accounts. Each address that issues exists once for the
suites of the server and once below ``/issuers/{suite}`` for one suite alone, because a test suite
looks at one cryptosuite at a time; the same for verifiers below ``/verifiers/{suite}``. ``vc-jwt``
in the place of a suite stands for credentials inside a signed token.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from trimtab.app.vc_api import (
    ISSUE_OPTIONS,
    VERIFY_OPTIONS,
    Asked,
    read_request,
    verify_asked_credential,
    verify_asked_presentation,
)
from trimtab.app.vc_api_envelope import ENVELOPE
from trimtab.app.vc_api_issuer import LISTS, OpenIssuer, read_status_change, suite_called
from trimtab.kernel import InputRejectedError, TrimtabError, UnknownCodeError, UsageError
from trimtab.messages import Language
from trimtab.web.pages.verification_frame import base_of
from trimtab.web.vc_api.answers import answered, raw_body, refused, told

Body = Annotated[bytes, Depends(raw_body)]
router = APIRouter()


def create_conformance_application(issuer: OpenIssuer, language: Language = Language.EN) -> FastAPI:
    """The whole server over one throw-away issuer; ``language`` is for whoever prefers none."""
    application = FastAPI(title="Trimtab VC API conformance", docs_url=None, redoc_url=None)
    application.state.issuer = issuer
    application.state.language = language
    application.include_router(router)

    @application.exception_handler(HTTPException)
    def stopped(request: Request, error: HTTPException) -> Response:
        address, status = request.url.path, error.status_code
        told: TrimtabError = UsageError("WEB-192", status=status)
        if status == 404:
            told = UnknownCodeError("WEB-191", address=address)
        elif status == 405:
            told = UsageError("WEB-193", address=address, method=request.method)
        given = refused(request, told, status)
        given.headers.update(error.headers or {})
        return given

    return application


def _issuer(request: Request) -> OpenIssuer:
    issuer: OpenIssuer = request.app.state.issuer
    return issuer


@router.get("/")
def about(request: Request) -> dict[str, Any]:
    """Who issues here and where, for the configuration of a test suite."""
    issuer, base = _issuer(request), base_of(request)
    return {
        "issuer": issuer.issuer_id,
        "cryptosuites": list(issuer.suites),
        "endpoints": [
            f"{base}/credentials/issue",
            f"{base}/credentials/verify",
            f"{base}/presentations/verify",
            f"{base}/credentials/status",
            *(f"{base}/issuers/{suite}/credentials/issue" for suite in (*issuer.suites, ENVELOPE)),
            *(f"{base}/verifiers/{suite}/credentials/verify" for suite in issuer.suites),
        ],
    }


@router.post("/credentials/issue")
@router.post("/issuers/{suite}/credentials/issue")
def issue(request: Request, body: Body, suite: str | None = None) -> Response:
    """Sign a credential with the suites of the server, or with one: 201 and the credential."""
    issuer = _issuer(request)

    def deed() -> Response:
        asked = read_request(body, "credential", ISSUE_OPTIONS, lenient=True)
        base = base_of(request)
        if suite == ENVELOPE:
            signed = issuer.issue_enveloped(asked.document, asked.options, base)
        else:
            suites = issuer.suites if suite is None else (suite,)
            at = datetime.now(UTC)
            signed = issuer.issue(asked.document, asked.options, suites, base, at)
        return JSONResponse({"verifiableCredential": signed}, 201)

    return answered(request, deed)


@router.post("/credentials/verify")
@router.post("/verifiers/{suite}/credentials/verify")
def verify_credential(request: Request, body: Body, suite: str | None = None) -> Response:
    """Verify a credential; under a suite's own address a proof of that suite must be there."""
    issuer = _issuer(request)

    def deed() -> Response:
        asked = read_request(body, "verifiableCredential", VERIFY_OPTIONS, lenient=True)
        if suite is not None:
            _must_carry(asked.document, suite)
        at = datetime.now(UTC)
        found = verify_asked_credential(asked, issuer.sources(at), at, older=True)
        return told(request, found, _returned(asked, "returnCredential"))

    return answered(request, deed)


@router.post("/presentations/verify")
def verify_presentation(request: Request, body: Body) -> Response:
    """Verify a presentation and every credential in it."""

    def deed() -> Response:
        asked = read_request(body, "verifiablePresentation", VERIFY_OPTIONS, lenient=True)
        at = datetime.now(UTC)
        found = verify_asked_presentation(asked, _issuer(request).sources(at), at)
        return told(request, found, _returned(asked, "returnPresentation"))

    return answered(request, deed)


@router.get(LISTS + "{purpose}")
def status_list(request: Request, purpose: str) -> Response:
    """The signed status list of a purpose."""
    address = f"{base_of(request)}{LISTS}{purpose}"
    document = _issuer(request).list_at(address, datetime.now(UTC))
    if document is None:
        return refused(request, UnknownCodeError("WEB-191", address=request.url.path))
    return JSONResponse(document)


@router.post("/credentials/status")
def change_status(request: Request, body: Body) -> Response:
    """Set, or with ``status`` false clear, a credential's bit of the purposes that are named."""

    def deed() -> Response:
        wish = read_status_change(body)
        for purpose in wish.purposes:
            _issuer(request).hosted.set(purpose, wish.credential_id, wish.value)
        return JSONResponse({"credentialId": wish.credential_id, "status": wish.value})

    return answered(request, deed)


def _returned(asked: Asked, option: str) -> dict[str, Any] | None:
    return asked.document if asked.options.get(option) is True else None


def _must_carry(document: Mapping[str, Any], suite: str) -> None:
    """Refuses an unknown suite, and a document without a proof of it (CREDENTIALS-129)."""
    suite_called(suite)
    given = document.get("proof")
    proofs = given if isinstance(given, list) else [given]
    if not any(isinstance(one, Mapping) and one.get("cryptosuite") == suite for one in proofs):
        raise InputRejectedError("CREDENTIALS-129", suite=suite)
