"""Credit recognition: the inbox, one case with what it rests on, appeals, qualifications."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from trimtab.app.workbench import credits as shown
from trimtab.app.workbench import credits_acts as acts
from trimtab.app.workbench import qualifications
from trimtab.app.workbench.certificates import see_certificate
from trimtab.app.workbench.certificates_search import may_name
from trimtab.app.workbench.viewer import Viewer
from trimtab.credentials.bank import CaseState
from trimtab.kernel import TrimtabError, UsageError
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import language_of, page
from trimtab.web.sessions import see_other

router = APIRouter(include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.CREDITS_SEE)]
Reviewer = Annotated[Viewer, needs(Right.CREDITS_REVIEW)]
Signer = Annotated[Viewer, needs(Right.RECOGNITIONS_SIGN)]
Judge = Annotated[Viewer, needs(Right.CREDIT_APPEALS_DECIDE)]
Revoker = Annotated[Viewer, needs(Right.CREDENTIALS_REVOKE)]
Word = Annotated[str, Query(max_length=200)]
Text = Annotated[str, Form(max_length=4000)]
DONE = frozenset(
    {
        "opened",
        "review",
        "send",
        "sign",
        "decline",
        "withdraw",
        "appealed",
        "upheld",
        "overturned",
        "revoked",
    }
)
_SHOWN = 100


@router.get("/credits")
def show_all(request: Request, viewer: Seer, state: Word = "") -> Response:
    """Cases in a state; those where something must be done, if none is asked for."""
    chosen = (CaseState(state),) if state in set(CaseState) else shown.WAITING
    found = shown.list_cases(
        bench(request), viewer.name, language_of(request, viewer), chosen,
        named=may_name(viewer.rights),
    )  # fmt: skip
    return page(
        request, viewer, "credits/list.html.j2", rows=found.rows[:_SHOWN], total=len(found.rows),
        counts=found.counts, state=state if state in set(CaseState) else "",
        states=tuple(CaseState),
    )  # fmt: skip


@router.get("/credits/new")
def ask(request: Request, viewer: Reviewer, certificate: Word = "") -> Response:
    """What is asked: whose certificates, for which qualification."""
    return _ask(request, viewer, certificate)


def _ask(
    request: Request, viewer: Viewer, certificate: str, error: TrimtabError | None = None
) -> Response:
    language = language_of(request, viewer)
    opened = bench(request)
    seen = None
    if certificate.strip() and error is None:
        named = may_name(viewer.rights)
        try:
            key = certificate.strip()
            seen = see_certificate(opened.office, viewer.name, key, language, named=named)
        except TrimtabError as unknown:
            error = unknown
    return page(
        request, viewer, "credits/new.html.j2", status_of(error) if error else 200,
        certificate=certificate, seen=seen, named=may_name(viewer.rights),
        qualifications=qualifications.qualification_choices(opened, language),
        said=sentence_of(error, language) if error else "",
    )  # fmt: skip


@router.post("/credits/new")
def open_one(
    request: Request, viewer: Reviewer, certificate: Text = "", qualification: Text = ""
) -> Response:
    """Verify the certificates, compute, and open a case."""
    try:
        opened = acts.open_for_holder(
            bench(request), viewer.name, certificate.strip(), qualification
        )
    except TrimtabError as error:
        return _ask(request, viewer, certificate, error)
    return see_other(f"/credits/{opened.case.case_id}?done=opened")


@router.get("/credits/qualifications")
def show_qualifications(request: Request, viewer: Seer) -> Response:
    """What qualifications ask for."""
    found = qualifications.list_qualifications(bench(request), language_of(request, viewer))
    return page(request, viewer, "credits/qualifications.html.j2", rows=found)


@router.get("/credits/qualifications/{key}")
def show_qualification(request: Request, viewer: Seer, key: str) -> Response:
    """One qualification: its requirement as a tree."""
    found = qualifications.see_qualification(bench(request), key, language_of(request, viewer))
    return page(request, viewer, "credits/qualification.html.j2", seen=found)


@router.get("/qualifications")
def lead_to_qualifications(viewer: Seer) -> Response:
    """The short address of the list."""
    return see_other("/credits/qualifications")


@router.get("/credits/frameworks")
def show_frameworks(request: Request, viewer: Seer) -> Response:
    """Frameworks of levels and credits, with their sources."""
    found = qualifications.list_frameworks(bench(request), language_of(request, viewer))
    return page(request, viewer, "credits/frameworks.html.j2", rows=found)


@router.get("/credits/{case_id}")
def show(request: Request, viewer: Seer, case_id: str, done: Word = "") -> Response:
    """One case."""
    return _show(request, viewer, case_id, done=done)


def _show(
    request: Request, viewer: Viewer, case_id: str, *, done: str = "",
    error: TrimtabError | None = None, template: str = "credits/case.html.j2",
) -> Response:  # fmt: skip
    language = language_of(request, viewer)
    named = may_name(viewer.rights)
    return page(
        request, viewer, template, status_of(error) if error else 200,
        seen=shown.see_case(bench(request), viewer.name, case_id, language, named=named),
        done=done if done in DONE else "", named=named,
        said=sentence_of(error, language) if error else "",
    )  # fmt: skip


def _move(request: Request, viewer: Viewer, case_id: str, note: str) -> Response:
    name = request.url.path.rpartition("/")[2]
    try:
        acts.MOVES[name](bench(request), viewer.name, case_id, note)
    except TrimtabError as error:
        return _show(request, viewer, case_id, error=error)
    return see_other(f"/credits/{case_id}?done={name}")


@router.post("/credits/{case_id}/review")
@router.post("/credits/{case_id}/send")
@router.post("/credits/{case_id}/withdraw")
def move(request: Request, viewer: Reviewer, case_id: str, note: Text = "") -> Response:
    """Agree with it, lay it before the awarding body, or give it up."""
    return _move(request, viewer, case_id, note)


@router.post("/credits/{case_id}/sign")
@router.post("/credits/{case_id}/decline")
def answer(request: Request, viewer: Signer, case_id: str, note: Text = "") -> Response:
    """Sign it as the awarding body, or decline."""
    return _move(request, viewer, case_id, note)


@router.post("/credits/{case_id}/revoke")
def revoke(
    request: Request, viewer: Revoker, case_id: str, note: Text = "", understood: Text = ""
) -> Response:
    """Revoke the signed document of a case that an appeal overturned; this is final."""
    try:
        if understood != "1":
            raise UsageError("WEB-186")
        acts.revoke(bench(request), viewer.name, case_id, note)
    except TrimtabError as error:
        return _show(request, viewer, case_id, error=error)
    return see_other(f"/credits/{case_id}?done=revoked")


@router.post("/credits/{case_id}/appeal")
def appeal(request: Request, viewer: Reviewer, case_id: str, grounds: Text = "") -> Response:
    """Lodge an appeal for the holder."""
    try:
        acts.appeal(bench(request), viewer.name, case_id, grounds)
    except TrimtabError as error:
        return _show(request, viewer, case_id, error=error)
    return see_other(f"/credits/{case_id}/appeal?done=appealed")


@router.get("/credits/{case_id}/appeal")
def show_appeal(request: Request, viewer: Seer, case_id: str, done: Word = "") -> Response:
    """The appeals of a case."""
    return _show(request, viewer, case_id, done=done, template="credits/appeal.html.j2")


@router.post("/credits/{case_id}/judge")
def judge(
    request: Request, viewer: Judge, case_id: str, appeal: Text = "", decision: Text = "",
    reason: Text = "",
) -> Response:  # fmt: skip
    """Decide an appeal."""
    overturn = decision == "overturn"
    try:
        acts.judge(bench(request), viewer.name, appeal, overturn=overturn, reason=reason)
    except TrimtabError as error:
        template = "credits/appeal.html.j2"
        return _show(request, viewer, case_id, error=error, template=template)
    done = "overturned" if overturn else "upheld"
    return see_other(f"/credits/{case_id}/appeal?done={done}")
