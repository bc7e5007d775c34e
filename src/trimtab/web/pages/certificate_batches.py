"""New certificates: one of them, a list of them, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi.responses import Response

from trimtab.app.workbench import certificate_batches as batches
from trimtab.app.workbench import certificate_drafts as drafts
from trimtab.app.workbench import certificate_revocations as revocations
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificates_search import may_name
from trimtab.app.workbench.issuers import achievement_choices, issuer_choices
from trimtab.app.workbench.viewer import Viewer
from trimtab.credentials.issuing.changing import REASONS
from trimtab.credentials.issuing.types import ChangeReason, Move
from trimtab.kernel import TrimtabError, UsageError
from trimtab.messages import text
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.downloads import download
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import language_of, page
from trimtab.web.sessions import see_other

router = APIRouter(prefix="/certificates", include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.CREDENTIALS_SEE)]
Drafter = Annotated[Viewer, needs(Right.CREDENTIALS_ISSUE)]
Approver = Annotated[Viewer, needs(Right.CREDENTIALS_APPROVE)]
Revoker = Annotated[Viewer, needs(Right.CREDENTIALS_REVOKE)]
Word = Annotated[str, Query(max_length=20)]
Text = Annotated[str, Form(max_length=500)]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIELDS = (
    "issuer", "achievement", "name", "identity_number", "awarded_on", "valid_until", "number",
    "score",
)  # fmt: skip
DONE = frozenset(
    {"issued", "drafted", "approved", "refused", "withdrawn", "revocation_asked",
     "revocation_approved", "revocation_refused"}
)  # fmt: skip
_SHOWN = 50


@router.get("/new")
def ask(request: Request, viewer: Drafter) -> Response:
    """The form of one certificate."""
    return _ask(request, viewer)


def _ask(
    request: Request, viewer: Viewer, filled: dict[str, str] | None = None,
    error: TrimtabError | None = None, found: tuple[batches.CellFinding, ...] = (),
) -> Response:  # fmt: skip
    language = language_of(request, viewer)
    opened = bench(request)
    return page(
        request, viewer, "certificates/new.html.j2",
        status_of(error) if error else (422 if found else 200),
        issuers=issuer_choices(opened, viewer.name, language),
        achievements=achievement_choices(opened, language),
        filled={name: (filled or {}).get(name, "") for name in FIELDS},
        said=sentence_of(error, language) if error else "",
        findings=found,
    )  # fmt: skip


@router.post("/new")
def draft(
    request: Request, viewer: Drafter, issuer: Text = "", achievement: Text = "", name: Text = "",
    identity_number: Text = "", awarded_on: Text = "", valid_until: Text = "", number: Text = "",
    score: Text = "",
) -> Response:  # fmt: skip
    """Issue it, or, from technician grade up, let it wait for a second person."""
    filled = dict(
        zip(
            FIELDS,
            (issuer, achievement, name, identity_number, awarded_on, valid_until, number, score),
            strict=True,
        )
    )
    language = language_of(request, viewer)
    try:
        made = drafts.draft_one(bench(request), viewer.name, filled, language)
    except TrimtabError as error:
        return _ask(request, viewer, filled, error)
    if made.findings:
        return _ask(request, viewer, filled, found=made.findings)
    done = "drafted" if made.waits else "approved"
    return see_other(f"/certificates/batches/{made.batch_id}?done={done}")


@router.get("/waiting")
def show_waiting(request: Request, viewer: Seer, done: Word = "") -> Response:
    """What waits for a second person, and for whom."""
    found = batches.list_batches(
        bench(request), viewer.name, language_of(request, viewer), waiting=True
    )
    return page(
        request, viewer, "certificates/waiting.html.j2", batches=found,
        done=done if done in DONE else "",
    )  # fmt: skip


@router.get("/batches")
def show_all(request: Request, viewer: Seer, done: Word = "") -> Response:
    """Where a list is brought, and all lists."""
    return _batches(request, viewer, done=done)


def _batches(
    request: Request, viewer: Viewer, *, done: str = "", error: TrimtabError | None = None
) -> Response:
    language = language_of(request, viewer)
    opened = bench(request)
    found = batches.list_batches(opened, viewer.name, language)
    return page(
        request, viewer, "certificates/batches.html.j2", status_of(error) if error else 200,
        batches=found[:_SHOWN], total=len(found),
        issuers=issuer_choices(opened, viewer.name, language),
        done=done if done in DONE else "",
        said=sentence_of(error, language) if error else "",
    )  # fmt: skip


@router.post("/batches")
def bring(
    request: Request, viewer: Drafter, file: UploadFile, issuer: Text = "", title: Text = ""
) -> Response:
    """Check a list; nothing is issued before somebody else approves it."""
    try:
        batch = drafts.draft_list(
            bench(request), viewer.name, issuer, title, file.filename or "", file.file
        )
    except TrimtabError as error:
        return _batches(request, viewer, error=error)
    return see_other(f"/certificates/batches/{batch.batch_id}?done=drafted")


@router.get("/batches/template.xlsx")
def template(request: Request, viewer: Drafter) -> Response:
    """The workbook of a list to be filled in."""
    content = drafts.list_template(bench(request), language_of(request, viewer))
    return download(content, WORKBOOK, "certificates.xlsx")


@router.get("/batches/{batch_id}/result.csv")
def result(request: Request, viewer: Drafter, batch_id: str) -> Response:
    """What became of each row."""
    content = drafts.result_file(
        bench(request), viewer.name, batch_id, language_of(request, viewer)
    )
    return download(content, "text/csv; charset=utf-8", f"certificates-{batch_id[:8]}.csv")


@router.get("/batches/{batch_id}")
def show(request: Request, viewer: Seer, batch_id: str, done: Word = "") -> Response:
    """One list; its state alone for htmx."""
    return _batch(request, viewer, batch_id, done=done)


def _batch(
    request: Request, viewer: Viewer, batch_id: str, *, done: str = "",
    error: TrimtabError | None = None,
) -> Response:  # fmt: skip
    language = language_of(request, viewer)
    named = may_name(viewer.rights)
    seen = batches.see_batch(bench(request), viewer.name, batch_id, language, named=named)
    part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target")
    return page(
        request, viewer,
        "certificates/batch_state.html.j2" if part else "certificates/batch.html.j2",
        status_of(error) if error else 200,
        seen=seen, done=done if done in DONE else "",
        said=sentence_of(error, language) if error else "",
        reasons=[
            (one.value, text(f"web.certificates.reason.{one.value}", language))
            for one in REASONS[Move.REVOKE]
        ],
    )  # fmt: skip


def _decide(
    request: Request, viewer: Viewer, batch_id: str, done: str, act: Callable[..., Any],
    *words: str,
) -> Response:  # fmt: skip
    try:
        act(bench(request), viewer.name, batch_id, *words)
    except TrimtabError as error:
        return _batch(request, viewer, batch_id, error=error)
    return see_other(f"/certificates/batches/{batch_id}?done={done}")


@router.post("/batches/{batch_id}/approve")
def approve(request: Request, viewer: Approver, batch_id: str, note: Text = "") -> Response:
    """Approve it; a job issues it."""
    return _decide(request, viewer, batch_id, "approved", drafts.approve, note)


@router.post("/batches/{batch_id}/refuse")
def refuse(request: Request, viewer: Approver, batch_id: str, note: Text = "") -> Response:
    """Refuse it; nothing is issued."""
    return _decide(request, viewer, batch_id, "refused", drafts.refuse, note)


@router.post("/batches/{batch_id}/withdraw")
def withdraw(request: Request, viewer: Drafter, batch_id: str) -> Response:
    """Take it back before it was decided on."""
    return _decide(request, viewer, batch_id, "withdrawn", drafts.withdraw)


@router.post("/batches/{batch_id}/cancel")
def cancel(request: Request, viewer: Seer, batch_id: str) -> Response:
    """Stop issuing; what was issued stays."""
    return _decide(request, viewer, batch_id, "withdrawn", drafts.cancel)


@router.post("/batches/{batch_id}/revocation")
def ask_revocation(
    request: Request, viewer: Seer, batch_id: str, reason: Text = "", note: Text = ""
) -> Response:
    """Ask that all its certificates be revoked."""

    def act(opened: Workbench, asking: str, batch: str) -> None:
        if reason not in set(ChangeReason):
            raise UsageError("WEB-185")
        revocations.ask(opened, asking, batch, ChangeReason(reason), note)

    return _decide(request, viewer, batch_id, "revocation_asked", act)


@router.post("/batches/{batch_id}/revocation/approve")
def approve_revocation(
    request: Request, viewer: Revoker, batch_id: str, note: Text = "", understood: Text = ""
) -> Response:
    """Approve that all its certificates are revoked; a job does it."""

    def act(opened: Workbench, asking: str, batch: str) -> None:
        if understood != "1":
            raise UsageError("WEB-186")
        revocations.approve(opened, asking, batch, note)

    return _decide(request, viewer, batch_id, "revocation_approved", act)


@router.post("/batches/{batch_id}/revocation/refuse")
def refuse_revocation(request: Request, viewer: Seer, batch_id: str, note: Text = "") -> Response:
    """Refuse it, or take one's own request back."""
    return _decide(request, viewer, batch_id, "revocation_refused", revocations.refuse, note)


@router.post("/batches/{batch_id}/findings.xlsx")
def annotate(request: Request, viewer: Drafter, batch_id: str, file: UploadFile) -> Response:
    """The list, handed in again, with a column of what was found."""
    try:
        content = drafts.list_with_findings(
            bench(request), viewer.name, batch_id, file.filename or "", file.file,
            language_of(request, viewer),
        )  # fmt: skip
    except TrimtabError as error:
        return _batch(request, viewer, batch_id, error=error)
    return download(content, WORKBOOK, f"certificates-{batch_id[:8]}-findings.xlsx")
