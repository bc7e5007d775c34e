"""Issuers, their keys and accreditations; what it would mean that a key was stolen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from trimtab.app.demonstration_titles import title_in
from trimtab.app.workbench import issuers as shown
from trimtab.app.workbench import issuers_acts as acts
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.issuers_compromise import see_compromise
from trimtab.app.workbench.issuers_keys import KEY_ALGORITHMS, new_key, start_reissue
from trimtab.app.workbench.people import list_departments
from trimtab.app.workbench.viewer import Viewer
from trimtab.credentials.issuing.types import Grade
from trimtab.credentials.types import KeyEnd
from trimtab.kernel import InputRejectedError, TrimtabError
from trimtab.messages import Language, text
from trimtab.office.rights import Right
from trimtab.web.access import accounts, bench, needs
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import language_of, office_zone, page
from trimtab.web.sessions import see_other

router = APIRouter(prefix="/issuers", include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.CREDENTIALS_SEE)]
Accreditor = Annotated[Viewer, needs(Right.CREDENTIALS_ACCREDIT)]
Keeper = Annotated[Viewer, needs(Right.CREDENTIAL_KEYS_KEEP)]
Approver = Annotated[Viewer, needs(Right.CREDENTIALS_APPROVE)]
Word = Annotated[str, Query(max_length=200)]
Text = Annotated[str, Form(max_length=500)]
DONE = frozenset({"added", "accredited", "ended", "rotated", "revoked"})


@router.get("")
def show_all(request: Request, viewer: Seer, done: Word = "") -> Response:
    """The issuers, with what is not in order."""
    return _list(request, viewer, done=done)


def _list(
    request: Request, viewer: Viewer, *, done: str = "", error: TrimtabError | None = None,
    filled: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    language = language_of(request, viewer)
    names = ("issuer", "title_zh", "title_en", "region", "department")
    may_add = viewer.may(Right.CREDENTIALS_ACCREDIT)
    departments = list_departments(accounts(request), viewer.name) if may_add else ()
    return page(
        request, viewer, "issuers/list.html.j2", status_of(error) if error else 200,
        issuers=shown.list_issuers(bench(request), viewer.name, language),
        departments=[
            (one.department.department_id, title_in(one.department.title, language))
            for one in departments
        ],
        filled={name: (filled or {}).get(name, "") for name in names},
        done=done if done in DONE else "",
        said=sentence_of(error, language) if error else "",
    )  # fmt: skip


@router.post("")
def add(
    request: Request, viewer: Accreditor, issuer: Text = "", title_zh: Text = "",
    title_en: Text = "", region: Text = "", department: Text = "", reason: Text = "",
) -> Response:  # fmt: skip
    """Register an issuer."""
    titles = {Language.ZH.value: title_zh, Language.EN.value: title_en}
    try:
        acts.register_issuer(
            bench(request), viewer.name, issuer, titles, region, department, reason
        )
    except TrimtabError as error:
        filled = {
            "issuer": issuer, "title_zh": title_zh, "title_en": title_en, "region": region,
            "department": department,
        }  # fmt: skip
        return _list(request, viewer, error=error, filled=filled)
    return see_other("/issuers?done=added")


@router.get("/accreditations")
def show_accreditations(request: Request, viewer: Seer, q: Word = "", on: Word = "") -> Response:
    """The register of accreditations, searched."""
    language = language_of(request, viewer)
    told = ""
    rows: tuple[shown.AccreditationView, ...] = ()
    try:
        day = acts.day_of(on, "on") if on.strip() else None
        rows = shown.list_accreditations(bench(request), viewer.name, language, q, day)
    except InputRejectedError as error:
        told = sentence_of(error, language)
    return page(
        request, viewer, "issuers/accreditations.html.j2", 422 if told else 200,
        q=q, on=on, rows=rows, said=told,
    )  # fmt: skip


@router.get("/{key}")
def show(request: Request, viewer: Seer, key: str, done: Word = "") -> Response:
    """One issuer."""
    return _show(request, viewer, key, done=done)


def _show(
    request: Request, viewer: Viewer, key: str, *, done: str = "",
    error: TrimtabError | None = None,
) -> Response:  # fmt: skip
    language = language_of(request, viewer)
    opened = bench(request)
    return page(
        request, viewer, "issuers/issuer.html.j2", status_of(error) if error else 200,
        issuer=shown.see_issuer(opened, viewer.name, key, language),
        standards=shown.standard_choices(opened, language),
        grades=[
            (str(one.value), text(f"web.certificates.grade.{one.value}", language))
            for one in Grade
        ],
        algorithms=[(one.value, one.value) for one in KEY_ALGORITHMS],
        today=_today(request),
        done=done if done in DONE else "",
        said=sentence_of(error, language) if error else "",
    )  # fmt: skip


def _today(request: Request) -> date:
    return datetime.now(office_zone(request)).date()


def _do(
    request: Request, viewer: Viewer, key: str, done: str, act: Callable[[Workbench], Any]
) -> Response:
    """The page again: with what was done, or with what went wrong."""
    try:
        act(bench(request))
    except TrimtabError as error:
        return _show(request, viewer, key, error=error)
    return see_other(f"/issuers/{quote(key)}?done={done}")


@router.post("/{key}/accreditations")
def accredit(
    request: Request, viewer: Accreditor, key: str, standard: Text = "", level: Text = "",
    region: Text = "", since: Text = "", until: Text = "", authority: Text = "",
    legal_basis: Text = "", reason: Text = "",
) -> Response:  # fmt: skip
    """Accredit it."""
    return _do(
        request, viewer, key, "accredited",
        lambda opened: acts.accredit(
            opened, viewer.name, key, standard, level, region, since, until, authority,
            legal_basis, reason,
        ),
    )  # fmt: skip


@router.post("/{key}/accreditations/end")
def end(
    request: Request, viewer: Accreditor, key: str, accreditation: Text = "", until: Text = "",
    reason: Text = "",
) -> Response:  # fmt: skip
    """End an accreditation."""
    return _do(
        request, viewer, key, "ended",
        lambda opened: acts.stop_accreditation(
            opened, viewer.name, accreditation, until, reason
        ),
    )  # fmt: skip


@router.post("/{key}/keys")
def rotate(
    request: Request, viewer: Keeper, key: str, algorithm: Text = "", months: Text = "",
    reason: Text = "",
) -> Response:  # fmt: skip
    """Make a new key; the one before signs no more."""
    return _do(
        request, viewer, key, "rotated",
        lambda opened: new_key(opened, viewer.name, key, algorithm, months, reason),
    )  # fmt: skip


@router.get("/{key}/stolen")
def ask_stolen(
    request: Request, viewer: Seer, key: str, stolen: Annotated[str, Query(alias="key")] = "",
) -> Response:  # fmt: skip
    """What it would mean that a key was stolen; nothing is changed."""
    return _stolen(request, viewer, key, stolen)


def _stolen(
    request: Request, viewer: Viewer, key: str, stolen: str, error: TrimtabError | None = None
) -> Response:
    language = language_of(request, viewer)
    issuer, found, affected = see_compromise(bench(request), viewer.name, key, stolen, language)
    ends = (KeyEnd.COMPROMISED, KeyEnd.LOST, KeyEnd.SUPERSEDED, KeyEnd.CEASED)
    return page(
        request, viewer, "issuers/stolen.html.j2", status_of(error) if error else 200,
        issuer=issuer, key=found, affected=affected, today=_today(request),
        ends=[(one.value, text(f"web.issuers.key_end.{one.value}", language)) for one in ends],
        said=sentence_of(error, language) if error else "",
    )  # fmt: skip


@router.post("/{key}/stolen")
def revoke(
    request: Request, viewer: Keeper, key: str, stolen: Annotated[str, Form(alias="key")] = "",
    end: Text = "", since: Text = "", reason: Text = "",
) -> Response:  # fmt: skip
    """Revoke a key."""
    try:
        acts.key_end(bench(request), viewer.name, stolen, end, since, reason)
    except TrimtabError as error:
        return _stolen(request, viewer, key, stolen, error)
    return see_other(f"/issuers/{quote(key)}/stolen?key={quote(stolen, safe='')}")


@router.post("/{key}/reissue")
def reissue(
    request: Request, viewer: Approver, key: str, stolen: Annotated[str, Form(alias="key")] = "",
    reason: Text = "",
) -> Response:  # fmt: skip
    """Let a job issue again what a stolen key had signed."""
    try:
        job = start_reissue(bench(request), viewer.name, stolen, reason)
    except TrimtabError as error:
        return _stolen(request, viewer, key, stolen, error)
    return see_other(f"/jobs/{job.job_id}")
