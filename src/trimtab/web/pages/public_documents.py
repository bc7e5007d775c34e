"""What verifiers elsewhere fetch, signed out and from any site: keys, lists, achievements."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response

from trimtab.app.workbench import issuers_public as documents
from trimtab.app.workbench.viewer import Viewer
from trimtab.web.access import bench, public

router = APIRouter(include_in_schema=False)

Anybody = Annotated[Viewer, public()]


def _answer(found: documents.PublicDocument) -> Response:
    """The document, for any site and any cache: it is the same for everybody."""
    headers = {
        "ETag": found.mark,
        "Cache-Control": f"public, max-age={found.seconds}",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return Response(found.content, media_type=found.media_type, headers=headers)


@router.get("/.well-known/did.json")
def show_host(request: Request, viewer: Anybody) -> Response:
    """The keys of the issuer that is this host (``did:web``)."""
    return _answer(documents.host_document(bench(request), request.url.netloc))


@router.get("/issuers/{key}/did.json")
def show_keys(request: Request, viewer: Anybody, key: str) -> Response:
    """The keys of an issuer."""
    return _answer(documents.issuer_document(bench(request), key))


@router.get("/issuers/{key}/trust.json")
def show_trust(request: Request, viewer: Anybody, key: str) -> Response:
    """What a verifier elsewhere needs to trust an issuer."""
    return _answer(documents.trust_document(bench(request), key))


@router.get("/status-lists/{key}")
def show_list(request: Request, viewer: Anybody, key: str) -> Response:
    """A signed status list."""
    return _answer(documents.status_list_document(bench(request), key))


@router.get("/achievements/{key}")
def show_achievement(request: Request, viewer: Anybody, key: str) -> Response:
    """What a certificate of this kind says."""
    return _answer(documents.achievement_of_key(bench(request), key))
