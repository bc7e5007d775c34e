"""The VC API of a workbench: whoever may issue certificates issues, everybody verifies.

Nothing of what is sent to be verified is kept. What is issued is entered in the register, with its
places on the status lists; a badge from technician grade up is refused here, because one request
is one person.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from trimtab.app.vc_api import (
    VERIFY_OPTIONS,
    read_request,
    verify_asked_credential,
    verify_asked_presentation,
)
from trimtab.app.vc_api_workbench import issue_in_register, sources_of_bench
from trimtab.app.workbench.viewer import Viewer
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs, public
from trimtab.web.vc_api.answers import answered, raw_body, told

router = APIRouter(include_in_schema=False)
Body = Annotated[bytes, Depends(raw_body)]
May = Annotated[Viewer, needs(Right.CREDENTIALS_ISSUE)]


@router.post("/credentials/issue")
def issue(request: Request, body: Body, viewer: May) -> Response:
    """Sign a credential as the issuer it names: 201 and the credential."""

    def deed() -> Response:
        asked = read_request(body, "credential", ())
        signed = issue_in_register(bench(request), viewer.name, asked.document)
        return JSONResponse({"verifiableCredential": signed}, 201)

    return answered(request, deed)


@router.post("/credentials/verify", dependencies=[public()])
def verify_credential(request: Request, body: Body) -> Response:
    """Verify a credential against the register of this workspace."""

    def deed() -> Response:
        asked = read_request(body, "verifiableCredential", VERIFY_OPTIONS)
        with sources_of_bench(bench(request)) as sources:
            return told(request, verify_asked_credential(asked, sources, datetime.now(UTC)))

    return answered(request, deed)


@router.post("/presentations/verify", dependencies=[public()])
def verify_presentation(request: Request, body: Body) -> Response:
    """Verify a presentation and every credential in it."""

    def deed() -> Response:
        asked = read_request(body, "verifiablePresentation", VERIFY_OPTIONS)
        with sources_of_bench(bench(request)) as sources:
            return told(request, verify_asked_presentation(asked, sources, datetime.now(UTC)))

    return answered(request, deed)
