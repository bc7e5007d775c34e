"""Signing in and out, choosing a password through a one-time link, the demonstration's doors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from trimtab.app.workbench.account_links import choose_password, owner_of_link
from trimtab.app.workbench.demonstration_accounts import demonstration_accounts
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import InputRejectedError, NotAllowedError, TrimtabError, UnknownCodeError
from trimtab.office.passwords import SHORTEST
from trimtab.web.access import accounts, bench, public
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import LANGUAGE_COOKIE, language_of, page
from trimtab.web.sessions import (
    address_of_request,
    device_of,
    drop_session,
    keep_session,
    safe_next,
    see_other,
)

router = APIRouter(include_in_schema=False)

Anybody = Annotated[Viewer, public()]
Address = Annotated[str, Query(alias="next", max_length=2_000)]
Text = Annotated[str, Form()]


@router.get("/sign-in")
def ask(request: Request, viewer: Anybody, wanted: Address = "", switch: bool = False) -> Response:
    """The sign-in page; whoever is signed in goes on, unless it is to take another role."""
    if viewer.actor is not None and not (switch and accounts(request).demonstration):
        return see_other(safe_next(wanted))
    return _ask(request, viewer, safe_next(wanted))


def _ask(
    request: Request,
    viewer: Viewer,
    wanted: str,
    error: NotAllowedError | None = None,
    actor: str = "",
) -> Response:
    language = language_of(request, viewer)
    shown = accounts(request).demonstration
    doors = demonstration_accounts(bench(request), language) if shown else ()
    return page(
        request,
        viewer,
        "signing_in/sign_in.html.j2",
        status_of(error) if error else 200,
        wanted=wanted,
        said=sentence_of(error, language) if error else "",
        actor=actor,
        doors=doors,
    )


@router.post("/sign-in")
def sign_in(
    request: Request,
    viewer: Anybody,
    actor: Text = "",
    password: Text = "",
    wanted: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Sign in with a password."""
    try:
        secret = accounts(request).sign_in(
            actor, password, address_of_request(request), device_of(request)
        )
    except NotAllowedError as error:
        return _ask(request, viewer, safe_next(wanted), error, actor[:40])
    return _enter(request, secret, wanted)


@router.post("/sign-in/demonstration")
def demonstrate(
    request: Request,
    viewer: Anybody,
    actor: Text = "",
    wanted: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Sign in as a role, in a demonstration. Raises NotAllowedError WEB-035 elsewhere.

    The role is nobody's own: whoever takes it keeps the language in which they chose it.
    """
    language = language_of(request)
    answer = _enter(request, accounts(request).demonstrate(actor, device_of(request)), wanted)
    answer.set_cookie(LANGUAGE_COOKIE, language.value, samesite="lax", httponly=True)
    return answer


def _enter(request: Request, secret: str, wanted: str) -> Response:
    answer = see_other(safe_next(wanted))
    keep_session(request, answer, secret)
    return answer


@router.get("/sign-in/link/{token}")
def open_link(request: Request, viewer: Anybody, token: str) -> Response:
    """The form to choose a password; the link stays good until it is used."""
    try:
        person = owner_of_link(accounts(request), token)
    except UnknownCodeError as error:
        return _link_page(request, viewer, "link_over", error)
    return _link_page(request, viewer, "choose_password", owner=person)


@router.post("/sign-in/link/{token}")
def use_link(
    request: Request, viewer: Anybody, token: str, password: Text = "", again: Text = ""
) -> Response:
    """Choose a password and sign in."""
    known = accounts(request)
    try:
        person = owner_of_link(known, token)
        try:
            if password != again:
                raise InputRejectedError("WEB-036")
            secret = choose_password(known, token, password, device_of(request))
        except InputRejectedError as error:
            return _link_page(request, viewer, "choose_password", error, owner=person)
    except UnknownCodeError as error:
        return _link_page(request, viewer, "link_over", error)
    return _enter(request, secret, "")


def _link_page(
    request: Request,
    viewer: Viewer,
    template: str,
    error: TrimtabError | None = None,
    **context: object,
) -> Response:
    """A page whose address is a secret: no cache keeps it, and no other site is told it (the
    policy of all pages; a stricter one would take the form's own origin away)."""
    language = language_of(request, viewer)
    answer = page(
        request,
        viewer,
        f"signing_in/{template}.html.j2",
        status_of(error) if error else 200,
        said=sentence_of(error, language) if error else "",
        shortest=SHORTEST,
        **context,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/sign-out")
def sign_out(request: Request, viewer: Anybody) -> Response:
    """End this session."""
    answer = see_other("/sign-in")
    drop_session(request, answer)
    return answer
