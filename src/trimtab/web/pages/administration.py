"""Administration: people, the roles they hold, departments, one-time links, tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from trimtab.app.workbench import people
from trimtab.app.workbench.account_links import link_address, make_link
from trimtab.app.workbench.account_tokens import make_token, revoke_token
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import Period, TrimtabError
from trimtab.office.audit import changes_of
from trimtab.office.rights import Right
from trimtab.office.types import Role
from trimtab.web.access import accounts
from trimtab.web.pages import administration_office
from trimtab.web.pages.account import TOKEN_DAYS
from trimtab.web.pages.administration_frame import Manager, Text, Words, show
from trimtab.web.sessions import see_other

router = APIRouter(prefix="/administration", include_in_schema=False)
router.include_router(administration_office.router)


@router.get("")
def show_people(request: Request, viewer: Manager, words: Words = "") -> Response:
    """Everybody one may see, with the roles they hold."""
    return _people(request, viewer, words=words)


def _people(
    request: Request, viewer: Viewer, error: TrimtabError | None = None, words: str = ""
) -> Response:
    known = accounts(request)
    return show(
        request,
        viewer,
        "people",
        error,
        people=people.list_people(known, viewer.name, words),
        departments=people.list_departments(known, viewer.name),
        words=words,
    )


@router.post("/people")
def add_person(
    request: Request,
    viewer: Manager,
    actor: Text = "",
    title: Text = "",
    department: Text = "",
    address: Text = "",
    language: Text = "zh",
    program: Text = "",
    reason: Text = "",
) -> Response:
    """Add a person or program."""
    new = people.new_person(
        actor, title, program=program == "program", department=department,
        address=address, language=language,
    )  # fmt: skip
    try:
        people.add_person(accounts(request), viewer.name, new, reason)
    except TrimtabError as error:
        return _people(request, viewer, error)
    return see_other(f"/administration/people/{new.actor_id}?done=added")


@router.get("/people/{actor}")
def show_person(request: Request, viewer: Manager, actor: str) -> Response:
    """One person or program."""
    return _person(request, viewer, actor)


def _person(
    request: Request,
    viewer: Viewer,
    actor: str,
    error: TrimtabError | None = None,
    *,
    link: str = "",
    token: str = "",
) -> Response:
    known = accounts(request)
    seen = people.see_person(known, viewer.name, actor)
    rights = sorted({right for held in seen.roles if held.current for right in held.rights})
    return show(
        request,
        viewer,
        "person",
        error,
        seen=seen,
        history=[(one, changes_of(one)) for one in seen.history or ()],
        departments=people.list_departments(known, viewer.name),
        roles=[role for role in Role if role is not Role.PUBLIC],
        rights=rights,
        days=TOKEN_DAYS,
        link=link,
        token=token,
        hours=int(known.policy.link.total_seconds() // 3600),
        secret=bool(link or token),
    )


def _changed(
    request: Request, viewer: Viewer, actor: str, done: str, change: Callable[[], object]
) -> Response:
    """Do it, then show the person again, with what was done or why not."""
    try:
        change()
    except TrimtabError as error:
        return _person(request, viewer, actor, error)
    return see_other(f"/administration/people/{actor}?done={done}")


@router.post("/people/{actor}")
def change_person(
    request: Request,
    viewer: Manager,
    actor: str,
    title: Text = "",
    department: Text = "",
    address: Text = "",
    language: Text = "zh",
    reason: Text = "",
) -> Response:
    """Change who somebody is, or switch them on again."""
    known = accounts(request)
    before = people.see_person(known, viewer.name, actor).person
    new = people.new_person(
        actor, title, department=department, address=address, language=language,
        program=before.kind == "system",
    )  # fmt: skip
    change = people.change_person if before.active else people.add_person
    done = "changed" if before.active else "opened"
    return _changed(request, viewer, actor, done, lambda: change(known, viewer.name, new, reason))


@router.post("/people/{actor}/close")
def close_person(request: Request, viewer: Manager, actor: str, reason: Text = "") -> Response:
    """Switch somebody off and out."""
    known = accounts(request)
    return _changed(
        request, viewer, actor, "closed",
        lambda: people.close_person(known, viewer.name, actor, reason),
    )  # fmt: skip


@router.post("/people/{actor}/roles")
def give_role(
    request: Request,
    viewer: Manager,
    actor: str,
    role: Text = "",
    region: Text = "",
    department: Text = "",
    until: Text = "",
    reason: Text = "",
) -> Response:
    """Give a role."""
    known = accounts(request)

    def give() -> None:
        day = Period.parse(until).start if until else None
        chosen = Role(role) if role in set(Role) else Role.PUBLIC
        people.give_role(known, viewer.name, actor, chosen, region, department or None, day, reason)

    return _changed(request, viewer, actor, "given", give)


@router.post("/people/{actor}/roles/withdraw")
def withdraw_role(
    request: Request, viewer: Manager, actor: str, grant: Text = "", reason: Text = ""
) -> Response:
    """Take a role away."""
    known = accounts(request)
    return _changed(
        request, viewer, actor, "withdrawn",
        lambda: people.withdraw_role(known, viewer.name, grant, reason),
    )  # fmt: skip


@router.post("/people/{actor}/link")
def link(request: Request, viewer: Manager, actor: str, reason: Text = "") -> Response:
    """Make a one-time link; the answer shows it, and nothing shows it again."""
    try:
        secret = make_link(accounts(request), viewer.name, actor, reason)
    except TrimtabError as error:
        return _person(request, viewer, actor, error)
    return _person(request, viewer, actor, link=link_address(str(request.base_url), secret))


@router.post("/people/{actor}/tokens")
def token(
    request: Request,
    viewer: Manager,
    actor: str,
    title: Text = "",
    scopes: Annotated[list[str] | None, Form()] = None,
    days: Text = "",
    reason: Text = "",
) -> Response:
    """Make a token for a program."""
    chosen = [right for right in Right if right.value in (scopes or ())]
    length = int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0
    try:
        _, secret = make_token(accounts(request), viewer.name, actor, title, chosen, length, reason)
    except TrimtabError as error:
        return _person(request, viewer, actor, error)
    return _person(request, viewer, actor, token=secret)


@router.post("/people/{actor}/tokens/{token_id}/revoke")
def revoke(
    request: Request, viewer: Manager, actor: str, token_id: str, reason: Text = ""
) -> Response:
    """End a token."""
    known = accounts(request)
    return _changed(
        request, viewer, actor, "revoked",
        lambda: revoke_token(known, viewer.name, token_id, reason),
    )  # fmt: skip
