"""Certificates: found, looked at, suspended, reinstated and revoked; their documents."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from trimtab.app.workbench.certificate_files import CertificateForm, certificate_file
from trimtab.app.workbench.certificates import find_certificate, see_certificate
from trimtab.app.workbench.certificates_acts import change_state
from trimtab.app.workbench.certificates_search import (
    STATES,
    CertificateQuery,
    find_certificates,
    may_name,
)
from trimtab.app.workbench.issuers import issuer_choices, standard_choices
from trimtab.app.workbench.viewer import Viewer
from trimtab.credentials.badges import qr_svg
from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.changing import REASONS
from trimtab.credentials.issuing.types import Move
from trimtab.kernel import TrimtabError, UsageError
from trimtab.messages import text
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.addresses import address
from trimtab.web.downloads import download
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import language_of, page
from trimtab.web.sessions import see_other

router = APIRouter(prefix="/certificates", include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.CREDENTIALS_SEE)]
Changer = Annotated[Viewer, needs(Right.CREDENTIALS_REVOKE)]
Word = Annotated[str, Query(max_length=200)]
Text = Annotated[str, Form(max_length=500)]
DONE = frozenset({"suspend", "lift", "revoke", "issued", "drafted"})
_SHOWN = 50


@router.get("")
def show_all(
    request: Request, viewer: Seer, q: Word = "", standard: Word = "", state: Word = "",
    issuer: Word = "", key: Word = "", batch: Word = "", after: Word = "",
) -> Response:  # fmt: skip
    """Certificates with some words, of a standard, in a state, of an issuer."""
    language = language_of(request, viewer)
    opened = bench(request)
    query = CertificateQuery(q, standard, issuer, state if state in STATES else "", key, batch)
    named = may_name(viewer.rights)
    found = find_certificates(
        opened, viewer.name, query, language, named=named, limit=_SHOWN, after=after or None
    )
    asked = [(name.replace("words", "q"), value) for name, value in asdict(query).items()]
    return page(
        request, viewer, "certificates/list.html.j2",
        query=query, found=found, named=named, done="", asked=any(one for _, one in asked),
        standards=standard_choices(opened, language),
        issuers=issuer_choices(opened, viewer.name, language),
        states=[(one, text(f"web.certificates.state.{one}", language)) for one in STATES],
        next=address("/certificates", [*asked, ("after", found.next)]) if found.next else "",
    )  # fmt: skip


@router.get("/{key}.json")
@router.get("/{key}.png")
@router.get("/{key}.svg")
@router.get("/{key}.pdf")
def save(request: Request, viewer: Seer, key: str) -> Response:
    """The certificate in one of its forms, to be saved; the printable one bears the name for those
    who read names."""
    form: CertificateForm = request.url.path.rpartition(".")[2]  # type: ignore[assignment]
    opened, language = bench(request), language_of(request, viewer)
    with opened.office.reading() as reading:
        certificate_id = find_certificate(reading, viewer.name, key).certificate_id
    made = certificate_file(
        opened,
        certificate_id,
        form,
        language,
        str(request.base_url),
        named=may_name(viewer.rights),
    )
    return download(made.content, made.media_type, made.name)


@router.get("/{key}/code.svg")
def code(request: Request, viewer: Seer, key: str) -> Response:
    """The QR code that leads to the public answer."""
    with bench(request).office.reading() as reading:
        certificate_id = find_certificate(reading, viewer.name, key).certificate_id
    address = f"{request.base_url}verify/{address_key(certificate_id)}"
    return Response(qr_svg(address), media_type="image/svg+xml")


@router.get("/{key}")
def show(request: Request, viewer: Seer, key: str, done: Word = "") -> Response:
    """One certificate: what it says, its state with history, its documents, what may be done."""
    return _show(request, viewer, key, done=done if done in DONE else "")


def _show(
    request: Request,
    viewer: Viewer,
    key: str,
    *,
    done: str = "",
    error: TrimtabError | None = None,
) -> Response:
    language = language_of(request, viewer)
    named = may_name(viewer.rights)
    context: dict[str, Any] = {
        "seen": see_certificate(bench(request).office, viewer.name, key, language, named=named),
        "named": named,
        "done": done,
        "said": sentence_of(error, language) if error else "",
        "reasons": {
            move.value: [(one.value, text(f"web.certificates.reason.{one.value}", language))
                         for one in reasons]
            for move, reasons in REASONS.items()
        },
    }  # fmt: skip
    return page(
        request,
        viewer,
        "certificates/certificate.html.j2",
        status_of(error) if error else 200,
        **context,
    )


@router.post("/{key}/suspend")
@router.post("/{key}/lift")
@router.post("/{key}/revoke")
def change(
    request: Request, viewer: Changer, key: str, reason: Text = "", note: Text = "",
    understood: Text = "",
) -> Response:  # fmt: skip
    """Suspend, reinstate or revoke it, for a chosen reason; a revocation is final and says so."""
    move = request.url.path.rpartition("/")[2]
    try:
        if not reason:
            raise UsageError("WEB-185")
        if move == Move.REVOKE and understood != "1":
            raise UsageError("WEB-186")
        change_state(bench(request), viewer.name, key, Move(move), reason, note)
    except TrimtabError as error:
        return _show(request, viewer, key, error=error)
    return see_other(f"/certificates/{key}?done={move}")
